"""Hashes of sentences, and a ledger checked against a text."""

import hashlib
import re
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import standoff
from standoff.errors import LedgerError
from standoff.ledger.files import read_ledger
from standoff.ledger.ledger import Ledger
from standoff.ledger.sentence import normalise, quotations, sentence_sha256, sentences
from standoff.ledger.verify import Outcome, verify

from .rows import row

BUNDLED = Path(standoff.__file__).parent / "scenario" / "bundled" / "nato-2022"
PAGE = (
    "A headline without a stop\n\n“It went well. Talks held,” Sen. A. Bee (D-Conn.) told reporters. “Words did not.”\n"
)


def test_the_hash_is_of_the_plain_form() -> None:
    want = hashlib.sha256(b"We won't go,\" she said.").hexdigest()
    for variant in ("“We won’t go,” she said.", '"We won\'t   go," she said. ', "(“We won’t\u00a0go,” she said.)"):
        assert sentence_sha256(variant) == want
    assert sentence_sha256("cafe\u0301") == sentence_sha256("caf\u00e9")


@given(st.text(max_size=60))
def test_the_plain_form_is_stable(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet="aB .?!\n“”\"'()…", max_size=80))
def test_sentences_lie_in_the_text_in_order_and_lose_no_letter(text: str) -> None:
    found = sentences(text)
    assert all(text[s.start : s.end] == s.text for s in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert re.sub(r"\s", "", "".join(s.text for s in found)) == re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("The U.S. view. It holds.", ["The U.S. view.", "It holds."]),
        ("Mr. Orlo spoke. Dr. Moe left.", ["Mr. Orlo spoke.", "Dr. Moe left."]),
        ("“Go.” “No.” He said no. Then yes.", ["“Go.”", "“No.”", "He said no.", "Then yes."]),
        ("About 1,000 men. 40 miles? Yes!", ["About 1,000 men.", "40 miles?", "Yes!"]),
        ("« Nous verrons. » Il part.", ["« Nous verrons. »", "Il part."]),
    ],
)
def test_sentences(text: str, pieces: list[str]) -> None:
    assert [s.text for s in sentences(text)] == pieces


def test_quotations_of_several_styles() -> None:
    text = "“One,” he said. «Two.» „Three“ came. 'It's' no. \"Four\" and ‘five’s end’ too."
    assert [q.text for q in quotations(text)] == ["One,", "Two.", "Three", "Four", "five’s end"]


@pytest.mark.parametrize(
    "coded",
    [
        "It went well. Talks held,",
        "“It went well.",
        "It went well",
        "“It went well. Talks held,” Sen. A. Bee (D-Conn.) told reporters.",
        "Words did not.",
        PAGE.splitlines()[2],
    ],
)
def test_any_sensible_cut_of_a_paragraph_is_found(coded: str) -> None:
    said = row(source="s", paragraph=2, sentence_sha256=sentence_sha256(coded))
    (result,) = verify(Ledger((said,)), PAGE)
    found = result.outcome is Outcome.FOUND
    assert found is (coded != "It went well")  # without its full stop it is another sentence


@pytest.mark.parametrize(
    "unit", ["A word and Mr. B. spoke. ", "‘ said he. ", "‘a ", "?!.", ".”", "“ (", '" . ', "« » . A"]
)
def test_a_million_characters_on_one_line_take_seconds(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    start = time.process_time()
    verify(Ledger((row(source="s", sentence_sha256=sentence_sha256("Nothing.")),)), text)
    assert time.process_time() - start < 10.0


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("‘Not now,’ he said. ‘Don’t.’", ["Not now,", "Don’t."]),
        ("He said ‘a ‘b’ c", ["a ‘b"]),
        ("‘" + "x" * 2000 + "’.", ["x" * 2000]),
        ("‘" + "x" * 2001 + "’.", []),
        ("“‘x’”", ["‘x’"]),
    ],
)
def test_quotations_in_single_marks(text: str, pieces: list[str]) -> None:
    assert [q.text for q in quotations(text)] == pieces


def test_outcomes() -> None:
    rows = (
        row("found", source="s", paragraph=2, sentence_sha256=sentence_sha256("Words did not.")),
        row("moved", source="s", paragraph=7, sentence_sha256=sentence_sha256("Words did not.")),
        row("missing", source="s", paragraph=2, sentence_sha256=sentence_sha256("Nobody said so.")),
        row("unhashed", source="s"),
        row("other", source="treaty"),
    )
    results = {result.id: (result.outcome.value, result.at) for result in verify(Ledger(rows), PAGE)}
    assert results == {"found": ("found", (2,)), "moved": ("moved", (2,)), "missing": ("missing", ()),
                       "unhashed": ("unhashed", ())}  # fmt: skip


def test_the_source_must_be_known_and_clear() -> None:
    rows = tuple(row(key, source=key, sentence_sha256=sentence_sha256(key)) for key in ("one", "two"))
    with pytest.raises(LedgerError, match="which source is this the text of"):
        verify(Ledger(rows), PAGE)
    with pytest.raises(LedgerError, match="unknown source: 'on'"):
        verify(Ledger(rows), PAGE, source="on")
    assert [result.id for result in verify(Ledger(rows), PAGE, source="two")] == ["two"]


def test_every_row_of_the_bundled_ledger_is_in_its_article(shared: Path) -> None:
    ledger = read_ledger(BUNDLED)
    text = (shared / "seed" / "article.txt").read_text(encoding="utf-8")
    assert {result.outcome for result in verify(ledger, text)} == {Outcome.FOUND}
    moved = Counter(result.outcome for result in verify(ledger, "A new first line.\n" + text))
    assert moved[Outcome.MOVED] == len(verify(ledger, text))
    for statement in ledger.statements:
        if statement.span:
            assert sentence_sha256(text[slice(*statement.span)]) == statement.sentence_sha256


def test_no_wording_of_the_article_is_in_the_bundled_files(shared: Path) -> None:
    article = _words((shared / "seed" / "article.txt").read_text(encoding="utf-8"))
    runs = {tuple(article[start : start + 5]) for start in range(len(article) - 4)}
    ledger = read_ledger(BUNDLED)
    for paraphrase in [*(said.paraphrase for said in ledger.statements), *(done.paraphrase for done in ledger.deeds)]:
        words = _words(paraphrase)
        assert not runs & {tuple(words[start : start + 5]) for start in range(len(words) - 4)}, paraphrase


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower().replace("’", "'"))
