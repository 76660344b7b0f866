"""The value of information against closed forms, and its bias where there is nothing to learn."""

import numpy as np
import pytest

from standoff.analysis.information_value import partial_information, perfect_information, ranked
from standoff.errors import RunError


def test_perfect_information_about_one_uniform() -> None:
    """max(a, 1/2) less the best fixed mean 1/2, for a uniform: 5/8 - 1/2."""
    a = (np.arange(10_000) + 0.5) / 10_000
    values = np.stack([a, np.full(a.size, 0.5)])
    assert perfect_information(values).value == pytest.approx(0.125, abs=1e-6)


def test_learning_a_pair_is_worth_more_than_each_alone() -> None:
    """The best posture depends on the sign of a product: either factor alone tells nothing."""
    rng = np.random.default_rng(0)
    a, b = rng.uniform(-1, 1, (2, 8000))
    values = np.stack([a * b, -a * b])
    design = {"a": a, "b": b}
    for name in ("a", "b"):
        alone = partial_information(values, design, [name])
        assert abs(alone.value) < 3 * alone.error + 1e-3
    pair = partial_information(values, design, ["a", "b"])
    assert pair.value == pytest.approx(0.25, abs=0.01)


def test_an_idle_parameter_is_worth_nothing_on_average() -> None:
    """Choosing and judging on the same draws would report about the noise of the best of many means here."""
    worth = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        worth.append(partial_information(rng.normal(size=(12, 400)), {"idle": rng.random(400)}, ["idle"]).value)
    assert abs(np.mean(worth)) < 3 * np.std(worth) / np.sqrt(len(worth)) + 1e-3


def test_no_parameter_is_worth_more_than_everything() -> None:
    rng = np.random.default_rng(3)
    design = {name: rng.random(2000) for name in "abc"}
    values = np.stack([design["a"], design["b"], 0.3 + 0.4 * design["c"]])
    everything = perfect_information(values).value
    found = ranked(values, design)
    assert all(one.value <= everything for one in found)
    assert {found[0].names[0], found[1].names[0]} == {"a", "b"}


def test_failed_draws_are_dropped_for_all() -> None:
    values = np.array([[1.0, 0.0] * 50, [0.0, 1.0] * 50])
    values[0, 3] = np.nan
    assert np.isfinite(perfect_information(values).value)


def test_bad_input_is_refused() -> None:
    values = np.zeros((2, 100))
    with pytest.raises(RunError, match="Did you mean 'alpha'"):
        partial_information(values, {"alpha": np.zeros(100)}, ["alpa"])
    with pytest.raises(RunError, match="too few draws"):
        partial_information(values[:, :10], {"alpha": np.zeros(10)}, ["alpha"])
    with pytest.raises(RunError, match="no draw"):
        perfect_information(np.full((2, 5), np.nan))
