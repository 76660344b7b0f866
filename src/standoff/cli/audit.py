"""`standoff audit`: is a run what it says it is."""

import click

from standoff.cli.arguments import folder_of, run_argument, seed_option
from standoff.cli.printing import json_option, print_json, wrapped
from standoff.errors import RunError


@click.command("audit")
@run_argument
@click.option("--draws", type=click.IntRange(min=1), default=16, show_default=True, help="Draws to solve again.")
@seed_option
@json_option
def command(run: str, draws: int, seed: int, as_json: bool) -> None:
    """Check RUN (the latest in `runs` when left out): every file against the seal, some draws by solving them again.

    A damaged or altered file is named. On the machine and version of the run the draws must come out bit for bit;
    elsewhere within 1e-9. With --json: an object with run, hash, passed, replayed, identical, largest, worst, changed.
    """
    from standoff.ensemble.audit import audit

    found = audit(folder_of(run), draws=draws, seed=seed)
    if as_json:
        print_json(
            {
                "run": str(found.run.folder),
                "hash": found.run.hash,
                "passed": found.passed,
                "replayed": found.replayed,
                "identical": found.identical,
                "largest": found.largest,
                "worst": found.worst,
                "changed": found.changed,
            }
        )
    else:
        click.echo(f"{found.run.folder}: every file has the digest it was sealed with; hash {found.run.hash}")
        many = f"{len(found.replayed)} draws × {len(found.run.postures)} postures solved again"
        same = "bit for bit the same" if found.identical else f"largest difference {found.largest:.1e}, {found.worst}"
        click.echo(f"{many}: {same}.")
        if found.changed:
            click.echo(wrapped(f"Since the run: {'; '.join(found.changed)}."))
    if not found.passed:
        raise RunError("the run does not come out again", where=found.worst, need="the program and files that made it")
