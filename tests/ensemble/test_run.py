"""Whole runs: what they contain, what their hash does not depend on, and what a crash at any instant leaves."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.ensemble.conftest import written

from standoff.ensemble import parquet
from standoff.ensemble.executors import Kind, cluster, local
from standoff.ensemble.manifest import Manifest, code_fingerprint
from standoff.ensemble.run import Progress, Work, cut, resume, run, solve_block
from standoff.ensemble.store import Run
from standoff.errors import RunError, ScenarioError
from standoff.scenario import load
from standoff.solver import solve

DRAWS, SEED = 24, 7


@pytest.fixture(scope="module")
def whole(small, tmp_path_factory) -> Run:
    return run(small, draws=DRAWS, seed=SEED, folder=tmp_path_factory.mktemp("runs") / "whole")


def test_a_row_is_what_solving_it_alone_gives(small, whole):
    """Parameters by draw from the design, the posture's own on top, the defender's payoff: all for one odd row."""
    design = whole.design()
    table = whole.table(["value", "expected", "residual", "status", *whole.measures])
    for draw, posture in [(0, 0), (13, 1), (23, 2)]:
        item = small.menu[posture]
        values = {name: column[draw] for name, column in design.items()} | small.posture_parameters(item)
        alone = solve(small.game, {name: values[name] for name in small.game.parameters}, small.solver)
        defender = small.game.players.index("defender")
        assert table["value"][posture, draw] == alone.values[0, defender]
        assert table["expected"][posture, draw] == alone.expected[0, defender]
        for q, measure in enumerate(small.game.measures):
            assert table[measure][posture, draw] == alone.measures[0, q]
    assert not table["status"].any()
    assert whole.max_residual <= 1e-8


@pytest.mark.parametrize("chunk", [1, 5, 24, 1000])
def test_the_hash_does_not_depend_on_the_chunk(small, whole, tmp_path, chunk):
    assert run(small, draws=DRAWS, seed=SEED, folder=tmp_path / "run", chunk=chunk).hash == whole.hash


@pytest.mark.parametrize("kind", Kind)
def test_two_workers_give_the_hash_of_one(small, whole, tmp_path, kind):
    with local(2, kind) as executor:
        found = run(small, draws=DRAWS, seed=SEED, folder=tmp_path / "run", executor=executor, chunk=3)
    assert found.hash == whole.hash


def test_fewer_draws_are_the_first_of_more(small, whole, tmp_path):
    fewer = run(small, draws=9, seed=SEED, folder=tmp_path / "run")
    for name, values in fewer.table(["value", *fewer.measures]).items():
        assert np.array_equal(values, whole.table([name])[name][:, :9])
    assert fewer.hash != whole.hash


def test_another_seed_is_another_run(small, whole, tmp_path):
    assert run(small, draws=DRAWS, seed=0, folder=tmp_path / "run").hash != whole.hash


def test_the_run_carries_its_scenario(small, whole):
    assert whole.scenario.hash == small.hash
    assert whole.scenario.folder == whole.folder / "scenario"


def test_progress_tells_draws_done_and_time_left(small, tmp_path):
    told: list[Progress] = []
    run(small, draws=DRAWS, seed=SEED, folder=tmp_path / "run", progress=told.append, chunk=8)
    assert [(item.done, item.draws, item.failed) for item in told] == [(8, 24, 0), (16, 24, 0), (24, 24, 0)]
    assert told[0].seconds_left > 0
    assert told[-1].seconds_left == 0


def test_a_finished_run_is_opened_not_solved_again(small, whole):
    before = {path: path.stat().st_mtime_ns for path in whole.folder.rglob("*.parquet")}
    assert run(small, draws=DRAWS, seed=SEED, folder=whole.folder).hash == whole.hash
    assert before == {path: path.stat().st_mtime_ns for path in whole.folder.rglob("*.parquet")}


def test_another_run_in_the_folder_is_left_alone(small, whole):
    with pytest.raises(RunError, match=r"another run: it differs in seed, draws.*--out"):
        run(small, draws=8, seed=8, folder=whole.folder)
    assert Run.open(whole.folder).hash == whole.hash


def test_a_run_of_other_code_is_left_alone(small, tmp_path, monkeypatch):
    run(small, draws=4, seed=1, folder=tmp_path / "run")
    monkeypatch.setattr("standoff.ensemble.run.code_fingerprint", lambda: "other")
    with pytest.raises(RunError, match="other code"):
        run(small, draws=4, seed=1, folder=tmp_path / "run")


def test_a_scenario_edited_in_memory_has_no_document_to_keep(small, tmp_path):
    with pytest.raises(RunError, match="in memory"):
        run(replace(small, title="edited"), draws=4, seed=1, folder=tmp_path / "run")
    assert not (tmp_path / "run").exists()
    assert not list(tmp_path.iterdir()), "nothing half made is left"


def test_a_failing_draw_is_a_row_and_touches_no_other(tmp_path, tmp_path_factory):
    """In a corner of the priors that the check before the run does not meet, a cost is no number."""
    path = written(tmp_path, audience_cost="expression: where(loss + war_cost < 0.1, (loss - 2) ** 0.5, 0.25)")
    spoilt = load(path)
    good = load(written(tmp_path_factory.mktemp("good"), audience_cost="expression: 0.25 + 0 * loss"))
    found = run(spoilt, draws=512, seed=3, folder=tmp_path / "run")
    other = run(good, draws=512, seed=3, folder=tmp_path / "good")
    design = found.design(["loss", "war_cost"])
    bad = design["loss"] + design["war_cost"] < 0.1
    assert 0 < found.failed_draws == bad.sum() < 10
    table, expected = found.table(["value"])["value"], other.table(["value"])["value"]
    assert np.isnan(table[:, bad]).all()
    assert np.array_equal(table[:, ~bad], expected[:, ~bad])
    assert "payoff" in found.failures()[0]["reason"] or "number" in found.failures()[0]["reason"]


def test_a_payoff_that_is_nan_writes_nothing(tmp_path):
    path = written(tmp_path, audience_cost="expression: where(loss > 0.5, (loss - 2) ** 0.5, 0.25)")
    with pytest.raises(ScenarioError):
        run(load(path), draws=64, seed=3, folder=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_block_of_draws_has_the_bits_of_the_whole(small):
    whole, part = solve_block(Work(small, SEED, 0, 24)), solve_block(Work(small, SEED, 11, 17))
    for name, values in part.columns.items():
        assert values.tobytes() == whole.columns[name][33:51].tobytes(), name


class Killed(BaseException):
    """What a killed process does not get to handle."""


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_write_it_resumes_to_the_same_hash(small, whole, tmp_path, monkeypatch, when):
    """The program dies just before or just after the k-th file gets its name, for every k there is."""
    publish = parquet.publish
    deaths = 0
    for k in range(1000):
        folder, calls = tmp_path / f"{when}-{k}", 0

        def dying(temporary: Path, path: Path, k: int = k) -> None:
            nonlocal calls
            calls += 1
            if when == "after":
                publish(temporary, path)
            if calls == k + 1:
                raise Killed
            if when == "before":
                publish(temporary, path)

        monkeypatch.setattr(parquet, "publish", dying)
        try:
            run(small, draws=DRAWS, seed=SEED, folder=folder, chunk=8)
            break
        except Killed:
            deaths += 1
        monkeypatch.setattr(parquet, "publish", publish)
        assert run(small, draws=DRAWS, seed=SEED, folder=folder, chunk=5).hash == whole.hash
    assert deaths >= 6, "manifest, design, three parts, failures, manifest"


def test_a_full_disk_is_reported_and_the_run_resumes(small, whole, tmp_path, monkeypatch):
    rename = parquet._rename

    def full(temporary: Path, path: Path) -> None:
        if "00000008" in path.name:
            raise OSError(28, "No space left on device")
        rename(temporary, path)

    monkeypatch.setattr(parquet, "_rename", full)
    with pytest.raises(RunError, match=r"No space left.*resume"):
        run(small, draws=DRAWS, seed=SEED, folder=tmp_path / "run", chunk=8)
    monkeypatch.setattr(parquet, "_rename", rename)
    assert not list((tmp_path / "run").rglob("*.tmp"))
    assert resume(tmp_path / "run").hash == whole.hash


def start(
    folder: Path, scenario: Path, *, draws: int = 200, workers: str = "1", **options: object
) -> subprocess.Popen[bytes]:
    line = ["run", str(scenario), "--draws", str(draws), "--seed", "7", "--out", str(folder)]
    line += ["--workers", *workers.split()]
    program = "from standoff.cli import main; main()"
    return subprocess.Popen([sys.executable, "-c", program, *line], stderr=subprocess.PIPE, **options)


def test_kill_9_and_resume(small, tmp_path):
    draws = 20_000  # about a second: a slow machine still kills it before its end
    expected = run(small, draws=draws, seed=7, folder=tmp_path / "whole").hash
    chance, halfway = random.Random(11), 0
    for attempt in range(3):
        folder = tmp_path / f"run-{attempt}"
        process = start(folder, small.folder / small.document, draws=draws)
        while not (folder / "results").is_dir() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.2))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        halfway += Manifest.read(folder).outcome is None
        code_fingerprint.cache_clear()  # as a fresh process would, should the code have been edited meanwhile
        assert resume(folder).hash == expected
    assert halfway, "at least one was killed before its end"


def alive(group: int) -> bool:
    """Return whether a process group has a member."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_workers_go_when_their_parent_is_killed(small, tmp_path):
    """Or they would wait for work for ever; and what one of them was writing is no part."""
    expected = run(small, draws=200, seed=7, folder=tmp_path / "whole").hash
    folder, workers = tmp_path / "run", "2 --executor processes"
    process = start(folder, small.folder / small.document, workers=workers, start_new_session=True)
    while not list(folder.glob("design/*")) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    patience = time.monotonic() + 20
    while alive(process.pid) and time.monotonic() < patience:
        time.sleep(0.05)
    left = alive(process.pid)
    if left:
        os.killpg(process.pid, signal.SIGKILL)
    assert not left
    code_fingerprint.cache_clear()
    assert resume(folder).hash == expected


def test_an_interrupt_says_how_to_go_on(small, tmp_path):
    """The run has more than thirty parts to go when the first is seen, so the signal cannot come after its end."""
    folder = tmp_path / "run"
    process = start(folder, small.folder / small.document, draws=200_000)
    while not list(folder.glob("results/*.parquet")) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130, said
    assert f"standoff resume {folder}".encode() in said


def test_a_file_size_limit_of_the_system_is_our_full_disk(small, tmp_path):
    """A real write error in the middle of a file, not a simulated one."""
    folder = tmp_path / "run"

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    process = start(folder, small.folder / small.document, preexec_fn=limit)
    _, said = process.communicate()
    assert process.returncode == 2, said
    assert b"cannot be" in said


@pytest.mark.parametrize("draws", [1, 64, 256, 4097, 10**6])
@pytest.mark.parametrize("postures", [1, 3, 16, 50_000])
@pytest.mark.parametrize("workers", [1, 2, 64])
def test_parts_cover_the_draws_and_bound_the_rows(draws, postures, workers):
    parts = list(cut(5, 5 + draws, postures=postures, workers=workers))
    assert [first for first, _ in parts] == [5, *(stop for _, stop in parts[:-1])]
    assert parts[-1][1] == 5 + draws
    sizes = [stop - first for first, stop in parts]
    assert min(sizes) >= 1
    assert max(sizes) * postures <= max(16_384, postures)
    assert sizes == sorted(sizes, reverse=True)


def test_workers_out_of_range():
    with pytest.raises(RunError, match="workers"):
        local(0)
    with pytest.raises(RunError, match="workers"):
        local(10**6)


def test_a_cluster_that_is_not_there_is_the_users_mistake():
    with pytest.raises(RunError, match="Dask"):
        cluster("tcp://127.0.0.1:1")
