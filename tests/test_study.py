"""The Python surface: answers carry draws, seed, interval, failures and run; optional packages stay optional."""

import subprocess
import sys

import pytest

import standoff
from standoff import study
from standoff.ensemble.run import run
from standoff.errors import UserError
from standoff.scenario import load


@pytest.fixture(scope="module")
def debate(tmp_path_factory):
    return standoff.Run(run(load("nato-2022"), draws=64, seed=7, folder=tmp_path_factory.mktemp("study") / "run"))


def test_importing_standoff_loads_nothing_heavy():
    program = "import sys, standoff; print(sorted({'numpy', 'scipy', 'numba', 'duckdb', 'altair'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_an_unknown_name_is_no_attribute():
    with pytest.raises(AttributeError, match="no attribute 'Scenaro'"):
        _ = standoff.Scenaro


def test_a_run_goes_where_it_is_told_and_is_taken_up_again(tmp_path):
    scenario = standoff.Scenario.load("threshold")
    first = scenario.run(n=16, seed=1, folder=tmp_path / "run", workers=1)
    again = scenario.run(n=16, seed=1, folder=tmp_path / "run", workers=1)
    assert first.stored.hash == again.stored.hash == standoff.Run.open(tmp_path / "run").stored.hash


ANSWERS = {
    "compare": lambda run: run.compare(),
    "claims": lambda run: run.claims(),
    "regimes": lambda run: run.regimes("calm", "gain"),
    "central": lambda run: run.regimes("calm", "gain", central=True),
    "discover": lambda run: run.discover("best = line"),
    "robustness": lambda run: run.robustness(draws=16),
    "worth": lambda run: run.worth(),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_says_what_a_reader_must_know(debate, name):
    answer = ANSWERS[name](debate)
    assert answer.rows
    assert answer.sentences
    for told in (repr(answer), answer._repr_html_()):
        for needed in ("64 draws", "seed 7", "left out because a row failed", "95 %", debate.stored.hash[:12]):
            assert needed in told, needed
    assert "<script" not in answer._repr_html_()
    frame = pytest.importorskip("pandas") and answer.to_pandas()
    assert len(frame) == len(answer.rows)


def test_drivers_of_the_leading_pair(tmp_path):
    finished = standoff.Scenario.load("threshold").run(n=64, seed=7, folder=tmp_path / "run", workers=1)
    answer = finished.drivers(samples=16)
    assert answer.found.against
    assert "16 base samples" in answer.note
    assert "seed 0" in repr(answer)


def test_the_whole_run_as_a_table(debate):
    pytest.importorskip("pandas")
    frame = debate.to_pandas()
    assert len(frame) == debate.stored.rows
    row = frame[(frame.draw == 5) & (frame.posture == "silence")].iloc[0]
    place = debate.stored.postures.index("silence")
    assert row["value"] == debate.stored.table(["value"])["value"][place, 5]
    assert row["gain"] == debate.stored.design(["gain"])["gain"][5]


def test_the_whole_run_as_arrow(debate):
    pytest.importorskip("pyarrow")
    assert debate.to_arrow().num_rows == debate.stored.rows


def test_what_is_not_installed_says_so(debate, monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(study, "import_module", missing)
    with pytest.raises(UserError, match="pip install pandas"):
        debate.to_pandas()
    with pytest.raises(UserError, match="pip install pyarrow"):
        debate.compare().to_arrow()


def test_what_a_scenario_says_of_itself_is_escaped():
    from dataclasses import replace

    hostile = study.Scenario(replace(load("threshold"), title="<script>alert(1)</script>"))
    assert "<script>" not in hostile._repr_html_()
