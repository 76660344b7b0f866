"""Cho and Kreps (1987), beer and quiche, strong with probability 0.9: 1 for the favourite breakfast, 2 for no duel."""

from typing import Any

import numpy as np
from tests.solvers.gambit import gambit_logit

from standoff.game import Play, trace
from standoff.solver import solve
from standoff.solvers.logit import LogitQRE


def breakfast(play: Play, p: Any) -> Any:
    nerve = play.nature("nerve", {"strong": 0.9, "weak": 0.1}, known_to="sender")
    meal = play.choose("sender", "breakfast", ["beer", "quiche"])
    liked = 1 if (meal == "beer") == (nerve == "strong") else 0
    if play.choose("receiver", "reply", ["duel", "leave"]) == "duel":
        return play.end(sender=liked, receiver=1 if nerve == "weak" else 0)
    return play.end(sender=liked + 2, receiver=1 if nerve == "strong" else 0)


def test_agrees_with_gambit() -> None:
    game = trace(breakfast, players=["sender", "receiver"], name="beer-quiche")
    for precision, theirs in gambit_logit(game, {}, [0.5, 1.0, 2.0, 4.0, 10.0]):
        solution = solve(game, {}, LogitQRE(precision=precision))
        np.testing.assert_allclose(solution.strategies[0], theirs, atol=1e-9)


def test_the_branch_ends_in_the_intuitive_equilibrium() -> None:
    """Both drink beer (payoffs 3 and 2), and quiche is met with a duel."""
    game = trace(breakfast, players=["sender", "receiver"], name="beer-quiche")
    strategy = solve(game, {}, LogitQRE(precision=300.0)).strategy()
    assert strategy["sender breakfast | nerve=strong"]["beer"] > 0.99
    assert strategy["sender breakfast | nerve=weak"]["beer"] > 0.95
    assert strategy["receiver reply | breakfast=beer"]["leave"] > 0.99
