"""The named persons of a text, with everything it says of them."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from standoff.ledger.suggest.lexicon import Lexicon, word_class
from standoff.ledger.suggest.offices import office_of
from standoff.ledger.suggest.places import Gazetteer

_PARTICLES = word_class("particles")
_TITLES = word_class("titles")
_NO_NAMES = word_class("not_names")


DESCRIPTOR_STARTS = (
    r"[.;“”\"«»]\s|\s[—–-]{1,2}\s|\b(?:and|but|that|with|by|met|as|while|to|when|say|says|said|told|alongside|from|over|after|"
    r"before|whether|because|if|ago|thanked|called|urged|has|have|had|is|was|were|will|would) |"
    r"\b(?!retired|named|appointed|elected|united|armed|allied|ousted|jailed|exiled|disgraced|so-called|"
    r"combined)[a-z]{3,}ed (?=the |his |her |its |their |[A-Z])"
)


@dataclass(slots=True)
class Person:
    """A named person with what the text says of them, gathered over all mentions.

    `owner` is the state his office is told to be of, `leaning` the one that other signs point to.
    """

    name: str
    descriptors: list[str] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    gender: str = ""
    owner: str = ""
    leaning: str = ""
    bound: bool = False

    @property
    def surname(self) -> str:
        return self.name.split()[-1]


_TITLED = re.compile(
    r"(?i)\b(?:leader|minister|president|premier|chief|secretary|spokes\w+|ambassador|envoy|commander|chair\w*|"
    r"head)\W*$"
)
_SERVES_AS = re.compile(
    r"(?i)(?:the |\w+['’]s )?(?:[\w’'-]+ ){0,3}?(?:minister|secretary|president|premier|chancellor|spokes\w+|"
    r"ambassador|"
    r"commander|leader|chief)\b"
)
_PREFIXED = re.compile(r"(?:al|el|an|ar|as|ash|at|bin|ibn)-[A-ZÀ-Þ]")
"""Arabic names in which the article is small: *al-Rahni*."""


def name_in(words: str, gazetteer: Gazetteer, *, outlets: frozenset[str] = frozenset()) -> tuple[str, int, int] | None:
    """Return the first personal name in a noun phrase and its span: capitalised words that are no title or place."""
    if (titled := _after_title(words, gazetteer, outlets)) is not None:
        return titled
    taken = [(hit.start, hit.end) for hit in gazetteer.of(words)]
    current: list[re.Match[str]] = []
    for token in re.finditer(r"[^\W\d_][\w.’'-]*|[^\w\s]", words):
        word = token.group()
        inside = any(a <= token.start() < b for a, b in taken)
        bare = re.sub(r"['’](?:s|ve|re|ll|d|m)$", "", word)
        plain = bare.rstrip(".").casefold()
        capital = (word[:1].isupper() and word[:1].isalpha()) or _PREFIXED.match(word) is not None
        initial = bool(current) and re.fullmatch(r"[A-ZÀ-Þ]\.?", word) is not None
        named = (capital and initial) or (
            capital and not inside and plain not in _TITLES and plain not in _NO_NAMES and bare not in outlets
        )
        if named and not (bare.isupper() and len(bare) > 12):
            current.append(token)
            if bare != word:
                inner = name_in(words[token.end() :], gazetteer, outlets=outlets)
                if (
                    inner is not None
                    and " " in inner[0]
                    and _TITLED.search(words[token.end() : token.end() + inner[1]])
                ):
                    return inner[0], token.end() + inner[1], token.end() + inner[2]
                break
        elif current and (plain in _PARTICLES or (word == "." and len(current[-1].group()) == 1)):
            current.append(token)
        elif current and word in '“”"' and re.match(r"[“\"]?\w+[”\"] [A-ZÀ-Þ]|[”\"] [A-ZÀ-Þ]", words[token.start() :]):
            continue  # a nickname amid a name
        elif current and re.fullmatch(
            r"(?:leader|spokes\w+|official|minister|secretary|adviser|advisor|chief|lawmaker|diplomat|president|"
            r"chairman|ambassador|aide|deputy|expert|analyst|economist|historian|professor|party|government|state|"
            r"foreign|defen[cs]e|press|national|administration|military|army|navy|intelligence|security)",
            word,
        ):
            current = []
        elif current:
            break
    while current and current[-1].group().casefold() in _PARTICLES:
        current.pop()
    if not current:
        return None
    if len(current) > 1 and re.fullmatch(r"(?:Jr|Sr|II|III|IV)\.?", current[-1].group()):
        current.pop()
    start, end = current[0].start(), current[-1].end()
    text = re.sub(r"['’]s$", "", words[start:end]).rstrip(".,")
    text = re.sub(r"(?:^|(?<= ))(Al|El|An|Ar|As|Ash|At)(?=-[A-ZÀ-Þ])", lambda match: match[1].lower(), text)
    return (text, start, end) if any(c.islower() for c in text) or " " in text else None


_HELD = (
    r"(?:(?:was|been)\b(?! (?:\w+(?:ed|ing)|in|at|on|also|there|with|chosen|sworn|due|among|not|born)\b)|"
    r"(?:served|led|headed|commanded|advised|ran|worked|resigned|retired|stepped down|quit)\b)"
)
"""What a relative clause says of an office that is held no more: *who was the minister until May*."""


_LAST_TITLE = re.compile(
    r"(?i)^.*\b(?:minister|secretary|president|chief|spokes(?:man|woman|person)|advis[eo]r|commander|leader|ambassador|"
    r"premier|chancellor|governor|mayor|envoy|director|analyst|expert|official|lawmaker|(?-i:MP|MEP|MK|TD)|general|"
    r"admiral|"
    r"colonel|captain|(?:gen|adm|col|lt|maj|brig|sen|rep|capt|cmdr)\.) (?=[A-ZÀ-Þ])"
)
"""Everything up to the last title that a capital follows: the name stands after it, whatever stands before."""


def _after_title(words: str, gazetteer: Gazetteer, outlets: frozenset[str]) -> tuple[str, int, int] | None:
    """*International relations minister Ada Rahn*, *Pacific Fleet commander Adm. Bo Lund*: the name after the title."""
    title = _LAST_TITLE.match(words)
    if title is None or not re.search(r"[A-ZÀ-Þ]", title.group()):
        return None
    found = name_in(words[title.end() :], gazetteer, outlets=outlets)
    if found is None or found[1] > 0:
        return None
    return found[0], title.end() + found[1], title.end() + found[2]


class People:
    """The named persons of one text; `known` holds them by surname, or by full name where a surname is shared."""

    def __init__(self, text: str, lexicon: Lexicon, gazetteer: Gazetteer, *, skip: Iterable[tuple[int, int]]) -> None:
        self._text, self._lexicon, self._gazetteer = text, lexicon, gazetteer
        self._skip = sorted(skip)
        self.known: dict[str, Person] = {}
        self._scan()

    def _scan(self) -> None:
        cap = r"[A-ZÀ-Þ][\w.’'-]*[\w.]"
        name = rf"{cap}(?:[ -](?:(?:de|van|von|der|al|bin|den|ten|di|da|el|la|le) )*{cap}){{0,3}}"
        role = f"(?:{self._lexicon.addressed})"
        field = r"(?:(?!\b(?:at|in|on|to|with|from|by|during)\b)[\w ]){3,40}?"
        before = re.compile(rf"\b({role}(?:,? (?:for|of) (?:the )?{field})?),? ({name})")
        after = re.compile(
            rf"\b({cap}(?: {cap}){{1,3}})(?:,| \([^)]*\),?) ((?:an?|the|one of|once|"
            rf"[\w-]+) [^,.;:“”\"«»\n]{{3,90}}?)(?:[,.]|(?: \w+ly| later| also| then)? (?:said|says|told|added|"
            rf"warned)\b)"
        )
        serving = re.compile(
            rf"\b({cap}(?: {cap}){{0,2}})(?:, [^,\n]{{3,40}},| \([^)]*\))? (?:has been|serves as|is) ((?:the |"
            rf"\w+['’]s )?"
            rf"(?:new |current |acting )?[^,.;:“”\"\n]{{3,70}}?)(?= since\b|[,.]| and\b| who\b)"
        )
        chairing = re.compile(
            rf"\b({cap}(?: {cap}){{1,2}}), (?:who (?:currently |also |now )?chairs|whose country chairs|"
            rf"the (?:current |rotating )?"
            rf"chair of) ((?:the )?[\w-]+)"
        )
        for match in chairing.finditer(self._text):
            if self.narrated(match.start(1)):
                self.add(match[1], match.start(1), f"chairman of {match[2]}")
        for match in serving.finditer(self._text):
            if self.narrated(match.start(1)) and _SERVES_AS.match(match[2]) and office_of(match[2], self._lexicon):
                self.add(match[1], match.start(1), match[2])
        for match in before.finditer(self._text):
            said = re.search(r"\b(?:said|says|told|added)\b", match[1]) is not None
            said = said or match[2].split()[0].casefold() in _NO_NAMES  # a headline's verb: *Spokesman Slams Moves*
            if self.narrated(match.start(2)) and not said and not self._within_place(match.start(2)):
                lead = re.search(
                    r"(?:[A-ZÀ-Þ]?[\w.’'-]+ ){0,8}$", self._text[max(0, match.start() - 90) : match.start()]
                )
                descriptor = re.split(DESCRIPTOR_STARTS, (lead.group() if lead else "") + match[1])[-1]
                self.add(match[2], match.start(2), descriptor)
        past = re.compile(
            rf"\b({cap}(?: {cap}){{1,3}}), (who (?:once |had |has |later |previously |formerly |then )*{_HELD}"
            rf"[^,.;“”\"\n]{{3,90}})"
        )
        for match in past.finditer(self._text):
            if self.narrated(match.start(1)):
                self.add(match[1], match.start(1), match[2])
        for match in after.finditer(self._text):
            clause = re.match(
                r"(?:its|their|his|her|has|have|had|is|are|was|were|will|would|said|says|told|tells|met|who|which|"
                r"and|but|to|in|on|"
                r"at|as|while|after|before|when|with)\b",
                match[2],
            )
            if clause is None and self.narrated(match.start(1)) and office_of(match[2], self._lexicon):
                self.add(match[1], match.start(1), match[2])

    def _within_place(self, position: int) -> bool:
        """Whether a capitalised word is part of a place: *the representative of the United States*."""
        return any(hit.start < position < hit.end for hit in self._gazetteer.between(position - 30, position))

    def add(self, words: str, position: int, descriptor: str) -> Person | None:
        found = name_in(words, self._gazetteer, outlets=self._lexicon.outlets)
        if found is None:
            return None
        name = found[0]
        if name.isupper() and " " in name:
            if position >= 0:
                return None
            name = name.title()
        person = self.person(name)
        lead = words[: found[1]].strip()
        whole = " ".join(part for part in (descriptor.strip(), lead) if part)
        if whole and whole not in person.descriptors:
            person.descriptors.append(whole)
        person.gender = person.gender or self.gender(person.name, whole)
        if position >= 0:
            person.positions.append(position)
        return person

    def person(self, name: str) -> Person:
        """The person of this name: a bare surname is its bearer's, and a full name takes over a surname's record."""
        surname = name.split()[-1]
        known = self.known.get(surname)
        if known is not None and known.name.endswith(f" {name}"):
            return known
        if known is None and " " not in name:
            first = [
                p
                for p in self.known.values()
                if p.name.split()[0] == name and p.name.split()[0] not in self._lexicon.she | self._lexicon.he
            ]
            if len(first) == 1:
                return first[0]
        if known is None:
            known = self.known[surname] = Person(name)
        elif len(name.split()) > len(known.name.split()):
            if len(known.name.split()) > 1 and known.name.split()[0] != name.split()[0]:
                return self.known.setdefault(name, Person(name))
            known.name = name
        elif len(name.split()) > 1 and known.name != name and known.name.split()[0] != name.split()[0]:
            return self.known.setdefault(name, Person(name))
        return known

    def gender(self, name: str, descriptor: str) -> str:
        if re.search(r"\b(?:Mrs|Ms|Dame|Lady|spokeswoman|chairwoman|congresswoman|queen|MS|MRS)\b", descriptor):
            return "she"
        if re.search(r"\b(?:Mr|Sir|Lord|spokesman|chairman|congressman|king|MR)\b", descriptor):
            return "he"
        first = name.split()[0]
        return "she" if first in self._lexicon.she else "he" if first in self._lexicon.he else ""

    def place_mentions(self) -> None:
        if not self.known:
            return
        words = "|".join(re.escape(surname) for surname in sorted(self.known, key=len, reverse=True))
        for person in self.known.values():
            person.positions = []
        for match in re.finditer(rf"\b(?:{words})\b", self._text):
            if self.narrated(match.start()):
                self.known[match.group()].positions.append(match.start())

    def narrated(self, position: int) -> bool:
        index = bisect_right(self._skip, (position, 1 << 60)) - 1
        return not (index >= 0 and self._skip[index][0] <= position < self._skip[index][1])
