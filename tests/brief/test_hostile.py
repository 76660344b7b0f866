"""Whatever a ledger, a scenario or a figure holds, no representation of it lets a tag or a command through."""

from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from standoff.brief import Template, gather, render
from standoff.brief.content import Brief
from standoff.ensemble.store import Run
from standoff.figures import Difference, Figure, RungShare, paired_differences, provocation_ladder
from standoff.study import Answer

SCRIPT = "<script>alert(1)</script>"
HOSTILE = f'{SCRIPT}" onload=\'alert(2)\' &amp; javascript:alert(3) #panic("typeset") $x$ *b*'


class Tags(HTMLParser):
    """Collects every tag, and every attribute that could run something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.running: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.running.append((name, value))


def poisoned(value: Any) -> Any:
    """Return a value with something hostile after every text in it; figures are drawn anew with hostile labels."""
    if isinstance(value, str):
        return value + HOSTILE
    if isinstance(value, Figure):
        return differences() if value.name == "paired-differences" else ladder()
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return value._replace(**{name: poisoned(getattr(value, name)) for name in value._fields})
    if isinstance(value, tuple):
        return tuple(poisoned(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: poisoned(getattr(value, one.name)) for one in fields(value)})
    return value


def differences() -> Figure:
    given = [Difference(SCRIPT, HOSTILE, 0.2, 0.1, 0.3), Difference("line", "line", -0.1, -0.2, 0.05)]
    return paired_differences(given, baseline=HOSTILE, draws=64, families=(SCRIPT, "line"))


def ladder() -> Figure:
    shares = [RungShare(SCRIPT, HOSTILE, SCRIPT, 0.2, 0.1, 0.3), RungShare("line", "line", SCRIPT, 0.2, 0.1, 0.3)]
    return provocation_ladder(shares, draws=64, families=(SCRIPT, "line"))


@pytest.fixture(scope="module")
def hostile(finished: Run) -> Brief:
    return poisoned(gather(finished, banner="OPEN"))


def check(page: str) -> None:
    found = Tags(page)
    assert not {"script", "iframe", "object", "embed", "foreignobject"} & found.tags
    assert found.running == []


@pytest.mark.parametrize("template", list(Template), ids=lambda given: given.value)
def test_a_page_escapes_every_text_in_it(hostile: Brief, template: Template) -> None:
    page = render(hostile, template)
    assert "alert(1)" in page
    check(page)


@pytest.mark.parametrize("template", list(Template), ids=lambda given: given.value)
def test_a_script_in_a_paraphrase_is_text(finished: Run, template: Template) -> None:
    brief = gather(finished)
    if not brief.ledger:
        pytest.skip("this scenario has no ledger")
    page = render(replace(brief, ledger=(brief.ledger[0]._replace(paraphrase=SCRIPT), *brief.ledger[1:])), template)
    check(page)
    if template is not Template.SLIDES:
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("drawn", [differences(), ladder()], ids=lambda figure: figure.name)
def test_a_figure_escapes_its_labels(drawn: Figure) -> None:
    for page in (drawn.svg(), drawn.svg_inline(), drawn._repr_html_()):
        check(page)


def test_an_answer_in_a_notebook_escapes_its_words() -> None:
    for figure in (None, differences()):
        answer = Answer(HOSTILE, None, ({HOSTILE: HOSTILE, "share": 0.5},), [HOSTILE], HOSTILE, figure)
        page = answer._repr_html_()
        assert "alert(1)" in page
        check(page)


def test_the_typesetter_takes_every_text_as_text(hostile: Brief, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    from standoff.brief.paper import write_paper

    for figure in hostile.figures:
        figure.write(tmp_path / "figures")
    assert write_paper(hostile, tmp_path).stat().st_size > 10_000
