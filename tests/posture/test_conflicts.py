"""Conflicts of a ledger: each kind found where it is, and nowhere else."""

import random
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff.ledger.files import read_ledger
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import Act, Authority, Qualifier, Record, Specific, Statement
from standoff.posture.conflicts import Conflict, ConflictKind, conflicts
from standoff.posture.reading import Reading, Rule
from standoff.posture.semantics import from_ledger

from .frames import NATO_2022

BUNDLED = Path(standoff.__file__).parent / "scenario" / "bundled" / "nato-2022"
AS_OF = date(2022, 3, 23)
HOME_FORCE = tuple(("hold", column) for column in ("troops", "no_fly_zone", "strikes"))


def say(key: str, principal: str, act: Act, **rest: Any) -> Statement:
    fields: dict[str, Any] = {
        "speaker": f"speaker of {key}",
        "instruments": ("troops",),
        "rungs": ("hold",),
        "theatre": "protege",
        "specificity": (Specific.INSTRUMENT, Specific.WHO, Specific.UNHEDGED),
        "date_from": date(2022, 3, 1),
    }
    return Statement(id=key, principal=principal, act=act, **(fields | rest))


def found(*rows: Statement, reading: Reading = Reading.STRICT) -> list[Conflict]:
    return list(conflicts(Ledger(rows), NATO_2022, as_of=AS_OF, reading=reading))


OUT = say("out", "DEU", Act.RULE_OUT)
IN = say("in", "DEU", Act.COMMIT)
HERE = (("hold", "troops"),)


def test_a_principal_that_promises_and_withholds_the_same_contradicts_itself() -> None:
    assert found(OUT, IN) == [Conflict(ConflictKind.SELF_CONTRADICTION, ("DEU",), ("in", "out"), HERE)]


def test_a_later_word_that_overrides_is_no_contradiction() -> None:
    assert found(OUT, replace(IN, date_from=date(2022, 3, 2))) == []
    assert found(OUT, replace(IN, rungs=("chemical@protege",))) == []


def test_of_many_the_strongest_pair_is_named() -> None:
    weak = replace(OUT, id="weak", specificity=(Specific.INSTRUMENT,))
    assert [conflict.rows for conflict in found(weak, OUT, IN)] == [("in", "out")]


def test_two_members_opposed_make_the_alliance_mixed() -> None:
    (conflict,) = found(OUT, replace(IN, principal="POL"))
    assert conflict == Conflict(ConflictKind.MIXED_ALLIANCE, ("POL", "DEU"), ("in", "out"), HERE)
    assert found(OUT, replace(IN, principal="RUS")) == []


def test_a_mixed_conflict_is_what_the_matrix_calls_mixed() -> None:
    rows = (OUT, replace(IN, principal="POL"), say("jets", "USA", Act.REFUSAL, instruments=("jets",)))
    for rule in Rule:
        posture = from_ledger(Ledger(rows), NATO_2022, as_of=AS_OF, rule=rule)
        mixed = {key for key, cell in posture.cells.items() if cell.label.value == "mixed"}
        assert mixed == {key for conflict in found(*rows) for key in conflict.cells}


def test_a_member_speaking_for_the_alliance_meets_the_alliances_own_word() -> None:
    meant = replace(OUT, actor="NATO")
    assert found(meant) == [Conflict(ConflictKind.SPEAKS_FOR_ALLIANCE, ("DEU", "NATO"), ("out",), HERE)]
    (conflict,) = found(meant, say("own", "NATO", Act.RULE_OUT))
    assert conflict.rows == ("out", "own")
    assert found(say("own", "NATO", Act.RULE_OUT, actor="NATO")) == []


def test_a_lapsed_hedge_and_the_row_that_last_renewed_it() -> None:
    winter = replace(OUT, date_from=date(2021, 12, 1), qualifiers=(Qualifier.FOR_NOW,))
    assert found(winter) == [Conflict(ConflictKind.LAPSED_HEDGE, ("DEU",), ("out",), HERE)]
    again = replace(OUT, id="again", date_from=date(2021, 12, 15), specificity=(Specific.INSTRUMENT,),
                    qualifiers=(Qualifier.FOR_NOW,))  # fmt: skip
    assert {conflict.rows for conflict in found(winter, again)} == {("out", "again"), ("again",)}
    assert found(winter, replace(again, date_from=date(2022, 3, 1))) == []
    assert found(winter, reading=Reading.LOOSE) == []


def test_a_critic_taken_for_a_state() -> None:
    said = replace(OUT, speaker="an expert", principal="FRA")
    elsewhere = say("free", "", Act.ADVOCACY, speaker="an expert", authority=Authority.NONE)
    (conflict,) = found(said, elsewhere)
    assert (conflict.kind, conflict.rows) == (ConflictKind.CRITIC_AS_STATE, ("out", "free"))
    (conflict,) = found(replace(OUT, authority=Authority.NONE))
    assert (conflict.kind, conflict.rows) == (ConflictKind.CRITIC_AS_STATE, ("out",))
    (conflict,) = found(replace(OUT, record=Record.ANONYMOUS, relay=2))
    assert conflict.kind is ConflictKind.CRITIC_AS_STATE
    assert found(OUT, replace(elsewhere, speaker="another")) == []


def test_nothing_said_after_the_day_conflicts() -> None:
    assert found(OUT, replace(IN, date_from=date(2022, 3, 24))) == []


@pytest.mark.parametrize("reading", Reading)
def test_the_conflicts_of_the_bundled_ledger(reading: Reading) -> None:
    listed = conflicts(read_ledger(BUNDLED), NATO_2022, as_of=AS_OF, reading=reading)
    by_kind = {conflict.kind: conflict for conflict in listed}
    assert len(by_kind) == len(listed) == 2
    assert by_kind[ConflictKind.SPEAKS_FOR_ALLIANCE].rows == ("DEU-02", "NATO-01")
    if reading is Reading.STRICT:
        lapsed = by_kind[ConflictKind.LAPSED_HEDGE]
        assert (lapsed.rows, lapsed.cells) == (("USA-04",), HOME_FORCE)
    else:
        mixed = by_kind[ConflictKind.MIXED_ALLIANCE]
        assert (mixed.rows, [column for _, column in mixed.cells]) == (("POL-01", "USA-05"), ["jets"] * 3)


def many(count: int) -> Ledger:
    """A ledger of many statements over five years, drawn over everything that matters to a cell."""
    rng = random.Random(1)
    principals = (*NATO_2022.principals, "RUS")
    scopes: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
        (("hold",), ("troops",)),
        ((), ("force",)),
        (("any",), ("any",)),
        (("chemical@protege",), ()),
        (("seize@allied", "hubs@allied"), ("sanctions", "jets")),
    )

    def one(index: int) -> Statement:
        rungs, instruments = rng.choice(scopes)
        first = date(2018, 1, 1) + timedelta(days=rng.randint(0, 1500))
        return say(
            f"R{index}",
            rng.choice(principals),
            rng.choice(list(Act)),
            speaker=f"speaker {index % 99}",
            rungs=rungs,
            instruments=instruments,
            theatre="",
            date_from=first,
            date_to=first + timedelta(days=9) if index % 3 == 0 else None,
            authority=rng.choice((Authority.BINDING, Authority.ADVISORY)),
            relay=rng.randint(0, 3),
            qualifiers=rng.choice(((), (Qualifier.FOR_NOW,), (Qualifier.UNILATERAL,))),
        )

    return Ledger(tuple(one(index) for index in range(count)))


def quickest(action: Any, times: int = 3) -> float:
    """The least processor seconds of a few goes: other work on the machine does not count."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        action()
        seconds.append(time.process_time() - start)
    return min(seconds)


def test_a_hundred_thousand_rows_take_a_fraction_of_a_second() -> None:
    ledger = many(100_000)
    days = iter((AS_OF, date(2020, 1, 1), date(2021, 6, 1)))
    assert quickest(lambda: from_ledger(ledger, NATO_2022, as_of=next(days))) < 0.2
    assert quickest(lambda: conflicts(ledger, NATO_2022, as_of=AS_OF), 2) < 2.0
