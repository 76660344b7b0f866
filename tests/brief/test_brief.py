"""The brief holds what it must, asks no other host for anything, and escapes what the ledger holds."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from standoff.brief import gather, render, write_brief
from standoff.brief.paper import write_paper
from standoff.ensemble.store import Run


class Page(HTMLParser):
    """Collects what a page links to, what it can be linked at, and the tags it uses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.fetched: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.pictures: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [given["id"]] if given.get("id") else []
        self.targets += [given["href"]] if tag == "a" and given.get("href") else []
        self.fetched += [str(given[name]) for name in ("src", "srcset", "data", "action") if given.get(name)]
        self.fetched += [str(given["href"])] if tag == "link" else []
        if tag == "svg":
            self.pictures.append(given)


@pytest.fixture(scope="module")
def text(finished: Run) -> str:
    return render(gather(finished))


def test_asks_no_host_for_anything(text: str) -> None:
    page = Page(text)
    assert page.fetched == []
    assert "script" not in page.tags
    assert "default-src 'none'" in text
    assert not re.search(r"@import|url\((?!#|\"?data:)", text)


def test_every_link_leads_somewhere_on_the_page(text: str) -> None:
    page = Page(text)
    missing = [target for target in page.targets if target.startswith("#") and target[1:] not in page.ids]
    assert not missing


def test_says_what_every_output_must_say(text: str, finished: Run) -> None:
    for needed in (
        str(finished.scenario.as_of),
        f"{finished.draws}, seed {finished.seed}",
        f"{finished.failed} of {finished.rows} rows",
        finished.hash,
        f"standoff run {finished.scenario.name} --draws {finished.draws} --seed {finished.seed}",
        "95 %",
        "give no probability of war",
    ):
        assert needed in text
    for posture in finished.postures:
        assert posture in text


def test_never_gives_an_unconditional_probability_of_war(text: str) -> None:
    without_disclaimer = text.replace("give no probability of war", "")
    assert not re.search(r"probability of (a )?war|P\(war\)|chance of war", without_disclaimer, re.IGNORECASE)


def test_every_picture_has_words(text: str) -> None:
    for picture in Page(text).pictures:
        assert picture["role"] == "img"
        assert len(str(picture["aria-label"])) > 40


def test_numbers_have_two_significant_digits(text: str) -> None:
    table = text[text.index("<tbody>") : text.index("One member of each family")]
    numbers = re.findall(r'class="number">[+−]?([0-9.]+)</td>', table)
    assert numbers
    for number in numbers:
        assert len(number.replace(".", "").strip("0") or "0") <= 2, number


def test_what_the_ledger_holds_is_escaped(finished: Run) -> None:
    brief = gather(finished)
    if not brief.ledger:
        pytest.skip("this scenario has no ledger")
    hostile = brief.ledger[0]._replace(paraphrase="<script>alert(1)</script>", speaker='" onload="x')
    page = Page(render(replace(brief, ledger=(hostile, *brief.ledger[1:]))))
    assert "script" not in page.tags


def test_no_sentence_of_a_source_is_in_it(text: str, finished: Run) -> None:
    """Rows show paraphrase and hash; judged here by the hash of what stands between quotation marks."""
    ledger = finished.scenario.ledger
    if ledger is None:
        pytest.skip("this scenario has no ledger")
    from standoff.ledger.sentence import sentence_sha256

    hashes = {row.sentence_sha256 for row in ledger.statements}
    assert not [row.id for row in ledger.statements if sentence_sha256(row.paraphrase) in hashes]


def test_writes_page_figures_and_paper(finished: Run, tmp_path: Path) -> None:
    page = write_brief(finished, tmp_path / "out")
    assert page.stat().st_size > 20_000
    figures = {path.suffix for path in (tmp_path / "out" / "figures").iterdir()}
    assert figures == {".svg", ".png", ".csv"}
    paper = write_paper(gather(finished, banner="UNCLASSIFIED"), tmp_path / "out")
    assert paper.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["brief.html", "brief.pdf", "figures"]


def test_a_map_needs_enough_draws(finished: Run) -> None:
    assert (gather(finished).regimes is None) == (finished.draws < 64)


def test_the_banner_stands_at_head_and_foot(finished: Run) -> None:
    assert render(gather(finished, banner="EXERCISE ONLY")).count("EXERCISE ONLY") == 2
