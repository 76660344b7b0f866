"""`standoff demo`: the main job on real input, by the very commands a reader would type."""

import shlex
import shutil
import time
from pathlib import Path

import click

from standoff.errors import RunError

DRAWS = 4096
"""Parameter points of the demonstration: a power of two, which balances the Sobol' points; a minute on two cores."""

SEED = 7

SCENARIO = "nato-2022"

NEXT = (
    ("the page", "open {folder}/brief.html in a browser, or `make serve`"),
    ("one game, in words", "standoff solve nato-2022 --posture silence --explain"),
    ("what was said, read loosely", "standoff posture nato-2022 --reading loose"),
    ("the model you can check by hand", "standoff run threshold --draws 64 --seed 1"),
    ("a scenario of your own", "standoff new my-crisis"),
)


@click.command("demo")
@click.option("--draws", type=click.IntRange(min=8), default=DRAWS, show_default=True, help="How many draws.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="A folder.")
def command(draws: int, out: Path) -> None:
    """Read the ledger of 23 March 2022, solve the game under every posture, compare, and write the brief.

    The folder's earlier demonstration is replaced.
    """
    from standoff.cli import main

    started = time.monotonic()
    run = out / "run"
    try:
        out.mkdir(parents=True, exist_ok=True)
        if run.exists():
            shutil.rmtree(run)
    except OSError as error:
        raise RunError("cannot be made", where=str(out), seen=error.strerror, need="a writable folder") from error
    for line in (
        f"standoff posture {SCENARIO}",
        f"standoff run {SCENARIO} --draws {draws} --seed {SEED} --out {shlex.quote(str(run))}",
        f"standoff compare {shlex.quote(str(run))}",
        f"standoff brief {shlex.quote(str(run))} --out {shlex.quote(str(out))}",
    ):
        click.secho(f"\n$ {line}", bold=True)
        main.main(shlex.split(line)[1:], prog_name="standoff", standalone_mode=False)
    click.secho(f"\nDone in {time.monotonic() - started:.0f} s. To try next:", bold=True)
    width = max(len(what) for what, _ in NEXT)
    for what, how in NEXT:
        click.echo(f"  {what:<{width}}  {how.format(folder=out)}")
