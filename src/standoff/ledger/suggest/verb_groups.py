"""The verb groups of a plain sentence: a verb with its auxiliaries, what governs it, and whether it is negated.

A group is read from its verb to the left, as English builds it: *will not be* sending, *has decided to* send,
*is not looking to* send. What stands left of the group is its subject's; `predicates` asks whose that is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from standoff.ledger.suggest.lexicon import Lexicon


class Mood(Enum):
    """What the words before a verb make of it."""

    FUTURE = auto()
    WOULD = auto()
    ABLE = auto()
    PERHAPS = auto()
    DUTY = auto()
    PROGRESSIVE = auto()
    PERFECT = auto()
    PAST = auto()
    PRESENT = auto()
    PASSIVE = auto()
    FIRM = auto()
    READY = auto()
    WISH = auto()
    AIM = auto()
    LIKELY = auto()
    REFUSED = auto()
    ASKED = auto()
    PURPOSE = auto()
    GERUND = auto()


class Tense(Enum):
    """The form a verb stands in."""

    BASE = auto()
    THIRD = auto()
    ING = auto()
    PAST = auto()


class Word(NamedTuple):
    """A word with its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb group at `text[start:end]`; `verb` is where the verb itself begins."""

    start: int
    verb: int
    end: int
    classes: tuple[str, ...]
    moods: frozenset[Mood]
    negated: bool
    within: tuple[int, int] | None = None
    """Where the one who is told to do it stands: *ordered the fleet to sail*."""


@dataclass(frozen=True, slots=True)
class Verbs:
    """Every form the parser knows, made from the base forms of `predicates.yaml`."""

    forms: Mapping[str, tuple[tuple[tuple[str, ...], str, Tense], ...]]
    governors: Mapping[str, Mood]
    causatives: Mapping[str, Mood]
    continuing: frozenset[str]
    ceasing: frozenset[str]
    adverbs: frozenset[str]
    no_verbs: frozenset[str]
    """What may follow an auxiliary and is no verb."""


_MODALS = {
    "will": Mood.FUTURE,
    "shall": Mood.FUTURE,
    "would": Mood.WOULD,
    "can": Mood.ABLE,
    "could": Mood.PERHAPS,
    "may": Mood.PERHAPS,
    "might": Mood.PERHAPS,
    "must": Mood.DUTY,
    "should": Mood.DUTY,
}
_BE = frozenset(["am", "is", "are", "was", "were", "be", "been", "being"])
_HAVE = frozenset(["have", "has", "had", "having"])
_DO = {"do": Mood.PRESENT, "does": Mood.PRESENT, "did": Mood.PAST}
UNLISTED = "unlisted"
"""The class of a verb that no list of `predicates.yaml` holds."""
_AUXILIARIES = frozenset(_MODALS) | _BE | _HAVE | {"to", "cannot"}
_PARTICIPLE = re.compile(r"(?:[^e]ed|wn|[^e]en|ught|old|eld|ent|ft|[ls]?aid|unk|uck|ung|one|ost|met|cut|hit|hot|ut)$")
_NOT = frozenset(["not", "never", "neither", "nor", "hardly", "no"])
_NOT_ADVERBS = frozenset(
    ["likely", "unlikely", "ally", "family", "only", "early", "supply", "apply", "rely", "reply", "italy"]
)
_TOKEN = re.compile(r"(?:[a-z]\.){2,}|[^\W_][\w'-]*|[,.;:—–()?!]")
_OF_ARMS = frozenset(["armed", "our", "the", "its", "their", "military", "security", "special", "allied", "ground"])
_REACH = 11
"""Words between one who orders and the infinitive that says what: *ordered two of its frigates to sail*."""


def forms_of(base: str, irregular: Mapping[str, list[str]], doubled: frozenset[str]) -> Iterator[tuple[str, Tense]]:
    """The inflections of a base form.

    Examples
    --------
    >>> dict(forms_of("supply", {}, frozenset()))
    {'supply': <Tense.BASE: 1>, 'supplies': <Tense.THIRD: 2>, 'supplying': <Tense.ING: 3>, 'supplied': <Tense.PAST: 4>}
    """
    stem = base + base[-1] if base in doubled else base
    yield base, Tense.BASE
    if re.search(r"[^aeiou]y$", base):
        third, past, ing = base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    elif base.endswith("e") and not base.endswith("ee"):
        third, past, ing = base + "s", base + "d", base[:-1] + "ing"
    else:
        third = base + ("es" if re.search(r"(?:s|sh|ch|x|z|o)$", base) else "s")
        past, ing = (base + "d" if base.endswith("ee") else stem + "ed"), stem + "ing"
    yield third, Tense.THIRD
    yield ing, Tense.ING
    for form in irregular.get(base, [past]):
        yield form, Tense.PAST


@lru_cache(maxsize=8)
def verbs(lexicon: Lexicon) -> Verbs:
    """The forms of a lexicon's verbs."""
    words = lexicon.predicates
    irregular, doubled = words["irregular"], frozenset(words["doubled"])

    def inflected(bases: list[str]) -> Iterator[str]:
        for base in bases:
            for form, _ in forms_of(str(base), irregular, doubled):
                yield form

    forms: dict[str, list[tuple[tuple[str, ...], str, Tense]]] = {}
    for name, bases in words["classes"].items():
        for entry in bases:
            head, *particles = entry.split()
            for form, tense in forms_of(head, irregular, doubled):
                forms.setdefault(form, []).append((tuple(particles), name, tense))
    return Verbs(
        {form: tuple(sorted(found, key=lambda f: -len(f[0]))) for form, found in forms.items()},
        {form: Mood[name.upper()] for name, bases in words["governors"].items() for form in inflected(bases)},
        {form: Mood[name.upper()] for name, bases in words["causatives"].items() for form in inflected(bases)},
        frozenset(inflected(words["continuing"])),
        frozenset(inflected(words["ceasing"])),
        frozenset(words["adverbs"]),
        frozenset(words["no_verbs"]),
    )


@lru_cache(maxsize=64)
def verb_groups(text: str, lexicon: Lexicon) -> tuple[VerbGroup, ...]:
    """The verb groups of a plain text from left to right.

    Examples
    --------
    >>> from standoff.ledger.suggest.lexicon import load
    >>> text = "we have no intention of sending troops"
    >>> group, = verb_groups(text, load())
    >>> group.negated, text[group.start : group.end]
    (True, 'have no intention of sending')
    """
    words = [Word(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    return tuple(_groups(words, verbs(lexicon)))


def _groups(words: list[Word], known: Verbs) -> Iterator[VerbGroup]:
    for index in range(len(words)):
        for tense, found in _known(words, index, known).items():
            group = _Scan(words, known).group(index, tense, found)
            if group is not None:
                yield group
                break


def _known(words: list[Word], index: int, known: Verbs) -> dict[Tense, tuple[str, ...]]:
    """The classes of a word by the tense its form may stand in."""
    found: dict[Tense, tuple[str, ...]] = {}
    forms = known.forms.get(words[index].text)
    if forms is None:
        return _unlisted(words, index, known)
    for particles, name, tense in forms:
        following = tuple(word.text for word in words[index + 1 : index + 1 + len(particles)])
        if following == particles:
            found[tense] = (*found.get(tense, ()), name)
    if Tense.PAST in found and index and words[index - 1].text in _BE:
        found.pop(Tense.BASE, None)  # *will be cut*
    return found or _unlisted(words, index, known)


def _unlisted(words: list[Word], index: int, known: Verbs) -> dict[Tense, tuple[str, ...]]:
    """A word that is in no class and stands where a verb stands: after *will*, *is … -ing*, *has … -ed*, or *to*."""
    word, place = words[index].text, index - 1
    if (len(word) < 3 and word not in ("be", "go")) or word in known.no_verbs:
        return {}
    while place >= 0 and ((before := words[place].text) in known.adverbs or before in _NOT or before[-2:] == "ly"):
        place -= 1
    if place < 0 or before not in _AUXILIARIES:
        return {}
    if before in _MODALS or before in ("to", "cannot"):
        return {Tense.BASE: (UNLISTED,)}
    if before in _BE and word.endswith("ing"):
        return {Tense.ING: (UNLISTED,)}
    if before in _BE | _HAVE and _PARTICIPLE.search(word):
        return {Tense.PAST: (UNLISTED,)}
    return {}


class _Scan:
    """Reads one group from its verb to the left."""

    def __init__(self, words: list[Word], known: Verbs) -> None:
        self._words, self._known = words, known
        self._moods: set[Mood] = set()
        self._denials = 0
        self._being = False
        self._within: tuple[int, int] | None = None

    def group(self, index: int, tense: Tense, classes: tuple[str, ...]) -> VerbGroup | None:
        start = self._back(index, tense)
        moods = self._moods
        self._inverted(start)
        bare = not moods - {Mood.PURPOSE, Mood.GERUND}
        simple_past = tense is Tense.PAST and "decide" in classes
        if bare and not simple_past and (tense is not Tense.BASE or not self._subject_before(start)):
            return None
        if bare:
            moods.add(Mood.PAST if simple_past else Mood.PRESENT)
        verb = self._words[index]
        return VerbGroup(
            self._words[start].start,
            verb.start,
            verb.end,
            classes,
            frozenset(moods),
            self._denials % 2 == 1,
            self._within,
        )

    def _inverted(self, start: int) -> None:
        """*nor do we intend to*, *never will Rome send*: auxiliary and negation stand before the subject."""
        for back in (start - 2, start - 3):
            if back > 0 and self._words[back].text in (*_DO, *_MODALS, *_BE, *_HAVE):
                denied = self._words[back - 1].text in ("nor", "neither", "never")
                self._denials += denied
                if denied:
                    self._auxiliary(self._words[back].text, Tense.BASE)
                return

    def _subject_before(self, start: int) -> bool:
        return start > 0 and self._words[start - 1].text in ("we", "i", "they", "you")

    def _back(self, index: int, tense: Tense) -> int:
        """Walk left over everything that belongs to the group; return where it begins."""
        place, form = index - 1, tense
        while place >= 0:
            word = self._words[place].text
            if self._auxiliary(word, form):
                form = form if word in _NOT else Tense.PAST if word == "been" else Tense.BASE
            elif word == "to" and form is Tense.BASE:
                found = self._governor(place)
                if found is None:
                    self._moods.add(Mood.PURPOSE)
                    return place + 1
                place, form = found, self._tense_of(found)
            elif form is Tense.ING and (taken := self._aspect(place)):
                place -= taken - 1
                form = self._tense_of(place)
            elif word in ("and", "or", ",") and (shared := self._shared(place, tense)) is not None:
                return shared
            elif not self._adverb(word) and not (self._moods and self._no_such(place)):
                return place + 1
            place -= 1
        return 0

    def _auxiliary(self, word: str, form: Tense) -> bool:
        """Take note of an auxiliary or a negation; whether `word` is one."""
        if word == "cannot":
            self._denials += 1
            self._moods.add(Mood.ABLE)
        elif word in _NOT:
            self._denials += 1
        elif word in _MODALS:
            self._moods.add(_MODALS[word])
        elif word in _BE:
            if form in (Tense.ING, Tense.PAST):
                self._moods.add(Mood.PROGRESSIVE if form is Tense.ING else Mood.PASSIVE)
            if self._being and word in ("is", "are", "was", "were", "am"):
                self._moods.add(Mood.PROGRESSIVE)
            self._being = word == "being"
            if word in ("was", "were"):
                self._moods.add(Mood.PAST)
        elif word in _HAVE:
            self._moods.add(Mood.PERFECT if form is Tense.PAST else Mood.PRESENT)
        elif word in _DO:
            self._moods.add(_DO[word])
        else:
            return False
        return True

    def _no_such(self, place: int) -> bool:
        """The article of *nor the desire to*, *without any wish to*: a negation stands before it."""
        return place > 0 and self._words[place].text in ("the", "any", "a") and self._words[place - 1].text in _NOT

    def _adverb(self, word: str) -> bool:
        return word in self._known.adverbs or (word.endswith("ly") and word not in _NOT_ADVERBS)

    def _governor(self, place: int) -> int | None:
        """What lends an infinitive its mood, before its *to* at `place`; None for a purpose."""
        place -= 1
        while place >= 0 and (self._words[place].text in _NOT or self._adverb(self._words[place].text)):
            self._denials += self._words[place].text in _NOT
            place -= 1
        if place < 0:
            return None
        word = self._words[place].text
        if word in _BE:
            self._moods.add(Mood.FUTURE)
            return place
        if word in self._known.governors:
            self._moods.add(self._known.governors[word])
            self._denials += self._known.governors[word] is Mood.REFUSED
            return place
        for back in range(place, max(-1, place - _REACH), -1):
            word = self._words[back].text
            if word in (".", ";", ":", ",", "?"):
                return None
            if word == "forces" and back and self._words[back - 1].text in _OF_ARMS:
                continue
            if word in self._known.causatives:
                self._moods.add(self._known.causatives[word])
                self._within = (self._words[back].end, self._words[place].end)
                return back
        return None

    def _tense_of(self, place: int) -> Tense:
        word = self._words[place].text
        if word.endswith("ing"):
            return Tense.ING
        return Tense.PAST if word.endswith("ed") or word in ("chosen", "sworn", "set", "bound") else Tense.BASE

    def _aspect(self, place: int) -> int:
        """*keep sending*, *stop sending*, *no intention of sending*: how many words before a form in -ing govern it."""
        word, known = self._words[place].text, self._known
        before = self._words[place - 1].text if place else ""
        if word in ("of", "in", "to", "about", "for", "on") and before in known.governors:
            self._moods.add(known.governors[before])
            return 2
        if word in known.ceasing:
            self._denials += 1
            self._moods.add(known.governors.get(before, Mood.GERUND) if word == "against" else Mood.GERUND)
            return 2 if word in ("against", "without", "from") else 1
        if word in known.governors or word in known.continuing:
            self._moods.add(known.governors.get(word, Mood.FIRM))
            return 1
        return 0

    def _shared(self, place: int, tense: Tense) -> int | None:
        """*will train, equip and support*: a verb in a list takes what stands before the first."""
        for back in range(place - 1, max(-1, place - 6), -1):
            if self._words[back].text in (".", ";", ":"):
                return None
            found = _known(self._words, back, self._known)
            if tense in found and (back == 0 or self._words[back - 1].text not in ("the", "a", "our", "their", "its")):
                return self._back(back, tense)
        return None
