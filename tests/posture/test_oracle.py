"""The semantics against the slow, obvious oracle of the reference material, on cases and random ledgers."""

import contextlib
import importlib.util
import io
import itertools
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import Act, Audience, Authority, Direction, Qualifier, Record, Specific, Statement
from standoff.posture.frame import Frame
from standoff.posture.matrix import Cell, Label, Mark, Posture
from standoff.posture.reading import Reading, Rule
from standoff.posture.response import response
from standoff.posture.semantics import from_ledger

from .frames import SMALL

AS_OF = date(2022, 3, 23)
TICKS = {
    0.0: (),
    0.2: (Specific.TRIGGER,),
    0.4: (Specific.INSTRUMENT,),
    0.6: (Specific.CLASS, Specific.WHO, Specific.UNHEDGED),
    0.8: (Specific.INSTRUMENT, Specific.WHO, Specific.UNHEDGED),
    1.0: (Specific.INSTRUMENT, Specific.TRIGGER, Specific.WHO, Specific.UNHEDGED),
}


@pytest.fixture(scope="module")
def oracle(shared: Path) -> Iterator[ModuleType]:
    folder = shared / "reference"
    sys.path.insert(0, str(folder))
    try:
        yield _load(folder / "posture_ref.py", "posture_ref")
    finally:
        sys.path.remove(str(folder))
        sys.modules.pop("posture_ref", None)


def _load(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    text = path.read_text(encoding="utf-8").replace("range(300)", "range(60)")  # its laws, on fewer random ledgers
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, str(path), "exec"), module.__dict__)
    return module


def statement(row: Any) -> Statement:
    """Our statement of one of the oracle's rows."""
    return Statement(
        id=row.id,
        speaker="someone",
        principal=row.principal,
        actor=row.actor,
        act=Act(row.act),
        direction=Direction(row.dirn),
        authority=Authority(row.authority),
        record=Record(row.record),
        audience=Audience(row.audience),
        relay=row.relay,
        rungs=row.rungs,
        instruments=() if row.responses == ("unspecified",) else row.responses,
        theatre=row.theatre,
        qualifiers=tuple(Qualifier(name) for name in sorted(row.qual)),
        specificity=TICKS[row.spec],
        date_from=row.d0,
        date_to=row.d1,
        expiry=row.expiry,
        standing=row.standing,
    )


def ledger_of(rows: list[Any]) -> Ledger:
    """Our ledger of the oracle's rows, which may share an id."""
    statements = [statement(row) for row in rows]
    ids = [row.id for row in rows]
    renamed = [f"{key}{index}" if ids.count(key) > 1 else key for index, key in enumerate(ids)]
    return Ledger(tuple(replace(row, id=key) for row, key in zip(statements, renamed, strict=True)))


def as_oracle(cell: Cell) -> tuple[Any, ...]:
    """What the oracle also knows of a cell, in comparable form."""
    marks = {mark.value for mark in cell.marks - {Mark.HINTED}}
    numbers = tuple(round(number, 9) for number in cell.numbers)
    return cell.label.value.replace(" ", "_"), numbers, marks, set(cell.rows), cell.split


def of_oracle(cell: Any) -> tuple[Any, ...]:
    numbers = tuple(round(number, 9) for number in (cell.d, cell.v, cell.w))
    return cell.state, numbers, set(cell.marks), set(cell.rows), cell.split


def same(posture: Posture, matrix: dict[Any, Any]) -> None:
    assert {key: as_oracle(cell) for key, cell in posture.cells.items()} == {
        key: of_oracle(cell) for key, cell in matrix.items()
    }


def random_row(oracle: ModuleType, rng: random.Random, index: int) -> Any:
    """A row drawn over everything the semantics looks at, private rows, intervals, expiry and treaties included."""
    pick = rng.choice
    act = pick([act.value for act in Act] + ["rule_out", "commit", "keep_vague", "withdraw", "conditional_threat"] * 2)
    first = AS_OF - timedelta(days=pick([0, 0, 1, 5, 20, 85, 90, 91, 95, 200]) - pick([0, 0, 0, 2]))
    theatre = pick(["protege", "protege", "allied", ""])
    named = {"protege": "chemical@protege,nuclear@protege", "allied": "seize@allied", "": "hold"}[theatre]
    rungs = pick(["", "", "hold", "any", named])
    direction = pick(["deliver", "withhold", "reserve", "none"]) if act == "assurance" else ""
    return oracle.Row(
        f"r{index}",
        pick(["NATO", "NATO", "USA", "DEU", "POL", "RUS"]),
        act,
        tuple(pick(["troops", "force", "any", "unspecified", "jets", "no_fly_zone,sanctions", "arms"]).split(",")),
        tuple(rungs.split(",")) if rungs else (),
        theatre,
        spec=pick(list(TICKS)),
        d0=first,
        d1=pick([None, None, first + timedelta(days=pick([1, 10, 100]))]),
        authority=pick(["binding", "binding", "advisory", "none"]),
        record=pick(["on_record", "on_record", "anonymous"]),
        audience=pick(["public", "public", "public", "ally", "private"]),
        relay=pick([0, 1, 1, 2, 3, 4]),
        qual=frozenset(rng.sample([q.value for q in Qualifier], pick([0, 0, 1, 2]))),
        expiry=pick([None, None, None, AS_OF, AS_OF - timedelta(days=1), AS_OF + timedelta(days=9)]),
        direction=direction,
        actor=pick(["", "NATO"]),
        standing=rng.random() < 0.1,
    )


def test_random_ledgers_agree_with_the_oracle_in_every_cell_mark_and_row(oracle: ModuleType) -> None:
    rng = random.Random(20220323)
    frame: Frame = SMALL
    seen = dict.fromkeys(Label, 0)
    for turn, (reading, rule) in zip(range(160), itertools.cycle(itertools.product(Reading, Rule)), strict=False):
        rows = [random_row(oracle, rng, index) for index in range(rng.randint(0, 14))]
        ledger, holder = ledger_of(rows), ("NATO", "USA")[turn % 2]
        mine = from_ledger(ledger, frame, as_of=AS_OF, holder=holder, reading=reading)
        same(mine, oracle.holder_matrix(rows, holder, AS_OF, reading.value))
        private = oracle.holder_matrix(rows, holder, AS_OF, reading.value, private=True)
        same(Posture(frame, mine.private), private)
        mine = from_ledger(ledger, frame, as_of=AS_OF, rule=rule, reading=reading)
        theirs = oracle.alliance(rows, "NATO", frame.members, AS_OF, reading.value, rule.value, "USA")
        same(mine, theirs)
        for rung, cls in itertools.product(("hold", "chemical@protege", "seize@allied"), ("force", "arms")):
            one, two = response(mine, rung, cls, reading=reading), oracle.response(theirs, rung, cls, reading.value)
            assert (*as_oracle(one)[:2], one.split) == (*of_oracle(two)[:2], two.split)
        for cell in mine.cells.values():
            seen[cell.label] += 1
    assert min(seen.values()) > 30, f"the random ledgers must reach every label: {seen}"


def test_the_reference_cases_hold_for_ours(oracle: ModuleType, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the reference's own case file with its matrices computed by this package."""

    def holder_matrix(rows: list[Any], holder: str, as_of: date, reading: str = "strict", private: bool = False) -> Any:
        ledger = ledger_of(rows)
        posture = from_ledger(ledger, _frame(rows), as_of=as_of, holder=holder, reading=Reading(reading))
        return _matrix(oracle, posture.private if private else posture.cells)

    def alliance(
        rows: list[Any], bloc: str, members: list[str], as_of: date, reading: str = "strict", rule: str = "consensus",
        lead: str = "",
    ) -> Any:  # fmt: skip
        ledger = ledger_of(rows)
        frame = Frame(SMALL.rungs, SMALL.order, SMALL.instruments, bloc, tuple(members), lead)
        return _matrix(oracle, from_ledger(ledger, frame, as_of=as_of, rule=Rule(rule), reading=Reading(reading)).cells)

    monkeypatch.setattr(oracle, "holder_matrix", holder_matrix)
    monkeypatch.setattr(oracle, "alliance", alliance)
    cases = _load(shared / "reference" / "posture_cases.py", "posture_cases")
    sys.modules.pop("posture_cases")
    assert len(cases.T) == 35
    assert [name for name, got, want in cases.T if got != want] == []


def _frame(rows: list[Any]) -> Frame:
    return Frame(SMALL.rungs, SMALL.order, SMALL.instruments, "NATO", ("USA", "DEU", "POL"), "USA")


def _matrix(oracle: ModuleType, cells: Any) -> Any:
    return {
        key: oracle.Cell(
            *cell.numbers,
            frozenset(mark.value for mark in cell.marks - {Mark.HINTED}),
            frozenset(cell.rows),
            cell.split,
        )
        for key, cell in cells.items()
    }
