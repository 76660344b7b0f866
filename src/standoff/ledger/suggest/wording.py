"""The wording of noun phrases that tell of a voice: its house, its words, an epithet, a list of states."""

import re

from standoff.ledger.suggest.places import Hit

JOINT = re.compile(
    r"(?<=[a-z.]) and (?:(?:the |[A-ZÀ-Þ][\w’'-]+ ){0,3}?(?:President|Prime|Chancellor|Premier|Foreign|Defen[cs]e|"
    r"Secretary|King|Minister|General|Ambassador)\b).*$"
)


DOCUMENT = re.compile(
    r"(?i)(?:the|a|an|their|its|his|her) (?P<of>(?-i:[A-ZÀ-Þ][\w.’']*\s)+)?(?:\w+ )?(?:statement|communiqu[eé]|"
    r"declaration|readout|document|letter|"
    r"resolution|"
    r"draft|text|press release)(?:,? (?:\w+ )?(?:by|from|of|provided by|issued by|"
    r"released by) (?:the )?(?P<by>.+)|,? (?:issued|released|published|following|after) .+)?"
)


EPITHET = re.compile(
    r"(?i)the (?:\w+ )?(?:politician|statesman|stateswoman|leader|lawmaker|legislator|veteran|man|woman|official)|"
    r"the (?:former|ex-|retired|one-time) ?(?:[\w’'-]+ ?){1,4}|the \d\d-year-old(?: \w+)?|"
    r"the (?:social |christian )?(?:democrat|republican|socialist|conservative|liberal|centrist)"
)
"""Words for a person who was named: *the politician*, *the former mayor*, *the 59-year-old*."""
WORDS_OF = re.compile(
    r"(?!(?:[Tt]his|[Ll]ast|[Nn]ext|[Tt]oday|[Yy]esterday|\w+day)['’])(?P<who>.+?)['’]s? (?:[\w-]+ ){0,3}"
    r"(?:statements?|comments?|remarks?|words|answers?|reply|replies|speech|address|letter|message|communiqu[eé]|post|"
    r"tweet|interview|announcement|warning|threat|ultimatum|promise|pledge|decision|order)s?"
)
"""*Mr Doron’s remarks suggest*, *the ministry's statement said*: who is answerable is the owner of the words."""
HOUSE = re.compile(r"(?i)\b(?:government|ministry|office|administration|cabinet|embassy|palace)$")
TOGETHER = re.compile(
    r"(?i)(?:the )?(?:two|three|four|both|same)(?: [\w-]+)?(?: [\w-]+)? "
    r"(?:countries|governments|states|nations|allies|capitals)"
)
"""*the two countries*: those whose joint words were told before."""


def leads(hits: tuple[Hit, ...], head: str) -> bool:
    """*The United States and key allies*: a state at the head of a list speaks for itself."""
    return (
        hits[0].kind in ("name", "seat")
        and re.fullmatch(r"(?i)(?:the )?", head[: hits[0].start]) is not None
        and (re.match(r"(?:, [\w .’'-]+){0,6},? and \b", head[hits[0].end :]) is not None)
    )


def covers(hits: tuple[Hit, ...], head: str) -> bool:
    left = head
    for hit in reversed(hits):
        left = left[: hit.start] + left[hit.end :]
    left = re.sub(
        r"(?i)^((?:the)?[\s’'s]*)(?:\d+ |\w+-seven )?(?:leaders|foreign ministers|defen[cs]e ministers|heads of state|"
        r"member states|members)\b",
        r"\1",
        left.strip(),
    )
    return re.fullmatch(r"(?i)[\s’']*(?:the|both|and|s)?[\s’']*(?:s|and)?\s*(?:itself)?\s*", left) is not None
