"""`standoff brief`: the report of a run."""

from pathlib import Path

import click

from standoff.cli.arguments import run_argument, run_of
from standoff.cli.printing import json_option, print_json


@click.command("brief")
@run_argument
@click.option("--out", type=click.Path(path_type=Path), help="A folder; default `brief` in the run folder.")
@json_option
def command(run: str, out: Path | None, as_json: bool) -> None:
    """Write the brief of RUN, a run folder (the latest in `runs` when left out): one page that needs no network.

    With --json: an object with brief (the path), run and hash.
    """
    from standoff.brief import write_brief

    opened = run_of(run)
    path = write_brief(opened, out or opened.folder / "brief")
    if as_json:
        print_json({"brief": str(path), "run": str(opened.folder), "hash": opened.hash})
    else:
        click.echo(f"{path}\nIt says what run it comes from: {opened.hash[:12]}. Open it in any browser.")
