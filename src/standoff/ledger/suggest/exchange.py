"""Question and answer: the paragraphs of a transcript or interview, each with its speaker."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from standoff.ledger.suggest.headings import headings
from standoff.ledger.suggest.labels import DASH, STAFF, Label, Sort
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.paragraph import HOST, TERMINAL, Kind, Paragraph
from standoff.ledger.suggest.plates import OFFICE
from standoff.ledger.suggest.quotations import quotations_of

_HANDS_OVER = re.compile(
    r"(?i)\b(?:over to you|(?:turn|hand|pass) (?:it|things|the floor|you)? ?over to|(?:floor|podium|lectern) is yours|"
    r"please welcome|please,? go ahead, (?:sir|ma['’]am))\b[^?]*$"
)
_ADDRESSES = re.compile(
    r"(?i)(?:(?:thank you|thanks)(?: so much| very much)?[,.]? |good (?:morning|afternoon|evening)[,.]? |welcome[,.]? |"
    r"(?:and|so|but|now)[, ]+)*(?:(?:mr\.?|madam|mister) )?(?:deputy )?(?:president|prime minister|(?:\w+ )?minister|"
    r"secretary(?:[- ]general)?|chancellor|ambassador|general|excellency)\b(?: [A-Z]\w+)?[,.:]"
)
_LEGISLATURE = re.compile(
    r"(?i)\b(?:house of commons|debates?,|parliament|congress|senate|bundestag|hansard|questions (?:without|to|for)|"
    r"question time|question period|oral questions|d[áa]il|seanad|oireachtas|knesset|storting|riksdag|folketing|sejm|"
    r"lok sabha|rajya sabha|verkhovna rada|plenary|sitting|commons chamber|lords chamber)\b"
)
_COUNCIL = re.compile(r"(?i)\bsecurity council\b|\bgeneral assembly\b|\b[SA]/PV\.|\bpermanent council\b")
_MODERATOR = re.compile(r"(?:CHAIR|Chair|MODERATOR|Moderator|HOST|Host|PRESENTER|Presenter)(?: [A-Z][\w.'’-]+){0,2}$")
_PRESENTS = re.compile(
    r"(?i)\b(?:brings us|joins? us|joined (?:now )?by|i will speak with|i spoke with|welcome (?:back )?to|my guest|"
    r"up to speed|back with us|reports? (?:now )?from|our correspondent|thanks for (?:joining|being with))\b"
)
_PRESENTED = re.compile(
    r"(?P<who>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2}) (?:brings us|reports|begins|has (?:this|our|more)|"
    r"has been covering|"
    r"joins us (?:now )?(?:from|with more)|looks at|takes a look)"
)
_REPORTER = re.compile(r"(?i)\b(?:byline|host|correspondent|reporter|anchor)\b")
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]\.?$")


@dataclass(slots=True)
class _Turn:
    """Where the reading of a transcript stands: whose turn it is, and who answered last."""

    speaker: str = ""
    role: str = ""
    asking: bool = False
    answerer: str = ""
    words: str = ""


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
    turn = _Turn()
    for (start, end), kind, label in zip(spans, kinds, labels, strict=True):
        after = label.end if label else start
        words = text[after:end]
        if kind is Kind.FURNITURE or _heading(words, kind, label):
            yield Paragraph(start, end, Kind.HEADLINE if kind is Kind.BODY else kind)
            continue
        if label:
            _takes_floor(turn, label, asking_names)
        elif _ASIDE.match(words):
            yield Paragraph(start, end, Kind.FURNITURE)
            continue
        elif (turn.asking and unanswered and turn.words) or _handed_over(turn):
            turn.speaker, turn.role, turn.asking = HOST, "", False
        first = after + len(words) - len(words.lstrip(" \t*_"))
        if first < end:
            turn.words = words
            reports = turn.asking and turn.speaker.casefold() in reporters
            found = Kind.REPORT if reports else Kind.QUESTION if turn.asking else Kind.BODY
            quoted = quotations_of(text, first, end, singles=False) if reports else ()
            yield Paragraph(first, end, found, turn.speaker, turn.role, quoted)


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


def _heading(words: str, kind: Kind, label: Label | None) -> bool:
    """A line between turns, or a field of the head such as *Date: 4 May*."""
    if not words.strip() or words.rstrip().endswith("--"):
        return False
    open_end = words[-1] not in TERMINAL or (not label and _parenthesis_ends(words))
    if label is None:
        return kind is Kind.HEADLINE or (open_end and len(words.split()) <= 25)
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


def askers(
    text: str, spans: Sequence[tuple[int, int]], labels: Sequence[Label | None], lexicon: Lexicon
) -> tuple[frozenset[str], frozenset[str]]:
    """The labels of journalists, by their names or because they mostly ask; and of those the ones who tell a story."""
    turns_of: Counter[str] = Counter()
    questions: Counter[str] = Counter()
    press: set[str] = set()
    sitting = in_legislature(text) or _COUNCIL.search(text[:600]) is not None
    presented: set[str] = set()
    reporting: set[str] = set()
    before = [text[a:b] for (a, b), label in zip(spans[:12], labels[:12], strict=True) if label is None]
    head = " ".join(found.who for found in headings((0, line) for line in before if len(line) < 250)).casefold()
    for name, role, words in _spoken(text, spans, labels):
        key = name.casefold()
        turns_of[key] += 1
        asked = words.rstrip(" \"”'’").endswith("?") or (_ADDRESSES.match(words.lstrip()) is not None and not role)
        questions[key] += asked
        moderates = not sitting and _MODERATOR.match(name) is not None
        if _of_the_press(f"{name} {role}", lexicon) or moderates:
            press.add(key)
        titled = name.split()[-1].casefold() in head
        if not role and not titled and not OFFICE.search(name) and _PRESENTS.search(words):
            press.add(key)
            reporting.add(key)
            presented.update(match["who"].casefold() for match in _PRESENTED.finditer(words))
        if _REPORTER.search(role):
            reporting.add(key)
    reporting = {key for key in reporting | presented if key in turns_of}
    press |= {key for key in turns_of if key in presented}
    answering = {key for key, count in turns_of.items() if questions[key] * 3 < count and key not in press}
    asking = {key for key, count in turns_of.items() if questions[key] * 5 >= count * 3}
    asking -= {key for key in asking if OFFICE.search(key)}
    press |= asking if answering and not sitting else set()
    surnames = {key.split()[-1] for key in press}
    named = {key for key in turns_of if key.split()[-1] in surnames and not OFFICE.search(key)}
    telling = {key.split()[-1] for key in reporting}
    return frozenset(press | named), frozenset(key for key in press | named if key.split()[-1] in telling)


def in_legislature(text: str) -> bool:
    """Whether a transcript is of a parliament: its members ask and answer, and nobody among them is of the press."""
    return _LEGISLATURE.search(text[:400]) is not None


def _spoken(
    text: str, spans: Sequence[tuple[int, int]], labels: Sequence[Label | None]
) -> Iterator[tuple[str, str, str]]:
    """Name, role and all words of every turn that has a name."""
    current: Label | None = None
    words = ""
    for (start, end), label in zip(spans, labels, strict=True):
        if label is None:
            words += " " + text[start:end] if text[end - 1] in TERMINAL else ""
            continue
        if current is not None and current.sort is Sort.NAME:
            yield current.name, current.role, words
        current, words = label, text[label.end : end]
    if current is not None and current.sort is Sort.NAME:
        yield current.name, current.role, words


def _of_the_press(label: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.press.search(label)) and not lexicon.not_press.search(label)


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
