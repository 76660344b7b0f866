"""An audit passes a true run, fails a forged one, and a difference of runs names what differs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.ensemble.conftest import written

from standoff.ensemble.audit import audit, difference
from standoff.ensemble.manifest import Manifest
from standoff.ensemble.parts import parts
from standoff.ensemble.run import Work, run, solve_block
from standoff.ensemble.store import Run, Store
from standoff.errors import RunError
from standoff.scenario import Scenario, load


@pytest.fixture
def true_run(small, tmp_path) -> Run:
    return run(small, draws=20, seed=7, folder=tmp_path / "run", chunk=7)


def forged(small: Scenario, folder: Path, amount: float) -> None:
    """Change one value of a finished run and seal it again, digests and all."""
    manifest = Manifest.read(folder)
    for part in parts(folder):
        part.path.unlink()
    store = Store(folder, replace(manifest, outcome=None))
    block = solve_block(Work(small, 7, 0, 20))
    block.columns["value"][13 * 3 + 1] += amount
    store.put(block)
    store.seal({}, {})


def test_a_true_run_passes_bit_for_bit(true_run):
    found = audit(true_run.folder, draws=8)
    assert found.passed
    assert found.identical
    assert len(set(found.replayed)) == 8
    assert found.changed == ()


def test_a_forged_run_has_good_digests_and_fails(small, true_run):
    forged(small, true_run.folder, 1e-3)
    assert Run.open(true_run.folder).hash != true_run.hash
    found = audit(true_run.folder, draws=100)
    assert not found.passed
    assert found.worst == "value of draw 13 under clarity"
    assert found.largest == pytest.approx(1e-3)


def test_on_another_machine_rounding_is_allowed_and_more_is_not(small, true_run, monkeypatch):
    monkeypatch.setattr("standoff.ensemble.audit.versions", lambda: {"numpy": "another"})
    for amount, passes in ((1e-12, True), (1e-6, False)):
        forged(small, true_run.folder, amount)
        found = audit(true_run.folder, draws=100)
        assert found.passed is passes
        assert not found.identical
        assert "numpy" in " ".join(found.changed)


def test_a_damaged_part_is_named(true_run):
    path = true_run.folder / "results" / "part-00000007-00000014.parquet"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(RunError, match="part-00000007"):
        audit(true_run.folder)


def test_equal_runs_are_equal(small, true_run, tmp_path):
    found = difference(true_run, run(small, draws=20, seed=7, folder=tmp_path / "again"))
    assert found.equal
    assert found.plan == ()
    assert found.shared == 20
    assert all(change.largest == 0 for change in found.postures)


def test_more_draws_of_the_same_seed_share_the_first(small, true_run, tmp_path):
    found = difference(true_run, run(small, draws=30, seed=7, folder=tmp_path / "more"))
    assert (found.equal, found.shared, found.plan) == (False, 20, ("draws",))
    assert all(change.largest == 0 for change in found.postures)


def test_a_changed_prior_is_named(true_run, tmp_path):
    (tmp_path / "other").mkdir()
    other = load(written(tmp_path / "other", war_cost="prior: {kind: uniform, lower: 0, upper: 3}"))
    found = difference(true_run, run(other, draws=20, seed=7, folder=tmp_path / "changed"))
    assert found.parameters == ("war_cost",)
    assert found.shared == 0
    assert "scenario_hash" in found.plan
    before = true_run.table(["value"])["value"].mean(axis=1)
    assert [change.mean_before for change in found.postures] == pytest.approx(list(np.asarray(before)))
