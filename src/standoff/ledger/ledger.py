"""The ledger itself: immutable tables of statements, deeds and sources, and views of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from standoff.errors import LedgerError, nearest
from standoff.ledger.columns import Columns, columns_of
from standoff.ledger.deed import Deed, Status
from standoff.ledger.source import Source
from standoff.ledger.statement import Statement


@dataclass(frozen=True)
class Ledger:
    """Statements, deeds and their sources. Every operation returns a new ledger.

    Parameters
    ----------
    statements, deeds, sources : tuple
        In the order of their files.

    Raises
    ------
    LedgerError
        When an id occurs twice in one table.

    Examples
    --------
    >>> from standoff.ledger.statement import Act
    >>> row = Statement(id="X1", speaker="A", principal="NATO", act=Act.RULE_OUT, date_from=date(2022, 3, 1))
    >>> ledger = Ledger(statements=(row,))
    >>> len(ledger.known(date(2022, 2, 28)).statements), ledger.statement("X1") is row
    (0, True)
    """

    statements: tuple[Statement, ...] = ()
    deeds: tuple[Deed, ...] = ()
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        for table, rows in (("statements", self.statements), ("deeds", self.deeds), ("sources", self.sources)):
            check_unique([row.id for row in rows], table)

    @cached_property
    def columns(self) -> Columns:
        """The statements as arrays, for `standoff.posture`; built on first use and kept."""
        return columns_of(self.statements)

    @cached_property
    def _by_id(self) -> dict[str, Statement]:
        return {statement.id: statement for statement in self.statements}

    def statement(self, key: str) -> Statement:
        """Return the statement of this id.

        Raises
        ------
        LedgerError
            When there is none; the message names the nearest id.
        """
        try:
            return self._by_id[key]
        except KeyError:
            near = nearest(key, self._by_id)
            raise LedgerError("no such statement", seen=key, need="an id of the ledger", near=near) from None

    @property
    def principals(self) -> tuple[str, ...]:
        """Every principal a statement binds, in order of first mention."""
        return tuple(dict.fromkeys(statement.principal for statement in self.statements if statement.principal))

    def where(self, keep: Callable[[Statement], bool]) -> "Ledger":
        """Return the ledger with the statements for which `keep` is true; deeds and sources stay."""
        return replace(self, statements=tuple(statement for statement in self.statements if keep(statement)))

    def known(self, as_of: date) -> "Ledger":
        """Return what was known at the end of a day: statements surely made, and deeds reported, by then."""
        return replace(
            self.where(lambda statement: statement.last <= as_of),
            deeds=tuple(deed for deed in self.deeds if deed.reported <= as_of),
        )

    def of_principals(self, *names: str) -> "Ledger":
        """Return the statements that bind any of these principals, and their deeds: one state, or a whole bloc."""
        return replace(
            self.where(lambda statement: statement.principal in names),
            deeds=tuple(deed for deed in self.deeds if deed.actor in names),
        )

    def of_speaker(self, name: str) -> "Ledger":
        """Return the statements of one speaker, without deeds."""
        return replace(self.where(lambda statement: statement.speaker == name), deeds=())

    def standing(self) -> "Ledger":
        """Return the treaty rows that lie under every posture."""
        return self.where(lambda statement: statement.standing)

    def without(self, *ids: str) -> "Ledger":
        """Return the ledger without these statements.

        Raises
        ------
        LedgerError
            When an id is not in the ledger.
        """
        for key in ids:
            self.statement(key)
        return self.where(lambda statement: statement.id not in ids)

    def adding(self, *statements: Statement) -> "Ledger":
        """Return the ledger with these statements at its end.

        Raises
        ------
        LedgerError
            When an id is taken.
        """
        return replace(self, statements=self.statements + statements)

    def deeds_at(self, as_of: date) -> tuple[Deed, ...]:
        """Return the deeds in force at the end of a day: begun by then, reported by then, and not ended.

        Examples
        --------
        >>> begun = Deed(id="D1", date_from=date(2022, 2, 1), reported=date(2022, 2, 2), instrument="arms",
        ...              status=Status.IN_FORCE)
        >>> ended = replace(begun, id="D2", date_from=date(2022, 3, 1), reported=date(2022, 3, 1), status=Status.ENDED)
        >>> [len(Ledger(deeds=(begun, ended)).deeds_at(date(2022, month, 15))) for month in (1, 2, 3)]
        [0, 1, 0]
        """
        known = [deed for deed in self.deeds if deed.reported <= as_of and deed.date_from <= as_of]
        ends = [deed for deed in known if deed.status is Status.ENDED]
        return tuple(
            deed
            for deed in known
            if deed.status is Status.IN_FORCE
            and not any(_same_course(deed, end) and end.date_from >= deed.date_from for end in ends)
        )

    def after(self, as_of: date) -> tuple[Statement, ...]:
        """Return the statements dated after a day, which no view of that day holds; worth a warning."""
        return tuple(statement for statement in self.statements if statement.last > as_of)


def _same_course(deed: Deed, other: Deed) -> bool:
    keys: Iterable[str] = ("actor", "instrument", "theatre", "place")
    return all(getattr(deed, key) == getattr(other, key) for key in keys)


def check_unique(ids: list[str], table: str) -> None:
    """Refuse a table in which an id occurs twice.

    Raises
    ------
    LedgerError
        Naming the first such id.
    """
    if len(set(ids)) == len(ids):
        return
    seen: set[str] = set()
    for key in ids:
        if key in seen:
            raise LedgerError("duplicate id", where=table, seen=key, need="every id once in its table")
        seen.add(key)
