"""The state of an official where nothing around his name tells it: from what he says, and from who spoke before."""

import re
from dataclasses import replace

from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import HOST, Genre, Paragraph
from standoff.ledger.suggest.places import Hit
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import OFFICIAL, Voice, principal_open

ACTING = re.compile(
    r"(?:The )?(?P<who>[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)?)(?:, according [^,.]{3,80},)? (?:will|would|is|are|"
    r"has|have|was|had|does|cannot|"
    r"can|could|wants?|needs?|stands?|remains?|reserves?)\b"
)


OWN_ACT = re.compile(
    r"(?:^|(?<=[.!?:—–\n] )|(?<=, )|(?<=\bbut )|(?<=\band ))(?:The )?(?P<who>[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)?) "
    r"(?:will|would|has decided to|has agreed to|is (?:ready|prepared|willing) to|stands ready to|intends to|"
    r"plans to|can|is) "
    r"(?:(?:also|not|never|now|soon|gladly|always|keep|continue to|be) )*"
    r"(?:send|deploy|deliver|supply|provide|giv|host|train|contribute|reinforce|transfer|donat|support|join|"
    r"station|doubl|help|finance|tak(?:e|ing) part|act\b|acting|allow|defend|respond|stand|spend|work|do\b|play)"
)
"""What an official says of his own state: *Estonia will send …*."""


_BEFORE_ENEMY = re.compile(
    r"\b(?:[Aa]ttack(?:s|ed)? by|threat from|[Ss]anctions (?:on|against)|(?:defend|"
    r"protect)\w*(?: \w+){0,3} against|stop|deter|resist|condemn|punish|defeat|blame)\w* (?:the )?$"
)


_AFTER_ENEMY = re.compile(
    r"(?:['’]s?)? (?:\w+ )?(?:aggression|war|attacks?|invasion|threats?|occupation)\b|(?: [\w-]+){1,6} against\b|"
    r" (?:has |had )?(?:attacked|invaded|bombed|threatened|violated)\b|['’]s (?:[\w-]+ ){1,5}?provocations?\b|"
    r" (?:must|will face|should (?:stop|cease))\b"
)


_OTHERS = re.compile(
    r"(?i)\b(?:(?:thoughts|stand|stands|standing|solidarity|partnership|relations|united|talks|agreement) "
    r"(?:\w+ ){0,2}?with|against (?:[\w ]+ of )?|interests of|"
    r"(?:support|aid|help|assistance|weapons) (?:for|to)|people (?:of|in)|"
    r"(?:situation|war|happen\w*|events|seeing|are|nation) in|"
    r"(?:invasion|visit|ambassador|president|sovereignty|integrity|defen[cs]e) (?:of|to)) (?:the )?$"
)
"""How a speaker names a state that is not his."""


def own_state(page: Page, voice: Voice, label: str) -> Voice:
    """An official whose state is not said: the one state his turns act for, else the one he names most."""
    own = (label, "") if label == HOST else (label,)
    turns = [paragraph for name in own for paragraph in page.turns.get(name, ())]
    opposed = {
        hit.code for turn in turns for hit in page.gazetteer.between(turn.start, turn.end) if _opposed(page, hit)
    }
    acted = {
        hits[0].code
        for turn in turns
        for match in OWN_ACT.finditer(page.text[turn.start : turn.end])
        if (hits := page.gazetteer.of(match["who"])) and hits[0].end == len(match["who"]) and not hits[0].bloc
    }
    if len(acted - opposed) == 1:
        return _assigned(page, voice, (acted - opposed).pop())
    code = "" if voice.principal else _asked_of(page) or _spoken_for(page, turns, opposed)
    if not code:
        return voice
    doubt = (0.15, "principal from the speaker's own words")
    return replace(voice, principal=code, authority="binding").doubted(*doubt)


def _asked_of(page: Page) -> str:
    """The one state whose government or position the questions ask for: *the response of the Government of Japan*."""
    found = set()
    for paragraph in page.questions:
        for hit in page.gazetteer.between(paragraph.start, paragraph.end):
            before, after = page.text[max(0, hit.start - 30) : hit.start], page.text[hit.end : hit.end + 30]
            asked = re.search(r"(?i)\bgovernment of (?:the )?$", before) or re.match(
                r"(?:['’]s)? (?:own )?(?:government|position|stance|response|policy|view|side|plan)s?\b", after
            )
            if asked and not hit.bloc and paragraph.end - hit.start < 260:
                found.add(hit.code)
    return found.pop() if len(found) == 1 else ""


def _opposed(page: Page, hit: Hit) -> bool:
    """Whether a state is spoken of as the one that attacks or is to be stopped: it is not the speaker's."""
    after = page.text[hit.end : hit.end + 90]
    return (
        _BEFORE_ENEMY.search(page.text[max(0, hit.start - 40) : hit.start]) is not None
        or _AFTER_ENEMY.match(after) is not None
    )


def _spoken_for(page: Page, turns: list[Paragraph], opposed: set[str]) -> str:
    """The state an official names most in his turns, when it is named twice and no other as often."""
    counts: dict[str, int] = {}
    for turn in turns:
        for hit in page.gazetteer.between(turn.start, turn.end):
            aside = _OTHERS.search(page.text[max(0, hit.start - 40) : hit.start])
            if hit.code not in opposed and aside is None:
                counts[hit.code] = counts.get(hit.code, 0) + (not hit.bloc)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    alone = bool(ranked) and ranked[0][1] >= 2 and (len(ranked) == 1 or ranked[1][1] < ranked[0][1])
    return ranked[0][0] if alone else ""


def _assigned(page: Page, voice: Voice, code: str) -> Voice:
    person = page.voices.people.known.get(voice.label.split()[-1])
    if person is not None and not person.owner:
        person.owner = code
    doubts = tuple(d for d in voice.doubts if "principal" not in d[1])
    return replace(
        voice, principal=code, authority="binding", doubts=(*doubts, (0.1, "principal from the state it speaks as"))
    )


def placed(page: Page, utterance: Utterance) -> Voice:
    """An official whose state is not said: the adjective of a state earlier in the paragraph, when there is one."""
    voice = utterance.voice
    if voice.kind not in OFFICIAL or not principal_open(voice):
        return voice
    acting = ACTING.match(page.text[utterance.start : utterance.end])
    hits = page.gazetteer.of(acting["who"]) if acting else ()
    if hits and not hits[0].bloc:
        if page.plan.genre in (Genre.TRANSCRIPT, Genre.DIALOGUE):  # his other turns did not bear it out
            return replace(voice, principal=hits[0].code, authority="binding").doubted(
                0.25, "principal from the state of one sentence"
            )
        return _assigned(page, voice, hits[0].code)
    start = page.text.rfind("\n", 0, utterance.start) + 1
    near = {
        hit.code for hit in page.gazetteer.between(start, utterance.start) if hit.kind == "demonym" and not hit.bloc
    }
    if len(near) != 1 or voice.principal or page.official:
        return voice
    doubts = tuple(d for d in voice.doubts if "principal" not in d[1])
    return replace(
        voice, principal=near.pop(), authority="binding", doubts=(*doubts, (0.25, "principal from the paragraph"))
    )
