"""What a game is: an immutable, labelled tree whose numbers are expressions of parameters."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from standoff.errors import GameError, ParameterError, nearest
from standoff.game import arrays as layout
from standoff.game.arrays import GameArrays
from standoff.game.symbols import Graph
from standoff.game.tree import Observation, Tree, flatten, frozen
from standoff.game.values import Evaluator, Values

if TYPE_CHECKING:
    from standoff.game.limits import ChancePlan


class InformationSet(NamedTuple):
    """What a player knows when it decides."""

    player: str
    question: str
    options: tuple[str, ...]
    seen: tuple[Observation, ...]

    @property
    def label(self) -> str:
        """One line: ``defender response | rung=hold, attributed=yes``."""
        seen = ", ".join(f"{name}={label}" for name, label in self.seen)
        return f"{self.player} {self.question}" + (f" | {seen}" if seen else "")


class ChanceMove(NamedTuple):
    """A node at which chance moves; `player` is whose move it looks like, or "" for nature's own."""

    node: int
    player: str
    name: str
    options: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Game:
    """A finite game in extensive form, traced from a play function or read from a file.

    Attributes
    ----------
    name : str
        For display; not part of what the game is.
    players, parameters, measures : tuple of str
        Their order is that of the axes of all results.
    graph : Graph
        The expressions of the game's numbers.
    arrays : GameArrays
        The tree; what kernels see.
    quantities : tuple of int
        The (K,) graph nodes of the distinct payoffs, probabilities, weights and measures.
    infosets : tuple of InformationSet
        (I,) in the order of the strategy vector.
    chances : tuple of ChanceMove
        In the order of nodes.

    Notes
    -----
    Games compare and hash by `digest`, pickle, and never change.

    Examples
    --------
    >>> from standoff.game.trace import trace
    >>> def deter(play, p):
    ...     if play.choose("challenger", "move", ["hold", "seize"]) == "hold":
    ...         return play.end(challenger=0, defender=0)
    ...     response = play.choose("defender", "response", ["yield", "fight"])
    ...     if response == "yield":
    ...         return play.end(challenger=p.gain, defender=-1)
    ...     play.measure(war=1)
    ...     return play.end(challenger=-p.cost, defender=-p.cost)
    >>> game = trace(deter, players=["challenger", "defender"], parameters=["gain", "cost"], name="deter")
    >>> game.infosets[game.infoset("defender", "response", move="seize")].label
    'defender response | move=seize'
    >>> game.evaluate({"gain": 1.0, "cost": [2.0, 3.0]}).quantities.shape
    (2, 5)
    """

    name: str
    players: tuple[str, ...]
    parameters: tuple[str, ...]
    graph: Graph
    arrays: GameArrays
    quantities: tuple[int, ...]
    infosets: tuple[InformationSet, ...]
    chances: tuple[ChanceMove, ...]
    measures: tuple[str, ...]

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        frozen(self.arrays)

    def __repr__(self) -> str:
        counts = [
            (len(self.players), "player"),
            (len(self.arrays.kind), "node"),
            (len(self.arrays.payoff_quantity), "terminal"),
            (len(self.infosets), "information set"),
            (len(self.arrays.weight_quantity), "action"),
            (len(self.parameters), "parameter"),
        ]
        listed = ", ".join(f"{count} {noun}" + ("" if count == 1 else "s") for count, noun in counts)
        return f"Game {self.name!r}: {listed}"

    def __eq__(self, other: object) -> bool:
        return self.digest == other.digest if isinstance(other, Game) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that makes the game but its name, the same on every machine."""
        described = json.dumps(
            [
                [self.players, self.parameters, self.measures, self.quantities],
                [[str(op), [repr(arg) for arg in args]] for op, args in self.graph.ops],
                self.infosets,
                self.chances,
            ]
        )
        digest = hashlib.sha256(described.encode())
        for array in self.arrays:
            digest.update(f"{array.shape}".encode() + array.astype(f"<i{array.itemsize}").tobytes())
        return digest.hexdigest()

    @cached_property
    def strategy_labels(self) -> tuple[str, ...]:
        """(A,) one line for each entry of a strategy vector: ``defender response | rung=hold: force``."""
        return tuple(f"{infoset.label}: {option}" for infoset in self.infosets for option in infoset.options)

    @cached_property
    def perfect_recall(self) -> bool:
        """Whether every player always remembers all it knew and did. True of every traced game; not of every file."""
        histories: dict[int, tuple[tuple[int, int], ...]] = {}
        return all(
            histories.setdefault(int(self.arrays.infoset[node]), self._own_history(int(node)))
            == self._own_history(int(node))
            for node in self.arrays.set_members
        )

    @cached_property
    def perfect_information(self) -> bool:
        """Whether every information set is a single node."""
        return len(self.arrays.set_members) == len(self.infosets)

    @cached_property
    def subjective(self) -> bool:
        """Whether some player may hold other probabilities than the true ones at some chance move."""
        return bool((self.arrays.believed_quantity != self.arrays.chance_quantity).any())

    def history(self, node: int) -> tuple[Observation, ...]:
        """Return the (name, label) of every move on the way to a node."""
        steps: list[Observation] = []
        while self.arrays.parent[node] >= 0:
            branch, node = int(self.arrays.branch[node]), int(self.arrays.parent[node])
            name, options = self._move(node)
            steps.append((name, options[branch]))
        return tuple(reversed(steps))

    def infoset(self, player: str, question: str, seen: Mapping[str, str] | None = None, /, **names: str) -> int:
        """Return the number of the information set of a player, a question and some of what the player has seen.

        Parameters
        ----------
        player, question : str
            As in ``play.choose``.
        seen, **names : str
            Labels seen, as many as it takes to single out one set; a mapping for names that are no Python names.

        Raises
        ------
        GameError
            When none or more than one set fits.
        """
        wanted = {*(seen or {}).items(), *names.items()}
        asked = [(i, s) for i, s in enumerate(self.infosets) if (s.player, s.question) == (player, question)]
        fitting = [number for number, infoset in asked if wanted <= set(infoset.seen)]
        if len(fitting) == 1:
            return fitting[0]
        where = f"infoset({player!r}, {question!r})"
        if not asked:
            known = [player for player in self.players if player in {s.player for s in self.infosets}]
            questions = sorted({s.question for s in self.infosets if s.player == player})
            near = nearest(question, questions) if player in known else nearest(player, known)
            raise GameError("no such question", where=where, need=f"one of {questions or known}", near=near)
        among = [self.infosets[number].label for number in fitting] or [infoset.label for _, infoset in asked]
        fault = f"{len(fitting)} information sets fit" if fitting else "no information set fits"
        raise GameError(fault, where=where, seen=dict(sorted(wanted)), need=f"one of {among[:5]}")

    def evaluate(
        self, parameters: Mapping[str, Any], *, rows: int | None = None, evaluator: Evaluator | None = None
    ) -> Values:
        """Return all numbers of the game for every row of parameters.

        Parameters
        ----------
        parameters : mapping of str to float or (R,) array
            A value or column for each of the game's parameters; others are ignored.
        rows : int, optional
            R when no column tells; 1 by default.
        evaluator : Evaluator, optional
            What computes the quantities in place of `Graph.evaluate`, for instance compiled code.

        Returns
        -------
        Values
            Quantities (R, K), conditional chance weights (R, M), marks and faults. A row with a bad number is
            marked in `fault`, raises nothing and touches no other row; a row's bits do not depend on the others.

        Raises
        ------
        ParameterError
            When a parameter is missing, not numeric, or the columns differ in length.
        """
        # Imported here so that describing and checking a game needs no Numba.
        from standoff.game.limits import conditional_chance

        columns, count = self._columns(parameters, rows)
        if evaluator is None:
            table = self.graph.evaluate(self.quantities, columns, rows=count)
        else:
            table = evaluator(columns, count)
        table.setflags(write=False)
        return Values(table, *conditional_chance(self._chance_plan, table))

    def _columns(self, parameters: Mapping[str, Any], rows: int | None) -> tuple[dict[str, Any], int]:
        columns: dict[str, Any] = {}
        for name in self.parameters:
            if name not in parameters:
                near = nearest(name, [other for other in parameters if other not in self.parameters])
                raise ParameterError(f"no value for parameter {name!r}", where=f"game {self.name!r}", near=near)
            try:
                column = np.asarray(parameters[name], dtype=np.float64)
            except (TypeError, ValueError) as error:
                raise ParameterError(
                    "not a number or a column of numbers", where=name, seen=parameters[name]
                ) from error
            if column.ndim > 1:
                raise ParameterError("a column has one axis", where=name, seen=column.shape)
            if column.ndim == 1:
                rows = len(column) if rows is None else rows
                if len(column) != rows:
                    raise ParameterError("columns differ in length", where=name, seen=len(column), need=f"{rows} rows")
            columns[name] = column
        return columns, 1 if rows is None else rows

    def _move(self, node: int) -> tuple[str, tuple[str, ...]]:
        if self.arrays.kind[node] == layout.DECISION:
            infoset = self.infosets[self.arrays.infoset[node]]
            return infoset.question, infoset.options
        chance = self._chance_at[node]
        return chance.name, chance.options

    @cached_property
    def _chance_plan(self) -> "ChancePlan":
        from standoff.game.limits import chance_plan

        return chance_plan(self.arrays)

    @cached_property
    def _chance_at(self) -> dict[int, ChanceMove]:
        return {chance.node: chance for chance in self.chances}

    def _own_history(self, node: int) -> tuple[tuple[int, int], ...]:
        """(information set, branch) of the owner's earlier moves on the way to a decision node."""
        arrays, steps = self.arrays, []
        owner = arrays.set_player[arrays.infoset[node]]
        while arrays.parent[node] >= 0:
            branch, node = int(arrays.branch[node]), int(arrays.parent[node])
            infoset = int(arrays.infoset[node])
            if infoset >= 0 and arrays.set_player[infoset] == owner:
                steps.append((infoset, branch))
        return tuple(reversed(steps))


def game_of_tree(
    tree: Tree,
    *,
    graph: Graph,
    name: str,
    players: tuple[str, ...],
    parameters: tuple[str, ...],
    measures: Sequence[str],
) -> Game:
    """Return the game of a complete tree, its graph pruned to what the game uses."""
    flat = flatten(tree, players=players, measures=tuple(measures), zero=graph.node(0.0))
    pruned, quantities = graph.pruned(flat.quantities, parameters)
    return Game(
        name=name,
        players=players,
        parameters=parameters,
        graph=pruned,
        arrays=flat.arrays,
        quantities=quantities,
        infosets=tuple(InformationSet(d.player, d.name, d.options, d.seen) for d in flat.decisions),
        chances=tuple(ChanceMove(node, c.player, c.name, c.options) for node, c in flat.chances),
        measures=tuple(measures),
    )
