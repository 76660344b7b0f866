"""What followed: facts later than a scenario's as-of date, kept in a file of their own that nothing reads by itself.

They are for a reader who, with a finished brief in hand, wants to see what happened next. No posture, prior, draw or
claim may use them, and they enter neither the scenario's hash nor a run's.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date

from standoff.errors import ScenarioError, nearest
from standoff.scenario.scenario import Scenario
from standoff.scenario.tree import read_text

COLUMNS = ("date", "fact", "bears_on", "source")


@dataclass(frozen=True)
class Fact:
    """Something that happened later.

    Parameters
    ----------
    date : datetime.date
        Later than the scenario's as-of date.
    fact : str
        What happened, in one sentence.
    bears_on : str
        The rung or instrument it concerns.
    source : str
        Where it can be looked up.
    """

    date: date
    fact: str
    bears_on: str
    source: str


def what_followed(scenario: Scenario) -> tuple[Fact, ...]:
    """Read the later facts of a scenario; none where it names no file of them.

    Raises
    ------
    ScenarioError
        The file is missing or no table, a row is no later fact, or it bears on nothing the frame knows.

    Examples
    --------
    >>> from standoff.scenario import load
    >>> what_followed(load("threshold"))
    ()
    """
    if not scenario.what_followed:
        return ()
    path = scenario.folder / scenario.what_followed
    rows = csv.reader(io.StringIO(read_text(path)), strict=True)
    known = _known(scenario)
    try:
        if tuple(next(rows)) != COLUMNS:
            raise ScenarioError("has other columns", where=f"{path.name}:1", need=", ".join(COLUMNS))
        return tuple(_fact(cells, f"{path.name}:{rows.line_num}", scenario, known) for cells in rows)
    except csv.Error as error:
        raise ScenarioError(f"is no CSV: {error}", where=f"{path.name}:{rows.line_num}") from None


def _fact(cells: list[str], where: str, scenario: Scenario, known: tuple[str, ...]) -> Fact:
    if len(cells) != len(COLUMNS) or not all(cells):
        raise ScenarioError("a cell is missing or one too many", where=where, need=", ".join(COLUMNS))
    day, fact, bears_on, source = cells
    try:
        when = date.fromisoformat(day)
    except ValueError:
        raise ScenarioError("not a date", where=where, seen=day, need="YYYY-MM-DD") from None
    if when <= scenario.as_of:
        raise ScenarioError(
            "is no later fact",
            where=where,
            seen=day,
            need=f"a day after {scenario.as_of}; else it belongs in the ledger",
        )
    if known and bears_on not in known:
        near = nearest(bears_on, known)
        raise ScenarioError("bears on nothing known", where=where, seen=bears_on, need=", ".join(known), near=near)
    return Fact(when, fact, bears_on, source)


def _known(scenario: Scenario) -> tuple[str, ...]:
    """The rungs and instruments that a fact may bear on; none where the scenario has no frame."""
    frame = scenario.frame
    return (*(rung.name for rung in frame.rungs), *(one.name for one in frame.instruments)) if frame else ()
