"""The brief holds what it must, asks no other host for anything, and escapes what the ledger holds."""

import csv
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from standoff.brief import Template, gather, render, write_brief
from standoff.brief.content import Brief
from standoff.brief.tables import write_tables
from standoff.ensemble.store import Run
from standoff.errors import RunError


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
def brief(finished: Run) -> Brief:
    return gather(finished)


@pytest.fixture(scope="module", params=list(Template), ids=lambda given: given.value)
def layout(request: pytest.FixtureRequest) -> Template:
    template: Template = request.param
    return template


@pytest.fixture(scope="module")
def text(brief: Brief) -> str:
    return render(brief)


@pytest.fixture(scope="module")
def laid_out(brief: Brief, layout: Template) -> str:
    return render(brief, layout)


def test_asks_no_host_for_anything(laid_out: str) -> None:
    text, page = laid_out, Page(laid_out)
    assert page.fetched == []
    assert "script" not in page.tags
    assert "default-src 'none'" in text
    assert not re.search(r"@import|url\((?!#|\"?data:)", text)


def test_every_link_leads_somewhere_on_the_page(laid_out: str) -> None:
    page = Page(laid_out)
    assert len(page.ids) == len(set(page.ids))
    missing = [target for target in page.targets if target.startswith("#") and target[1:] not in page.ids]
    assert not missing


def test_says_what_every_output_must_say(text: str, finished: Run) -> None:
    for needed in (
        str(finished.scenario.as_of),
        f"{finished.draws}, seed {finished.seed}",
        f"{finished.failed} of {finished.rows} rows",
        finished.hash,
        f"standoff run {finished.scenario.name} --draws {finished.draws} --seed {finished.seed}",
        "95\N{NO-BREAK SPACE}%",
        "give no probability of war",
    ):
        assert needed in text
    for posture in finished.postures:
        assert posture in text


def test_never_gives_an_unconditional_probability_of_war(laid_out: str) -> None:
    without_disclaimer = laid_out.replace("give no probability of war", "")
    assert not re.search(r"probability of (a )?war|P\(war\)|chance of war", without_disclaimer, re.IGNORECASE)


def test_every_picture_has_words(laid_out: str) -> None:
    for picture in Page(laid_out).pictures:
        assert picture["role"] == "img"
        assert len(str(picture["aria-label"])) > 40


def test_numbers_have_two_significant_digits(text: str) -> None:
    table = text[text.index("<tbody>") : text.index("One member of each family")]
    numbers = re.findall(r'class="number"><a href="#[-a-z]+">[+−]?([0-9.]+)</a></td>', table)
    assert numbers
    for number in numbers:
        assert len(number.replace(".", "").strip("0") or "0") <= 2, number


def test_what_the_ledger_holds_is_escaped(brief: Brief) -> None:
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


def test_writes_page_figures_tables_and_paper(finished: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    page = write_brief(finished, out, banner="UNCLASSIFIED", pdf=True)
    assert page.stat().st_size > 20_000
    assert {path.suffix for path in (out / "figures").iterdir()} == {".svg", ".png", ".csv"}
    assert {path.suffix for path in (out / "tables").iterdir()} == {".csv"}
    assert (out / "brief.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in out.iterdir()) == ["brief.html", "brief.pdf", "figures", "tables"]
    with (out / "tables" / "comparison.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["posture"] for row in rows} == set(finished.postures)


def test_slides_have_no_pdf_and_say_what_to_do(finished: Run, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="one slide a sheet"):
        write_brief(finished, tmp_path, template=Template.SLIDES, pdf=True)
    assert not list(tmp_path.iterdir())


def test_a_map_needs_enough_draws(brief: Brief, finished: Run) -> None:
    assert (brief.regimes is None) == (finished.draws < 64)


def test_the_banner_stands_at_head_and_foot(brief: Brief) -> None:
    marked = replace(brief, banner="EXERCISE ONLY")
    assert render(marked).count("EXERCISE ONLY") == 2
    slides = render(marked, Template.SLIDES)
    assert slides.count("EXERCISE ONLY") == slides.count('<section class="slide') + 1


def test_every_number_of_the_comparison_leads_back_to_ledger_rows_and_sources(text: str, brief: Brief) -> None:
    """Number, formula, parameter, prior, source; and posture, what enters the game, ledger row, source."""
    table = text[text.index('<table class="numbers">') : text.index("One member of each family")]
    cells = re.findall(r'<td class="(?:number|standing)">(.*?)</td>', table)
    assert len(cells) == 5 * len(brief.comparison)
    assert all(cell.startswith('<a href="#how-') for cell in cells)
    page = Page(text)
    linked = {target[1:] for target in page.targets}
    given = {one.name for one in brief.assumptions}
    entering = {name for part in brief.inputs for name in part.parameters}
    assert entering <= given
    assert {f"parameter-{name}" for name in entering} <= linked
    for one in brief.assumptions:
        assert {f"source-{key}" for key in one.sources} <= set(page.ids)
    assert {made.posture for made in brief.made} == {row.posture for row in brief.comparison}
    if brief.ledger:
        stated = next(made for made in brief.made if made.posture == "as-stated-loose")
        rows = {row for one in stated.settings for row in one.rows}
        assert rows
        assert rows <= {row.id for row in brief.ledger}


def test_payoffs_depend_on_the_parameters_said_to_enter_them(finished: Run, brief: Brief) -> None:
    """Moving a parameter that enters no part of the game changes no quantity; moving one that does changes some."""
    scenario = finished.scenario
    columns = {name: column[:1] for name, column in finished.design().items()}
    given = {**columns, **{name: np.full(1, value) for name, value in scenario.posture_parameters("silence").items()}}
    given = {name: given[name] for name in scenario.game.parameters}
    before = scenario.game.evaluate(given).quantities
    defender = next(part for part in brief.inputs if part.title == "the defender's payoff")
    payoffs = scenario.game.arrays.payoff_quantity[:, scenario.game.players.index("defender")]
    for name in scenario.game.parameters:
        if name in {one.name for one in brief.assumptions}:
            after = scenario.game.evaluate({**given, name: given[name] * 1.01 + 1e-4}).quantities
            moves = bool((after[0, payoffs] != before[0, payoffs]).any())
            assert not moves or name in defender.parameters, name


def test_every_side_speaks_in_one_template(brief: Brief, finished: Run) -> None:
    if not finished.scenario.claims:
        pytest.skip("this scenario states no claims")
    ids = [one.id for one in brief.arguments]
    assert ids == [*(claim.id for claim in finished.scenario.claims), "S63", "S67"]
    assert {one.standing for one in brief.arguments if one.id == "S70"} == {"true by construction"}
    assert all(one.sentences for one in brief.arguments)


def test_a_cell_that_a_spreadsheet_would_run_is_quoted(brief: Brief, tmp_path: Path) -> None:
    if not brief.ledger:
        pytest.skip("this scenario has no ledger")
    hostile = brief.ledger[0]._replace(paraphrase="=HYPERLINK(0)")
    write_tables(replace(brief, ledger=(hostile,)), tmp_path)
    assert "'=HYPERLINK(0)" in (tmp_path / "ledger.csv").read_text(encoding="utf-8")
