"""Zero-sum games of the literature by their published values."""

import numpy as np
import pytest
from tests.solvers.games import matrix_game

from standoff.errors import SolverError
from standoff.game import Game, trace
from standoff.solver import solve
from standoff.solvers.zero_sum import ZeroSum


def kuhn() -> Game:
    """Three cards, one each, ante and bet of 1 (Kuhn 1950); the first player's value is -1/18."""

    def play_it(play, p):  # type: ignore[no-untyped-def]
        deals = [(a, b) for a in "JQK" for b in "JQK" if a != b]
        first, second = play.nature("deal", {a + b: 1 / 6 for a, b in deals})
        play.tell("one", "card", first)
        play.tell("two", "card", second)
        stake = 1.0 if "JQK".index(first) > "JQK".index(second) else -1.0

        def end(payoff: float):  # type: ignore[no-untyped-def]
            return play.end(one=payoff, two=-payoff)

        if play.choose("one", "open", ["check", "bet"]) == "bet":
            return end(2 * stake) if play.choose("two", "call", ["call", "fold"]) == "call" else end(1.0)
        if play.choose("two", "bet", ["check", "bet"]) == "check":
            return end(stake)
        return end(2 * stake) if play.choose("one", "answer", ["call", "fold"]) == "call" else end(-1.0)

    return trace(play_it, players=["one", "two"], name="kuhn")


def test_kuhn_poker_is_worth_a_loss_of_one_eighteenth() -> None:
    solution = solve(kuhn(), {}, ZeroSum())
    assert solution.solved.all()
    np.testing.assert_allclose(solution.values, [[-1 / 18, 1 / 18]], atol=1e-12)
    assert solution.full_gain.max() <= 1e-12


@pytest.mark.parametrize(
    ("payoffs", "value", "row"),
    [
        ([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], 0.0, [1 / 3, 1 / 3, 1 / 3]),
        ([[2, -1], [-1, 1]], 0.2, [0.4, 0.6]),
        ([[3, 2], [1, 0]], 2.0, [1.0, 0.0]),
    ],
)
def test_matrix_games(payoffs: list[list[float]], value: float, row: list[float]) -> None:
    game = matrix_game(payoffs, (-np.array(payoffs)).tolist(), name="matrix")
    solution = solve(game, {}, ZeroSum())
    assert solution.solved.all()
    assert solution.values[0, 0] == pytest.approx(value, abs=1e-12)
    np.testing.assert_allclose(solution.strategies[0, : len(row)], row, atol=1e-12)


def test_what_is_not_zero_sum_is_refused_with_the_row() -> None:
    game = matrix_game([[1, 0], [0, 1]], [[1, 0], [0, 1]], name="coordination")
    with pytest.raises(SolverError, match="row 0 payoffs do not sum to a constant"):
        solve(game, {}, ZeroSum())


def test_a_constant_sum_and_a_large_scale_change_nothing() -> None:
    game = matrix_game([[7e9, 4e9], [4e9, 6e9]], [[-2e9, 1e9], [1e9, -1e9]], name="shifted")
    solution = solve(game, {}, ZeroSum())
    assert solution.solved.all()
    np.testing.assert_allclose(solution.strategies[0], [0.4, 0.6, 0.4, 0.6], atol=1e-12)
