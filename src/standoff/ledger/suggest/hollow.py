"""Sentences that only look like a promise or a threat.

What sounds like one may be contrary to fact (*we would have trained them*), another's word (*the North says it
will respond*), over and done (*last year we offered a table*), a courtesy (*we will host the emir*), a definition
(*Article 5 says that …*), what a step would entail (*it would mean being ready to shoot*), or said of a person (*a man
who is willing to kill*).
"""

import re

from standoff.ledger.statement import Act
from standoff.ledger.suggest.doers import subject_before
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.matters import instruments_in, plain
from standoff.ledger.suggest.meaning import Context
from standoff.ledger.suggest.places import Gazetteer

_UNREAL = re.compile(
    r"\bwould (?:\w+ly |also |never )?have (?!to\b|no\b|an?\b|the\b|our\b|its\b|crossed)"
    r"\w+(?:ed|en|ne|nt|ld|ght|ft|ut|un|id)\b|"
    r"\bif (?:[\w']+ ){1,4}had\b"
)
_REPORTS = re.compile(
    r"\b(?P<who>(?:the )?[\w.'-]+) (?:say|says|said|claims?|claimed|insists?|boasts?|warns?|threatens?|promises?|vows?|"
    r"has (?:said|warned|threatened|promised|vowed|announced)) (?:that )?(?:it|they|he|she)? ?(?:\w+ly )?$"
)
_DEFINES = re.compile(
    r"\b(?:article \w+|(?:treaty|charter|resolution|law|constitution|doctrine)) (?:says|states|provides|means|obliges|"
    r"requires|stipulates)\b[^;:.]*$|\bwhat it means to\b[^;:.]*$|\bknows? (?:how|what)\b[^;:.]*$"
)
_ENTAILS = re.compile(
    r"\b(?:(?:would|will|could|might) (?:\w+ly |also )?(?:mean|involve|require|entail|amount to|oblige|force)|"
    r"(?<!the )(?<!all )(?<!any )(?<!our )means|"
    r"meaning|involves|requires|entails) [^;:.]{0,60}$"
)
_OF_PERSONS = re.compile(
    r"\b(?:(?:a|the|any|some|those|these) )?(?:man|men|woman|leaders?|regimes?|dictators?|tyrants?|countr(?:y|ies)|"
    r"governments?|someone|somebody|persons?|people|enem(?:y|ies)|adversar(?:y|ies)|aggressors?|terrorists?|"
    r"neighbou?rs?|criminals?|fanatics|murderers?) (?:who|that|which) (?:\w+ly )?$"
)
_PAST = re.compile(
    r"\b(?:last (?:week|month|year|night|spring|summer|autumn|winter|january|february|march|april|june|july|august|"
    r"september|october|november|december)|ago|yesterday|in (?:19|20)\d\d|since (?:then|19|20|the)|predecessor|"
    r"(?:previous|former|last) (?:government|administration)|(?:have|has|had) already|at the time|back then|and then)\b"
    r"|,? and (?:then )?(?:they|it|he|she) (?:walked away|refused|said no|turned it down|rejected)"
)
_BYGONE = re.compile(
    r" by (?:my|our|the|his|her) (?:predecessor|(?:previous|former|last) (?:government|administration))"
)
_STILL = re.compile(
    r"\b(?:will|would|shall|going|to|continues?|keeps?|ready|prepared|willing|stands?|remains?|determined|am|are|is|now|"
    r"today|decided|agreed|ordered|resolved|authori[sz]ed|instructed|directed)\b"
)
_RELATIVE = re.compile(
    r"\b(?:the|those|these|every|all|what)\b(?: [\w'-]+){1,5}? (?:that |which )?(?:i|we|they|he|she|you) "
    r"(?:have |had |has )?$"
)
"""*the missiles we promised*: spoken of, not promised."""
_ASKED = re.compile(
    r"\b(?:call(?:s|ed|ing)? (?:up)?on|urg(?:e|es|ed|ing)|encourag(?:e|es|ed|ing)|appeal(?:s|ed|ing)? to|implor\w+|"
    r"demand(?:s|ed|ing)? that|request(?:s|ed|ing)?|reminds?|expects?|must|needs? to|has to|should)\b"
    r"(?:(?![;:]|—| but |,? and (?:we|i|will|are|is)\b).)*$"
)
"""*We call on them to meet commitments*: another is asked to do it."""
_ATTACHED = re.compile(r"\b(?:committed to|commitments? to|determination to|resolve to|supports?|support for)\b")
_PLEDGES = re.compile(r"(?:will|shall|would|(?:re)?commits?|pledges?|undertakes?|stands? (?:ready|prepared))\b")
_IDEALS = re.compile(
    r"(?:[\w',-]+ ){0,7}?(?:peace|stability|(?:rules-based|international) (?:\w+ )?order|international law|rule of law|"
    r"sovereignty|independence|integrity|unity|principles?|values|democracy|dialogue|diplomacy|contact|consultations?|"
    r"constructive|efforts?|process|political|resolution|partnership|relations|friendship|people|progress|prosperity|"
    r"multilateralism|human rights|the initiative)\b"
)
"""What one is attached to and does nothing for."""
_OWN_IF = re.compile(
    r"\b(?:if|when|unless) (?:we|i|our|all of us)\b(?! (?:see|are (?:attacked|hit|struck|asked|provoked|threatened|"
    r"forced|compelled)|find|have to|need to))"
)
_COURTESY = re.compile(
    r"(?: [\w'-]+){0,4}? (?:emir|king|queen|prince|president|prime minister|chancellor|counterpart|delegations?|summit|"
    r"conference|meetings?|dinner|talks|ceremon\w+|visits?|visitors?|condolences|thanks|tribute|interview|greetings|"
    r"congratulations|press|awards?|medals?|games|festival|anniversary|message)\b"
)
_AT_REST = re.compile(
    r"\b(?:leav(?:e|es|ing)|keep(?:s|ing)?|hold(?:s|ing)?) [^.;,]{1,50}? (?:silent|idle|unused|untouched|grounded|off|"
    r"in (?:port|storage|reserve|mothballs|(?:its|their|our) (?:barracks|hangars|depots|boxes))|on the shelf)\b"
    r"(?! limits)"
)
"""*We will leave the loudspeakers silent*: what is kept at rest is not set to work."""
_TRIBUTE = re.compile(
    r"\b(?:pay(?:ing|s)? tribute|join(?:ing)? (?:with )?me in|salut\w+|honou?ring (?:the|those|our))\b"
)
_HOMELY = re.compile(
    r"\b(?:budget|economy|inflation|prices?|traffic|unemployment|wages|pensions?|taxes|revenues?|growth|harvest|tourism|"
    r"population|population|turnout|roads|schools|trade)\b"
)


def sounds_only(
    act: Act,
    words: str,
    text: str,
    cue: tuple[int, int],
    context: Context,
    lexicon: Lexicon,
    gazetteer: Gazetteer,
) -> bool:
    """Whether the cue of a promise, an offer or a threat promises nothing.

    Examples
    --------
    >>> bool(_UNREAL.search("if they had asked us we would have trained them"))
    True
    """
    lead, told, after = text[: cue[0]], text[slice(*cue)], text[cue[1] :]
    clause = re.split(r"[;:—]|,? but ", lead)[-1]
    if _UNREAL.search(f"{clause}{told}{after[:40]}") and "if i were" not in text:
        return True
    if _DEFINES.search(clause) or _ENTAILS.search(clause) or _OF_PERSONS.search(lead) or _TRIBUTE.search(clause + told):
        return True
    if act is Act.CONDITIONAL_THREAT and _OWN_IF.search(text):
        return True
    if act is not Act.CONDITIONAL_THREAT and (_ASKED.search(clause) or _ideal(told, after, lexicon)):
        return True
    if told.startswith("pay") and not re.search(r"\b(?:will|would|shall|must|to|make|made)(?: [\w']+){0,3} $", lead):
        return True
    if _COURTESY.match(after[:60]) and "offer" not in told and not instruments_in(told + after, lexicon):
        return True
    if re.match(r"(?:promised|pledged|offered|ordered|sent)\b", told.split(" ")[-1]) and _RELATIVE.search(lead):
        return True
    if _BYGONE.search(told + after[:60]) or _AT_REST.search(told + after[:80]):
        return True
    if _PAST.search(f"{clause}{told}{after[:80]}") and not _STILL.search(f"{told}{after[:12]}"):
        return True
    return _another_says(words, told, lead, context, gazetteer) or _homely(text, cue, told, after, lexicon)


def _ideal(told: str, after: str, lexicon: Lexicon) -> bool:
    """*Committed to the rules-based order*: an attachment, not a deed."""
    held = _ATTACHED.search(told) or _ATTACHED.match(told + after, len(told) + after.startswith(" "))
    if held is None or _PLEDGES.match(told):
        return False
    after = (told + after)[held.end() :].lstrip()
    return _IDEALS.match(after) is not None and not instruments_in(after, lexicon)


def _another_says(words: str, told: str, lead: str, context: Context, gazetteer: Gazetteer) -> bool:
    """*Pyongyang says it will respond*: another's threat, told by the speaker."""
    reported = _REPORTS.search(lead) or _REPORTS.search(lead + told.split(" ")[0] + " ")
    if reported is None:
        return False
    who = reported["who"].removeprefix("the ")
    codes = {hit.code for hit in gazetteer.of(words) if plain(words[hit.start : hit.end]) == who}
    return bool(codes) and context.voice.principal not in codes


def _homely(text: str, cue: tuple[int, int], told: str, after: str, lexicon: Lexicon) -> bool:
    """*The budget for roads will increase*: no deed towards another state."""
    subject = subject_before(text, cue[0])
    return _HOMELY.search(subject) is not None and not instruments_in(f"{subject}{told}{after}", lexicon)
