"""The reduced system against the loop kernel, finite differences and the rules it is built from."""

import numpy as np
import pytest
from benchmarks.games import SIZES, crisis_game, draws

from standoff.game import Game, Values, trace
from standoff.solver import solve
from standoff.solvers.logit import Kernel, LogitQRE
from standoff.solvers.logit.beliefs import chain_of, distinct_beliefs
from standoff.solvers.logit.newton import Row, bordered_step
from standoff.solvers.logit.program import Builder, Floats, interpret
from standoff.solvers.logit.reduction import Reduction, Unknowns, reduce

ROWS = 6


def prepared(game: Game, values: Values, reduced: Reduction, precision: float) -> tuple[Floats, Floats, Floats]:
    """Return the fixed numbers, the unknowns at t = 0, and (disagreement, sharpness)."""
    rates = np.full((values.rows, len(game.players)), precision)
    weights = np.log(values.quantities[:, game.arrays.weight_quantity])
    table = np.concatenate([values.quantities, values.priors, rates, weights], axis=1)[:, list(reduced.reads)].T
    out = interpret(reduced.setup, [table])
    constants, unknowns = reduced.sizes.constants, reduced.sizes.unknowns
    return out[:constants], out[constants : constants + unknowns], out[constants + unknowns :]


def step_at(reduced: Reduction, fixed: Floats, unknowns: Floats, clock: float) -> tuple[Floats, Floats, Floats]:
    """Return Newton's step, the tangent and the strategies, with a border that fixes the clock."""
    size = reduced.sizes.unknowns
    border = np.zeros((size + 1, fixed.shape[1]))
    border[-1] = 1.0
    out = interpret(reduced.step, [fixed, np.concatenate([unknowns, np.full((1, fixed.shape[1]), clock), border])])
    return out[:size], out[size + 1 : 2 * size + 1], out[2 * size + 3 :]


def settle(reduced: Reduction, fixed: Floats, unknowns: Floats, clock: float) -> tuple[Floats, Floats, Floats]:
    """Newton's method at a fixed clock, from near by."""
    for _ in range(30):
        change, tangent, strategies = step_at(reduced, fixed, unknowns, clock)
        unknowns = unknowns + change
    assert np.abs(change).max(initial=0.0) < 1e-10
    return unknowns, tangent, strategies


@pytest.mark.parametrize("name", ["S", "M", "L"])
@pytest.mark.parametrize("unknowns", list(Unknowns))
def test_the_curve_through_the_base_weights_leads_to_the_loop_kernels_point(name: str, unknowns: Unknowns) -> None:
    game, columns = crisis_game(name), draws(ROWS)
    reduced = reduce(game, unknowns)
    fixed, point, _ = prepared(game, game.evaluate(columns), reduced, 3.0)
    assert np.abs(step_at(reduced, fixed, point, 0.0)[0]).max() < 1e-12
    for clock in np.linspace(0.0, 1.0, 61):
        point, _, strategies = settle(reduced, fixed, point, float(clock))
    expected = solve(game, columns, LogitQRE(precision=3.0, kernel=Kernel.LOOPS)).strategies
    found = np.exp(strategies) if unknowns is Unknowns.TILTED else strategies
    np.testing.assert_allclose(found.T, expected, atol=1e-9)


@pytest.mark.parametrize("name", ["S", "M", "L"])
@pytest.mark.parametrize("unknowns", list(Unknowns))
def test_the_tangent_is_the_derivative_of_the_solution(name: str, unknowns: Unknowns) -> None:
    game = crisis_game(name)
    reduced = reduce(game, unknowns)
    fixed, point, _ = prepared(game, game.evaluate(draws(ROWS)), reduced, 3.0)
    middle, tangent, _ = settle(reduced, fixed, point, 0.5)
    ahead, _, _ = settle(reduced, fixed, middle, 0.5 + 1e-5)
    back, _, _ = settle(reduced, fixed, middle, 0.5 - 1e-5)
    np.testing.assert_allclose(tangent, (ahead - back) / 2e-5, rtol=1e-6, atol=1e-7)


def test_unknowns_are_far_fewer_than_strategies() -> None:
    found = {name: reduce(crisis_game(name), Unknowns.PROBABILITIES).sizes.unknowns for name in SIZES}
    assert found == {"S": 2, "M": 6, "L": 9, "XL": 42}


def test_members_that_differ_in_chance_alone_share_a_class_and_common_choices_cancel() -> None:
    def deal(play, p):  # type: ignore[no-untyped-def]
        card = play.nature("card", {"a": 0.2, "b": 0.3, "c": 0.5})
        move = play.choose("sender", "move", ["left", "right"])
        answer = play.choose("receiver", "answer", ["yes", "no"])
        return play.end(sender=1.0 * (answer == "yes"), receiver=0.5 * (card == "a") + (move == "left"))

    game = trace(deal, players=["sender", "receiver"])
    beliefs = distinct_beliefs(game.arrays)
    assert all(len(belief.choices) == 1 for belief in beliefs.distinct)
    assert reduce(game, Unknowns.PROBABILITIES).sizes.unknowns == 0


def test_a_belief_that_changes_no_choice_is_no_unknown() -> None:
    def signal(play, p):  # type: ignore[no-untyped-def]
        kind = play.nature("kind", {"a": 0.4, "b": 0.6}, known_to="sender")
        play.choose("sender", "move", ["left", "right"])
        answer = play.choose("receiver", "answer", ["yes", "no"])
        return play.end(sender=1.0 * (kind == "a") * (answer == "yes"), receiver=1.0 * (answer == "yes"))

    game = trace(signal, players=["sender", "receiver"])
    assert max(len(belief.choices) for belief in distinct_beliefs(game.arrays).distinct) == 2
    assert reduce(game, Unknowns.PROBABILITIES).sizes.unknowns == 0


def test_a_later_belief_follows_from_an_earlier_one() -> None:
    game = crisis_game("M")
    beliefs = distinct_beliefs(game.arrays)
    response = beliefs.belief_of[game.infoset("defender", "response", defender="t0", rung="P1")]
    last = beliefs.belief_of[game.infoset("defender", "last word", defender="t0", rung="P1")]
    chain = chain_of(beliefs, last, [response, last])
    assert chain is not None
    assert chain.origin == response
    assert not chain.chance_differs
    assert chain_of(beliefs, response, [response, last]) is None


def test_zeros_that_break_the_agreement_of_beliefs_are_noticed() -> None:
    def pooled(play, p):  # type: ignore[no-untyped-def]
        kind = play.nature("kind", {"a": p.share, "b": 1 - p.share}, known_to="sender")
        play.choose("sender", "move", ["left", "right"])
        play.nature("noise", {"seen": p.seen, "lost": 1 - p.seen}, known_to="receiver")
        answer = play.choose("receiver", "answer", ["yes", "no"])
        return play.end(
            sender=1.0 * (answer == "yes") * (kind == "a"), receiver=1.0 * ((answer == "yes") == (kind == "a"))
        )

    game = trace(pooled, players=["sender", "receiver"], parameters=["share", "seen"])
    reduced = reduce(game, Unknowns.PROBABILITIES)
    values = game.evaluate({"share": np.array([0.3, 0.0, 1.0]), "seen": np.array([0.5, 0.5, 0.0])})
    disagreement, sharpness = prepared(game, values, reduced, 2.0)[2]
    assert disagreement.max() < 1e-12
    np.testing.assert_allclose(sharpness, 2.0)


def test_the_bordered_step_solves_its_system() -> None:
    rng = np.random.default_rng(4)
    dense = rng.normal(size=(5, 6)) * (rng.random((5, 6)) < 0.6)
    dense[np.arange(5), np.arange(5)] = 3.0
    border, residual = rng.normal(size=6), rng.normal(size=5)
    b = Builder()
    matrix: list[Row] = [{c: b.constant(dense[r, c]) for c in range(6) if dense[r, c] != 0.0} for r in range(5)]
    step = bordered_step(b, matrix, [b.constant(x) for x in residual], [b.input(0, k) for k in range(6)])
    out = interpret(b.program([*step.newton, *step.tangent, step.pivot]), [border[:, None]])[:, 0]
    whole = np.vstack([dense, border])
    np.testing.assert_allclose(whole @ out[:6], [*residual, 0.0], atol=1e-12)
    np.testing.assert_allclose(whole @ out[6:12], [0.0] * 5 + [1.0], atol=1e-12)
    assert np.sign(out[12]) == np.sign(np.linalg.det(whole))
