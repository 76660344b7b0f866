"""Arguments that several commands take: a scenario by name or path, and a run by its folder."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from standoff.errors import RunError

if TYPE_CHECKING:
    from standoff.ensemble.store import Run
    from standoff.scenario import Scenario

RUNS = Path("runs")
"""Where runs go and are looked for when nobody says."""

scenario_argument = click.argument("scenario", metavar="SCENARIO")
run_argument = click.argument("run", metavar="[RUN]", required=False, default="")
seed_option = click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the draws.")


def scenario_of(text: str) -> "Scenario":
    """Return the scenario named: a bundled one, a YAML file, a folder with a scenario, or a run's own copy."""
    from standoff.scenario import load

    folder = Path(text)
    if (folder / "manifest.json").is_file():
        from standoff.ensemble.copies import load_copy
        from standoff.ensemble.parts import SCENARIO

        return load_copy(folder / SCENARIO)
    if (folder / "scenario.yaml").is_file():
        return load(folder / "scenario.yaml")
    return load(text)


def run_of(text: str) -> "Run":
    """Return the finished run in a folder; without a folder, the latest one in `runs`.

    Raises
    ------
    RunError
        If there is none, it is unfinished, or it is damaged.
    """
    from standoff.ensemble.store import Run

    return Run.open(folder_of(text))


def folder_of(text: str) -> Path:
    """Return a run folder: the one named, else the one in `runs` whose manifest is the latest."""
    if text:
        return Path(text)
    manifests = sorted(RUNS.glob("*/manifest.json"), key=lambda path: path.stat().st_mtime)
    if not manifests:
        raise RunError(f"no run in {RUNS}", need="a run folder, or `standoff run nato-2022 --draws 256 --seed 7` first")
    return manifests[-1].parent
