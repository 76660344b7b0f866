"""Draws that the user brings: a table of parameter points in place of the scenario's own design."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.ensemble.design import LIMIT
from standoff.ensemble.digest import ColumnDigest
from standoff.errors import RunError, nearest

if TYPE_CHECKING:
    from standoff.scenario import Scenario

Floats = NDArray[np.float64]

NAME = "draws.csv"
"""Name of the table's copy in a run folder."""

NUMBER = "draw"
"""A column of this name numbers the rows and is passed over."""


@dataclass(frozen=True, eq=False)
class Given:
    """Parameter points given as a table, one column a prior of the scenario in its order."""

    columns: Mapping[str, Floats]

    def __len__(self) -> int:
        """Return the number of points."""
        return len(next(iter(self.columns.values())))

    def rows(self, first: int, stop: int) -> dict[str, Floats]:
        """Return the columns of some rows."""
        return {name: column[first:stop] for name, column in self.columns.items()}

    def head(self, draws: int) -> "Given":
        """Return the first rows."""
        return Given(self.rows(0, draws))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the values."""
        digest = ColumnDigest(self.columns)
        digest.update(self.columns)
        return digest.hexdigest()

    def save(self, path: Path) -> None:
        """Write the table so that reading it gives the same values bit for bit."""
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow([NUMBER, *self.columns])
            values = (column.tolist() for column in self.columns.values())
            writer.writerows([number, *map(repr, row)] for number, row in enumerate(zip(*values, strict=True)))


def read_given(path: Path, scenario: "Scenario") -> Given:
    """Read parameter points from a CSV file whose header names parameters.

    Parameters
    ----------
    path : Path
        UTF-8, comma separated. A parameter with a fixed prior may be left out; derived ones are computed.
    scenario : Scenario
        Whose priors the columns must be.

    Raises
    ------
    RunError
        If a column is missing, unknown or twice there, or a cell is no number inside the parameter's support; the
        message names file, line and column.
    """
    if not path.is_file():
        raise RunError("no such file", where=str(path), need="a CSV file with one column a parameter")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise RunError("is not UTF-8 text", where=str(path), need="a CSV file saved as UTF-8") from None
    lines = csv.reader(text.splitlines())
    head = [name.strip() for name in next(lines, [])]
    _check_head(head, path, scenario)
    rows = [row for row in lines if row]
    if not 1 <= len(rows) <= LIMIT:
        raise RunError("number of draws out of range", where=str(path), seen=len(rows), need=f"from 1 to {LIMIT}")
    table = np.empty((len(rows), len(head)))
    for number, row in enumerate(rows):
        if len(row) != len(head):
            where = f"{path}:{number + 2}"
            raise RunError("a row of another length", where=where, seen=len(row), need=f"{len(head)} cells")
        for place, cell in enumerate(row):
            table[number, place] = _number(cell, f"{path}:{number + 2} column {head[place]}")
    given = dict(zip(head, table.T, strict=True))
    columns = {
        prior.name: np.ascontiguousarray(given[prior.name])
        if prior.name in given
        else np.full(len(rows), float(prior.prior.mean))
        for prior in scenario.priors
    }
    _check_support(columns, path, scenario)
    return Given(columns)


def _check_head(head: list[str], path: Path, scenario: "Scenario") -> None:
    known = [prior.name for prior in scenario.priors]
    for place, name in enumerate(head):
        if name in head[:place]:
            raise RunError("a column twice", where=f"{path}:1", seen=name, need="each parameter once")
        if name != NUMBER and name not in known:
            near = nearest(name, known)
            raise RunError("no prior of this name", where=f"{path}:1", seen=name, need="names of priors", near=near)
    fixed = {prior.name for prior in scenario.priors if prior.prior.support[0] == prior.prior.support[1]}
    missing = [name for name in known if name not in head and name not in fixed]
    if missing:
        listed = ", ".join(missing[:6]) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
        raise RunError(
            "columns are missing", where=f"{path}:1", seen=listed, need="every parameter whose prior is not fixed"
        )


def _number(cell: str, where: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise RunError("not a finite number", where=where, seen=cell, need="a number such as 0.5")
    return value


def _check_support(columns: Mapping[str, Floats], path: Path, scenario: "Scenario") -> None:
    supports = {one.name: one.support for one in scenario.model.parameters()}
    for name, column in columns.items():
        low, high = supports.get(name, (-np.inf, np.inf))
        bad = (column < low) | (column > high)
        if bad.any():
            row = int(np.argmax(bad))
            where = f"{path}:{row + 2} column {name}"
            raise RunError(
                "outside the parameter's support", where=where, seen=float(column[row]), need=f"[{low:g}, {high:g}]"
            )
