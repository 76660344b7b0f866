"""Which posture does best where: the map over two parameters, the rest marginalised over their priors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.information_value import ranked

Floats = NDArray[np.float64]

NOISE = 1.96
"""A margin smaller than this many standard errors is drawn as undecided: the two-sided 95 % point of a normal."""

CELLS = 64
"""Draws a cell of the map should hold on average: fewer, and the margin drowns in noise."""

SMALLEST, LARGEST = 3, 8
"""Bins an axis: below three there is no shape to see, above eight no reader can use it."""


@dataclass(frozen=True)
class RegimeMap:
    """Best family of postures by mean value over a grid of two parameters.

    Shapes: X bins of x, Y bins of y. ``best`` (Y, X) indexes `families`, -1 where no draw fell; ``margin`` (Y, X) is
    the mean paired difference to the best posture of any other family; ``error`` (Y, X) its standard error; ``draws``
    (Y, X) the number of draws behind it.
    """

    x: str
    y: str
    x_edges: Floats
    y_edges: Floats
    families: tuple[str, ...]
    best: NDArray[np.int64]
    margin: Floats
    error: Floats
    draws: NDArray[np.int64]

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Cells whose margin is outside the Monte Carlo noise at 95 %."""
        return (self.best >= 0) & (self.margin > NOISE * self.error)


def bins_for(draws: int) -> int:
    """Return how many quantile bins an axis bears: as many as leave about `CELLS` draws a cell.

    Examples
    --------
    >>> bins_for(256), bins_for(4096), bins_for(10**6)
    (3, 8, 8)
    """
    return int(np.clip(np.sqrt(draws / CELLS), SMALLEST, LARGEST))


def regime_map(
    values: Floats, families: Sequence[str], design: Mapping[str, Floats], *, axes: tuple[str, str]
) -> RegimeMap:
    """Return which family of postures is best in each cell of two parameters.

    Parameters
    ----------
    values : (P, D) float64
        The defender's value of each posture in each draw, rows in the order of `families`; draws with any NaN are
        dropped for every posture, so differences stay paired.
    families : sequence of P str
        The family of each posture.
    design : mapping of str to (D,) float64
        The drawn parameters.
    axes : pair of str
        The two parameters, cut at equal-probability quantiles of their priors' draws.

    Examples
    --------
    >>> draws = np.linspace(0.0, 1.0, 400)
    >>> values = np.stack([draws, np.full(400, 0.5)])
    >>> found = regime_map(values, ["line", "silence"], {"a": draws, "b": draws[::-1]}, axes=("a", "b"))
    >>> [found.families[index] for index in found.best[0] if index >= 0]
    ['line']
    """
    kept = np.isfinite(values).all(axis=0)
    values = values[:, kept]
    x, y = (np.asarray(design[name], dtype=np.float64)[kept] for name in axes)
    bins = bins_for(values.shape[1])
    x_edges, y_edges = (np.quantile(axis, np.linspace(0.0, 1.0, bins + 1)) for axis in (x, y))
    names = tuple(dict.fromkeys(families))
    family = np.array([names.index(name) for name in families])
    column, row = (_bin(axis, edges) for axis, edges in ((x, x_edges), (y, y_edges)))
    best = np.full((bins, bins), -1, dtype=np.int64)
    margin, error = np.full((2, bins, bins), np.nan)
    draws = np.zeros((bins, bins), dtype=np.int64)
    for j in range(bins):
        for i in range(bins):
            inside = values[:, (row == j) & (column == i)]
            draws[j, i] = inside.shape[1]
            if draws[j, i]:
                best[j, i], margin[j, i], error[j, i] = _winner(inside, family)
    return RegimeMap(axes[0], axes[1], x_edges, y_edges, names, best, margin, error, draws)


def deciding_parameters(values: Floats, design: Mapping[str, Floats], *, count: int = 2) -> list[str]:
    """Return the parameters whose knowledge would improve the choice of posture most: the axes worth a map.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> a, b = rng.random(2000), rng.random(2000)
    >>> deciding_parameters(np.stack([a, 1.0 - a]), {"a": a, "b": b}, count=1)
    ['a']
    """
    return [worth.names[0] for worth in ranked(values, design)[:count]]


def _bin(column: Floats, edges: Floats) -> NDArray[np.int64]:
    return np.clip(np.searchsorted(edges, column, side="right") - 1, 0, len(edges) - 2)


def _winner(values: Floats, family: NDArray[np.int64]) -> tuple[int, float, float]:
    """Return the family of the posture with the best mean, its margin over other families and the standard error."""
    means = values.mean(axis=1)
    first = int(means.argmax())
    others = np.flatnonzero(family != family[first])
    if not others.size:
        return int(family[first]), float("inf"), 0.0
    second = others[means[others].argmax()]
    difference = values[first] - values[second]
    error = difference.std(ddof=1) / np.sqrt(difference.size) if difference.size > 1 else float("inf")
    return int(family[first]), float(difference.mean()), float(error)
