"""The tables of a brief as CSV, to be pasted into another document or checked by another program."""

import csv
from collections.abc import Sequence
from pathlib import Path

from standoff.brief.content import Brief

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""Text that begins so is run as a formula by spreadsheets: it is written with a leading quote."""


def write_tables(brief: Brief, folder: Path) -> list[Path]:
    """Write every table of a brief into `folder`, numbers in full; return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "comparison": [row._asdict() for row in brief.comparison],
        "one-a-family": [row._asdict() for row in brief.one_a_family],
        "how-the-answer-moves": [row._asdict() for row in brief.moved],
        "arguments": [row._asdict() for row in brief.arguments],
        "assumptions": [row._asdict() for row in brief.assumptions],
        "ledger": [row._asdict() for row in brief.ledger],
        "manifest": [{"name": name, "value": value} for name, value in brief.manifest],
    }
    written = []
    for name, rows in tables.items():
        if rows:
            written.append(folder / f"{name}.csv")
            _write(written[-1], rows)
    return written


def _write(path: Path, rows: Sequence[dict[str, object]]) -> None:
    kept = [name for name in rows[0] if name not in ("anchor", "series")]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(kept)
        writer.writerows([_cell(row[name]) for name in kept] for row in rows)


def _cell(value: object) -> object:
    """Return a value as a cell.

    Examples
    --------
    >>> _cell(("a", "b")), _cell("=1+1"), _cell(-0.5)
    ('a; b', "'=1+1", -0.5)
    """
    if isinstance(value, tuple):
        value = "; ".join(str(one) for one in value)
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value
