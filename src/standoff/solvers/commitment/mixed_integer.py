"""The best announced rule as one mixed-integer linear program over the sequence form.

Unknowns: the leader's realisation plan, the follower's pure one (integers), what the follower expects from each of its
sets on, the slack of every follower's move, and the joint weight of each pair of sequences (Bošanský and Čermák 2015,
with each player's own chance probabilities). HiGHS solves it.
"""

from collections.abc import Iterator

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

from standoff.errors import SolverError
from standoff.game.values import Floats
from standoff.solvers.commitment.exact import Optimum, Stackelberg

Row = tuple[dict[int, float], float, float]
"""Coefficients by unknown, and the least and the most that their sum may be."""


def solve(crisis: Stackelberg, *, margin: float = 0.0) -> Optimum | None:
    """Return the best rule when the leader is bound at all of its sets.

    Parameters
    ----------
    crisis : Stackelberg
        With no set left open.
    margin : float
        How much better than its alternatives the follower's reply must be where it leads, in payoffs times chance.
        With 0 the follower breaks ties as the leader likes; a small margin bounds from below what the leader is sure
        of.

    Returns
    -------
    Optimum or None
        None where no rule makes a reply better by the margin.

    Raises
    ------
    SolverError
        HiGHS gave up.
    """
    program = _Program(crisis)
    rows = [*program.flows(), *program.best_reply(margin), *program.joint()]
    matrix = lil_matrix((len(rows), program.size))
    for number, (row, _, _) in enumerate(rows):
        for column, value in row.items():
            matrix[number, column] = value
    found = milp(
        program.objective(),
        constraints=LinearConstraint(matrix.tocsr(), [low for _, low, _ in rows], [high for _, _, high in rows]),
        bounds=program.bounds(),
        integrality=program.whole(),
        options={"mip_rel_gap": 1e-9},
    )
    if found.status == 2:
        return None
    if found.status != 0:
        where = f"game {crisis.game.name!r}"
        raise SolverError("the mixed-integer program was not solved", where=where, seen=str(found.message))
    plan = found.x[program.reply : program.slack] > 0.5
    return Optimum(float(-found.fun), np.nan, crisis.strategies(found.x[: program.reply], plan, ()))


class _Program:
    """The unknowns in one vector: rule, reply, slack, worth of each of the follower's sets, joint weights."""

    def __init__(self, crisis: Stackelberg) -> None:
        self.rules, self.replies = crisis.rules, crisis.replies
        mine, theirs = crisis.payoffs[:, crisis.leader], crisis.payoffs[:, 1 - crisis.leader]
        self.own: dict[tuple[int, int], float] = {}
        self.other: dict[tuple[int, int], float] = {}
        ends = zip(self.rules.at_end.tolist(), self.replies.at_end.tolist(), strict=True)
        for pair, gain, loss in zip(ends, mine.tolist(), theirs.tolist(), strict=True):
            self.own[pair] = self.own.get(pair, 0.0) + gain
            self.other[pair] = self.other.get(pair, 0.0) + loss
        self.reply = self.rules.count
        self.slack = self.reply + self.replies.count
        self.worth = self.slack + self.replies.count
        self.pair = self.worth + len(self.replies.sets) + 1
        self.size = self.pair + len(self.own)
        self.big = 2.0 * float(np.abs(theirs).sum()) + 1.0  # no reply is worse than the best by more

    def flows(self) -> Iterator[Row]:
        """Both plans are realisation plans."""
        for table, start in ((self.rules, 0), (self.replies, self.reply)):
            yield {start: 1.0}, 1.0, 1.0
            for parent, first, count in zip(table.parent, table.first, table.size, strict=True):
                yield {start + parent: -1.0, **{start + first + k: 1.0 for k in range(count)}}, 0.0, 0.0

    def best_reply(self, margin: float) -> Iterator[Row]:
        """A move that is made has no slack; one that is not, where play leads, at least the margin."""
        replies = self.replies
        sizes = enumerate(zip(replies.first, replies.size, strict=True))
        owner = {first + k: place for place, (first, count) in sizes for k in range(count)}
        for sequence in range(replies.count):
            expected = {self.worth + owner.get(sequence, len(replies.sets)): 1.0, self.slack + sequence: -1.0}
            for place, parent in enumerate(replies.parent):
                if parent == sequence:
                    expected[self.worth + place] = expected.get(self.worth + place, 0.0) - 1.0
            for (rule, reply), payoff in self.other.items():
                if reply == sequence:
                    expected[rule] = expected.get(rule, 0.0) - payoff
            yield expected, 0.0, 0.0
            yield {self.slack + sequence: 1.0, self.reply + sequence: self.big}, -np.inf, self.big
            if margin and sequence:
                before = self.reply + replies.parent[owner[sequence]]
                yield {self.slack + sequence: 1.0, self.reply + sequence: margin, before: -margin}, 0.0, np.inf

    def joint(self) -> Iterator[Row]:
        """A joint weight is the product of the rule's and the reply's: the reply's is 0 or 1, so this is linear."""
        for number, (rule, reply) in enumerate(self.own, start=self.pair):
            yield {number: 1.0, rule: -1.0}, -np.inf, 0.0
            yield {number: 1.0, self.reply + reply: -1.0}, -np.inf, 0.0
            yield {number: 1.0, rule: -1.0, self.reply + reply: -1.0}, -1.0, np.inf

    def objective(self) -> Floats:
        """The leader's value, to be made as large as possible."""
        costs = np.zeros(self.size)
        costs[self.pair :] = [-gain for gain in self.own.values()]
        return costs

    def bounds(self) -> Bounds:
        """Probabilities in [0, 1], slack not negative, worth free."""
        lower, upper = np.zeros(self.size), np.ones(self.size)
        upper[self.slack : self.worth] = np.inf
        lower[self.worth : self.pair], upper[self.worth : self.pair] = -np.inf, np.inf
        return Bounds(lower, upper)

    def whole(self) -> Floats:
        """The reply is made of integers."""
        marks = np.zeros(self.size)
        marks[self.reply : self.slack] = 1.0
        return marks
