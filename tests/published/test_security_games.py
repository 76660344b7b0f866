"""Security games: two targets, the textbook example of Tambe (2011), and three in closed form (water filling)."""

import numpy as np
import pytest
from tests.solvers.games import matrix_game

from standoff.solvers.commitment import commitment


def test_two_targets() -> None:
    """Cover the first with .6; the attacker, indifferent, attacks it: .4."""
    game = matrix_game([[4, -1], [-5, 2]], [[-3, 1], [5, -1]], name="two targets")
    found = commitment(game, {}, "row")
    assert found.optimistic[0] == pytest.approx(0.4, abs=1e-9)
    assert found.rule()["row up"]["0"] == pytest.approx(0.6, abs=1e-9)
    assert found.strategies[0, 2] == pytest.approx(1.0)


def test_three_targets() -> None:
    """One resource, rewards 5, 3 and 2, penalty 1: coverage 5/9, 1/3, 1/9 equalises the attacker at 5/3."""
    rewards = np.array([5.0, 3.0, 2.0])
    attacker = np.where(np.eye(3, dtype=bool), -1.0, rewards)
    game = matrix_game((-attacker).tolist(), attacker.tolist(), name="three targets")
    found = commitment(game, {}, "row")
    assert found.optimistic[0] == pytest.approx(-5 / 3, abs=1e-9)
    assert list(found.rule()["row up"].values()) == pytest.approx([5 / 9, 1 / 3, 1 / 9], abs=1e-9)
    level = (5 / 6 + 3 / 4 + 2 / 3 - 1) / (1 / 6 + 1 / 4 + 1 / 3)
    assert -found.optimistic[0] == pytest.approx(level, abs=1e-9)
