"""Where a statement points, weighed clause by clause from open grammar, where no cue tells it or only a weak one.

Nothing here lists what states do. Of every verb group it is asked whose step it is, in which mood it stands, and what
kind of verb it is, by exclusion: a verb of being, knowing, feeling, saying, meeting or travelling is no step. What
answers is a set of features; `SIGNS` says what a feature, or several together, weigh for each direction.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from standoff.ledger.statement import Act, Direction
from standoff.ledger.suggest.doers import NO_SUBJECT, doer_of, subject_before, supposed
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.matters import instruments_in
from standoff.ledger.suggest.meaning import Context, Reading
from standoff.ledger.suggest.objects import objects
from standoff.ledger.suggest.owner import Owner, Side, owner_of
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.predicates import Found
from standoff.ledger.suggest.prefilter import Shelf
from standoff.ledger.suggest.stance_phrases import PHRASES
from standoff.ledger.suggest.verb_groups import Mood, VerbGroup, verb_groups

_END = re.compile(
    r"(?<!\b\w)\.|[;:—–()]|,? (?:but|because|although|though|while|whereas|if|unless|until|which|who)\b|"
    r", and (?=\w+ \w+)"
)
_ABSTRACT = re.compile(
    r"\b(?:details?|results?|history|resolve|commitment|decision|agreement|deal|talks|meetings?|summit|question|issue|"
    r"process|future|outcome|failure|information|analysis|report|law|partnership|friendship|relations?|relationship|"
    r"cooperation|economy|people|world|time|today|days|weeks|goal|aim|objective|sides|support|solidarity|alliance "
    r"between|order|idea|fact|truth|drawdown|total|cost|ceasefire|cease-fire)$"
)
"""A subject whose future is a forecast."""

_NO_STEP = re.compile(
    r"(?:be|is|are|am|was|were|been|being|becom|remain|stay|seem|appear|exist|ha(?:ve|s|d|ving)$|get|know|think|believ|"
    r"feel|"
    r"hop|wish|expect|want|lik|lov|need|sa(?:y|id)|tell|told|speak|spoke|talk|explain|report|present|brief|inform|note|"
    r"mention|address|meet|met$|visit|travel|attend|host|se(?:e$|en$|eing)|look|watch|hear|listen|read|learn|understand|"
    r"remember|forget|welcom|thank|congratulat|celebrat|honou?r|convey|express|emphasi|repeat|reiterat|stress|underlin|"
    r"insist|appeal|urg|call|ask|shar|disappoint|work|try|seek|aim|succeed|fail|win|los|happen|occur|follow|mean|agree|"
    r"determin|decid|stand|stood|waver|"
    r"hesitat|flinch|rest$|falter|tolerat|accept|condon|let|abandon|everything|nothing|check|verif|confirm|clarif|claim|imagin|serv|benefit|improv|grow|promot|develop|deepen|"
    r"engag|cooperat|co-operat|comment|elaborat|speculat|announc|discuss|consult|manag|com(?:e|ing)$|go$|going$|went|"
    r"return|arriv|continu|keep|begin|start|show|indicat|"
    r"depend|requir|allow|help|find|found|choos|appreciat|respect|consider|"
    r"study|review|examin|weigh|assess|analy|investigat|monitor|doubt|question|bow|surrender|pray|cooperat|"
    r"participat|apologi|dignif|enjoy|hold$)"
)
"""Verbs of being, knowing, feeling, saying, meeting and travelling, and of standing by others in words."""

_MATTER = re.compile(
    r"\b(?:sanction\w*|tariffs?|embargo\w*|ban|bans|blockade|restrictions?|measures?|steps|countermeasures|force|forces|"
    r"troops?|soldiers?|military|arm(?:s|y|ies)|navy|naval|ships?|warships?|missiles?|rockets?|drones?|weapons?|nuclear|"
    r"warheads?|enrich\w*|centrifuges|strikes?|attacks?|war|operations?|offensive|airspace|strait|border|bases?|"
    r"exercises?|drills|aid|assistance|ammunition|defen[cs]es?|exports?|imports?|oil|gas|visas?|assets|ambassador|"
    r"diplomats|treaty|pact|accord|deal|obligations?|commitments?|limits?|hostages|prisoners|"
    r"territor\w+|islands?|security|aggress\w+|threats?|terror\w*|regime|package|billion|million|costs?|price|"
    r"pressure|ceasefire|capabilit\w+)\b"
)
"""Words that say that a sentence is about a crisis, whatever is done in it."""

_FORCEFUL = re.compile(
    r"(?:retaliat|respond|react|punish|confront|counter|defend|attack|destr|dismantl|strik|struck|target|terminat|"
    r"abandon|expel|shoot|shot|aveng|crush|annihilat|eliminat|hit|fight|fought|deter|impos|withdraw|quit|break|broke|"
    r"push|seiz|invad|enter|bomb|block|clos|restart|resum|scrap|cancel|bolster|double)"
)
_THREAT = re.compile(
    r"\b(?:consequences?|price|retaliation|revenge|vengeance|response|reprisals?|wrath|punish\w*|answer|costs|"
    r"reckoning|isolation|repercussions?)\b"
)
_SUFFERS = re.compile(r"(?:pay|paid|suffer|fac|regret|feel|bear|held|fall|pay|burn|answer|experienc)")
_SUFFERER = re.compile(
    r"\b(?:those|anyone|anybody|whoever|everyone|any (?:\w+ )?(?:attack|aggress\w+|country|state)\w*)\b"
)
_CEASES = re.compile(r"(?:stop|halt|suspend|paus|delay|postpon|refrain|cease|ceas|defer|hold off)")
_BONDS = re.compile(
    r"\b(?:obligations?|commitments?|compliance|participation|accord|deal|treaty|pact|cooperation|talks|ties|"
    r"contacts|relations|dialogue|licen[cs]es?|visas?|trade|imports?)\b"
)
"""What is stopped to press another; the end of anything else is restraint."""

_NO_ONE = re.compile(r"(?:^|\b(?:and|but|under|in) )(?:not (?:one|a single)|no|none|nobody|nothing|neither)\b(?!-)")
_NO_THING = re.compile(r" (?:\w+ly )?(?:no|nothing|none|neither)\b(?!-)(?! (?:longer|less))")
_REFUSED = re.compile(r"(?:agree|participat|negotiat|cooperat|co-operat|attend|return)")
"""Verbs of meeting and agreeing that are a refusal when they are denied."""

_TALKS = re.compile(r"(?:meet|negotiat|engag|talk|discuss|hold|enter|resum|sit)")
_WEIGHS = re.compile(
    r"(?:consider|weigh|stud[iy]|examin|review|reconsider|evaluat|explor|contemplat|mull|discuss|look(?:ing)?$)"
)
_CHOSEN = re.compile(
    r" (?:at |into |about |on )?(?:that|it|this|them|(?:its|our|the) (?:relation|membership|participation|position|"
    r"policy)\w*|whether|how|what|if|changing|\w+ing)\b"
)
_OWN_BODY = re.compile(
    r"^(?:and |but |so )?(?:the|its?|his|her|their|our) (?:\w+ )?(?:country|state|nation|government|administration|"
    r"kingdom|republic|army|military|forces|group|movement|ministry|troops|members?|member states|allies|operations?)$"
)
_THEIR = re.compile(r"(?:and |but |so )?(?:its?|his|her|their)\b")
_LEAD = 1.5
"""By how much another direction must outweigh a posture that is told weakly."""

_WISHED = re.compile(
    r"\b(?:wish(?:es|ed)?|hop(?:e|es|ed)|fear(?:s|ed)?|dream(?:s|ed)?|worr(?:y|ies|ied)|pray) [^,;:—]*$"
)
_UNSAID = frozenset({Mood.LIKELY, Mood.ASKED})
_AHEAD = frozenset({Mood.FUTURE, Mood.FIRM, Mood.READY})


class Sign(NamedTuple):
    """Features that stand together, or words, and what they weigh for a direction."""

    direction: Direction
    weight: float
    needs: frozenset[str]
    unless: frozenset[str]
    why: str


def _sign(direction: Direction, weight: float, needs: str, unless: str = "", *, why: str) -> Sign:
    return Sign(direction, weight, frozenset(needs.split()), frozenset(unless.split()), why)


_D, _W, _R = Direction.DELIVER, Direction.WITHHOLD, Direction.RESERVE

SIGNS = (
    _sign(_D, 1.5, "own", why="the step is the speaker's side's"),
    _sign(_D, 0.5, "open", why="no doer is named: in a statement of a side it is likely that side"),
    _sign(_D, -6.0, "other", "suffers", why="what another does is no promise"),
    _sign(_D, 2.0, "ahead", "negated", why="it is still to come"),
    _sign(_D, -6.0, "negated", why="what is denied is not promised"),
    _sign(_D, -4.0, "perhaps", why="what may be done is left open"),
    _sign(_D, -3.0, "duty", "suffers", why="what must be done is a demand"),
    _sign(_D, -3.0, "past", why="what is done is a fact"),
    _sign(_D, 0.5, "step", why="the verb is not one of being, knowing or saying"),
    _sign(_D, -4.0, "idle", "suffers exists", why="being, knowing, saying, meeting is no step"),
    _sign(_D, -4.0, "abstract", "suffers exists", why="the future of a result is a forecast"),
    _sign(_D, 1.0, "matter step", why="the object belongs to a crisis"),
    _sign(_D, 1.0, "forceful", why="the verb itself is one of pressing or fighting"),
    _sign(_D, 1.0, "trigger step ahead", why="what follows on a condition is a warning or a promise"),
    _sign(_D, 4.5, "suffers ahead threatens", why="who is told that he will pay is threatened"),
    _sign(_D, 3.5, "suffers ahead trigger", "threatens abstract own", why="the same under a condition"),
    _sign(_D, 4.0, "exists ahead threatens", why="*there will be consequences* is promised by whoever says it"),
    _sign(_D, -4.0, "weighs", why="what is weighed is not decided"),
    _sign(_D, -4.0, "stops", "bonds negated", why="who stops a step of his own promises none"),
    _sign(_D, 2.5, "stops bonds ahead", "negated", why="bonds are broken off to press another"),
    _sign(_D, 5.0, "talks own", "negated past", why="who is ready to talk offers it"),
    _sign(_D, -4.0, "patient", "threatens", why="what is done to the own side is no step of its own"),
    _sign(_W, -4.0, "patient", why="what is done to the own side is no step of its own"),
    _sign(_W, 1.5, "own", why="the step is the speaker's side's"),
    _sign(_W, 0.5, "open", why="no doer is named"),
    _sign(_W, -6.0, "other", why="what another does not do is not withheld"),
    _sign(_W, 2.5, "negated ahead", why="it is said not to come"),
    _sign(_W, 2.0, "negated now", "ahead", why="what one is not doing or planning"),
    _sign(_W, 1.0, "step negated", why="the verb is not one of being, knowing or saying"),
    _sign(_W, -4.0, "idle", "stops", why="what one does not know or say is not withheld"),
    _sign(_W, -4.0, "abstract", why="the future of a result is a forecast"),
    _sign(_W, 0.75, "matter negated", why="the object belongs to a crisis"),
    _sign(_W, -3.0, "past", why="what was not done is a fact"),
    _sign(_W, 3.0, "stops ahead", "negated bonds", why="who stops a step of his own holds it back"),
    _sign(_R, 1.5, "own", why="the step is the speaker's side's"),
    _sign(_R, -6.0, "other", why="what others may do is a forecast"),
    _sign(_R, -6.0, "negated", why="what is denied is not open"),
    _sign(_R, 2.0, "perhaps", why="what may be done is left open"),
    _sign(_R, 1.0, "step perhaps", why="the verb is not one of being, knowing or saying"),
    _sign(_R, 0.75, "matter", why="the object belongs to a crisis"),
    _sign(_R, 2.75, "weighs ahead", why="what is being weighed is not decided"),
    _sign(_R, 1.0, "weighs perhaps", why="it is doubly open what may be weighed"),
    _sign(_R, -3.0, "idle", "weighs", why="what one may think or say is no step"),
    _sign(_R, -3.0, "past", why="what was weighed is a fact"),
    _sign(_R, -3.0, "abstract", why="the future of a result is a forecast"),
    _sign(_R, -2.0, "trigger step perhaps", why="what may follow on a condition is a warning"),
)
"""One table for every verb group; the best group of a direction counts."""

THRESHOLD = 4.25
_ACTS = {_D: Act.COMMIT, _W: Act.RULE_OUT, _R: Act.KEEP_VAGUE}


_PHRASES = Shelf(pattern for _, _, pattern in PHRASES)


class Stance(NamedTuple):
    """The direction that weighs most, by how much it leads, and the cue that told it."""

    found: Found
    direction: Direction
    score: float
    scores: dict[Direction, float]
    stopped: bool
    """Whether a step of one's own is said to end."""


def stance(words: str, text: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Stance | None:
    """Weigh the three directions and return the best of them above the threshold."""
    best: dict[Direction, tuple[float, VerbGroup, Owner]] = {}
    warns = stopped = False
    for group, owner, features in _featured(words, text, context, lexicon, gazetteer):
        stopped = stopped or {"stops", "ahead"} <= features
        warns = warns or bool(features & {"suffers", "exists", "trigger"})
        for direction, score in _weigh(features).items():
            if score > best.get(direction, (0.0,))[0]:
                best[direction] = (score, group, owner)
    scores = {direction: found[0] for direction, found in best.items()}
    spans = {direction: (found[1].start, found[1].end) for direction, found in best.items()}
    for place, match in _PHRASES.found(text):
        direction, weight, _ = PHRASES[place]
        if weight <= scores.get(direction, 0.0):
            continue
        if owner_of(words, text, match.span(), context, gazetteer).side is not Side.OTHER:
            scores[direction], spans[direction] = weight, match.span()
    if not scores:
        return None
    order = sorted(scores, key=lambda d: -scores[d])
    direction, score = order[0], scores[order[0]]
    if score < THRESHOLD:
        return None
    margin = score - (scores[order[1]] if len(order) > 1 else 0.0)
    doubt = max(0.25, 0.45 - 0.06 * min(margin, 3.0))
    grouped = direction in best and spans[direction][0] == best[direction][1].start
    act = _ACTS[direction]
    if direction is _D and warns:
        act = Act.CONDITIONAL_THREAT
    if direction is _W and not grouped:
        act = Act.ASSURANCE
    owner = best[direction][2]._replace(doubts=()) if grouped else Owner(Side.OPEN)
    why = ((doubt, "told by weak signs of grammar"),)
    found = Found(act, *spans[direction], owner, False, why, direction)
    return Stance(found, direction, score, scores, stopped)


def overruled(posture: Reading, told: Stance) -> bool:
    """Whether another direction outweighs a posture; a promise never becomes a refusal, nor the reverse.

    Only the end of a step of one's own, *we are going to stop sending*, may look like the other of the two, and a
    promise of restraint, *the ceasefire will be put in place*, like any other promise.
    """
    if posture.direction is _R or posture.act is Act.OFFER or told.direction is posture.direction:
        return False
    turned = _R not in (posture.direction, told.direction)
    if turned and not (told.stopped or told.found.act is Act.ASSURANCE):
        return False
    return told.score - told.scores.get(posture.direction, 0.0) >= _LEAD


def emptied(text: str, start: int, end: int) -> bool:
    """Whether the verb at `text[start:end]` is denied by a noun: *Nobody will go*, *There will be no mission*."""
    return _NO_ONE.search(subject_before(text, start)) is not None or _NO_THING.match(text[end:]) is not None


def _weigh(features: frozenset[str]) -> dict[Direction, float]:
    scores: dict[Direction, float] = {_D: 0.0, _W: 0.0, _R: 0.0}
    for sign in SIGNS:
        if sign.needs <= features and not sign.unless & features:
            scores[sign.direction] += sign.weight
    return scores


def _featured(
    words: str, text: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer
) -> Iterator[tuple[VerbGroup, Owner, frozenset[str]]]:
    """Every verb group that asserts something, with what is known of it."""
    trigger = objects(lexicon).triggers.search(text) is not None
    for group in verb_groups(text, lexicon):
        if group.moods & _UNSAID or (Mood.PURPOSE in group.moods and group.start > 0) or supposed(text, group):
            continue
        if text[group.verb : group.end] == "never" or _WISHED.search(text[: group.start]):
            continue
        subject = subject_before(text, group.start)
        owner = _owner(words, text, group, subject, context, gazetteer)
        yield group, owner, frozenset(_features(text, group, subject, owner, context, lexicon, trigger=trigger))


def _owner(words: str, text: str, group: VerbGroup, subject: str, context: Context, gazetteer: Gazetteer) -> Owner:
    if re.search(r"\w+ (?:who|that|which|what [\w ]{0,25})$", text[: group.start].rstrip()):
        return Owner(Side.OTHER)
    if _OWN_BODY.match(subject) and not (context.direct and _THEIR.match(subject)):
        return Owner(Side.OWN)
    if NO_SUBJECT.match(subject) and not context.direct and group.start == 0:
        return Owner(Side.OWN)
    owner = doer_of(words, text, group, subject, context, gazetteer)
    if owner.side is Side.OTHER and Mood.PASSIVE in group.moods and re.search(r"\bby \w+", text[group.end :]) is None:
        return Owner(Side.OPEN)
    return owner


def _features(
    text: str, group: VerbGroup, subject: str, owner: Owner, context: Context, lexicon: Lexicon, *, trigger: bool
) -> Iterator[str]:
    moods, after = group.moods, text[group.end :]
    end = _END.search(after)
    tail = after[: end.start()] if end else after
    verb = text[group.verb : group.end]
    yield owner.side.value
    backshifted = Mood.WOULD in moods and (not context.direct or trigger)
    lately = Mood.PERFECT in moods or (Mood.PAST in moods and context.direct) or bool(moods & {Mood.AIM, Mood.WISH})
    going = Mood.PROGRESSIVE in moods and not lately and not group.negated
    ahead = bool(moods & _AHEAD) or backshifted or going
    if ahead and not (Mood.PAST in moods and context.direct) and not moods >= {Mood.PERFECT, Mood.READY}:
        yield "ahead"
    if Mood.PERHAPS in moods:
        yield "perhaps"
    if moods & {Mood.WISH, Mood.AIM}:
        yield "now"
    if moods & {Mood.PAST, Mood.PERFECT} and not ahead:
        yield "past"
    if Mood.DUTY in moods or (Mood.WISH in moods and not group.negated):
        yield "duty"
    denied = group.negated != emptied(text, group.start, group.end)
    if denied:
        yield "negated"
    refusing = denied and _REFUSED.match(verb) is not None
    yield "idle" if _NO_STEP.match(verb) and not refusing else "step"
    if Mood.PASSIVE in moods and owner.side is Side.OWN and not _MATTER.search(subject):
        yield "patient"
    if Mood.READY in moods and _TALKS.match(verb):
        yield "talks"
    if _ABSTRACT.search(subject):
        yield "abstract"
    whole = f"{subject if Mood.PASSIVE in moods else ''} {verb} {tail}"
    if instruments_in(whole, lexicon) or _MATTER.search(whole):
        yield "matter"
    if _FORCEFUL.match(verb):
        yield "forceful"
    if trigger:
        yield "trigger"
    if _SUFFERS.match(verb) and (owner.side is not Side.OWN or _SUFFERER.search(subject)):
        yield "suffers"
    if verb in ("be", "come", "follow", "have") and _THREAT.search(f"{subject} {tail}"):
        yield "exists"
    if _THREAT.search(f"{subject} {tail}"):
        yield "threatens"
    if _CEASES.match(verb):
        yield "stops"
        if _BONDS.search(tail):
            yield "bonds"
    head = tail.split(" of ")[0][:40]
    if _WEIGHS.match(verb) and (_CHOSEN.match(tail) or objects(lexicon).choices.search(head) or _MATTER.search(head)):
        yield "weighs"
