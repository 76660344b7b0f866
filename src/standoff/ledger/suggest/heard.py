"""Who spoke where in a text, in the order of reading, for the pronouns and definite phrases after."""

from bisect import bisect_right
from collections.abc import Iterator

from standoff.ledger.suggest.voice import Voice


class Heard:
    """The voices heard so far and where: a search back from a place does not read the whole text again.

    Examples
    --------
    >>> heard = Heard()
    >>> for place, label in [(10, "Rahn"), (900, "Ormu"), (700, "the ministry")]:
    ...     heard.add(place, Voice(label))
    >>> [voice.label for _, voice in heard.since(650)], next(heard.backwards())[1].label
    (['Ormu', 'the ministry'], 'the ministry')
    """

    def __init__(self) -> None:
        self._voices: list[tuple[int, Voice]] = []
        self._furthest: list[int] = []  # the largest place up to each voice: sorted, where the places need not be

    def add(self, place: int, voice: Voice) -> None:
        self._voices.append((place, voice))
        self._furthest.append(max(place, self._furthest[-1]) if self._furthest else place)

    def since(self, place: int) -> Iterator[tuple[int, Voice]]:
        """Yield those who spoke beyond a place, in the order of reading."""
        for number in range(bisect_right(self._furthest, place), len(self._voices)):
            if self._voices[number][0] > place:
                yield self._voices[number]

    def backwards(self) -> Iterator[tuple[int, Voice]]:
        """Yield all, the last heard first."""
        return reversed(self._voices)
