"""Backward induction: the exact equilibrium of a game of perfect information, misperceived chances included."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.errors import SolverError
from standoff.game.arrays import GameArrays
from standoff.game.game import Game
from standoff.game.traversal import action_values
from standoff.game.values import Values
from standoff.solver import Proposal, Status

Floats = NDArray[np.float64]

TIE = 1e-12
"""Options this close to the best, relative to the largest payoff at stake there, count as equal: a thousand times the
rounding of a payoff, a thousandth of what any certificate resolves."""


@dataclass(frozen=True)
class BackwardInduction:
    """Solve games in which every player sees every move: each decision picks the option that is best from there on.

    The tie rule: among options that are equally good, the one listed first in the play function is chosen, with
    certainty. Where players hold different probabilities of a chance move, each decides by its own.

    Notes
    -----
    All decisions start at their first option and improve together, against the game's own traversal, until none
    changes. Sweep n settles every decision with fewer than n others after it, so the number of sweeps is at most the
    largest number of decisions on a path, and one to see that nothing moves. The result is a subgame-perfect
    equilibrium, at every information set reached or not (Kuhn 1953); `standoff.solver.solve` certifies it.

    Examples
    --------
    >>> from standoff.game import trace
    >>> from standoff.solver import solve
    >>> def deter(play, p):
    ...     if play.choose("challenger", "move", ["hold", "seize"]) == "hold":
    ...         return play.end(challenger=0, defender=0)
    ...     if play.choose("defender", "response", ["yield", "fight"]) == "yield":
    ...         return play.end(challenger=1, defender=-1)
    ...     return play.end(challenger=-1, defender=-p.cost)
    >>> game = trace(deter, players=["challenger", "defender"], parameters=["cost"])
    >>> solve(game, {"cost": np.array([0.5, 2.0])}, BackwardInduction()).values.tolist()
    [[0.0, 0.0], [1.0, -1.0]]
    """

    @property
    def parameters(self) -> tuple[str, ...]:
        """Parameters read beside the game's own: none."""
        return ()

    def propose(self, game: Game, values: Values, parameters: Mapping[str, Floats]) -> Proposal:
        """Propose the pure strategies that backward induction picks, one row a draw.

        Raises
        ------
        SolverError
            Some player does not see some move: the game has no subgames to fold back.
        """
        del parameters  # every number of the game is in `values`
        if not game.perfect_information:
            raise SolverError(
                "backward induction needs perfect information",
                where=f"game {game.name!r}",
                seen=_first_veiled(game),
                need="every information set a single node; the solver logit takes any game",
            )
        arrays, rows = game.arrays, len(values.quantities)
        beliefs = np.ones((rows, len(arrays.set_members)))
        chosen = np.zeros((rows, len(arrays.set_player)), dtype=np.int64) + arrays.set_start[:-1]
        iterations = np.zeros(rows, dtype=np.int32)
        for _ in range(len(arrays.set_player) + 1):
            utility = action_values(arrays, values, _pure(chosen, arrays), beliefs)
            better = _first_best(utility, arrays)
            moved = (better != chosen).any(axis=1)
            iterations += moved
            if not moved.any():
                break
            chosen = better
        return Proposal(
            strategies=_pure(chosen, arrays),
            beliefs=beliefs,
            status=np.full(rows, Status.SOLVED.code, dtype=np.int8),
            iterations=iterations,
            folds=np.zeros(rows, dtype=np.int32),
            branch=np.zeros(rows, dtype=np.int32),
            precision=None,
        )


def _pure(chosen: NDArray[np.int64], arrays: GameArrays) -> Floats:
    """Strategies (R, A) with probability 1 on the chosen action of every set (R, I)."""
    strategies = np.zeros((len(chosen), len(arrays.weight_quantity)))
    np.put_along_axis(strategies, chosen, 1.0, axis=1)
    return strategies


def _first_best(utility: Floats, arrays: GameArrays) -> NDArray[np.int64]:
    """The first action (R, I) of every set whose value is the best there, within `TIE`."""
    starts = arrays.set_start[:-1]
    sizes = np.diff(arrays.set_start)
    known = np.nan_to_num(utility, nan=-np.inf)  # a faulty row has no values: it keeps its first options
    best = np.maximum.reduceat(known, starts, axis=1)
    scale = np.maximum.reduceat(np.abs(known), starts, axis=1)
    with np.errstate(invalid="ignore"):
        enough = np.repeat(best - TIE * scale, sizes, axis=1)
    places = np.where(known >= enough, np.arange(utility.shape[1]), utility.shape[1])
    first = np.minimum.reduceat(places, starts, axis=1)
    return np.where(first < utility.shape[1], first, starts).astype(np.int64)


def _first_veiled(game: Game) -> str:
    """The label of an information set with more than one node."""
    members = np.diff(game.arrays.set_members_start)
    return game.infosets[int(np.argmax(members > 1))].label
