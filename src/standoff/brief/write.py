"""Write a brief: one HTML file that asks no other host for anything, with its figures and tables beside it."""

import re
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.brief.content import Brief
from standoff.brief.gather import gather
from standoff.brief.numbers import percent, signed, significant
from standoff.brief.tables import write_tables
from standoff.errors import RunError
from standoff.figures import theme

if TYPE_CHECKING:
    from standoff.ensemble.store import Run

TEMPLATES = Path(__file__).with_name("templates")

_PERCENT = re.compile(r"(?<=\d) %")


class Template(Enum):
    """How a brief is laid out."""

    MEMO = "memo"
    """One page to read on a screen, appendices folded."""
    PAPER = "paper"
    """Numbered sections, everything unfolded, for print and for the file."""
    SLIDES = "slides"
    """One screen or sheet a point, for a room."""


def write_brief(
    run: "Run", folder: Path, *, banner: str = "", template: Template = Template.MEMO, pdf: bool = False
) -> Path:
    """Write the brief of a run into `folder` and return the path of the page.

    Parameters
    ----------
    run : Run
        Finished and verified.
    folder : Path
        Made when absent. The page is `brief.html`; each figure stands beside it as SVG, PNG and CSV, each table as CSV.
    banner : str
        A classification line for head and foot.
    template : Template
        The layout.
    pdf : bool
        Write `brief.pdf` too; it needs the extra ``pdf``.

    Raises
    ------
    RunError
        If the folder cannot be written, or a PDF is asked of slides or without the typesetter.
    """
    if pdf and template is Template.SLIDES:
        raise RunError("slides have no PDF of their own", need="print brief.html from a browser: one slide a sheet")
    brief = gather(run, banner=banner)
    page = folder / "brief.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for figure in brief.figures:
            figure.write(folder / "figures")
        write_tables(brief, folder / "tables")
        page.write_text(render(brief, template), encoding="utf-8")
    except OSError as error:
        raise RunError(
            f"the brief cannot be written ({error.strerror})", where=str(folder), need="a writable folder: --out FOLDER"
        ) from error
    if pdf:
        from standoff.brief.paper import write_paper

        write_paper(brief, folder)
    return page


def render(brief: Brief, template: Template = Template.MEMO) -> str:
    """Return the page of a brief; every text in it is escaped, whatever the ledger holds."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    environment.filters |= {"significant": significant, "signed": signed, "percent": percent}
    light, dark = theme.css_variables()
    css = environment.get_template("memo.css").render(light=light, dark=dark)
    if template is Template.SLIDES:
        css += environment.get_template("slides.css").render()
        page = environment.get_template("slides.html").render(brief=brief, css=css)
    else:
        page = environment.get_template("memo.html").render(brief=brief, css=css, paper=template is Template.PAPER)
    return _PERCENT.sub("\N{NO-BREAK SPACE}%", page)
