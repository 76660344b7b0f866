"""Attributions that no verb of saying heads: *according to*, *a warning by*, *X's remark that*, *quoted as saying*."""

import re
from collections.abc import Iterator

from standoff.ledger.suggest.complements import complement_end
from standoff.ledger.suggest.frame import Frame, FrameKind
from standoff.ledger.suggest.grammar import FINITE, clean
from standoff.ledger.suggest.paragraph import MASK
from standoff.ledger.suggest.subjects import noun_phrase

_NOUN_BY = re.compile(
    r"\b(?:an?|the|his|her|its|earlier|recent|repeated|this week's|amid|following|followed|after|despite|with|on) "
    r"(?:\w+ )?(?:warnings?|threats?|statements?|promises?|pledges?|vows?|announcements?|declarations?|assurances?|"
    r"claims?|insistence|reports?|complaints?|concerns?|fears|accusations?|suggestions?|allegations?|comments?|"
    r"remarks?) "
    r"(?:by|from|of) (?P<who>[^,;]{3,80}?)(?:, (?P<more>[^,;]{3,50}))?,? that (?=[a-zA-Z])"
)


_PASSIVE_BY = re.compile(
    r"\b(?:is|are|was|were|has been|have been|had been|been|being) (?:\w+ly |also |immediately |quickly )?"
    r"(?P<verb>(?P<deed>rejected|turned down|rebuffed|refused|ruled out)|dismissed|condemned|criticised|"
    r"criticized|denounced|"
    r"welcomed|praised|proposed|demanded|requested|called for|alleged|denied|described|hailed|blamed) "
    r"(?:[^,;.]{0,40}? )?by (?P<who>(?:the |its |his |her |some |many |several )?[A-ZÀ-Þ\w][^,;.:]{2,60})"
)


_FIRST_TO = re.compile(
    r"\b(?:became|becomes|is|was) the (?:first|latest|second|only|last) [^,;]{0,60}?to (?:publicly )?(?:say|"
    r"announce|declare|warn|state|admit)(?: publicly| openly)? that\b"
)


_REMARK = re.compile(
    rf"(?P<who>(?:[A-ZÀ-Þ][\w.’'-]*|[Tt]he|[Hh]is|[Hh]er|[a-z]+)(?: [\w.’'-]+){{0,5}}?)['’]s? (?:\w+ )?(?:remark|"
    rf"statement|promise|claim|vow|pledge|warning|assertion|declaration|insistence)s?(?:,| that|:)? (?={MASK})"
)


_MOVES = re.compile(
    r"\b(?:an?|the|this|that|earlier|recent|repeated|calls?|proposals?|demands?|appeals?) "
    r"(?:(?:\w+ )?(?:proposals?|calls?|demands?|pleas?|requests?|appeals?|suggestions?|offers?|initiatives?|bids?) )?"
    r"(?<=(?:l|d|a|t|n|r|e|s) )(?:by|from) (?P<who>(?:the )?[A-ZÀ-Þ][\w’'-]+(?: (?:[A-ZÀ-Þ][\w’'-]+|minister|president|"
    r"government|lawmakers)){0,4}) (?P<mode>for|to|that|aimed at) (?=\w)"
)
_MOVE_NOUN = re.compile(
    r"\b(?:proposal|call|demand|plea|request|appeal|suggestion|offer|initiative|bid)s? (?:by|from) "
)
"""*a proposal by Vesland for a joint fleet*: told of it, whatever another voice does with it."""


_HIS_WORDS = re.compile(rf"^In (?P<who>his|her|their) (?:own )?(?:words|view|opinion), (?=[\w{MASK}])")


_AS_SAYING = re.compile(
    r"\b(?:quot(?:ed|es|ing)|cit(?:ed|es|ing)|was quoted(?: by [\w ]+?)?) (?P<who>(?:(?!\bas\b)[^,;:]){0,80}?) "
    r"?\bas (?:saying|telling \w+)(?: that)?\b"
)


def verbless(masked: str) -> Iterator[Frame]:
    """Attributions that no verb of saying heads."""
    for match in re.finditer(r"(?i)\b(?:according to|in the (?:words|view) of) (?=[A-Za-z])", masked):
        yield from _according(masked, match)
    yield from _warnings_by(masked)
    yield from _first_to_say(masked)
    yield from _quoted_as(masked)
    yield from _passives(masked)
    yield from _moves(masked)
    yield from _in_his_words(masked)
    yield from _so(masked)
    if MASK in masked:
        yield from _remarks(masked)


def _warnings_by(masked: str) -> Iterator[Frame]:
    """*a warning by X that …*."""
    for match in _NOUN_BY.finditer(masked):
        span = clean(masked, match.end(), complement_end(masked, match.end()))
        if span is not None:
            more = (match["more"],) if match["more"] else ()
            who = match["who"].strip()
            yield Frame(FrameKind.SPEECH, "noun by", *match.span(), who, match.start("who"), more, (span,))


def _first_to_say(masked: str) -> Iterator[Frame]:
    """*X became the first to say that …*."""
    for match in _FIRST_TO.finditer(masked):
        who = noun_phrase(re.sub(r" (?:on )?\w+day\s*$", "", masked[: match.start()]))
        span = clean(masked, match.end(), complement_end(masked, match.end()))
        if who is not None and span is not None:
            stop = masked.find(", a ", *span)
            kept = (span[0], stop if stop > 0 else span[1])
            yield Frame(FrameKind.SPEECH, "first to say", *match.span(), who[0], who[1], who[2], (kept,))


def _quoted_as(masked: str) -> Iterator[Frame]:
    """*the agency quoted X as saying …*, *X was quoted as saying …*: one voice more between."""
    for match in _AS_SAYING.finditer(masked):
        span = clean(masked, match.end(), len(masked))
        who = match["who"].strip()
        at = match.start("who")
        closing = (
            re.match(rf"\s*(?:$|[.]|(?:on|in|at|by|during|after|to)\b[^{MASK}]*$)", masked[match.end() :]) is not None
        )
        if not who or who.startswith("by "):
            lead = re.sub(r"\s*\b(?:is|was|were|has been|are)\s*$", "", masked[: match.start()])
            cut = lead.rfind(MASK) + 1
            before = noun_phrase(lead[cut:])
            who, at = (before[0], cut + before[1]) if before else ("", 0)
            if closing and before:
                span = clean(masked, 0, at)
        elif closing:
            quoted = re.match(rf"\s*({MASK}+)", masked)
            outlet = re.search(rf"(?:,|(?<={MASK}))\s+[\w .’'-]*$", masked[: match.start()])
            span = quoted.span(1) if quoted else clean(masked, 0, outlet.start()) if outlet else span
        if span is not None and who:
            yield Frame(FrameKind.SPEECH, "as saying", *match.span(), who, at, (), (span,), True)


def _passives(masked: str) -> Iterator[Frame]:
    """*it was swiftly rejected by the US as …*: what was rejected is told of the agent."""
    for match in _PASSIVE_BY.finditer(masked):
        begin = max(masked.rfind(mark, 0, match.start()) for mark in (", ", "; ", " and ", " but ", "— ")) + 1
        span = clean(masked, max(begin, 0), complement_end(masked, match.end()))
        if span is not None:
            who = re.split(
                r"\s(?:as|in|on|at|for|after|because|when|while|who|which|last|this|to|during)\b", match["who"]
            )[0]
            kind = FrameKind.DEED if match["deed"] else FrameKind.NOUN
            yield Frame(kind, match["verb"], *match.span(), who.strip(), match.start("who"), (), (span,))


def _moves(masked: str) -> Iterator[Frame]:
    """*a proposal by X for …*, *a call from X to …*."""
    for match in _MOVES.finditer(masked):
        if _MOVE_NOUN.search(match.group()) is None:
            continue
        stop = re.search(rf"[,;:{MASK}]|\.$| (?:but|and|while|as|after|which|who) |$", masked[match.end() :])
        span = clean(masked, match.end(), match.end() + (stop.start() if stop else 0))
        if span is not None and len(masked[slice(*span)].split()) > 1:
            yield Frame(FrameKind.NOUN, "proposal by", *match.span(), match["who"], match.start("who"), (), (span,))


def _in_his_words(masked: str) -> Iterator[Frame]:
    """*In his words, talks go on.*."""
    match = _HIS_WORDS.match(masked)
    span = clean(masked, match.end(), len(masked)) if match else None
    if match and span is not None:
        who = {"his": "he", "her": "she", "their": "they"}[match["who"]]
        yield Frame(FrameKind.SPEECH, "according to", 0, match.end(), who, match.start("who"), (), (span,))


def _so(masked: str) -> Iterator[Frame]:
    """*“…,” so Rahn.*: the German way of attributing a quotation."""
    for match in re.finditer(
        rf"(?P<words>{MASK}+),?\s+so (?P<who>(?:the )?(?:[A-ZÀ-Þ][\w’'-]+ ?){{1,6}})(?=[.,]|$)", masked
    ):
        yield Frame(
            FrameKind.SPEECH,
            "so",
            match.start("who"),
            match.end(),
            match["who"],
            match.start("who"),
            (),
            (match.span("words"),),
        )


def _remarks(masked: str) -> Iterator[Frame]:
    """*X's remark that “…”*."""
    for match in _REMARK.finditer(masked):
        stop = re.match(f"{MASK}+", masked[match.end() :])
        if stop:
            span = (match.end(), match.end() + stop.end())
            yield Frame(FrameKind.SPEECH, "remark", *match.span(), match["who"], match.start(), (), (span,))


def _according(masked: str, match: re.Match[str]) -> Iterator[Frame]:
    lead = not masked[: match.start()].strip()
    rest = masked[match.end() :]
    stop = re.search(rf",\s|[.;]\s|[.;]?$|{MASK}", rest)
    limit = stop.start() if stop else len(rest)
    subject = rest[:limit].strip(" .")
    if re.search(
        r"(?i)\b(?:reports?|survey|poll|data|figures|documents?|treaty|plan|statistics|transcript|statement|text|"
        r"draft|copy)\b",
        subject,
    ):
        return
    follow = match.end() + limit
    appositions: tuple[str, ...] = ()
    if lead:
        more = re.match(
            r",\s((?:an?|the|who|head|chief|director|\w+ (?:of|at|for)) ?[^,]*|"
            r"[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){1,3}),\s",
            masked[follow:],
        )
        if more:
            appositions, follow = (more[1],), follow + more.end()
    span = clean(masked, follow, len(masked)) if lead else clean(masked, 0, match.start())
    between = not lead and FINITE.search(masked[: match.start()]) is None and FINITE.search(masked[follow:]) is not None
    if between:  # *Vesland, according to Rahn, will …*
        span = clean(masked, 0, len(masked))
    if span is not None and span[1] - span[0] > 8:
        yield Frame(
            FrameKind.SPEECH,
            "according to",
            match.start(),
            match.end(),
            subject,
            match.end(),
            appositions,
            (span,),
        )
