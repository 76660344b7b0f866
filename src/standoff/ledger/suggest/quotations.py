"""Finds quotations: outermost pairs of marks in every house style, and those carried over paragraphs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

OPEN_CLOSE = {"“": "”“", "«": "»", "„": "“”‟", "‹": "›", "‘": "’", '"': '"', "'": "'", "»": "«", "‚": "‘’"}
_SPACE_BEFORE = frozenset(" \t\u00a0\u202f\u2009([{—–-/:")


@dataclass(frozen=True, slots=True)
class Quotation:
    """An outermost quotation.

    `start`, `end` enclose the words without marks and outer blanks, `outer_start`, `outer_end` with their marks.
    `reopened`: the paragraph before left it open. `left_open`: the paragraph ends before it is closed.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    reopened: bool = False
    left_open: bool = False


def quotations_of(text: str, start: int, end: int, *, singles: bool, reopened: bool = False) -> tuple[Quotation, ...]:
    """Return the outermost quotations of one paragraph, `text[start:end]`.

    Parameters
    ----------
    singles : bool
        Whether single marks open a quotation in this text; else they are apostrophes and inner marks.
    reopened : bool
        Whether the paragraph before left a quotation open.

    Examples
    --------
    >>> line = "'The pilots' training is done,' said Coe. 'It isn't late.'"
    >>> [line[q.start:q.end] for q in quotations_of(line, 0, len(line), singles=True)]
    ["The pilots' training is done,", "It isn't late."]
    """
    found: list[Quotation] = []
    position = start
    reversed_guillemets = _reversed_guillemets(text[start:end])
    while position < end:
        mark = text[position]
        if not _opens(text, position, start, singles, reversed_guillemets):
            position += 1
            continue
        close = _closing(text, position, end, mark)
        left_open = close < 0
        outer_end = end if left_open else close + 1
        inner = (position + 1, end if left_open else close)
        first, last = _trim(text, *inner)
        again = reopened and not found and not text[start:position].strip()
        if first < last:
            found.append(Quotation(first, last, position, outer_end, again, left_open))
        position = outer_end
    return tuple(found)


def _trim(text: str, first: int, last: int) -> tuple[int, int]:
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    return first, last


def _reversed_guillemets(paragraph: str) -> bool:
    left, right = paragraph.find("«"), paragraph.find("»")
    return right >= 0 and (left < 0 or right < left) and not paragraph.rstrip(" .").endswith("»")


def _opens(text: str, position: int, start: int, singles: bool, reversed_guillemets: bool) -> bool:
    mark = text[position]
    if mark not in OPEN_CLOSE or (mark in "'‘‚" and not singles) or _nickname(text, position, start):
        return False
    if mark == "»" or mark == "«":
        return (mark == "»") == reversed_guillemets
    if mark in "“„‹‘‚":
        return position == start or not text[position - 1].isalnum()
    before = text[position - 1] if position > start else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    if mark == "'" and re.match(r"'(?:\d0s|tis|twas|em\b|n'|til\b|cause\b)", text[position : position + 8]):
        return False
    return (before in _SPACE_BEFORE or before in "“‘\"'") and not after.isspace()


_NICKNAME = re.compile(r"[“\"'‘][A-ZÀ-Þ][\w.’'-]{1,14}[”\"'’] (?=[A-ZÀ-Þ])")


def _nickname(text: str, position: int, start: int) -> bool:
    """Whether marks enclose a name amid a name: *Juan “Chito” Reyes* quotes nobody."""
    if _NICKNAME.match(text, position) is None:
        return False
    return re.search(r"[A-ZÀ-Þ][\w’'-]+ $", text[max(start, position - 25) : position]) is not None


def _closing(text: str, position: int, end: int, mark: str) -> int:
    """Return where the quotation opened at `position` closes, or -1."""
    if mark in "‘'‚":
        return _closing_single(text, position, end, OPEN_CLOSE[mark])
    other = _OTHER_SHAPE.search(text, position + 1, end) if mark in '"“' else None
    if other is not None and other.group() == ("”" if mark == '"' else '"') and _closes(text, other.start(), end):
        return other.start()
    closers = OPEN_CLOSE[mark]
    depth = 1
    for index in range(position + 1, end):
        character = text[index]
        if character in closers and not (character == mark and mark in "“«»" and _nested_open(text, index)):
            depth -= 1
            if depth == 0:
                return index
        elif character == mark and mark in "“«„":
            depth += 1
    return -1 if depth > 0 and mark != "“" else _last_close(text, position, end, closers)


_OTHER_SHAPE = re.compile(r"[“”\"]")


def _closes(text: str, index: int, end: int) -> bool:
    """Whether a mark of the other shape closes: *"We stay,” she said*, where a page mixes straight and curly marks."""
    return not text[index - 1].isspace() and not (index + 1 < end and text[index + 1].isalnum())


def _nested_open(text: str, index: int) -> bool:
    after = text[index + 1] if index + 1 < len(text) else " "
    before = text[index - 1]
    return before in _SPACE_BEFORE and not after.isspace()


def _last_close(text: str, position: int, end: int, closers: str) -> int:
    """Unbalanced nesting of curly marks: the last closing mark of the paragraph, if any."""
    return max((text.rfind(closer, position + 1, end) for closer in closers if closer != text[position]), default=-1)


def _closing_single(text: str, position: int, end: int, closers: str) -> int:
    """Single marks: an apostrophe is inside a word, or ends a plural and a later mark closes after punctuation."""
    candidates = [
        index
        for index in range(position + 2, end)
        if text[index] in closers
        and not text[index - 1].isspace()
        and not (index + 1 < end and text[index + 1].isalnum())
    ]
    for number, index in enumerate(candidates):
        before = text[index - 1]
        if before in ".,!?…;—–" or index + 1 >= end or text[index + 1] in ".,;:!?)":
            return index
        if before == "s" and _later_close(text, index, candidates[number + 1 :]):
            continue
        return index
    return -1


def _later_close(text: str, index: int, later: Sequence[int]) -> bool:
    """Whether a mark after a word in -s is a plural's: the next candidate closes and nothing opens between."""
    if not later or not re.match(r".\s+[a-z]", text[index : index + 4]):
        return False
    between = text[index + 1 : later[0]]
    return not re.search(r"(?:^|[\s(])['‘](?=\w)", between)


def uses_singles(text: str) -> bool:
    """Whether single marks are this text's outer quotation marks: British style, hardly a double mark.

    Examples
    --------
    >>> uses_singles("'We're ready,' said Coe."), uses_singles('"I don\\'t," he said.')
    (True, False)
    """
    singles = len(re.findall(r"(?:^|[\s(—–])['‘](?=[^\W\d_])", text)) + len(re.findall(r"[,.!?]['’](?=\s|$)", text))
    doubles = len(re.findall(r"[“”\"«»„]", text))
    return singles > doubles
