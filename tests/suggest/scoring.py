"""Measures drafts against coded texts: one function a metric, every count kept so that intervals can be drawn."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from labelled import Gold, LabelledText

from standoff.ledger.statement import Direction, Form
from standoff.ledger.suggest.draft import Draft

LOW = 0.75
"""Below this a row counts as flagged: a reviewer is told to look."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One text, its coding, its drafts and which belong together (gold index to draft index)."""

    text: LabelledText
    drafts: tuple[Draft, ...]
    pairs: dict[int, int]

    @property
    def unmatched(self) -> tuple[Draft, ...]:
        taken = set(self.pairs.values())
        return tuple(draft for number, draft in enumerate(self.drafts) if number not in taken)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its counts and its 95 % Wilson interval."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.of)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.3f} [{low:.3f}, {high:.3f}] ({self.hits}/{self.of})"


def wilson(hits: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's score interval of a share (Wilson 1927)."""
    if of == 0:
        return (0.0, 1.0)
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return (max(0.0, middle - half), min(1.0, middle + half))


def overlap(gold: Gold, draft: Draft) -> float:
    """Shared characters over the shorter of the two spans."""
    start, end = draft.span
    shared = min(gold.end, end) - max(gold.start, start)
    return max(0.0, shared / max(1, min(gold.end - gold.start, end - start)))


def pair(text: LabelledText, drafts: Sequence[Draft]) -> Scored:
    """Match drafts to codings, the best overlaps first; speaker and direction break ties."""
    scores = []
    for g, gold in enumerate(text.statements):
        for d, draft in enumerate(drafts):
            share = overlap(gold, draft)
            if share >= 0.5:
                length = abs((gold.end - gold.start) - (draft.span[1] - draft.span[0]))
                agree = same_speaker(gold.who, draft.speaker) + (gold.direction == draft.direction.value)
                scores.append((-round(share, 1), -agree, length, g, d))
    pairs: dict[int, int] = {}
    for _, _, _, g, d in sorted(scores):
        if g not in pairs and d not in pairs.values():
            pairs[g] = d
    return Scored(text, tuple(drafts), pairs)


_EMPTY = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "at",
        "for",
        "to",
        "his",
        "her",
        "its",
        "their",
        "one",
        "two",
        "some",
        "several",
        "from",
        "by",
    ]
)


def _tokens(label: str) -> list[str]:
    words = re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", label.casefold()))
    return [re.sub(r"(?<=\w{3})s$", "", word) for word in words if word not in _EMPTY]


def same_speaker(gold: str, found: str) -> bool:
    """Whether two labels name one voice: equal surnames, or for a description half its content words."""
    wanted, got = _tokens(gold), _tokens(found)
    if not wanted or not got:
        return gold.casefold() == found.casefold()
    if gold[:1].isupper() and not gold.startswith(("The ", "A ", "An ", "Two ", "His ", "Her ")):
        return wanted[-1] == got[-1] or set(wanted) <= set(got) or (len(got) > 1 and set(got) <= set(wanted))
    shared = len(set(wanted) & set(got))
    return shared / len(set(wanted) | set(got)) >= 0.5 or set(got) <= set(wanted) or set(wanted) <= set(got)


def _f1(hits: int, found: int, wanted: int) -> float:
    return 2 * hits / (found + wanted) if found + wanted else 1.0


def direct_detection(scored: Iterable[Scored]) -> tuple[float, Share, Share]:
    """F1, precision and recall of direct speech, by sentence."""
    hits = found = wanted = 0
    for item in scored:
        inverse = {d: g for g, d in item.pairs.items()}
        for g, gold in enumerate(item.text.statements):
            if gold.form == "direct":
                wanted += 1
                hits += g in item.pairs and item.drafts[item.pairs[g]].form is Form.DIRECT
        for d, draft in enumerate(item.drafts):
            partner = item.text.statements[inverse[d]].form if d in inverse else ""
            found += int(draft.form is Form.DIRECT and partner not in ("mixed", "embedded", "indirect"))
    return _f1(hits, found, wanted), Share(hits, found), Share(hits, wanted)


def speakers(scored: Iterable[Scored]) -> Share:
    """Speaker on quoted sentences; a sentence not found counts as wrong."""
    hits = of = 0
    for item in scored:
        for g, gold in enumerate(item.text.statements):
            if gold.form == "direct":
                of += 1
                hits += g in item.pairs and same_speaker(gold.who, item.drafts[item.pairs[g]].speaker)
    return Share(hits, of)


def indirect(scored: Iterable[Scored]) -> tuple[Share, Share]:
    """Recall and precision of indirect statements: sentence and speaker right."""
    hits = of = right = found = 0
    for item in scored:
        inverse = {d: g for g, d in item.pairs.items()}
        for g, gold in enumerate(item.text.statements):
            if gold.form in ("indirect", "mixed", "embedded"):
                of += 1
                hits += g in item.pairs and same_speaker(gold.who, item.drafts[item.pairs[g]].speaker)
        for d, draft in enumerate(item.drafts):
            if draft.form in (Form.INDIRECT, Form.SUMMARY):
                found += 1
                right += d in inverse and same_speaker(item.text.statements[inverse[d]].who, draft.speaker)
    return Share(hits, of), Share(right, found)


def directions(scored: Iterable[Scored]) -> tuple[float, dict[str, float]]:
    """Macro-F1 over the four directions; a posture row out of nothing counts against its direction."""
    confusion: Counter[tuple[str, str]] = Counter()
    for item in scored:
        for g, gold in enumerate(item.text.statements):
            name = item.drafts[item.pairs[g]].direction.value if g in item.pairs else "none"
            confusion[gold.direction, name] += 1
        for draft in item.unmatched:
            if draft.direction is not Direction.NONE:
                confusion["none", draft.direction.value] += 1
    by_class = {}
    for name in ("deliver", "withhold", "reserve", "none"):
        hits = confusion[name, name]
        wanted = sum(n for (coded, _), n in confusion.items() if coded == name)
        found = sum(n for (_, read), n in confusion.items() if read == name)
        by_class[name] = _f1(hits, found, wanted)
    return sum(by_class.values()) / 4, by_class


def _posture(scored: Iterable[Scored]) -> Iterable[tuple[Scored, Gold, Draft | None]]:
    for item in scored:
        for g, gold in enumerate(item.text.statements):
            if gold.direction != "none":
                yield item, gold, item.drafts[item.pairs[g]] if g in item.pairs else None


def qualifiers(scored: Iterable[Scored]) -> tuple[Share, Share]:
    """Recall and precision of qualifiers on posture rows."""
    hits = of = found = right = 0
    for _, gold, draft in _posture(scored):
        got = frozenset(q.value for q in draft.qualifiers) if draft is not None else frozenset()
        of += len(gold.qualifiers)
        hits += len(gold.qualifiers & got)
        if draft is not None and draft.direction is not Direction.NONE:
            found += len(got)
            right += len(got & gold.qualifiers)
    return Share(hits, of), Share(right, found)


def principals(scored: Iterable[Scored]) -> Share:
    """Principal on posture rows; a row not found counts as wrong."""
    rows = list(_posture(scored))
    return Share(sum(draft is not None and draft.principal == gold.principal for _, gold, draft in rows), len(rows))


def acts(scored: Iterable[Scored]) -> Share:
    """Act on all rows found."""
    rows = [
        (gold, item.drafts[item.pairs[g]])
        for item in scored
        for g, gold in enumerate(item.text.statements)
        if g in item.pairs
    ]
    return Share(sum(gold.act == draft.act.value for gold, draft in rows), len(rows))


def instruments(scored: Iterable[Scored]) -> Share:
    """Instruments on posture rows, exactly."""
    rows = list(_posture(scored))
    return Share(
        sum(draft is not None and frozenset(draft.instruments) == gold.instruments for _, gold, draft in rows),
        len(rows),
    )


def rungs(scored: Iterable[Scored]) -> Share:
    """Rungs on posture rows, exactly (*any* left aside)."""
    rows = list(_posture(scored))
    return Share(
        sum(draft is not None and frozenset(draft.rungs) - {"any"} == gold.rungs for _, gold, draft in rows), len(rows)
    )


def dates(scored: Iterable[Scored]) -> Share:
    """Coded dates: the interval found lies within the coded one, or holds it with a week to spare."""
    hits = of = 0
    for item in scored:
        for g, gold in enumerate(item.text.statements):
            if gold.dates[0]:
                of += 1
                draft = item.drafts[item.pairs[g]] if g in item.pairs else None
                first = str(draft.date_from) if draft is not None else ""
                last = str(draft.date_to or draft.date_from) if draft is not None else ""
                hits += gold.dates[0] <= first and last <= gold.dates[1]
    return Share(hits, of)


def _right(gold: Gold, draft: Draft) -> bool:
    if not same_speaker(gold.who, draft.speaker) or gold.direction != draft.direction.value:
        return False
    if gold.direction == "none":
        return True
    return gold.principal == draft.principal and gold.qualifiers <= frozenset(q.value for q in draft.qualifiers)


def confident(scored: Iterable[Scored], threshold: float = 0.9) -> Share:
    """How often a confident row is right in speaker, direction and, where it has one, principal and qualifiers."""
    hits = of = 0
    for item in scored:
        inverse = {d: g for g, d in item.pairs.items()}
        for d, draft in enumerate(item.drafts):
            if draft.confidence >= threshold:
                of += 1
                hits += d in inverse and _right(item.text.statements[inverse[d]], draft)
    return Share(hits, of)


def zero_tolerance(scored: Iterable[Scored]) -> list[str]:
    """What must never happen, one line a case."""
    cases: list[str] = []
    for item in scored:
        inverse = {d: g for g, d in item.pairs.items()}
        for d, draft in enumerate(item.drafts):
            gold = item.text.statements[inverse[d]] if d in inverse else None
            words = item.text.text[draft.span[0] : draft.span[1]][:70]
            cases += [f"{item.text.name}: {fault}: {draft.speaker}: {words}" for fault in _faults(gold, draft)]
    return cases


def _faults(gold: Gold | None, draft: Draft) -> Iterable[str]:
    directed = draft.direction is not Direction.NONE
    if gold is None:
        if directed and draft.authority.value == "binding":
            yield "a binding posture row out of uncoded words"
        return
    if {gold.direction, draft.direction.value} == {"deliver", "withhold"}:
        yield "polarity flipped"
    if directed and draft.principal and not gold.principal and draft.authority.value == "binding":
        yield "a voice without principal bound to a state"
    lost = gold.qualifiers - frozenset(q.value for q in draft.qualifiers)
    if directed and gold.direction != "none" and lost and draft.confidence >= LOW:
        yield f"qualifier dropped at confidence {draft.confidence}: {', '.join(sorted(lost))}"
    if gold.act == "expectation" and draft.direction is Direction.DELIVER:
        yield "an expectation as a commitment"


def report(scored: Sequence[Scored]) -> list[tuple[str, str]]:
    """Every figure by name."""
    f1, precision, recall = direct_detection(scored)
    found, exact = indirect(scored)
    macro, by_class = directions(scored)
    kept, needless = qualifiers(scored)
    rows: list[tuple[str, str]] = [
        ("direct speech F1", f"{f1:.3f}"),
        ("  precision of direct speech", str(precision)),
        ("  recall of direct speech", str(recall)),
        ("speaker on quoted sentences", str(speakers(scored))),
        ("indirect statements, recall", str(found)),
        ("  precision of indirect statements", str(exact)),
        ("direction macro-F1", f"{macro:.3f}  " + "  ".join(f"{name} {value:.2f}" for name, value in by_class.items())),
        ("qualifiers on posture rows, recall", str(kept)),
        ("  precision of qualifiers", str(needless)),
        ("principal on posture rows", str(principals(scored))),
        ("instruments on posture rows", str(instruments(scored))),
        ("rungs on posture rows", str(rungs(scored))),
        ("act on rows found", str(acts(scored))),
        ("coded dates", str(dates(scored))),
        ("right where confidence >= .9", str(confident(scored))),
    ]
    return rows


def score(texts: Iterable[LabelledText], suggest: Callable[[LabelledText], Sequence[Draft]]) -> tuple[Scored, ...]:
    """Suggest from every text and match the drafts to its coding."""
    return tuple(pair(text, suggest(text)) for text in texts)


def agreement(second: Iterable[LabelledText], first: Iterable[LabelledText]) -> list[tuple[str, str]]:
    """How far a second coding of some texts agrees with the first, statement by statement."""
    by_name = {text.name: text for text in first}
    pairs: list[tuple[Gold, Gold | None]] = []
    extra = 0
    for text in second:
        original = by_name[text.name].statements
        taken: set[str] = set()
        for gold in original:
            match = next((g for g in text.statements if g.mark not in taken and _spans_meet(gold, g)), None)
            if match is not None:
                taken.add(match.mark)
            pairs.append((gold, match))
        extra += len(text.statements) - len(taken)
    both = [(a, b) for a, b in pairs if b is not None]
    posture = [(a, b) for a, b in both if a.direction != "none"]
    qualified = sum(len(a.qualifiers) for a, _ in posture)
    return [
        ("statements found again", str(Share(len(both), len(pairs)))),
        ("statements only in the second", str(extra)),
        ("speaker", str(Share(sum(same_speaker(a.who, b.who) for a, b in both), len(both)))),
        ("act", str(Share(sum(a.act == b.act for a, b in both), len(both)))),
        ("direction", str(Share(sum(a.direction == b.direction for a, b in both), len(both)))),
        ("principal on posture rows", str(Share(sum(a.principal == b.principal for a, b in posture), len(posture)))),
        (
            "qualifiers on posture rows",
            str(Share(sum(len(a.qualifiers & b.qualifiers) for a, b in posture), qualified)),
        ),
        (
            "instruments on posture rows",
            str(Share(sum(a.instruments == b.instruments for a, b in posture), len(posture))),
        ),
    ]


def _spans_meet(first: Gold, second: Gold) -> bool:
    shared = min(first.end, second.end) - max(first.start, second.start)
    return shared >= 0.5 * min(first.end - first.start, second.end - second.start)
