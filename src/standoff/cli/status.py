"""`standoff status`: how far a run is."""

import click

from standoff.cli.arguments import folder_of, run_argument
from standoff.cli.printing import json_option, print_json


@click.command("status")
@run_argument
@json_option
def command(run: str, as_json: bool) -> None:
    """Say how far RUN is (the latest in `runs` when left out), without reading its results.

    With --json: an object with run, scenario, seed, draws, done, finished, hash, failed and command.
    """
    from standoff.ensemble.manifest import Manifest
    from standoff.ensemble.parts import parts

    folder = folder_of(run)
    manifest = Manifest.read(folder)
    plan, outcome = manifest.plan, manifest.outcome
    done = sum(part.stop - part.first for part in parts(folder))
    if as_json:
        print_json(
            {
                "run": str(folder),
                "scenario": plan.scenario,
                "seed": plan.seed,
                "draws": plan.draws,
                "done": done,
                "finished": outcome is not None,
                "hash": outcome.hash if outcome else None,
                "failed": outcome.failed if outcome else None,
                "command": manifest.command,
            }
        )
        return
    click.echo(f"{folder}: {plan.scenario}, seed {plan.seed}, {done} of {plan.draws} draws done")
    if outcome is None:
        click.echo(f"Unfinished. Go on with: standoff resume {folder}")
    else:
        click.echo(f"Finished; {outcome.failed} rows failed; hash {outcome.hash}")
