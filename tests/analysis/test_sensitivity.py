"""Sobol' indices of a scenario: the design against SALib's estimator, and every silent failure made loud."""

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from standoff.analysis import sensitivity
from standoff.analysis.sensitivity import drivers
from standoff.cli import main
from standoff.ensemble.run import solve_points
from standoff.errors import RunError
from standoff.scenario import load
from standoff.scenario.priors import Fixed

THRESHOLD = load("threshold")
FIRST, SECOND = (item.name for item in THRESHOLD.menu[:2])


def test_indices_are_those_of_salib_on_the_same_outputs():
    """The same design handed to SALib gives the same indices."""
    sobol = pytest.importorskip("SALib.analyze.sobol")
    size = 256
    found = drivers(THRESHOLD, FIRST, samples=size, seed=3)
    first, second, _ = sensitivity._halves(THRESHOLD, size, 3)
    names = list(found.indices.names)

    def value(columns):
        solution = solve_points(THRESHOLD, [THRESHOLD.menu[0]], THRESHOLD.derive(columns))
        return solution.values[:, THRESHOLD.game.players.index(THRESHOLD.model.defender)]

    blocks = [value(first), *(value({**first, name: second[name]}) for name in names), value(second)]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}
    expected = sobol.analyze(problem, np.column_stack(blocks).ravel(), calc_second_order=False, num_resamples=2)
    np.testing.assert_allclose(found.indices.total, expected["ST"], atol=1e-3)
    np.testing.assert_allclose(found.indices.first, expected["S1"], atol=2e-2)


def test_a_size_that_is_no_power_of_two_is_raised_and_said():
    found = drivers(THRESHOLD, FIRST, samples=100)
    assert (found.samples, found.rounded) == (128, True)
    result = CliRunner().invoke(main, ["drivers", "threshold", "--posture", FIRST, "--samples", "100"])
    assert "100 base samples are no power of two" in result.output
    assert "128 used" in result.output


def test_constants_are_left_out_and_named():
    fixed = THRESHOLD.priors[0]
    still = replace(fixed, prior=Fixed(fixed.prior.mean))
    found = drivers(replace(THRESHOLD, priors=(still, *THRESHOLD.priors[1:])), FIRST, samples=32)
    assert fixed.name in found.constants
    assert fixed.name not in found.indices.names


def test_correlated_priors_are_refused_with_the_reason():
    pair = (THRESHOLD.priors[0].name, THRESHOLD.priors[1].name, 0.5)
    with pytest.raises(RunError, match="independent priors"):
        drivers(replace(THRESHOLD, correlations=(pair,)), FIRST)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"posture": FIRST, "outcome": "valeu"}, "Did you mean 'value'"),
        ({"posture": FIRST, "against": FIRST}, "does not differ from itself"),
        ({"posture": FIRST, "samples": 1}, "out of range"),
    ],
)
def test_slips_are_refused(given, said):
    with pytest.raises(RunError, match=said):
        drivers(THRESHOLD, **given)


def test_the_difference_of_two_postures_is_paired():
    found = drivers(THRESHOLD, FIRST, against=SECOND, samples=64)
    assert "difference in value" in found.subject
    assert found.rows == 64 * (len(found.indices.names) + 2) * 2


def test_failed_samples_are_dropped_whole_and_counted(monkeypatch):
    """A solution that fails at three points of the first column costs three base samples, not three numbers."""
    real, calls = sensitivity._Solver._solve, []

    def failing(self, columns):
        found = real(self, columns)
        if not calls:
            found[[2, 5, 7]] = np.nan
        calls.append(found)
        return found

    monkeypatch.setattr(sensitivity._Solver, "_solve", failing)
    found = drivers(THRESHOLD, FIRST, samples=64)
    assert (found.indices.dropped, found.indices.samples, found.samples) == (3, 61, 64)
    assert np.isfinite(found.indices.total).all()


def test_an_outcome_that_never_varies_has_no_sensitivity(monkeypatch):
    def still(_, columns):
        return np.ones(len(next(iter(columns.values()))))

    monkeypatch.setattr(sensitivity._Solver, "_solve", still)
    with pytest.raises(RunError, match="constant"):
        drivers(THRESHOLD, FIRST, samples=16)


def test_the_figure_shows_the_largest_first():
    from standoff.figures.drivers import driver_bars

    found = drivers(THRESHOLD, FIRST, samples=64)
    figure = driver_bars(found, meanings={})
    assert figure.numbers[0]["parameter"] == found.indices.names[found.ranked[0]]
    assert "<svg" in figure.svg()
