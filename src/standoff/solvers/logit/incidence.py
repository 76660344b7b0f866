"""Which unknowns touch which: index lists made once a game, so that kernels never search the tree."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.game.arrays import DECISION, TERMINAL, GameArrays, Ints

Flags = NDArray[np.bool_]


class Incidence(NamedTuple):
    """Index lists of one game tree. Sizes as in `GameArrays`; E is the number of entries below members.

    An *unknown* is the log-odds of an option against the first option of its set. The unknowns of a set, one fewer than
    its options, are contiguous; the sets follow one another in the order in which elimination fills in least. An *edge*
    is an index into the vector that holds the A choice probabilities and then the B chance probabilities. A node is
    *live* when a decision is at it or below it; what lies below the others is a constant of the row.
    """

    unknown_start: Ints  # (I + 1,) first unknown of a set; the last entry is the number of unknowns
    edge: Ints  # (N,) edge that leads into a node; -1 at the root
    live: Ints  # live nodes, children before parents
    still: Ints  # chance nodes that are not live, children before parents
    path_start: Ints  # (M + 1,) offsets into path
    path: Ints  # options of other players on the way to a member; none where a set has one member, believed for sure
    below_start: Ints  # (M + 1,) offsets into the three lists that follow
    below_node: Ints  # (E,) live nodes strictly below a member, parents before children
    below_from: Ints  # (E,) the entry of the node's parent; -1 where that is the member
    below_option: Ints  # (E,) the member's option that leads towards the node
    column_start: Ints  # (I + 1,) offsets into column_sets
    column_sets: Ints  # sets whose choices move the action values of a set


def incidence_of(arrays: GameArrays) -> Incidence:
    """Return the index lists of a tree, in time proportional to the nodes times the decisions above each.

    Parameters
    ----------
    arrays : GameArrays
        A game of perfect recall: a player's own earlier choices are left out of `Incidence.path` because they cancel
        in that player's beliefs.

    Returns
    -------
    Incidence
    """
    edge = _edges(arrays)
    live = _live(arrays)
    kind = np.asarray(arrays.kind)
    descending = np.arange(kind.size - 1, -1, -1)
    path_start, path = _paths(arrays, edge)
    below_start, below_node, below_from, below_option = _below(arrays, live)
    column_start, column_sets = _columns(arrays, path_start, path, below_start, below_node)
    return Incidence(
        unknown_start=_ints(_unknowns(arrays, column_start, column_sets)),
        edge=_ints(edge),
        live=_ints(descending[live[descending]]),
        still=_ints(descending[~live[descending] & (kind[descending] != TERMINAL)]),
        path_start=_ints(path_start),
        path=_ints(path),
        below_start=_ints(below_start),
        below_node=_ints(below_node),
        below_from=_ints(below_from),
        below_option=_ints(below_option),
        column_start=_ints(column_start),
        column_sets=_ints(column_sets),
    )


def _ints(numbers: object) -> Ints:
    return np.ascontiguousarray(numbers, dtype=np.int32)


def _edges(arrays: GameArrays) -> list[int]:
    actions = int(arrays.set_start[-1])
    edge = [-1] * arrays.kind.size
    for node in range(1, arrays.kind.size):
        parent = arrays.parent[node]
        if arrays.kind[parent] == DECISION:
            first = int(arrays.set_start[arrays.infoset[parent]])
        else:
            first = actions + int(arrays.chance_start[parent])
        edge[node] = first + int(arrays.branch[node])
    return edge


def _live(arrays: GameArrays) -> Flags:
    live: Flags = np.asarray(arrays.kind == DECISION)
    for node in range(arrays.kind.size - 1, 0, -1):
        if live[node]:
            live[arrays.parent[node]] = True
    return live


def _paths(arrays: GameArrays, edge: list[int]) -> tuple[list[int], list[int]]:
    start, path = [0], []
    lonely = np.diff(arrays.set_members_start) == 1
    for member in arrays.set_members.tolist():
        infoset = arrays.infoset[member]
        owner, node = arrays.set_player[infoset], member
        while arrays.parent[node] >= 0 and not lonely[infoset]:
            parent = arrays.parent[node]
            if arrays.kind[parent] == DECISION and arrays.set_player[arrays.infoset[parent]] != owner:
                path.append(edge[node])
            node = parent
        start.append(len(path))
    return start, path


def _below(arrays: GameArrays, live: Flags) -> tuple[list[int], list[int], list[int], list[int]]:
    start, nodes, come_from, options = [0], list[int](), list[int](), list[int]()
    for member in arrays.set_members.tolist():
        frontier = [(member, -1, -1)]
        while frontier:
            node, entry, option = frontier.pop()
            first = int(arrays.first_child[node])
            for branch in range(int(arrays.branches[node])):
                child = first + branch
                if live[child]:
                    towards = branch if entry < 0 else option
                    frontier.append((child, len(nodes), towards))
                    nodes.append(child)
                    come_from.append(entry)
                    options.append(towards)
        start.append(len(nodes))
    return start, nodes, come_from, options


def _columns(
    arrays: GameArrays, path_start: list[int], path: list[int], below_start: list[int], below_node: list[int]
) -> tuple[list[int], list[int]]:
    set_of_option = np.repeat(np.arange(arrays.set_player.size), np.diff(arrays.set_start))
    start, columns = [0], list[int]()
    for infoset in range(arrays.set_player.size):
        first, last = int(arrays.set_members_start[infoset]), int(arrays.set_members_start[infoset + 1])
        touched = {int(set_of_option[option]) for option in path[path_start[first] : path_start[last]]}
        below = below_node[below_start[first] : below_start[last]]
        touched |= {int(arrays.infoset[node]) for node in below if arrays.kind[node] == DECISION}
        columns += sorted(touched)
        start.append(len(columns))
    return start, columns


def _unknowns(arrays: GameArrays, column_start: list[int], column_sets: list[int]) -> list[int]:
    """Number the unknowns set by set: next always a set with the fewest unknowns in sets it is still tied to.

    Eliminating a set ties its neighbours to one another, as in the elimination of the matrix (minimum degree).
    """
    sizes = (np.diff(arrays.set_start) - 1).tolist()
    tied: list[set[int]] = [set() for _ in sizes]
    for infoset in range(len(sizes)):
        for other in column_sets[column_start[infoset] : column_start[infoset + 1]]:
            if other != infoset:
                tied[infoset].add(other)
                tied[other].add(infoset)
    start, unknowns, left = [0] * len(sizes), 0, set(range(len(sizes)))
    while left:
        chosen = min(left, key=lambda infoset: (sum(sizes[other] for other in tied[infoset]), infoset))
        start[chosen], unknowns = unknowns, unknowns + sizes[chosen]
        left.remove(chosen)
        for other in tied[chosen]:
            tied[other] |= tied[chosen]
            tied[other] -= {chosen, other}
    return [*start, unknowns]
