"""The four values over draws of nato-2022: their laws, the signalling variant, and what the command prints."""

import json
import time
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from click.testing import CliRunner

from standoff.analysis.best_words import BestWords, best_words
from standoff.cli import main
from standoff.ensemble.design import draw
from standoff.errors import ScenarioError
from standoff.game.bound import bind, rule_parameter
from standoff.scenario import Scenario, load
from standoff.solver import solve


@pytest.fixture(scope="module")
def nato() -> Scenario:
    return load("nato-2022")


@pytest.fixture(scope="module")
def found(nato: Scenario) -> BestWords:
    return best_words(nato, dict(draw(nato, 16, 3).columns), announce="chemical@protege")


def test_disclosure_and_commitment_contain_silence(found: BestWords) -> None:
    assert found.kept.all()
    assert (found.disclosure >= np.maximum(found.silence, found.clarity) - 1e-9).all()
    assert (found.commitment >= found.silence - 1e-9).all()
    assert sum(found.shares.values()) == pytest.approx(1.0)


def test_silence_is_the_value_of_the_ordinary_solution(nato: Scenario, found: BestWords) -> None:
    from standoff.ensemble.run import solve_points

    plain = solve_points(nato, [nato.item("silence")], draw(nato, 16, 3).columns)
    np.testing.assert_allclose(found.silence, plain.values[:, 0], atol=1e-12)


def test_a_rule_is_a_distribution_for_every_incident(found: BestWords) -> None:
    assert len(found.rule()) == 6
    for shares in found.rule().values():
        assert sum(shares.values()) == pytest.approx(1.0)
        assert list(shares) == ["none", "economic", "force"]


def test_the_signalling_variant_stands_beside_the_commit_first_one(found: BestWords) -> None:
    assert found.announced is not None
    assert sum(found.announced.cases().values()) == pytest.approx(1.0)
    assert ((found.announced.firm >= 0) & (found.announced.firm <= 1)).all()
    # whoever can choose not to announce is free of what a line declared for it would cost
    assert np.isfinite(found.announced.signalling).all()


def test_a_draw_does_not_depend_on_the_others(nato: Scenario, found: BestWords) -> None:
    columns = {name: column[5:6] for name, column in draw(nato, 16, 3).columns.items()}
    alone = best_words(nato, columns)
    assert alone.silence[0] == found.silence[5]
    assert alone.commitment[0] == found.commitment[5]
    assert alone.disclosure[0] == found.disclosure[5]


def test_other_models_and_rungs_are_refused(nato: Scenario) -> None:
    columns = dict(draw(nato, 2, 3).columns)
    with pytest.raises(ScenarioError, match="Did you mean 'chemical@protege'"):
        best_words(nato, columns, announce="chemcal@protege")
    with pytest.raises(ScenarioError, match="ladder"):
        best_words(replace(load("threshold")), {}, posture="silence")


def test_the_command(found: BestWords) -> None:
    ran = CliRunner().invoke(main, ["best-words", "nato-2022", "--draws", "16", "--seed", "3", "--json"])
    assert ran.exit_code == 0, ran.output
    record = json.loads(ran.stdout)
    assert [row["words"] for row in record["rows"]] == ["silence", "clarity", "disclosure", "commitment"]
    assert record["rows"][0]["mean"] == pytest.approx(found.silence.mean())
    assert record["rows"][3]["gain"] >= 0
    words = CliRunner().invoke(main, ["best-words", "nato-2022", "--draws", "16", "--seed", "3"])
    assert "What the alliance would have to be able to bind itself to" in words.stdout
    assert "not exact" in words.stdout
    assert "war" not in words.stdout.replace("towards", "").replace("afterwards", "").lower()


def test_a_thousand_draws_within_two_minutes(nato: Scenario) -> None:
    """Some 15 seconds, compiling included."""
    started = time.perf_counter()
    many = best_words(nato, dict(draw(nato, 1024, 0).columns))
    assert time.perf_counter() - started < 120
    assert many.kept.mean() > 0.99
    assert many.shares["commitment"] > 0.9  # at no price, binding is nearly always worth most
    assert {one.name for one in many.deciders()} & {"gain", "alpha", "economic_cost"}


def test_the_ascent_misses_no_pure_rule(nato: Scenario) -> None:
    """Against all 729 rules that answer every incident in one way, in eight draws."""
    game, columns = nato.game, dict(draw(nato, 8, 5).columns)
    found = best_words(nato, columns)
    groups: dict[str, list[int]] = {}
    for number in found.bound.bound:
        groups.setdefault(dict(game.infosets[number].seen)["incident"], []).append(number)
    rules = np.array(list(product(range(3), repeat=len(groups))))
    bound = bind(game, found.bound.bound)
    rows = {name: np.repeat(column, len(rules)) for name, column in columns.items()}
    rows |= {name: np.full(8 * len(rules), value) for name, value in nato.posture_parameters("silence").items()}
    for place, group in enumerate(groups.values()):
        for number in group:
            for option in range(3):
                rows[rule_parameter(game, number, option)] = np.tile((rules[:, place] == option).astype(float), 8)
    read = dict.fromkeys((*bound.parameters, *nato.solver.parameters))
    solution = solve(bound, {name: rows[name] for name in read}, nato.solver)
    best = solution.values[:, 0].reshape(8, len(rules)).max(axis=1)
    assert (found.commitment >= best - 1e-3).all()
