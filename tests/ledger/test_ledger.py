"""Views of a ledger, and the laws of a statement."""

from dataclasses import replace
from datetime import date

import pytest

from standoff.errors import LedgerError
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import DIRECTION_OF_ACT, Act, Direction, Specific, direction_of

from .rows import row

THREE = Ledger(
    (
        row("X1", principal="NATO", speaker="A"),
        row("X2", principal="DEU", speaker="B", date_from=date(2022, 3, 5), date_to=date(2022, 3, 9)),
        row("X3", principal="NATO", speaker="B", standing=True, date_from=date(1949, 4, 4)),
    )
)


def ids(ledger: Ledger) -> list[str]:
    return [statement.id for statement in ledger.statements]


def test_views() -> None:
    assert ids(THREE.known(date(2022, 3, 8))) == ["X1", "X3"]
    assert ids(THREE.known(date(2022, 3, 9))) == ["X1", "X2", "X3"]
    assert ids(THREE.of_principals("NATO")) == ["X1", "X3"]
    assert ids(THREE.of_speaker("B")) == ["X2", "X3"]
    assert ids(THREE.standing()) == ["X3"]
    assert ids(THREE.without("X1")) == ["X2", "X3"]
    assert [statement.id for statement in THREE.after(date(2022, 3, 8))] == ["X2"]
    assert THREE.without("X3").adding(THREE.statement("X3")) == THREE
    assert THREE.principals == ("NATO", "DEU")


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(LedgerError, match=r"no such statement: 'NATO-0'.*Did you mean 'NATO-01'"):
        Ledger((row("NATO-01"),)).without("NATO-0")


def test_the_direction_follows_from_the_act() -> None:
    assert {act: direction_of(act) for act in Act if direction_of(act) is not Direction.NONE} == DIRECTION_OF_ACT
    assert row(act=Act.COMMIT).direction is Direction.DELIVER
    assert row(act=Act.ASSURANCE).direction is Direction.NONE
    assert row(act=Act.ASSURANCE, direction=Direction.WITHHOLD).direction is Direction.WITHHOLD
    with pytest.raises(LedgerError, match="row X1 column direction direction does not follow from act commit"):
        row(act=Act.COMMIT, direction=Direction.WITHHOLD)


def test_a_checklist_that_contradicts_itself_is_refused() -> None:
    for ticks in ((Specific.INSTRUMENT, Specific.CLASS), (Specific.UNHEDGED, Specific.WHO)):
        with pytest.raises(LedgerError, match="column specificity"):
            row(specificity=ticks)


def test_an_interval_runs_forwards() -> None:
    with pytest.raises(LedgerError, match="the interval ends before it begins"):
        replace(row(), date_to=date(2022, 2, 1))
