"""Transcripts and official documents in many houses' formats: every sentence of an official to the right one."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import scoring
import yaml

from standoff.ledger.suggest import Draft, suggest
from standoff.ledger.suggest.furniture import courtesy

FOLDER = Path(__file__).parent / "official"


@dataclass(frozen=True, slots=True)
class Coded:
    """A text without its marks, and every sentence coded in it with its voice and that voice's state."""

    style: str
    text: str
    sentences: tuple[tuple[int, int, str, str], ...]


def read(entry: dict[str, object]) -> Coded:
    voices = {key: tuple(str(value).split(" / ")) for key, value in dict(entry["voices"]).items()}  # type: ignore[call-overload]
    out, spans, end = "", [], 0
    marked = str(entry["text"])
    for match in re.finditer(r"\{(\w)\|([^{}]*)\}", marked):
        out += marked[end : match.start()]
        who, state = voices[match[1]]
        spans.append((len(out), len(out) + len(match[2]), who, state.strip("-")))
        out, end = out + match[2], match.end()
    return Coded(str(entry["style"]), out + marked[end:], tuple(spans))


CODED = tuple(
    read(entry) for path in sorted(FOLDER.glob("*.yaml")) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
)


def _faults(coded: Coded, drafts: tuple[Draft, ...]) -> list[str]:
    found = []
    for start, end, who, state in coded.sentences:
        words = coded.text[start:end][:60]
        over = [d for d in drafts if min(end, d.span[1]) - max(start, d.span[0]) >= 0.5 * (d.span[1] - d.span[0])]
        if not over and not courtesy(words):
            found.append(f"missed: {words}")
        found += [f"of {d.speaker}, not {who}: {words}" for d in over if not scoring.same_speaker(who, d.speaker)]
        found += [f"for {d.principal}, not {state}: {words}" for d in over if d.principal != state]
    for d in drafts:
        if not any(min(e, d.span[1]) > max(s, d.span[0]) for s, e, _, _ in coded.sentences):
            found.append(f"nobody's words, given to {d.speaker}: {coded.text[slice(*d.span)][:60]}")
    return found


@pytest.mark.parametrize("coded", CODED, ids=[c.style.split(",")[0] for c in CODED])
def test_official_formats(coded: Coded) -> None:
    assert _faults(coded, suggest(coded.text)) == []
