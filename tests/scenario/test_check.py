"""Numbers that go wrong only for some draws are refused with the draw that made them."""

import numpy as np
import pytest

from standoff.errors import ScenarioError
from standoff.scenario import load
from standoff.scenario.check import DRAWS, check_draws, sample

from .documents import DOCUMENT, spoiled, write


def refusal(tmp_path, document):
    with pytest.raises(ScenarioError) as error:
        check_draws(load(write(tmp_path, document=document)))
    message = str(error.value)
    assert message.count("\n") == 0
    assert len(message) < 700
    return message


def test_a_sound_scenario_passes_every_draw_and_posture(tmp_path):
    scenario = load(write(tmp_path))
    assert check_draws(scenario) == DRAWS * len(scenario.menu)


def test_the_sample_covers_the_width_of_every_prior(tmp_path):
    scenario = load(write(tmp_path))
    columns = sample(scenario, 64, seed=0)
    for one in scenario.priors:
        edges = one.prior.quantile(np.linspace(0, 1, 65))
        assert (np.histogram(columns[one.name], edges)[0] == 1).all()
    assert any((columns[one.name] != sample(scenario, 64, seed=1)[one.name]).any() for one in scenario.priors)


def test_a_payoff_that_is_nan_for_some_draws_names_draw_posture_move_and_parameter(tmp_path):
    message = refusal(tmp_path, spoiled("{name: toy}", "{name: toy, options: {spoil: log}}"))
    assert message.startswith("a payoff is no good in draw ")
    assert "under posture silence, defender after resolve=firm, rung=cyber@allied, response=none: nan" in message
    draw = int(message.split("in draw ")[1].split(" ")[0])
    alpha = float(message.split("alpha = ")[1].split(",")[0])
    assert alpha < 1.5
    assert alpha == pytest.approx(sample(load(write(tmp_path)))["alpha"][draw], rel=1e-5)


def test_an_infinite_payoff_is_refused(tmp_path):
    message = refusal(tmp_path, spoiled("{name: toy}", "{name: toy, options: {spoil: infinite}}"))
    assert ": inf" in message or ": -inf" in message


def test_a_derived_parameter_that_leaves_its_support_is_refused(tmp_path):
    message = refusal(tmp_path, spoiled("0.5 * alpha + scale", "log(alpha) + 0 * scale"))
    assert message.startswith("gain = log(alpha) + 0 * scale leaves [0, inf] in draw ")
    assert "alpha = 0." in message


def test_a_derived_probability_beyond_one_is_refused(tmp_path):
    document = DOCUMENT.replace("prior: {kind: beta, a: 2, b: 2}", 'expression: "0.5 * alpha"')
    document = document.replace("[alpha, firm]", "[alpha, scale]")
    message = refusal(tmp_path, document)
    assert message.startswith("firm = 0.5 * alpha leaves [0, 1]")
