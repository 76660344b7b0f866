"""Whose words an official text holds: the persons of its title, the house of its letterhead, its state."""

import re
from collections.abc import Iterator
from dataclasses import replace

from standoff.ledger.suggest.allegiance import own_state
from standoff.ledger.suggest.headings import Heading, headings
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import HOST, TERMINAL, Genre, Kind
from standoff.ledger.suggest.people import name_in
from standoff.ledger.suggest.voice import OFFICIAL, Voice

_AND_OFFICE = re.compile(
    r" [Aa]nd (?=(?:the )?(?:[\w’'-]+ ){0,3}?(?i:president|prime minister|chancellor|premier|minister|secretary|king|"
    r"foreign minister|general|ambassador|vice president)\b)"
)
_SEVERAL = re.compile(
    r"(?i)\b(?:heads of state|(?:member |participating )states|states parties|leaders|ministers|council|summit|"
    r"members|governments|group|quad|troika|co-?chairs|"
    r"delegations?|coalition)\b"
)
_HOUSE = re.compile(
    r"(?:[Tt]he )?(?:White House|"
    r"Ministry of [\w ,&]{4,40}|Department of \w+|[A-Z]\w+ Ministry(?: of [A-Z][\w ,&]{4,40})?|"
    r"[\w’' ]{2,30} Palace|"
    r"Downing Street|Kremlin|Pentagon|Foreign Office|Prime Minister['’]s Office)"
)


_NAMED_FIRST = re.compile(
    r"(?:^|(?<=[.!?])\s+|\n)(?:The )?(?P<who>[A-ZÀ-Þ]\w+(?: [A-ZÀ-Þ]\w+)?) (?:and|stand|will|remain)\b"
)


def head_lines(page: Page) -> list[tuple[int, str]]:
    """The lines before the first turn and before the words of a document, with where they begin."""
    head = []
    for paragraph in page.plan.paragraphs[:14]:
        if (paragraph.turn and paragraph.turn != HOST) or paragraph.kind is Kind.QUESTION:
            break
        words = page.text[paragraph.start : paragraph.end]
        if len(words) < 250 or (len(words) < 500 and re.search(r"\bin an (?:\w+ )?interview\b", words)):
            head.append((paragraph.start, words))
    return head


def hosts(page: Page) -> list[Voice]:
    """Whose words a transcript holds: *remarks by*, *interview with*, *X holds a briefing*; else its house."""
    head = head_lines(page)
    for heading in headings(head):
        found = [titled(page, who, heading.at) for who in _AND_OFFICE.split(heading.who)]
        if found and _speaks(page, found[0]):
            return [voice for voice in found if _speaks(page, voice)]
    met = _introduced(page)
    house = house_of(page, [line for _, line in head], told=False) if met is None else met
    return [house] if house is not None else []


def _introduced(page: Page) -> Voice | None:
    """The official whom the lead of an interview names first: *The minister, Ada Coe, was in Oslo, where we …*."""
    if page.plan.genre is not Genre.DIALOGUE:
        return None
    begin = next((p.start for p in page.plan.paragraphs if p.kind is Kind.QUESTION), 0)
    if not re.search(
        r"(?i)\b(?:interview\w*|spoke (?:to|with)|talk(?:ed|s)? (?:to|with)|answer\w*)\b", page.text[:begin]
    ):
        return None
    for paragraph in page.plan.paragraphs:
        lead = page.text[paragraph.start : paragraph.end]
        named = name_in(lead, page.gazetteer) if paragraph.start < begin and lead[-1] in TERMINAL else None
        if named is None or named[1] > 90:
            continue
        beside = re.match(r", ([^,.]{3,90})[,.]", lead[named[2] :])
        said = (lead[: named[1]].strip(" ,"), beside[1] if beside is not None else "")
        voice = page.voices.resolve(named[0], tuple(part for part in said if part), paragraph.start)
        if voice.kind in OFFICIAL:
            return voice.doubted(0.1, "taken for the one interviewed: the first official its lead names")
    return None


def _speaks(page: Page, voice: Voice) -> bool:
    """Whether the phrase of a title is a voice: an office, a body, or a person with a full name or an office."""
    known = page.voices.people.known.get(voice.label)
    named = " " in voice.label or (known is not None and bool(known.descriptors))
    return voice.kind not in ("", "expert", "reporter") and (voice.kind != "person" or named)


_HONOURED = re.compile(
    r"(?:(?:H\.? ?E\.?|(?:His|Her) Excellency),? )(?:(?:Mr|Mrs|Ms|Dr|Prof|Gen|Amb|Sheikh|Ambassador|"
    r"General)\.? )*(?P<name>[A-ZÀ-Þ][\w’'-]+(?: (?:al-|bin )?"
    r"[A-ZÀ-Þ][\w’'-]+){1,3})"
)


def titled(page: Page, who: str, at: int) -> Voice:
    """The voice of a phrase in a title, with what stands in apposition to it."""
    plain = re.sub(r"(?i)\bH\. ?E\.? |\b(?:his|her) excellency ", "", re.sub(r"\bPM\b", "Prime Minister", who))
    honoured = _HONOURED.search(who)
    if honoured is not None:  # *the Head of the Delegation of Norway, H.E. Mr. Ada Coe*
        beside = (who[: honoured.start()].strip(" ,"), who[honoured.end() :].strip(" ,"))
        return page.voices.resolve(honoured["name"], tuple(part for part in beside if part), at)
    parts = plain.split(", ")
    return page.voices.resolve(parts[0], tuple(parts[1:]), at)


def issuers(page: Page, found: Iterator[Heading]) -> Iterator[Voice]:
    """The issuers that the titles of a document name: a person, an office, or a body of several states."""
    for heading in found:
        hits = page.gazetteer.of(heading.who)
        first = heading.who.split(", ")[0]
        person = ", " in heading.who and name_in(first, page.gazetteer) is not None and not _SEVERAL.search(first)
        person = person or _HONOURED.search(heading.who) is not None
        if not person and (_SEVERAL.search(heading.who) or len({hit.code for hit in hits}) > 1):
            held = hits or page.gazetteer.of(heading.line)
            defined = _defined(page) if len({hit.code for hit in hits}) > 1 else ""
            codes = [hit.code for hit in held if hit.bloc] or ([defined] if defined else [hit.code for hit in held])
            doubts = ((0.2, "several issuers"),) if len(set(codes)) != 1 else ()
            code = codes[0] if codes else page.home
            who = re.sub(r"^(?:the|The) | \([A-Z0-9]{2,6}\)$", "", heading.who)
            yield Voice(who, who, code, "binding" if code else "none", False, "institution", doubts)
            continue
        parts = [titled(page, who, heading.at) for who in _AND_OFFICE.split(heading.who)]
        named = [voice for voice in parts if voice.kind in OFFICIAL and name_in(voice.label, page.gazetteer)]
        if len(named) > 1 and len(named) == len(parts):
            label = ", ".join(voice.label for voice in named[:-1]) + f" and {named[-1].label}"
            yield replace(named[0], label=label).doubted(0.1, "several issuers")
        elif _speaks(page, parts[0]):
            yield parts[0]


def _defined(page: Page) -> str:
    """The bloc that a list of states is said to be: *France, Germany and the United Kingdom (“the E3”)*."""
    for hit in page.gazetteer.between(0, 1200):
        if hit.bloc and re.search(r"\([“\"‘']?(?:the )?$", page.text[max(0, hit.start - 6) : hit.start]):
            return hit.code
    return ""


def house_of(page: Page, lines: list[str], *, told: bool = True) -> Voice | None:
    """The house a text is issued by where its title names nobody: the ministry or palace of the letterhead."""
    foot = [line for line in page.text.strip().split("\n")[-2:] if line.strip()[-1:] not in TERMINAL]
    short = [line for line in lines + foot if len(line) < 120 and not re.match(r"(?!From)[A-Z][\w ]{2,20}: ", line)]
    label = next((match.group() for line in short if (match := _HOUSE.search(line))), "")
    state = page.home or _of_leader(page, lines) or own_state(page, Voice("issuer"), "").principal
    state = state or (_first_named(page, lines) if told else "")
    if told and not label and state == "USA" and re.search(r"\bPresident\b", page.text[:1500]):
        label = "White House"
    if not label:
        return None
    label = re.sub(
        r"^(?:the|The) ", "", re.split(r" of (?=(?:the )?[A-Z]\w+$)(?!(?:the )?Republic$)(?!.* of )|, ", label)[0]
    )
    voice = Voice(label, kind="institution")
    return replace(voice, principal=state, authority="binding") if state else voice


def _first_named(page: Page, lines: list[str]) -> str:
    """*Norway and Vesland stand …*: the state a readout names first, unless its title names it as the other."""
    other = {
        hit.code
        for line in lines
        if (side := re.search(r"(?i)\b(?:with|to)\b", line)) is not None
        for hit in page.gazetteer.of(line[side.end() :])
    }
    for match in _NAMED_FIRST.finditer(page.text):
        hits = page.gazetteer.of(match["who"])
        if hits and hits[0].start == 0 and hits[0].code not in other:
            return hits[0].code
    return ""


def _of_leader(page: Page, lines: list[str]) -> str:
    """The state of the head of government a title names without a state."""
    for line in lines:
        found = name_in(line, page.gazetteer)
        if found is not None and found[0].split()[-1] in page.voices.people.known:
            voice = page.voices.voice_of(page.voices.people.person(found[0]))
            if voice.kind == "head" and voice.principal:
                return voice.principal
    return ""
