"""Bagwell (1995), "Commitment and observability in games": with the least noise in what the second player sees of the
first one's action, the value of moving first is gone from the pure equilibria; a rule that is known keeps it."""

from typing import Any

import pytest

from standoff.game import Game, Play, trace
from standoff.solvers.commitment import commitment
from standoff.solvers.pure_equilibria import pure_equilibria

PAYOFFS = {"SS": (5, 2), "SC": (3, 1), "CS": (6, 3), "CC": (4, 4)}


def leader(play: Play, p: Any) -> Any:
    action = play.choose("first", "action", ["S", "C"], seen_by=())
    other = {"S": "C", "C": "S"}[action]
    play.nature("signal", {action: 1 - p.noise, other: p.noise}, known_to="second")
    first, second = PAYOFFS[action + play.choose("second", "reply", ["S", "C"])]
    return play.end(first=first, second=second)


@pytest.fixture(scope="module")
def game() -> Game:
    return trace(leader, players=["first", "second"], parameters=["noise"], name="bagwell")


def test_noise_takes_the_first_movers_advantage(game: Game) -> None:
    found = pure_equilibria(game, {"noise": [0.0, 0.01, 0.2]})
    best = [found.solution.values[found.row == row, 0].max() for row in range(3)]
    assert best == pytest.approx([5.0, 4.0, 4.0])


def test_a_known_rule_keeps_it(game: Game) -> None:
    """Mixing half and half, known beforehand, makes S a reply to every signal: 5.5, and without noise."""
    found = commitment(game, {"noise": [0.01, 0.2, 0.5]}, "first")
    assert (found.optimistic >= 5.0 - 1e-9).all()
    assert found.optimistic[2] == pytest.approx(5.5, abs=1e-9)  # the signal says nothing
