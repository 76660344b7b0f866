"""What other tools compute in silence is refused, or said aloud, here: one test a failure met in the field."""

import shutil
from dataclasses import replace
from types import SimpleNamespace

import duckdb
import numpy as np
import pytest

from standoff.analysis.compare import compare_values
from standoff.analysis.drivers import sobol_indices
from standoff.analysis.sensitivity import drivers
from standoff.ensemble.design import draw
from standoff.ensemble.store import Run
from standoff.errors import RunError, ScenarioError
from standoff.scenario import load
from standoff.scenario.priors import LogUniform, Triangular, TruncatedNormal, Uniform


def test_one_nan_in_the_outputs():
    rng = np.random.default_rng(0)
    a, b, mixed = rng.random(256), rng.random(256), rng.random((3, 256))
    mixed[1, 17] = np.nan
    with pytest.raises(RunError, match="1 of 256 base samples hold an output that is not finite"):
        sobol_indices((a, b, mixed), ["x", "y", "z"])


def test_one_nan_among_values_is_counted_and_touches_no_other_draw():
    values = np.random.default_rng(0).random((2, 64))
    torn = values.copy()
    torn[0, 9] = np.nan
    found = compare_values({"value": torn}, postures=["a", "b"], families=["a", "b"])
    assert (found.draws, found.dropped) == (64, 1)
    kept = compare_values({"value": np.delete(values, 9, axis=1)}, postures=["a", "b"], families=["a", "b"])
    assert found.rows == kept.rows


def test_shuffled_rows(small, tmp_path):
    """Rows written in another order are another file: the seal says so."""
    copy = tmp_path / "run"
    shutil.copytree(small.folder, copy)
    part = sorted((copy / "results").iterdir())[0]
    duckdb.sql(f"COPY (SELECT * FROM '{part}' ORDER BY draw DESC) TO '{part}.new' (FORMAT parquet)")
    part.with_name(part.name + ".new").replace(part)
    with pytest.raises(RunError, match=part.name):
        Run.open(copy)


@pytest.mark.parametrize(
    "made",
    [
        lambda: Uniform(0.6, 0.3),
        lambda: LogUniform(2.0, 1.0),
        lambda: Triangular(1.0, 0.5, 0.2),
        lambda: TruncatedNormal(0.5, 0.1, 1.0, 0.0),
    ],
)
def test_reversed_bounds(made):
    with pytest.raises(ScenarioError, match="below lower"):
        made()


def test_a_prior_that_yields_infinities():
    unbounded = SimpleNamespace(quantile=lambda u: np.where(u > 0.9, np.inf, u))
    with pytest.raises(RunError, match="prior of gain yields a value that is not finite"):
        draw(SimpleNamespace(priors=[SimpleNamespace(name="gain", prior=unbounded)]), 64, 0)


def test_two_identical_postures(tmp_path):
    source = load("threshold")
    text = (source.folder / source.document).read_text(encoding="utf-8")
    start, stop = text.index("  - name: silence\n"), text.index("  - name: clarity\n")
    doubled = text[:stop] + text[start:stop].replace("silence", "silence-too") + text[stop:]
    (tmp_path / "scenario.yaml").write_text(doubled, encoding="utf-8")
    with pytest.raises(ScenarioError, match="same as silence in every cell"):
        load(tmp_path / "scenario.yaml")


def test_an_unknown_column(small):
    with pytest.raises(RunError, match="Did you mean 'value'"):
        small.table(["valeu"])
    with pytest.raises(RunError, match="unknown parameter"):
        small.design(["no such parameter"])


def test_a_sample_size_that_is_no_power_of_two():
    scenario = load("threshold")
    found = drivers(scenario, scenario.menu[0].name, samples=20)
    assert (found.samples, found.rounded) == (32, True)


def test_an_output_that_never_varies():
    still = np.ones(64)
    with pytest.raises(RunError, match="constant over 64"):
        sobol_indices((still, still, np.ones((2, 64))), ["x", "y"])


def test_a_failed_row_never_becomes_the_best(debate):
    """An argmax that meets NaN returns it: the draw must go, not win."""
    values = debate.table(["value"])["value"].copy()
    values[3, :5] = np.nan
    found = compare_values({"value": values}, postures=debate.postures, families=debate.families)
    assert found.dropped == 5
    assert all(np.isfinite(row.mean) for row in found.rows)


def test_correlated_priors_where_independence_is_needed():
    scenario = load("threshold")
    pair = (scenario.priors[0].name, scenario.priors[1].name, 0.3)
    with pytest.raises(RunError, match="independent"):
        drivers(replace(scenario, correlations=(pair,)), scenario.menu[0].name)
