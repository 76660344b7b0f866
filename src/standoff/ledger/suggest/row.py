"""The draft row: an utterance and its reading as the columns of a ledger, with the reasons for its confidence."""

import re
from bisect import bisect_right
from datetime import date

from standoff.ledger.sentence import paragraphs, sentence_sha256, sentences
from standoff.ledger.statement import Act, Audience, Authority, Direction, Form, Qualifier, Record, Specific
from standoff.ledger.suggest.confidence import confidence
from standoff.ledger.suggest.dates import find_dates
from standoff.ledger.suggest.draft import Draft
from standoff.ledger.suggest.matters import plain
from standoff.ledger.suggest.meaning import Reading
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import Voice


class Rows:
    """Makes the draft rows of one text."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._lines = [start for _, start, _ in paragraphs(page.original)]
        self._sentences = sentences(page.original)
        self._sentence_starts = [s.start for s in self._sentences]

    def draft(self, key: str, utterance: Utterance, reading: Reading) -> Draft:
        voice = utterance.voice
        first, last, dating = self._when(utterance)
        span = self._page.plain.source(utterance.start, utterance.end)
        sure, doubts = confidence(self._page, utterance, reading)
        doubts += dating
        hearsay = self._hearsay(utterance, voice)
        principal = "" if hearsay and voice.kind == "anonymous" and voice.hearsay else voice.principal
        authority = Authority(voice.authority) if principal or voice.kind == "legislator" else Authority.NONE
        return Draft(
            id=key,
            speaker=voice.label,
            office=voice.office,
            principal=principal,
            actor=reading.actor if reading.actor != principal else "",
            authority=authority,
            record=Record.ANONYMOUS if voice.anonymous else Record.ON_RECORD,
            form=utterance.form,
            relay=(0 if self._page.official else 1) + max(utterance.relayed, int(hearsay)),
            audience=self._audience(utterance),
            act=reading.act,
            direction=reading.direction,
            rungs=reading.rungs,
            instruments=reading.instruments,
            theatre=self._theatre(utterance, reading),
            qualifiers=tuple(Qualifier(name) for name in reading.qualifiers)
            if reading.direction is not Direction.NONE
            else (),
            specificity=_specificity(reading, utterance),
            date_from=first,
            date_to=last if last != first else None,
            expiry=self._expiry(utterance, reading),
            paraphrase=_paraphrase(voice, reading),
            source=self._page.source,
            paragraph=bisect_right(self._lines, span[0]) or None,
            span=span,
            sentence_sha256=self._hash(*span),
            confidence=sure,
            reasons=tuple(f"{why} (-{amount:g})" for amount, why in doubts) or ("nothing in doubt",),
        )

    def _hearsay(self, utterance: Utterance, voice: Voice) -> bool:
        """Whether an anonymous voice speaks of positions that are not its own."""
        if not voice.anonymous or voice.kind != "anonymous":
            return False
        words = self._page.text[utterance.start : utterance.end]
        if re.match(r"[“\"]?(?:They|He|She)(?:['’]\w+)?\b", words):
            return utterance.form is Form.DIRECT
        hits = self._page.gazetteer.of(words[:60])
        words = re.sub(r"^(?:At|In|On|Among|Within) [^,]{2,30}, ", "", words)
        others = [hit for hit in hits if hit.start < 20 and hit.code != voice.principal]
        group = re.match(r"(?:[\w-]+ ){0,2}(?:diplomats|ministers|leaders|allies|countries|members|officials)\b", words)
        return bool((others and voice.hearsay) or group)

    def _audience(self, utterance: Utterance) -> Audience:
        words = self._page.text[max(0, utterance.start - 200) : utterance.end + 100]
        line = words if "\n" not in words else self._page.text[utterance.start : utterance.end]
        return (
            Audience.ALLY
            if re.search(r"(?i)\b(?:privately|behind closed doors|closed-door|in private|closed deliberations)\b", line)
            else Audience.PUBLIC
        )

    def _theatre(self, utterance: Utterance, reading: Reading) -> str:
        if reading.direction is Direction.NONE:
            return ""
        text = plain(self._page.text[utterance.start : utterance.end])
        return (
            "allied"
            if self._page.lexicon.allied_soil.search(text) or any(r.endswith("@allied") for r in reading.rungs)
            else ""
        )

    def _expiry(self, utterance: Utterance, reading: Reading) -> date | None:
        if reading.direction is Direction.NONE:
            return None
        words = self._page.text[utterance.start : utterance.end]
        match = re.search(r"\buntil (?:the end of )?", words)
        if match is None:
            return None
        found = find_dates(words[match.end() :][:40], self._page.own, future=True)
        return found[0].last if found and found[0].at <= 4 else None

    def _when(self, utterance: Utterance) -> tuple[date | None, date | None, tuple[tuple[float, str], ...]]:
        counted = [w for w in utterance.when if w.first is not None]
        if counted:
            return counted[0].first, counted[0].last, ()
        if utterance.when:
            return (
                None,
                None,
                ((0.0, f"“{utterance.when[0].words}” is relative and the text's own date was not given"),),
            )
        if self._page.own is not None:
            return self._page.own, self._page.own, ((0.0, "undated: the text's own date"),)
        return None, None, ((0.0, "no date: the text's own date was not given"),)

    def _hash(self, start: int, end: int) -> str:
        """Hash the source sentence that holds the words, or the run of sentences they span."""
        index = max(bisect_right(self._sentence_starts, start) - 1, 0)
        last = max(bisect_right(self._sentence_starts, end - 1) - 1, index)
        held = self._sentences[index : last + 1]
        return sentence_sha256(self._page.original[held[0].start : held[-1].end])


def _specificity(reading: Reading, utterance: Utterance) -> tuple[Specific, ...]:
    if reading.direction is Direction.NONE:
        return ()
    ticks: list[Specific] = []
    if set(reading.instruments) - {"force"}:
        ticks.append(Specific.INSTRUMENT)
    elif reading.instruments:
        ticks.append(Specific.CLASS)
    if reading.rungs or (reading.act is Act.CONDITIONAL_THREAT and re.search(r"\b(?:if|any|should)\b", reading.cue)):
        ticks.append(Specific.TRIGGER)
    if utterance.voice.principal and not any("no doer" in why for _, why in reading.doubts):
        ticks.append(Specific.WHO)
    if ticks and ticks[0] in (Specific.INSTRUMENT, Specific.CLASS) and not {"for_now", "may"} & set(reading.qualifiers):
        ticks.append(Specific.UNHEDGED)
    return tuple(ticks)


_PHRASE = {
    Act.RULE_OUT: "rules out",
    Act.REFUSAL: "refuses",
    Act.COMMIT: "commits to",
    Act.CONDITIONAL_THREAT: "warns of an answer with",
    Act.OFFER: "offers",
    Act.KEEP_VAGUE: "leaves open",
    Act.WITHDRAW: "withdraws an earlier word on",
}


def _paraphrase(voice: Voice, reading: Reading) -> str:
    """A gloss made of the coding alone, no word of the source: the coder writes a better one."""
    what = ", ".join(name.replace("_", " ") for name in reading.instruments)
    verb = _PHRASE.get(reading.act, reading.act.value)
    trigger = f" at {', '.join(reading.rungs)}" if reading.rungs else ""
    reserved = (
        f" ({', '.join(name.replace('_', ' ') for name in reading.qualifiers)})"
        if reading.qualifiers and reading.direction is not Direction.NONE
        else ""
    )
    return (
        f"{voice.principal or 'no principal'} {verb} {what or 'no named instrument'}{trigger}{reserved}"
        if reading.act in _PHRASE
        else f"{verb}: {what or 'no instrument'}{trigger}"
    )
