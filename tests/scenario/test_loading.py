"""A sound document becomes a scenario; an unsound one is refused with the place, what was seen and the mend."""

import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standoff.errors import UserError
from standoff.posture.matrix import Label
from standoff.posture.reading import Reading
from standoff.scenario import load, read
from standoff.scenario.document import ActorKind
from standoff.scenario.priors import Pert, Uniform
from standoff.scenario.tree import SIZE_CAP

from .documents import DOCUMENT, place_of, spoiled, statement, write

SCREEN = 40
"""Lines of a terminal: no error may need more."""


def fault_of(folder, document=DOCUMENT, rows=None):
    """The message with which a document is refused, which must fit a screen."""
    with pytest.raises(UserError) as error:
        load(write(folder, document=document, rows=rows))
    assert error.value.exit_code == 2
    message = str(error.value)
    assert message.count("\n") < SCREEN
    message = message.replace(f"{folder}/", "")
    assert max(map(len, message.split("\n"))) < 500
    return message


def test_a_sound_document_is_read_whole(tmp_path):
    scenario = load(write(tmp_path))
    assert (scenario.name, scenario.as_of, scenario.folder) == ("small", date(2022, 3, 23), tmp_path)
    assert [actor.kind for actor in scenario.actors] == [ActorKind.BLOC, ActorKind.STATE, ActorKind.STATE]
    assert scenario.frame.columns == ("troops", "strikes", "sanctions", "unspecified")
    assert [one.name for one in scenario.priors] == ["alpha", "firm", "scale", "precision"]
    alpha, _, scale, _ = scenario.priors
    assert (alpha.prior, alpha.source, alpha.judgement) == (Uniform(0, 3), "fearon1994", False)
    assert (scale.prior, scale.source, scale.judgement) == (Pert(0, 1, 4), "", True)
    assert scenario.correlations == (("alpha", "firm", 0.3),)
    assert scenario.solver_choice.parameters == ("precision",)
    assert [band.measure for band in scenario.bands] == ["rung[hold]"]
    assert [item.family for item in scenario.menu] == ["silence", "stated", "line", "quiet-line", "custom"]


def test_the_menu_reaches_the_game_as_settings(tmp_path):
    scenario = load(write(tmp_path))
    said = {item.name: {name: v for name, v in item.settings if v} for item in scenario.menu}
    assert said == {
        "silence": {},
        "stated": {},  # strict: one door of two is closed
        "line": {"deliver[cyber@allied]": 1, "deliver[seize@allied]": 1},
        "quiet-line": {"private[seize@allied]": 1},
        "own": {"vague[chemical@protege]": 0.4, "withhold[hold]": 1},
    }


def test_postures_the_game_cannot_tell_apart_are_named(tmp_path):
    assert load(write(tmp_path)).twins == (("silence", "stated"),)
    both = [statement(), statement(id="X2", instruments="strikes")]
    assert load(write(tmp_path, rows=both)).twins == ()


def test_reading_is_the_items_own(tmp_path):
    scenario = load(write(tmp_path, document=spoiled("reading: strict", "reading: loose")))
    item = scenario.item("stated")
    assert item.reading is Reading.LOOSE
    closed = ("hold", "chemical@protege")
    assert {name: v for name, v in item.settings if v} == {f"withhold[{rung}]": 1.0 for rung in closed}
    assert item.posture.cell("chemical@protege", "troops").label is Label.RULED_OUT


def test_derived_parameters_follow_the_drawn_ones(tmp_path):
    scenario = load(write(tmp_path))
    columns = {one.name: one.prior.quantile(np.array([0.1, 0.9])) for one in scenario.priors}
    complete = scenario.derive(columns)
    assert list(complete) == ["alpha", "firm", "scale", "precision", "gain"]
    np.testing.assert_allclose(complete["gain"], 0.5 * columns["alpha"] + columns["scale"])


UNSOUND = [
    # what is spoiled, with what; where the error must point; what it must say
    ("rung: cyber@allied}", "rung: cyber}", "cyber}", "unknown rung", "Did you mean 'cyber@allied'"),
    ("[cyber@allied, seize@allied]", "[cyber@allied, sieze@allied]", "sieze", "unknown rung", "'seize@allied'"),
    ("lower: 0, upper: 3", "lower: 0.6, upper: 0.3", "0.3}", "prior of alpha: upper 0.3 is below lower 0.6", ""),
    ("lower: 0, upper: 3", "lower: 0, upper: .nan", ".nan", "prior of alpha: upper is not a finite number", ""),
    ("lower: 0, upper: 3", "lower: 0, uper: 3", "3}", "prior of alpha: uper is unknown", "Did you mean 'upper'"),
    ("kind: uniform", "kind: unifrom", "unifrom", "prior of alpha: kind is unknown", "Did you mean 'uniform'"),
    ("{kind: beta, a: 2, b: 2}", "{kind: uniform, lower: 0, upper: 1.4}", "{kind: uniform, lower: 0, upper: 1.4}",
     "prior of firm reaches 1.4, outside [0, 1] (probability)", ""),
    ("{kind: beta, a: 2, b: 2}", "{kind: normal, mean: 0, sd: 1}", "{kind: normal", "reaches -inf", "truncated_normal"),
    ("response: force", "response: tropps", "tropps", "unknown response", "Did you mean 'troops'"),
    ("vague: 0.4", "vague: 1.4", "1.4", "vague: should be less than or equal to 1", ""),
    ("0.5 * alpha + scale", "0.5 * gain + scale", '"0.5', "in a circle: gain → gain", ""),
    ("0.5 * alpha + scale", "alpha" + " + alpha" * 90, '"alpha', "the expression has", "at most"),
    ("0.5 * alpha + scale", "scale + alhpa", '"scale', "gain reads an unknown parameter: 'alhpa'", "'alpha'"),
    ("0.5 * alpha + scale", "scale + exec(alpha)", '"scale', "unknown function 'exec'", "one of min, max, exp"),
    ("ledger: ledger.csv", "ledger: ledgr.csv", "ledgr.csv", "no such file for ledger", "'ledger.csv'"),
    ("ledger: ledger.csv", "ledger: ../ledger.csv", "../ledger.csv", "leads out of the scenario's folder", ""),
    ("ledger: ledger.csv", "ledger: /etc/passwd", "/etc/passwd", "leads out of the scenario's folder", ""),
    ("title: A", "titel: A", "titel", "unknown key: 'titel'", "Did you mean 'title'"),
    ("as_of: 2022-03-23", "as_of: 2022-02-30", "2022-02-30", "as_of: should be a valid date", ""),
    ("as_of: 2022-03-23", "as_of: !!python/object:os.system x", "!!python", "tags are not allowed", "plain value"),
    ("name: small", "name: &x small", "&x", "anchors are not allowed", ""),
    ("name: small", "name: *x", "*x", "aliases are not allowed", ""),
    ("title: A", "name: again\ntitle: A", "name: again", "the key is given twice (first on line 2): 'name'", ""),
    ("format_version: 1", "format_version: 2", "2", "this format is not known: 2", "format_version: 1"),
    ("kind: bloc}", "kind: block}", "block}", "unknown kind: 'block'", "Did you mean 'bloc'"),
    ("class: economic", "class: econ", "econ,", "unknown class: 'econ'", "'economic'"),
    ("lead: USA", "lead: USB", "USB", "unknown member: 'USB'", "Did you mean 'USA'"),
    ("of: NATO", "of: NATTO", "NATTO", "unknown actor", "Did you mean 'NATO'"),
    ("model: {name: toy}", "model: {name: lader}", "lader", "unknown model: 'lader'", "Did you mean 'ladder'"),
    ("name: logit", "name: loggit", "loggit", "unknown name: 'loggit'", "Did you mean 'logit'"),
    ("challenger: 2.0", "challenger: -2.0", "{defender", "a precision is negative", ""),
    ("source: fearon1994", "source: fearon94", "fearon94", "alpha cites an unknown source", "'fearon1994'"),
    (", source: fearon1994", "", "alpha:", "alpha stands on nothing", "judgement: true"),
    (", note: From experiments.", "", "precision: {prior", "precision is a judgement without a reason", "note"),
    ("judgement: true\n", "judgement: yes\n", "yes", "judgement: should be a valid boolean: 'yes'", ""),
    ("  firm:\n", "  fimr:\n", "parameters:", "no prior for firm", "Did you mean 'fimr'"),
    ("  firm:\n", "  fimr:\n", "fimr", "unknown parameter: 'fimr'", "Did you mean 'firm'"),
    ("  alpha: {", "  \"vague[hold]\": {prior: {kind: fixed, value: 0}, judgement: true, note: x}\n  alpha: {",
     '"vague', "is set by the posture, not by a prior", ""),
    ("[alpha, firm]", "[alpha, frim]", "frim", "correlation of an unknown parameter", "Did you mean 'firm'"),
    ("rank: 0.3", "rank: 1.0", "1.0}", "rank: should be less than 1", ""),
    ("kind: silence", "kind: silense", "silense", "unknown kind: 'silense'", "Did you mean 'silence'"),
    ("{kind: silence}", "{rung: hold}", "{rung: hold}", "the key 'kind' is missing", ""),
    ("rung: cyber@allied}", "rung: hold}", "hold}", "no line at the rung on which the war goes on", ""),
    ("reading: strict", "reading: strict, holder: GBR", "GBR", "unknown principal: 'GBR'", ""),
    ("name: quiet-line", "name: line", "{name: line, posture: {kind: private", "the name is given twice: 'line'", ""),
    ("posture: silence", "posture: silent", "silent", "unknown posture: 'silent'", "Did you mean 'silence'"),
    ("[0.5, 0.9]", "[0.9, 0.5]", "[0.9, 0.5]", "upper 0.5 is below lower 0.9", ""),
    ("posture: {kind: private_line, rung: seize@allied}", "posture: {kind: silence}", "{name: quiet",
     "posture quiet-line is the same as silence in every cell", ""),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "fault", "mend"), UNSOUND, ids=[case[3][:40] for case in UNSOUND])
def test_an_unsound_document_is_refused_at_the_place(tmp_path, old, new, at, fault, mend):
    document = spoiled(old, new)
    message = fault_of(tmp_path, document)
    line = next((line for line in message.split("\n") if fault in line), "")
    assert line, message
    assert mend in line
    start = document.index(new) if new and at in new else 0
    place = place_of(document[:start].replace(at, "~" * len(at)) + document[start:], at)
    assert line.startswith(f"small.yaml:{place} "), line


def test_several_faults_come_at_once_in_the_documents_order(tmp_path):
    document = spoiled("lower: 0, upper: 3", "lower: 3, upper: 0").replace("kind: silence", "kind: line, rung: mars")
    document = document.replace("source: fearon1994", "source: nobody")
    lines = fault_of(tmp_path, document).split("\n")
    assert [line.split(" ")[1] for line in lines] == ["prior", "alpha", "posture"]


def test_a_flood_of_faults_stays_on_one_screen(tmp_path):
    many = "".join(f"  extra{i}: {{prior: {{kind: fixed, value: x}}}}\n" for i in range(300))
    message = fault_of(tmp_path, spoiled("parameters:\n", "parameters:\n" + many))
    assert message.split("\n")[-1].startswith("and ")


def test_a_row_of_the_ledger_is_held_to_the_frame(tmp_path):
    message = fault_of(tmp_path, rows=[statement(), statement(id="X2", rungs="chemcal@protege")])
    assert message.startswith("ledger.csv:3 column rungs")
    assert "Did you mean 'chemical@protege'" in message


def test_empty_huge_and_foreign_files_are_refused_unread(tmp_path):
    path = tmp_path / "scenario.yaml"
    for content, fault in [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"# only a comment\n", "holds no document"),
        (b"a: \xff\xfe", "scenario.yaml:1:4 is not UTF-8"),
        (b"name: caf\xe9\n", "scenario.yaml:1:10 is not UTF-8"),
        (b"just words", "is no scenario"),
        (b"- a\n- b", "is no scenario"),
        (b"a: [1, 2", "is not YAML"),
        (b"a: 1\n\tb: 2", "is not YAML"),
        (b"a: \x07", "is not YAML"),
        (b"a: 1\n---\nb: 2", "a second document starts here"),
        (b"a: " + b"[" * 50 + b"]" * 50, "nested too deep"),
        (b"? [1]\n: 2", "a key must be a word"),
    ]:
        path.write_bytes(content)
        with pytest.raises(UserError) as error:
            load(path)
        assert fault in str(error.value), content
        assert error.value.exit_code == 2


def test_a_50_mb_file_is_refused_by_its_size_alone(tmp_path):
    path = tmp_path / "scenario.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(UserError) as error:
        load(path)
    assert "has 50,000,000 bytes" in str(error.value)
    assert f"at most {SIZE_CAP:,}" in str(error.value)


@pytest.mark.parametrize("where", ["nowhere/scenario.yaml", "missing.yaml", "treshold"])
def test_what_is_not_there_is_named(where):
    with pytest.raises(UserError) as error:
        load(where)
    assert "no such file" in str(error.value) or "Did you mean 'threshold'" in str(error.value)


def test_the_hash_follows_content_not_layout(tmp_path):
    base = load(write(tmp_path))
    assert (
        load(write(tmp_path, document="# a comment\n" + DOCUMENT.replace("rank: 0.3", "rank:   0.3"))).hash == base.hash
    )
    for old, new in [
        ("upper: 3", "upper: 3.1"),
        ("vague: 0.4", "vague: 0.5"),
        ("rank: 0.3", "rank: 0.4"),
        ("0.5 * alpha", "0.6 * alpha"),
        ("[0.5, 0.9]", "[0.5, 0.8]"),
        ("challenger: 2.0", "challenger: 3.0"),
        ("as_of: 2022-03-23", "as_of: 2022-03-24"),
        ("reading: strict", "reading: loose"),
        ("Nobody knows.", "Nobody can know."),
    ]:
        assert load(write(tmp_path, document=spoiled(old, new))).hash != base.hash, new
    assert load(write(tmp_path, rows=[statement(paraphrase="No soldiers.")])).hash != base.hash
    assert replace(base, menu=base.menu[:2]).hash != base.hash


def test_the_hash_is_the_same_in_another_process(tmp_path):
    path = write(tmp_path, document=DOCUMENT.replace("model: {name: toy}", "model: {name: threshold}"))
    script = "from standoff.scenario import load; print(load('threshold').hash)"
    seen = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True
        ).stdout
        for seed in ("1", "2")
    }
    assert seen == {load("threshold").hash + "\n"}
    assert path.exists()


def test_a_scenario_pickles_without_its_game(tmp_path):
    scenario = load(write(tmp_path))
    assert scenario.game is scenario.game
    copy = pickle.loads(pickle.dumps(scenario))
    assert copy.hash == scenario.hash
    assert "game" not in copy.__dict__
    assert copy == scenario


def test_loading_is_light():
    script = """
import sys
from standoff.scenario import load, bundled
load("threshold"); bundled()
heavy = [name for name in ("numba", "scipy.stats", "duckdb", "altair", "scipy") if name in sys.modules]
sys.exit(", ".join(heavy) or 0)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_text_can_be_read_without_a_file(tmp_path):
    write(tmp_path)
    assert read(DOCUMENT, file="upload", folder=tmp_path).hash == load(tmp_path / "small.yaml").hash


def test_the_place_is_a_path_that_an_editor_opens(tmp_path, monkeypatch):
    write(tmp_path, document=spoiled("upper: 3", "upper: -3"))
    monkeypatch.chdir(tmp_path.parent)
    for path in (tmp_path / "small.yaml", Path(tmp_path.name) / "small.yaml"):
        with pytest.raises(UserError) as error:
            load(path)
        assert str(error.value).startswith(f"{path}:31:51 prior of alpha")
    assert load("threshold").document == "scenario.yaml"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, len(DOCUMENT)),
    st.integers(0, 40),
    st.sampled_from(
        ["", "x", "{", "}", "[", "]", ": ", "\n", "- ", "&a ", "*a", "!t ", "'", "1e999", ".nan", "-1", "\t"]
    ),
)
def test_no_edit_does_anything_but_load_or_be_refused(tmp_path, start, width, put):
    write(tmp_path)
    try:
        read(DOCUMENT[:start] + put + DOCUMENT[start + width :], file="x.yaml", folder=tmp_path)
    except UserError as error:
        message = str(error)
    else:
        message = ""
    assert message.count("\n") < SCREEN
