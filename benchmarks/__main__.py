"""Measure, and write results.json and RESULTS.md beside this file: ``python -m benchmarks [--scale 0.1]``."""

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.anchor import version
from benchmarks.compiling import compile_times
from benchmarks.engine import cases, growth, measure, steep
from benchmarks.figure import draw_cost
from benchmarks.report import written

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the published numbers of rows")
    parser.add_argument("--bare", action="store_true", help="print the table's rows and nothing else (used for AVX2)")
    options = parser.parse_args()
    if options.bare:
        print(json.dumps([row for case in cases(options.scale) for row in measure(case)]))
        return
    results: dict[str, Any] = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{_processor()}, {os.cpu_count()} CPUs, {platform.system()}, Python {platform.python_version()}",
        "anchor": version(),
        "rows": [],
        "growth": [],
    }
    for case in cases(options.scale):
        print(f"{case.name} ...", file=sys.stderr, flush=True)
        results["rows"] += measure(case)
        if case.name in ("S", "XL", "ladder"):
            results["growth"] += growth(case)
        if case.name in ("S", "L"):
            most = 20_000 if case.name == "S" else 3_000
            results["rows"] += [steep(case, p, max(int(most * options.scale), 64)) for p in (30.0, 100.0)]
    print("compile times, AVX2 ...", file=sys.stderr, flush=True)
    results["compile"] = compile_times()
    results["avx2"] = _narrow(options.scale)
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (HERE / "RESULTS.md").write_text(written(results))
    draw_cost(results, HERE / "cost.svg")
    print(written(results))


def _narrow(scale: float) -> Any:
    """Measure again with vectors of four, in a process that never loads the wide code."""
    environment = {**os.environ, "STANDOFF_LANES": "4"}
    command = [sys.executable, "-m", "benchmarks", "--bare", "--scale", str(scale)]
    return json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
