"""`standoff ledger conflicts`: statements that cannot both be taken at their word."""

from collections import Counter
from datetime import datetime

import click

from standoff.cli.ledgers import as_of_option, ledger_argument, opened, said, warn_of_later
from standoff.cli.printing import json_option, print_json, wrapped


@click.command("conflicts")
@ledger_argument
@as_of_option
@click.option("--reading", type=click.Choice(["strict", "loose"]), default="strict", show_default=True)
@json_option
def command(where: str, as_of: datetime | None, reading: str, as_json: bool) -> None:
    """Show where those whom LEDGER, a scenario, reports contradict each other or themselves.

    Each conflict comes with its rule and the two rows, one where the ledger holds no other side. With --json: an
    object with ledger, as_of, reading, counts (by kind, zeros included) and conflicts, each with kind, rule,
    principals, rows and cells.
    """
    from standoff.posture.conflicts import ConflictKind, conflicts
    from standoff.posture.reading import Reading

    found = opened(where)
    day = found.day(as_of)
    listed = conflicts(found.ledger, found.axes, as_of=day, reading=Reading(reading))
    if as_of is None:
        warn_of_later(found.ledger, day)
    counts = Counter(conflict.kind for conflict in listed)
    if as_json:
        print_json(
            {
                "ledger": found.name,
                "as_of": str(day),
                "reading": reading,
                "counts": {kind.name.lower(): counts[kind] for kind in ConflictKind},
                "conflicts": [
                    {
                        "kind": one.kind.name.lower(),
                        "rule": one.rule,
                        "principals": list(one.principals),
                        "rows": list(one.rows),
                        "cells": [{"rung": rung, "instrument": column} for rung, column in one.cells],
                    }
                    for one in listed
                ],
            }
        )
        return
    click.echo(f"{found.name}, as of {day}, reading {reading}: {len(listed)} conflicts")
    for one in listed:
        click.echo(wrapped(f"{', '.join(name for name in one.principals if name)}: {one.rule}"))
        for key in one.rows:
            click.echo(f"    {said(found.ledger.statement(key))}")
        if one.cells:
            click.echo(wrapped("on " + ", ".join(f"{rung} × {column}" for rung, column in one.cells), indent=4))
