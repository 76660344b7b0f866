"""Which options nothing can justify, whatever anyone believes: a kernel of one row.

Solvers that look at all profiles look at fewer for it, and a game in which one option is left everywhere is solved.
"""

import numpy as np
from numba import njit

from standoff.game.arrays import CHANCE, DECISION, TERMINAL, GameArrays
from standoff.game.values import Floats, Marks


@njit(cache=True)
def _bounds(arrays: GameArrays, numbers: Floats, alive: Marks, low: Floats, high: Floats) -> None:
    """Write the least and the most each player can expect from each node on, over all options still alive.

    Shapes (N nodes, P players, K quantities, A actions)
    ------
    numbers : (K,) float64     alive : (A,) bool     low, high : (N, P) float64   **overwritten**
    """
    for node in range(arrays.kind.shape[0] - 1, -1, -1):
        first = arrays.first_child[node]
        for player in range(low.shape[1]):
            if arrays.kind[node] == TERMINAL:
                payoff = numbers[arrays.payoff_quantity[arrays.terminal[node], player]]
                low[node, player], high[node, player] = payoff, payoff
                continue
            least, most = 0.0, 0.0
            if arrays.kind[node] == DECISION:
                least, most = np.inf, -np.inf
            for branch in range(arrays.branches[node]):
                child = first + branch
                if arrays.kind[node] == CHANCE:
                    weight = numbers[arrays.believed_quantity[player, arrays.chance_start[node] + branch]]
                    least += weight * low[child, player]
                    most += weight * high[child, player]
                elif alive[arrays.set_start[arrays.infoset[node]] + branch]:
                    least = min(least, low[child, player])
                    most = max(most, high[child, player])
            low[node, player], high[node, player] = least, most


@njit(cache=True)
def undominated(arrays: GameArrays, numbers: Floats, priors: Floats, tolerance: Floats) -> Marks:
    """Return (A,) which options some belief and some continuation may justify; the rest are in no equilibrium.

    An option goes when another at its set is worth more, by `tolerance` (P,) of its owner, at every member that has
    weight and whatever undominated options are chosen later; again and again until none goes.
    """
    nodes, players = arrays.kind.shape[0], arrays.believed_quantity.shape[0]
    alive = np.ones(arrays.weight_quantity.shape[0], np.bool_)
    low, high = np.empty((nodes, players)), np.empty((nodes, players))
    changed = True
    while changed:
        changed = False
        _bounds(arrays, numbers, alive, low, high)
        for infoset in range(arrays.set_player.shape[0]):
            start, stop = arrays.set_start[infoset], arrays.set_start[infoset + 1]
            player = arrays.set_player[infoset]
            for action in range(start, stop):
                if not alive[action]:
                    continue
                for rival in range(start, stop):
                    if rival == action or not alive[rival]:
                        continue
                    better = True
                    for member in range(arrays.set_members_start[infoset], arrays.set_members_start[infoset + 1]):
                        child = arrays.first_child[arrays.set_members[member]]
                        gap = low[child + rival - start, player] - high[child + action - start, player]
                        if priors[member] > 0.0 and not gap > tolerance[player]:
                            better = False
                            break
                    if better:
                        alive[action] = False
                        changed = True
                        break
    return alive
