"""What a text is: an article, a transcript, a statement, minutes or a dialogue."""

import re
from collections import Counter
from collections.abc import Sequence

from standoff.ledger.suggest.exchange import asked_by_form
from standoff.ledger.suggest.headings import form_of
from standoff.ledger.suggest.labels import DASH, Label, Sort
from standoff.ledger.suggest.official import ENOUGH, officiality, reported
from standoff.ledger.suggest.paragraph import TERMINAL, Genre

_MINUTES_TITLE = re.compile(
    r"(?i)(?:draft )?(?:summary record|minutes|record of (?:the )?(?:meeting|decisions)|summary of (?:proceedings|"
    r"the meeting))\b"
)
_TALK_TITLE = re.compile(
    r"(?i)\b(?:press|news|conference|background) (?:conference|briefing|call|availability)\b|daily briefing|transcript|"
    r"\binterview\b|\bdebates?\b|q ?& ?a\b|\bdoorstep\b|\bremarks\b"
)


def genre_of(text: str, spans: Sequence[tuple[int, int]], labels: Sequence[Label | None]) -> Genre:
    """Return what a text is, from the labels of its paragraphs, its title and how its words are quoted."""
    pieces = [text[a:b] for a, b in spans]
    head = [piece for piece in pieces[:12] if len(piece) < 250]
    if _is_transcript(pieces, head, labels):
        return Genre.TRANSCRIPT
    if _is_dialogue(pieces, head):
        return Genre.DIALOGUE
    if any(_MINUTES_TITLE.match(piece) for piece in head[:6]) or _covers_meeting(pieces, head):
        return Genre.MINUTES
    return _document(pieces)


_COVERAGE = re.compile(r"(?i)meetings coverage$|\d{1,5}(?:st|nd|rd|th) (?:plenary )?meeting\b|(?:SC|GA)/\d{4,5}$")


def _covers_meeting(pieces: list[str], head: list[str]) -> bool:
    """The coverage of a meeting: its number in the head, and what the delegates said in reported speech."""
    numbered = any(_COVERAGE.match(line) for piece in head[:8] for line in piece.split("\n"))
    named = sum(re.match(r"[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{3,40} \([A-Z][^()]+\)", piece) is not None for piece in pieces)
    return numbered and (named >= 1 or reported(pieces))


def _is_dialogue(pieces: list[str], head: list[str]) -> bool:
    """Questions and answers without labels: dashes that take turns, or questions told by their form in an interview."""
    dashed = [piece for piece in pieces if DASH.match(piece)]
    asked = sum(piece.rstrip("*_").endswith("?") for piece in dashed)
    if (asked and len(dashed) >= 4 and len(dashed) >= 0.4 * len(pieces)) or (
        len(dashed) >= 2 and asked >= 0.4 * len(dashed) and DASH.match(dashed[0]) and dashed[0].endswith("?")
    ):
        return True
    questions = [number for number, piece in enumerate(pieces) if asked_by_form(piece)]
    answered = sum(number + 1 < len(pieces) and number + 1 not in questions for number in questions)
    bold = sum(pieces[number].startswith(("**", "__", "[", "(")) for number in questions)
    titled = any(_TALK_TITLE.search(piece) and piece[-1] not in '.,;”"' for piece in head[:6])
    quoted = sum(len(re.findall(r"[“”\"«»„]", piece)) for piece in pieces)
    return answered >= 2 and quoted <= len(pieces) and (titled or bold >= 2) and not reported(pieces)


def _document(pieces: list[str]) -> Genre:
    """A statement where the signs of the whole page outweigh those of an article."""
    return Genre.STATEMENT if pieces and officiality(pieces) >= ENOUGH else Genre.ARTICLE


def _headline(piece: str, label: Label | None, names: Counter[str]) -> bool:
    """*PM: Fleet ready to sail*: some words without a stop behind a label that comes but once are a headline."""
    if label is None or ":" not in piece or not piece.rsplit(":", 1)[1].strip():
        return False
    ends = re.search(r"[.!?…][\"”»’'\])]*$", piece) is None and piece[-1] not in ",;:—–-"
    once = label.sort is Sort.NAME and not label.strong and names[label.name.casefold()] == 1
    return ends and (len(piece.split()) > 6 or once)


def _introduces_nothing(pieces: list[str], number: int, label: Label) -> bool:
    """A name and an office in the head of a page, with more lines of the head after them: no turn."""
    after = pieces[number + 1 : number + 3]
    alone = pieces[number].strip("*_ ").rstrip(":").endswith((label.name, label.role or label.name))
    return number < 12 and alone and any(piece[-1] not in TERMINAL and len(piece.split()) <= 12 for piece in after)


def _is_transcript(pieces: list[str], head: list[str], labels: Sequence[Label | None]) -> bool:
    """Enough turns that no newspaper's headings make them up: asked and answered, repeated, or named by office."""
    names = Counter(label.name.casefold() for label in labels if label is not None)
    labels = [None if _headline(piece, label, names) else label for piece, label in zip(pieces, labels, strict=True)]
    labels = [
        None if label is not None and _introduces_nothing(pieces, number, label) else label
        for number, label in enumerate(labels)
    ]
    named = Counter(label.name.casefold() for label in labels if label is not None and label.sort is Sort.NAME)
    asked = sum(label is not None and label.sort is not Sort.NAME for label in labels)
    repeated = sum(count for count in named.values() if count > 1)
    strong = sum(label is not None and label.strong for label in labels)
    title = " ".join(p for p, label in zip(pieces[:12], labels, strict=False) if label is None and p in head).casefold()
    strong += any(label is not None and label.name and label.name.split()[-1].casefold() in title for label in labels)
    titled = any((_TALK_TITLE.search(piece) and piece[-1] not in '.,;”"') or form_of(piece) for piece in head)
    bodies = sum(piece[-1] in TERMINAL for piece in pieces)
    turning = sum(label is not None for label in labels)
    first = next((n for n, piece in enumerate(pieces) if labels[n] is not None or piece[-1] in TERMINAL), 0)
    opens = labels[first] if pieces else None
    return (
        (opens is not None and opens.strong and bool(opens.role) and not reported(pieces))
        or repeated + asked >= 3
        or (turning >= 3 and turning >= 0.5 * bodies)
        or (titled and (repeated + asked >= 1 or strong >= 1) and not reported(pieces))
        or (strong >= 2 and turning >= 0.2 * bodies)
    )
