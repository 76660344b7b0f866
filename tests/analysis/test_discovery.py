"""The patient rule induction method finds planted boxes and says what it measured."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.analysis import peeling
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
        assert box.coverage < before.coverage
        assert box.density > before.density
    for box in boxes:
        inside = box.holds(cases)
        assert box.mass == pytest.approx(inside.mean())
        assert box.density == pytest.approx(interest[inside].mean())
        assert box.coverage == pytest.approx((interest & inside).sum() / interest.sum())
        assert inside.sum() >= SMALLEST_MASS * size - 1


def obvious_peel(
    cases: np.ndarray, interest: np.ndarray, share: float, smallest: int, whole_ties: bool
) -> list[tuple[int, int]]:
    """Cases and cases of interest along the walk, by trying every slice with plain counts."""
    inside, restricted, path = np.ones(len(cases), bool), set(), []
    while True:
        count, hit = int(inside.sum()), int(interest[inside].sum())
        path.append((count, hit))
        tries = []
        for d in range(cases.shape[1]):
            for sign in (1, -1):
                values = np.sort(sign * cases[inside, d])[::-1]
                size = int(share * (count - 1)) + 1
                if size >= count:
                    continue
                edge = values[size - 1]
                gone = inside & (sign * cases[:, d] >= edge)
                above = inside & (sign * cases[:, d] > edge)
                if values[size] == edge and not whole_ties and above.any():
                    gone = above
                left, won = count - int(gone.sum()), hit - int(interest[gone].sum())
                if left >= smallest and left and won / left > hit / count:
                    tries.append(((won / left - hit / count) / (count - left), d in restricted, -len(tries), d, gone))
        if not tries:
            return path
        *_, d, gone = max(tries, key=lambda one: one[:3])
        inside &= ~gone
        restricted.add(d)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(30, 200), st.integers(2, 30), st.booleans())
def test_the_walk_is_that_of_plain_counting(seed: int, size: int, values: int, whole_ties: bool) -> None:
    rng = np.random.default_rng(seed)
    cases = np.column_stack([rng.integers(0, values, (size, 2)).astype(float), rng.random(size)])
    interest = cases[:, 0] / values + cases[:, 2] + rng.normal(0, 0.3, size) > 1.0
    if interest.all() or not interest.any():
        return
    columns = np.ascontiguousarray(cases.T)
    orders = np.argsort(columns, axis=1, kind="stable").astype(np.int32)
    _, _, counts, hits = peeling.peel(columns, interest, orders, 0.07, 5, whole_ties)
    walk = list(zip(counts.tolist(), hits.tolist(), strict=True))
    assert walk == obvious_peel(cases, interest, 0.07, 5, whole_ties)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(30, 200), st.booleans())
def test_pasting_and_freeing_count_what_lies_inside(seed: int, size: int, discrete: bool) -> None:
    """Every box pasted holds what it says and is no less dense than the last; freed faces let in what they say."""
    rng = np.random.default_rng(seed)
    cases = rng.integers(0, 5, (size, 3)).astype(float) if discrete else 4 * rng.random((size, 3))
    interest = cases[:, 0] + rng.random(size) > 2.5
    columns, low, high = np.ascontiguousarray(cases.T), np.array([1.0, -np.inf, 1.0]), np.array([3.0, 2.5, np.inf])

    def counted(below: np.ndarray, above: np.ndarray) -> tuple[int, int]:
        inside = ((cases >= below) & (cases <= above)).all(axis=1)
        return int(inside.sum()), int(interest[inside].sum())

    counts, hits = peeling.freed(columns, interest, low, high)
    for d in range(3):
        for face, free in ((0, -np.inf), (1, np.inf)):
            limits = [low.copy(), high.copy()]
            limits[face][d] = free
            assert (counts[d, face], hits[d, face]) == counted(*limits)
    if not counted(low, high)[0]:
        return
    path = list(zip(*peeling.paste(columns, interest, low, high, 0.1), strict=True))
    for below, above, count, hit in path:
        assert (count, hit) == counted(below, above)
    for (*_, count, hit), (*_, more, won) in pairwise(path):
        assert more > count
        assert won / more >= hit / count


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
