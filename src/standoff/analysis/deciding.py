"""Which single parameter tells where something holds, judged on draws that were left out.

The score of a draw is the share of holding draws in its cell of the parameter, so any shape of dependence counts. A
resample is judged on the draws it lacks: on its own draws every idle parameter would seem to tell something.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

DECIDES = 0.6
"""Out-of-bag AUC above which a single parameter may be said to decide a claim."""

TREES = 40
"""Bootstrap resamples behind an out-of-bag score."""

CELLS = 10
"""Equal-probability cells of a parameter within which its score is a constant."""


@dataclass(frozen=True)
class Decider:
    """The one parameter whose value alone tells where a claim holds, by out-of-bag AUC, and that AUC when permuted."""

    parameter: str
    auc: float
    permuted: float
    error: float


def deciding_parameter(held: Truths, columns: Mapping[str, Floats], *, seed: int = 0) -> Decider | None:
    """Return the one parameter that decides where a claim holds, or none.

    A parameter decides when its out-of-bag AUC is the largest of all and above `DECIDES`, and permuting it brings that
    to a half within two standard errors.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> alpha, idle = rng.random((2, 1000))
    >>> deciding_parameter(alpha > 0.4, {"alpha": alpha, "idle": idle}).parameter
    'alpha'
    >>> deciding_parameter(rng.random(1000) > 0.5, {"alpha": alpha, "idle": idle}) is None
    True
    """
    rng = np.random.default_rng(seed)
    bags = [rng.integers(0, held.size, held.size) for _ in range(TREES)]
    names = sorted(columns)
    scores = out_of_bag_aucs(held, [columns[name] for name in names], bags)
    best = int(scores.argmax())
    permuted = float(out_of_bag_aucs(held, [rng.permutation(columns[names[best]])], bags)[0])
    error = _auc_error(int(held.sum()), int((~held).sum()))
    if scores[best] <= DECIDES or abs(permuted - 0.5) > 2 * error:
        return None
    return Decider(names[best], float(scores[best]), permuted, error)


def out_of_bag_aucs(held: Truths, columns: Sequence[Floats], bags: Sequence[NDArray[np.int64]]) -> Floats:
    """Return the AUC of telling holding draws by each parameter alone, each resample judged on the draws it lacks.

    Shapes: D draws, P parameters; `held` (D,), each column (D,), each bag the numbers of the draws in it; returns (P,).

    The AUC is taken within each resample and then averaged: pooling scores over resamples would pull an idle parameter
    below one half, since a draw left out takes its own outcome from its cell.
    """
    parts = np.linspace(0, 1, CELLS + 1)[1:-1]
    cells = np.stack([np.searchsorted(np.quantile(column, parts), column, side="right") for column in columns])
    taken = np.stack([np.bincount(bag, minlength=held.size) for bag in bags])
    found = _aucs(cells.astype(np.int8), (2 * taken + held).astype(np.int32), float(held.mean()), CELLS)
    return np.asarray(found.mean(axis=1))


def _auc_error(positive: int, negative: int) -> float:
    """Standard error of an AUC of one half (Hanley and McNeil 1982)."""
    return float(np.sqrt((positive + negative + 1) / (12.0 * positive * negative)))


@njit(cache=True)
def _aucs(cells, codes, base, size):  # type: ignore[no-untyped-def]
    """Return the Mann-Whitney AUC of each parameter on what each resample left out, ties counted as halves.

    Shapes (P parameters, D draws, B resamples)
    ------
    cells : (P, D) int8, below `size`
    codes : (B, D) int32, twice how often a resample has a draw, and one more if the draw holds
    base : the share of draws that hold, which shrinks the score of a nearly empty cell
    returns (P, B) float64; one half where nothing, or everything, left out holds

    Notes
    -----
    One histogram of cells and codes holds all that is needed: one addition a draw, and no branch.
    """
    found = np.empty((cells.shape[0], codes.shape[0]))
    kinds = codes.max() + 1
    times = np.arange(kinds) // 2
    seen = np.empty((size, kinds), np.int64)
    for parameter in range(cells.shape[0]):
        for bag in range(codes.shape[0]):
            seen[:] = 0
            for draw in range(cells.shape[1]):
                seen[cells[parameter, draw], codes[bag, draw]] += 1
            score = np.empty(size)
            for cell in range(size):
                count, hits = 0, 0
                for kind in range(2, kinds):
                    count += times[kind] * seen[cell, kind]
                    hits += times[kind] * seen[cell, kind] * (kind % 2)
                score[cell] = (hits + base) / (count + 1)
            wins, held, others = 0.0, 0, 0
            for one in range(size):
                held += seen[one, 1]
                others += seen[one, 0]
                for other in range(size):
                    if score[one] > score[other]:
                        wins += seen[one, 1] * seen[other, 0]
                    elif score[one] == score[other]:
                        wins += 0.5 * seen[one, 1] * seen[other, 0]
            found[parameter, bag] = wins / (held * others) if held * others else 0.5
    return found
