"""Chicken's pitchfork: dare against dare -5, against swerve 3; swerving -1 and 0. One logit equilibrium below precision
0.574369063, three above; a branch follower alone sees the symmetric one."""

import pytest
from scipy.optimize import brentq
from tests.solvers.games import matrix_game

from standoff.solver import solve
from standoff.solvers.logit import LogitQRE
from standoff.solvers.logit_points import logit_points

CRITICAL = 0.574369063
GAME = matrix_game([[-5, 3], [-1, 0]], [[-5, -1], [3, 0]], name="chicken")


@pytest.mark.parametrize(
    ("precision", "dares"),
    [
        (0.6, [0.29122448, 0.46344650, 0.64034392]),
        (1.0, [0.02648818, 0.45459108, 0.94345878]),
        (2.0, [0.00034722, 0.44449549, 0.99751536]),
    ],
)
def test_three_above(precision: float, dares: list[float]) -> None:
    found = logit_points(GAME, {}, precision)
    assert found.solution.solved.all()
    assert found.solution.residual.max() <= 1e-8
    assert found.solution.strategies[:, 0] == pytest.approx(dares, abs=2e-8)
    assert found.solution.strategies[:, 2] == pytest.approx(dares[::-1], abs=2e-8)


@pytest.mark.parametrize("precision", [0.4, 0.55, CRITICAL - 1e-3])
def test_one_below(precision: float) -> None:
    assert len(logit_points(GAME, {}, precision)) == 1


def test_where_it_forks() -> None:
    """The slope of the double reply is 1 there; three points just above."""

    def symmetric(precision: float) -> float:
        strategy = solve(GAME, {}, LogitQRE(precision=precision)).strategies[0, 0]
        return float(7 * precision * strategy * (1 - strategy) - 1)

    assert brentq(symmetric, 0.3, 1.0, xtol=1e-12) == pytest.approx(CRITICAL, abs=1e-8)
    assert len(logit_points(GAME, {}, CRITICAL + 1e-3)) == 3


def test_the_branch_follower_stays_in_the_middle() -> None:
    solution = solve(GAME, {}, LogitQRE(precision=1.0))
    assert solution.strategies[0, 0] == pytest.approx(0.454591078, abs=1e-8)
    assert solution.branch[0] >= 1  # it says that it passed a bifurcation
