"""Sobol' indices against closed forms and against SALib."""

import numpy as np
import pytest

from standoff.analysis.drivers import sobol_indices
from standoff.errors import RunError

NAMES = ["x1", "x2", "x3"]


def ishigami(unit: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * unit - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def outputs(samples: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    from scipy.stats import qmc

    unit = qmc.Sobol(6, seed=seed).random(samples)
    a, b = unit[:, :3], unit[:, 3:]
    mixed = []
    for column in range(3):
        x = a.copy()
        x[:, column] = b[:, column]
        mixed.append(ishigami(x))
    return ishigami(a), ishigami(b), np.stack(mixed)


def test_ishigami_closed_form() -> None:
    """Ishigami and Homma 1990: with a = 7, b = 0.1 the variance and its shares are known exactly."""
    variance = 7**2 / 8 + 0.1 * np.pi**4 / 5 + 0.1**2 * np.pi**8 / 18 + 0.5
    first = np.array([0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 7**2 / 8, 0.0]) / variance
    interaction = 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50) / variance
    found = sobol_indices(outputs(2**14), NAMES)
    assert np.abs(found.first - first).max() < 0.01
    assert np.abs(found.total - first - np.array([interaction, 0, interaction])).max() < 0.01
    assert (found.total_interval[0] <= found.total).all()
    assert (found.total <= found.total_interval[1]).all()


def test_agrees_with_salib() -> None:
    sobol = pytest.importorskip("SALib.analyze.sobol")
    a, b, mixed = outputs(2**10)
    problem = {"num_vars": 3, "names": NAMES, "bounds": [[0, 1]] * 3}
    flat = np.column_stack([a, mixed.T, b]).ravel()
    theirs = sobol.analyze(problem, flat, calc_second_order=False, num_resamples=10, seed=0)
    ours = sobol_indices((a, b, mixed), NAMES, bootstraps=10)
    assert np.abs(ours.total - theirs["ST"]).max() < 1e-10
    assert np.abs(ours.first - theirs["S1"]).max() < 1e-6  # they centre by another mean


def test_bootstrap_is_seeded() -> None:
    given = outputs(256)
    once, again = (sobol_indices(given, NAMES, seed=3) for _ in range(2))
    assert np.array_equal(once.first_interval, again.first_interval)
    assert not np.array_equal(once.first_interval, sobol_indices(given, NAMES, seed=4).first_interval)


def test_one_nan_is_loud() -> None:
    a, b, mixed = outputs(256)
    mixed[1, 17] = np.nan
    with pytest.raises(RunError, match="1 of 256 base samples"):
        sobol_indices((a, b, mixed), NAMES)
    kept = sobol_indices((a, b, mixed), NAMES, drop_failed=True)
    assert (kept.dropped, kept.samples) == (1, 255)
    assert np.isfinite(kept.total).all()


def test_a_constant_output_has_no_sensitivity() -> None:
    with pytest.raises(RunError, match="constant"):
        sobol_indices((np.full(64, 3.0), np.full(64, 3.0), np.full((3, 64), 3.0)), NAMES)


def test_shapes_must_fit() -> None:
    a, b, mixed = outputs(64)
    with pytest.raises(RunError, match="do not fit"):
        sobol_indices((a, b, mixed[:2]), NAMES)
