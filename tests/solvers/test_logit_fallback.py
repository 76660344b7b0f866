"""The loop kernel: its pieces against finite differences and NumPy, its answers against Gambit, oracles and laws."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from tests.solvers.gambit import gambit_logit
from tests.solvers.games import PARAMETERS, crisis, matrix_game, random_game
from tests.solvers.oracle import branch_by_small_steps, logit_reply

from standoff.errors import SolverError
from standoff.game import Game, trace
from standoff.game.efg import read_efg
from standoff.solver import Solution, Status, solve
from standoff.solvers.logit import Care, Kernel, LogitQRE
from standoff.solvers.logit.elimination import factorise, substitute
from standoff.solvers.logit.fallback import trace_batch
from standoff.solvers.logit.incidence import incidence_of
from standoff.solvers.logit.responses import differentiate, prepare, respond, work_for

PRECISIONS = [0.5, 1.0, 2.0, 4.0, 10.0]
SEEDS = [seed for seed in range(40) if random_game(seed).infosets]


def loops(precision: object = 2.0, *, care: Care = Care.NORMAL, threads: int = 1) -> LogitQRE:
    return LogitQRE(precision=precision, care=care, kernel=Kernel.LOOPS, threads=threads)  # type: ignore[arg-type]


def by_player(game: Game) -> dict[str, float]:
    return dict(zip(game.players, [1.5, 3.0, 0.7], strict=False))


@njit
def _prepare(arrays, incidence, work, quantities, prior, precision):  # type: ignore[no-untyped-def]
    return prepare(arrays, incidence, work, quantities, prior, precision)


@njit
def _evaluate(arrays, incidence, work):  # type: ignore[no-untyped-def]
    """Kernels keep no Python entry, which would cost a third of their compilation."""
    respond(arrays, incidence, work)
    differentiate(arrays, incidence, work)


# --- the pieces -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_jacobian_is_the_derivative_of_the_residual(seed: int) -> None:
    game = random_game(seed)
    values, incidence = game.evaluate({}), incidence_of(game.arrays)
    work = work_for(game.arrays, incidence)
    _prepare(game.arrays, incidence, work, values.quantities[0], values.priors[0], np.full(len(game.players), 2.0))
    unknowns = len(work.clock_slope)
    point = np.random.default_rng(seed).normal(size=unknowns + 1)
    point[-1] = 1.7

    def residual(at: np.ndarray) -> np.ndarray:
        work.point[:] = at
        _evaluate(game.arrays, incidence, work)
        return work.residual[:unknowns].copy()

    differences = np.empty((unknowns, unknowns + 1))
    for column in range(unknowns + 1):
        nudge = np.zeros(unknowns + 1)
        nudge[column] = 1e-5
        differences[:, column] = (residual(point + nudge) - residual(point - nudge)) / 2e-5
    work.point[:] = point
    _evaluate(game.arrays, incidence, work)
    np.testing.assert_allclose(work.jacobian[:unknowns, :unknowns], differences[:, :-1], atol=1e-9)
    np.testing.assert_allclose(work.clock_slope, differences[:, -1], atol=1e-9)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_elimination_solves_and_knows_the_sign_of_the_determinant(seed: int, size: int) -> None:
    dice = np.random.default_rng(seed)
    matrix = dice.normal(size=(size, size)) * (dice.random((size, size)) < 0.6) + np.diag(dice.normal(size=size))
    if np.linalg.cond(matrix) > 1e8:
        return
    right = dice.normal(size=size)
    factors, solution = matrix.copy(), right.copy()
    pivot, columns = np.zeros((2, size), dtype=np.int64)
    assert factorise(factors, pivot, columns, size) == np.sign(np.linalg.det(matrix))
    substitute(factors, pivot, solution, size)
    np.testing.assert_allclose(matrix @ solution, right, atol=1e-6)


def test_elimination_refuses_singular_and_nan_matrices() -> None:
    pivot, columns = np.zeros((2, 2), dtype=np.int64)
    assert factorise(np.ones((2, 2)), pivot, columns, 2) == 0
    assert factorise(np.full((2, 2), np.nan), pivot, columns, 2) == 0


# --- against Gambit -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS[:16])
def test_random_games_with_a_common_prior_agree_with_gambit(seed: int) -> None:
    game = random_game(seed, common_prior=True)
    for precision, theirs in gambit_logit(game, {}, PRECISIONS):
        solution = solve(game, {}, loops(precision))
        assert solution.solved[0], solution.message()
        np.testing.assert_allclose(solution.strategies[0], theirs, atol=1e-9)


def test_crisis_fixtures_agree_with_gambit(shared: Path) -> None:
    folder = shared / "data" / "crisis_fixtures"
    for entry in json.loads((folder / "index.json").read_text()):
        game = read_efg(folder / entry["file"])
        labels = {infoset["label"]: number for number, infoset in enumerate(entry["infosets"])}
        for precision, reference in entry["qre"].items():
            solution = solve(game, {}, loops(float(precision)))
            assert solution.solved[0], (entry["file"], precision, solution.message())
            theirs = np.concatenate([reference["probs"][labels[infoset.question]] for infoset in game.infosets])
            np.testing.assert_allclose(solution.strategies[0], theirs, atol=1e-9, err_msg=entry["file"])


def test_players_precisions_are_gambits_with_payoffs_multiplied() -> None:
    row, column = np.array([[4.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    ours = solve(matrix_game(row.tolist(), column.tolist(), name="plain"), {}, loops({"row": 2.5, "column": 0.8}))
    multiplied = matrix_game((2.5 * row).tolist(), (0.8 * column).tolist(), name="multiplied")
    [(_, theirs)] = gambit_logit(multiplied, {}, [1.0])
    np.testing.assert_allclose(ours.strategies[0], theirs, atol=1e-9)


# --- against oracles ------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.0, 20.0))
def test_random_games_with_beliefs_are_fixed_points_of_the_oracle(seed: int, precision: float) -> None:
    game = random_game(seed)
    if not game.infosets or len(game.arrays.kind) > 200:
        return
    rates = [precision, 1.3 * precision, 0.4 * precision][: len(game.players)]
    solution = solve(game, {}, loops(dict(zip(game.players, rates, strict=True))))
    assert solution.solved[0], solution.message()
    reply = logit_reply(game, game.evaluate({}), rates, solution.strategies[0])
    np.testing.assert_allclose(solution.strategies[0], reply, atol=1e-10)


@pytest.mark.parametrize("seed", [seed for seed in SEEDS if len(random_game(seed).infosets) < 10][:8])
def test_the_branch_is_the_one_that_starts_at_precision_zero(seed: int) -> None:
    game = random_game(seed)
    rates = by_player(game)
    solution = solve(game, {}, loops(rates))
    assert solution.folds[0] == 0
    slow = branch_by_small_steps(game, game.evaluate({}), list(rates.values()), steps=15)
    np.testing.assert_allclose(solution.strategies[0], slow, atol=1e-9)


def test_misperceived_and_phantom_types_follow_the_branch_of_the_oracle() -> None:
    game = crisis(weights={"hold": 0.5, "probe": 0.25, "seize": 0.25})
    solution = solve(game, PARAMETERS, loops({"challenger": 4.0, "defender": 2.0}))
    slow = branch_by_small_steps(game, game.evaluate(PARAMETERS), [4.0, 2.0], steps=15)
    np.testing.assert_allclose(solution.strategies[0], slow, atol=1e-10)


@pytest.mark.parametrize("kernel", Kernel)
def test_games_without_an_order_of_moves_are_solved(kernel: Kernel) -> None:
    """Who moves first is hidden, so each player's set lies both before and after the other's."""

    def duel(play, p):  # type: ignore[no-untyped-def]
        order = play.nature("order", {"ab": 0.3, "ba": 0.7})
        shots = {player: play.choose(player, "shoot", ["yes", "no"], seen_by=()) for player in order}
        hit = {player: shots[player] == "yes" for player in "ab"}
        first = 2.0 if hit[order[0]] and not hit[order[1]] else -1.0
        return play.end(
            a=first - 0.7 * hit["a"] if order == "ab" else -first, b=first if order == "ba" else 0.4 * hit["b"]
        )

    game = trace(duel, players=["a", "b"], name="duel")
    solution = solve(game, {}, LogitQRE(precision={"a": 2.0, "b": 3.0}, kernel=kernel))
    assert solution.solved[0]
    slow = branch_by_small_steps(game, game.evaluate({}), [2.0, 3.0], steps=10)
    np.testing.assert_allclose(solution.strategies[0], slow, atol=1e-9)


# --- laws -----------------------------------------------------------------------------------------------------------


def test_scaling_payoffs_and_dividing_precision_changes_nothing() -> None:
    game = crisis()
    plain = solve(game, PARAMETERS, loops(6.0))
    moved = solve(game, {**PARAMETERS, "scale": 5.0, "shift": -300.0}, loops({"challenger": 6.0, "defender": 1.2}))
    np.testing.assert_allclose(moved.strategies, plain.strategies, atol=1e-11)


def test_splitting_a_type_changes_nothing() -> None:
    whole, cut = crisis(), crisis(split=True)
    a, b = (solve(game, PARAMETERS, loops(5.0)).strategy() for game in (whole, cut))
    for infoset, strategy in b.items():
        assert strategy == pytest.approx(a[infoset.replace("firmer", "firm")], abs=1e-12)


def test_splitting_an_option_with_its_weight_changes_nothing() -> None:
    def game_of(options: dict[str, float]) -> Game:
        def play_it(play, p):  # type: ignore[no-untyped-def]
            rung = play.choose("challenger", "rung", list(options), weights=options, seen_by=())
            play.tell("defender", "rung", rung.split()[0])
            if rung == "hold":
                return play.end(challenger=0, defender=0)
            fights = play.choose("defender", "response", ["yield", "fight"]) == "fight"
            return play.end(challenger=-2 if fights else 1, defender=-0.5 if fights else -1)

        return trace(play_it, players=["challenger", "defender"], name="split")

    whole = solve(game_of({"hold": 0.5, "seize": 0.5}), {}, loops(3.0)).strategy()
    cut = solve(game_of({"hold": 0.5, "seize by day": 0.2, "seize by night": 0.3}), {}, loops(3.0)).strategy()
    seized = whole["challenger rung"]["seize"]
    assert cut["challenger rung"]["seize by day"] == pytest.approx(0.4 * seized, abs=1e-12)
    assert cut["challenger rung"]["seize by night"] == pytest.approx(0.6 * seized, abs=1e-12)


def test_precision_zero_plays_the_weights() -> None:
    weights = {"hold": 0.5, "probe": 0.3, "seize": 0.2}
    game = crisis(weights=weights)
    everyone = solve(game, PARAMETERS, loops(0.0))
    assert everyone.solved[0]
    assert everyone.strategy()["challenger rung"] == pytest.approx(weights, abs=1e-15)
    one = solve(game, PARAMETERS, loops({"challenger": 0.0, "defender": 3.0}))
    assert one.solved[0]
    assert one.strategy()["challenger rung"] == pytest.approx(weights, abs=1e-15)
    assert one.strategy()["defender response | resolve=firm, rung=seize"]["fight"] > 0.6


def test_a_symmetric_pitchfork_is_passed_straight_through_and_counted() -> None:
    """Chicken with stakes (-5, 3, -1, 0): one point up to precision 0.574369063, three beyond."""
    chicken = matrix_game([[-5.0, 3.0], [-1.0, 0.0]], [[-5.0, -1.0], [3.0, 0.0]], name="chicken")
    solution = solve(chicken, {"precision": [0.4, 0.55, 0.6, 1.0, 2.0]}, loops("precision"))
    np.testing.assert_allclose(solution.strategies[2:, 0], [0.46344650, 0.45459108, 0.44449549], atol=1e-8)
    np.testing.assert_allclose(solution.strategies[:, 0], solution.strategies[:, 2], atol=1e-12)
    assert solution.branch.tolist() == [0, 0, 1, 1, 1]
    assert solution.solved.all()


def test_a_branch_with_many_folds_is_followed_to_its_end(shared: Path) -> None:
    """Eight folds between precisions 50 and 75, where one contest recurs, nearly alike, under three postures."""
    game = read_efg(shared / "data" / "crisis_fixtures" / "crisis_L_050.efg")
    normal, careful = (solve(game, {}, loops(100.0, care=care)) for care in (Care.NORMAL, Care.CAREFUL))
    assert normal.solved[0]
    assert careful.solved[0]
    assert normal.folds[0] == 8
    np.testing.assert_allclose(normal.strategies, careful.strategies, atol=1e-9)


# --- rows are alone -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many() -> tuple[Game, dict[str, np.ndarray]]:
    dice = np.random.default_rng(3)
    columns = {name: np.full(60, value) for name, value in PARAMETERS.items()}
    columns |= {"firm": dice.random(60), "phantom": 0.9 * dice.random(60), "gain": 4 * dice.random(60)}
    columns["precision"] = 40 * dice.random(60)
    return crisis(), columns


def bits(solution: Solution) -> bytes:
    return b"".join(
        getattr(solution, name).tobytes()
        for name in ("strategies", "beliefs", "status", "agent_gain", "full_gain", "values", "measures", "iterations")
    )


def test_bits_do_not_depend_on_batch_order_chunk_or_threads(many: tuple[Game, dict[str, np.ndarray]]) -> None:
    game, columns = many
    together = solve(game, columns, loops("precision"))
    assert together.solved.all()
    assert bits(solve(game, columns, loops("precision"), chunk=7)) == bits(together)
    assert bits(solve(game, columns, loops("precision", threads=3), chunk=7)) == bits(together)
    order = np.random.default_rng(0).permutation(60)
    shuffled = solve(game, {name: column[order] for name, column in columns.items()}, loops("precision"))
    assert shuffled.strategies.tobytes() == together.strategies[order].tobytes()
    alone = solve(game, {name: float(column[17]) for name, column in columns.items()}, loops("precision"))
    assert alone.strategies.tobytes() == together.strategies[17:18].tobytes()


def test_bits_do_not_depend_on_failing_neighbours(many: tuple[Game, dict[str, np.ndarray]]) -> None:
    game, columns = many
    together = solve(game, columns, loops("precision"))
    spoilt = {name: column.copy() for name, column in columns.items()}
    spoilt["gain"][5], spoilt["firm"][20], spoilt["cost"][33] = np.nan, 1.5, np.inf
    spoilt["precision"][40], spoilt["precision"][41], spoilt["precision"][42] = -1.0, np.nan, np.inf
    beside = solve(game, spoilt, loops("precision"))
    bad = [5, 20, 33, 40, 41, 42]
    faults = [Status.FAULTY_VALUES] * 3 + [Status.FAULTY_PRECISION] * 3
    assert [Status.of(code) for code in beside.status[bad]] == faults
    assert np.isnan(beside.strategies[bad]).all()
    good = np.setdiff1d(np.arange(60), bad)
    assert beside.solved[good].all()
    assert beside.strategies[good].tobytes() == together.strategies[good].tobytes()


@pytest.mark.parametrize("precision", [1e3, 1e6, 1e12, 1e300])
def test_absurd_precisions_end_in_a_status_and_nothing_else(precision: float) -> None:
    solution = solve(crisis(), PARAMETERS, loops(precision))
    assert solution.solved[0] or np.isnan(solution.strategies).all()


# --- refusals -------------------------------------------------------------------------------------------------------


def test_imperfect_recall_is_refused() -> None:
    forgetful = read_efg(
        """EFG 2 R "forgetful" { "A" }
p "" 1 1 "first" { "l" "r" } 0
p "" 1 2 "second" { "x" "y" } 0
t "" 1 "" { 1 }
t "" 2 "" { 0 }
p "" 1 2 "second" { "x" "y" } 0
t "" 3 "" { 0 }
t "" 4 "" { 1 }"""
    )
    with pytest.raises(SolverError, match="perfect recall"):
        solve(forgetful, {}, loops(1.0))


def test_precisions_must_name_the_players() -> None:
    with pytest.raises(SolverError, match=r"no precision given.*|player 'defender'"):
        solve(crisis(), PARAMETERS, loops({"challenger": 1.0}))
    with pytest.raises(SolverError, match="Did you mean 'defender'"):
        solve(crisis(), PARAMETERS, loops({"challenger": 1.0, "defendr": 1.0}))


def test_too_many_unknowns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from standoff.solvers.logit import fallback

    monkeypatch.setattr(fallback, "MOST_UNKNOWNS", 3)
    game = crisis()
    values = game.evaluate(PARAMETERS)
    with pytest.raises(SolverError, match="too many unknowns"):
        trace_batch(
            game.arrays,
            quantities=values.quantities,
            priors=values.priors,
            precision=np.ones((1, 2)),
            skip=np.zeros(1, dtype=bool),
        )
