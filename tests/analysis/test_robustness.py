"""What flips an answer, what merely ties with it, and what leaves it: on tables made to do so."""

from types import SimpleNamespace as Stand

import numpy as np
import pytest

from standoff.analysis.robustness import Kind, Robustness, Verdict, robustness
from standoff.ensemble.run import run
from standoff.scenario import load

POSTURES = ("silence", "line@a", "line@b", "private")
FAMILIES = ("silence", "line", "line", "private")
DRAWS = 1024


def made_up(value: np.ndarray, **design: np.ndarray) -> Stand:
    """A run of a scenario with no ledger and no precision."""
    scenario = Stand(ledger=None, frame=None, solver_choice=Stand(parameters=()))
    return Stand(
        table=lambda columns: dict.fromkeys(columns, value),
        design=lambda: design,
        postures=POSTURES,
        families=FAMILIES,
        draws=value.shape[1],
        scenario=scenario,
    )


def noise(scale: float = 0.1) -> np.ndarray:
    return scale * np.random.default_rng(0).normal(size=(4, DRAWS))


def changes(found: Robustness, kind: Kind, verdict: Verdict) -> set[str]:
    return {one.change for one in found.of(kind) if one.verdict is verdict}


def test_a_parameter_whose_half_turns_the_answer_is_named_and_others_are_not():
    a, b = np.random.default_rng(1).uniform(size=(2, DRAWS))
    value = noise()
    value[0] = 0.6
    value[1] = 1.5 * a
    found = robustness(made_up(value, a=a, b=b))
    assert found.answer == "line@a"
    assert changes(found, Kind.PRIOR, Verdict.FLIPS) == {"lower half of a"}
    flip = next(one for one in found.of(Kind.PRIOR) if one.verdict is Verdict.FLIPS)
    assert flip.posture == "silence"
    assert flip.margin == pytest.approx(0.6 - 1.5 * a[a <= np.median(a)].mean())


def test_irrelevant_parameters_do_not_flip_a_close_answer_by_chance():
    """Two postures of equal worth and two hundred halves of parameters that have nothing to do with it."""
    value = noise(1.0)
    columns = {f"p{k}": np.random.default_rng(k + 10).uniform(size=DRAWS) for k in range(100)}
    found = robustness(made_up(value, **columns))
    assert len(found.of(Kind.PRIOR)) == 200
    assert found.verdict(Kind.PRIOR) is Verdict.TIES


def test_a_criterion_that_prefers_safety_flips_a_bold_answer():
    value = noise(0.01)
    value[1] = np.where(np.arange(DRAWS) % 10 == 0, -5.0, 1.0)
    value[3] = 0.3
    found = robustness(made_up(value))
    assert found.answer == "line@a"
    assert "worst 5 % of draws (CVaR)" in changes(found, Kind.CRITERION, Verdict.FLIPS)
    assert "minimax regret" in changes(found, Kind.CRITERION, Verdict.FLIPS)
    assert "most often best" in changes(found, Kind.CRITERION, Verdict.HOLDS)


def test_two_lines_that_share_their_draws_win_as_a_family():
    """Private is best more often than either line, but less often than one of them with the other gone."""
    place = np.arange(DRAWS) % 10
    value = np.zeros((4, DRAWS))
    value[1] = np.select([place < 3, place < 6], [1.0, 0.9], 0.0)
    value[2] = np.select([place < 3, place < 6], [0.9, 1.0], 0.0)
    value[3] = np.where(place < 6, 0.0, 1.0)
    found = robustness(made_up(value))
    assert changes(found, Kind.MENU, Verdict.FLIPS) == {"one member a family, by most often best"}
    flip = next(one for one in found.of(Kind.MENU) if one.verdict is Verdict.FLIPS)
    assert flip.posture == "line@a"
    assert flip.margin == pytest.approx(0.2, abs=0.01)
    assert found.verdict(Kind.READING) is None


def test_on_a_real_scenario_every_kind_is_tried(tmp_path):
    done = run(load("nato-2022"), draws=32, seed=7, folder=tmp_path / "run")
    found = robustness(done, draws=16)
    assert {one.kind for one in found.variations} == set(Kind)
    assert len(found.of(Kind.RULE)) == 3
    assert len(found.of(Kind.PRECISION)) == 4
    assert {one.change for one in found.of(Kind.READING)} == {
        "every posture read strictly",
        "every posture read loosely",
    }
    for one in found.variations:
        if one.verdict is Verdict.HOLDS and one.kind is not Kind.MENU:
            assert one.posture == found.answer


def test_precision_times_one_is_the_run_itself(tmp_path, monkeypatch):
    """Solving again under an unchanged precision gives the run's own values, bit for bit."""
    from standoff.analysis import robustness as module

    done = run(load("nato-2022"), draws=16, seed=3, folder=tmp_path / "run")
    again = module._Again(done.scenario, done.design())
    assert np.array_equal(again.values(done.scenario.menu), done.table(["value"])["value"])
