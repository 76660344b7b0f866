"""The only walks over a game tree, compiled: kernels for a block of rows, and loops over the blocks.

Every node but the root is reached by one move, so a tree is a list of moves: `ways` says for each node which *cell* (a
probability of chance, a choice probability, or 1) leads to it. Reach is then one forward loop that multiplies and value
one reverse loop that adds, without a branch; that is all the order these need.

Rows are worked on in blocks of `LANES`, one row in each lane of a vector; work arrays have the lane as their last axis.
Lanes share an instruction stream and nothing else, a last block is filled up with its last row, and no kernel reorders
a sum, so the bits of a row do not depend on the batch, its place in it or its neighbours.

All kernels that call each other live in this one file: Numba's cache notices a change of a function's own file only, so
a caller elsewhere would go on using the old code of its callees.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from standoff.game.arrays import CHANCE, DECISION, TERMINAL, GameArrays, Ints
from standoff.game.values import Codes, Floats, Longs, Marks, Values

NOBODY = -1
"""As `own` of `ways` and `reach_nodes`: every choice counts."""

LANES = 8
"""Rows in a block: the float64s of the widest vectors in use. Where vectors are shorter, an operation takes several."""

_SAFE_WEIGHT = 1e-150
"""Where a set's weights sum to at least this, members lost to underflow (1e-308) are below 1e-158 of the whole."""

_RECENT = 64
"""Kinds of ending looked through for an equal one: bounds the work where all endings differ."""


def _lanewise(write: Callable[[Any, Any, Any, Any], Any]) -> Any:
    """Return a kernel ``f(out, i, x, j, y, k)`` that sets out[i, :] to `write` of out[i, :], x[j, :] and y[k, :].

    Written as one vector operation because LLVM makes none of a loop over lanes: it cannot know that the arrays, or two
    rows of one array, do not overlap. Multiplication and addition stay apart (no fused rounding).
    """

    @intrinsic
    def operation(_typing: Any, out: Any, _i: Any, x: Any, _j: Any, y: Any, _k: Any) -> Any:
        if not all(isinstance(array, types.Array) and (array.ndim, array.layout) == (2, "C") for array in (out, x, y)):
            return None

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            places = []
            for n in (0, 2, 4):
                data = context.make_array(signature.args[n])(context, builder, arguments[n]).data
                vectors = builder.bitcast(data, ir.VectorType(ir.DoubleType(), LANES).as_pointer())
                places.append(builder.gep(vectors, [arguments[n + 1]]))
            builder.store(write(builder, *(builder.load(place, align=8) for place in places)), places[0], align=8)
            return context.get_dummy_value()

        return types.void(out, types.intp, x, types.intp, y, types.intp), generate

    return operation


_set_product = _lanewise(lambda b, _, x, y: b.fmul(x, y))
_add_product = _lanewise(lambda b, out, x, y: b.fadd(out, b.fmul(x, y)))


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
    nodes, players, width = arrays.kind.shape[0], arrays.believed_quantity.shape[0], quantities.shape[1]
    cells = np.empty((width + strategies.shape[1] + 1, LANES))
    reached, value = np.empty((nodes, LANES)), np.empty((nodes, LANES))
    paid, thought = np.empty((players, LANES)), np.empty((players, LANES))
    believed, truth = _tables_of_ways(arrays, width)[0], np.empty(nodes, np.int32)
    ways(arrays, arrays.chance_quantity, NOBODY, width, truth)
    ending, first_of = _endings(arrays.measure_quantity)
    weight, measured = np.empty((first_of.shape[0], LANES)), np.empty((measures.shape[1], LANES))
    for start in range(0, quantities.shape[0], LANES):
        _load_cells(quantities, strategies, start, cells)
        reach_lanes(arrays.parent, truth, cells, reached)
        _weigh_ends(arrays, cells, reached, ending, weight, paid)
        _weigh_measures(arrays, cells, weight, first_of, measured)
        for player in range(players):
            continuation_values(arrays, cells, believed[player], player, value)
            for lane in range(LANES):
                thought[player, lane] = value[0, lane]
        _store(paid, start, fault, payoffs)
        _store(thought, start, fault, expected)
        _store(measured, start, fault, measures)


@njit(cache=True, nogil=True)
def posteriors_of_rows(
    arrays: GameArrays, values: Values, strategies: Floats, beliefs: Floats, determined: Marks
) -> None:
    """Fill beliefs (R, M) and marks (R, I) of every good row."""
    nodes, width = arrays.kind.shape[0], values.quantities.shape[1]
    members, sets = values.priors.shape[1], arrays.set_player.shape[0]
    cells = np.empty((width + strategies.shape[1] + 1, LANES))
    choices, exponent = np.empty((nodes, LANES)), np.empty(nodes, np.int64)
    priors, held, marks = np.empty((members, LANES)), np.empty((members, LANES)), np.empty((sets, LANES), np.bool_)
    others, sigma = _tables_of_ways(arrays, width)[2], cells[width:]
    for start in range(0, strategies.shape[0], LANES):
        _load_cells(values.quantities, strategies, start, cells)
        _load(values.priors, start, priors)
        for player in range(others.shape[0]):
            reach_lanes(arrays.parent, others[player], cells, choices)
            condition(arrays, priors, sigma, player, choices, exponent, held, marks)
        _store(held, start, values.fault, beliefs)
        _store(marks, start, values.fault, determined)


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
    nodes, players, width = arrays.kind.shape[0], arrays.believed_quantity.shape[0], quantities.shape[1]
    cells, value = np.empty((width + strategies.shape[1] + 1, LANES)), np.empty((players, nodes, LANES))
    held, found = np.empty((beliefs.shape[1], LANES)), np.empty((utility.shape[1], LANES))
    believed = _tables_of_ways(arrays, width)[0]
    for start in range(0, quantities.shape[0], LANES):
        _load_cells(quantities, strategies, start, cells)
        _load(beliefs, start, held)
        for player in range(players):
            continuation_values(arrays, cells, believed[player], player, value[player])
        option_values(arrays, value, held, found)
        _store(found, start, fault, utility)


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
    nodes, players, width = arrays.kind.shape[0], arrays.believed_quantity.shape[0], values.quantities.shape[1]
    members, actions, sets = beliefs.shape[1], strategies.shape[1], arrays.set_player.shape[0]
    cells, value = np.empty((width + actions + 1, LANES)), np.empty((players, nodes, LANES))
    reached, exponent, marks = np.empty((nodes, LANES)), np.empty(nodes, np.int64), np.empty((sets, LANES), np.bool_)
    priors, held, rates = np.empty((members, LANES)), np.empty((members, LANES)), np.empty((players, LANES))
    utility, gains, best = np.empty((actions, LANES)), np.empty((sets, LANES)), np.empty((players, LANES))
    errors = np.empty((2, LANES))
    (believed, weighed, others), steps, sigma = _tables_of_ways(arrays, width), own_moves_last(arrays), cells[width:]
    for start in range(0, strategies.shape[0], LANES):
        _load_cells(values.quantities, strategies, start, cells)
        _load(values.priors if derive else beliefs, start, priors if derive else held)
        for player in range(players):
            continuation_values(arrays, cells, believed[player], player, value[player])
            if derive:
                reach_lanes(arrays.parent, others[player], cells, reached)
                condition(arrays, priors, sigma, player, reached, exponent, held, marks)
        option_values(arrays, value, held, utility)
        agent_gains(arrays, sigma, utility, gains)
        _store(gains, start, values.fault, agent_gain)
        if derive:
            _store(held, start, values.fault, beliefs)
        if logit:
            _load(precision, start, rates)
            logit_residual(arrays, cells, sigma, utility, rates, errors[0])
            logit_identity(arrays, cells, sigma, gains, rates, errors[1])
            _store_one(errors[0], start, values.fault, residual)
            _store_one(errors[1], start, values.fault, identity)
        if full:
            for player in range(players):
                for lane in range(LANES):
                    best[player, lane] = -value[player, 0, lane]
                reach_lanes(arrays.parent, weighed[player], cells, reached)
                best_replies(arrays, cells, believed[player], steps[player], reached, utility, value[player])
                for lane in range(LANES):
                    best[player, lane] += value[player, 0, lane]
            _store(best, start, values.fault, full_gain)


@njit(cache=True)
def ways(arrays: GameArrays, columns: Ints, own: int, width: int, way: Ints) -> None:
    """Write for each node the cell of the move that leads to it.

    Parameters
    ----------
    columns : (B,) int32
        The true or a player's table of chance branches.
    own : int
        The player whose choices count 1, or `NOBODY`.
    width : int
        K: choices follow the quantities in the cells, and the last cell is 1. It is the root's.
    way : (N,) int32
        Overwritten.
    """
    sure = width + arrays.weight_quantity.shape[0]
    way[0] = sure
    for node in range(1, arrays.kind.shape[0]):
        parent = arrays.parent[node]
        if arrays.kind[parent] == CHANCE:
            way[node] = columns[arrays.chance_start[parent] + arrays.branch[node]]
        elif arrays.set_player[arrays.infoset[parent]] == own:
            way[node] = sure
        else:
            way[node] = width + arrays.set_start[arrays.infoset[parent]] + arrays.branch[node]


@njit(cache=True)
def _tables_of_ways(arrays: GameArrays, width: int) -> tuple[Ints, Ints, Ints]:
    """Return three tables of `ways` (P, N), for each player: believed, weighed, others.

    `believed` is the player's measure; in `weighed`, by which it compares the members of its sets ex ante, its own
    choices are 1; in `others` chance is 1 too, and the other players' choices alone are left.
    """
    nodes, players = arrays.kind.shape[0], arrays.believed_quantity.shape[0]
    believed, weighed = np.empty((players, nodes), np.int32), np.empty((players, nodes), np.int32)
    others, sure = np.empty((players, nodes), np.int32), np.empty(arrays.chance_quantity.shape[0], np.int32)
    for place in range(sure.shape[0]):
        sure[place] = width + arrays.weight_quantity.shape[0]
    for player in range(players):
        ways(arrays, arrays.believed_quantity[player], NOBODY, width, believed[player])
        ways(arrays, arrays.believed_quantity[player], player, width, weighed[player])
        ways(arrays, sure, player, width, others[player])
    return believed, weighed, others


@njit(cache=True)
def _load(table: Floats, start: int, block: Floats) -> None:
    """Copy the rows of `table` (R, W) from `start` on into the lanes of `block` (W, LANES)."""
    for lane in range(LANES):
        row = min(start + lane, table.shape[0] - 1)
        for column in range(table.shape[1]):
            block[column, lane] = table[row, column]


@njit(cache=True)
def _clear(block: Floats, start: int, stop: int) -> None:
    """Set rows `start` to `stop` of a block (W, LANES) to 0."""
    for k in range(start, stop):
        for lane in range(LANES):
            block[k, lane] = 0.0


@njit(cache=True)
def _load_cells(quantities: Floats, strategies: Floats, start: int, cells: Floats) -> None:
    """Fill the cells (K + A + 1, LANES) of a block: quantities, choice probabilities and 1."""
    width = quantities.shape[1]
    _load(quantities, start, cells)
    _load(strategies, start, cells[width:])
    for lane in range(LANES):
        cells[width + strategies.shape[1], lane] = 1.0


@njit(cache=True)
def _store(block: Floats, start: int, fault: Codes, table: Floats) -> None:
    """Copy the lanes of `block` (W, LANES) into the rows of `table` (R, W) from `start` on, but for faulty ones."""
    for lane in range(min(LANES, table.shape[0] - start)):
        if fault[start + lane] == 0:
            for column in range(table.shape[1]):
                table[start + lane, column] = block[column, lane]


@njit(cache=True)
def _store_one(lanes: Floats, start: int, fault: Codes, column: Floats) -> None:
    """Copy `lanes` (LANES,) into `column` (R,) from `start` on, but for faulty rows."""
    for lane in range(min(LANES, column.shape[0] - start)):
        if fault[start + lane] == 0:
            column[start + lane] = lanes[lane]


@njit(cache=True)
def reach_lanes(parent: Ints, way: Ints, cells: Floats, reached: Floats) -> None:
    """Write the probability of every node, the product of the cells on the way to it.

    Shapes (N nodes, K quantities, A actions)
    ------
    parent, way : (N,) int32                cells : (K + A + 1, LANES) float64
    reached : (N, LANES) float64            **overwritten**; 1 at the root

    A plain product: it may underflow to 0 where it does not matter; `condition` is safe where it would.
    """
    for lane in range(LANES):
        reached[0, lane] = 1.0
    for node in range(1, parent.shape[0]):
        _set_product(reached, node, reached, parent[node], cells, way[node])


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
def _endings(measures: Ints) -> tuple[Ints, Ints]:
    """Return the number of each terminal's ending (T,), and the first terminal of each ending.

    Terminals with the same measures (T, Q) are one ending: a ladder of 800 terminals and 18 measures has 37.
    """
    ending, first_of, found = np.empty(measures.shape[0], np.int32), np.empty(measures.shape[0], np.int32), 0
    for terminal in range(measures.shape[0]):
        number = found
        for earlier in range(found - 1, max(found - _RECENT, 0) - 1, -1):
            same = True
            for measure in range(measures.shape[1]):
                if measures[terminal, measure] != measures[first_of[earlier], measure]:
                    same = False
                    break
            if same:
                number = earlier
                break
        if number == found:
            first_of[found] = terminal
            found += 1
        ending[terminal] = number
    return ending, first_of[:found]


@njit(cache=True)
def _weigh_ends(
    arrays: GameArrays, cells: Floats, reached: Floats, ending: Ints, weight: Floats, payoffs: Floats
) -> None:
    """Write how likely each ending is, `weight` (E, LANES), and the expected payoffs (P, LANES) by reach."""
    sure = cells.shape[0] - 1
    _clear(weight, 0, weight.shape[0])
    _clear(payoffs, 0, payoffs.shape[0])
    for node in range(arrays.kind.shape[0]):
        if arrays.kind[node] != TERMINAL:
            continue
        terminal = arrays.terminal[node]
        _add_product(weight, ending[terminal], reached, node, cells, sure)
        for player in range(payoffs.shape[0]):
            _add_product(payoffs, player, reached, node, cells, arrays.payoff_quantity[terminal, player])


@njit(cache=True)
def _weigh_measures(arrays: GameArrays, cells: Floats, weight: Floats, first_of: Ints, measures: Floats) -> None:
    """Write the measures (Q, LANES) of the endings, by their weight (E, LANES)."""
    _clear(measures, 0, measures.shape[0])
    for ending in range(first_of.shape[0]):
        for measure in range(measures.shape[0]):
            column = arrays.measure_quantity[first_of[ending], measure]
            _add_product(measures, measure, weight, ending, cells, column)


@njit(cache=True, error_model="numpy")
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
    priors : (M, LANES) float64       sigma : (A or more, LANES) float64
    choices : (N, LANES) float64      reach by the other players' choices alone; **overwritten** when weights underflow
    exponent : (N,) int64             work space
    beliefs : (M, LANES) float64, determined : (I, LANES) bool      **the player's entries overwritten**

    Beliefs sum to 1 within each set. Where all weights of a set are 0 they are its priors and `determined` is False.
    Moves of probability 1e-300 leave beliefs exact to rounding: when the plain products of a row become small anywhere,
    all of the player's sets are done again for that row with weights kept as mantissa * 2**exponent.
    """
    safe, total = np.empty(LANES, np.bool_), np.empty(LANES)
    for lane in range(LANES):
        safe[lane] = True
    for infoset in range(arrays.set_player.shape[0]):
        if arrays.set_player[infoset] != player:
            continue
        start, stop = arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]
        for lane in range(LANES):
            total[lane] = 0.0
        for member in range(start, stop):
            _set_product(beliefs, member, priors, member, choices, arrays.set_members[member])
            for lane in range(LANES):
                total[lane] += beliefs[member, lane]
        for lane in range(LANES):
            safe[lane] &= total[lane] >= _SAFE_WEIGHT
            determined[infoset, lane] = True
        for member in range(start, stop):
            for lane in range(LANES):
                beliefs[member, lane] /= total[lane]
    for lane in range(LANES):
        if not safe[lane]:
            _others_weights(arrays, sigma, lane, player, choices, exponent)
            for infoset in range(arrays.set_player.shape[0]):
                if arrays.set_player[infoset] == player:
                    determined[infoset, lane] = _condition_set(
                        arrays, infoset, lane, priors, choices, exponent, beliefs
                    )


@njit(cache=True)
def _others_weights(
    arrays: GameArrays, sigma: Floats, lane: int, player: int, mantissa: Floats, exponent: Longs
) -> None:
    """Write, in one lane, the product of the other players' choices on the way to each node as mantissa * 2**exponent.

    Mantissas lie in [0.5, 1), or are 0 after a move that is never made.
    """
    mantissa[0, lane], exponent[0] = 0.5, 1
    for node in range(1, arrays.kind.shape[0]):
        parent = arrays.parent[node]
        mantissa[node, lane], exponent[node] = mantissa[parent, lane], exponent[parent]
        if arrays.kind[parent] != DECISION or arrays.set_player[arrays.infoset[parent]] == player:
            continue
        chosen = sigma[arrays.set_start[arrays.infoset[parent]] + arrays.branch[node], lane]
        fraction, power = math.frexp(mantissa[node, lane] * chosen)
        mantissa[node, lane] = fraction
        exponent[node] += power


@njit(cache=True, error_model="numpy")
def _condition_set(
    arrays: GameArrays, infoset: int, lane: int, priors: Floats, mantissa: Floats, exponent: Longs, beliefs: Floats
) -> bool:
    """Write the beliefs at one information set in one lane, and return whether Bayes' rule determines them."""
    start, stop = arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]
    largest = np.int64(-(2**62))
    for member in range(start, stop):
        node = arrays.set_members[member]
        if priors[member, lane] > 0.0 and mantissa[node, lane] > 0.0:
            largest = max(largest, exponent[node] + math.frexp(priors[member, lane])[1])
    total = 0.0
    for member in range(start, stop):
        node = arrays.set_members[member]
        beliefs[member, lane] = 0.0
        if priors[member, lane] > 0.0 and mantissa[node, lane] > 0.0:
            fraction, power = math.frexp(priors[member, lane])
            # Below 2**-2000 of the likeliest member a belief is 0 in any case; ldexp wants a modest exponent.
            shift = max(exponent[node] + power - largest, -2000)
            beliefs[member, lane] = math.ldexp(mantissa[node, lane] * fraction, shift)
        total += beliefs[member, lane]
    for member in range(start, stop):
        beliefs[member, lane] = beliefs[member, lane] / total if total > 0.0 else priors[member, lane]
    return total > 0.0


@njit(cache=True)
def continuation_values(arrays: GameArrays, cells: Floats, way: Ints, player: int, value: Floats) -> None:
    """Write what a player expects from every node onward, under its own measure.

    Shapes (N nodes, K quantities, A actions)
    ------
    cells : (K + A + 1, LANES) float64      way : (N,) int32, `ways` of the player's measure
    value : (N, LANES) float64              **overwritten**; value[0] is what the player expects of the game

    Invariant
    ---------
    Relies on arrays.parent[n] < n: in a reverse loop a node is complete before it is added to its parent. A zero of a
    player's table is a zero here; zeros are limits only for what is conditioned on.
    """
    sure = cells.shape[0] - 1
    for node in range(arrays.kind.shape[0]):
        if arrays.kind[node] == TERMINAL:
            _set_product(value, node, cells, arrays.payoff_quantity[arrays.terminal[node], player], cells, sure)
        else:
            for lane in range(LANES):
                value[node, lane] = 0.0
    for node in range(arrays.kind.shape[0] - 1, 0, -1):
        _add_product(value, arrays.parent[node], cells, way[node], value, node)


@njit(cache=True)
def option_values(arrays: GameArrays, value: Floats, beliefs: Floats, utility: Floats) -> None:
    """Write the owner's expected payoff of each option.

    Shapes (N nodes, P players, M members, A actions)
    ------
    value : (P, N, LANES) float64, of `continuation_values`   beliefs : (M, LANES) float64, sums to 1 within each set
    utility : (A, LANES) float64                              **overwritten**

    Rests on perfect recall in that what the owner does later is its own strategy, unchanged by the option.
    """
    _clear(utility, 0, utility.shape[0])
    for infoset in range(arrays.set_player.shape[0]):
        ours = value[arrays.set_player[infoset]]
        for member in range(arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]):
            child = arrays.first_child[arrays.set_members[member]]
            for action in range(arrays.set_start[infoset], arrays.set_start[infoset + 1]):
                _add_product(utility, action, beliefs, member, ours, child)
                child += 1


@njit(cache=True)
def agent_gains(arrays: GameArrays, sigma: Floats, utility: Floats, gains: Floats) -> None:
    """Write what the best single option at each set gains over the strategy there, all else unchanged.

    Shapes (A actions, I information sets)
    ------
    sigma : (A or more, LANES), utility : (A, LANES) float64
    gains : (I, LANES) float64   **overwritten**; not negative but for rounding

    Added up as probability times shortfall, so that at a pure best reply the gain is exactly 0.
    """
    best = np.empty(LANES)
    for infoset in range(arrays.set_player.shape[0]):
        start, stop = arrays.set_start[infoset], arrays.set_start[infoset + 1]
        _highest(utility, start, stop, best)
        for lane in range(LANES):
            total = 0.0
            for action in range(start, stop):
                total += sigma[action, lane] * (best[lane] - utility[action, lane])
            gains[infoset, lane] = total


@njit(cache=True)
def _highest(utility: Floats, start: int, stop: int, best: Floats) -> None:
    """Write the largest of the options' utilities in every lane, `best` (LANES,)."""
    for lane in range(LANES):
        best[lane] = utility[start, lane]
        for action in range(start + 1, stop):
            best[lane] = max(best[lane], utility[action, lane])


@njit(cache=True)
def own_moves_last(arrays: GameArrays) -> Ints:
    """Return for each player (P, N) the steps by which `best_replies` goes, 0 after the last.

    A positive step n adds node n to its parent, where another player or chance moves; a negative step decides the
    player's information set -1 - n. What comes after more of the player's own moves comes first, each run in reverse.
    """
    nodes, players = arrays.kind.shape[0], arrays.believed_quantity.shape[0]
    steps, level = np.zeros((players, nodes), np.int32), np.zeros(nodes, np.int32)
    own = np.zeros(nodes, np.bool_)  # whether the player's own move leads here
    for player in range(players):
        deepest, place = 0, 0
        for node in range(1, nodes):
            parent = arrays.parent[node]
            own[node] = arrays.kind[parent] == DECISION and arrays.set_player[arrays.infoset[parent]] == player
            level[node] = level[parent] + own[node]
            deepest = max(deepest, level[node])
        for now in range(deepest, -1, -1):
            for infoset in range(arrays.set_player.shape[0]):
                first = arrays.set_members[arrays.set_members_start[infoset]]
                if arrays.set_player[infoset] == player and level[first] == now:
                    steps[player, place] = -1 - infoset
                    place += 1
            for node in range(nodes - 1, 0, -1):
                if level[node] == now and not own[node]:
                    steps[player, place] = node
                    place += 1
    return steps


@njit(cache=True)
def best_replies(
    arrays: GameArrays, cells: Floats, way: Ints, steps: Ints, reached: Floats, worth: Floats, best: Floats
) -> None:
    """Write what a player expects from every node on, under its own measure, when it replies best everywhere.

    Shapes (N nodes, K quantities, A actions)
    ------
    cells : (K + A + 1, LANES) float64; the player's own strategies are not read
    way : (N,) int32, `ways` of the player's measure    steps : (N,) int32, the player's row of `own_moves_last`
    reached : (N, LANES) float64, reach by that measure when its own choices count 1
    worth : (A, LANES) float64      work space
    best : (N, LANES) float64       holds payoffs at terminals; **overwritten elsewhere**; best[0] is the answer

    Under perfect recall all members of an own set have the same number of own moves before them, and everything after
    any of them has more and is therefore complete. A set that the player holds impossible, or that the others never
    let it reach, has weight 0 whatever it chooses, and takes its first option.
    """
    for node in range(arrays.kind.shape[0]):
        if arrays.kind[node] != TERMINAL:
            for lane in range(LANES):
                best[node, lane] = 0.0
    for step in steps:
        if step == 0:
            break
        if step < 0:
            _decide(arrays, -1 - step, reached, worth, best)
        else:
            _add_product(best, arrays.parent[step], cells, way[step], best, step)


@njit(cache=True)
def _decide(arrays: GameArrays, infoset: int, reached: Floats, worth: Floats, best: Floats) -> None:
    """Write at the members of a set what follows the option with the largest sum of weight times what follows."""
    start, stop = arrays.set_start[infoset], arrays.set_start[infoset + 1]
    first, last = arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]
    _clear(worth, start, stop)
    for member in range(first, last):
        node = arrays.set_members[member]
        for action in range(start, stop):
            _add_product(worth, action, reached, node, best, arrays.first_child[node] + action - start)
    for lane in range(LANES):
        branch, largest = 0, -math.inf
        for action in range(start, stop):
            if worth[action, lane] > largest:
                branch, largest = action - start, worth[action, lane]
        for member in range(first, last):
            node = arrays.set_members[member]
            best[node, lane] = best[arrays.first_child[node] + branch, lane]


@njit(cache=True, error_model="numpy")
def logit_residual(
    arrays: GameArrays, cells: Floats, sigma: Floats, utility: Floats, precision: Floats, worst: Floats
) -> None:
    """Write the largest distance of a choice probability from its logit reply; NaN when any is NaN.

    Shapes (K quantities, A actions, P players)
    ------
    cells : (K or more, LANES), sigma : (A or more, LANES), utility : (A, LANES), precision : (P, LANES) float64
    worst : (LANES,) float64    **overwritten**

    The reply at a set is w exp(precision * u) / sum, with the largest u subtracted first. A NaN in `worst` stays:
    nothing compares as larger.
    """
    best, total = np.empty(LANES), np.empty(LANES)
    reply = np.empty((arrays.weight_quantity.shape[0], LANES))
    for lane in range(LANES):
        worst[lane] = 0.0
    for infoset in range(arrays.set_player.shape[0]):
        start, stop, player = arrays.set_start[infoset], arrays.set_start[infoset + 1], arrays.set_player[infoset]
        _highest(utility, start, stop, best)
        for lane in range(LANES):
            total[lane] = 0.0
        for action in range(start, stop):
            for lane in range(LANES):
                power = math.exp(precision[player, lane] * (utility[action, lane] - best[lane]))
                reply[action, lane] = cells[arrays.weight_quantity[action], lane] * power
                total[lane] += reply[action, lane]
        for action in range(start, stop):
            for lane in range(LANES):
                distance = abs(sigma[action, lane] - reply[action, lane] / total[lane])
                if worst[lane] < distance or math.isnan(distance):
                    worst[lane] = distance


@njit(cache=True, error_model="numpy")
def logit_identity(
    arrays: GameArrays, cells: Floats, sigma: Floats, gains: Floats, precision: Floats, worst: Floats
) -> None:
    """Write the largest error of precision * gain = max ln(p/w) - sum p ln(p/w) over all sets; NaN when any is NaN.

    Shapes (K quantities, A actions, I information sets, P players)
    ------
    cells : (K or more, LANES), sigma : (A or more, LANES), gains : (I, LANES), precision : (P, LANES) float64
    worst : (LANES,) float64    **overwritten**

    Holds at a logit point and ties the gain, which is in payoffs, to the probabilities alone. A probability that
    underflowed to 0 adds nothing to either term.
    """
    for lane in range(LANES):
        worst[lane] = 0.0
    for infoset in range(arrays.set_player.shape[0]):
        for lane in range(LANES):
            largest, mean = -math.inf, 0.0
            for action in range(arrays.set_start[infoset], arrays.set_start[infoset + 1]):
                if sigma[action, lane] != 0.0:
                    ratio = math.log(sigma[action, lane] / cells[arrays.weight_quantity[action], lane])
                    largest = max(largest, ratio)
                    mean += sigma[action, lane] * ratio
            error = abs(precision[arrays.set_player[infoset], lane] * gains[infoset, lane] - (largest - mean))
            if worst[lane] < error or math.isnan(error):
                worst[lane] = error
