"""Which pure profiles of undominated options survive every check that needs no choice of beliefs.

Kernels of one row. All that call each other are in this file, as Numba's cache asks.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from standoff.game.arrays import DECISION, TERMINAL, GameArrays
from standoff.game.values import Floats, Marks

Choices = NDArray[np.int32]


@njit(cache=True)
def follow(arrays: GameArrays, numbers: Floats, choice: Choices, value: Floats, agreed: Marks) -> None:
    """Write what a pure profile leads to.

    Shapes (N nodes, P players, I information sets)
    ------
    choice : (I,) int32, the option of every set
    value : (N, P) float64 **overwritten**, what each player expects from each node on, by its own chance
    agreed : (N, P) bool **overwritten**, whether all *other* players' moves on the way to the node are those chosen
    """
    players = value.shape[1]
    for player in range(players):
        agreed[0, player] = True
    for node in range(1, arrays.kind.shape[0]):
        parent = arrays.parent[node]
        for player in range(players):
            agreed[node, player] = agreed[parent, player]
        if arrays.kind[parent] == DECISION and choice[arrays.infoset[parent]] != arrays.branch[node]:
            for player in range(players):
                if player != arrays.set_player[arrays.infoset[parent]]:
                    agreed[node, player] = False
    for node in range(arrays.kind.shape[0] - 1, -1, -1):
        first = arrays.first_child[node]
        for player in range(players):
            if arrays.kind[node] == TERMINAL:
                value[node, player] = numbers[arrays.payoff_quantity[arrays.terminal[node], player]]
            elif arrays.kind[node] == DECISION:
                value[node, player] = value[first + choice[arrays.infoset[node]], player]
            else:
                total = 0.0
                for branch in range(arrays.branches[node]):
                    weight = numbers[arrays.believed_quantity[player, arrays.chance_start[node] + branch]]
                    total += weight * value[first + branch, player]
                value[node, player] = total


@njit(cache=True)
def _stands(
    arrays: GameArrays, priors: Floats, choice: Choices, tolerance: Floats, value: Floats, agreed: Marks
) -> bool:
    """Return whether no set refutes the profile: by Bayes' rule where it speaks, else under some belief or other."""
    for infoset in range(arrays.set_player.shape[0]):
        player, start, stop = (
            arrays.set_player[infoset],
            arrays.set_members_start[infoset],
            arrays.set_members_start[infoset + 1],
        )
        total = 0.0
        for member in range(start, stop):
            if agreed[arrays.set_members[member], player]:
                total += priors[member]
        for branch in range(arrays.set_start[infoset + 1] - arrays.set_start[infoset]):
            if branch == choice[infoset]:
                continue
            gain, some = 0.0, False
            for member in range(start, stop):
                node = arrays.set_members[member]
                child = arrays.first_child[node]
                extra = value[child + branch, player] - value[child + choice[infoset], player]
                if agreed[node, player]:
                    gain += priors[member] * extra
                if priors[member] > 0.0 and extra <= tolerance[player]:
                    some = True
            if total > 0.0 and gain > tolerance[player] * total:
                return False
            if total == 0.0 and not some:
                return False
    return True


@njit(cache=True)
def standing(
    arrays: GameArrays, numbers: Floats, priors: Floats, alive: Marks, tolerance: Floats, found: Choices
) -> int:
    """Write the pure profiles of undominated options that no set refutes, and return how many there are.

    Shapes (I information sets, F rows of room)
    ------
    priors : (M,)     alive : (A,)     tolerance : (P,)     found : (F, I) int32 **overwritten**

    The number may exceed F: the caller then makes room and asks again.
    """
    sets = arrays.set_player.shape[0]
    nodes, players = arrays.kind.shape[0], arrays.believed_quantity.shape[0]
    value, agreed = np.empty((nodes, players)), np.empty((nodes, players), np.bool_)
    choice, count = np.zeros(sets, np.int32), 0
    for infoset in range(sets):
        while not alive[arrays.set_start[infoset] + choice[infoset]]:
            choice[infoset] += 1
    while True:
        follow(arrays, numbers, choice, value, agreed)
        if _stands(arrays, priors, choice, tolerance, value, agreed):
            if count < found.shape[0]:
                found[count] = choice
            count += 1
        turned = False
        for infoset in range(sets - 1, -1, -1):
            first, stop = arrays.set_start[infoset], arrays.set_start[infoset + 1]
            place = first + choice[infoset] + 1
            while place < stop and not alive[place]:
                place += 1
            if place < stop:
                choice[infoset] = place - first
                turned = True
                break
            place = first
            while not alive[place]:
                place += 1
            choice[infoset] = place - first
        if not turned:
            return count


def profiles_of(arrays: GameArrays, alive: Marks) -> int:
    """Return how many pure profiles the undominated options make, as an exact integer."""
    count = 1
    for number in np.add.reduceat(alive, arrays.set_start[:-1]) if len(arrays.set_player) else ():
        count *= int(number)
    return count
