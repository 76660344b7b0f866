"""Lazear (2006), "Speeding, terrorism, and teaching to the test", Quarterly Journal of Economics 121(3), after its
model: announce where police are, keep it secret, or announce in part. The best is the envelope of compliance."""

from collections.abc import Callable

import numpy as np
import pytest

from standoff.solvers.disclosure import concave_envelope

SHARE = 0.3
"""Police on 3 of 10 miles; the fine is 1."""

GRID = np.linspace(0.0, 1.0, 1001)


def two_types(share: float) -> Callable[[np.ndarray], np.ndarray]:
    """Values .2 and .8: compliance where the expected fine is at least that."""
    return lambda q: share * (q >= 0.2 - 1e-12) + (1 - share) * (q >= 0.8 - 1e-12)


@pytest.mark.parametrize(("share", "best"), [(0.2, 0.375), (0.3, 5 / 12), (0.4, 0.5)])
def test_partial_disclosure_beats_both(share: float, best: float) -> None:
    compliance = two_types(share)
    value, low, high = concave_envelope(GRID, compliance(GRID)[None], np.array([SHARE]))
    secret, announced = float(compliance(np.array(SHARE))), SHARE
    assert value[0] == pytest.approx(best, abs=1e-9)
    assert value[0] > max(secret, announced)
    if share == 0.4:
        assert (low[0], high[0]) == pytest.approx((0.2, 0.8))
        assert (high[0] - SHARE) / (high[0] - low[0]) == pytest.approx(5 / 6)  # of the area at .2


@pytest.mark.parametrize(
    ("distribution", "secret", "announced"),
    [
        (lambda q: q, 0.3, 0.3),
        (np.sqrt, 0.547722558, 0.3),
        (np.square, 0.09, 0.3),
        (lambda q: 1 - np.exp(-3 * q), 0.593430340, 0.285063879),
    ],
    ids=["uniform", "concave", "convex", "exponential"],
)
def test_concave_deterrence_calls_for_secrecy_convex_for_announcement(
    distribution: Callable[[np.ndarray], np.ndarray], secret: float, announced: float
) -> None:
    curve = distribution(GRID)
    assert float(distribution(np.array(SHARE))) == pytest.approx(secret, abs=1e-9)
    assert SHARE * float(distribution(np.array(1.0))) == pytest.approx(announced, abs=1e-9)
    value, _, _ = concave_envelope(GRID, curve[None], np.array([SHARE]))
    assert value[0] == pytest.approx(max(secret, announced), abs=1e-6)


@pytest.mark.parametrize(("value", "secret", "announced"), [(0.29, 0, 7), (0.31, 10, 7), (1.2, 10, 10)])
def test_one_type(value: float, secret: int, announced: int) -> None:
    """Violations on ten miles: secrecy is best up to .3, the fine times the share patrolled."""
    miles = np.array([SHARE] * 10), np.array([1.0] * 3 + [0.0] * 7)
    assert [int((value > patrolled + 1e-12).sum()) for patrolled in miles] == [secret, announced]
