"""Whose a document is: everything on the page that claims it for somebody, each claim with its weight."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from standoff.ledger.suggest.acting import acting, acting_states, named_in
from standoff.ledger.suggest.headings import Heading, Manner, headings
from standoff.ledger.suggest.issuer import house_of, issuers
from standoff.ledger.suggest.masthead import HOUSE_LINE, Signature, closing, signatures
from standoff.ledger.suggest.offices import roles_in
from standoff.ledger.suggest.official import LEADS_IN, QUOTED, WE_THE
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import TERMINAL, Kind
from standoff.ledger.suggest.voice import Voice

_OFFICE_ONLY = re.compile(
    r"(?i)(?:the |official |an? )*(?:[\w’'-]+ ){0,3}(?:president|minister|secretary|spokes\w+|chancellor|premier|"
    r"ambassador|chair\w*|secretary-general|head|representative|commander)(?: (?:of|for) [\w ,&’'-]+)?$"
)


class Claim(NamedTuple):
    """One sign of the issuer: the voice it points to, how much it counts, and whether it is but the page's house."""

    weight: float
    voice: Voice
    house: bool = False


def issuer_claims(page: Page, head: list[tuple[int, str]], *, told: bool) -> Iterator[Claim]:
    """Yield who may have issued a document. `told`: it tells of others' talks, which is its house's."""
    lines = [line for _, line in head]
    bodies = [page.text[p.start : p.end] for p in page.plan.paragraphs if p.kind is Kind.BODY]
    house = _house(page, lines, told=told)
    if house is not None:
        yield Claim(3.5 if told else 1.6, house, house=True)
    if told:
        return
    titled = [*_of_leads(page, bodies[:6]), *_of_headings(page, head)]
    yield from titled
    offices = frozenset(role for claim in titled if _alone(claim.voice) for role in roles_in(claim.voice.label))
    yield from _of_signatures(page, lines, offices)
    signer = closing([page.text[p.start : p.end] for p in page.plan.paragraphs[-6:]])
    if signer:
        yield Claim(3.4, page.voices.resolve(signer, (), len(page.text)))
    body = acting(QUOTED.sub(" ", words) for words in bodies)
    if body is not None:
        several = _leaders(page, body.who, bodies, [claim.voice for claim in titled])
        yield Claim(2.3 + min(0.1 * body.times, 0.4), body_of(page, body.who, lines + bodies[:2]))
        if several is not None:
            yield Claim(3.3, several)
    yield from _of_states(page, bodies)


def _alone(voice: Voice) -> bool:
    """Whether a voice is an office without its bearer's name."""
    return voice.kind != "institution" and _OFFICE_ONLY.fullmatch(voice.label) is not None


def _of_headings(page: Page, head: list[tuple[int, str]]) -> Iterator[Claim]:
    """What the titles say, and how a declaration names those who make it."""
    for heading in headings(head):
        for voice in issuers(page, iter([heading])):
            yield Claim(heading.weight - (0.5 if _alone(voice) else 0.0), voice)
    declared = WE_THE.search(page.text, 0, 3000)
    if declared is not None:
        heading = Heading(declared["who"], Manner.WRITTEN, declared.start("who"), declared.group(), 2.3)
        yield from (Claim(2.3, voice) for voice in issuers(page, iter([heading])))


def _house(page: Page, lines: list[str], *, told: bool) -> Voice | None:
    """The house on a line of its own in the head or the foot, else one that the head's lines speak of."""
    foot = [page.text[p.start : p.end] for p in page.plan.paragraphs[-4:] if p.kind is not Kind.BODY]
    for line in [*lines, *foot]:
        found = HOUSE_LINE.match(line.strip(" *_"))
        if found is not None and len(line.split()) > 1:
            whole = line.title().replace(" Of ", " of ").replace(" The ", " the ").replace(" And ", " and ")
            label = re.sub(r"^(?:The|U\.?S\.?) ", "", whole if line.isupper() else line)
            label = re.split(
                r", | of (?:the )?(?:[\w’']+ )?(?:Republic of )?(?=[A-Z]\w+$)(?!Republic$)(?!.* of )", label
            )[0]
            hits = page.gazetteer.of(line)
            stated = next((hit.code for hit in hits if hit.kind != "seat" or hit.bloc), "")
            code = stated or page.home or page.voices.principals.usual(label) or next((hit.code for hit in hits), "")
            return Voice(label, label, code, "binding" if code else "none", False, "institution")
    return house_of(page, lines, told=told)


_LEADS = re.compile(
    r"(?:[A-Z][\w’' ]+, [A-Z\d][\w. ]{2,20}(?: ?\([^()]*\))? ?[–—:-]+ ?)?(?:(?:[Oo]n|[Ii]n|[Ff]ollowing|[Aa]fter|"
    r"[Tt]oday|[Rr]egarding)\b"
    r"[^,]*, )?(?P<who>(?:[Tt]he |An? )?[^:]{3,200}?),? (?:(?:has|have|today|also|yesterday|jointly|"
    r"on \w+ \d+) )*(?:issued|issues?|made|"
    r"released?|said|stated?|announce[sd]?|declare[sd]?|delivered|gave|express(?:es|ed)?|commented|answered|replied|"
    r"adopted|"
    r"agreed|decide[sd]?)\b[^:]{0,120}:$",
    re.DOTALL,
)


def _of_leads(page: Page, bodies: list[str]) -> Iterator[Claim]:
    """The one who is said to speak in the sentence that leads the words in: *Ada Coe, minister, stated as follows:*."""
    for words in bodies:
        lead = _LEADS.match(words) if len(words) < 900 and LEADS_IN.search(words) else None
        if lead is None or re.search(r"\b(?:was|were|is|are)$", lead["who"]):
            continue
        voices = list(issuers(page, iter([Heading(lead["who"], Manner.WRITTEN, page.text.find(words), words, 3.0)])))
        yield from (Claim(2.5 if _alone(voice) else 3.0, voice) for voice in voices)


def _of_signatures(page: Page, lines: list[str], offices: frozenset[str]) -> Iterator[Claim]:
    """The persons whom the head or the foot names beside an office, on short lines; surest where a title has it."""
    short = [line for line in lines if len(line) < 120 and line[-1] not in ".!?"]
    foot = [page.text[p.start : p.end] for p in page.plan.paragraphs[-5:] if p.kind is not Kind.BODY]
    foot = [line for line in foot if len(line) < 120 and line not in short]
    for weight, place in ((2.9, short), (1.9, foot)):
        for signed in signatures(place):
            voice = _signed(page, signed)
            if voice.kind not in ("", "expert", "former", "reporter", "person"):
                yield Claim(weight + 0.7 * bool(offices & roles_in(signed.office)), voice)


def _signed(page: Page, signed: Signature) -> Voice:
    voice = page.voices.resolve(signed.name, (signed.office,), page.text.find(signed.name))
    usual = any("name of the office" in why for _, why in voice.doubts)
    if usual and page.home and page.home != voice.principal:  # the page's own house outweighs what is usual
        return replace(voice, principal=page.home, doubts=((0.1, "principal from the page's house"),))
    return voice


def _leaders(page: Page, core: str, bodies: list[str], titled: list[Voice]) -> Voice | None:
    """*President A, President B and Prime Minister C met …* where *the three leaders* then act: those named."""
    if not re.match(r"(?i)(?:leaders|ministers|presidents|sides|heads of)\b", core):
        return None
    first = next((words for words in bodies if not LEADS_IN.search(words)), "")
    start = page.text.find(first)
    people = {
        p.name: place
        for p in page.voices.people.known.values()
        for place in p.positions
        if start <= place < start + 400
    }
    names = sorted(people, key=lambda name: people[name])
    if not 2 <= len(names) <= 5 or not re.search(r"\b(?:met|gathered|convened|spoke|held)\b", first):
        return None
    code = next((voice.principal for voice in titled if voice.principal), "")
    code = code or page.voices.voice_of(page.voices.people.person(names[0])).principal
    label = ", ".join(names[:-1]) + f" and {names[-1]}"
    return Voice(label, label, code, "binding" if code else "none", False, "institution", ((0.2, "several issuers"),))


def body_of(page: Page, core: str, lines: list[str]) -> Voice:
    """A body that acts in the text as its title names it in full, for the bloc or state that it is of."""
    label = named_in(core, lines)
    titles = [line for line in lines if line[-1] not in TERMINAL]
    hits = [hit for words in (label, *(t for t in titles if core.split()[0] in t)) for hit in page.gazetteer.of(words)]
    if re.search(r"\b(?:Parliament|Congress|Senate|Bundestag|House of)\b", label):  # binds no government
        return Voice(label, label, authority="advisory", kind="legislator")
    blocs = [hit.code for hit in hits if hit.bloc]
    states = list(dict.fromkeys(hit.code for hit in page.gazetteer.of(label) if not hit.bloc))
    code = blocs[0] if blocs else page.voices.principals.usual(label) or (states[0] if states else page.home)
    doubts = () if blocs or len(states) == 1 else ((0.15, "principal of the body that acts in the text"),)
    return Voice(label, label, code, "binding" if code else "none", False, "institution", doubts)


def _of_states(page: Page, bodies: list[str]) -> Iterator[Claim]:
    """*Pakistan rejects …*, *The European Union deplores …*: a state or bloc that acts in a text without any name."""
    counts: dict[str, tuple[int, str]] = {}
    titles = [page.text[p.start : p.end] + "." for p in page.plan.paragraphs[:4] if p.kind is Kind.HEADLINE]
    for who, times in acting_states(QUOTED.sub(" ", words) for words in [*titles, *bodies]).items():
        hits = page.gazetteer.of(who)
        if hits and hits[0].start == 0 and hits[0].kind in ("name", "seat"):
            counts[hits[0].code] = (counts.get(hits[0].code, (0, ""))[0] + times, who[: hits[0].end])
    if counts:
        code, (times, who) = max(counts.items(), key=lambda item: (item[1][0], item[0]))
        fits = code == page.home
        doubt = (0.08 if fits else 0.15, "principal from the state that acts in the text")
        yield Claim(1.2 + 0.1 * min(times, 4), Voice(who, who, code, "binding", False, "institution", (doubt,)))


def state_of_acts(page: Page) -> Voice | None:
    """The state or bloc that acts in the text, as the voice it would be."""
    bodies = [page.text[p.start : p.end] for p in page.plan.paragraphs if p.kind is Kind.BODY]
    return next((claim.voice for claim in _of_states(page, bodies)), None)


def issuer_of(page: Page, head: list[tuple[int, str]], *, told: bool) -> Voice | None:
    """The voice whose claim weighs most; of equal ones the first. Its bearer where another claim names him."""
    claims = list(issuer_claims(page, head, told=told))
    if not claims:
        return None
    best = max(claims, key=lambda claim: claim.weight)
    close = any(
        claim.weight > best.weight - 0.3 and claim.voice.principal != best.voice.principal and claim.voice.principal
        for claim in claims
        if claim is not best
    )
    voice = best.voice
    if re.fullmatch(r"(?i)(?:the )?spokes\w+", voice.label):  # of whom nothing is said: the house he speaks for
        voice = next((claim.voice for claim in claims if claim.house), voice)
    if not voice.principal:
        codes = {claim.voice.principal for claim in claims if claim.voice.principal}
        if len(codes) == 1:
            doubt = (0.12, "principal from another claim of the page")
            doubts = tuple(d for d in voice.doubts if "principal" not in d[1])
            voice = replace(voice, principal=codes.pop(), authority="binding", doubts=(*doubts, doubt))
    return voice.doubted(0.15, "the page claims two issuers") if close else voice
