"""`standoff diff`: two runs side by side."""

from dataclasses import asdict

import click

from standoff.cli.arguments import run_of
from standoff.cli.printing import json_option, print_json, print_table


@click.command("diff")
@click.argument("before", metavar="RUN")
@click.argument("after", metavar="RUN")
@json_option
def command(before: str, after: str, as_json: bool) -> None:
    """Say how two runs differ: what was asked, and what came out, posture by posture.

    With --json: an object with plan, equal, shared, parameters, postures, only_before, only_after, best_before and
    best_after.
    """
    from standoff.brief.numbers import significant
    from standoff.ensemble.audit import difference

    first, second = run_of(before), run_of(after)
    found = difference(first, second)
    if as_json:
        print_json(asdict(found))
        return
    if found.equal:
        click.echo(f"Equal: both have hash {first.hash}")
        return
    click.echo(f"They differ in {', '.join(found.plan) or 'results alone'}; {found.shared} first draws are the same.")
    if found.parameters:
        click.echo(f"Parameters that differ: {', '.join(found.parameters)}")
    rows = [
        [change.posture, *(significant(x) for x in (change.mean_before, change.mean_after, change.largest))]
        for change in found.postures
    ]
    print_table("", ["posture", "mean before", "mean after", "largest change in a draw"], rows, right=[1, 2, 3])
    for where, names in (("first", found.only_before), ("second", found.only_after)):
        if names:
            click.echo(f"Only in the {where}: {', '.join(names)}")
    click.echo(f"Best by mean: {found.best_before} before, {found.best_after} after.")
