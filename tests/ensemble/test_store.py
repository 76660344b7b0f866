"""The run folder: round trip, hashes that ignore how it was cut, resume, and damage that is found and named."""

import json
import subprocess
import sys

import numpy as np
import pytest
from tests.ensemble.stands import MENU, block, design, filled, manifest, sealed

from standoff.ensemble import parquet
from standoff.ensemble.parts import reserved
from standoff.ensemble.store import Run, Store
from standoff.errors import RunError


def test_round_trip_is_exact(tmp_path):
    sealed(tmp_path / "run", (0, 7, 20))
    run = Run.open(tmp_path / "run")
    whole = block(0, 20).columns
    table = run.table(["value", "rung[hold]", "status"])
    for posture in range(3):
        assert table["value"][posture].tobytes() == np.ascontiguousarray(whole["value"][posture::3]).tobytes()
    assert np.signbit(table["rung[hold]"]).all(), "minus zero is kept"
    assert run.postures == tuple(name for name, _ in MENU)
    assert run.families == ("silence", "line", "as stated")
    assert (run.draws, run.rows, run.failed, run.failed_draws) == (20, 60, 0, 0)
    assert run.max_residual == 1e-12 * 20
    assert np.array_equal(run.design(["harm[x@y]"])["harm[x@y]"], np.arange(20.0))
    assert list(run.design()) == ["alpha", "harm[x@y]"]


@pytest.mark.parametrize("cuts", [(0, 1, 20), (0, 5, 10, 15, 20), tuple(range(21))])
def test_the_hash_does_not_depend_on_the_cuts(tmp_path, cuts):
    assert sealed(tmp_path / "a", cuts) == sealed(tmp_path / "b")


@pytest.mark.parametrize("change", [{"seed": 8}, {"scenario_hash": "t" * 64}, {"ledger_hash": "m" * 64}])
def test_the_hash_covers_the_plan(tmp_path, change):
    store = Store.create(tmp_path / "other", manifest(**change), lambda _: None)
    store.put_design(0, {"alpha": np.cos(np.arange(20)), "harm[x@y]": np.arange(20.0)})
    store.put(block(0, 20))
    assert store.seal({}, {}).hash != sealed(tmp_path / "run")


def test_the_hash_ignores_how_long_it_took(tmp_path):
    a = filled(tmp_path / "a").seal({}, {"seconds": 1.0})
    b = filled(tmp_path / "b").seal({}, {"seconds": 2.0})
    assert a.hash == b.hash


def test_failures_are_rows_with_reason_and_command(tmp_path):
    sealed(tmp_path / "run", (0, 7, 20), failing=((6, 1), (13, 0), (13, 2)))
    run = Run.open(tmp_path / "run")
    assert (run.failed, run.failed_draws) == (3, 2)
    rows = run.failures()
    assert [(row["draw"], row["posture"]) for row in rows] == [(6, MENU[1][0]), (13, MENU[0][0]), (13, MENU[2][0])]
    assert all(row["reason"] == "the branch was lost" for row in rows)
    assert "--draw 6 --posture" in rows[0]["command"]
    assert np.isnan(run.table(["value"])["value"][1, 6])
    assert run.max_residual < 1e-10, "failed rows do not count"


def test_missing_draws_are_what_no_part_covers(tmp_path):
    store = filled(tmp_path / "run", (3, 7))
    store.put(block(10, 12))
    assert store.missing() == [(0, 3), (7, 10), (12, 20)]
    with pytest.raises(RunError, match="no part holds draws 0 to 2"):
        store.seal({}, {})


def test_an_unfinished_run_says_how_far_it_is_and_what_to_do(tmp_path):
    filled(tmp_path / "run", (0, 7))
    with pytest.raises(RunError, match=r"7 of 20 draws.*standoff resume"):
        Run.open(tmp_path / "run")


def test_what_a_killed_writer_left_is_cleared_and_changes_nothing(tmp_path):
    expected = sealed(tmp_path / "whole")
    store = filled(tmp_path / "run", (0, 7))
    (store.folder / "results" / "part-00000007-00000020.parquet.tmp").write_bytes(b"half a part")
    with store.writing():
        for first, stop in store.missing():
            store.put(block(first, stop))
        assert store.seal({}, {}).hash == expected
    assert not list(store.folder.rglob("*.tmp"))


def test_what_a_worker_wrote_and_nobody_published_is_no_part(tmp_path):
    """A worker may outlive a killed parent: what it writes then is rubbish, and clearing it is all there is to do."""
    store = filled(tmp_path / "run", (0, 7))
    orphan = store.written(block(7, 20))
    assert store.missing() == [(7, 20)]
    with store.writing():
        assert not orphan.temporary.exists()
        store.put(block(7, 20))
        with pytest.raises(RunError, match="cannot be written"):
            store.publish(orphan)
        assert store.seal({}, {}).hash == sealed(tmp_path / "whole")


def damage_bytes(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def truncate(path):
    path.write_bytes(path.read_bytes()[:-40])


def rewrite(path):
    """Change one number and write the part anew, as an editor of Parquet files would."""
    names = [name for name, _ in MENU]
    columns = dict(block(7, 20).columns)
    columns["value"] = columns["value"] + np.where(columns["draw"] == 9, 1e-15, 0)
    select = ", ".join(
        'list_extract($1, "posture" + 1) AS posture' if name == "posture" else parquet.quoted(name) for name in columns
    )
    parquet.write(path, columns, select=select, values=[names], digest=parquet.stored_digest(path))


def shuffle(path):
    names = [name for name, _ in MENU]
    columns = {name: values[::-1] for name, values in block(7, 20).columns.items()}
    select = ", ".join(
        'list_extract($1, "posture" + 1) AS posture' if name == "posture" else parquet.quoted(name) for name in columns
    )
    parquet.write(path, columns, select=select, values=[names], digest=parquet.stored_digest(path))


@pytest.mark.parametrize("harm", [damage_bytes, truncate, rewrite, shuffle, lambda path: path.unlink()])
def test_a_damaged_part_is_found_and_named(tmp_path, harm):
    sealed(tmp_path / "run", (0, 7, 20))
    harm(tmp_path / "run" / "results" / "part-00000007-00000020.parquet")
    with pytest.raises(RunError, match="part-00000007-00000020"):
        Run.open(tmp_path / "run")


def test_a_part_of_another_run_is_found_and_named(tmp_path):
    """It is whole and has a digest of its own, but not the one that was sealed."""
    sealed(tmp_path / "run", (0, 7, 20))
    other = filled(tmp_path / "other", (0, 7, 20), failing=((9, 1),))
    name = "part-00000007-00000020.parquet"
    (tmp_path / "run" / "results" / name).write_bytes((other.folder / "results" / name).read_bytes())
    with pytest.raises(RunError, match=f"{name} is not the part that was sealed"):
        Run.open(tmp_path / "run")


@pytest.mark.parametrize("digest", ["", "kept"])
def test_an_altered_design_is_found_and_named(tmp_path, digest):
    sealed(tmp_path / "run")
    path = tmp_path / "run" / "design" / "part-00000016-00000020.parquet"
    changed = {"draw": np.arange(16, 20, dtype=np.int32), "alpha": np.zeros(4), "harm[x@y]": np.arange(16.0, 20.0)}
    parquet.write(path, changed, digest=parquet.stored_digest(path) if digest else "")
    with pytest.raises(RunError, match="part-00000016-00000020"):
        Run.open(tmp_path / "run")


def test_a_design_of_another_run_is_found(tmp_path):
    """Its parts are whole and have digests of their own, but they are not what was sealed."""
    sealed(tmp_path / "run")
    store = Store(tmp_path / "run", manifest())
    for first, columns in design(20):
        store.put_design(first, {name: values + 1.0 for name, values in columns.items()})
    with pytest.raises(RunError, match="design"):
        Run.open(tmp_path / "run")


@pytest.mark.parametrize("place", ["design", "results"])
def test_a_missing_part_is_found(tmp_path, place):
    sealed(tmp_path / "run", (0, 7, 20))
    max((tmp_path / "run" / place).glob("*.parquet")).unlink()
    with pytest.raises(RunError, match=place):
        Run.open(tmp_path / "run")


def test_overlapping_parts_are_refused(tmp_path):
    store = filled(tmp_path / "run", (0, 7))
    store.put(block(5, 9))
    with pytest.raises(RunError, match="overlaps"):
        store.missing()


def test_no_run_a_damaged_manifest_and_a_later_schema(tmp_path):
    with pytest.raises(RunError, match="no run here"):
        Run.open(tmp_path)
    sealed(tmp_path / "run")
    path = tmp_path / "run" / "manifest.json"
    record = json.loads(path.read_text())
    record["plan"]["schema"] = 99
    path.write_text(json.dumps(record))
    with pytest.raises(RunError, match="schema"):
        Run.open(tmp_path / "run")
    path.write_text("{")
    with pytest.raises(RunError, match="damaged manifest"):
        Run.open(tmp_path / "run")


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(RunError, match="holds something"):
        Store.create(tmp_path, manifest(), lambda _: None)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_an_unknown_column_names_the_nearest(tmp_path):
    sealed(tmp_path / "run")
    run = Run.open(tmp_path / "run")
    with pytest.raises(RunError, match="Did you mean 'value'"):
        run.table(["valeu"])
    with pytest.raises(RunError, match="unknown parameter"):
        run.design(["beta"])


def test_a_measure_may_not_take_a_columns_name():
    with pytest.raises(RunError, match="measure"):
        reserved(["war", "value"])


def test_a_second_writer_is_refused(tmp_path):
    store = filled(tmp_path / "run", (0, 7))
    program = (
        "import sys; from pathlib import Path; from standoff.ensemble.store import _lock\n"
        "with _lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(store.folder / ".lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(RunError, match="another process"), store.writing():
            pass
        other.kill()
    with store.writing():
        assert store.missing() == [(7, 20)]
