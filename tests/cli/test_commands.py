"""The command line: what each command prints, its JSON, and the status and one screen of every mistake."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from standoff.cli import COMMANDS, main

HEAVY = ("scipy.stats", "numba", "llvmlite", "altair", "duckdb")


def standoff(*line: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in line])


def good(*line: object) -> str:
    result = standoff(*line)
    assert result.exit_code == 0, result.output
    return result.stdout


def mistake(*line: object) -> str:
    """Return what a command says of a mistake of the user's, which must fit one screen and exit with 2."""
    result = standoff(*line)
    assert result.exit_code == 2, result.output
    assert len(result.output.splitlines()) <= 25
    assert "Traceback" not in result.output
    return result.output


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "run"
    good("run", "threshold", "--draws", 32, "--seed", 7, "--out", folder, "--workers", 1)
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_registry_loads_and_explains_itself(name):
    text = good(*name.split(), "-h")
    assert text.startswith("Usage:")
    assert len(text.splitlines()) > 5


def test_every_command_module_is_in_the_registry():
    folder = Path(sys.modules["standoff.cli"].__file__).parent
    modules = {path.stem for path in folder.glob("*.py") if "\ncommand" in path.read_text().replace("def ", "\n")}
    assert modules == {name.replace(" ", "_").replace("-", "_") for name in COMMANDS}


def test_help_lists_every_command_in_the_order_of_the_registry():
    text = good("--help")
    places = [text.index(f"\n  {name.split()[0]} ") for name in COMMANDS]
    assert places == sorted(places)


def imported(*line: str) -> tuple[int, set[str]]:
    """Run a command in a fresh process and return its status and which heavy packages it loaded."""
    program = (
        "import sys\n"
        "from standoff.cli import main\n"
        "status = 0\n"
        "try: main()\n"
        "except SystemExit as done: status = done.code or 0\n"
        f"print('\\n' + ' '.join(name for name in {HEAVY} if name in sys.modules), file=sys.stderr)\n"
        "sys.exit(status)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, *line], capture_output=True, text=True, check=False)
    return done.returncode, set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (("--help",), 0),
        (("run", "--help"), 0),
        (("scenarios",), 0),
        (("check", "threshold", "--fast"), 0),
        (("check", "no-such-scenario"), 2),
    ],
)
def test_light_commands_load_nothing_heavy(line, status):
    assert imported(*line) == (status, set())


def test_a_faulty_scenario_is_refused_before_anything_heavy_is_loaded(tmp_path):
    path = Path(good("new", "mine", "--out", tmp_path / "mine", "--json") and tmp_path / "mine" / "scenario.yaml")
    path.write_text(path.read_text().replace("kind: uniform, lower: 0, upper: 1", "kind: uniform, lower: 2, upper: 1"))
    assert imported("check", str(path)) == (2, set())
    assert "scenario.yaml:" in mistake("check", path)


def test_scenarios_lists_names_and_questions():
    listed = json.loads(good("scenarios", "--json"))
    assert {"threshold", "nato-2022"} <= {item["name"] for item in listed}
    assert all(item["question"] and Path(item["path"]).is_file() for item in listed)
    assert "threshold" in good("scenarios")


def test_new_makes_a_scenario_that_checks(tmp_path):
    made = json.loads(good("new", "baltic", "--from", "nato-2022", "--out", tmp_path / "baltic", "--json"))
    assert json.loads(good("check", made["scenario"], "--fast", "--json"))["scenario"] == "baltic"
    assert "is there already" in mistake("new", "baltic", "--out", tmp_path / "baltic")
    assert "Did you mean 'threshold'" in mistake("new", "other", "--from", "treshold", "--out", tmp_path / "other")
    assert "not a name" in mistake("new", "../x", "--out", tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_check_says_what_it_looked_at():
    found = json.loads(good("check", "threshold", "--json"))
    assert found["postures"] == ["silence", "clarity", "line"]
    assert found["passed"] is True
    assert found["rows_checked"] > 0


def test_check_fails_when_a_band_does_not_hold(tmp_path):
    good("new", "mine", "--out", tmp_path / "mine")
    path = tmp_path / "mine" / "scenario.yaml"
    face = "face_validity:\n  posture: silence\n  bands: {probe: [0.9, 1.0], fight: [0.0, 1.0]}\n"
    path.write_text(path.read_text() + face)
    assert "face validity: probe" in mistake("check", path, "--draws", 16)
    result = standoff("check", path, "--draws", 16, "--json")
    assert result.exit_code == 2
    bands = json.loads(result.stdout)["predictive"]
    assert [band["inside"] for band in bands] == [False, True]
    assert 0 < bands[0]["mean"] < 0.5


def test_run_prints_the_documented_object(tmp_path, finished):
    found = json.loads(
        good("run", "threshold", "--draws", 32, "--seed", 7, "--out", tmp_path / "run", "--workers", 1, "--json")
    )
    assert {"run", "hash", "draws", "failed", "max_residual"} <= set(found)
    assert (found["draws"], found["failed"]) == (32, 0)
    assert found["max_residual"] <= 1e-8
    assert found["hash"] == json.loads(good("status", finished, "--json"))["hash"]


def test_run_leaves_another_run_alone(finished):
    assert "differs in seed" in mistake("run", "threshold", "--draws", 32, "--seed", 8, "--out", finished)


def test_compare_prints_the_documented_rows(finished):
    rows = json.loads(good("compare", finished, "--json"))
    assert [row["posture"] for row in rows] == ["silence", "clarity", "line"]
    for row in rows:
        assert {"posture", "family", "mean", "interval", "regret_p99", "best_share"} <= set(row)
        assert row["interval"][0] <= row["mean"] <= row["interval"][1]
    assert sum(row["best_share"] for row in rows) == pytest.approx(1)


def test_compare_says_what_a_reader_must_know(finished):
    text = good("compare", finished)
    rows = json.loads(good("compare", finished, "--json"))
    for needed in (
        "32 draws",
        "seed 7",
        "0 left out",
        rows[0]["hash"][:12],
        "as of 2022-03-23",
        "reading",
        "wide side",
    ):
        assert needed in text.replace("\n", " "), needed
    assert f"Best by mean: {rows[0]['best']}" in text


def test_compare_takes_thresholds_a_baseline_and_part_of_the_menu(finished):
    rows = json.loads(
        good("compare", finished, "--baseline", "line", "--threshold", "fight <= 0.2", "--posture", "silence",
             "--posture", "line", "--json")
    )  # fmt: skip
    assert [row["posture"] for row in rows] == ["silence", "line"]
    assert {row["baseline"] for row in rows} == {"line"}
    assert {row["thresholds"] for row in rows} == {"fight <= 0.2"}
    assert "Did you mean 'clarity'" in mistake("compare", finished, "--baseline", "claritty")
    assert "threshold" in mistake("compare", finished, "--threshold", "fight is low")
    assert "unknown result column" in mistake("compare", finished, "--threshold", "figth <= 0.2")


def test_solve_explains_in_words():
    text = good("solve", "threshold", "--posture", "silence", "--explain")
    assert "challenger decides how far" in text
    assert "It chooses 250/1000 for sure" in text, "k* = (1 - L/g) / 2 with L = 1/2"
    assert "worth most to it" in text
    record = json.loads(good("solve", "threshold", "--posture", "silence", "--set", "loss=0.2", "--explain", "--json"))
    assert record["decisions"][0]["options"][0]["name"] == "400/1000"
    assert record["measures"]["probe"] == pytest.approx(0.4)


def test_solve_reproduces_a_row_of_a_run(finished):
    from standoff.ensemble.store import Run

    record = json.loads(good("solve", finished, "--posture", "line", "--draw", 13, "--json"))
    assert record["values"]["defender"] == Run.open(finished).table(["value"])["value"][2, 13]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("solve", "threshold", "--posture", "silense"), "Did you mean 'silence'"),
        (("solve", "threshold", "--posture", "line", "--set", "los=1"), "Did you mean 'loss'"),
        (("solve", "threshold", "--posture", "line", "--set", "loss=much"), "not a number"),
        (("chek",), "Did you mean 'check'"),
        (("run", "treshold"), "Did you mean 'threshold'"),
        (("run", "threshold", "--draws", "0"), "draws"),
        (("run", "threshold", "--seed", "-1"), "seed"),
        (("run", "threshold", "--draws", "99999999999"), "draws"),
        (("run", "threshold", "--sed", "1"), "--seed"),
        (("compare", "nowhere"), "no run here"),
        (("status", "nowhere"), "no run here"),
        (("resume", "nowhere"), "no run here"),
        (("brief", "nowhere"), "no run here"),
        (("posture", "threshold"), "no ledger"),
        (("posture", "nato-2022", "--holder", "FRNCE"), "unknown principal"),
        (("posture", "nato-2022", "--rule", "majority"), "consensus"),
        (("claims", "nowhere", "--structural", "--claim", "S61"), "its own two arguments"),
        (("new", "nato-2022"), "comes with standoff"),
        (("demo", "--out", "/dev/null/folder"), "cannot be made"),
    ],
)
def test_mistakes_are_one_screen_and_status_2(line, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert said in mistake(*line)
    assert not list(tmp_path.iterdir()), "nothing is written"


def test_a_fault_of_ours_is_one_screen_and_status_1(monkeypatch):
    monkeypatch.setattr("standoff.scenario.bundle.bundled", lambda: 1 / 0)
    result = standoff("scenarios")
    assert result.exit_code == 1
    assert "a fault of ours" in result.output
    assert "ZeroDivisionError" in result.output


def test_posture_prints_cells_with_labels_and_rows():
    record = json.loads(good("posture", "nato-2022", "--json"))
    cells = {(cell["layer"], cell["rung"], cell["instrument"]): cell for cell in record["cells"]}
    assert cells["public", "hold", "troops"]["label"] == "ruled out"
    assert cells["public", "hold", "troops"]["rows"]
    strict, loose = good("posture", "nato-2022"), good("posture", "nato-2022", "--reading", "loose")
    assert strict != loose
    assert "ruled out" in strict
    assert "some response" in strict


def test_brief_writes_a_page(finished, tmp_path):
    found = json.loads(good("brief", finished, "--out", tmp_path / "brief", "--json"))
    page = Path(found["brief"]).read_text(encoding="utf-8")
    assert found["hash"][:12] in page


def test_the_latest_run_is_meant_when_none_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "no run in runs" in mistake("compare")
    good("run", "threshold", "--draws", 16, "--seed", 1, "--workers", 1)
    (folder,) = (tmp_path / "runs").iterdir()
    assert folder.name.startswith("threshold-")
    assert json.loads(good("compare", "--json"))[0]["draws"] == 16


def test_audit_passes_a_true_run(finished):
    found = json.loads(good("audit", finished, "--draws", 4, "--json"))
    assert found["passed"] is True
    assert found["identical"] is True
    assert len(found["replayed"]) == 4
    assert "bit for bit" in good("audit", finished, "--draws", 2)


def test_diff_says_what_was_asked_differently(finished, tmp_path):
    good("run", "threshold", "--draws", 16, "--seed", 7, "--out", tmp_path / "fewer", "--workers", 1)
    assert json.loads(good("diff", tmp_path / "fewer", finished, "--json"))["plan"] == ["draws"]
    assert "16 first draws are the same" in good("diff", tmp_path / "fewer", finished)
    assert "Equal" in good("diff", finished, finished)


def test_run_takes_a_table_of_points_and_solve_shows_one(finished, tmp_path):
    from standoff.ensemble.given import Given
    from standoff.ensemble.store import Run

    drawn = Run.open(finished)
    Given(drawn.design()).save(tmp_path / "points.csv")
    line = ["run", "threshold", "--draws-from", tmp_path / "points.csv", "--out", tmp_path / "run", "--workers", 1]
    assert json.loads(good(*line, "--json"))["draws"] == 32
    record = json.loads(good("solve", tmp_path / "run", "--posture", "line", "--draw", 13, "--json"))
    assert record["values"]["defender"] == drawn.table(["value"])["value"][2, 13]
    assert "no such draw" in mistake("solve", tmp_path / "run", "--posture", "line", "--draw", 99)
    assert "no such file" in mistake("run", "threshold", "--draws-from", tmp_path / "none.csv")
