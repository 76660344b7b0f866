"""A transcript or interview, turn by turn: who speaks is what stands before the colon."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from standoff.ledger.statement import Form
from standoff.ledger.suggest.allegiance import own_state
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import Kind, Paragraph
from standoff.ledger.suggest.people import name_in
from standoff.ledger.suggest.units import cut
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import OFFICIAL, Voice, principal_open

_UNTIL = (
    r"(?=,? (?:on|following|after|at|in|ahead|with|to|before|during|regarding|about|from|for|aboard)\s|"
    r"\s*,\s*(?:[A-Z][a-z]+ \d|\d)|$)"
)
_HOSTED = (
    re.compile(
        r"(?P<who>[A-ZÀ-Þ][^.;:]{2,80}?)['’]s? (?:\w+ ){0,4}?(?i:interview|press conference|news conference|"
        r"remarks|speech|"
        r"statement|address|briefing|doorstep)\b"
    ),
    re.compile(
        r"(?:(?:Transcript|TRANSCRIPT|Full text|WATCH|Video): )?(?P<who>[A-ZÀ-Þ][^.;:]{2,90}?) (?i:holds?|"
        r"delivers?|gives?|"
        r"speaks?|briefs?|addresses|hosts?|answers?|discusses|talks?|joins?|appears?)\b"
    ),
    re.compile(rf"(?i)\b(?:by|of|from)\s+(?P<who>(?:the |our )?[^.;]*?){_UNTIL}"),
    re.compile(
        rf"(?i)\b(?:interview|conversation|q ?& ?a|talk|conference|briefing) with\s+(?P<who>(?:the |"
        rf"our )?[^.;]*?){_UNTIL}"
    ),
    re.compile(rf"(?i)\bwith\s+(?P<who>(?:the |our )?[^.;]*?){_UNTIL}"),
)
_LEGISLATURE = re.compile(
    r"(?i)\b(?:house of commons|debates?,|parliament|congress|senate|bundestag|hansard|questions (?:without|to|for)|"
    r"question time|oral questions|plenary|sitting|commons chamber|lords chamber)\b"
)
_OFFICE_ALONE = re.compile(
    r"(?i)(?:the )?(?:president|prime minister|premier|chancellor|vice president|secretary(?:[- ]general)?|"
    r"minister|king|"
    r"foreign minister|defen[cs]e minister|foreign secretary|defen[cs]e secretary|taoiseach|treasurer)$"
)
_HONORIFIC = re.compile(
    r"(?i)(?:M[RS]|MRS|DR|SEC|SECRETARY|THE|PRESS|SENIOR|GEN|ADM|AMBASSADOR|MINISTER|PRIME|PRESIDENT)\b"
)


@dataclass(slots=True)
class _Floor:
    """Who holds the floor of a transcript: the one it is of, and the speakers met so far by their labels."""

    host: Voice | None
    known: dict[str, Voice]


def turns(page: Page) -> Iterator[Utterance]:
    """Yield the sentences of every turn that is no journalist's, with the question before it."""
    floor = _Floor(_host(page), {})
    question, before = "", ""
    for paragraph in page.plan.paragraphs:
        words = page.text[paragraph.start : paragraph.end]
        if paragraph.kind is Kind.QUESTION:
            question, before = words, ""
        if paragraph.kind is not Kind.BODY:
            continue
        voice = _turn_voice(page, paragraph, floor) if paragraph.turn else _preface_voice(page, words, floor)
        if voice is None:
            continue
        if voice.kind in ("person", "") and "?" in words and voice is not floor.host:
            question = words
            continue
        for first, last in cut(words):
            if re.fullmatch(r"\([^)]*\)\.?|\[[^\]]*\]\.?", words[first:last]):
                continue
            start, end = paragraph.start + first, paragraph.start + last
            yield Utterance(start, end, voice, Form.DIRECT, around=before, question=question)
            before = words[first:last]


def _preface_voice(page: Page, words: str, floor: _Floor) -> Voice | None:
    """Words before the first label are the host's when he speaks in them and somebody else's label comes first."""
    first = next((p.turn for p in page.plan.paragraphs if p.turn), "")
    host = floor.host
    if host is None or not first:
        return host
    own = first.split()[-1].casefold() == host.label.split()[-1].casefold() or _OFFICE_ALONE.match(first)
    spoken = re.search(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b", words) is not None
    return host if spoken and not own and page.text.count(first) < 2 else None


def _host(page: Page) -> Voice | None:
    """Who a transcript is of: *remarks by*, *press conference by*, *interview with*, *X holds a briefing*."""
    head = []
    for paragraph in page.plan.paragraphs[:10]:
        if paragraph.turn and paragraph.turn != "interviewee":
            break
        words = page.text[paragraph.start : paragraph.end]
        if len(words) < 250:
            head.append((paragraph.start, words))
    for pattern in _HOSTED:
        for start, words in head:
            match = pattern.search(words)
            if match and re.search(r"[A-Z]", match["who"]) and not re.match(r"(?i)written|posted|published", words):
                parts = match["who"].split(", ")
                voice = page.voices.resolve(parts[0], tuple(parts[1:]), start)
                if voice.kind not in ("", "expert", "reporter"):
                    return voice
    return None


def _turn_voice(page: Page, paragraph: Paragraph, floor: _Floor) -> Voice:
    label, role = paragraph.turn, paragraph.role
    if label == "interviewee":
        return floor.host or Voice("interviewee", doubts=((0.4, "who is interviewed is not said"),))
    key = label.casefold()
    if key in floor.known and not role:
        return floor.known[key]
    voice = _named_turn(page, label, role, floor.host)
    if voice.principal == "" and voice.kind not in ("former", "expert", "legislator"):
        voice = _with_state_of_host(page, voice, label, floor.host)
    if voice.kind == "person" and not voice.principal and _asked(page):
        voice = replace(voice, kind="spokesperson").doubted(0.1, "taken for an official: answers the press")
    if voice.kind in OFFICIAL and principal_open(voice):
        voice = own_state(page, voice, label)
    floor.known[key] = voice
    return voice


def _asked(page: Page) -> bool:
    return any(p.kind is Kind.QUESTION for p in page.plan.paragraphs)


def _with_state_of_host(page: Page, voice: Voice, label: str, host: Voice | None) -> Voice:
    inherited = host.principal if host is not None and host.principal else page.home
    if _LEGISLATURE.search(page.text[:400]) and voice.kind in ("person", ""):
        return replace(voice, kind="legislator", authority="advisory")
    if inherited and (host is None or _HONORIFIC.match(label)):
        return replace(voice, principal=inherited, authority="binding").doubted(
            0.1, "principal from the transcript's host"
        )
    return voice


def _office_turn(page: Page, shown: str, host: Voice | None) -> Voice:
    """*THE PRESIDENT*: the one the transcript is of, or where he has no name the office of the transcript's state."""
    named = host is not None and name_in(host.label, page.gazetteer) is not None
    if host is not None and named and host.kind in ("head", "minister", "person", "spokesperson"):
        return host if host.principal else replace(host, kind="head", doubts=())
    voice = page.voices.resolve(shown, (), 0)
    stated = host is not None and not any("principal" in why for _, why in host.doubts)
    code = host.principal if host is not None and (stated or not page.home) else page.home
    if name_in(voice.label, page.gazetteer) is not None or not code or code == voice.principal:
        return voice
    doubts = tuple(doubt for doubt in voice.doubts if "principal" not in doubt[1])
    assigned = replace(voice, principal=code, authority="binding", doubts=doubts)
    return assigned.doubted(0.1, "principal from the transcript's own country")


def _named_turn(page: Page, label: str, role: str, host: Voice | None) -> Voice:
    shown = " ".join(word.title() if word.isupper() and len(word) > 2 else word for word in label.split())
    shown = re.sub(r"^(MR|MS|MRS|DR|SEN|GEN|ADM)\b\.?", lambda m: m[1].title() + ".", shown)
    named = re.search(r"[A-ZÀ-Þ]\w+ [A-ZÀ-Þ]\w+", role)
    if _OFFICE_ALONE.match(label) and not named:
        return _office_turn(page, shown, host)
    if named and re.match(r"(?i)the\b", label):
        return page.voices.resolve(role.split(" (")[0], (label,), 0)
    if re.fullmatch(
        r"(?i)mr\.? speaker|madam(?:e)? (?:speaker|president)|the (?:chair\w*|speaker|moderator|president of the "
        r"(?:assembly|sejm|bundestag))",
        label,
    ):
        return Voice("Speaker" if "peaker" in label.lower() else label, kind="legislator", authority="advisory")
    places = page.gazetteer.of(role)
    if places and places[0].start == 0 and places[0].end == len(role):
        return Voice(shown, role, places[0].code, "binding", kind="envoy")
    return page.voices.resolve(shown, (role,) if role else (), 0)
