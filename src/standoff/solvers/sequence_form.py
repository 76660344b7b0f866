"""The sequence form of a two-player game: strategies as realisation plans, payoffs linear in each. Not a solver.

A *sequence* is a player's move together with all of its moves before: under perfect recall the last (information set,
option) says it all, so sequence 0 is "nothing yet" and option a of the strategy vector is sequence 1 + place of a. A
*realisation plan* gives each sequence the product of the player's own probabilities along it (von Stengel 1996).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from standoff.errors import SolverError
from standoff.game.arrays import CHANCE, TERMINAL
from standoff.game.game import Game
from standoff.game.values import Floats

Longs = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Sequences:
    """One player's sequences.

    Parameters
    ----------
    sets : (J,) int
        Information sets of the player, earlier ones first.
    parent : (J,) int
        The sequence that leads to each.
    first, size : (J,) int
        The sequences of its options are ``first:first + size``.
    at_end : (T,) int
        The player's sequence at each terminal.
    count : int
        Number of sequences, the empty one included.
    """

    sets: tuple[int, ...]
    parent: tuple[int, ...]
    first: tuple[int, ...]
    size: tuple[int, ...]
    at_end: Longs
    count: int

    @cached_property
    def flow(self) -> tuple[Floats, Floats]:
        """Equations E x = e that make x a realisation plan."""
        table, right = np.zeros((1 + len(self.sets), self.count)), np.zeros(1 + len(self.sets))
        table[0, 0], right[0] = 1.0, 1.0
        for row, (parent, first, size) in enumerate(zip(self.parent, self.first, self.size, strict=True), start=1):
            table[row, parent] = -1.0
            table[row, first : first + size] = 1.0
        return table, right

    def plans(self, limit: int) -> NDArray[np.bool_]:
        """Return every pure plan as a (F, count) table of the sequences it follows.

        Sets that a plan's own moves rule out take no part: these are the reduced strategies.

        Raises
        ------
        SolverError
            There are more than `limit`.
        """
        number = self.plan_count
        if number > limit:
            raise SolverError("too many pure plans to list", seen=number, need=f"at most {limit}")
        found = np.zeros((number, self.count), dtype=np.bool_)
        for row, chosen in enumerate(self._below(0)):
            found[row, [0, *chosen]] = True
        return found

    @cached_property
    def plan_count(self) -> int:
        """How many pure plans there are, exactly."""
        worth = [1] * self.count
        for place in reversed(range(len(self.sets))):
            worth[self.parent[place]] *= sum(worth[self.first[place] : self.first[place] + self.size[place]])
        return worth[0]

    def behaviour(self, plan: Floats, strategy: Floats, starts: NDArray[np.int32]) -> None:
        """Write the behaviour strategy of a realisation plan into (A,); equal shares where it does not lead."""
        for infoset, parent, first, size in zip(self.sets, self.parent, self.first, self.size, strict=True):
            share = plan[first : first + size]
            total = share.sum()
            here = slice(int(starts[infoset]), int(starts[infoset]) + size)
            strategy[here] = np.clip(share, 0.0, None) / total if plan[parent] > 1e-9 else 1.0 / size
            strategy[here] /= strategy[here].sum()

    def _below(self, sequence: int) -> Iterator[list[int]]:
        yield from self._product([place for place, parent in enumerate(self.parent) if parent == sequence])

    def _product(self, places: list[int]) -> Iterator[list[int]]:
        if not places:
            yield []
            return
        head, *rest = places
        for option in range(self.first[head], self.first[head] + self.size[head]):
            for below in self._below(option):
                for others in self._product(rest):
                    yield [option, *below, *others]


def sequences(game: Game, player: int, sets: Collection[int] | None = None) -> Sequences:
    """Return a player's sequences, over all of its information sets or some.

    Moves at the player's other sets then count as sure: plans are products over the given sets alone.

    Raises
    ------
    SolverError
        Some player forgets: the form needs perfect recall.
    """
    if not game.perfect_recall:
        raise SolverError(
            "the sequence form needs perfect recall",
            where=f"game {game.name!r}",
            need="players who forget nothing: let each see its own moves",
        )
    arrays = game.arrays
    own = [i for i, who in enumerate(arrays.set_player) if who == player and (sets is None or i in sets)]
    last = np.zeros(len(arrays.kind), dtype=np.intp)
    numbers: dict[int, int] = {}
    count = 1
    for infoset in own:
        numbers[infoset] = count
        count += int(arrays.set_start[infoset + 1] - arrays.set_start[infoset])
    for node in range(1, len(arrays.kind)):
        parent = int(arrays.parent[node])
        infoset = int(arrays.infoset[parent])
        last[node] = numbers[infoset] + arrays.branch[node] if infoset in numbers else last[parent]
    reached = {infoset: int(last[arrays.set_members[arrays.set_members_start[infoset]]]) for infoset in own}
    depth: dict[int, int] = {}
    owner = {seq: i for i in own for seq in range(numbers[i], numbers[i] + len(game.infosets[i].options))}
    for infoset in own:
        steps, at = 0, infoset
        while reached[at]:
            steps, at = steps + 1, owner[reached[at]]
        depth[infoset] = steps
    ordered = sorted(own, key=lambda infoset: depth[infoset])
    return Sequences(
        sets=tuple(ordered),
        parent=tuple(reached[i] for i in ordered),
        first=tuple(numbers[i] for i in ordered),
        size=tuple(len(game.infosets[i].options) for i in ordered),
        at_end=last[arrays.kind == TERMINAL],
        count=count,
    )


def end_weights(game: Game, numbers: Floats, columns: NDArray[np.int32]) -> Floats:
    """Return (T,) the chance probability of each terminal under one table of chance branches, choices aside."""
    arrays = game.arrays
    weight = np.ones(len(arrays.kind))
    for node in range(1, len(arrays.kind)):
        parent = arrays.parent[node]
        weight[node] = weight[parent]
        if arrays.kind[parent] == CHANCE:
            weight[node] *= numbers[columns[arrays.chance_start[parent] + arrays.branch[node]]]
    return np.asarray(weight[arrays.kind == TERMINAL])
