"""What it would be worth to know: everything, one parameter, or a group of them, before choosing the posture.

Expected value of perfect information (EVPI) and of perfect information about some parameters (EVPPI), from the draws of
a finished run, without solving anything again. Choosing the best of several noisy means flatters the chooser; the
estimates here choose on one part of the draws and judge on another, so that an irrelevant parameter is worth nothing on
average and a relevant one no more than it is.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.errors import RunError, nearest

Floats = NDArray[np.float64]

FOLDS = 8
"""Parts of the draws: the choice is made on all but one of them and judged on that one."""

SHRINKAGE = 1e-3
"""Ridge penalty per draw on standardised regressors: keeps nearly collinear terms from exploding."""

GROUP_DRAWS = 8
"""Draws a term of a regression must have before a group of parameters is valued."""

FEWEST = 8
"""Draws a fold must hold for a standard error to mean anything."""


class InformationValue(NamedTuple):
    """What knowing `names` is worth, in units of the defender's value, with its Monte Carlo standard error."""

    names: tuple[str, ...]
    value: float
    error: float

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval."""
        return self.value - 1.96 * self.error, self.value + 1.96 * self.error


def perfect_information(values: Floats) -> InformationValue:
    """Return what it would be worth to know every parameter exactly before choosing.

    Parameters
    ----------
    values : (P, D) float64
        The defender's value of each posture in each draw. Draws with a failed posture are dropped for all.

    Examples
    --------
    >>> perfect_information(np.array([[1.0, 0.0] * 50, [0.0, 1.0] * 50])).value
    0.5
    """
    values = _complete(values)
    best = values[values.mean(axis=1).argmax()]
    gain = values.max(axis=0) - best
    return InformationValue(("everything",), float(gain.mean()), float(gain.std(ddof=1) / np.sqrt(gain.size)))


def partial_information(
    values: Floats, design: Mapping[str, Floats], names: Sequence[str], *, seed: int = 0
) -> InformationValue:
    """Return what it would be worth to know some parameters exactly before choosing.

    Parameters
    ----------
    values : (P, D) float64
        The defender's value of each posture in each draw.
    design : mapping of str to (D,) float64
        The drawn parameters.
    names : sequence of str
        The parameters learned together.
    seed : int
        Seed of the split into folds.

    Returns
    -------
    InformationValue
        The mean, over draws left out of the choice, of the value of the posture chosen on the parameters' known values
        less that of the posture chosen without them. Conditional means are ridge regressions on the parameters' ranks:
        a cubic in each, with products of pairs. The choice they lead to may be worse than the best one, so the estimate
        errs low, never high beyond its noise.

    Raises
    ------
    RunError
        If a parameter is unknown, or there are too few draws to judge on.

    Notes
    -----
    Cost: `FOLDS` least-squares fits of all postures at once, (4 + pairs)² × D each.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> a, b = rng.random((2, 4000))
    >>> values = np.stack([a, np.full(4000, 0.5)])
    >>> worth = partial_information(values, {"a": a, "b": b}, ["a"])
    >>> abs(worth.value - 0.125) < 0.01, abs(partial_information(values, {"a": a, "b": b}, ["b"]).value) < 0.01
    (True, True)
    """
    for name in names:
        if name not in design:
            raise RunError("unknown parameter", seen=name, need="a drawn parameter", near=nearest(name, design))
    return _Folds(values, seed).worth(design, names)


def ranked(values: Floats, design: Mapping[str, Floats], *, seed: int = 0) -> list[InformationValue]:
    """Return the value of knowing each parameter alone, the most valuable first; constants are left out."""
    varying = [name for name, column in design.items() if np.ptp(column) > 0]
    folds = _Folds(values, seed)
    found = [folds.worth(design, [name]) for name in varying]
    return sorted(found, key=lambda worth: (-worth.value, worth.names))


class Worth(NamedTuple):
    """What there is to learn: everything, each parameter alone, and parameters that share a name, together.

    `draws` are those solved under every posture.
    """

    everything: InformationValue
    alone: tuple[InformationValue, ...]
    together: tuple[InformationValue, ...]
    draws: int


def worth(values: Floats, design: Mapping[str, Floats], *, seed: int = 0) -> Worth:
    """Return what everything, each parameter, and each group of indexed parameters is worth, the most first.

    A group is the parameters of one name over its indices, such as every ``harm[…]``; it is left out where the draws
    do not bear its regression (`GROUP_DRAWS` draws a term).

    Raises
    ------
    RunError
        If hardly any draw solved under every posture.
    """
    draws = int(np.isfinite(values).all(axis=0).sum())
    varying = [name for name, column in design.items() if np.ptp(column) > 0]
    groups: dict[str, list[str]] = {}
    for name in varying:
        if name.endswith("]"):
            groups.setdefault(name.partition("[")[0], []).append(name)
    borne = [names for names in groups.values() if len(names) > 1 and GROUP_DRAWS * _terms(len(names)) <= draws]
    folds = _Folds(values, seed) if borne else None
    together = [folds.worth(design, names) for names in borne if folds]
    return Worth(
        perfect_information(values),
        tuple(ranked(values, design, seed=seed)),
        tuple(sorted(together, key=lambda one: (-one.value, one.names))),
        draws,
    )


class _Folds:
    """The draws solved under every posture, parted so that each is judged by a choice made without it."""

    def __init__(self, values: Floats, seed: int) -> None:
        self._kept = np.isfinite(values).all(axis=0)
        values = values[:, self._kept]
        self._draws = values.shape[1]
        if self._draws < FEWEST * FOLDS:
            raise RunError("too few draws to value information", seen=self._draws, need=f"{FEWEST * FOLDS} or more")
        fold = np.random.default_rng(seed).permutation(self._draws) % FOLDS
        self._parts = [
            (judged, values[:, ~judged].T, values[:, judged], int(values[:, ~judged].mean(axis=1).argmax()))
            for judged in (fold == part for part in range(FOLDS))
        ]

    def worth(self, design: Mapping[str, Floats], names: Sequence[str]) -> InformationValue:
        """Return what knowing some parameters is worth."""
        regressors = _regressors([np.asarray(design[name], dtype=np.float64)[self._kept] for name in names])
        gain = np.empty(self._draws)
        for judged, learned, outcome, uninformed in self._parts:
            informed = _predict(regressors[~judged], learned, regressors[judged]).argmax(axis=1)
            gain[judged] = outcome[informed, np.arange(outcome.shape[1])] - outcome[uninformed]
        return InformationValue(tuple(names), float(gain.mean()), float(gain.std(ddof=1) / np.sqrt(self._draws)))


def _terms(size: int) -> int:
    return 1 + 3 * size + size * (size - 1) // 2


def _complete(values: Floats) -> Floats:
    kept = np.isfinite(values).all(axis=0)
    if not kept.any():
        raise RunError("no draw was solved under every posture", need="at least one")
    return values[:, kept]


def _regressors(columns: Sequence[Floats]) -> Floats:
    """Return (D, 1 + 3 k + k (k - 1) / 2) standardised terms: cubics in the ranks, and products of pairs."""
    size = columns[0].size
    ranks = [2 * (np.argsort(np.argsort(column, kind="stable"), kind="stable") + 0.5) / size - 1 for column in columns]
    terms = [np.ones(size)]
    for rank in ranks:
        terms += [rank, 1.5 * rank**2 - 0.5, 2.5 * rank**3 - 1.5 * rank]
    terms += [first * second for index, first in enumerate(ranks) for second in ranks[index + 1 :]]
    return np.column_stack(terms)


def _predict(regressors: Floats, outcomes: Floats, at: Floats) -> Floats:
    penalty = SHRINKAGE * regressors.shape[0] * np.eye(regressors.shape[1])
    penalty[0, 0] = 0.0
    weights = np.linalg.solve(regressors.T @ regressors + penalty, regressors.T @ outcomes)
    return np.asarray(at @ weights)
