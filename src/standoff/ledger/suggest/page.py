"""One text being read, and what is known of it as a whole."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from standoff.errors import LedgerError
from standoff.ledger.suggest.casting import heads_of
from standoff.ledger.suggest.dates import find_dates
from standoff.ledger.suggest.frame import Frame
from standoff.ledger.suggest.frames import frames
from standoff.ledger.suggest.headings import form_of
from standoff.ledger.suggest.home import home_of
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.markup import plain_of
from standoff.ledger.suggest.masthead import is_mark, signatures
from standoff.ledger.suggest.official import DATE_LINE
from standoff.ledger.suggest.paragraph import Genre, Kind, Layout, Paragraph, Unit
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.segmentation import layout
from standoff.ledger.suggest.text_file import LARGEST
from standoff.ledger.suggest.units import units
from standoff.ledger.suggest.voices import Voices


@lru_cache(maxsize=1)
def pipeline() -> Any:
    try:
        import spacy
    except ImportError as error:
        raise LedgerError("suggesting rows needs spaCy", need="pip install 'standoff[text]'") from error
    empty = spacy.blank("en")
    empty.max_length = LARGEST  # its own limit spares parsers, and this one has none: a text may be one long line
    return empty


class Page:
    """One text being read: how it is laid out, where it names states, who is in it, and its own day and country.

    `text` is `original` without markup; `plain` knows where each of its characters stood.
    """

    def __init__(self, text: str, lexicon: Lexicon, own: date | None, source: str) -> None:
        self.original, self.lexicon, self.source = text, lexicon, source
        self.plain = plain_of(text)
        self.text = text = self.plain.text
        self.plan: Layout = layout(text, lexicon)
        self.gazetteer = Gazetteer(text, lexicon, pipeline())
        self.own = own or self._header_date()
        self.home = self._home()
        skip = [(q.outer_start, q.outer_end) for p in self.plan.paragraphs for q in p.quotations]
        skip += [(p.start, p.end) for p in self.plan.paragraphs if p.kind is Kind.FURNITURE]
        heads = tuple(heads_of(self.sentences)) if self.plan.genre is Genre.ARTICLE else ()
        self.voices = Voices(text, lexicon, self.gazetteer, home=self.home, skip=skip, heads=heads)

    @cached_property
    def sentences(self) -> Sequence[tuple[Unit, tuple[Frame, ...]]]:
        """The sentences of the body with the attributions in them."""
        return tuple((unit, frames(unit.masked, self.lexicon)) for unit in units(self.plan, self.lexicon))

    @cached_property
    def titled_at(self) -> int:
        """Where the title of the document stands: the short lines a page has before it are none of its words."""
        early = [(p, self.text[p.start : p.end]) for p in self.plan.paragraphs[:8]]
        titles = [p.start for p, words in early if p.kind is Kind.HEADLINE and form_of(words) is not None]
        before = [words for p, words in early if titles and p.start < titles[0] and p.kind is Kind.BODY]
        titled = titles[0] if titles and all(len(words) < 90 for words in before) else 0
        return max(titled, self._signed_at()) if self.plan.genre is Genre.STATEMENT else titled

    def _signed_at(self) -> int:
        """Where the last line of the head ends that names a person with an office or that only official pages carry.

        The words begin after it. What stands before must be too little to be the document itself.
        """
        lines: list[tuple[int, str]] = []
        for paragraph in self.plan.paragraphs[:18]:
            block = self.text[paragraph.start : paragraph.end]
            lines += [(paragraph.start + m.end(), m.group()) for m in re.finditer(r"[^\n]+", block)]
        words = [line for _, line in lines]
        long = next((n for n, line in enumerate(words) if len(line.split()) > 25 and line[-1] in ".!?"), len(lines))
        places = [signed.line for signed in signatures(words[:long])]
        places += [n for n, line in enumerate(words[:long]) if is_mark(line) or DATE_LINE.match(line)]
        last = max(places, default=-1)
        spoken = sum(len(line.split()) for line in words[: max(last, 0)] if line[-1] in ".!?")
        end = lines[last][0] if last >= 0 else 0
        after = any(p.kind is Kind.BODY and p.start >= end for p in self.plan.paragraphs)
        return end if after and spoken <= 40 else 0

    @cached_property
    def turns(self) -> Mapping[str, Sequence[Paragraph]]:
        """The paragraphs that each label of a transcript speaks; the label is empty for those without one."""
        found: dict[str, list[Paragraph]] = {}
        for paragraph in self.plan.paragraphs:
            if paragraph.kind is Kind.BODY:
                found.setdefault(paragraph.turn, []).append(paragraph)
        return found

    @cached_property
    def questions(self) -> Sequence[Paragraph]:
        """The paragraphs that are questions of journalists."""
        return tuple(p for p in self.plan.paragraphs if p.kind is Kind.QUESTION)

    @cached_property
    def seated(self) -> frozenset[str]:
        """The labels that an office, a party or a seat stands beside."""
        return frozenset(p.turn for p in self.plan.paragraphs if p.turn and p.role)

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
        """The state a text is written in: the issuer of an official document, else its dateline."""
        said = (p for p in self.plan.paragraphs if p.kind in (Kind.BODY, Kind.QUESTION) and p.start >= self.titled_at)
        body = next((p.start for p in said), 0)
        speakers = "\n".join(dict.fromkeys(f"{p.turn} ({p.role})" for p in self.plan.paragraphs if p.turn))
        issued = home_of(self.text, body, speakers, self.lexicon, self.gazetteer) if self.official else ""
        return issued or self._dateline(self.text[: max(body + 120, 300)] if self.official else self.text[:1500])

    def _dateline(self, head: str) -> str:
        for line in re.finditer(r"[^\n]+", head):
            dateline = _DATELINE.match(line.group())
            if dateline:
                city = dateline[1].strip()
                surface = self.lexicon.surfaces.get(city.title()) or self.lexicon.surfaces.get(
                    (dateline[2] or "").strip()
                )
                if surface is not None and not surface.bloc:
                    return surface.code
                if (code := self.lexicon.cities.get(city.title())) is not None:
                    return code
        return ""


_DATELINE = re.compile(
    r"([A-ZÀ-Þ][A-ZÀ-Þ .'’]{2,30}|[A-ZÀ-Þ][a-z]+)(?:, ([A-Z][a-z]+(?: [A-Z][a-z]+)?)(?= ?[(—–-]))?(?:,[^—–-]{0,40})?"
    r"(?: ?\([^)]*\))? ?(?:[—–-]|\.|(?<=[A-Z]):|$)"
)
"""*ANKARA*, *MANILA, Philippines —*, *SEOUL, Aug. 9 (Yonhap) --*, *NEW DELHI:*."""
