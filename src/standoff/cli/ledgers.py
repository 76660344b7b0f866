"""Ledgers as commands take and print them: by scenario or by folder, at a day, as words or JSON."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from standoff.cli.arguments import scenario_of
from standoff.errors import LedgerError

if TYPE_CHECKING:
    from standoff.ledger.deed import Deed
    from standoff.ledger.ledger import Ledger
    from standoff.ledger.statement import Statement
    from standoff.posture.frame import Frame

DAY = click.DateTime(["%Y-%m-%d"])
"""What a day looks like on the command line."""

ledger_argument = click.argument("where", metavar="LEDGER")
as_of_option = click.option("--as-of", type=DAY, help="End of this day; the scenario's own when left out.")


class Opened(NamedTuple):
    """A ledger with what its scenario knows; a bare folder has neither frame nor day."""

    name: str
    ledger: "Ledger"
    frame: "Frame | None"
    as_of: date | None

    def day(self, given: datetime | None) -> date:
        """Return the day asked for, else the scenario's.

        Raises
        ------
        LedgerError
            Of a bare folder, when no day is given.
        """
        day = given.date() if given else self.as_of
        if day is None:
            raise LedgerError("a ledger without a scenario has no day of its own", where=self.name, need="--as-of")
        return day

    @property
    def axes(self) -> "Frame":
        """The frame of the scenario.

        Raises
        ------
        LedgerError
            Of a bare folder.
        """
        if self.frame is None:
            raise LedgerError("has no frame", where=self.name, need="a scenario with rungs, instruments and members")
        return self.frame


def opened(where: str) -> Opened:
    """Open the ledger of a scenario, a run folder, or a bare folder that holds `ledger.csv` or `ledger.yaml`."""
    folder = Path(where)
    bare = any((folder / f"ledger{ending}").is_file() for ending in (".csv", ".yaml"))
    if bare and not (folder / "scenario.yaml").is_file() and not (folder / "manifest.json").is_file():
        from standoff.ledger.files import read_ledger

        return Opened(where, read_ledger(folder), None, None)
    scenario = scenario_of(where)
    if scenario.ledger is None:
        raise LedgerError("has no ledger", where=scenario.name, need="a scenario with statements")
    return Opened(scenario.name, scenario.ledger, scenario.frame, scenario.as_of)


def warn_of_later(ledger: "Ledger", day: date) -> None:
    """Say on standard error which statements are dated after a day, and so do not count on it."""
    later = ledger.after(day)
    if later:
        names = ", ".join(row.id for row in later[:10]) + (", …" if len(later) > 10 else "")
        rows = "1 row is" if len(later) == 1 else f"{len(later)} rows are"
        click.echo(f"Note: {rows} dated after {day} and left out: {names}", err=True)


def statement_record(row: "Statement") -> dict[str, str]:
    """Return a statement as a JSON object: its cells as in a ledger file, empty ones left out."""
    from standoff.ledger.statement import statement_cells

    return {name: cell for name, cell in statement_cells(row).items() if cell}


def deed_record(row: "Deed") -> dict[str, Any]:
    """Return a deed as a JSON object: its cells as in a ledger file, empty ones left out, the quantity a number."""
    from standoff.ledger.deed import deed_cells

    cells: dict[str, Any] = {name: cell for name, cell in deed_cells(row).items() if cell}
    return cells | ({"quantity": row.quantity} if row.quantity is not None else {})


def visible(text: str) -> str:
    r"""Return text with control characters shown as such, so that no cell commands the terminal.

    Examples
    --------
    >>> visible("red \x1b[31malert")
    'red ␛[31malert'
    """
    return "".join(chr(0x2400 + ord(one)) if ord(one) < 32 else "␡" if 127 <= ord(one) < 160 else one for one in text)


def said(row: "Statement") -> str:
    """Return one line that tells a statement: who, what, about what, when.

    Examples
    --------
    >>> from standoff.ledger.statement import Act, Statement
    >>> said(Statement(id="X1", speaker="A. Bee", principal="DEU", act=Act.RULE_OUT, instruments=("troops",),
    ...                date_from=date(2022, 3, 1)))
    'X1 2022-03-01 A. Bee for DEU: rule out troops'
    """
    day = str(row.date_from) if row.date_to is None else f"{row.date_from}…{row.date_to}"
    whose = f" for {row.principal}" if row.principal and row.principal != row.speaker else ""
    what = " " + "+".join(row.instruments).replace("_", " ") if row.instruments else ""
    where = f" at {'+'.join(row.rungs)}" if row.rungs else ""
    hedges = f" ({', '.join(one.value for one in row.qualifiers)})" if row.qualifiers else ""
    heard = "" if row.audience.value == "public" else f" [{row.audience.value}]"
    line = f"{row.id} {day} {row.speaker}{whose}{heard}: {row.act.value.replace('_', ' ')}{what}{where}{hedges}"
    return visible(line)
