"""Whether some beliefs support a pure profile where Bayes' rule from the start is silent, and which.

A *cell* is what shares one belief: an information set, or, in a multistage game with observed actions and independent
types, the sets of all types of a player after one public history. Beliefs of a cell whose owner's earlier cell has a
belief follow from that one wherever it gives the later cell any weight; so a chain of unreached cells is one linear
program over the unnormalised weights at its first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

from standoff.game.arrays import CHANCE, DECISION, GameArrays
from standoff.game.game import Game
from standoff.game.values import Floats, Marks
from standoff.solvers.pure_equilibria.search import Choices

POSITIVE = 1e-9
"""Weight of a later cell, as a share of the first cell's, from which it counts as reached: what a program resolves."""


class Concept(Enum):
    """Which perfect Bayesian equilibrium; the value says what is asked of beliefs."""

    OBSERVED_ACTIONS = (
        "perfect Bayesian equilibrium of a multistage game with observed actions and independent types: Bayes' rule "
        "wherever possible, and all types of a player hold one belief about the other (Fudenberg and Tirole 1991)"
    )
    PLAIN = "plain perfect Bayesian equilibrium: Bayes' rule wherever possible from each player's own earlier belief"


class Cell(NamedTuple):
    """Sets of one player that share a belief over the same `variables`."""

    sets: tuple[int, ...]
    parent: int  # the owner's cell before it, or -1
    variables: int
    members: tuple[tuple[int, int], ...]  # (member, variable) over all of the sets


class _Step(NamedTuple):
    """How a member of a later set descends from a member of its owner's set before."""

    ancestor: int  # member
    moves: tuple[tuple[int, int], ...]  # the other players' (set, branch) between


@dataclass(frozen=True, eq=False)
class Beliefs:
    """What beliefs a game of perfect recall leaves open, prepared once for all profiles and rows."""

    game: Game
    concept: Concept

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, those of a player's earlier sets first."""
        groups: dict[tuple[object, ...], list[int]] = {}
        for infoset in sorted(range(len(self.game.infosets)), key=self._depth):
            groups.setdefault(self._group(infoset), []).append(infoset)
        cell_of: dict[int, int] = {}
        found: list[Cell] = []
        for number, sets in enumerate(groups.values()):
            cell_of.update(dict.fromkeys(sets, number))
            before = self._before(sets[0])
            variables: dict[object, int] = {}
            members = tuple(
                (m, variables.setdefault(self._variable(infoset, m), len(variables)))
                for infoset in sets
                for m in _members(self.game.arrays, infoset)
            )
            found.append(Cell(tuple(sets), -1 if before is None else cell_of[before[0]], len(variables), members))
        return tuple(found)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each cell, the cells of its owner right after it."""
        return tuple(
            tuple(later for later, cell in enumerate(self.cells) if cell.parent == number)
            for number in range(len(self.cells))
        )

    def support(
        self, priors: Floats, choice: Choices, value: Floats, agreed: Marks, *, tolerance: Floats
    ) -> Floats | None:
        """Return beliefs (M,) that support a pure profile, or None when there are none.

        Parameters
        ----------
        priors : (M,) float64
        choice, value, agreed
            The profile and what `search.follow` says of it.
        tolerance : (P,) float64
            Gain that still counts as none, of each player.
        """
        return _Profile(self, priors, choice, value, agreed, tolerance).beliefs()

    @cached_property
    def steps(self) -> Mapping[int, _Step]:
        """For each member of a set with an own set before it, how it descends from there."""
        arrays, found = self.game.arrays, {}
        for member, node in enumerate(arrays.set_members.tolist()):
            owner = arrays.set_player[arrays.infoset[node]]
            moves: list[tuple[int, int]] = []
            for above, branch in _path_up(arrays, node):
                infoset = int(arrays.infoset[above])
                if infoset >= 0 and arrays.set_player[infoset] == owner:
                    found[member] = _Step(int(arrays.member[above]), tuple(moves))
                    break
                if infoset >= 0:
                    moves.append((infoset, branch))
        return found

    def _depth(self, infoset: int) -> int:
        """Number of own sets before this one."""
        before = self._before(infoset)
        return 0 if before is None else 1 + self._depth(before[0])

    def _before(self, infoset: int) -> tuple[int, int] | None:
        """The owner's set and branch right before a set."""
        arrays = self.game.arrays
        node = int(arrays.set_members[arrays.set_members_start[infoset]])
        for above, branch in _path_up(arrays, node):
            earlier = int(arrays.infoset[above])
            if earlier >= 0 and arrays.set_player[earlier] == arrays.set_player[infoset]:
                return earlier, branch
        return None

    def _group(self, infoset: int) -> tuple[object, ...]:
        if self.concept is Concept.PLAIN:
            return (infoset,)
        arrays = self.game.arrays
        first = int(arrays.set_members[arrays.set_members_start[infoset]])
        return (int(arrays.set_player[infoset]), _moves(self.game, first))

    def _variable(self, infoset: int, member: int) -> object:
        if self.concept is Concept.PLAIN:
            return member
        seen = set(self.game.infosets[infoset].seen)
        node = int(self.game.arrays.set_members[member])
        return tuple(drawn for drawn in _draws(self.game, node) if drawn not in seen)


@dataclass(frozen=True, eq=False)
class _Profile:
    """One pure profile in one row."""

    open: Beliefs
    priors: Floats
    choice: Choices
    value: Floats
    agreed: Marks
    tolerance: Floats

    def beliefs(self) -> Floats | None:
        arrays, cells = self.open.game.arrays, self.open.cells
        held = np.zeros(len(arrays.set_members))
        silent: set[int] = set()
        for number, cell in enumerate(cells):
            for infoset in cell.sets:
                members = _members(arrays, infoset)
                owner = int(arrays.set_player[infoset])
                weights = self.priors[members.start : members.stop] * self.agreed[arrays.set_members[members], owner]
                if weights.sum() > 0.0:
                    held[members] = weights / weights.sum()
                else:
                    silent.add(number)
        for number in sorted(silent):
            if cells[number].parent not in silent and not self._settle(number, silent, held):
                return None
        return held

    def _settle(self, root: int, silent: set[int], held: Floats) -> bool:
        """Write beliefs of a silent cell and of those after it; False when none support the profile."""
        linear = self._linear(root, silent)
        reachable = [number for number in linear if number != root and linear[number].any()]
        forced = [number for number in linear if number != root and not linear[number].any()]
        for count in range(len(reachable) + 1):
            for dark in combinations(reachable, count):
                weights = self._weights(root, linear, dark)
                if weights is None:
                    continue
                again = [n for n in (*forced, *dark) if self._lit_above(n, root, (*forced, *dark))]
                trial = held.copy()
                if all(self._settle(number, silent, trial) for number in again):
                    self._write(root, linear, weights, trial, skip=(*forced, *dark))
                    held[:] = trial
                    return True
        return False

    def _lit_above(self, number: int, root: int, dark: Sequence[int]) -> bool:
        """Whether a cell without weight comes right after one with weight, so that it starts afresh."""
        parent = self.open.cells[number].parent
        while parent != root:
            if parent in dark:
                return False
            parent = self.open.cells[parent].parent
        return True

    def _linear(self, root: int, silent: set[int]) -> dict[int, Floats]:
        """Each cell from the root on, as a (members, variables of the root) table of unnormalised weights."""
        cells = self.open.cells
        tables = {root: np.zeros((len(cells[root].members), cells[root].variables))}
        place = {}
        for row, (member, variable) in enumerate(cells[root].members):
            tables[root][row, variable] = 1.0 if self.priors[member] > 0.0 else 0.0
            place[member] = tables[root][row]
        waiting = list(self.open.children[root])
        while waiting:
            number = waiting.pop(0)
            if number not in silent:
                continue
            table = np.zeros((len(cells[number].members), cells[root].variables))
            for row, (member, _) in enumerate(cells[number].members):
                step = self.open.steps[member]
                agreed = all(self.choice[infoset] == branch for infoset, branch in step.moves)
                if agreed and self.priors[member] > 0.0 and self.priors[step.ancestor] > 0.0:
                    table[row] = place[step.ancestor] * (self.priors[member] / self.priors[step.ancestor])
                place[member] = table[row]
            tables[number] = table
            waiting.extend(self.open.children[number])
        return tables

    def _refusals(self, number: int, table: Floats) -> Iterator[Floats]:
        """Rows r with r @ weights >= 0 where no option at the cell is worth more than the one chosen."""
        arrays = self.open.game.arrays
        rows = {member: row for row, (member, _) in enumerate(self.open.cells[number].members)}
        for infoset in self.open.cells[number].sets:
            owner = int(arrays.set_player[infoset])
            members = list(_members(arrays, infoset))
            child = arrays.first_child[arrays.set_members[members]]
            weights = table[[rows[member] for member in members]]
            best = self.value[child + self.choice[infoset], owner]
            for branch in range(int(arrays.set_start[infoset + 1] - arrays.set_start[infoset])):
                if branch != self.choice[infoset]:
                    extra = best - self.value[child + branch, owner] + self.tolerance[owner]
                    yield extra @ weights

    def _weights(self, root: int, linear: Mapping[int, Floats], dark: Sequence[int]) -> Floats | None:
        """Weights of the root's variables that pass all cells, give none to the dark ones and some to the others."""
        refusals = [row for number, table in linear.items() for row in self._refusals(number, table)]
        usable: Marks = np.asarray(linear[root].any(axis=0), dtype=np.bool_)
        lit = [n for n, table in linear.items() if n != root and table.any() and not self._below(n, root, dark)]
        size = len(usable)
        pure = usable if not lit and not dark else np.zeros(size, np.bool_)
        for variable in np.flatnonzero(pure):
            if all(row[variable] >= 0.0 for row in refusals):
                return np.asarray(np.arange(size) == variable, dtype=np.float64)
        at_most = [(np.append(-row / max(np.abs(row).max(), 1e-300), 0.0), 0.0) for row in refusals]
        at_most += [(np.append(-linear[number].sum(axis=0), 1.0), 0.0) for number in lit]
        equal = [(np.append(usable, 0.0), 1.0), *((np.append(linear[n].sum(axis=0), 0.0), 0.0) for n in dark)]
        found = linprog(
            np.append(np.zeros(size), -1.0),
            A_ub=np.array([row for row, _ in at_most]) if at_most else None,
            b_ub=np.array([bound for _, bound in at_most]) if at_most else None,
            A_eq=np.array([row for row, _ in equal]),
            b_eq=np.array([bound for _, bound in equal]),
            bounds=[*((0.0, 1.0 if free else 0.0) for free in usable), (0.0, 1.0)],
        )
        if found.status != 0 or (lit and found.x[-1] < POSITIVE):
            return None
        return np.asarray(found.x[:-1])

    def _below(self, number: int, root: int, dark: Sequence[int]) -> bool:
        while number != root:
            if number in dark:
                return True
            number = self.open.cells[number].parent
        return False

    def _write(
        self, root: int, linear: Mapping[int, Floats], weights: Floats, held: Floats, *, skip: Sequence[int]
    ) -> None:
        arrays = self.open.game.arrays
        for number, table in linear.items():
            if self._below(number, root, skip):
                continue
            share = dict(zip((m for m, _ in self.open.cells[number].members), table @ weights, strict=True))
            for infoset in self.open.cells[number].sets:
                members = _members(arrays, infoset)
                found = np.array([share[member] for member in members])
                held[members] = found / found.sum() if found.sum() > 0.0 else self.priors[members]


def concept_of(game: Game, priors: Floats) -> Concept:
    """Return the concept a game is solved by: the stronger where it is defined.

    Parameters
    ----------
    game : Game
    priors : (R, M) float64
        Of its rows: types must be independent in every one.
    """
    if len(game.players) != 2 or not _observed(game):
        return Concept.PLAIN
    for cell in Beliefs(game, Concept.OBSERVED_ACTIONS).cells:
        held = np.full((len(priors), len(cell.sets), cell.variables), np.nan)
        for infoset, member, variable in _placed(game.arrays, cell):
            if not np.isnan(held[0, cell.sets.index(infoset), variable]):
                return Concept.PLAIN
            held[:, cell.sets.index(infoset), variable] = priors[:, member]
        if not np.allclose(held, held[:, :1], rtol=0.0, atol=1e-9):  # NaN: a type some other type rules out
            return Concept.PLAIN
    return Concept.OBSERVED_ACTIONS


def _placed(arrays: GameArrays, cell: Cell) -> Iterator[tuple[int, int, int]]:
    for member, variable in cell.members:
        yield int(arrays.infoset[arrays.set_members[member]]), member, variable


def _observed(game: Game) -> bool:
    """Whether types are drawn first, each for one player's eyes, and every later move is seen by all at once."""
    arrays = game.arrays
    for node in np.flatnonzero(arrays.kind == CHANCE).tolist():
        decided = any(arrays.kind[above] == DECISION for above, _ in _path_up(arrays, node))
        if decided and _decides_below(arrays, node):
            return False
    for infoset in range(len(game.infosets)):
        nodes = arrays.set_members[_members(arrays, infoset)]
        if len({_moves(game, int(node)) for node in nodes}) > 1:
            return False
    return True


def _decides_below(arrays: GameArrays, node: int) -> bool:
    children = range(int(arrays.first_child[node]), int(arrays.first_child[node] + arrays.branches[node]))
    return any(
        arrays.kind[child] == DECISION or (arrays.kind[child] == CHANCE and _decides_below(arrays, child))
        for child in children
    )


def _moves(game: Game, node: int) -> tuple[tuple[str, str, str], ...]:
    """The decisions on the way to a node: (player, question, option)."""
    found = []
    for above, branch in _path_up(game.arrays, node):
        infoset = int(game.arrays.infoset[above])
        if infoset >= 0:
            asked = game.infosets[infoset]
            found.append((asked.player, asked.question, asked.options[branch]))
    return tuple(reversed(found))


def _draws(game: Game, node: int) -> tuple[tuple[str, str], ...]:
    """The chance moves on the way to a node: (name, label)."""
    moves = {chance.node: chance for chance in game.chances}
    found = [(moves[a].name, moves[a].options[b]) for a, b in _path_up(game.arrays, node) if a in moves]
    return tuple(reversed(found))


def _path_up(arrays: GameArrays, node: int) -> Iterator[tuple[int, int]]:
    """(node, branch taken there) from a node's parent up to the root."""
    while arrays.parent[node] >= 0:
        yield int(arrays.parent[node]), int(arrays.branch[node])
        node = int(arrays.parent[node])


def _members(arrays: GameArrays, infoset: int) -> range:
    return range(int(arrays.set_members_start[infoset]), int(arrays.set_members_start[infoset + 1]))
