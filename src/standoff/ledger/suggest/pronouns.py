"""Pronouns in subject position: the voice or person they stand for, and how sure that is."""

import re
from collections.abc import Callable, Mapping

from standoff.ledger.suggest.people import Person
from standoff.ledger.suggest.unnamed import PLURAL
from standoff.ledger.suggest.voice import Voice


class Pronouns:
    """The pronouns of one text, read against who was named and who spoke before."""

    def __init__(
        self,
        text: str,
        people: Mapping[str, Person],
        heard: list[tuple[int, Voice]],
        voice_of: Callable[[Person], Voice],
    ) -> None:
        self._text, self._people, self._heard, self._voice_of = text, people, heard, voice_of

    def resolve(self, pronoun: str, position: int) -> Voice:
        if pronoun in ("i", "we"):
            return (
                self._heard[-1][1]
                if self._heard
                else Voice(pronoun, kind="pronoun", doubts=((0.5, "an unresolved pronoun"),))
            )
        if pronoun in ("they", "it", "both"):
            wanted = [
                v
                for p, v in self._heard
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
            for person in self._people.values()
            if person.gender in ("", pronoun)
            for place in person.positions
            if position - window < place < position
        )
        spoken = [
            (p, v)
            for p, v in self._heard
            if position - window < p < position and v.kind not in ("institution", "group")
        ]
        spoken = [(p, v) for p, v in spoken if self._fits(v, pronoun)]
        last_place, last_voice = spoken[-1] if spoken else (-1, None)
        sentence = max(self._text.rfind(mark, 0, position) for mark in (". ", "\n", "” ", '" '))
        leading = [m for m in mentions if m[0] > sentence]
        if leading and (last_voice is None or last_place < leading[0][0] or last_voice.kind == "group"):
            rivals_here = sorted({m[1] for m in leading})
            doubt = 0.08 if len(rivals_here) == 1 else 0.2
            return self._voice_of(leading[0][2]).doubted(
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
        voice = self._voice_of(nearest) if nearest is not None else Voice(pronoun)
        sure = nearest is not None and nearest.gender == pronoun and len(assert_names) == 1
        return voice.doubted(
            0.05 if sure else 0.45,
            f"“{pronoun}” may be {' or '.join(assert_names)}" if not sure else "pronoun by gender",
        )

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
