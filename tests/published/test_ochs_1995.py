"""Ochs (1995), asymmetric matching pennies: raising one's own payoff moves one's own logit play, unlike Nash's.

Row (X, 0; 0, 1), column (0, 1; 1, 0). Probabilities of up and left from the scalar fixed point, solved by bisection.
"""

import pytest
from tests.solvers.games import matrix_game

from standoff.solver import solve
from standoff.solvers.logit import LogitQRE

POINTS = [
    (4.0, 0.5, 0.657419467, 0.460726203),
    (4.0, 1.0, 0.721937154, 0.390818187),
    (4.0, 2.0, 0.719042781, 0.293971844),
    (4.0, 5.0, 0.626195683, 0.220637219),
    (9.0, 0.5, 0.830670591, 0.418077467),
    (9.0, 1.0, 0.893576331, 0.312780375),
    (9.0, 2.0, 0.860754394, 0.191078494),
    (9.0, 5.0, 0.701984237, 0.117135291),
]


@pytest.mark.parametrize(("stake", "precision", "up", "left"), POINTS)
def test_own_payoff_effect(stake: float, precision: float, up: float, left: float) -> None:
    game = matrix_game([[stake, 0.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]], name="pennies")
    solution = solve(game, {}, LogitQRE(precision=precision))
    assert solution.strategies[0, 0] == pytest.approx(up, abs=1e-9)
    assert solution.strategies[0, 2] == pytest.approx(left, abs=1e-9)


def test_at_high_precision_play_nears_the_mixed_equilibrium() -> None:
    game = matrix_game([[4.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]], name="pennies")
    solution = solve(game, {}, LogitQRE(precision=3000.0))
    assert solution.strategies[0, 0] == pytest.approx(0.5, abs=1e-3)
    assert solution.strategies[0, 2] == pytest.approx(1 / 5, abs=1e-3)
