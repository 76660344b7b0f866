"""`standoff new`: a scenario of your own, started from one that comes with standoff."""

import re
import shutil
from pathlib import Path

import click

from standoff.cli.printing import json_option, print_json
from standoff.errors import ScenarioError, nearest


@click.command("new")
@click.argument("name")
@click.option(
    "--from", "origin", default="threshold", show_default=True, metavar="SCENARIO", help="What to start from."
)
@click.option("--out", type=click.Path(path_type=Path), help="The new folder; default NAME in the current one.")
@json_option
def command(name: str, origin: str, out: Path | None, as_json: bool) -> None:
    """Start a scenario called NAME from a bundled one: a folder with its document and its tables, to be edited.

    With --json: an object with scenario (the document's path) and files.
    """
    folder = out or Path(name)
    files = start(name, origin, folder)
    if as_json:
        print_json({"scenario": str(folder / "scenario.yaml"), "files": [str(path) for path in files]})
        return
    click.echo("\n".join(str(path) for path in files))
    click.echo(f"Next: edit {folder / 'scenario.yaml'}, then standoff check {folder}")


def start(name: str, origin: str, folder: Path) -> list[Path]:
    """Copy a bundled scenario into a new folder under a new name and return the files, the document first.

    Raises
    ------
    ScenarioError
        If there is no such scenario, the name is no name, or the folder is there already.
    """
    from standoff.scenario.bundle import BUNDLED, bundled_names

    known = bundled_names()
    if origin not in known:
        raise ScenarioError(
            "no such scenario", seen=origin, need=f"one of {', '.join(known)}", near=nearest(origin, known)
        )
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.@+-]{0,79}", name):
        raise ScenarioError("not a name", seen=name, need="letters, digits, and . _ - + @ after the first")
    if name in known:
        raise ScenarioError(
            "comes with standoff", seen=name, need=f"a name of your own: standoff new MY-NAME --from {name}"
        )
    if folder.exists():
        raise ScenarioError("is there already", where=str(folder), need="a new folder: --out FOLDER")
    shutil.copytree(BUNDLED / origin, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    document = folder / "scenario.yaml"
    text, named = re.subn(r"(?m)^name:.*$", f"name: {name}", document.read_text(encoding="utf-8"), count=1)
    if not named:
        raise ScenarioError("has no line `name:`", where=str(BUNDLED / origin / "scenario.yaml"))
    document.write_text(text, encoding="utf-8")
    return [document, *sorted(path for path in folder.rglob("*") if path.is_file() and path != document)]
