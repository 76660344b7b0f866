"""What a text is: an article, a transcript, a statement, minutes or a dialogue."""

import re
from collections import Counter
from collections.abc import Sequence

from standoff.ledger.suggest.exchange import asked_by_form
from standoff.ledger.suggest.headings import Manner, form_of, headings, writer_of
from standoff.ledger.suggest.labels import DASH, Label, Sort
from standoff.ledger.suggest.paragraph import TERMINAL, Genre

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
    if _is_dialogue(pieces, head):
        return Genre.DIALOGUE
    if any(_MINUTES_TITLE.match(piece) for piece in head[:6]):
        return Genre.MINUTES
    return _document(text, pieces)


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
    return answered >= 2 and quoted <= len(pieces) and (titled or bold >= 2) and not _reported(pieces)


_QUOTED = re.compile(r"[“\"«„][^“”\"«»„\n]*(?:[”\"»]|$)", re.MULTILINE)
_ATTRIBUTED = re.compile(
    r"\b(?:said|says|told|added|warned|announced|insisted|stated|according to|accused|vowed|urged)\b", re.IGNORECASE
)


def _reported(pieces: list[str]) -> bool:
    """Whether a text tells what others said: quotations with their speakers, or a verb of saying every other line."""
    text = "\n".join(pieces)
    bodies = [piece for piece in pieces if piece[-1] in TERMINAL]
    told = sum(_ATTRIBUTED.search(_QUOTED.sub(" ", piece)) is not None for piece in bodies)
    spoken = sum(_FIRST_PERSON.search(_QUOTED.sub(" ", piece)) is not None for piece in bodies)
    return len(_REPORTED.findall(text)) > 2 or (told >= 3 and told >= 0.4 * len(bodies) and told > spoken)


def _document(text: str, pieces: list[str]) -> Genre:
    """A statement where its head says whose words it holds and its body bears that out, else an article."""
    head = [piece for piece in pieces[:7] if _titles(piece)]
    led = any(LEADS_IN.search(piece) for piece in pieces[:6])
    known = list(headings((0, piece) for piece in head))
    forms = [form_of(piece) for piece in head]
    quoted = len(re.findall(r"[“”\"«»„]", text))
    signed = bool(pieces) and writer_of(pieces[-1], pieces[:4]) is not None and not _reported(pieces)
    if _block_quotes(pieces, quoted) or _speech(pieces) or signed or _declares(pieces, quoted):
        return Genre.STATEMENT
    if not (known or any(forms) or _fact_sheet(pieces)) or _reported(pieces):
        return Genre.ARTICLE
    spoken = sum(bool(_FIRST_PERSON.search(piece if led else _QUOTED.sub(" ", piece))) for piece in pieces)
    marked = quoted > max(4, len(pieces))
    if marked and not (led and pieces[-1][-1] in '”"»'):
        return Genre.ARTICLE
    if _fact_sheet(pieces) or any(form in (Manner.WRITTEN, Manner.TOLD) for form in forms) or led:
        return Genre.STATEMENT
    return Genre.STATEMENT if known and spoken >= 2 else Genre.ARTICLE


LEADS_IN = re.compile(
    r"(?i)^(?![“\"«]).*\b(?:the following (?:\w+ ){0,3}?(?:remarks|statement|declaration|conclusions|text|"
    r"message|speech)|"
    r"following (?:remarks|statement|declaration|conclusions)|said|stated|answered|replied|"
    r"(?:made|issued|released) (?:this|the) "
    r"(?:\w+ )?statement)\b[^.“\"«]*:$|\bfollowing is the (?:\w+ )?(?:text|transcript)\b|"
    r"\bfollowing statement was (?:released|issued|made)\b|\bis the full text of\b"
)
"""A sentence that leads in the words of a document: *made the following remarks:*."""


def _titles(piece: str) -> bool:
    """Whether a paragraph may be a title or lead: short and without a stop, or a sentence that leads the words in."""
    titled = piece.rstrip()[-1] not in '.,;”"»?!' or (form_of(piece) is not None and len(piece.split()) <= 25)
    return len(piece) < 300 and (titled or LEADS_IN.search(piece) is not None)


def _fact_sheet(pieces: list[str]) -> bool:
    """A title of that name, or bullets under leads in capitals."""
    if any(re.match(r"(?i)fact ?sheet\b", piece) for piece in pieces[:6]):
        return True
    bullets = sum(bool(re.match(r"[•▪●*·] ", piece)) for piece in pieces)
    leads = sum(bool(re.match(r"[A-Z][A-Z ,'’&-]{11,}: \S", piece)) for piece in pieces)
    return bullets >= 3 and leads >= 1


_SALUTATION = re.compile(
    r"(?i)(?:dear |honou?rable |distinguished |my )?(?:mr\.?|madam|mister) (?:president|chair(?:man|person)?|speaker|"
    r"secretary[- ]general)[,!.]?$|(?:your )?excellenc(?:y|ies)\b[^.]{0,60}[,!]$|ladies and gentlemen[,!.]?$|"
    r"(?:dear |my fellow |fellow )(?:friends|colleagues|citizens|compatriots|countrymen|americans)\b[^.]{0,40}[,!.]?$"
)


def _speech(pieces: list[str]) -> bool:
    """Whether a text greets an audience in a line of its own and speaks to it: a speech, whatever its title."""
    greeted = any(_SALUTATION.match(piece) for piece in pieces[:12])
    spoken = sum(bool(_FIRST_PERSON.search(_QUOTED.sub(" ", piece))) for piece in pieces)
    return greeted and spoken >= 3 and not _reported(pieces)


_DECLARES = re.compile(
    r"(?:^|[.!?]\s+)We,? (?:strongly |also |further |firmly |unequivocally )?(?:condemn|"
    r"call (?:on|upon|for)|reaffirm|urge|"
    r"welcome|commit|salute|express|reiterate|underline|stand|support|pledge|demand|remain|deplore|reject)\b"
)
WE_THE = re.compile(r"\b[Ww]e, (?P<who>(?:the )?[A-Z][^,;:.]{4,90}|the [^,;:.]{4,90}),")
"""*We, the leaders of the northern states, met …*: a declaration names its issuers."""


def _declares(pieces: list[str], quoted: int) -> bool:
    """A declaration without a title: it says *we, the …* or sentence by sentence what *we* condemn and call for."""
    if quoted > 2 or _reported(pieces):
        return False
    named = any(WE_THE.search(piece) for piece in pieces[:6])
    return sum(len(_DECLARES.findall(piece)) for piece in pieces) >= (1 if named else 3)


def _block_quotes(pieces: list[str], quoted: int) -> bool:
    """A release whose speakers are led in by a colon and stand in paragraphs without quotation marks."""
    led = [
        n
        for n, piece in enumerate(pieces[:-1])
        if re.search(r"\b(?:said|says|commented|stated|answered|replied)(?: on [^:.]{4,24})?:$", piece)
    ]
    return quoted == 0 and any(_FIRST_PERSON.search(pieces[n + 1]) for n in led)


def _headline(piece: str, label: Label | None) -> bool:
    """*PM: Fleet ready to sail*: a label and some words without a stop are a headline, no turn."""
    ends = re.search(r"[.!?…][\"”»’'\])]*$", piece) is None and piece[-1] not in ",;:—–-"
    return label is not None and ends and ":" in piece and len(piece.split()) > 6


def _is_transcript(pieces: list[str], head: list[str], labels: Sequence[Label | None]) -> bool:
    """Enough turns that no newspaper's headings make them up: asked and answered, repeated, or named by office."""
    labels = [None if _headline(piece, label) else label for piece, label in zip(pieces, labels, strict=True)]
    named = Counter(label.name.casefold() for label in labels if label is not None and label.sort is Sort.NAME)
    asked = sum(label is not None and label.sort is not Sort.NAME for label in labels)
    repeated = sum(count for count in named.values() if count > 1)
    strong = sum(label is not None and label.strong for label in labels)
    title = " ".join(p for p, label in zip(pieces[:12], labels, strict=False) if label is None and p in head).casefold()
    strong += any(label is not None and label.name and label.name.split()[-1].casefold() in title for label in labels)
    titled = any((_TALK_TITLE.search(piece) and piece[-1] not in '.,;”"') or form_of(piece) for piece in head)
    bodies = sum(piece[-1] in TERMINAL for piece in pieces)
    turning = sum(label is not None for label in labels)
    return (
        repeated + asked >= 3
        or (turning >= 3 and turning >= 0.5 * bodies)
        or (titled and (repeated + asked >= 1 or strong >= 1) and not _reported(pieces))
        or (strong >= 2 and turning >= 0.2 * bodies)
    )
