"""What the head of an official text says of it: whose words it holds, and whether they were spoken or written."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from standoff.ledger.suggest.masthead import capitalised, office_line

SPOKEN = (
    r"(?:press conferences?|news conferences?|press briefings?|media briefings?|briefings?|conference call|"
    r"conference|doorsteps?(?: interview| statement)?|interventions?|message|remarks|speech|address|"
    r"press points?|press encounters?|(?:media )?stakeouts?|town hall|keynote|lecture|testimony|media statements?|"
    r"press availability|availability|gaggle|oral statement|interview|comments|answers|q ?& ?a|intervention|"
    r"repl(?:y|ies)|responses?(?= to\b))"
)
WRITTEN = (
    r"(?:(?:open )?letter(?= to| from| by)|statement|declaration|communiqu[eé]|conclusions|press release|"
    r"press statement|fact ?sheet|resolution(?! (?:of|to) (?:the |a |this )?(?:[\w-]+ ){0,2}"
    r"(?:cris[ie]s|conflict|dispute|issue|situation|war|question|problem|standoff)))"
)
_OPINION = (
    r"(?:(?:joint )?(?:op-ed|article|opinion piece|commentary|guest column)|stance|position|reaction|response|comment|"
    r"note verbale)"
)
"""Words that make a document's title only with *of* or *by* after them."""
TOLD = (
    r"(?:read-?out|(?:tele)?phone (?:conversation|call|talk|talks)|call|(?:summit |working |courtesy )?(?:meeting|"
    r"talks?|"
    r"working (?:lunch|dinner))|courtesy call)"
)
TELLS = re.compile(rf"(?i)(?:[’'s]|\b(?:minister|president|premier|secretary|leaders?|summit)) (?:[\w-]+ )?{TOLD}$")
"""A title that ends with the talk it tells of: *Foreign Ministers' Telephone Talk*."""
_ADJECTIVES = (
    r"(?:the |a |an )?(?:joint |official |press |written |final |summit |presidency |opening |closing |introductory |"
    r"keynote |video |pre-\w+ |doorstep |virtual |televised |on-camera |regular |weekly |daily |hallway |full |"
    r"live |radio |exclusive |draft |national |oral )*"
)
_DOCUMENT = rf"(?i:{_ADJECTIVES}(?P<doc>{SPOKEN}|{WRITTEN}))s?"
_UNTIL = (
    r"(?=,? (?:on|following|after|at|in (?!an\b)|ahead|with|to|before|during|regarding|concerning|about|from|"
    r"(?<!State )(?<!Minister )(?<!Secretary )(?<!Affairs )for|aboard|"
    r"issued|participating|meeting|when|as|via|through|by|upon|en route|made|delivered|given|adopted|"
    r"\d{1,2} [A-Z])\b|"
    r"\s*[(|]|: |\s+[–—-]\s|\s*,\s*(?:[A-Z][a-z]+ \d|\d|[A-Z][a-z]+ [A-Z]?\w*,? \d)|\.?$)"
)
_WHO = r"(?P<who>(?:the |our )?(?:[^.;|]|(?<=\b[A-Z])\.|(?<=\b[DM]r)\.|(?<=\bMrs)\.|(?<=\bGen)\.|(?<=\bHon)\.)*?)"
_LEAD = re.compile(
    r"(?i)(?:(?:(?:(?:edited |full |official |rush )?transcript|full text|verbatim)(?: of)?:? |(?:watch|video|"
    r"in full|live|text|document): )|"
    r"(?-i:(?:[A-Z][\w'’]+\. )?(?:[A-Z][a-z]+ \d{1,2}\w*\. )?[A-Z]{4,} ?[–—-] )|"
    r"(?:no|qa|nr)\.?[:-]? ?\d+,? (?:\d+ \w+ \d{4},? )?|today, |"
    r"(?:following|after|during|at|on|in) [^,]{3,80}, )+(?=\S)"
)
_SPEAKS = (
    r"(?:holds?|held|delivers?|delivered|gives?|gave|speaks?|spoke|briefs?|briefed|addresses|addressed|hosts?|"
    r"answers?|answered|discusses|talks?|joins?|appears?|makes?|made|issues?|issued|adopts?|adopted)"
)


class Manner(Enum):
    """How the words of a document came to be."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    TOLD = "told"


class Heading(NamedTuple):
    """A line of the head: whose document, of which manner, at `at` of the text; `line` whole; `weight` how sure."""

    who: str
    manner: Manner
    at: int
    line: str
    weight: float


_WORDS = r"(?:[^.;:|]|(?<=\b[A-Z])\.|(?<=Sen)\.|(?<=Mr)\.|(?<=Gen)\.|(?<=Sec)\.)"
"""A title's characters: a full stop only after an initial or a short title."""
_OWNED = re.compile(
    rf"(?:the )?(?P<who>[A-ZÀ-Þ]{_WORDS}{{1,90}}?)(?:['’]s?)\s(?:[\w-]+ ){{0,5}}?(?:{_DOCUMENT}|"
    r"(?i:response|reply|replies|reaction|comments?|answers?)(?= to\b| on\b))\b"
)
_BY = re.compile(
    rf"(?:{_DOCUMENT}|^(?i:{_ADJECTIVES}{_OPINION}))(?:(?: (?:made|issued|given))?(?: (?i:of|from|attributable to))|"
    rf"(?:(?!\b(?:regarding|concerning|about|on)\b)[^.;]){{0,60}}?\b(?i:by))\s+{_WHO}{_UNTIL}"
)
_BY_ALONE = re.compile(rf"(?:(?i:issued|adopted) )?by\s+{_WHO}{_UNTIL}")
_BETWEEN = re.compile(rf"{_DOCUMENT}\b.{{0,20}}?\bbetween\s+{_WHO}{_UNTIL}")
_ACTS = re.compile(
    rf"(?P<who>[A-ZÀ-Þ][^.;:|]{{2,120}}?) (?:{_SPEAKS}) (?:[\w'’-]+ ){{0,4}}?{_DOCUMENT}\b"
    r"|(?P<who2>[A-ZÀ-Þ](?:[^.;:|]|(?<=\b[A-Z])\.|(?<=\b[DM]r)\.){2,170}?),? (?:holds?|delivers?|gives?|speaks|"
    r"briefs?|addresses|hosts?|answers|answered|"
    r"discusses|talks|joins?|appears) "
)
_WITH = re.compile(rf"(?i)\b(?:interview|conversation|q ?& ?a|talk|conference|briefing)s? (?:with|of)\s+{_WHO}{_UNTIL}")
_INTERVIEWED = re.compile(
    r"(?P<who>[A-ZÀ-Þ][^.;:|]{2,90}?),? (?i:(?:(?:said|told [^,.]{2,40}|spoke) )?(?:in|gave|"
    r"gives) an? (?:\w+ )?interview)\b"
)
_ON_AIR = re.compile(
    r"(?P<who>[A-ZÀ-Þ][^.;:|,]{4,80}?) (?:on|to) (?:the )?[A-Z][\w .]{1,40}?(?:(?i:tv|channel|radio|television)\b)"
)
_BARE = re.compile(
    rf"(?P<who>[A-ZÀ-Þ][\w.’' -]{{1,80}}?)(?: (?i:meeting))?:? {_DOCUMENT}(?=\s+(?i:to|on|at|of \d|following|"
    rf"after|regarding|"
    r"concerning|in)\b|:|\s*[–—-]|$)"
)
_OTHERS = re.compile(rf"(?i)\b(?:with)\s+{_WHO}{_UNTIL}")
_FIELD = re.compile(
    r"(?:Briefer|Speaker|By|Spokes\w+|Delivered by|Witness|Minister|Interviewee|Guest|BY|"
    r"SPEAKER):\s+(?P<who>[A-Z].{2,80})$"
)
_FORM = re.compile(rf"(?i){_ADJECTIVES}(?P<doc>{SPOKEN}|{WRITTEN}|{TOLD}|{_OPINION}(?= of| by))s?\b")
_SURENESS = {
    _FIELD: 3.2,
    _OWNED: 3.1,
    _INTERVIEWED: 3.0,
    _ACTS: 2.9,
    _BETWEEN: 2.9,
    _BY: 2.8,
    _BY_ALONE: 2.8,
    _WITH: 2.2,
    _ON_AIR: 2.0,
    _BARE: 2.0,
    _OTHERS: 1.0,
}
"""The forms of a title in the order of reading, each with what it counts against other signs of the issuer."""
_INTERVIEWER = re.compile(r"(?i)\binterview(?:ed)?(?: was)?(?: conducted)?,? by\b")
"""*Interview by Ada Coe*: who asks, not who answers."""
_FORM_ONLY = re.compile(
    rf"(?i){_ADJECTIVES}(?:{SPOKEN}|{WRITTEN}|{TOLD})s?(?:$| (?:at|on|to|in|after|following|with|from)\b)"
)
_NEWS = re.compile(r"(?i)(?:written|posted|published|reporting|photo|updated|translated|edited(?! transcript))\b")


def headings(lines: Iterable[tuple[int, str]]) -> Iterator[Heading]:
    """Yield what the lines of a head say of whose words follow, the surest forms first.

    Examples
    --------
    >>> lines = [(0, "Defence Secretary statement to the House"), (50, "by Minister Ada Coe")]
    >>> list(dict.fromkeys(heading.who for heading in headings(lines)))
    ['Minister Ada Coe', 'Defence Secretary']
    """
    held = [(at, line) for at, line in lines if not _NEWS.match(line)]
    held = [*_stacked(held), *held]
    held += [(at + match.end(), line[match.end() :]) for at, line in held if (match := _TOPIC.match(line)) is not None]
    for pattern, weight in _SURENESS.items():
        for at, line in held:
            lead = _LEAD.match(line)
            skip = lead.end() if lead is not None else 0
            anchored = pattern in (_FIELD, _OWNED, _INTERVIEWED, _ACTS, _BY_ALONE, _ON_AIR, _BARE)
            match = pattern.match(line, skip) if anchored else pattern.search(line, skip)
            if match is None:
                continue
            group = "who" if match["who"] else "who2"
            who = re.split(r",? (?:this|today|yesterday|on) |, \(|, who ", match[group])[0].strip(" ,:–—-")
            passive = re.search(r"(?i)\b(?:was|is being|were) (?:issued|released|made|read|adopted)\b", line)
            if (
                re.search(r"[A-ZÀ-Þ]", who)
                and not _FORM_ONLY.match(who)
                and not _ACTING.search(who)
                and not _INTERVIEWER.search(line)
            ):
                yield Heading(
                    _cased(who), _manner(line), at + match.start(group), line, weight - 0.6 * (passive is not None)
                )


_ACTING = re.compile(
    r"[\w.’'] (?i:rejects?|condemns?|welcomes?|calls?|urges?|deplores?|denies|says?|announces?|imposes?|sanctions|"
    r"adopts?|"
    r"agrees?|responds?|supports|warns?|demands?|reiterates?|expresses|sends?|launches)\b"
)
"""A headline's verb: *Korvia rejects a statement* is nobody's statement."""


_OPENS_ON = re.compile(r"(?:[a-z]|BY\b|(?i:at|on|to|of|before|delivered|during|in|for|and|with)\b)")
_RUNS_ON = re.compile(r"(?i)(?:\b(?:by|of|the|to|at|on|and|for|in)|,)$")


def _stacked(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Titles that stand on several lines: *STATEMENT / BY / H.E. ADA COE / MINISTER OF DEFENCE / AT THE FORUM*.

    Examples
    --------
    >>> list(_stacked([(0, "Statement by Ada Coe"), (30, "Minister of Defence"), (60, "at the forum"), (90, "Oslo")]))
    [(0, 'Statement by Ada Coe, Minister of Defence at the forum')]
    """
    begin, words = 0, ""
    for at, line in [*lines, (-1, "")]:
        short = len(line) < 160 and line[-1:] not in tuple(".:;!?")
        names = bool(words) and office_line(line) and re.search(r"(?i)\bby\b", words) is not None
        if words and line and short and (_OPENS_ON.match(line) or _RUNS_ON.search(words) or names):
            words += f", {line}" if names and not _RUNS_ON.search(words) else f" {line}"
            continue
        if words and not any(words == whole for _, whole in lines):
            yield begin, words
        begin, words = at, line if short else ""


def _cased(who: str) -> str:
    """A name in capitals as it is written elsewhere: *THE DELEGATION OF NORWAY* as *the Delegation of Norway*."""
    if not who.isupper() or len(who) < 5:
        return who
    return capitalised(who)


def _manner(line: str) -> Manner:
    if re.search(r"(?i)\bread-?out\b", line) or re.fullmatch(rf"(?i){_ADJECTIVES}{TOLD}s?", line):
        return Manner.TOLD
    return Manner.SPOKEN if re.search(rf"(?i)\b{SPOKEN}s?\b", line) else Manner.WRITTEN


_TOPIC = re.compile(r"[^:\n]{3,110}: (?=[A-Z])")
"""The topic before a title: *Vesland: Statement by …*."""
_WRITER = re.compile(
    r"(?P<who>[A-ZÀ-Þ][\w'’-]+(?: [\w'’-]+){1,3}) (?:is|serves as) (?P<office>(?![^.]*\b(?:former|fellow|professor)\b)"
    r"[^.,]*\b(?:president|minister|chancellor|secretary|ambassador|commissioner|premier)\b[^.]*)\.$"
)


def writer_of(last: str, head: Iterable[str]) -> tuple[str, str] | None:
    """*By Ada Coe* in the head and *Ada Coe is Norway's defence minister.* at the end: her name and her office."""
    match = _WRITER.match(last)
    signed = match is not None and any(line.strip() in (f"By {match['who']}", match["who"]) for line in head)
    return (match["who"], match["office"]) if match is not None and signed else None


_FORM_AFTER = re.compile(rf"(?i)(?<=[–—:)-] ){_ADJECTIVES}{WRITTEN}s?$")
"""*European Council (24 March) – Conclusions*."""


def form_of(line: str) -> Manner | None:
    """The manner of the document a title begins with: *Joint statement …*, *Readout of …*; else None."""
    lead = _LEAD.match(line) or _TOPIC.match(line)
    if line.endswith(".") and re.match(rf"(?i){_ADJECTIVES}{TOLD}\b", line):
        return None
    match = _FORM.match(line, lead.end() if lead is not None else 0) or _FORM_AFTER.search(line)
    return _manner(match.group()) if match is not None else None
