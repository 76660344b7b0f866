"""Cuts a text into paragraphs and lays them out: genre, kinds, turns and quotations."""

import re
from collections.abc import Iterator

from standoff.ledger.suggest.exchange import dialogue, turns
from standoff.ledger.suggest.furniture import BULLET, DATELINE, kinds_of
from standoff.ledger.suggest.genre import genre_of
from standoff.ledger.suggest.labels import labels_of
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.paragraph import Genre, Kind, Layout, Paragraph
from standoff.ledger.suggest.quotations import Quotation, quotations_of, uses_singles


def layout(text: str, lexicon: Lexicon) -> Layout:
    """Cut a text into paragraphs, tell furniture from story, and find its genre and quotations."""
    spans = _continued(text, list(_blocks(text)))
    title = next((text[a:b] for a, b in spans), "")
    labels = labels_of(text, spans, lexicon)
    genre = genre_of(text, spans, labels)
    singles = uses_singles(text)
    kinds = kinds_of(text, spans, labels, genre, lexicon)
    if genre is Genre.TRANSCRIPT:
        return Layout(text, genre, title, tuple(turns(text, spans, kinds, labels, lexicon)), singles)
    if genre is Genre.DIALOGUE:
        return Layout(text, genre, title, tuple(dialogue(text, spans, kinds)), singles)
    return Layout(text, genre, title, tuple(_quoted(text, spans, kinds, singles, lexicon)), singles)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield paragraphs: lines, or blocks of lines where the text is wrapped at a column."""
    for block in re.finditer(r"[^\n]+(?:\n[^\S\n]*[^\s\n][^\n]*)*", text):
        lines = [(m.start() + block.start(), m.end() + block.start()) for m in re.finditer(r"[^\n]+", block.group())]
        lines = [(a, b) for a, b in lines if text[a:b].strip()]
        lines = [(lines[0][0], lines[-1][1])] if _wrapped(text, lines) else _joined(text, lines)
        for start, end in lines:
            piece = text[start:end]
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _continued(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the pieces of a sentence that a speaker's script breaks with dots: *they came … ¶ … and stayed.*"""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        before = text[slice(*found[-1])] if found else ""
        dotted = re.search(r"…\.?$", before) is not None and text[start] == "…"
        if dotted or (len(before) > 60 and _BROKEN.search(before) and text[start] in '“"‘'):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


_BROKEN = re.compile(r"\b(?:with|of|the|that|to|as|and|in|by|a)$")
"""A line that cannot end a paragraph."""


def _joined(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A long line without a stop runs on in the next one when that begins with a small letter."""
    found: list[tuple[int, int]] = []
    for start, end in lines:
        runs_on = found and found[-1][1] - found[-1][0] >= 40 and text[found[-1][1] - 1] not in '.!?"”»:'
        words = text[start:end].lstrip()
        broken = found and _BROKEN.search(text[slice(*found[-1])])
        trailing = found and text[found[-1][1] - 1] in "….—" and words[:1] == "…"
        if (runs_on and (words[:1].islower() or broken)) or trailing:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    if len(lines) < 2:
        return False
    inner = lines[:-1]
    full = all(40 <= b - a <= 120 for a, b in inner)
    running = sum(text[b - 1] not in '.!?"”»:' for _, b in inner)
    lower = sum(text[a:b].lstrip()[:1].islower() for a, b in lines[1:])
    return full and running >= 0.6 * len(inner) and lower >= 0.3 * len(inner)


def _quoted(
    text: str, spans: list[tuple[int, int]], kinds: list[Kind], singles: bool, lexicon: Lexicon
) -> Iterator[Paragraph]:
    """The paragraphs of a text that is no transcript, behind datelines, bullets and rubrics such as *Details:*."""
    left_open = False
    for (start, end), kind in zip(spans, kinds, strict=True):
        found: tuple[Quotation, ...] = ()
        if kind is Kind.BODY:
            found = quotations_of(text, start, end, singles=singles, reopened=left_open)
            left_open = bool(found and found[-1].left_open)
            dateline = DATELINE.match(text, start, end)
            start = dateline.end() if dateline else start
            bullet = BULLET.match(text, start, end)
            start = bullet.end() if bullet else start
            rubric = re.compile(r"([A-Z][\w ’']{2,20}): ?(?=\S)").match(text, start, end)
            start = rubric.end() if rubric and rubric[1].casefold() in lexicon.not_labels else start
        yield Paragraph(start, end, kind, quotations=found)
