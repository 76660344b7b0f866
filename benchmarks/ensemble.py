"""Measure runs of an ensemble, and write ENSEMBLE.md: ``python -m benchmarks.ensemble [--scale 0.1]``.

Three questions, each with its anchor in the same run on the same machine:

- *Two workers over one*, wall time, beside what the machine itself gains from two processors: two processes that each
  solve the same rows with one thread and share nothing.
- *A row of a run*, in processor time, beside a row of `solve` alone on parameters already drawn.
- *Memory*: the high-water marks of a process and its workers for more and more draws.

The scenario is the bundled `nato-2022`, whole or with the first two postures of its menu.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.ladder import SCENARIO, ladder_rows
from benchmarks.report import table
from standoff.ensemble.design import draw
from standoff.ensemble.executors import Kind, local
from standoff.ensemble.run import parameter_rows, run
from standoff.scenario import Scenario, load
from standoff.scenario.bundle import BUNDLED
from standoff.solver import solve

PAGE = Path(__file__).parent / "ENSEMBLE.md"
TWO = 2

_SCALING = (
    ("postures", "postures", "{}"),
    ("draws", "draws", "{:,}"),
    ("workers", "two workers are", "{}"),
    ("one_s", "one, s", "{:.1f}"),
    ("two_s", "two, s", "{:.1f}"),
    ("ratio", "ratio", "{:.2f}"),
    ("anchor", "machine", "{:.2f}"),
)
_STREAM = (
    ("draws", "draws", "{:,}"),
    ("workers", "workers", "{}"),
    ("wall_s", "wall, s", "{:.0f}"),
    ("row_us", "a row, µs", "{:.1f}"),
    ("bare_us", "`solve` alone, µs", "{:.1f}"),
    ("ratio", "ratio", "{:.2f}"),
    ("peak_MB", "peak memory, MB", "{:.0f}"),
)


def main() -> None:
    """Measure, write the page and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the published numbers of draws")
    parser.add_argument("--one", nargs=3, metavar=("SCENARIO", "DRAWS", "WORKERS"), help="one streaming run, as JSON")
    options = parser.parse_args()
    if options.one is not None:
        print(json.dumps(_stream(Path(options.one[0]), int(options.one[1]), options.one[2])))
        return
    with tempfile.TemporaryDirectory() as folder:
        small = short_menu(Path(folder))
        sizes = ((SCENARIO, 4096, 7), (SCENARIO, 32_768, 3), (str(small), 65_536, 5))
        scaling = [row for name, draws, times in sizes for row in two_workers(name, int(draws * options.scale), times)]
        streams = [
            _in_process(small, int(draws * options.scale), workers)
            for draws, workers in ((65_536, "1"), (262_144, "1"), (10**6, "1"), (10**6, "2"), (10**6, "2 processes"))
        ]
    PAGE.write_text(page(scaling, streams))
    print(PAGE.read_text())


def short_menu(folder: Path) -> Path:
    """Write the bundled scenario with the first two postures of its menu into a folder; return the document."""
    for path in (BUNDLED / SCENARIO).iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    document = folder / "scenario.yaml"
    text = document.read_text(encoding="utf-8")
    head, _, rest = text.partition("\nmenu:\n")
    items, _, tail = rest.partition("\nface_validity:\n")
    kept = "\n  - ".join(re.split(r"\n  - ", "\n" + items)[: TWO + 1]).strip("\n")
    validity = tail.partition("\nclaims:\n")[0]
    document.write_text(f"{head}\nmenu:\n{kept}\n\nface_validity:\n{validity}\n", encoding="utf-8")
    return document


def two_workers(name: str, draws: int, repeats: int) -> list[dict[str, Any]]:
    """Return how much sooner two workers are done than one, in threads and in processes, all of them warm."""
    scenario = load(name)
    walls: dict[str, list[float]] = defaultdict(list)
    with local(1) as alone, local(2, Kind.THREADS) as threads, local(2, Kind.PROCESSES) as processes:
        executors = {"one": alone, Kind.THREADS.value: threads, Kind.PROCESSES.value: processes}
        for executor in executors.values():
            _wall(scenario, max(draws // 16, 64), executor)
        _independent(processes, 2)
        for _ in range(repeats):
            for label, executor in executors.items():
                walls[label].append(_wall(scenario, draws, executor))
            for count in (1, 2):
                walls[f"anchor {count}"].append(_independent(processes, count))
    least = {label: min(seconds) for label, seconds in walls.items()}
    anchor = 2 * least["anchor 1"] / least["anchor 2"]
    head = {"postures": len(scenario.menu), "draws": draws, "one_s": least["one"], "anchor": anchor}
    return [
        head | {"workers": kind.value, "two_s": least[kind.value], "ratio": least["one"] / least[kind.value]}
        for kind in Kind
    ]


def _wall(scenario: Scenario, draws: int, executor: Executor) -> float:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        run(scenario, draws=draws, seed=7, folder=Path(folder) / "run", executor=executor)
        return time.perf_counter() - started


def _independent(processes: Executor, count: int) -> float:
    """Return the wall seconds until some processes, one thread each, have solved the same rows."""
    started = time.perf_counter()
    for job in [processes.submit(_solve_alone) for _ in range(count)]:
        job.result()
    return time.perf_counter() - started


def _solve_alone(times: int = 6) -> None:
    for _ in range(times):
        _work()()


@cache
def _work(rows: int = 4096) -> Callable[[], Any]:
    return _bare(load(SCENARIO), ladder_rows(rows))


def _bare(scenario: Scenario, columns: dict[str, Any]) -> Callable[[], Any]:
    read = dict.fromkeys((*scenario.game.parameters, *scenario.solver.parameters))
    given = {name: columns[name] for name in read}
    return lambda: solve(scenario.game, given, scenario.solver)


def _in_process(document: Path, draws: int, workers: str) -> Any:
    """Return one streaming run in a process of its own, so that its high-water mark is its own."""
    command = [sys.executable, "-m", "benchmarks.ensemble", "--one", str(document), str(draws), workers]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _stream(document: Path, draws: int, workers: str) -> dict[str, Any]:
    scenario = load(document)
    count, _, kind = workers.partition(" ")
    bare = _bare_microseconds(scenario)
    with tempfile.TemporaryDirectory() as folder, local(int(count), Kind(kind or "threads")) as executor:
        started, before = time.perf_counter(), _processor_seconds()
        done = run(scenario, draws=draws, seed=7, folder=Path(folder) / "run", executor=executor)
        wall, spent = time.perf_counter() - started, _processor_seconds() - before
        peak = sum(_high_water(pid) for pid in _family()) / 1024
    bare = 0.5 * (bare + _bare_microseconds(scenario))
    row = 1e6 * spent / done.rows
    found = {"draws": draws, "workers": workers, "wall_s": wall, "row_us": row, "bare_us": bare}
    return found | {"ratio": row / bare, "peak_MB": peak}


def _bare_microseconds(scenario: Scenario, rows: int = 4096, blocks: int = 16) -> float:
    """Return the processor microseconds of a row of `solve` alone, over rows spread as a run's are."""
    draws = rows // len(scenario.menu)
    spent = 0.0
    for block in range(blocks + 1):
        columns = parameter_rows(scenario, draw(scenario, draws, 7, first=block * draws).columns, scenario.menu)
        work = _bare(scenario, columns)
        started = time.process_time()
        work()
        spent += time.process_time() - started if block else 0.0  # the first one loads what is loaded once
    return 1e6 * spent / (rows * blocks)


def _family() -> list[int]:
    """Return this process and all that descend from it."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended meanwhile
            continue
    found = [os.getpid()]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _high_water(pid: int) -> int:
    """Return the most memory that a process has held, in kB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


def _processor_seconds() -> float:
    """Return the processor seconds so far of this process and all that descend from it."""
    ticks = 0
    for pid in _family():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def page(scaling: list[dict[str, Any]], streams: list[dict[str, Any]]) -> str:
    """Return the measurements as Markdown."""
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return "\n".join(
        [
            "# Runs of an ensemble",
            "",
            f"{made}, {os.cpu_count()} CPUs. `nato-2022`, whole or with two postures. Made by `make bench`.",
            "",
            "## Two workers over one",
            "",
            "Wall seconds of a run in a process that has run before, the least of several repetitions. *Machine*: what",
            "two processes that solve the same rows and share nothing gain over one, in turns with the runs.",
            f"Load average at the end {os.getloadavg()[0]:.1f}.",
            "",
            *table(_SCALING, scaling),
            "",
            "## A million draws",
            "",
            "Two postures, each run in a process of its own. Processor time of a row, all processes and everything",
            "included (draws, files, the reading that seals them), beside that of `solve` alone, before and after",
            "in the same process; two workers share the processors' caches, which `solve` alone does not.",
            "Memory is the sum of the high-water marks of all processes.",
            "",
            *table(_STREAM, streams),
            "",
        ]
    )


if __name__ == "__main__":
    main()
