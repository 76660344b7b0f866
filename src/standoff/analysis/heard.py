"""What a speech, an article or a communiqué would add to a scenario's ledger, read by the rules of the suggester.

Nobody has reviewed these rows, so each says how sure the rules are, and what they found but left aside is told as well.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from standoff.analysis.impact import vocabulary
from standoff.errors import LedgerError
from standoff.ledger.cell import Place
from standoff.ledger.statement import Direction, Statement

if TYPE_CHECKING:
    from standoff.scenario.scenario import Scenario

NAMED = 3
"""Rows of one kind left aside that are named; the rest are counted."""


class Aside(NamedTuple):
    """A row that the rules found and that does not enter the card, and why not."""

    row: Statement
    reason: str


@dataclass(frozen=True)
class Heard:
    """What was found in a text: the rows that would make a cell, and those left aside."""

    rows: tuple[Statement, ...]
    aside: tuple[Aside, ...]

    def aside_in_words(self) -> tuple[str, ...]:
        """Return one sentence a reason."""
        reasons = dict.fromkeys(one.reason for one in self.aside)
        return tuple(f"{reason}: {_named(one.row for one in self.aside if one.reason == reason)}" for reason in reasons)


def heard(path: Path, scenario: "Scenario", *, said_on: date | None = None, sure: float = 0.0) -> Heard:
    """Return the statements in a text that would make a cell.

    Parameters
    ----------
    path : Path
        The text, in UTF-8. It is read and not kept.
    scenario : Scenario
        Gives the principals, the names that may be used and the day of the card.
    said_on : date, optional
        The text's own date; the day of the card, the one after the scenario's own, unless given.
    sure : float
        Rows the rules are less sure of than this are left aside.

    Raises
    ------
    LedgerError
        If the text cannot be read, is dated after the day of the card, or nothing in it would make a cell.
    """
    from standoff.ledger.suggest import suggest
    from standoff.ledger.suggest.text_file import read_text

    card = scenario.as_of + timedelta(days=1)
    day = said_on or card
    if day > card:
        raise LedgerError("dated after the day of the card", where=str(path), seen=str(day), need=f"{card} at most")
    drafts = suggest(read_text(path), date=day, source="text")
    found = [draft.statement(coder="suggested", when=day) for draft in drafts]
    reasons = [_left_aside(row, scenario, card=card, sure=sure) for row in found]
    aside = tuple(Aside(row, reason) for row, reason in zip(found, reasons, strict=True) if reason)
    rows = tuple(row for row, reason in zip(found, reasons, strict=True) if not reason)
    if not rows:
        found_only = "; ".join(Heard((), aside).aside_in_words()) or "nothing"
        raise LedgerError(
            f"no statement that would make a cell (left aside, {found_only})",
            where=str(path),
            need="a text in which a principal of the scenario says what it will or will not do",
        )
    return Heard(rows, aside)


def _left_aside(row: Statement, scenario: "Scenario", *, card: date, sure: float) -> str:
    """Return why a row does not enter the card, or nothing."""
    if row.direction is Direction.NONE:
        return "making no cell"
    if scenario.frame is None or row.principal not in scenario.frame.principals:
        return f"of nobody in {scenario.name}"
    if row.last > card:
        return f"dated after {card}"
    if row.confidence < sure:
        return f"less sure than {sure:g}"
    try:
        vocabulary(scenario).check(row, Place(row.id))
    except LedgerError as error:
        return f"naming what {scenario.name} lacks ({error.seen})"
    return ""


def _named(rows: Iterable[Statement]) -> str:
    kinds = Counter(f"{row.act.value.replace('_', ' ')} by {row.principal or row.speaker or 'nobody'}" for row in rows)
    named = [f"{kind} ×{count}" if count > 1 else kind for kind, count in kinds.most_common(NAMED)]
    rest = sum(kinds.values()) - sum(count for _, count in kinds.most_common(NAMED))
    return ", ".join(named) + (f" and {rest} more" if rest else "")
