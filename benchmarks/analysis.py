"""Measure the analyses beside the tools analysts know, and write ANALYSIS.md: ``python -m benchmarks.analysis``.

SALib is a test dependency. EMA Workbench is none: see `benchmarks.discovery`. Times are processor seconds of one
process, without imports and without compiling, the best of three for standoff.
"""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.discovery import NOT_MEASURED, measured
from benchmarks.report import table
from standoff.analysis.drivers import sobol_indices

SAMPLES, PARAMETERS, BOOTSTRAPS = 2**17, 8, 100

PAGE = Path(__file__).parent / "ANALYSIS.md"

_SOBOL = (
    ("samples", "samples", "{:,}"),
    ("parameters", "parameters", "{}"),
    ("bootstraps", "bootstraps", "{}"),
    ("standoff_s", "standoff, s", "{:.2f}"),
    ("salib_s", "SALib, s", "{:.1f}"),
    ("ratio", "ratio", "{:.0f}"),
    ("largest_difference_of_totals", "largest difference of total indices", "{:.0e}"),
)
_PRIM = (
    ("cases from", "cases from", "{}"),
    ("cases", "cases", "{:,}"),
    ("dimensions", "parameters", "{}"),
    ("standoff_s", "standoff, s", "{:.3g}"),
    ("ema_s", "EMA, s", "{:.3g}"),
    ("ratio", "ratio", "{:.1f}"),
    ("its boxes", "boxes of EMA's", "{}"),
    ("reached", "reached", "{}"),
    ("lag", "lag", "{:.3f}"),
    ("lag of its", "lag of EMA's", "{:.3f}"),
    ("area", "area", "{:.3f}"),
    ("area of its", "area of EMA's", "{:.3f}"),
)


def main() -> None:
    """Print the page and write it, at full scale only."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the published sizes; less writes no page")
    scale = parser.parse_args().scale
    page = written(sobol(scale), measured(scale))
    if scale == 1.0:
        PAGE.write_text(page)
    print(page)


def written(indices: dict[str, Any], boxes: list[dict[str, Any]]) -> str:
    """Return the measurements as Markdown."""
    skipped = any("ema_s" not in row for row in boxes)
    return "\n".join(
        [
            "# How fast the analyses are, and how good",
            "",
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC. Processor seconds, one process, standoff's the best of three.",
            "Made by `python -m benchmarks.analysis`.",
            "",
            "## Sobol' indices, beside SALib",
            "",
            *table(_SOBOL, [indices]),
            "",
            "## Scenario discovery, beside the EMA Workbench 2.5.3",
            "",
            "PRIM on the same cases with the same patience, smallest mass and threshold. The functions have their",
            "highest fifth of outputs of interest; parameters they do not read are noise. *biomass*, *flu* and",
            "*containers* are data sets of the EMA Workbench's own examples and tests, used where they are, not stored",
            "here. *Reached*: boxes on its trajectory that one of ours equals or beats in both coverage and density,",
            "rounding aside. *Lag*: what both would have to grow for the worst of the rest to be reached. *Area*:",
            "under the best density at each coverage.",
            "",
            *([f"Beside the EMA Workbench {NOT_MEASURED}.", ""] if skipped else []),
            *table(_PRIM, boxes),
            "",
        ]
    )


def sobol(scale: float) -> dict[str, Any]:
    """Sobol' indices with bootstraps, beside SALib on the same outputs of Sobol's G function."""
    from SALib.analyze import sobol as salib
    from SALib.sample import sobol as design

    size = 1 << round(np.log2(SAMPLES * scale))
    names = [f"x{i}" for i in range(PARAMETERS)]
    problem = {"num_vars": PARAMETERS, "names": names, "bounds": [[0, 1]] * PARAMETERS}
    points = design.sample(problem, size, calc_second_order=False, seed=7)
    weights = np.array([0.0, 0.5, 1.0, 3.0, 9.0, 30.0, 99.0, 99.0])
    outputs = ((np.abs(4 * points - 2) + weights) / (1 + weights)).prod(axis=1)
    blocks = outputs.reshape(size, PARAMETERS + 2)
    given = (blocks[:, 0], blocks[:, -1], np.ascontiguousarray(blocks[:, 1:-1].T))
    own, found = fastest(lambda: sobol_indices(given, names, bootstraps=BOOTSTRAPS))
    theirs, expected = timed(
        lambda: salib.analyze(problem, outputs, calc_second_order=False, num_resamples=BOOTSTRAPS, seed=7)
    )
    return {
        "samples": size,
        "parameters": PARAMETERS,
        "bootstraps": BOOTSTRAPS,
        "standoff_s": round(own, 3),
        "salib_s": round(theirs, 3),
        "ratio": round(theirs / own, 1),
        "largest_difference_of_totals": float(np.abs(found.total - expected["ST"]).max()),
    }


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor seconds of some work, and what it returns."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def fastest(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Return the least processor seconds of a few repetitions, and what the last returned."""
    seconds = []
    for _ in range(times):
        taken, found = timed(work)
        seconds.append(taken)
    return min(seconds), found


if __name__ == "__main__":
    main()
