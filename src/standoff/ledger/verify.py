"""Check a ledger against a source text at hand: is every coded sentence still there, and where?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from standoff.errors import LedgerError, nearest
from standoff.ledger.deed import Deed
from standoff.ledger.ledger import Ledger
from standoff.ledger.sentence import paragraphs, quotations, sentence_sha256, sentences
from standoff.ledger.statement import Statement

_RUN = 4
"""Longest run of adjacent sentences tried as one: a coder may take a quotation of several as one sentence."""


class Outcome(Enum):
    """What became of a coded sentence."""

    FOUND = "found"
    MOVED = "moved"
    MISSING = "missing"
    UNHASHED = "unhashed"


class Verified(NamedTuple):
    """One row of a ledger against the text: `paragraph` as coded, `at` the paragraphs in which the sentence stands."""

    id: str
    table: str
    outcome: Outcome
    paragraph: int | None
    at: tuple[int, ...]


def verify(ledger: Ledger, text: str, *, source: str = "") -> tuple[Verified, ...]:
    """Return, for each statement and deed of a source, whether its sentence is in the text.

    Found means in the coded paragraph (or anywhere, where none is coded), moved in another one; unhashed rows were
    coded without the text. Sentence boundaries need not agree with the coder's: every sentence, quotation, run of up to
    four adjacent sentences, and whole paragraph is tried.

    Parameters
    ----------
    ledger : Ledger
    text : str
        The whole source text.
    source : str
        Id of the source the text is of; may be left out where the ledger cites one source with hashes.

    Raises
    ------
    LedgerError
        When the source is unknown, or left out where several have hashes.

    Examples
    --------
    >>> from datetime import date
    >>> from standoff.ledger.statement import Act, Statement
    >>> row = Statement(id="X1", speaker="A", act=Act.GOAL, date_from=date(2022, 3, 1), source="s", paragraph=1,
    ...                 sentence_sha256=sentence_sha256("We shall see."))
    >>> [verify(Ledger((row,)), text)[0].outcome.value for text in ("“We shall see.”", "No.\\nWe shall see.", "No.")]
    ['found', 'moved', 'missing']
    """
    key = _source(ledger, source)
    places = _places(text)
    tables: tuple[tuple[str, Iterable[Statement | Deed]], ...] = (
        ("statements", ledger.statements),
        ("deeds", ledger.deeds),
    )
    found = []
    for table, rows in tables:
        for row in rows:
            if row.source == key:
                at = tuple(sorted(places.get(row.sentence_sha256, ())))
                outcome = _outcome(row.sentence_sha256, row.paragraph, at)
                found.append(Verified(row.id, table, outcome, row.paragraph, at))
    return tuple(found)


def _outcome(sha256: str, paragraph: int | None, at: tuple[int, ...]) -> Outcome:
    if not sha256:
        return Outcome.UNHASHED
    if not at:
        return Outcome.MISSING
    return Outcome.FOUND if paragraph is None or paragraph in at else Outcome.MOVED


def _source(ledger: Ledger, source: str) -> str:
    rows: tuple[Statement | Deed, ...] = (*ledger.statements, *ledger.deeds)
    hashed = dict.fromkeys(row.source for row in rows if row.sentence_sha256)
    cited = tuple(dict.fromkeys([*hashed, *(source.id for source in ledger.sources)]))
    if source:
        if source not in cited:
            near = nearest(source, cited)
            raise LedgerError("unknown source", seen=source, need=f"one of {', '.join(cited)}", near=near)
        return source
    if len(hashed) > 1:
        raise LedgerError("which source is this the text of?", need=f"one of {', '.join(hashed)}")
    return next(iter(hashed), "")


def _places(text: str) -> dict[str, set[int]]:
    """The paragraphs in which each candidate sentence stands, by its hash."""
    places: dict[str, set[int]] = defaultdict(set)
    for paragraph, candidate in _candidates(text):
        places[sentence_sha256(candidate)].add(paragraph)
    return places


def _candidates(text: str) -> Iterator[tuple[int, str]]:
    for number, start, end in paragraphs(text):
        yield number, text[start:end]
    whole = sentences(text)
    for index, first in enumerate(whole):
        for last in whole[index : index + _RUN]:
            if last.paragraph == first.paragraph:
                yield first.paragraph, text[first.start : last.end]
    for quotation in quotations(text):
        yield quotation.paragraph, quotation.text
        inner = sentences(quotation.text)
        for index, first in enumerate(inner):
            for last in inner[index : index + _RUN]:
                yield quotation.paragraph, quotation.text[first.start : last.end]
