"""The intuitive criterion and D1, where they are defined: one sender's move, then responses.

Both ask who could have meant an unexpected message. A type that cannot gain from it whatever justified response
follows is excluded by the intuitive criterion (Cho and Kreps 1987); a type that gains under fewer responses than some
other type is excluded by D1 (Banks and Sobel 1987). An equilibrium whose responses need beliefs in excluded types goes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import linprog

from standoff.errors import SolverError
from standoff.game.arrays import CHANCE, DECISION, TERMINAL
from standoff.game.dominance import undominated
from standoff.game.values import Floats, Marks
from standoff.solver import GAIN_TOLERANCE
from standoff.solvers.pure_equilibria.search import Choices

if TYPE_CHECKING:
    from standoff.game.game import Game
    from standoff.solvers.pure_equilibria.found import EquilibriumSet

FACES = 4096
"""Combinations of responses after one message that are looked at; beyond it the criteria are not computed."""


class Criterion(Enum):
    """A test of unexpected messages; the value is its source."""

    INTUITIVE = "intuitive criterion (Cho and Kreps 1987)"
    D1 = "D1 (Banks and Sobel 1987)"


class Verdict(NamedTuple):
    """What becomes of one equilibrium: the criteria it fails, and a sentence for each removal."""

    fails: tuple[Criterion, ...]
    sentences: tuple[str, ...]

    @property
    def survives(self) -> bool:
        """Whether it passes both."""
        return not self.fails


class _Response(NamedTuple):
    """A receiver's set after a message: the options that are not ruled out, and what each is worth to whom."""

    infoset: int
    options: tuple[int, ...]
    worth: Floats  # (options, types): to the receiver, times the chance weight of meeting that type


class _Message(NamedTuple):
    """An option of the sender: each type's payoff is `base` plus, at every set, the response's row of `moved`."""

    option: int
    responses: tuple[_Response, ...]
    base: Floats  # (types,)
    moved: tuple[Floats, ...]  # for each response set (options, types)


@dataclass(frozen=True, eq=False)
class Signalling:
    """A game of one sender's move followed by responses, in one row."""

    game: "Game"
    numbers: Floats
    priors: Floats
    alive: Marks

    @cached_property
    def senders(self) -> tuple[int, ...]:
        """The sender's sets, one for each of its types.

        Raises
        ------
        SolverError
            The game is not of this shape.
        """
        arrays, first = self.game.arrays, []
        waiting = [0]
        while waiting:
            node = waiting.pop()
            if arrays.kind[node] == DECISION:
                first.append(int(arrays.infoset[node]))
            elif arrays.kind[node] == CHANCE:
                waiting.extend(
                    range(int(arrays.first_child[node]), int(arrays.first_child[node] + arrays.branches[node]))
                )
        sets = tuple(sorted(set(first)))
        if not sets or len({(self.game.infosets[i].player, self.game.infosets[i].options) for i in sets}) > 1:
            raise self._undefined("more than one player, or different options, at the first move")
        for infoset in sets:
            if not set(self._nodes(infoset)) <= {n for n in self._nodes(infoset) if not self._decided(n)}:
                raise self._undefined("the sender may have moved before")
        return sets

    @property
    def player(self) -> int:
        """The sender."""
        return int(self.game.arrays.set_player[self.senders[0]])

    @cached_property
    def messages(self) -> tuple[_Message, ...]:
        """The sender's options and what can follow each."""
        return tuple(self._message(option) for option in range(len(self.game.infosets[self.senders[0]].options)))

    @cached_property
    def tolerance(self) -> Floats:
        """Gain that counts as none, for each player."""
        payoffs = self.numbers[self.game.arrays.payoff_quantity]
        return np.asarray(GAIN_TOLERANCE * (payoffs.max(axis=0) - payoffs.min(axis=0)))

    def type_name(self, number: int) -> str:
        """What the sender of this type has seen, in words."""
        seen = self.game.infosets[self.senders[number]].seen
        return " and ".join(f"{name} {label}" for name, label in seen) or "the sender"

    def option_name(self, option: int) -> str:
        """The label of a message."""
        return self.game.infosets[self.senders[0]].options[option]

    def faces(self, message: _Message, types: Sequence[int]) -> list[tuple[tuple[int, ...], ...]]:
        """Options at each response set that are all best under one belief over these types."""
        choices = [_subsets(range(len(response.options))) for response in message.responses]
        if np.prod([len(c) for c in choices], dtype=float) > FACES:
            raise self._undefined("too many combinations of responses to look at")
        return [face for face in product(*choices) if self._justified(message, face, types)]

    def reaches(self, message: _Message, face: Sequence[Sequence[int]], **bounds: tuple[int, float]) -> bool:
        """Whether some mixture on a face gives a type at least, and another at most, so much.

        `least` and `most` are (type, payoff).
        """
        rows, limits = [], []
        for name, (kind, payoff) in bounds.items():
            sign = -1.0 if name == "least" else 1.0
            rows.append(sign * self._row(message, face, kind))
            limits.append(sign * (payoff - message.base[kind]) + float(self.tolerance[self.player]))
        return _feasible(rows, limits, [len(options) for options in face])

    def extreme(self, message: _Message, faces: Sequence[Sequence[Sequence[int]]], kind: int, *, best: bool) -> float:
        """The most, or the least, a type can get over these faces: attained at a corner."""
        found = []
        for face in faces:
            rows = [moved[list(options), kind] for moved, options in zip(message.moved, face, strict=True)]
            found.append(message.base[kind] + sum((row.max() if best else row.min()) for row in rows))
        return float(max(found) if best else min(found))

    def deters(self, message: _Message, faces: Sequence[Sequence[Sequence[int]]], payoffs: Floats) -> bool:
        """Whether some justified response leaves no type better off than in equilibrium."""
        for face in faces:
            rows = [self._row(message, face, kind) for kind in range(len(payoffs))]
            limits = list(payoffs - message.base + self.tolerance[self.player])
            if _feasible(rows, limits, [len(options) for options in face]):
                return True
        return False

    def _row(self, message: _Message, face: Sequence[Sequence[int]], kind: int) -> Floats:
        parts = [moved[list(options), kind] for moved, options in zip(message.moved, face, strict=True)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _justified(self, message: _Message, face: Sequence[Sequence[int]], types: Sequence[int]) -> bool:
        rows = []
        for response, options in zip(message.responses, face, strict=True):
            slack = float(self.tolerance[self.game.arrays.set_player[response.infoset]])
            for one in options:
                rows += [response.worth[other] - response.worth[one] - slack for other in range(len(response.options))]
        table = np.array([row[list(types)] for row in rows]) if rows else np.zeros((0, len(types)))
        return _feasible(list(table), [0.0] * len(table), [len(types)])

    def _message(self, option: int) -> _Message:
        arrays = self.game.arrays
        types = len(self.senders)
        base = np.zeros(types)
        sets: dict[int, int] = {}
        moved: dict[int, Floats] = {}
        worth: dict[int, Floats] = {}
        for kind, infoset in enumerate(self.senders):
            members = range(int(arrays.set_members_start[infoset]), int(arrays.set_members_start[infoset + 1]))
            for member in members:
                start = int(arrays.first_child[arrays.set_members[member]]) + option
                for node, weight in self._responses(start, float(self.priors[member])):
                    if arrays.kind[node] == TERMINAL:
                        base[kind] += weight * self._value(node, self.player)
                        continue
                    answer = int(arrays.infoset[node])
                    alive = self._alive(answer)
                    sets.setdefault(answer, len(sets))
                    gained = moved.setdefault(answer, np.zeros((len(alive), types)))
                    valued = worth.setdefault(answer, np.zeros((len(alive), types)))
                    receiver, prior = int(arrays.set_player[answer]), float(self.priors[arrays.member[node]])
                    for place, branch in enumerate(alive):
                        child = int(arrays.first_child[node]) + branch
                        gained[place, kind] += weight * self._value(child, self.player)
                        valued[place, kind] += prior * self._value(child, receiver)
        if len({int(arrays.set_player[answer]) for answer in sets}) > 1:
            raise self._undefined("more than one player answers a message")
        responses = tuple(
            _Response(answer, self._alive(answer), self._scaled(answer, worth[answer])) for answer in sets
        )
        return _Message(option, responses, base, tuple(moved[answer] for answer in sets))

    def _scaled(self, answer: int, worth: Floats) -> Floats:
        """Divide out the prior of each type, so that a belief is a distribution over types."""
        arrays = self.game.arrays
        mass = np.zeros(worth.shape[1])
        for member in range(int(arrays.set_members_start[answer]), int(arrays.set_members_start[answer + 1])):
            mass[self._kind(int(arrays.set_members[member]))] += self.priors[member]
        return worth / np.where(mass > 0.0, mass, 1.0)

    def _responses(self, node: int, weight: float) -> Iterator[tuple[int, float]]:
        """The first decisions or ends below a node, with the sender's probability of each."""
        arrays = self.game.arrays
        if arrays.kind[node] == DECISION and arrays.set_player[arrays.infoset[node]] == self.player:
            raise self._undefined("the sender moves again before anyone responds")
        if arrays.kind[node] != CHANCE:
            yield node, weight
            return
        for branch in range(int(arrays.branches[node])):
            place = arrays.chance_start[node] + branch
            chance = float(self.numbers[arrays.believed_quantity[self.player, place]])
            yield from self._responses(int(arrays.first_child[node]) + branch, weight * chance)

    def _value(self, node: int, player: int) -> float:
        """What a player expects where every later decision has one option that is not ruled out."""
        arrays = self.game.arrays
        if arrays.kind[node] == TERMINAL:
            return float(self.numbers[arrays.payoff_quantity[arrays.terminal[node], player]])
        first = int(arrays.first_child[node])
        if arrays.kind[node] == DECISION:
            alive = self._alive(int(arrays.infoset[node]))
            if len(alive) > 1:
                raise self._undefined("what follows a response is itself open")
            return self._value(first + alive[0], player)
        columns = arrays.believed_quantity[player, arrays.chance_start[node] :]
        return sum(
            float(self.numbers[columns[branch]]) * self._value(first + branch, player)
            for branch in range(int(arrays.branches[node]))
        )

    def _alive(self, infoset: int) -> tuple[int, ...]:
        start, stop = self.game.arrays.set_start[infoset], self.game.arrays.set_start[infoset + 1]
        return tuple(np.flatnonzero(self.alive[start:stop]).tolist())

    def _nodes(self, infoset: int) -> list[int]:
        arrays = self.game.arrays
        return [
            int(n)
            for n in arrays.set_members[arrays.set_members_start[infoset] : arrays.set_members_start[infoset + 1]]
        ]

    def _decided(self, node: int) -> bool:
        arrays = self.game.arrays
        while arrays.parent[node] >= 0:
            node = int(arrays.parent[node])
            if arrays.kind[node] == DECISION:
                return True
        return False

    def _kind(self, node: int) -> int:
        """The sender's type on the way to a node."""
        arrays = self.game.arrays
        while int(arrays.infoset[node]) not in self.senders:
            node = int(arrays.parent[node])
        return self.senders.index(int(arrays.infoset[node]))

    def _undefined(self, why: str) -> SolverError:
        return SolverError(
            f"the intuitive criterion and D1 are not defined for this game: {why}",
            where=f"game {self.game.name!r}",
            need="one sender's move followed by one player's responses; read the set of equilibria as it is",
        )


def verdicts(found: "EquilibriumSet") -> tuple[Verdict, ...]:
    """Return what the criteria make of each equilibrium of a set; see `EquilibriumSet.refine`."""
    said = []
    forms: dict[int, Signalling] = {}
    known: dict[tuple[int, tuple[int, ...], tuple[float, ...]], Verdict] = {}
    for equilibrium, row in enumerate(found.row.tolist()):
        if row not in forms:
            forms[row] = signalling(found.game, found.values.quantities[row], found.values.priors[row])
        form, choice = forms[row], found.choices[equilibrium]
        sent = tuple(int(choice[infoset]) for infoset in form.senders)
        payoffs = tuple(_payoff(form, choice, kind) for kind in range(len(sent)))
        key = (row, sent, payoffs)  # nothing else enters: many equilibria differ in their threats alone
        if key not in known:
            known[key] = _judged(form, sent, np.array(payoffs))
        said.append(known[key])
    return tuple(said)


def signalling(game: "Game", numbers: Floats, priors: Floats) -> Signalling:
    """Return a row of a game as one sender's move and the responses to it."""
    payoffs = numbers[game.arrays.payoff_quantity]
    tolerance = GAIN_TOLERANCE * (payoffs.max(axis=0) - payoffs.min(axis=0))
    return Signalling(game, numbers, priors, undominated(game.arrays, numbers, priors, tolerance))


def _judged(form: Signalling, sent: Sequence[int], payoffs: Floats) -> Verdict:
    fails, sentences = [], []
    for message in form.messages:
        if message.option in sent or not message.responses:
            continue
        for criterion, test in ((Criterion.INTUITIVE, _intuitive), (Criterion.D1, _d1)):
            sentence = test(form, message, payoffs)
            if sentence:
                fails.append(criterion)
                sentences.append(sentence)
    return Verdict(tuple(dict.fromkeys(fails)), tuple(sentences))


def _payoff(form: Signalling, choice: Choices, kind: int) -> float:
    message = form.messages[int(choice[form.senders[kind]])]
    total = float(message.base[kind])
    for response, moved in zip(message.responses, message.moved, strict=True):
        total += float(moved[response.options.index(int(choice[response.infoset])), kind])
    return total


def _intuitive(form: Signalling, message: _Message, payoffs: Floats) -> str:
    """Return why the intuitive criterion removes the equilibrium at this message, or nothing."""
    types = range(len(payoffs))
    slack = float(form.tolerance[form.player])
    every = form.faces(message, types)
    could = [k for k in types if form.extreme(message, every, k, best=True) >= payoffs[k] - slack]
    if not could or len(could) == len(payoffs):
        return ""
    faces = form.faces(message, could)
    for kind in could:
        least = form.extreme(message, faces, kind, best=False)
        if least > payoffs[kind] + slack:
            others = _listed(form, [k for k in types if k not in could])
            return (
                f"After the unexpected {form.option_name(message.option)}, {others} cannot gain whatever follows, "
                f"so it must come from {_listed(form, could)}; every answer to that leaves {form.type_name(kind)} "
                f"with at least {least:.2g} where the equilibrium gives {payoffs[kind]:.2g}: "
                "removed by the intuitive criterion."
            )
    return ""


def _d1(form: Signalling, message: _Message, payoffs: Floats) -> str:
    """Return why D1 removes the equilibrium at this message, or nothing."""
    types = range(len(payoffs))
    slack = float(form.tolerance[form.player])
    faces = form.faces(message, types)
    gains = [form.extreme(message, faces, kind, best=True) > payoffs[kind] + slack for kind in types]

    def below(kind: int, other: int) -> bool:
        """Whether the other gains wherever this type gains or breaks even."""
        if kind == other or not gains[other]:
            return False
        return not any(
            form.reaches(message, face, least=(kind, payoffs[kind]), most=(other, payoffs[other])) for face in faces
        )

    stronger = {kind: next((other for other in types if below(kind, other)), None) for kind in types}
    left = [kind for kind in types if stronger[kind] is None]
    if not left or len(left) == len(payoffs) or form.deters(message, form.faces(message, left), payoffs):
        return ""
    gone = [kind for kind in types if kind not in left]
    because = "; ".join(
        f"{form.type_name(other)} gains from it under every answer that would leave {form.type_name(kind)} "
        "no worse off, and under more"
        for kind in gone
        for other in [stronger[kind]]
        if other is not None
    )
    return (
        f"After the unexpected {form.option_name(message.option)}: {because}. So it must come from "
        f"{_listed(form, left)}, and no best answer to that keeps every type from it: removed by D1."
    )


def _listed(form: Signalling, kinds: Sequence[int]) -> str:
    return " or ".join(form.type_name(kind) for kind in kinds)


def _subsets(options: Sequence[int]) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(options, size) for size in range(1, len(options) + 1)))


def _feasible(rows: Sequence[Floats], limits: Sequence[float], blocks: Sequence[int]) -> bool:
    """Whether rows @ x <= limits for some x made of one distribution a block."""
    size = sum(blocks)
    equal = np.zeros((len(blocks), size))
    first = 0
    for number, length in enumerate(blocks):
        equal[number, first : first + length] = 1.0
        first += length
    if not size:
        return all(limit >= 0.0 for limit in limits)
    corners = np.array(list(product(*(range(length) for length in blocks)))) if len(blocks) <= 3 else np.zeros((0, 0))
    if corners.size and len(corners) <= 64 and _corner_fits(rows, limits, blocks, corners):
        return True
    found = linprog(
        np.zeros(size),
        A_ub=np.array(rows) if rows else None,
        b_ub=np.array(limits) if rows else None,
        A_eq=equal,
        b_eq=np.ones(len(blocks)),
    )
    return bool(found.status == 0)


def _corner_fits(rows: Sequence[Floats], limits: Sequence[float], blocks: Sequence[int], corners: Floats) -> bool:
    if not rows:
        return True
    starts = np.concatenate([[0], np.cumsum(blocks)[:-1]])
    sums = np.asarray(rows)[:, corners + starts].sum(axis=2)  # (rows, corners)
    return bool((sums <= np.asarray(limits)[:, None]).all(axis=0).any())
