"""The compiled kernel: same answers as the loops and as Gambit, and rows that never touch one another."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.games import crisis_game, draws
from numpy.typing import NDArray
from tests.solvers.gambit import gambit_logit
from tests.solvers.games import PARAMETERS, crisis, matrix_game, random_game

from standoff.game import Game, Play, trace
from standoff.game.efg import read_efg
from standoff.solver import Solution, Status, solve
from standoff.solvers.logit import Care, Kernel, LogitQRE, cache, compiled
from standoff.solvers.logit.reduction import Unknowns, Unreducible, reduce

Floats = NDArray[np.float64]


def rows_of(solution: Solution, rows: NDArray[np.intp]) -> list[bytes]:
    """Everything about some rows, as bytes."""
    tables = (solution.strategies, solution.beliefs, solution.values, solution.agent_gain, solution.residual)
    return [b"".join(np.ascontiguousarray(table[row]).tobytes() for table in tables) for row in rows]


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.parametrize("precision", [1.0, 8.0, 40.0])
def test_random_games_have_the_loop_kernels_answer(seed: int, precision: float) -> None:
    game = random_game(seed)
    fast, slow = (solve(game, {}, LogitQRE(precision=precision, kernel=kernel)) for kernel in Kernel)
    assert fast.solved.all()
    np.testing.assert_allclose(fast.strategies, slow.strategies, atol=1e-8)


@pytest.mark.parametrize("name", ["S", "M", "L"])
def test_gambit_agrees(name: str) -> None:
    game, columns = crisis_game(name), draws(10)
    solution = solve(game, columns, LogitQRE(precision=10.0))
    for row in range(10):
        ((precision, expected),) = gambit_logit(game, {k: float(c[row]) for k, c in columns.items()}, [10.0])
        assert precision == pytest.approx(10.0, abs=1e-8)
        np.testing.assert_allclose(solution.strategies[row], expected, atol=1e-8)


@pytest.mark.parametrize("precision", [10.0, 40.0])
def test_bits_depend_on_nothing_but_the_row(precision: float) -> None:
    game, columns = crisis_game("S"), draws(203)
    solver = LogitQRE(precision=precision)
    order = np.random.default_rng(2).permutation(203)
    whole = rows_of(solve(game, columns, solver), np.arange(203))
    shuffled = rows_of(solve(game, {k: c[order] for k, c in columns.items()}, solver, chunk=31), np.argsort(order))
    threaded = rows_of(solve(game, columns, LogitQRE(precision=precision, threads=3), chunk=31), np.arange(203))
    alone = [rows_of(solve(game, {k: c[r] for k, c in columns.items()}, solver), np.arange(1))[0] for r in (0, 7, 202)]
    assert shuffled == whole
    assert threaded == whole
    assert alone == [whole[0], whole[7], whole[202]]


def test_poisoned_neighbours_do_no_harm() -> None:
    game, columns = crisis(weights={"hold": 2.0, "probe": 1.0, "seize": 3.0}), dict.fromkeys(PARAMETERS, 0.0)
    rng = np.random.default_rng(8)
    table = {name: rng.uniform(0.1, 0.9, 64) for name in columns}
    table["lambda"] = rng.uniform(0.5, 20.0, 64)
    solver = LogitQRE(precision={"challenger": "lambda", "defender": 3.0})
    clean = rows_of(solve(game, table, solver), np.arange(64))
    poisoned = {name: column.copy() for name, column in table.items()}
    poisoned["gain"][0::8] = np.nan
    poisoned["cost"][1::8] = np.inf
    poisoned["firm"][2::8] = -0.5
    poisoned["phantom"][3::8] = 0.0
    poisoned["force"][3::8] = 0.0
    poisoned["lambda"][4::8] = 0.0
    poisoned["lambda"][5::8] = -1.0
    poisoned["gain"][6::8] = 1e19
    solution = solve(game, poisoned, solver)
    healthy = np.arange(7, 64, 8)
    assert rows_of(solution, healthy) == [clean[r] for r in healthy]
    assert (solution.status[0::8] == Status.FAULTY_VALUES.code).all()
    assert (solution.status[2::8] == Status.FAULTY_VALUES.code).all()
    assert solution.solved[3::8].all()
    assert solution.solved[4::8].all()
    assert (solution.status[5::8] == Status.FAULTY_PRECISION.code).all()


def test_precision_zero_for_one_player_gives_its_weights() -> None:
    game = crisis(weights={"hold": 2.0, "probe": 1.0, "seize": 1.0})
    solution = solve(game, PARAMETERS, LogitQRE(precision={"challenger": 0.0, "defender": 5.0}))
    strategy = solution.strategy()
    assert strategy["challenger rung"] == pytest.approx({"hold": 0.5, "probe": 0.25, "seize": 0.25})
    assert solution.solved.all()


def test_zeros_are_solved_as_limits_like_the_loops_do() -> None:
    game = crisis()
    rng = np.random.default_rng(3)
    columns = {name: rng.uniform(0.1, 0.9, 90) for name in PARAMETERS}
    for k, name in enumerate(("phantom", "force", "firm", "firm_seen")):
        columns[name][20 * k : 20 * k + 10] = 0.0
        columns[name][20 * k + 10 : 20 * k + 20] = 1.0
    columns["firm_seen"][5:15] = 0.0
    fast, slow = (solve(game, columns, LogitQRE(precision=4.0, kernel=kernel)) for kernel in Kernel)
    assert fast.solved.all()
    np.testing.assert_allclose(fast.strategies, slow.strategies, atol=1e-8)


def unordered() -> Game:
    """Who moves first is drawn, and seen by nobody."""

    def play_it(play, p):  # type: ignore[no-untyped-def]
        order = ("a", "b") if play.nature("first", {"a": 0.5, "b": 0.5}) == "a" else ("b", "a")
        moves = {who: play.choose(who, "move", ["in", "out"], seen_by=()) for who in order}
        return play.end(
            a=1.0 * (moves["a"] == moves["b"]), b=1.0 * (moves["a"] != moves["b"]) + 0.3 * (moves["b"] == "in")
        )

    return trace(play_it, players=["a", "b"])


def test_an_unordered_game_goes_to_the_loops() -> None:
    game = unordered()
    with pytest.raises(Unreducible, match="before and after"):
        reduce(game, Unknowns.PROBABILITIES)
    fast, slow = (solve(game, {}, LogitQRE(precision=3.0, kernel=kernel)) for kernel in Kernel)
    assert fast.solved.all()
    assert fast.strategies.tobytes() == slow.strategies.tobytes()


@pytest.mark.parametrize("care", list(Care))
def test_every_care_reaches_the_same_point_of_a_tame_branch(care: Care) -> None:
    game, columns = crisis_game("M"), draws(40)
    reference = solve(game, columns, LogitQRE(precision=2.0, care=Care.CAREFUL))
    np.testing.assert_allclose(
        solve(game, columns, LogitQRE(precision=2.0, care=care)).strategies, reference.strategies, atol=1e-8
    )


def test_the_second_process_writes_no_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    game = crisis_game("S")
    assert compiled.code_of(game, Unknowns.PROBABILITIES) is not None
    compiled.code_of.cache_clear()
    monkeypatch.setattr(compiled, "reduce", lambda *_: pytest.fail("the cache was not used"))
    found = compiled.code_of(game, Unknowns.PROBABILITIES)
    assert found is not None
    assert not found.step.compiled
    compiled.code_of.cache_clear()


def test_narrower_vectors_give_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    game, columns = crisis_game("S"), draws(50)
    expected = solve(game, columns, LogitQRE(precision=10.0)).strategies
    monkeypatch.setenv("STANDOFF_LANES", "4")
    cache.host.cache_clear()
    compiled.code_of.cache_clear()
    try:
        assert cache.host().lanes <= 4
        found = solve(game, columns, LogitQRE(precision=10.0)).strategies
    finally:
        monkeypatch.undo()
        cache.host.cache_clear()
        compiled.code_of.cache_clear()
    np.testing.assert_allclose(found, expected, atol=1e-9)


def test_a_bifurcation_is_passed_straight_through_and_flagged() -> None:
    payoffs = [[3.0, 0.0], [0.0, 3.0]]
    game = matrix_game(payoffs, payoffs, name="coordination")
    before, after = (solve(game, {}, LogitQRE(precision=precision)) for precision in (0.5, 2.0))
    assert before.branch.tolist() == [0]
    assert after.solved.all()
    assert after.branch.tolist() == [1]
    np.testing.assert_allclose(after.strategies, 0.5, atol=1e-9)


def battle() -> Game:
    """A battle of the sexes that its first mover may decline: symmetric once it is entered."""

    def play_it(play: Play, p: Any) -> Any:
        if play.choose("a", "enter", ["in", "out"]) == "out":
            return play.end(a=0, b=0)
        b = play.choose("b", "day", ["A", "B"], seen_by=())
        a = play.choose("a", "evening", ["A", "B"])
        return play.end(a=(2.0 if b == "A" else 4.0) * (a != b), b=(4.0 if b == "A" else 2.0) * (a != b))

    return trace(play_it, players=["a", "b"])


@pytest.mark.parametrize("precision", [1.0, 2.0, 5.0])
def test_a_row_that_left_a_bifurcation_sideways_is_called_back(precision: float) -> None:
    """Long steps leave the pitchfork near precision 0.9 for one side, uncounted, and fold there."""
    fast, slow = (solve(battle(), {}, LogitQRE(precision=precision, kernel=kernel)) for kernel in Kernel)
    assert fast.branch.tolist() == slow.branch.tolist() == [1]
    np.testing.assert_allclose(fast.strategies, slow.strategies, atol=1e-9)


def test_a_branch_of_many_folds_is_not_passed_off_as_simple(shared: Path) -> None:
    game = read_efg(shared / "data" / "crisis_fixtures" / "crisis_L_050.efg")
    fast, slow = (solve(game, {}, LogitQRE(precision=100.0, kernel=kernel)) for kernel in Kernel)
    np.testing.assert_allclose(fast.strategies, slow.strategies, atol=1e-9)
    assert fast.folds[0] >= 4
    assert fast.branch[0] > 0


def test_rows_of_both_kernels_share_a_solution() -> None:
    game, columns = crisis_game("L"), draws(40)
    columns["lambda"] = np.where(np.arange(40) % 2, 10.0, 300.0)  # beyond SHARPEST: for the loop kernel
    mixed = solve(game, columns, LogitQRE(precision="lambda"))
    fast = solve(game, {k: c[1::2] for k, c in columns.items()}, LogitQRE(precision="lambda"))
    assert mixed.solved[1::2].all()
    assert mixed.solved[0::2].mean() >= 0.9
    assert rows_of(mixed, np.arange(1, 40, 2)) == rows_of(fast, np.arange(20))
