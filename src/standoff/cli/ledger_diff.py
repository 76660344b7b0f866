"""`standoff ledger diff`: what was added, taken out or edited between two days, or between two ledgers."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from standoff.cli.ledgers import DAY, ledger_argument, opened, said, statement_record
from standoff.cli.printing import json_option, print_json

if TYPE_CHECKING:
    from standoff.ledger.diff import Edited


@click.command("diff")
@ledger_argument
@click.argument("days", metavar="[DATE1 DATE2]", nargs=-1, type=DAY)
@click.option("--with", "other", default="", metavar="LEDGER", help="Another ledger in place of two days of one.")
@json_option
def command(where: str, days: tuple[datetime, ...], other: str, as_json: bool) -> None:
    """Say which statements of LEDGER were made after DATE1 and by DATE2, or how LEDGER differs from another one.

    With --json: an object with before, after, added, removed (statements) and edited (id and, by column, the cells
    before and after).
    """
    from standoff.ledger.diff import diff

    if len(days) not in (0, 2) or bool(days) == bool(other):
        raise click.UsageError("give two days, or --with another ledger")
    first = opened(where)
    if other:
        second = opened(other)
        labels, tables = (first.name, second.name), (first.ledger, second.ledger)
    else:
        early, late = (day.date() for day in days)
        labels, tables = (str(early), str(late)), (first.ledger.known(early), first.ledger.known(late))
    found = diff(*tables)
    if as_json:
        print_json(
            {
                "before": labels[0],
                "after": labels[1],
                "added": [statement_record(row) for row in found.added],
                "removed": [statement_record(row) for row in found.removed],
                "edited": [{"id": edit.after.id, "columns": _cells(edit)} for edit in found.edited],
            }
        )
        return
    click.echo(f"From {labels[0]} to {labels[1]}")
    for sign, rows in (("+", found.added), ("-", found.removed)):
        for row in rows:
            click.echo(f"{sign} {said(row)}")
    for edit in found.edited:
        changes = "; ".join(
            f"{name}: {one or '(empty)'} → {two or '(empty)'}" for name, (one, two) in _cells(edit).items()
        )
        click.echo(f"~ {edit.after.id} {changes}")
    if not (found.added or found.removed or found.edited):
        click.echo("No statement differs.")


def _cells(edit: "Edited") -> dict[str, tuple[str, str]]:
    from standoff.ledger.statement import statement_cells

    before, after = statement_cells(edit.before), statement_cells(edit.after)
    return {name: (before[name], after[name]) for name in edit.columns}
