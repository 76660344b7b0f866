"""Claims judged against a model whose truth is known in closed form."""

from pathlib import Path

import numpy as np
import pytest

from standoff.analysis.claims import judge, wilson
from standoff.analysis.deciding import CELLS, deciding_parameter, out_of_bag_aucs
from standoff.ensemble.run import run
from standoff.ensemble.store import Run
from standoff.errors import ClaimError
from standoff.scenario import Argument, load


def claim(predicate: str) -> Argument:
    return Argument("C1", "a test", "as given", predicate)


@pytest.fixture(scope="module")
def threshold(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder: Path = tmp_path_factory.mktemp("runs") / "threshold"
    return run(load("threshold"), draws=256, seed=1, folder=folder)


def test_the_frontier_between_silence_and_clarity(threshold: Run) -> None:
    """Silence is better exactly where C/h < L/(g - L): the share of draws is that of the inequality."""
    drawn = threshold.design()
    gain, loss, harm, cost = (drawn[name] for name in ("gain", "loss", "harm", "war_cost"))
    clear = np.abs(cost / harm - loss / np.maximum(gain - loss, 1e-9)) > 0.02
    expected = (loss >= gain) | (cost / harm < loss / np.maximum(gain - loss, 1e-9))
    verdict = judge(threshold, [claim("V(silence) > V(clarity)")])[0]
    assert verdict.share == pytest.approx(expected.mean(), abs=(~clear).mean() + 1e-9)
    assert not verdict.by_construction
    assert verdict.draws == 256


def test_what_cannot_fail_is_called_a_construction(threshold: Run) -> None:
    verdict = judge(threshold, [claim("V(best of all) >= V(silence)")])[0]
    assert verdict.by_construction
    assert verdict.share == 1.0
    assert verdict.holds is None
    assert verdict.decider is None


def test_a_setting_is_solved_anew_on_the_same_draws(threshold: Run) -> None:
    """Without audience cost a line is a line nobody minds crossing: it is worth no more than with it."""
    same, less = judge(
        threshold,
        [claim("V(line, audience_cost * 1) >= V(line)"), claim("V(line, audience_cost = 0) <= V(line)")],
    )
    assert same.share == 1.0
    assert less.share == 1.0


@pytest.mark.parametrize(
    ("predicate", "message"),
    [
        ("V(silense) > 0", "Did you mean 'silence'"),
        ("V(best of lines) > 0", "unknown family"),
        ("E(warr | silence) > 0", "unknown measure"),
        ("V(silence, harmm = 1) > 0", "unknown parameter"),
        ("P(rung = hold | silence) > 0", "unknown rung"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(threshold: Run, predicate: str, message: str) -> None:
    with pytest.raises(ClaimError, match=message):
        judge(threshold, [claim(predicate)])


def test_a_decider_loses_its_power_when_permuted() -> None:
    rng = np.random.default_rng(0)
    columns = {name: rng.random(1000) for name in ("alpha", "fear", "pride")}
    held = columns["fear"] + 0.2 * rng.normal(size=1000) > 0.5
    found = deciding_parameter(held, columns)
    assert found is not None
    assert found.parameter == "fear"
    assert found.auc > 0.6
    assert abs(found.permuted - 0.5) <= 2 * found.error


def test_no_decider_where_two_decide_together() -> None:
    rng = np.random.default_rng(1)
    columns = {name: rng.uniform(-1, 1, 2000) for name in ("a", "b")}
    assert deciding_parameter(columns["a"] * columns["b"] > 0, columns) is None


def test_out_of_bag_auc_agrees_with_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(2)
    column = rng.random(500)
    held = column + 0.5 * rng.random(500) > 0.8
    bags = [rng.integers(0, 500, 500) for _ in range(40)]
    (found,) = out_of_bag_aucs(held, [column], bags)
    assert found == pytest.approx(metrics.roc_auc_score(held, column), abs=0.03)


def obvious_auc(held: np.ndarray, column: np.ndarray, bag: np.ndarray) -> float:
    """One resample's score by ranks, every step spelt out."""
    edges = np.quantile(column, np.linspace(0, 1, CELLS + 1)[1:-1])
    cell = np.searchsorted(edges, column, side="right")
    outside = np.setdiff1d(np.arange(held.size), bag)
    hits = [held[bag][cell[bag] == one].sum() for one in range(CELLS)]
    counts = [(cell[bag] == one).sum() for one in range(CELLS)]
    score = np.array([(hits[one] + held.mean()) / (counts[one] + 1) for one in cell[outside]])
    wins = [
        1.0 if yes > no else 0.5 if yes == no else 0.0 for yes in score[held[outside]] for no in score[~held[outside]]
    ]
    return float(np.mean(wins)) if wins else 0.5


def test_out_of_bag_auc_is_that_of_comparing_every_pair() -> None:
    rng = np.random.default_rng(4)
    for held in (rng.random(80) > 0.6, np.zeros(80, bool)):
        columns = [rng.random(80), rng.integers(0, 3, 80).astype(float)]
        bags = [rng.integers(0, 80, 80) for _ in range(5)]
        found = out_of_bag_aucs(held, columns, bags)
        for column, auc in zip(columns, found, strict=True):
            assert auc == pytest.approx(np.mean([obvious_auc(held, column, bag) for bag in bags]), abs=1e-12)


def test_wilson_covers_the_ends() -> None:
    assert wilson(0, 20)[0] == 0.0
    assert wilson(20, 20)[1] == 1.0
    assert all(np.isnan(wilson(0, 0)))
