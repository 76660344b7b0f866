"""Agent logit quantal response equilibrium on the principal branch."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.errors import SolverError, nearest
from standoff.game.game import Game
from standoff.game.values import Evaluator, Values
from standoff.solver import Columns, Floats, Proposal, Status
from standoff.solvers.logit.care import Care, Kernel


@dataclass(frozen=True)
class LogitQRE:
    """Agent logit QRE, the point of the principal branch at the given precisions [mckelvey-palfrey-1998].

    At every information set the owner takes option a with probability proportional to w_a exp(lambda u_a), where w
    are the base weights of `play.choose`, u the values of the options under the owner's beliefs, and lambda the
    owner's precision. The *principal branch* starts in the weights at precision zero and is followed along the ray
    t (lambda_1, ..., lambda_n), t from 0 to 1, through turning points where there are any.

    Parameters
    ----------
    precision : float, str, or mapping of player to float or str
        Precision of each player in 1 / payoff units, >= 0: a number, or the name of a parameter, for all players or
        one each. A player of precision 0 plays the weights. A row with a negative or non-finite precision fails.
    care : Care
        How short the steps along the branch are.
    kernel : Kernel
        Which code follows it.
    threads : int
        On how many threads `standoff.solver.solve` works through the rows, certificate included; the kernels release
        the interpreter's lock. The number never changes a bit.

    Notes
    -----
    Guarantee: `standoff.solver.solve` recomputes every row by an independent traversal and fails those whose
    residual max |p - logit(p)| exceeds 1e-8. What no end point can show is that a short fold was not jumped; that is
    what `care` is for. `Solution.branch` counts bifurcations passed straight through, as exactly symmetric games have
    them. Cost on one core: a few microseconds a row for a tree of 60 nodes, some 30 for one of 1300, certificate not
    counted; a game is compiled once, in seconds if it is large, and kept in the user's cache directory. The loop
    kernel, for what cannot be compiled: some 30 factorisations a row, 1.5 ms for a game of 68 unknowns.

    Examples
    --------
    >>> LogitQRE(precision={"defender": "lambda_defender", "challenger": 2.0}).parameters
    ('lambda_defender',)
    """

    precision: float | str | Mapping[str, float | str] = 2.0
    care: Care = Care.NORMAL
    kernel: Kernel = Kernel.AUTO
    threads: int = 1

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters that this solver reads."""
        given = self.precision.values() if isinstance(self.precision, Mapping) else [self.precision]
        return tuple(dict.fromkeys(entry for entry in given if isinstance(entry, str)))

    def evaluator(self, game: Game) -> Evaluator | None:
        """Return the game's compiled expressions; None for the loop kernel and for games without parameters."""
        from standoff.solvers.logit.expressions import evaluator_of

        return evaluator_of(game) if self.kernel is Kernel.AUTO and game.parameters else None

    def propose(self, game: Game, values: Values, parameters: Columns) -> Proposal:
        """Follow the branch in every row.

        Parameters
        ----------
        game : Game
            Of perfect recall; any number of players, ordered or not.
        values : Values
            The evaluated rows.
        parameters : mapping of name to (R,) array
            Columns that hold at least `LogitQRE.parameters`.

        Returns
        -------
        Proposal

        Raises
        ------
        SolverError
            If the game has imperfect recall, a player has no precision or the mapping names no player.
        """
        # Numba loads here, not when a scenario names its solver.
        from standoff.solvers.logit import compiled

        if not game.perfect_recall:
            raise SolverError(
                "logit QRE needs perfect recall", where=f"game {game.name!r}", need="players who forget nothing"
            )
        precision = self.precisions(game, parameters, len(values.fault))
        unusable = ~np.all(np.isfinite(precision) & (precision >= 0.0), axis=1)
        skip = unusable | (values.fault != 0)
        if self.kernel is Kernel.AUTO and compiled.takes(game):
            found = compiled.follow(game, values, precision, skip=skip, care=self.care)
        else:
            found = compiled.untried(game, skip)
        rows = compiled.finish(game, values, precision, found, care=self.care)
        status = _statuses(rows.ending)
        status[unusable] = Status.FAULTY_PRECISION.code
        return Proposal(
            strategies=rows.strategies,
            beliefs=rows.beliefs,
            status=status,
            iterations=rows.evaluations,
            folds=rows.folds,
            branch=rows.crossings,
            precision=precision,
        )

    def precisions(self, game: Game, parameters: Columns, count: int) -> Floats:
        given = self.precision
        if isinstance(given, Mapping):
            for player in given:
                if player not in game.players:
                    raise SolverError(
                        "precision given for an unknown player", seen=player, near=nearest(player, game.players)
                    )
            for player in game.players:
                if player not in given:
                    raise SolverError("no precision given", where=f"player {player!r}", need="a number or a parameter")
            entries = [given[player] for player in game.players]
        else:
            entries = [given] * len(game.players)
        columns = [parameters[entry] if isinstance(entry, str) else np.full(count, float(entry)) for entry in entries]
        return np.stack(columns, axis=1) if columns else np.zeros((count, 0))


def _statuses(endings: NDArray[np.int8]) -> NDArray[np.int8]:
    """Translate the endings of traces, numbered as in `continuation`, into codes of `Status`."""
    order = (
        Status.SOLVED,
        Status.STEP_UNDERFLOW,
        Status.RETURNED,
        Status.STEPS_EXHAUSTED,
        Status.FAULTY_VALUES,
    )
    return np.array([status.code for status in order], dtype=np.int8)[endings]
