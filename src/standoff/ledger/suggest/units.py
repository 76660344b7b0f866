"""Sentences: where one ends, and which quotations stand in it."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator

from standoff.ledger.suggest.lexicon import Lexicon, word_class
from standoff.ledger.suggest.paragraph import MASK, Kind, Layout, Paragraph, Unit

_ABBREVIATIONS = word_class("abbreviations")


_BOUNDARY = re.compile(
    rf"(?P<stop>[.!?…]+)(?P<close>[\"'”’»)\]“]*)(?P<gap>\s+)(?=[\"'“‘«„(\[{MASK}—–]*[^\W_a-zß-öø-ÿ]|{MASK})"
)


def cut(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of one paragraph; an abbreviation's stop ends none.

    Examples
    --------
    >>> line = "Sen. A. Bee (D-Conn.) spoke at 4 p.m. on Monday. He left the U.S. Army."
    >>> [line[a:b] for a, b in cut(line)]
    ['Sen. A. Bee (D-Conn.) spoke at 4 p.m. on Monday.', 'He left the U.S. Army.']
    """
    begin = 0
    for match in _BOUNDARY.finditer(text):
        if match["stop"] == "." and match["close"] in ("", ")") and _abbreviated(text, match.start("stop")):
            continue
        if re.fullmatch(r"\s*\(?\d{1,3}\.", text[begin : match.end("stop")]):  # the number of a point, *3. We …*
            continue
        if MASK in match["close"] or (match["stop"][0] == "…" and not text[: match.start()].strip(" \n…")):
            continue
        if match.start() and text[match.start() - 1].isspace() and match["stop"].startswith("…"):
            continue
        yield begin, match.end("close")
        begin = match.end("gap")
    if text[begin:].strip():
        yield begin, len(text.rstrip())


_LONGEST_WORD = 40
"""Characters: what is longer is no abbreviation."""


def _abbreviated(text: str, stop: int) -> bool:
    word = re.split(r"[\s(\[“\"‘'«—–]", text[max(0, stop - _LONGEST_WORD) : stop])[-1]
    if word.lower() in ("p.m", "a.m", "u.s", "u.k", "u.n", "e.u"):
        return not re.match(
            r"\.\s+(?:The|He|She|It|They|We|But|And|In|On|A|An|At|This|That|Asked|For)\s", text[stop : stop + 12]
        )
    if word == "No":
        return re.match(r"\.\s+\d", text[stop : stop + 6]) is not None
    return (
        word.lower() in _ABBREVIATIONS
        or (len(word) == 1 and word.isalpha() and word != "I" and text[stop - 2 : stop - 1] not in "'’")
        or bool(re.fullmatch(r"(?:\w\.)+\w", word))
    )


def units(plan: Layout, lexicon: Lexicon, kind: Kind = Kind.BODY) -> Iterator[Unit]:
    """Yield the narrative sentences of the paragraphs of a kind, in order."""
    for number, paragraph in enumerate(plan.paragraphs):
        if paragraph.kind is not kind:
            continue
        masked = list(plan.text[paragraph.start : paragraph.end])
        for quotation in paragraph.quotations:
            left, right = quotation.outer_start - paragraph.start, quotation.outer_end - paragraph.start
            masked[left:right] = MASK * (right - left)
        line = "".join(masked)
        opened = [quotation.outer_start for quotation in paragraph.quotations]
        for first, last in _narrative_cuts(plan.text, paragraph, line, lexicon):
            start, end = paragraph.start + first, paragraph.start + last
            inside = paragraph.quotations[bisect_left(opened, start) : bisect_left(opened, end)]
            yield Unit(number, start, end, line[first:last], inside)


_WIDEST_GAP = 40
"""Characters of white space: quotations further apart do not stand side by side."""


def _narrative_cuts(text: str, paragraph: Paragraph, line: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Cut the masked line at sentence ends, and after a quotation that ends a sentence and is followed by a new one."""
    breaks = {first for first, _ in cut(line)} - {0}
    for quotation in paragraph.quotations:
        after = quotation.outer_end - paragraph.start
        before = quotation.outer_start - paragraph.start
        rest = line[after:]
        closing = text[quotation.end - 1]
        nested_stop = re.search(r"[.!?…][\"'”’»]*\s*$", text[quotation.start : quotation.end]) is not None
        if (closing in ".!?…" or nested_stop) and re.match(rf"\s+(?:{MASK}|[^\W_a-zß-öø-ÿ])", rest):
            attribution = closing in "!?…" and _attributes(rest, lexicon)
            if not attribution:
                breaks.add(after + len(rest) - len(rest.lstrip()))
        if line[max(0, before - _WIDEST_GAP) : before].rstrip().endswith(MASK):
            breaks.add(before)
    ordered = [0, *sorted(breaks), len(line)]
    for first, last in itertools.pairwise(ordered):
        piece = line[first:last]
        if piece.strip():
            yield first + len(piece) - len(piece.lstrip()), first + len(piece.rstrip())


def _attributes(rest: str, lexicon: Lexicon) -> bool:
    """Whether what follows a quotation is its attribution: a short subject and a verb of saying."""
    words = re.findall(r"[\w.'’-]+", rest.split("\n")[0][:90])
    return any(word.rstrip(".") in lexicon.speech and word not in ("states", "report") for word in words[:7])
