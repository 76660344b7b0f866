"""Whose state: the principal an office belongs to, from the words around it or from the rest of the text."""

import re
from collections import Counter
from collections.abc import Mapping

from standoff.ledger.suggest.evidence import Evidence, Verdict
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.offices import GENERIC, office_of, roles_in
from standoff.ledger.suggest.people import DESCRIPTOR_STARTS, Person
from standoff.ledger.suggest.places import Gazetteer, Hit

_GENERIC_ROLES = GENERIC | {"spokesperson", "president"}


_NOBODY: tuple[str, tuple[tuple[float, str], ...]] = ("", ((0.2, "no principal found"),))
_ATTACKS = re.compile(
    r"(?:['’]s?)? (?:\w+ ){0,2}(?:aggression|war|attacks?|invasion|threats?|occupation|strikes?|shelling)\b"
)


_LED_BY_SECRETARIES = frozenset(
    {"NATO", "UN", "OSCE", "LAS", "GCC", "ASEAN", "OAS", "OIC", "SCO", "CSTO", "PIF", "Council of Europe"}
)


class Principals:
    """The states and blocs of the offices of one text. `home` is the state the text itself is written in, if any."""

    def __init__(
        self,
        text: str,
        lexicon: Lexicon,
        gazetteer: Gazetteer,
        *,
        home: str,
        people: Mapping[str, Person],
        evidence: Evidence | None = None,
    ) -> None:
        self._evidence = evidence
        self._text, self._lexicon, self._gazetteer, self.home, self._people = text, lexicon, gazetteer, home, people
        self._owned: dict[str, frozenset[tuple[str, str]]] = {}

    def _named(self, descriptor: str) -> str:
        """The state or bloc a descriptor names: a possessor before an adjective, never where it is accredited."""
        hits = [hit for hit in self._gazetteer.of(descriptor) if not self._accredited(descriptor, hit)]
        if hits and all(hit.kind == "seat" for hit in hits) and (usual := self.usual(descriptor)):
            return usual
        owned = [
            hit
            for hit in hits
            if re.match(r"['’]s\b", descriptor[hit.end :]) or descriptor[: hit.end].endswith(("’s", "'s"))
        ]
        owned += [hit for hit in hits if re.search(r"\bof (?:the )?$", descriptor[: hit.start])]
        for hit in (*owned, *(h for h in hits if h.kind != "legislature"), *hits):
            return hit.code
        return self.usual(descriptor)

    def usual(self, descriptor: str) -> str:
        """The state whose office goes by this name alone; some only where the text speaks of that state."""
        for pattern, code, named in self._lexicon.usual:
            if pattern.search(descriptor) and (not named or self._spoken_of(code)):
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
            r"(?i)\b(?:officials?|person|people|sources?|spokes\w+|office|advis[eo]rs?|aides?|minister|"
            r"secretary) (?:in|at) (?:the )?$",
            lead,
        )

    def stated(self, descriptor: str) -> str:
        hits = [hit for hit in self._gazetteer.of(descriptor) if not self._accredited(descriptor, hit)]
        return self._named(descriptor) if hits else ""

    def inherited(
        self, descriptors: list[str], label: str = "", *, place: int = -1
    ) -> tuple[str, tuple[tuple[float, str], ...]]:
        """The principal of an office without a state: from its other mentions, its usual state, or the text's own."""
        roles = {role for d in descriptors for role in roles_in(d)}
        surname = label.split()[-1] if label else ""
        mentioned = {code for role in roles for code, bearer in self._owners_of(role) if bearer in ("", surname)}
        others = "secretary general" in roles and label and "NATO" not in mentioned and self._alliance_named()
        firm = self._evidence is None or not roles <= _GENERIC_ROLES
        if len(mentioned) == 1 and not others and firm:
            return mentioned.pop(), ((0.06, "principal from another mention of the office"),)
        if "secretary general" in roles:
            return self._of_alliance()
        words = [label, surname, *re.findall(r"[A-ZÀ-Þ][\w-]+", " ".join(descriptors))]
        leader = next((code for word in words if (code := self._lexicon.leaders.get(word))), "")
        if leader:
            return leader, ((0.08, "principal of a well-known leader"),)
        if self._evidence is not None:
            return self._weighed(self._evidence.verdict(descriptors, self._people, label=label, place=place))
        for d in descriptors:
            if usual := self.usual(d):
                return usual, ((0.06, "principal from the name of the office"),)
        if self.home:
            return self.home, ((0.2, "principal from the text's own country"),)
        return self._guessed()

    @staticmethod
    def _weighed(verdict: Verdict) -> tuple[str, tuple[tuple[float, str], ...]]:
        """The state that most signs in an article point to, the doubt the greater the nearer the next one comes."""
        if verdict.weight < 0.6 or verdict.lead < 0.2:
            return _NOBODY
        doubt = 0.08 if verdict.lead >= 3 else 0.12 if verdict.lead >= 2 else 0.2 if verdict.lead >= 1 else 0.3
        return verdict.code, ((doubt, f"principal by signs in the text ({verdict.lead:.1f} ahead)"),)

    def _guessed(self) -> tuple[str, tuple[tuple[float, str], ...]]:
        """Nothing tells whose an office is: the state of all other officials, or the capital most spoken of."""
        stated = [
            code
            for person in self._people.values()
            for d in person.descriptors
            if office_of(d, self._lexicon) in ("head", "minister", "spokesperson") and (code := self.stated(d))
        ]
        if stated and len(set(stated)) == 1:
            return stated[0], ((0.25, "principal of the other officials in the text"),)
        houses = self._lexicon.palaces
        seats = {hit.code for hit in self._gazetteer.hits if houses.fullmatch(self._text[hit.start : hit.end])}
        most = self._most_named()
        if most in seats or seats == {"USA"}:
            return most if most in seats else "USA", ((0.3, "principal from the capital the text speaks of most"),)
        return (most, ((0.35, "principal from the state the text speaks of most"),)) if most else _NOBODY

    def _most_named(self) -> str:
        """The state named at least thrice and half as often again as any other; none that is spoken of as attacking."""
        hits = [hit for hit in self._gazetteer.hits if not hit.bloc and hit.kind != "legislature"]
        opposed = {hit.code for hit in hits if _ATTACKS.match(self._text[hit.end : hit.end + 40])}
        ranked = Counter(hit.code for hit in hits if hit.code not in opposed).most_common(2)
        alone = ranked and ranked[0][1] >= 3 and (len(ranked) == 1 or ranked[0][1] >= 1.5 * ranked[1][1])
        return ranked[0][0] if alone else ""

    def _spoken_of(self, code: str) -> bool:
        return any(hit.code == code for hit in self._gazetteer.hits)

    def _alliance_named(self) -> bool:
        return self._spoken_of("NATO")

    def _of_alliance(self) -> tuple[str, tuple[tuple[float, str], ...]]:
        """A secretary general of no body the text names: of the page's own house, else of the one body named."""
        if self.home in _LED_BY_SECRETARIES:
            return self.home, ((0.06, "the secretary general of the page's house"),)
        if self._alliance_named():
            return "NATO", ((0.1, "the alliance's secretary general"),)
        named = {hit.code for hit in self._gazetteer.hits if hit.code in _LED_BY_SECRETARIES}
        if len(named) == 1:
            return named.pop(), ((0.15, "the secretary general of the one body the text names"),)
        if re.search(r"\b[Aa]llies\b|\b[Pp]act\b", self._text):
            return "NATO", ((0.2, "principal from the allies the text speaks of"),)
        return "", ((0.2, "no principal found"),)

    def _bearer(self, match: re.Match[str]) -> str:
        """The surname of the person a mention of an office is of: *Defence Minister Ada Rahn*, *Ada Rahn, the …*."""
        after = re.match(r" (?:[A-ZÀ-Þ][\w.’'-]+ ){0,2}([A-ZÀ-Þ][\w’'-]+)", self._text[match.end() : match.end() + 60])
        lead = self._text[max(0, match.start() - 60) : match.start()]
        found = after or re.search(r"([A-ZÀ-Þ][\w’'-]+), (?:[\w’'-]+ ){0,3}$", lead)
        return re.sub(r"['’]s$", "", found[1]) if found else ""

    def _owners_of(self, role: str) -> frozenset[tuple[str, str]]:
        """The states whose office of this name the text mentions, each with the bearer named there, if any."""
        if role not in self._owned:
            pattern = re.escape(role).replace("defence", "defen[cs]e").replace("\\ ", "[ -]")
            codes: set[tuple[str, str]] = set()
            for match in re.finditer(rf"(?i)\b{pattern}\b", self._text):
                lead = re.search(r"(?:[\w.’'-]+ ){0,3}$", self._text[max(0, match.start() - 60) : match.start()])
                phrase = re.split(DESCRIPTOR_STARTS, (lead.group() if lead else "") + match.group())[-1]
                owned = re.sub(r"^.*\b((?:its|their) )", r"\1", phrase)
                stated = "" if role in _GENERIC_ROLES else self.stated(phrase)
                codes.add((stated or self.possessor(owned, match.start()), self._bearer(match)))
            self._owned[role] = frozenset(pair for pair in codes if pair[0])
        return self._owned[role]

    def possessor(self, whole: str, position: int) -> str:
        """*its foreign minister*: the state named last before, in this sentence or the one before."""
        if not re.match(r"(?i)(?:its|their)\b", whole):
            return ""
        hits = [hit for hit in self._gazetteer.between(max(0, position - 250), position) if hit.kind != "legislature"]
        line = max(self._text.rfind("\n", 0, position), 0)
        dateline = re.match(r"\n?[A-ZÀ-Þ]{3}[^\n]{0,60}? [—–-]{1,2} ", self._text[line : line + 80])
        line += dateline.end() if dateline else 0
        mark = max(self._text.rfind(stop, line, position - 2) for stop in (". ", ".” ", "? ", "! "))
        before = max(self._text.rfind(stop, line, mark) for stop in (". ", ".” ", "? ", "! ")) if mark > 0 else line
        for start in (max(mark, line), max(before, line)):  # the subject of this sentence, else of the one before
            led = [hit for hit in hits if start <= hit.start < start + 30]
            if led:
                return led[0].code
        named = [hit for hit in hits if hit.kind == "name"]
        first = [hit for hit in named if hit.start >= line]
        return (first or named[-1:])[0].code if named else ""
