"""Selten (1975), "Reexamination of the perfectness concept": the horse, three players, one of whom may not be asked.

(D, c, L) is a Nash equilibrium that is not sequential: off the path the second player would gain 3 by d.
"""

from typing import Any

import numpy as np
from tests.solvers.gambit import gambit_logit

from standoff.game import Play, trace
from standoff.solver import solve
from standoff.solvers.logit import LogitQRE


def horse(play: Play, p: Any) -> Any:
    if play.choose("one", "cross", ["C", "D"], seen_by=["two"]) == "C":
        if play.choose("two", "continue", ["c", "d"], seen_by=()) == "c":
            return play.end(one=1, two=1, three=1)
        third = {"L": (4, 4, 0), "R": (0, 0, 1)}[play.choose("three", "side", ["L", "R"])]
    else:
        third = {"L": (3, 3, 2), "R": (0, 0, 0)}[play.choose("three", "side", ["L", "R"])]
    return play.end(one=third[0], two=third[1], three=third[2])


def test_agrees_with_gambit() -> None:
    game = trace(horse, players=["one", "two", "three"], name="horse")
    for precision, theirs in gambit_logit(game, {}, [0.5, 1.0, 2.0, 4.0, 10.0]):
        solution = solve(game, {}, LogitQRE(precision=precision))
        np.testing.assert_allclose(solution.strategies[0], theirs, atol=1e-9)


def test_the_branch_ends_in_the_sequential_equilibria() -> None:
    """(C, c, R with probability at least 3/4): the third player's belief on the D node is then 1/3."""
    game = trace(horse, players=["one", "two", "three"], name="horse")
    strategy = solve(game, {}, LogitQRE(precision=2000.0)).strategy()
    assert strategy["one cross"]["C"] > 0.999
    assert strategy["two continue | cross=C"]["c"] > 0.99
    assert strategy["three side"]["R"] > 0.749
