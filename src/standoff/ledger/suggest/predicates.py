"""Acts told by structure: whose verb it is, its mood, its class and its object, where no phrase of the lexicon tells.

The lexicon's rules know idioms; this module knows sentences. *We are moving two more battalions*, *Ottawa may yet
send*, *he had not decided whether to* are read from the verb group and the noun phrases on both sides of it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from standoff.ledger.statement import Act, Direction
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.matters import instruments_in, plain
from standoff.ledger.suggest.meaning import Context
from standoff.ledger.suggest.owner import OTHER, Owner, Side, owner_of
from standoff.ledger.suggest.places import Gazetteer
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


class _Object(Enum):
    """What a verb is about."""

    MEANS = auto()
    CHOICE = auto()
    PRONOUN = auto()
    NOTHING = auto()
    IDLE = auto()
    OTHER = auto()


class _Words(NamedTuple):
    """The closed lists of `predicates.yaml`, compiled."""

    means: re.Pattern[str]
    choices: re.Pattern[str]
    idle: re.Pattern[str]
    war: re.Pattern[str]
    penalties: re.Pattern[str]
    supplies: re.Pattern[str]
    steps: re.Pattern[str]
    utmost: re.Pattern[str]
    curbs: re.Pattern[str]
    seen: re.Pattern[str]
    triggers: re.Pattern[str]
    asked: re.Pattern[str]


_SURE = frozenset({Mood.FUTURE, Mood.WOULD, Mood.PROGRESSIVE, Mood.FIRM})
_DENIABLE = frozenset({Mood.DUTY, Mood.ABLE, Mood.READY, Mood.WISH, Mood.AIM, Mood.PRESENT})
_ANSWERED = re.compile(
    r" (?:to )?(?:\w+ ){0,2}(?:questions?|requests?|quer\w+|reporters|comments?|letter|call|the needs)\b"
)
_CLAUSE = re.compile(
    r"(?<!\b\w)\.\s|[,;:—–()]\s|\b(?:but|that|because|who|when|while|if|unless|although|though|whether|what|how|"
    r"where|before|"
    r"until|since|than)\b|\band (?=(?:we|i|it|he|she|they|the|our|its|this|that|there|will|would|are|is|have|has)\b)"
)
_END = re.compile(
    r"(?<!\b\w)\.|[;:—–()]|,? (?:but|because|although|though|while|whereas|so that|which|who)\b|, and (?=\w+ \w+)"
)
_NOUN_CLAUSE = re.compile(
    r"\b(?:idea|notion|suggestions?|claims?|reports?|rumou?rs?|speculation|talk|allegations?|accusations?|"
    r"prospect|possibility|"
    r"fears?|hopes?|impression|question|assumption|willingness|offer|promise) (?:by [^.;]{3,60} )?(?:that|of|"
    r"about|as to|they|it|we|he|she)\b"
    r"(?:(?![;:—]| but | and that ).)*$"
)
_THEIRS = re.compile(
    r"\bour (?:\w+ )?(?:enem(?:y|ies)|adversar(?:y|ies)|opponents?|neighbou?rs?|friends?|partners?|colleagues?|critics|"
    r"counterparts?|people|citizens|understanding|hope|thoughts|patience|goal|aim|position|view|assessment|priority)$"
)
_VERBAL = re.compile(
    r"(?:will|would|shall|cannot|can|could|do|does|may|might|intends?|plans?|(?:is|are|am|was|"
    r"were) (?:not )?(?:going|prepared|"
    r"ready|willing|determined)|(?:has|have|had) (?:decided|agreed|pledged|promised|vowed)|continues?|keeps?)\b"
)
_EMPTY = re.compile(
    r"\b(?:it|this|that|there|they|he|she|one|nobody|none|no one|nothing|what|which|who|us|ourselves|both)$"
)
_NO_SUBJECT = re.compile(
    r"^(?:(?:and|but|so|then|also|or|to|well|yes|no|now|today|again|indeed|second|first|third|finally|instead|the|"
    r"an?|about)"
    r"\b[ ,]*)*$"
)
_COLLECTIVE = re.compile(
    r"\b(?:(?:the |all |nato |our |eu |most )*(?:allies|allied nations|member states|members|(?:\d+ )?leaders|"
    r"ministers|"
    r"governments|council|commission)|the alliance|the union|the bloc|the (?:g7|g-7|group))$"
)
_JOINT = re.compile(
    r"(?:^|\b(?:and|but) )(?:they|both|(?:both |(?:the )?(?:two )?)(?:leaders|ministers|presidents|sides|secretaries|"
    r"countries|governments|nations|allies|partners|parties|heads of state))$"
)
_SELF = re.compile(r"^(?:and |but )?the (?:kingdom|republic|emirate|federation|cabinet|ministry|administration)$")
_AIMS = re.compile(
    r"\b(?:job|aim|goal|task|mission|purpose|priority|objective|duty|role|challenge|idea|point|question|way)s?$"
)
_OBLIQUE = re.compile(
    r"\b(?:on|about|of|for|over|with|against) (?:an?|the|any|some)(?: (?:joint|new|detailed|possible))?$"
)
_NEAR = 45
"""Characters after a verb in which its own object stands."""
_NOBODY = re.compile(r"(?:and |but )?(?:no|none|neither|nobody|not)\b(?!-)")
_NOTHING = re.compile(r"(?: \w+ly)? (?:no|nothing|none|neither|not (?:a|an|one|any))\b(?!-)")
_SEEN = re.compile(
    r"\b(?:carrier|group|ships?|vessels?|frigates?|destroyers?|submarines?|warships?|battalions?|brigades?|"
    r"battlegroups?|"
    r"batter(?:y|ies)|squadrons?|jets|bombers|aircraft|task force|exercises?|patrols?|mission|air force|embargo|"
    r"sanctions)$"
)
_BLOCS = frozenset({"NATO", "EU", "UN", "G7", "OSCE", "AUKUS"})
_PERSONAL = re.compile(
    r"\b(?:it|this|that|so|them|those|these|more|both|one|likewise|everything|anything|whatever|all)\b"
)


@lru_cache(maxsize=8)
def _lists(lexicon: Lexicon) -> _Words:
    words = lexicon.predicates
    names = [name for name in _Words._fields if name not in ("triggers", "asked")]
    listed = {name: re.compile("|".join(words[name])) for name in names}
    return _Words(**listed, triggers=re.compile(words["triggers"]), asked=re.compile(words["asked"]))


def found_in(words: str, text: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield the acts that the verb groups of a plain text tell, from left to right."""
    for group in verb_groups(text, lexicon):
        if _conditional(text, group):
            continue
        found = _told(words, text, group, context, lexicon, gazetteer)
        if found is not None:
            yield found


def foreign_subject(
    words: str, text: str, match: re.Match[str], context: Context, lexicon: Lexicon, gazetteer: Gazetteer
) -> bool:
    """Whether a verb told by a phrase of the lexicon has a subject of its own that is not the speaker's side.

    *our partners fear that both sides will not fly*: the nearest name may be the speaker's, the subject is not.
    """
    if not _VERBAL.match(match.group()) or re.search(r"\bbe(?:ing)? \w+(?:ed|n|t)\b", match.group()):
        return False
    subject = subject_before(text, match.start())
    if _THEIRS.search(subject):
        return True
    lists = _lists(lexicon)
    if (
        _NO_SUBJECT.match(subject)
        or _EMPTY.search(subject)
        or instruments_in(subject, lexicon)
        or lists.means.search(subject)
    ):
        return False
    group = VerbGroup(match.start(), match.start(), match.end(), (), frozenset(), False)
    return _owner(words, text, group, subject, context, gazetteer).side is Side.OTHER


def _conditional(text: str, group: VerbGroup) -> bool:
    """Whether the group stands in a clause that asserts nothing: *if we send*, *whether to send*, *those who send*."""
    lead = text[: group.start]
    if re.search(_NOUN_CLAUSE, lead):
        return True
    return (
        re.search(
            r"\b(?:if|unless|whether|when|once|as soon as|until|before|after|in case|who|whoever|how|why|what|"
            r"lest|as if)\b"
            r"(?:(?![,;:—]| then | we will | that we ).)*$",
            lead,
        )
        is not None
    )


def subject_before(text: str, place: int) -> str:
    """The noun phrase that ends at `place`, empty where the words lean on a subject further left.

    Of a relative clause it is what stands before *that*: *the sanctions that are being imposed*.
    """
    edges = [0]
    relative = False
    for match in _CLAUSE.finditer(text[:place]):
        edges.append(match.end())
        relative = match.group() in ("that", "which")
    subject = text[edges[-1] : place].strip()
    if subject or not relative:
        return subject
    before = re.sub(r"\b(?:that|which)$", "", text[edges[-2] : edges[-1]].strip())
    return before.strip(" ,")


def _owner(words: str, text: str, group: VerbGroup, subject: str, context: Context, gazetteer: Gazetteer) -> Owner:
    """Whose action the group speaks of: told by the noun phrase before it, not by any name in the sentence."""
    if _THEIRS.search(subject):
        return OTHER
    if _SELF.search(subject):
        return Owner(Side.OWN)
    if context.voice.principal in _BLOCS and _COLLECTIVE.search(subject):
        return Owner(Side.OWN)
    if Mood.FIRM in group.moods and _JOINT.search(subject):
        return Owner(Side.OWN, "", ((0.1, "agreed by several"),))
    if group.within is not None and _NO_SUBJECT.match(subject):
        held = f"{text[slice(*group.within)].strip()} #"
        inside = re.search("#", held)
        owner = owner_of(words, held, inside, context, gazetteer) if inside else OTHER
        if owner.side is not Side.OPEN:
            return owner
    if _NO_SUBJECT.match(subject):
        pattern = re.compile(re.escape(text[group.start : group.end]))
        match = pattern.search(text, group.start)
        return owner_of(words, text, match, context, gazetteer) if match else OTHER
    cut = f"{subject} #"
    match = re.search("#", cut)
    owner = owner_of(words, cut, match, context, gazetteer) if match else OTHER
    if owner.side is Side.OPEN and _SEEN.search(subject):
        return Owner(Side.OPEN, "", ((0.08, "no doer named"),))
    return OTHER if owner.side is Side.OPEN else owner


def _passive(group: VerbGroup) -> bool:
    return Mood.PASSIVE in group.moods and Mood.FIRM not in group.moods


def _object(text: str, group: VerbGroup, subject: str, lexicon: Lexicon) -> tuple[_Object, str]:
    """What stands after the verb, to the end of its clause; of a passive what stands before it."""
    after = text[group.end :]
    end = _END.search(after)
    tail = subject if _passive(group) else after[: end.start()] if end else after
    if group.within is not None:
        tail = f"{tail} {text[slice(*group.within)]}"
    lists = _lists(lexicon)
    if instruments_in(f"{text[group.verb : group.end]} {tail}", lexicon):
        return _Object.MEANS, tail
    if lists.idle.search(tail[:_NEAR]):
        return _Object.IDLE, tail
    if lists.means.search(tail):
        return _Object.MEANS, tail
    if lists.choices.search(tail):
        return _Object.CHOICE, tail
    if _PERSONAL.match(tail.strip()):
        return _Object.PRONOUN, tail
    return (_Object.OTHER if tail.strip() else _Object.NOTHING), tail


def _told(
    words: str, text: str, group: VerbGroup, context: Context, lexicon: Lexicon, gazetteer: Gazetteer
) -> Found | None:
    """What one verb group tells, if it is the speaker's own side's to do."""
    moods = group.moods
    if Mood.PURPOSE in moods or (moods & {Mood.LIKELY, Mood.ASKED} and Mood.FIRM not in moods):
        return None
    subject = subject_before(text, group.start)
    if _AIMS.search(subject) or _OBLIQUE.search(subject):
        return None
    named = re.search(r"\b(?:the|an?|their|his|her)$", subject) is not None
    if named and not group.negated and Mood.PRESENT not in moods:
        return None  # *the plan to send*, *their offer to help*: spoken of, not made
    sentence = _sentence(text, group, subject, context, lexicon)
    classes = sorted(group.classes, key=lambda name: name != "cease")
    told = next((told for name in classes if (told := _ACTS[name](sentence)) is not None), None)
    if told is None:
        return None
    owner = _owner(words, text, group, subject, context, gazetteer)
    passive = _passive(group)
    if passive and sentence.object is _Object.MEANS:
        owner = Owner(Side.OPEN, "", ((0.08, "no doer named"),))
    impersonal = passive or _NO_SUBJECT.match(subject) or "presence" in group.classes
    if owner.side is Side.OTHER or (owner.side is Side.OPEN and not impersonal):
        return None
    return Found(
        told.act, group.start, group.end, owner, told.may, ((told.doubt, "told by the shape of the sentence"),)
    )


class _Sentence(NamedTuple):
    """What decides the act of a verb of a given class."""

    moods: frozenset[Mood]
    negated: bool
    object: _Object
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
        return bool(self.moods & _SURE) and not self.may

    @property
    def past(self) -> bool:
        return not self.sure and not self.may and bool(self.moods & {Mood.PERFECT, Mood.PAST})

    @property
    def idle(self) -> bool:
        """Whether nothing follows from it: a duty, a wish, a thing of the past, or no object that a state could use."""
        wished = Mood.WISH in self.moods and not self.negated
        vague = self.object is _Object.PRONOUN and not (self.negated or self.threatens or self.known)
        return (
            (Mood.DUTY in self.moods and not self.negated)
            or wished
            or self.past
            or self.object is _Object.IDLE
            or vague
        )

    @property
    def refused(self) -> bool:
        return self.negated and (self.sure or bool(self.moods & _DENIABLE))


class _Told(NamedTuple):
    act: Act
    may: bool
    doubt: float


def _sentence(text: str, group: VerbGroup, subject: str, context: Context, lexicon: Lexicon) -> _Sentence:
    lists = _lists(lexicon)
    kind, tail = _object(text, group, subject, lexicon)
    return _Sentence(
        group.moods,
        (group.negated != bool(_NOBODY.match(subject))) != bool(_NOTHING.match(text[group.end :])),
        kind,
        tail,
        frozenset(name for name in lists._fields if getattr(lists, name).search(tail)),
        lists.seen.search(subject) is not None,
        lists.triggers.search(text) is not None,
        lists.asked.search(text) is not None,
        bool(instruments_in(plain(context.question or context.around), lexicon)),
    )


def _giving(case: _Sentence) -> _Told | None:
    if case.idle or case.object not in (_Object.MEANS, _Object.PRONOUN):
        return None
    if case.negated:
        return _Told(Act.RULE_OUT, False, 0.12) if case.refused else None
    if Mood.READY in case.moods or (Mood.WOULD in case.moods and case.asked):
        return _Told(Act.OFFER, case.may, 0.08)
    if Mood.AIM in case.moods:
        return _Told(Act.COMMIT, True, 0.25)
    if case.may:
        return _Told(Act.OFFER, Mood.PERHAPS in case.moods, 0.12)
    return _Told(Act.COMMIT, False, 0.12) if case.sure else None


def _punishing(case: _Sentence) -> _Told | None:
    return _hurting(case) if "penalties" in case.features or case.object in (_Object.MEANS, _Object.PRONOUN) else None


def _fighting(case: _Sentence) -> _Told | None:
    bare = case.object is _Object.NOTHING and case.sure
    return _hurting(case) if "war" in case.features or case.object is _Object.MEANS or bare else None


def _hurting(case: _Sentence) -> _Told | None:
    if case.idle or (Mood.AIM in case.moods and not case.negated):
        return None
    if case.negated:
        return _Told(Act.RULE_OUT, False, 0.12) if case.refused else None
    if case.may or Mood.READY in case.moods or (case.threatens and case.sure):
        return _Told(Act.CONDITIONAL_THREAT, case.may, 0.12)
    return _Told(Act.COMMIT, False, 0.12) if case.sure else None


def _responding(case: _Sentence) -> _Told | None:
    if case.idle or case.negated or _ANSWERED.match(case.tail):
        return None
    firm = case.sure or case.may or Mood.READY in case.moods
    return _Told(Act.CONDITIONAL_THREAT, case.may, 0.08) if firm else None


def _telling(case: _Sentence) -> _Told | None:
    """What one will not tell is left open."""
    now = Mood.PROGRESSIVE in case.moods and Mood.FIRM not in case.moods
    return _Told(Act.KEEP_VAGUE, False, 0.08) if case.negated and Mood.PASSIVE not in case.moods and not now else None


def _debating(case: _Sentence) -> _Told | None:
    """*we are not talking about troops*: not even talked of."""
    planned = case.object in (_Object.MEANS, _Object.CHOICE)
    return _Told(Act.RULE_OUT, False, 0.2) if case.negated and Mood.PROGRESSIVE in case.moods and planned else None


def _settling(case: _Sentence) -> _Told | None:
    if case.object is not _Object.MEANS or case.negated or case.idle or not case.sure:
        return None
    return _Told(Act.CONDITIONAL_THREAT, False, 0.15) if case.threatens else None


def _considering(case: _Sentence) -> _Told | None:
    shelved = case.negated and Mood.PASSIVE in case.moods and case.object is not _Object.IDLE
    if shelved and not case.past:
        return _Told(Act.RULE_OUT, False, 0.15)
    if case.object not in (_Object.MEANS, _Object.CHOICE) or case.past or case.moods & {Mood.DUTY, Mood.WISH}:
        return None
    if case.negated:
        return _Told(Act.RULE_OUT, False, 0.12) if case.refused else None
    return _Told(Act.KEEP_VAGUE, True, 0.12) if case.moods & {*_SURE, Mood.PERHAPS, Mood.READY} else None


def _deciding(case: _Sentence) -> _Told | None:
    """*has authorised the transfer of howitzers*: what is decided is promised, in the past too."""
    if case.object is not _Object.MEANS or case.moods & {Mood.DUTY, Mood.WISH} or case.may:
        return None
    if case.negated:
        return _Told(Act.RULE_OUT, False, 0.15) if case.moods & {Mood.FUTURE, Mood.WOULD} else None
    return _Told(Act.COMMIT, False, 0.15)


def _preparing(case: _Sentence) -> _Told | None:
    if case.negated or case.idle or Mood.PROGRESSIVE not in case.moods or case.object is not _Object.MEANS:
        return None
    warns = case.threatens or re.search(r"sanction|restrictive|penalt|countermeasures", case.tail)
    return _Told(Act.CONDITIONAL_THREAT if warns else Act.COMMIT, False, 0.15)


def _ceasing(case: _Sentence) -> _Told | None:
    """*we will suspend deliveries*: the end of supplies is a refusal; what else is stopped may be either side's."""
    done = Mood.PERFECT in case.moods
    if (
        (case.idle and not done)
        or not (case.sure or done)
        or "supplies" not in case.features
        or "penalties" in case.features - {"supplies"}
    ):
        return None
    return _Told(Act.COMMIT if case.negated else Act.RULE_OUT, False, 0.25)


def _staying(case: _Sentence) -> _Told | None:
    """*the carrier group will remain*: what is seen goes on being seen."""
    if case.past or case.moods & {Mood.DUTY, Mood.WISH, Mood.AIM} or not (case.seen or "seen" in case.features):
        return None
    if case.negated or case.may or not case.sure:
        return None
    return _Told(Act.COMMIT, False, 0.2)


def _taking(case: _Sentence) -> _Told | None:
    """*we will take every measure*: some response."""
    if "steps" not in case.features or case.negated or case.idle:
        return None
    firm = case.sure or case.may or Mood.READY in case.moods
    act = (
        Act.CONDITIONAL_THREAT
        if case.threatens or not re.search(r"\b(?:support|help|protect|assist)", case.tail)
        else Act.COMMIT
    )
    return _Told(act, case.may, 0.15) if firm else None


def _doing(case: _Sentence) -> _Told | None:
    """*we will do whatever it takes if …*: some response."""
    told = "utmost" in case.features and case.threatens and case.sure and not case.negated
    return _Told(Act.CONDITIONAL_THREAT, False, 0.2) if told else None


def _lifting(case: _Sentence) -> _Told | None:
    if "curbs" not in case.features or "sanction" in case.tail or case.idle or not case.sure:
        return None
    return _Told(Act.RULE_OUT if case.negated else Act.COMMIT, False, 0.25)


_ACTS: Mapping[str, Callable[[_Sentence], _Told | None]] = {
    "give": _giving,
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
