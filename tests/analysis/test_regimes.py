"""Regime maps against worlds whose best posture is known."""

import numpy as np

from standoff.analysis.regimes import deciding_parameters, regime_map


def world(draws: int = 6400) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    rng = np.random.default_rng(0)
    design = {name: rng.random(draws) for name in ("alpha", "fear", "idle")}
    noise = rng.normal(0, 0.05, draws)
    return np.stack([design["alpha"] + noise, design["fear"] + noise]), design


def test_the_map_is_cut_along_the_diagonal() -> None:
    values, design = world()
    found = regime_map(values, ["line", "silence"], design, axes=("alpha", "fear"))
    size = found.best.shape[0]
    for j in range(size):
        for i in range(size):
            if i > j + 1:
                assert found.families[found.best[j, i]] == "line"
                assert found.decided[j, i]
            if j > i + 1:
                assert found.families[found.best[j, i]] == "silence"
    assert found.draws.sum() == 6400


def test_equal_postures_are_never_decided() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(2, 3000))
    design = {"a": rng.random(3000), "b": rng.random(3000)}
    found = regime_map(values, ["line", "silence"], design, axes=("a", "b"))
    assert found.decided.mean() < 0.35


def test_failed_draws_are_dropped_for_every_posture() -> None:
    values, design = world(1000)
    values[0, :100] = np.nan
    assert regime_map(values, ["line", "silence"], design, axes=("alpha", "fear")).draws.sum() == 900


def test_members_of_one_family_do_not_rival_each_other() -> None:
    values, design = world()
    twin = np.concatenate([values, values[:1]])
    found = regime_map(twin, ["line", "silence", "line"], design, axes=("alpha", "fear"))
    alone = regime_map(values, ["line", "silence"], design, axes=("alpha", "fear"))
    assert np.allclose(found.margin, alone.margin)


def test_the_parameters_that_decide_are_named_first() -> None:
    values, design = world()
    assert set(deciding_parameters(values, design)) == {"alpha", "fear"}
