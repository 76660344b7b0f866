"""The tree under construction, shared by the play language and the file readers, and its flat form."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from standoff.game import arrays as layout
from standoff.game.arrays import GameArrays

Observation = tuple[str, str]
"""(name of a question, label of the answer)"""


class Chance(NamedTuple):
    """A chance move; all numbers are graph nodes."""

    player: str  # whose move it looks like; "" for nature's own
    name: str
    options: tuple[str, ...]
    truth: tuple[int, ...]  # probability of each option
    believed: tuple[tuple[int, ...], ...]  # the same as held by each player

    @property
    def quantities(self) -> tuple[int, ...]:
        """The graph nodes of the true and all believed probabilities."""
        return (*self.truth, *(node for vector in self.believed for node in vector))


class Decision(NamedTuple):
    """A decision. Equal decisions are one information set."""

    player: str
    name: str
    options: tuple[str, ...]
    seen: tuple[Observation, ...]
    weights: tuple[int, ...]  # graph nodes


class Terminal(NamedTuple):
    """An end of the game; all numbers are graph nodes."""

    payoffs: tuple[int, ...]  # one for each player
    measures: tuple[tuple[str, int], ...]


Record = Chance | Decision | Terminal


@dataclass
class Tree:
    """Nodes in any order: node 0 is the root, `children` holds node numbers in the order of the options."""

    records: list[Record] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)

    def add(self, record: Record) -> int:
        """Append a node whose children are not known yet (-1) and return its number."""
        self.records.append(record)
        self.children.append([] if isinstance(record, Terminal) else [-1] * len(record.options))
        return len(self.records) - 1

    def breadth_first(self) -> list[int]:
        """Node numbers from the root, level by level, children in the order of the options."""
        order: list[int] = []
        waiting = deque([0] if self.records else [])
        while waiting:
            number = waiting.popleft()
            order.append(number)
            waiting.extend(self.children[number])
        return order


class FlatTree(NamedTuple):
    """A tree in the layout of `GameArrays`, with what its sets and quantities stand for."""

    arrays: GameArrays
    quantities: tuple[int, ...]  # graph nodes of the columns
    decisions: tuple[Decision, ...]  # one for each information set
    chances: tuple[tuple[int, Chance], ...]  # node, move


class _Columns:
    """Numbers the distinct quantities in the order they are met."""

    def __init__(self) -> None:
        self.places: dict[int, int] = {}

    def __call__(self, nodes: Sequence[int]) -> list[int]:
        return [self.places.setdefault(node, len(self.places)) for node in nodes]


def flatten(tree: Tree, *, players: Sequence[str], measures: Sequence[str], zero: int) -> FlatTree:
    """Return the tree breadth-first as flat, read-only arrays.

    Parameters
    ----------
    tree : Tree
        Complete: no child is -1.
    players, measures : sequences of str
        The order of payoffs and of measures.
    zero : int
        Graph node of the constant 0, for measures a terminal does not mention.
    """
    order = tree.breadth_first()
    records = [tree.records[number] for number in order]
    columns = _Columns()
    sets: dict[Decision, list[int]] = {}
    chances: list[tuple[int, Chance]] = []
    for node, record in enumerate(records):
        if isinstance(record, Decision):
            sets.setdefault(record, []).append(node)
        elif isinstance(record, Chance):
            chances.append((node, record))
    terminals = [record for record in records if isinstance(record, Terminal)]
    payoffs = [columns(terminal.payoffs) for terminal in terminals]
    tallies = [dict(terminal.measures) for terminal in terminals]
    reported = [columns([tally.get(measure, zero) for measure in measures]) for tally in tallies]
    truth = [columns(chance.truth) for _, chance in chances]
    believed = [[columns(vector) for vector in chance.believed] for _, chance in chances]
    weights = [columns(decision.weights) for decision in sets]
    arrays = GameArrays(
        **_shape(tree, order, records),
        **_sets(records, sets, players),
        chance_quantity=_ints([column for vector in truth for column in vector]),
        believed_quantity=_ints(
            [[c for vectors in believed for c in vectors[i]] for i in range(len(players))], width=len(players)
        ),
        payoff_quantity=_ints(payoffs, width=len(terminals)),
        measure_quantity=_ints(reported, width=len(terminals)),
        weight_quantity=_ints([column for vector in weights for column in vector]),
    )
    return FlatTree(frozen(arrays), tuple(columns.places), tuple(sets), tuple(chances))


def frozen(arrays: GameArrays) -> GameArrays:
    """Return the arrays with writing forbidden (which unpickling forgets)."""
    for array in arrays:
        array.setflags(write=False)
    return arrays


def _ints(values: Sequence[object], *, width: int | None = None) -> layout.Ints:
    """An int32 array; with `width`, of that many rows even when they are empty."""
    array = np.array(values, dtype=np.int32)
    return np.ascontiguousarray(array if width is None else array.reshape(width, -1 if array.size else 0))


def _shape(tree: Tree, order: Sequence[int], records: Sequence[Record]) -> dict[str, Any]:
    kinds = {Terminal: layout.TERMINAL, Chance: layout.CHANCE, Decision: layout.DECISION}
    position = {number: node for node, number in enumerate(order)}
    size = len(order)
    parent, branch = [-1] * size, [-1] * size
    first_child, branches = [-1] * size, [0] * size
    for node, number in enumerate(order):
        children = tree.children[number]
        branches[node] = len(children)
        if children:
            first_child[node] = position[children[0]]
        for place, child in enumerate(children):
            parent[position[child]], branch[position[child]] = node, place
    kind = np.array([kinds[type(record)] for record in records], dtype=np.int8)
    chance = kind == layout.CHANCE
    branch_counts = np.where(chance, branches, 0)
    chance_start = np.where(chance, np.cumsum(branch_counts) - branch_counts, -1)
    ends = kind == layout.TERMINAL
    return {
        "kind": kind,
        "parent": _ints(parent),
        "branch": _ints(branch),
        "first_child": _ints(first_child),
        "branches": _ints(branches),
        "chance_start": chance_start.astype(np.int32),
        "terminal": np.where(ends, np.cumsum(ends) - 1, -1).astype(np.int32),
    }


def _sets(records: Sequence[Record], sets: dict[Decision, list[int]], players: Sequence[str]) -> dict[str, Any]:
    members = [node for nodes in sets.values() for node in nodes]
    infoset, member = np.full(len(records), -1, np.int32), np.full(len(records), -1, np.int32)
    member[members] = np.arange(len(members))
    for number, nodes in enumerate(sets.values()):
        infoset[nodes] = number
    return {
        "infoset": infoset,
        "member": member,
        "set_player": _ints([players.index(decision.player) for decision in sets]),
        "set_start": _ints(np.cumsum([0, *(len(decision.options) for decision in sets)]).tolist()),
        "set_members_start": _ints(np.cumsum([0, *(len(nodes) for nodes in sets.values())]).tolist()),
        "set_members": _ints(members),
    }
