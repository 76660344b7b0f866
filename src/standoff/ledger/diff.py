"""What differs between two ledgers, or between two days of one."""

from typing import NamedTuple

from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import Statement, statement_cells


class Edited(NamedTuple):
    """A statement that both ledgers hold, with the columns in which they differ."""

    before: Statement
    after: Statement
    columns: tuple[str, ...]


class LedgerDiff(NamedTuple):
    """Statements by id: in the later ledger alone, in the earlier alone, in both but not the same."""

    added: tuple[Statement, ...]
    removed: tuple[Statement, ...]
    edited: tuple[Edited, ...]


def diff(before: Ledger, after: Ledger) -> LedgerDiff:
    """Return what changed from one ledger to another, each list in its own ledger's order.

    For two days of one ledger compare `ledger.known(first)` with `ledger.known(second)`.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from datetime import date
    >>> from standoff.ledger.statement import Act
    >>> one = Statement(id="X1", speaker="A", act=Act.GOAL, date_from=date(2022, 3, 1))
    >>> two = replace(one, id="X2", date_from=date(2022, 3, 9))
    >>> ledger = Ledger((one, two))
    >>> [row.id for row in diff(ledger.known(date(2022, 3, 1)), ledger.known(date(2022, 3, 9))).added]
    ['X2']
    >>> [edit.columns for edit in diff(ledger, Ledger((replace(one, speaker="B"), two))).edited]
    [('speaker',)]
    """
    old = {row.id: row for row in before.statements}
    new = {row.id: row for row in after.statements}
    return LedgerDiff(
        added=tuple(row for row in after.statements if row.id not in old),
        removed=tuple(row for row in before.statements if row.id not in new),
        edited=tuple(_edited(old[row.id], row) for row in after.statements if row.id in old and old[row.id] != row),
    )


def _edited(before: Statement, after: Statement) -> Edited:
    one, two = statement_cells(before), statement_cells(after)
    return Edited(before, after, tuple(name for name in one if one[name] != two[name]))
