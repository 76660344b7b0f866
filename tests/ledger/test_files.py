"""Ledger files: byte-exact round trips, and bad input refused with its place and mend."""

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standoff
from standoff.errors import LedgerError
from standoff.ledger import files
from standoff.ledger.deed import Deed, Status
from standoff.ledger.files import (
    Format,
    deeds_text,
    read_deeds,
    read_ledger,
    read_sources,
    read_statements,
    sources_text,
    statements_text,
)
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import COLUMNS, Statement
from standoff.ledger.vocabulary import Vocabulary

from .rows import row, statements

BUNDLED = Path(standoff.__file__).parent / "scenario" / "bundled" / "nato-2022"


def read(folder: Path, text: str | bytes, form: Format = Format.CSV, **how: object) -> tuple[Statement, ...]:
    path = folder / f"ledger{form.value}"
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return read_statements(path, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", Format)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_statements_survive_a_round_trip_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, form: Format, data: st.DataObject
) -> None:
    rows = tuple(data.draw(statements(f"X{index}")) for index in range(data.draw(st.integers(0, 3))))
    text = statements_text(rows, form)
    back = read(tmp_path_factory.mktemp("round"), text, form)
    assert back == rows
    assert statements_text(back, form) == text


def test_the_bundled_files_are_canonical() -> None:
    ledger = read_ledger(BUNDLED)
    written = {
        "ledger.csv": statements_text(ledger.statements),
        "deeds.csv": deeds_text(ledger.deeds),
        "sources.yaml": sources_text(ledger.sources),
    }
    for name, text in written.items():
        assert text.encode() == (BUNDLED / name).read_bytes(), name


def test_deeds_and_sources_survive_in_both_forms(tmp_path: Path) -> None:
    ledger = read_ledger(BUNDLED)
    for form in Format:
        deeds, sources = tmp_path / f"deeds{form.value}", tmp_path / f"sources{form.value}"
        deeds.write_text(deeds_text(ledger.deeds, form), encoding="utf-8", newline="")
        sources.write_text(sources_text(ledger.sources, form), encoding="utf-8", newline="")
        assert read_deeds(deeds) == ledger.deeds
        assert read_sources(sources) == ledger.sources


def test_a_formula_and_a_script_are_kept_verbatim(tmp_path: Path) -> None:
    said = replace(row(speaker="=cmd()|' /C calc'!A0"), paraphrase="<script>alert(1)</script>", office="+1\n-2\r\n@x")
    for form in Format:
        assert read(tmp_path, statements_text([said], form), form) == (said,)


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    text = statements_text([row()]).replace("\n", "\r\n")
    assert read(tmp_path, b"\xef\xbb\xbf" + text.encode()) == (row(),)


def test_columns_may_be_left_out_and_come_in_any_order(tmp_path: Path) -> None:
    (short,) = read(tmp_path, "date_from,act,id,speaker,principal\n2022-03,rule_out,X1,A,NATO\n")
    assert short == row(date_to=date(2022, 3, 31))


HEADER = ",".join(COLUMNS)
LINE = statements_text([row()]).splitlines()[1]
BAD: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", r"ledger\.csv the file is empty\. Needed: a header line"),
    "blank": ("\n \n", r"the file is empty"),
    "utf-16": (f"{HEADER}\n{LINE}\n".encode("utf-16"), r"the file is UTF-16\. Needed: UTF-8"),
    "latin-1": (f"{HEADER}\n{LINE}é\n".encode("latin-1"), r"ledger\.csv:2 not UTF-8 text"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", r"ledger\.csv:1 not UTF-8"),
    "nul": (f"{HEADER}\n{LINE}\0\n", r"ledger\.csv:2 binary data"),
    "missing column": ("id,speaker,date_from\nX1,A,2022-03-01\n", r"ledger\.csv:1 a column is missing: 'act'"),
    "misspelt column": ("id,speaker,act,date_from,rung\n", r"unknown column: 'rung'.*Did you mean 'rungs'\?"),
    "column twice": ("id,speaker,act,date_from,act\n", r"a column is given twice"),
    "short row": (f"{HEADER}\n{LINE}\nX2,A\n", r"ledger\.csv:3 the row has 2 cells\. Needed: \d+ cells"),
    "open quote": (f'{HEADER}\n"X2,A\n', r"ledger\.csv:2 not CSV \(unexpected end of data\)"),
    "duplicate id": (
        f"{HEADER}\n{LINE}\n{LINE}\n",
        r"ledger\.csv:3 column id duplicate id: 'X1'.*ledger\.csv:2 has it",
    ),
    "unknown act": (
        f"{HEADER}\n{LINE.replace('rule_out', 'rule-out')}\n",
        r"ledger\.csv:2 column act unknown value: 'rule-out'\. Needed: one of rule_out.*Did you mean 'rule_out'",
    ),
    "wrong direction": (
        f"{HEADER}\n{LINE.replace('withhold', 'deliver')}\n",
        r"direction does not follow from act rule_",
    ),
    "no date": (
        f"{HEADER}\n{LINE.replace('2022-03-01', 'early March')}\n",
        r"column date_from not a date: 'early March'",
    ),
    "no such day": (f"{HEADER}\n{LINE.replace('2022-03-01', '2022-02-30')}\n", r"column date_from not a date"),
    "no id": (f"{HEADER}\n{LINE[2:]}\n", r"column id an empty cell"),
    "huge cell": (f"{HEADER}\n{LINE.replace('A', 'A' * 200_000, 1)}\n", r"ledger\.csv:2 not CSV \(field larger"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_place_and_mend(tmp_path: Path, name: str) -> None:
    text, message = BAD[name]
    with pytest.raises(LedgerError, match=message) as caught:
        read(tmp_path, text)
    assert len(str(caught.value)) < 1000
    assert caught.value.exit_code == 2


CELLS = {
    "confidence": ("1.5", r"column confidence not in range: '1\.5'\. Needed: a number from 0 to 1"),
    "relay": ("-1", r"column relay not in range: '-1'\. Needed: a whole number from 0 to 99"),
    "paragraph": ("two", r"column paragraph not in range"),
    "span": ("9-3", r"column span not a span: '9-3'"),
    "sentence_sha256": ("abc", r"column sentence_sha256 not a SHA-256"),
    "qualifiers": ("for_now+fornow", r"column qualifiers unknown value: 'fornow'.*Did you mean 'for_now'"),
    "specificity": ("trigger+unhedged", r"unhedged only where an instrument or its class is named"),
    "rungs": ("hold+hold", r"column rungs a name is given twice"),
    "instruments": ("any+troops", r"column instruments any beside other names"),
    "standing": ("true", r"column standing neither yes nor no: 'true'"),
    "date_to": ("2022-02-01", r"column date_to the interval ends before it begins"),
    "audience": ("allies", r"column audience unknown value: 'allies'\. Needed: one of public, ally, private"),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_bad_cell_is_refused_with_its_column(tmp_path: Path, name: str) -> None:
    cell, message = CELLS[name]
    with pytest.raises(LedgerError, match=rf"ledger\.csv:2 {message}|ledger\.csv:2 .*{message}"):
        read(tmp_path, f"id,speaker,act,date_from,{name}\nX1,A,rule_out,2022-03-01,{cell}\n")


YAML = {
    "tag": ("statements:\n- id: !!python/object:os.system X\n", r"ledger\.yaml:2 column id a tag: '.*os\.system'"),
    "no list": ("rows: []\n", r"no list of statements"),
    "scalar": ("just text\n", r"no list of statements"),
    "not a row": ("statements:\n- one\n", r"ledger\.yaml:2 not a row"),
    "nested": ("statements:\n- id: [X1]\n", r"ledger\.yaml:2 column id not a cell"),
    "syntax": ("statements:\n- id: 'X1\n", r"ledger\.yaml:\d+:\d+ not YAML"),
    "deep": ("[" * 5000, r"not YAML|nested too deep"),
    "twice": ("statements:\n- id: X1\n  id: X2\n", r"ledger\.yaml:3 column id a column is given twice"),
}


@pytest.mark.parametrize("name", YAML)
def test_bad_yaml_is_refused(tmp_path: Path, name: str) -> None:
    text, message = YAML[name]
    with pytest.raises(LedgerError, match=message):
        read(tmp_path, text, Format.YAML)


def test_a_file_over_the_cap_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.csv"
    with path.open("wb") as file:
        file.truncate(100_000_000)  # sparse: nothing is written
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("the file was read"))
    with pytest.raises(LedgerError, match=r"the file has 100 MB\. Needed: at most 64 MB"):
        read_statements(path)


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"no ledger\. Needed: a file ledger\.csv"):
        read_ledger(tmp_path)
    with pytest.raises(LedgerError, match="No such file"):
        read_statements(tmp_path / "nowhere.csv")


def test_unknown_names_are_refused_where_the_names_are_known(tmp_path: Path) -> None:
    known = Vocabulary(principals=("NATO", "USA"), rungs=("hold",), instruments=("troops", "force"), theatres=("here",))
    good = row(rungs=("any",), instruments=("force",), theatre="here")
    assert read(tmp_path, statements_text([good]), known=known) == (good,)
    for bad, message in (
        (row(principal="NAT0"), r"ledger\.csv:2 column principal unknown name: 'NAT0'.*Did you mean 'NATO'"),
        (row(actor="RUS"), "column actor unknown name: 'RUS'"),
        (row(rungs=("hld",)), "column rungs unknown name: 'hld'.*Did you mean 'hold'"),
        (row(instruments=("troop",)), "column instruments unknown name: 'troop'.*Did you mean 'troops'"),
        (row(theatre="there"), "column theatre unknown name: 'there'"),
    ):
        with pytest.raises(LedgerError, match=message):
            read(tmp_path, statements_text([bad]), known=known)


def test_an_unknown_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"column source unknown source: 'times'.*Did you mean 'the-times'"):
        read(tmp_path, statements_text([row(source="times")]), sources=("the-times",))


def test_duplicate_ids_are_refused_in_memory_too() -> None:
    with pytest.raises(LedgerError, match="duplicate id: 'X1'"):
        Ledger((row(), row()))
    deed = Deed(id="D1", date_from=date(2022, 3, 1), reported=date(2022, 3, 1), status=Status.IN_FORCE)
    with pytest.raises(LedgerError, match="deeds duplicate id"):
        Ledger(deeds=(deed, deed))


def test_a_large_ledger_loads_in_seconds(tmp_path: Path) -> None:
    text = statements_text(row(f"X{index}") for index in range(20_000))
    start = time.process_time()
    assert len(read(tmp_path, text)) == 20_000
    assert time.process_time() - start < 8.0
    assert len(text) * 5 < files.MAX_BYTES
