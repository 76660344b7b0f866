"""The statement impact card at the command line."""

import json

import pytest
from click.testing import CliRunner, Result

from standoff.cli import main
from standoff.cli.new import start

THREAT = "principal=NATO act=commit rungs=chemical@protege instruments=force"
REPEATED = "principal=NATO act=rule_out instruments=troops"


def standoff(*line: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in line])


def good(*line: object) -> str:
    result = standoff("impact", "nato-2022", *line)
    assert result.exit_code == 0, result.output
    return result.stdout


def mistake(*line: object) -> str:
    result = standoff("impact", *line)
    assert result.exit_code == 2, result.output
    assert len(result.output.splitlines()) <= 12
    assert "Traceback" not in result.output
    return result.output


def test_the_card_shows_three_rules_side_by_side_and_the_speakers_own_matrix():
    text = good("--add", THREAT, "--draws", 8)
    assert "NATO, its own words alone: 3 cells" in text
    head = next(line for line in text.splitlines() if line.strip().startswith("cell "))
    assert head.split() == ["cell", "consensus", "any_member", "most_capable"]
    assert "unsaid → committed (committed 0 → 0.8)" in text
    for name in ("provocation", "rung[chemical@protege]", "entrapment", "backing_out"):
        assert f"\n {name} " in text
    for needed in ("8 common draws, seed 0, 0 rows failed", "end of 2022-03-24", "reading strict", "16 of the menu"):
        assert needed in text.replace("\n", " "), needed


def test_an_effect_whose_interval_holds_zero_is_undetermined():
    record = json.loads(good("--add", THREAT, "--draws", 8, "--json"))
    text = good("--add", THREAT, "--draws", 8)
    effects = record["rules"][0]["effects"]
    doubtful = [one for one in effects if one["interval"][0] < 0 < one["interval"][1]]
    assert doubtful
    for one in doubtful:
        assert not one["determined"]
        line = next(line for line in text.splitlines() if line.startswith(f" {one['outcome']} "))
        assert "undetermined" in line.split("[")[0 if "rung" not in one["outcome"] else 1]
    assert all(0 <= one["holds"] <= 1 for one in effects)


def test_what_changes_no_number_says_so_and_solves_nothing(monkeypatch):
    monkeypatch.setattr("standoff.solver.solve", lambda *_, **__: 1 / 0)
    text = good("--add", REPEATED)
    assert "Changes no cell" in text
    assert "nothing was solved" in text
    record = json.loads(good("--add", REPEATED, "--json"))
    assert record["changes_a_number"] is False
    assert [one["effects"] for one in record["rules"]] == [[], [], []]


def test_the_lead_members_word_leaves_consensus_alone():
    text = good("--add", THREAT.replace("NATO", "USA"), "--draws", 8)
    assert "Under consensus the game sees no number change: effect exactly 0." in text
    assert "no number changes" in text


def test_dropping_rows_and_anonymous_voices():
    record = json.loads(good("--drop", "DEU-02", "--drop", "DEU-02", "--draws", 8, "--json"))
    assert record["dropped"] == ["DEU-02"]
    strikes = next(cell for cell in record["rules"][0]["cells"] if cell["instrument"] == "strikes")
    assert (strikes["before"]["withhold"], strikes["after"]["withhold"]) == (0.6, 0.0)
    loose = json.loads(good("--drop-anonymous", "--reading", "loose", "--draws", 8, "--json"))
    assert {"USA-02", "DIPLO-05"} <= set(loose["dropped"])
    assert loose["reading"] == "loose"


def test_the_same_question_has_the_same_answer_to_the_byte():
    line = ("--add", THREAT, "--draws", 8, "--seed", 5, "--json")
    assert good(*line) == good(*line)


def test_rows_from_a_file(tmp_path):
    path = tmp_path / "rows.yaml"
    path.write_text(
        "statements:\n- {id: S-1, speaker: A. Bee, principal: NATO, act: rule_out, instruments: strikes,\n"
        "   rungs: chemical@protege, specificity: instrument+trigger+who+unhedged, date_from: '2022-03-24'}\n",
        encoding="utf-8",
    )
    text = good("--from", path, "--draws", 8)
    assert "chemical@protege × strikes: unsaid → ruled out (withheld 0 → 1)" in text


def test_sentences_of_a_text_through_the_suggester(tmp_path):
    pytest.importorskip("spacy")
    path = tmp_path / "said.txt"
    path.write_text("“We will not send troops to Ukraine,” German Chancellor Olaf Scholz said.\n", encoding="utf-8")
    record = json.loads(good("--text", path, "--reading", "loose", "--draws", 8, "--json"))
    assert [row["coder"] for row in record["added"]] == ["suggested"]
    assert "DEU" in record["own"]
    assert record["left_aside"] == []


def test_a_text_shows_how_sure_each_row_is_and_what_was_left_aside(tmp_path, monkeypatch):
    pytest.importorskip("spacy")
    path = tmp_path / "said.txt"
    path.write_text(
        "“We will not send troops to Ukraine,” German Chancellor Olaf Scholz said. "
        "Brazil said it would not send arms.\n",
        encoding="utf-8",
    )
    text = good("--text", path, "--draws", 8)
    assert "Olaf Scholz for DEU: rule out troops   sure 0." in text
    assert "Found and left aside, of nobody in nato-2022: rule out by BRA." in text
    assert "look at it first" not in text
    monkeypatch.setattr("standoff.ledger.suggest.draft.LOOK_FIRST", 1.01)
    assert "look at it first" in good("--text", path, "--draws", 8)
    record = json.loads(good("--text", path, "--date", "2022-03-02", "--draws", 8, "--json"))
    assert [row["date_from"] for row in record["added"]] == ["2022-03-02"]
    assert [row["reason"] for row in record["left_aside"]] == ["of nobody in nato-2022"]


def test_drafts_of_the_suggester_from_a_file(tmp_path):
    pytest.importorskip("spacy")
    text, drafts = tmp_path / "said.txt", tmp_path / "drafts.csv"
    text.write_text("“We will not send troops to Ukraine,” German Chancellor Olaf Scholz said.\n", encoding="utf-8")
    assert standoff("ledger", "suggest", text, "--out", drafts, "--posture-only").exit_code == 0
    record = json.loads(good("--from", drafts, "--reading", "loose", "--draws", 8, "--json"))
    assert [(row["principal"], row["date_from"]) for row in record["added"]] == [("DEU", "2022-03-24")]


def test_the_bundled_ledger_is_never_written(tmp_path):
    start("mine", "nato-2022", tmp_path / "mine")
    before = {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir()}
    result = standoff("impact", tmp_path / "mine", "--add", THREAT, "--draws", 8)
    assert result.exit_code == 0
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir()}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("nato-2022",), "nothing is added or dropped"),
        (("nato-2022", "--add", "principal=NATTO act=commit"), "Did you mean 'NATO'"),
        (("nato-2022", "--add", "act"), "not a pair"),
        (("nato-2022", "--drop", "NATO-1"), "Did you mean 'NATO-01'"),
        (("nato-2022", "--from", "nothing.csv"), "No such file"),
        (("nato-2022", "--text", "nothing.txt"), "No such file"),
        (("nato-2022", "--drop", "DEU-02", "--date", "2022-03-01"), "are about a text"),
        (("nato-2022", "--text", "x.txt", "--sure", "2"), "--sure"),
        (("threshold", "--drop", "X"), "no ledger"),
        (("nato-2022", "--add", THREAT, "--draws", "2"), "draws"),
    ],
)
def test_mistakes_are_one_screen_and_status_2(line, said):
    assert said in mistake(*line)


def test_a_binary_or_foreign_file_is_told(tmp_path):
    path = tmp_path / "rows.csv"
    for data, said in ((b"PK\x03\x04\0\xff", "UTF-8"), ("id,act\n".encode("utf-16"), "UTF-16"), (b"", "empty")):
        path.write_bytes(data)
        assert said in mistake("nato-2022", "--from", path)
