"""Where a claim holds or fails, as a box of parameter ranges: the patient rule induction method (PRIM).

Friedman and Fisher (1999) peel a box from the outside: each step removes the small slice whose loss raises the share of
cases of interest inside the most, relative to what it removes; pasting then gives back what was peeled too far. Bryant
and Lempert (2010) made it the method of scenario discovery, with coverage, density and the number of restricted
parameters as what an analyst weighs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from standoff.errors import RunError

Floats = NDArray[np.float64]

PEEL = 0.05
"""Share of the box one step removes: patience. Smaller is more patient and slower."""

SMALLEST_MASS = 0.05
"""A box holding less than this share of all cases is not peeled further."""

WORTH_NAMING = 0.05
"""A restriction is dropped when that costs less than this share of how telling the box is."""

MOST_NAMED = 4
"""Parameters a box may restrict: more, and no reader holds the sentence in mind."""


@dataclass(frozen=True)
class Box:
    """One box of the peeling trajectory.

    Shapes: D parameters. ``low``, ``high`` (D,), infinite where the parameter is not restricted.
    """

    names: tuple[str, ...]
    low: Floats
    high: Floats
    coverage: float
    density: float
    mass: float

    @property
    def restricted(self) -> tuple[str, ...]:
        """The parameters the box restricts."""
        return tuple(
            name
            for name, low, high in zip(self.names, self.low, self.high, strict=True)
            if np.isfinite(low) or np.isfinite(high)
        )

    def holds(self, cases: Floats) -> NDArray[np.bool_]:
        """Return which rows of `cases` (N, D) lie in the box."""
        return np.asarray(((cases >= self.low) & (cases <= self.high)).all(axis=1))

    def in_words(self) -> str:
        """Return the box as a plain sentence."""
        parts = []
        for name, low, high in zip(self.names, self.low, self.high, strict=True):
            if np.isfinite(low) and np.isfinite(high):
                parts.append(f"{name} between {low:.2g} and {high:.2g}")
            elif np.isfinite(low):
                parts.append(f"{name} above {low:.2g}")
            elif np.isfinite(high):
                parts.append(f"{name} below {high:.2g}")
        where = " and ".join(parts) if parts else "anywhere within the priors"
        return f"{where}: {self.density:.0%} of the cases there, {self.coverage:.0%} of all such cases"


@dataclass(frozen=True)
class Discovery:
    """A peeling trajectory, the box chosen from it and how stable that choice is.

    ``stability`` maps each restricted parameter to the share of resamples in which the box found restricts it too.
    """

    trajectory: tuple[Box, ...]
    chosen: Box
    stability: dict[str, float]
    cases: int
    of_interest: int


def discover(
    cases: Floats,
    of_interest: NDArray[np.bool_],
    names: Sequence[str],
    *,
    peel: float = PEEL,
    smallest_mass: float = SMALLEST_MASS,
    resamples: int = 10,
    seed: int = 0,
) -> Discovery:
    """Return the boxes of parameters in which the cases of interest concentrate.

    Parameters
    ----------
    cases : (N, D) float64
        One row a draw.
    of_interest : (N,) bool
        Whether the claim holds (or fails) there.
    names : sequence of D str
        The parameters.
    peel : float
        Share of the box one step removes, in (0, 0.5).
    smallest_mass : float
        Share of all cases below which peeling stops.
    resamples : int
        Bootstrap resamples behind `stability`; 0 skips it.
    seed : int
        Seed of the resampling.

    Returns
    -------
    Discovery
        The chosen box is the one on the trajectory that tells cases of interest from the others best, pasted, then
        freed of restrictions that hardly matter and of all but the `MOST_NAMED` that matter most.

    Raises
    ------
    RunError
        If shapes do not fit, a number is not finite, or no case or every case is of interest.

    Notes
    -----
    Cost: about N × D / peel comparisons; each parameter is sorted once.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> cases = rng.random((4000, 3))
    >>> found = discover(cases, (cases[:, 0] > 0.7) & (cases[:, 1] < 0.4), ["alpha", "fear", "pride"])
    >>> found.chosen.restricted, bool(found.chosen.density > 0.9), bool(found.chosen.coverage > 0.9)
    (('alpha', 'fear'), True, True)
    """
    cases = np.ascontiguousarray(cases, dtype=np.float64)
    interest = np.ascontiguousarray(of_interest, dtype=np.bool_)
    _check(cases, interest, names, peel)
    trajectory = _trajectory(cases, interest, tuple(names), peel, smallest_mass)
    chosen = _choose(trajectory, cases, interest, peel)
    stability = _stability(cases, interest, chosen, peel=peel, smallest_mass=smallest_mass, seeds=(seed, resamples))
    return Discovery(trajectory, chosen, stability, cases.shape[0], int(interest.sum()))


def _check(cases: Floats, interest: NDArray[np.bool_], names: Sequence[str], peel: float) -> None:
    if cases.ndim != 2 or cases.shape != (interest.size, len(names)):
        raise RunError(
            "cases do not fit the names and the claim", seen=cases.shape, need=f"({interest.size}, {len(names)})"
        )
    if not np.isfinite(cases).all():
        row, column = np.argwhere(~np.isfinite(cases))[0]
        raise RunError(
            "a parameter is not finite", where=f"case {row}, {names[column]}", seen=float(cases[row, column])
        )
    if not 0 < peel < 0.5:
        raise RunError("the peeled share is out of range", seen=peel, need="a number in (0, 0.5)")
    if not interest.any() or interest.all():
        raise RunError(
            "there is no contrast to explain", seen=f"{int(interest.sum())} of {interest.size} cases of interest"
        )


def _trajectory(
    cases: Floats, interest: NDArray[np.bool_], names: tuple[str, ...], peel: float, smallest_mass: float
) -> tuple[Box, ...]:
    smallest = max(2, int(np.ceil(smallest_mass * interest.size)))
    orders = np.argsort(cases, axis=0, kind="stable").T.astype(np.int32)
    lows, highs, counts, hits = _peel(np.ascontiguousarray(cases.T), interest, orders.copy(), peel, smallest)
    return tuple(
        _box(names, low, high, int(hit), int(count), interest)
        for low, high, count, hit in zip(lows, highs, counts, hits, strict=True)
    )


def _box(names: tuple[str, ...], low: Floats, high: Floats, hit: int, count: int, interest: NDArray[np.bool_]) -> Box:
    return Box(names, low, high, hit / interest.sum(), hit / count if count else 0.0, count / interest.size)


def _measure(names: tuple[str, ...], low: Floats, high: Floats, cases: Floats, interest: NDArray[np.bool_]) -> Box:
    inside = ((cases >= low) & (cases <= high)).all(axis=1)
    return _box(names, low, high, int((inside & interest).sum()), int(inside.sum()), interest)


def _telling(box: Box, base: float) -> float:
    """Return how well the box tells cases of interest from others: its share of the former less that of the latter.

    Youden's index. Unlike the F1 of coverage and density it does not call "everywhere" a good box when most cases are
    of interest anyway.
    """
    return box.coverage - (1 - box.density) * box.mass / (1 - base)


def _choose(trajectory: Sequence[Box], cases: Floats, interest: NDArray[np.bool_], peel: float) -> Box:
    """Return the box an analyst would look at first: the most telling one, pasted, in few restrictions."""
    base = float(interest.mean())
    box = max(trajectory, key=lambda one: _telling(one, base))
    box = _paste(box, cases, interest, peel)
    while True:
        freed = max(_freed(box, cases, interest), key=lambda one: _telling(one, base), default=box)
        idle = _telling(freed, base) >= (1 - WORTH_NAMING) * _telling(box, base)
        if freed is box or not (idle or len(box.restricted) > MOST_NAMED):
            return box
        box = freed


def _freed(box: Box, cases: Floats, interest: NDArray[np.bool_]) -> list[Box]:
    """Return the boxes that lack one restriction of this one."""
    boxes = []
    for index in range(len(box.names)):
        if np.isfinite(box.low[index]):
            low = box.low.copy()
            low[index] = -np.inf
            boxes.append(_measure(box.names, low, box.high, cases, interest))
        if np.isfinite(box.high[index]):
            high = box.high.copy()
            high[index] = np.inf
            boxes.append(_measure(box.names, box.low, high, cases, interest))
    return boxes


def _paste(box: Box, cases: Floats, interest: NDArray[np.bool_], peel: float) -> Box:
    """Widen the box, a slice of `peel` of its mass at a time, as long as the density does not fall."""
    while True:
        best = box
        for index in range(len(box.names)):
            others = np.delete(np.arange(len(box.names)), index)
            column = cases[((cases >= box.low) & (cases <= box.high))[:, others].all(axis=1), index]
            step = max(1, int(peel * box.mass * interest.size))
            for side, outside in (
                ("low", np.sort(column[column < box.low[index]])[::-1]),
                ("high", np.sort(column[column > box.high[index]])),
            ):
                if not outside.size:
                    continue
                low, high = box.low.copy(), box.high.copy()
                limit = outside[min(step, outside.size) - 1]
                if side == "low":
                    low[index] = limit if step < outside.size else -np.inf
                else:
                    high[index] = limit if step < outside.size else np.inf
                wider = _measure(box.names, low, high, cases, interest)
                if wider.density >= best.density and wider.mass > best.mass:
                    best = wider
        if best is box:
            return box
        box = best


def _stability(
    cases: Floats,
    interest: NDArray[np.bool_],
    chosen: Box,
    *,
    peel: float,
    smallest_mass: float,
    seeds: tuple[int, int],
) -> dict[str, float]:
    seed, resamples = seeds
    if not resamples:
        return {}
    rng = np.random.default_rng(seed)
    found = dict.fromkeys(chosen.restricted, 0)
    for _ in range(resamples):
        rows = rng.integers(0, interest.size, interest.size)
        again, holds = cases[rows], interest[rows]
        if holds.all() or not holds.any():
            continue
        box = _choose(_trajectory(again, holds, chosen.names, peel, smallest_mass), again, holds, peel)
        for name in box.restricted:
            if name in found:
                found[name] += 1
    return {name: count / resamples for name, count in found.items()}


@njit(cache=True)
def _peel(columns, interest, orders, peel, smallest):  # type: ignore[no-untyped-def]
    """Peel one slice a step until fewer than `smallest` cases would be left or nothing can be removed.

    Shapes (D parameters, N cases, S boxes found)
    ------
    columns : (D, N) float64   interest : (N,) bool
    orders : (D, N) int32      case numbers by rising value, **overwritten**: dead cases are squeezed out each step
    returns lows, highs (S, D) float64, counts, hits (S,) int64; box 0 is unrestricted

    Invariant
    ---------
    `orders[d, :count]` lists exactly the cases in the box, by rising value of parameter d.
    """
    dims, size = columns.shape
    alive = np.ones(size, np.bool_)
    low, high = np.full(dims, -np.inf), np.full(dims, np.inf)
    count, hit = size, interest.sum()
    steps = int(np.ceil(np.log(smallest / size) / np.log(1 - peel))) + 2 * dims + size // smallest + 8
    lows, highs = np.empty((steps, dims)), np.empty((steps, dims))
    counts, hits = np.empty(steps, np.int64), np.empty(steps, np.int64)
    lows[0], highs[0], counts[0], hits[0] = low, high, count, hit
    made = 1
    while made < steps:
        best_score, best_dim, best_upper, best_removed, best_hits = 0.0, -1, False, 0, 0
        slice_size = max(1, int(peel * count))
        for d in range(dims):
            for upper in (False, True):
                removed, lost = _slice(columns[d], interest, orders[d], count, slice_size, upper)
                left = count - removed
                if removed == 0 or left < smallest:
                    continue
                score = ((hit - lost) / left - hit / count) / removed
                if score > best_score:
                    best_score, best_dim, best_upper, best_removed, best_hits = score, d, upper, removed, lost
        if best_dim < 0:
            break
        order = orders[best_dim]
        start = count - best_removed if best_upper else 0
        for position in range(start, start + best_removed):
            alive[order[position]] = False
        if best_upper:
            high[best_dim] = columns[best_dim, order[start - 1]]
        else:
            low[best_dim] = columns[best_dim, order[best_removed]]
        for d in range(dims):
            kept = 0
            for position in range(count):
                case = orders[d, position]
                if alive[case]:
                    orders[d, kept] = case
                    kept += 1
        count -= best_removed
        hit -= best_hits
        lows[made], highs[made], counts[made], hits[made] = low, high, count, hit
        made += 1
    return lows[:made], highs[:made], counts[:made], hits[:made]


@njit(cache=True)
def _slice(column, interest, order, count, slice_size, upper):  # type: ignore[no-untyped-def]
    """Return how many cases the outermost slice holds, ties with its inner edge kept, and how many are of interest."""
    removed = slice_size
    if upper:
        edge = column[order[count - 1 - slice_size]]
        while removed > 0 and column[order[count - removed]] == edge:
            removed -= 1
        if removed == 0:  # one tied value fills the slice: remove all of it, if anything is left then
            top = column[order[count - 1]]
            while removed < count and column[order[count - 1 - removed]] == top:
                removed += 1
    else:
        edge = column[order[slice_size]]
        while removed > 0 and column[order[removed - 1]] == edge:
            removed -= 1
        if removed == 0:
            bottom = column[order[0]]
            while removed < count and column[order[removed]] == bottom:
                removed += 1
    if removed >= count:
        return 0, 0
    lost = 0
    for position in range(removed):
        lost += interest[order[count - 1 - position if upper else position]]
    return removed, lost
