"""Sentences that only look like a denial or a reserve of one's own.

What is denied may be an attitude (*We do not support independence*), what is not excluded another's doing (*We cannot
rule out that Korvia will strike*), what is not told a fact (*I do not have the figures*), what is open a door to talks.
"""

import re

from standoff.ledger.statement import DIRECTION_OF_ACT, Act, Direction
from standoff.ledger.suggest.denials import DOING, clause_before, is_deed, names_deed, speaks_of_peace
from standoff.ledger.suggest.doers import subject_before
from standoff.ledger.suggest.hollow import sounds_only
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.matters import plain
from standoff.ledger.suggest.meaning import Context
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.refusals import refused_by_another
from standoff.ledger.suggest.reserve import wrong_to_exclude
from standoff.ledger.suggest.verb_acts import FINDINGS


def only_looks_like(
    act: Act,
    words: str,
    text: str,
    cue: tuple[int, int],
    context: Context,
    lexicon: Lexicon,
    gazetteer: Gazetteer,
) -> bool:
    """Whether a cue of an act is about something else."""
    if act is Act.CONDITIONAL_THREAT and _NOT_LENT.search(text):
        return True
    if DIRECTION_OF_ACT.get(act) is Direction.DELIVER:
        return sounds_only(act, words, text, cue, context, lexicon, gazetteer)
    if act is Act.KEEP_VAGUE:
        return (
            _of_nothing(text, cue)
            or (_EXAMINES.search(text[slice(*cue)]) is not None and FINDINGS.match(text[cue[1] :]) is not None)
            or _of_no_deed(text, cue, context, lexicon)
            or _ANOTHERS_MIND.search(text[: cue[0]]) is not None
            or (_UNDECIDED.search(text[slice(*cue)]) is not None and not _of_policy(text, context, lexicon))
            or about_others(words, text, cue, context, gazetteer)
            or silent_on_facts(text, cue, context)
        )
    if act in (Act.REFUSAL, Act.WITHDRAW) and refused_by_another(words, text, cue, context, gazetteer):
        return True
    given_up = text[slice(*cue)].endswith(" give") and text[cue[1] :].startswith(" up")
    if act is Act.RULE_OUT and (
        _of_no_option(text, cue, context, lexicon) or _UNABLE.search(text) or _MAYBE.search(text)
    ):
        return True
    if act is Act.RULE_OUT and (given_up or _only_wished(text, cue)):
        return True
    if act is Act.RULE_OUT and (wrong_to_exclude(text) or not_excluded(text, cue)):
        return True
    return act in (Act.RULE_OUT, Act.REFUSAL) and only_disliked(text, cue, lexicon)


_UNABLE = re.compile(
    r"\bcannot (?:\w+ly )?(?:defend|do|protect|win|hold|beat|stop|feed|fight|solve|manage|handle|carry|achieve|"
    r"succeed|face)\b[^.;]*\b(?:without|alone|"
    r"by (?:ourselves|itself|themselves)|on (?:our|its|their) own)\b"
)
"""What one cannot do without help is no rule-out."""
_ANOTHERS_MIND = re.compile(
    r"\b(?:investigators?|committee|courts?|jury|judges?|inquiry|doctors|inspectors|experts|analysts|rebels|"
    r"militants|airline|company|"
    r"tribunal|voters|fans|union|students)\b[^.;,]{0,15}$"
)
_UNDECIDED = re.compile(r"\b(?:open question|open$|an open|undecided|whether|unresolved)\b")
_POLICY_WORDS = re.compile(
    r"\b(?:we|our|us|i|will|would|shall|send|join|supply|deploy|respond|response|impose|options?|policy|decisions?|"
    r"deliver)\b"
)
_EXAMINES = re.compile(r"(?:examin|consider|study|look|review|assess|analy)\w*(?: at| into)?$")
_NOT_LENT = re.compile(
    r"\b(?:not|never|cannot) (?:let|allow|permit) (?:[\w'-]+ ){0,4}?(?:territory|soil|bases?|airspace|ports?|waters|"
    r"skies|"
    r"land|airfields) (?:to )?be(?:ing)? used\b"
)
"""*We will not let our ports be used*: what is one's own is withheld, no one is warned."""
_MAYBE = re.compile(r"\b(?:may|might|could) or (?:may|might|could) not\b")
_NO_OPTION = re.compile(
    r"\b(?:out of the question|off the table|not (?:\w+ )?an? (?:\w+ )?(?:option|possibility)|no option|unthinkable|"
    r"inconceivable|a non-starter|excluded|"
    r"not (?:on|in) the \w+)$"
)


def _of_policy(text: str, context: Context, lexicon: Lexicon) -> bool:
    """Whether an open question is one of the speaker's own policy."""
    return _POLICY_WORDS.search(text) is not None or names_deed(text, lexicon) or bool(context.question)


def _of_no_option(text: str, cue: tuple[int, int], context: Context, lexicon: Lexicon) -> bool:
    """*Surrender is not an option*, *Failure is out of the question*: what is shut out is no deed of a state."""
    if _NO_OPTION.search(text[slice(*cue)]) is None:
        return False
    if re.match(r" (?:for|to) (?:the )?(?:people|civilians|population|citizens|children|families)\b", text[cue[1] :]):
        return True
    subject = re.sub(r" (?:is|are|was|were|remains?|would be|will be|has been|have been)$", "", text[: cue[0]].rstrip())
    subject = clause_before(subject, len(subject))
    alone = not (context.question or context.around or text[: cue[0]].count(" ") > 3)
    if alone and re.fullmatch(r"(?:and |but |so )?(?:it|that|this|which)?", subject.strip()):
        return False
    return not is_deed(subject.strip(), text[: cue[0]].rstrip(), context, lexicon)


_WISHED = re.compile(
    r"\b(?:not|no|never|neither|nor)\b[^.;,]{0,30}?\b(?:seek(?:ing)?|want|look(?:ing)? for|desire|wish|"
    r"interest(?:ed)?|appetite|intention|spoiling) ?"
    r"(?:in|for|of|to)? (?:an? |any |the |another )?(?:(?!\w+ing\b)\w+ ){0,2}?(?:war|conflict|fight|confrontation|"
    r"escalation|crisis|collision|quarrel|clash)\b"
)


def _only_wished(text: str, cue: tuple[int, int]) -> bool:
    """*We are not looking for a fight*: a wish, which holds back no means."""
    return any(match.start() < cue[1] and cue[0] < match.end() for match in _WISHED.finditer(text))


def _of_no_deed(text: str, cue: tuple[int, int], context: Context, lexicon: Lexicon) -> bool:
    """*Everything is possible in war*: what is possible is no deed of a state."""
    if re.search(r"(?:possible|conceivable|imaginable)$", text[slice(*cue)]) is None:
        return False
    return not is_deed(subject_before(text, cue[0]), text[: cue[0]], context, lexicon)


NAMED_DOER = re.compile(
    r"(?:^|[,;:—] |\b(?:and|but|that) )(?:the )?[a-z][\w'-]*(?: [\w'-]+)?(?: (?:say|says|said) (?:that )?(?:it|they|"
    r"he|she))?(?: (?:has|have|had|is|are|was|were|do|does|did|will|would|also|still|not|yet))* $"
)
_OF_NOTHING = re.compile(r"(?:^|[,;:—] |\b(?:and|but|so|that) )(?:no|none of|neither)\b(?!-)(?: [\w'-]+){0,4}? $")


def _of_nothing(text: str, cue: tuple[int, int]) -> bool:
    """*No military option is being considered*: what is kept open is no option."""
    open_to = re.search(r"\b(?:considered|discussed|studied|examined|on the table|open|weighed)\b", text[slice(*cue)])
    denied = re.search(r"\b(?:no|not|never|nothing|none|without)\b", text[slice(*cue)])
    return open_to is not None and denied is None and _OF_NOTHING.search(text[: cue[0]]) is not None


_THAT_OTHERS = re.compile(
    r"\b(?:(?:rul(?:e|ed|ing)|exclud\w*|discount\w*|preclud\w*)(?: out)?(?: (?:the )?(?:possibility|chance|prospect|"
    r"risk))? that "
    r"(?P<who>(?:the |its |their )?[\w'-]+(?: [\w'-]+)?)|(?:ruled out|excluded|discounted|precluded) that "
    r"(?P<whom>(?:the |its )?[\w'-]+(?: [\w'-]+)?))"
)
_OTHERS_DEED = re.compile(
    r"\b(?:escalation|spill-?over|(?:further|another|new|more|an?|renewed) (?:\w+ )?(?:attacks?|war|conflict|"
    r"violence|provocations?|terror\w*|"
    r"accident|incident|invasion|incursion|flare-up|crisis|involvement|sabotage)|involvement of|attacks? (?:by|"
    r"from)|invasion by|use of \w+ weapons by)\b"
)


_REPORTS = re.compile(
    r"\b(?P<who>[\w.'-]+) (?:say|says|said|claims?|claimed|insists?) (?:that )?(?:it|they|he|she) (?:\w+ )?$"
)
_STANDS = re.compile(r"\b(?:doors?|open|possible|conceivable|consider|imaginable)\b")


_PAPER = re.compile(r"\b(?:resolution|draft|text|motion|proposals?|offers?|deal|agreement|treaty|invitation)\b[^.;]*$")


def about_others(words: str, text: str, cue: tuple[int, int], context: Context, gazetteer: Gazetteer) -> bool:
    """Whether what is not excluded is another's doing: *we cannot rule out that Korvia will strike again*."""
    reported = _REPORTS.search(text[: cue[0]])
    if reported is not None:
        codes = {hit.code for hit in gazetteer.of(words) if plain(words[hit.start : hit.end]) == reported["who"]}
        if codes and context.voice.principal not in codes:
            return True
    if text[slice(*cue)].rstrip().endswith("on the table") and _PAPER.search(text[max(0, cue[0] - 80) : cue[0]]):
        return True
    near = text[max(0, cue[0] - 50) : cue[1] + 40]
    if _STANDS.search(text[slice(*cue)]) and "option" not in near and speaks_of_peace(near):
        return True
    clause = text[max(0, cue[0] - 90) : cue[1] + 60]
    that = _THAT_OTHERS.search(text, max(0, cue[0] - 10))
    if that is not None:
        who = that["who"] or that["whom"]
        own = re.match(r"(?:we|i|our|us|it may|one)\b", who)
        codes = {hit.code for hit in gazetteer.of(words) if plain(words[hit.start : hit.end]) in who}
        return own is None and context.voice.principal not in codes and bool(codes or not re.match(r"at ", who))
    lately = re.search(r"\b(?:exclud|rul(?:e|ed|ing)|preclud|discount)", text[cue[0] : cue[1]])
    return lately is not None and _OTHERS_DEED.search(clause) is not None and not instruments_own(clause)


def instruments_own(clause: str) -> bool:
    """Whether the words beside it make a deed one's own: *our involvement*, *an attack of ours*."""
    return (
        re.search(
            r"\b(?:our|ours|by us|own|sending|deploying|joining|military (?:action|intervention|involvement))\b", clause
        )
        is not None
    )


_FACTS = re.compile(
    r"\b(?:figures?|numbers?|statistics|how many|how much|how long|causes?|names?|identit\w+|casualt\w+|deaths?|"
    r"victims|"
    r"who (?:is|was|did)|passes|results?|outcome of|rumou?rs|reports?|motives?|intentions?|health|(?:his|her|their|"
    r"\w+'s) "
    r"(?:\w+ )?(?:position|actions|motives|thinking|mind|plans?|intentions?|conversations?))\b"
)
_OURS = re.compile(
    r"\b(?:we|our|us|i|my|options?|plans?|planning|operations?|operational|responses?|steps|tools|decisions?|"
    r"deliberations|"
    r"hypothetical\w*|policy|sanctions|troops|forces|deployments?|measures|intelligence|military|strateg\w+|"
    r"scenarios?|"
    r"contingenc\w+|timelines?|timetables?|next)\b"
)
_ASKED_OF_US = re.compile(
    r"\b(?:will|would|are|do|does|is|could|can|should|have|has) (?:you|we|the (?:president|prime minister|government|"
    r"administration|alliance|united states|white house|chancellor|minister|secretary)|nato)\b|\b(?:options?|red "
    r"lines?|plans?|"
    r"respon\w+|retaliat\w+|sanctions?|troops|on the table|what if|consider\w*)\b"
)
_TELLS = re.compile(
    r"\b(?:comment|speculat|discuss|detail|disclos|reveal|say|talk|speak|answer|confirm|figures?|information|"
    r"numbers?|"
    r"predict|share|announce|leave (?:it|that)|let you|get into|go into|elaborat|refer you|specif|hypothetical)"
)


def silent_on_facts(text: str, cue: tuple[int, int], context: Context) -> bool:
    """Whether silence is about something other than one's own policy: figures, causes, another's thinking.

    A bare *I won't speculate* is about what was asked, and where that is not known it counts as one's own.
    """
    if _TELLS.search(text[slice(*cue)]) is None:
        return False
    after = re.split(r"[;—]|, (?:but|and|because)\b|\bbut\b", text[cue[0] :])[0]
    if _OURS.search(after[cue[1] - cue[0] :]) or re.search(r"hypothetical|intelligence|operations?|announce", after):
        return False
    if _FACTS.search(after):
        return True
    asked = plain(context.question)
    return bool(asked) and _ASKED_OF_US.search(asked) is None and not names_deed_in(asked)


def names_deed_in(asked: str) -> bool:
    return re.search(r"\b(?:militar|weapon|strike|invade|intervene|deploy|send|force)\w*", asked) is not None


def not_excluded(text: str, cue: tuple[int, int]) -> bool:
    """Whether the exclusion of a cue is itself denied: *it cannot be ruled out*, *nobody excludes it*."""
    excludes = re.search(r"\b(?:exclud|rul(?:e|ed|es|ing)|preclud|foreclos)", text[cue[0] : cue[1]]) is not None
    denied = re.search(r"\b(?:not|never|cannot|nobody|nothing|no one|none)\b[^.;,]{0,25}$", text[: cue[0]])
    return excludes and denied is not None


_ATTITUDE = re.compile(
    r"\b(?:not|never|cannot) (?:\w+ly |ever |be able to |go on |continue to |going to |want to )*(?P<verb>support|"
    r"supporting|back|accept|accepting|recogni[sz]e|endorse|tolerate|allow|permit|let|agree (?:to|with)|consent to|"
    r"bow|"
    r"yield|surrender|condone|welcome|favou?r|approve of|believe in|submit|kneel|cave|back down|stand for|put up "
    r"with)\b"
    r"(?P<object>[^.;:—]*)"
)
_ASKED_OF_US = re.compile(
    r"\b(?:demands?|ultimatums?|conditions?|terms|offers?|proposals?|requests?|blackmail|plan|bid|dictates?|calls?|"
    r"deal)\b"
)
_OURS_TO_LEND = re.compile(
    r"^ (?:[\w-]+ ){0,4}?(?:bases?|troops|"
    r"forces|soldiers|weapons|missiles|overflights?|transit|deployments?|warships|bombers|launchers|use of (?:our|"
    r"its|"
    r"polish|\w+ (?:territory|soil|bases))|territory|soil|airspace|ports?|re-?exports?|exports?|transfer|delivery|"
    r"shipments?)\b"
)


def only_disliked(text: str, cue: tuple[int, int], lexicon: Lexicon) -> bool:
    """Whether a denial denies an attitude towards a state of affairs, not a deed of one's own.

    Examples
    --------
    >>> from standoff.ledger.suggest.lexicon import load
    >>> text = "we do not support independence"
    >>> only_disliked(text, (7, 18), load())
    True
    """
    for match in _ATTITUDE.finditer(text):
        if not (match.start() < cue[1] and cue[0] < match.end("verb") + 12):
            continue
        if match["verb"].startswith("recogni") and re.search(r"\b(?:will|would|shall)\b", text[: match.start()][-25:]):
            return False
        verb, thing = match["verb"], re.split(r", |\b(?:but|because|and we|which|that)\b", match["object"])[0]
        if _ASKED_OF_US.search(thing[:60]):
            return False
        if re.match(r"support|back|endorse|favo|approve|agree|consent|welcome|condone", verb):
            return not (names_deed(thing[:60], lexicon) or DOING.match(thing.strip()) or _short_pronoun(thing))
        return not (_OURS_TO_LEND.match(thing) or _short_pronoun(thing))
    return False


def _short_pronoun(thing: str) -> bool:
    return re.match(r" (?:it|that|this|them|so|such (?:a|an)? ?\w+)\b", thing) is not None
