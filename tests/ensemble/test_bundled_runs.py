"""The bundled scenarios through the whole machinery: closed forms, certificates, and a menu worth comparing."""

import numpy as np
import pytest

from standoff.analysis.compare import compare
from standoff.ensemble.run import run
from standoff.ensemble.store import Run
from standoff.models.threshold import (
    clarity_loss,
    line_loss,
    line_pays_above,
    probe,
    silence_loss,
    silence_pays_below,
)
from standoff.scenario import load


@pytest.fixture(scope="module")
def threshold(tmp_path_factory) -> Run:
    return run(load("threshold"), draws=64, seed=7, folder=tmp_path_factory.mktemp("threshold") / "run")


@pytest.fixture(scope="module")
def nato(tmp_path_factory) -> Run:
    return run(load("nato-2022"), draws=64, seed=7, folder=tmp_path_factory.mktemp("nato") / "run")


def test_threshold_reproduces_its_closed_forms(threshold):
    p = threshold.design()
    table = threshold.table(["value", "probe"])
    silence, clarity, line = (threshold.postures.index(name) for name in ("silence", "clarity", "line"))
    level = probe(p["gain"], p["loss"])
    assert np.abs(table["probe"][silence] - level).max() <= 1e-3
    # The grid of the challenger's options costs up to (h + C) / (2 steps) in the loss.
    assert np.abs(-table["value"][silence] - silence_loss(p["harm"], p["war_cost"], level)).max() <= 1e-3
    assert np.abs(-table["value"][clarity] - clarity_loss(p["harm"])).max() <= 1e-3
    assert np.abs(-table["value"][line] - line_loss(p["harm"], p["audience_cost"])).max() <= 1e-3


def test_threshold_has_the_frontiers_of_its_closed_forms(threshold):
    """Who is better in a draw is what the frontier says, but for draws nearer to it than the grid can tell."""
    p = threshold.design()
    value = threshold.table(["value"])["value"]
    silence, clarity, line = (threshold.postures.index(name) for name in ("silence", "clarity", "line"))
    ratio = p["war_cost"] / p["harm"]
    for d in range(threshold.draws):
        frontier = silence_pays_below(p["gain"][d], p["loss"][d])
        gap = value[silence, d] - value[clarity, d]
        assert (gap > 0) == (ratio[d] < frontier) or abs(gap) < 1e-3
        pays = line_pays_above(float(probe(p["gain"][d], p["loss"][d])), ratio[d])
        gap = value[line, d] - value[silence, d]
        assert (gap > 0) == (p["audience_cost"][d] / p["harm"][d] > pays) or abs(gap) < 1e-3


def test_nato_2022_rows_are_certified(nato):
    assert nato.failed <= 0.001 * nato.rows
    solved = nato.table(["status"])["status"] == 0
    assert (nato.table(["residual"])["residual"][solved] <= 1e-8).all()


def test_on_nato_2022_no_posture_dominates_and_no_two_are_equal(nato):
    found = compare(nato)
    assert found.dominant == ""
    value = nato.table(["value"])["value"]
    for i in range(len(value)):
        for j in range(i):
            assert np.abs(value[i] - value[j]).max() > 1e-6, (nato.postures[i], nato.postures[j])


def test_on_nato_2022_rungs_are_a_distribution(nato):
    rungs = [name for name in nato.measures if name.startswith("rung[")]
    table = nato.table(rungs)
    assert np.sum([table[name] for name in rungs], axis=0) == pytest.approx(1, abs=1e-9)
