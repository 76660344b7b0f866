"""Priors against scipy.stats, which the library itself must not load."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from standoff.errors import ScenarioError
from standoff.scenario.elicited import Elicited, Pool
from standoff.scenario.parameters import prior_from
from standoff.scenario.priors import (
    PRIORS,
    Beta,
    Discrete,
    Fixed,
    LogNormal,
    LogUniform,
    Normal,
    Pert,
    Prior,
    Triangular,
    TruncatedNormal,
    Uniform,
    describe,
)

CASES: list[tuple[Prior, object]] = [
    (Uniform(-1, 3), stats.uniform(-1, 4)),
    (LogUniform(0.01, 10), stats.loguniform(0.01, 10)),
    (Triangular(1, 1.5, 4), stats.triang(0.5 / 3, 1, 3)),
    (Triangular(1, 1, 4), stats.triang(0, 1, 3)),
    (Triangular(1, 4, 4), stats.triang(1, 1, 3)),
    (Normal(2, 0.5), stats.norm(2, 0.5)),
    (TruncatedNormal(0, 1, -0.5, 2), stats.truncnorm(-0.5, 2)),
    (TruncatedNormal(0, 1, 3, 5), stats.truncnorm(3, 5)),
    (TruncatedNormal(0, 1, -5, -3), stats.truncnorm(-5, -3)),
    (Beta(2, 5), stats.beta(2, 5)),
    (Beta(0.5, 0.5, -1, 1), stats.beta(0.5, 0.5, -1, 2)),
    (LogNormal(9, 0.5), stats.lognorm(0.5, scale=9)),
    (Pert(0, 1, 4), stats.beta(2, 4, 0, 4)),
    (Pert(0, 0, 4), stats.beta(1, 5, 0, 4)),
]


@pytest.mark.parametrize(("prior", "published"), CASES, ids=[describe(prior) for prior, _ in CASES])
def test_quantiles_and_mean_are_those_of_scipy(prior, published):
    u = np.concatenate([[1e-12, 1e-6], np.linspace(0.001, 0.999, 41), [1 - 1e-6]])
    np.testing.assert_allclose(prior.quantile(u), published.ppf(u), rtol=1e-9, atol=1e-12)
    assert prior.mean == pytest.approx(published.mean(), rel=1e-10)


CALM, WORRIED = (0.1, 0.2, 0.4), (0.3, 0.6, 0.8)
ASKED = (0.05, 0.5, 0.95)

ALL: list[Prior] = [
    *(prior for prior, _ in CASES),
    Discrete((0, 1, 5), (1, 2, 1)),
    Elicited(0, 1, ASKED, (CALM, WORRIED)),
    Elicited(0, 1, ASKED, (CALM, WORRIED), weights=(3, 1), pool=Pool.LOG),
    Fixed(3),
]


@pytest.mark.parametrize("prior", ALL, ids=describe)
def test_quantile_rises_within_the_support_and_is_finite_at_both_ends(prior):
    u = np.linspace(0, 1, 1001)
    values = prior.quantile(u)
    low, high = prior.support
    assert np.isfinite(values).all()
    assert (np.diff(values) >= 0).all()
    assert (values >= low).all()
    assert (values <= high).all()
    if math.isfinite(high):
        assert values[[0, -1]] == pytest.approx([low, high], abs=1e-12)


@pytest.mark.parametrize("prior", ALL, ids=describe)
def test_mean_is_that_of_many_draws(prior):
    u = (np.arange(200_000) + 0.5) / 200_000
    assert prior.quantile(u).mean() == pytest.approx(prior.mean, rel=2e-3)


def test_every_kind_is_tested():
    assert {prior.KIND for prior in ALL} == set(PRIORS)


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.floats(0, 1), st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_pert_stays_inside_any_three_points(lower, width, share, u):
    upper = lower + width
    if upper == lower:
        return
    mode = min(max(lower + share * width, lower), upper)
    values = Pert(lower, mode, upper).quantile(u)
    assert ((values >= lower) & (values <= upper)).all()


BAD = [
    ({"kind": "uniform", "lower": 0.6, "upper": 0.3}, "upper", "0.3 is below lower 0.6"),
    ({"kind": "uniform", "lower": 1, "upper": 1}, "upper", "equals lower"),
    ({"kind": "loguniform", "lower": 0, "upper": 1}, "lower", "not positive"),
    ({"kind": "triangular", "lower": 0, "mode": 2, "upper": 1}, "mode", "outside [0, 1]"),
    ({"kind": "normal", "mean": 0, "sd": 0}, "sd", "not positive"),
    ({"kind": "normal", "mean": float("nan"), "sd": 1}, "mean", "not a finite number"),
    ({"kind": "truncated_normal", "centre": 0, "sd": 1, "lower": 20, "upper": 30}, "centre", "20 sd outside"),
    ({"kind": "beta", "a": -1, "b": 1}, "a", "not positive"),
    ({"kind": "lognormal", "median": -9, "sigma": 1}, "median", "not positive"),
    ({"kind": "pert", "lower": 0, "mode": 0.5, "upper": 1, "peak": 0}, "peak", "not positive"),
    ({"kind": "discrete", "values": [0, 1], "weights": [1]}, "weights", "values 2"),
    ({"kind": "discrete", "values": [1, 0], "weights": [1, 1]}, "values", "rise"),
    ({"kind": "discrete", "values": [], "weights": []}, "values", "empty"),
    ({"kind": "discrete", "values": [0, 1], "weights": [1, 0]}, "weights", "positive"),
    ({"kind": "discrete", "values": 3, "weights": [1]}, "values", "no list of numbers"),
    ({"kind": "fixed", "value": float("inf")}, "value", "not a finite number"),
    ({"kind": "fixed", "value": True}, "value", "not a number"),
    ({"kind": "fixed", "value": "1"}, "value", "not a number"),
    ({"kind": "uniform", "lower": 0}, "upper", "missing"),
    ({"kind": "uniform", "lower": 0, "uper": 1}, "uper", "unknown"),
    ({"lower": 0, "upper": 1}, "kind", "unknown"),
]


@pytest.mark.parametrize(("entry", "field", "fault"), BAD)
def test_what_makes_no_distribution_is_refused_at_its_field(entry, field, fault):
    with pytest.raises(ScenarioError) as error:
        prior_from(entry)
    assert error.value.where == field
    assert fault in str(error.value)


def test_probabilities_outside_the_unit_interval_are_refused():
    with pytest.raises(ScenarioError, match="probabilities in"):
        Uniform(0, 1).quantile([0.5, 1.5])
    with pytest.raises(ScenarioError, match="probabilities in"):
        Normal(0, 1).quantile([float("nan")])


def test_one_expert_alone_is_what_it_said():
    for pool in Pool:
        prior = Elicited(0, 1, ASKED, (CALM,), pool=pool)
        assert prior.quantile([0, *ASKED, 1]) == pytest.approx([0, *CALM, 1])
        assert prior.disagreement == 0


def test_experts_who_agree_are_one_expert():
    for pool in Pool:
        alone, many = Elicited(0, 1, ASKED, (CALM,)), Elicited(0, 1, ASKED, (CALM,) * 4, (1, 2, 3, 4), pool)
        u = np.linspace(0, 1, 101)
        assert many.quantile(u) == pytest.approx(alone.quantile(u))


def test_linear_pool_is_the_mixture_of_the_experts_draws():
    u = (np.arange(100_000) + 0.5) / 100_000
    one, two = (Elicited(0, 1, ASKED, (expert,)).quantile(u) for expert in (CALM, WORRIED))
    mixture = np.concatenate([one, one, one, two])
    pooled = Elicited(0, 1, ASKED, (CALM, WORRIED), weights=(3, 1))
    for level in (0.02, 0.3, 0.5, 0.77, 0.98):
        assert pooled.quantile(level) == pytest.approx(np.quantile(mixture, level), abs=1e-3)
    assert pooled.mean == pytest.approx(mixture.mean(), abs=1e-4)


def test_log_pool_is_the_normalised_geometric_mean_of_the_densities():
    x = np.linspace(0, 1, 200_001)[1:-1]

    def density(expert):
        heights = np.interp(x, (0, *expert, 1), (0, *ASKED, 1))
        return np.gradient(heights, x)

    product = density(CALM) ** 0.75 * density(WORRIED) ** 0.25
    share = np.cumsum(product) / product.sum()
    pooled = Elicited(0, 1, ASKED, (CALM, WORRIED), weights=(3, 1), pool=Pool.LOG)
    for level in (0.1, 0.5, 0.9):
        assert pooled.quantile(level) == pytest.approx(x[np.searchsorted(share, level)], abs=1e-3)


def test_log_pool_of_experts_whose_ranges_overlap_is_narrower_than_the_linear_one():
    experts = ((0.2, 0.4, 0.6), (0.35, 0.5, 0.75))
    spread = {pool: np.ptp(Elicited(0, 1, ASKED, experts, pool=pool).quantile([0.25, 0.75])) for pool in Pool}
    assert spread[Pool.LOG] < spread[Pool.LINEAR]


ELICITED = {
    "kind": "elicited",
    "lower": 0,
    "upper": 1,
    "levels": [0.05, 0.5, 0.95],
    "experts": [list(CALM), list(WORRIED)],
}


def test_an_elicited_prior_is_read_from_a_document():
    assert prior_from(ELICITED | {"pool": "log"}) == Elicited(0, 1, ASKED, (CALM, WORRIED), pool=Pool.LOG)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pool": "linaer"}, "pool is unknown.*Did you mean 'linear'"),
        ({"experts": [[0.1, 0.2]]}, "expert 1 gives 2 values"),
        ({"experts": [[0.3, 0.2, 0.4]]}, "expert 1's values must rise"),
        ({"experts": [[0.1, 0.2, 1.4]]}, "must rise between lower and upper"),
        ({"experts": []}, "experts are empty"),
        ({"experts": 3}, "experts is no list"),
        ({"levels": [0.5, 0.05, 0.95]}, "levels must rise"),
        ({"weights": [1]}, "one positive number an expert"),
        ({"weights": [1, 0]}, "one positive number an expert"),
        ({"upper": -1}, "is not above lower"),
    ],
)
def test_a_wrong_elicitation_says_what_is_wrong(change, said):
    with pytest.raises(ScenarioError, match=said):
        prior_from(ELICITED | change)
