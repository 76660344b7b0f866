"""What a sender gains by choosing beforehand what to make public of a state of the world, whatever it turns out to be.

Where one receiver then picks the best of finitely many actions, the best disclosure is a linear program over
recommendations (Kamenica and Gentzkow 2011), for priors that differ as well (Alonso and Câmara 2016: each keeps its
own). Where more follows, and the state has two values, what the sender gets at each belief is computed on a grid and
its concave envelope read off: not exact.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linprog

from standoff.errors import SolverError, nearest
from standoff.game.arrays import CHANCE, DECISION, TERMINAL
from standoff.game.dominance import undominated
from standoff.game.game import Game
from standoff.game.values import Floats, Marks, Values

TIE = 1e-9
"""Actions this close to the receiver's best, relative to its payoff range, tie."""

MESSAGES = 4096
"""Recommendations (one action for each kind of receiver) beyond which a game is refused."""


class Exactness(Enum):
    """What a disclosure is worth; the value says it."""

    EXACT = "exact: a linear program, the receiver takes its best action"
    GRID = "not exact: the envelope of what each belief on a grid leads to under the given solver"


class Bounds(NamedTuple):
    """A value with ties among the receiver's best actions going the sender's way, and against it."""

    best: float
    worst: float


@dataclass(frozen=True, eq=False)
class Persuasion:
    """A sender, receivers of several kinds and their actions, as tables.

    Parameters
    ----------
    sender, receiver : (S, K) float64
        Each player's probability of a state together with a kind of receiver.
    worth, utility : tuple of K (S, A_k) float64
        The sender's and the receiver's payoff of each action in each state.

    Examples
    --------
    >>> prosecutor = Persuasion.of([0.7, 0.3], worth=[[0, 1], [0, 1]], utility=[[1, 0], [0, 1]])
    >>> prosecutor.silence.best, prosecutor.clarity.best, round(prosecutor.optimum[0], 9)
    (0.0, 0.3, 0.6)
    """

    sender: Floats
    receiver: Floats
    worth: tuple[Floats, ...]
    utility: tuple[Floats, ...]

    @classmethod
    def of(
        cls, prior: ArrayLike, *, worth: ArrayLike, utility: ArrayLike, receiver_prior: ArrayLike | None = None
    ) -> "Persuasion":
        """One kind of receiver: a prior over states (S,) and payoffs (S, A)."""
        first = np.asarray(prior, dtype=np.float64)[:, None]
        second = first if receiver_prior is None else np.asarray(receiver_prior, dtype=np.float64)[:, None]
        return cls(first, second, (np.asarray(worth, dtype=np.float64),), (np.asarray(utility, dtype=np.float64),))

    @cached_property
    def silence(self) -> Bounds:
        """The sender's value when nothing is made public."""
        return self._value(told=False)

    @cached_property
    def clarity(self) -> Bounds:
        """The sender's value when the state is made public."""
        return self._value(told=True)

    @cached_property
    def optimum(self) -> tuple[float, Floats, tuple[tuple[int, ...], ...]]:
        """The best value, the probability (S, M) of each message in each state, and what each message recommends.

        Ties go the sender's way; by a hair less than this it can do without.

        Raises
        ------
        SolverError
            Too many recommendations, or a program that has no solution.
        """
        sizes = [table.shape[1] for table in self.worth]
        if np.prod(sizes, dtype=object) > MESSAGES:
            raise SolverError("too many recommendations", seen=int(np.prod(sizes, dtype=object)), need=f"{MESSAGES}")
        messages = tuple(product(*(range(size) for size in sizes)))
        states = len(self.sender)
        gain = np.array(
            [[self._paid(self.sender, self.worth, s, message) for message in messages] for s in range(states)]
        )
        found = linprog(
            -gain.ravel(),
            A_ub=self._obedience(messages),
            b_ub=np.zeros(sum((size - 1) for size in sizes) * len(messages)),
            A_eq=np.kron(np.eye(states), np.ones(len(messages))),
            b_eq=np.ones(states),
            bounds=(0.0, 1.0),
        )
        if found.status != 0:  # full clarity always obeys: only numbers that are no numbers come here
            raise SolverError("the disclosure program has no solution", seen=str(found.message), need="finite payoffs")
        used = found.x.reshape(states, len(messages))
        kept = np.flatnonzero(used.max(axis=0) > 1e-9)
        return float(-found.fun), used[:, kept], tuple(messages[place] for place in kept)

    def _obedience(self, messages: Sequence[tuple[int, ...]]) -> Floats | None:
        """Rows r with r @ x <= 0 where each kind of receiver takes what is recommended."""
        states = len(self.sender)
        rows = []
        for place, message in enumerate(messages):
            for kind, action in enumerate(message):
                for other in range(self.utility[kind].shape[1]):
                    if other != action:
                        table = np.zeros((states, len(messages)))
                        extra = self.utility[kind][:, other] - self.utility[kind][:, action]
                        table[:, place] = self.receiver[:, kind] * extra
                        rows.append(table.ravel())
        return np.array(rows) if rows else None

    def _paid(self, prior: Floats, payoff: tuple[Floats, ...], state: int, message: tuple[int, ...]) -> float:
        return float(sum(prior[state, kind] * payoff[kind][state, action] for kind, action in enumerate(message)))

    def _value(self, *, told: bool) -> Bounds:
        """The value when the receiver knows the state, or nothing."""
        best = worst = 0.0
        for kind, (worth, utility) in enumerate(zip(self.worth, self.utility, strict=True)):
            mine, theirs = self.sender[:, [kind]] * worth, self.receiver[:, [kind]] * utility
            mass = self.receiver[:, kind]
            if not told:
                mine, theirs, mass = mine.sum(axis=0)[None], theirs.sum(axis=0)[None], mass.sum()[None]
            slack = TIE * max(float(np.ptp(utility)), 1e-300) * mass[:, None]
            open_ = theirs >= theirs.max(axis=1, keepdims=True) - slack
            best += float(np.where(open_, mine, -np.inf).max(axis=1).sum())
            worst += float(np.where(open_, mine, np.inf).min(axis=1).sum())
        return Bounds(best, worst)


@dataclass(frozen=True, eq=False)
class Disclosure:
    """The best disclosure of every row, beside silence and full clarity; NaN in faulty rows.

    Parameters
    ----------
    exactness : Exactness
    states : tuple of str
        What can be disclosed.
    value : (R,) float
        The sender's, by its own probabilities.
    silence, clarity : (R, 2) float
        With ties going the sender's way, and against it.
    signals : tuple of (S, M) arrays
        For each row the probability of each message in each state.
    """

    exactness: Exactness
    states: tuple[str, ...]
    value: Floats
    silence: Floats
    clarity: Floats
    signals: tuple[Floats, ...]

    @property
    def tied(self) -> Marks:
        """(R, 2) whether the value of silence, and of clarity, depends on how the receiver breaks ties."""
        pairs = np.stack([self.silence, self.clarity], axis=1)
        return np.asarray(np.abs(pairs[..., 0] - pairs[..., 1]) > TIE * (1.0 + np.abs(pairs[..., 0])))


def disclosure(
    game: Game, parameters: Mapping[str, ArrayLike], sender: str, *, about: Collection[str] | None = None
) -> Disclosure:
    """Find what a sender should commit to make public, where one receiver then picks its best action.

    Parameters
    ----------
    game : Game
        Chance draws the state; one player decides first, once on every path, without having seen it; what follows has
        one undominated option everywhere.
    parameters : mapping of str to float or (R,) array
    sender : str
        Who chooses the disclosure; need not move.
    about : collection of str, optional
        Names of the chance moves that can be disclosed; by default all that the receiver never sees before it moves.

    Returns
    -------
    Disclosure

    Raises
    ------
    SolverError
        The game is of another shape, or the receiver holds a state impossible that the sender does not.

    Examples
    --------
    >>> from standoff.game import trace
    >>> def deter(play, p):
    ...     resolve = play.nature("resolve", {"weak": 1 - p.firm, "firm": p.firm}, known_to="defender")
    ...     if play.choose("attacker", "move", ["attack", "hold"]) == "hold":
    ...         return play.end(defender=1, attacker=0)
    ...     return play.end(defender=0, attacker=1 if resolve == "weak" else -1)
    >>> game = trace(deter, players=["defender", "attacker"], parameters=["firm"])
    >>> found = disclosure(game, {"firm": 0.3}, "defender")
    >>> [round(float(value), 9) for value in (found.silence[0, 0], found.clarity[0, 0], found.value[0])]
    [0.0, 0.3, 0.6]
    """
    if sender not in game.players:
        raise SolverError("no such player", seen=sender, near=nearest(sender, game.players))
    values = game.evaluate(parameters)
    shape = _Shape(game, game.players.index(sender), about)
    rows = values.rows
    value, silence, clarity = np.full(rows, np.nan), np.full((rows, 2), np.nan), np.full((rows, 2), np.nan)
    signals: list[Floats] = [np.zeros((len(shape.states), 0))] * rows
    for row in np.flatnonzero(values.fault == 0).tolist():
        persuasion = shape.persuasion(values, row)
        value[row], signals[row], _ = persuasion.optimum
        silence[row], clarity[row] = persuasion.silence, persuasion.clarity
    return Disclosure(Exactness.EXACT, tuple(map(_named, shape.states)), value, silence, clarity, tuple(signals))


class _Shape:
    """A game as states, kinds of receiver and actions."""

    def __init__(self, game: Game, sender: int, about: Collection[str] | None) -> None:
        self.game, self.sender = game, sender
        self.sets = self._first_sets()
        self.receiver = int(game.arrays.set_player[self.sets[0]])
        if self.receiver == sender:
            raise self._refused("the sender moves first, so it can signal by what it does")
        seen = {name for infoset in self.sets for name, _ in game.infosets[infoset].seen}
        drawn = {name for infoset in self.sets for node in self._nodes(infoset) for name, _ in game.history(node)}
        self.about = (drawn - seen) if about is None else set(about)
        for name in self.about - drawn:
            raise SolverError(
                "nothing of this name is drawn before the receiver moves", seen=name, near=nearest(name, drawn)
            )
        self.state_of = {
            node: tuple(step for step in game.history(node) if step[0] in self.about)
            for infoset in self.sets
            for node in self._nodes(infoset)
        }
        self.states = tuple(dict.fromkeys(self.state_of.values()))

    def persuasion(self, values: Values, row: int) -> Persuasion:
        """Return one row as tables."""
        arrays, numbers = self.game.arrays, values.quantities[row]
        payoffs = numbers[arrays.payoff_quantity]
        tolerance = TIE * (payoffs.max(axis=0) - payoffs.min(axis=0))
        alive = undominated(arrays, numbers, values.priors[row], tolerance)
        shape = (len(self.states), len(self.sets))
        weight = {player: np.zeros(shape) for player in (self.sender, self.receiver)}
        sums = {
            player: [np.zeros((shape[0], len(self.game.infosets[i].options))) for i in self.sets] for player in weight
        }
        for kind, infoset in enumerate(self.sets):
            for node in self._nodes(infoset):
                state = self.states.index(self.state_of[node])
                for player, table in weight.items():
                    chance = self._chance(node, numbers, player)
                    table[state, kind] += chance
                    for option in range(len(self.game.infosets[infoset].options)):
                        child = int(arrays.first_child[node]) + option
                        sums[player][kind][state, option] += chance * self._follow(child, numbers, alive, player)
        if ((weight[self.receiver] == 0.0) & (weight[self.sender] > 0.0)).any():
            raise SolverError(
                "the receiver holds a state impossible that the sender does not",
                where=f"game {self.game.name!r}, row {row}",
                need="positive probabilities for the receiver wherever the sender's are",
            )
        means = {
            player: tuple(
                np.divide(
                    total, weight[player][:, [kind]], out=np.zeros_like(total), where=weight[player][:, [kind]] > 0.0
                )
                for kind, total in enumerate(tables)
            )
            for player, tables in sums.items()
        }
        return Persuasion(weight[self.sender], weight[self.receiver], means[self.sender], means[self.receiver])

    def _first_sets(self) -> tuple[int, ...]:
        arrays, found, waiting = self.game.arrays, set(), [0]
        while waiting:
            node = waiting.pop()
            if arrays.kind[node] == DECISION:
                found.add(int(arrays.infoset[node]))
            else:
                waiting.extend(
                    range(int(arrays.first_child[node]), int(arrays.first_child[node] + arrays.branches[node]))
                )
        if len({int(arrays.set_player[infoset]) for infoset in found}) != 1:
            raise self._refused("no decision, or different players decide first")
        return tuple(sorted(found))

    def _follow(self, node: int, numbers: Floats, alive: Marks, player: int) -> float:
        """What a player expects below the receiver's action."""
        arrays = self.game.arrays
        if arrays.kind[node] == TERMINAL:
            return float(numbers[arrays.payoff_quantity[arrays.terminal[node], player]])
        first = int(arrays.first_child[node])
        if arrays.kind[node] == CHANCE:
            columns = arrays.believed_quantity[player, arrays.chance_start[node] :]
            return sum(
                float(numbers[columns[branch]]) * self._follow(first + branch, numbers, alive, player)
                for branch in range(int(arrays.branches[node]))
            )
        infoset = int(arrays.infoset[node])
        left = np.flatnonzero(alive[arrays.set_start[infoset] : arrays.set_start[infoset + 1]])
        if len(left) > 1:
            raise self._refused(f"what follows is open at {self.game.infosets[infoset].label}")
        return self._follow(first + int(left[0]), numbers, alive, player)

    def _chance(self, node: int, numbers: Floats, player: int) -> float:
        arrays, weight = self.game.arrays, 1.0
        while arrays.parent[node] >= 0:
            branch, node = int(arrays.branch[node]), int(arrays.parent[node])
            weight *= float(numbers[arrays.believed_quantity[player, arrays.chance_start[node] + branch]])
        return weight

    def _nodes(self, infoset: int) -> list[int]:
        arrays = self.game.arrays
        return [
            int(n)
            for n in arrays.set_members[arrays.set_members_start[infoset] : arrays.set_members_start[infoset + 1]]
        ]

    def _refused(self, why: str) -> SolverError:
        return SolverError(
            f"exact disclosure is not defined for this game: {why}",
            where=f"game {self.game.name!r}",
            need="one receiver who moves once, and nothing open after; else disclosure_on_grid",
        )


def concave_envelope(grid: Floats, worth: Floats, at: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the least concave function above some points, and the split that attains it.

    Parameters
    ----------
    grid : (R, G) or (G,) float64
        Ascending.
    worth : (R, G) float64
    at : (R,) float64
        Where, within the grid.

    Returns
    -------
    value, low, high : (R,) float64
        The envelope at `at`, and the two grid points between which it splits.

    Examples
    --------
    >>> value, low, high = concave_envelope(np.array([0.0, 0.2, 0.8, 1.0]), np.array([[0, 0.4, 1, 1]]), np.array([0.3]))
    >>> value.round(9), low, high
    (array([0.5]), array([0.2]), array([0.8]))
    """
    rows, points = worth.shape
    table = np.broadcast_to(grid, worth.shape)
    best = np.full(rows, -np.inf)
    low, high = np.full(rows, np.nan), np.full(rows, np.nan)
    place, where = np.arange(rows), at[:, None]
    for one in range(points):
        left, width = table[:, [one]], table - table[:, [one]]
        share = np.where(width > 0.0, (where - left) / np.where(width > 0.0, width, 1.0), 0.0)
        value = (1.0 - share) * worth[:, [one]] + share * worth
        value = np.where((left <= where) & (where <= table) & (width >= 0.0), value, -np.inf)
        other = value.argmax(axis=1)
        better = value[place, other] > best
        best[better] = value[place, other][better]
        low[better], high[better] = left[better, 0], table[place, other][better]
    return best, low, high


def disclosure_on_grid(
    worth_at: Callable[[Floats], tuple[Floats, Floats]], *, sender: Floats, receiver: Floats, points: int = 17
) -> Disclosure:
    """Find the best disclosure of a state with two values when what follows is solved belief by belief: not exact.

    Parameters
    ----------
    worth_at : callable
        Given the receiver's probability of the second value in every row (R,), returns the sender's value in the first
        and in the second, each (R,).
    sender, receiver : (R,) float64
        Each one's prior probability of the second value, strictly between 0 and 1.
    points : int
        Beliefs on the grid, evenly spaced from 0 to 1; the prior is added.

    Returns
    -------
    Disclosure
        States "first" and "second". What it is worth is at least silence and clarity by construction.

    Notes
    -----
    The value of a message that leads the receiver to belief q is weighed by the sender's probability of the message,
    so the envelope is taken of (1 - p) (1 - q) / (1 - r) v0(q) + p q / r v1(q), p and r the two priors [Alonso-Câmara].

    Raises
    ------
    SolverError
        A prior of 0 or 1: there is nothing to disclose.
    """
    if not (((sender > 0.0) & (sender < 1.0)).all() and ((receiver > 0.0) & (receiver < 1.0)).all()):
        raise SolverError("nothing to disclose", need="priors strictly between 0 and 1")
    inner = np.linspace(0.0, 1.0, points)
    grid = np.sort(np.column_stack([np.broadcast_to(inner, (len(receiver), points)), receiver]), axis=1)
    worth = np.empty_like(grid)
    for place in range(grid.shape[1]):
        first, second = worth_at(grid[:, place])
        weight = grid[:, place]
        worth[:, place] = (1 - sender) * (1 - weight) / (1 - receiver) * first + sender * weight / receiver * second
    value, low, high = concave_envelope(grid, worth, receiver)
    silent = np.take_along_axis(worth, np.argmax(grid == receiver[:, None], axis=1)[:, None], axis=1)[:, 0]
    clear = (1 - receiver) * worth[:, 0] + receiver * worth[:, -1]
    signals = tuple(_split(*ends) for ends in zip(low, high, receiver, strict=True))
    return Disclosure(
        Exactness.GRID,
        ("first", "second"),
        np.maximum(value, np.maximum(silent, clear)),
        np.column_stack([silent, silent]),
        np.column_stack([clear, clear]),
        signals,
    )


def _split(low: float, high: float, prior: float) -> Floats:
    """Message probabilities (2, 2) that lead from the prior to the two beliefs."""
    share = (prior - low) / (high - low) if high > low else 1.0
    second = np.array([(1 - share) * low, share * high]) / prior
    first = np.array([(1 - share) * (1 - low), share * (1 - high)]) / (1 - prior)
    return np.array([first, second])


def _named(state: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{name}={label}" for name, label in state) or "nothing"
