"""Sentences of a source text and their hashes: a ledger keeps the hash, never the sentence.

The splitter here is plain on purpose: it serves `verify`, which tries every sentence, quotation and run of adjacent
sentences, so that a coder's other way of cutting a paragraph still matches.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛‹›′", "'"))
_OUTER = "\"'()[]{} "
_TITLES = "mr mrs ms dr prof sen rep gov gen col lt sgt capt adm maj jr sr hon pres amb rev"
_CLIPPED = "st vs inc ltd dept jan feb aug sept oct nov dec"
_ABBREVIATIONS = frozenset(f"{_TITLES} {_CLIPPED}".split())
_LONGEST_WORD = 40
"""How far back a full stop looks for an abbreviation: keeps a text on one endless line linear."""
_BOUNDARY = re.compile(
    r"(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>(?:\s?[»]|[\"'”’)\]])*+)\s++"
    r"(?=[\"'“‘«(\[]*+(?:[^\W\d_a-zß-öø-ÿ]|\d))"
)
"""Possessive throughout, and never begun inside a run of stops: a text of nothing but stops is read once."""
_QUOTATION = re.compile(r"“([^“”]+)”|«([^«»]+)»|„([^„“”]+)[“”]|\"([^\"]+)\"|(?<!\w)(?P<single>‘)")
_SINGLE_END = re.compile(r"’(?!\w)")
_LONGEST_SINGLE = 2000
"""How far a single quotation mark is trusted to be closed: an apostrophe may look like either end of one."""


class Sentence(NamedTuple):
    """A sentence with its place: `text == source[start:end]`, paragraphs counted from 1."""

    paragraph: int
    start: int
    end: int
    text: str


def normalise(text: str) -> str:
    """Return the form that is hashed: NFC, straight quotes, whitespace collapsed, outer quotes and brackets stripped.

    Examples
    --------
    >>> normalise("  “We will   not,” she said. ")
    'We will not," she said.'
    """
    straight = unicodedata.normalize("NFC", text).translate(_QUOTES)
    return " ".join(straight.split()).strip(_OUTER)


def sentence_sha256(text: str) -> str:
    """Return the SHA-256 of a sentence in normal form, as 64 hexadecimal digits.

    Examples
    --------
    >>> sentence_sha256("“It   went well.”") == sentence_sha256('It went well.')
    True
    """
    return hashlib.sha256(normalise(text).encode("utf-8")).hexdigest()


def paragraphs(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield (number from 1, start, end) of every non-empty line; a line is a paragraph.

    Examples
    --------
    >>> list(paragraphs("One.\\n\\nTwo."))
    [(1, 0, 4), (2, 6, 10)]
    """
    number = 0
    for match in re.finditer(r"[^\n\r]+", text):
        if match.group().strip():
            number += 1
            yield number, match.start(), match.end()


def sentences(text: str) -> tuple[Sentence, ...]:
    """Split a text into sentences, never across paragraphs.

    Examples
    --------
    >>> [s.text for s in sentences("Sen. A. Bee (D-Conn.) spoke. “Not now,” he said. “Why? Ask me.”")]
    ['Sen. A. Bee (D-Conn.) spoke.', '“Not now,” he said.', '“Why?', 'Ask me.”']
    """
    found: list[Sentence] = []
    for number, start, end in paragraphs(text):
        for first, last in _cuts(text[start:end]):
            piece = text[start + first : start + last]
            left = start + first + len(piece) - len(piece.lstrip())
            stripped = piece.strip()
            if stripped:
                found.append(Sentence(number, left, left + len(stripped), stripped))
    return tuple(found)


def _cuts(paragraph: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in _BOUNDARY.finditer(paragraph):
        if not _is_abbreviation(paragraph, match):
            yield begin, match.end("close")
            begin = match.end()
    yield begin, len(paragraph)


def _is_abbreviation(paragraph: str, match: re.Match[str]) -> bool:
    if match["stop"] != "." or match["close"]:
        return False
    stop = match.start("stop")
    words = re.split(r"[\s(\[“\"‘']", paragraph[max(0, stop - _LONGEST_WORD) : stop])
    word = words[-1].lower()
    single_letter = len(word) == 1 and word.isalpha()
    return single_letter or word in _ABBREVIATIONS or re.fullmatch(r"(\w\.)+\w", word) is not None


def quotations(text: str) -> tuple[Sentence, ...]:
    """Return what stands between quotation marks, paragraph by paragraph, marks left out.

    Examples
    --------
    >>> [q.text for q in quotations("“Not now,” he said. “Never.”")]
    ['Not now,', 'Never.']
    """
    found: list[Sentence] = []
    for number, start, end in paragraphs(text):
        found += (Sentence(number, first, last, text[first:last]) for first, last in _quoted(text, start, end))
    return tuple(found)


def _quoted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the ends of what stands between marks in a paragraph; single marks are paired by a list, in one pass."""
    closing = [match.start() for match in _SINGLE_END.finditer(text, start, end)]
    while match := _QUOTATION.search(text, start, end):
        group = match.lastindex or 0
        first, last, start = match.start(group), match.end(group), match.end()
        if match["single"]:
            place = bisect_left(closing, last + 1)
            if place == len(closing) or closing[place] - last > _LONGEST_SINGLE:
                continue
            first, last, start = last, closing[place], closing[place] + 1
        yield first, last
