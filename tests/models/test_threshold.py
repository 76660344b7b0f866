"""The traced threshold game against its closed forms, and the closed forms against brute force."""

from dataclasses import dataclass
from math import inf

import numpy as np
import pytest

from standoff.errors import ScenarioError
from standoff.model import Given, Setup, digest_of, game_of
from standoff.models import MODELS
from standoff.models.threshold import (
    Threshold,
    build,
    clarity_loss,
    line_loss,
    line_pays_above,
    probe,
    silence_loss,
    silence_pays_below,
)
from standoff.solver import Solution, solve
from standoff.solvers.backward_induction import BackwardInduction

POSTURES = {
    "silence": {"announced": 0.0, "pledged": 0.0},
    "clarity": {"announced": 1.0, "pledged": 0.0},
    "line": {"announced": 1.0, "pledged": 1.0},
}
CENTRE = {"gain": 1.0, "loss": 0.4, "harm": 1.0, "war_cost": 1.0, "audience_cost": 0.3, "risk": 0.0, "optimism": 0.0}


def solved(posture: str, **changed: object) -> Solution:
    solution = solve(game_of(Threshold()), CENTRE | POSTURES[posture] | changed, BackwardInduction())
    assert solution.solved.all()
    return solution


@dataclass(frozen=True)
class BruteForce:
    """The model by direct search over k and sums over thresholds: no tree, no formula."""

    gain: float
    loss: float
    harm: float
    war_cost: float

    def level(self, risk: float = 0.0, optimism: float = 0.0) -> float:
        k = np.linspace(0, 1, 20_001)
        beyond = np.clip(k - optimism, 0, 1)
        worth = (lambda x: x) if abs(risk) < 1e-12 else (lambda x: (1 - np.exp(-risk * x)) / risk)
        return float(k[np.argmax((1 - beyond) * worth(self.gain * k) + beyond * worth(-self.loss + 0 * k))])

    def line(self, audience_cost: float) -> float:
        thresholds = (np.arange(200_000) + 0.5) / 200_000
        return float(self.harm * np.maximum(0, thresholds - audience_cost / self.harm).mean())


GRID = [(g, L) for g in (0.5, 1.0, 2.0, 3.0) for L in (0.0, 0.1, 0.4, 0.9, 2.5)]


@pytest.mark.parametrize(("gain", "loss"), GRID)
def test_closed_form_of_probing_is_the_brute_force_optimum(gain, loss):
    for optimism in (0.0, -0.3, 0.2, 0.9):
        found = BruteForce(gain, loss, 1.0, 1.0).level(optimism=optimism)
        assert float(probe(gain, loss, optimism)) == pytest.approx(found, abs=1e-4)


@pytest.mark.parametrize("audience_cost", [0.0, 0.2, 0.5, 0.9, 1.0, 3.0])
def test_closed_form_of_a_line_is_the_mean_over_thresholds(audience_cost):
    for harm in (0.5, 1.0, 2.0):
        assert float(line_loss(harm, audience_cost)) == pytest.approx(
            BruteForce(1, 1, harm, 1).line(audience_cost), abs=1e-9
        )


def test_game_reproduces_probing_and_losses_within_the_grid():
    rng = np.random.default_rng(0)
    n = 400
    world = {
        "gain": rng.uniform(0.5, 3, n),
        "loss": rng.uniform(0, 3, n),
        "harm": rng.uniform(0.2, 1, n),
        "war_cost": rng.uniform(0, 1, n),
        "audience_cost": rng.uniform(0, 1, n),
    }
    level = probe(world["gain"], world["loss"])
    silent, clear, drawn = (solved(name, **world) for name in POSTURES)
    assert silent.game.measures == ("probe", "fight")
    np.testing.assert_allclose(silent.measures[:, 0], level, atol=5.01e-4)
    np.testing.assert_allclose(silent.measures[:, 1], silent.measures[:, 0], atol=1e-12)
    np.testing.assert_allclose(-silent.values[:, 0], silence_loss(world["harm"], world["war_cost"], level), atol=1e-3)
    np.testing.assert_allclose(-clear.values[:, 0], clarity_loss(world["harm"]), atol=1e-12)
    np.testing.assert_allclose(-drawn.values[:, 0], line_loss(world["harm"], world["audience_cost"]), atol=2e-5)
    assert (clear.measures[:, 1] == 0).all()
    assert (drawn.measures[:, 1] == 0).all()


def around(published):
    """Points on both sides of a frontier: far off, and a thousandth away."""
    return np.array([0.0, 0.5 * published, published - 1e-3, published + 1e-3, 1.5 * published])


# Levels that lie on the grid of k, so that the game is exact there and the frontier can be compared sharply.
@pytest.mark.parametrize(("gain", "loss"), [(1.0, 0.2), (1.0, 0.5), (2.0, 0.4), (1.0, 0.8), (0.5, 0.35), (4.0, 1.2)])
def test_silence_beats_clarity_below_its_frontier(gain, loss):
    ratio = around(silence_pays_below(gain, loss))
    silent, clear = (solved(name, gain=gain, loss=loss, war_cost=ratio).values[:, 0] for name in ("silence", "clarity"))
    assert (silent > clear).tolist() == [True, True, True, False, False]


def test_silence_always_wins_where_punishment_exceeds_the_gain():
    assert silence_pays_below(1.0, 1.0) == silence_pays_below(1.0, 1.7) == inf
    silent, clear = (solved(name, loss=1.7, war_cost=50.0).values[0, 0] for name in ("silence", "clarity"))
    assert silent == 0.0 > clear


@pytest.mark.parametrize(("loss", "war_cost"), [(0.8, 1.0), (0.6, 0.5), (0.5, 0.2), (0.9, 4.0)])
def test_a_line_beats_silence_above_its_frontier(loss, war_cost):
    published = line_pays_above(float(probe(1.0, loss)), war_cost)
    assert 0 < published < 1
    world = {"loss": loss, "war_cost": war_cost, "audience_cost": around(published)}
    silent, drawn = (solved(name, **world).values[:, 0] for name in ("silence", "line"))
    assert (drawn > silent).tolist() == [False, False, False, True, True]


def test_probing_falls_in_risk_aversion_as_published():
    risk = np.array([-1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 4.0])
    level = solved("silence", loss=0.3, risk=risk).measures[:, 0]
    assert (np.diff(level) < 0).all()
    assert level[0] == pytest.approx(0.465, abs=1e-3)
    assert level[-1] == pytest.approx(0.085, abs=1e-3)
    np.testing.assert_allclose(level, [BruteForce(1, 0.3, 1, 1).level(risk=r) for r in risk], atol=6e-4)


def test_probing_rises_in_optimism_and_the_fight_rate_is_the_true_one():
    optimism = np.array([-0.3, -0.15, 0.0, 0.15, 0.3, 0.45])
    solution = solved("silence", loss=0.3, optimism=optimism)
    np.testing.assert_allclose(solution.measures[:, 0], probe(1.0, 0.3, optimism), atol=5.01e-4)
    np.testing.assert_allclose(solution.measures[:, 1], solution.measures[:, 0], atol=1e-12)
    challenger = solution.game.players.index("challenger")
    assert (np.diff(solution.expected[:, challenger] - solution.values[:, challenger]) > 0).all()


def test_affine_payoffs_change_nothing():
    base = solved("silence")
    scaled = solved("silence", gain=3.0, loss=1.2, harm=2.0, war_cost=2.0)
    np.testing.assert_array_equal(base.strategies, scaled.strategies)
    np.testing.assert_allclose(2 * base.values[:, 0], scaled.values[:, 0], rtol=1e-12)


def test_every_parameter_is_described_and_used():
    model = MODELS["threshold"](Setup())
    game = game_of(model)
    assert game is game_of(Threshold())
    assert game.perfect_information
    assert {one.name for one in model.parameters() if one.given is Given.POSTURE} == {"announced", "pledged"}
    read = {game.parameters[int(args[0])] for op, args in game.graph.ops if op == "parameter"}
    assert read == {one.name for one in model.parameters()}
    assert all(one.meaning and one.unit and one.support[0] < one.support[1] for one in model.parameters())
    assert len(digest_of(model)) == 64


@pytest.mark.parametrize("options", [{"step": 10}, {"steps": 0}, {"steps": 2.5}, {"steps": True}, {"thresholds": 1e9}])
def test_options_are_checked(options):
    with pytest.raises(ScenarioError):
        build(Setup(options=options))
