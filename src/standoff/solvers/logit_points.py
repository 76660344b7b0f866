"""More than one logit equilibrium: points of other branches, found by continuation from perturbed starts.

The principal branch names one point at each precision. Where branches fork or coexist, others are found by leaning on
each option's score, following the leaning game from precision zero, and taking the lean away again. The set is what was
found: a lower bound, certified point by point.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import root

from standoff.errors import SolverError
from standoff.game.game import Game
from standoff.game.traversal import action_values, posteriors
from standoff.game.values import Floats, Values
from standoff.solver import RESIDUAL_TOLERANCE, Solution, solve
from standoff.solvers.stated import STATEMENT, Stated

APART = 1e-6
"""Points closer than this in every probability are one: a hundred times what a certificate resolves."""

LEAN = 1.0
"""Standard deviation of the lean on an option's log odds: enough to choose a branch, small beside precision times
stakes once these matter."""


@dataclass(frozen=True, eq=False)
class LogitPoints:
    """Certified logit points of one row.

    Parameters
    ----------
    precision : float
    starts : int
        How many perturbed starts were followed, beside the unperturbed one.
    solution : Solution
        One row a point, in the order of the strategy vector.
    """

    precision: float
    starts: int
    solution: Solution

    def __len__(self) -> int:
        """Return the number of points found."""
        return len(self.solution)


def logit_points(
    game: Game, parameters: Mapping[str, ArrayLike], precision: float, *, starts: int = 12, seed: int = 0
) -> LogitPoints:
    """Find logit equilibria at a precision as a set.

    Parameters
    ----------
    game : Game
        Small; of perfect recall.
    parameters : mapping of str to float
        One row.
    precision : float
        Of every player, >= 0.
    starts : int
        Perturbed starts to follow, each with its mirror image.
    seed : int
        Of the leans.

    Returns
    -------
    LogitPoints
        Those found, each with a residual of at most 1e-8. Others may exist.

    Raises
    ------
    SolverError
        More than one row, a faulty one, a precision below zero, or players who forget.

    Examples
    --------
    >>> from standoff.game import trace
    >>> def chicken(play, p):
    ...     one = play.choose("one", "move", ["dare", "swerve"], seen_by=())
    ...     two = play.choose("two", "move", ["dare", "swerve"], seen_by=())
    ...     table = {"daredare": (-5, -5), "dareswerve": (3, -1), "swervedare": (-1, 3), "swerveswerve": (0, 0)}
    ...     paid = table[one + two]
    ...     return play.end(one=paid[0], two=paid[1])
    >>> game = trace(chicken, players=["one", "two"])
    >>> [len(logit_points(game, {}, precision)) for precision in (0.5, 0.6)]
    [1, 3]
    """
    values = game.evaluate(parameters)
    if not game.perfect_recall or values.rows != 1 or values.fault[0] or not precision >= 0.0:
        raise SolverError(
            "logit points need one good row, perfect recall and a precision not below zero",
            where=f"game {game.name!r}",
            seen=f"{values.rows} rows, precision {precision}",
        )
    branch = _Branches(game, values, precision)
    dice = np.random.default_rng(seed)
    leans = [np.zeros(branch.size)]
    for _ in range(starts):
        lean = LEAN * dice.standard_normal(branch.size)
        leans += [lean, -lean]
    found: list[Floats] = []
    for lean in leans:
        point = branch.follow(lean)
        if point is not None and not any(np.abs(point - other).max() < APART for other in found):
            found.append(point)
    found.sort(key=lambda point: tuple(point.round(9)))
    table = np.array(found).reshape(len(found), branch.size)
    columns = {
        name: np.broadcast_to(np.asarray(parameters[name], dtype=np.float64), len(found)) for name in game.parameters
    }
    solution = solve(game, {**columns, STATEMENT: np.arange(len(found))}, Stated(table, precision=precision))
    return LogitPoints(precision, 2 * starts, solution)


class _Branches:
    """The fixed points of leaning logit replies, in one row."""

    def __init__(self, game: Game, values: Values, precision: float) -> None:
        self.game, self.values, self.precision = game, values, precision
        self.starts = game.arrays.set_start[:-1]
        self.sizes = np.diff(game.arrays.set_start)
        self.size = int(game.arrays.set_start[-1])
        self.base = np.log(values.quantities[0, game.arrays.weight_quantity])

    def follow(self, lean: Floats) -> Floats | None:
        """Raise precision under the lean, then take the lean away; None when the trail is lost."""
        scores = self.base + lean
        path = [(share, 1.0) for share in np.linspace(0.0, 1.0, 21)] if lean.any() else []
        path = path or [(share, 0.0) for share in np.linspace(0.0, 1.0, 41)]
        if lean.any():
            path += [(1.0, rest) for rest in np.linspace(1.0, 0.0, 11)[1:]]
        for share, rest in path:
            found = root(lambda x, s=share, r=rest: x - self._reply(x, s, r * lean), scores, tol=1e-13)
            if np.abs(found.fun).max() > 1e-6:
                return None
            scores = found.x
        sigma = self._shares(scores)
        distance = np.abs(sigma - self._shares(self._reply(scores, 1.0, 0.0 * lean))).max()
        return sigma if distance <= RESIDUAL_TOLERANCE else None

    def _reply(self, scores: Floats, share: float, lean: Floats) -> Floats:
        """Scores of the reply: base weights, lean and precision times value, normalised to log probabilities."""
        sigma = self._shares(scores)[None]
        beliefs, _ = posteriors(self.game.arrays, self.values, sigma)
        utility = action_values(self.game.arrays, self.values, sigma, beliefs)[0]
        return np.asarray(np.log(self._shares(self.base + lean + share * self.precision * utility)))

    def _shares(self, scores: Floats) -> Floats:
        top = np.maximum.reduceat(scores, self.starts)
        odds = np.exp(np.maximum(scores - np.repeat(top, self.sizes), -700.0))
        return np.asarray(odds / np.repeat(np.add.reduceat(odds, self.starts), self.sizes))
