"""The only walks over a game tree: reach, posteriors, values, action values, gains and best responses.

Above: checked functions over all rows of `Values`. Below: Numba kernels for one row. A forward loop over the nodes
meets parents first, a reverse loop children first; that is all the order these need. Player i's *measure* is i's own
chance probabilities together with everyone's actual strategies; what is reported as happening uses the true ones.

Rows share nothing but work space that each overwrites, and no kernel reorders a sum, so the bits of a row do not depend
on the batch. Faulty rows come out as NaN.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from standoff.errors import GameError
from standoff.game.arrays import CHANCE, DECISION, TERMINAL, GameArrays, Ints
from standoff.game.values import Codes, Floats, Longs, Marks, Values

NOBODY = -1
"""As `own` of `_reach`: every choice counts."""


class Outcomes(NamedTuple):
    """What a strategy profile leads to."""

    values: Floats
    """(R, P) each player's payoff under true chance."""

    expected: Floats
    """(R, P) each player's payoff under its own measure."""

    measures: Floats
    """(R, Q) measures under true chance."""


def outcomes(arrays: GameArrays, values: Values, strategies: Floats) -> Outcomes:
    """Return payoffs and measures of a strategy profile for every row.

    Parameters
    ----------
    arrays : GameArrays
        The tree.
    values : Values
        Its numbers, R rows.
    strategies : (R, A) float64
        Sums to 1 within each information set.

    Examples
    --------
    >>> from standoff.game import trace
    >>> def lottery(play, p):
    ...     draw = play.nature("draw", {"win": 0.5, "lose": 0.5}, believed={"fan": {"win": 0.9, "lose": 0.1}})
    ...     play.measure(wins=draw == "win")
    ...     return play.end(fan=10 if draw == "win" else 0)
    >>> game = trace(lottery, players=["fan"])
    >>> result = outcomes(game.arrays, game.evaluate({}), np.empty((1, 0)))
    >>> result.values.item(), result.expected.item(), result.measures.item()
    (5.0, 9.0, 0.5)
    """
    strategies = checked_strategies(arrays, values, strategies)
    players = len(arrays.believed_quantity)
    result = Outcomes(
        np.full((values.rows, players), np.nan),
        np.full((values.rows, players), np.nan),
        np.full((values.rows, arrays.measure_quantity.shape[1]), np.nan),
    )
    _outcomes_of_rows(arrays, values.quantities, values.fault, strategies, *result)
    return result


def posteriors(arrays: GameArrays, values: Values, strategies: Floats) -> tuple[Floats, Marks]:
    """Return beliefs (R, M) by Bayes' rule and whether it determines them (R, I).

    A member's weight is its prior (chance as the owner sees it, zeros as limits) times the *other* players' choice
    probabilities on its path; own past moves cancel by perfect recall. Where all of that is zero, Bayes' rule is
    silent: the belief is the prior and the mark False.
    """
    strategies = checked_strategies(arrays, values, strategies)
    beliefs = np.full(values.priors.shape, np.nan)
    determined = np.zeros(values.surprise.shape, np.bool_)
    _posteriors_of_rows(arrays, values.priors, values.fault, strategies, beliefs, determined)
    return beliefs, determined


def action_values(arrays: GameArrays, values: Values, strategies: Floats, beliefs: Floats) -> Floats:
    """Return (R, A): the owner's expected payoff of each option, under its beliefs there and its measure from there."""
    strategies = checked_strategies(arrays, values, strategies)
    utility = np.full(strategies.shape, np.nan)
    _action_values_of_rows(arrays, values.quantities, values.fault, strategies, beliefs, utility)
    return utility


def reach(arrays: GameArrays, values: Values, strategies: Floats) -> Floats:
    """Return (R, N): the probability of every node under true chance."""
    strategies = checked_strategies(arrays, values, strategies)
    reached = np.full((values.rows, len(arrays.kind)), np.nan)
    _reach_of_rows(arrays, values.quantities, values.fault, strategies, reached)
    return reached


def checked_strategies(arrays: GameArrays, values: Values, strategies: Floats) -> Floats:
    """Return strategies as a C-contiguous float64 table, or raise `GameError` when it does not fit the game."""
    table = np.ascontiguousarray(strategies, dtype=np.float64)
    shape = (values.rows, len(arrays.weight_quantity))
    if table.shape != shape:
        raise GameError("strategies do not fit the game", seen=table.shape, need=f"shape {shape}: rows, actions")
    return table


@njit(cache=True, nogil=True)
def _outcomes_of_rows(
    arrays: GameArrays,
    quantities: Floats,
    fault: Codes,
    strategies: Floats,
    payoffs: Floats,
    expected: Floats,
    measures: Floats,
) -> None:
    """Fill the fields of `Outcomes`, leaving faulty rows as they are."""
    nodes, players = arrays.kind.shape[0], arrays.believed_quantity.shape[0]
    reached, value = np.empty(nodes), np.empty((nodes, players))
    for row in range(quantities.shape[0]):
        if fault[row] != 0:
            continue
        numbers, sigma = quantities[row], strategies[row]
        reach_nodes(arrays, numbers, arrays.chance_quantity, sigma, NOBODY, reached)
        _weigh_ends(arrays, numbers, reached, payoffs[row], measures[row])
        continuation_values(arrays, numbers, sigma, value)
        for player in range(players):
            expected[row, player] = value[0, player]


@njit(cache=True, nogil=True)
def _posteriors_of_rows(
    arrays: GameArrays,
    priors: Floats,
    fault: Codes,
    strategies: Floats,
    beliefs: Floats,
    determined: Marks,
) -> None:
    """Fill beliefs and marks of every good row."""
    mantissa, exponent = np.empty(arrays.kind.shape[0]), np.empty(arrays.kind.shape[0], np.int64)
    for row in range(priors.shape[0]):
        if fault[row] == 0:
            condition(arrays, priors[row], strategies[row], mantissa, exponent, beliefs[row], determined[row])


@njit(cache=True, nogil=True)
def _action_values_of_rows(
    arrays: GameArrays,
    quantities: Floats,
    fault: Codes,
    strategies: Floats,
    beliefs: Floats,
    utility: Floats,
) -> None:
    """Fill the action values of every good row."""
    value = np.empty((arrays.kind.shape[0], arrays.believed_quantity.shape[0]))
    for row in range(quantities.shape[0]):
        if fault[row] == 0:
            continuation_values(arrays, quantities[row], strategies[row], value)
            option_values(arrays, value, beliefs[row], utility[row])


@njit(cache=True, nogil=True)
def _reach_of_rows(
    arrays: GameArrays,
    quantities: Floats,
    fault: Codes,
    strategies: Floats,
    reached: Floats,
) -> None:
    """Fill the true reach of every good row."""
    for row in range(quantities.shape[0]):
        if fault[row] == 0:
            reach_nodes(arrays, quantities[row], arrays.chance_quantity, strategies[row], NOBODY, reached[row])


@njit(cache=True)
def reach_nodes(arrays: GameArrays, numbers: Floats, columns: Ints, sigma: Floats, own: int, reached: Floats) -> None:
    """Write the probability of every node when chance follows one table and one player's choices count as sure.

    Shapes (N nodes, K quantities, B chance branches, A actions)
    ------
    numbers : (K,) float64      columns : (B,) int32, the true or a player's table of chance branches
    sigma : (A,) float64        own : player whose choices count 1, or NOBODY
    reached : (N,) float64      **overwritten**; reached[0] is 1

    With `own` = i and i's table this is the weight by which i compares the members of its sets. A plain product: it
    may underflow to 0 where it does not matter; `condition` is safe where it would.
    """
    reached[0] = 1.0
    for node in range(1, arrays.kind.shape[0]):
        parent = arrays.parent[node]
        if arrays.kind[parent] == CHANCE:
            reached[node] = reached[parent] * numbers[columns[arrays.chance_start[parent] + arrays.branch[node]]]
        elif arrays.set_player[arrays.infoset[parent]] == own:
            reached[node] = reached[parent]
        else:
            reached[node] = reached[parent] * sigma[arrays.set_start[arrays.infoset[parent]] + arrays.branch[node]]


@njit(cache=True)
def _weigh_ends(arrays: GameArrays, numbers: Floats, reached: Floats, payoffs: Floats, measures: Floats) -> None:
    """Write payoffs (P,) and measures (Q,) summed over the terminals by their reach (N,)."""
    payoffs[:] = 0.0
    measures[:] = 0.0
    for node in range(arrays.kind.shape[0]):
        if arrays.kind[node] != TERMINAL:
            continue
        terminal, weight = arrays.terminal[node], reached[node]
        for player in range(payoffs.shape[0]):
            payoffs[player] += weight * numbers[arrays.payoff_quantity[terminal, player]]
        for measure in range(measures.shape[0]):
            measures[measure] += weight * numbers[arrays.measure_quantity[terminal, measure]]


@njit(cache=True)
def condition(
    arrays: GameArrays,
    priors: Floats,
    sigma: Floats,
    mantissa: Floats,
    exponent: Longs,
    beliefs: Floats,
    determined: Marks,
) -> None:
    """Write every owner's beliefs by Bayes' rule.

    Shapes (N nodes, M members, A actions, I information sets)
    ------
    priors : (M,) float64       sigma : (A,) float64
    mantissa : (N,) float64     exponent : (N,) int64      work space
    beliefs : (M,) float64      determined : (I,) bool     **overwritten**; beliefs sum to 1 within each set

    Weights are kept as mantissa * 2**exponent and shifted to the largest of their set before they are added, so moves
    of probability 1e-300 leave beliefs exact to rounding. Where every weight is 0, beliefs are the priors and
    `determined` is False.
    """
    for player in range(arrays.believed_quantity.shape[0]):
        _others_weights(arrays, sigma, player, mantissa, exponent)
        for infoset in range(arrays.set_player.shape[0]):
            if arrays.set_player[infoset] == player:
                determined[infoset] = _condition_set(arrays, infoset, priors, mantissa, exponent, beliefs)


@njit(cache=True)
def _others_weights(arrays: GameArrays, sigma: Floats, player: int, mantissa: Floats, exponent: Longs) -> None:
    """Write the product of the other players' choices on the way to each node as mantissa * 2**exponent.

    Mantissas lie in [0.5, 1), or are 0 after a move that is never made.
    """
    mantissa[0], exponent[0] = 0.5, 1
    for node in range(1, arrays.kind.shape[0]):
        parent = arrays.parent[node]
        mantissa[node], exponent[node] = mantissa[parent], exponent[parent]
        if arrays.kind[parent] != DECISION or arrays.set_player[arrays.infoset[parent]] == player:
            continue
        chosen = sigma[arrays.set_start[arrays.infoset[parent]] + arrays.branch[node]]
        fraction, power = math.frexp(mantissa[node] * chosen)
        mantissa[node] = fraction
        exponent[node] += power


@njit(cache=True)
def _condition_set(
    arrays: GameArrays, infoset: int, priors: Floats, mantissa: Floats, exponent: Longs, beliefs: Floats
) -> bool:
    """Write the beliefs (M,) at one information set and return whether Bayes' rule determines them."""
    start, stop = arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]
    largest = np.int64(-(2**62))
    for member in range(start, stop):
        node = arrays.set_members[member]
        if priors[member] > 0.0 and mantissa[node] > 0.0:
            largest = max(largest, exponent[node] + math.frexp(priors[member])[1])
    total = 0.0
    for member in range(start, stop):
        node = arrays.set_members[member]
        beliefs[member] = 0.0
        if priors[member] > 0.0 and mantissa[node] > 0.0:
            fraction, power = math.frexp(priors[member])
            # Below 2**-2000 of the likeliest member a belief is 0 in any case; ldexp wants a modest exponent.
            beliefs[member] = math.ldexp(mantissa[node] * fraction, max(exponent[node] + power - largest, -2000))
        total += beliefs[member]
    for member in range(start, stop):
        beliefs[member] = beliefs[member] / total if total > 0.0 else priors[member]
    return total > 0.0


@njit(cache=True)
def continuation_values(arrays: GameArrays, numbers: Floats, sigma: Floats, value: Floats) -> None:
    """Write each player's expected payoff from every node onward, under that player's own measure.

    Shapes (N nodes, P players, K quantities, A actions)
    ------
    numbers : (K,) float64      sigma : (A,) float64, sums to 1 within each information set
    value : (N, P) float64      **overwritten**; value[0] is what each player expects of the game

    Invariant
    ---------
    Relies on arrays.parent[n] < n: a reverse loop meets every child before its parent. A zero of a player's table is
    a zero here; zeros are limits only for what is conditioned on.
    """
    players = value.shape[1]
    for node in range(arrays.kind.shape[0] - 1, -1, -1):
        if arrays.kind[node] == TERMINAL:
            for player in range(players):
                value[node, player] = numbers[arrays.payoff_quantity[arrays.terminal[node], player]]
            continue
        for player in range(players):
            value[node, player] = 0.0
        for branch in range(arrays.branches[node]):
            child = arrays.first_child[node] + branch
            if arrays.kind[node] == CHANCE:
                place = arrays.chance_start[node] + branch
                for player in range(players):
                    value[node, player] += numbers[arrays.believed_quantity[player, place]] * value[child, player]
            else:
                chosen = sigma[arrays.set_start[arrays.infoset[node]] + branch]
                for player in range(players):
                    value[node, player] += chosen * value[child, player]


@njit(cache=True)
def option_values(arrays: GameArrays, value: Floats, beliefs: Floats, utility: Floats) -> None:
    """Write the owner's expected payoff of each option.

    Shapes (N nodes, P players, M members, A actions)
    ------
    value : (N, P) float64, of `continuation_values`      beliefs : (M,) float64, sums to 1 within each set
    utility : (A,) float64                                **overwritten**

    Rests on perfect recall in that what the owner does later is its own strategy, unchanged by the option.
    """
    for infoset in range(arrays.set_player.shape[0]):
        player = arrays.set_player[infoset]
        for action in range(arrays.set_start[infoset], arrays.set_start[infoset + 1]):
            branch, total = action - arrays.set_start[infoset], 0.0
            for member in range(arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]):
                child = arrays.first_child[arrays.set_members[member]] + branch
                total += beliefs[member] * value[child, player]
            utility[action] = total


@njit(cache=True)
def agent_gains(arrays: GameArrays, sigma: Floats, utility: Floats, gains: Floats) -> None:
    """Write what the best single option at each set gains over the strategy there, all else unchanged.

    Shapes (A actions, I information sets)
    ------
    sigma, utility : (A,) float64       gains : (I,) float64   **overwritten**; not negative but for rounding

    Added up as probability times shortfall, so that at a pure best reply the gain is exactly 0.
    """
    for infoset in range(arrays.set_player.shape[0]):
        start, stop = arrays.set_start[infoset], arrays.set_start[infoset + 1]
        best = utility[start]
        for action in range(start, stop):
            best = max(best, utility[action])
        gains[infoset] = 0.0
        for action in range(start, stop):
            gains[infoset] += sigma[action] * (best - utility[action])


@njit(cache=True)
def best_response_value(
    arrays: GameArrays,
    numbers: Floats,
    sigma: Floats,
    player: int,
    level: Ints,
    reached: Floats,
    value: Floats,
    choice: Ints,
) -> float:
    """Return what the player expects of the game, under its own measure, when it replies best everywhere.

    Shapes (N nodes, K quantities, A actions, I information sets)
    ------
    numbers : (K,) float64      sigma : (A,) float64, the others' strategies; the player's own are not read
    level : (N,) int32          own moves on the way to the node    work space
    reached, value : (N,) float64, choice : (I,) int32              work space

    Invariant
    ---------
    Perfect recall: all members of an own set have the same number of own moves before them. So levels are settled
    from the last to the first: first the sets of a level choose (their children lie one level on), then its nodes are
    valued. A set that the player holds impossible, or that the others never let it reach, has weight 0 whatever it
    chooses, and takes its first option.
    """
    columns = arrays.believed_quantity[player]
    reach_nodes(arrays, numbers, columns, sigma, player, reached)
    deepest = _own_levels(arrays, player, level)
    for now in range(deepest, -1, -1):
        for infoset in range(arrays.set_player.shape[0]):
            first = arrays.set_members[arrays.set_members_start[infoset]]
            if arrays.set_player[infoset] == player and level[first] == now:
                choice[infoset] = _best_option(arrays, infoset, reached, value)
        for node in range(arrays.kind.shape[0] - 1, -1, -1):
            if level[node] != now:
                continue
            child = arrays.first_child[node]
            if arrays.kind[node] == TERMINAL:
                value[node] = numbers[arrays.payoff_quantity[arrays.terminal[node], player]]
            elif arrays.kind[node] == DECISION and arrays.set_player[arrays.infoset[node]] == player:
                value[node] = value[child + choice[arrays.infoset[node]]]
            else:
                value[node] = 0.0
                chance = arrays.kind[node] == CHANCE
                start = arrays.chance_start[node] if chance else arrays.set_start[arrays.infoset[node]]
                for branch in range(arrays.branches[node]):
                    probability = numbers[columns[start + branch]] if chance else sigma[start + branch]
                    value[node] += probability * value[child + branch]
    return value[0]  # type: ignore[no-any-return]


@njit(cache=True)
def _own_levels(arrays: GameArrays, player: int, level: Ints) -> int:
    """Write the number of the player's moves before each node (N,) and return the largest."""
    level[0], deepest = 0, 0
    for node in range(1, arrays.kind.shape[0]):
        parent = arrays.parent[node]
        own = arrays.kind[parent] == DECISION and arrays.set_player[arrays.infoset[parent]] == player
        level[node] = level[parent] + (1 if own else 0)
        deepest = max(deepest, level[node])
    return deepest


@njit(cache=True)
def _best_option(arrays: GameArrays, infoset: int, reached: Floats, value: Floats) -> int:
    """Return the option of a set with the largest sum over members of reach times the child's value."""
    best, largest = 0, -math.inf
    for branch in range(arrays.set_start[infoset + 1] - arrays.set_start[infoset]):
        total = 0.0
        for member in range(arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]):
            node = arrays.set_members[member]
            total += reached[node] * value[arrays.first_child[node] + branch]
        if total > largest:
            best, largest = branch, total
    return best


@njit(cache=True)
def logit_residual(arrays: GameArrays, numbers: Floats, sigma: Floats, utility: Floats, precision: Floats) -> float:
    """Return the largest distance of a choice probability from its logit reply; NaN when any is NaN.

    Shapes (K quantities, A actions, P players)
    ------
    numbers : (K,), sigma : (A,), utility : (A,), precision : (P,) float64

    The reply at a set is w exp(precision * u) / sum, with the largest u subtracted first.
    """
    worst = 0.0
    for infoset in range(arrays.set_player.shape[0]):
        start, stop = arrays.set_start[infoset], arrays.set_start[infoset + 1]
        rate, best, total = precision[arrays.set_player[infoset]], utility[start], 0.0
        for action in range(start, stop):
            best = max(best, utility[action])
        for action in range(start, stop):
            total += numbers[arrays.weight_quantity[action]] * math.exp(rate * (utility[action] - best))
        for action in range(start, stop):
            reply = numbers[arrays.weight_quantity[action]] * math.exp(rate * (utility[action] - best)) / total
            distance = abs(sigma[action] - reply)
            if math.isnan(distance):
                return math.nan
            worst = max(worst, distance)
    return worst


@njit(cache=True)
def logit_identity(arrays: GameArrays, numbers: Floats, sigma: Floats, gains: Floats, precision: Floats) -> float:
    """Return the largest error of precision * gain = max ln(p/w) - sum p ln(p/w) over all sets.

    Shapes (K quantities, A actions, I information sets, P players)
    ------
    numbers : (K,), sigma : (A,), gains : (I,), precision : (P,) float64

    Holds at a logit point and ties the gain, which is in payoffs, to the probabilities alone. A probability that
    underflowed to 0 adds nothing to either term.
    """
    worst = 0.0
    for infoset in range(arrays.set_player.shape[0]):
        largest, mean = -math.inf, 0.0
        for action in range(arrays.set_start[infoset], arrays.set_start[infoset + 1]):
            if sigma[action] != 0.0:
                ratio = math.log(sigma[action] / numbers[arrays.weight_quantity[action]])
                largest = max(largest, ratio)
                mean += sigma[action] * ratio
        error = abs(precision[arrays.set_player[infoset]] * gains[infoset] - (largest - mean))
        if math.isnan(error):
            return math.nan
        worst = max(worst, error)
    return worst
