"""McKelvey and Palfrey (1998), "Quantal response equilibria for extensive form games": the four-move centipede.

Payoffs as in their 1992 experiment (low stakes). The take probabilities were computed by backward induction in closed
form: with perfect information agent QRE needs no fixed point.
"""

from typing import Any

import numpy as np
import pytest

from standoff.game import Play, trace
from standoff.solver import solve
from standoff.solvers.logit import LogitQRE

PAYOFFS = [(0.4, 0.1), (0.2, 0.8), (1.6, 0.4), (0.8, 3.2), (6.4, 1.6)]
TAKE = {
    0.5: [0.37359423, 0.37557253, 0.38507281, 0.68997448],
    1.0: [0.29625657, 0.27798029, 0.46488365, 0.83201839],
    2.0: [0.23619297, 0.37629874, 0.76157682, 0.96083428],
    4.0: [0.37284631, 0.75875080, 0.95941179, 0.99834120],
}


def centipede(play: Play, p: Any) -> Any:
    for move, (one, two) in enumerate(PAYOFFS[:-1]):
        if play.choose("one" if move % 2 == 0 else "two", f"move {move + 1}", ["take", "pass"]) == "take":
            return play.end(one=one, two=two)
    return play.end(one=PAYOFFS[-1][0], two=PAYOFFS[-1][1])


@pytest.mark.parametrize("precision", TAKE)
def test_take_probabilities(precision: float) -> None:
    game = trace(centipede, players=["one", "two"], name="centipede")
    solution = solve(game, {}, LogitQRE(precision=precision))
    first = [game.infoset("one" if move % 2 == 0 else "two", f"move {move + 1}") for move in range(4)]
    take = solution.strategies[0, game.arrays.set_start[first]]
    np.testing.assert_allclose(take, TAKE[precision], atol=5e-9)


def test_taking_first_is_not_monotone_in_precision() -> None:
    game = trace(centipede, players=["one", "two"], name="centipede")
    solution = solve(game, {"precision": [0.5, 2.0, 4.0]}, LogitQRE(precision="precision"))
    first, second, third = solution.strategies[:, game.arrays.set_start[game.infoset("one", "move 1")]]
    assert first > second < third
