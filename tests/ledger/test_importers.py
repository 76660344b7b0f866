"""Importers of event data, on invented events: deeds only of what was done, every other row with its reason."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from standoff.cli import main
from standoff.cli.new import start
from standoff.errors import LedgerError
from standoff.ledger import files
from standoff.ledger.deed import Status
from standoff.ledger.importers import IMPORTERS, Place, Terms
from standoff.ledger.importers.gdelt import read_gdelt
from standoff.ledger.importers.imported import CODES, codes_of
from standoff.ledger.importers.polecat import read_polecat
from standoff.posture.semantics import from_ledger
from standoff.scenario import load

TERMS = Terms((Place("protege", "Ukraine"), Place("protege", "UKR"), Place("allied", "Poland")), source="events")


def event(number: int, **changes: str) -> list[str]:
    """One invented GDELT 2 row: American sanctions, reported the day they came."""
    cells = [""] * 61
    named = {
        "event": str(number), "day": "20220225", "actor": "USA", "target": "RUS", "code": "163", "quad": "4",
        "place": "Kyiv, Kyyiv, Misto, Ukraine", "added": "20220226001500", "url": "https://example.org/a",
    } | changes  # fmt: skip
    places = {
        "event": 0,
        "day": 1,
        "actor": 7,
        "target": 17,
        "code": 26,
        "quad": 29,
        "place": 52,
        "added": 59,
        "url": 60,
    }
    for name, cell in named.items():
        cells[places[name]] = cell
    return cells


def gdelt(folder: Path, *rows: list[str] | bytes, terms: Terms = TERMS):
    path = folder / "20220226.export.CSV"
    path.write_bytes(b"\n".join(row if isinstance(row, bytes) else "\t".join(row).encode() for row in rows) + b"\n")
    return read_gdelt(path, terms)


HEADER = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Recipient Name", "Recipient Country", "City", "Province", "Country", "Source",
    "Publication Date",
)  # fmt: skip


def story(number: int, **changes: str) -> list[str]:
    """One invented POLECAT row: troops mobilised."""
    named = {
        "Event ID": f"E{number}", "Event Date": "2022-02-25", "Event Type": "MOBILIZE", "Event Mode": "troops",
        "Contexts": "military", "Actor Country": "USA", "Recipient Country": "RUS", "City": "Rzeszow",
        "Country": "Poland", "Publication Date": "2022-02-26",
    } | {name.replace("_", " "): cell for name, cell in changes.items()}  # fmt: skip
    return [named.get(name, "") for name in HEADER]


def polecat(folder: Path, *rows: list[str] | bytes, header: tuple[str, ...] = HEADER, terms: Terms = TERMS):
    path = folder / "events.txt"
    lines = [row if isinstance(row, bytes) else "\t".join(row).encode() for row in (list(header), *rows)]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return read_polecat(path, terms)


# GDELT 2


def test_gdelt_makes_a_deed_of_what_was_done(tmp_path):
    found = gdelt(tmp_path, event(7))
    (deed,) = found.deeds
    assert (deed.id, deed.actor, deed.instrument, deed.theatre) == ("GDELT-7", "USA", "sanctions", "protege")
    assert (deed.date_from, deed.reported) == (date(2022, 2, 25), date(2022, 2, 26))
    assert (deed.status, deed.source) == (Status.IN_FORCE, "events")
    assert "CAMEO 163, towards RUS" in deed.paraphrase
    assert found.skipped == ()


@pytest.mark.parametrize(
    ("code", "quad", "instrument", "status"),
    [
        ("072", "2", "arms", Status.IN_FORCE),
        ("0721", "2", "arms", Status.IN_FORCE),
        ("154", "4", "deployments", Status.IN_FORCE),
        ("085", "2", "sanctions", Status.ENDED),
        ("0874", "2", "deployments", Status.ENDED),
        ("190", "4", "", Status.IN_FORCE),
        ("070", "2", "", Status.IN_FORCE),
    ],
)
def test_gdelt_codes_mean_instruments_by_their_longest_fit(tmp_path, code, quad, instrument, status):
    (deed,) = gdelt(tmp_path, event(1, code=code, quad=quad)).deeds
    assert (deed.instrument, deed.status) == (instrument, status)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (event(1, code="138", quad="3"), "words and no deed"),
        (event(1, code="030", quad="1"), "words and no deed"),
        (event(1, code="163", quad="2"), "code and quad class disagree: 163 in class 2"),
        (event(1, code="010", quad="4"), "code and quad class disagree"),
        (event(1)[:58], "not 61 columns: 58"),
        ([*event(1), ""], "not 61 columns: 62"),
        (event(1, event="abc"), "no event number or no code"),
        (event(1, code="---"), "no event number or no code"),
        (event(1, day="20221399"), "no date: SQLDATE '20221399'"),
        (event(1, added=""), "no date: DATEADDED ''"),
        (event(1, day="20220301"), "dated after its report, so not yet done: 2022-03-01"),
        (event(1, day="20120225"), "older than 31 days when reported, a reference to the past: 2012-02-25"),
        (event(1, place="Lagos, Nigeria"), "a place in no theatre: Lagos, Nigeria"),
        (event(1, place=""), "a place in no theatre: none given"),
        (event(1, actor=""), "no actor"),
        (b"\xff\xfe\xfa not text", "not UTF-8"),
        (b"a\0b", "binary data"),
        (b"", "an empty line"),
    ],
)
def test_gdelt_skips_a_row_with_its_line_and_reason(tmp_path, row, reason):
    found = gdelt(tmp_path, event(9), row, event(10))
    assert [deed.id for deed in found.deeds] == ["GDELT-9", "GDELT-10"]
    (skip,) = found.skipped
    assert skip.line == 2
    assert skip.reason.startswith(reason)


def test_gdelt_takes_an_event_once(tmp_path):
    found = gdelt(tmp_path, event(1), event(1))
    assert len(found.deeds) == 1
    assert found.reasons == {"duplicate event": 1}


def test_gdelt_translates_country_codes(tmp_path):
    terms = Terms(TERMS.places, actors=("ROU", "USA"))
    found = gdelt(tmp_path, event(1, actor="ROM"), event(2, actor="FRA"), terms=terms)
    assert [deed.actor for deed in found.deeds] == ["ROU"]
    assert found.reasons == {"an actor the scenario does not know": 1}


def test_quotation_marks_are_letters(tmp_path):
    found = gdelt(tmp_path, event(1, url='https://example.org/"half'), event(2))
    assert len(found.deeds) == 2


# POLECAT


def test_polecat_makes_a_deed_of_what_was_done(tmp_path):
    found = polecat(tmp_path, story(1))
    (deed,) = found.deeds
    assert (deed.id, deed.actor, deed.instrument, deed.theatre) == ("POLECAT-E1", "USA", "deployments", "allied")
    assert (deed.date_from, deed.reported, deed.place) == (date(2022, 2, 25), date(2022, 2, 26), "Rzeszow, Poland")
    assert found.skipped == ()


@pytest.mark.parametrize(
    "context", ["hypothetical", "Historical", "military;future", "planned,economic", "a|HYPOTHETICAL"]
)
def test_polecat_never_counts_what_has_not_happened(tmp_path, context):
    found = polecat(tmp_path, story(1, Contexts=context))
    assert found.deeds == ()
    assert list(found.reasons) == ["not counted as happened"]


@pytest.mark.parametrize(
    ("changes", "instrument"),
    [
        ({"Event_Type": "AID", "Event_Mode": "military"}, "arms"),
        ({"Event_Type": "AID", "Event_Mode": "humanitarian"}, ""),
        ({"Event_Type": "SANCTION", "Event_Mode": "discontinue", "Contexts": "diplomatic;economic"}, "sanctions"),
        ({"Event_Type": "SANCTION", "Event_Mode": "expel", "Contexts": "diplomatic"}, ""),
        ({"Event_Type": "Assault", "Event_Mode": "aerial"}, ""),
    ],
)
def test_polecat_types_modes_and_contexts_mean_instruments(tmp_path, changes, instrument):
    (deed,) = polecat(tmp_path, story(1, **changes)).deeds
    assert deed.instrument == instrument


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (story(1, Event_Type="THREATEN"), "words and no deed"),
        (story(1, Event_Type="CONSULT"), "words and no deed"),
        (story(1, Event_Type="WONDER"), "an event type that is no deed here: WONDER"),
        (list(HEADER), "the header again"),
        (story(1)[:9], "not 16 cells: 9"),
        ([*story(1), "surplus"], "not 16 cells: 17"),
        (["1", *story(1)], "not 16 cells: 17"),
        (story(1, Event_Date="soon"), "no date: Event Date 'soon'"),
        (story(1, Event_Date="2022-03-25"), "dated after its report"),
        (story(1, Event_ID=""), "no event number"),
        (story(1, Actor_Country=""), "no actor"),
        (story(1, Country="Chile", City=""), "a place in no theatre: Chile"),
        (b"\xe9\xe8\tlatin", "not UTF-8"),
    ],
)
def test_polecat_skips_a_row_with_its_line_and_reason(tmp_path, row, reason):
    found = polecat(tmp_path, story(8), row, story(9))
    assert [deed.id for deed in found.deeds] == ["POLECAT-E8", "POLECAT-E9"]
    (skip,) = found.skipped
    assert skip.line == 3
    assert skip.reason.startswith(reason)


def test_polecat_tolerates_what_does_no_harm(tmp_path):
    surplus = [*story(1), "", ""]
    shuffled = tuple(reversed(HEADER))
    assert len(polecat(tmp_path, surplus).deeds) == 1
    assert len(polecat(tmp_path, story(1)[::-1], header=shuffled).deeds) == 1
    assert len(polecat(tmp_path, story(1), header=tuple(f'"{name}"' for name in HEADER)).deeds) == 1
    path = tmp_path / "title.txt"
    path.write_text("A title line\n" + "\t".join(HEADER) + "\n" + "\t".join(story(1)) + "\n", encoding="utf-8")
    found = read_polecat(path, TERMS)
    assert len(found.deeds) == 1
    assert [skip.reason for skip in found.skipped] == ["before the header"]


def test_polecat_makes_one_deed_an_actor(tmp_path):
    found = polecat(tmp_path, story(1, Actor_Country="USA;DEU"))
    assert [(deed.id, deed.actor) for deed in found.deeds] == [("POLECAT-E1-USA", "USA"), ("POLECAT-E1-DEU", "DEU")]


def test_a_file_without_the_columns_is_refused(tmp_path):
    with pytest.raises(LedgerError, match="a column is missing: 'Contexts'"):
        polecat(tmp_path, header=tuple(name for name in HEADER if name != "Contexts"))
    with pytest.raises(LedgerError, match="no header"):
        polecat(tmp_path, header=("a", "b"))


# Both


@pytest.mark.parametrize("kind", IMPORTERS)
@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "empty"), (b"PK\x03\x04zip", "archive"), (b"\x1f\x8bgz", "archive"), ("a\tb".encode("utf-16"), "UTF-16")],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, kind, data, said):
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(LedgerError, match=said):
        IMPORTERS[kind](path, TERMS)


def test_every_row_is_a_deed_or_a_skip(tmp_path):
    rows = [event(n, code=code, quad=quad) for n, (code, quad) in enumerate([("163", "4"), ("010", "1"), ("9", "9")])]
    found = gdelt(tmp_path, *rows)
    assert len(found.deeds) + len(found.skipped) == 3


def test_no_code_of_words_is_a_deed():
    words = {"01", "02", "03", "04", "05", "09", "10", "11", "12", "13"}
    assert not {code[:2] for code in codes_of(CODES, "cameo")} & words
    with pytest.raises(LedgerError, match="codes cannot be read"):
        codes_of(CODES, "icews")


def test_codes_of_ones_own(tmp_path):
    mine = tmp_path / "codes.yaml"
    mine.write_text('cameo:\n  "163": {instrument: air_defence, status: announced}\n', encoding="utf-8")
    (deed,) = gdelt(tmp_path, event(1), terms=Terms(TERMS.places, codes=mine)).deeds
    assert (deed.instrument, deed.status) == ("air_defence", Status.ANNOUNCED)


# The command


def run(*line: object):
    return CliRunner().invoke(main, ["ledger", "import", *(str(word) for word in line)])


def test_the_command_writes_deeds_that_mark_cells(tmp_path):
    path = tmp_path / "20220226.export.CSV"
    rows = [event(1, code="154", place="Rzeszow, Poland"), event(2, code="120", quad="3"), event(3, actor="CHL")]
    path.write_text("\n".join("\t".join(row) for row in rows) + "\n", encoding="utf-8")
    terms = (
        "--kind",
        "gdelt",
        "--theatre",
        "protege=Ukraine",
        "--theatre",
        "allied=Poland",
        "--source",
        "wp-2022-03-23",
    )
    out = tmp_path / "new.csv"
    result = run(path, *terms, "--scenario", "nato-2022", "--out", out, "--json")
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert [deed["id"] for deed in record["deeds"]] == ["GDELT-1"]
    assert record["reasons"] == {"words and no deed": 1, "an actor the scenario does not know": 1}
    start("mine", "nato-2022", tmp_path / "mine")
    (tmp_path / "mine" / "deeds.csv").write_bytes(out.read_bytes())
    mine = load(tmp_path / "mine")
    marks = from_ledger(mine.ledger, mine.frame, as_of=date(2022, 2, 26)).cell("seize@allied", "deployments").marks
    assert {mark.value for mark in marks} == {"in force"}
    assert files.read_deeds(out) == mine.ledger.deeds


def test_the_command_tells_mistakes_and_overwrites_nothing(tmp_path):
    path = tmp_path / "events.CSV"
    path.write_text("\t".join(event(1)) + "\n", encoding="utf-8")
    assert "THEATRE=PLACE" in run(path, "--kind", "gdelt", "--theatre", "Ukraine").output
    assert run(path, "--kind", "gdelt").exit_code == 2
    assert "No such file" in run(tmp_path / "none", "--kind", "gdelt", "--theatre", "a=b").output
    result = run(path, "--kind", "gdelt", "--theatre", "protoge=Ukraine", "--scenario", "nato-2022")
    assert result.exit_code == 2
    assert "Did you mean 'protege'" in result.output
    (tmp_path / "new.csv").write_text("mine", encoding="utf-8")
    result = run(path, "--kind", "gdelt", "--theatre", "protege=Ukraine", "--out", tmp_path / "new.csv")
    assert result.exit_code == 2
    assert (tmp_path / "new.csv").read_text(encoding="utf-8") == "mine"
    text = run(path, "--kind", "polecat", "--theatre", "protege=Ukraine").output
    assert "no header" in text
