"""The scenarios that come with standoff: sound, light, of their day, and as the seed describes them."""

import csv
import json
import shutil
from dataclasses import replace
from datetime import date, timedelta

import jsonschema
import numpy as np
import pytest

from standoff.errors import ScenarioError
from standoff.models.threshold import line_loss, probe, silence_loss, silence_pays_below
from standoff.posture.reading import Reading
from standoff.scenario import bundled, bundled_names, load
from standoff.scenario.bundle import BUNDLED
from standoff.scenario.check import check_draws, sample
from standoff.scenario.document import ActorKind
from standoff.scenario.followed import what_followed
from standoff.scenario.schema import json_schema
from standoff.scenario.tree import parse, read_text
from standoff.solver import solve

from .documents import DOCUMENT, write


def document(name):
    path = BUNDLED / name / "scenario.yaml"
    return parse(read_text(path), path.name).plain()


def test_the_list_shows_each_with_its_question():
    assert bundled_names() == ("nato-2022", "threshold")
    for listed in bundled():
        assert listed.title
        assert listed.question.endswith("?")
        assert "\n" not in listed.question


@pytest.mark.parametrize("name", bundled_names())
def test_every_number_is_a_number_in_every_draw(name):
    scenario = load(name)
    assert scenario.name == name
    assert check_draws(scenario) == 64 * len(scenario.menu)


@pytest.mark.parametrize("name", bundled_names())
def test_the_schema_for_editors_accepts_it(name):
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.validate(document(name), json_schema())


@pytest.mark.parametrize(
    "spoil",
    [
        {"titel": "x"},
        {"menu": []},
        {"format_version": 2},
        {"parameters": {"alpha": {"prior": {"kind": "uniform", "lower": 0}}}},
        {"parameters": {"alpha": {"prior": {"kind": "unifrom", "lower": 0, "upper": 1}}}},
        {"solver": {"name": "magic"}},
    ],
)
def test_the_schema_for_editors_refuses_what_check_refuses(spoil):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document("threshold") | spoil, json_schema())


def test_the_schema_is_plain_json():
    assert json.loads(json.dumps(json_schema()))["title"] == "standoff scenario"


@pytest.mark.parametrize("name", bundled_names())
def test_every_number_stands_on_a_source_or_a_reasoned_judgement(name):
    for one in (*load(name).priors, *load(name).derived):
        assert one.sources or one.judgement
        assert one.note or not one.judgement


def test_nato_2022_has_the_frame_of_the_day():
    scenario = load("nato-2022")
    frame = scenario.frame
    assert scenario.as_of == date(2022, 3, 23)
    assert len(frame.members) == 30
    assert {"FIN", "SWE", "UKR"}.isdisjoint(frame.members)
    rungs = "hold cyber@allied chemical@protege hubs@allied nuclear@protege seize@allied"
    assert [rung.name for rung in frame.rungs] == rungs.split()
    assert all(rung.theatre == ("allied" if rung.name.endswith("@allied") else "protege") for rung in frame.rungs)
    assert frame.above("cyber@allied") == ("hubs@allied", "seize@allied")
    assert frame.above("chemical@protege") == ("nuclear@protege",)
    classes = {one.name: (one.cls, one.by_member) for one in frame.instruments}
    assert classes == {
        "troops": ("force", False),
        "no_fly_zone": ("force", False),
        "strikes": ("force", False),
        "jets": ("arms", True),
        "arms": ("arms", True),
        "air_defence": ("arms", True),
        "sanctions": ("economic", True),
        "deployments": ("presence", False),
    }


def test_nato_2022_lists_members_sides_and_voices():
    actors = {actor.id: actor for actor in load("nato-2022").actors}
    frame = load("nato-2022").frame
    assert all(actors[member].kind is ActorKind.STATE and actors[member].of == "NATO" for member in frame.members)
    assert {"RUS", "UKR", "ISR"} <= set(actors)
    assert actors["fr-expert"].of == ""  # an adviser once, no voice of France
    assert {ActorKind.PERSON, ActorKind.GROUP, ActorKind.PUBLIC, ActorKind.OUTLET} <= {a.kind for a in actors.values()}


def test_nato_2022_menu_holds_every_family_and_every_line():
    scenario = load("nato-2022")
    families = {item.family for item in scenario.menu}
    assert families == {
        "silence",
        "as stated",
        "line",
        "private line",
        "nothing ruled out",
        "rule-outs only",
        "layered",
    }
    above_hold = [rung.name for rung in scenario.frame.rungs[1:]]
    for family, parameter in (("line", "deliver"), ("private line", "private")):
        items = [item for item in scenario.menu if item.family == family]
        assert len(items) == 5
        for item, rung in zip(items, above_hold, strict=True):
            assert scenario.posture_parameters(item)[f"{parameter}[{rung}]"] == 1.0
    assert {item.reading for item in scenario.menu if item.family == "as stated"} == set(Reading)
    assert scenario.twins == ()


def test_nato_2022_reaches_the_game_as_the_reference_says():
    """Force in the game: strict closes hold at .6 and nothing else; loose closes hold, chemical and nuclear at .8."""
    scenario = load("nato-2022")
    strict, loose = (scenario.posture_parameters(f"as-stated-{reading.value}") for reading in Reading)
    assert {name: v for name, v in strict.items() if name.startswith("withhold") and v} == {"withhold[hold]": 0.6}
    closed = ("hold", "chemical@protege", "nuclear@protege")
    withheld = {name: v for name, v in loose.items() if name.startswith("withhold") and v}
    assert withheld == {f"withhold[{rung}]": pytest.approx(0.8) for rung in closed}
    assert strict["vague[chemical@protege]"] == loose["vague[chemical@protege]"] == pytest.approx(0.2)
    assert strict["vague[cyber@allied]"] == pytest.approx(0.4)
    assert not any(strict[f"deliver[{rung.name}]"] for rung in scenario.frame.rungs[1:])
    assert loose["deliver[seize@allied]"] == loose["deliver[hubs@allied]"] == pytest.approx(0.6)


def test_nato_2022_has_bands_that_a_share_can_meet():
    scenario = load("nato-2022")
    assert scenario.face_validity.posture == "as-stated-strict"
    assert {band.measure for band in scenario.bands} == {f"rung[{rung.name}]" for rung in scenario.frame.rungs}
    assert sum(band.lower for band in scenario.bands) <= 1 <= sum(band.upper for band in scenario.bands)


def test_taking_back_a_row_behind_a_cell_changes_posture_and_hash(tmp_path):
    """Every row that any cell of *as stated* names, one at a time, from the file on."""
    source = BUNDLED / "nato-2022"
    scenario = load(source)
    stated = {reading: f"as-stated-{reading.value}" for reading in Reading}
    rows = {row for name in stated.values() for cell in scenario.item(name).posture.cells.values() for row in cell.rows}
    assert len(rows) >= 10
    shutil.copytree(source, tmp_path / "mutant")
    lines = (source / "ledger.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    for row in rows:
        kept = [line for line in lines if not line.startswith(f"{row},")]
        assert len(kept) == len(lines) - 1
        (tmp_path / "mutant" / "ledger.csv").write_text("".join(kept), encoding="utf-8")
        mutant = load(tmp_path / "mutant")
        assert mutant.hash != scenario.hash
        for name in stated.values():
            before, after = scenario.item(name).posture, mutant.item(name).posture
            behind = {key for key, cell in before.cells.items() if row in cell.rows}
            assert {(change.rung, change.column) for change in before.diff(after)} >= behind


def test_what_followed_is_later_apart_and_off_by_default():
    scenario = load("nato-2022")
    facts = what_followed(scenario)
    assert len(facts) >= 5
    assert all(fact.date > scenario.as_of for fact in facts)
    ledger = scenario.ledger
    assert all(statement.last <= scenario.as_of for statement in ledger.statements)
    assert all(deed.reported <= scenario.as_of for deed in ledger.deeds)
    assert replace(scenario, what_followed="").hash == scenario.hash


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["2022-03-23", "x", "hold", "y"], "is no later fact"),
        (["tomorrow", "x", "hold", "y"], "not a date"),
        (["2022-04-01", "x", "troop", "y"], "Did you mean 'troops'"),
        (["2022-04-01", "x", "hold"], "a cell is missing"),
    ],
)
def test_what_followed_is_checked_when_asked_for(tmp_path, row, fault):
    with (tmp_path / "later.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["date", "fact", "bears_on", "source"], row])
    scenario = load(write(tmp_path, document="what_followed: later.csv\n" + DOCUMENT))
    with pytest.raises(ScenarioError) as error:
        what_followed(scenario)
    assert fault in str(error.value)
    assert "later.csv:2" in str(error.value)


def test_as_of_moves_with_the_document(tmp_path):
    """A day earlier the statement of 1 March still stands; before it was made the menu has nothing stated."""
    early = DOCUMENT.replace("as_of: 2022-03-23", f"as_of: {date(2022, 3, 1) - timedelta(days=1)}")
    with pytest.raises(ScenarioError, match="posture stated is the same as silence"):
        load(write(tmp_path, document=early))


def test_threshold_run_reproduces_the_closed_forms():
    """What a reader can check by hand: k*, the losses, and who wins on either side of the frontiers, draw by draw."""
    scenario = load("threshold")
    columns = sample(scenario, 200, seed=7)
    value = {}
    for item in scenario.menu:
        rows = columns | scenario.posture_parameters(item)
        solution = solve(scenario.game, rows, scenario.solver)
        assert solution.solved.all()
        value[item.name] = solution.values[:, 0]
        if item.name == "silence":
            level = solution.measures[:, 0]
    g, loss, h, c, a = (columns[name] for name in ("gain", "loss", "harm", "war_cost", "audience_cost"))
    published = probe(g, loss)
    silent, clear, drawn = -silence_loss(h, c, published), -h / 2, -line_loss(h, a)
    np.testing.assert_allclose(level, published, atol=1e-3)
    for name, closed in (("silence", silent), ("clarity", clear), ("line", drawn)):
        np.testing.assert_allclose(value[name], closed, atol=1e-3)
    frontier = np.array([silence_pays_below(*pair) for pair in zip(g, loss, strict=True)])
    clearly = np.abs(silent - clear) > 1e-3
    assert clearly.mean() > 0.98
    np.testing.assert_array_equal((value["silence"] > value["clarity"])[clearly], (c / h < frontier)[clearly])
    clearly = np.abs(silent - drawn) > 1e-3
    turning = np.maximum(0, 1 - np.sqrt(2 * published * (1 + c / h)))
    np.testing.assert_array_equal((value["line"] > value["silence"])[clearly], (a / h > turning)[clearly])
