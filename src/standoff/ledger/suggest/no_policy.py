"""What has the words of a policy and is none: claims denied, comfort offered, others quoted, what would have been."""

import re
from dataclasses import replace

from standoff.ledger.suggest.meaning import Context
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.voice import Voice

_NO_POLICY = re.compile(
    r"\b(?:reject|den(?:y|ie)|dismiss|disput|refut|rebuff|scoff|brush|play)\w* (?:[\w’'-]+ ){0,5}?"
    r"(?:claims?|reports?|accusations?|allegations?|suggestions?|rumou?rs?|speculation|assertions?|charges?|"
    r"notion|fears)\b"
    r"|\boffer\w* (?:(?:no|little|few|his|her|its|their|any|some|the|a|an|warm|heartfelt|deep|sincere|further|more|"
    r"new|only|other|scant) )*(?:evidence|proof|details?|comments?|explanations?|condolences|sympath\w+|apolog\w+|"
    r"congratulations|prayers|thoughts|words|praise|thanks|criticism|advice|reasons?|figures?|specifics|clues?|"
    r"glimpse|"
    r"insights?|assessments?|clarifications?|timeline|timetable|hints?|examples?|analys\w+|opinions?|views?|"
    r"excuses?)\b"
    r"|\b(?:has|have|had)(?: not|n['’]t) (?:yet )?(?:said|disclosed|specified|announced|revealed|explained) "
    r"(?:how|when|where|who|what|which|why)\b"
    r"|\b(?:let|keep) (?:you|the press|everyone|people|them)(?: all)? (?:know|informed|posted|updated)\b"
    r"|\b(?:get|come|circle) back to (?:you|that|this|it)\b"
    r"|\b(?:update|brief|inform) (?:you|the press|the house|reporters)\b"
    r"|\bbe (?:very )?brief\b|\btake (?:a few |some |your |one |any |more |two |another )*questions?\b|\bsee you\b"
    r"|\bread (?:you )?(?:a|the|this|out)\b|\bhave more (?:to say|on|for you)\b|\bmeet again\b"
    r"|\b(?:remain|stay|be|keep|are) in (?:\w+ )?(?:contact|touch|consultations?|dialogue)\b"
    r"|\bcontinue (?:to (?:monitor|follow|watch|consult|coordinate|discuss|talk|speak|engage)|monitoring|following|"
    r"watching|consulting|coordinating|discussing|talking|speaking)\b"
    r"|\b(?!we\b|i\b)\w+ (?:is|are|was|were|keeps?|kept|started|has been|have been) (?:\w+ )?(?:saying|telling us)\b"
    r"|^(?:and |but )?(?:it is |it['’]s )?(?:not )?as (?:if|though)\b|\bif (?:i|he|she|it|they) were\b|\bwere i\b"
    r"|^(?:and |but )?had (?:we|i|he|she|they|it|the|this|that)\b.*\bwould\b"
    r"|\b(?:would|could|should|might)(?: not|n['’]t)? have (?!to\b|no\b|any\b|the\b|a\b|an\b|our\b|its\b|it\b|"
    r"severe\b|"
    r"serious\b|grave\b|massive\b|consequences\b)\w+(?:ed|en|nt|ne|un|id|ld)\b"
)
_HISTORY = re.compile(
    r"\b(?:in|since|during|until|back in) (?:early |late |mid-?)?(?:1[89]|20)\d\d(?:s\b|\b)(?! [a-z]+ \d)"
)
"""A deed told with the bare year: news of the day names no year."""
_NAMED = re.compile(
    r"(?!(?:We|I|Our|My|It|This|That|Never|Not?|Let)\b|The [a-z])(?:[Tt]he )?[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+){0,3}"
)
_SAYS = re.compile(
    r"(?:[’']s)?(?: (?:side|government|leaders?|president|ministers?|officials?|leadership|regime|media|"
    r"propaganda))?,?"
    r" (?:always |now |also |still |often |keeps? |has |have |repeatedly )*(?:say|claim|insist|pretend|argue|"
    r"den(?:y|ie)|allege|assert|maintain|tell|promis|pledg|vow|threaten|believe|think|said|told)\w*\b"
)


_PRIVATE = re.compile(
    r"(?:\b(?:for|of) (?:the |a |an |its |his |her )?|^(?:the |an? )?)(?:[\w’'.-]+ ){0,4}?(?:maker|"
    r"manufacturer|company|firm|giant|producer|supplier|contractor|airline|shipper|shipping line|"
    r"corporation|conglomerate|utility|start-?up|newspaper|broadcaster|magazine|museum|university|college|church|"
    r"charity|"
    r"club|team|trade union|dockers['’]? union|workers['’]? union|union of [a-z]+|football association|think[- ]tank|"
    r"institute|foundation|pressure group|advocacy group|campaign group|lobby(?: group)?|hospital|hotel|"
    r"supermarket|retailer|stock market|brokerage|insurer|energy group|steelmaker|shipyard|bank)\b"
)


def private(voice: Voice) -> Voice:
    """A voice that speaks for a firm, a club or a union binds no state, whatever state the firm is of."""
    if voice.kind == "institution" or not voice.principal or not _PRIVATE.search(voice.office or voice.label):
        return voice
    return replace(voice, principal="", authority="none", kind="group")


def no_policy(words: str, text: str, context: Context, gazetteer: Gazetteer) -> bool:
    """Whether a statement only looks like what a state will do; `text` is `words` in plain small letters.

    Examples
    --------
    >>> from standoff.ledger.suggest.lexicon import load
    >>> from standoff.ledger.suggest.page import pipeline
    >>> from standoff.ledger.suggest.voice import Voice
    >>> context = Context(Voice("Oda Coe", principal="NOR"), direct=True)
    >>> lines = ("Sweden says it will not attack.", "We say we will not attack.", "We will let you know.")
    >>> [no_policy(line, line.lower(), context, Gazetteer(line, load(), pipeline())) for line in lines]
    [True, False, True]
    """
    if _NO_POLICY.search(text) is not None or (context.deed and _HISTORY.search(text) is not None):
        return True
    named = _NAMED.match(words) if context.direct else None
    if named is None or re.search(r"(?i)\b(?:but|and) (?:we|i|our)\b", words):
        return False
    own = any(hit.code == context.voice.principal for hit in gazetteer.of(named.group()))
    return not own and _SAYS.match(words[named.end() :]) is not None
