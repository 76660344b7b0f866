"""The best announced rule against a follower who replies best: one linear program for each of the follower's plans.

For every pure plan of the follower the rules to which it is a best reply form a polytope; the leader's best rule is the
best point of the best polytope (Conitzer and Sandholm 2006, von Stengel and Zamir 2010). Where plans are too many to
list, `standoff.solvers.commitment.mixed_integer` finds the same optimum in one program.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

from standoff.errors import SolverError
from standoff.game.arrays import CHANCE, DECISION, TERMINAL
from standoff.game.game import Game
from standoff.game.values import Floats, Values
from standoff.solvers.sequence_form import Sequences, end_weights, sequences

PLANS = 512
"""Plans of the follower that are listed, and choices at sets left open: beyond it, one program with integers."""

STRICT = 1e-7
"""Margin, as a share of the follower's payoff range, from which a reply counts as strictly best: what a program
resolves."""


class Optimum(NamedTuple):
    """The best rule of one row. Values are the leader's, by its own chance probabilities."""

    optimistic: float
    pessimistic: float  # NaN where it was not computed
    strategies: Floats  # (A,) the rule, what is played where the leader is not bound, and the follower's reply


@dataclass(frozen=True, eq=False)
class Stackelberg:
    """One row of a two-player game in which a leader is bound at some of its sets.

    Parameters
    ----------
    game : Game
    values : Values
        All rows.
    row : int
    leader : int
    bound : tuple of int
        Information sets at which the leader is bound.
    """

    game: Game
    values: Values
    row: int
    leader: int
    bound: tuple[int, ...]

    def solve(self) -> Optimum:
        """Return the best rule, where the follower's plans and the choices left open can be listed."""
        best: Optimum | None = None
        weak = -np.inf
        for choice in self.open_choices():
            one = _Round(self, choice)
            for plan in range(len(one.plans)):
                found = one.best_rule(plan)
                if found is None:
                    continue
                value, rule = found
                if best is None or value > best.optimistic + 1e-12 * self.scale:
                    best = Optimum(value, np.nan, self.strategies(rule, one.plans[plan], choice))
                weak = max(weak, one.worst_reply(plan))
        if best is None:
            raise SolverError(
                "no rule has a best reply under which the leader keeps to what it left open",
                where=f"game {self.game.name!r}, row {self.row}",
                need="bind the leader at more of its sets",
            )
        return best._replace(pessimistic=float(weak) if np.isfinite(weak) else np.nan)

    def open_choices(self) -> Iterator[tuple[int, ...]]:
        """Every pure choice at the leader's sets that are not bound."""
        return product(*(range(len(self.game.infosets[i].options)) for i in self.unbound))

    @cached_property
    def unbound(self) -> tuple[int, ...]:
        """The leader's sets at which it is not bound."""
        owners = self.game.arrays.set_player
        return tuple(i for i in range(len(owners)) if owners[i] == self.leader and i not in self.bound)

    @cached_property
    def rules(self) -> Sequences:
        """The leader's sequences over the bound sets."""
        return sequences(self.game, self.leader, self.bound)

    @cached_property
    def replies(self) -> Sequences:
        """The follower's sequences."""
        return sequences(self.game, 1 - self.leader)

    @cached_property
    def numbers(self) -> Floats:
        """The row's quantities."""
        return np.asarray(self.values.quantities[self.row])

    @cached_property
    def payoffs(self) -> Floats:
        """(T, 2) payoffs times the chance weight each player gives the terminal."""
        arrays = self.game.arrays
        weights = [end_weights(self.game, self.numbers, table) for table in arrays.believed_quantity]
        unseen = (weights[1 - self.leader] == 0.0) & (weights[self.leader] > 0.0)
        if unseen.any():
            raise SolverError(
                "the follower holds impossible what the leader expects, so no reply there is best",
                where=f"game {self.game.name!r}, row {self.row}",
                need="positive probabilities for the follower wherever the leader's are",
            )
        return np.asarray(self.numbers[arrays.payoff_quantity] * np.stack(weights, axis=1))

    @cached_property
    def scale(self) -> float:
        """The range of all payoffs, at least a tiny number."""
        payoffs = self.numbers[self.game.arrays.payoff_quantity]
        return max(float(payoffs.max() - payoffs.min()), 1e-300)

    def strategies(self, rule: Floats, plan: Floats, choice: Sequence[int]) -> Floats:
        """(A,) behaviour of both players."""
        starts = self.game.arrays.set_start
        strategy = np.zeros(int(starts[-1]))
        self.rules.behaviour(rule, strategy, starts)
        self.replies.behaviour(np.asarray(plan, dtype=np.float64), strategy, starts)
        for infoset, option in zip(self.unbound, choice, strict=True):
            strategy[starts[infoset] + option] = 1.0
        return strategy


class _Round:
    """One choice at the sets left open: payoffs as tables over (follower's plan, leader's sequence)."""

    def __init__(self, crisis: Stackelberg, choice: Sequence[int]) -> None:
        self.crisis = crisis
        self.choice = dict(zip(crisis.unbound, choice, strict=True))
        self.plans = crisis.replies.plans(PLANS)
        kept = self._kept()
        self._rows = [self._table(player, kept) for player in (crisis.leader, 1 - crisis.leader)]
        self._flow = crisis.rules.flow

    def _table(self, player: int, kept: Floats) -> Floats:
        """(F, S) the player's payoff of each plan, linear in the rule's realisation plan."""
        rules, replies = self.crisis.rules, self.crisis.replies
        table = np.zeros((replies.count, rules.count))
        np.add.at(table, (replies.at_end, rules.at_end), kept * self.crisis.payoffs[:, player])
        return np.asarray(self.plans.astype(np.float64) @ table)

    def _kept(self) -> Floats:
        """(T,) 1 where the leader's open choices lead to the terminal."""
        arrays = self.crisis.game.arrays
        on = np.ones(len(arrays.kind))
        for node in range(1, len(arrays.kind)):
            parent = int(arrays.parent[node])
            taken = self.choice.get(int(arrays.infoset[parent]), arrays.branch[node])
            on[node] = on[parent] * (taken == arrays.branch[node])
        return np.asarray(on[arrays.kind == TERMINAL])

    def best_rule(self, plan: int) -> tuple[float, Floats] | None:
        """The leader's best rule among those to which a plan is a best reply."""
        mine, theirs = self._rows
        right = np.zeros(len(theirs) + len(self._kept_to(plan)))
        refusals = np.vstack([theirs - theirs[plan], *self._kept_to(plan)])
        table, sums = self._flow
        found = linprog(-mine[plan], A_ub=refusals, b_ub=right, A_eq=table, b_eq=sums, bounds=(0.0, 1.0))
        if found.status not in (0, 2):
            raise SolverError("the linear program of a plan was not solved", seen=str(found.message))
        return (float(-found.fun), np.asarray(found.x)) if found.status == 0 else None

    def worst_reply(self, plan: int) -> float:
        """The most the leader is sure of by rules that make a plan strictly best, but for plans that pay alike always.

        -inf where no rule does: such a plan is best only together with others, whose own rules count instead.
        """
        mine, theirs = self._rows
        alike = np.isclose(self._sampled, self._sampled[plan], rtol=0.0, atol=1e-9 * self.crisis.scale).all(axis=1)
        others = theirs[~alike] - theirs[plan]
        table, sums = self._flow
        extra = np.zeros((len(sums), 1))
        kept_to = self._kept_to(plan)
        top = np.array([[1.0]] * len(others)).reshape(len(others), 1)
        refusals = [np.hstack([others, top]), *(np.append(row, 0.0)[None] for row in kept_to)]
        flat = np.zeros(table.shape[1])
        margin = linprog(
            np.append(flat, -1.0),
            A_ub=np.vstack(refusals),
            b_ub=np.zeros(len(others) + len(kept_to)),
            A_eq=np.hstack([table, extra]),
            b_eq=sums,
            bounds=[*[(0.0, 1.0)] * len(flat), (0.0, self.crisis.scale)],
        )
        if margin.status != 0 or (len(others) and -margin.fun < STRICT * self.crisis.scale):
            return -np.inf
        low = np.hstack([-mine[alike], np.ones((int(alike.sum()), 1))])
        refusals = [np.hstack([others, 0.0 * top]), low, *(np.append(row, 0.0)[None] for row in kept_to)]
        worst = linprog(
            np.append(flat, -1.0),
            A_ub=np.vstack(refusals),
            b_ub=np.zeros(sum(len(part) for part in refusals)),
            A_eq=np.hstack([table, extra]),
            b_eq=sums,
            bounds=[*[(0.0, 1.0)] * len(flat), (None, None)],
        )
        return float(-worst.fun) if worst.status == 0 else -np.inf

    @cached_property
    def _sampled(self) -> Floats:
        """(F, samples) the follower's payoffs at enough rules in general position to tell plans apart."""
        rules = self.crisis.rules
        dice = np.random.default_rng(0)  # any points in general position do; the result does not depend on which
        points = np.ones((rules.count + 1, rules.count))
        for parent, first, size in zip(rules.parent, rules.first, rules.size, strict=True):
            shares = dice.dirichlet(np.ones(size), len(points))
            points[:, first : first + size] = points[:, [parent]] * shares
        return np.asarray(self._rows[1] @ points.T)

    def _kept_to(self, plan: int) -> list[Floats]:
        """Rows r with r @ rule <= 0 where the leader, not bound, does not gain from another choice."""
        return [row for infoset in self.choice for row in self._incentives(infoset, self.plans[plan])]

    def _incentives(self, infoset: int, plan: Floats) -> Iterator[Floats]:
        arrays, crisis = self.crisis.game.arrays, self.crisis
        members = arrays.set_members[arrays.set_members_start[infoset] : arrays.set_members_start[infoset + 1]]
        worth = []
        for option in range(len(crisis.game.infosets[infoset].options)):
            row = np.zeros(crisis.rules.count)
            for node in members.tolist():
                self._follow(int(arrays.first_child[node]) + option, plan, row)
            worth.append(row)
        for option, row in enumerate(worth):
            if option != self.choice[infoset]:
                yield row - worth[self.choice[infoset]]

    def _follow(self, node: int, plan: Floats, row: Floats) -> None:
        """Add the leader's weighted payoffs below a node, where both keep to the plan and to the open choices."""
        arrays, crisis = self.crisis.game.arrays, self.crisis
        if arrays.kind[node] == TERMINAL:
            end = int(arrays.terminal[node])
            row[crisis.rules.at_end[end]] += crisis.payoffs[end, crisis.leader]
            return
        infoset, first = int(arrays.infoset[node]), int(arrays.first_child[node])
        for branch in range(int(arrays.branches[node])):
            if arrays.kind[node] == CHANCE or infoset in crisis.bound:
                self._follow(first + branch, plan, row)
            elif infoset in self.choice:
                if branch == self.choice[infoset]:
                    self._follow(first + branch, plan, row)
            elif plan[crisis.replies.first[crisis.replies.sets.index(infoset)] + branch]:
                self._follow(first + branch, plan, row)


def check_open_sets(game: Game, leader: int, bound: Sequence[int]) -> None:
    """Refuse sets left open at which what is best for the leader depends on what the follower was not to do.

    Raises
    ------
    SolverError
        A set left open does not show all of the follower's moves, or the follower moves before and after it.
    """
    arrays = game.arrays
    replies = sequences(game, 1 - leader)
    last = np.zeros(len(arrays.kind), dtype=np.intp)
    place = dict(zip(replies.sets, replies.first, strict=True))
    for node in range(1, len(arrays.kind)):
        parent = int(arrays.parent[node])
        infoset = int(arrays.infoset[parent])
        last[node] = place[infoset] + arrays.branch[node] if infoset in place else last[parent]
    for infoset in range(len(game.infosets)):
        if arrays.set_player[infoset] != leader or infoset in bound:
            continue
        members = arrays.set_members[arrays.set_members_start[infoset] : arrays.set_members_start[infoset + 1]]
        before = {int(last[node]) for node in members}
        fault = ""
        if len(before) > 1:
            fault = "the leader is not bound at a set that the follower's moves precede unseen"
        elif before != {0} and any(_moves_below(game, int(node), 1 - leader) for node in members):
            fault = "the leader is not bound at a set that the follower's moves precede and follow"
        if fault:
            raise SolverError(
                fault, where=f"game {game.name!r}", seen=game.infosets[infoset].label, need="bind the leader there too"
            )


def _moves_below(game: Game, node: int, player: int) -> bool:
    arrays = game.arrays
    if arrays.kind[node] == TERMINAL:
        return False
    if arrays.kind[node] == DECISION and arrays.set_player[arrays.infoset[node]] == player:
        return True
    first = int(arrays.first_child[node])
    return any(_moves_below(game, first + branch, player) for branch in range(int(arrays.branches[node])))
