"""`standoff run`: many draws under every posture of the menu, into a run folder."""

import shlex
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from standoff.cli import progress
from standoff.cli.arguments import RUNS, scenario_argument, scenario_of, seed_option
from standoff.cli.group import INTERRUPTED
from standoff.cli.interrupt import deferred
from standoff.cli.printing import json_option, print_json, wrapped
from standoff.errors import RunError

if TYPE_CHECKING:
    from standoff.ensemble.run import Progress
    from standoff.ensemble.store import Run

DRAWS = 256
"""Draws when nobody says: enough for a first answer in a few seconds."""

workers_option = click.option(
    "--workers", type=click.IntRange(1, 64), default=None, help="Threads; default one a processor."
)
executor_option = click.option(
    "--executor",
    "place",
    default="threads",
    show_default=True,
    metavar="threads|processes|ADDRESS",
    help="Where to work: here, or a Dask scheduler's address.",
)


@click.command("run")
@scenario_argument
@click.option("--draws", type=click.IntRange(min=1), help="How many parameter points; default 256, or all given.")
@seed_option
@click.option(
    "--draws-from",
    "table",
    type=click.Path(path_type=Path),
    help="A CSV file of points, in place of the priors' draws.",
)
@click.option("--out", type=click.Path(path_type=Path), help=f"The run folder; default {RUNS}/NAME-HASH.")
@workers_option
@executor_option
@json_option
def command(
    scenario: str,
    draws: int | None,
    seed: int,
    table: Path | None,
    out: Path | None,
    workers: int | None,
    place: str,
    as_json: bool,
) -> None:
    """Solve DRAWS parameter points under every posture of SCENARIO's menu.

    The first 64 draws of 256 are the 64 draws of the same seed. A run that was interrupted goes on where it was when
    the same command is given again; a folder with another run is left alone. With --json: an object with run (the
    folder), hash, draws, failed (rows), max_residual and more.
    """
    from standoff.ensemble.given import read_given
    from standoff.ensemble.run import default_folder, plan_of, run

    loaded = scenario_of(scenario)
    given = read_given(table, loaded) if table else None
    count = draws or (DRAWS if given is None else len(given))
    folder = out or default_folder(loaded, plan_of(loaded, draws=count, seed=seed, given=given), RUNS)
    points = ["--draws-from", str(table)] if table else ["--seed", str(seed)]
    line = shlex.join(["standoff", "run", scenario, "--draws", str(count), *points])

    def work(executor: Executor, tell: "Callable[[Progress], None]") -> "Run":
        return run(
            loaded,
            draws=count,
            seed=seed,
            folder=folder,
            executor=executor,
            progress=tell,
            command=line,
            given=given,
        )

    report(carry_out(work, folder, workers=workers, place=place), as_json=as_json)


def carry_out(
    work: "Callable[[Executor, Callable[[Progress], None]], Run]", folder: Path, *, workers: int | None, place: str
) -> "Run":
    """Do the work of a run with progress shown; after Ctrl-C say how to go on, and leave with status 130."""
    try:
        with (
            deferred("the chunks under way") as check,
            _executor(place, workers) as executor,
            progress.shown(folder.name) as tell,
        ):

            def told(now: "Progress") -> None:
                tell(now)
                check()

            return work(executor, told)
    except KeyboardInterrupt:
        click.echo(f"Interrupted; what is solved is safe. Go on with: standoff resume {folder}", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None


def _executor(place: str, workers: int | None) -> Executor:
    from standoff.ensemble.executors import Kind, available, cluster, local

    if place in [kind.value for kind in Kind]:
        return local(workers or available(), Kind(place))
    if "://" in place or ":" in place:
        return cluster(place)
    raise RunError("unknown executor", seen=place, need="threads, processes, or an address such as tcp://host:8786")


def report(run: "Run", *, as_json: bool) -> None:
    """Print what a finished run is."""
    if as_json:
        print_json(record(run))
        return
    share = "none" if run.failed == 0 else f"{run.failed} rows in {run.failed_draws} draws"
    click.echo(f"{run.folder}: {run.draws} draws × {len(run.postures)} postures, seed {run.seed}; failed: {share}")
    click.echo(f"largest residual of a certified row {run.max_residual:.1e}; hash {run.hash}")
    for failure in run.failures()[:3]:
        click.echo(wrapped(f"failed: draw {failure['draw']} under {failure['posture']}: {failure['reason']}", indent=2))
        click.echo(f"  see it: {failure['command']}")
    click.echo(f"Next: standoff compare {run.folder}    standoff brief {run.folder}")


def record(run: "Run") -> dict[str, Any]:
    """Return what `--json` prints of a run."""
    plan = run.manifest.plan
    return {
        "run": str(run.folder),
        "hash": run.hash,
        "scenario": plan.scenario,
        "scenario_hash": plan.scenario_hash,
        "seed": plan.seed,
        "draws": run.draws,
        "postures": list(run.postures),
        "rows": run.rows,
        "failed": run.failed,
        "failed_draws": run.failed_draws,
        "max_residual": run.max_residual,
        "seconds": run.manifest.timings.get("seconds"),
    }
