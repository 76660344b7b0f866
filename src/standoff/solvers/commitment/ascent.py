"""The best announced rule against followers who reply as a given solver says, by ascent: not exact.

The rule becomes a parameter of the bound game, so one batch of rows tries a change in every draw at once. Each draw
climbs by itself: what it tries and keeps does not depend on the others.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from standoff.errors import SolverError
from standoff.game.bound import bind, rule_parameter
from standoff.game.game import Game
from standoff.game.values import Floats, Marks
from standoff.solver import Solution, Solver, solve
from standoff.solvers.commitment.announced import Commitment, Method, bound_sets, leader_of

COARSE = (1.0, 1.0)
"""How far the sweeps from every start move a rule towards one of its options: all the way, twice, as rules interact."""

FINE = (1.0, 0.5, 0.25, 0.1)
"""And the sweeps from the best of what the starts led to."""

KEPT = 1e-9
"""Gain, relative to the value's size, below which a change is not kept: above the residual of a logit row."""


def climb(
    game: Game,
    parameters: Mapping[str, ArrayLike],
    leader: str,
    *,
    solver: Solver,
    groups: Sequence[Sequence[int]] | None = None,
) -> Commitment:
    """Improve a rule from what the leader would do unbound, while others reply as `solver` says.

    Parameters
    ----------
    game : Game
        Two players of perfect recall.
    parameters : mapping of str to float or (R,) array
        The game's and the solver's.
    leader : str
        Who binds itself.
    solver : Solver
        For the game unbound and for the bound one, for instance a logit solver.
    groups : sequence of sequences of int, optional
        Information sets that must share one rule, as the public sees no difference between them; of equal options.
        Each of the leader's sets by itself by default.

    Returns
    -------
    Commitment
        `optimistic` is the value reached, never below `unbound`; `pessimistic` is NaN. NaN where a row was not solved.

    Raises
    ------
    SolverError
        Not two players, a set that is not the leader's, or a group of differing options.

    Notes
    -----
    One start is the unbound solution, which may treat the sets of a group differently and is given up only for
    something better; the others answer everything alike. Coordinate ascent: a maximum along each group's rule, not a
    global one.
    """
    number = leader_of(game, leader)
    own = bound_sets(game, number, None)
    shared = [tuple(group) for group in groups] if groups is not None else [(infoset,) for infoset in own]
    sets = bound_sets(game, number, [infoset for group in shared for infoset in group])
    for group in shared:
        if len({game.infosets[infoset].options for infoset in group}) > 1:
            raise SolverError("sets of one group have differing options", seen=[game.infosets[i].label for i in group])
    start = solve(game, _known(game, solver, parameters), solver)
    climber = _Climber(game, parameters, number, solver=solver, sets=sets)
    unbound, good = start.expected[:, number].copy(), start.solved
    rule = np.where(
        good[:, None], start.strategies, _even(game)[None]
    )  # a row that failed stays NaN, whatever it tries
    value = np.where(good, unbound, -np.inf)
    others = min(len(game.infosets[group[0]].options) for group in shared)
    for option in (None, *range(others)):
        trial = rule.copy() if option is None else climber.constant(rule, shared, option)
        reached = value.copy() if option is None else climber.worth(trial)
        for step in COARSE:
            for group in shared:
                climber.improve(trial, reached, group, step)
        better = _beats(reached, value)
        rule[better], value[better] = trial[better], reached[better]
    for step in FINE:
        for group in shared:
            climber.improve(rule, value, group, step)
    final = climber.solved(rule)
    strategies = np.where(good[:, None], rule, np.nan)
    for place, infoset in enumerate(i for i in range(len(game.infosets)) if i not in sets):
        here = slice(int(game.arrays.set_start[infoset]), int(game.arrays.set_start[infoset + 1]))
        there = slice(int(climber.bound.arrays.set_start[place]), int(climber.bound.arrays.set_start[place + 1]))
        strategies[:, here] = final.strategies[:, there]
    value = np.where(good, value, np.nan)
    nothing = np.full(len(value), np.nan)
    return Commitment(game, leader, sets, Method.ASCENT, value, nothing, strategies, unbound)


def _known(game: Game, solver: Solver, parameters: Mapping[str, ArrayLike]) -> dict[str, ArrayLike]:
    names = dict.fromkeys((*game.parameters, *solver.parameters))
    return {name: parameters[name] for name in names if name in parameters}


def _beats(reached: Floats, value: Floats) -> Marks:
    """Whether a change is worth keeping; either may be -inf."""
    size = np.abs(np.where(np.isfinite(value), value, 0.0))
    return np.asarray(reached > value + KEPT * (1.0 + size))


def _even(game: Game) -> Floats:
    """(A,) equal shares everywhere."""
    sizes = np.diff(game.arrays.set_start)
    return np.repeat(1.0 / sizes, sizes)


class _Climber:
    """The bound game and the rows it is solved for."""

    def __init__(
        self, game: Game, parameters: Mapping[str, ArrayLike], leader: int, *, solver: Solver, sets: tuple[int, ...]
    ) -> None:
        self.game, self.leader, self.solver, self.sets = game, leader, solver, sets
        self.bound = bind(game, sets)
        self.given = _known(game, solver, parameters)

    def solved(self, rule: Floats) -> Solution:
        """Solve the bound game under a rule (R, A) a row."""
        starts = self.game.arrays.set_start
        columns: dict[str, ArrayLike] = dict(self.given)
        for infoset in self.sets:
            for option in range(len(self.game.infosets[infoset].options)):
                columns[rule_parameter(self.game, infoset, option)] = rule[:, starts[infoset] + option]
        return solve(self.bound, columns, self.solver)

    def worth(self, rule: Floats) -> Floats:
        """The leader's value under a rule; -inf in rows that are not solved."""
        found = self.solved(rule)
        return np.where(found.solved, found.expected[:, self.leader], -np.inf)

    def constant(self, rule: Floats, groups: Sequence[Sequence[int]], option: int) -> Floats:
        """A rule that takes the option of this place everywhere."""
        trial = rule.copy()
        for infoset in (infoset for group in groups for infoset in group):
            first, stop = self.game.arrays.set_start[infoset], self.game.arrays.set_start[infoset + 1]
            trial[:, first:stop] = np.arange(stop - first) == option
        return trial

    def improve(self, rule: Floats, value: Floats, group: tuple[int, ...], step: float) -> None:
        """Move each row's rule at a group towards the option that gains most, where one does."""
        starts = self.game.arrays.set_start
        size = len(self.game.infosets[group[0]].options)
        best, kept = value.copy(), rule.copy()
        for option in range(size):
            trial = rule.copy()
            common = np.mean([rule[:, starts[i] : starts[i] + size] for i in group], axis=0)
            moved = (1.0 - step) * common + step * (np.arange(size) == option)
            for infoset in group:
                trial[:, starts[infoset] : starts[infoset] + size] = moved
            reached = self.worth(trial)
            better = _beats(reached, best)
            best[better], kept[better] = reached[better], trial[better]
        value[:], rule[:] = best, kept
