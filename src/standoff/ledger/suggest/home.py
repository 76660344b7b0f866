"""The state an official document is issued by: what its letterhead, its house or its parliament says."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.places import Gazetteer, Hit

_OFFICE = (
    r"(?:(?:vice[- ]|deputy )?president|prime minister|chancellor|king|minister|secretary(?:[- ]general)?|spokes\w+|"
    r"premier|government|ministry|head|leader|statement)"
)
_OWNED = re.compile(
    r"(?i)\b(?:ministry|department|government|embassy|office|presidency|republic|delegation|mission|consulate|"
    r"parliament|cabinet|ministers?)\b[\w ,&’'-]{0,50}? of (?:the )?(?:\w+ of )?$"
)
_BODY = re.compile(
    r"(?i)(?:['’]s?)? (?:\w+ )?(?:government|ministry|embassy|department|armed forces|delegation|consulate|"
    r"presidency)\b"
)
_TOPIC = re.compile(
    r"(?i)\b(?:to|on|in|with|regarding|concerning|about|for|against|at|over|near|after|following|response|visit\w*|"
    r"ahead|reports?|situation|before)\b|\band (?=(?:the )?(?:president|prime|chancellor|king|minister|premier|"
    r"secretary)\b)"
)
"""Where the topic or the other side of a title begins: what is named after it is not the issuer."""
_DATED = re.compile(r",? (?:on )?(?:\d{1,2} [A-Z]|[A-Z][a-z]+ \d)")
_RECEIVES = re.compile(
    r"(?i)(?:transcript of )?(?:joint |media |doorstop |doorstep )*(?:press conference|news conference|doorstop|"
    r"doorstep|interview|media statement|statement|availability)[\w ]*(?: ?[-–—|,] ?|,? in |,? at )[\w ]*(?:, )?$"
)
_OFFICE_BEFORE = re.compile(rf"(?i)\b{_OFFICE}\b[\w ,&’'-]{{0,40}} of (?:the )?(?:\w+ of )?$|\b(?:by|from) (?:the )?$")
_HOUSE = re.compile(
    r"\b(?:House|Office|Room|Department|Ministry|Street|Council|Palace|Lawn|Garden|Hall|Government|Brady)\b"
)
_OFFICE_AFTER = re.compile(rf"(?i)(?:['’]s?)? (?:[\w-]+ ){{0,2}}?{_OFFICE}\b")


class _Mention(NamedTuple):
    """A state named in a line of the head as `words`, with what stands before and after it in that line."""

    hit: Hit
    words: str
    before: str
    after: str


_OTHER_SIDE = re.compile(r"(?i)\b(?:meeting|meets?|met|talks|call|together) with [^\n]*")
"""What names the guest in a title, not the house."""


def home_of(text: str, head_end: int, speakers: str, lexicon: Lexicon, gazetteer: Gazetteer) -> str:
    """Return the state or bloc an official document is issued by, or an empty string.

    Parameters
    ----------
    head_end : int
        Where the first words of a speaker or the body begin: the lines before are the head.
    speakers : str
        The labels of the turns, with what they say of office, party and seat.
    """
    mentions = list(_mentions(text, head_end, gazetteer))
    found = _first(mentions, _letterhead) or _first([m for m in mentions if m.hit.kind == "seat"], _house(lexicon))
    if found:
        return found
    signs = "\n".join([_OTHER_SIDE.sub("", text[:head_end]), speakers, *foot_lines(text)])
    marked = [(len({m.group().casefold() for m in pattern.finditer(signs)}), code) for pattern, code in lexicon.houses]
    most, code = max(marked, key=lambda pair: pair[0], default=(0, ""))
    if most:
        return code
    return next(
        (
            code
            for test in (_office, _leads, _parliament, _dated, _ends, _venue, _stands_alone)
            if (code := _first(mentions, test))
        ),
        "",
    )


def _first(mentions: list[_Mention], test: Callable[[_Mention], bool]) -> str:
    return next((mention.hit.code for mention in mentions if test(mention)), "")


def _mentions(text: str, head_end: int, gazetteer: Gazetteer) -> Iterator[_Mention]:
    """The states named in the head and in the foot of a text, as far as they are not a title's topic."""
    lines = [match for match in re.finditer(r"[^\n]+", text) if len(match.group().strip()) < 250]
    held = [match.group() for match in lines if match.start() < head_end] + foot_lines(text)
    for line in held:
        words = line.strip()
        words = words.title() if words.isupper() else words
        topic = _TOPIC.search(words)
        for hit in gazetteer.of(words):
            if topic is None or hit.end <= topic.start() or hit.kind in ("seat", "legislature"):
                yield _Mention(hit, words[hit.start : hit.end], words[: hit.start], words[hit.end :])


def _letterhead(mention: _Mention) -> bool:
    """*Ministry of Foreign Affairs of Japan*, *Republic of Türkiye*, *Norwegian Government*."""
    if mention.hit.kind == "seat":
        return False
    return _OWNED.search(mention.before) is not None or _BODY.match(mention.after) is not None


def _house(lexicon: Lexicon) -> Callable[[_Mention], bool]:
    """*Élysée Palace*, *The White House*: a government's house, and so are its rooms."""

    def test(mention: _Mention) -> bool:
        house = _HOUSE.search(mention.words) or lexicon.palaces.fullmatch(mention.words)
        return bool(house) and not re.search(r"(?i)\b(?:to|with|from|on) (?:the )?$", mention.before)

    return test


def _office(mention: _Mention) -> bool:
    """*President of Russia*, *Norway's Defence Minister*, *a statement by France*."""
    if mention.hit.kind == "seat":
        return False
    return _OFFICE_BEFORE.search(mention.before) is not None or _OFFICE_AFTER.match(mention.after) is not None


def _leads(mention: _Mention) -> bool:
    """*NATO Summit Declaration*: a title that begins with the issuer."""
    alone = mention.after.startswith((":", " –", " -", " —"))  # a topic, not the issuer
    return mention.hit.kind == "name" and mention.before.strip().casefold() in ("", "the") and not alone


def foot_lines(text: str) -> list[str]:
    """The last short lines of a page that are no sentences: letterheads stand there too."""
    last = text.strip().split("\n")[-3:]
    return [line for line in last if 0 < len(line) < 120 and line.rstrip()[-1:] not in '.!?"”' and ":" not in line]


def _parliament(mention: _Mention) -> bool:
    """*Dáil Éireann debate*: whose parliament sits."""
    return mention.hit.kind == "legislature"


def _ends(mention: _Mention) -> bool:
    """*The minister's office, Wellington, New Zealand*."""
    return mention.hit.kind == "name" and not mention.after and mention.before.endswith(", ")


def _venue(mention: _Mention) -> bool:
    """*Press conference - Oslo*: who receives the press there is taken for one of that state."""
    return mention.hit.kind == "seat" and _RECEIVES.match(mention.before) is not None


def _stands_alone(mention: _Mention) -> bool:
    """*New Delhi* on a line of its own: the place of issue."""
    return mention.hit.kind == "seat" and not mention.before and not mention.after.strip(" ,.")


def _dated(mention: _Mention) -> bool:
    """*Oslo, 2 June 2031*: the place of issue."""
    return mention.hit.kind == "seat" and _DATED.match(mention.after) is not None
