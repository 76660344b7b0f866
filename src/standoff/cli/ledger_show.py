"""`standoff ledger show`: who has said what by a day, and what was done."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.ledgers import (
    Opened,
    as_of_option,
    deed_record,
    ledger_argument,
    opened,
    said,
    statement_record,
    visible,
    warn_of_later,
)
from standoff.cli.printing import json_option, print_json, print_table, wrapped
from standoff.errors import LedgerError, nearest

if TYPE_CHECKING:
    from datetime import date

    from standoff.ledger.deed import Deed
    from standoff.ledger.ledger import Ledger
    from standoff.ledger.statement import Statement


@click.command("show")
@ledger_argument
@as_of_option
@click.option("--principal", "principals", multiple=True, metavar="NAME", help="Whom it binds; may be repeated.")
@click.option("--bloc", is_flag=True, help="What binds the alliance or one of its members.")
@click.option("--speaker", default="", metavar="NAME", help="One speaker, as the ledger names him or her.")
@click.option("--row", "rows", multiple=True, metavar="ID", help="One row in full; may be repeated.")
@click.option("--deeds", is_flag=True, help="What was done in place of what was said.")
@json_option
def command(
    where: str,
    as_of: datetime | None,
    principals: tuple[str, ...],
    bloc: bool,
    speaker: str,
    rows: tuple[str, ...],
    deeds: bool,
    as_json: bool,
) -> None:
    """Show the statements of LEDGER (a scenario, or a folder with a ledger.csv) that were known by a day, or its deeds.

    With --json: an object with ledger, as_of, count, later (ids dated after the day), acts (count of each), and
    statements or, with --deeds, deeds, in_force (ids) and totals (quantities in force by instrument, theatre and
    unit, expected and announced ones apart).
    """
    found = opened(where)
    day = found.day(as_of)
    ledger = _chosen(found, principals, bloc=bloc, speaker=speaker).known(day)
    if rows:
        ledger = ledger.where(lambda row: row.id in rows)
        missing = [key for key in rows if all(row.id != key for row in ledger.statements)]
        if missing:
            known = [row.id for row in found.ledger.known(day).statements]
            near = nearest(missing[0], known)
            raise LedgerError("no such statement by that day", seen=missing[0], need="an id of the ledger", near=near)
    later = [row.id for row in found.ledger.after(day)]
    record = {"ledger": found.name, "as_of": str(day), "later": later}
    if as_of is None:
        warn_of_later(found.ledger, day)
    if deeds:
        shown = record | _deeds(ledger, day)
        print_json(shown) if as_json else _print_deeds(ledger, shown)
        return
    if as_json:
        acts = Counter(row.act.value for row in ledger.statements)
        listed = [statement_record(row) for row in ledger.statements]
        print_json(record | {"count": len(listed), "acts": dict(acts), "statements": listed})
        return
    click.echo(f"{found.name}: {len(ledger.statements)} statements by the end of {day}")
    for statement in ledger.statements:
        _print_statement(statement, full=bool(rows))


def _chosen(found: Opened, principals: tuple[str, ...], *, bloc: bool, speaker: str) -> "Ledger":
    """The ledger of those asked for."""
    ledger = found.ledger
    names = (*principals, *(found.axes.principals if bloc else ()))
    actors = {deed.actor for deed in ledger.deeds if deed.actor}
    known = {*ledger.principals, *actors, *(found.frame.principals if found.frame else ())}
    for name in names:
        if name not in known:
            raise LedgerError(
                "unknown principal", seen=name, need="one whom a statement binds", near=nearest(name, sorted(known))
            )
    if names:
        ledger = ledger.of_principals(*names)
    if speaker:
        voices = {row.speaker for row in found.ledger.statements}
        if speaker not in voices:
            need = "a speaker of the ledger"
            raise LedgerError("unknown speaker", seen=speaker, need=need, near=nearest(speaker, sorted(voices)))
        ledger = ledger.of_speaker(speaker)
    return ledger


def _deeds(ledger: "Ledger", day: "date") -> dict[str, Any]:
    in_force = ledger.deeds_at(day)
    ids = {deed.id for deed in in_force}
    others = [deed for deed in ledger.deeds if deed.id not in ids]
    return {
        "count": len(ledger.deeds),
        "deeds": [deed_record(deed) for deed in ledger.deeds],
        "in_force": [deed.id for deed in in_force],
        "totals": _totals(in_force, "in_force") + _totals(others, ""),
    }


def _totals(deeds: "tuple[Deed, ...] | list[Deed]", status: str) -> list[dict[str, Any]]:
    """Quantities and counts by instrument, theatre and unit; the status of each deed, unless one is given."""
    sums: dict[tuple[str, str, str, str], list[float]] = {}
    for deed in deeds:
        key = (status or deed.status.value, deed.instrument, deed.theatre, deed.unit)
        sums.setdefault(key, []).append(deed.quantity or 0.0)
    names = ("status", "instrument", "theatre", "unit")
    return [
        dict(zip(names, key, strict=True)) | {"deeds": len(amounts), "quantity": sum(amounts)}
        for key, amounts in sums.items()
    ]


def _print_deeds(ledger: "Ledger", shown: dict[str, Any]) -> None:
    click.echo(f"{shown['ledger']}: {shown['count']} deeds reported by the end of {shown['as_of']}")
    rows = [
        [
            deed.id,
            str(deed.date_from) if deed.date_to is None else f"{deed.date_from}…{deed.date_to}",
            deed.actor,
            deed.instrument.replace("_", " "),
            visible(deed.place or deed.theatre),
            "in force" if deed.id in shown["in_force"] else deed.status.value.replace("_", " "),
            visible(f"{deed.quantity:g} {deed.unit}") if deed.quantity is not None else "",
        ]
        for deed in ledger.deeds
    ]
    if rows:
        print_table("", ["deed", "begun", "actor", "instrument", "where", "state", "how much"], rows)
    for total in shown["totals"]:
        if total["quantity"]:
            state = total["status"].replace("_", " ")
            what = total["instrument"] or "no instrument"
            click.echo(f"Sum {state}: {total['quantity']:g} {total['unit']}, {what}, theatre {total['theatre']}")
    click.echo("Deeds mark cells as in force; they make none.")


def _print_statement(row: "Statement", *, full: bool) -> None:
    click.echo(said(row))
    if row.paraphrase:
        click.echo(wrapped(visible(row.paraphrase), indent=4))
    if full:
        for name, cell in statement_record(row).items():
            if name not in ("id", "paraphrase"):
                click.echo(f"    {name}: {visible(cell)}")
