"""Finds attribution in a narrative sentence: the verbs of saying, their subjects, and the words they carry."""

import re
from collections.abc import Iterator
from dataclasses import replace

from standoff.ledger.suggest.complements import frame_of
from standoff.ledger.suggest.frame import Candidate, Frame, FrameKind
from standoff.ledger.suggest.grammar import FINITE, TIME, clean
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.paragraph import MASK
from standoff.ledger.suggest.verbless import verbless
from standoff.ledger.suggest.verbs import candidates


def frames(masked: str, lexicon: Lexicon) -> tuple[Frame, ...]:
    """Return the attributions of one narrative sentence in order; quotations are masked in it.

    Examples
    --------
    >>> from standoff.ledger.suggest.lexicon import load
    >>> frame, = frames("Orlo, who took office in May, said her country would send tanks.", load())
    >>> frame.subject, frame.verb
    ('Orlo', 'said')
    """
    special = list(verbless(masked))
    led = [f for f in special if f.verb == "according to" and f.at <= 1]
    found = [
        c
        for c in candidates(masked, lexicon)
        if not any(f.at <= c.at < f.end for f in special) and not _inside(led, c.at)
    ]
    said = [c for c in found if c.kind in (FrameKind.SPEECH, FrameKind.NOUN)]
    closing = _closing(masked, said)
    made = _pass(masked, said, [])
    if closing is not None:
        made = [closing, *(f for f in made if f.at > closing.at)]
    made, special = _relayed(made, special)
    moves = [frame for frame in special if frame.verb == "proposal by"]
    special = [frame for frame in special if frame not in moves]
    made.extend(frame for frame in special if not any(_inside(made, a) for a, _ in frame.content))
    deeds = _pass(masked, [c for c in found if c.kind in (FrameKind.DEED, FrameKind.EXPECTED)], made)
    made = sorted([*made, *deeds], key=lambda frame: frame.at)
    return tuple(sorted([*_apart(masked, made), *moves], key=lambda frame: frame.at))


def _relayed(made: list[Frame], special: list[Frame]) -> tuple[list[Frame], list[Frame]]:
    """*Gant told Sull that …, according to the official*: the voice is Gant's, and one more stands between."""
    trailing = [f for f in special if f.verb == "according to" and f.at > 1]
    held = [f for f in made if f.subject and any(a <= f.at < b for t in trailing for a, b in t.content)]
    if not held or not all(FINITE.search(f.subject) is None for f in held):
        return made, special
    kept = [f for f in special if f not in trailing]
    return [replace(f, relayed=True) if f in held else f for f in made], kept


def _closing(masked: str, candidates: list[Candidate]) -> Frame | None:
    """*Japan has promised boats, its prime minister said.*: one voice at the end answers for the whole sentence."""
    if len(candidates) < 2:
        return None
    adding = re.compile(rf"\s*(?:{TIME})?,\s*(?:adding|noting|saying|stressing|warning|insisting)\b")
    last = next((c for c in candidates if adding.match(masked[c.end :])), candidates[-1])
    tail = masked[last.end :]
    ends = re.match(rf"\s*(?:{TIME})?[.\s]*$", tail) or adding.match(tail)
    if last.kind is not FrameKind.SPEECH or last.weak or not ends or last is candidates[0]:
        return None
    frame = frame_of(masked, last, 0, len(masked))
    if (
        frame is None
        or not frame.subject
        or len(frame.content) != 1
        or frame.content[0][0] > 2
        or frame.content[0][1] > frame.subject_at
    ):
        return None
    before = [c for c in candidates if c.at < last.at]
    whole = MASK not in masked or re.search(r"\w,\s+$", masked[: frame.subject_at])
    return frame if whole and all(c.at < frame.content[0][1] for c in before) else None


def _pass(masked: str, candidates: list[Candidate], outer: list[Frame]) -> list[Frame]:
    """Build frames from left to right; one that lies inside what another voice says is that voice's own words."""
    made: list[Frame] = []
    edge = 0
    for candidate in candidates:
        beside = re.search(r"\b(?:but|and)\s+(?:\w+ly |also |then )?$", masked[: candidate.at]) is not None
        answered = any(a <= candidate.at < b and frame.at > candidate.at for frame in outer for a, b in frame.content)
        if answered or any(f.at <= candidate.at < f.end for f in made):
            continue
        frame = frame_of(masked, candidate, edge, len(masked))
        if frame is None or (_inside(made, candidate.at) and not _stands_beside(masked, candidate, frame)):
            continue
        if _inside(outer, candidate.at) and not beside and not (frame.subject and _coordinate(masked, frame)):
            continue
        made.append(_in_relative(masked, frame) if _relative(masked, candidate.at) else frame)
        edge = edge if _relative(masked, candidate.at) else candidate.end
    return made


def _in_relative(masked: str, frame: Frame) -> Frame:
    """The words of a relative clause end where its comma closes."""
    ends = [(start, masked.find(", ", start, end)) for start, end in frame.content]
    spans = [(start, comma if comma > 0 else end) for (start, comma), (_, end) in zip(ends, frame.content, strict=True)]
    return replace(frame, content=tuple(spans))


def _relative(masked: str, at: int) -> bool:
    """Whether a verb heads a relative clause, *Rahn, who also said*: the subject's own verb is still to come."""
    return re.search(r",\s+(?:who|which)(?: \w+){0,2}\s+$", masked[:at]) is not None


def _stands_beside(masked: str, candidate: Candidate, frame: Frame) -> bool:
    """Whether a verb inside the frame before it opens a clause of its own: *but added*, *, adding*, *when she said*."""
    start = frame.subject_at if frame.subject else candidate.at
    lead = masked[:start]
    if not frame.subject:
        return bool(
            re.search(r"(?:\b(?:and|but|while)\s+(?:\w+ly |also |then |later )?|,\s*)$", lead)
        ) or candidate.verb.endswith("ing")
    return bool(
        re.search(r"(?:,\s*(?:and|but|while|though|although|as|when|after|with|yet)|\bwhen|\bwhile|\bas|;)\s+$", lead)
    )


def _coordinate(masked: str, frame: Frame) -> bool:
    """*…, and President Roth has ruled out …*: a clause of its own, not what the voice before it says."""
    own = re.search(r",\s+(?:and|but|while)\s+(?:the )?$", masked[: frame.subject_at]) is not None
    return own and re.match(r"(?:the )?(?:[A-ZÀ-Þ]|\w+ [A-ZÀ-Þ])", frame.subject) is not None


def _inside(made: list[Frame], position: int) -> bool:
    return any(a <= position < b for frame in made for a, b in frame.content)


def _apart(masked: str, made: list[Frame]) -> Iterator[Frame]:
    """Keep a frame's content from running into the next frame's subject or verb."""
    for index, frame in enumerate(made):
        limits = list(made[index + 1 :])
        content: list[tuple[int, int]] = []
        for start, end in frame.content:
            for later in limits:
                begin = later.subject_at if later.subject and later.subject_at > frame.at else later.at
                if start < begin < end and begin > frame.at:
                    end = min(end, (clean(masked, start, begin) or (start, start))[1])
                    bare = not FINITE.search(masked[start:end]) and MASK not in masked[start:end]
                    end = start if bare and frame.kind is FrameKind.SPEECH else end
            if end > start and re.search(rf"[\w{MASK}]", masked[start:end]):
                content.append((start, end))
        if content:
            yield replace(frame, content=tuple(content))
