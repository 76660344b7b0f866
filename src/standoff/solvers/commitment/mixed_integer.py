"""The best announced rule as one mixed-integer linear program over the sequence form.

Unknowns: the leader's realisation plan, the follower's pure one (integers), what the follower expects from each of its
sets on, the slack of every follower's move, and the joint weight of each pair of sequences (Bošanský and Čermák 2015,
with each player's own chance probabilities). HiGHS solves it.
"""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

from standoff.errors import SolverError
from standoff.solvers.commitment.exact import Optimum, Stackelberg


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
    """
    rules, replies, game = crisis.rules, crisis.replies, crisis.game
    mine, theirs = crisis.payoffs[:, crisis.leader], crisis.payoffs[:, 1 - crisis.leader]
    pairs: dict[tuple[int, int], int] = {}
    for pair in zip(rules.at_end.tolist(), replies.at_end.tolist(), strict=True):
        pairs.setdefault(pair, len(pairs))
    own: dict[tuple[int, int], float] = {}
    other: dict[tuple[int, int], float] = {}
    for pair, gain, loss in zip(
        zip(rules.at_end.tolist(), replies.at_end.tolist(), strict=True), mine, theirs, strict=True
    ):
        own[pair] = own.get(pair, 0.0) + gain
        other[pair] = other.get(pair, 0.0) + loss
    at_rule = 0
    at_reply = at_rule + rules.count
    at_slack = at_reply + replies.count
    at_worth = at_slack + replies.count
    at_pair = at_worth + len(replies.sets) + 1
    size = at_pair + len(pairs)
    big = 2.0 * float(np.abs(theirs).sum()) + 1.0

    rows: list[tuple[dict[int, float], float, float]] = []
    for table, start in ((rules, at_rule), (replies, at_reply)):
        rows.append(({start: 1.0}, 1.0, 1.0))
        for parent, first, count in zip(table.parent, table.first, table.size, strict=True):
            rows.append(({start + parent: -1.0, **{start + first + k: 1.0 for k in range(count)}}, 0.0, 0.0))
    below: dict[int, list[int]] = {}
    for place, parent in enumerate(replies.parent):
        below.setdefault(parent, []).append(place)
    owner = {
        first + k: place
        for place, (first, n) in enumerate(zip(replies.first, replies.size, strict=True))
        for k in range(n)
    }
    for sequence in range(replies.count):
        expected = {at_worth + owner.get(sequence, len(replies.sets)): 1.0, at_slack + sequence: -1.0}
        for place in below.get(sequence, []):
            expected[at_worth + place] = expected.get(at_worth + place, 0.0) - 1.0
        for (rule, reply), payoff in other.items():
            if reply == sequence:
                expected[at_rule + rule] = expected.get(at_rule + rule, 0.0) - payoff
        rows.append((expected, 0.0, 0.0))
        rows.append(({at_slack + sequence: 1.0, at_reply + sequence: big}, -np.inf, big))
        if margin and sequence:
            parent = replies.parent[owner[sequence]]
            rows.append(
                ({at_slack + sequence: 1.0, at_reply + sequence: margin, at_reply + parent: -margin}, 0.0, np.inf)
            )
    for (rule, reply), number in pairs.items():
        rows.append(({at_pair + number: 1.0, at_rule + rule: -1.0}, -np.inf, 0.0))
        rows.append(({at_pair + number: 1.0, at_reply + reply: -1.0}, -np.inf, 0.0))
        rows.append(({at_pair + number: 1.0, at_rule + rule: -1.0, at_reply + reply: -1.0}, -1.0, np.inf))
    matrix = lil_matrix((len(rows), size))
    for number, (row, _, _) in enumerate(rows):
        for column, value in row.items():
            matrix[number, column] = value
    objective = np.zeros(size)
    for pair, number in pairs.items():
        objective[at_pair + number] = -own[pair]
    lower, upper, whole = np.zeros(size), np.ones(size), np.zeros(size)
    whole[at_reply:at_slack] = 1
    upper[at_slack:at_worth] = np.inf
    lower[at_worth:at_pair], upper[at_worth:at_pair] = -np.inf, np.inf
    found = milp(
        objective,
        constraints=LinearConstraint(matrix.tocsr(), [low for _, low, _ in rows], [high for _, _, high in rows]),
        bounds=Bounds(lower, upper),
        integrality=whole,
        options={"mip_rel_gap": 1e-9},
    )
    if found.status == 2:
        return None
    if found.status != 0:
        raise SolverError(
            "the mixed-integer program was not solved", where=f"game {game.name!r}", seen=str(found.message)
        )
    plan = found.x[at_reply:at_slack] > 0.5
    return Optimum(float(-found.fun), np.nan, crisis.strategies(found.x[at_rule:at_reply], plan, ()))
