"""Small stand-ins: blocks of made-up results, and the manifest that fits them."""

import itertools
from pathlib import Path

import numpy as np

from standoff.ensemble.manifest import Manifest, Plan
from standoff.ensemble.parts import Block
from standoff.ensemble.store import Store

MENU = (("silence", "silence"), ("line@chemical", "line"), ('it\'s "as stated"', "as stated"))


def manifest(draws: int = 20, **changes: object) -> Manifest:
    fields = {
        "scenario": "made-up",
        "scenario_hash": "s" * 64,
        "ledger_hash": "l" * 64,
        "seed": 7,
        "draws": draws,
        "postures": MENU,
        "measures": ("war", "rung[hold]"),
    }
    return Manifest(Plan(**(fields | changes)), code="c", command="standoff run made-up")


def block(first: int, stop: int, *, failing: tuple[tuple[int, int], ...] = ()) -> Block:
    """Results that depend on (draw, posture) alone; `failing` lists (draw, posture code) pairs."""
    n, postures = stop - first, len(MENU)
    draw = np.repeat(np.arange(first, stop, dtype=np.int32), postures)
    posture = np.tile(np.arange(postures, dtype=np.int16), n)
    bad = np.array([(d, p) in failing for d, p in zip(draw.tolist(), posture.tolist(), strict=True)])
    value = np.where(bad, np.nan, np.sin(1.0 + draw) + posture)
    return Block(
        first,
        stop,
        {
            "draw": draw,
            "posture": posture,
            "status": np.where(bad, 3, 0).astype(np.int8),
            "residual": np.where(bad, 0.5, 1e-12 * (1 + draw)),
            "value": value,
            "expected": value - 1,
            "war": np.where(bad, np.nan, 1 / (2.0 + draw)),
            "rung[hold]": np.where(bad, np.nan, -0.0 * draw),
            "iterations": draw + 1,
            "folds": np.zeros_like(draw),
        },
    )


def design(draws: int, *, step: int = 16):
    for first in range(0, draws, step):
        stop = min(first + step, draws)
        yield first, {"alpha": np.cos(np.arange(first, stop)), "harm[x@y]": np.arange(first, stop, dtype=np.float64)}


def filled(folder: Path, cuts: tuple[int, ...] = (0, 20), failing: tuple[tuple[int, int], ...] = ()) -> Store:
    """Return the store of a whole run of 20 draws in parts cut at `cuts`, not sealed."""
    store = Store.create(folder, manifest(), lambda copy: (copy / "scenario.yaml").write_text("name: made-up\n"))
    for first, columns in design(20):
        store.put_design(first, columns)
    for first, stop in itertools.pairwise(cuts):
        store.put(block(first, stop, failing=failing))
    return store


def sealed(folder: Path, cuts: tuple[int, ...] = (0, 20), failing: tuple[tuple[int, int], ...] = ()) -> str:
    """Return the hash of such a run."""
    return filled(folder, cuts, failing).seal({3: "the branch was lost"}, {"seconds": 1.0}).hash
