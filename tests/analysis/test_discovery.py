"""The patient rule induction method finds planted boxes and says what it measured."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.analysis.discovery import PEEL, SMALLEST_MASS, _trajectory, discover
from standoff.errors import RunError

NAMES = tuple(f"p{index}" for index in range(5))


def planted(size: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    cases = np.random.default_rng(seed).random((size, 5))
    return cases, (cases[:, 1] > 0.6) & (cases[:, 3] < 0.5)


def test_finds_the_planted_box_and_nothing_else() -> None:
    cases, interest = planted(5000)
    found = discover(cases, interest, NAMES)
    assert found.chosen.restricted == ("p1", "p3")
    assert found.chosen.coverage > 0.95
    assert found.chosen.density > 0.95
    assert found.chosen.low[1] == pytest.approx(0.6, abs=0.03)
    assert found.chosen.high[3] == pytest.approx(0.5, abs=0.03)
    assert min(found.stability.values()) == 1.0


def test_noise_does_not_make_a_stable_box() -> None:
    rng = np.random.default_rng(1)
    found = discover(rng.random((1000, 5)), rng.random(1000) < 0.5, NAMES, resamples=20)
    assert found.chosen.density < 0.65


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(40, 400), st.booleans())
def test_every_box_of_the_trajectory_is_what_it_says(seed: int, size: int, discrete: bool) -> None:
    """Coverage, density and mass of each box equal a plain count, ties included."""
    rng = np.random.default_rng(seed)
    cases = rng.integers(0, 4, (size, 3)).astype(float) if discrete else rng.random((size, 3))
    interest = cases[:, 0] + rng.random(size) > np.median(cases[:, 0]) + 0.5
    if interest.all() or not interest.any():
        return
    boxes = _trajectory(cases, interest, NAMES[:3], PEEL, SMALLEST_MASS)
    assert boxes[0].coverage == 1.0
    for before, box in pairwise(boxes):
        assert box.mass < before.mass
        assert (box.low >= before.low).all()
        assert (box.high <= before.high).all()
    for box in boxes:
        inside = box.holds(cases)
        assert box.mass == pytest.approx(inside.mean())
        assert box.density == pytest.approx(interest[inside].mean())
        assert box.coverage == pytest.approx((interest & inside).sum() / interest.sum())
        assert inside.sum() >= SMALLEST_MASS * size - 1


@pytest.mark.parametrize(
    ("cases", "interest", "message"),
    [
        (np.zeros((4, 5)), np.ones(4, bool), "no contrast"),
        (np.zeros((4, 5)), np.zeros(4, bool), "no contrast"),
        (np.full((4, 5), np.nan), np.arange(4) < 2, "case 0, p0"),
        (np.zeros((4, 2)), np.arange(4) < 2, "do not fit"),
    ],
)
def test_bad_input_is_refused(cases: np.ndarray, interest: np.ndarray, message: str) -> None:
    with pytest.raises(RunError, match=message):
        discover(cases, interest, NAMES)
