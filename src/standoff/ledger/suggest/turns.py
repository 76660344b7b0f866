"""A transcript or interview, turn by turn: who speaks is what stands before the colon."""

import re
from collections.abc import Iterator
from dataclasses import replace

from standoff.ledger.statement import Form
from standoff.ledger.suggest.allegiance import own_state
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import Kind, Paragraph
from standoff.ledger.suggest.units import cut
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import OFFICIAL, Voice, principal_open


def turns(page: Page) -> Iterator[Utterance]:
    main = _host(page)
    question, before, known = "", "", dict[str, Voice]()
    for paragraph in page.plan.paragraphs:
        words = page.text[paragraph.start : paragraph.end]
        if paragraph.kind is Kind.QUESTION:
            question, before = words, ""
        if paragraph.kind is not Kind.BODY:
            continue
        voice = _turn_voice(page, paragraph, main, known) if paragraph.turn else main
        if voice is None or (voice.kind in ("person", "") and "?" in words and voice is not main):
            question = words
            continue
        for first, last in cut(words):
            if re.fullmatch(r"\([^)]*\)\.?", words[first:last]):
                continue
            yield Utterance(
                paragraph.start + first,
                paragraph.start + last,
                voice,
                Form.DIRECT,
                around=before,
                question=question,
            )
            before = words[first:last]


def _host(page: Page) -> Voice | None:
    """Who a transcript is of: *remarks by*, *press conference by*, *interview with*."""
    for paragraph in page.plan.paragraphs[:6]:
        words = page.text[paragraph.start : paragraph.end]
        if paragraph.turn and paragraph.turn != "interviewee":
            break
        match = re.search(
            r"(?i)\b(?:by|with|of|from)\s+(?P<who>(?:the |our )?[^.;]*?)(?=\s+(?:on|following|after|at|in|"
            r"ahead|with|to|before)\s|\s*(?:,\s*(?:[A-Z][a-z]+ \d|\d))|$)",
            words,
        )
        if match and len(words) < 250 and re.search(r"[A-Z]", match["who"]):
            parts = match["who"].split(", ")
            return page.voices.resolve(parts[0], tuple(parts[1:]), paragraph.start)
    return None


def _turn_voice(page: Page, paragraph: Paragraph, main: Voice | None, known: dict[str, Voice]) -> Voice:
    label, role = paragraph.turn, paragraph.role
    if label == "interviewee":
        return main or Voice("interviewee", doubts=((0.4, "who is interviewed is not said"),))
    key = label.casefold()
    if key in known and not role:
        return known[key]
    voice = _named_turn(page, label, role, main)
    if voice.principal == "" and voice.kind not in ("former", "expert", "legislator"):
        inherited = main.principal if main is not None and main.principal else page.home
        legislature = re.search(
            r"(?i)\b(?:house of commons|debates?,|parliament|congress|senate|bundestag|hansard|"
            r"questions (?:without|to|for)|question time|oral questions|plenary|sitting)\b",
            page.text[:400],
        )
        if legislature and voice.kind in ("person", ""):
            voice = replace(voice, kind="legislator", authority="advisory")
        elif inherited and (
            main is None or re.match(r"(?:M[RS]|MRS|DR|SEC|SECRETARY|THE)\b", label) or label == "interviewee"
        ):
            voice = replace(voice, principal=inherited, authority="binding").doubted(
                0.1, "principal from the transcript's host"
            )
    if voice.kind in OFFICIAL and principal_open(voice):
        voice = own_state(page, voice, label)
    known[key] = voice
    return voice


def _named_turn(page: Page, label: str, role: str, main: Voice | None) -> Voice:
    shown = " ".join(word.title() if word.isupper() and len(word) > 2 else word for word in label.split())
    shown = re.sub(r"^(MR|MS|MRS|DR|SEN|GEN|ADM)\b\.?", lambda m: m[1].title() + ".", shown)
    named = re.search(r"[A-ZÀ-Þ]\w+ [A-ZÀ-Þ]\w+", role)
    if (
        re.match(r"(?i)the (?:president|prime minister|chancellor|vice president|secretary|minister|king)\b", label)
        and not named
    ):
        bearer = main if main is not None and main.kind in ("head", "minister", "person", "spokesperson") else None
        if bearer is not None:
            return replace(bearer, kind="head", doubts=()) if not bearer.principal else bearer
    if named and re.match(r"(?i)the\b", label):
        return page.voices.resolve(role.split(" (")[0], (label,), 0)
    if re.fullmatch(
        r"(?i)mr\.? speaker|madam(?:e)? (?:speaker|president)|the (?:chair\w*|speaker|moderator|"
        r"president of the (?:assembly|sejm|bundestag))",
        label,
    ):
        return Voice("Speaker" if "peaker" in label.lower() else label, kind="legislator", authority="advisory")
    return page.voices.resolve(shown, (role,) if role else (), 0)
