"""Coverage of the debate: every row stands on objects of the scenario and on a number that moves without them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from standoff.analysis.coverage import FILE, Layer, Object, at, change, check_objects, known_objects, prove, read
from standoff.cli import main
from standoff.cli.coverage import answer, page
from standoff.cli.new import start
from standoff.errors import ScenarioError
from standoff.scenario import load

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "coverage.md"


@pytest.fixture(scope="module")
def scenario():
    return load("nato-2022")


@pytest.fixture(scope="module")
def rows(scenario):
    return read(scenario)


def test_lists_every_mechanism_once_and_in_order(rows):
    assert [row.id for row in rows] == [f"S{number}" for number in range(1, 116)]


def test_names_only_objects_of_the_scenario(rows, scenario):
    check_objects(rows, scenario)


def test_nothing_is_done_that_only_has_a_label(rows):
    for row in rows:
        if row.layer is None:
            assert all((row.objects, row.command, row.path, row.mutate)), row.id
        else:
            assert row.lacks, f"{row.id} does not say what {row.layer.value} must add"


def test_every_object_taken_away_moves_the_number_its_row_points_at(rows, scenario):
    proofs = prove(rows, scenario, answer)
    assert {proof.id for proof in proofs} == {row.id for row in rows if row.command}
    assert [proof for proof in proofs if not proof.moved] == []


def test_a_row_whose_number_does_not_depend_on_its_object_is_found(scenario, tmp_path):
    folder = tmp_path / "mine"
    start("mine", "nato-2022", folder)
    (folder / FILE).write_text(
        "commands: {strict: [posture, SCENARIO, --json]}\n"
        "rows:\n"
        "- {id: S1, label: a label, objects: ['statement:PRESS-01'], command: strict,"
        " path: [cells, {rung: hold, instrument: troops}, withhold]}\n"
        "- {id: S2, label: nowhere, objects: ['statement:NATO-01'], command: strict, path: [sells, 0]}\n",
        encoding="utf-8",
    )
    mine = load(folder)
    proofs = prove(read(mine), mine, answer)
    assert [proof.moved for proof in proofs] == [False, False]
    result = CliRunner().invoke(main, ["coverage", str(folder), "--prove"])
    assert result.exit_code == 2
    assert "2 rows do not move: S1, S2" in result.output


def test_the_scenario_itself_is_left_alone(scenario):
    before = {path.name: path.read_bytes() for path in scenario.folder.iterdir() if path.is_file()}
    prove(read(scenario)[:1], scenario, answer)
    assert before == {path.name: path.read_bytes() for path in scenario.folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rows: [", "cannot be read"),
        ("commands: {}\nrows: [{id: S1, label: x}]\n", "done in name only"),
        ("commands: {}\nrows: [{id: S1, label: x, objects: ['statement:NATO-01'], open: tomorrow}]\n", "tomorrow"),
        ("commands: {}\nrows: [{id: S1, label: x, objects: ['sentence:NATO-01'], open: play}]\n", "not an object"),
        ("commands: {}\nrows: [{id: S1, label: x, open: play}, {id: S1, label: y, open: play}]\n", "duplicate id"),
        ("commands: {}\nrows: [{id: S1, label: x, command: strikt, open: play}]\n", "unknown command"),
        ("commands: {}\nrows: [{id: S1, label: x, mutate: 'member:DEU', open: play}]\n", "it does not name"),
    ],
)
def test_a_bad_file_is_one_screen_and_status_2(tmp_path, text, said):
    folder = tmp_path / "mine"
    start("mine", "nato-2022", folder)
    (folder / FILE).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["coverage", str(folder)])
    assert result.exit_code == 2
    assert said in result.output
    assert len(result.output.splitlines()) <= 12


def test_an_unknown_object_is_named_with_the_nearest(rows, scenario):
    wrong = rows[0].__class__("S1", "x", objects=(Object("statement", "NATO-1"),), layer=Layer.PLAY)
    with pytest.raises(ScenarioError, match="Did you mean 'NATO-"):
        check_objects([wrong], scenario)


def test_every_kind_of_object_that_can_be_taken_away_is(scenario, tmp_path):
    folder = tmp_path / "mine"
    start("mine", "nato-2022", folder)
    for target in ("statement:PRESS-01", "deed:DEED-13", "member:ISL", "order:hubs@allied<seize@allied"):
        kind, _, name = target.partition(":")
        change(folder, Object(kind, name))
        assert name not in known_objects(load(folder))[kind]
    with pytest.raises(ScenarioError, match="no such object"):
        change(folder, Object("member", "ISL"))
    with pytest.raises(ScenarioError, match="taken away alone"):
        change(folder, Object("rung", "hold"))


def test_paths_end_nowhere_quietly():
    assert at({"a": [1]}, ["a", 3]) is None
    assert at({"a": [1]}, ["a", "b"]) is None
    assert at([{"x": 1, "y": 2}], [{"x": 1, "y": 3}]) is None


def test_the_command_prints_the_table_and_counts_what_is_open(rows):
    result = CliRunner().invoke(main, ["coverage", "nato-2022", "--json"])
    record = json.loads(result.stdout)
    waiting = sum(row.layer is not None for row in rows)
    assert record["done"] == 115 - waiting
    assert sum(record["open"].values()) == waiting
    text = CliRunner().invoke(main, ["coverage", "nato-2022"]).stdout
    assert f"115 rows: {record['done']} done, {waiting} open" in text


def test_a_scenario_without_the_file_says_so():
    result = CliRunner().invoke(main, ["coverage", "threshold"])
    assert result.exit_code == 2
    assert "coverage.yaml" in result.output


def test_the_page_is_up_to_date(rows):
    written = PAGE.read_text(encoding="utf-8")
    assert written == page(rows, "nato-2022"), "run: python -m standoff.cli.coverage > docs/reference/coverage.md"
