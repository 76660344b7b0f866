"""The logit responses of a game and their slopes, on the full set of unknowns: one row, scalar loops.

The unknowns are z = log(p_a / w_a) - log(p_0 / w_0) for every option but the first of each information set, and the
clock tau. A logit point at clock tau solves z = tau (u_a - u_0), where u are the action values in units of the row's
widest stake (`prepare` does the scaling, so that tau ends at the row's *horizon*, the largest precision times range).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.game.arrays import DECISION, GameArrays
from standoff.solvers.logit.elimination import inner
from standoff.solvers.logit.incidence import Incidence

Floats = NDArray[np.float64]


class Work(NamedTuple):
    """Scratch of one worker, reused row after row; every row writes all it reads. n unknowns, sizes as `GameArrays`."""

    log_weight: Floats  # (A,) log of the base weights
    log_prior: Floats  # (M,) log of the priors; -inf where the member is excluded
    edge: Floats  # (A + B, P) probability of an edge under each player's measure
    log_choice: Floats  # (A,) log of the choice probabilities
    value: Floats  # (N, P) expected payoff from a node on, scaled
    posterior: Floats  # (M,)
    action_value: Floats  # (A,) scaled
    weight: Floats  # (E,) reach of a node from its information set
    slope: Floats  # (largest number of options, A)
    point: Floats  # (n + 1,) the unknowns, then the clock
    residual: Floats  # (n + 1,)
    clock_slope: Floats  # (n,) derivative of the residual with respect to the clock
    jacobian: Floats  # (n + 1, n + 1)
    pivot: NDArray[np.int64]  # (n + 1,)
    columns: NDArray[np.int64]  # (n + 1,) work space of the elimination
    base: Floats  # (n + 1,) last accepted point of a trace
    tangent: Floats  # (n + 1,)
    tangent_before: Floats  # (n + 1,)
    tangent_next: Floats  # (n + 1,)


def work_for(arrays: GameArrays, incidence: Incidence) -> Work:
    """Return scratch for one worker on this game."""
    actions, players = int(arrays.set_start[-1]), arrays.payoff_quantity.shape[1]
    branches, nodes, members = arrays.chance_quantity.size, arrays.kind.size, arrays.set_members.size
    unknowns = int(incidence.unknown_start[-1])
    widest = int(np.diff(arrays.set_start).max(initial=1))
    return Work(
        log_weight=np.zeros(actions),
        log_prior=np.zeros(members),
        edge=np.zeros((actions + branches, players)),
        log_choice=np.zeros(actions),
        value=np.zeros((nodes, players)),
        posterior=np.zeros(members),
        action_value=np.zeros(actions),
        weight=np.zeros(incidence.below_node.size),
        slope=np.zeros((widest, actions)),
        point=np.zeros(unknowns + 1),
        residual=np.zeros(unknowns + 1),
        clock_slope=np.zeros(unknowns),
        jacobian=np.zeros((unknowns + 1, unknowns + 1)),
        pivot=np.zeros(unknowns + 1, dtype=np.int64),
        columns=np.zeros(unknowns + 1, dtype=np.int64),
        base=np.zeros(unknowns + 1),
        tangent=np.zeros(unknowns + 1),
        tangent_before=np.zeros(unknowns + 1),
        tangent_next=np.zeros(unknowns + 1),
    )


@inner
def prepare(
    arrays: GameArrays, incidence: Incidence, work: Work, quantities: Floats, prior: Floats, precision: Floats
) -> float:
    """Load one row into `work` and return its horizon: the largest precision times payoff range over the players.

    Shapes
    ------
    quantities : (K,)    prior : (M,)    precision : (P,)

    The payoffs are shifted to start at zero and scaled by precision over horizon, so that multiplying a player's
    payoffs and dividing the precision by one number leaves the row as it was. A horizon that is not finite says that
    the row cannot be solved.
    """
    players = precision.shape[0]
    actions = arrays.set_start[arrays.set_player.shape[0]]
    for a in range(actions):
        work.log_weight[a] = math.log(quantities[arrays.weight_quantity[a]])
    for m in range(prior.shape[0]):
        work.log_prior[m] = math.log(prior[m]) if prior[m] > 0.0 else -np.inf
    for b in range(arrays.chance_quantity.shape[0]):
        for i in range(players):
            work.edge[actions + b, i] = quantities[arrays.believed_quantity[i, b]]
    horizon = 0.0
    for i in range(players):
        low, high = _payoff_range(arrays, quantities, i)
        stake = precision[i] * (high - low)
        if not stake < np.inf:
            return np.inf
        horizon = max(horizon, stake)
    for n in range(arrays.kind.shape[0]):
        terminal = arrays.terminal[n]
        if terminal >= 0:
            for i in range(players):
                work.value[n, i] = quantities[arrays.payoff_quantity[terminal, i]]
    for i in range(players):
        low, high = _payoff_range(arrays, quantities, i)
        scale = precision[i] / horizon if horizon > 0.0 else 0.0
        for n in range(arrays.kind.shape[0]):
            if arrays.terminal[n] >= 0:
                work.value[n, i] = scale * (work.value[n, i] - low)
    _expect(arrays, incidence.edge, incidence.still, work)
    return horizon


@inner
def _payoff_range(arrays: GameArrays, quantities: Floats, player: int) -> tuple[float, float]:
    low, high = np.inf, -np.inf
    for terminal in range(arrays.payoff_quantity.shape[0]):
        payoff = quantities[arrays.payoff_quantity[terminal, player]]
        low, high = min(low, payoff), max(high, payoff)
    return low, high


@inner
def _expect(arrays: GameArrays, edge: NDArray[np.int32], nodes: NDArray[np.int32], work: Work) -> None:
    """Write the expected payoffs from the given nodes on, each under the player's own measure; children come first."""
    for k in range(nodes.shape[0]):
        node = nodes[k]
        first = arrays.first_child[node]
        first_edge = edge[first]
        for i in range(work.value.shape[1]):
            total = 0.0
            for b in range(arrays.branches[node]):
                total += work.edge[first_edge + b, i] * work.value[first + b, i]
            work.value[node, i] = total


@inner
def _choose(arrays: GameArrays, incidence: Incidence, work: Work) -> None:
    """Write choice probabilities and their logarithms from the log-odds in `work.point`."""
    for s in range(arrays.set_player.shape[0]):
        first, last = arrays.set_start[s], arrays.set_start[s + 1]
        unknown = incidence.unknown_start[s] - 1
        work.log_choice[first] = work.log_weight[first]
        largest = work.log_weight[first]
        for a in range(first + 1, last):
            work.log_choice[a] = work.log_weight[a] + work.point[unknown + a - first]
            largest = max(largest, work.log_choice[a])
        total = 0.0
        for a in range(first, last):
            total += math.exp(work.log_choice[a] - largest)
        shift = largest + math.log(total)
        for a in range(first, last):
            work.log_choice[a] -= shift
            probability = math.exp(work.log_choice[a])
            for i in range(work.edge.shape[1]):
                work.edge[a, i] = probability


@inner
def _believe(arrays: GameArrays, incidence: Incidence, work: Work, infoset: int) -> None:
    """Write the owner's belief over the members of one set: prior times what the other players chose on the way."""
    first, last = arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]
    if last == first + 1:
        work.posterior[first] = 1.0
        return
    largest = -np.inf
    for m in range(first, last):
        log_weight = work.log_prior[m]
        for k in range(incidence.path_start[m], incidence.path_start[m + 1]):
            log_weight += work.log_choice[incidence.path[k]]
        work.posterior[m] = log_weight
        largest = max(largest, log_weight)
    total = 0.0
    for m in range(first, last):
        work.posterior[m] = math.exp(work.posterior[m] - largest)
        total += work.posterior[m]
    for m in range(first, last):
        work.posterior[m] /= total


@inner
def _weigh_options(arrays: GameArrays, work: Work, infoset: int) -> None:
    """Write the owner's value of each option of one set."""
    first, last = arrays.set_start[infoset], arrays.set_start[infoset + 1]
    player = arrays.set_player[infoset]
    for a in range(first, last):
        work.action_value[a] = 0.0
    for m in range(arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]):
        belief = work.posterior[m]
        child = arrays.first_child[arrays.set_members[m]] - first
        for a in range(first, last):
            work.action_value[a] += belief * work.value[child + a, player]


@inner
def _slopes(arrays: GameArrays, incidence: Incidence, work: Work, infoset: int) -> None:
    """Write into `work.slope` the derivatives of one set's action values by every log choice probability.

    Choices of others on the way to a member move the belief in it; choices below a member move its continuation.
    The derivative by a logarithm needs no division by a probability, so nothing overflows where choices are rare.
    """
    player = arrays.set_player[infoset]
    first, options = arrays.set_start[infoset], arrays.set_start[infoset + 1] - arrays.set_start[infoset]
    for k in range(incidence.column_start[infoset], incidence.column_start[infoset + 1]):
        column = incidence.column_sets[k]
        for a in range(options):
            for b in range(arrays.set_start[column], arrays.set_start[column + 1]):
                work.slope[a, b] = 0.0
    for m in range(arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]):
        belief = work.posterior[m]
        child = arrays.first_child[arrays.set_members[m]]
        for a in range(options):
            excess = belief * (work.value[child + a, player] - work.action_value[first + a])
            for k in range(incidence.path_start[m], incidence.path_start[m + 1]):
                work.slope[a, incidence.path[k]] += excess
        for e in range(incidence.below_start[m], incidence.below_start[m + 1]):
            node, before = incidence.below_node[e], incidence.below_from[e]
            weight = belief if before < 0 else work.weight[before] * work.edge[incidence.edge[node], player]
            work.weight[e] = weight
            if arrays.kind[node] == DECISION:
                start = arrays.set_start[arrays.infoset[node]]
                child_below = arrays.first_child[node]
                for b in range(arrays.branches[node]):
                    gain = weight * work.edge[start + b, player] * work.value[child_below + b, player]
                    work.slope[incidence.below_option[e], start + b] += gain


@inner
def _fill_jacobian(arrays: GameArrays, incidence: Incidence, work: Work, infoset: int) -> None:
    """Write the rows of one set: the identity less clock times the slopes by the unknowns."""
    clock = work.point[work.point.shape[0] - 1]
    options = arrays.set_start[infoset + 1] - arrays.set_start[infoset]
    first_row = incidence.unknown_start[infoset]
    for r in range(first_row, first_row + options - 1):
        for c in range(work.jacobian.shape[1]):
            work.jacobian[r, c] = 0.0
    for k in range(incidence.column_start[infoset], incidence.column_start[infoset + 1]):
        column = incidence.column_sets[k]
        start, last = arrays.set_start[column], arrays.set_start[column + 1]
        unknown = incidence.unknown_start[column] - 1 - start
        base = 0.0
        for b in range(start, last):
            base += work.slope[0, b]
        for a in range(1, options):
            total = -base
            for b in range(start, last):
                total += work.slope[a, b]
            for b in range(start + 1, last):
                by_unknown = work.slope[a, b] - work.slope[0, b] - work.edge[b, 0] * total
                work.jacobian[first_row + a - 1, unknown + b] = -clock * by_unknown
    for r in range(first_row, first_row + options - 1):
        work.jacobian[r, r] += 1.0


@inner
def respond(arrays: GameArrays, incidence: Incidence, work: Work) -> None:
    """Write residual and clock slope of the logit equations at `work.point`.

    Also leaves behind choice probabilities, beliefs, action values and continuation values at that point.
    """
    clock = work.point[work.point.shape[0] - 1]
    _choose(arrays, incidence, work)
    _expect(arrays, incidence.edge, incidence.live, work)
    for s in range(arrays.set_player.shape[0]):
        _believe(arrays, incidence, work, s)
        _weigh_options(arrays, work, s)
        first, unknown = arrays.set_start[s], incidence.unknown_start[s] - 1
        for a in range(first + 1, arrays.set_start[s + 1]):
            r = unknown + a - first
            advantage = work.action_value[a] - work.action_value[first]
            work.residual[r] = work.point[r] - clock * advantage
            work.clock_slope[r] = -advantage


@inner
def differentiate(arrays: GameArrays, incidence: Incidence, work: Work) -> None:
    """Write the Jacobian of the logit equations at the point where `respond` was last called.

    The last row and column, the border, are the caller's.
    """
    for s in range(arrays.set_player.shape[0]):
        _slopes(arrays, incidence, work, s)
        _fill_jacobian(arrays, incidence, work, s)
