"""Whose an office is where nothing beside it says so: signs from all over a text, weighed against each other."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from standoff.ledger.suggest.casting import Head
from standoff.ledger.suggest.grammar import FINITE
from standoff.ledger.suggest.lexicon import Lexicon, word_class
from standoff.ledger.suggest.offices import office_of, roles_in, same_role
from standoff.ledger.suggest.people import Person, name_in
from standoff.ledger.suggest.places import Gazetteer, Hit


class Verdict(NamedTuple):
    """The state that fits best, and how sure that is: `lead` is its weight above the next."""

    code: str
    weight: float
    lead: float


_NAMED = r"(?:[Tt]he )?(?P<who>[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*){0,2})"
_WILLING = re.compile(
    rf"(?:that )?{_NAMED} (?:will|would|is (?:ready|prepared|willing)|stands? ready|has (?:decided|agreed|never|always|"
    r"no (?:plans?|intention))|had (?:no|never)|does not|did not|(?:is|was) not|cannot|can|could|reserves|intends|"
    r"plans|rejects|supports|welcomes|remains|wants|is committed|is considering)\b"
)
"""What an official says of his own state: *Russia would not …*."""
_ACTING = re.compile(rf"(?:that )?{_NAMED} (?:is|was|has|had|needs?|have|are|were)\b")
_AGAINST = re.compile(
    r"(?:accus|blam|condemn|denounc|criticis|criticiz|challeng|urg|warn|threaten|ask|call\w* (?:on|for)|demand|slam|"
    r"chid|rebuk|press|implor|lambast|oppos|reject|dismiss)"
)
"""Verbs whose first object is another's, not the speaker's."""
_HOUSE = re.compile(
    r"(?i)\b(junta|army|military|coast guard|navy|air force|coalition|regime|guard|embassy|government|"
    r"(?:foreign|defen[cs]e|interior) minist)"
)
_BODY = re.compile(r"(?i)(?:['’]s)? (?:[\w-]+ ){0,2}?(?:ministry|government|army|military|embassy|presidency|forces)\b")
_PLACED = re.compile(r"(?:^|, )(?:[Ii]n|[Ff]rom|[Aa]t a \w+ (?:\w+ )?in) (?:the )?(?=[A-ZÀ-Þ])")
_ENEMY = re.compile(
    r"(?:['’]s?)? (?:\w+ ){0,2}(?:aggression|war|attacks?|invasion|threats?|occupation|strikes?|shelling|incursions?|"
    r"provocations?|claims?|renaming)\b"
)
_ABROAD = frozenset({"CHE", "BEL", "AUT", "ARE", "QAT", "SGP", "NLD", "USA", "GBR"})
"""Datelines of bureaux and conferences that tell little of whose officials speak."""


class Evidence:
    """The signs of one article. `home` is the state of its dateline."""

    def __init__(self, text: str, heads: Sequence[Head], lexicon: Lexicon, gazetteer: Gazetteer, *, home: str) -> None:
        self._text, self._heads, self._lexicon, self._gazetteer, self._home = text, heads, lexicon, gazetteer, home
        self._by_word: dict[str, list[int]] = {}
        for number, head in enumerate(heads):
            for word in {*re.findall(r"[\w-]{3,}", head.phrase)}:
                self._by_word.setdefault(word, []).append(number)
        self._houses: dict[str, set[str]] = {}
        self._at = {head.place: number for number, head in enumerate(heads)}

    def verdict(
        self, descriptors: Sequence[str], people: Mapping[str, Person], *, label: str = "", place: int = -1
    ) -> Verdict:
        """Weigh the signs for a person by his surname, or for an office told at a place."""
        surname = label.split()[-1] if label else ""
        mine = self._by_word.get(surname, []) if surname else [self._at[place]] if place in self._at else []
        own = frozenset(mine)
        mine = sorted({n for number in mine[:12] for n in (number, number + 1) if n == number or self._follows(n)})
        votes: dict[str, dict[str, float]] = {}
        for number in mine:
            signs = self._near(number) if number in own else self._content(self._heads[number])
            for code, kind, weight in signs:
                if number not in own and kind == "topic":
                    continue
                held = votes.setdefault(code, {})
                held[kind] = max(held.get(kind, 0.0), weight) if weight > 0 else min(held.get(kind, 0.0), weight)
        for code, weight in self._wide.items():
            votes.setdefault(code, {})["text"] = weight
        for code, weight in self._of_office(descriptors):
            votes.setdefault(code, {})["office"] = weight
        officials = self._officials(people, label)
        for code, count in officials.items():
            weight = 0.8 if len(officials) > 1 or count == 1 else 1.2
            votes.setdefault(code, {})["officials"] = weight * count / officials.total()
        for code in self._taken(descriptors, people, label):
            votes.setdefault(code, {})["taken"] = -2.5
        totals = sorted(((sum(held.values()), code) for code, held in votes.items()), reverse=True)
        if not totals:
            return Verdict("", 0.0, 0.0)
        second = totals[1][0] if len(totals) > 1 else 0.0
        return Verdict(totals[0][1], totals[0][0], totals[0][0] - max(second, 0.0))

    def _follows(self, number: int) -> bool:
        """Whether a voice is a pronoun for the one before it in its paragraph."""
        if number >= len(self._heads) or self._heads[number].phrase not in ("He", "She", "he", "she"):
            return False
        return self._heads[number].unit.paragraph == self._heads[number - 1].unit.paragraph

    def _near(self, number: int) -> list[tuple[str, str, float]]:
        """What the sentence a voice speaks in says, and those before it."""
        head = self._heads[number]
        placed = self._lead(head)
        return [*placed, *self._content(head), *([] if placed else self._before(number))]

    def _lead(self, head: Head) -> list[tuple[str, str, float]]:
        """*In Beijing, the spokesman said*, *Persaud, speaking in Georgetown, said*."""
        lead = head.unit.masked[: max(head.frame.at, head.frame.subject_at)]
        found = []
        for match in _PLACED.finditer(lead):
            hits = self._gazetteer.between(head.unit.start + match.end(), head.unit.start + match.end() + 2)
            if hits and not hits[0].bloc and re.match(r",|\s\w+,", self._text[hits[0].end : hits[0].end + 12]):
                found.append((hits[0].code, "place", 4.0 if hits[0].kind != "demonym" else 1.0))
        inside = re.search(r"\b(?:speaking|told \w+|said) (?:to \w+ )?in $", lead)
        if inside is not None:
            hits = self._gazetteer.between(head.unit.start + inside.end(), head.unit.start + inside.end() + 2)
            found += [(hit.code, "place", 1.2) for hit in hits]
        return found

    def _content(self, head: Head) -> list[tuple[str, str, float]]:
        """Of which state the words tell as their own, and at which they are aimed."""
        found: list[tuple[str, str, float]] = []
        aimed = _AGAINST.match(head.frame.verb) is not None
        for start, end in head.frame.content:
            first, last = head.unit.start + start, head.unit.start + end
            words = self._text[first:last].lstrip("“\"«„‘' ")
            words = re.sub(r"^(?:\([A-Z]+\) [—–-]+ )?[A-Z][\w.,() ]{2,40} [—–-]{1,2} ", "", words)
            for pattern, weight in ((_WILLING, 2.5), (_ACTING, 0.5)):
                acting = pattern.match(words)
                hits = self._gazetteer.of(acting["who"]) if acting else ()
                if hits and not aimed:
                    weight = max(weight, 1.5) if hits[0].kind == "seat" else weight
                    found.append((hits[0].code, "acts", weight if not hits[0].bloc else weight / 2))
                    break
            named = self._gazetteer.between(first, last)
            if aimed and named and self._aimed_at(head.frame.verb, first, named[0]):
                found.append((named[0].code, "aimed", -2.5))
            verb = FINITE.search(words)
            if named and verb and not aimed and named[0].end - first <= verb.start() + 4 and not named[0].bloc:
                found.append((named[0].code, "topic", 1.0))
            planned = re.search(rf"\bthat {_WILLING.pattern}", words)
            if planned and (hits := self._gazetteer.of(planned["who"])):
                found.append((hits[0].code, "planned", 1.2))
            we = re.search(r"\b(?:[Ww]e|[Oo]ur)\b", words) is not None
            for hit in named:
                after = self._text[hit.end : hit.end + 40]
                if _ENEMY.match(after):
                    found.append((hit.code, "enemy", -1.5))
                elif (
                    re.match(
                        r"(?:['’]s)? (?:troops|(?:armed )?forces|soldiers|army|air force|navy|"
                        r"military|government|people|fleet)\b",
                        after,
                    )
                    and not aimed
                ):
                    found.append((hit.code, "own", 0.7))
                elif re.search(r"\b(?:our|my) (?:\w+ )?$", self._text[max(0, hit.start - 14) : hit.start]):
                    found.append((hit.code, "own", -1.0))
                elif we and re.match(r" (?:is|was|has|had|must|should|will)\b", after):
                    found.append((hit.code, "other", -1.0))
        return found

    def _aimed_at(self, verb: str, first: int, hit: Hit) -> bool:
        """Whether a state is the object of a verb against others, or its possessor: not one in a clause after it."""
        between = self._text[first : hit.start]
        if re.match(r"reject|dismiss|condemn|denounc|oppos|criti|slam", verb):
            owned = re.search(r"['’]s", self._text[hit.end - 2 : hit.end + 2]) is not None
            return " that " not in between and (owned or hit.kind == "demonym")
        return len(between) < 25 and " that " not in f" {between} "

    def _before(self, number: int) -> list[tuple[str, str, float]]:
        """The states that spoke or acted in the sentences just before, in the same paragraph first."""
        head, found = self._heads[number], []
        lead = self._gazetteer.between(max(0, self._text.rfind("\n", 0, head.unit.start)), head.unit.start + 1)
        for hit in lead[-6:]:
            line = self._text[max(0, hit.start - 60) : hit.start]
            opens = re.search(r"(?:^|[\n.!?”\"] ?)(?:The |On \w+, |Earlier, |But )?$", line) is not None
            house = hit.kind == "seat" or _BODY.match(self._text[hit.end : hit.end + 40]) is not None
            if opens and house and re.search(r"(?i)spokes|press secretary", head.phrase):
                found.append((hit.code, "house", 3.0))
            if opens and not _ENEMY.match(self._text[hit.end : hit.end + 40]):
                found.append((hit.code, "subject", 0.8))
        spoke = [other for other in self._heads[max(0, number - 4) : number] if other.frame.verb][-3:]
        for back, other in enumerate(reversed(spoke)):
            hits = self._gazetteer.of(other.phrase)
            if hits and not hits[0].bloc and hits[0].kind != "legislature":
                same = other.unit.paragraph == head.unit.paragraph
                person = name_in(other.phrase, self._gazetteer) is not None  # an official's counterpart as like as not
                found.append((hits[0].code, "before", ((1.5 if same else 1.0) - 0.25 * back) * (0.4 if person else 1)))
                break
            named = name_in(other.phrase, self._gazetteer) is not None
            if not hits and not named and (usual := self._of_office([other.phrase])):
                found += [(code, "before", weight / 2) for code, weight in usual]
                break
            if not hits and not named:
                found += [(code, "before", 0.7 * weight) for code, _, weight in self._content(other) if weight > 0]
        return found

    @cached_property
    def _wide(self) -> dict[str, float]:
        """What the whole text says of where it is written and whom it is about."""
        hits = [
            hit
            for hit in self._gazetteer.hits
            if not hit.bloc and hit.kind != "legislature" and hit.code not in word_class("movements")
        ]
        counts = Counter(hit.code for hit in hits)
        votes: defaultdict[str, float] = defaultdict(float)
        for code, count in counts.items():
            share = count / len(hits)
            votes[code] += (1.2 * share + (0.6 if share >= 0.7 else 0.0)) * min(1.0, count / 4)
        if len(counts) == 1:
            votes[hits[0].code] += 0.7
        for code in {hit.code for hit in hits if _ENEMY.match(self._text[hit.end : hit.end + 40])}:
            votes[code] -= 0.4
        for accuser, accused in self._quarrels:
            votes[accused] += 0.8
            votes[accuser] -= 0.8
        first = self._first_subject()
        if first is not None:
            acts = re.match(
                r" (?:will|would|has (?:decided|agreed)|plans|is (?:ready|sending))\b", self._text[first.end :][:20]
            )
            votes[first.code] += 1.2 if acts else 0.6
        if self._home:
            votes[self._home] += 1.0 if self._home in _ABROAD else 1.8
        for pattern, code in self._lexicon.newsmarks:
            if pattern.search(self._text):
                votes[code] += 1.2
        return {code: min(weight, 2.4) for code, weight in votes.items()}

    @cached_property
    def _quarrels(self) -> set[tuple[str, str]]:
        """States that accuse or warn others by name: whose officials go without a state is the one accused."""
        found = set()
        for head in self._heads:
            subject = self._gazetteer.of(head.phrase)
            if subject and _AGAINST.match(head.frame.verb) and head.frame.content:
                start, end = head.frame.content[0]
                named = self._gazetteer.between(head.unit.start + start, head.unit.start + end)
                if named and named[0].code != subject[0].code and named[0].start - head.unit.start - start < 5:
                    found.add((subject[0].code, named[0].code))
        return found

    def _first_subject(self) -> Hit | None:
        """The state that a headline or lead opens with."""
        return next(
            (
                hit
                for hit in self._gazetteer.between(0, 600)
                if not hit.bloc
                and re.search(r"(?:^|\n|[—–-] |: )(?:The )?$", self._text[max(0, hit.start - 12) : hit.start])
                and not re.match(r"[,:]? ?(?:\(|[—–-])|:|\n", self._text[hit.end : hit.end + 3])
            ),
            None,
        )

    def _of_office(self, descriptors: Sequence[str]) -> list[tuple[str, float]]:
        """States whose offices go by this name: an ordinary word counts less than a name of its own."""
        found: dict[str, float] = {}
        for descriptor in descriptors:
            for pattern, code, named in self._lexicon.usual:
                there = not named or code == self._home or any(hit.code == code for hit in self._gazetteer.hits)
                if pattern.search(descriptor) and there:
                    found.setdefault(code, 1.5 if named else 3.0)
            for code in self._of_house(descriptor):
                found[code] = max(found.get(code, 0.0), 2.0)
        return list(found.items())

    def _of_house(self, descriptor: str) -> set[str]:
        """*the junta’s spokesman* after *Niger’s junta*: the states whose house of that name the text tells."""
        house = _HOUSE.search(descriptor)
        if house is None:
            return set()
        word = house[1].lower()
        if word not in self._houses:
            places = re.compile(rf"(?i)(?:['’]s)? (?:[\w-]+ ){{0,2}}?{word}")
            inside = re.compile(rf"(?i){word}\w* in $")
            owners = {
                hit.code
                for hit in self._gazetteer.hits
                if places.match(self._text[hit.end : hit.end + 50])
                or inside.search(self._text[max(0, hit.start - 40) : hit.start])
            }
            self._houses[word] = owners
        owners = self._houses[word]
        return owners if len(owners) == 1 else set()

    def _officials(self, people: Mapping[str, Person], label: str) -> Counter[str]:
        """The states whose officials the text names, each official once."""
        found: Counter[str] = Counter()
        for person in people.values():
            if person.name != label:
                codes = {hit.code for d in person.descriptors for hit in self._gazetteer.of(d) if not hit.bloc}
                active = any(office_of(d, self._lexicon) in ("head", "minister") for d in person.descriptors)
                codes |= {person.owner or person.leaning} - {""}
                found.update(codes if active and len(codes) == 1 else ())
        return found

    def _taken(self, descriptors: Sequence[str], people: Mapping[str, Person], label: str) -> set[str]:
        """The states whose office of this name another person of the text holds."""
        roles = {role for d in descriptors for role in roles_in(d)}
        found = set()
        for person in people.values():
            if not label or person.name == label or person.surname == label.split()[-1]:
                continue
            for d in person.descriptors:
                shared = any(same_role(wanted, held) for wanted in roles for held in roles_in(d))
                if shared and office_of(d, self._lexicon) in ("head", "minister") and len(d.split()) < 9:
                    codes = {hit.code for hit in self._gazetteer.of(d)} or {person.owner} - {""}
                    found |= codes if len(codes) == 1 else set()
        return found
