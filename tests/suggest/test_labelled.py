"""The labelled set itself: marks and codings agree, sizes are as promised."""

import re

import labelled
import pytest

ACTS = {
    "rule_out", "refusal", "commit", "conditional_threat", "offer", "keep_vague", "withdraw", "assurance", "request",
    "advocacy", "approval", "criticism", "assessment", "admission", "goal", "expectation",
}  # fmt: skip
QUALIFIERS = {"unilateral", "for_now", "this_offer", "if_others_agree", "in_part", "may"}


def test_enough_texts_in_enough_styles() -> None:
    texts = labelled.texts()
    assert len(texts) >= 24
    assert len({text.style for text in texts}) >= 20
    assert sum(len(text.statements) for text in texts) > 250


@pytest.mark.parametrize("text", labelled.texts(), ids=lambda text: text.name)
def test_coding_uses_the_ledger_words(text: labelled.LabelledText) -> None:
    for gold in text.statements:
        assert gold.act in ACTS, gold
        assert gold.qualifiers <= QUALIFIERS, gold
        assert text.text[gold.start : gold.end].strip() == text.text[gold.start : gold.end], gold
    assert not re.search(r"[{}|]", text.text)
