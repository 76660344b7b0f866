"""The design: prefixes, chunks, correlations, and the inputs it refuses."""

from types import SimpleNamespace as Stand

import numpy as np
import pytest

from standoff.ensemble.design import STRIDE, Design, chunks, draw
from standoff.errors import RunError
from standoff.scenario.priors import Beta, Fixed, Normal, Uniform


def scenario(**priors: object) -> Stand:
    return Stand(priors=[Stand(name=name, prior=prior) for name, prior in priors.items()])


PRIORS = {"firm": Beta(2, 3), "harm": Uniform(1, 3), "known": Fixed(0.4), "resolve": Normal(0, 1)}


def assert_same(a: Design, b: Design, rows: slice) -> None:
    for name, column in a.columns.items():
        assert np.array_equal(column, b.columns[name][rows]), name


@pytest.mark.parametrize("draws", [1, 2, 3, 64, 100])
def test_fewer_draws_are_the_first_of_more(draws):
    whole = draw(scenario(**PRIORS), 256, 7)
    assert_same(draw(scenario(**PRIORS), draws, 7), whole, slice(0, draws))


@pytest.mark.parametrize(("first", "stop"), [(0, 1), (1, 2), (1, 9), (5, 6), (64, 128), (250, 256)])
def test_a_chunk_has_the_values_of_the_whole(first, stop):
    whole = draw(scenario(**PRIORS), 256, 0)
    assert_same(draw(scenario(**PRIORS), stop - first, 0, first=first), whole, slice(first, stop))


@pytest.mark.parametrize("first", [STRIDE - 1, STRIDE, STRIDE + 1, STRIDE + 2, 3 * STRIDE + 5])
def test_a_chunk_far_on_has_the_values_of_the_whole(first):
    whole = draw(scenario(**PRIORS), 4 * STRIDE, 5)
    assert_same(draw(scenario(**PRIORS), 7, 5, first=first), whole, slice(first, first + 7))


def test_seeds_differ_and_seed_zero_is_a_seed():
    columns = [draw(scenario(**PRIORS), 8, seed).columns["harm"].tolist() for seed in (0, 0, 1)]
    assert columns[0] == columns[1]
    assert columns[0] != columns[2]


def test_fixing_a_parameter_leaves_the_others_as_they_were():
    free = draw(scenario(**PRIORS), 32, 7)
    fixed = draw(scenario(**PRIORS | {"harm": Fixed(2)}), 32, 7)
    assert np.array_equal(free.columns["resolve"], fixed.columns["resolve"])
    assert (fixed.columns["harm"] == 2).all()


def test_the_sequence_is_even():
    """Each of 64 equal intervals holds exactly one of 64 scrambled Sobol' coordinates, in every dimension."""
    design = draw(scenario(a=Uniform(0, 1), b=Uniform(0, 1)), 64, 3)
    for column in design.columns.values():
        assert sorted((column * 64).astype(int)) == list(range(64))


def test_rank_correlation_is_the_one_asked_for_and_keeps_margins_and_prefixes():
    stand = scenario(**PRIORS)
    stand.correlations = (("resolve", "harm", -0.6),)
    plain, design = draw(scenario(**PRIORS), 4096, 7), draw(stand, 4096, 7)
    ranks = [np.argsort(np.argsort(design.columns[name])) for name in ("harm", "resolve")]
    assert np.corrcoef(ranks)[0, 1] == pytest.approx(-0.6, abs=0.01)
    assert np.array_equal(plain.columns["firm"], design.columns["firm"])
    for name in ("harm", "resolve"):
        assert np.quantile(design.columns[name], [0.1, 0.5, 0.9]) == pytest.approx(
            np.quantile(plain.columns[name], [0.1, 0.5, 0.9]), abs=0.02
        )
    assert_same(draw(stand, 37, 7, first=100), design, slice(100, 137))


def test_contradictory_correlations_are_refused():
    stand = scenario(a=Uniform(0, 1), b=Uniform(0, 1), c=Uniform(0, 1))
    stand.correlations = (("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9))
    with pytest.raises(RunError, match="contradict"):
        draw(stand, 4, 0)


def test_derived_parameters_come_from_the_scenario():
    stand = scenario(a=Uniform(0, 1))
    stand.derive = lambda columns: {**columns, "twice": 2 * columns["a"]}
    design = draw(stand, 4, 0)
    assert np.array_equal(design.columns["twice"], 2 * design.columns["a"])


class Faulty:
    def quantile(self, u: np.ndarray) -> np.ndarray:
        return np.where(u > 0.9, np.inf, u)


def test_a_prior_that_yields_infinities_names_the_draw():
    whole = draw(scenario(a=Uniform(0, 1)), 64, 7).columns["a"]
    with pytest.raises(RunError, match=rf"draw {int(np.argmax(whole > 0.9))} prior of a"):
        draw(scenario(a=Faulty()), 64, 7)


@pytest.mark.parametrize(("draws", "seed"), [(0, 1), (-4, 1), (2**30, 1), (4, -1)])
def test_impossible_sizes_are_refused(draws, seed):
    with pytest.raises(RunError):
        draw(scenario(**PRIORS), draws, seed)


def test_chunks_cover_every_draw_once():
    covered = [number for first, stop in chunks(0, 1000, 64) for number in range(first, stop)]
    assert covered == list(range(1000))
