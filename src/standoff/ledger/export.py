"""Tables for spreadsheets: cells that one would run as a formula become text. The ledger keeps them verbatim."""

from collections.abc import Callable

from standoff.ledger import files
from standoff.ledger.ledger import Ledger

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutralised(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: a leading = + - @, tab or line end gets an apostrophe.

    Blanks before the mark do not hide it.

    Examples
    --------
    >>> neutralised("=cmd()"), neutralised("  +1"), neutralised("NATO-01")
    ("'=cmd()", "'  +1", 'NATO-01')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip(" \u00a0\ufeff").startswith(_FORMULA) else cell


def spreadsheet(ledger: Ledger) -> dict[str, str]:
    """Return the ledger's tables as CSV text safe to open in a spreadsheet, by file name.

    The result is for reading: a neutralised cell does not read back as it was.

    Examples
    --------
    >>> sorted(spreadsheet(Ledger()))
    ['deeds.csv', 'ledger.csv', 'sources.csv']
    """
    mend: Callable[[str], str] = neutralised
    csv = files.Format.CSV
    return {
        "ledger.csv": files.statements_text(ledger.statements, csv, cell=mend),
        "deeds.csv": files.deeds_text(ledger.deeds, csv, cell=mend),
        "sources.csv": files.sources_text(ledger.sources, csv, cell=mend),
    }
