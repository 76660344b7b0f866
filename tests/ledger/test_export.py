"""Tables for spreadsheets."""

import csv
import io

import pytest

from standoff.ledger.export import neutralised, spreadsheet
from standoff.ledger.ledger import Ledger

from .rows import row


@pytest.mark.parametrize("cell", ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0-2"])
def test_a_cell_a_spreadsheet_would_run_becomes_text(cell: str) -> None:
    assert neutralised(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "NATO", "a=b", "1-2", "2022-03-23", "<b>"])
def test_other_cells_stay(cell: str) -> None:
    assert neutralised(cell) == cell


def test_no_cell_of_an_export_begins_with_a_formula_mark() -> None:
    ledger = Ledger((row(speaker="=A1", paraphrase='@x, "quoted"\n+1', coder="-me"),))
    (_, said) = csv.reader(io.StringIO(spreadsheet(ledger)["ledger.csv"], newline=""))
    assert {"'=A1", "'-me", '\'@x, "quoted"\n+1'} <= set(said)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in said)
    assert ledger.statements[0].speaker == "=A1"
