"""Chance as each player conditions on it: zeros read as limits, and the numbers of a row checked.

A zero in a player's probability vector stands for epsilon times the true probability, or times the uniform one where
the true one is zero too. As epsilon vanishes, only the members of an information set that need the fewest epsilons
keep weight. That is a conditional probability system (Myerson 1986), so a player's later beliefs fit its earlier ones.
"""

import math

import numpy as np
from numba import njit

from standoff.game.arrays import CHANCE, GameArrays, Ints
from standoff.game.values import Codes, Fault, Floats, Longs, Marks

_SUM_TOLERANCE = 1e-9
"""Rounding of a few dozen added probabilities is 1e-14; a mistake in a play function is far larger than this."""

_SMALLEST_EXPONENT = -1000
"""Members less likely than 2**-1000 relative to their set's likeliest are lifted to that, so none underflows to 0."""

_FAULT_PAYOFF = Fault.PAYOFF.code
_FAULT_PROBABILITY = Fault.PROBABILITY.code
_FAULT_NEGATIVE = Fault.NEGATIVE_PROBABILITY.code
_FAULT_SUM = Fault.SUM.code
_FAULT_WEIGHT = Fault.WEIGHT.code


def conditional_chance(arrays: GameArrays, quantities: Floats) -> tuple[Floats, Marks, Marks, Codes]:
    """Return priors (R, M), surprise (R, I), counterfactual (R, I) and fault codes (R,) of every row.

    Parameters
    ----------
    arrays : GameArrays
        The tree.
    quantities : (R, K) float64, C-contiguous
        Its numbers.
    """
    rows, sets = len(quantities), len(arrays.set_player)
    priors = np.empty((rows, len(arrays.set_members)))
    surprise, counterfactual = np.zeros((rows, sets), np.bool_), np.zeros((rows, sets), np.bool_)
    fault = np.zeros(rows, np.int8)
    _all_rows(arrays, quantities, priors, surprise, counterfactual, fault)
    return priors, surprise, counterfactual, fault


@njit(cache=True, nogil=True)
def _all_rows(
    arrays: GameArrays, quantities: Floats, priors: Floats, surprise: Marks, counterfactual: Marks, fault: Codes
) -> None:
    """Fill the outputs of `conditional_chance` row by row; rows share only the work arrays, which each overwrites."""
    nodes = arrays.kind.shape[0]
    mantissa, exponent, zeros = np.empty(nodes), np.empty(nodes, np.int64), np.empty(nodes, np.int64)
    for row in range(quantities.shape[0]):
        numbers = quantities[row]
        fault[row] = _fault(arrays, numbers)
        if fault[row] != 0:
            _equal_priors(arrays, priors[row])
            continue
        for player in range(arrays.believed_quantity.shape[0]):
            _chance_weights(arrays, numbers, arrays.believed_quantity[player], mantissa, exponent, zeros)
            _condition(arrays, player, mantissa, exponent, zeros, priors[row], surprise[row])
        _chance_weights(arrays, numbers, arrays.chance_quantity, mantissa, exponent, zeros)
        _mark_impossible(arrays, zeros, counterfactual[row])


@njit(cache=True)
def _fault(arrays: GameArrays, numbers: Floats) -> int:
    """Return the code of the first fault of a row, payoffs first, or 0.

    Only columns that the game uses are looked at: a NaN that `np.where` throws away is no fault.
    """
    for column in arrays.payoff_quantity.flat:
        if not math.isfinite(numbers[column]):
            return _FAULT_PAYOFF
    for column in arrays.measure_quantity.flat:
        if not math.isfinite(numbers[column]):
            return _FAULT_PAYOFF
    code = int(_vector_fault(arrays, numbers, arrays.chance_quantity))
    for player in range(arrays.believed_quantity.shape[0]):
        if code == 0:
            code = _vector_fault(arrays, numbers, arrays.believed_quantity[player])
    for column in arrays.weight_quantity:
        if code == 0 and not (0.0 < numbers[column] < math.inf):
            return _FAULT_WEIGHT
    return code


@njit(cache=True)
def _vector_fault(arrays: GameArrays, numbers: Floats, columns: Ints) -> int:
    """Return the code of the first fault among the probability vectors of all chance nodes, or 0.

    `columns` (B,) is the true or one player's table of chance branches.
    """
    for node in range(arrays.kind.shape[0]):
        if arrays.kind[node] != CHANCE:
            continue
        total = 0.0
        for branch in range(arrays.branches[node]):
            probability = numbers[columns[arrays.chance_start[node] + branch]]
            if not math.isfinite(probability):
                return _FAULT_PROBABILITY
            if probability < 0.0:
                return _FAULT_NEGATIVE
            total += probability
        if abs(total - 1.0) > _SUM_TOLERANCE:
            return _FAULT_SUM
    return 0


@njit(cache=True)
def _equal_priors(arrays: GameArrays, priors: Floats) -> None:
    """Write equal weights summing to 1 within every information set."""
    for infoset in range(arrays.set_player.shape[0]):
        start, stop = arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]
        for member in range(start, stop):
            priors[member] = 1.0 / (stop - start)


@njit(cache=True)
def _chance_weights(
    arrays: GameArrays, numbers: Floats, columns: Ints, mantissa: Floats, exponent: Longs, zeros: Longs
) -> None:
    """Write the chance weight of every node under one probability table, zeros counted apart.

    Shapes (N nodes, B chance branches)
    ------
    numbers : (K,) float64            columns : (B,) int32, which number each branch has
    mantissa, exponent, zeros : (N,)  **overwritten**: the product of the positive probabilities on the path is
        mantissa * 2**exponent with mantissa in [0.5, 1), and `zeros` of them were zero. Where one was zero the true
        probability stands in, or the uniform one if that is zero too.

    The split keeps products exact at any depth: a chain of 1e-30s neither underflows nor loses digits.
    """
    mantissa[0], exponent[0], zeros[0] = 0.5, 1, 0
    for node in range(1, arrays.kind.shape[0]):
        parent = arrays.parent[node]
        mantissa[node], exponent[node], zeros[node] = mantissa[parent], exponent[parent], zeros[parent]
        if arrays.kind[parent] != CHANCE:
            continue
        place = arrays.chance_start[parent] + arrays.branch[node]
        probability = numbers[columns[place]]
        if probability == 0.0:
            zeros[node] += 1
            probability = numbers[arrays.chance_quantity[place]]
        if probability == 0.0:
            probability = 1.0 / arrays.branches[parent]
        fraction, power = math.frexp(mantissa[node] * probability)
        mantissa[node] = fraction
        exponent[node] += power


@njit(cache=True)
def _condition(
    arrays: GameArrays,
    player: int,
    mantissa: Floats,
    exponent: Longs,
    zeros: Longs,
    priors: Floats,
    surprise: Marks,
) -> None:
    """Write priors and surprise for the information sets of one player from its chance weights.

    Shapes (N nodes, M members, I sets)
    ------
    mantissa, exponent, zeros : (N,) of `_chance_weights` under the player's table
    priors : (M,) float64, surprise : (I,) bool   **the player's own entries overwritten**

    Invariant
    ---------
    Each set's priors sum to 1: its likeliest member with the fewest zeros has weight at least 1/2 before division.
    """
    for infoset in range(arrays.set_player.shape[0]):
        if arrays.set_player[infoset] != player:
            continue
        start, stop = arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]
        fewest, largest = zeros[arrays.set_members[start]], np.int64(-(2**62))
        for member in range(start, stop):
            fewest = min(fewest, zeros[arrays.set_members[member]])
        for member in range(start, stop):
            node = arrays.set_members[member]
            if zeros[node] == fewest:
                largest = max(largest, exponent[node])
        total = 0.0
        for member in range(start, stop):
            node = arrays.set_members[member]
            shift = max(exponent[node] - largest, _SMALLEST_EXPONENT)
            priors[member] = math.ldexp(mantissa[node], shift) if zeros[node] == fewest else 0.0
            total += priors[member]
        for member in range(start, stop):
            priors[member] /= total
        surprise[infoset] = fewest > 0


@njit(cache=True)
def _mark_impossible(arrays: GameArrays, zeros: Longs, counterfactual: Marks) -> None:
    """Mark the information sets all of whose members have a zero on their path; `zeros` (N,) under true chance."""
    for infoset in range(arrays.set_player.shape[0]):
        possible = False
        for member in range(arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]):
            possible |= zeros[arrays.set_members[member]] == 0
        counterfactual[infoset] = not possible
