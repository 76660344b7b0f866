"""Voices without a name: officials, diplomats, groups, and offices met before under no name."""

import re
from collections.abc import Mapping
from dataclasses import replace

from standoff.ledger.suggest.heard import Heard
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.offices import head_and_tail, office_of
from standoff.ledger.suggest.people import Person
from standoff.ledger.suggest.principals import Principals
from standoff.ledger.suggest.voice import Voice

_ORDINAL = {"first": 0, "second": 1, "third": 2, "fourth": 3}


PLURAL = re.compile(
    r"\b(?:officials|diplomats|envoys|aides|sources|people|advisers|advisors|policymakers|officers|insiders|"
    r"staffers|negotiators|participants|backbenchers|members|lawmakers)\b",
    re.I,
)


def group(head: str, phrase: str, appositions: tuple[str, ...], lexicon: Lexicon) -> Voice | None:
    """*critics*, *some in the capital*: voices without number or name; a single one of them is none."""
    if lexicon.groups.search(head) is None:
        return None
    single = re.match(r"(?i)(?:an?|one|the|his|her) \w+$", head) is not None and not head.lower().endswith("s")
    if single and re.search(r"(?i)\bcritic$", head) is None:
        return None
    return Voice(phrase, kind="group", anonymous=True, office="; ".join(appositions[:1]))


_SERVES = re.compile(
    r"(?i)\b(?:president(?:ial)?|prime minister|premier|chancellor|minist\w+|government|cabinet|head of state|"
    r"defen[cs]e|army|military|security|palace)\b"
)
"""Whose servant an unnamed voice is: a house of one state, though the text does not say which."""


class Unnamed:
    """The anonymous voices of one text, so that *the second official* is the one met as such."""

    def __init__(self, lexicon: Lexicon, principals: Principals, people: Mapping[str, Person], heard: Heard) -> None:
        self._lexicon, self._principals, self._people, self._heard = lexicon, principals, people, heard
        self._anonymous: list[tuple[str, str, Voice]] = []
        self._offices_met: list[tuple[int, Voice]] = []

    def met(self, position: int, voice: Voice) -> None:
        """Remember an office without a name: *a spokesperson*."""
        self._offices_met.append((position, voice))

    def _bearer(self, *kinds: str) -> Voice | None:
        """Who of these kinds spoke last under his name."""
        return next((v for _, v in self._heard.backwards() if v.kind in kinds and not v.anonymous), None)

    def unnamed(self, phrase: str, head: str, whole: str, noun: str, position: int) -> Voice:
        definite = re.match(r"(?i)(?:the|that|this|these|both)\b", head)
        if definite or re.match(r"(?i)one of the\b", phrase):
            known = self._earlier(head, phrase, noun)
            if known is not None:
                return known
            if noun == "diplomat" and definite:
                bearer = self._bearer("minister", "envoy")
                if bearer is not None:
                    return bearer.doubted(0.15, "the diplomat: taken for the minister or envoy before")
            if noun == "deputy":
                bearer = self._bearer("legislator")
                if bearer is not None:
                    return bearer.doubted(0.1, "the deputy: taken for the legislator before")
        kind = office_of(whole, self._lexicon) or "anonymous"
        doubts: tuple[tuple[float, str], ...] = ()
        principal, authority = "", "none"
        if kind not in ("former", "expert", "legislator", "group"):
            kind = "anonymous"
            several = re.search(r"(?i)^(?:some|several|many|most|other|western|european)\b.*s$", head) is not None
            principal = "" if several else self._principals.stated(whole)
            if not principal and not several and (usual := self._principals.usual(head)):
                principal, doubts = usual, ((0.12, "principal from the name of the office"),)
            elif not principal and re.match(
                r"(?i)(?:(?:an?|one|the|two|some|several|senior|top) )?(?:(?:senior|top|high-ranking|"
                r"[a-z]+) ){0,2}(?:administration|pentagon|white house|state department|u\.?s\.?)\b",
                head,
            ):
                principal, doubts = "USA", ((0.06, "principal from the name of the body"),)
            elif not principal and not several and _SERVES.search(whole):
                principal, doubts = self._principals.inherited([whole], place=position)
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
        plural = bool(PLURAL.search(head))
        fitting = [voice for words, voice in same if bool(PLURAL.search(words)) == plural] or [
            voice for _, voice in same
        ]
        doubt = len({voice.label for voice in fitting}) > 1
        return fitting[-1].doubted(0.15, "the nearest of several anonymous voices") if doubt else fitting[-1]

    def nameless(self, head: str, position: int) -> Voice | None:
        """*a spokesperson … the spokesperson*: an office without a name met before, unless a bearer was named since."""
        noun = head.split()[-1].lower()
        known = [
            (place, voice)
            for place, voice in self._offices_met
            if voice.label.split()[-1].lower() == noun or f" {noun} " in f" {head_and_tail(voice.label)[0].lower()} "
        ]
        if not known:
            return None
        place, voice = known[-1]
        since = [p for person in self._people.values() for p in person.positions if place < p < position]
        return None if since else voice
