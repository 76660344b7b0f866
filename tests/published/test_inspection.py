"""Avenhaus, von Stengel and Zamir (2002), "Inspection games": leadership. Announcing the random rule is the gain."""

import pytest
from tests.solvers.games import matrix_game

from standoff.solver import solve
from standoff.solvers.commitment import commitment
from standoff.solvers.stated import STATEMENT, Stated

GAIN, CAUGHT, COST, FOUND = 1.0, 3.0, 0.2, 0.4
"""Of an undetected violation; of a detected one to the violator; of inspecting; of a violation detected."""

GAME = matrix_game([[-COST, -FOUND], [0.0, -1.0]], [[0.0, -CAUGHT], [0.0, GAIN]], name="inspection")


def test_nash_inspects_a_quarter_and_is_violated_a_quarter() -> None:
    inspect, violate = GAIN / (CAUGHT + GAIN), COST / (1 + COST - FOUND)
    assert (inspect, violate) == pytest.approx((0.25, 0.25))
    import numpy as np

    strategies = np.array([[inspect, 1 - inspect, 1 - violate, violate]])
    solution = solve(GAME, {STATEMENT: 0}, Stated(strategies))
    assert solution.solved.all()
    assert solution.values[0, 0] == pytest.approx(-0.25)


def test_leadership_inspects_as_often_and_is_not_violated() -> None:
    found = commitment(GAME, {}, "row")
    assert found.optimistic[0] == pytest.approx(-COST * GAIN / (CAUGHT + GAIN), abs=1e-9)  # -.05
    assert found.rule()["row up"]["0"] == pytest.approx(0.25, abs=1e-9)
    assert found.strategies[0, 2] == pytest.approx(1.0)  # the tie goes to legal behaviour
    assert found.pessimistic[0] == pytest.approx(-0.05, abs=1e-6)  # or a hair more inspection sees to it
