"""One text being read, and what is known of it as a whole."""

import re
from datetime import date
from functools import lru_cache
from typing import Any

from standoff.errors import LedgerError
from standoff.ledger.suggest.dates import find_dates
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.paragraph import Genre, Kind, Layout
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.segmentation import layout
from standoff.ledger.suggest.voices import Voices


@lru_cache(maxsize=1)
def pipeline() -> Any:
    try:
        import spacy
    except ImportError as error:
        raise LedgerError("suggesting rows needs spaCy", need="pip install 'standoff[text]'") from error
    return spacy.blank("en")


class Page:
    """One text being read: how it is laid out, where it names states, who is in it, and its own day and country."""

    def __init__(self, text: str, lexicon: Lexicon, own: date | None, source: str) -> None:
        self.text, self.lexicon, self.source = text, lexicon, source
        self.plan: Layout = layout(text, lexicon)
        self.gazetteer = Gazetteer(text, lexicon, pipeline())
        self.own = own or self._header_date()
        self.home = self._home()
        skip = [(q.outer_start, q.outer_end) for p in self.plan.paragraphs for q in p.quotations]
        skip += [(p.start, p.end) for p in self.plan.paragraphs if p.kind is Kind.FURNITURE]
        self.voices = Voices(text, lexicon, self.gazetteer, home=self.home, skip=skip)

    @property
    def official(self) -> bool:
        return self.plan.genre in (Genre.TRANSCRIPT, Genre.STATEMENT, Genre.MINUTES, Genre.DIALOGUE)

    def _header_date(self) -> date | None:
        """A full date in the head of an official document is its own date; an article's never counts."""
        if self.plan.genre not in (Genre.TRANSCRIPT, Genre.STATEMENT, Genre.MINUTES):
            return None
        for paragraph in self.plan.paragraphs[:5]:
            for when in find_dates(self.text[paragraph.start : paragraph.end], None):
                if when.first is not None and when.first == when.last:
                    return when.first
        return None

    def _home(self) -> str:
        """The state a text is written in: its dateline, or the head of an official document."""
        for line in re.finditer(r"[^\n]+", self.text[:1500]):
            dateline = re.match(
                r"([A-ZÀ-Þ][A-ZÀ-Þ .'’]{2,30}|[A-ZÀ-Þ][a-z]+)(?:,[^—–-]{0,40})?(?: ?\([^)]*\))? ?(?:[—–-]|\.|"
                r":(?= [A-Z]))",
                line.group(),
            )
            if dateline:
                surface = self.lexicon.surfaces.get(dateline[1].strip().title())
                if surface is not None and not surface.bloc:
                    return surface.code
        return self._home_of_document() if self.official else ""

    def _home_of_document(self) -> str:
        """The state in the head of an official document: whose ministry, from which city, at which palace."""
        body = next((p.start for p in self.plan.paragraphs if p.kind in (Kind.BODY, Kind.QUESTION)), 0)
        head = self.gazetteer.between(0, body)
        lead = self.text[:body]
        owned = [
            hit
            for hit in head
            if re.search(
                r"(?i)\b(?:ministry|government|embassy|office|minister|president|republic)"
                r"\b[\w ]{0,40} of (?:the )?$",
                lead[: hit.start],
            )
        ]
        dated = [
            hit
            for hit in head
            if hit.kind == "seat" and re.match(r",? (?:on )?(?:\d{1,2} [A-Z]|[A-Z][a-z]+ \d)", lead[hit.end :])
        ]
        seats = [hit for hit in head if hit.kind == "seat"]
        issued = re.search(r"\b(?:by|of|from|with)\b", lead) is not None
        for found in (owned, dated, seats, head if issued else ()):
            if found:
                return found[0].code
        if re.search(r"(?i)press secretary|\b[ap]\.?m\.? E[SD]T\b|department press briefing", self.text[:600]):
            return "USA"
        return ""
