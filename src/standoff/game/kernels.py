"""The only walks over a game tree, compiled: kernels for one row, and loops over the rows.

A forward loop over the nodes meets parents first, a reverse loop children first; that is all the order these need.
Rows share nothing but work space that each overwrites, and no kernel reorders a sum, so the bits of a row do not depend
on the batch.

All kernels that call each other live in this one file: Numba's cache notices a change of a function's own file only, so
a caller elsewhere would go on using the old code of its callees.
"""

import math

import numpy as np
from numba import njit

from standoff.game.arrays import CHANCE, DECISION, TERMINAL, GameArrays, Ints
from standoff.game.values import Codes, Floats, Longs, Marks, Values

NOBODY = -1
"""As `own` of `reach_nodes`: every choice counts."""

_SAFE_WEIGHT = 1e-150
"""Where a set's weights sum to at least this, members lost to underflow (1e-308) are below 1e-158 of the whole."""


@njit(cache=True, nogil=True)
def outcomes_of_rows(
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
def posteriors_of_rows(
    arrays: GameArrays, values: Values, strategies: Floats, beliefs: Floats, determined: Marks
) -> None:
    """Fill beliefs (R, M) and marks (R, I) of every good row."""
    nodes = arrays.kind.shape[0]
    chances, choices, exponent = np.empty(nodes), np.empty(nodes), np.empty(nodes, np.int64)
    for row in range(strategies.shape[0]):
        if values.fault[row] != 0:
            continue
        for player in range(arrays.believed_quantity.shape[0]):
            others_reach(arrays, values.quantities[row], strategies[row], player, chances, choices)
            condition(
                arrays, values.priors[row], strategies[row], player, choices, exponent, beliefs[row], determined[row]
            )


@njit(cache=True, nogil=True)
def action_values_of_rows(
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
def reach_of_rows(
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


@njit(cache=True, nogil=True)
def certify_rows(
    arrays: GameArrays,
    values: Values,
    strategies: Floats,
    precision: Floats,
    asked: tuple[bool, bool, bool],
    found: tuple[Floats, Floats, Floats, Floats, Floats],
) -> None:
    """Fill the fields of a `Certificate` (residual, identity, agent_gain, full_gain, beliefs) in every good row.

    `asked` says whether to derive beliefs, whether to compare with logit replies, and whether to compute full gains.
    """
    derive, logit, full = asked
    residual, identity, agent_gain, full_gain, beliefs = found
    nodes, players, sets = arrays.kind.shape[0], arrays.believed_quantity.shape[0], arrays.set_player.shape[0]
    value, utility = np.empty((nodes, players)), np.empty(strategies.shape[1])
    chances, choices, best = np.empty(nodes), np.empty(nodes), np.empty(nodes)
    exponent, determined, choice = np.empty(nodes, np.int64), np.empty(sets, np.bool_), np.empty(sets, np.int32)
    order = own_moves_last(arrays)
    for row in range(strategies.shape[0]):
        if values.fault[row] != 0:
            continue
        numbers, sigma = values.quantities[row], strategies[row]
        continuation_values(arrays, numbers, sigma, value)
        for player in range(players):
            others_reach(arrays, numbers, sigma, player, chances, choices)
            if full:
                best_replies(arrays, numbers, sigma, player, order[player], chances, choices, value, best, choice)
                full_gain[row, player] = best[0] - value[0, player]
            if derive:
                condition(arrays, values.priors[row], sigma, player, choices, exponent, beliefs[row], determined)
        option_values(arrays, value, beliefs[row], utility)
        agent_gains(arrays, sigma, utility, agent_gain[row])
        if logit:
            residual[row] = logit_residual(arrays, numbers, sigma, utility, precision[row])
            identity[row] = logit_identity(arrays, numbers, sigma, agent_gain[row], precision[row])


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
def others_reach(
    arrays: GameArrays, numbers: Floats, sigma: Floats, player: int, chances: Floats, choices: Floats
) -> None:
    """Write what chance (as the player sees it) and the other players' choices contribute to reaching each inner node.

    Shapes (N nodes, K quantities, A actions)
    ------
    numbers : (K,) float64      sigma : (A,) float64
    chances, choices : (N,) float64     **overwritten at inner nodes**, left as they are at terminals; 1 at the root

    Their product is the weight by which the player compares the members of its sets ex ante. Plain products: they may
    underflow to 0 where that does not matter; `condition` takes care of where it would.
    """
    chances[0], choices[0] = 1.0, 1.0
    for node in range(1, arrays.kind.shape[0]):
        if arrays.kind[node] == TERMINAL:
            continue
        parent = arrays.parent[node]
        chances[node], choices[node] = chances[parent], choices[parent]
        if arrays.kind[parent] == CHANCE:
            place = arrays.chance_start[parent] + arrays.branch[node]
            chances[node] *= numbers[arrays.believed_quantity[player, place]]
        elif arrays.set_player[arrays.infoset[parent]] != player:
            choices[node] *= sigma[arrays.set_start[arrays.infoset[parent]] + arrays.branch[node]]


@njit(cache=True)
def condition(
    arrays: GameArrays,
    priors: Floats,
    sigma: Floats,
    player: int,
    choices: Floats,
    exponent: Longs,
    beliefs: Floats,
    determined: Marks,
) -> None:
    """Write one player's beliefs by Bayes' rule.

    Shapes (N nodes, M members, A actions, I information sets)
    ------
    priors : (M,) float64       sigma : (A,) float64
    choices : (N,) float64      of `others_reach` for the player; **overwritten** when weights underflow
    exponent : (N,) int64       work space
    beliefs : (M,) float64, determined : (I,) bool      **the player's entries overwritten**

    Beliefs sum to 1 within each set. Where all weights of a set are 0 they are its priors and `determined` is False.
    Moves of probability 1e-300 leave beliefs exact to rounding: when the plain products become small anywhere, all of
    the player's sets are done again with weights kept as mantissa * 2**exponent.
    """
    safe = True
    for infoset in range(arrays.set_player.shape[0]):
        if arrays.set_player[infoset] != player:
            continue
        start, stop, total = arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1], 0.0
        for member in range(start, stop):
            beliefs[member] = priors[member] * choices[arrays.set_members[member]]
            total += beliefs[member]
        if not total >= _SAFE_WEIGHT:
            safe = False
            break
        determined[infoset] = True
        for member in range(start, stop):
            beliefs[member] /= total
    if safe:
        return
    _others_weights(arrays, sigma, player, choices, exponent)
    for infoset in range(arrays.set_player.shape[0]):
        if arrays.set_player[infoset] == player:
            determined[infoset] = _condition_set(arrays, infoset, priors, choices, exponent, beliefs)


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
def own_moves_last(arrays: GameArrays) -> "np.ndarray[tuple[int, int], np.dtype[np.int32]]":
    """Return for each player (P, ...) the inner nodes, those after more of its own moves first, each run in reverse.

    In this order a player's best replies are found in one pass: under perfect recall all members of an own set have
    the same number of own moves before them, and everything after any of them comes earlier in the order.
    """
    nodes, players = arrays.kind.shape[0], arrays.believed_quantity.shape[0]
    inner = 0
    for node in range(nodes):
        inner += arrays.kind[node] != TERMINAL
    order, level = np.empty((players, inner), np.int32), np.zeros(nodes, np.int32)
    for player in range(players):
        deepest, place = 0, 0
        for node in range(1, nodes):
            parent = arrays.parent[node]
            own = arrays.kind[parent] == DECISION and arrays.set_player[arrays.infoset[parent]] == player
            level[node] = level[parent] + (1 if own else 0)
            deepest = max(deepest, level[node])
        for now in range(deepest, -1, -1):
            for node in range(nodes - 1, -1, -1):
                if level[node] == now and arrays.kind[node] != TERMINAL:
                    order[player, place] = node
                    place += 1
    return order


@njit(cache=True)
def best_replies(
    arrays: GameArrays,
    numbers: Floats,
    sigma: Floats,
    player: int,
    order: Ints,
    chances: Floats,
    choices: Floats,
    value: Floats,
    best: Floats,
    choice: Ints,
) -> None:
    """Write what the player expects from every inner node on, under its own measure, when it replies best everywhere.

    Shapes (N nodes, P players, K quantities, A actions, I information sets)
    ------
    numbers : (K,) float64      sigma : (A,) float64, the others' strategies; the player's own are not read
    order : the player's row of `own_moves_last`
    chances, choices : (N,) float64 of `others_reach`   value : (N, P) float64, read at terminals only
    best : (N,) float64, choice : (I,) int32            **overwritten**; best[0] is the answer

    A set that the player holds impossible, or that the others never let it reach, has weight 0 whatever it chooses,
    and takes its first option.
    """
    columns = arrays.believed_quantity[player]
    choice[:] = -1
    best[0] = value[0, player]  # stays where the root is the only node, and ends the game
    for node in order:
        child, infoset = arrays.first_child[node], arrays.infoset[node]
        if infoset >= 0 and arrays.set_player[infoset] == player:
            if choice[infoset] < 0:
                choice[infoset] = _best_option(arrays, infoset, chances, choices, value[:, player], best)
            child += choice[infoset]
            best[node] = value[child, player] if arrays.kind[child] == TERMINAL else best[child]
            continue
        total = 0.0
        for branch in range(arrays.branches[node]):
            after = value[child, player] if arrays.kind[child] == TERMINAL else best[child]
            if infoset >= 0:
                total += sigma[arrays.set_start[infoset] + branch] * after
            else:
                total += numbers[columns[arrays.chance_start[node] + branch]] * after
            child += 1
        best[node] = total


@njit(cache=True)
def _best_option(arrays: GameArrays, infoset: int, chances: Floats, choices: Floats, ends: Floats, best: Floats) -> int:
    """Return the option of a set with the largest sum over members of weight times what follows.

    `ends` (N,) holds the player's payoffs at terminals, `best` (N,) the values of inner nodes.
    """
    winner, largest = 0, -math.inf
    for branch in range(arrays.set_start[infoset + 1] - arrays.set_start[infoset]):
        total = 0.0
        for member in range(arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]):
            node = arrays.set_members[member]
            child = arrays.first_child[node] + branch
            after = ends[child] if arrays.kind[child] == TERMINAL else best[child]
            total += chances[node] * choices[node] * after
        if total > largest:
            winner, largest = branch, total
    return winner


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
