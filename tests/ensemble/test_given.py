"""Draws that the user brings: the same numbers as from the seed, and every mistake named by file, line and column."""

import numpy as np
import pytest

from standoff.ensemble.audit import audit
from standoff.ensemble.given import Given, read_given
from standoff.ensemble.parts import SCENARIO
from standoff.ensemble.run import resume, run
from standoff.errors import RunError


@pytest.fixture
def table(small, tmp_path):
    """The seed's own draws as a table."""
    drawn = run(small, draws=20, seed=7, folder=tmp_path / "drawn")
    path = tmp_path / "points.csv"
    Given(drawn.design([prior.name for prior in small.priors])).save(path)
    return drawn, path


def test_a_table_reads_back_bit_for_bit(small, table):
    drawn, path = table
    given = read_given(path, small)
    for name, column in drawn.design().items():
        assert given.columns[name].tobytes() == column.tobytes()


def test_the_seeds_draws_as_a_table_give_the_seeds_results(small, table, tmp_path):
    drawn, path = table
    found = run(small, draws=20, seed=0, folder=tmp_path / "given", given=read_given(path, small), chunk=7)
    for name in ("value", "expected", "probe", "fight"):
        assert np.array_equal(found.table([name])[name], drawn.table([name])[name])
    assert found.hash != drawn.hash, "what the draws stand for differs"
    assert audit(found.folder).identical


def test_the_seed_decides_nothing_then_but_the_table_does(small, table, tmp_path):
    _, path = table
    given = read_given(path, small)
    run(small, draws=20, seed=0, folder=tmp_path / "run", given=given)
    other = Given({**given.columns, "loss": given.columns["loss"] * 0.5})
    with pytest.raises(RunError, match="differs in design"):
        run(small, draws=20, seed=0, folder=tmp_path / "run", given=other)


def test_a_run_of_a_table_resumes_from_its_own_copy(small, table, tmp_path):
    _, path = table
    whole = run(small, draws=20, seed=0, folder=tmp_path / "whole", given=read_given(path, small))
    broken = run(small, draws=20, seed=0, folder=tmp_path / "broken", given=read_given(path, small), chunk=5)
    path.unlink()
    (broken.folder / "results" / "part-00000005-00000010.parquet").unlink()
    (broken.folder / "manifest.json").write_text(
        (broken.folder / "manifest.json").read_text().replace(f'"hash": "{whole.hash}"', '"hash": null')
    )
    assert resume(broken.folder).hash == whole.hash
    assert (broken.folder / SCENARIO / "draws.csv").is_file()


def test_a_fixed_parameter_may_be_left_out(small, table):
    _, path = table
    lines = [line.split(",") for line in path.read_text().splitlines()]
    place = lines[0].index("gain")
    path.write_text("\n".join(",".join(cell for k, cell in enumerate(line) if k != place) for line in lines))
    assert (read_given(path, small).columns["gain"] == 1).all()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("loss", "los", r"points.csv:1 no prior of this name: 'los'.*Did you mean 'loss'"),
        ("loss", "harm", r"points.csv:1 a column twice: 'harm'"),
        (",loss", "", "columns are missing|another length"),
        ("\n1,", "\n1,x", r"points.csv:3 column gain not a finite number: 'x"),
        ("\n1,", "\n1,nan,", "points.csv:3 "),
        ("\n1,", "\n1,7,", r"points.csv:3 a row of another length"),
        ("\n1,", "\n1,-", r"points.csv:3 column gain outside the parameter's support"),
    ],
)
def test_a_mistake_in_the_table_is_named(small, table, old, new, said):
    _, path = table
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(RunError, match=said):
        read_given(path, small)


def test_an_absent_an_empty_and_a_binary_file(small, tmp_path):
    with pytest.raises(RunError, match="no such file"):
        read_given(tmp_path / "none.csv", small)
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(RunError, match="columns are missing"):
        read_given(tmp_path / "empty.csv", small)
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00loss")
    with pytest.raises(RunError, match="UTF-8"):
        read_given(tmp_path / "binary.csv", small)


def test_more_draws_than_rows_are_refused(small, table, tmp_path):
    _, path = table
    with pytest.raises(RunError, match="fewer draws are given"):
        run(small, draws=21, seed=0, folder=tmp_path / "run", given=read_given(path, small))
