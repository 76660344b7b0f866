"""Kuhn (1950), simplified poker: three cards, one bet. The first mover's value is -1/18; its optimal play is no point
but a segment, so values are compared and, at finite precision, Gambit's strategies."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from tests.solvers.gambit import gambit_logit

from standoff.game import Game, Play, trace
from standoff.solver import solve
from standoff.solvers.logit import LogitQRE


@pytest.fixture(scope="module")
def kuhn() -> Game:
    def poker(play: Play, p: Any) -> Any:
        deals = {f"{a}{b}": 1 / 6 for a, b in permutations("JQK", 2)}
        deal = play.nature("deal", deals)
        one, two = deal[0], deal[1]
        play.tell("one", "card", one)
        play.tell("two", "card", two)
        wins = 1 if "JQK".index(one) > "JQK".index(two) else -1
        if play.choose("one", "open", ["bet", "check"]) == "bet":
            pot = 2 * wins if play.choose("two", "reply", ["call", "fold"]) == "call" else 1
        elif play.choose("two", "reply", ["bet", "check"]) == "check":
            pot = wins
        else:
            pot = 2 * wins if play.choose("one", "answer", ["call", "fold"]) == "call" else -1
        return play.end(one=pot, two=-pot)

    return trace(poker, players=["one", "two"], name="kuhn")


def test_agrees_with_gambit(kuhn: Game) -> None:
    for precision, theirs in gambit_logit(kuhn, {}, [0.5, 1.0, 2.0, 4.0, 10.0]):
        solution = solve(kuhn, {}, LogitQRE(precision=precision))
        np.testing.assert_allclose(solution.strategies[0], theirs, atol=1e-9)


def test_value_at_high_precision(kuhn: Game) -> None:
    solution = solve(kuhn, {"precision": [100.0, 1000.0]}, LogitQRE(precision="precision"))
    assert solution.solved.all()
    assert solution.values[:, 0] == pytest.approx(-1 / 18, abs=5e-3)
    assert solution.values[1, 0] == pytest.approx(-1 / 18, abs=5e-4)
    np.testing.assert_allclose(solution.values.sum(axis=1), 0.0, atol=1e-12)
