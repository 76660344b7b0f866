"""Promises and threats told by many weak signs together, where no idiom and no listed verb tells them.

A verb ahead of now, a subject of the own side, an object that states use on each other, a condition on an adversary:
none of these decides alone. Every sign has a weight in `signs.yaml`; a verb group whose signs outweigh the threshold
is read as an act, the less surely the closer it comes.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from standoff.ledger.statement import Act
from standoff.ledger.suggest.doers import NO_SUBJECT, doer_of, subject_before, supposed
from standoff.ledger.suggest.hollow import sounds_only
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.matters import instruments_in
from standoff.ledger.suggest.meaning import Context
from standoff.ledger.suggest.owner import OTHER, OWN, Owner, Side, owner_of
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.predicates import AIMS, Found
from standoff.ledger.suggest.prefilter import Shelf
from standoff.ledger.suggest.verb_groups import Mood, VerbGroup, verb_groups

_END = re.compile(
    r"(?<!\b\w)\.|[;:—–()]|,? (?:but|because|although|though|while|whereas|that|which|who)\b|, and (?=\w+ \w+)"
)
_NAMED = re.compile(r"\b(?:the|an?|their|his|her|any|no|every)(?: \w+)?$")
_NOUN = re.compile(
    r"(?:decision|plan|offer|promise|pledge|commitment|order|intention|determination|threat|resolve)s?\b"
)
_DENIED = re.compile(r"\b(?:not|never|no longer|hardly|nor)\b(?: \w+){0,3}$")
_AVOWED = re.compile(
    r"\b(?:re)?(?:affirm|confirm|agree|pledge|declare|underline|underscore|emphasi[sz]e|stress|undertake)\w* "
    r"that (?:they|it) $"
)
"""*the leaders reaffirm that they*: the pronoun is the speakers' own."""
_SUFFERER = re.compile(
    r"^(?:and |but )?(?:those|anyone|anybody|everyone|whoever|whosoever|he|any [\w ]+|a [\w ]+) ?(?:who|that|which)?\b"
)


_AHEAD = frozenset({Mood.FUTURE, Mood.WOULD, Mood.PROGRESSIVE, Mood.FIRM, Mood.READY, Mood.PERHAPS, Mood.ABLE})

_MOVES = frozenset({"gives", "hurts", "scheduled", "suffers", "answers"})
"""Signs without which a subject such as *sanctions* says nothing of what will be done."""
_DOES = _MOVES - {"scheduled"} | {
    "bears",
    "offers",
    "rescues",
    "threatens",
    "decided",
    "means",
    "goes_for",
    "dooms",
    "pledges",
    "means_war",
    "coming",
    "stays_on",
    "performs",
}
"""Signs of doing something; to be ahead of now and on the own side is not enough."""


_UNSAID = frozenset({Mood.PURPOSE, Mood.LIKELY, Mood.ASKED})
"""Moods in which nobody promises: an aim, an expectation, a request."""


class Sign(NamedTuple):
    """One sign: where it is looked for, what it weighs, and the act it speaks for."""

    name: str
    place: str
    weight: float
    words: re.Pattern[str]
    act: str
    needs: frozenset[str]
    """Other signs without one of which it says nothing."""

    unless: frozenset[str]
    """Other signs beside which it says nothing."""


class Signs(NamedTuple):
    """The signs of a lexicon."""

    listed: tuple[Sign, ...]
    presents: Mapping[str, tuple[Mood, re.Pattern[str]]]
    """Verbs in the simple present that speak of what is to come, and the mood they stand for."""

    shelf: Shelf
    """The same verbs, to be searched only where a word of theirs stands."""

    moods: Mapping[Mood, float]
    sides: Mapping[Side, float]
    unknown: float
    """What a doer weighs of whom nothing tells whose side he is on."""

    instrument: float
    threshold: float


class Weighed(NamedTuple):
    """What the signs of a verb group come to."""

    group: VerbGroup
    score: float
    names: frozenset[str]
    act: Act
    owner: Owner


@lru_cache(maxsize=8)
def signs(lexicon: Lexicon) -> Signs:
    """The signs of a lexicon, compiled."""
    document = lexicon.signs
    listed = tuple(
        Sign(
            name,
            entry["in"],
            float(entry["weight"]),
            re.compile("|".join(entry["words"])),
            entry.get("act", ""),
            frozenset(entry.get("needs", ())),
            frozenset(entry.get("unless", ())),
        )
        for name, entry in document["signs"].items()
    )
    presents = {
        name: (Mood[entry["mood"].upper()], re.compile("|".join(entry["words"])))
        for name, entry in document["presents"].items()
    }
    return Signs(
        listed,
        presents,
        Shelf(pattern for _, pattern in presents.values()),
        {Mood[name.upper()]: float(weight) for name, weight in document["moods"].items()},
        {Side[name.upper()]: float(weight) for name, weight in document["sides"].items()},
        float(document["unknown"]),
        float(document["instrument"]),
        float(document["threshold"]),
    )


def told_by_signs(words: str, text: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Found | None:
    """The act of the verb group whose signs weigh most, if they outweigh the threshold."""
    found = max(weighed(words, text, context, lexicon, gazetteer), key=lambda w: w.score, default=None)
    if found is None or found.score < (threshold := signs(lexicon).threshold):
        return None
    if sounds_only(found.act, words, text, (found.group.start, found.group.end), context, lexicon, gazetteer):
        return None
    group = found.group
    doubt = max(0.15, 0.35 - 0.08 * (found.score - threshold))
    may = Mood.PERHAPS in group.moods
    why = ((doubt, "told by several weak signs"),)
    return Found(found.act, group.start, group.end, found.owner, may, why)


def weighed(words: str, text: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Iterator[Weighed]:
    """Weigh the signs of every verb group that asserts something."""
    known = signs(lexicon)
    for group in (*verb_groups(text, lexicon), *_presents(text, known)):
        if group.moods & _UNSAID or _asserts_nothing(text, group):
            continue
        subject = subject_before(text, group.start)
        if AIMS.search(subject) or _spoken_of(text, group, subject):
            continue
        found = _found(text, group, subject, known)
        moods = _moods(group, subject, found, known, reported=not context.direct)
        score = moods + sum(sign.weight for sign in found)
        moved = {sign.name for sign in found} & _MOVES
        if instruments_in(f"{subject if moved else ''} {_predicate(text, group)}", lexicon):
            score += known.instrument
        if not {sign.name for sign in found} & _DOES or score + max(known.sides.values()) < known.threshold:
            continue
        owner = _owner(words, text, group, subject, context, gazetteer)
        if owner.side is Side.OWN:
            score -= sum(sign.weight for sign in found if sign.name == "suffers")
        yield Weighed(
            group,
            score + _weight_of_side(owner, _side_of(words, subject, context, gazetteer), found, known),
            frozenset(sign.name for sign in found),
            _act(found, group),
            owner._replace(doubts=()),
        )


def _presents(text: str, known: Signs) -> Iterator[VerbGroup]:
    """*leaves on Friday*, *is at your disposal*, *leaves us no choice*: what is to come, told in the present."""
    for name, (mood, pattern) in known.presents.items():
        if known.shelf.search(pattern, text) is None:
            continue
        for match in pattern.finditer(text):
            denied = re.match(r"\w+ (?:not|never|no longer)\b", match.group()) is not None
            yield VerbGroup(match.start(), match.start(), match.end(), (name,), frozenset({mood}), denied)


def _asserts_nothing(text: str, group: VerbGroup) -> bool:
    """Whether the group stands in a clause that asserts nothing; of *those who land will burn* the second verb does."""
    if not supposed(text, group):
        return False
    lead = text[: group.start]
    return not (_SUFFERER.match(lead) and re.search(r"\b(?:who|that|which)\b \w+", lead) and _ahead(group))


def _spoken_of(text: str, group: VerbGroup, subject: str) -> bool:
    """*the decision to send*, *their offer to help*: spoken of, not made."""
    named = _NAMED.search(subject)
    return named is not None and (" " not in named.group() or _NOUN.match(text[group.start :]) is not None)


def _ahead(group: VerbGroup) -> bool:
    return bool(group.moods & {Mood.FUTURE, Mood.WOULD})


def _predicate(text: str, group: VerbGroup) -> str:
    after = text[group.end :]
    end = _END.search(after)
    return text[group.verb : group.end] + (after[: end.start()] if end else after)


def _found(text: str, group: VerbGroup, subject: str, known: Signs) -> list[Sign]:
    predicate = _predicate(text, group)
    places = {
        "subject": subject,
        "verb": text[group.verb : group.end],
        "group": text[group.start : group.end],
        "predicate": predicate,
        "lead": text[: group.start],
        "sentence": text,
        "kind": " ".join(group.classes),
    }
    found = [sign for sign in known.listed if sign.place in places and sign.words.search(places[sign.place])]
    names = {sign.name for sign in found}
    if group.moods & {Mood.FIRM, Mood.READY} and not group.negated and _DENIED.search(text[: group.start].rstrip()):
        return []
    if not group.moods & _AHEAD - {Mood.PROGRESSIVE}:
        names -= {"suffers", "bears"}
    if "bears" in names:
        names.discard("idle")
    kept = [sign for sign in found if sign.name in names and not sign.unless & names]
    return [sign for sign in kept if not sign.needs or sign.needs & names]


def _moods(group: VerbGroup, subject: str, found: list[Sign], known: Signs, *, reported: bool) -> float:
    """What the mood of a group weighs: *would* is a future in reported speech and under a condition."""
    names = {sign.name for sign in found}
    moods = set(group.moods)
    if Mood.WOULD in moods and (reported or "trigger" in names or "condition" in names):
        moods = moods - {Mood.WOULD} | {Mood.FUTURE}
    if moods >= {Mood.PERFECT, Mood.PROGRESSIVE}:
        moods.discard(Mood.PROGRESSIVE)  # *has been hitting*
    if reported and Mood.PROGRESSIVE in moods:
        moods.discard(Mood.PAST)
    if moods & {Mood.FIRM, Mood.READY} or names & {"decided", "given_leave"}:
        moods -= {Mood.PAST, Mood.PERFECT}
    if Mood.FUTURE in moods:
        moods -= {Mood.FIRM, Mood.PROGRESSIVE, Mood.PRESENT}
    told = names & {"decided", "given_leave", "scheduled", "offers", "dooms"} or {"trigger", "answers"} <= names
    if not moods & _AHEAD and not told:
        return known.moods[Mood.REFUSED]
    if "bears" in names:
        moods = {Mood.FUTURE}
    score = sum(known.moods.get(mood, 0.0) for mood in moods)
    negated = group.negated != bool(re.search(r"(?:^|\b(?:and|but) )(?:nothing|no one|nobody|no)\b(?!-)", subject))
    denied = negated != ("bears" in names)
    return score + (known.moods[Mood.REFUSED] if denied else 0.0)


def _owner(words: str, text: str, group: VerbGroup, subject: str, context: Context, gazetteer: Gazetteer) -> Owner:
    """Whose deed it would be; of a force or a thing that nobody is named for, and in the passive, it is open."""
    if _SUFFERER.match(subject) or re.search(r"\b(?:who|that|which)$", subject):
        return OTHER
    if subject.split()[-1:] == ["there"] or re.search(r"(?:^|\band )(?:nothing|no one|nobody)$", subject):
        return Owner(Side.OPEN)
    if _AVOWED.search(text[: group.start]):
        return OWN
    agent = re.search(r"\bby ((?:the )?[\w' -]+)", _predicate(text, group)) if Mood.PASSIVE in group.moods else None
    if agent and _side_of(words, agent[1], context, gazetteer) is Side.OTHER:
        return OTHER
    owner = doer_of(words, text, group, subject, context, gazetteer)
    if owner.side is Side.OTHER and (Mood.PASSIVE in group.moods or NO_SUBJECT.match(subject)):
        return Owner(Side.OPEN)
    return owner


def _side_of(words: str, phrase: str, context: Context, gazetteer: Gazetteer) -> Side:
    return owner_of(words, phrase, (len(phrase), len(phrase)), context, gazetteer).side


def _weight_of_side(owner: Owner, named: Side, found: list[Sign], known: Signs) -> float:
    """What the doer weighs: what another will suffer is the speaker's side's to inflict."""
    names = {sign.name for sign in found}
    if owner.side is not Side.OTHER:
        return known.sides[owner.side]
    if names & {"suffers", "dooms", "means_war"}:
        return known.sides[Side.OPEN]
    if named is Side.OPEN:
        return known.sides[Side.OPEN] if names & {"means_subject", "hurts", "performs"} else known.unknown
    return known.sides[Side.OTHER]


def _act(found: list[Sign], group: VerbGroup) -> Act:
    votes = {sign.act for sign in found}
    if "threat" in votes or {"if", "hurt"} <= votes:
        return Act.CONDITIONAL_THREAT
    if "offer" in votes or group.moods & {Mood.READY, Mood.PERHAPS}:
        return Act.OFFER
    return Act.COMMIT
