"""Chance as each player conditions on it: zeros read as limits, and the numbers of a row checked.

A zero in a player's probability vector stands for epsilon times the true probability, or times the uniform one where
the true one is zero too. As epsilon vanishes, only the members of an information set that need the fewest epsilons
keep weight. That is a conditional probability system (Myerson 1986), so a player's later beliefs fit its earlier ones.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from standoff.game.arrays import CHANCE, TERMINAL, GameArrays, Ints
from standoff.game.values import Codes, Fault, Floats, Longs, Marks

_SUM_TOLERANCE = 1e-9
"""Rounding of a few dozen added probabilities is 1e-14; a mistake in a play function is far larger than this."""

_SMALLEST_EXPONENT = -1000
"""Members less likely than 2**-1000 relative to their set's likeliest are lifted to that, so none underflows to 0."""

LANES = 8
"""Rows in a block, one in each lane of the work arrays, for which the compiler makes vectors."""

_SAFE_WEIGHT = 1e-150
"""Plain products are exact to rounding, and their sums' terms too, while none falls below this (least is 1e-308)."""

_FAULT_PAYOFF = Fault.PAYOFF.code
_FAULT_PROBABILITY = Fault.PROBABILITY.code
_FAULT_NEGATIVE = Fault.NEGATIVE_PROBABILITY.code
_FAULT_SUM = Fault.SUM.code
_FAULT_WEIGHT = Fault.WEIGHT.code


class ChancePlan(NamedTuple):
    """What of a tree decides its priors and faults: the chance moves alone, each distinct run of them once.

    A ladder of 1200 nodes has some 70 distinct runs. Sizes: S steps, V distinct probability vectors, P players,
    M members, I information sets. A *step* is one chance branch after another step; step 0 is the root's empty run.
    """

    payoff_columns: Ints  # distinct columns of payoffs and measures
    weight_columns: Ints  # distinct columns of base weights
    vector_start: Ints  # (V + 1,) offsets into vector_columns
    vector_columns: Ints  # columns of the distinct probability vectors, true and believed
    parent: Ints  # (S,) the step before, smaller; -1 for step 0
    truth: Ints  # (S,) column of the branch's true probability
    believed: Ints  # (P, S) column of the probability each player gives it
    siblings: Ints  # (S,) number of branches beside it, itself included
    member_step: Ints  # (M,) the run on the way to each member
    set_player: Ints  # (I,) as in GameArrays
    set_members_start: Ints  # (I + 1,) as in GameArrays


def chance_plan(arrays: GameArrays) -> ChancePlan:
    """Return the plan of a tree; made once for each game."""
    steps: dict[tuple[int, ...], int] = {(-1,): 0}
    vectors: dict[tuple[int, ...], None] = {}
    step_of = np.zeros(len(arrays.kind), np.int32)
    for node in range(len(arrays.kind)):
        parent = arrays.parent[node]
        if arrays.kind[node] == CHANCE:
            start = arrays.chance_start[node]
            places = slice(start, start + arrays.branches[node])
            vectors[tuple(arrays.chance_quantity[places].tolist())] = None
            vectors.update(dict.fromkeys(tuple(columns[places].tolist()) for columns in arrays.believed_quantity))
        if parent < 0 or arrays.kind[node] == TERMINAL:
            continue
        step_of[node] = step_of[parent]
        if arrays.kind[parent] == CHANCE:
            place = arrays.chance_start[parent] + arrays.branch[node]
            columns = (arrays.chance_quantity[place], *arrays.believed_quantity[:, place])
            key = (int(step_of[parent]), int(arrays.branches[parent]), *(int(column) for column in columns))
            step_of[node] = steps.setdefault(key, len(steps))
    players = len(arrays.believed_quantity)
    rows = np.array([(-1, 1) + (0,) * (players + 1), *list(steps)[1:]], dtype=np.int32).T
    return ChancePlan(
        payoff_columns=np.unique(np.concatenate([arrays.payoff_quantity.ravel(), arrays.measure_quantity.ravel()])),
        weight_columns=np.unique(arrays.weight_quantity),
        vector_start=np.cumsum([0, *map(len, vectors)]).astype(np.int32),
        vector_columns=np.array([column for vector in vectors for column in vector], dtype=np.int32),
        parent=np.ascontiguousarray(rows[0]),
        siblings=np.ascontiguousarray(rows[1]),
        truth=np.ascontiguousarray(rows[2]),
        believed=np.ascontiguousarray(rows[3:]),
        member_step=step_of[arrays.set_members],
        set_player=arrays.set_player.copy(),
        set_members_start=arrays.set_members_start.copy(),
    )


def conditional_chance(plan: ChancePlan, quantities: Floats) -> tuple[Floats, Marks, Marks, Codes]:
    """Return priors (R, M), surprise (R, I), counterfactual (R, I) and fault codes (R,) of every row.

    Parameters
    ----------
    plan : ChancePlan
        The tree's chance moves.
    quantities : (R, K) float64, C-contiguous
        Its numbers.
    """
    rows, sets = len(quantities), len(plan.set_player)
    priors = np.empty((rows, len(plan.member_step)))
    surprise, counterfactual = np.zeros((rows, sets), np.bool_), np.zeros((rows, sets), np.bool_)
    fault = np.zeros(rows, np.int8)
    _all_rows(plan, quantities, priors, surprise, counterfactual, fault)
    return priors, surprise, counterfactual, fault


@njit(cache=True, nogil=True, error_model="numpy")
def _all_rows(
    plan: ChancePlan, quantities: Floats, priors: Floats, surprise: Marks, counterfactual: Marks, fault: Codes
) -> None:
    """Fill the outputs of `conditional_chance`, a block of rows at a time, one row in each lane.

    The block is done with plain products. A row in which one becomes small is done again by itself with mantissas and
    exponents; which way a row takes depends on its own numbers alone, and where both serve they agree to the bit.
    """
    steps, members, sets = plan.parent.shape[0], plan.member_step.shape[0], plan.set_player.shape[0]
    numbers, weight, zeros = np.empty((quantities.shape[1], LANES)), np.empty((steps, LANES)), np.empty((steps, LANES))
    block, rare, barred = np.empty((members, LANES)), np.empty((sets, LANES)), np.empty((sets, LANES))
    safe = np.empty(LANES, np.bool_)
    mantissa, exponent, count = np.empty(steps), np.empty(steps, np.int64), np.empty(steps, np.int64)
    for start in range(0, quantities.shape[0], LANES):
        for lane in range(LANES):
            row = min(start + lane, quantities.shape[0] - 1)
            safe[lane] = True
            for column in range(quantities.shape[1]):
                numbers[column, lane] = quantities[row, column]
        for player in range(plan.believed.shape[0]):
            _plain_weights(plan, numbers, plan.believed[player], weight, zeros, safe)
            _plain_condition(plan, player, weight, zeros, block, rare)
        _plain_weights(plan, numbers, plan.truth, weight, zeros, safe)
        for infoset in range(sets):
            _fewest_zeros(plan, infoset, zeros, barred[infoset])
        for lane in range(min(LANES, quantities.shape[0] - start)):
            row = start + lane
            fault[row] = _fault(plan, quantities[row])
            if fault[row] != 0:
                _equal_priors(plan, priors[row])
            elif safe[lane]:
                for member in range(members):
                    priors[row, member] = block[member, lane]
                for infoset in range(sets):
                    surprise[row, infoset] = rare[infoset, lane] > 0.0
                    counterfactual[row, infoset] = barred[infoset, lane] > 0.0
            else:
                for player in range(plan.believed.shape[0]):
                    _chance_weights(plan, quantities[row], plan.believed[player], mantissa, exponent, count)
                    _condition(plan, player, mantissa, exponent, count, priors[row], surprise[row])
                _chance_weights(plan, quantities[row], plan.truth, mantissa, exponent, count)
                _mark_impossible(plan, count, counterfactual[row])


@njit(cache=True)
def _plain_weights(
    plan: ChancePlan, numbers: Floats, columns: Ints, weight: Floats, zeros: Floats, safe: Marks
) -> None:
    """Write the chance weight of every run of chance moves as a plain product, zeros counted apart.

    Shapes (S steps, K quantities)
    ------
    numbers : (K, LANES) float64            columns : (S,) int32, `plan.truth` or a player's row of `plan.believed`
    weight, zeros : (S, LANES) float64      **overwritten**, with what `_chance_weights` says
    safe : (LANES,) bool                    **cleared** in a lane where a product is too small, or NaN
    """
    for lane in range(LANES):
        weight[0, lane], zeros[0, lane] = 1.0, 0.0
    for step in range(1, plan.parent.shape[0]):
        parent, column, truth, uniform = plan.parent[step], columns[step], plan.truth[step], 1.0 / plan.siblings[step]
        for lane in range(LANES):
            probability, true = numbers[column, lane], numbers[truth, lane]
            limit = true if true != 0.0 else uniform
            product = weight[parent, lane] * (probability if probability != 0.0 else limit)
            zeros[step, lane] = zeros[parent, lane] + (1.0 if probability == 0.0 else 0.0)
            weight[step, lane] = product
            safe[lane] &= product >= _SAFE_WEIGHT


@njit(cache=True)
def _fewest_zeros(plan: ChancePlan, infoset: int, zeros: Floats, fewest: Floats) -> None:
    """Write the fewest zeros (LANES,) on the way to any member of an information set; `zeros` (S, LANES)."""
    start, stop = plan.set_members_start[infoset], plan.set_members_start[infoset + 1]
    for lane in range(LANES):
        fewest[lane] = zeros[plan.member_step[start], lane]
    for member in range(start + 1, stop):
        for lane in range(LANES):
            fewest[lane] = min(fewest[lane], zeros[plan.member_step[member], lane])


@njit(cache=True, error_model="numpy")
def _plain_condition(
    plan: ChancePlan, player: int, weight: Floats, zeros: Floats, priors: Floats, fewest: Floats
) -> None:
    """Write priors (M, LANES), and the fewest zeros (I, LANES), for the information sets of one player.

    Shapes (S steps)
    ------
    weight, zeros : (S, LANES) float64, of `_plain_weights` under the player's table
    """
    total = np.empty(LANES)
    for infoset in range(plan.set_player.shape[0]):
        if plan.set_player[infoset] != player:
            continue
        start, stop = plan.set_members_start[infoset], plan.set_members_start[infoset + 1]
        _fewest_zeros(plan, infoset, zeros, fewest[infoset])
        for lane in range(LANES):
            total[lane] = 0.0
        for member in range(start, stop):
            step = plan.member_step[member]
            for lane in range(LANES):
                priors[member, lane] = weight[step, lane] if zeros[step, lane] == fewest[infoset, lane] else 0.0
                total[lane] += priors[member, lane]
        for member in range(start, stop):
            for lane in range(LANES):
                priors[member, lane] /= total[lane]


@njit(cache=True)
def _fault(plan: ChancePlan, numbers: Floats) -> int:
    """Return the code of the first fault of a row, payoffs first, or 0.

    Only columns that the game uses are looked at: a NaN that `np.where` throws away is no fault.
    """
    for column in plan.payoff_columns:
        if not math.isfinite(numbers[column]):
            return _FAULT_PAYOFF
    for vector in range(plan.vector_start.shape[0] - 1):
        total = 0.0
        for place in range(plan.vector_start[vector], plan.vector_start[vector + 1]):
            probability = numbers[plan.vector_columns[place]]
            if not math.isfinite(probability):
                return _FAULT_PROBABILITY
            if probability < 0.0:
                return _FAULT_NEGATIVE
            total += probability
        if abs(total - 1.0) > _SUM_TOLERANCE:
            return _FAULT_SUM
    for column in plan.weight_columns:
        if not (0.0 < numbers[column] < math.inf):
            return _FAULT_WEIGHT
    return 0


@njit(cache=True)
def _equal_priors(plan: ChancePlan, priors: Floats) -> None:
    """Write equal weights summing to 1 within every information set."""
    for infoset in range(plan.set_player.shape[0]):
        start, stop = plan.set_members_start[infoset], plan.set_members_start[infoset + 1]
        for member in range(start, stop):
            priors[member] = 1.0 / (stop - start)


@njit(cache=True)
def _chance_weights(
    plan: ChancePlan, numbers: Floats, columns: Ints, mantissa: Floats, exponent: Longs, zeros: Longs
) -> None:
    """Write the chance weight of every run of chance moves under one probability table, zeros counted apart.

    Shapes (S steps, K quantities)
    ------
    numbers : (K,) float64            columns : (S,) int32, `plan.truth` or a player's row of `plan.believed`
    mantissa, exponent, zeros : (S,)  **overwritten**: the product of the positive probabilities of the run is
        mantissa * 2**exponent with mantissa in [0.5, 1), and `zeros` of them were zero. Where one was zero the true
        probability stands in, or the uniform one if that is zero too.

    The split keeps products exact at any depth: a chain of 1e-30s neither underflows nor loses digits.
    """
    mantissa[0], exponent[0], zeros[0] = 0.5, 1, 0
    for step in range(1, plan.parent.shape[0]):
        parent = plan.parent[step]
        zeros[step] = zeros[parent]
        probability = numbers[columns[step]]
        if probability == 0.0:
            zeros[step] += 1
            probability = numbers[plan.truth[step]]
        if probability == 0.0:
            probability = 1.0 / plan.siblings[step]
        fraction, power = math.frexp(mantissa[parent] * probability)
        mantissa[step] = fraction
        exponent[step] = exponent[parent] + power


@njit(cache=True)
def _condition(
    plan: ChancePlan,
    player: int,
    mantissa: Floats,
    exponent: Longs,
    zeros: Longs,
    priors: Floats,
    surprise: Marks,
) -> None:
    """Write priors and surprise for the information sets of one player from its chance weights.

    Shapes (S steps, M members, I sets)
    ------
    mantissa, exponent, zeros : (S,) of `_chance_weights` under the player's table
    priors : (M,) float64, surprise : (I,) bool   **the player's own entries overwritten**

    Invariant
    ---------
    Each set's priors sum to 1: its likeliest member with the fewest zeros has weight at least 1/2 before division.
    """
    for infoset in range(plan.set_player.shape[0]):
        if plan.set_player[infoset] != player:
            continue
        start, stop = plan.set_members_start[infoset], plan.set_members_start[infoset + 1]
        fewest, largest = zeros[plan.member_step[start]], np.int64(-(2**62))
        for member in range(start, stop):
            fewest = min(fewest, zeros[plan.member_step[member]])
        for member in range(start, stop):
            step = plan.member_step[member]
            if zeros[step] == fewest:
                largest = max(largest, exponent[step])
        total = 0.0
        for member in range(start, stop):
            step = plan.member_step[member]
            shift = max(exponent[step] - largest, _SMALLEST_EXPONENT)
            priors[member] = math.ldexp(mantissa[step], shift) if zeros[step] == fewest else 0.0
            total += priors[member]
        for member in range(start, stop):
            priors[member] /= total
        surprise[infoset] = fewest > 0


@njit(cache=True)
def _mark_impossible(plan: ChancePlan, zeros: Longs, counterfactual: Marks) -> None:
    """Mark the information sets all of whose members have a zero on their path; `zeros` (S,) under true chance."""
    for infoset in range(plan.set_player.shape[0]):
        possible = False
        for member in range(plan.set_members_start[infoset], plan.set_members_start[infoset + 1]):
            possible |= zeros[plan.member_step[member]] == 0
        counterfactual[infoset] = not possible
