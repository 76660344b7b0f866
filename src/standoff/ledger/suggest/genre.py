"""What a text is: an article, a transcript, a statement, minutes or a dialogue."""

import re
from collections import Counter
from collections.abc import Sequence

from standoff.ledger.suggest.labels import DASH, Label, Sort
from standoff.ledger.suggest.paragraph import TERMINAL, Genre

_DOCUMENT = (
    r"(?:press conference|news conference|press briefing|conference|doorstep|message|intervention|statement|"
    r"declaration|"
    r"communiqu[eé]|remarks|speech|address|conclusions|readout|press release|press statement|press availability)"
)
_BEFORE_DOCUMENT = (
    r"(?:the )?(?:joint |official |press |written |final |summit |presidency |opening |closing |introductory |keynote |"
    r"video |pre-\w+ |doorstep |virtual |televised |on-camera )*"
)
_TITLE = re.compile(
    rf"(?i){_BEFORE_DOCUMENT}{_DOCUMENT}s?\b(?: (?:\w+ )?(?:issued |delivered |given |made |adopted )?(?:by|of|"
    rf"from)\b| on | following |"
    r" after | at | with | to |:|$)"
)
_OWNED_TITLE = re.compile(
    rf"(?:[\w.,’'-]+ ){{1,12}}?(?i:{_BEFORE_DOCUMENT}{_DOCUMENT})s?(?i: on| following| after| at| regarding|"
    rf" concerning|:|$)"
)
_SPOKEN_TITLE = re.compile(r"(?i)\b(?:press conference|doorstep|message|intervention|remarks|speech|address)\b")
_MINUTES_TITLE = re.compile(
    r"(?i)(?:draft )?(?:summary record|minutes|record of (?:the )?(?:meeting|decisions)|summary of (?:proceedings|"
    r"the meeting))\b"
)
_TALK_TITLE = re.compile(
    r"(?i)\b(?:press|news|conference|background) (?:conference|briefing|call|availability)\b|daily briefing|transcript|"
    r"\binterview\b|\bdebates?\b|q ?& ?a\b|\bdoorstep\b|\bremarks\b"
)
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s|I|[Mm]y)\b")
_REPORTED = re.compile(
    r"[\"”»’'],? (?:\w+ ){0,4}(?:said|says|told|added)\b|\b(?:said|told reporters|added)\b[^.\n]{0,60}[“\"«„]"
)


def genre_of(text: str, spans: Sequence[tuple[int, int]], labels: Sequence[Label | None]) -> Genre:
    """Return what a text is, from the labels of its paragraphs, its title and how its words are quoted."""
    pieces = [text[a:b] for a, b in spans]
    head = [piece for piece in pieces[:12] if len(piece) < 250]
    if _is_transcript(pieces, head, labels):
        return Genre.TRANSCRIPT
    dashes = sum(bool(DASH.match(piece)) for piece in pieces)
    if dashes >= 4 and dashes >= 0.4 * len(pieces):
        return Genre.DIALOGUE
    if any(_MINUTES_TITLE.match(piece) for piece in head[:6]):
        return Genre.MINUTES
    return _document(text, pieces, head)


def _document(text: str, pieces: list[str], head: list[str]) -> Genre:
    """A statement where its title says so and its words are spoken, minutes where they are told, else an article."""
    titles = [piece for piece in head[:5] if _TITLE.match(piece) and piece.rstrip()[-1] not in '.,;”"»']
    quoted = len(re.findall(r"[“”\"«»„]", text))
    if not titles or quoted > max(4, len(pieces)) or len(_REPORTED.findall(text)) > 2:
        return Genre.ARTICLE
    bodies = sum(piece[-1] in TERMINAL for piece in pieces)
    spoken = sum(bool(_FIRST_PERSON.search(piece)) for piece in pieces)
    least = 2 if any(_SPOKEN_TITLE.search(title) for title in titles) else max(2, 0.2 * bodies)
    return Genre.STATEMENT if spoken >= least else Genre.MINUTES


def _is_transcript(pieces: list[str], head: list[str], labels: Sequence[Label | None]) -> bool:
    """Enough turns that no newspaper's headings make them up: asked and answered, repeated, or named by office."""
    named = Counter(label.name.casefold() for label in labels if label is not None and label.sort is Sort.NAME)
    asked = sum(label is not None and label.sort is not Sort.NAME for label in labels)
    repeated = sum(count for count in named.values() if count > 1)
    strong = sum(label is not None and label.strong for label in labels)
    titled = any(_TALK_TITLE.search(piece) or _TITLE.match(piece) for piece in head)
    bodies = sum(piece[-1] in TERMINAL for piece in pieces)
    turning = sum(label is not None for label in labels)
    return (
        repeated + asked >= 3
        or (turning >= 3 and turning >= 0.5 * bodies)
        or (titled and repeated + asked + len(named) >= 1)
        or (strong >= 2 and turning >= 0.2 * bodies)
    )
