"""A draft row: a statement as a machine reads it, with its place in the text and the reasons for its confidence."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from standoff.errors import LedgerError
from standoff.ledger.cell import Place
from standoff.ledger.statement import (
    COLUMNS,
    Act,
    Audience,
    Authority,
    Direction,
    Form,
    Qualifier,
    Record,
    Specific,
    Statement,
    statement_cells,
    statement_from_cells,
)

DRAFT_COLUMNS: tuple[str, ...] = (*COLUMNS, "reasons")
"""The columns of a file of drafts: the ledger's, and why the confidence is what it is."""

CODED: tuple[str, ...] = COLUMNS[COLUMNS.index("speaker") : COLUMNS.index("specificity")]
"""The columns that are read off the words: who speaks, for whom, and what is said."""

SHOWN: tuple[str, ...] = (*CODED, "specificity", "date_from", "date_to", "expiry", "paraphrase")
"""The columns a reviewer decides on; the others are the draft's place in its source."""

LOOK_FIRST = 0.75
"""A row less sure than this is one to look at first."""

_NO_DAY = date(1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A row for a person to accept or mend; the fields of `Statement` by the same names, and `reasons`.

    `date_from` is None where the text gives no day that can be counted: the coder supplies it. `coder` is always empty.
    """

    id: str
    speaker: str
    office: str
    principal: str
    actor: str
    authority: Authority
    record: Record
    form: Form
    relay: int
    audience: Audience
    act: Act
    direction: Direction
    rungs: tuple[str, ...]
    instruments: tuple[str, ...]
    theatre: str
    qualifiers: tuple[Qualifier, ...]
    specificity: tuple[Specific, ...]
    date_from: date | None
    date_to: date | None
    expiry: date | None
    paraphrase: str
    source: str
    paragraph: int | None
    span: tuple[int, int]
    sentence_sha256: str
    confidence: float
    reasons: tuple[str, ...]

    def statement(self, *, coder: str, when: date | None = None) -> Statement:
        """Return the row as a statement of the ledger, coded by `coder`.

        Raises
        ------
        LedgerError
            When the draft has no date and none is given.
        """
        first = self.date_from or when
        if first is None:
            raise LedgerError("a row without a date", where=f"row {self.id}", need="the day it was said, as YYYY-MM-DD")
        fields = {name: getattr(self, name) for name in COLUMNS if name not in ("standing", "coder", "date_from")}
        return Statement(**fields, standing=False, coder=coder, date_from=first)


def draft_cells(draft: Draft) -> dict[str, str]:
    """Write a draft as text cells, a missing date as an empty one."""
    row = statement_cells(draft.statement(coder="", when=_NO_DAY))
    if draft.date_from is None:
        row["date_from"] = ""
    return row | {"coder": "", "reasons": "; ".join(draft.reasons)}


def write_drafts(drafts: Iterable[Draft]) -> str:
    """Return the drafts as CSV, cells verbatim, line feeds, one header line."""
    out = io.StringIO()
    writer = csv.DictWriter(out, DRAFT_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for draft in drafts:
        writer.writerow(draft_cells(draft))
    return out.getvalue()


def draft_from_cells(row: Mapping[str, str], place: Place) -> Draft:
    """Parse one row of a file of drafts.

    Raises
    ------
    LedgerError
        When a cell is not what its column needs, the span is missing, or the row claims a coder.
    """
    if row.get("coder", "").strip():
        raise LedgerError(
            "a draft that claims a coder", where=str(place.column("coder")), seen=row["coder"], need="an empty cell"
        )
    undated = not row.get("date_from", "").strip()
    given = {name: text for name, text in row.items() if name != "reasons"}
    statement = statement_from_cells(given | ({"date_from": str(_NO_DAY), "date_to": ""} if undated else {}), place)
    if statement.span is None:
        raise LedgerError(
            "a draft without its place", where=str(place.column("span")), need="two offsets such as 120-245"
        )
    fields = {
        name: getattr(statement, name) for name in COLUMNS if name not in ("standing", "coder", "date_from", "span")
    }
    reasons = tuple(part for part in row.get("reasons", "").split("; ") if part)
    return Draft(**fields, date_from=None if undated else statement.date_from, span=statement.span, reasons=reasons)


def read_drafts(text: str, *, where: str = "drafts") -> tuple[Draft, ...]:
    """Read a file of drafts as `write_drafts` writes it.

    Raises
    ------
    LedgerError
        With file, line and column.
    """
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise LedgerError("a file that is no CSV", where=f"{where}:{reader.line_num}", seen=str(error)) from error
    missing = [name for name in ("id", "speaker", "act", "span") if name not in (reader.fieldnames or ())]
    if missing:
        raise LedgerError("columns missing", where=where, seen=", ".join(missing), need="a file made by ledger suggest")
    for line, row in rows:
        if None in row or None in row.values():
            raise LedgerError("a row of another length than the header", where=f"{where}:{line}")
    drafts = tuple(draft_from_cells(row, Place(f"{where}:{line}")) for line, row in rows)
    seen: set[str] = set()
    for draft in drafts:
        if draft.id in seen:
            raise LedgerError("a duplicate id", where=where, seen=draft.id, need="ids that differ")
        seen.add(draft.id)
    return drafts
