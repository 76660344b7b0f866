"""Who speaks: a phrase in subject position becomes a person, an anonymous voice, a group or an institution."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from standoff.ledger.suggest.casting import Cast, Head, casts, personal, revealed
from standoff.ledger.suggest.evidence import Evidence
from standoff.ledger.suggest.heard import Heard
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.offices import active_first, head_and_tail, office_of, roles_in, same_role
from standoff.ledger.suggest.people import People, Person, name_in
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.principals import Principals
from standoff.ledger.suggest.pronouns import Pronouns
from standoff.ledger.suggest.unnamed import Unnamed, group
from standoff.ledger.suggest.voice import OFFICIAL, Voice
from standoff.ledger.suggest.wording import DOCUMENT, EPITHET, HOUSE, JOINT, TOGETHER, WORDS_OF, covers, leads


class Voices:
    """Every voice of one text, and the rules by which a phrase in subject position becomes one of them."""

    def __init__(
        self,
        text: str,
        lexicon: Lexicon,
        gazetteer: Gazetteer,
        *,
        home: str,
        skip: Iterable[tuple[int, int]],
        heads: Sequence[Head] = (),
    ) -> None:
        self.lexicon, self.gazetteer, self._text = lexicon, gazetteer, text
        self.people = People(text, lexicon, gazetteer, skip=skip)
        self._evidence = evidence = Evidence(text, heads, lexicon, gazetteer, home=home) if heads else None
        self.principals = Principals(text, lexicon, gazetteer, home=home, people=self.people.known, evidence=evidence)
        self._heard = Heard()
        self._known: dict[tuple[str, int, str, bool], Voice] = {}
        self._unnamed = Unnamed(lexicon, self.principals, self.people.known, self._heard)
        self._pronouns = Pronouns(text, self.people.known, self._heard, self.voice_of)
        self._revealed: dict[int, str] = {}
        self._introduce(heads)
        self.people.place_mentions()

    def _introduce(self, heads: Sequence[Head]) -> None:
        """Take down what the subjects of the text say of their bearers, and who holds an office told alone."""
        for head in heads:
            phrase = JOINT.sub("", self._placed_first(head.phrase))
            found = self._named(*head_and_tail(phrase), head.frame.appositions)
            if found is not None and (owner := self.principals.possessor(head.phrase, head.place)):
                person = self._register(found[0], found[1])
                if person is not None and not any(self.principals.stated(d) for d in found[1]):
                    person.owner = person.owner or owner
            if found is not None and (found[1] or (" " in found[0] and personal(found[0]))):
                self._register(found[0], found[1])
        for likely in casts(self._text, heads, self.people, self.lexicon, self.gazetteer):
            cast = next((cast for cast in likely if not self._has_office(cast.name)), None)
            others = {other.name for other in likely if other.name != (cast.name if cast else "")}
            office = likely[0] if likely else None
            held = self._bearer(roles_in(office.office), office.office, office.at, exact=True) if office else None
            if cast is None or held is not None or (len(others) > 1):
                continue
            self._revealed[cast.at] = cast.name
            self._bind(cast)
        self._revealed |= revealed(heads, self.people, self.lexicon, self.gazetteer)
        if self._evidence is not None:
            self._lean(self._evidence)

    def _lean(self, evidence: Evidence) -> None:
        """Note to which state the signs point for each official whose state is not told: he is a sign for others."""
        for person in list(self.people.known.values()):
            offices = [d for d in person.descriptors if office_of(d, self.lexicon) in OFFICIAL]
            if offices and not person.owner and not any(self.principals.stated(d) for d in offices):
                verdict = evidence.verdict(offices, self.people.known, label=person.name)
                person.leaning = verdict.code if verdict.weight >= 2 and verdict.lead >= 1 else ""

    def _register(self, name: str, descriptors: list[str]) -> Person | None:
        person = self.people.add(name, -1, "")
        if person is not None:
            person.descriptors.extend(d for d in descriptors if d and d not in person.descriptors)
            person.gender = person.gender or self.people.gender(person.name, " ".join(descriptors))
        return person

    def _has_office(self, name: str) -> bool:
        known = self.people.known.get(name.split()[-1])
        return known is not None and any(office_of(d, self.lexicon) not in ("", "military") for d in known.descriptors)

    def _bind(self, cast: Cast) -> None:
        person = self.people.add(cast.name, cast.named_at, cast.office)
        if person is not None:
            person.bound = True
            person.owner = self.principals.stated(cast.office) or self.principals.possessor(cast.office, cast.at)

    def voice_of(self, person: Person) -> Voice:
        """A named person's voice, from all that the text says of them."""
        key = (person.name, len(person.descriptors), person.owner, person.bound)
        if key not in self._known:
            voice = self._classified(person.name, person.descriptors, person.owner)
            self._known[key] = voice.doubted(0.08, "office taken from the words before") if person.bound else voice
        return self._known[key]

    def _classified(self, label: str, descriptors: list[str], owner: str = "") -> Voice:
        ranked = [(office_of(d, self.lexicon) or self._leads_state(d), d) for d in descriptors]
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
        ranked = active_first(ranked)
        classes = [kind for kind, _ in ranked if kind]
        if not classes:
            return self._without_office(label, "; ".join(descriptors[:1]))
        kind, office = next((pair for pair in ranked if pair[0]), ranked[0])
        if kind in ("former", "expert"):
            return Voice(label, office=office, kind=kind)
        if kind == "legislator":
            return Voice(label, office=office, kind=kind, authority="advisory")
        principal = next((found for _, d in ranked if (found := self.principals.stated(d))), "") or owner
        if owner and self.gazetteer.is_bloc(owner) and any(re.search(r"(?i)\bchair", d) for _, d in ranked):
            principal = owner  # *its chairman, President Rahn of Vesland*: the bloc's voice before his own state's
        doubts: tuple[tuple[float, str], ...] = ()
        if not principal:
            principal, doubts = self.principals.inherited([d for _, d in ranked], label)
        if kind in ("anonymous", ""):
            return Voice(label, office, principal, "advisory" if principal else "none", False, kind, doubts)
        return Voice(label, office, principal, "binding" if principal else "none", False, kind, doubts)

    def _leads_state(self, descriptor: str) -> str:
        """*the Ukrainian leader*, *Belarus’s strongman*: a head, where the word stands beside a state."""
        leads = re.search(r"(?i)\b(?:leader|strongman|ruler|colleague|trade representative)$", descriptor) is not None
        return "head" if leads and self.principals.stated(descriptor) else ""

    def _without_office(self, label: str, office: str) -> Voice:
        """A name with no office in the text: a well-known leader's state, else no principal."""
        leader = self.lexicon.leaders.get(label) or self.lexicon.leaders.get(label.split()[-1], "")
        if leader:
            known = ((0.15, "a well-known leader's name without an office: principal by that"),)
            return Voice(label, office, leader, "binding", False, "head", known)
        return Voice(label, office, kind="person", doubts=((0.1, "no office found in the text"),))

    def spoke(self, position: int, voice: Voice) -> None:
        """Remember who spoke, for pronouns and definite phrases after."""
        self._heard.add(position, voice)

    def resolve(self, phrase: str, appositions: tuple[str, ...], position: int) -> Voice:
        """Return the voice of a noun phrase in subject position at `position` of the text."""
        phrase = re.sub(r"\s+(?:late |early |earlier )?on \w+day(?: \w+)?$", "", phrase.strip(" ,;:—–-"))
        phrase = re.sub(r"\s+(?:again|also|later|too|meanwhile|separately)$", "", phrase)
        phrase = JOINT.sub("", self._placed_first(phrase))
        if position in self._revealed:
            person = self.people.person(self._revealed[position])
            return self.voice_of(person).doubted(
                0.06, "an office or a voice without a name: taken for the one named next"
            )
        pronoun = re.fullmatch(
            r"(?i)(he|she|they|it|we|i|both|all|the latter|the former|who)(?: (?:all|both|himself|herself|too))?",
            phrase,
        )
        if pronoun:
            return self._pronouns.resolve(pronoun[1].lower(), position)
        owned = WORDS_OF.fullmatch(phrase)
        if owned:
            return self.resolve(owned["who"], (), position)
        document = DOCUMENT.fullmatch(phrase)
        if document:
            return self._issuer(document["by"] or document["of"] or "", position)
        head, tail = head_and_tail(phrase)
        several = self._several(phrase, head, appositions, position)
        if several is not None:
            return several
        found = self._named(head, tail, appositions)
        seat = re.match(r"\((?P<of>[^()]+)\)", tail)
        hits = self.gazetteer.of(seat["of"]) if seat is not None else ()
        if found is not None and seat is not None and hits and hits[0].end - hits[0].start == len(seat["of"]):
            found[1].append(f"representative of {seat['of']}")  # *Ada Coe (Norway)*, as records of meetings have it
        if found is None:
            return self._described(phrase, head, appositions, position)
        his = re.match(
            r"(?i)(his|her) (?=.*(?:minister|secretary|spokes|adviser|office|government|chief|ambassador|deputy))",
            phrase,
        )
        owner = self._pronouns.owner_of("he" if his[1].lower() == "his" else "she", position) if his else ""
        owner = owner or self.principals.possessor(phrase, position)
        return self._of_person(*found, owner)

    def _several(self, phrase: str, head: str, appositions: tuple[str, ...], position: int) -> Voice | None:
        """More than one voice: states in a list, a group, a government and another, or *both* of those before."""
        if re.fullmatch(r"(?i)(?:(?:one|another|both|all|some|two) of (?:them|those)|another|both|others)", phrase):
            return next((v for _, v in self._heard.backwards() if v.anonymous), Voice(phrase, kind=""))
        if TOGETHER.fullmatch(phrase):
            pairs = [v for _, v in self._heard.since(position - 2500) if " and " in v.label and v.principal]
            if pairs and len(self.gazetteer.of(pairs[-1].label)) > 1:
                return pairs[-1].doubted(0.08, "several told by their number: those who spoke together before")
        hits = self.gazetteer.of(head)
        if hits and leads(hits, head):
            return self._body(phrase, head, phrase, position)
        joined = re.fullmatch(
            r"(?P<first>.*\b(?i:administration|government|ministry|embassy|cabinet)) and (?:the |its )?.+", head
        )
        if joined:
            return replace(self.resolve(joined["first"], (), position), label=phrase)
        return group(head, phrase, appositions, self.lexicon)

    def _of_person(self, name: str, descriptors: list[str], owner: str) -> Voice:
        """The voice of a name, with what the phrase around it says of its bearer."""
        person = self._register(name, descriptors)
        if person is None:
            return Voice(name, doubts=((0.3, "a name that is none"),))
        person.owner = person.owner or owner
        return self.voice_of(person)

    def _issuer(self, by: str, position: int) -> Voice:
        """*the statement said*: whoever issued it, or who was spoken of before it."""
        if by:
            return self.resolve(by, (), position)
        before = [voice for _, voice in self._heard.since(position - 900) if voice.principal]
        named = [hit for hit in self.gazetteer.between(max(0, position - 400), position) if hit.bloc]
        if before:
            return before[-1].doubted(0.12, "a document: taken for the voice before")
        if named:
            label = self._text[named[-1].start : named[-1].end]
            voice = Voice(label, label, named[-1].code, "binding", kind="institution")
            return voice.doubted(0.25, "a document: principal from the body named before")
        return Voice("", kind="", doubts=((0.4, "whose document is not said"),))

    def _placed_first(self, phrase: str) -> str:
        """*President of Russia Vladimir Putin* as *Russia President Vladimir Putin*: the name belongs to the head."""
        for hit in self.gazetteer.of(phrase):
            lead = re.search(r"^(.+) of (?:the )?$", phrase[: hit.start])
            if lead and re.match(r" [A-ZÀ-Þ]", phrase[hit.end :]):
                return f"{phrase[hit.start : hit.end]} {lead[1]}{phrase[hit.end :]}"
        return phrase

    def _named(self, head: str, tail: str, appositions: tuple[str, ...]) -> tuple[str, list[str]] | None:
        found = name_in(head, self.gazetteer, outlets=self.lexicon.outlets)
        if found is not None and re.match(r" (?!says|has|was|is)[a-z]{3,}s\b", head[found[2] :]):
            return None  # *Rahn backers*: others than Rahn
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
            inner, _ = head_and_tail(apposition)
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
                    r"['’ ]*(?:Institute|Cent(?:re|er)|University|Foundation|Council|Group|Ministry|Office|Party|"
                    r"Committee|Army|Agency|Fund|Times|Post|News|Press|TV|Radio|Television)\b",
                    words[end:],
                )
            )
            or bool(
                re.match(
                    r" (?:(?!and\b|or\b)[a-z][\w-]* )?(?:backers|allies|critics|aides|supporters|loyalists|opponents|"
                    r"officials|advisers|advisors|appointees|followers|voters|confidants|associates|insiders|"
                    r"lieutenants)\b",
                    words[end:],
                )
            )
            or bool(re.search(r"(?i)\bnews agency|newspaper|magazine|broadcaster|television\b", words))
        )

    def _described(self, phrase: str, head: str, appositions: tuple[str, ...], position: int) -> Voice:
        whole = f"{phrase}, {', '.join(appositions)}" if appositions else phrase
        noun = self.lexicon.unnamed.search(head)
        sent = noun and re.match(r"(?:[A-ZÀ-Þ][\w-]+ ?){1,3}['’]s (?:envoy|ambassador)\b", head) is not None
        if (noun and not sent and "top diplomat" not in roles_in(head)) or re.search(
            r"(?i)\b(?:people|person|someone|those) (?:familiar|briefed|close|with|present|who)", phrase
        ):
            return self._unnamed.unnamed(phrase, head, whole, (noun[1] if noun else "person").lower(), position)
        definite = re.match(r"(?i:the|its|his|her|their|this|that)\b|[A-ZÀ-Þ][\w.]*['’]s ", head)
        unnamed = self._unnamed.nameless(head, position) if definite else None
        if unnamed is None and definite and (house := self._last_house(head, position)) is not None:
            return house
        if unnamed is None and definite and (heard := self._last_person(head, position)) is not None:
            return heard
        if unnamed is not None:
            return unnamed
        role = roles_in(re.split(r"['’]s? ", head)[-1])  # *the minister's spokesman* is no minister
        if not role or re.match(r"(?i)(?:an?|one|another|some|two|several)\b", head) or HOUSE.search(head):
            return self._body(phrase, head, whole, position)
        speaker = self._office_speaker(role, whole, position)
        if speaker is not None:
            return speaker
        person = self._bearer(role, whole, position)
        if person is not None:
            return self.voice_of(person).doubted(0.04, "office resolved to its bearer")
        return self._body(phrase, head, whole, position)

    def _office_speaker(self, roles: frozenset[str], whole: str, position: int) -> Voice | None:
        """*the president said*: who spoke under that title before, rather than a bearer only spoken of."""
        stated = self.principals.stated(whole) or self.principals.possessor(whole, position)
        for _, voice in reversed(list(self._heard.since(position - 2501))):
            if voice.anonymous or voice.kind in ("former", "expert", "institution"):
                continue
            if self._mismatched(whole, voice.label):
                continue
            person = self.people.known.get(voice.label.split()[-1]) if voice.label else None
            held = roles_in(voice.label) | roles_in(voice.office)
            held |= frozenset(r for d in person.descriptors for r in roles_in(d)) if person is not None else frozenset()
            if any(same_role(wanted, role) for wanted in roles for role in held):
                fits = not stated or stated == voice.principal
                return voice.doubted(0.04, "office resolved to the one who spoke") if fits else None
        return None

    def _mismatched(self, office: str, name: str) -> bool:
        """*the spokesman* is no woman the text knows for one."""
        person = self.people.known.get(name.split()[-1]) if name else None
        if person is None or not person.gender:
            return False
        other = r"(?i)\b\w+(?<!wo)man\b|\bking\b" if person.gender == "she" else r"(?i)\b\w+woman\b|\bqueen\b"
        return re.search(other, office) is not None

    def _last_house(self, head: str, position: int) -> Voice | None:
        """*the league said*: a body told by one word is the one of that kind that spoke last."""
        body = re.fullmatch(
            r"(?i)the (mission|league|council|committee|alliance|bloc|block|ministry|embassy|agency|union|army|"
            r"military|junta|"
            r"commission|meeting|forum|conference|summit|"
            r"group|organi[sz]ation|department|office|party|movement)",
            head,
        )
        if body is None:
            return None
        for _, voice in reversed(list(self._heard.since(position - 2500))):
            gathering = body[1].lower() in ("meeting", "forum", "conference", "summit")
            if voice.kind == "institution" and (gathering or body[1].lower() in voice.label.lower()):
                return voice.doubted(0.04, "a body told by one word: the one that spoke before")
        return None

    def _last_person(self, head: str, position: int) -> Voice | None:
        """*the politician added*: a word for a person alone is the one who spoke last."""
        if not EPITHET.fullmatch(head):
            return None
        near = [v for _, v in self._heard.since(position - 1200) if not v.anonymous and v.kind != "institution"]
        return near[-1].doubted(0.1, "a word for a person: taken for the one who spoke last") if near else None

    def _bearer(self, roles: frozenset[str], whole: str, position: int, *, exact: bool = False) -> Person | None:
        stated = self.principals.stated(whole) or self.principals.possessor(whole, position)
        fitting: list[tuple[int, Person]] = []
        for person in self.people.known.values():
            owned = frozenset(role for d in person.descriptors for role in roles_in(d))
            if not (roles & owned if exact else any(same_role(wanted, role) for wanted in roles for role in owned)):
                continue
            if self._mismatched(whole, person.name):
                continue
            principal = self.voice_of(person).principal
            doubts = self.voice_of(person).doubts
            guessed = any(amount >= 0.2 or "by signs" in why for amount, why in doubts) and bool(roles & owned)
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

    def _body(self, phrase: str, head: str, whole: str, position: int) -> Voice:
        """An institution, a capital, a state, or an office without a name."""
        served = self._served(phrase, head, position)
        if served is not None:
            return served
        kind = office_of(whole, self.lexicon) or self._leads_state(head)
        hits = self.gazetteer.of(head)
        principal = self.principals.stated(whole) or self.principals.possessor(whole, position)
        names_state = bool(hits) and hits[0].start == 0 and kind != "legislator" and hits[0].end == len(head)
        if kind in ("former", "expert", "legislator") and not names_state:
            authority = "advisory" if kind == "legislator" else "none"
            return Voice(phrase, phrase, kind=kind, authority=authority, anonymous=kind != "legislator")
        if hits and not kind:
            if hits[0].kind == "legislature":
                return Voice(phrase, phrase, kind="legislator", authority="advisory")
            kind = "institution" if covers(hits, head) or leads(hits, head) else ""
        doubts: tuple[tuple[float, str], ...] = ()
        if hits and hits[0].kind == "seat" and kind == "institution" and not self.lexicon.palaces.search(head):
            doubts = ((0.08, "principal from the name of a city"),)
        proper = re.search(r", ((?:the )?[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)*)$", whole)
        if not kind and not hits and not principal and proper and not any(c.isupper() for c in head[1:]):
            return self._body(proper[1], proper[1], proper[1], position)  # *its partner, the Moderates*
        if not kind:
            unknown = ((0.3, "a subject of unknown office"),)
            return Voice(phrase, phrase, anonymous=not hits and not principal, kind="", doubts=unknown)
        several = re.search(
            r"(?i)\b(?:ministers|leaders|presidents|officials|secretaries|governments|generals|chiefs|spokespeople)$",
            head,
        )
        if not principal and several and not self.principals.usual(whole):
            return Voice(phrase, phrase, anonymous=True, kind="group", doubts=((0.1, "officials of states not named"),))
        if not principal and kind != "anonymous":
            principal, doubts = self.principals.inherited([whole], place=position)
        if kind == "anonymous":
            return Voice(phrase, phrase, principal, "advisory" if principal else "none", True, kind, doubts)
        one = re.match(r"(?i)(?:an?|one|another|some|two|several)\b", head) is not None
        anonymous = one and kind != "institution"
        voice = Voice(phrase, phrase, principal, "binding" if principal else "none", anonymous, kind, doubts)
        if anonymous:
            self._unnamed.met(position, voice)
        return voice

    def _served(self, phrase: str, head: str, position: int) -> Voice | None:
        """*Roth's office*, *a spokesman for Roth*: the house or servant of a person the text knows."""
        house = re.match(
            r"(.+?)['’]s? (?:\w+ )?(office|ministry|spokes\w+|aides?|government|team|administration|cabinet|"
            r"embassy|lawyer|party)\b",
            head,
        )
        bearer = self._bearer_named(house[1]) if house else None
        his = re.match(
            r"(?i)(his|her) (?:[\w-]+ ){0,2}(?:office|spokes\w+|aides?|advis[eo]r|team|lawyer|deputy)\b", head
        )
        if his is not None and (owner := self._pronouns.owner_of("he" if his[1].lower() == "his" else "she", position)):
            kind = office_of(head, self.lexicon) or "anonymous"
            authority = "binding" if kind in ("spokesperson", "institution") else "advisory"
            doubt = ((0.1, "principal of the one whose servant speaks"),)
            return Voice(phrase, phrase, owner, authority, kind != "institution", kind, doubt)
        if bearer is not None:
            kind = "institution" if bearer.principal else bearer.kind
            return Voice(phrase, phrase, bearer.principal, bearer.authority, False, kind, bearer.doubts)
        servant = re.search(
            r"(?i)\b(?:spokes\w+|aide|adviser|advisor|lawyer|envoy|ambassador) (?:for|to|of) (?:the )?(.+)$", phrase
        )
        bearer = self._bearer_named(servant[1]) if servant else None
        if bearer is None:
            return None
        if re.search(r"(?i)spokes", phrase):
            return Voice(phrase, phrase, bearer.principal, bearer.authority, True, "spokesperson", bearer.doubts)
        authority = "advisory" if bearer.principal else "none"
        return Voice(phrase, phrase, bearer.principal, authority, True, "anonymous", bearer.doubts)

    def _bearer_named(self, words: str) -> Voice | None:
        found = name_in(words, self.gazetteer)
        if found is None or found[0].split()[-1] not in self.people.known:
            return None
        return self.voice_of(self.people.person(found[0]))
