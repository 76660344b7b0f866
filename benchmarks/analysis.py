"""Measure the analyses beside the tools analysts know, in one run: ``python -m benchmarks.analysis [--scale 0.1]``.

SALib is a test dependency. EMA Workbench is none (its own dependencies are under another licence): where an interpreter
that has it is named in ``STANDOFF_EMA_PYTHON``, PRIM is measured beside it in a process of its own; else that is said.
Times are processor seconds of one process, without imports and without compiling, the best of three for standoff.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.discovery import Box, discover
from standoff.analysis.drivers import sobol_indices

Floats = NDArray[np.float64]

SAMPLES, PARAMETERS, BOOTSTRAPS = 2**17, 8, 100
CASES, DIMENSIONS = 10**5, 12

EMA = """
import json, sys, time, warnings
warnings.filterwarnings("ignore")
import numpy as np, pandas as pd
from ema_workbench.analysis import prim
data = np.load(sys.argv[1])
x = pd.DataFrame(data["x"], columns=[f"x{i}" for i in range(data["x"].shape[1])])
y = data["y"].astype(int)
start = time.process_time()
box = prim.Prim(x, y, threshold=0.5, peel_alpha=0.05, mass_min=0.05).find_box()
seconds = time.process_time() - start
path = box.peeling_trajectory
print(json.dumps({"seconds": seconds, "boxes": path[["coverage", "density"]].values.tolist()}))
"""


def main() -> None:
    """Print each measurement with its ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the published sizes")
    scale = parser.parse_args().scale
    print(json.dumps({"sobol": sobol(scale), "prim": [prim(name, scale) for name in FUNCTIONS]}, indent=1))


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


def _box(x: Floats) -> NDArray[np.bool_]:
    return np.asarray((x[:, 0] > 0.6) & (x[:, 1] < 0.5) & (x[:, 2] > 0.3))


def _noisy(x: Floats) -> NDArray[np.bool_]:
    flipped = np.random.default_rng(1).random(len(x)) < 0.1
    return np.asarray(_box(x) ^ flipped)


def _ridge(x: Floats) -> NDArray[np.bool_]:
    return np.asarray(x[:, 0] + x[:, 1] + 0.5 * x[:, 2] > 1.7)


FUNCTIONS: dict[str, Callable[[Floats], NDArray[np.bool_]]] = {"box": _box, "noisy box": _noisy, "ridge": _ridge}
"""Where cases are of interest: an exact box, the same with a tenth of the labels wrong, and a corner cut aslant."""


def prim(name: str, scale: float) -> dict[str, Any]:
    """PRIM's trajectory, beside EMA Workbench's on the same cases with the same patience and smallest mass."""
    x = np.random.default_rng(0).random((int(CASES * scale), DIMENSIONS))
    y = FUNCTIONS[name](x)
    names = [f"x{i}" for i in range(DIMENSIONS)]
    discover(x[:2000], y[:2000], names, resamples=0)
    own, found = fastest(lambda: discover(x, y, names, resamples=0))
    boxes = [*found.trajectory, found.chosen]
    told = {"function": name, "cases": len(x), "dimensions": DIMENSIONS, "standoff_s": round(own, 3)}
    told |= {"standoff_best_f1": round(max(map(_f1, boxes)), 4), "chosen": _pair(found.chosen)}
    theirs = _ema(x, y)
    if theirs is None:
        return told | {"ema_workbench": "not measured: set STANDOFF_EMA_PYTHON to an interpreter that has it"}
    scores = [2 * c * d / (c + d) if c + d else 0.0 for c, d in theirs["boxes"]]
    best = theirs["boxes"][int(np.argmax(scores))]
    matched = sum(any(_reaches(box, c, d) for box in boxes) for c, d in theirs["boxes"])
    return told | {
        "ema_s": round(theirs["seconds"], 3),
        "ratio": round(theirs["seconds"] / own, 1),
        "ema_best_f1": round(max(scores), 4),
        "ema_best": [round(float(one), 3) for one in best],
        "its_boxes_reached_by_ours": f"{matched} of {len(theirs['boxes'])}",
    }


def _reaches(box: Box, coverage: float, density: float) -> bool:
    """Whether a box is as good as theirs in both, to a thousandth."""
    return box.coverage >= coverage - 1e-3 and box.density >= density - 1e-3


def _f1(box: Box) -> float:
    return 2 * box.coverage * box.density / (box.coverage + box.density) if box.coverage else 0.0


def _pair(box: Box) -> list[float]:
    return [round(box.coverage, 3), round(box.density, 3)]


def _ema(x: Floats, y: NDArray[np.bool_]) -> Any:
    python = os.environ.get("STANDOFF_EMA_PYTHON")
    if not python:
        return None
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "cases.npz"
        np.savez(place, x=x, y=y)
        told = subprocess.run([python, "-c", EMA, str(place)], capture_output=True, text=True, check=True)
    return json.loads(told.stdout.strip().splitlines()[-1])


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
