"""Text cells and typed values: the one place where a ledger file's text becomes an enum, a date or a tuple."""

import calendar
import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import Enum
from typing import NamedTuple, TypeVar

from standoff.errors import LedgerError, nearest

E = TypeVar("E", bound=Enum)


class Word(Enum):
    """An enum whose members hash by identity: a ledger of 100,000 rows looks them up millions of times."""

    __hash__ = object.__hash__


JOIN = "+"
"""Between the members of a tuple cell: `unilateral+for_now`. A comma is read too, never written."""

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Place(NamedTuple):
    """Where a cell stands, for error messages: the file and line, or the row's id, and the column.

    Examples
    --------
    >>> str(Place("ledger.csv:7").column("rungs"))
    'ledger.csv:7 column rungs'
    """

    row: str = ""
    name: str = ""

    def column(self, name: str) -> "Place":
        """Return the place of one column in the same row."""
        return Place(self.row, name)  # five times as quick as _replace, and called for every cell

    def __str__(self) -> str:
        column = f"column {self.name}" if self.name else ""
        return " ".join(part for part in (self.row, column) if part)


def one_of(cell: str, kind: type[E], place: Place) -> E:
    """Return the member of an enum whose value the cell names.

    Raises
    ------
    LedgerError
        When the cell names no member; the message lists them and the nearest.

    Examples
    --------
    >>> from standoff.ledger.statement import Act
    >>> one_of("rule_out", Act, Place())
    <Act.RULE_OUT: 'rule_out'>
    """
    word = cell.strip()
    try:
        return kind(word)
    except ValueError:
        names = [str(member.value) for member in kind]
        raise LedgerError(
            "unknown value", where=str(place), seen=word, need=f"one of {', '.join(names)}", near=nearest(word, names)
        ) from None


def names(cell: str, place: Place) -> tuple[str, ...]:
    """Return the names of a tuple cell, in the cell's order.

    Raises
    ------
    LedgerError
        When a name is empty or given twice.

    Examples
    --------
    >>> names("chemical@protege + nuclear@protege", Place())
    ('chemical@protege', 'nuclear@protege')
    >>> names("", Place())
    ()
    """
    if not cell.strip():
        return ()
    found = tuple(part.strip() for part in cell.replace(",", JOIN).split(JOIN))
    if "" in found:
        raise LedgerError("empty name in a list", where=str(place), seen=cell, need=f"names joined by {JOIN}")
    if len(set(found)) < len(found):
        raise LedgerError("a name is given twice", where=str(place), seen=cell, need="each name once")
    return found


def members(cell: str, kind: type[E], place: Place) -> tuple[E, ...]:
    """Return the enum members that a tuple cell names, in the cell's order.

    Examples
    --------
    >>> from standoff.ledger.statement import Qualifier
    >>> [q.value for q in members("unilateral+for_now", Qualifier, Place())]
    ['unilateral', 'for_now']
    """
    return tuple(one_of(name, kind, place) for name in names(cell, place))


def interval(cell: str, place: Place) -> tuple[date, date]:
    """Return the first and last day that a date cell may mean: a day, a month or a year.

    Raises
    ------
    LedgerError
        When the cell is no ISO date.

    Examples
    --------
    >>> interval("2022-02", Place())
    (datetime.date(2022, 2, 1), datetime.date(2022, 2, 28))
    """
    match = _DAY.fullmatch(cell.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else 0 for part in match.groups())
        first = date(year, month or 1, day or 1)
        last_month = month or 12
        return first, date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    except ValueError:
        raise LedgerError(
            "not a date", where=str(place), seen=cell, need="YYYY-MM-DD, or YYYY-MM or YYYY where only that is known"
        ) from None


def dates(first: str, last: str, place: Place) -> tuple[date, date | None]:
    """Return `date_from` and `date_to` of a row; `date_to` is None where the row has one exact day.

    Raises
    ------
    LedgerError
        When a cell is no date or the interval runs backwards.
    """
    start, end = interval(first, place.column("date_from"))
    if last.strip():
        end = interval(last, place.column("date_to"))[1]
    if end < start:
        raise LedgerError(
            "the interval ends before it begins",
            where=str(place.column("date_to")),
            seen=last,
            need=f"{start} or later",
        )
    return start, None if end == start else end


def optional_day(cell: str, place: Place) -> date | None:
    """Return the last day a date cell may mean, None for an empty cell."""
    return interval(cell, place)[1] if cell.strip() else None


def number(cell: str, kind: Callable[[str], float], place: Place, *, low: float = 0.0, high: float = 1e15) -> float:
    """Return a number within [low, high]; `kind` is `int` or `float`.

    Raises
    ------
    LedgerError
        When the cell is no such number.

    Examples
    --------
    >>> number("0.9", float, Place(), high=1.0)
    0.9
    """
    wanted = "a whole number" if kind is int else "a number"
    try:
        value = kind(cell.strip())
    except (ValueError, OverflowError):
        value = float("nan")
    if not low <= value <= high:
        raise LedgerError("not in range", where=str(place), seen=cell, need=f"{wanted} from {low:g} to {high:g}")
    return value


def yes(cell: str, place: Place) -> bool:
    """Return True for `yes`, False for `no` or an empty cell."""
    word = cell.strip()
    if word not in ("", "no", "yes"):
        raise LedgerError("neither yes nor no", where=str(place), seen=cell, need="yes, no or an empty cell")
    return word == "yes"


def sha256(cell: str, place: Place) -> str:
    """Return the hash in the cell, empty where the source's sentence was not at hand."""
    word = cell.strip()
    if word and not _SHA256.fullmatch(word):
        raise LedgerError("not a SHA-256", where=str(place), seen=word, need="64 hexadecimal digits in lower case")
    return word


def number_cell(value: float | None) -> str:
    """Write a number the shortest way that reads back the same.

    Examples
    --------
    >>> number_cell(1000.0), number_cell(0.25), number_cell(None)
    ('1000', '0.25', '')
    """
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def tuple_cell(values: Iterable[str | Enum]) -> str:
    """Write a tuple as names joined by `+`."""
    return JOIN.join(str(value.value) if isinstance(value, Enum) else value for value in values)
