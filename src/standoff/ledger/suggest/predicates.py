"""Acts told by structure: whose verb it is, its mood, its class and its object, where no phrase of the lexicon tells.

The lexicon's rules know idioms; this module knows sentences. *We are moving two more battalions*, *Ottawa may yet
send*, *he had not decided whether to* are read from the verb group and the noun phrases on both sides of it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from standoff.ledger.statement import Act, Direction
from standoff.ledger.suggest.doers import NO_CASE, NO_SUBJECT, doer_of, subject_before, supposed
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.matters import instruments_in, plain
from standoff.ledger.suggest.meaning import Context
from standoff.ledger.suggest.objects import objects
from standoff.ledger.suggest.owner import Owner, Side
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.verb_acts import ACTS, Case, Object
from standoff.ledger.suggest.verb_groups import Mood, VerbGroup, verb_groups


class Found(NamedTuple):
    """An act told by a verb group: where its cue stands, whose it is, and what is in doubt."""

    act: Act
    start: int
    end: int
    owner: Owner
    may: bool = False
    doubts: tuple[tuple[float, str], ...] = ()
    direction: Direction = Direction.NONE
    """Told only for an assurance; other acts have their own."""


_END = re.compile(
    r"(?<!\b\w)\.|[;:—–()]|,? (?:but|because|although|though|while|whereas|so that|which|who)\b|, and (?=\w+ \w+)"
)
AIMS = re.compile(
    r"\b(?:job|aim|goal|task|mission|purpose|priority|objective|duty|role|challenge|idea|point|question|way|advice|"
    r"hope|wish|dream|request|demand)s?$"
)
_OBLIQUE = re.compile(
    r"\b(?:on|about|of|for|over|with|against) (?:an?|the|any|some)(?: (?:joint|new|detailed|possible))?$"
)
_PAPER = re.compile(r"\b(?:resolutions?|agreements?|accords?|ceasefire|treat(?:y|ies)|laws?|rules)\b")
_AHEAD = frozenset({Mood.FUTURE, Mood.WOULD, Mood.FIRM, Mood.ABLE})
_NEAR = 45
"""Characters after a verb in which its own object stands."""
"""Characters after a verb in which its own object stands."""
_NOBODY = re.compile(r"(?:and |but )?(?:no|none|neither|nobody|not)\b(?!-)")
_NOTHING = re.compile(r"(?: \w+ly)? (?:no|nothing|none|neither|not (?:a|an|one|any))\b(?!-)")
_PERSONAL = re.compile(
    r"\b(?:it|this|that|so|them|those|these|more|both|one|likewise|everything|anything|whatever|all)\b"
)


def found_in(words: str, text: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield the acts that the verb groups of a plain text tell, from left to right."""
    for group in verb_groups(text, lexicon):
        if supposed(text, group):
            continue
        found = _told(words, text, group, context, lexicon, gazetteer)
        if found is not None:
            yield found


def _passive(group: VerbGroup) -> bool:
    return Mood.PASSIVE in group.moods and Mood.FIRM not in group.moods


def _object(text: str, group: VerbGroup, subject: str, lexicon: Lexicon) -> tuple[Object, str]:
    """What stands after the verb, to the end of its clause; of a passive what stands before it."""
    after = text[group.end :]
    end = _END.search(after)
    tail = subject if _passive(group) else after[: end.start()] if end else after
    if group.within is not None:
        tail = f"{tail} {text[slice(*group.within)]}"
    lists = objects(lexicon)
    if instruments_in(f"{text[group.verb : group.end]} {tail.strip()}", lexicon):
        return Object.MEANS, tail
    if lists.idle.search(tail[:_NEAR]):
        return Object.IDLE, tail
    if lists.means.search(tail):
        return Object.MEANS, tail
    if lists.choices.search(tail):
        return Object.CHOICE, tail
    if _PERSONAL.match(tail.strip()):
        return Object.PRONOUN, tail
    return (Object.OTHER if tail.strip(" .") and not tail.startswith(",") else Object.NOTHING), tail


def _told(
    words: str, text: str, group: VerbGroup, context: Context, lexicon: Lexicon, gazetteer: Gazetteer
) -> Found | None:
    """What one verb group tells, if it is the speaker's own side's to do."""
    moods = group.moods
    if Mood.PURPOSE in moods or (moods & {Mood.LIKELY, Mood.ASKED} and Mood.FIRM not in moods):
        return None
    subject = subject_before(text, group.start)
    if AIMS.search(subject) or _OBLIQUE.search(subject):
        return None
    named = re.search(r"\b(?:the|an?|their|his|her)$", subject) is not None
    if named and not group.negated and Mood.PRESENT not in moods:
        return None  # *the plan to send*, *their offer to help*: spoken of, not made
    sentence = _sentence(text, group, subject, context, lexicon)
    classes = sorted(group.classes, key=lambda name: name != "cease")
    told = next((told for name in classes if name in ACTS and (told := ACTS[name](sentence)) is not None), None)
    if told is None:
        return None
    owner = doer_of(words, text, group, subject, context, gazetteer)
    passive = _passive(group)
    if (
        passive
        and group.negated
        and (sentence.object is Object.OTHER or _PAPER.search(subject))
        and not moods & _AHEAD
        and "consider" not in classes
    ):
        return None  # *the resolution is not being implemented*: a fact, not a denial
    if passive and sentence.object in (Object.MEANS, Object.CHOICE):
        owner = Owner(Side.OPEN, "", ((0.08, "no doer named"),))
    impersonal = passive or NO_SUBJECT.match(subject) or "presence" in group.classes
    if owner.side is Side.OTHER or (owner.side is Side.OPEN and not impersonal):
        return None
    return Found(
        told.act, group.start, group.end, owner, told.may, ((told.doubt, "told by the shape of the sentence"),)
    )


def _sentence(text: str, group: VerbGroup, subject: str, context: Context, lexicon: Lexicon) -> Case:
    lists = objects(lexicon)
    kind, tail = _object(text, group, subject, lexicon)
    return Case(
        group.moods,
        (group.negated != bool(_NOBODY.match(subject)))
        != (bool(_NOTHING.match(text[group.end :])) != bool(NO_CASE.search(text[: group.start]))),
        kind,
        tail,
        frozenset(name for name in lists._fields if getattr(lists, name).search(tail)),
        lists.seen.search(subject) is not None,
        lists.triggers.search(text) is not None,
        lists.asked.search(text) is not None,
        bool(instruments_in(plain(context.question or context.around), lexicon)),
    )
