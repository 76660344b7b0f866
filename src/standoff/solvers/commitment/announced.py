"""What a leader gains by binding itself beforehand, at all of its decisions or at some."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike

from standoff.errors import SolverError, nearest
from standoff.game.game import Game
from standoff.game.values import Floats
from standoff.solvers.commitment import mixed_integer
from standoff.solvers.commitment.exact import PLANS, STRICT, Optimum, Stackelberg, check_open_sets


class Method(Enum):
    """How a commitment was found; the value says what that is worth."""

    PLANS = "exact: one linear program for each plan of a follower who replies best"
    INTEGERS = "exact to the solver's gap of 1e-9: one mixed-integer program, a follower who replies best"
    ASCENT = "not exact: ascent against followers who reply as the given solver says; at least the value unbound"


@dataclass(frozen=True, eq=False)
class Commitment:
    """The best rule of every row.

    Parameters
    ----------
    leader : str
    bound : tuple of int
        Information sets at which the leader is bound.
    method : Method
    optimistic : (R,) float
        The leader's value, by its own chance probabilities, when ties among replies go its way; NaN in faulty rows.
    pessimistic : (R,) float
        What the leader can be sure of up to any small amount, ties going against it. NaN where it was not computed.
    strategies : (R, A) float
        The rule, what is played elsewhere, and the follower's reply, at the optimistic value.
    unbound : (R,) float or None
        The leader's value without the rule, where the method computes it.
    """

    game: Game
    leader: str
    bound: tuple[int, ...]
    method: Method
    optimistic: Floats
    pessimistic: Floats
    strategies: Floats
    unbound: Floats | None = None

    def rule(self, row: int = 0) -> dict[str, dict[str, float]]:
        """Return a row's rule: information set, then option, to probability."""
        starts = self.game.arrays.set_start
        return {
            infoset.label: dict(
                zip(infoset.options, self.strategies[row, starts[i] : starts[i + 1]].tolist(), strict=True)
            )
            for i, infoset in enumerate(self.game.infosets)
            if i in self.bound
        }


def commitment(
    game: Game, parameters: Mapping[str, ArrayLike], leader: str, *, sets: Collection[int] | None = None
) -> Commitment:
    """Find the rule a leader should announce, if it can bind itself, against a follower who replies best.

    Parameters
    ----------
    game : Game
        Two players who forget nothing. Several kinds of follower are a chance move that the follower alone sees.
    parameters : mapping of str to float or (R,) array
    leader : str
        Who binds itself.
    sets : collection of int, optional
        Where: information sets of the leader; all of them by default. Elsewhere it must not gain from another choice,
        and of what is then possible the best for the leader is played.

    Returns
    -------
    Commitment

    Raises
    ------
    SolverError
        Not two players, imperfect recall, a set that is not the leader's, or more plans than can be listed with sets
        left open.

    Notes
    -----
    Each player weighs chance by its own probabilities. The optimistic value is the strong, the pessimistic the weak
    Stackelberg value (von Stengel and Zamir 2010): they differ only where replies pay the follower alike whatever the
    rule.

    Examples
    --------
    >>> from standoff.game import trace
    >>> def example(play, p):  # Conitzer and Sandholm (2006)
    ...     row = play.choose("leader", "row", ["up", "down"], seen_by=())
    ...     column = play.choose("follower", "column", ["left", "right"])
    ...     first, second = {"upleft": (1, 1), "upright": (3, 0), "downleft": (0, 0), "downright": (2, 1)}[row + column]
    ...     return play.end(leader=first, follower=second)
    >>> found = commitment(trace(example, players=["leader", "follower"]), {}, "leader")
    >>> round(float(found.optimistic[0]), 9), {name: round(p, 9) for name, p in found.rule()["leader row"].items()}
    (2.5, {'up': 0.5, 'down': 0.5})
    """
    number = leader_of(game, leader)
    bound = bound_sets(game, number, sets)
    values = game.evaluate(parameters)
    partial = len(bound) < int((game.arrays.set_player == number).sum())
    if partial:
        check_open_sets(game, number, bound)
    shape = (values.rows, int(game.arrays.set_start[-1]))
    optimistic, pessimistic, strategies = np.full(shape[0], np.nan), np.full(shape[0], np.nan), np.full(shape, np.nan)
    method = Method.PLANS
    for row in np.flatnonzero(values.fault == 0).tolist():
        crisis = Stackelberg(game, values, row, number, bound)
        method = _method(crisis, partial=partial)
        found = crisis.solve() if method is Method.PLANS else _integers(crisis)
        optimistic[row], pessimistic[row], strategies[row] = found
    return Commitment(game, leader, bound, method, optimistic, pessimistic, strategies)


def _method(crisis: Stackelberg, *, partial: bool) -> Method:
    plans = crisis.replies.plan_count
    choices = int(np.prod([len(crisis.game.infosets[i].options) for i in crisis.unbound], dtype=object))
    if plans <= PLANS and choices <= PLANS:
        return Method.PLANS
    if partial:
        raise SolverError(
            "too many plans to list with sets left open",
            where=f"game {crisis.game.name!r}",
            seen=f"{plans} plans of the follower, {choices} choices left open",
            need=f"at most {PLANS} of each, or bind the leader at all of its sets",
        )
    return Method.INTEGERS


def _integers(crisis: Stackelberg) -> Optimum:
    found = mixed_integer.solve(crisis)
    if found is None:
        raise SolverError("the mixed-integer program has no solution", where=f"game {crisis.game.name!r}")
    sure = mixed_integer.solve(crisis, margin=10 * STRICT * crisis.scale)
    return found._replace(pessimistic=np.nan if sure is None else sure.optimistic)


def leader_of(game: Game, leader: str) -> int:
    """Return the number of the leader.

    Raises
    ------
    SolverError
        The game has other than two players, or none of this name.
    """
    if len(game.players) != 2:
        raise SolverError(
            "commitment needs a leader and one follower",
            where=f"game {game.name!r}",
            seen=f"{len(game.players)} players",
            need="two players; followers of several kinds are a chance move that the follower alone sees",
        )
    if leader not in game.players:
        raise SolverError("no such player", seen=leader, near=nearest(leader, game.players))
    return game.players.index(leader)


def bound_sets(game: Game, leader: int, sets: Collection[int] | None) -> tuple[int, ...]:
    """Return the sets at which the leader is bound, checked.

    Raises
    ------
    SolverError
        A set is not the leader's.
    """
    own = tuple(int(i) for i in np.flatnonzero(game.arrays.set_player == leader))
    for infoset in () if sets is None else sets:
        if infoset not in own:
            seen = game.infosets[infoset].label if 0 <= infoset < len(game.infosets) else infoset
            raise SolverError("the leader does not decide there", seen=seen, need=f"sets of {game.players[leader]!r}")
    return own if sets is None else tuple(sorted(set(sets)))


__all__ = ["Commitment", "Method", "bound_sets", "commitment", "leader_of"]
