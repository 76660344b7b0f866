"""Where a claim holds or fails, as a box of parameter ranges: the patient rule induction method (PRIM).

Friedman and Fisher (1999) peel a box from the outside: each step removes the small slice whose loss raises the share of
cases of interest inside the most, relative to what it removes; pasting then gives back what was peeled too far. Bryant
and Lempert (2010) made it the method of scenario discovery, with coverage, density and the number of restricted
parameters as what an analyst weighs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.analysis import peeling
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
    """One box met while peeling and pasting.

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
        return tuple(self.names[index] for index in np.flatnonzero(self._faces))

    @property
    def _faces(self) -> NDArray[np.bool_]:
        return np.isfinite(self.low) | np.isfinite(self.high)

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
        return f"{where}: {100 * self.density:.0f} % of the cases there, {100 * self.coverage:.0f} % of all such cases"


@dataclass(frozen=True)
class Discovery:
    """The boxes found, the one chosen from them and how stable that choice is.

    ``trajectory`` runs from the widest box to the densest and leaves out what another beats in coverage and density.
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
    Cost: about N × D / peel comparisons; each parameter is sorted once. Two walks, so that the
    boxes do not hang on one early turn; one of them is the walk of the EMA Workbench (Kwakkel 2017), slice for slice.

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
    """Return the boxes met on two walks that no other beats in both coverage and density.

    A greedy walk that loses its way early never recovers, so one walk takes slices of the stated size, equal values
    going together, and one is twice as patient and leaves equal values in. Each ends by pasting.
    """
    smallest = max(2, int(np.ceil(smallest_mass * interest.size)))
    columns = np.ascontiguousarray(cases.T)
    orders = np.argsort(columns, axis=1, kind="stable").astype(np.int32)
    found: list[Box] = []
    for share, whole_ties in ((peel, True), (peel / 2, False)):
        peeled = peeling.peel(columns, interest, orders.copy(), share, smallest, whole_ties)
        pasted = peeling.paste(columns, interest, peeled[0][-1], peeled[1][-1], peel)
        for path in (peeled, pasted):
            found += [
                _box(names, low, high, int(hit), int(count), interest)
                for low, high, count, hit in zip(*path, strict=True)
            ]
    return _unbeaten(found)


def _unbeaten(boxes: list[Box]) -> tuple[Box, ...]:
    """Return the boxes that no other beats in both coverage and density, from the widest to the densest."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda one: (-one.coverage, -one.density, int(one._faces.sum()))):
        if not kept or box.density > kept[-1].density:
            kept.append(box)
    return tuple(kept)


def _box(names: tuple[str, ...], low: Floats, high: Floats, hit: int, count: int, interest: NDArray[np.bool_]) -> Box:
    return Box(names, low, high, hit / int(interest.sum()), hit / count if count else 0.0, count / interest.size)


def _telling(box: Box, base: float) -> float:
    """Return how well the box tells cases of interest from others: its share of the former less that of the latter.

    Youden's index. Unlike the F1 of coverage and density it does not call "everywhere" a good box when most cases are
    of interest anyway.
    """
    return box.coverage - (1 - box.density) * box.mass / (1 - base)


def _choose(trajectory: Sequence[Box], cases: Floats, interest: NDArray[np.bool_], peel: float) -> Box:
    """Return the box an analyst would look at first: the most telling one, pasted, in few restrictions."""
    base = float(interest.mean())
    columns = np.ascontiguousarray(cases.T)
    box = _pasted(max(trajectory, key=lambda one: _telling(one, base)), columns, interest, peel)
    while True:
        freed = max(_freed(box, columns, interest), key=lambda one: _telling(one, base), default=box)
        idle = _telling(freed, base) >= (1 - WORTH_NAMING) * _telling(box, base)
        if freed is box or not (idle or len(box.restricted) > MOST_NAMED):
            return box
        box = freed


def _freed(box: Box, columns: Floats, interest: NDArray[np.bool_]) -> list[Box]:
    """Return the boxes that lack one restriction of this one."""
    counts, hits = peeling.freed(columns, interest, box.low, box.high)
    boxes = []
    for index in range(len(box.names)):
        for side, limits in enumerate((box.low, box.high)):
            if np.isfinite(limits[index]):
                wider = [box.low.copy(), box.high.copy()]
                wider[side][index] = np.inf if side else -np.inf
                hit, count = int(hits[index, side]), int(counts[index, side])
                boxes.append(_box(box.names, wider[0], wider[1], hit, count, interest))
    return boxes


def _pasted(box: Box, columns: Floats, interest: NDArray[np.bool_], peel: float) -> Box:
    """Return the box widened as long as the density does not fall."""
    lows, highs, counts, hits = peeling.paste(columns, interest, box.low, box.high, peel)
    return _box(box.names, lows[-1], highs[-1], int(hits[-1]), int(counts[-1]), interest)


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
