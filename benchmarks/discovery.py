"""Scenario discovery beside the EMA Workbench, on functions and data sets of the literature.

The EMA Workbench is no dependency (its own are under another licence). Where an interpreter that has it is named in
``STANDOFF_EMA_PYTHON``, it runs in a process of its own on the same cases and lends the data sets that its examples
and tests use; nothing of it is stored here. Else both are skipped and the result says so.

Times are processor seconds of one process without imports and compiling, standoff's the best of three.
"""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.discovery import Discovery, discover

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

CASES, DIMENSIONS = 10**5, 12

OF_INTEREST = 0.2
"""The highest outputs of a function that are of interest, as a share."""

NOT_MEASURED = "not measured: set STANDOFF_EMA_PYTHON to an interpreter that has ema_workbench 2.5.3"

EMA = """
import json, os, sys, time, warnings
warnings.filterwarnings("ignore")
import numpy as np, pandas as pd, ema_workbench
from ema_workbench import load_results
from ema_workbench.analysis import prim
folder = os.path.join(os.path.dirname(ema_workbench.__file__), "examples", "data")
def columns(x):
    return x.drop(columns=[name for name in ("scenario", "policy", "model") if name in x])
def flu(name="1000 flu cases no policy"):
    x, outcomes = load_results(os.path.join(folder, name + ".tar.gz"))
    return columns(x), outcomes["deceased_population_region_1"][:, -1] > 1000000
def rotated():
    x, y = flu()
    return prim.pca_preprocess(x, y.astype(int))[0].astype(float), y
def containers():
    x, outcomes = load_results(os.path.join(folder, "5000 runs WCM.tar.gz"))
    return columns(x), outcomes["throughput Rotterdam"] / 2.178849944502783e7 < 1
def biomass():
    table = pd.read_csv(os.path.join(folder, "bryant et al 2010 data.csv"), index_col=False)
    return table.iloc[:, 2:11], table.iloc[:, 15].values
PUBLISHED = {
    "biomass": (biomass, 0.8, 0.1), "flu": (flu, 0.8, 0.05), "flu, rotated": (rotated, 0.8, 0.05),
    "flu under policies": (lambda: flu("1000 flu cases with policies"), 0.8, 0.05),
    "containers": (containers, 0.75, 0.05),
}
what, place = sys.argv[1:]
if what == "given":
    data = np.load(place)
    cases = pd.DataFrame(data["x"], columns=[f"x{i}" for i in range(data["x"].shape[1])]), data["y"]
    threshold, peel = 0.5, 0.05
else:
    make, threshold, peel = PUBLISHED[what]
    cases = make()
x, y = cases[0], np.asarray(cases[1]).astype(int)
if what != "given":
    np.savez(place, x=x.values.astype(float), y=y.astype(bool), peel=peel)
start = time.process_time()
box = prim.Prim(x, y, threshold=threshold, peel_alpha=peel, mass_min=0.05).find_box()
seconds = time.process_time() - start
print(json.dumps({"seconds": seconds, "boxes": box.peeling_trajectory[["coverage", "density"]].values.tolist()}))
"""

PUBLISHED = ("biomass", "flu", "flu, rotated", "flu under policies", "containers")
"""Data sets of its examples and tests: Bryant and Lempert (2010), Pruyt and Hamarat (2010), Tavasszy et al. (2011)."""


def _box(u: Floats) -> Floats:
    return np.asarray((u[:, 0] > 0.6) & (u[:, 1] < 0.5) & (u[:, 2] > 0.3), dtype=np.float64)


def _noisy(u: Floats) -> Floats:
    """An exact box with a tenth of the labels wrong."""
    return np.abs(_box(u) - (np.random.default_rng(1).random(len(u)) < 0.1))


def _ridge(u: Floats) -> Floats:
    """A corner cut aslant, which no box fits."""
    return np.asarray(u[:, 0] + u[:, 1] + 0.5 * u[:, 2], dtype=np.float64)


def _ishigami(u: Floats) -> Floats:
    """Ishigami and Homma (1990)."""
    x = np.pi * (2 * u - 1)
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def _friedman(u: Floats) -> Floats:
    """Friedman (1991)."""
    curve = 10 * np.sin(np.pi * u[:, 0] * u[:, 1]) + 20 * (u[:, 2] - 0.5) ** 2
    return np.asarray(curve + 10 * u[:, 3] + 5 * u[:, 4])


def _sobol_g(u: Floats) -> Floats:
    """Saltelli and Sobol' (1995)."""
    weights = np.array([0.0, 0.5, 1.0, 3.0, 9.0, 30.0, 99.0, 99.0])
    return np.asarray(((np.abs(4 * u[:, :8] - 2) + weights) / (1 + weights)).prod(axis=1))


def _borehole(u: Floats) -> Floats:
    """Harper and Gupta (1983): water through a borehole."""
    low = np.array([0.05, 100, 63070, 990, 63.1, 700, 1120, 9855])
    high = np.array([0.15, 50000, 115600, 1110, 116, 820, 1680, 12045])
    radius, far, upper, upper_head, lower, lower_head, length, conductivity = (low + (high - low) * u[:, :8]).T
    log = np.log(far / radius)
    drag = 1 + 2 * length * upper / (log * radius**2 * conductivity) + upper / lower
    return np.asarray(2 * np.pi * upper * (upper_head - lower_head) / (log * drag))


def _wing(u: Floats) -> Floats:
    """Forrester, Sóbester and Keane (2008): the weight of a light aircraft's wing."""
    low = np.array([150, 220, 6, -10, 16, 0.5, 0.08, 2.5, 1700, 0.025])
    high = np.array([200, 300, 10, 10, 45, 1, 0.18, 6, 2500, 0.08])
    area, fuel, aspect, sweep, pressure, taper, thickness, load, weight, paint = (low + (high - low) * u[:, :10]).T
    cosine = np.cos(np.radians(sweep))
    shape = (aspect / cosine**2) ** 0.6 * pressure**0.006 * taper**0.04 * (100 * thickness / cosine) ** -0.3
    return np.asarray(0.036 * area**0.758 * fuel**0.0035 * shape * (load * weight) ** 0.49 + area * paint)


def _hartmann(u: Floats) -> Floats:
    """Hartmann's function of six variables (Dixon and Szegö 1978)."""
    scale = np.array(
        [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
    )
    centre = np.array([[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
                       [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]]) / 1e4  # fmt: skip
    peaks = [np.exp(-(s * (u[:, :6] - c) ** 2).sum(axis=1)) for s, c in zip(scale, centre, strict=True)]
    return np.asarray(np.array([1.0, 1.2, 3.0, 3.2]) @ np.array(peaks))


def _lake(u: Floats) -> Floats:
    """Carpenter, Ludwig and Brock (1999), by the policies of Quinn et al. (2017): its highest level."""
    low = np.array([0.1, 2, 0.01, 0.001, 0.93, -2, -2, 0, 0, 0])
    high = np.array([0.45, 4.5, 0.05, 0.005, 0.99, 2, 2, 2, 2, 1])
    loss, power, mean, spread, _, c1, c2, r1, r2, weight = (low + (high - low) * u[:, :10]).T
    shocks = np.random.default_rng(2).standard_normal(100)
    variance = np.log1p((spread / mean) ** 2)
    level = np.zeros(len(u))
    highest = np.zeros(len(u))
    for shock in shocks:
        policy = weight * np.abs((level - c1) / np.maximum(r1, 1e-3)) ** 3
        policy += (1 - weight) * np.abs((level - c2) / np.maximum(r2, 1e-3)) ** 3
        natural = np.exp(np.log(mean) - variance / 2 + np.sqrt(variance) * shock)
        recycled = level**power / (1 + level**power)
        level = (1 - loss) * level + recycled + np.clip(policy, 0.01, 0.1) + natural
        highest = np.maximum(highest, level)
    return highest


FUNCTIONS: dict[str, Callable[[Floats], Floats]] = {
    "box": _box, "noisy box": _noisy, "ridge": _ridge, "Ishigami": _ishigami, "Friedman": _friedman,
    "Sobol' G": _sobol_g, "borehole": _borehole, "wing weight": _wing, "Hartmann 6": _hartmann, "lake": _lake,
}  # fmt: skip
"""Where cases are of interest; parameters a function does not read are noise."""


def measured(scale: float = 1.0) -> list[dict[str, Any]]:
    """Return a row a function, and a row a published data set where they can be had."""
    rows = [_on_function(name, scale) for name in FUNCTIONS]
    if os.environ.get("STANDOFF_EMA_PYTHON"):
        rows += [_on_published(name) for name in PUBLISHED]
    return rows


def _on_function(name: str, scale: float) -> dict[str, Any]:
    x = np.random.default_rng(0).random((int(CASES * scale), DIMENSIONS))
    output = FUNCTIONS[name](x)
    y = output > (0.5 if np.unique(output).size == 2 else np.quantile(output, 1 - OF_INTEREST))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "cases.npz"
        np.savez(place, x=x, y=y)
        return _row(name, x, y, _theirs("given", place))


def _on_published(name: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "cases.npz"
        theirs = _theirs(name, place)
        given = np.load(place)
        return _row(name, given["x"], given["y"], theirs, peel=float(given["peel"]))


def _row(name: str, x: Floats, y: Truths, theirs: Any, peel: float = 0.05) -> dict[str, Any]:
    own, found = _fastest(x, y, peel)
    told = {"cases from": name, "cases": len(x), "dimensions": x.shape[1], "of interest": round(float(y.mean()), 3)}
    told |= {"standoff_s": round(own, 4), "chosen": [round(found.chosen.coverage, 3), round(found.chosen.density, 3)]}
    if theirs is None:
        return told
    pairs = [(box.coverage, box.density) for box in (*found.trajectory, found.chosen)]
    reached = sum(any(c >= a and d >= b for c, d in pairs) for a, b in _rounded(theirs["boxes"]))
    return told | {
        "ema_s": round(theirs["seconds"], 3),
        "ratio": round(theirs["seconds"] / own, 1),
        "its boxes": len(theirs["boxes"]),
        "reached": reached,
        "lag": round(_lag(pairs, theirs["boxes"]), 4),
        "lag of its": round(_lag(theirs["boxes"], pairs), 4),
        "area": round(_area(pairs), 4),
        "area of its": round(_area(theirs["boxes"]), 4),
    }


def _rounded(pairs: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """Return coverages and densities a rounding error lower: the same count divided in another order is no lag."""
    return [(coverage - 1e-12, density - 1e-12) for coverage, density in pairs]


def _lag(ours: Sequence[Sequence[float]], theirs: Sequence[Sequence[float]]) -> float:
    """Return how much both numbers of our boxes must grow for each of theirs to be reached; 0 if all are."""
    return max(0.0, *(min(max(a - c, b - d) for c, d in ours) for a, b in theirs))


def _area(pairs: Sequence[Sequence[float]]) -> float:
    """Return the area under the best density at each coverage."""
    area, last, best = 0.0, 1.0, 0.0
    for coverage, density in sorted((tuple(pair) for pair in pairs), reverse=True):
        area, last = area + (last - coverage) * best, coverage
        best = max(best, density)
    return area + last * best


def _theirs(what: str, place: Path) -> Any:
    python = os.environ.get("STANDOFF_EMA_PYTHON")
    if not python:
        return None
    told = subprocess.run([python, "-c", EMA, what, str(place)], capture_output=True, text=True, check=True)
    return json.loads(told.stdout.strip().splitlines()[-1])


def _fastest(x: Floats, y: Truths, peel: float, times: int = 3) -> tuple[float, Discovery]:
    names = [f"x{index}" for index in range(x.shape[1])]
    discover(x[:2000], y[:2000], names, peel=peel, resamples=0)
    seconds = []
    for _ in range(times):
        start = time.process_time()
        found = discover(x, y, names, peel=peel, resamples=0)
        seconds.append(time.process_time() - start)
    return min(seconds), found
