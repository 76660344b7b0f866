# ruff: noqa: E501
"""From a text to draft rows: the rule-based suggester."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from standoff.errors import LedgerError
from standoff.ledger.sentence import paragraphs as source_paragraphs
from standoff.ledger.sentence import sentence_sha256, sentences
from standoff.ledger.statement import (
    Act,
    Audience,
    Authority,
    Direction,
    Form,
    Qualifier,
    Record,
    Specific,
)
from standoff.ledger.suggest import acts
from standoff.ledger.suggest.acts import Context, Reading
from standoff.ledger.suggest.dates import When, find_dates
from standoff.ledger.suggest.draft import Draft
from standoff.ledger.suggest.frames import Frame, FrameKind, colon_subject, frames, leading_subject
from standoff.ledger.suggest.lexicon import Lexicon, load
from standoff.ledger.suggest.places import Gazetteer, Hit
from standoff.ledger.suggest.quotations import Quotation
from standoff.ledger.suggest.segmentation import MASK, Genre, Kind, Layout, Paragraph, Unit, cut, layout, units
from standoff.ledger.suggest.voices import Voice, Voices, roles_in

_CLAUSE = re.compile(
    r",? (?:but|yet|whereas|while|though|although) (?=\S)|; |, (?:and|nor|so) (?=\S)| and that (?=\S)| — | – |: (?=[a-zA-Z])"
)
_POLICY = re.compile(
    r"(?i)\b(?:not|never|no|nor|neither|nothing|cannot|will|would|shall|going|ready|prepared|willing|offer\w*|refus\w*|reject\w*|declin\w*|turn\w*|rul\w+|exclud\w*|"
    r"options?|table|promis\w*|pledg\w*|decid\w*|agree\w*|commit\w*|doors?|open|reserv\w*)\b|n['’]t\b|['’]ll\b"
)


_OFFICIAL = ("head", "minister", "spokesperson", "envoy", "military")
_ACTING = re.compile(
    r"(?:The )?(?P<who>[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)?) (?:will|would|is|are|has|have|was|had|does|cannot|can|could|wants?|needs?|stands?|remains?|reserves?)\b"
)


_OWN_ACT = re.compile(
    r"(?:^|(?<=[.!?:—–\n] )|(?<=, )|(?<=\bbut )|(?<=\band ))(?:The )?(?P<who>[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)?) "
    r"(?:will|would|has decided to|has agreed to|is (?:ready|prepared|willing) to|stands ready to|intends to|plans to|can|is) "
    r"(?:(?:also|not|never|now|soon|gladly|always|keep|continue to|be) )*"
    r"(?:send|deploy|deliver|supply|provide|giv|host|train|contribute|reinforce|transfer|donat|support|join|station|doubl|help|finance|tak(?:e|ing) part)"
)
"""What an official says of his own state: *Estonia will send …*."""
_BEFORE_ENEMY = re.compile(
    r"\b(?:[Aa]ttack(?:s|ed)? by|threat from|[Ss]anctions (?:on|against)|(?:defend|protect)\w*(?: \w+){0,3} against|stop|deter|resist|condemn|punish|defeat|blame)\w* (?:the )?$"
)
_AFTER_ENEMY = re.compile(
    r"(?:['’]s?)? (?:\w+ )?(?:aggression|war|attacks?|invasion|threats?|occupation)\b|(?: [\w-]+){1,6} against\b|"
    r" (?:has |had )?(?:attacked|invaded|bombed|threatened|violated)\b"
)


def _principal_open(voice: Voice) -> bool:
    """Whether the principal is missing or only guessed."""
    return not voice.principal or any(amount >= 0.2 and "principal" in why for amount, why in voice.doubts)


@dataclass(frozen=True, slots=True)
class _Utterance:
    """Words of one voice: a sentence or fragment, `text[start:end]`."""

    start: int
    end: int
    voice: Voice
    form: Form
    verb_act: str = ""
    when: tuple[When, ...] = ()
    around: str = ""
    question: str = ""
    deed: bool = False
    relayed: int = 0
    doubts: tuple[tuple[float, str], ...] = ()


@lru_cache(maxsize=1)
def _pipeline() -> Any:
    try:
        import spacy
    except ImportError as error:
        raise LedgerError("suggesting rows needs spaCy", need="pip install 'standoff[text]'") from error
    return spacy.blank("en")


def suggest(
    text: str, *, date: date | None = None, source: str = "", lexicon: Path | None = None, posture_only: bool = False
) -> tuple[Draft, ...]:
    """Return draft rows for everything a voice says in the text, in the text's order.

    Parameters
    ----------
    text : str
        Plain text, paragraphs on lines of their own or between blank lines.
    date : date, optional
        The text's own date. Without it relative dates stay relative and their rows have no day.
    source : str
        Id of the source, written into every row; also the stem of the rows' ids.
    lexicon : Path, optional
        A folder of lexicon files laid over the bundled ones.
    posture_only : bool
        Leave out rows that make no cell.

    Returns
    -------
    tuple of Draft
        The same for the same input, whatever the day and the machine.

    Raises
    ------
    LedgerError
        When spaCy is not installed or a lexicon cannot be read.

    Examples
    --------
    >>> row, = suggest('“We will not send troops to Dravia,” German Chancellor Agnes Roth said.')
    >>> row.speaker, row.principal, row.act.value, row.instruments
    ('Agnes Roth', 'DEU', 'rule_out', ('troops',))
    """
    words = load(lexicon)
    reader = _Reader(text, words, date, source)
    drafts = reader.drafts()
    return tuple(d for d in drafts if d.direction is not Direction.NONE) if posture_only else drafts


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSuggester:
    """The rules as a suggester: offline, deterministic, no model.

    Parameters
    ----------
    lexicon : Path, optional
        A folder of lexicon files laid over the bundled ones.
    posture_only : bool
        Leave out rows that make no cell.
    """

    lexicon: Path | None = None
    posture_only: bool = False

    def suggest(self, text: str, *, date: date | None = None, source: str = "") -> tuple[Draft, ...]:
        """Return the drafts of a text whose own date is `date`: see `suggest`."""
        return suggest(text, date=date, source=source, lexicon=self.lexicon, posture_only=self.posture_only)


class _Reader:
    """One text being read; everything it learns stays with it."""

    def __init__(self, text: str, lexicon: Lexicon, own: date | None, source: str) -> None:
        self.text, self.lexicon, self.source = text, lexicon, source
        self.plan: Layout = layout(text, lexicon)
        self.gazetteer = Gazetteer(text, lexicon, _pipeline())
        self.own = own or self._header_date()
        skip = [(q.outer_start, q.outer_end) for p in self.plan.paragraphs for q in p.quotations]
        skip += [(p.start, p.end) for p in self.plan.paragraphs if p.kind is Kind.FURNITURE]
        self.voices = Voices(text, lexicon, self.gazetteer, home=self._home(), skip=skip)
        self._lines = [start for _, start, _ in source_paragraphs(text)]
        self._sentences = sentences(text)
        self._sentence_starts = [s.start for s in self._sentences]

    # -- the text as a whole ------------------------------------------------------------------------------------
    @property
    def official(self) -> bool:
        return self.plan.genre in (Genre.TRANSCRIPT, Genre.STATEMENT, Genre.MINUTES, Genre.DIALOGUE)

    def _header_date(self) -> date | None:
        """A full date in the head of an official document is its own date; an article's never counts."""
        if self.plan.genre not in (Genre.TRANSCRIPT, Genre.STATEMENT, Genre.MINUTES):
            return None
        for paragraph in self.plan.paragraphs[:5]:
            for when in find_dates(self.text[paragraph.start : paragraph.end], None):
                if when.first is not None and when.first == when.last:
                    return when.first
        return None

    def _home(self) -> str:
        """The state a text is written in: its dateline, or the head of an official document."""
        for line in re.finditer(r"[^\n]+", self.text[:1500]):
            dateline = re.match(
                r"([A-ZÀ-Þ][A-ZÀ-Þ .'’]{2,30}|[A-ZÀ-Þ][a-z]+)(?:,[^—–-]{0,40})?(?: ?\([^)]*\))? ?(?:[—–-]|\.)",
                line.group(),
            )
            if dateline:
                surface = self.lexicon.surfaces.get(dateline[1].strip().title())
                if surface is not None and not surface.bloc:
                    return surface.code
        if self.official:
            body = next((p.start for p in self.plan.paragraphs if p.kind in (Kind.BODY, Kind.QUESTION)), 0)
            head = self.gazetteer.between(0, body)
            seats = [hit for hit in head if hit.kind == "seat"]
            issued = re.search(r"\b(?:by|of|from|with)\b", self.text[:body]) is not None
            if seats or (head and issued):
                return (seats or head)[0].code
            if re.search(r"(?i)press secretary|\b[ap]\.?m\.? E[SD]T\b|department press briefing", self.text[:600]):
                return "USA"
        return ""

    # -- utterances ---------------------------------------------------------------------------------------------
    def drafts(self) -> tuple[Draft, ...]:
        if self.plan.genre in (Genre.TRANSCRIPT, Genre.DIALOGUE):
            found = list(self._turns())
        elif self.plan.genre is Genre.STATEMENT:
            found = list(self._statement())
        else:
            found = list(self._narrative())
        rows = [row for utterance in found for row in self._rows(utterance)]
        rows.sort(key=lambda pair: (pair[0].start, pair[0].end))
        stem = self.source or "row"
        return tuple(
            self._draft(f"{stem}-{number:03d}", utterance, reading)
            for number, (utterance, reading) in enumerate(rows, 1)
        )

    def _turns(self) -> Iterator[_Utterance]:
        main = self._host()
        question, before, known = "", "", dict[str, Voice]()
        for paragraph in self.plan.paragraphs:
            words = self.text[paragraph.start : paragraph.end]
            if paragraph.kind is Kind.QUESTION:
                question, before = words, ""
            if paragraph.kind is not Kind.BODY:
                continue
            voice = self._turn_voice(paragraph, main, known) if paragraph.turn else main
            if voice is None or (voice.kind in ("person", "") and "?" in words and voice is not main):
                question = words
                continue
            for first, last in cut(words):
                if re.fullmatch(r"\([^)]*\)\.?", words[first:last]):
                    continue
                yield _Utterance(
                    paragraph.start + first,
                    paragraph.start + last,
                    voice,
                    Form.DIRECT,
                    around=before,
                    question=question,
                )
                before = words[first:last]

    def _host(self) -> Voice | None:
        """Who a transcript is of: *remarks by*, *press conference by*, *interview with*."""
        for paragraph in self.plan.paragraphs[:6]:
            words = self.text[paragraph.start : paragraph.end]
            if paragraph.turn and paragraph.turn != "interviewee":
                break
            match = re.search(
                r"(?i)\b(?:by|with|of|from)\s+(?P<who>(?:the |our )?[^.;]*?)(?=\s+(?:on|following|after|at|in|ahead|with|to|before)\s|\s*(?:,\s*(?:[A-Z][a-z]+ \d|\d))|$)",
                words,
            )
            if match and len(words) < 250 and re.search(r"[A-Z]", match["who"]):
                parts = match["who"].split(", ")
                return self.voices.resolve(parts[0], tuple(parts[1:]), paragraph.start)
        return None

    def _turn_voice(self, paragraph: Paragraph, main: Voice | None, known: dict[str, Voice]) -> Voice:
        label, role = paragraph.turn, paragraph.role
        if label == "interviewee":
            return main or Voice("interviewee", doubts=((0.4, "who is interviewed is not said"),))
        key = label.casefold()
        if key in known and not role:
            return known[key]
        voice = self._named_turn(label, role, main)
        if voice.principal == "" and voice.kind not in ("former", "expert", "legislator"):
            inherited = main.principal if main is not None and main.principal else self.voices.home
            legislature = re.search(
                r"(?i)\b(?:house of commons|debates?,|parliament|congress|senate|bundestag|hansard|questions (?:without|to|for)|question time|oral questions|plenary|sitting)\b",
                self.text[:400],
            )
            if legislature and voice.kind in ("person", ""):
                voice = replace(voice, kind="legislator", authority="advisory")
            elif inherited and (
                main is None or re.match(r"(?:M[RS]|MRS|DR|SEC|SECRETARY|THE)\b", label) or label == "interviewee"
            ):
                voice = replace(voice, principal=inherited, authority="binding").doubted(
                    0.1, "principal from the transcript's host"
                )
        if voice.kind in _OFFICIAL and _principal_open(voice):
            voice = self._own_state(voice, label)
        known[key] = voice
        return voice

    def _own_state(self, voice: Voice, label: str) -> Voice:
        """An official whose state is not said: the one state his turns act for, else the one he names most."""
        turns = [p for p in self.plan.paragraphs if p.turn == label and p.kind is Kind.BODY]
        opposed = {
            hit.code for turn in turns for hit in self.gazetteer.between(turn.start, turn.end) if self._opposed(hit)
        }
        acted = {
            hits[0].code
            for turn in turns
            for match in _OWN_ACT.finditer(self.text[turn.start : turn.end])
            if (hits := self.gazetteer.of(match["who"])) and hits[0].end == len(match["who"]) and not hits[0].bloc
        }
        if len(acted - opposed) == 1:
            return self._assigned(voice, (acted - opposed).pop())
        code = "" if voice.principal else self._spoken_for(turns, opposed)
        if not code:
            return voice
        doubt = (0.15, "principal from the speaker's own words")
        return replace(voice, principal=code, authority="binding").doubted(*doubt)

    def _opposed(self, hit: Hit) -> bool:
        """Whether a state is spoken of as the one that attacks or is to be stopped: it is not the speaker's."""
        after = self.text[hit.end : hit.end + 90]
        return (
            _BEFORE_ENEMY.search(self.text[max(0, hit.start - 40) : hit.start]) is not None
            or _AFTER_ENEMY.match(after) is not None
        )

    def _spoken_for(self, turns: list[Paragraph], opposed: set[str]) -> str:
        """The state an official names most in his turns, when it is named twice and no other as often."""
        counts: dict[str, int] = {}
        for turn in turns:
            for hit in self.gazetteer.between(turn.start, turn.end):
                if hit.code not in opposed:
                    counts[hit.code] = counts.get(hit.code, 0) + (not hit.bloc)
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        alone = bool(ranked) and ranked[0][1] >= 2 and (len(ranked) == 1 or ranked[1][1] < ranked[0][1])
        return ranked[0][0] if alone else ""

    def _named_turn(self, label: str, role: str, main: Voice | None) -> Voice:
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
            return self.voices.resolve(role.split(" (")[0], (label,), 0)
        if re.fullmatch(
            r"(?i)mr\.? speaker|madam(?:e)? (?:speaker|president)|the (?:chair\w*|speaker|moderator|president of the (?:assembly|sejm|bundestag))",
            label,
        ):
            return Voice("Speaker" if "peaker" in label.lower() else label, kind="legislator", authority="advisory")
        return self.voices.resolve(shown, (role,) if role else (), 0)

    def _statement(self) -> Iterator[_Utterance]:
        title = next(
            (
                p
                for p in self.plan.paragraphs
                if re.search(r"(?i)\b(?:by|of|from)\b", self.text[p.start : p.end]) and p.end - p.start < 300
            ),
            None,
        )
        issuer = self._issuer(title)
        before = ""
        for paragraph in self.plan.paragraphs:
            if paragraph.kind is not Kind.BODY or paragraph is title:
                continue
            words = self.text[paragraph.start : paragraph.end]
            number = re.match(r"(?:\(?\d{1,3}[.)]|[•·*–—-]|[a-z][.)])\s+", words)
            start = paragraph.start + (number.end() if number else 0)
            for first, last in cut(self.text[start : paragraph.end]):
                yield _Utterance(start + first, start + last, issuer, Form.DIRECT, around=before)
                before = self.text[start + first : start + last]

    def _issuer(self, title: Paragraph | None) -> Voice:
        words = self.text[title.start : title.end] if title is not None else ""
        match = re.search(
            r"(?i)\b(?:by|of|from) (?:the )?(?P<who>.+?)(?=,? (?:on|following|after|regarding|concerning|about|ahead|participating|meeting|issued|at the)\b|$)",
            words,
        )
        if match is None:
            return Voice(
                "the issuing body",
                principal=self.voices.home,
                authority="binding" if self.voices.home else "none",
                kind="institution",
                doubts=((0.3, "the issuer is not named"),),
            )
        who = match["who"].strip(" .")
        hits = self.gazetteer.of(who)
        body = re.search(
            r"(?i)\b(?:heads of state|leaders|ministers|council|summit|members|governments|group|quad|troika)\b", who
        )
        if body or len({hit.code for hit in hits}) > 1:
            blocs = [hit.code for hit in hits if hit.bloc] or [hit.code for hit in hits]
            doubts = ((0.2, "several issuers"),) if len(set(blocs)) > 1 else ()
            return Voice(who, who, blocs[0] if blocs else self.voices.home, "binding", False, "institution", doubts)
        parts = who.split(", ")
        return self.voices.resolve(parts[0], tuple(parts[1:]), title.start if title is not None else 0)

    # -- articles -----------------------------------------------------------------------------------------------
    def _narrative(self) -> Iterator[_Utterance]:
        chain: list[tuple[Unit, Quotation]] = []
        last: tuple[Voice, int, tuple[When, ...]] | None = None
        before = ""
        anchor: date | None = None
        previous = -1
        for unit in units(self.plan, self.lexicon):
            fresh = unit.paragraph != previous
            previous = unit.paragraph
            found = frames(unit.masked, self.lexicon)
            when = self._dates(unit, found, anchor)
            anchor = next((w.first for w in when if w.first is not None), anchor)
            said = list(self._framed(unit, found, when, before))
            if said:
                yield from self._carried_back(chain, said[0].voice, when)
                chain = []
                last = (said[-1].voice, unit.paragraph, when)
                yield from said
                yield from self._listed_limits(unit, when)
            elif unit.quotations and self._bare(unit):
                if self._opens_chain(unit, fresh):
                    chain.extend((unit, q) for q in unit.quotations)
                elif last is not None and (last[1] == unit.paragraph or unit.quotations[0].reopened):
                    yield from self._quoted(unit, last[0], last[2], before, carried=True)
                    last = (last[0], unit.paragraph, last[2])
                yield from self._listed_limits(unit, when)
            else:
                yield from self._by_colon(unit, when, before)
                opened = self._colon_voice(unit)
                if opened is not None:
                    last = (opened, unit.paragraph, when)
                else:
                    self._notice(unit)
                yield from self._listed_limits(unit, when)
            before = self.text[unit.start : unit.end]

    def _opens_chain(self, unit: Unit, fresh: bool) -> bool:
        """A quotation left open whose voice is named only in a later paragraph."""
        return ((fresh and unit.quotations[-1].left_open) and not unit.quotations[0].reopened) or (
            unit.quotations[0].reopened and unit.quotations[-1].left_open
        )

    def _carried_back(
        self, chain: list[tuple[Unit, Quotation]], voice: Voice, when: tuple[When, ...]
    ) -> Iterator[_Utterance]:
        for unit, quotation in chain:
            yield from self._sentences_of(
                unit,
                quotation.start,
                quotation.end,
                voice.doubted(0.03, "quotation carried over paragraphs"),
                when,
                "",
                direct=True,
            )

    def _bare(self, unit: Unit) -> bool:
        return not re.search(r"[^\W_]", unit.masked.replace(MASK, ""))

    def _notice(self, unit: Unit) -> None:
        """Remember whom a sentence is about, for the pronouns after it."""
        subject = leading_subject(unit.masked) if not unit.masked.rstrip().endswith("?") else None
        if subject is None:
            return
        head, at, appositions = subject
        if re.match(r"(?i)(?:he|she|they|it|there|this|that|what|who|we|i|one|some|many|others|no|words?)\b", head):
            return
        known = any(word in self.voices.people for word in re.findall(r"[\w’'-]+", head))
        if (
            known
            or roles_in(head)
            or re.search(
                r"(?i)\b(?:officials?|diplomats?|envoys?|aides?|government|ministry|embassy|side|palace)$", head
            )
        ):
            voice = self.voices.resolve(head, appositions, unit.start + at)
            government = voice.kind == "institution" and voice.principal
            if (
                government
                or voice.kind not in ("", "person", "institution")
                or (voice.kind == "person" and voice.label.split()[-1] in self.voices.people)
            ):
                self.voices.spoke(unit.start + at, voice)

    def _framed(
        self, unit: Unit, found: tuple[Frame, ...], when: tuple[When, ...], before: str
    ) -> Iterator[_Utterance]:
        voice: Voice | None = None
        for frame in found:
            voice = self._of_ministry(unit, self._speaks_as(unit, frame, self._frame_voice(unit, frame, voice)))
            if voice is None or voice.label in self.lexicon.outlets or frame.subject.split()[-1:] == ["News"]:
                continue
            if self._vacant(voice):
                continue
            self.voices.spoke(unit.start + frame.at, voice)
            yield from self._content(unit, frame, voice, self._nested_dates(unit, frame, when, None), before)

    def _speaks_as(self, unit: Unit, frame: Frame, voice: Voice | None) -> Voice | None:
        """An official whose state is not said: the state that his words begin with, *Russia would not …*."""
        if voice is None or voice.kind not in _OFFICIAL or not _principal_open(voice):
            return voice
        for start, end in frame.content:
            piece = self.text[unit.start + start : unit.start + end].lstrip("“\"«„‘' ")
            acting = _ACTING.match(piece)
            hits = self.gazetteer.of(acting["who"]) if acting else ()
            if hits and not hits[0].bloc:
                return self._assigned(voice, hits[0].code)
        return voice

    def _of_ministry(self, unit: Unit, voice: Voice | None) -> Voice | None:
        """*China's foreign ministry … Spokesperson Hu Lan*: a spokesperson without a state is the ministry's named before."""
        if voice is None or voice.kind != "spokesperson" or not _principal_open(voice):
            return voice
        start = self.plan.paragraphs[unit.paragraph].start
        before = self.voices.spoken_since(start, unit.start)
        ministry = next((v for v in reversed(before) if v.kind == "institution" and v.principal), None)
        return self._assigned(voice, ministry.principal) if ministry is not None else voice

    def _assigned(self, voice: Voice, code: str) -> Voice:
        person = self.voices.people.get(voice.label.split()[-1])
        if person is not None and not person.owner:
            person.owner = code
        doubts = tuple(d for d in voice.doubts if "principal" not in d[1])
        return replace(
            voice, principal=code, authority="binding", doubts=(*doubts, (0.1, "principal from the state it speaks as"))
        )

    def _vacant(self, voice: Voice) -> bool:
        """A subject that is no voice: neither named, nor an office, a state, a group or an anonymous person."""
        return voice.kind == "" and not voice.principal and not any(c.isupper() for c in voice.label[1:])

    def _frame_voice(self, unit: Unit, frame: Frame, before: Voice | None) -> Voice | None:
        if frame.kind is FrameKind.EXPECTED:
            return Voice("reporter", kind="reporter")
        if not frame.subject:
            if before is not None:
                return before
            subject = leading_subject(unit.masked)
            if subject is None:
                return None
            return self.voices.resolve(subject[0], subject[2], unit.start + subject[1])
        return self.voices.resolve(frame.subject, frame.appositions, unit.start + frame.subject_at)

    def _content(
        self, unit: Unit, frame: Frame, voice: Voice, when: tuple[When, ...], before: str
    ) -> Iterator[_Utterance]:
        deed = frame.kind is FrameKind.DEED
        if (
            deed
            and re.search(
                r"\b(?:declin|refus)\w* to (?:comment|be named|be identified)|not (?:comment|elaborate)",
                frame.verb + self.text[unit.start + frame.end : unit.start + frame.end + 20],
            )
            and len(unit.masked[frame.end : frame.content[0][1]].split()) < 2
        ):
            return
        verb_act = self._verb_act(frame)
        for start, end in frame.content:
            piece = unit.masked[start:end]
            quoted = sum(character == MASK for character in piece)
            bare = not re.sub(f"[{MASK}\\W]", "", piece)
            if bare:
                for quotation in unit.quotations:
                    if unit.start + start <= quotation.outer_start < unit.start + end and not self._title(quotation):
                        yield from self._sentences_of(
                            unit, quotation.start, quotation.end, voice, when, before, direct=True, verb_act=verb_act
                        )
                continue
            form = (
                Form.SUMMARY
                if deed or frame.kind is FrameKind.EXPECTED
                else Form.DIRECT
                if quoted > len(piece) / 2
                else Form.INDIRECT
            )
            yield from self._sentences_of(
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

    def _verb_act(self, frame: Frame) -> str:
        if frame.kind is FrameKind.EXPECTED:
            return "expectation"
        if re.match(r"den(?:y|ies|ied|ying)|dismiss", frame.verb):
            return "denial"
        return self.lexicon.verb_acts.get(frame.verb, "")

    def _title(self, quotation: Quotation) -> bool:
        """A title of a work: every long word capitalised, no stop at its end."""
        words = re.findall(r"[^\W\d_]+", self.text[quotation.start : quotation.end])
        long = [word for word in words if len(word) > 3]
        return (
            2 <= len(words) <= 8
            and bool(long)
            and all(word[0].isupper() for word in long)
            and self.text[quotation.end - 1] not in ".!?,"
        )

    def _quoted(
        self, unit: Unit, voice: Voice, when: tuple[When, ...], before: str, *, carried: bool
    ) -> Iterator[_Utterance]:
        voice = voice.doubted(0.02, "quotation carried over from the sentence before") if carried else voice
        for quotation in unit.quotations:
            yield from self._sentences_of(unit, quotation.start, quotation.end, voice, when, before, direct=True)

    def _colon_voice(self, unit: Unit) -> Voice | None:
        subject = colon_subject(unit.masked) if unit.quotations else None
        if subject is None or (
            re.fullmatch(r"[A-Z’' ]+|(?:He|It|Here|This|That)(?:['’]s)?.*", subject[0])
            and subject[0] not in ("He", "She")
        ):
            return None
        voice = self.voices.resolve(subject[0], subject[2], unit.start + subject[1])
        return (
            voice
            if voice.kind not in ("", "reporter")
            and (voice.kind != "person" or voice.label.split()[-1] in self.voices.people)
            else None
        )

    def _by_colon(self, unit: Unit, when: tuple[When, ...], before: str) -> Iterator[_Utterance]:
        voice = self._colon_voice(unit)
        if voice is not None:
            self.voices.spoke(unit.start, voice)
            yield from self._quoted(
                unit, voice.doubted(0.05, "quotation led in by a colon"), when, before, carried=False
            )

    def _listed_limits(self, unit: Unit, when: tuple[When, ...]) -> Iterator[_Utterance]:
        """*what the alliance will not do — send troops, nor, for now, supply jets*: each item is a rule-out retold."""
        match = re.search(
            r"\bwhat (?P<who>[\w ’'-]{1,40}?) (?:will not|won['’]t|would not|wouldn['’]t) do ?(?:—|–|--|-|:|,) ?(?P<items>.+)$",
            unit.masked,
        )
        if match is None:
            return
        owner = self._limit_owner(unit, match["who"])
        position = match.start("items")
        for item in re.split(r"(?<=[^,]),? (?=nor\b|or\b)", match["items"]):
            start = unit.masked.index(item, position)
            position = start + len(item)
            bare = re.sub(r"^(?:nor|or),? ", "", item)
            first = start + item.index(bare)
            end = first + len(re.split(r"\s[—–]\s|\.$", bare)[0].rstrip(" .,"))
            if acts.instruments_in(acts.plain(self.text[unit.start + first : unit.start + end]), self.lexicon):
                yield _Utterance(
                    unit.start + first,
                    unit.start + end,
                    owner,
                    Form.SUMMARY,
                    "limits",
                    when,
                    deed=True,
                    doubts=((0.35, "a rule-out retold by the reporter"),),
                )

    def _limit_owner(self, unit: Unit, who: str) -> Voice:
        hits = self.gazetteer.of(who)
        if not hits:
            earlier = [
                hit for hit in self.gazetteer.between(unit.start, unit.start + len(unit.masked)) if hit.kind == "name"
            ]
            hits = tuple(earlier[:1]) if re.fullmatch(r"(?i)it|they", who) else ()
        if not hits:
            return Voice(who, kind="person", doubts=((0.3, "whose limits is not said"),))
        return Voice(
            who if who.lower() not in ("it", "they") else hits[0].code,
            "",
            hits[0].code,
            "binding",
            False,
            "institution",
        )

    def _sentences_of(
        self,
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
    ) -> Iterator[_Utterance]:
        around = f"{before} {self.text[unit.start : start] if not direct or deed else unit.masked.replace(MASK, '')}"
        for first, last in cut(self.text[start:end]):
            piece = self.text[start + first : start + last]
            if not re.search(r"[^\W_]", piece):
                continue
            chosen = form or Form.DIRECT
            yield _Utterance(
                start + first, start + last, voice, chosen, verb_act, when, around, deed=deed, relayed=relayed
            )
            around = piece

    def _dates(self, unit: Unit, found: tuple[Frame, ...], anchor: date | None) -> tuple[When, ...]:
        expected = any(frame.kind is FrameKind.EXPECTED or frame.verb.startswith("predict") for frame in found)
        inside = [span for frame in found if frame.kind in (FrameKind.SPEECH, FrameKind.NOUN) for span in frame.content]
        dates = find_dates(unit.masked, self.own, before=anchor, future=expected)
        inside += [m.span() for m in re.finditer(r", (?:who|which|whose)\b[^,]*(?:,|\.?$)", unit.masked)]
        return tuple(w for w in dates if not any(a <= w.at < b for a, b in inside))

    def _nested_dates(self, unit: Unit, frame: Frame, when: tuple[When, ...], anchor: date | None) -> tuple[When, ...]:
        """*in early December, when he said that …*: the date before a frame that opens with *when* is that frame's."""
        if not re.search(r"\bwhen\s+$", unit.masked[: frame.subject_at]):
            return when
        dates = find_dates(unit.masked[: frame.at], self.own, before=anchor)
        return (dates[-1],) if dates else when

    # -- rows ---------------------------------------------------------------------------------------------------
    def _rows(self, utterance: _Utterance) -> Iterator[tuple[_Utterance, Reading]]:
        """Read an utterance whole, or clause by clause where its clauses point in different directions."""
        words = self.text[utterance.start : utterance.end]
        if utterance.verb_act == "limits":
            yield utterance, self._limit(words)
            return
        utterance = replace(utterance, voice=self._placed(utterance))
        whole = self._read(words, utterance)
        speaks_of_policy = utterance.voice.kind not in acts.UNBOUND and _POLICY.search(words) is not None
        pieces = list(_clauses(words)) if speaks_of_policy else []
        if len(pieces) > 1 and utterance.verb_act not in ("expectation",):
            read = [(a, b, self._read(words[a:b], utterance)) for a, b in pieces]
            if any(r.direction is Direction.DELIVER for _, _, r in read):
                read = [(a, b, self._contrast(words[a:b], r)) for a, b, r in read]
            directed = [(a, b, r) for a, b, r in read if r.direction is not Direction.NONE]
            if len({r.direction for _, _, r in directed}) > 1:
                for a, b, reading in directed:
                    doubts = (*reading.doubts, (0.1, "a sentence whose clauses point in different directions"))
                    yield replace(utterance, start=utterance.start + a, end=utterance.start + b), _with(reading, doubts)
                return
            if directed:
                first = directed[0][2]
                names = (
                    tuple(dict.fromkeys(name for _, _, r in directed for name in r.instruments)) or whole.instruments
                )
                reserved = tuple(dict.fromkeys((*first.qualifiers, *whole.qualifiers)))
                rungs = first.rungs or whole.rungs
                whole = Reading(
                    first.act, first.direction, first.actor, names, rungs, reserved, first.doubts, first.cue
                )
        yield utterance, whole
        offer = self._embedded_offer(utterance, whole)
        if offer is not None:
            yield offer

    def _contrast(self, words: str, reading: Reading) -> Reading:
        """*We will not do this, but we will do that*: the first half is a refusal of something, whatever it is."""
        text = acts.plain(words)
        refused = re.match(
            r"(?:no, |but |and )?(?:we|i|it|he|she|they|[\w ]{2,30}?) (?:will|would|shall|are|is|am) (?:not|never)\b",
            text,
        )
        if reading.direction is not Direction.NONE or refused is None or reading.act is Act.ASSURANCE:
            return reading
        names = acts.instruments_in(text, self.lexicon)
        kept = acts.qualifiers_in(text, self.lexicon)
        return Reading(
            Act.RULE_OUT, Direction.WITHHOLD, "", names, (), kept, ((0.5, "refused by contrast with a promise"),)
        )

    def _read(self, words: str, utterance: _Utterance) -> Reading:
        context = Context(
            utterance.voice,
            direct=utterance.form is Form.DIRECT,
            verb_act=utterance.verb_act,
            around=utterance.around,
            question=utterance.question,
            deed=utterance.deed,
        )
        reading = acts.read(words, context, self.lexicon, self.gazetteer)
        lead = self.text[max(0, utterance.start - 16) : utterance.start]
        by_verb = re.search(r"\b(?P<verb>promis|pledg|vow|threaten)\w*\s*$", lead) if utterance.verb_act == "" else None
        binding = utterance.voice.principal and utterance.voice.authority == "binding"
        if (
            by_verb
            and binding
            and reading.direction is Direction.NONE
            and (reading.instruments or re.match(r"to \w+", words))
        ):
            act = Act.CONDITIONAL_THREAT if by_verb["verb"] == "threaten" else Act.COMMIT
            kept = acts.qualifiers_in(acts.plain(words), self.lexicon)
            return Reading(
                act,
                Direction.DELIVER,
                "",
                reading.instruments,
                reading.rungs,
                kept,
                ((0.08, "an act told by the verb"),),
            )
        return reading

    def _limit(self, words: str) -> Reading:
        text = acts.plain(words)
        return Reading(
            Act.RULE_OUT,
            Direction.WITHHOLD,
            "",
            acts.instruments_in(text, self.lexicon),
            (),
            acts.qualifiers_in(text, self.lexicon),
        )

    def _embedded_offer(self, utterance: _Utterance, reading: Reading) -> tuple[_Utterance, Reading] | None:
        """*turned down Riga's offer of radars*: the offer is a row of its own, of the one who made it."""
        if reading.act is not Act.REFUSAL:
            return None
        words = self.text[utterance.start : utterance.end]
        match = re.search(
            r"\b(?P<who>an? [\w-]+|[A-ZÀ-Þ]\w+(?: [A-ZÀ-Þ]\w+)?['’]s|the [\w-]+) offer (?:of|to)\b[^,.;]*", words
        )
        hits = self.gazetteer.of(match["who"]) if match else ()
        if match is None or not hits:
            return None
        owner = Voice(
            "reporter",
            kind="reporter",
            principal=hits[0].code,
            authority="binding",
            doubts=((0.45, "an offer known from its refusal"),),
        )
        text = acts.plain(match.group())
        offered = replace(
            utterance,
            start=utterance.start + match.start(),
            end=utterance.start + match.end(),
            voice=owner,
            form=Form.SUMMARY,
        )
        return offered, Reading(Act.OFFER, Direction.DELIVER, "", acts.instruments_in(text, self.lexicon), (), ())

    def _draft(self, key: str, utterance: _Utterance, reading: Reading) -> Draft:
        voice = utterance.voice
        first, last, dating = self._when(utterance)
        doubts = (*voice.doubts, *reading.doubts, *utterance.doubts, *dating)
        base = 0.97 if reading.direction is not Direction.NONE else 0.94
        hearsay = self._hearsay(utterance, voice)
        principal = "" if hearsay and voice.kind == "anonymous" and voice.hearsay else voice.principal
        authority = Authority(voice.authority) if principal or voice.kind == "legislator" else Authority.NONE
        confidence = max(0.05, round(base - sum(amount for amount, _ in doubts), 2))
        return Draft(
            id=key,
            speaker=voice.label,
            office=voice.office,
            principal=principal,
            actor=reading.actor if reading.actor != principal else "",
            authority=authority,
            record=Record.ANONYMOUS if voice.anonymous else Record.ON_RECORD,
            form=utterance.form,
            relay=(0 if self.official else 1) + max(utterance.relayed, int(hearsay)),
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
            source=self.source,
            paragraph=bisect_right(self._lines, utterance.start) or None,
            span=(utterance.start, utterance.end),
            sentence_sha256=self._hash(utterance),
            confidence=confidence,
            reasons=tuple(f"{why} (-{amount:g})" for amount, why in doubts) or ("nothing in doubt",),
        )

    def _placed(self, utterance: _Utterance) -> Voice:
        """An official whose state is not said: the adjective of a state earlier in the paragraph, when there is one."""
        voice = utterance.voice
        if voice.kind not in _OFFICIAL or not _principal_open(voice):
            return voice
        acting = _ACTING.match(self.text[utterance.start : utterance.end])
        hits = self.gazetteer.of(acting["who"]) if acting else ()
        if hits and not hits[0].bloc:
            if self.plan.genre in (Genre.TRANSCRIPT, Genre.DIALOGUE):  # his other turns did not bear it out
                return replace(voice, principal=hits[0].code, authority="binding").doubted(
                    0.25, "principal from the state of one sentence"
                )
            return self._assigned(voice, hits[0].code)
        start = self.text.rfind("\n", 0, utterance.start) + 1
        near = {
            hit.code for hit in self.gazetteer.between(start, utterance.start) if hit.kind == "demonym" and not hit.bloc
        }
        if len(near) != 1 or voice.principal:
            return voice
        doubts = tuple(d for d in voice.doubts if "principal" not in d[1])
        return replace(
            voice, principal=near.pop(), authority="binding", doubts=(*doubts, (0.25, "principal from the paragraph"))
        )

    def _hearsay(self, utterance: _Utterance, voice: Voice) -> bool:
        """Whether an anonymous voice speaks of positions that are not its own."""
        if not voice.anonymous or voice.kind != "anonymous":
            return False
        words = self.text[utterance.start : utterance.end]
        if re.match(r"[“\"]?(?:They|He|She)(?:['’]\w+)?\b", words):
            return utterance.form is Form.DIRECT
        hits = self.gazetteer.of(words[:60])
        words = re.sub(r"^(?:At|In|On|Among|Within) [^,]{2,30}, ", "", words)
        others = [hit for hit in hits if hit.start < 20 and hit.code != voice.principal]
        group = re.match(r"(?:[\w-]+ ){0,2}(?:diplomats|ministers|leaders|allies|countries|members|officials)\b", words)
        return bool((others and voice.hearsay) or group)

    def _audience(self, utterance: _Utterance) -> Audience:
        words = self.text[max(0, utterance.start - 200) : utterance.end + 100]
        line = words if "\n" not in words else self.text[utterance.start : utterance.end]
        return (
            Audience.ALLY
            if re.search(r"(?i)\b(?:privately|behind closed doors|closed-door|in private|closed deliberations)\b", line)
            else Audience.PUBLIC
        )

    def _theatre(self, utterance: _Utterance, reading: Reading) -> str:
        if reading.direction is Direction.NONE:
            return ""
        text = acts.plain(self.text[utterance.start : utterance.end])
        return (
            "allied"
            if self.lexicon.allied_soil.search(text) or any(r.endswith("@allied") for r in reading.rungs)
            else ""
        )

    def _expiry(self, utterance: _Utterance, reading: Reading) -> date | None:
        if reading.direction is Direction.NONE:
            return None
        words = self.text[utterance.start : utterance.end]
        match = re.search(r"\buntil (?:the end of )?", words)
        if match is None:
            return None
        found = find_dates(words[match.end() :][:40], self.own, future=True)
        return found[0].last if found and found[0].at <= 4 else None

    def _when(self, utterance: _Utterance) -> tuple[date | None, date | None, tuple[tuple[float, str], ...]]:
        counted = [w for w in utterance.when if w.first is not None]
        if counted:
            return counted[0].first, counted[0].last, ()
        if utterance.when:
            return (
                None,
                None,
                ((0.0, f"“{utterance.when[0].words}” is relative and the text's own date was not given"),),
            )
        if self.own is not None:
            return self.own, self.own, ((0.0, "undated: the text's own date"),)
        return None, None, ((0.0, "no date: the text's own date was not given"),)

    def _hash(self, utterance: _Utterance) -> str:
        """Hash the source sentence that holds the words, or the run of sentences they span."""
        index = max(bisect_right(self._sentence_starts, utterance.start) - 1, 0)
        last = max(bisect_right(self._sentence_starts, utterance.end - 1) - 1, index)
        held = self._sentences[index : last + 1]
        return sentence_sha256(self.text[held[0].start : held[-1].end])


def _with(reading: Reading, doubts: tuple[tuple[float, str], ...]) -> Reading:
    return replace(reading, doubts=doubts)


def _clauses(words: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of clauses joined by *but*, *and*, *nor* or a dash; short pieces stay with their neighbour."""
    begin = 0
    for match in _CLAUSE.finditer(words):
        left, right = words[begin : match.start()], words[match.end() :]
        if len(left.split()) < 3 or len(right.split()) < 3:
            continue
        lead = 1 if re.match(r", nor ", match.group()) else 0
        yield begin, match.start()
        begin = match.end() - (4 if lead else 0)
    yield begin, len(words)


def _specificity(reading: Reading, utterance: _Utterance) -> tuple[Specific, ...]:
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
