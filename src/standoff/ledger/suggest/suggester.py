"""From a text to draft rows: the rule-based suggester."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from standoff.ledger.statement import Direction
from standoff.ledger.suggest.clauses import rows
from standoff.ledger.suggest.document import document
from standoff.ledger.suggest.draft import Draft
from standoff.ledger.suggest.furniture import courtesy
from standoff.ledger.suggest.lexicon import load
from standoff.ledger.suggest.narrative import narrative
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import Genre
from standoff.ledger.suggest.row import Rows
from standoff.ledger.suggest.turns import turns


def suggest(
    text: str, *, date: date | None = None, source: str = "", lexicon: Path | None = None, posture_only: bool = False
) -> tuple[Draft, ...]:
    """Return draft rows for everything a voice says in the text, in the text's order.

    Parameters
    ----------
    text : str
        Plain text, paragraphs on lines of their own or between blank lines.
    date : date, optional
        The text's own date. Without it relative dates stay relative and their rows have no day.
    source : str
        Id of the source, written into every row; also the stem of the rows' ids.
    lexicon : Path, optional
        A folder of lexicon files laid over the bundled ones.
    posture_only : bool
        Leave out rows that make no cell.

    Returns
    -------
    tuple of Draft
        The same for the same input, whatever the day and the machine.

    Raises
    ------
    LedgerError
        When spaCy is not installed or a lexicon cannot be read.

    Examples
    --------
    >>> row, = suggest('“We will not send troops to Dravia,” German Chancellor Agnes Roth said.')
    >>> row.speaker, row.principal, row.act.value, row.instruments
    ('Agnes Roth', 'DEU', 'rule_out', ('troops',))
    """
    words = load(lexicon)
    drafts = _drafts(Page(text, words, date, source))
    return tuple(d for d in drafts if d.direction is not Direction.NONE) if posture_only else drafts


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSuggester:
    """The rules as a suggester: offline, deterministic, no model.

    Parameters
    ----------
    lexicon : Path, optional
        A folder of lexicon files laid over the bundled ones.
    posture_only : bool
        Leave out rows that make no cell.
    """

    lexicon: Path | None = None
    posture_only: bool = False

    def suggest(self, text: str, *, date: date | None = None, source: str = "") -> tuple[Draft, ...]:
        """Return the drafts of a text whose own date is `date`: see `suggest`."""
        return suggest(text, date=date, source=source, lexicon=self.lexicon, posture_only=self.posture_only)


def _drafts(page: Page) -> tuple[Draft, ...]:
    if page.plan.genre in (Genre.TRANSCRIPT, Genre.DIALOGUE):
        found = turns(page)
    elif page.plan.genre is Genre.STATEMENT:
        found = document(page)
    else:
        found = narrative(page)
    spoken = [u for u in found if not (page.official and courtesy(page.text[u.start : u.end]))]
    read = [row for utterance in spoken for row in rows(page, utterance)]
    read.sort(key=lambda pair: (pair[0].start, pair[0].end))
    stem, made = page.source or "row", Rows(page)
    return tuple(
        made.draft(f"{stem}-{number:03d}", utterance, reading) for number, (utterance, reading) in enumerate(read, 1)
    )
