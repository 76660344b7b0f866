"""A text cut up: its genre, its paragraphs with their quotations, and the sentences of its narration."""

from dataclasses import dataclass
from enum import Enum

from standoff.ledger.suggest.quotations import Quotation

MASK = "\ue000"
"""Stands for every character of a quotation while the words around it are read."""


TERMINAL = ".!?…\"”»“’')]:;,—–"

HOST = "interviewee"
"""The turn of the one a transcript or interview is of, where no label names him."""


class Kind(Enum):
    """What a paragraph is to the story."""

    BODY = "body"
    HEADLINE = "headline"
    FURNITURE = "furniture"
    QUESTION = "question"
    REPORT = "report"


class Genre(Enum):
    """What a text is; it decides who speaks where no quotation marks stand."""

    ARTICLE = "article"
    TRANSCRIPT = "transcript"
    STATEMENT = "statement"
    MINUTES = "minutes"
    DIALOGUE = "dialogue"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, `text[start:end]`; in a transcript with the words that name its speaker."""

    start: int
    end: int
    kind: Kind
    turn: str = ""
    role: str = ""
    quotations: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of narration: in `masked` the characters of quotations are replaced, so that the narrator's show."""

    paragraph: int
    start: int
    end: int
    masked: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A text cut up."""

    text: str
    genre: Genre
    title: str
    paragraphs: tuple[Paragraph, ...]
    singles: bool
