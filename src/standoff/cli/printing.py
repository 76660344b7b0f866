"""What commands print: one JSON value, or a table and sentences of at most two significant digits."""

import json
import math
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON value and nothing else.")


def print_json(value: object) -> None:
    """Print a value as JSON with full floats; what is not a finite number is null.

    Examples
    --------
    >>> print_json({"mean": 0.1 + 0.2, "none": float("nan")})
    {
      "mean": 0.30000000000000004,
      "none": null
    }
    """
    click.echo(json.dumps(_plain(value), indent=2, ensure_ascii=False, allow_nan=False))


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Print a table; columns numbered in `right` are numbers and align right.

    On a terminal it fits the width; elsewhere lines are as long as they need to be, so that a file can be searched.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False, markup=False)
    table = Table(title=Text(title, "bold") if title else None, box=box.SIMPLE, title_justify="left", pad_edge=False)
    for place, name in enumerate(head):
        table.add_column(Text(name), justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    with console.capture() as captured:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))


def wrapped(text: str, *, indent: int = 0) -> str:
    """Return a paragraph wrapped for reading, at most 100 characters a line; names with hyphens stay whole."""
    margin = " " * indent
    return textwrap.fill(
        text, 100, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False, break_long_words=False
    )


def _plain(value: object) -> Any:
    """Turn tuples, NumPy numbers and numbers that are not finite into what JSON knows."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    return value
