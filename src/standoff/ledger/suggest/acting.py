"""The body that acts in its own text: *The Authority decides …*, *The three leaders condemned …*, *ASEAN calls …*."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

PERFORMS = (
    r"(?:condemn|call|urge|demand|decide|reaffirm|affirm|reiterate|express|welcome|note|stress|underline|underscore|"
    r"emphasi[sz]e|recall|commend|deplore|reject|pledge|agree|resolve|authori[sz]e|instruct|direct|request|invite|"
    r"encourage|appreciate|warn|declare|recogni[sz]e|acknowledge|adopt|discus|review|denounce|approve|endorse|regret|"
    r"applaud|commit|exchange|salute|mandate|insist|undertake|renew|take|reserve|support|announce|impose|sanction|"
    r"designate|stand|remain|examine|consider|appeal|conclude|concur|confirm|expect|hold|met|oppose|suspend|convene|"
    r"share|attache|thank|congratulate|pay|extend)"
)
"""Stems of what issuers do by saying so."""
_VERB = (
    rf"(?:(?:has|have|had|also|further|once again|again|strongly|firmly|categorically|today|unanimously|deeply|"
    rf"solemnly|utterly|therefore|jointly|fully|gravely|unequivocally|particularly|warmly|likewise|together|"
    rf"resolutely|both|all|in this regard|accordingly|\w+ly|is|are|was|were),? )*"
    rf"(?:{PERFORMS}(?:s|es|ed|d|ted|sed|ses)?|held|stood|took|gave|met|(?:gravely |deeply |seriously )?(?:concerned|"
    rf"alarmed|appalled|determined|ready|shocked))\b"
)
_HEADS = (
    r"(?:Authority|Council|Committee|Summit|Conference|Ministers?|Leaders|Heads of (?:State(?: (?:and|or) Government)?|"
    r"Government|Delegation)|Assembly|Commission|Meeting|Forum|Group|Parties|Allies|Board|Bureau|Cabinet|"
    r"Government|Ministry|Department|Secretary-General|Secretariat|Chairs?|Chairperson|Chairman|Presidents?|Sides|"
    r"Participants|Alliance|Union|League|Organi[sz]ation|Embassy|Mission|Presidency|Delegation|Quartet|Quad|Troika|"
    r"Parliament|Congress|Senate|House of [A-Z]\w+|Community|Members|Partners|Coalition|Co-Chairs|Mediators|"
    r"Guarantors|Treasury|Army|Command|Bank|Kingdom|Republic)"
)
_LESS = (
    r"(?:leaders|ministers|members|meeting|sides|participants|parties|states|countries|presidents|partners|forum|"
    r"summit|conference|governments|committee|council|house|allies|signatories|delegations|heads of state|"
    r"commission|authority|cabinet|ministry|government|spokesperson|spokesman|department)"
)
_COLLECTIVE = re.compile(
    rf"(?:^|(?<=[.;:!?])\s+|(?<=\n)\s*)(?:\(?\w{{1,3}}[.)]\s+|[•▪·*–—-]\s+)?(?P<now>(?:Today|On [^,.]{{3,40}}|In [^,.]"
    rf"{{3,60}}|At [^,.]{{3,60}}|Following [^,.]{{3,90}}),? )?(?P<who>(?:[Tt]he|[Bb]oth|[Aa]ll|"
    rf"THE) (?:(?:[\w’'.-]+,? (?:of (?:the )?)?){{0,6}}?)(?:{_HEADS}|{_LESS}|{_HEADS.upper()})"
    rf"(?: of (?:the )?[\w’' -]{{2,60}}?)?|Council|Cabinet|Leaders|Ministers|Members|Allies|Parties|Participants|"
    rf"(?:[A-Z]{{2,6}} )?(?:Member )?States)(?: \((?P<short>[A-Z][\w-]{{1,9}})\))?,? {_VERB}"
)
_STATE = re.compile(
    rf"(?:^|(?<=[.;!?])\s+|(?<=\n)\s*)(?:\(?\w{{1,3}}[.)]\s+)?(?P<who>(?:The )?[A-ZÀ-Þ][\w.’'-]*"
    rf"(?:(?:, | and |, and | of (?:the )?| )(?:the )?[A-ZÀ-Þ][\w.’'-]*){{0,8}}),? (?:{_VERB}|will|cannot|shall)\b"
)


_TODAY = re.compile(r"(?i)\b(?:today|tonight|this (?:morning|evening|afternoon))\b")
"""Whoever does something *today* is who has it written: it counts twice."""
ALONE = re.compile(
    rf"(?P<who>The (?:[\w’'-]+ (?:of (?:the )?|and )?){{0,8}}?{_HEADS}(?: of (?:the )?(?:[A-Z][\w’'-]+(?: (?:of |and )?"
    rf"(?:the )?(?=[A-Z]))?){{1,6}})?)(?: \([A-Z]+\))?(?:,? (?:at|in|of|on|meeting|during|having|acting|convened|"
    rf"gathered|"
    rf"assembled|held)\b.*)?,$",
    re.DOTALL,
)
"""*The Peace and Security Council, meeting in Oslo,*: the frame of a document whose paragraphs are verbs."""


class Acting(NamedTuple):
    """Who acts in a text: `who` as it is named there, in how many of its sentences."""

    who: str
    times: int


def acting(bodies: Iterable[str]) -> Acting | None:
    """The collective body that most sentences have as their acting subject, if one has at least two.

    Examples
    --------
    >>> acting(["The Authority condemns the coup.", "The Authority decides to suspend Vesland. It calls for calm."])
    Acting(who='Authority', times=2)
    """
    counts: Counter[str] = Counter()
    pieces = list(bodies)
    for body in pieces:
        alone = ALONE.match(body)
        if alone is not None:  # *The Peace and Security Council,* and then its verbs
            return Acting(_core(alone["who"]), 5)
        for match in _COLLECTIVE.finditer(body):
            counts[_core(match["who"])] += 2 if _TODAY.search(match.group()) else 1
            if match["short"]:
                again = re.compile(rf"\b{match['short']} {_VERB}")
                counts[_core(match["who"])] += sum(len(again.findall(other)) for other in pieces)
    ranked = counts.most_common(1)
    return Acting(*ranked[0]) if ranked and ranked[0][1] >= 2 else None


def acting_states(bodies: Iterable[str]) -> Counter[str]:
    """How often each name is the acting subject of a sentence: *Pakistan rejects …*, *The EU deplores …*."""
    counts: Counter[str] = Counter()
    for body in bodies:
        counts.update(re.sub(r"^The ", "", match["who"]) for match in _STATE.finditer(body))
    return counts


def _core(who: str) -> str:
    """The subject without its article and its number: *The three leaders* as *leaders*."""
    bare = re.sub(r"^(?i:The|Both|All) (?:the )?(?:(?:two|three|four|five|six|seven|same) )?", "", who)
    return bare.title() if bare.isupper() else bare


def named_in(core: str, lines: Iterable[str]) -> str:
    """The body of this name as a title has it in full: *ECOWAS Authority of Heads of State* for *Authority*.

    Examples
    --------
    >>> named_in("Council", ["Communiqué of the Peace and Security Council of the African Union on the coup"])
    'Peace and Security Council of the African Union'
    >>> named_in("leaders", ["Statement by the Leaders of the Group of Seven"])
    'Leaders of the Group of Seven'
    """
    head = core.split(" of ")[0]
    word = r"[A-ZÀ-Þ][\w’'&.-]*"
    full = re.compile(
        rf"(?:(?:{word} )(?:(?:of|and|for|the|of the) )?){{0,6}}(?i:{re.escape(head)})"
        rf"(?:(?: of| and| for)(?: the| [Tt]he)? (?!On\b)(?:{word})(?: (?!(?:On|At|In|To|Following|Regarding|"
        rf"The)\b){word})*){{0,4}}"
    )
    longest = max((m.group() for line in lines for m in full.finditer(line)), key=len, default="")
    longest = re.sub(r"^(?:The |Statement of |Communiqu[eé] of |Meeting of )+(?:the )?", "", longest)
    return longest if len(longest) > len(core) else core
