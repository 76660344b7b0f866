"""`standoff posture`: what the ledger commits, rules out or leaves unsaid."""

from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import scenario_argument, scenario_of
from standoff.cli.printing import json_option, print_json, print_table
from standoff.errors import PostureError

if TYPE_CHECKING:
    from datetime import datetime

    from standoff.posture.matrix import Cell, Layer, Posture
    from standoff.scenario import Scenario

SIGNS = {
    "partial:deliver": "~",
    "partial:withhold": "~",
    "partial:reserve": "~",
    "lapsed": "†",
    "reserved": "?",
    "standing": "§",
    "in force": "!",
    "hinted": "…",
    "edited": "✎",
}
LEGEND = "§ treaty  ~ in part  † lapsed  ? kept open  ! in force now  … hinted  ✎ edited  ≠ voices differ"


@click.command("posture")
@scenario_argument
@click.option("--reading", type=click.Choice(["strict", "loose"]), default="strict", show_default=True)
@click.option(
    "--rule", type=click.Choice(["consensus", "any_member", "most_capable"]), default="consensus", show_default=True
)
@click.option("--holder", default="", metavar="PRINCIPAL", help="One principal alone; the alliance when left out.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="End of this day; the scenario's date when left out.")
@click.option("--posture", "item", default="", metavar="POSTURE", help="A posture of the menu in place of the ledger.")
@json_option
def command(
    scenario: str, reading: str, rule: str, holder: str, as_of: "datetime | None", item: str, as_json: bool
) -> None:
    """Show the posture that SCENARIO's ledger adds up to, cell by cell, with the rows that made each cell.

    With --json: an object with scenario, as_of, reading, rule, holder, posture and cells; a cell has layer, rung,
    instrument, deliver, vague, withhold, label, marks, rows and split.
    """
    loaded = scenario_of(scenario)
    terms = {"as_of": str(as_of.date() if as_of else loaded.as_of), "reading": reading, "rule": rule, "holder": holder}
    posture = _of_menu(loaded, item) if item else _stated(loaded, terms)
    shown = {"scenario": loaded.name} | terms | {"posture": item or "as stated"}
    if as_json:
        print_json(shown | {"cells": list(cells(posture))})
        return
    _print(posture, shown)


def cells(posture: "Posture") -> list[dict[str, Any]]:
    """Return every public cell, and the private ones of which anything is known, as JSON objects."""
    from standoff.posture.matrix import Cell, Layer

    frame = posture.frame
    return [
        {
            "layer": layer.value,
            "rung": rung.name,
            "instrument": column,
            "deliver": cell.deliver,
            "vague": cell.vague,
            "withhold": cell.withhold,
            "label": cell.label.value,
            "marks": sorted(mark.value for mark in cell.marks),
            "rows": list(cell.rows),
            "split": cell.split,
        }
        for layer in Layer
        for rung in frame.rungs
        for column in frame.columns
        for cell in [posture.cell(rung.name, column, layer)]
        if layer is Layer.PUBLIC or cell != Cell()
    ]


def _stated(scenario: "Scenario", terms: dict[str, str]) -> "Posture":
    from datetime import date

    from standoff.posture.reading import Reading, Rule
    from standoff.posture.semantics import from_ledger

    if scenario.ledger is None or scenario.frame is None:
        raise PostureError("has no ledger", where=scenario.name, need="a scenario with a frame and a ledger")
    return from_ledger(
        scenario.ledger,
        scenario.frame,
        as_of=date.fromisoformat(terms["as_of"]),
        holder=terms["holder"] or None,
        rule=Rule(terms["rule"]),
        reading=Reading(terms["reading"]),
    )


def _of_menu(scenario: "Scenario", name: str) -> "Posture":
    posture = scenario.item(name).posture
    if posture is None:
        raise PostureError("has no matrix", where=f"posture {name}", need="a scenario whose postures have one")
    return posture


def _print(posture: "Posture", shown: dict[str, str]) -> None:
    from standoff.posture.matrix import Layer

    whose = shown["holder"] or f"the alliance ({shown['rule']})"
    click.echo(f"{shown['posture']}: {shown['scenario']}, as of {shown['as_of']}, {whose}, reading {shown['reading']}")
    for layer in Layer:
        _print_layer(posture, layer)
    click.echo(LEGEND)
    click.echo("Numbers drive the game: committed, vague, withheld. Labels are for the eye.")


def _print_layer(posture: "Posture", layer: "Layer") -> None:
    from standoff.ledger.statement import UNSPECIFIED
    from standoff.posture.matrix import Cell, Layer

    frame = posture.frame
    columns = [name for name in frame.columns if any(posture.cell(r.name, name, layer) != Cell() for r in frame.rungs)]
    if not columns:
        if layer is Layer.PUBLIC:
            click.echo("Nothing is said in any cell.")
        return
    head = ["rung", *("some response" if name == UNSPECIFIED else name.replace("_", " ") for name in columns)]
    rows = [[rung.name, *(_cell(posture.cell(rung.name, name, layer)) for name in columns)] for rung in frame.rungs]
    print_table("" if layer is Layer.PUBLIC else "To the adversary alone", head, rows)
    for rung in frame.rungs:
        for name in columns:
            cell = posture.cell(rung.name, name, layer)
            if cell.rows:
                click.echo(f"  {rung.name} × {name}: {_numbers(cell)} from {', '.join(cell.rows)}")


def _cell(cell: "Cell") -> str:
    signs = "".join(dict.fromkeys(SIGNS[mark.value] for mark in sorted(cell.marks, key=lambda mark: mark.value)))
    return f"{cell.label.value} {signs}{'≠' if cell.split else ''}".rstrip()


def _numbers(cell: "Cell") -> str:
    words = zip(("committed", "vague", "withheld"), cell.numbers, strict=True)
    return ", ".join(f"{word} {number:.2g}" for word, number in words if number) or "no strength"
