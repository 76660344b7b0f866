"""`standoff brief`: the report of a run."""

from pathlib import Path

import click

from standoff.cli.arguments import run_argument, run_of
from standoff.cli.printing import json_option, print_json

LAYOUTS = ("memo", "paper", "slides")


@click.command("brief")
@run_argument
@click.option("--out", type=click.Path(path_type=Path), help="A folder; default `brief` in the run folder.")
@click.option("--template", type=click.Choice(LAYOUTS), default="memo", show_default=True, help="The layout.")
@click.option("--banner", default="", metavar="TEXT", help="A classification line for head and foot of every page.")
@click.option("--pdf", is_flag=True, help="Write brief.pdf too, without a browser; needs the extra pdf.")
@json_option
def command(run: str, out: Path | None, template: str, banner: str, pdf: bool, as_json: bool) -> None:
    """Write the brief of RUN, a run folder (the latest in `runs` when left out): one page that needs no network.

    A memo folds its appendices, a paper unfolds and numbers everything, slides are one screen a point. Figures lie
    beside the page as SVG, PNG and CSV, tables as CSV. With --json: an object with brief (the path), pdf, run and hash.
    """
    from standoff.brief import Template, write_brief

    opened = run_of(run)
    layout = Template(template)
    path = write_brief(opened, out or opened.folder / "brief", banner=banner, template=layout, pdf=pdf)
    paper = path.with_suffix(".pdf") if pdf else None
    if as_json:
        print_json({"brief": str(path), "pdf": paper and str(paper), "run": str(opened.folder), "hash": opened.hash})
        return
    click.echo(f"{path}\nIt says what run it comes from: {opened.hash[:12]}. Open it in any browser.")
    if paper is not None:
        click.echo(str(paper))
