"""Strategies found by other means, in the shape that `standoff.solver.solve` certifies: no solver, it finds nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.errors import SolverError
from standoff.game.game import Game
from standoff.game.values import Values
from standoff.solver import Proposal, Status

Floats = NDArray[np.float64]

STATEMENT = "statement"
"""Name of the parameter that numbers the statements."""


@dataclass(frozen=True, eq=False)
class Stated:
    """Propose given strategies, so that `solve` certifies them as an equilibrium, at every information set.

    Parameters
    ----------
    strategies : (S, A) float64
        The parameter `statement` says which of them a row claims.
    beliefs : (S, M) float64, optional
        The beliefs claimed to support them; by Bayes' rule, and the priors beyond it, when absent.
    precision : float, optional
        States that they are logit points at this precision, instead of equilibria.

    Examples
    --------
    >>> from standoff.game import trace
    >>> from standoff.solver import solve
    >>> def bet(play, p):
    ...     return play.end(gambler=1 if play.choose("gambler", "bet", ["yes", "no"]) == "yes" else 0)
    >>> game = trace(bet, players=["gambler"])
    >>> solve(game, {STATEMENT: [0, 1]}, Stated(np.array([[1.0, 0.0], [0.5, 0.5]]))).solved
    array([ True, False])
    """

    strategies: Floats
    beliefs: Floats | None = None
    precision: float | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """Parameters read beside the game's own: which statement a row makes."""
        return (STATEMENT,)

    def propose(self, game: Game, values: Values, parameters: Mapping[str, Floats]) -> Proposal:
        """Hand over what was stated.

        Raises
        ------
        SolverError
            A row names a statement that is not there.
        """
        stated = parameters[STATEMENT].astype(np.intp)
        if not ((stated >= 0) & (stated < len(self.strategies))).all():
            raise SolverError("no such statement", seen=stated, need=f"0 to {len(self.strategies) - 1}")
        return Proposal(
            strategies=self.strategies[stated],
            beliefs=None if self.beliefs is None else self.beliefs[stated],
            status=np.full(values.rows, Status.SOLVED.code, dtype=np.int8),
            iterations=np.zeros(values.rows, dtype=np.int32),
            folds=np.zeros(values.rows, dtype=np.int32),
            branch=np.zeros(values.rows, dtype=np.int32),
            precision=None if self.precision is None else np.full((values.rows, len(game.players)), self.precision),
        )
