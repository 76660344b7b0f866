"""News prose, one way of attributing words at a time: who speaks, for whom, and what nobody says."""

from pathlib import Path
from typing import Any

import pytest
import scoring
import yaml

from standoff.ledger.suggest import suggest

CASES: list[dict[str, Any]] = [
    case
    for name in ("news.yaml", "news-leads.yaml")
    for case in yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_news(case: dict[str, Any]) -> None:
    text = case["text"]
    drafts = list(suggest(text))
    for row in case["rows"]:
        who, state, words = row.split(" / ")
        held = [d for d in drafts if words in " ".join(text[slice(*d.span)].split())]
        assert held, f"no row holds {words!r}"
        assert scoring.same_speaker(who, held[0].speaker), (who, held[0].speaker)
        assert held[0].principal == state.strip("-"), (who, held[0].principal)
        drafts.remove(held[0])
    left = [" ".join(text[slice(*d.span)].split()) for d in drafts]
    assert [words for words in left if not any(perhaps in words for perhaps in case.get("maybe", ()))] == []
    for words in case.get("never", ()):
        assert not any(words in text[slice(*d.span)] for d in suggest(text))
