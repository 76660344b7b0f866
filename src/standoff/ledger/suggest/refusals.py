"""What is asked of a side and refused, what it said and takes back, and the restraint it promises, by their "
"shapes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from standoff.ledger.statement import Act, Direction
from standoff.ledger.suggest.doers import NO_SUBJECT, doer_of, subject_before
from standoff.ledger.suggest.meaning import Context
from standoff.ledger.suggest.owner import Owner, Side
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.predicates import Found
from standoff.ledger.suggest.prefilter import Shelf
from standoff.ledger.suggest.verb_groups import VerbGroup

_ADV = r"(?:(?:\w+ly|just|still|also|always|therefore|thus|again|so|hereby|simply|now|never|yet) )*"
_DET = (
    r"(?:(?:the|this|that|these|those|an?|any|all|such|every|its|their|his|her|your|our|\w+'s?|[\w-]+ (?:and "
    r")?[\w-]+'s) )?(?:[\w-]+ ){0,3}?"
)
_ASKED = (
    r"(?:demands?|ultimatums?|requests?|calls?|appeals?|proposals?|offers?|conditions|terms|rulings?|verdicts?|"
    r"resolutions?|"
    r"initiatives?|orders?|deadlines?|invitations?|mediation|overtures?|bids?|preconditions?|pressure to|draft|"
    r"dictates?|plan|deal)"
)
_REJECTS = (
    r"(?:reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|turn(?:s|ed|ing)? down|rebuff(?:s|ed|ing)?|refus(?:e|es|ed|ing)|"
    r"declin(?:e|es|ed|ing)|"
    r"spurn(?:s|ed|ing)?|brush(?:es|ed|ing)? (?:aside|off)|sa(?:y|ys|id|ying) no to|wav(?:e|es|ed|ing) (?:aside|"
    r"away)|def(?:y|ies|ied|ying)|"
    r"thr(?:ow|ows|ew|owing) out|rul(?:e|es|ed|ing) out|ignor(?:e|es|ed|ing)|disregard(?:s|ed|ing)?|vot(?:e|es|ed|"
    r"ing) against|veto(?:es|ed|"
    r"ing)?|oppos(?:e|es|ed|ing))"
)
_WILL_NOT = (
    rf"\b(?:cannot|(?:will|would|shall|can|could|do|does|did|is|are|am) {_ADV}not|(?:will|would|shall) never|never) "
    rf"(?:going to |able to |prepared to |ready to |willing to |be )?{_ADV}"
)
_HELD = (
    r"(?:weapons?|nuclear|arms|missiles?|rights?|programmes?|programs?|territor\w+|islands?|sovereignty|land|inch|"
    r"positions?|claims?|heights|"
    r"deterrent|soil|statehood|independence|interests|principles|demands|enrichment|dam|capabilit\w+|troops|forces|"
    r"prestige|it)"
)
_WORD = (
    r"(?:offers?|promises?|pledges?|guarantees?|commitments?|threats?|objections?|veto(?:es)?|refusal|opposition|"
    r"undertaking|proposal|invitation|consent|permission|authori[sz]ation|assurances?|what (?:we|it|he|she|they) "
    r"(?:promised|said|offered|pledged))"
)
_CURBS = r"(?:sanctions|embargo(?:es)?|bans?|restrictions|blockade|measures|no-fly zone|curbs|tariffs)"
_WIDER = (
    r"(?:widen|expand|escalat|broaden|spread|provok|enlarg|inflam|aggravat|wider|larger|broader|draw (?:us|\w+) "
    r"into)\w*"
)
_ACTION = (
    r"(?:operations?|actions?|strikes?|response|missions?|campaigns?|involvement|deployments?|intervention|raids?|"
    r"objectives|use of force)"
)


class Shape(NamedTuple):
    """One shape: the act it tells, how much it leaves in doubt, and whether its subject must be the speaker's "
    "side."""

    act: Act
    pattern: re.Pattern[str]
    doubt: float
    subject: bool = True


def _shape(act: Act, pattern: str, doubt: float = 0.1, *, subject: bool = True) -> Shape:
    return Shape(act, re.compile(pattern), doubt, subject)


SHAPES = (
    _shape(
        Act.REFUSAL,
        r"\b(?:conditions|terms|demands?|ultimatums?|preconditions?|requests?|proposals?|dictates?)\b[^.;,]{0,30}? "
        r"(?:cannot|(?:will|would|shall|can|could) (?:not|never)) be (?:\w+ )?(?:accepted|met|granted|fulfilled|"
        r"considered|entertained)\b",
        0.12,
        subject=False,
    ),
    _shape(
        Act.REFUSAL,
        r"\b(?:answer|response|reply) to (?:the|this|that|these|those|such|their|his|her|any) (?:\w+ "
        r")?(?:ultimatums?|demands?|requests?|calls?|offers?|proposals?|conditions) (?:is|was|remains|will be|can "
        r"only be) (?:\w+ )?no\b",
        subject=False,
    ),
    _shape(
        Act.REFUSAL,
        r"\b(?:not|no|nothing|not even) (?:one|a single|an|a|of this)? ?(?:inch|metre|meter|foot|square \w+|island|"
        r"grain|part|centimet\w+|village|stone)\b[^.;]{0,30}? (?:will|would|shall|can) (?:ever )?(?:be )?(?:ceded|"
        r"given|surrendered|handed|yielded|lost|sold|left)\b",
        subject=False,
    ),
    _shape(
        Act.WITHDRAW,
        r"\btak(?:e|es|en|ing) (?:our|its|the|my|his|her|their|that|this) (?:\w+ )?(?:offer|proposal|promise|"
        r"pledge|invitation|guarantee) (?:back|off (?:of )?the table)\b",
    ),
    _shape(
        Act.WITHDRAW,
        r"\b(?:offer|promise|pledge|threat|commitment|guarantee|proposal|assurance)s?\b[^.;]{0,40}? no longer "
        r"(?:stands?|appl\w+|valid|on the table|holds?|binding|exists?|counts?)\b",
        0.15,
        subject=False,
    ),
    _shape(
        Act.WITHDRAW,
        rf"\b{_CURBS}\b(?: (?:on|against|imposed on|imposed) [\w' -]{{2,40}}?)? (?:are|is|have been|has been|stand|"
        rf"will be|shall be) (?:hereby |now |\w+ly )?(?:lifted|removed|ended|rescinded|terminated|dropped|revoked|"
        rf"cancelled|withdrawn)\b",
        0.15,
        subject=False,
    ),
    _shape(
        Act.ASSURANCE,
        r"\b(?:will|would|shall|going to) (?:not|never) (?:be the (?:ones?|side|country|party) (?:to|who|that) "
        r")?(?:fire|strike|shoot|throw|launch|deal|deliver) (?:the )?first(?: \w+)?\b|\b(?:will|would|shall) (?:not|"
        r"never) be the (?:ones?|side|country|party) (?:to|who|that) (?:\w+ )?(?:fires?|strikes?|starts?|escalates?|"
        r"shoots?|attacks?|breaks?)\b",
    ),
    _shape(
        Act.ASSURANCE,
        rf"\b(?:will|would|shall|going to|must) (?:{_ADV}(?:do nothing|take no (?:\w+ )?(?:steps?|measures?|"
        rf"actions?)|avoid (?:anything|any \w+|everything|all \w+)|refrain from (?:anything|any \w+))|not (?:do "
        rf"anything|take any (?:\w+ )?(?:steps?|measures?|actions?))) (?:that |which |to |likely to )?(?:[\w']+ "
        rf"){{0,3}}?{_WIDER}",
    ),
    _shape(
        Act.ASSURANCE,
        r"\b(?:will|would|shall|going to|can|vow(?:s|ed)? (?:not|never) to|pledge[sd]? (?:not|never) to|"
        r"promise[sd]? (?:not|never) to) ?(?:not|never)? (?:be )?(?:the )?(?:first|one) to (?:fire|shoot|strike|use|"
        r"attack|escalate|open fire|resort|launch|start|cross|break)\b",
    ),
    _shape(
        Act.ASSURANCE,
        rf"\b(?:the|our|this|such|any|its|these|\w+) (?:\w+ )?{_ACTION} (?:is|are|was|were|will|would|shall|must|"
        rf"has|have)(?: be| been| remain| stay)? (?:\w+ly |designed to be |meant to be |intended to be |tailored "
        rf"and |narrow and |proportionate and )*(?:limited(?: and \w+)?|measured and proportionate|narrow)\b(?! "
        rf"(?:by|number))(?: in (?:time|scope|duration|nature|size))?",
        0.15,
        subject=False,
    ),
    _shape(
        Act.WITHDRAW,
        rf"\b(?:withdr[ae]w\w*|retract\w*|rescind\w*|revok\w+|tak(?:e|es|ing) back|took back|(?:go|goes|going|gone|"
        rf"went) back on|back(?:s|ed|ing)? out of|walk(?:s|ed|ing)? back|reneg\w+ on|renounc\w+|cancel\w*|annul\w*|"
        rf"suspend\w*|drop(?:s|ped|ping)?|lift(?:s|ed|ing)?) (?:its|his|"
        rf"her|our|their|my|the|that|this|an?|all)? ?(?:\w+ ){{0,2}}?{_WORD}\b",
    ),
    _shape(
        Act.WITHDRAW,
        rf"\b{_WORD}\b[^.;,]{{0,30}}? (?:is|are|was|were|has been|have been|had been|stands) (?:\w+ly |hereby |now "
        rf")?(?:withdrawn|revoked|rescinded|retracted|cancelled|canceled|null and void|void|off(?= the table|[.,;]|"
        rf"$)|annulled|suspended|lifted|dropped)\b",
        0.15,
        subject=False,
    ),
    _shape(
        Act.WITHDRAW,
        rf"\b(?:decid\w+ to|agreed to|is|are|am|was|were|has|have|had|will|shall|now|hereby|order\w* (?:the )?|"
        rf"announc\w+ (?:the )?|approv\w+ (?:the )?|authori[sz]\w+ (?:the )?)? ?{_ADV}(?:lift(?:s|ed|ing)?|"
        rf"remov(?:e|es|ed|ing)|end(?:s|ed|ing)?|rescind(?:s|ed|ing)?|eas(?:e|es|ed|ing)|suspend(?:s|ed|ing)?)(?: "
        rf"of)?,?(?: with immediate effect,?)? (?:(?:with immediate effect|the|all|its|our|their|these|those|most|"
        rf"some|remaining|following|financial|economic|export|and|trade|arms|travel) )*{_CURBS}\b",
        0.12,
    ),
    _shape(Act.REFUSAL, rf"(?<!not )(?<!never )(?<!to )\b{_REJECTS} {_DET}{_ASKED}\b"),
    _shape(
        Act.REFUSAL,
        rf"{_WILL_NOT}(?:heed|comply with|obey|agree to|accept|go along with|bow to|yield to|submit to|give in to|"
        rf"cave in to|meet|honou?r|sign) {_DET}{_ASKED}\b",
    ),
    _shape(
        Act.REFUSAL,
        rf"{_WILL_NOT}(?:support|endorse|back|join|approve|sign|associate (?:ourselves|itself|myself) with|vote "
        rf"for) (?:this|the|that|these|such an?|your) (?:\w+ )?(?:draft|resolution|initiative|text|action|decision|"
        rf"motion|step|move|document|statement|declaration|agreement)\b",
    ),
    _shape(
        Act.REFUSAL,
        r"\b(?:demands?|ultimatums?|conditions|terms|requests?|preconditions?)\b[^.;,]{0,30}? (?:is|are|was|were|"
        r"remains?) (?:\w+ly )?(?:unacceptable|not (?:\w+ )?acceptable|a non-starter|out of the question|"
        r"non-starters|rejected|refused|turned down)\b",
        0.15,
        subject=False,
    ),
    _shape(
        Act.REFUSAL,
        r"\b(?:the|this|that|their|his|her|its|a|each|every|any|all|[\w]+'s) (?:\w+ )?(?:requests?|demands?|offers?|"
        r"proposals?|appeals?|invitation|ultimatum) (?:[^.;,]{0,30} )?(?:has|have|had|was|were|is|are) (?:been "
        r")?(?:\w+ly )?(?:refused|rejected|turned down|declined|rebuffed|dismissed|denied)\b(?! by)",
        0.2,
        subject=False,
    ),
    _shape(
        Act.REFUSAL,
        rf"\b(?:(?:will|would|shall|could|can) (?:not|never)|cannot|never|(?:is|are|am|was|were) not (?:going|"
        rf"willing|ready|prepared) to|refus\w+ to|vowed (?:never|not) to) {_ADV}(?:give up|barter|trade|bargain|"
        rf"surrender|hand over|relinquish|cede|renounce|give away|abandon|dismantle|concede|back down|withdraw|pull "
        rf"(?:out|back)|retreat|step back|forfeit|compromise on|negotiate away|disarm)(?: away| over| with| from| "
        rf"our| its)*(?: (?!hope\b)[\w'-]+){{0,4}}? (?:{_HELD}|from\b)",
        0.15,
    ),
    _shape(
        Act.REFUSAL,
        r"\b(?:will|would|shall|can|could) (?:not|never) (?:\w+ly )?(?:negotiate|talk|bargain|sit down|hold talks|"
        r"enter (?:into )?(?:talks|negotiations)) (?:under|over|about|on|with|while|at|as long as|until)\b",
        0.15,
    ),
    _shape(
        Act.REFUSAL,
        r"\b(?:is|are|was|were|remains?) (?:simply |just )?(?:not (?:\w+ )?(?:up for (?:negotiation|discussion|sale|"
        r"debate)|negotiable|for sale|open to negotiation)|non-negotiable)\b",
        0.2,
        subject=False,
    ),
    _shape(
        Act.REFUSAL,
        r"\brefus(?:e|es|ed|ing) to (?:sit down|negotiate|sign|hand over|withdraw|recogni[sz]e|comply|disarm|hold "
        r"talks|meet|attend|accept|receive|return|yield|give)\b|\bdeclin(?:e|es|ed|ing) to (?:sign|join|take part|"
        r"participate|send|supply|attend|accept|recogni[sz]e|support)\b",
    ),
)

_NOT_REALLY = re.compile(
    r"\b(?:not|never|nor|against|refus\w+|no (?:plans?|intention|reason|question|talk)) (?:[\w-]+ ){0,4}$|"
    r"\b(?:should|must|ought to|whether|if|unless|wrong to|mistake)\b[^.;,]{0,40}$|\bby $"
)
_CONDITION = re.compile(r"\b(?:if|once|when|provided|in exchange|in return|after|only)\b")


_SHELF = Shelf(shape.pattern for shape in SHAPES)


def refused(words: str, text: str, context: Context, gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield the refusals, withdrawals and promises of restraint that a plain text tells by its shape."""
    for place, _ in _SHELF.found(text):
        shape = SHAPES[place]
        for match in shape.pattern.finditer(text):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            denied = shape.act is Act.WITHDRAW and re.match(
                r"(?:is|are|was|were|has|have|had|will|shall) (?:not|never)\b", text[start:]
            )
            if denied or _NOT_REALLY.search(text[:start]) or (shape.act is Act.WITHDRAW and _CONDITION.search(text)):
                continue
            if shape.act is Act.WITHDRAW and re.match(r"\w+ing\b", text[start:]) and not subject_before(text, start):
                continue  # *lifting them now would be a mistake*
            owner = _owner(words, text, start, context, gazetteer)
            if (
                owner.side is Side.OTHER
                if shape.subject
                else _anothers_word(text[max(0, start - 25) : match.end()], words, context, gazetteer)
            ):
                continue
            direction = Direction.WITHHOLD if shape.act is Act.ASSURANCE else Direction.NONE
            doubts = (*owner.doubts, (shape.doubt, "told by the shape of the sentence"))
            yield Found(shape.act, start, match.end(), Owner(owner.side, owner.actor), False, doubts, direction)
            break


def refused_by_another(words: str, text: str, cue: tuple[int, int], context: Context, gazetteer: Gazetteer) -> bool:
    """*The rebels rejected our proposal*: the verb of a refusal has a subject that is not the speaker's side."""
    ours = (
        r"\b(?:our|my) (?:\w+ )?(?:offer|request|proposal|appeal|invitation|demand|bid)s? (?:was|were|is|are|has "
        r"been|have been) "
    )
    if re.search(ours, text[: cue[1]]):
        return True
    if (
        re.match(r"(?:reject|turn|dismiss|rebuff|refus|declin|spurn|withdr|lift|drop|revok|rescind)", text[slice(*cue)])
        is None
    ):
        return False
    return bool(subject_before(text, cue[0])) and _owner(words, text, cue[0], context, gazetteer).side is Side.OTHER


def _owner(words: str, text: str, start: int, context: Context, gazetteer: Gazetteer) -> Owner:
    """Whose refusal it is: told by the noun phrase before it."""
    subject = re.sub(
        r"\b(?:(?:has|have|had|is|are|was|were|will|would|\w+ly|also|again|hereby|now|therefore|decid\w+ to) ?)+$",
        "",
        subject_before(text, start),
    ).strip()
    group = VerbGroup(start, start, start, (), frozenset(), False)
    if NO_SUBJECT.match(subject) and context.deed:
        return Owner(Side.OWN)
    return doer_of(words, text, group, subject, context, gazetteer)


def _anothers_word(cue: str, words: str, context: Context, gazetteer: Gazetteer) -> bool:
    """*Moscow's offer was withdrawn*, *our request was refused*: not the speaker's to withdraw or refuse."""
    if re.search(r"\b(?:our|my) (?:\w+ )?(?:request|demand|offer|proposal|appeal|invitation)", cue):
        return True
    codes = {hit.code for hit in gazetteer.of(words) if words[hit.start : hit.end].casefold() in cue and hit.start < 40}
    return "'s" in cue and bool(codes) and context.voice.principal not in codes
