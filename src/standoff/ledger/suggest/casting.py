"""The subjects of all that is said in a text, and the offices told alone linked with the names told bare."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from standoff.ledger.suggest.frame import Frame, FrameKind
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.offices import GENERIC, office_of, roles_in
from standoff.ledger.suggest.paragraph import Unit
from standoff.ledger.suggest.people import People, name_in
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.subjects import leading_subject
from standoff.ledger.suggest.voice import OFFICIAL


class Head(NamedTuple):
    """The subject of an attribution, or of a sentence without one: its phrase at a place, and its sentence."""

    place: int
    phrase: str
    unit: Unit
    frame: Frame


_APPOSITION = re.compile(
    r"(?:an?|the|[A-ZÀ-Þ][\w-]+['’]s|its|(?:deputy |prime |foreign |defen[cs]e )*(?:minister|president|secretary|"
    r"chief|head|"
    r"leader|commander|spokes\w+|chair\w*|ambassador))\b"
)


def heads_of(sentences: Iterable[tuple[Unit, tuple[Frame, ...]]]) -> Iterator[Head]:
    """Yield the subjects of what is said and done, in order."""
    for unit, found in sentences:
        told = any(frame.subject for frame in found)
        subject = None if told or unit.masked.rstrip().endswith("?") else leading_subject(unit.masked)
        if subject is not None and re.match(r"(?:The |Its )?[A-ZÀ-Þ]", subject[0]):
            offices = tuple(words for words in subject[2] if _APPOSITION.match(words))
            silent = Frame(FrameKind.SPEECH, "", subject[1] + len(subject[0]), 0, *subject[:2], offices, ())
            yield Head(unit.start + subject[1], subject[0], unit, silent)
        for frame in found:
            if frame.subject and frame.kind is not FrameKind.EXPECTED:
                yield Head(unit.start + frame.subject_at, frame.subject, unit, frame)


class Cast(NamedTuple):
    """An office told alone and the name that holds it, both with their places."""

    office: str
    at: int
    name: str
    named_at: int


_OFFICE_WORD = (
    r"(?i:minister|secretary|president|premier|chancellor|diplomat|(?:defen[cs]e|policy|affairs|army|military|navy|"
    r"intelligence|security) "
    r"chief|head of (?:state|government)|chief of staff|commander|leader|envoy|trade representative|chair(?:man|"
    r"woman|person)?|ambassador|taoiseach|tánaiste|first minister|"
    r"(?:sister|brother) of [^,]{3,40}?leader|secretary[- ]general|"
    r"spokes(?:man|woman|person))|PM|FM|CS"
)
_OFFICE_ALONE = re.compile(
    rf"(?:\b(?:[Tt]he|[Ii]ts|[Tt]heir|[A-ZÀ-Þ][\w’'.-]*(?: [A-ZÀ-Þ][\w’'-]*)?) |^)(?:[A-ZÀ-Þ]?[\w’'-]+ ){{0,3}}?"
    rf"(?:{_OFFICE_WORD})\b(?: (?:of|for|to) (?:the )?[A-Z]\w+)?(?![-\w]| [A-ZÀ-Þ]|, [A-ZÀ-Þ]|['’]s)",
    re.M,
)
_NO_OFFICE = re.compile(
    r"(?i)(?:(?:(?:rear |vice[- ]|lieutenant[- ]|major[- ]|brigadier[- ]|brig\.? |lt\.? |maj\.? )?(?:general|gen\.?|"
    r"admiral|adm\.?|colonel|col\.?)|air marshal|captain|capt\.?|sir|mr\.?|mrs\.?|ms\.?|dr\.?|dame|lord|lady|"
    r"prince) ?)*"
)
"""What may stand before a name and says no office: a courtesy or a rank."""
_INDEFINITE = re.compile(r"(?i)(?:an?|one|another|some|two|several|former|ex-\w+|his|her)\b")
_REACH = 1100


def casts(
    text: str, heads: Sequence[Head], people: People, lexicon: Lexicon, gazetteer: Gazetteer
) -> Iterator[tuple[Cast, ...]]:
    """Yield for each office told alone, in order, the names that may hold it, the likeliest first."""
    bare = list(_bare_names(text, heads, people, lexicon, gazetteer))
    if not bare:
        return
    voices = {head.place for head in heads}
    for mention in sorted(_OFFICE_ALONE.finditer(text), key=lambda m: roles_in(m.group()) <= GENERIC):
        at = mention.start() + len(mention.group()) - len(mention.group().lstrip())
        if not people.narrated(at) or _INDEFINITE.match(mention.group()) or "former" in mention.group():
            continue
        scored = sorted(
            (
                (_fit(at, place, bare, heads, speaks=at in voices), -abs(place - at), place, name)
                for place, name in bare
            ),
            reverse=True,
        )
        yield tuple(Cast(mention.group(), at, name, place) for fit, _, place, name in scored if fit >= 0.45)


def _bare_names(
    text: str, heads: Sequence[Head], people: People, lexicon: Lexicon, gazetteer: Gazetteer
) -> Iterator[tuple[int, str]]:
    """Full names that speak and of which nothing in the text says an office; with their places."""
    for head in heads:
        told = [a for a in head.frame.appositions if not re.match(r"(?:who|whose|which)\b|\d", a)]
        if told or re.search(r" (?:of|for|from|at|with) ", head.phrase):
            continue
        found = name_in(head.phrase, gazetteer, outlets=lexicon.outlets)
        if found is None or not people.narrated(head.place):
            continue
        lead = head.phrase[: found[1]].strip()
        known = people.known.get(found[0].split()[-1])
        full = known.name if known is not None else found[0]
        if _NO_OFFICE.fullmatch(lead) is None or head.phrase[found[2] :].strip():
            continue
        alone = " " not in full and not lead and not (f"{full}, who" in text and f"the {full}" not in text)
        if alone or full.isupper() or not personal(full):
            continue
        if known is None or not any(office_of(d, lexicon) not in ("", "military") for d in known.descriptors):
            yield head.place, full


def personal(name: str) -> bool:
    """Whether two capitalised words may be a person: not a body, a party or a house."""
    return not re.search(
        r"\b(?:Party|Front|Movement|Army|Cross|Crescent|Watch|International|Council|House|Group|Union|League|Nations|"
        r"Guard|Forces|Command|Agency|News|Times|Post|Bank|Fund|Jihad|Brigades|Ministry|Office|Palace|States|Street|"
        r"Observatory|Institute|Center|Centre|University)\b",
        name,
    )


def _fit(at: int, place: int, bare: list[tuple[int, str]], heads: Sequence[Head], *, speaks: bool) -> float:
    """How well a bare name at `place` fits an office told alone at `at`: near, next to speak, the only one."""
    distance = abs(place - at)
    if distance > _REACH:
        return 0.0
    names = {name.split()[-1] for _, name in bare}
    between = sum(min(at, place) < head.place < max(at, place) for head in heads)
    return (
        0.5 * (1 - distance / _REACH)
        + (0.3 if between == 0 else 0.15 if between == 1 else 0)
        + (0.15 if place > at else 0)
        + (0.2 if len(names) == 1 else 0)
        + (0.1 if speaks else 0)
        - 0.1
    )


_SOMEONE = re.compile(
    r"(?i)an? (?!former\b|retired\b|ex-)(?=.*\b(?:spokes\w+|official|advis[eo]r|aide|envoy|"
    r"ambassador|minister|"
    r"commander|general|commissioner|secretary|diplomat|leader)\b)"
)
_REVEALED_BY = 600
"""Characters within which the name of a voice first told without one follows."""


def revealed(heads: Sequence[Head], people: People, lexicon: Lexicon, gazetteer: Gazetteer) -> dict[int, str]:
    """Where a voice is told of without a name and named by the next: *a spokesperson said … Spokesperson Rahn*."""
    found: dict[int, str] = {}
    for head, later in itertools.pairwise(heads):
        if not head.frame.verb or _SOMEONE.match(head.phrase) is None or later.place - head.place > _REVEALED_BY:
            continue
        named = name_in(later.phrase, gazetteer, outlets=lexicon.outlets)
        if named is None or later.unit.paragraph == head.unit.paragraph or not later.frame.verb:
            continue
        known = people.known.get(named[0].split()[-1])
        if known is None or (" " not in known.name) or any(place < head.place for place in known.positions):
            continue
        wanted = roles_in(head.phrase)
        offices = [d for d in known.descriptors if office_of(d, lexicon) in OFFICIAL]
        held = frozenset(role for d in offices for role in roles_in(d))
        states = {hit.code for hit in gazetteer.of(head.phrase)}
        own = {hit.code for d in offices for hit in gazetteer.of(d)}
        anybody = re.search(r"(?i)\bofficial\b", head.phrase) is not None and bool(states & own)
        if (wanted & held) or anybody or (not offices and not known.descriptors):
            found[head.place] = known.name
            if not offices:
                people.add(known.name, later.place, head.phrase)
    return found
