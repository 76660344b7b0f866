"""What a pattern needs: a search that looks for it first finds what the pattern alone finds."""

import re

import labelled
import pytest
import test_meaning

from standoff.ledger.suggest.lexicon import load
from standoff.ledger.suggest.matters import plain
from standoff.ledger.suggest.prefilter import Shelf, needs


def test_nothing_is_lost_on_any_sentence_we_have() -> None:
    lexicon = load()
    patterns = [rule.cue for rule in lexicon.rules]
    patterns += [pattern for _, pattern in (*lexicon.instruments, *lexicon.rungs, *lexicon.qualifiers)]
    sentences = [plain(case.say) for name in ("meaning", "meaning-second") for case in test_meaning.cases(name)]
    sentences += [plain(text.text[gold.start : gold.end]) for text in labelled.texts() for gold in text.statements]
    shelf = Shelf(patterns)
    lost = [
        (pattern.pattern[:60], sentence)
        for sentence in sentences
        for pattern in patterns
        if (shelf.search(pattern, sentence) is None) != (pattern.search(sentence) is None)
    ]
    assert lost == []
    assert sum(needs(pattern) is not None for pattern in patterns) > 0.9 * len(patterns)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (r"\bwill not\b", ("will not",)),
        (r"\b(?:tanks?|jets?)\b", ("jet", "tank")),
        (r"colou?r", ("colo",)),
        (r"(?:very )?strong", ("strong",)),
        (r"(?:send|ship){2} now", ("send", "ship")),
        (r"(?!never)ever", ("ever",)),
        (r"[abc]def", ("def",)),
        (r"(?:tanks)?", None),
        (r"no|never", None),
        (r"(?i)tanks", None),
        (r"\w+ing", ("ing",)),
    ],
)
def test_needs_of(pattern: str, wanted: tuple[str, ...] | None) -> None:
    assert needs(re.compile(pattern)) == wanted
