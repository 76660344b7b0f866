"""The limit stage: assessments that leave next to nothing to gain at any information set."""

import numpy as np
import pytest
from benchmarks.games import crisis_game, draws
from tests.solvers.games import matrix_game, random_game
from tests.solvers.test_compiled import unordered

from standoff.errors import SolverError
from standoff.game import trace
from standoff.game.traversal import posteriors
from standoff.solver import solve
from standoff.solvers.backward_induction import BackwardInduction
from standoff.solvers.logit import LogitQRE
from standoff.solvers.logit.limit import LogitLimit, assess, beliefs_from_logarithms


@pytest.mark.parametrize(("name", "rows", "share"), [("S", 300, 0.97), ("M", 200, 0.93), ("L", 60, 0.85)])
def test_nearly_all_draws_leave_a_millionth_to_gain_and_none_is_silent(name: str, rows: int, share: float) -> None:
    game, columns = crisis_game(name), draws(rows, seed=17)
    values = game.evaluate(columns)
    found = assess(game, values, aim=1e-6)
    assert (found.gain <= 1e-6).mean() >= share
    assert np.isfinite(found.gain).all()
    np.testing.assert_allclose(np.add.reduceat(found.strategies, game.arrays.set_start[:-1], axis=1), 1.0, atol=1e-12)


def test_solve_certifies_the_limit_and_marks_the_rest() -> None:
    game, columns = crisis_game("S"), draws(200, seed=4)
    solution = solve(game, columns, LogitLimit())
    assert solution.solved.mean() >= 0.97
    assert np.isnan(solution.strategies[~solution.solved]).all()
    assert solution.agent_gain[solution.solved].max() <= 1e-7


def test_a_perfect_information_game_ends_where_backward_induction_does() -> None:
    def centipede(play, p):  # type: ignore[no-untyped-def]
        pot = 1.0
        for turn in range(4):
            player, other = ("a", "b") if turn % 2 == 0 else ("b", "a")
            if play.choose(player, f"turn {turn}", ["take", "pass"]) == "take":
                return play.end({player: 0.8 * pot, other: 0.2 * pot})
            pot *= 2.0
        return play.end(a=0.8 * pot, b=0.2 * pot)

    game = trace(centipede, players=["a", "b"])
    exact, limit = solve(game, {}, BackwardInduction()), solve(game, {}, LogitLimit())
    assert limit.solved.all()
    np.testing.assert_allclose(limit.strategies, exact.strategies, atol=1e-9)


def test_a_mixed_equilibrium_is_met_to_rounding() -> None:
    game = matrix_game([[2, -1], [-1, 1]], [[-2, 1], [1, -1]], name="mixed")
    solution = solve(game, {}, LogitLimit())
    assert solution.solved.all()
    np.testing.assert_allclose(solution.strategies[0], [0.4, 0.6, 0.4, 0.6], atol=1e-8)


@pytest.mark.parametrize("seed", range(6))
def test_beliefs_from_logarithms_are_bayes(seed: int) -> None:
    game = random_game(seed)
    values = game.evaluate({})
    strategies = solve(game, {}, LogitQRE(precision=3.0)).strategies
    expected = posteriors(game.arrays, values, strategies)[0]
    np.testing.assert_allclose(beliefs_from_logarithms(game.arrays, values, np.log(strategies)), expected, atol=1e-12)


def test_a_faulty_row_touches_no_other() -> None:
    game, columns = crisis_game("S"), draws(20)
    clean = assess(game, game.evaluate(columns))
    columns["stake"] = columns["stake"].copy()
    columns["stake"][::2] = np.nan
    found = assess(game, game.evaluate(columns))
    assert np.isnan(found.strategies[::2]).all()
    assert found.strategies[1::2].tobytes() == clean.strategies[1::2].tobytes()


def test_a_game_without_straight_line_code_is_refused() -> None:
    with pytest.raises(SolverError, match="compiled kernel"):
        solve(unordered(), {}, LogitLimit())
