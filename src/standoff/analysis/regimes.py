"""Which posture does best where: the map over two parameters, the rest marginalised over their priors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.information_value import ranked
from standoff.errors import RunError, nearest

if TYPE_CHECKING:
    from standoff.ensemble.store import Run
    from standoff.scenario.priors import Prior
    from standoff.scenario.scenario import Scenario

Floats = NDArray[np.float64]

NOISE = 1.96
"""A margin smaller than this many standard errors is drawn as undecided: the two-sided 95 % point of a normal."""

CELLS = 64
"""Draws a cell of the map should hold on average: fewer, and the margin drowns in noise."""

MOSTLY = 0.5
"""Share of solutions of a cell with other equilibria near beyond which the cell is hatched."""

GRID = 9
"""Cells an axis of a map at central values: nothing is averaged there, so it may be finer."""

SMALLEST, LARGEST = 3, 8
"""Bins an axis: below three there is no shape to see, above eight no reader can use it."""


@dataclass(frozen=True)
class RegimeMap:
    """Best family of postures by mean value over a grid of two parameters.

    Shapes: X bins of x, Y bins of y. ``best`` (Y, X) indexes `families`, -1 where no draw fell; ``margin`` (Y, X) is
    the mean paired difference to the best posture of any other family; ``error`` (Y, X) its standard error; ``draws``
    (Y, X) the number of draws behind it. ``folded`` (Y, X) is the share of solutions whose path turned back on its
    way: several equilibria are near; None where that is not known. ``central`` says that all else is
    held at its median rather than varying over the priors.
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
    folded: Floats | None = None
    central: bool = False

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Cells whose margin is outside the Monte Carlo noise at 95 %."""
        return (self.best >= 0) & (self.margin > NOISE * self.error)

    @property
    def several(self) -> NDArray[np.bool_]:
        """Cells in which most solutions have other equilibria near."""
        return np.zeros(self.best.shape, dtype=bool) if self.folded is None else self.folded > MOSTLY


def bins_for(draws: int) -> int:
    """Return how many quantile bins an axis bears: as many as leave about `CELLS` draws a cell.

    Examples
    --------
    >>> bins_for(256), bins_for(4096), bins_for(10**6)
    (3, 8, 8)
    """
    return int(np.clip(np.sqrt(draws / CELLS), SMALLEST, LARGEST))


def regimes(run: "Run", x: str, y: str) -> RegimeMap:
    """Return the map of a run over two parameters, all else varying over the priors.

    Raises
    ------
    RunError
        If a parameter is unknown or does not vary.
    """
    design = run.design()
    for name in (x, y):
        _check_axis(name, {one: column for one, column in design.items() if np.ptp(column) > 0})
    table = run.table(["value", "folds"])
    folded = (table["folds"] > 0).mean(axis=0)
    return regime_map(table["value"], run.families, design, axes=(x, y), folded=folded)


def regimes_at_centre(scenario: "Scenario", x: str, y: str, *, cells: int = GRID) -> RegimeMap:
    """Return the map over two parameters with every other prior at its median: one game a cell and posture.

    Parameters
    ----------
    scenario : Scenario
        With independent priors.
    x, y : str
        Two of its priors; cells have equal probability.
    cells : int
        Cells an axis.

    Raises
    ------
    RunError
        If a parameter is no prior or is fixed, priors are correlated, or a cell's games do not solve.
    """
    from standoff.ensemble.run import solve_points

    if scenario.correlations:
        raise RunError("medians are no centre of correlated priors", where=scenario.name, need="the map without it")
    priors = {one.name: one.prior for one in scenario.priors}
    for name in (x, y):
        _check_axis(name, {one: prior for one, prior in priors.items() if prior.support[0] < prior.support[1]})
    middles = (np.arange(cells) + 0.5) / cells
    row, column = (index.ravel() for index in np.mgrid[:cells, :cells])
    columns = {name: np.full(cells**2, float(prior.quantile(0.5))) for name, prior in priors.items()}
    columns |= {x: priors[x].quantile(middles[column]), y: priors[y].quantile(middles[row])}
    solution = solve_points(scenario, scenario.menu, scenario.derive(columns))
    if not solution.solved.all():
        raise RunError("a game of the grid does not solve", need="the map over the run's draws, without it")
    defender = scenario.game.players.index(scenario.model.defender)
    values = solution.values[:, defender].reshape(cells**2, -1)
    names = tuple(dict.fromkeys(item.family for item in scenario.menu))
    family = np.array([names.index(item.family) for item in scenario.menu])
    found = [_winner(one[:, None], family) for one in values]
    best, margin = (np.array([one[part] for one in found]).reshape(cells, cells) for part in (0, 1))
    edges = [np.asarray(priors[name].quantile(_edges(priors[name], cells))) for name in (x, y)]
    shape = (cells, cells)
    folded = (solution.folds.reshape(cells**2, -1) > 0).mean(axis=1).reshape(shape)
    zero, one = np.zeros(shape), np.ones(shape, dtype=np.int64)
    return RegimeMap(x, y, edges[0], edges[1], names, best, margin, zero, one, folded, central=True)


def _edges(prior: "Prior", cells: int) -> Floats:
    """Return the probabilities at which cells meet; a prior without ends is cut a thousandth short of each."""
    points = np.linspace(0.0, 1.0, cells + 1)
    unbounded = not np.isfinite(prior.support).all()
    return np.clip(points, 1e-3, 1 - 1e-3) if unbounded else points


def _check_axis(name: str, known: Mapping[str, object]) -> None:
    if name not in known:
        raise RunError(
            "no such parameter to draw a map over", seen=name, need="one that varies", near=nearest(name, known)
        )


def regime_map(
    values: Floats,
    families: Sequence[str],
    design: Mapping[str, Floats],
    *,
    axes: tuple[str, str],
    folded: Floats | None = None,
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
    folded : (D,) float64, optional
        Share of each draw's solutions with other equilibria near.

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
    turned = None if folded is None else np.zeros((bins, bins))
    for j in range(bins):
        for i in range(bins):
            inside = values[:, (row == j) & (column == i)]
            draws[j, i] = inside.shape[1]
            if draws[j, i]:
                best[j, i], margin[j, i], error[j, i] = _winner(inside, family)
                if turned is not None and folded is not None:
                    turned[j, i] = folded[kept][(row == j) & (column == i)].mean()
    return RegimeMap(axes[0], axes[1], x_edges, y_edges, names, best, margin, error, draws, turned)


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
