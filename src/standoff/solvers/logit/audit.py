"""Was it the right branch? Re-trace some rows with steps halved until two traces agree.

No end point shows that a pair of folds was jumped: the point found is a logit equilibrium like any other, and its
certificate is perfect. Only a finer trace tells.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import SolverError
from standoff.game.game import Game
from standoff.game.values import Values
from standoff.solvers.logit import compiled
from standoff.solvers.logit.care import Care
from standoff.solvers.logit.lanes import SOLVED, Floats
from standoff.solvers.logit.qre import LogitQRE

SAME = 1e-6
"""Strategies this near are one point: branches lie further apart except within rounding of a fold."""

MOST_HALVINGS = 8
"""Beyond, steps are 256 times shorter than normal and a row that still wavers is called undecided."""


class Audit(NamedTuple):
    """What re-tracing found, for the rows audited."""

    rows: NDArray[np.intp]
    """Which rows of the ensemble."""
    wrong: NDArray[np.bool_]
    """Whether the row's strategies are not those on which the finer traces agree."""
    undecided: NDArray[np.bool_]
    """Whether no two successive traces agreed, or the compiled kernel could not follow the row."""
    strategies: Floats
    """(r, A) what the finer traces agree on; NaN where undecided."""
    halvings: NDArray[np.int32]
    """How often steps were halved before two traces agreed."""

    @property
    def rate(self) -> float:
        """Share of decided rows that were on the wrong branch."""
        decided = ~self.undecided
        return float(self.wrong[decided].mean()) if decided.any() else float("nan")


def audit(
    game: Game,
    parameters: Mapping[str, ArrayLike],
    strategies: Floats,
    solver: LogitQRE,
    *,
    share: float = 0.01,
    seed: int = 0,
) -> Audit:
    """Re-trace a random share of the rows of an ensemble.

    Parameters
    ----------
    game : Game
        One that the compiled kernel takes.
    parameters : mapping of str to (R,) array
        What was solved.
    strategies : (R, A) array
        What came out; rows with NaN are not audited.
    solver : LogitQRE
        What solved it: its precision is used, its care is what is audited.
    share : float
        Of the solved rows, in (0, 1]; at least one row is taken.
    seed : int
        Of the choice of rows.

    Raises
    ------
    SolverError
        If the game has no straight-line code.

    Examples
    --------
    >>> from standoff.game import trace
    >>> from standoff.solver import solve
    >>> def bet(play, p):
    ...     return play.end(gambler=p.win if play.choose("gambler", "bet", ["yes", "no"]) == "yes" else 0)
    >>> game = trace(bet, players=["gambler"], parameters=["win"])
    >>> wins = {"win": np.linspace(-1, 1, 50)}
    >>> audit(game, wins, solve(game, wins, LogitQRE()).strategies, LogitQRE(), share=0.1).rate
    0.0
    """
    if not compiled.takes(game):
        raise SolverError("only games of the compiled kernel can be audited", where=f"game {game.name!r}")
    solved = np.flatnonzero(np.isfinite(strategies).all(axis=1))
    count = min(max(round(share * len(solved)), 1), len(solved))
    rows = np.sort(np.random.default_rng(seed).choice(solved, count, replace=False))
    columns = {
        name: np.broadcast_to(np.asarray(c, np.float64), len(strategies))[rows] for name, c in parameters.items()
    }
    values = game.evaluate(columns, rows=count, evaluator=solver.evaluator(game))
    precision = solver.precisions(game, columns, count)
    agreed, halvings = _agreed(game, values, precision)
    undecided = np.asarray(np.isnan(agreed).any(axis=1))
    near = np.abs(agreed - strategies[rows]).max(axis=1, initial=0.0) <= SAME
    wrong = np.asarray(~(undecided | near))
    return Audit(rows, wrong, undecided, agreed, halvings)


def _agreed(game: Game, values: Values, precision: Floats) -> tuple[Floats, NDArray[np.int32]]:
    """Return the strategies on which two successive halvings agree, and the number of halvings."""
    left = np.ones(values.rows, np.bool_)
    found = compiled.follow(game, values, precision, skip=~left, care=Care.CAREFUL)
    agreed = np.full_like(found.strategies, np.nan)
    halvings = np.zeros(values.rows, np.int32)
    before = found.strategies
    for times in range(1, MOST_HALVINGS + 1):
        rows = np.flatnonzero(left)
        if not len(rows):
            break
        finer = compiled.follow(
            game,
            values.at(rows),
            precision[rows],
            skip=np.zeros(len(rows), np.bool_),
            care=Care.CAREFUL,
            halvings=times,
        )
        same = (finer.ending == SOLVED) & (np.abs(finer.strategies - before[rows]).max(axis=1, initial=0.0) <= SAME)
        agreed[rows[same]] = finer.strategies[same]
        halvings[rows] = times
        before[rows] = finer.strategies
        left[rows[same]] = False
    return agreed, halvings
