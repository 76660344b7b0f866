"""`standoff posture`: what the ledger commits, rules out or leaves unsaid."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from standoff.cli.arguments import scenario_argument, scenario_of
from standoff.cli.ledgers import DAY, warn_of_later
from standoff.cli.printing import json_option, print_json, print_table
from standoff.errors import PostureError

if TYPE_CHECKING:
    from datetime import date, datetime

    from standoff.posture.matrix import Cell, Change, Layer, Posture
    from standoff.scenario import Scenario


@click.command("posture")
@scenario_argument
@click.option("--reading", type=click.Choice(["strict", "loose"]), default="strict", show_default=True)
@click.option(
    "--rule", type=click.Choice(["consensus", "any_member", "most_capable"]), default="consensus", show_default=True
)
@click.option("--holder", default="", metavar="PRINCIPAL", help="One principal alone; the alliance when left out.")
@click.option("--as-of", type=DAY, help="End of this day; the scenario's date when left out.")
@click.option("--posture", "item", default="", metavar="POSTURE", help="A posture of the menu in place of the ledger.")
@click.option(
    "--diff", "days", nargs=2, type=DAY, metavar="DATE1 DATE2", help="The cells that differ between two days."
)
@click.option("--no-standing", is_flag=True, help="Leave out treaty rows, to see what they carry.")
@click.option("--figure", type=click.Path(path_type=Path), help="A folder for a heat map as SVG, PNG and CSV.")
@json_option
def command(
    scenario: str,
    reading: str,
    rule: str,
    holder: str,
    as_of: "datetime | None",
    item: str,
    days: "tuple[datetime, datetime] | None",
    no_standing: bool,
    figure: Path | None,
    as_json: bool,
) -> None:
    """Show the posture that SCENARIO's ledger adds up to, cell by cell, with the rows that made each cell.

    With --json: an object with scenario, as_of, reading, rule, holder, posture and cells; a cell has layer, rung,
    instrument, deliver, vague, withhold, label, marks, rows and split. With --diff, before and after stand in place
    of as_of, and changes in place of cells: each has layer, rung, instrument, numeric, before and after. With
    --figure: also figure (the files written).
    """
    loaded = scenario_of(scenario)
    day = as_of.date() if as_of else loaded.as_of
    terms = Terms(loaded.name, day, reading, rule, holder, standing=not no_standing)
    if days:
        if item or as_of or figure:
            raise click.UsageError("--diff compares two days of the ledger: leave out --posture, --as-of and --figure")
        _difference(loaded, terms, days, as_json)
        return
    posture = _of_menu(loaded, item) if item else _stated(loaded, terms)
    if loaded.ledger is not None and not as_of and not item:
        warn_of_later(loaded.ledger, day)
    shown = {"as_of": str(day)} | terms.shown() | {"posture": item or "as stated"}
    files = _drawn(posture, shown, figure) if figure else []
    if as_json:
        print_json(shown | {"cells": list(cells(posture))} | ({"figure": files} if files else {}))
        return
    _print(posture, shown)
    if files:
        click.echo("\n".join(files))


class Terms(NamedTuple):
    """How a ledger is read."""

    scenario: str
    day: "date"
    reading: str
    rule: str
    holder: str
    standing: bool

    def shown(self) -> dict[str, str]:
        """Return what a reader must know, as JSON has it."""
        return {"scenario": self.scenario, "reading": self.reading, "rule": self.rule, "holder": self.holder}


def _difference(scenario: "Scenario", terms: Terms, days: "tuple[datetime, datetime]", as_json: bool) -> None:
    """Print the cells that differ between two days."""
    before, after = (_stated(scenario, terms._replace(day=day.date())) for day in days)
    changes = before.diff(after)
    first, second = (str(day.date()) for day in days)
    if as_json:
        listed = [change_record(change) for change in changes]
        print_json({"before": first, "after": second} | terms.shown() | {"changes": listed})
        return
    whose = terms.holder or f"the alliance ({terms.rule})"
    click.echo(f"{terms.scenario}: {whose}, reading {terms.reading}, from the end of {first} to the end of {second}")
    if not changes:
        click.echo("No cell differs.")
        return
    rows = [
        [
            f"{one.rung} × {_column(one.column)}",
            _cell(one.before),
            _numbers(one.before),
            _cell(one.after),
            _numbers(one.after),
            _moved_rows(one),
        ]
        for one in changes
    ]
    print_table("", ["cell", first, "", second, "", "rows"], rows)
    click.echo(_legend())


def change_record(change: "Change") -> dict[str, Any]:
    """Return a change of one cell as a JSON object: where, whether a number moved, and both sides."""
    head = {"layer": change.layer.value, "rung": change.rung, "instrument": change.column, "numeric": change.numeric}
    return head | {"before": cell_record(change.before), "after": cell_record(change.after)}


def cell_record(cell: "Cell") -> dict[str, Any]:
    """Return a cell as a JSON object."""
    return {
        "deliver": cell.deliver,
        "vague": cell.vague,
        "withhold": cell.withhold,
        "label": cell.label.value,
        "marks": sorted(mark.value for mark in cell.marks),
        "rows": list(cell.rows),
        "split": cell.split,
    }


def _drawn(posture: "Posture", shown: dict[str, str], folder: Path) -> list[str]:
    from standoff.figures import posture_matrix
    from standoff.posture.matrix import Layer

    whose = shown["holder"] or f"the alliance, {shown['rule']}"
    figure = posture_matrix(
        posture,
        title=f"What is committed, ruled out and left unsaid: {whose}, {shown['as_of']}",
        note=f"{shown['scenario']}, {shown['posture']}, reading {shown['reading']}, end of {shown['as_of']}.",
    )
    written = [*figure.write(folder)]
    if posture.private:
        private = posture_matrix(posture, title=f"{figure.title}, to the adversary alone", note="", layer=Layer.PRIVATE)
        written += private.write(folder)
    return [str(path) for path in written]


def cells(posture: "Posture") -> list[dict[str, Any]]:
    """Return every public cell, and the private ones of which anything is known, as JSON objects."""
    from standoff.posture.matrix import Cell, Layer

    frame = posture.frame
    return [
        {
            "layer": layer.value,
            "rung": rung.name,
            "instrument": column,
        }
        | cell_record(cell)
        for layer in Layer
        for rung in frame.rungs
        for column in frame.columns
        for cell in [posture.cell(rung.name, column, layer)]
        if layer is Layer.PUBLIC or cell != Cell()
    ]


def _stated(scenario: "Scenario", terms: Terms) -> "Posture":
    from standoff.posture.reading import Reading, Rule
    from standoff.posture.semantics import from_ledger

    if scenario.ledger is None or scenario.frame is None:
        raise PostureError("has no ledger", where=scenario.name, need="a scenario with a frame and a ledger")
    return from_ledger(
        scenario.ledger,
        scenario.frame,
        as_of=terms.day,
        holder=terms.holder or None,
        rule=Rule(terms.rule),
        reading=Reading(terms.reading),
        standing=terms.standing,
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
    click.echo(_legend())
    click.echo("Numbers drive the game: committed, vague, withheld. Labels are for the eye.")


def _print_layer(posture: "Posture", layer: "Layer") -> None:
    from standoff.posture.matrix import Cell, Layer

    frame = posture.frame
    columns = [name for name in frame.columns if any(posture.cell(r.name, name, layer) != Cell() for r in frame.rungs)]
    if not columns:
        if layer is Layer.PUBLIC:
            click.echo("Nothing is said in any cell.")
        return
    head = ["rung", *(_column(name) for name in columns)]
    rows = [[rung.name, *(_cell(posture.cell(rung.name, name, layer)) for name in columns)] for rung in frame.rungs]
    print_table("" if layer is Layer.PUBLIC else "To the adversary alone", head, rows)
    for rung in frame.rungs:
        for name in columns:
            cell = posture.cell(rung.name, name, layer)
            if cell.rows:
                click.echo(f"  {rung.name} × {_column(name)}: {_numbers(cell)} from {', '.join(cell.rows)}")


def _legend() -> str:
    from standoff.posture.signs import LEGEND

    return LEGEND


def _column(name: str) -> str:
    from standoff.ledger.statement import UNSPECIFIED

    return "some response" if name == UNSPECIFIED else name.replace("_", " ")


def _moved_rows(change: "Change") -> str:
    gone = [f"-{key}" for key in change.before.rows if key not in change.after.rows]
    come = [f"+{key}" for key in change.after.rows if key not in change.before.rows]
    return " ".join([*gone, *come])


def _cell(cell: "Cell") -> str:
    from standoff.posture.signs import signs

    return f"{cell.label.value} {signs(cell)}".rstrip()


def _numbers(cell: "Cell") -> str:
    words = zip(("committed", "vague", "withheld"), cell.numbers, strict=True)
    return ", ".join(f"{word} {number:.2g}" for word, number in words if number) or "no strength"
