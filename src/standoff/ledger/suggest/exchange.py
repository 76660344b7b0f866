"""Question and answer: the paragraphs of a transcript or interview, each with its speaker."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from standoff.ledger.suggest.askers import askers, turns_to_guest
from standoff.ledger.suggest.labels import DASH, STAFF, Label, Sort
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.paragraph import HOST, TERMINAL, Kind, Paragraph
from standoff.ledger.suggest.quotations import quotations_of
from standoff.ledger.suggest.units import cut

_HANDS_OVER = re.compile(
    r"(?i)\b(?:over to you|(?:turn|hand|pass) (?:it|things|the floor|you)? ?over to|(?:floor|podium|lectern) is yours|"
    r"please welcome|please,? go ahead, (?:sir|ma['’]am))\b[^?]*$"
)
_ASIDE = re.compile(r"(?:[(\[][^()\[\]]*[)\]]\.? ?)+$")


@dataclass(slots=True)
class _Turn:
    """Where the reading of a transcript stands: whose turn it is, and who answered last."""

    speaker: str = ""
    role: str = ""
    asking: bool = False
    answerer: str = ""
    words: str = ""
    told: list[str] = field(default_factory=list)


def turns(
    text: str,
    spans: Sequence[tuple[int, int]],
    kinds: Sequence[Kind],
    labels: Sequence[Label | None],
    lexicon: Lexicon,
) -> Iterator[Paragraph]:
    """Yield the paragraphs of a transcript with the speaker of each; questions are told apart from answers.

    Answers without a label, after questions that have one, are the host's, and so are the words after a moderator has
    handed over to nobody who is named.
    """
    asking_names, reporters = askers(text, spans, labels, lexicon)
    unanswered = _unanswered(labels, asking_names)
    turn, begun = _Turn(), False
    for number, ((start, end), kind, label) in enumerate(zip(spans, kinds, labels, strict=True)):
        after = label.end if label else start
        words = text[after:end]
        begun = begun or label is not None
        if kind is Kind.FURNITURE or _heading(words, kind, label, 25 if begun else 60):
            yield Paragraph(start, end, Kind.HEADLINE if kind is Kind.BODY else kind)
            continue
        if label:
            _takes_floor(turn, label, asking_names)
        elif _ASIDE.match(words):
            yield Paragraph(start, end, Kind.FURNITURE)
            continue
        elif (turn.asking and unanswered and turn.words) or _handed_over(turn):
            turn.speaker, turn.role, turn.asking = HOST, "", False
        if label is not None and turn.asking:
            turn.told.append(turn.speaker.split()[-1].casefold() if turn.speaker else "")
        first = after + len(words) - len(words.lstrip(" \t*_"))
        if first < end:
            turn.words = words
            reports = turn.asking and _tells(turn, reporters, asking_names, labels[number + 1 :])
            last = _told_until(text, first, end) if reports else end
            if reports and last <= first:
                reports, last = False, end
            found = Kind.REPORT if reports else Kind.QUESTION if turn.asking else Kind.BODY
            quoted = quotations_of(text, first, last, singles=False) if reports else ()
            yield Paragraph(first, last, found, turn.speaker, turn.role, quoted)


def _tells(turn: _Turn, reporters: frozenset[str], asking_names: frozenset[str], after: Sequence[Label | None]) -> bool:
    """Whether a journalist's words tell a story: at first, or to a colleague; to a guest he puts questions."""
    speaker = turn.speaker.casefold()
    heir = next((label.name.casefold() for label in after if label is not None), "")
    guest = heir != "" and heir not in asking_names
    return speaker in reporters and (turn.told.count(speaker.split()[-1]) <= 1 or not guest)


def _told_until(text: str, first: int, end: int) -> int:
    """Where a presenter stops telling his story and turns to the guest."""
    for begin, _ in cut(text[first:end]):
        if turns_to_guest(text[first + begin : end]):
            return first + begin
    return end


def _takes_floor(turn: _Turn, label: Label, asking_names: frozenset[str]) -> None:
    turn.asking, turn.words = label.sort is Sort.QUESTION, ""
    if label.sort is Sort.NAME:
        turn.speaker, turn.role = label.name, label.role
        turn.asking = turn.speaker.casefold() in asking_names
        turn.answerer = turn.answerer if turn.asking else turn.speaker
    elif label.sort is Sort.ANSWER:
        turn.speaker, turn.role = turn.answerer or HOST, ""


def _handed_over(turn: _Turn) -> bool:
    """A moderator gave the floor away, and no label says to whom."""
    moderates = turn.asking or STAFF.fullmatch(turn.speaker) is not None
    return moderates and _HANDS_OVER.search(turn.words) is not None


def _heading(words: str, kind: Kind, label: Label | None, longest: int) -> bool:
    """A line between turns, or a field of the head such as *Date: 4 May*; a title before them may be long."""
    if not words.strip() or words.rstrip().endswith("--"):
        return False
    open_end = words[-1] not in TERMINAL or (not label and _parenthesis_ends(words))
    if label is None:
        if longest > 25 and re.fullmatch(r"(?:[A-ZÀ-Þ][\w'’-]+ ?){1,3}, (?:[A-Z]\.){2,3}", words.strip()):
            return True  # the place in a head: *Washington, D.C.*
        return kind is Kind.HEADLINE or (open_end and len(words.split()) <= longest)
    return open_end and label.sort is Sort.NAME and 0 < len(words.split()) <= 4


def _parenthesis_ends(piece: str) -> bool:
    """A heading that ends in a parenthesis: *Aid for Vesland (tentative)*."""
    return re.search(r"\w \([^()]*\)$", piece) is not None and not re.search(r"[a-z]{2}[.!?]\s", piece)


def _unanswered(labels: Sequence[Label | None], asking_names: frozenset[str]) -> bool:
    """Whether only questions have labels."""
    return not any(
        label is not None
        and (label.sort is Sort.ANSWER or (label.sort is Sort.NAME and label.name.casefold() not in asking_names))
        for label in labels
    )


ASKED = re.compile(r"(?:\*\*|__)[^*_]{8,}\?(?:\*\*|__)$|[^\n]{8,}\?[\"”’]?$")
"""A question told by its form: the last sentence of its paragraph asks; often in bold type."""
_BRACKETED = re.compile(r"[(\[](?:Regarding|On|About|Concerning|Q|Question)\b[^()\[\]]{3,}[)\]]$")


def asked_by_form(words: str) -> bool:
    """Whether a paragraph without a label is a question: it ends in a question mark, or brackets sum a question up.

    Examples
    --------
    >>> asked_by_form("**Will the ships sail?**"), asked_by_form("They will."), asked_by_form("(On the ships)")
    (True, False, True)
    """
    return ASKED.match(words) is not None or _BRACKETED.match(words) is not None


def dialogue(text: str, spans: Sequence[tuple[int, int]], kinds: Sequence[Kind]) -> Iterator[Paragraph]:
    """Tell question from answer where nothing is labelled: by dashes that alternate, else by the questions' form."""
    if sum(DASH.match(text, a, b) is not None for a, b in spans) >= 2:
        yield from _by_dashes(text, spans, kinds)
        return
    first = next((i for i, (a, b) in enumerate(spans) if asked_by_form(text[a:b])), 0)
    for number, ((start, end), kind) in enumerate(zip(spans, kinds, strict=True)):
        if asked_by_form(text[start:end]):
            yield Paragraph(start, end, Kind.QUESTION, HOST)
        elif kind is Kind.BODY and number > first:
            yield Paragraph(start, end, Kind.BODY, HOST)
        else:
            yield Paragraph(start, end, kind)


def _by_dashes(text: str, spans: Sequence[tuple[int, int]], kinds: Sequence[Kind]) -> Iterator[Paragraph]:
    """The interviewer begins; a paragraph without a dash goes on with the answer."""
    asking, begun = False, False
    for (start, end), kind in zip(spans, kinds, strict=True):
        dash = DASH.match(text, start, end)
        if not dash:
            goes_on = begun and kind is Kind.BODY and not asking
            told = Kind.REPORT if kind is Kind.BODY and not begun else kind
            yield Paragraph(start, end, told, HOST if goes_on else "")
            continue
        asking, begun = not asking, True
        yield Paragraph(dash.end(), end, Kind.QUESTION if asking else Kind.BODY, HOST)
