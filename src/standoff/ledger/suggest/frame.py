"""An attribution in a narrative sentence: a verb of saying, its subject, and the words it carries."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

Span = tuple[int, int]


class FrameKind(Enum):
    """What the verb does to its complement."""

    SPEECH = "speech"
    NOUN = "noun"
    DEED = "deed"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Frame:
    """One attribution. Offsets are the unit's.

    `subject` is empty where it is the subject of the frame before (*but added that*). `content` holds the spans that
    the voice is answerable for. `relayed`: another voice stands between.
    """

    kind: FrameKind
    verb: str
    at: int
    end: int
    subject: str
    subject_at: int
    appositions: tuple[str, ...]
    content: tuple[Span, ...]
    relayed: bool = False


class Subject(NamedTuple):
    """A noun phrase with its place and what stands in apposition to it; `head` is empty where it is elided."""

    head: str
    at: int
    appositions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form that may head an attribution; `weak` forms need a *that* or a quotation after them."""

    kind: FrameKind
    verb: str
    at: int
    end: int
    weak: bool = False

    def said_by(self, subject: Subject, content: Iterable[Span | None], *, end: int = 0) -> Frame | None:
        """The attribution of what there is of `content` to `subject`; None where there is nothing."""
        spans = tuple(span for span in content if span is not None)
        return Frame(self.kind, self.verb, self.at, end or self.end, *subject, spans) if spans else None
