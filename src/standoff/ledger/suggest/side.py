"""The state a speaker of a transcript speaks for, weighed from what he says and from what he is asked."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import Paragraph
from standoff.ledger.suggest.places import Hit

_STARTS = re.compile(
    r"(?:^|[.!?:;—–\n]\s*|, (?:and |but |so )?|\b(?:but|and|so|that|because|if|when|why|as) )(?:the |The )?$"
)
"""What stands before the subject of a clause."""
_GIVES = re.compile(
    r" (?:will|would|has decided to|has agreed to|is (?:ready|prepared|willing) to|stands ready to|intends to|plans to|"
    r"can|is) (?:(?:also|not|never|now|soon|gladly|always|keep|continue to|be) )*(?:send|deploy|deliver|supply|provide|"
    r"giv|host|train|contribute|reinforce|transfer|donat|support|join|station|doubl|help|finance|tak(?:e|ing) part|"
    r"act\b|"
    r"acting|allow|defend|respond|stand|spend|work|do\b|play|cede|yield|accept|tolerate|recogni[sz]e|abandon)"
)
_HOLDS = re.compile(
    r"(?:['’]s)? (?:has decided|has always|has never|is (?:ready|prepared|willing|committed)|stands? (?:ready|by|with)|"
    r"remains? (?:committed|ready)|supports?|opposes?|condemns?|calls? (?:for|on|upon)|reserves?|do(?:es)? not|"
    r"welcomes?|urges?|demands?|rejects?|maintains?|attaches|hopes?|expects?|believes?|considers?|strongly|firmly|"
    r"consistently|always)\b"
)
_MAY = re.compile(r" (?:will|would|can|could|shall|cannot)\b")
_IS = re.compile(r" (?:is|are|has|have|was)\b")
_OWNS = re.compile(
    r"['’]s? (?:own )?(?:position|policy|stance|view|response|commitment|sovereignty|territor\w+|security|interests?|"
    r"armed forces|embassy|support|principles?|determination|national|government|side)\b"
)
_BODY = re.compile(
    r" (?:government|people|side|position|policy|embassy|armed forces|forces|troops|soldiers|interests?|law|"
    r"constitution|parliament|navy|army|public|citizens|taxpayers?)\b"
)
_HERE = re.compile(r"\b(?:we in|here in|us in|our country,|as|for us in) (?:the )?$")
_AGAINST = re.compile(
    r"(?i)\b(?:attack(?:s|ed)? by|threat from|sanctions (?:on|against)|(?:defend|protect)\w*(?: \w+){0,3} against|stop|"
    r"deter|resist|condemn|punish|defeat|blame|against)\w* (?:the )?$"
)
_VICTIM = re.compile(
    r"(?i)\b(?:war|attacks?|strikes?|aggression|threats?|invasion|troops|missiles|violence|acts?|"
    r"operations?) (?:\w+ )?against (?:the )?$"
)
_HARMS = re.compile(
    r"(?: [\w'’-]+){1,7} against\b|(?:['’]s?)? (?:\w+ )?(?:aggression|war|attacks?|invasion|threats?|occupation|"
    r"provocations?)\b|"
    r" (?:has |had )?(?:attacked|invaded|bombed|threatened|violated)\b|['’]s (?:[\w-]+ ){1,5}?provocations?\b|"
    r" (?:must|will face|should|needs? to)\b"
)
_TOWARDS = re.compile(
    r"(?i)\b(?:(?:thoughts|stand|stands|standing|solidarity|partnership|relations|united|talks|agreement|meeting) "
    r"(?:\w+ ){0,2}?with|interests of|(?:support|aid|help|assistance|weapons) (?:for|to)|people (?:of|in)|"
    r"(?:situation|war|happen\w*|events|seeing|are|nation|fighting|conflict) in|to|"
    r"(?:invasion|visit|ambassador|sovereignty|integrity|defen[cs]e) (?:of|to)|(?:president|minister|king|leader) of) "
    r"(?:the )?$"
)
_GUEST = re.compile(
    r"(?:['’]s)? (?:[A-Z][a-z]+ )?(?:President|Prime Minister|Chancellor|King|Foreign Minister|counterpart)\b"
)
_ASKED = re.compile(r"(?i)\b(?:will|would|is|are|does|do|did|should|can|could|has|have|may|might) (?:the )?$")
_ASKED_OF = re.compile(r"(?i)\b(?:government|response|position|view|stance|policy) of (?:the )?$")


class Weighed(NamedTuple):
    """The state that the signs speak for, how strongly, and whether others come near."""

    code: str
    weight: float
    clear: bool


def state_of(page: Page, turns: Iterable[Paragraph], questions: Iterable[Paragraph], *, blocs: bool = False) -> Weighed:
    """Return the state that the words of one speaker, and the questions put to him, show him to speak for.

    A state whose deeds, positions and institutions he tells of as subject counts for him; one that he thanks, visits,
    helps or fights counts less or against. The title of the page breaks a tie.
    """
    weights: dict[str, float] = defaultdict(float)
    for paragraph in turns:
        for hit in page.gazetteer.between(paragraph.start, paragraph.end):
            if blocs or not hit.bloc:
                weights[hit.code] += _own(page.text, hit)
    for paragraph in questions:
        for hit in page.gazetteer.between(paragraph.start, paragraph.end):
            if (blocs or not hit.bloc) and paragraph.end - hit.start < 400:
                weights[hit.code] += _in_question(page.text, hit)
    first = next((p.start for p in page.plan.paragraphs if p.turn), 0)
    for code in {hit.code for hit in page.gazetteer.between(0, first)} & weights.keys():
        weights[code] += 0.4
    ranked = sorted(((weight, code) for code, weight in weights.items() if weight > 0), reverse=True)
    if not ranked:
        return Weighed("", 0.0, False)
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    return Weighed(ranked[0][1], ranked[0][0], ranked[0][0] >= 1.6 * second)


def _own(text: str, hit: Hit) -> float:
    """How far a mention of a state in a speaker's words shows that it is his own; below nothing where it is not."""
    before, after = text[max(0, hit.start - 60) : hit.start], text[hit.end : hit.end + 90]
    if _VICTIM.search(before):
        return 0.3
    if _AGAINST.search(before) or _HARMS.match(after):
        return -1.5
    if _GUEST.match(after):
        return -0.5
    if hit.kind == "demonym":
        return 1.0 if _BODY.match(after) and not _TOWARDS.search(before) else 0.1
    if _HERE.search(before):
        return 2.0
    if _OWNS.match(after):
        return 1.2
    if _STARTS.search(before):
        for pattern, weight in ((_GIVES, 3.0), (_HOLDS, 2.0), (_MAY, 1.2), (_IS, 0.6)):
            if pattern.match(after):
                return weight
    return -0.3 if _TOWARDS.search(before) else 0.2


def _in_question(text: str, hit: Hit) -> float:
    """How far a question shows that a state is that of the one it is put to: *would Norway join*."""
    before, after = text[max(0, hit.start - 40) : hit.start], text[hit.end : hit.end + 60]
    if _ASKED_OF.search(before):
        return 2.5
    if re.match(
        r"['’]s (?:own )?(?:government|position|stance|response|policy|view|side|plan|reaction|comment)s?\b", after
    ):
        return 2.0
    if _ASKED.search(before) and hit.kind != "demonym":
        return 1.0
    return 0.0
