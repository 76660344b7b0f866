"""An article, sentence by sentence: who is said to have said what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from standoff.ledger.statement import Form
from standoff.ledger.suggest.dates import When, find_dates
from standoff.ledger.suggest.frame import Frame, FrameKind
from standoff.ledger.suggest.frames import frames
from standoff.ledger.suggest.lexicon import word_class
from standoff.ledger.suggest.limits import listed_limits
from standoff.ledger.suggest.offices import roles_in
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import MASK, Genre, Kind, Unit
from standoff.ledger.suggest.quotations import Quotation
from standoff.ledger.suggest.subjects import colon_subject, leading_subject
from standoff.ledger.suggest.units import cut, units
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import OFFICIAL, Voice

_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I)\b(?!\.)")


_REPORTED = re.compile(r"\b(?:would|must|should|had|could|needed to)\b")
"""Verbs of reported speech: in a record of a meeting a sentence with one goes on with what the delegate said."""


@dataclass(slots=True)
class _Thread:
    """Whose words a quotation without an attribution may be.

    `chain` holds quotations that wait for their voice; `last` is the voice heard last, with its paragraph and dates;
    `runs` says that a quotation of that voice is still open, or was led in by a colon.
    """

    chain: list[tuple[Unit, Quotation]] = field(default_factory=list)
    last: tuple[Voice, int, tuple[When, ...]] | None = None
    runs: bool = False


def narrative(page: Page, kind: Kind = Kind.BODY) -> Iterator[Utterance]:
    """Yield what the voices of an article say, in order; of a transcript those in its paragraphs of a kind."""
    thread, before, anchor, previous = _Thread(), "", None, -1
    for unit, found in page.sentences if kind is Kind.BODY else _sentences(page, kind):
        fresh, previous = unit.paragraph != previous, unit.paragraph
        when = _dates(page, unit, found, anchor)
        anchor = next((w.first for w in when if w.first is not None), anchor)
        said = list(_framed(page, unit, found, when, before))
        if said:
            yield from _awaited(page, thread, said[0].voice if _answers(unit) else None, when)
            thread.last, thread.runs = (said[-1].voice, unit.paragraph, when), False
            yield from said
        elif unit.quotations and _bare(unit):
            yield from _unattributed(page, thread, unit, before, fresh=fresh)
        else:
            yield from _awaited(page, thread, None, when)
            yield from _goes_on(page, thread, unit, before)
            heard = thread.last[0] if thread.last is not None else None
            yield from _by_colon(page, unit, when, before, heard)
            opened = _colon_voice(page, unit, heard) or _leads_in(page, unit)
            thread.runs = opened is not None and not unit.quotations
            if opened is not None:
                thread.last = (opened, unit.paragraph, when)
            else:
                _notice(page, unit)
        yield from listed_limits(page, unit, when)
        before = page.text[unit.start : unit.end]
    yield from _awaited(page, thread, None, ())


def _sentences(page: Page, kind: Kind) -> Iterator[tuple[Unit, tuple[Frame, ...]]]:
    return ((unit, frames(unit.masked, page.lexicon)) for unit in units(page.plan, page.lexicon, kind))


def _unattributed(page: Page, thread: _Thread, unit: Unit, before: str, *, fresh: bool) -> Iterator[Utterance]:
    """A sentence that is all quotation: the voice goes on, or is named only in a later paragraph."""
    last, first = thread.last, unit.quotations[0]
    if thread.chain or last is None or (_opens_chain(unit, fresh) and not thread.runs):
        if thread.chain or _opens_chain(unit, fresh):
            thread.chain.extend((unit, q) for q in unit.quotations)
        return
    follows = fresh and _succeeds(page, last[1], unit.paragraph, gap=0)
    after_one = fresh and not follows and _succeeds(page, last[1], unit.paragraph, gap=1)
    if last[1] == unit.paragraph or first.reopened or follows or after_one:
        doubt = (0.06 if follows else 0.25, "a quotation of its own paragraph: taken for the voice before")
        voice = (
            last[0].doubted(*doubt) if (follows or after_one) and not thread.runs and not first.reopened else last[0]
        )
        yield from _quoted(page, unit, voice, last[2], before, carried=True)
        thread.last = (last[0], unit.paragraph, last[2])
        thread.runs = unit.quotations[-1].left_open


def _goes_on(page: Page, thread: _Thread, unit: Unit, before: str) -> Iterator[Utterance]:
    """*… , Rahn said. We support every effort.*: a first person in narration is that of the voice before."""
    last = thread.last
    if last is None or last[1] != unit.paragraph or unit.quotations:
        return
    recorded = page.plan.genre is Genre.MINUTES and last[0].kind in OFFICIAL and _REPORTED.search(unit.masked)
    if not (recorded or _FIRST_PERSON.search(unit.masked)):
        return
    voice = last[0].doubted(0.15, "a first person without quotation marks: taken for the voice before")
    end = unit.start + len(unit.masked)
    yield from _sentences_of(page, unit, unit.start, end, voice, last[2], before, direct=False, form=Form.INDIRECT)


def _succeeds(page: Page, paragraph: int, later: int, *, gap: int = 0) -> bool:
    """Whether nothing but furniture, and at most `gap` paragraphs of narration, stands between two paragraphs."""
    between = [p.kind for p in page.plan.paragraphs[paragraph + 1 : later] if p.kind is not Kind.FURNITURE]
    return len(between) <= gap and Kind.HEADLINE not in between


def _answers(unit: Unit) -> bool:
    """Whether a sentence may end a quotation that was left open before: it opens with quoted words."""
    return bool(unit.quotations) and (unit.quotations[0].reopened or unit.masked.lstrip().startswith(MASK))


def _leads_in(page: Page, unit: Unit) -> Voice | None:
    """*President Obama said:* at the end of a paragraph: the quotations after it are his."""
    if not unit.masked.rstrip().endswith(":"):
        return None
    subject = colon_subject(unit.masked.rstrip() + MASK)
    if subject is None or not re.search(
        r"(?i)\b(?:said|says|wrote|statement|added|told|read|reads|declared)\b", unit.masked
    ):
        return None
    voice = page.voices.resolve(subject[0], subject[2], unit.start + subject[1])
    return voice if voice.kind not in ("", "reporter") else None


def _opens_chain(unit: Unit, fresh: bool) -> bool:
    """A quotation left open whose voice is named only in a later paragraph."""
    return ((fresh and unit.quotations[-1].left_open) and not unit.quotations[0].reopened) or (
        unit.quotations[0].reopened and unit.quotations[-1].left_open
    )


def _awaited(page: Page, thread: _Thread, voice: Voice | None, when: tuple[When, ...]) -> Iterator[Utterance]:
    """The quotations that waited: of the voice now named, else of the one heard before them."""
    if thread.chain and voice is None and thread.last is not None:
        near = _succeeds(page, thread.last[1], thread.chain[0][0].paragraph)
        doubt = (0.06 if near else 0.3, "a quotation nobody is named for: taken for the voice before")
        voice, when = thread.last[0].doubted(*doubt), thread.last[2]
    for unit, quotation in thread.chain:
        if voice is None:
            break
        carried = voice.doubted(0.03, "quotation carried over paragraphs")
        yield from _sentences_of(page, unit, quotation.start, quotation.end, carried, when, "", direct=True)
    thread.chain = []


def _bare(unit: Unit) -> bool:
    outside = unit.masked.replace(MASK, " ")
    tail = re.fullmatch(rf"{MASK}+ (?:in|at|on|of|for|to) (?:\w+ ?){{1,3}}[.,]?", unit.masked.strip()) is not None
    return tail or not re.search(r"[^\W_]", outside)


def _notice(page: Page, unit: Unit) -> None:
    """Remember whom a sentence is about, for the pronouns after it."""
    subject = leading_subject(unit.masked) if not unit.masked.rstrip().endswith("?") else None
    if subject is None:
        return
    head, at, appositions = subject
    if re.match(r"(?i)(?:he|she|they|it|there|this|that|what|who|we|i|one|some|many|others|no|words?)\b", head):
        return
    known = any(
        word in page.voices.people.known for words in (head, *appositions) for word in re.findall(r"[\w’'-]+", words)
    )
    if (
        known
        or roles_in(head)
        or re.search(r"(?i)\b(?:officials?|diplomats?|envoys?|aides?|government|ministry|embassy|side|palace)$", head)
    ):
        voice = page.voices.resolve(head, appositions, unit.start + at)
        government = voice.kind == "institution" and voice.principal
        if (
            government
            or voice.kind not in ("", "person", "institution")
            or (voice.kind == "person" and voice.label.split()[-1] in page.voices.people.known)
        ):
            page.voices.spoke(unit.start + at, voice)


def _framed(
    page: Page, unit: Unit, found: tuple[Frame, ...], when: tuple[When, ...], before: str
) -> Iterator[Utterance]:
    voice: Voice | None = None
    for frame in found:
        voice = _frame_voice(page, unit, frame, voice)
        if voice is None or _outlet(page, voice) or frame.subject.split()[-1:] == ["News"]:
            continue
        if _vacant(voice):
            continue
        page.voices.spoke(unit.start + frame.at, voice)
        yield from _content(page, unit, frame, voice, _nested_dates(page, unit, frame, when, None), before)


def _vacant(voice: Voice) -> bool:
    """A subject that is no voice: neither named, nor an office, a state, a group or an anonymous person."""
    return voice.kind == "" and not voice.principal and not any(c.isupper() for c in voice.label[1:])


def _frame_voice(page: Page, unit: Unit, frame: Frame, before: Voice | None) -> Voice | None:
    if frame.kind is FrameKind.EXPECTED:
        return Voice("reporter", kind="reporter")
    if not frame.subject:
        if before is not None:
            return before
        subject = leading_subject(unit.masked)
        if subject is None:
            return None
        return page.voices.resolve(subject[0], subject[2], unit.start + subject[1])
    return page.voices.resolve(frame.subject, frame.appositions, unit.start + frame.subject_at)


def _outlet(page: Page, voice: Voice) -> bool:
    """*the state agency Interfax reports*, *our correspondent reports*: who passes words on is no speaker."""
    if voice.label in page.lexicon.outlets or re.search(r"(?i)\bcorrespondents?\b|\breporters?\b", voice.office):
        return True
    agency = re.search(
        r"(?i)\b(?:agency|newspaper|daily|broadcaster|channel|website|magazine|media(?! wing)|station|outlet)s?\b",
        voice.label,
    )
    return agency is not None and voice.kind in ("", "person", "institution", "group") and not voice.principal


def _content(
    page: Page, unit: Unit, frame: Frame, voice: Voice, when: tuple[When, ...], before: str
) -> Iterator[Utterance]:
    deed = frame.kind is FrameKind.DEED
    if (
        deed
        and re.search(
            r"\b(?:declin|refus)\w* to (?:comment|be named|be identified)|not (?:comment|elaborate)",
            frame.verb + page.text[unit.start + frame.end : unit.start + frame.end + 20],
        )
        and len(unit.masked[frame.end : frame.content[0][1]].split()) < 2
    ):
        return
    verb_act = _verb_act(page, frame)
    for start, end in frame.content:
        piece = unit.masked[start:end]
        quoted = sum(character == MASK for character in piece)
        bare = not re.sub(f"\\b(?:and|but)\\b|[{MASK}\\W]", "", piece)
        if bare:
            for quotation in unit.quotations:
                if unit.start + start <= quotation.outer_start < unit.start + end and not _title(page, quotation):
                    yield from _sentences_of(
                        page, unit, quotation.start, quotation.end, voice, when, before, direct=True, verb_act=verb_act
                    )
            continue
        form = (
            Form.SUMMARY
            if deed or frame.kind is FrameKind.EXPECTED
            else Form.DIRECT
            if quoted > len(piece) / 2
            else Form.INDIRECT
        )
        yield from _sentences_of(
            page,
            unit,
            unit.start + start,
            unit.start + end,
            voice,
            when,
            before,
            direct=False,
            verb_act=verb_act,
            form=form,
            deed=deed,
            relayed=int(frame.relayed),
        )


def _verb_act(page: Page, frame: Frame) -> str:
    if frame.kind is FrameKind.EXPECTED:
        return "expectation"
    if re.match(r"den(?:y|ies|ied|ying)|dismiss", frame.verb):
        return "denial"
    if frame.verb in word_class("naming"):  # *called the deployment reckless* judges and promises nothing
        return "denial"
    return page.lexicon.verb_acts.get(frame.verb, "")


def _title(page: Page, quotation: Quotation) -> bool:
    """A title of a work: every long word capitalised, no stop at its end."""
    words = re.findall(r"[^\W\d_]+", page.text[quotation.start : quotation.end])
    long = [word for word in words if len(word) > 3]
    return (
        2 <= len(words) <= 8
        and bool(long)
        and all(word[0].isupper() for word in long)
        and page.text[quotation.end - 1] not in ".!?,"
    )


def _quoted(
    page: Page, unit: Unit, voice: Voice, when: tuple[When, ...], before: str, *, carried: bool
) -> Iterator[Utterance]:
    voice = voice.doubted(0.02, "quotation carried over from the sentence before") if carried else voice
    for quotation in unit.quotations:
        yield from _sentences_of(page, unit, quotation.start, quotation.end, voice, when, before, direct=True)


_TOPIC = re.compile(rf"(?:On|About|Regarding|Asked (?:about|on))\b[^:{MASK}]{{3,160}}:\s*{MASK}")
"""*On the treaty: “…”*: a list of what one person said, by topics."""


def _colon_voice(page: Page, unit: Unit, heard: Voice | None) -> Voice | None:
    if _TOPIC.match(unit.masked):
        return heard.doubted(0.08, "a topic before a colon: taken for the voice before") if heard is not None else None
    subject = colon_subject(unit.masked) if unit.quotations else None
    if subject is None or (
        re.fullmatch(r"[A-Z’' ]+|(?:He|It|Here|This|That)(?:['’]s)?.*", subject[0]) and subject[0] not in ("He", "She")
    ):
        return None
    voice = page.voices.resolve(subject[0], subject[2], unit.start + subject[1])
    return (
        voice
        if voice.kind not in ("", "reporter")
        and (voice.kind != "person" or voice.label.split()[-1] in page.voices.people.known)
        else None
    )


def _by_colon(page: Page, unit: Unit, when: tuple[When, ...], before: str, heard: Voice | None) -> Iterator[Utterance]:
    voice = _colon_voice(page, unit, heard)
    if voice is not None:
        page.voices.spoke(unit.start, voice)
        yield from _quoted(page, unit, voice.doubted(0.05, "quotation led in by a colon"), when, before, carried=False)


def _sentences_of(
    page: Page,
    unit: Unit,
    start: int,
    end: int,
    voice: Voice,
    when: tuple[When, ...],
    before: str,
    *,
    direct: bool,
    verb_act: str = "",
    form: Form | None = None,
    deed: bool = False,
    relayed: int = 0,
) -> Iterator[Utterance]:
    around = f"{before} {page.text[unit.start : start] if not direct or deed else unit.masked.replace(MASK, '')}"
    for first, last in cut(page.text[start:end]):
        piece = page.text[start + first : start + last]
        if not re.search(r"[^\W_]", piece):
            continue
        chosen = form or Form.DIRECT
        yield Utterance(start + first, start + last, voice, chosen, verb_act, when, around, deed=deed, relayed=relayed)
        around = piece


def _dates(page: Page, unit: Unit, found: tuple[Frame, ...], anchor: date | None) -> tuple[When, ...]:
    expected = any(frame.kind is FrameKind.EXPECTED or frame.verb.startswith("predict") for frame in found)
    inside = [span for frame in found if frame.kind in (FrameKind.SPEECH, FrameKind.NOUN) for span in frame.content]
    dates = find_dates(unit.masked, page.own, before=anchor, future=expected)
    inside += [m.span() for m in re.finditer(r", (?:who|which|whose)\b[^,]*(?:,|\.?$)", unit.masked)]
    return tuple(w for w in dates if not any(a <= w.at < b for a, b in inside))


def _nested_dates(
    page: Page, unit: Unit, frame: Frame, when: tuple[When, ...], anchor: date | None
) -> tuple[When, ...]:
    """*in early December, when he said that …*: the date before a frame that opens with *when* is that frame's."""
    if not re.search(r"\bwhen\s+$", unit.masked[: frame.subject_at]):
        return when
    dates = find_dates(unit.masked[: frame.at], page.own, before=anchor)
    return (dates[-1],) if dates else when
