"""The robustness screen: invariances that must hold exactly, and menus whose effects are known."""

from dataclasses import replace

import numpy as np
import pytest

from standoff.analysis.compare import CRITERIA
from standoff.analysis.robustness import (
    Assumption,
    menu_effects,
    moved_by_a_dominated_posture,
    rank_correlation,
    rescaled_columns,
    robustness,
)
from standoff.ensemble.design import draw
from standoff.ensemble.run import run, solve_points
from standoff.ensemble.store import Run
from standoff.scenario import load
from standoff.scenario.scenario import MenuItem


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Run:
    return run(load("nato-2022"), draws=64, seed=7, folder=tmp_path_factory.mktemp("robustness") / "run")


@pytest.fixture(scope="module")
def found(finished):
    return robustness(finished, draws=64)


def test_every_assumption_is_tried(found):
    tried = {one.assumption for one in found.variants}
    assert tried == set(Assumption) - {Assumption.AS_RUN}
    assert found.not_tried == ()


def test_variants_that_change_nothing_reproduce_the_run(finished, found):
    """The menu is run under consensus, so remaking it under consensus must change no digit."""
    consensus = next(one for one in found.variants if one.name == "consensus")
    assert consensus._replace(assumption=Assumption.AS_RUN, name=found.base.name) == found.base
    assert consensus.order == 1.0


def test_leaving_a_family_out_changes_the_best_only_when_it_held_it(found):
    for one in found.variants:
        if one.assumption is Assumption.MENU and one.name != f"without {found.base.family}":
            assert one.best == found.base.best
        if one.assumption is Assumption.MENU:
            assert one.order == 1.0


def test_margins_are_positive_and_the_best_is_of_another_family_than_the_rival(finished, found):
    families = dict(zip(finished.postures, finished.families, strict=True))
    for one in found.variants:
        assert one.margin.mean >= 0
        assert families[one.best] == one.family != families[one.over]


def test_the_unit_of_payoffs_decides_nothing(finished, found):
    """u -> 3 u for both players with precision / 3: every value scales, so no ranking can change."""
    assert found.unit_check is not None
    assert found.unit_check < 1e-9
    scenario, columns = finished.scenario, draw(finished.scenario, 16, 3).columns
    values = []
    for factor in (1.0, 0.25):
        rescaled = rescaled_columns(scenario, columns, factor)
        solution = solve_points(scenario, scenario.menu, rescaled)
        values.append(solution.values[:, 0].reshape(16, -1).mean(axis=0))
    assert (np.argsort(values[0]) == np.argsort(values[1])).all()
    np.testing.assert_allclose(values[1], 0.25 * values[0], rtol=1e-9)


def test_scaling_payoffs_without_precision_is_noticed(finished):
    """The check can fail: the same payoffs at an unscaled precision are another game."""
    scenario, columns = finished.scenario, draw(finished.scenario, 16, 3).columns
    rescaled = rescaled_columns(scenario, columns, 3.0)
    rescaled |= {name: columns[name] for name in scenario.solver_choice.parameters}
    base, other = (solve_points(scenario, scenario.menu, given).values[:, 0] for given in (columns, rescaled))
    assert np.abs(other / 3 - base).max() > 1e-2


def test_one_more_posture_on_the_menu_changes_no_digit_of_the_others(finished):
    scenario, columns = finished.scenario, draw(finished.scenario, 16, 3).columns
    worst = MenuItem("worse", "worse", "", tuple((name, 1.0) for name, _ in scenario.menu[0].settings))
    wider = replace(scenario, menu=(*scenario.menu, worst))
    alone = solve_points(scenario, scenario.menu, columns).values.reshape(16, len(scenario.menu), 2)
    beside = solve_points(wider, wider.menu, columns).values.reshape(16, len(wider.menu), 2)
    assert (beside[:, :-1] == alone).all()


def test_a_dominated_posture_moves_what_is_measured_by_the_menu_alone(finished, found):
    assert set(found.dominated) <= {"satisficing"}


def test_menu_effects_are_found_where_they_are():
    x = np.linspace(0.0, 1.0, 201)
    independent = np.stack([x + 1, x + 0.5, x])
    assert menu_effects(independent, "abc", "abc") == ()
    assert moved_by_a_dominated_posture(independent, "abc", "abc") == ()
    mixed = np.stack([np.full(201, 0.52), x, 1.2 - 2 * x])
    assert moved_by_a_dominated_posture(mixed, "abc", "abc") == ("satisficing",)
    # Savage's classic: c, which nobody would choose, decides between a and b by regret.
    reversed_by_c = np.repeat([[8.0, 2.0], [2.0, 9.0], [12.0, 0.0]], 20, axis=1)
    found = {effect.criterion: effect.changes for effect in menu_effects(reversed_by_c, "abc", "abc")}
    assert "without c" in found["minimax regret"]
    assert "mean value" not in found
    assert "worst 5 % of draws (CVaR)" not in found


def test_rank_correlation_is_kendalls():
    from scipy.stats import kendalltau

    rng = np.random.default_rng(0)
    for _ in range(5):
        x, y = rng.integers(0, 6, (2, 12))
        expected = kendalltau(x, y).statistic
        got = rank_correlation(dict(enumerate(x)), dict(enumerate(y)))
        assert got == pytest.approx(expected)


def test_every_criterion_is_on_the_screen(found):
    names = {one.name for one in found.variants if one.assumption is Assumption.CRITERION}
    assert names == {criterion.name for criterion in CRITERIA[1:]}


def test_few_draws_say_so_of_the_prior(tmp_path):
    finished = run(load("threshold"), draws=32, seed=7, folder=tmp_path / "run")
    untried = dict(robustness(finished).not_tried)
    assert untried[Assumption.PRIOR] == "half of 32 draws tells nothing"


def test_a_scenario_without_words_says_what_was_not_tried(tmp_path):
    finished = run(load("threshold"), draws=64, seed=7, folder=tmp_path / "run")
    untried = {assumption for assumption, _ in robustness(finished, draws=32).not_tried}
    assert {Assumption.READING, Assumption.RULE, Assumption.WEIGHTS} <= untried
