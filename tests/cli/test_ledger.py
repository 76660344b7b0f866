"""The ledger at the command line: shown, compared, checked, verified, exported; every bad file told in one screen."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from standoff.cli import main
from standoff.cli.new import start
from standoff.ledger import files
from standoff.ledger.sentence import sentence_sha256
from standoff.ledger.statement import statement_from_cells
from standoff.scenario import load

BUNDLED = load("nato-2022").folder


def standoff(*line: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in line])


def good(*line: object) -> str:
    result = standoff(*line)
    assert result.exit_code == 0, result.output
    return result.stdout


def read(*line: object) -> dict:
    return json.loads(good(*line, "--json"))


def mistake(*line: object) -> str:
    result = standoff(*line)
    assert result.exit_code == 2, result.output
    assert len(result.output.splitlines()) <= 12
    assert "Traceback" not in result.output
    assert "fault of ours" not in result.output
    return result.output


@pytest.fixture
def mine(tmp_path) -> Path:
    folder = tmp_path / "mine"
    start("mine", "nato-2022", folder)
    return folder


def append(folder: Path, **cells: str) -> None:
    """Add a row to the ledger of a scenario's folder."""
    path = folder / "ledger.csv"
    row = {"source": "wp-2022-03-23", "date_from": "2022-03-23", "speaker": "A. Speaker"} | cells
    statement = statement_from_cells(row)
    text = files.statements_text([statement])
    path.write_text(path.read_text(encoding="utf-8") + text.partition("\n")[2], encoding="utf-8")


# Views


def test_show_gives_what_was_known_by_a_day():
    record = read("ledger", "show", "nato-2022", "--as-of", "2022-03-22")
    ids = {row["id"] for row in record["statements"]}
    assert {"TREATY-01", "USA-04", "USA-05", "EST-02"} <= ids
    assert "NATO-06" not in ids
    assert "NATO-06" in record["later"]
    assert record["count"] == len(ids)
    assert sum(record["acts"].values()) == record["count"]


def test_show_by_principal_bloc_speaker_and_row():
    usa = read("ledger", "show", "nato-2022", "--principal", "USA")["statements"]
    assert {row["principal"] for row in usa} == {"USA"}
    bloc = read("ledger", "show", "nato-2022", "--bloc")["statements"]
    assert {"NATO", "DEU", "POL"} <= {row["principal"] for row in bloc}
    assert "RUS" not in {row["principal"] for row in bloc}
    said = read("ledger", "show", "nato-2022", "--speaker", "Olaf Scholz")["statements"]
    assert [row["id"] for row in said] == ["DEU-01", "DEU-02"]
    text = good("ledger", "show", "nato-2022", "--row", "USA-04")
    assert "qualifiers: unilateral+for_now" in text


def test_deeds_have_a_view_of_their_own():
    record = read("ledger", "show", "nato-2022", "--deeds")
    totals = {(one["status"], one["instrument"]): one for one in record["totals"]}
    assert totals["in_force", "deployments"]["quantity"] == 4000
    assert totals["expected", "deployments"]["deeds"] == 4
    assert "DEED-10" not in record["in_force"]
    text = good("ledger", "show", "nato-2022", "--deeds")
    assert "4000 troops" in text
    assert "expected" in text
    assert read("ledger", "show", "nato-2022", "--deeds", "--as-of", "2022-03-22")["count"] == 0


def test_diff_between_two_days_and_two_ledgers(mine):
    record = read("ledger", "diff", "nato-2022", "2022-03-21", "2022-03-22")
    assert [row["id"] for row in record["added"]] == ["USA-05", "USA-06", "POL-01"]
    assert record["removed"] == record["edited"] == []
    path = mine / "ledger.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("unilateral+for_now", "for_now"), encoding="utf-8")
    edited = read("ledger", "diff", "nato-2022", "--with", mine)["edited"]
    assert edited == [{"id": "USA-04", "columns": {"qualifiers": ["unilateral+for_now", "for_now"]}}]
    assert "~ USA-04 qualifiers: unilateral+for_now → for_now" in good("ledger", "diff", "nato-2022", "--with", mine)
    assert "No statement differs" in good("ledger", "diff", "nato-2022", "2022-03-23", "2022-03-23")
    assert "two days" in mistake("ledger", "diff", "nato-2022", "2022-03-23")


def test_conflicts_name_the_two_rows_and_the_rule():
    record = read("ledger", "conflicts", "nato-2022")
    kinds = {one["kind"]: one for one in record["conflicts"]}
    assert kinds["speaks_for_alliance"]["rows"] == ["DEU-02", "NATO-01"]
    assert kinds["lapsed_hedge"]["rows"] == ["USA-04"]
    assert "binds the member alone" in kinds["speaks_for_alliance"]["rule"]
    assert record["counts"]["self_contradiction"] == 0
    text = good("ledger", "conflicts", "nato-2022")
    assert "Olaf Scholz for DEU: rule out force" in text
    assert read("ledger", "conflicts", "nato-2022", "--reading", "loose")["counts"]["mixed_alliance"] > 0


# A row put in and taken out


def test_one_rule_out_changes_exactly_its_cells_and_taking_it_out_restores_every_byte(mine):
    def posture() -> str:
        return good("posture", mine, "--json")

    original, before = (mine / "ledger.csv").read_bytes(), posture()
    append(mine, id="NEW-1", principal="NATO", act="rule_out", rungs="chemical@protege", instruments="no_fly_zone",
           specificity="instrument+trigger+who+unhedged", relay="1")  # fmt: skip
    after = posture()
    one, two = json.loads(before)["cells"], json.loads(after)["cells"]
    changed = [(new["rung"], new["instrument"]) for old, new in zip(one, two, strict=True) if old != new]
    assert changed == [("chemical@protege", "no_fly_zone")]
    (mine / "ledger.csv").write_bytes(original)
    assert posture() == before


def test_posture_diff_between_two_days():
    record = read("posture", "nato-2022", "--diff", "2022-03-01", "2022-03-23")
    cells = {(one["rung"], one["instrument"]): one for one in record["changes"]}
    troops = cells["hold", "troops"]
    assert troops["before"]["label"] == "unsaid"
    assert troops["after"]["label"] == "ruled out"
    assert troops["numeric"]
    assert ("seize@allied", "troops") not in cells, "the treaty stands on both days"
    text = good("posture", "nato-2022", "--diff", "2022-03-01", "2022-03-23", "--holder", "USA")
    assert "+USA-05" in text
    assert "No cell differs" in good("posture", "nato-2022", "--diff", "2022-03-01", "2022-03-01")
    assert "--as-of" in mistake("posture", "nato-2022", "--diff", "2022-03-01", "2022-03-23", "--as-of", "2022-03-02")


def test_posture_under_every_rule_reading_and_holder():
    seen = {
        good("posture", "nato-2022", "--rule", rule, "--reading", reading)
        for rule in ("consensus", "any_member", "most_capable")
        for reading in ("strict", "loose")
    }
    assert len(seen) == 6
    without = {(c["rung"], c["instrument"]): c for c in read("posture", "nato-2022", "--no-standing")["cells"]}
    assert without["seize@allied", "unspecified"]["label"] == "unsaid"
    assert "†" in good("posture", "nato-2022", "--holder", "USA"), "the December sentence has lapsed"


def test_posture_draws_a_heat_map(tmp_path):
    record = read("posture", "nato-2022", "--reading", "loose", "--figure", tmp_path / "figure")
    names = sorted(Path(path).name for path in record["figure"])
    assert names == ["posture-matrix.csv", "posture-matrix.png", "posture-matrix.svg"]
    rows = list(csv.DictReader((tmp_path / "figure" / "posture-matrix.csv").open(encoding="utf-8")))
    cell = next(row for row in rows if row["rung"] == "hold" and row["instrument"] == "troops")
    assert (cell["label"], float(cell["withheld"])) == ("ruled out", 0.8)


# Verify


def coded(folder: Path, sentence: str, paragraph: int) -> Path:
    """A ledger of one row coded from a sentence."""
    folder.mkdir(parents=True, exist_ok=True)
    row = statement_from_cells(
        {
            "id": "X1",
            "speaker": "A. Speaker",
            "act": "goal",
            "date_from": "2022-03-01",
            "source": "text",
            "paragraph": str(paragraph),
            "sentence_sha256": sentence_sha256(sentence),
        }
    )
    (folder / "ledger.csv").write_text(files.statements_text([row]), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "outcome", "status"),
    [
        ("“We shall see.”\n", "found", 0),
        ("Nothing here.\n\nWe shall  see.\n", "moved", 0),
        ("We shall not see.\n", "missing", 2),
        ("“We shall see. He left.\n", "found", 0),
    ],
)
def test_verify_tells_found_moved_and_missing(tmp_path, text, outcome, status):
    ledger = coded(tmp_path / "ledger", "We shall see.", 1)
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")
    result = standoff("ledger", "verify", ledger, "--text", path, "--json")
    assert result.exit_code == status, result.output
    record = json.loads(result.stdout)
    assert [row["outcome"] for row in record["rows"]] == [outcome]
    assert record["counts"][outcome] == 1


def test_verify_finds_every_sentence_of_the_article(shared):
    record = read("ledger", "verify", "nato-2022", "--text", shared / "seed" / "article.txt")
    assert record["counts"]["missing"] == record["counts"]["moved"] == 0
    assert record["counts"]["found"] > 70


# Export


def test_export_is_byte_exact_in_both_forms(tmp_path):
    good("ledger", "export", "nato-2022", "--out", tmp_path / "csv")
    for name in ("ledger.csv", "deeds.csv"):
        assert (tmp_path / "csv" / name).read_bytes() == (BUNDLED / name).read_bytes()
    good("ledger", "export", "nato-2022", "--format", "yaml", "--out", tmp_path / "yaml")
    good("ledger", "export", tmp_path / "yaml", "--out", tmp_path / "back")
    for name in ("ledger.csv", "deeds.csv"):
        assert (tmp_path / "back" / name).read_bytes() == (BUNDLED / name).read_bytes()
    assert (tmp_path / "back" / "sources.yaml").read_bytes() == (tmp_path / "csv" / "sources.yaml").read_bytes()


def test_export_neutralises_formulas_for_spreadsheets_alone(mine, tmp_path):
    script = "<script>alert(1)</script>"
    append(mine, id="X1", speaker="=cmd()", act="goal", paraphrase=script, office="@SUM(A1)", theatre="protege")
    good("ledger", "export", mine, "--out", tmp_path / "plain")
    good("ledger", "export", mine, "--spreadsheet", "--out", tmp_path / "safe")
    plain, safe = (
        next(
            row for row in csv.DictReader((tmp_path / kind / "ledger.csv").open(encoding="utf-8")) if row["id"] == "X1"
        )
        for kind in ("plain", "safe")
    )
    assert (plain["speaker"], plain["office"], plain["paraphrase"]) == ("=cmd()", "@SUM(A1)", script)
    assert (safe["speaker"], safe["office"]) == ("'=cmd()", "'@SUM(A1)")
    for row in csv.reader(io.StringIO((tmp_path / "safe" / "deeds.csv").read_text(encoding="utf-8"))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    assert "X1" in good("ledger", "show", mine, "--row", "X1")


def test_export_overwrites_nothing(tmp_path):
    good("ledger", "export", "nato-2022", "--out", tmp_path)
    before = (tmp_path / "ledger.csv").read_bytes()
    assert "is there already" in mistake("ledger", "export", "nato-2022", "--out", tmp_path, "--spreadsheet")
    assert (tmp_path / "ledger.csv").read_bytes() == before
    assert not (tmp_path / "sources.csv").exists()


# Bad input: a clear error, nothing lost


def ledger_of(folder: Path, data: bytes) -> Path:
    folder.mkdir()
    (folder / "ledger.csv").write_bytes(data)
    return folder


HEAD = "id,speaker,act,date_from,paraphrase\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04\x00\x00\xff\xfe", "not UTF-8 text"),
        (b"id,speaker\0,act,date_from\n", "binary data"),
        ((HEAD + "X1,A,goal,2022-03-01,x\n").encode("utf-16"), "UTF-16"),
        (b"", "empty"),
        ((HEAD + 'X1,A,goal,2022-03-01,"open\n').encode(), "quotation marks closed"),
        ((HEAD + "X1,A,goal,2022-03-01,x\nX1,B,goal,2022-03-01,x\n").encode(), "duplicate id"),
        ((HEAD + "X1,A,gaol,2022-03-01,x\n").encode(), "Did you mean 'goal'"),
        ((HEAD + "X1,A,goal,yesterday,x\n").encode(), "not a date"),
        ((HEAD + "X1,A,goal,2022-03-01\n").encode(), "ledger.csv:2 the row has 4 cells"),
        (b"id,speeker,act,date_from\n", "Did you mean 'speaker'"),
    ],
)
def test_a_bad_ledger_is_one_screen_and_status_2(tmp_path, data, said):
    folder = ledger_of(tmp_path / "bad", data)
    assert said in mistake("ledger", "show", folder, "--as-of", "2022-03-23")


def test_a_bad_text_is_one_screen_and_status_2(tmp_path):
    ledger = coded(tmp_path / "ledger", "We shall see.", 1)
    path = tmp_path / "text.txt"
    for data, said in ((b"\x89PNG\r\n\x1a\n\0", "UTF-8"), ("Words.".encode("utf-16"), "UTF-16"), (b" \n", "empty")):
        path.write_bytes(data)
        assert said in mistake("ledger", "verify", ledger, "--text", path)
    with path.open("wb") as file:
        file.truncate(100_000_000)
    assert "100 MB" in mistake("ledger", "verify", ledger, "--text", path)
    assert "No such file" in mistake("ledger", "verify", ledger, "--text", tmp_path / "nothing.txt")


def test_unknown_names_are_told_with_the_nearest(mine, tmp_path):
    assert "Did you mean 'DEU'" in mistake("ledger", "show", "nato-2022", "--principal", "DUE")
    assert "Did you mean 'Olaf Scholz'" in mistake("ledger", "show", "nato-2022", "--speaker", "Olaf Schulz")
    assert "Did you mean 'NATO-" in mistake("ledger", "show", "nato-2022", "--row", "NATO06")
    append(mine, id="X1", principal="UAS", act="rule_out", instruments="troops")
    assert "Did you mean 'USA'" in mistake("posture", mine)
    assert "has no ledger" in mistake("ledger", "show", "threshold")
    assert "--as-of" in mistake("ledger", "show", coded(tmp_path / "bare", "We shall see.", 1))


def test_a_row_after_the_scenarios_day_is_noted_and_kept(mine):
    append(mine, id="X1", principal="NATO", act="commit", instruments="force", date_from="2022-04-01")
    for line in (("ledger", "show", mine), ("posture", mine), ("check", mine, "--fast"), ("ledger", "conflicts", mine)):
        result = standoff(*line)
        assert result.exit_code == 0, result.output
        assert "1 row is dated after 2022-03-23 and left out: X1" in result.stderr
    assert "X1" in good("ledger", "show", mine, "--as-of", "2022-04-01")


def test_no_cell_commands_the_terminal(mine):
    append(mine, id="X1", act="goal", paraphrase="calm \x1b[2J\x07 words", speaker="A\x1b[31m")
    text = good("ledger", "show", mine, "--row", "X1")
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "calm ␛[2J␇ words" in text
    statements = read("ledger", "show", mine, "--row", "X1")["statements"]
    assert statements[0]["paraphrase"] == "calm \x1b[2J\x07 words", "JSON keeps every cell verbatim"
