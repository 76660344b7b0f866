"""Pronouns in subject position: the voice or person they stand for, and how sure that is."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from standoff.ledger.suggest.heard import Heard
from standoff.ledger.suggest.people import Person
from standoff.ledger.suggest.unnamed import PLURAL
from standoff.ledger.suggest.voice import Voice

_WINDOW = 1600
"""How many characters a pronoun looks back."""


_SENTENCE_END = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSen)(?<!\bRep)(?<!\bGen)(?<!\bAdm)(?<!\b[A-Z])[.!?][”\"’']?\s|\n"
)


class _Mention(NamedTuple):
    place: int
    person: Person


class Pronouns:
    """The pronouns of one text, read against who was named and who spoke before."""

    def __init__(
        self,
        text: str,
        people: Mapping[str, Person],
        heard: Heard,
        voice_of: Callable[[Person], Voice],
    ) -> None:
        self._text, self._people, self._heard, self._voice_of = text, people, heard, voice_of

    def resolve(self, pronoun: str, position: int) -> Voice:
        if pronoun in ("i", "we"):
            last = next((voice for _, voice in self._heard.backwards()), None)
            return last or Voice(pronoun, kind="pronoun", doubts=((0.5, "an unresolved pronoun"),))
        if pronoun in ("they", "it", "both", "all"):
            wanted = [
                v
                for _, v in self._heard.since(position - 1500)
                if (pronoun == "it") == (v.kind == "institution" or not v.anonymous)
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
        mentions = self._mentions(pronoun, position)
        last_place, last = self._spoke_last(pronoun, position)
        sentence = max(self._text.rfind(mark, 0, position) for mark in (". ", "\n", "” ", '" '))
        leading = [m for m in mentions if m.place > sentence]
        if leading and (last is None or last_place < leading[0].place or last.kind == "group"):
            names = sorted({m.person.name for m in leading})
            doubt = (0.08 if len(names) == 1 else 0.2, f"pronoun in the sentence of {' and '.join(names)}")
            return self._voice_of(leading[0].person).doubted(*doubt)
        since = self._named_since(mentions, last_place, last, position)
        paragraph = self._text.rfind("\n", 0, position)
        before = self._text.rfind("\n", 0, max(paragraph - 2, 0))
        rivals = {m.person.name for m in since if m.place >= before}
        if last is not None and (not rivals or last_place > paragraph):
            return last.doubted(0.08 if not rivals else 0.2, "pronoun taken for the voice before")
        if not since:
            return Voice(pronoun, kind="pronoun", doubts=((0.5, "an unresolved pronoun"),))
        nearest = since[-1].person
        names = sorted(rivals | ({last.label} if last is not None else set()))
        if nearest.gender == pronoun and len(names) == 1:
            return self._voice_of(nearest).doubted(0.05, "pronoun by gender")
        return self._voice_of(nearest).doubted(0.45, f"“{pronoun}” may be {' or '.join(names)}")

    def _mentions(self, pronoun: str, position: int) -> list[_Mention]:
        """Where persons whom the pronoun fits are named before it, in order."""
        found = [
            _Mention(place, person)
            for person in self._people.values()
            if person.gender in ("", pronoun)
            for place in person.positions
            if position - _WINDOW < place < position and not self._quoted_predicate(place)
        ]
        return sorted(found, key=lambda m: (m.place, m.person.name))

    def _quoted_predicate(self, place: int) -> bool:
        """Whether a name is the subject of quoted words: in *Rahn “keeps talking,” he added* another speaks."""
        return re.match(r"[\w’'-]+ [“\"«„](?=[a-z])", self._text[place : place + 60]) is not None

    def _spoke_last(self, pronoun: str, position: int) -> tuple[int, Voice | None]:
        spoken = [
            (place, voice)
            for place, voice in self._heard.since(position - _WINDOW)
            if place < position and voice.kind not in ("institution", "group")
        ]
        return next(((p, v) for p, v in reversed(spoken) if self._fits(v, pronoun)), (-1, None))

    def _named_since(self, mentions: list[_Mention], place: int, voice: Voice | None, position: int) -> list[_Mention]:
        """The mentions after the sentence in which `voice` spoke, its own left out."""
        if voice is None:
            return [m for m in mentions if m.place > -1]
        ends = _SENTENCE_END.search(self._text, place)
        until = min(ends.start() if ends else place, position)
        return [m for m in mentions if m.place > until and m.person.name != voice.label]

    def owner_of(self, pronoun: str, position: int) -> str:
        """The principal of the person *his* or *her* stands for: the one of that gender named last."""
        named = [
            (place, person.name, person)
            for person in self._people.values()
            if person.gender in (pronoun, "")
            for place in person.positions
            if place < position
        ]
        return self._voice_of(max(named)[2]).principal if named else ""

    def _fits(self, voice: Voice, pronoun: str) -> bool:
        person = self._people.get(voice.label.split()[-1]) if voice.label else None
        if voice.anonymous:
            return not (
                PLURAL.search(voice.label) or re.match(r"(?i)(?:two|three|four|several|some|many)\b", voice.label)
            )
        return person is None or person.gender in ("", pronoun)
