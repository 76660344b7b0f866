"""Cuts a text into paragraphs of known kind: furniture told from story, pull quotes from quotations."""

import re
from collections.abc import Iterator

from standoff.ledger.suggest.exchange import dialogue, turns
from standoff.ledger.suggest.genre import genre_of
from standoff.ledger.suggest.labels import DASH, labels_of
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.paragraph import TERMINAL, Genre, Kind, Layout, Paragraph
from standoff.ledger.suggest.quotations import Quotation, quotations_of, uses_singles

_DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ .'’/]{2,}(?:, [\w .]{2,30})?(?: ?\([^)\n]{2,30}\))? ?(?:[—–-]{1,2}|:) ?"
    r"|[A-ZÀ-Þ][\w'’]+(?: [A-Z]\w+)?(?:, [\w .]{2,30})? \([^)\n]{2,20}\)(?: [—–-]{1,2}|\.) "
    r"|[A-ZÀ-Þ]{3,}, [A-Z][a-z]+ \d{1,2}[.,] /[A-Z]+/[.,] )(?=\S)"
)


def layout(text: str, lexicon: Lexicon) -> Layout:
    """Cut a text into paragraphs, tell furniture from story, and find its genre and quotations."""
    spans = _continued(text, list(_blocks(text)))
    title = next((text[a:b] for a, b in spans), "")
    labels = labels_of(text, spans, lexicon)
    genre = genre_of(text, spans, labels)
    singles = uses_singles(text)
    kinds = [
        _kind(text[a:b], lexicon, genre, labelled=label is not None)
        for (a, b), label in zip(spans, labels, strict=True)
    ]
    _mark_pull_quotes(text, spans, kinds)
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


_BULLET = re.compile(r"[•·▪■*–—-]\s+(?=\S)")


def _title_case(piece: str) -> bool:
    """A linked headline: most of its long words have capitals."""
    long = [word for word in re.findall(r"[^\W\d_]+", piece) if len(word) > 3]
    return bool(long) and sum(word[0].isupper() for word in long) > 0.6 * len(long)


def _kind(piece: str, lexicon: Lexicon, genre: Genre, *, labelled: bool) -> Kind:
    if lexicon.furniture.match(piece) and not (labelled and genre is Genre.TRANSCRIPT):
        return Kind.FURNITURE
    if lexicon.credits.search(piece):
        return Kind.FURNITURE
    words = len(piece.split())
    if _BULLET.match(piece) and words >= 7 and genre is Genre.ARTICLE:
        return Kind.HEADLINE if _title_case(piece) else Kind.BODY
    if genre is Genre.DIALOGUE and DASH.match(piece):
        return Kind.BODY
    if piece[-1] not in TERMINAL and words <= 25 and not (labelled and genre is Genre.TRANSCRIPT):
        return Kind.HEADLINE
    if piece[-1] in "\"”»’'" and words <= 12 and not re.search(r"[.!?…,][\"”»’']", piece):
        return Kind.HEADLINE
    return Kind.BODY


def _mark_pull_quotes(text: str, spans: list[tuple[int, int]], kinds: list[Kind]) -> None:
    """A paragraph whose words all stand again in a longer one is a pull quote or a repeated headline."""
    plain = [re.sub(r"[\W_]+", " ", text[a:b]).casefold().strip() for a, b in spans]
    index: dict[str, list[int]] = {
        " ".join(words.split()[:4]): []
        for (a, b), words in zip(spans, plain, strict=True)
        if text[a] in "“\"«„‘'" and b - a <= 400
    }
    for number, words in enumerate(plain if index else ()):
        pieces = words.split()
        for key in {" ".join(pieces[i : i + 4]) for i in range(len(pieces) - 3)} & index.keys():
            index[key].append(number)
    for number, words in enumerate(plain):
        pieces = words.split()
        if (
            kinds[number] is not Kind.BODY
            or not 4 <= len(pieces) <= 60
            or len(text[spans[number][0] : spans[number][1]]) > 400
        ):
            continue
        quoted = text[spans[number][0]] in "“\"«„‘'"
        for other in index.get(" ".join(pieces[:4]), ()):
            longer = len(plain[other]) > len(words) + 8 and words in plain[other]
            if other != number and quoted and longer and kinds[other] is Kind.BODY:
                kinds[number] = Kind.FURNITURE


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
            dateline = _DATELINE.match(text, start, end)
            start = dateline.end() if dateline else start
            bullet = _BULLET.match(text, start, end)
            start = bullet.end() if bullet else start
            rubric = re.compile(r"([A-Z][\w ’']{2,20}): ?(?=\S)").match(text, start, end)
            start = rubric.end() if rubric and rubric[1].casefold() in lexicon.not_labels else start
        yield Paragraph(start, end, kind, quotations=found)
