"""Review of drafts: what a person accepts becomes rows of a ledger, decision by decision; nothing is lost."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from standoff.errors import LedgerError
from standoff.ledger.cell import Place
from standoff.ledger.files import Format, read_statements, statements_text
from standoff.ledger.statement import COLUMNS, Statement, statement_cells, statement_from_cells
from standoff.ledger.suggest.draft import Draft, draft_cells, draft_from_cells


class Verdict(Enum):
    """What a coder does with a draft."""

    ACCEPT = "accept"
    REJECT = "reject"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the journal."""

    draft: str
    verdict: Verdict
    coder: str
    time: str
    rows: tuple[dict[str, str], ...] = ()

    def line(self, seal: str) -> str:
        return json.dumps(
            {
                "draft": self.draft,
                "verdict": self.verdict.value,
                "coder": self.coder,
                "time": self.time,
                "drafts_sha256": seal,
                "rows": list(self.rows),
            },
            ensure_ascii=False,
        )


def _now() -> datetime:
    return datetime.now(UTC)


class Review:
    """A review of one file of drafts, kept in a journal beside the ledger.

    Every decision is on disk before the next is asked for: a review that is interrupted goes on where it stopped.

    Parameters
    ----------
    drafts : iterable of Draft
    journal : Path
        Lines of JSON, only ever appended to. Decisions found in it are taken over.
    coder : str
        Who decides; written into every row accepted.
    clock : callable, optional
        The time of a decision.

    Raises
    ------
    LedgerError
        When no coder is named, or the journal is damaged or belongs to other drafts.

    Examples
    --------
    >>> import tempfile
    >>> from standoff.ledger.suggest import suggest
    >>> said = "“No troops will be sent,” French President Luc Aubin said."
    >>> drafts = suggest(said, date=datetime(2031, 3, 12).date())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     review = Review(drafts, Path(folder) / "review.jsonl", "me")
    ...     statement = review.accept(review.pending[0])
    ...     review.pending, statement.coder
    ((), 'me')
    """

    def __init__(
        self, drafts: Iterable[Draft], journal: Path, coder: str, clock: Callable[[], datetime] = _now
    ) -> None:
        if not coder.strip():
            raise LedgerError("a review without a coder", need="a name: --coder")
        self._drafts = list(drafts)
        self._journal, self._coder, self._clock = journal, coder.strip(), clock
        self._seal = _seal(self._drafts)
        self._queue = list(self._drafts)
        self._accepted: list[Statement] = []
        self.decisions: list[Decision] = []
        for decision in self._read():
            self._take(decision)

    @property
    def pending(self) -> tuple[Draft, ...]:
        """Drafts not yet decided, in order."""
        return tuple(self._queue)

    @property
    def accepted(self) -> tuple[Statement, ...]:
        """Rows accepted so far, in the order of the decisions."""
        return tuple(self._accepted)

    def accept(self, draft: Draft, changes: Mapping[str, str] | None = None) -> Statement:
        """Accept a draft, with the coder's changes to its cells.

        Raises
        ------
        LedgerError
            When a changed cell is not what its column needs, or the row has no date.
        """
        cells = draft_cells(draft)
        cells.pop("reasons")
        given = {name: text for name, text in (changes or {}).items() if name not in ("coder", "sentence_sha256")}
        if "act" in given and "direction" not in given:
            cells["direction"] = ""
        cells |= given
        if given and "confidence" not in given:
            cells["confidence"] = "1"
        if not cells["date_from"].strip():
            raise LedgerError("a row without a date", where=f"row {draft.id}", need="date_from=YYYY-MM-DD")
        statement = statement_from_cells(cells | {"coder": self._coder}, Place(f"row {draft.id}"))
        if any(row.id == statement.id for row in self._accepted):
            raise LedgerError("an id already accepted", where=f"row {draft.id}", seen=statement.id, need="id=another")
        self._decide(draft, Verdict.ACCEPT, (statement_cells(statement),))
        return statement

    def reject(self, draft: Draft) -> None:
        """Reject a draft: it never becomes a row; the journal says so."""
        self._decide(draft, Verdict.REJECT, ())

    def split(self, draft: Draft, parts: int = 2) -> tuple[Draft, ...]:
        """Replace a draft by copies of it, to be edited one by one: a sentence that does two things is two rows.

        Raises
        ------
        LedgerError
            When the number of parts is not between 2 and 9.
        """
        if not 2 <= parts <= 9:
            raise LedgerError("a split into that many rows", seen=parts, need="a number from 2 to 9")
        rows = tuple(draft_cells(draft) | {"id": f"{draft.id}{'abcdefghi'[number]}"} for number in range(parts))
        self._decide(draft, Verdict.SPLIT, rows)
        return self.pending[:parts]

    def _decide(self, draft: Draft, verdict: Verdict, rows: tuple[dict[str, str], ...]) -> None:
        if not any(known.id == draft.id for known in self._queue):
            raise LedgerError("a draft that is not pending", where=f"row {draft.id}")
        decision = Decision(draft.id, verdict, self._coder, self._clock().isoformat(timespec="seconds"), rows)
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        with self._journal.open("a", encoding="utf-8") as file:
            file.write(decision.line(self._seal) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._take(decision)

    def _take(self, decision: Decision) -> None:
        place = next((n for n, draft in enumerate(self._queue) if draft.id == decision.draft), None)
        if place is None:
            raise LedgerError("a decision on an unknown draft", where=str(self._journal), seen=decision.draft)
        del self._queue[place]
        self.decisions.append(decision)
        here = Place(str(self._journal))
        if decision.verdict is Verdict.ACCEPT:
            self._accepted.extend(statement_from_cells(row, here) for row in decision.rows)
        elif decision.verdict is Verdict.SPLIT:
            self._queue[place:place] = [draft_from_cells(row, here) for row in decision.rows]

    def _read(self) -> list[Decision]:
        if not self._journal.exists():
            return []
        found: list[Decision] = []
        lines = self._journal.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                found.append(self._decision(json.loads(line)))
            except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
                if number == len(lines):  # a write that was cut off: the decision was never confirmed
                    self._journal.write_text("".join(f"{kept}\n" for kept in lines[:-1]), encoding="utf-8")
                    break
                raise LedgerError("a damaged journal", where=f"{self._journal}:{number}", seen=str(error)) from error
        return found

    def _decision(self, entry: Mapping[str, Any]) -> Decision:
        if entry["drafts_sha256"] != self._seal:
            raise LedgerError(
                "a journal of other drafts",
                where=str(self._journal),
                need="another --journal, or the drafts it began with",
            )
        rows = tuple({str(k): str(v) for k, v in row.items()} for row in entry["rows"])
        return Decision(entry["draft"], Verdict(entry["verdict"]), entry["coder"], entry["time"], rows)


def _seal(drafts: Iterable[Draft]) -> str:
    text = "\n".join(json.dumps(draft_cells(draft), sort_keys=True, ensure_ascii=False) for draft in drafts)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def enter(accepted: Iterable[Statement], ledger: Path) -> int:
    """Write accepted rows into a ledger file, after the rows it has; rows it already holds are left as they are.

    Parameters
    ----------
    accepted : iterable of Statement
    ledger : Path
        CSV or YAML by its suffix; made when there is none. Replaced as a whole, so that it is never half written.

    Returns
    -------
    int
        Rows added.

    Raises
    ------
    LedgerError
        When the ledger cannot be read, or holds another row under the id of an accepted one.
    """
    held = read_statements(ledger) if ledger.exists() else ()
    known = {row.id: row for row in held}
    fresh = []
    for row in accepted:
        if row.id not in known:
            fresh.append(row)
        elif known[row.id] != row:
            raise LedgerError(
                "another row has this id", where=str(ledger), seen=row.id, need="an id of its own: id=... when editing"
            )
    if fresh:
        form = Format.YAML if ledger.suffix in (".yaml", ".yml") else Format.CSV
        ledger.parent.mkdir(parents=True, exist_ok=True)
        beside = ledger.with_name(f".{ledger.name}.part")
        beside.write_text(statements_text((*held, *fresh), form), encoding="utf-8", newline="")
        os.replace(beside, ledger)
    return len(fresh)


def changes_of(words: str) -> dict[str, str]:
    """Parse a line such as ``act=refusal; instruments=jets+tanks`` into cells.

    Raises
    ------
    LedgerError
        When a part is no ``column=value``, or the column is unknown or not the coder's to change.

    Examples
    --------
    >>> changes_of("act=refusal; date_from=2031-03-12")
    {'act': 'refusal', 'date_from': '2031-03-12'}
    """
    found: dict[str, str] = {}
    for part in words.split("; "):
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals or name not in COLUMNS or name in ("coder", "sentence_sha256"):
            raise LedgerError(
                "a change that is none", seen=part, need="column=value; column=value, with columns of the ledger"
            )
        found[name] = value.strip()
    return found
