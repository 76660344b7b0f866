"""One sign for each mark of a cell, alike in tables and figures."""

from collections.abc import Mapping

from standoff.posture.matrix import Cell, Mark

SIGNS: Mapping[Mark, str] = {
    Mark.PARTIAL_DELIVER: "~",
    Mark.PARTIAL_WITHHOLD: "~",
    Mark.PARTIAL_RESERVE: "~",
    Mark.LAPSED: "†",
    Mark.RESERVED: "?",
    Mark.STANDING: "§",
    Mark.IN_FORCE: "!",
    Mark.HINTED: "…",
    Mark.EDITED: "✎",
}

LEGEND = "§ treaty  ~ in part  † lapsed  ? kept open  ! in force now  … hinted  ✎ edited  ≠ voices differ"


def signs(cell: Cell) -> str:
    """Return the signs of a cell's marks, and ≠ where voices differ.

    Examples
    --------
    >>> signs(Cell(marks=frozenset({Mark.STANDING, Mark.IN_FORCE}), split=True))
    '!§≠'
    """
    marks = sorted(cell.marks, key=lambda mark: mark.value)
    return "".join(dict.fromkeys(SIGNS[mark] for mark in marks)) + ("≠" if cell.split else "")
