"""The posture matrix: three numbers a cell, a label for the eye, and the rows that made it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import NamedTuple

from standoff.errors import PostureError
from standoff.posture.frame import Frame

FLOOR = 0.1
"""Strength from which a label speaks. A judgement of display: numbers below it still reach the game."""


class Label(Enum):
    """What the eye reads off a cell."""

    MIXED = "mixed"
    RULED_OUT = "ruled out"
    COMMITTED = "committed"
    THREATENED = "threatened"
    UNSAID = "unsaid"


class Mark(Enum):
    """What a reader should know about a cell beside its numbers."""

    PARTIAL_DELIVER = "partial:deliver"
    PARTIAL_WITHHOLD = "partial:withhold"
    PARTIAL_RESERVE = "partial:reserve"
    LAPSED = "lapsed"
    RESERVED = "reserved"
    STANDING = "standing"
    IN_FORCE = "in force"
    HINTED = "hinted"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Cell:
    """One rung × instrument.

    Parameters
    ----------
    deliver, vague, withhold : float
        Strengths in [0, 1]: explicit delivery, vague delivery, withheld.
    marks : frozenset of Mark
    rows : tuple of str
        Ids of the statements that cover the cell, whether they still count or not, in the ledger's order.
    split : bool
        One voice of the alliance delivers and another withholds, whatever the rule made of it.

    Examples
    --------
    >>> Cell(withhold=0.8).label, Cell(vague=0.2, withhold=0.8).label, Cell(withhold=0.025).label
    (<Label.RULED_OUT: 'ruled out'>, <Label.MIXED: 'mixed'>, <Label.UNSAID: 'unsaid'>)
    """

    deliver: float = 0.0
    vague: float = 0.0
    withhold: float = 0.0
    marks: frozenset[Mark] = frozenset()
    rows: tuple[str, ...] = ()
    split: bool = False

    @property
    def numbers(self) -> tuple[float, float, float]:
        """(deliver, vague, withhold)."""
        return self.deliver, self.vague, self.withhold

    @property
    def label(self) -> Label:
        """The label the numbers and the split call for."""
        for_it = max(self.deliver, self.vague)
        if self.split or (for_it >= FLOOR and self.withhold >= FLOOR):
            return Label.MIXED
        if self.withhold >= FLOOR:
            return Label.RULED_OUT
        if self.deliver >= FLOOR:
            return Label.COMMITTED
        return Label.THREATENED if self.vague >= FLOOR else Label.UNSAID

    def with_numbers(self, deliver: float | None, vague: float | None, withhold: float | None) -> "Cell":
        """Return the cell with the numbers given replaced, marked *edited*, its rows kept."""
        return Cell(
            self.deliver if deliver is None else float(deliver),
            self.vague if vague is None else float(vague),
            self.withhold if withhold is None else float(withhold),
            self.marks | {Mark.EDITED},
            self.rows,
        )

    def union(self, other: "Cell") -> "Cell":
        """Return the cell with the larger of each number, and both cells' marks and rows."""
        return Cell(
            max(self.deliver, other.deliver),
            max(self.vague, other.vague),
            max(self.withhold, other.withhold),
            self.marks | other.marks,
            tuple(dict.fromkeys(self.rows + other.rows)),
            self.split or other.split,
        )


EMPTY = Cell()
Key = tuple[str, str]


class Cells(Mapping[Key, Cell]):
    """The cells of a matrix that hold anything, immutable, in the frame's order."""

    __slots__ = ("_cells",)

    def __init__(self, cells: Mapping[Key, Cell] | None = None) -> None:
        self._cells = dict(cells or {})

    def __getitem__(self, key: Key) -> Cell:
        return self._cells[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __hash__(self) -> int:
        return hash(frozenset(self._cells.items()))

    def __repr__(self) -> str:
        return f"Cells({self._cells!r})"


class Layer(Enum):
    """Who hears: everyone, or the adversary alone."""

    PUBLIC = "public"
    PRIVATE = "private"


class Change(NamedTuple):
    """One cell that differs between two postures."""

    rung: str
    column: str
    before: Cell
    after: Cell
    layer: Layer

    @property
    def numeric(self) -> bool:
        """Whether a number changed, hence the game; else only marks, rows or the label did."""
        return self.before.numbers != self.after.numbers


@dataclass(frozen=True)
class Posture:
    """A rung × instrument matrix, with a second layer for what only the adversary was told.

    Examples
    --------
    >>> from standoff.posture.frame import Instrument, Rung
    >>> frame = Frame((Rung("hold", "protege"),), (), (Instrument("troops", "force"),), "NATO")
    >>> closed = Posture(frame).edit("hold", "troops", withhold=0.8)
    >>> closed.cell("hold", "troops").label.value, [change.column for change in Posture(frame).diff(closed)]
    ('ruled out', ['troops'])
    """

    frame: Frame
    cells: Cells = field(default_factory=Cells)
    private: Cells = field(default_factory=Cells)

    def layer(self, layer: Layer) -> Cells:
        """Return the cells of one layer."""
        return self.private if layer is Layer.PRIVATE else self.cells

    def cell(self, rung: str, column: str, layer: Layer = Layer.PUBLIC) -> Cell:
        """Return a cell, empty where nothing was said.

        Raises
        ------
        PostureError
            When the frame has no such rung or column.
        """
        found = self.layer(layer).get((rung, column))
        if found is not None:
            return found
        self.frame.theatre_of(rung)
        if column not in self.frame.columns:
            self.frame.instruments_of(column)
            raise PostureError(
                "a class is no column",
                seen=column,
                need="one instrument; standoff.posture.response answers for a class",
            )
        return EMPTY

    def edit(
        self,
        rung: str,
        column: str,
        *,
        deliver: float | None = None,
        vague: float | None = None,
        withhold: float | None = None,
        layer: Layer = Layer.PUBLIC,
    ) -> "Posture":
        """Return the posture with numbers of one cell set by hand; a class edits each of its instruments.

        The cell keeps its rows and is marked *edited*.

        Raises
        ------
        PostureError
            When the frame has no such rung or column, or a number lies outside [0, 1].
        """
        numbers = {"deliver": deliver, "vague": vague, "withhold": withhold}
        for name, value in numbers.items():
            if value is not None and not 0.0 <= value <= 1.0:
                raise PostureError("strength out of range", where=name, seen=value, need="a number in [0, 1]")
        self.frame.theatre_of(rung)
        changed = dict(self.layer(layer))
        for name in self.frame.instruments_of(column):
            changed[rung, name] = self.cell(rung, name, layer).with_numbers(deliver, vague, withhold)
        return self.with_layer(layer, changed)

    def with_layer(self, layer: Layer, cells: Mapping[Key, Cell]) -> "Posture":
        """Return the posture with one layer's cells replaced, empty ones dropped."""
        kept = Cells({key: cells[key] for key in self.frame.cells if cells.get(key, EMPTY) != EMPTY})
        return replace(self, private=kept) if layer is Layer.PRIVATE else replace(self, cells=kept)

    def diff(self, other: "Posture") -> tuple[Change, ...]:
        """Return the cells that differ, from this posture to the other, public layer first."""
        self._check_frame(other)
        return tuple(
            Change(*key, self.layer(layer).get(key, EMPTY), other.layer(layer).get(key, EMPTY), layer)
            for layer in Layer
            for key in self.frame.cells
            if self.layer(layer).get(key, EMPTY) != other.layer(layer).get(key, EMPTY)
        )

    def union(self, other: "Posture") -> "Posture":
        """Return both postures said together: the larger of each number."""
        self._check_frame(other)
        joined = self
        for layer in Layer:
            mine, theirs = self.layer(layer), other.layer(layer)
            cells = {key: mine.get(key, EMPTY).union(theirs.get(key, EMPTY)) for key in self.frame.cells}
            joined = joined.with_layer(layer, cells)
        return joined

    def numbers(self) -> tuple[tuple[str, str, str, float, float, float], ...]:
        """Return (layer, rung, column, deliver, vague, withhold) of every cell with a number, in the frame's order.

        Two postures are the same to the game exactly when these are equal.
        """
        return tuple(
            (layer.value, *key, *cells[key].numbers)
            for layer in Layer
            for cells in (self.layer(layer),)
            for key in self.frame.cells
            if key in cells and any(cells[key].numbers)
        )

    def _check_frame(self, other: "Posture") -> None:
        if self.frame != other.frame:
            raise PostureError("the postures have different frames", need="the same rungs, instruments and members")
