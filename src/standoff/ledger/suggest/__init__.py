"""Draft ledger rows from a text: who said what, found by rule, for a person to accept or mend.

A text becomes a `page`: its `genre`, its `paragraph`s behind `labels` and furniture, its `places` and `people`.
Whether it is an official text is the sum of the signs in `official`; whose, the heaviest of the `claims` (from its
`headings`, `masthead`, house and the body `acting` in it). `turns` read a transcript, `document` a statement,
`narrative` an article, where `frames` find a verb of saying (`verbs`), its subject (`subjects`) and its words
(`complements`). `voices` say who a phrase is, `principals` and `allegiance` whose state. `acts` read what the words do,
`matters` what they are about, `owner` whose action it is; `row` makes the draft.
"""

from datetime import date
from typing import Protocol

from standoff.ledger.suggest.draft import Draft, read_drafts, write_drafts
from standoff.ledger.suggest.suggester import RuleSuggester, suggest

__all__ = ["Draft", "RuleSuggester", "Suggester", "read_drafts", "suggest", "write_drafts"]


class Suggester(Protocol):
    """What turns a text into drafts: the rules, or an endpoint the user names."""

    def suggest(self, text: str, *, date: date | None = None, source: str = "") -> tuple[Draft, ...]:
        """Return the drafts of a text whose own date is `date`."""
        ...
