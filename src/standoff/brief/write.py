"""Write a brief: one HTML file that asks no other host for anything, with its figures and tables beside it."""

from pathlib import Path
from typing import TYPE_CHECKING

from standoff.brief.content import Brief
from standoff.brief.gather import gather
from standoff.brief.numbers import percent, signed, significant
from standoff.errors import RunError
from standoff.figures import theme

if TYPE_CHECKING:
    from standoff.ensemble.store import Run

TEMPLATES = Path(__file__).with_name("templates")


def write_brief(run: "Run", folder: Path, *, banner: str = "") -> Path:
    """Write the brief of a run into `folder` and return the path of the page.

    Parameters
    ----------
    run : Run
        Finished and verified.
    folder : Path
        Made when absent. The page is `brief.html`; each figure stands beside it as SVG, PNG and CSV.
    banner : str
        A classification line for head and foot.

    Raises
    ------
    RunError
        If the folder cannot be written.
    """
    brief = gather(run, banner=banner)
    page = folder / "brief.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for figure in brief.figures:
            figure.write(folder / "figures")
        page.write_text(render(brief), encoding="utf-8")
    except OSError as error:
        raise RunError(f"the brief cannot be written ({error.strerror})", where=str(folder)) from error
    return page


def render(brief: Brief) -> str:
    """Return the page of a brief; every text in it is escaped, whatever the ledger holds."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    environment.filters |= {"significant": significant, "signed": signed, "percent": percent}
    light, dark = theme.css_variables()
    css = environment.get_template("memo.css").render(light=light, dark=dark)
    return environment.get_template("memo.html").render(brief=brief, css=css)
