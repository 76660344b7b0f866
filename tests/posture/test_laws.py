"""Laws over any ledger: agreement with a slow twin, order, locality, repetition, and where readings agree."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.ledger.columns import Scope
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import (
    Act,
    Audience,
    Authority,
    Direction,
    Qualifier,
    Record,
    Specific,
    Statement,
    direction_of,
)
from standoff.posture.matrix import Mark, Posture
from standoff.posture.reading import Reading, Rule
from standoff.posture.scope import covered
from standoff.posture.semantics import from_ledger

from .frames import alliance as frame_of
from .oracle import read

T = TypeVar("T")
AS_OF = date(2022, 3, 23)
SMALL = frame_of("USA", "DEU")
MAKES_A_CELL = [act for act in Act if direction_of(act) is not Direction.NONE]
DAYS = st.sampled_from([0, 0, 1, 2, 5, 20, 89, 90, 91, 95, 200, -1])
CHECKLISTS = st.sampled_from(
    [
        (),
        (Specific.TRIGGER,),
        (Specific.CLASS, Specific.WHO),
        (Specific.INSTRUMENT, Specific.TRIGGER, Specific.WHO, Specific.UNHEDGED),
    ]
)


def mostly(usual: T, *others: T) -> st.SearchStrategy[T]:
    return st.sampled_from([usual, usual, usual, *others])


@st.composite
def said(draw: st.DrawFn, key: str) -> Statement:
    act = draw(st.one_of(st.sampled_from(MAKES_A_CELL), st.sampled_from(Act)))
    first = AS_OF - timedelta(days=draw(DAYS))
    theatre = draw(mostly("protege", "allied", ""))
    named = {"protege": ("chemical@protege", "nuclear@protege"), "allied": ("seize@allied",), "": ("hold",)}[theatre]
    return Statement(
        id=key,
        speaker="someone",
        principal=draw(st.sampled_from(["NATO", "NATO", "USA", "USA", "DEU", "RUS"])),
        authority=draw(mostly(Authority.BINDING, Authority.ADVISORY, Authority.NONE)),
        record=draw(mostly(Record.ON_RECORD, Record.ANONYMOUS)),
        audience=draw(mostly(Audience.PUBLIC, Audience.ALLY, Audience.PRIVATE)),
        relay=draw(st.sampled_from([0, 1, 1, 2, 3, 7])),
        act=act,
        direction=draw(st.sampled_from(Direction)) if act is Act.ASSURANCE else direction_of(act),
        rungs=draw(mostly((), ("any",), ("hold",), named)),
        instruments=draw(
            st.sampled_from([(), ("any",), ("troops",), ("force",), ("jets",), ("arms",), ("no_fly_zone", "sanctions")])
        ),
        theatre=theatre,
        qualifiers=tuple(draw(st.lists(st.sampled_from(Qualifier), max_size=2, unique=True))),
        specificity=draw(CHECKLISTS),
        date_from=first,
        date_to=draw(st.sampled_from([None, None, first + timedelta(days=1), first + timedelta(days=100)])),
        expiry=draw(mostly(None, AS_OF, AS_OF - timedelta(days=1))),
        standing=draw(mostly(False, True)),
    )


ledgers = st.integers(0, 12).flatmap(lambda size: st.tuples(*(said(f"R{index}") for index in range(size))))


def alliance(rows: tuple[Statement, ...], reading: Reading, rule: Rule) -> Posture:
    return from_ledger(Ledger(rows), SMALL, as_of=AS_OF, reading=reading, rule=rule)


@settings(max_examples=120, deadline=None)
@given(ledgers, st.sampled_from(Reading), st.sampled_from(Rule), st.sampled_from(["NATO", "USA"]))
def test_every_cell_is_what_the_slow_twin_says(
    rows: tuple[Statement, ...], reading: Reading, rule: Rule, holder: str
) -> None:
    slow = read(SMALL, rows, AS_OF, reading)
    together = alliance(rows, reading, rule)
    alone = from_ledger(Ledger(rows), SMALL, as_of=AS_OF, reading=reading, holder=holder)
    for key in SMALL.cells:
        for mine, want in (
            (alone.cell(*key), slow.cell(holder, *key)),
            (alone.private.get(key), slow.cell(holder, *key, private=True)),
            (together.cell(*key), slow.alliance(rule, *key)),
        ):
            if mine is None:
                assert want.rows == frozenset()
                continue
            assert mine.numbers == pytest.approx((want.deliver, want.vague, want.withhold))
            assert frozenset(mine.rows) == want.rows
        assert (Mark.RESERVED in alone.cell(*key).marks) is slow.cell(holder, *key).reserved
        assert (Mark.LAPSED in alone.cell(*key).marks) is slow.cell(holder, *key).lapsed


@settings(max_examples=40, deadline=None)
@given(ledgers.filter(len), st.sampled_from(Reading), st.sampled_from(Rule), st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(
    rows: tuple[Statement, ...], reading: Reading, rule: Rule, rng: object
) -> None:
    shuffled = list(rows)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = alliance(rows, reading, rule), alliance(tuple(shuffled), reading, rule)
    assert one.numbers() == two.numbers()
    assert {key: (cell.marks, set(cell.rows)) for key, cell in one.cells.items()} == {
        key: (cell.marks, set(cell.rows)) for key, cell in two.cells.items()
    }


@settings(max_examples=60, deadline=None)
@given(ledgers, said("new"), st.sampled_from(Reading), st.sampled_from(Rule))
def test_one_more_statement_changes_cells_in_its_scope_alone(
    rows: tuple[Statement, ...], new: Statement, reading: Reading, rule: Rule
) -> None:
    scope = Scope(new.direction, new.act is Act.ASSURANCE, new.standing, new.rungs, new.instruments, new.theatre)
    inside = {SMALL.cells[cell] for cell in covered(scope, SMALL, reading)}
    before, after = alliance(rows, reading, rule), alliance((*rows, new), reading, rule)
    assert {(change.rung, change.column) for change in before.diff(after)} <= inside
    assert alliance(tuple(row for row in (*rows, new) if row.id != "new"), reading, rule) == before


@settings(max_examples=40, deadline=None)
@given(ledgers.filter(len), st.sampled_from(Reading), st.sampled_from(Rule))
def test_saying_it_twice_adds_no_strength(rows: tuple[Statement, ...], reading: Reading, rule: Rule) -> None:
    twice = (*rows, *(replace(row, id=f"{row.id} again") for row in rows))
    assert alliance(twice, reading, rule).numbers() == alliance(rows, reading, rule).numbers()


@settings(max_examples=40, deadline=None)
@given(ledgers, st.sampled_from(Rule))
def test_strict_and_loose_agree_where_nothing_is_left_open(rows: tuple[Statement, ...], rule: Rule) -> None:
    plain = tuple(
        replace(row, qualifiers=(), expiry=None, standing=False, rungs=row.rungs or ("hold",),
                instruments=row.instruments or ("troops",))
        for row in rows
    )  # fmt: skip
    strict, loose = (alliance(plain, reading, rule) for reading in Reading)
    assert strict == loose
