"""How official a page is: the signs of an official text and of an article over the whole page, each with its weight."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from standoff.ledger.suggest.acting import ALONE, acting, acting_states
from standoff.ledger.suggest.headings import TELLS, Manner, form_of, headings, writer_of
from standoff.ledger.suggest.masthead import marks, signatures
from standoff.ledger.suggest.paragraph import TERMINAL

ENOUGH = 2.5
"""From this sum of weights on a page is an official text. A title alone or a house alone stays below it."""
FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s|I|[Mm]y)\b")
QUOTED = re.compile(r"[“\"«„][^“”\"«»„\n]*(?:[”\"»]|$)", re.MULTILINE)
LEADS_IN = re.compile(
    r"(?i)^(?![“\"«])(?!.*\b(?-i:I|[Ww]e|[Mm]y|[Oo]ur)\b).*\b(?:the following (?:[\w-]+ ){0,4}?(?:remarks|statement|"
    r"declaration|"
    r"conclusions|text|message|speech|communiqu[eé]|answer|response)|"
    r"following (?:remarks|statement|declaration|conclusions)|said|stated|answered|replied|as follows|announces|"
    r"announced|declares|declared|(?:express(?:es|ed)?|state|announce|declare|decide[sd]?|agreed|"
    r"issue[sd]?) the following|"
    r"(?:made|issued|released|delivered) (?:this|the) "
    r"(?:\w+ )?statement)\b(?:[^.“\"«]|(?<=\b[A-Z])\.)*:$|\bfollowing is the (?:\w+ )?(?:text|transcript)\b|"
    r"\bfollowing (?:[\w-]+ ){0,3}statement was (?:released|issued|made)\b|\bis the full text of\b|"
    r"\bhas issued a statement on\b"
)
"""A sentence that leads in the words of a document: *made the following remarks:*."""
WE_THE = re.compile(r"\b[Ww]e, (?P<who>(?:the )?[A-Z][^,;:.]{4,90}|the [^,;:.]{4,90}),")
"""*We, the leaders of the northern states, met …*: a declaration names its issuers."""
_REPORTED = re.compile(
    r"[\"”»’'],? (?:\w+ ){0,4}(?:said|says|told|added)\b|\b(?:said|told reporters|added)\b[^.\n]{0,60}[“\"«„]"
)
_ATTRIBUTED = re.compile(
    r"\b(?:said|says|told|added|warned|announced|insisted|stated|according to|accused|vowed|urged)\b", re.IGNORECASE
)
_PRESS = re.compile(
    r"(?m)^By [A-Z][\w.'’-]+ [A-Z]|\((?:Reuters|AP|AFP|UPI|CNN|Bloomberg|dpa|Xinhua|ANI|PTI)\)|\b(?:Reporting|"
    r"Editing) by\b|"
    r"\bGetty Images\b|\btold (?:reporters|Reuters|AFP|CNN|the BBC)\b|\bcontributed to this report\b|\bread more\b"
)
_DATELINE = re.compile(r"[A-Z][A-Z .'’]{3,30}(?:, [A-Z][\w. ]{2,20})?(?: ?\([\w/ ]+\))? ?(?::|[—–-]{1,2}) ?[A-Z\"“]")
DATE_LINE = re.compile(
    r"(?:[\w .’']+, )?(?:(?:on )?\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+\.?,? \d{4}|[A-Z][A-Za-z]+ \d{1,2}(?:st|nd|rd|"
    r"th)?, \d{4})[.:]?$"
)
_NUMBER = re.compile(r"(?:\(?\d{1,3}[.)]|\([ivx]+\)|[a-z][.)])\s+\S")
_PARTICIPLES = re.compile(
    r"(?:Recalling|Reaffirming|Recogni[sz]ing|Noting|Taking note|Deeply concerned|Gravely concerned|Expressing|"
    r"Condemning|Welcoming|Stressing|Emphasi[sz]ing|Underlining|Mindful|Convinced|Determined|Having (?:considered|met)|"
    r"Acting under|Conscious|Bearing in mind|Guided by|Concerned)\b.*[,;]$"
)
_SALUTATION = re.compile(
    r"(?i)(?:dear |honou?rable |distinguished |my )?(?:mr\.?|madam|mister) (?:president|chair(?:man|person)?|speaker|"
    r"secretary[- ]general)[,!.]?$|(?:your )?excellenc(?:y|ies)\b[^.]{0,60}[,!]$|"
    r"(?:good (?:morning|afternoon|evening),? )?ladies and gentlemen[,!.]?$|"
    r"(?:dear |my fellow |fellow )(?:friends|colleagues|citizens|compatriots|countrymen|americans)\b[^.]{0,40}[,!.]?$"
)
_VOCATIVE = re.compile(
    r"(?:(?i:mr\.?|madam|mister) (?:President|Chair(?:man|person)?|Speaker|Secretary-General)|Your (?:Majest|"
    r"Excellenc|Royal)|"
    r"Excellenc(?:y|ies)|My fellow|Fellow|Citizens of|Dear)\b[^.?!]{0,60},"
)
_DECLARES = re.compile(
    r"(?:^|[.!?]\s+)We,? (?:strongly |also |further |firmly |unequivocally )?(?:condemn|"
    r"call (?:on|upon|for)|reaffirm|urge|"
    r"welcome|commit|salute|express|reiterate|underline|stand|support|pledge|demand|remain|deplore|reject)\b"
)
_LED = re.compile(r"\b(?:said|says|commented|stated|answered|replied)(?: on [^:.]{4,24})?:$")


_FIELD = re.compile(r"[A-Z][\w ]{2,24}: |\[")
"""A field of a page, *Venue: House of Commons*, or a note of its editor."""


class Sign(NamedTuple):
    """What speaks for an official text (a positive weight) or for an article (a negative one)."""

    weight: float
    why: str


def officiality(pieces: Sequence[str]) -> float:
    """The sum of the weights of all signs of a page: from `ENOUGH` on it is an official text."""
    return sum(sign.weight for sign in signs(pieces))


def signs(pieces: Sequence[str]) -> Iterator[Sign]:
    """Yield the signs of a page, cut into paragraphs.

    Examples
    --------
    >>> [sign.why for sign in signs(["Joint statement", "Oslo, 2 June 2031", "We call for calm. We stand by Vesland."])]
    ['title', 'date line', 'release marks', 'first person', 'a body acts']
    """
    bodies = [p for p in pieces if p[-1] in TERMINAL and len(p.split()) > 4 and not _FIELD.match(p)]
    bare = [QUOTED.sub(" ", piece) for piece in bodies]
    quoted = len(re.findall(r"[“”\"«»„]", "\n".join(pieces)))
    yield from _of_head(pieces)
    yield from _of_body(pieces, bare, quoted)
    yield from _of_press(pieces, bare, quoted)


def reported(pieces: Sequence[str]) -> bool:
    """Whether a text tells what others said: quotations with their speakers, or a verb of saying every other line."""
    bodies = [QUOTED.sub(" ", piece) for piece in pieces if piece[-1] in TERMINAL]
    told = sum(_ATTRIBUTED.search(words) is not None for words in bodies)
    spoken = sum(FIRST_PERSON.search(words) is not None for words in bodies)
    return len(_REPORTED.findall("\n".join(pieces))) > 2 or (told >= 3 and told >= 0.4 * len(bodies) and told > spoken)


def _of_head(pieces: Sequence[str]) -> Iterator[Sign]:
    """What the lines before the words say: a title, a name with an office, a house, a number, a date."""
    head = [piece for piece in pieces[:7] if _titles(piece)]
    short = [piece for piece in pieces[:12] if len(piece) < 120 and piece[-1] not in ".!?"]
    forms = [form for piece in head if (form := form_of(piece)) is not None]
    if fact_sheet(pieces):
        yield Sign(2.5, "fact sheet")
    if any(TELLS.search(piece) for piece in head):
        yield Sign(1.5, "a title of talks")
    if forms:
        yield Sign(2.5 if any(form is not Manner.SPOKEN for form in forms) else 2.0, "title")
    elif any(True for _ in headings((0, piece) for piece in head)):
        yield Sign(1.2, "a title that names a voice")
    leads = [piece for piece in pieces[:6] if LEADS_IN.search(piece)]
    if leads:
        yield Sign(2.6 if any("following" in piece for piece in leads) else 2.0, "words led in")
    if any(True for _ in signatures(short)):
        yield Sign(1.5, "a name with its office")
    if any(DATE_LINE.match(piece) for piece in [*short, *pieces[-3:]]):
        yield Sign(0.5, "date line")
    feet = [piece for piece in pieces[-4:] if len(piece) < 120 and piece[-1] not in '.!?”"']
    if found := marks([*dict.fromkeys([*short, *feet])]):
        yield Sign(min(float(found), 2.2), "release marks")


def _of_body(pieces: Sequence[str], bare: Sequence[str], quoted: int) -> Iterator[Sign]:
    """How the words are spoken: in the first person, to an audience, by a body that acts, point by point."""
    spoken = sum(FIRST_PERSON.search(words) is not None for words in bare)
    if spoken:
        yield Sign(min(2.5 * spoken / max(len(bare), 1), 2.0), "first person")
    greeted = [bool(_SALUTATION.match(piece) or _VOCATIVE.match(piece)) for piece in pieces]
    if any(greeted[:12]) and spoken:
        yield Sign(3.0 if spoken >= min(3, len(bare)) or sum(greeted) > 1 else 1.5, "an audience greeted")
    if acting(bare) is not None or sum(acting_states(bare).values()) >= max(2, 0.4 * len(bare)):
        yield Sign(1.2, "a body acts")
    if any(ALONE.match(words) for words in pieces[:8]):
        yield Sign(1.5, "a body before its verbs")
    if sum(_PARTICIPLES.match(piece) is not None for piece in pieces) >= 2:
        yield Sign(1.5, "a resolution's participles")
    if sum(_NUMBER.match(piece) is not None for piece in pieces) >= 2:
        yield Sign(0.8, "numbered points")
    if quoted == 0 and _block_quotes(pieces):
        yield Sign(3.0, "speakers led in by a colon")
    if writer_of(pieces[-1], pieces[:4]) is not None:
        yield Sign(4.0, "signed by an official")
    named = any(WE_THE.search(piece) for piece in pieces[:6])
    if quoted <= 2 and sum(len(_DECLARES.findall(piece)) for piece in pieces) >= (1 if named else 3):
        yield Sign(3.0, "a declaration's verbs")


def _of_press(pieces: Sequence[str], bare: Sequence[str], quoted: int) -> Iterator[Sign]:
    """What articles have: verbs of saying, quotations with their speakers, bylines and credits."""
    told = sum(_ATTRIBUTED.search(words) is not None for words in bare)
    if told >= 2:
        yield Sign(-4.0 * told / len(bare), "verbs of saying")
    if reported(pieces):
        yield Sign(-3.0, "told what others said")
    led = any(LEADS_IN.search(piece) for piece in pieces[:6])
    if quoted > max(4, len(pieces)) and not (led and pieces[-1][-1] in '”"»'):
        yield Sign(-2.5, "quotations")
    if _PRESS.search("\n".join(pieces)):
        yield Sign(-1.5, "marks of the press")
    if any(_DATELINE.match(piece) for piece in pieces[1:5]):
        yield Sign(-1.0, "dateline")


def _titles(piece: str) -> bool:
    """Whether a paragraph may be a title or lead: short and without a stop, or a sentence that leads the words in."""
    form = form_of(piece) if len(piece.split()) <= 25 else None
    titled = piece.rstrip()[-1] not in '.,;”"»?!' or form not in (None, Manner.TOLD)
    return len(piece) < 300 and (titled or LEADS_IN.search(piece) is not None)


def fact_sheet(pieces: Sequence[str]) -> bool:
    """A title of that name, or bullets under leads in capitals."""
    if any(re.match(r"(?i)fact ?sheet\b", piece) for piece in pieces[:6]):
        return True
    bullets = sum(bool(re.match(r"[•▪●*·] ", piece)) for piece in pieces)
    leads = sum(bool(re.match(r"[A-Z][A-Z ,'’&-]{11,}: \S", piece)) for piece in pieces)
    return bullets >= 3 and leads >= 1


def _block_quotes(pieces: Sequence[str]) -> bool:
    """A release whose speakers are led in by a colon and stand in paragraphs without quotation marks."""
    led = [number for number, piece in enumerate(pieces[:-1]) if _LED.search(piece)]
    return any(FIRST_PERSON.search(pieces[number + 1]) for number in led)
