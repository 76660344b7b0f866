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
from standoff.game.values import Floats
from standoff.solver import Solution, Solver, solve
from standoff.solvers.commitment.announced import Commitment, Method, bound_sets, leader_of

STEPS = (1.0, 0.5, 0.25)
"""How far a sweep moves a rule towards one of its options: all the way first, then less."""

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
    The start is the unbound solution, which may treat the sets of a group differently: it is given up only for
    something better. Coordinate ascent: a maximum along each group's rule, not a global one.
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
    rule, value = start.strategies.copy(), start.expected[:, number].copy()
    unbound = value.copy()
    good = start.solved
    rule[~good] = 1.0  # any rule at all: the row stays NaN
    for infoset in range(len(game.infosets)):
        here = slice(int(game.arrays.set_start[infoset]), int(game.arrays.set_start[infoset + 1]))
        rule[~good, here] = 1.0 / (here.stop - here.start)
    for step in STEPS:
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
            found = self.solved(trial)
            reached = np.where(found.solved, found.expected[:, self.leader], -np.inf)
            better = reached > best + KEPT * (1.0 + np.abs(best))
            best[better], kept[better] = reached[better], trial[better]
        value[:], rule[:] = best, kept
