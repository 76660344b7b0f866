"""Whose action a verb group speaks of: the noun phrase before it, and clauses in which nobody acts."""

import re

from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.matters import instruments_in
from standoff.ledger.suggest.meaning import Context
from standoff.ledger.suggest.objects import objects
from standoff.ledger.suggest.owner import OTHER, Owner, Side, owner_of
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.verb_groups import Mood, VerbGroup

_CLAUSE = re.compile(
    r"(?<!\b\w)\.\s|[,;:—–()]\s|(?<!\bto )(?<!\bof )(?<!\bin )(?<!\bfor )(?<!\bon )(?<!\bas )\bthat\b|"
    r"\b(?:but|because|who|when|while|if|unless|although|though|whether|what|how|"
    r"where|before|"
    r"until|since|than)\b|\band (?=(?:we|i|it|he|she|they|the|our|its|this|that|there|will|would|are|is|have|has)\b)"
)
_NOUN_CLAUSE = re.compile(
    r"\b(?:idea|notion|suggestions?|claims?|reports?|rumou?rs?|speculation|talk|allegations?|accusations?|"
    r"prospect|possibility|"
    r"fears?|hopes?|impression|question|assumption|willingness|offer|promise) (?:by [^.;]{3,60} )?(?:that|of|"
    r"about|as to|they|it|we|he|she)\b"
    r"(?:(?![;:—]| but | and that ).)*$"
)
_THEIRS = re.compile(
    r"\bour (?:\w+ )?(?:enem(?:y|ies)|adversar(?:y|ies)|opponents?|neighbou?rs?|friends?|partners?|colleagues?|"
    r"critics|"
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
NO_SUBJECT = re.compile(
    r"^(?:(?:and|but|so|then|also|or|to|well|yes|no|now|today|again|indeed|second|first|third|finally|instead|the|"
    r"an?|about)"
    r"\b[ ,]*)*$"
)
_COLLECTIVE = re.compile(
    r"\b(?:(?:the |all |nato |our |eu |most )*(?:allies|allied nations|member states|members|(?:\d+ )?leaders|"
    r"ministers|"
    r"governments|council|commission)|the alliance|the union|the bloc|the (?:authority|conference|summit|assembly|"
    r"community|meeting|participants)|heads of state(?: and government)?|the (?:g7|g-7|group))$"
)
_JOINT = re.compile(
    r"(?:^|\b(?:and|but) )(?:they|both|(?:both |(?:the )?(?:two )?)(?:leaders|ministers|presidents|sides|secretaries|"
    r"countries|governments|nations|allies|partners|parties|heads of state))$"
)
_AGREED = re.compile(r"\b(?:agree|decid|commit|pledg|resolv|undert|determin|plan|intend)")
_SELF = re.compile(
    r"^(?:and |but )?the (?:kingdom|republic|emirate|federation|cabinet|ministry|administration|junta|authorities|"
    r"leadership)$"
)
NO_CASE = re.compile(
    r"\b(?:no|not|never|cannot|hard to|difficult to)\b[^.;,]{0,40}\b(?:scenarios?|circumstances?|situations?|worlds?|"
    r"case|conditions?|way|reasons?|chance|possibility|grounds|event|imagine|envisage|conceive|see) "
    r"(?:in which |under which |where |that |why |how |for |us |ourselves |of )"
)
"""*no scenario in which we would*: the negation stands before the clause that it denies."""

_SEEN = re.compile(
    r"\b(?:carrier|group|ships?|vessels?|frigates?|destroyers?|submarines?|warships?|battalions?|brigades?|"
    r"battlegroups?|"
    r"batter(?:y|ies)|squadrons?|jets|bombers|aircraft|task force|exercises?|patrols?|mission|air force|embargo|"
    r"sanctions)$"
)
_BLOCS = frozenset(
    {"NATO", "EU", "UN", "G7", "OSCE", "AUKUS", "ECOWAS", "AU", "ASEAN", "CSTO", "GCC", "SADC", "E3", "G20"}
)


def foreign_subject(
    words: str, text: str, match: re.Match[str], context: Context, lexicon: Lexicon, gazetteer: Gazetteer
) -> bool:
    """Whether a verb told by a phrase of the lexicon has a subject of its own that is not the speaker's side.

    *our partners fear that both sides will not fly*: the nearest name may be the speaker's, the subject is not.
    """
    if NO_CASE.search(text[: match.start()]):
        return True  # left to the verb group, which reads the negation
    if not _VERBAL.match(match.group()) or re.search(r"\bbe(?:ing)? \w+(?:ed|n|t)\b", match.group()):
        return False
    subject = subject_before(text, match.start())
    if _THEIRS.search(subject):
        return True
    lists = objects(lexicon)
    if (
        NO_SUBJECT.match(subject)
        or _EMPTY.search(subject)
        or instruments_in(subject, lexicon)
        or lists.means.search(subject)
    ):
        return False
    group = VerbGroup(match.start(), match.start(), match.end(), (), frozenset(), False)
    return doer_of(words, text, group, subject, context, gazetteer).side is Side.OTHER


def supposed(text: str, group: VerbGroup) -> bool:
    """Whether the group stands in a clause that asserts nothing: *if we send*, *whether to send*, *those who "
    "send*."""
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


def doer_of(words: str, text: str, group: VerbGroup, subject: str, context: Context, gazetteer: Gazetteer) -> Owner:
    """Whose action the group speaks of: told by the noun phrase before it, not by any name in the sentence."""
    if _THEIRS.search(subject):
        return OTHER
    if _SELF.search(subject):
        return Owner(Side.OWN)
    if context.voice.principal in _BLOCS and _COLLECTIVE.search(subject):
        return Owner(Side.OWN)
    joint = not context.direct or _AGREED.search(text[group.start : group.end])
    if Mood.FIRM in group.moods and joint and _JOINT.search(subject):
        return Owner(Side.OWN, "", ((0.1, "agreed by several"),))
    if group.within is not None and NO_SUBJECT.match(subject):
        owner = _named_in(text[slice(*group.within)].strip(), words, context, gazetteer)
        if owner.side is not Side.OPEN:
            return owner
    if NO_SUBJECT.match(subject):
        return owner_of(words, text, (group.start, group.end), context, gazetteer)
    owner = _named_in(subject, words, context, gazetteer)
    if owner.side is Side.OPEN:
        return Owner(Side.OPEN, "", ((0.08, "no doer named"),)) if _SEEN.search(subject) else OTHER
    return owner


def _named_in(phrase: str, words: str, context: Context, gazetteer: Gazetteer) -> Owner:
    """Whose a noun phrase is, by the names and pronouns in it."""
    return owner_of(words, phrase, (len(phrase), len(phrase)), context, gazetteer)
