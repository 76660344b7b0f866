"""Pages as they are copied from the screens of many houses: every statement found, and nothing else made a row."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import scoring
import yaml
from test_official import Coded, read

from standoff.ledger.statement import Authority, Direction
from standoff.ledger.suggest import Draft, suggest

FOLDER = Path(__file__).parent / "pages"
CODED = tuple(
    read(entry) for path in sorted(FOLDER.glob("*.yaml")) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
)


def faults(coded: Coded, drafts: Sequence[Draft]) -> list[str]:
    """What is missed, given to another, or made a row though nobody says it."""
    found, taken = [], set()
    for start, end, who, state in coded.sentences:
        over = [
            n
            for n, d in enumerate(drafts)
            if min(end, d.span[1]) - max(start, d.span[0]) >= 0.5 * min(end - start, d.span[1] - d.span[0])
        ]
        taken.update(over)
        words = coded.text[start:end][:60]
        found += [f"missed: {words}"] if not over else []
        found += [
            f"of {drafts[n].speaker}, not {who}: {words}"
            for n in over
            if not scoring.same_speaker(who, drafts[n].speaker)
        ]
        found += [f"for {drafts[n].principal}, not {state}: {words}" for n in over if drafts[n].principal != state]
    return found + [
        f"nobody's words, given to {d.speaker} ({d.act.value}, {d.confidence}): {coded.text[slice(*d.span)][:60]}"
        for n, d in enumerate(drafts)
        if n not in taken
    ]


@pytest.mark.parametrize("coded", CODED, ids=[c.style.split(",")[0] for c in CODED])
def test_pages(coded: Coded) -> None:
    assert faults(coded, suggest(coded.text)) == []


NEVER: list[dict[str, Any]] = [
    case
    for path in sorted(FOLDER.parent.glob("never*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", NEVER, ids=[case["why"] for case in NEVER])
def test_what_never_binds_a_state(case: dict[str, Any]) -> None:
    binding = [
        case["text"][slice(*d.span)]
        for d in suggest(case["text"])
        if d.direction is not Direction.NONE and d.principal and d.authority is Authority.BINDING
    ]
    assert [words for words in binding if not any(held in words for held in case.get("binds", ()))] == []
