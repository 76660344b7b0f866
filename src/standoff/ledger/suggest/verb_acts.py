"""What a verb of a given class does in its mood: one short function a class, in the table `ACTS`."""

import re
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import NamedTuple

from standoff.ledger.statement import Act
from standoff.ledger.suggest.verb_groups import Mood

_SURE = frozenset({Mood.FUTURE, Mood.WOULD, Mood.PROGRESSIVE, Mood.FIRM})
_DENIABLE = frozenset({Mood.DUTY, Mood.ABLE, Mood.READY, Mood.WISH, Mood.AIM, Mood.PRESENT})
_MEETING = re.compile(
    r"\b(?:meetings?|summit|talks|conference|ceremony|debates?|discussions?|calls?|dialogue|negotiations?|elections?|"
    r"games|events?|to (?:peace|stability|security|the|a|resolving|solving))\b"
)
_ANSWERED = re.compile(
    r" (?:to )?(?:\w+ ){0,2}(?:questions?|requests?|quer\w+|reporters|comments?|letter|call|the needs)\b"
)
_LEVER = re.compile(
    r"\b(?:bilateral|development|budget\w*|financial) (?:\w+ )?(?:aid|assistance|support)\b|\bexport licen[cs]es?\b|"
    r"\bsanctions\b|\b(?:defen[cs]e|military) (?:training|cooperation|ties)\b"
)
"""What is taken away to press another, not to stay out of a war."""
FINDINGS = re.compile(
    r" (?:the |its |this |that |these |all |any |what |our )*(?:[\w-]+ )?(?:debris|remains|text|evidence|wreckage|"
    r"reports?|findings|data|"
    r"documents?|letter|ruling|case|facts|circumstances|claims?|incidents?|damage|footage|images|causes?|speech|"
    r"statement|"
    r"resolution|origin|budget|visit|applications?|appeals?|complaints?|compensation)\b"
)
"""What is looked into to know, not to act."""


class Object(Enum):
    """What a verb is about."""

    MEANS = auto()
    CHOICE = auto()
    PRONOUN = auto()
    NOTHING = auto()
    IDLE = auto()
    OTHER = auto()


class Case(NamedTuple):
    """What decides the act of a verb of a given class."""

    moods: frozenset[Mood]
    negated: bool
    object: Object
    tail: str
    features: frozenset[str]
    """The lists of `predicates.yaml` that the object is found in."""

    seen: bool
    """Whether the subject is a force that is seen where it is."""

    threatens: bool
    asked: bool
    known: bool
    """Whether the words before name what a pronoun stands for."""

    @property
    def may(self) -> bool:
        return Mood.PERHAPS in self.moods or (Mood.ABLE in self.moods and not self.negated)

    @property
    def sure(self) -> bool:
        lasting = self.moods >= {Mood.PERFECT, Mood.PROGRESSIVE} and not self.moods & (_SURE - {Mood.PROGRESSIVE})
        return bool(self.moods & _SURE) and not self.may and not lasting

    @property
    def past(self) -> bool:
        return not self.sure and not self.may and bool(self.moods & {Mood.PERFECT, Mood.PAST})

    @property
    def idle(self) -> bool:
        """Whether nothing follows from it: a duty, a wish, a thing of the past, or no object that a state could "
        "use."""
        wished = Mood.WISH in self.moods and not self.negated
        vague = self.object is Object.PRONOUN and not (self.negated or self.threatens or self.known)
        return (
            (Mood.DUTY in self.moods and not self.negated) or wished or self.past or self.object is Object.IDLE or vague
        )

    @property
    def refused(self) -> bool:
        return self.negated and (self.sure or bool(self.moods & {*_DENIABLE, Mood.REFUSED}))


class Told(NamedTuple):
    """An act, whether it is hedged by *may*, and how much its form leaves in doubt."""

    act: Act
    may: bool
    doubt: float


def _giving(case: Case) -> Told | None:
    whole = "utmost" in case.features and Mood.PROGRESSIVE in case.moods
    if not whole and (case.idle or case.object not in (Object.MEANS, Object.PRONOUN)):
        return None
    if case.negated:
        return Told(Act.RULE_OUT, False, 0.12) if case.refused else None
    if Mood.READY in case.moods or (Mood.WOULD in case.moods and case.asked):
        return Told(Act.OFFER, case.may, 0.08)
    if Mood.AIM in case.moods:
        return Told(Act.COMMIT, True, 0.25)
    if case.may:
        return Told(Act.OFFER, Mood.PERHAPS in case.moods, 0.12)
    return Told(Act.COMMIT, False, 0.12) if case.sure else None


def _joining(case: Case) -> Told | None:
    """*it would take part*: no object is needed, save that it be no meeting."""
    if case.past or case.moods & {Mood.DUTY, Mood.WISH} or case.object is Object.IDLE or _MEETING.search(case.tail):
        return None
    if case.negated:
        return Told(Act.RULE_OUT, False, 0.15) if case.refused else None
    if Mood.READY in case.moods or case.may:
        return Told(Act.OFFER, Mood.PERHAPS in case.moods, 0.15)
    return Told(Act.COMMIT, Mood.AIM in case.moods, 0.15) if case.sure else None


def _punishing(case: Case) -> Told | None:
    return _hurting(case) if "penalties" in case.features or case.object in (Object.MEANS, Object.PRONOUN) else None


def _fighting(case: Case) -> Told | None:
    bare = case.object is Object.NOTHING and case.sure and Mood.PROGRESSIVE not in case.moods
    return _hurting(case) if "war" in case.features or case.object is Object.MEANS or bare else None


def _hurting(case: Case) -> Told | None:
    if case.idle or (Mood.AIM in case.moods and not case.negated):
        return None
    if case.negated:
        return Told(Act.RULE_OUT, False, 0.12) if case.refused else None
    if case.may or Mood.READY in case.moods or (case.threatens and case.sure):
        return Told(Act.CONDITIONAL_THREAT, case.may, 0.12)
    return Told(Act.COMMIT, False, 0.12) if case.sure else None


def _responding(case: Case) -> Told | None:
    if case.idle or case.negated or _ANSWERED.match(case.tail):
        return None
    firm = case.sure or case.may or Mood.READY in case.moods
    return Told(Act.CONDITIONAL_THREAT, case.may, 0.08) if firm else None


def _telling(case: Case) -> Told | None:
    """What one will not tell is left open."""
    now = Mood.PROGRESSIVE in case.moods and not case.moods & {Mood.FIRM, Mood.FUTURE, Mood.WOULD}
    if re.match(
        r"(?: drawn| dragged)? in(?:to)? (?:an? |the |this |that )?(?:\w+ )?(?:war|conflict|fight|fighting|battle|"
        r"quarrel)",
        case.tail,
    ):
        return None
    return Told(Act.KEEP_VAGUE, False, 0.08) if case.negated and Mood.PASSIVE not in case.moods and not now else None


def _debating(case: Case) -> Told | None:
    """*we are not talking about troops*: not even talked of."""
    planned = case.object in (Object.MEANS, Object.CHOICE)
    now = Mood.PROGRESSIVE in case.moods and Mood.FUTURE not in case.moods
    return Told(Act.RULE_OUT, False, 0.2) if case.negated and now and planned else None


def _settling(case: Case) -> Told | None:
    if case.object is not Object.MEANS or case.negated or case.idle or not case.sure:
        return None
    return Told(Act.CONDITIONAL_THREAT, False, 0.15) if case.threatens else None


def _considering(case: Case) -> Told | None:
    shelved = case.negated and Mood.PASSIVE in case.moods and case.object is not Object.IDLE
    if shelved and not case.past:
        return Told(Act.RULE_OUT, False, 0.15)
    if case.object not in (Object.MEANS, Object.CHOICE) or case.past or case.moods & {Mood.DUTY, Mood.WISH}:
        return None
    if FINDINGS.match(case.tail):
        return None
    if case.negated:
        return Told(Act.RULE_OUT, False, 0.12) if case.refused else None
    return Told(Act.KEEP_VAGUE, True, 0.12) if case.moods & {*_SURE, Mood.PERHAPS, Mood.READY} else None


def _deciding(case: Case) -> Told | None:
    """*has authorised the transfer of howitzers*: what is decided is promised, in the past too."""
    if case.object is not Object.MEANS or case.moods & {Mood.DUTY, Mood.WISH} or case.may:
        return None
    if case.negated:
        return Told(Act.RULE_OUT, False, 0.15) if case.moods & {Mood.FUTURE, Mood.WOULD} else None
    return Told(Act.COMMIT, False, 0.15)


def _preparing(case: Case) -> Told | None:
    """*we are preparing sanctions*; who prepares *for* attacks awaits them."""
    if re.match(
        r" for\b(?! (?:sanctions|retaliation|\w+ deployments?|the (?:deployment|delivery|dispatch))\b)", case.tail
    ):
        return None
    if case.negated or case.idle or Mood.PROGRESSIVE not in case.moods or case.object is not Object.MEANS:
        return None
    warns = case.threatens or re.search(r"sanction|restrictive|penalt|countermeasures", case.tail)
    return Told(Act.CONDITIONAL_THREAT if warns else Act.COMMIT, False, 0.15)


def _ceasing(case: Case) -> Told | None:
    """*we will suspend deliveries*: the end of supplies is a refusal, of a lever a penalty, of trade a warning."""
    if case.threatens and "penalties" in case.features and not case.negated and (case.may or case.sure):
        return Told(Act.CONDITIONAL_THREAT, case.may, 0.2)
    if case.sure and not case.negated and _LEVER.search(case.tail):
        return Told(Act.COMMIT, False, 0.25)
    done = Mood.PERFECT in case.moods
    if (
        (case.idle and not done)
        or not (case.sure or done)
        or "supplies" not in case.features
        or "penalties" in case.features - {"supplies"}
    ):
        return None
    return Told(Act.COMMIT if case.negated else Act.RULE_OUT, False, 0.25)


def _staying(case: Case) -> Told | None:
    """*the carrier group will remain*: what is seen goes on being seen."""
    if case.past or case.moods & {Mood.DUTY, Mood.WISH, Mood.AIM} or not (case.seen or "seen" in case.features):
        return None
    if case.negated or case.may or not case.sure:
        return None
    return Told(Act.COMMIT, False, 0.2)


def _taking(case: Case) -> Told | None:
    """*we will take every measure*: some response."""
    if "steps" not in case.features or case.negated or case.idle:
        return None
    firm = case.sure or case.may or Mood.READY in case.moods
    act = (
        Act.CONDITIONAL_THREAT
        if case.threatens or not re.search(r"\b(?:support|help|protect|assist)", case.tail)
        else Act.COMMIT
    )
    return Told(act, case.may, 0.15) if firm else None


def _doing(case: Case) -> Told | None:
    """*we will do whatever it takes if …*: some response."""
    told = "utmost" in case.features and case.threatens and case.sure and not case.negated
    return Told(Act.CONDITIONAL_THREAT, False, 0.2) if told else None


def _lifting(case: Case) -> Told | None:
    if "curbs" not in case.features or "sanction" in case.tail or case.idle or not case.sure:
        return None
    return Told(Act.RULE_OUT if case.negated else Act.COMMIT, False, 0.25)


ACTS: Mapping[str, Callable[[Case], Told | None]] = {
    "give": _giving,
    "joins": _joining,
    "punish": _punishing,
    "fight": _fighting,
    "respond": _responding,
    "tell": _telling,
    "consider": _considering,
    "debate": _debating,
    "settle": _settling,
    "decide": _deciding,
    "prepare": _preparing,
    "cease": _ceasing,
    "presence": _staying,
    "take": _taking,
    "do": _doing,
    "lift": _lifting,
}
