"""Whom a page presents as those who speak in it, and which of them an office, initials or a first name means."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from standoff.ledger.suggest.headings import headings
from standoff.ledger.suggest.home import foot_lines
from standoff.ledger.suggest.issuer import head_lines, hosts, titled
from standoff.ledger.suggest.labels import STAFF
from standoff.ledger.suggest.masthead import signatures
from standoff.ledger.suggest.offices import office_of, roles_in, same_role
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import HOST, Kind
from standoff.ledger.suggest.people import name_in
from standoff.ledger.suggest.plates import OFFICE
from standoff.ledger.suggest.voice import OFFICIAL, Voice

_SHORT = {
    "PM": "Prime Minister",
    "DPM": "Deputy Prime Minister",
    "FM": "Foreign Minister",
    "EAM": "External Affairs Minister",
    "SG": "Secretary-General",
    "DSG": "Deputy Secretary-General",
    "NATO SG": "NATO Secretary General",
    "UNSG": "UN Secretary-General",
    "DG": "Director-General",
    "HR": "High Representative",
    "HRVP": "High Representative",
    "HR/VP": "High Representative",
    "EU HR": "High Representative",
    "POTUS": "President",
    "VP": "Vice President",
    "CCS": "Chief Cabinet Secretary",
}
"""Offices as labels shorten them."""
_RANK = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sen|Rep|Sec|Amb|Hon|Gen|Adm|Lt|Maj|Brig|Col|Capt|Cmdr|Sir|Dame|Shri|Smt|H\.?E|"
    r"Congressman|Congresswoman|Justice)"
)
_HONOURED = re.compile(rf"(?:(?:{_RANK}\.?|The|Rt\.?|Right|Hon(?:ou?rable)?\.?) )+(?=[A-ZÀ-Þ])")
_UNNAMED = re.compile(
    r"(?i)(?:speaker|voice|participant|panelist|male|female|unknown)(?: (?:speaker|voice))? ?#?\d{0,2}|guest|answer|"
    r"interviewee|respondent|witness|subject|response|reply"
)
"""Labels that stand for somebody whom the page names elsewhere, or for nobody it knows."""
_RIGHT_HON = re.compile(
    r"(?P<office>(?:(?!Rt|Right|The|Hon)[A-ZÀ-Þ][\w’'-]+ )*)\b(?i:the )?(?i:rt\.? |right )?(?i:hon(?:ourable)?\.?) "
    r"(?P<who>[A-ZÀ-Þ][^,;:|()\n]{4,50}?)(?:,? MP\b|,|$)"
)
_INDEXED = re.compile(r"(?P<last>[A-ZÀ-Þ][\w'’-]+), (?P<first>[A-ZÀ-Þ][\w'’-]+)$")


_BY_WHOM = re.compile(
    r"(?i)\b(?:briefing|conference|encounter|remarks|stakeout|statement|interview)s? (?:\w+ )?(?:by|of|with)\b"
)


_OFFICE_SPEAKS = re.compile(
    r"\b(?:The|the|Our|[A-ZÀ-Þ]\w+['’]s) (?P<office>(?:[\w-]+ ){0,4}?(?:minister|president|premier|chancellor|"
    r"secretary(?: of \w+)?|"
    r"ambassador|spokes\w+|chief|general|commissioner|advis[eo]r)(?: (?:of|for) [\w ]{3,30}?)?) (?:spoke|speaks|"
    r"talks?|talked|told|"
    r"tells|sat down|answers?|answered|explains?|explained|discuss\w*|joins|joined|gave|gives|says|said)\b"
)


class Rank(Enum):
    """How a page presents one who speaks in it, with the weight that gives him for a label that has no name."""

    TITLE = 1.5
    SIGNED = 1.2
    LABEL = 0.4


@dataclass(frozen=True, slots=True)
class Member:
    """One whom the page presents, the roles he has in it, and whether turns carry his name."""

    voice: Voice
    rank: Rank
    roles: frozenset[str]
    labelled: bool

    @property
    def surname(self) -> str:
        return self.voice.label.split()[-1]

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in re.findall(r"[^\W\d_][\w.'’]*", self.voice.label)).upper()


def spelt(label: str) -> str:
    """A label as names and offices are written elsewhere.

    Examples
    --------
    >>> [spelt(w) for w in ("SECRETARY OF STATE ADA McCOE", "THE HON ADA COE MP", "MR COE", "PM", "GEN. COE")]
    ['Secretary of State Ada McCoe', 'The Hon Ada Coe MP', 'Mr. Coe', 'Prime Minister', 'Gen. Coe']
    """
    label = _SHORT.get(label.strip(), label)
    shown = " ".join(_word(word) for word in label.split())
    shown = re.sub(r"(?<=\w )(?:Of|For|The|And|To|De|Van|Von|Der)\b", lambda match: match.group().lower(), shown)
    return re.sub(r"^(Mr|Mrs|Ms|Dr|Sen|Gen|Adm|Rep|Sec|Amb)\.? (?=[A-ZÀ-Þ])", r"\1. ", shown)


_CAPITALS = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+|Ma?c[A-ZÀ-Þ]{2,}")
_KEPT = frozenset(["MP", "KC", "II", "III", "UN", "EU", "US", "UK"])


def _word(word: str) -> str:
    """A word of a label in capitals as it is written elsewhere; initials and the short names of bodies stay."""
    if not _CAPITALS.fullmatch(word.rstrip(",;:")) or word in _KEPT or re.fullmatch(r"(?:[A-Z]\.)+", word):
        return word
    lowered = re.sub(r"(?<=[^\W\d_])[A-ZÀ-Þ]+", lambda match: match.group().lower(), word)
    lowered = re.sub(r"(?<=['’])[a-z](?=[a-z])", lambda match: match.group().upper(), lowered)
    lowered = re.sub(r"(?<=['’])S\b", "s", lowered)
    return re.sub(r"^Mc([a-z])", lambda match: "Mc" + match[1].upper(), lowered)


def bare(label: str) -> str:
    """A name without honours: *Shri Ada Coe* as *Ada Coe*."""
    return _HONOURED.sub("", label, count=1)


class Cast:
    """Those whom a page presents as its speakers.

    The titles come first, then the names signed in the head, then the names of labels.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._labels = [label for label in page.turns if label and label != HOST]
        self._asking = {p.turn.casefold() for p in page.questions if p.turn and p.turn not in page.turns}
        self._surnames = {label.split()[-1].casefold() for label in self._labels}
        signed = list(self._signed())
        found = [voice for voice in hosts(page) if not self._asks(voice)]
        if not any(name_in(voice.label, page.gazetteer) for voice in found):
            found = self._named_for(found, signed)
        if len(found) == 1 and found[0].kind == "person":
            found = [self._with_office(found[0])]
        self.hosts: list[Voice] = list({voice.label: voice for voice in map(self._full, found)}.values())
        self.members = [self._member(voice, Rank.TITLE) for voice in self.hosts]
        self._join((self._full(voice) for voice in signed), Rank.SIGNED)
        self._join(self._named_by_labels(), Rank.LABEL)

    def _named_for(self, bodies: list[Voice], signed: list[Voice]) -> list[Voice]:
        """Where the title names an office or a house alone: who gave the briefing, or who signs in the head."""
        page = self._page
        for heading in headings(line for line in head_lines(page) if _BY_WHOM.search(line[1])):
            voice = titled(page, heading.who, heading.at)
            if name_in(voice.label, page.gazetteer) is not None and voice.kind in OFFICIAL and not self._asks(voice):
                return [voice]
        office = next((voice.label for voice in bodies if voice.kind in OFFICIAL), "")
        if len(signed) == 1 and office and signed[0].kind in ("person", *OFFICIAL):
            person = page.voices.people.add(signed[0].label, -1, office if signed[0].kind == "person" else "")
            return [page.voices.voice_of(person)] if person is not None else bodies
        return [voice for voice in signed if voice.kind in OFFICIAL or not bodies] or bodies

    def _with_office(self, voice: Voice) -> Voice:
        """*The Norwegian foreign minister spoke to us*: in the head the one office without a name is the title's."""
        told = {match["office"] for _, line in head_lines(self._page) for match in _OFFICE_SPEAKS.finditer(line)}
        person = self._page.voices.people.add(voice.label, -1, told.pop()) if len(told) == 1 else None
        return self._page.voices.voice_of(person) if person is not None else voice

    def _asks(self, voice: Voice) -> bool:
        """Whether a name of the title is the interviewer's."""
        return voice.label.casefold() in self._asking or any(
            label.split()[-1] == voice.label.split()[-1].casefold()
            and voice.label.split()[-1].casefold() not in self._surnames
            for label in self._asking
        )

    def _full(self, voice: Voice) -> Voice:
        """A voice as the page knows its bearer by now: the head may name him more fully than the title."""
        person = self._page.voices.people.known.get(voice.label.split()[-1])
        if person is None or voice.kind in ("chair", "legislator") or not person.name.endswith(voice.label.split()[-1]):
            return voice
        known = self._page.voices.voice_of(person)
        return (
            known
            if known.kind in OFFICIAL and (known.principal or not voice.principal)
            else replace(voice, label=person.name)
        )

    def _signed(self) -> Iterator[Voice]:
        """The names that lines of the head give: with an office below, behind *The Hon*, or as an index has them."""
        people, lines = self._page.voices.people, [line for _, line in head_lines(self._page)]
        for name, office in self._signatures([*lines, *foot_lines(self._page.text)]):
            person = people.add(name, -1, office)
            if person is not None:
                voice = self._page.voices.voice_of(person)
                if not self._asks(voice):
                    yield voice

    def _signatures(self, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
        pieces = [piece for line in lines for piece in re.split(r"; |(?<=\w): ", line)]
        yield from ((s.name, s.office) for s in signatures([_titled(piece) for piece in pieces]))
        for line in lines:
            honoured = _RIGHT_HON.search(line)
            if honoured is not None:
                yield spelt(honoured["who"]), honoured["office"].strip()
            indexed = _INDEXED.match(line)
            if indexed is not None and indexed["first"] in self._page.lexicon.she | self._page.lexicon.he:
                yield f"{indexed['first']} {indexed['last']}", ""

    def _named_by_labels(self) -> Iterator[Voice]:
        people = self._page.voices.people
        roles = {p.turn: p.role for p in self._page.plan.paragraphs if p.turn and p.role}
        for label in self._labels:
            found = name_in(bare(spelt(label)), self._page.gazetteer)
            if found is not None and " " in found[0] and found[0].split()[-1] in people.known:
                person = people.known[found[0].split()[-1]]
                yield (
                    self._page.voices.voice_of(person) if person.descriptors else Voice(found[0], roles.get(label, ""))
                )
            elif found is not None and " " in found[0]:
                yield Voice(found[0], f"{spelt(label)[: found[1]]} {roles.get(label, '')}".strip())

    def _join(self, voices: Iterator[Voice], rank: Rank) -> None:
        for voice in voices:
            if all(member.voice.label.split()[-1] != voice.label.split()[-1] for member in self.members):
                self.members.append(self._member(voice, rank))

    def _member(self, voice: Voice, rank: Rank) -> Member:
        person = self._page.voices.people.known.get(voice.label.split()[-1])
        told = " ; ".join([voice.office, voice.label, *(person.descriptors if person is not None else ())])
        surname = voice.label.split()[-1].casefold()
        return Member(voice, rank, roles_in(told), rank is not Rank.LABEL and surname in self._surnames)

    @cached_property
    def _presented(self) -> frozenset[str]:
        """The labels of members, of offices, of ranks and of nameless officials."""
        surnames = {m.surname.casefold() for m in self.members if m.rank is not Rank.LABEL or m.roles}
        return frozenset(
            label
            for label in self._labels
            if OFFICE.search(label)
            or label.split()[-1].casefold() in surnames
            or self.meant(label) is not None
            or self._page.lexicon.unnamed.search(label)
            or STAFF.fullmatch(label)
        )

    @cached_property
    def _answered(self) -> frozenset[int]:
        """Where paragraphs begin that one of the members answers in the next turn."""
        said = [p for p in self._page.plan.paragraphs if p.kind in (Kind.BODY, Kind.QUESTION) and p.turn]
        return frozenset(
            p.start
            for number, p in enumerate(said)
            if next((q.turn for q in said[number + 1 :] if q.turn != p.turn), "") in self._presented
        )

    @cached_property
    def _always_answered(self) -> frozenset[str]:
        """The labels whose every turn one of the members answers."""
        turns = self._page.turns.items()
        return frozenset(label for label, said in turns if all(p.start in self._answered for p in said))

    @property
    def host(self) -> Voice | None:
        return self.hosts[0] if self.hosts else None

    def asks(self, label: str) -> bool:
        """Whether one who is presented nowhere, and whom the one presented answers each time, puts questions."""
        turns = self._page.turns.get(label, ())
        if not turns or self.host is None or label in self._presented:
            return False
        if any(OFFICE.search(p.role) or office_of(p.role, self._page.lexicon) in OFFICIAL for p in turns):
            return False
        return label in self._always_answered

    def meant(self, label: str) -> Voice | None:
        """Whom a label without a full name means: initials, a first name, an office, or *Speaker 1*."""
        shown = spelt(label)
        if _UNNAMED.fullmatch(label):
            return self._only(label)
        by_initials = self._by_initials(label)
        if by_initials is not None:
            return by_initials
        named = name_in(bare(shown), self._page.gazetteer)
        if named is not None and len(named[0]) == len(shown):
            first = [m.voice for m in self.members if " " in m.voice.label and m.voice.label.split()[0] == shown]
            return first[0] if len(first) == 1 else None
        if named is not None or not (roles_in(shown) or office_of(shown, self._page.lexicon)):
            return None
        return self._bearer(shown)

    def _only(self, label: str) -> Voice | None:
        """The host, where one nameless label stands for the one who answers."""
        nameless = [
            other for other in self._labels if _UNNAMED.fullmatch(other) and other.casefold() not in self._asking
        ]
        answers = nameless == [label] and not any(m.labelled for m in self.members)
        return self.host.doubted(0.1, "the only one who answers") if answers and self.host is not None else None

    def _by_initials(self, label: str) -> Voice | None:
        letters = re.sub(r"[.\s]", "", label)
        if not re.fullmatch(r"[A-ZÀ-Þ]{1,4}", letters) or (len(letters) == 1 and letters in "QA"):
            return None
        fits = [
            m.voice
            for m in self.members
            if " " in m.voice.label and letters in (m.initials, m.initials[0] + m.initials[-1])
        ]
        return fits[0] if len(fits) == 1 else None

    def _bearer(self, office: str) -> Voice | None:
        """The member an office without a name means, by his roles, how he is called, and who else there is."""
        weighed = [(self._weight(member, office), -number, member) for number, member in enumerate(self.members)]
        weight, _, best = max(weighed, default=(0.0, 0, None))
        if best is None or weight < 1.0 or name_in(best.voice.label, self._page.gazetteer) is None:
            return None
        return best.voice if weight >= 3 else best.voice.doubted(0.08, "an office taken for its bearer in the title")

    def _weight(self, member: Member, office: str) -> float:
        wanted, kind = roles_in(office), office_of(office, self._page.lexicon)
        weight = member.rank.value - 1.5 * member.labelled
        if any(same_role(one, other) for one in wanted for other in member.roles):
            weight += 2
        elif member.roles and member.voice.kind in OFFICIAL:
            weight -= 1 if member.voice.kind == kind and not wanted else 2.5
        called = re.sub(r"^(?:The|the) ", "", office)
        if re.search(
            rf"(?i)\b{re.escape(called)} (?:[A-ZÀ-Þ][\w.'’-]+ )?{re.escape(member.surname)}\b", self._page.text
        ):
            weight += 2
        places = {hit.code for hit in self._page.gazetteer.of(office)}
        if places and member.voice.principal:
            weight += 1 if member.voice.principal in places else -3
        return weight


def _titled(line: str) -> str:
    """A line of the head as its names are written elsewhere, its capitals and its *the Hon* mended."""
    line = re.sub(r"^(Senator|Dr|Mr|Mrs|Ms) the (?=Hon)", r"\1 The ", line)
    return spelt(line) if line.isupper() else line


def spoken(page: Page, label: str) -> str:
    """All words of a label's turns."""
    return " ".join(page.text[p.start : p.end] for p in page.turns.get(label, ()) if p.kind is Kind.BODY)
