# ruff: noqa: E501
"""Who speaks: persons with their offices, anonymous voices, groups and institutions, resolved across a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from standoff.ledger.suggest.lexicon import Lexicon, word_class
from standoff.ledger.suggest.places import Gazetteer, Hit

_PARTICLES = word_class("particles")
_TITLES = word_class("titles")
_NO_NAMES = word_class("not_names")
_ROLE = re.compile(
    r"(?i)\b(?:shadow )?(?:(?:deputy |vice[- ]|first |assistant |under)?(?:foreign|defen[cs]e|prime|interior|finance|home|armed forces|energy|justice)(?: affairs)? (?:minister|secretary)|minister of (?:the )?(?:foreign affairs|defen[cs]e|armed forces|interior|finance)|minister for (?:foreign affairs|defen[cs]e)|"
    r"secretary of (?:state for )?(?:defen[cs]e|state|the treasury)|secretary[- ]general|press secretary|national security advis[eo]r|foreign policy chief|high representative|"
    r"(?:vice[- ]|deputy )?president|(?:deputy |vice[- ])?premier|chancellor|ambassador|spokes(?:man|woman|person)|senator|representative|general|admiral|colonel|mayor|governor|commissioner|king|minister|secretary|professor|analyst|diplomat|chief)\b"
)
_DESCRIPTOR_STARTS = r"[.;“”\"«»]\s|\b(?:and|but|that|with|by|met|as|while|to|when|say|says|said|told|alongside|from|over|after|before|whether|because|if|ago|thanked|called|urged) "
_GENERIC_ROLES = frozenset({"minister", "secretary", "general", "chief", "spokesperson", "president"})
_JOINT = re.compile(
    r"(?<=[a-z.]) and (?:(?:the |[A-ZÀ-Þ][\w’'-]+ ){0,3}?(?:President|Prime|Chancellor|Premier|Foreign|Defen[cs]e|Secretary|King|Minister|General|Ambassador)\b).*$"
)
_ORDINAL = {"first": 0, "second": 1, "third": 2, "fourth": 3}
_PLURAL = re.compile(
    r"\b(?:officials|diplomats|envoys|aides|sources|people|advisers|advisors|policymakers|officers|insiders|staffers|negotiators|participants|backbenchers|members|lawmakers)\b",
    re.I,
)
_SPECIFIC = (
    (
        re.compile(
            r"(?i)\b(?:defen[cs]e|foreign|home|shadow \w+|business) secretary\b|\b(?:M\.?P\.?s?|chancellor of the exchequer)\b"
        ),
        "GBR",
    ),
    (
        re.compile(
            r"(?i)\bsecretary of (?:state|defense|the treasury|homeland)\b(?! for)|\bsen\.|\brep\.|\bpress secretary\b|\bcongress(?:man|woman)\b|\bjoint chiefs\b|\bundersecretary of (?:state|defense)\b|\bnational security adviser\b|\battorney general\b|\b[RD]-[A-Z]"
        ),
        "USA",
    ),
    (re.compile(r"(?i)\bsecretary of state for\b"), "GBR"),
    (re.compile(r"(?i)\bchief cabinet secretary\b"), "JPN"),
    (re.compile(r"(?i)\bchancellor\b"), "DEU"),
    (re.compile(r"(?i)\bsupreme (?:allied )?commander\b|\ballied forces\b"), "NATO"),
)


_PALACE = re.compile(
    r"White House|Pentagon|State Department|Downing Street|Whitehall|Élysée|South Lawn|Oval Office|Kremlin|Quai d['’]Orsay|Foreign Office"
)
"""Seats that are a government's house, not a city in which anyone may speak."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker as far as the text tells.

    `kind` is an office class of `offices.yaml`, or *group*, *reporter*, *pronoun*, *person*. `doubts` lower the
    confidence of every row of this voice: (how much, why). `hearsay`: speaks of others' positions.
    """

    label: str
    office: str = ""
    principal: str = ""
    authority: str = "none"
    anonymous: bool = False
    kind: str = "person"
    doubts: tuple[tuple[float, str], ...] = ()
    hearsay: bool = False

    def doubted(self, amount: float, reason: str) -> "Voice":
        """The same voice with one more doubt."""
        return replace(self, doubts=(*self.doubts, (amount, reason)))


@dataclass(slots=True)
class Person:
    """A named person with what the text says of them, gathered over all mentions."""

    name: str
    descriptors: list[str] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    gender: str = ""
    owner: str = ""
    bound: bool = False

    @property
    def surname(self) -> str:
        return self.name.split()[-1]


def name_in(words: str, gazetteer: Gazetteer, *, outlets: frozenset[str] = frozenset()) -> tuple[str, int, int] | None:
    """Return the first personal name in a noun phrase and its span: capitalised words that are no title or place."""
    taken = [(hit.start, hit.end) for hit in gazetteer.of(words)]
    current: list[re.Match[str]] = []
    for token in re.finditer(r"[^\W\d_][\w.’'-]*|[^\w\s]", words):
        word = token.group()
        inside = any(a <= token.start() < b for a, b in taken)
        bare = re.sub(r"['’]s$", "", word)
        plain = bare.rstrip(".").casefold()
        capital = word[:1].isupper() and word[:1].isalpha()
        initial = bool(current) and re.fullmatch(r"[A-ZÀ-Þ]\.?", word) is not None
        named = (capital and initial) or (
            capital and not inside and plain not in _TITLES and plain not in _NO_NAMES and bare not in outlets
        )
        if named and not (bare.isupper() and len(bare) > 12):
            current.append(token)
            if bare != word:
                break
        elif current and (plain in _PARTICLES or (word == "." and len(current[-1].group()) == 1)):
            current.append(token)
        elif current and re.fullmatch(
            r"(?:leader|spokes\w+|official|minister|secretary|adviser|advisor|chief|lawmaker|diplomat|president|chairman|ambassador|aide|deputy|expert|analyst|economist|historian|professor|party|government|state|foreign|defen[cs]e|press|national|administration|military|army|navy|intelligence|security)",
            word,
        ):
            current = []
        elif current:
            break
    while current and current[-1].group().casefold() in _PARTICLES:
        current.pop()
    if not current:
        return None
    start, end = current[0].start(), current[-1].end()
    text = re.sub(r"['’]s$", "", words[start:end]).rstrip(".,")
    return (text, start, end) if any(c.islower() for c in text) or len(text) > 2 else None


class Voices:
    """Every voice of one text, and the rules by which a phrase in subject position becomes one of them."""

    def __init__(
        self, text: str, lexicon: Lexicon, gazetteer: Gazetteer, *, home: str, skip: Iterable[tuple[int, int]]
    ) -> None:
        self.lexicon, self.gazetteer, self.home, self._text = lexicon, gazetteer, home, text
        self._skip = sorted(skip)
        self.people: dict[str, Person] = {}
        self._anonymous: list[tuple[str, str, Voice]] = []
        self._spoken: list[tuple[int, Voice]] = []
        self._offices_met: list[tuple[int, Voice]] = []
        self._owned: dict[str, frozenset[str]] = {}
        self._known: dict[tuple[str, int, str, bool], Voice] = {}
        self._scan()

    # -- people -----------------------------------------------------------------------------------------------
    def _narrated(self, position: int) -> bool:
        from bisect import bisect_right

        index = bisect_right(self._skip, (position, 1 << 60)) - 1
        return not (index >= 0 and self._skip[index][0] <= position < self._skip[index][1])

    def _scan(self) -> None:
        cap = r"[A-ZÀ-Þ][\w.’'-]*[\w.]"
        name = rf"{cap}(?:[ -](?:(?:de|van|von|der|al|bin|den|ten|di|da|el|la|le) )*{cap}){{0,3}}"
        role = (
            r"(?:president|minister|premier|chancellor|secretary[- ]general|Secretary[- ]General|spokes(?:man|woman|person)|ambassador|adviser|advisor|chief|"
            r"analyst|professor|director|fellow|general|admiral|colonel|representative|leader|commissioner|envoy|head|counterpart|secretary|king|economist|expert|speaker|mayor|governor|whip|MEP|MP|Sen\.|Rep\.|"
            r"President|Minister|Premier|Chancellor|Secretary|Spokes(?:man|woman|person)|Ambassador|Adviser|Chief|Prof\.?|Professor|Dr\.?|Gen\.|General|Adm\.|Admiral|Col\.|Colonel|Commissioner|Speaker|King|Sir|Mr\.?|Mrs\.?|Ms\.?)"
        )
        before = re.compile(rf"\b({role}(?:,? (?:for|of) (?:the )?[\w ]{{3,40}}?)?),? ({name})")
        after = re.compile(
            rf"\b({cap}(?: {cap}){{1,3}})(?:,| \([^)]*\),?) ((?:an?|the|one of|once|[\w-]+) [^,.;“”\"«»\n]{{3,90}})[,.]"
        )
        for match in before.finditer(self._text):
            if self._narrated(match.start(2)) and not re.search(r"\b(?:said|says|told|added)\b", match[1]):
                lead = re.search(
                    r"(?:[A-ZÀ-Þ]?[\w.’'-]+ ){0,8}$", self._text[max(0, match.start() - 90) : match.start()]
                )
                descriptor = re.split(_DESCRIPTOR_STARTS, (lead.group() if lead else "") + match[1])[-1]
                self._add(match[2], match.start(2), descriptor)
        for match in after.finditer(self._text):
            clause = re.match(
                r"(?:has|have|had|is|are|was|were|will|would|said|says|told|tells|met|who|which|and|but|to|in|on|at|as|while|after|before|when|with)\b",
                match[2],
            )
            if clause is None and self._narrated(match.start(1)) and self._office(match[2]):
                self._add(match[1], match.start(1), match[2])
        self._bind_offices()
        self._place_mentions()

    def _bind_offices(self) -> None:
        """*The chancellor said … “…,” Agnes Roth added*: an office named alone goes to the next bare name that speaks."""
        cap = r"[A-ZÀ-Þ][\w’'-]*\w"
        full = rf"{cap}(?: (?:de|van|von|der|al|bin|den|di|da|el|la|le))*(?: {cap}){{1,2}}"
        verb = r"(?:said|says|told|added|declared|wrote|warned|stated|announced|insisted|noted)"
        speaks = re.compile(rf"{verb} (?P<after>(?:Sir |Mr\.? |Ms\.? |Mrs\.? )?{full})|(?P<before>{full}) {verb}\b")
        office = re.compile(
            r"\b(?:[Tt]he|[Ii]ts|[Tt]heir|(?:[A-ZÀ-Þ][\w’'-]+ ?){1,2}['’]s) (?:[A-ZÀ-Þ]?[\w-]+ ){0,2}?(?:minister|secretary|president|premier|chancellor)\b(?: of (?:the )?[A-Z]\w+)?(?! [A-ZÀ-Þ]|, [A-ZÀ-Þ])"
        )
        for mention in office.finditer(self._text):
            if (
                not self._narrated(mention.start())
                or self._bearer(roles_in(mention.group()), mention.group(), mention.start()) is not None
            ):
                continue
            for match in speaks.finditer(self._text, mention.end(), mention.end() + 700):
                place = match.start("after") if match["after"] else match.start("before")
                if not self._narrated(place):
                    continue
                found = name_in(match["after"] or match["before"], self.gazetteer, outlets=self.lexicon.outlets)
                if found is None or len(found[0].split()) < 2:
                    continue
                known = self.people.get(found[0].split()[-1])
                if known is None or not any(self._office(d) for d in known.descriptors):
                    person = self._add(match["after"] or match["before"], place, mention.group())
                    if person is not None:
                        person.bound = True
                        person.owner = self._possessor(mention.group(), mention.start())
                break

    def _add(self, words: str, position: int, descriptor: str) -> Person | None:
        found = name_in(words, self.gazetteer, outlets=self.lexicon.outlets)
        if found is None:
            return None
        if found[0].isupper() and " " in found[0]:
            return None
        person = self._person(found[0])
        lead = words[: found[1]].strip()
        whole = " ".join(part for part in (descriptor.strip(), lead) if part)
        if whole and whole not in person.descriptors:
            person.descriptors.append(whole)
        person.gender = person.gender or self._gender(person.name, whole)
        if position >= 0:
            person.positions.append(position)
        return person

    def _person(self, name: str) -> Person:
        """The person of this name; a bare surname is the bearer's, and a full name takes over a bare surname's record."""
        surname = name.split()[-1]
        known = self.people.get(surname)
        if known is None and " " not in name:
            first = [
                p
                for p in self.people.values()
                if p.name.split()[0] == name and p.name.split()[0] not in self.lexicon.she | self.lexicon.he
            ]
            if len(first) == 1:
                return first[0]
        if known is None:
            known = self.people[surname] = Person(name)
        elif len(name.split()) > len(known.name.split()):
            if len(known.name.split()) > 1 and known.name.split()[0] != name.split()[0]:
                return self.people.setdefault(name, Person(name))
            known.name = name
        elif len(name.split()) > 1 and known.name != name and known.name.split()[0] != name.split()[0]:
            return self.people.setdefault(name, Person(name))
        return known

    def _gender(self, name: str, descriptor: str) -> str:
        if re.search(r"\b(?:Mrs|Ms|Dame|Lady|spokeswoman|chairwoman|congresswoman|queen|MS|MRS)\b", descriptor):
            return "she"
        if re.search(r"\b(?:Mr|Sir|Lord|spokesman|chairman|congressman|king|MR)\b", descriptor):
            return "he"
        first = name.split()[0]
        return "she" if first in self.lexicon.she else "he" if first in self.lexicon.he else ""

    def _place_mentions(self) -> None:
        if not self.people:
            return
        words = "|".join(re.escape(surname) for surname in sorted(self.people, key=len, reverse=True))
        for person in self.people.values():
            person.positions = []
        for match in re.finditer(rf"\b(?:{words})\b", self._text):
            if self._narrated(match.start()):
                self.people[match.group()].positions.append(match.start())

    # -- offices ----------------------------------------------------------------------------------------------
    def _office(self, descriptor: str) -> str:
        """The office class of a descriptor: former and expert take the state away unless an active office leads."""
        pieces = [p for p in re.split(r",| and (?=(?:an?|the|former|past|ex-|once)\b)|; ", descriptor) if p.strip()]
        classes = [self._class(piece) for piece in pieces]
        active = ("spokesperson", "head", "minister", "envoy", "military", "institution")
        for found in classes:
            if found in active:
                return found
            if found in ("expert", "legislator"):
                return found
        return next((found for found in classes if found), "")

    def _class(self, piece: str) -> str:
        for name, pattern in self.lexicon.offices:
            match = pattern.search(piece)
            if match is None:
                continue
            if name == "legislator" and re.search(r"(?i)\bmilitary committee\b", piece):
                continue
            if name == "expert" and re.search(r"(?i)^executive\b", match.group()):
                continue
            return name
        return ""

    def principal(self, descriptor: str) -> str:
        """The state or bloc an office belongs to: a possessor before an adjective, never the one it is accredited to."""
        hits = [hit for hit in self.gazetteer.of(descriptor) if not self._accredited(descriptor, hit)]
        owned = [
            hit
            for hit in hits
            if re.match(r"['’]s\b", descriptor[hit.end :]) or descriptor[: hit.end].endswith(("’s", "'s"))
        ]
        owned += [hit for hit in hits if re.search(r"\bof (?:the )?$", descriptor[: hit.start])]
        for hit in (*owned, *(h for h in hits if h.kind != "legislature"), *hits):
            return hit.code
        for pattern, code in _SPECIFIC:
            if pattern.search(descriptor):
                return code
        return ""

    @staticmethod
    def _accredited(descriptor: str, hit: Hit) -> bool:
        """Whether the place is where an office looks to, not whose it is: *ambassador to Vesland*, *in Brussels*."""
        lead = descriptor[: hit.start]
        if not re.search(r"\b(?:to|in|at|against|on|with) (?:the )?$", lead):
            return False
        if re.search(r"(?i)\b(?:advis[eo]rs?|aides?|assistants?|deputy|spokes\w+) to (?:the )?$", lead):
            return False
        return not re.search(
            r"(?i)\b(?:officials?|person|people|sources?|spokes\w+|office|advis[eo]rs?|aides?|minister|secretary) (?:in|at) (?:the )?$",
            lead,
        )

    def voice_of(self, person: Person) -> Voice:
        """A named person's voice, from all that the text says of them."""
        key = (person.name, len(person.descriptors), person.owner, person.bound)
        if key not in self._known:
            voice = self._classified(person.name, person.descriptors, person.owner)
            self._known[key] = voice.doubted(0.08, "office taken from the words before") if person.bound else voice
        return self._known[key]

    def _classified(self, label: str, descriptors: list[str], owner: str = "") -> Voice:
        ranked = [(self._office(d), d) for d in descriptors]
        order = (
            "former",
            "expert",
            "legislator",
            "spokesperson",
            "head",
            "minister",
            "envoy",
            "military",
            "institution",
            "anonymous",
            "",
        )
        ranked.sort(key=lambda pair: order.index(pair[0]))
        ranked = _active_first(ranked)
        classes = [kind for kind, _ in ranked if kind]
        if not classes:
            return Voice(
                label, office="; ".join(descriptors[:1]), kind="person", doubts=((0.1, "no office found in the text"),)
            )
        kind, office = next((pair for pair in ranked if pair[0]), ranked[0])
        if kind in ("former", "expert"):
            return Voice(label, office=office, kind=kind)
        if kind == "legislator":
            return Voice(label, office=office, kind=kind, authority="advisory")
        principal = next((found for _, d in ranked if (found := self._stated(d))), "") or owner
        doubts: tuple[tuple[float, str], ...] = ()
        if not principal:
            principal, doubts = self._inherited([d for _, d in ranked], label)
        if kind in ("anonymous", ""):
            return Voice(label, office, principal, "advisory" if principal else "none", False, kind, doubts)
        return Voice(label, office, principal, "binding" if principal else "none", False, kind, doubts)

    def _stated(self, descriptor: str) -> str:
        hits = [hit for hit in self.gazetteer.of(descriptor) if not self._accredited(descriptor, hit)]
        return self.principal(descriptor) if hits else ""

    def _inherited(self, descriptors: list[str], label: str = "") -> tuple[str, tuple[tuple[float, str], ...]]:
        """The principal of an office named without a state: its other mentions, then its usual state, then the text's."""
        roles = {role for d in descriptors for role in roles_in(d)}
        mentioned = {code for role in sorted(roles) for code in self._owners_of(role)}
        others = "secretary general" in roles and label and "NATO" not in mentioned and self._alliance_named()
        if len(mentioned) == 1 and not others:
            return mentioned.pop(), ((0.06, "principal from another mention of the office"),)
        if "secretary general" in roles:
            return self._of_alliance()
        leader = self.lexicon.leaders.get(label.split()[-1]) if label else None
        if leader:
            return leader, ((0.08, "principal of a well-known leader"),)
        for d in descriptors:
            for usual, code in _SPECIFIC:
                if usual.search(d) and code:
                    return code, ((0.06, "principal from the name of the office"),)
        if self.home:
            return self.home, ((0.2, "principal from the text's own country"),)
        stated = [
            code
            for person in self.people.values()
            for d in person.descriptors
            if self._office(d) in ("head", "minister", "spokesperson") and (code := self._stated(d))
        ]
        if stated and len(set(stated)) == 1:
            return stated[0], ((0.25, "principal of the other officials in the text"),)
        seats = [hit.code for hit in self.gazetteer.hits if _PALACE.fullmatch(self._text[hit.start : hit.end])]
        if seats and (best := max(sorted(set(seats)), key=seats.count)) and seats.count(best) * 2 > len(seats):
            return best, ((0.3, "principal from the capital the text speaks of most"),)
        return "", ((0.2, "no principal found"),)

    def _alliance_named(self) -> bool:
        return any(hit.code == "NATO" for hit in self.gazetteer.hits)

    def _of_alliance(self) -> tuple[str, tuple[tuple[float, str], ...]]:
        """A secretary general of no body the text names: the alliance's where it is spoken of, never a state's."""
        if self._alliance_named():
            return "NATO", ((0.1, "the alliance's secretary general"),)
        if re.search(r"\b[Aa]llies\b|\b[Pp]act\b", self._text):
            return "NATO", ((0.2, "principal from the allies the text speaks of"),)
        return "", ((0.2, "no principal found"),)

    def _owners_of(self, role: str) -> frozenset[str]:
        """The states whose office of this name the text mentions."""
        if role not in self._owned:
            pattern = re.escape(role).replace("defence", "defen[cs]e").replace("\\ ", "[ -]")
            codes = set()
            for match in re.finditer(rf"(?i)\b{pattern}\b", self._text):
                lead = re.search(r"(?:[\w.’'-]+ ){0,3}$", self._text[max(0, match.start() - 60) : match.start()])
                phrase = re.split(_DESCRIPTOR_STARTS, (lead.group() if lead else "") + match.group())[-1]
                owned = re.sub(r"^.*\b((?:its|their) )", r"\1", phrase)
                stated = "" if role in _GENERIC_ROLES else self._stated(phrase)
                codes.add(stated or self._possessor(owned, match.start()))
            self._owned[role] = frozenset(codes - {""})
        return self._owned[role]

    # -- subjects ---------------------------------------------------------------------------------------------
    def spoke(self, position: int, voice: Voice) -> None:
        """Remember who spoke, for pronouns and definite phrases after."""
        self._spoken.append((position, voice))

    def spoken_since(self, start: int, end: int) -> list[Voice]:
        """The voices that spoke in `text[start:end]`, in order."""
        return [voice for place, voice in self._spoken if start <= place < end]

    def resolve(self, phrase: str, appositions: tuple[str, ...], position: int) -> Voice:
        """Return the voice of a noun phrase in subject position at `position` of the text."""
        phrase = re.sub(r"\s+(?:late |early |earlier )?on \w+day(?: \w+)?$", "", phrase.strip(" ,;:—–-"))
        phrase = _JOINT.sub("", self._placed_first(phrase))
        pronoun = re.fullmatch(
            r"(?i)(he|she|they|it|we|i|both|the latter|the former|who)(?: (?:all|both|himself|herself))?", phrase
        )
        if pronoun:
            return self._pronoun(pronoun[1].lower(), position)
        head, tail = _head(phrase)
        if re.fullmatch(r"(?i)(?:one|another|both|all|some|two) of (?:them|those)", phrase) or phrase.lower() in (
            "another",
            "both",
            "others",
        ):
            plural = [v for _, v in self._spoken if v.anonymous]
            return plural[-1] if plural else Voice(phrase, kind="")
        group = self._group(head, phrase, appositions)
        if group is not None:
            return group
        found = self._named(head, tail, appositions)
        his = re.match(
            r"(?i)(his|her) (?=.*(?:minister|secretary|spokes|adviser|office|government|chief|ambassador|deputy))",
            phrase,
        )
        owner = self._owner_of("he" if his[1].lower() == "his" else "she", position) if his else ""
        if found is not None:
            name, descriptors = found
            person = self._add(name, -1, "")
            if person is None:
                return Voice(name, doubts=((0.3, "a name that is none"),))
            for descriptor in descriptors:
                if descriptor and descriptor not in person.descriptors:
                    person.descriptors.append(descriptor)
            person.gender = person.gender or self._gender(person.name, " ".join(descriptors))
            person.owner = person.owner or owner
            return self.voice_of(person)
        return self._described(phrase, head, appositions, position)

    def _placed_first(self, phrase: str) -> str:
        """*President of Russia Vladimir Putin* as *Russia President Vladimir Putin*: the name belongs to the head."""
        for hit in self.gazetteer.of(phrase):
            lead = re.search(r"^(.+) of (?:the )?$", phrase[: hit.start])
            if lead and re.match(r" [A-ZÀ-Þ]", phrase[hit.end :]):
                return f"{phrase[hit.start : hit.end]} {lead[1]}{phrase[hit.end :]}"
        return phrase

    def _named(self, head: str, tail: str, appositions: tuple[str, ...]) -> tuple[str, list[str]] | None:
        found = name_in(head, self.gazetteer, outlets=self.lexicon.outlets)
        if (
            found is not None
            and not re.match(
                r"['’]s\b|['’] ", head[found[2] - 2 :] if head[: found[2]].endswith(("'s", "’s")) else head[found[2] :]
            )
            and not self._organisation(head, found)
        ):
            rest = (head[: found[1]] + " " + head[found[2] :]).strip(" ,")
            return found[0], [d for d in (f"{rest} {tail}".strip(), *appositions) if d]
        for number, apposition in enumerate(appositions):
            inner, _ = _head(apposition)
            found = name_in(inner, self.gazetteer, outlets=self.lexicon.outlets)
            if (
                found is not None
                and found[1] <= len(inner) // 2
                and not self._organisation(inner, found)
                and not re.match(r"(?i)(?:an?|the|who|which|whose|once|formerly)\b", inner)
            ):
                others = [a for index, a in enumerate(appositions) if index != number]
                return found[0], [d for d in (f"{head} {tail}".strip(), inner[: found[1]].strip(), *others) if d]
        return None

    def _organisation(self, words: str, found: tuple[str, int, int]) -> bool:
        """A capitalised run after *of the*, or one that ends in a word for a body, is no person."""
        _, start, end = found
        return (
            bool(re.search(r"\b(?:of|at|for|in) (?:the )?$", words[:start]))
            or bool(
                re.match(
                    r"['’ ]*(?:Institute|Cent(?:re|er)|University|Foundation|Council|Group|Ministry|Office|Party|Committee|Army|Agency|Fund|Times|Post|News|Press|TV|Radio|Television)\b",
                    words[end:],
                )
            )
            or bool(re.search(r"(?i)\bnews agency|newspaper|magazine|broadcaster|television\b", words))
        )

    def _group(self, head: str, phrase: str, appositions: tuple[str, ...]) -> Voice | None:
        text = f"{head}"
        if re.search(
            r"(?i)\b(?:critics?|skeptics|sceptics|doubters|defenders|backers|supporters|opponents|proponents|advocates|observers|hawks|doves|experts|analysts|economists|historians|scholars|many|others|others in \w+|some|republicans|democrats|activists|residents|students|commentators|campaigners)$",
            text,
        ):
            if (
                re.match(r"(?i)(?:an?|one|the|his|her) \w+$", head)
                and re.search(r"(?i)\bcritic$", head) is None
                and not text.lower().endswith("s")
            ):
                return None
            return Voice(phrase, kind="group", anonymous=True, office="; ".join(appositions[:1]))
        return None

    def _described(self, phrase: str, head: str, appositions: tuple[str, ...], position: int) -> Voice:
        whole = f"{phrase}, {', '.join(appositions)}" if appositions else phrase
        noun = re.search(
            r"(?i)\b(official|diplomat|envoy|aide|source|person|people|insider|staffer|adviser|advisor|policymaker|officer|negotiator|participant|backbencher|lawmaker|legislator|deputy|senator|fellow|analyst|expert|professor|member|(?<=one )(?:cabinet |senior |government )?minister|(?<=a )(?:cabinet |senior )minister)s?$",
            head,
        )
        if noun or re.search(
            r"(?i)\b(?:people|person|someone|those) (?:familiar|briefed|close|with|present|who)", phrase
        ):
            return self._unnamed(phrase, head, whole, (noun[1] if noun else "person").lower())
        definite = re.match(r"(?i)(?:the|its|his|her|their|this|that)\b", head)
        unnamed = self._nameless(head, position) if definite else None
        if unnamed is not None:
            return unnamed
        role = roles_in(head)
        if (
            role
            and (definite or not re.match(r"(?i)(?:an?|one|another|some|two|several)\b", head))
            and not re.search(r"(?i)\b(?:government|ministry|office|administration|cabinet|embassy|palace)$", head)
        ):
            person = self._bearer(role, whole, position)
            if person is not None:
                return self.voice_of(person).doubted(0.04, "office resolved to its bearer")
        return self._body(phrase, head, whole, position)

    def _nameless(self, head: str, position: int) -> Voice | None:
        """*a spokesperson … the spokesperson*: an office without a name met before, unless a bearer was named since."""
        noun = head.split()[-1].lower()
        known = [
            (place, voice)
            for place, voice in self._offices_met
            if voice.label.split()[-1].lower() == noun or f" {noun} " in f" {_head(voice.label)[0].lower()} "
        ]
        if not known:
            return None
        place, voice = known[-1]
        since = [p for person in self.people.values() for p in person.positions if place < p < position]
        return None if since else voice

    def _bearer(self, roles: frozenset[str], whole: str, position: int) -> Person | None:
        stated = self._stated(whole) or self._possessor(whole, position)
        fitting: list[tuple[int, Person]] = []
        for person in self.people.values():
            owned = frozenset(role for d in person.descriptors for role in roles_in(d))
            if not any(_same_role(wanted, role) for wanted in roles for role in owned):
                continue
            principal = self.voice_of(person).principal
            guessed = any(amount >= 0.2 for amount, _ in self.voice_of(person).doubts)
            if stated and principal and principal != stated and not (guessed and person.owner == ""):
                continue
            if self.voice_of(person).kind in ("former", "expert") and not re.search(
                r"(?i)former|ex-|analyst|professor|expert", whole
            ):
                continue
            before = [p for p in person.positions if p < position]
            fitting.append((max(before) if before else -min(person.positions, default=1 << 40) - 1, person))
        best = max(fitting, key=lambda pair: (pair[0], pair[1].name))[1] if fitting else None
        if best is not None and stated and not best.owner:
            best.owner = stated
        return best

    def _possessor(self, whole: str, position: int) -> str:
        """*its foreign minister*: the state named last before, in this sentence or the one before."""
        if not re.match(r"(?i)(?:its|their)\b", whole):
            return ""
        hits = [hit for hit in self.gazetteer.between(max(0, position - 250), position) if hit.kind == "name"]
        start = max(self._text.rfind("\n", 0, position), 0)
        first = [hit for hit in hits if hit.start >= start]
        return (first or hits[-1:])[0].code if hits else ""

    def _unnamed(self, phrase: str, head: str, whole: str, noun: str) -> Voice:
        definite = re.match(r"(?i)(?:the|that|this|these|both)\b", head)
        if definite or re.match(r"(?i)one of the\b", phrase):
            known = self._earlier(head, phrase, noun)
            if known is not None:
                return known
            if noun == "diplomat" and definite:
                bearers = [v for _, v in self._spoken if v.kind in ("minister", "envoy") and not v.anonymous]
                if bearers:
                    return bearers[-1].doubted(0.15, "the diplomat: taken for the minister or envoy before")
            if noun == "deputy":
                bearers = [v for _, v in self._spoken if v.kind == "legislator" and not v.anonymous]
                if bearers:
                    return bearers[-1].doubted(0.1, "the deputy: taken for the legislator before")
        kind = self._office(whole) or "anonymous"
        doubts: tuple[tuple[float, str], ...] = ()
        principal, authority = "", "none"
        if kind not in ("former", "expert", "legislator", "group"):
            kind = "anonymous"
            several = re.search(r"(?i)^(?:some|several|many|most|other|western|european)\b.*s$", head) is not None
            principal = "" if several else self._stated(whole)
            if not principal and re.match(
                r"(?i)(?:(?:an?|one|the|two|some|several|senior|top) )?(?:(?:senior|top|high-ranking|[a-z]+) ){0,2}(?:administration|pentagon|white house|state department|u\.?s\.?)\b",
                head,
            ):
                principal, doubts = "USA", ((0.06, "principal from the name of the body"),)
            if noun in ("diplomat", "envoy") and re.search(r"(?i)\b(?:nato|alliance|eu|european)\b", head):
                principal = ""
            authority = "advisory" if principal else "none"
        voice = Voice(phrase, phrase, principal, authority, True, kind, doubts, hearsay=noun in ("diplomat", "envoy"))
        self._anonymous.append((noun, head.lower(), voice))
        return voice

    def _earlier(self, head: str, phrase: str, noun: str) -> Voice | None:
        same = [(words, voice) for known, words, voice in self._anonymous if known == noun]
        if not same:
            return None
        for word, number in _ORDINAL.items():
            if re.search(rf"(?i)\b{word}\b", head):
                marked = [voice for words, voice in same if re.search(rf"\b{word}\b", words)]
                if marked:
                    return marked[-1]
                return (
                    same[number][1]
                    if number < len(same)
                    else same[-1][1].doubted(0.3, "which of several anonymous voices")
                )
        if re.match(r"(?i)one of the\b", phrase):
            return replace(same[-1][1], label=phrase)
        plural = bool(_PLURAL.search(head))
        fitting = [voice for words, voice in same if bool(_PLURAL.search(words)) == plural] or [
            voice for _, voice in same
        ]
        doubt = len({voice.label for voice in fitting}) > 1
        return fitting[-1].doubted(0.15, "the nearest of several anonymous voices") if doubt else fitting[-1]

    def _body(self, phrase: str, head: str, whole: str, position: int) -> Voice:
        """An institution, a capital, a state, or an office without a name."""
        owner = re.match(
            r"(.+?)['’]s? (?:\w+ )?(office|ministry|spokes\w+|aides?|government|team|administration|cabinet|embassy|lawyer|party)\b",
            head,
        )
        if owner and (found := name_in(owner[1], self.gazetteer)) is not None and found[0].split()[-1] in self.people:
            bearer = self.voice_of(self._person(found[0]))
            return Voice(
                phrase,
                phrase,
                bearer.principal,
                bearer.authority,
                False,
                "institution" if bearer.principal else bearer.kind,
                bearer.doubts,
            )
        served = re.search(
            r"(?i)\b(?:spokes\w+|aide|adviser|advisor|lawyer|envoy|ambassador) (?:for|to|of) (?:the )?(.+)$", phrase
        )
        if served and (found := name_in(served[1], self.gazetteer)) is not None and found[0].split()[-1] in self.people:
            bearer = self.voice_of(self._person(found[0]))
            spokes = bool(re.search(r"(?i)spokes", phrase))
            authority = bearer.authority if spokes else "advisory" if bearer.principal else "none"
            return Voice(
                phrase,
                phrase,
                bearer.principal,
                authority,
                True,
                "spokesperson" if spokes else "anonymous",
                bearer.doubts,
            )
        kind = self._office(whole)
        hits = self.gazetteer.of(head)
        principal = self._stated(whole) or self._possessor(whole, position)
        doubts: tuple[tuple[float, str], ...] = ()
        if kind in ("former", "expert", "legislator") and not (
            hits and hits[0].start == 0 and kind != "legislator" and hits[0].end == len(head)
        ):
            return Voice(
                phrase,
                phrase,
                kind=kind,
                authority="advisory" if kind == "legislator" else "none",
                anonymous=kind != "legislator",
            )
        if hits and not kind:
            if hits[0].kind == "legislature":
                return Voice(phrase, phrase, kind="legislator", authority="advisory")
            kind = "institution" if _covers(hits, head) else ""
        if hits and hits[0].kind == "seat" and kind == "institution" and not _PALACE.search(head):
            doubts = ((0.08, "principal from the name of a city"),)
        anonymous = (
            bool(re.match(r"(?i)(?:an?|one|another|some|two|several)\b", head)) and bool(kind) and kind != "institution"
        )
        if not kind and not principal:
            return Voice(phrase, phrase, anonymous=not hits, kind="", doubts=((0.3, "a subject of unknown office"),))
        if not principal and kind != "anonymous":
            principal, doubts = self._inherited([whole])
        if not kind:
            return Voice(phrase, phrase, "", "none", False, "", ((0.3, "a subject of unknown office"),))
        if kind == "anonymous":
            return Voice(phrase, phrase, principal, "advisory" if principal else "none", True, kind, doubts)
        voice = Voice(phrase, phrase, principal, "binding" if principal else "none", anonymous, kind, doubts)
        if anonymous:
            self._offices_met.append((position, voice))
        return voice

    def _pronoun(self, pronoun: str, position: int) -> Voice:
        if pronoun in ("i", "we"):
            return (
                self._spoken[-1][1]
                if self._spoken
                else Voice(pronoun, kind="pronoun", doubts=((0.5, "an unresolved pronoun"),))
            )
        if pronoun in ("they", "it", "both"):
            wanted = [
                v
                for p, v in self._spoken
                if position - p < 1500 and (pronoun == "it") == (v.kind == "institution" or not v.anonymous)
            ]
            plural = [v for v in wanted if pronoun == "it" or v.anonymous or v.kind in ("group", "institution")]
            found = (plural or wanted)[-1:]
            return (
                found[0].doubted(0.15, f"“{pronoun}” taken for the voice before")
                if found
                else Voice(pronoun, kind="pronoun", doubts=((0.5, "an unresolved pronoun"),))
            )
        return self._he_or_she(pronoun, position)

    def _he_or_she(self, pronoun: str, position: int) -> Voice:
        """The compatible person who spoke last, unless another was named since: then the nearer, with both in doubt."""
        window = 1600
        mentions = sorted(
            (place, person.name, person)
            for person in self.people.values()
            if person.gender in ("", pronoun)
            for place in person.positions
            if position - window < place < position
        )
        spoken = [
            (p, v)
            for p, v in self._spoken
            if position - window < p < position and v.kind not in ("institution", "group")
        ]
        spoken = [(p, v) for p, v in spoken if self._fits(v, pronoun)]
        last_place, last_voice = spoken[-1] if spoken else (-1, None)
        sentence = max(self._text.rfind(mark, 0, position) for mark in (". ", "\n", "” ", '" '))
        leading = [m for m in mentions if m[0] > sentence]
        if leading and (last_voice is None or last_place < leading[0][0] or last_voice.kind == "group"):
            rivals_here = sorted({m[1] for m in leading})
            doubt = 0.08 if len(rivals_here) == 1 else 0.2
            return self.voice_of(leading[0][2]).doubted(
                doubt, f"pronoun in the sentence of {' and '.join(rivals_here)}"
            )
        spoken_until = (
            min((p for mark in (". ", "\n") if (p := self._text.find(mark, last_place)) > 0), default=last_place)
            if spoken
            else -1
        )
        since = [
            m
            for m in mentions
            if m[0] > min(spoken_until, position) and (last_voice is None or m[2].name != last_voice.label)
        ]
        paragraph = self._text.rfind("\n", 0, position)
        before = self._text.rfind("\n", 0, max(paragraph - 2, 0))
        rivals = {m[1] for m in since if m[0] >= before}
        if last_voice is not None and (not rivals or last_place > paragraph):
            return last_voice.doubted(0.08 if not rivals else 0.2, "pronoun taken for the voice before")
        if not since and last_voice is None:
            return Voice(pronoun, kind="pronoun", doubts=((0.5, "an unresolved pronoun"),))
        nearest = since[-1][2] if since else None
        if nearest is None and last_voice is not None:
            return last_voice.doubted(0.1, "pronoun taken for the voice before")
        assert_names = sorted(rivals | ({last_voice.label} if last_voice is not None else set()))
        voice = self.voice_of(nearest) if nearest is not None else Voice(pronoun)
        sure = nearest is not None and nearest.gender == pronoun and len(assert_names) == 1
        return voice.doubted(
            0.05 if sure else 0.45,
            f"“{pronoun}” may be {' or '.join(assert_names)}" if not sure else "pronoun by gender",
        )

    def _owner_of(self, pronoun: str, position: int) -> str:
        """The principal of the person *his* or *her* stands for: the one of that gender named last."""
        named = [
            (place, person.name, person)
            for person in self.people.values()
            if person.gender in (pronoun, "")
            for place in person.positions
            if place < position
        ]
        return self.voice_of(max(named)[2]).principal if named else ""

    def _fits(self, voice: Voice, pronoun: str) -> bool:
        person = self.people.get(voice.label.split()[-1]) if voice.label else None
        if voice.anonymous:
            return not (
                _PLURAL.search(voice.label) or re.match(r"(?i)(?:two|three|four|several|some|many)\b", voice.label)
            )
        return person is None or person.gender in ("", pronoun)


def _active_first(ranked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A present office outranks a past one of another kind: *the foreign minister, a former professor*."""
    past = frozenset(role for kind, d in ranked if kind == "former" for role in roles_in(d))
    active = [
        pair
        for pair in ranked
        if pair[0] in ("head", "minister", "spokesperson", "envoy") and not roles_in(pair[1]) & past
    ]
    titled = [pair for pair in active if roles_in(pair[1]) and len(pair[1].split()) <= 6]
    if ranked and ranked[0][0] == "former" and titled and not any(kind == "expert" for kind, _ in ranked):
        return [*titled, *(pair for pair in ranked if pair not in titled and pair[0] != "former")]
    return ranked


@lru_cache(maxsize=65536)
def roles_in(words: str) -> frozenset[str]:
    """Role names in a descriptor, in one spelling."""
    found = (
        re.sub(r"(?i)defense", "defence", match.group().lower()).replace("-", " ") for match in _ROLE.finditer(words)
    )
    return frozenset(_canonical(role) for role in found)


def _canonical(role: str) -> str:
    role = re.sub(
        r"minister (?:of|for) (?:the )?(foreign affairs|defence|armed forces|interior|finance)", r"\1 minister", role
    )
    role = re.sub(r"secretary of state for defence", "defence secretary", role)
    role = re.sub(r"foreign affairs minister", "foreign minister", role)
    role = re.sub(r"spokes(?:man|woman|person)|press secretary", "spokesperson", role)
    return re.sub(r"^premier$", "prime minister", role)


def _same_role(wanted: str, owned: str) -> bool:
    if owned == wanted or (wanted == "prime minister" and owned == "premier"):
        return True
    generic = ("minister", "secretary", "general", "chief")
    return (wanted in generic and owned.endswith(wanted)) or (owned in generic and wanted.endswith(owned))


_TITLE_OF = re.compile(
    r"\b(?:Secretary|Minister|Speaker|Chief|Commissioner|President|Director|Chair(?:man|woman)?)(?: General)? (?:of|for) (?:the )?(?:State Assembly|National Assembly|House|Parliament|Senate|State|Defen[cs]e|Foreign Affairs|Foreign and \w+ Affairs|Interior|Finance|Staff|Treasury|Homeland Security|War|Bundestag|Sejm|Knesset|Justice|Energy|Armed Forces|Riigikogu|Saeima|Seimas|Rada|Duma|State Duma)(?= [A-ZÀ-Þ])"
)


def _head(phrase: str) -> tuple[str, str]:
    """Split a noun phrase at its first preposition: what the name or role stands in, and what belongs to it."""
    phrase = _TITLE_OF.sub(lambda m: m.group().replace(" of ", " ").replace(" for ", " ").replace(" the ", " "), phrase)
    part = re.match(
        r"(?i)(?:one|two|three|some|several|many|most|both|all|none|each|another|a number|members?) of (?:the|them|its|their|his|her|these|those)\b",
        phrase,
    )
    after = phrase[part.end() :].strip() if part else ""
    if part and after and not re.match(r"(?i)members? of the [A-Z]", phrase):
        rest, tail = _head(after)
        return f"{phrase[: part.end()]} {rest}", tail
    match = re.search(
        r" (?:(?:of|for|to|at|in|from|with|on|behind|close to|familiar|briefed|who|whose|present|speaking|involved)\b|\()",
        phrase,
    )
    return (phrase[: match.start()], phrase[match.start() :].strip()) if match else (phrase, "")


def _covers(hits: tuple[Hit, ...], head: str) -> bool:
    left = head
    for hit in reversed(hits):
        left = left[: hit.start] + left[hit.end :]
    return re.fullmatch(r"(?i)[\s’']*(?:the|both|and|s)?[\s’']*(?:s|and)?\s*(?:itself)?\s*", left) is not None
