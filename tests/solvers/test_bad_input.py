"""Bad and borderline input: a correct answer or a clear refusal, and the other rows unharmed."""

import json
from pathlib import Path

import numpy as np
import pytest
from benchmarks.games import crisis_game, draws
from tests.solvers.games import matrix_game

from standoff.errors import UserError
from standoff.game import trace
from standoff.game.efg import read_efg
from standoff.solver import Status, solve
from standoff.solvers.logit import LogitQRE
from standoff.solvers.logit.limit import LogitLimit


def signal(play, p):  # type: ignore[no-untyped-def]
    """Two types, one of chance `share`, a message and an answer; `stake` scales all payoffs."""
    kind = play.nature("kind", {"a": p.share, "b": 1 - p.share}, known_to="sender")
    word = play.choose("sender", "word", ["high", "low"])
    answer = play.choose("receiver", "answer", ["yes", "no"])
    right = (answer == "yes") == (kind == "a")
    lie = (word == "high") != (kind == "a")
    return play.end(sender=p.stake * ((answer == "yes") - 0.3 * lie), receiver=p.stake * right)


GAME = trace(signal, players=["sender", "receiver"], parameters=["share", "stake"])


@pytest.mark.parametrize("scale", [1e-19, 1e-6, 1e6, 1e19])
def test_units_of_payoff_do_not_matter(scale: float) -> None:
    columns = {"share": np.array([0.2, 0.5, 0.9])}
    expected = solve(GAME, {**columns, "stake": 1.0}, LogitQRE(precision=6.0))
    found = solve(GAME, {**columns, "stake": scale}, LogitQRE(precision=6.0 / scale))
    assert found.solved.all()
    np.testing.assert_allclose(found.strategies, expected.strategies, atol=1e-9)


def test_payoffs_far_beyond_the_precision_are_solved_or_marked() -> None:
    solution = solve(GAME, {"share": 0.3, "stake": np.array([1.0, 1e19, 1e-19, 1e300])}, LogitQRE(precision=5.0))
    assert solution.solved[[0, 2]].all()
    np.testing.assert_allclose(solution.strategies[2], 0.5, atol=1e-12)
    assert all(solution.solved[row] or solution.message(row) for row in (1, 3))


@pytest.mark.parametrize(
    ("precision", "status"),
    [
        (0.0, Status.SOLVED),
        (-1.0, Status.FAULTY_PRECISION),
        (np.inf, Status.FAULTY_PRECISION),
        (np.nan, Status.FAULTY_PRECISION),
    ],
)
def test_precisions_that_are_none_are_marked_and_zero_gives_the_weights(precision: float, status: Status) -> None:
    solution = solve(
        GAME, {"share": 0.3, "stake": 1.0, "sharp": np.array([2.0, precision, 2.0])}, LogitQRE(precision="sharp")
    )
    assert solution.status.tolist() == [0, status.code, 0]
    assert solution.strategies[0].tobytes() == solution.strategies[2].tobytes()
    if status is Status.SOLVED:
        np.testing.assert_allclose(solution.strategies[1], 0.5, atol=1e-15)


@pytest.mark.parametrize("share", [np.nan, -0.1, 1.1, np.inf])
def test_probabilities_that_are_none_are_marked(share: float) -> None:
    solution = solve(GAME, {"share": np.array([share, 0.4]), "stake": 1.0}, LogitQRE())
    assert solution.status.tolist() == [Status.FAULTY_VALUES.code, 0]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_branches_of_probability_zero_are_limits(share: float) -> None:
    solution = solve(GAME, {"share": share, "stake": 1.0}, LogitQRE(precision=4.0))
    near = solve(GAME, {"share": abs(share - 1e-10), "stake": 1.0}, LogitQRE(precision=4.0))
    assert solution.solved.all()
    np.testing.assert_allclose(solution.strategies, near.strategies, atol=1e-8)


def test_a_player_who_never_moves_and_a_question_with_one_option() -> None:
    def alone(play, p):  # type: ignore[no-untyped-def]
        play.choose("actor", "only", ["way"])
        move = play.choose("actor", "move", ["left", "right"])
        return play.end(actor=1.0 * (move == "left"), witness=5.0)

    solution = solve(trace(alone, players=["actor", "witness"]), {}, LogitQRE(precision=1.0))
    assert solution.solved.all()
    assert solution.strategy()["actor move | only=way"]["left"] == pytest.approx(1 / (1 + np.exp(-1)), abs=1e-12)


def test_a_game_without_choices() -> None:
    def fate(play, p):  # type: ignore[no-untyped-def]
        return play.end(one=1.0 if play.nature("toss", {"heads": 0.5, "tails": 0.5}) == "heads" else 0.0, two=0.0)

    solution = solve(trace(fate, players=["one", "two"]), {}, LogitQRE())
    assert solution.solved.all()
    assert solution.values.tolist() == [[0.5, 0.0]]


def test_no_rows_are_no_error() -> None:
    empty = {name: column[:0] for name, column in draws(1).items()}
    assert len(solve(crisis_game("S"), empty, LogitQRE())) == 0


def test_ties_of_equal_payoffs_are_shared_equally() -> None:
    solution = solve(matrix_game([[1, 1], [1, 1]], [[2, 2], [2, 2]], name="tie"), {}, LogitQRE(precision=50.0))
    np.testing.assert_allclose(solution.strategies, 0.5, atol=1e-12)


def test_files_at_which_an_anchor_fails_are_certified_or_marked(shared: Path) -> None:
    """Where Gambit 16.7 returns a non-equilibrium as an equilibrium: never passed on."""
    folder = shared / "data" / "efg"
    failing = []
    for entry in json.loads((folder / "index.json").read_text()):
        regrets = [
            (point or {}).get("max_regret")
            for solver in (entry.get("solvers") or {}).values()
            for point in (solver.get("equilibria") or [])
        ]
        if any(isinstance(regret, float) and regret > 1e-4 for regret in regrets):
            failing.append(entry["file"])
    assert failing
    certified = 0
    for name in failing:
        try:
            solution = solve(read_efg(folder / name), {}, LogitLimit())
        except UserError:
            continue  # imperfect recall, or no straight-line code: refused with a reason
        if solution.solved[0]:
            game = solution.game
            payoffs = game.evaluate({}).quantities[0, game.arrays.payoff_quantity]
            ranges = payoffs.max(axis=0) - payoffs.min(axis=0)
            assert (solution.full_gain[0] <= 1e-8 * ranges).all()
            certified += 1
        else:
            assert solution.message()
    assert certified >= len(failing) // 2
