"""What a text would add to a card: rows that make a cell, and those left aside with the reason."""

from datetime import date

import pytest

from standoff.analysis.heard import heard
from standoff.errors import LedgerError
from standoff.scenario import load

pytest.importorskip("spacy")

SPEECH = """“We will not send troops to Ukraine,” German Chancellor Olaf Scholz said.

U.S. President Joe Biden said the United States would respond if Russia used chemical weapons in Ukraine.

The Kremlin criticised the statement. Brazil said it would not send arms.
"""


@pytest.fixture
def scenario():
    return load("nato-2022")


def written(tmp_path, text):
    path = tmp_path / "said.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_several_statements_of_one_text_and_what_is_left_aside(scenario, tmp_path):
    found = heard(written(tmp_path, SPEECH), scenario)
    told = [(row.principal, row.act.value, row.instruments, row.rungs) for row in found.rows]
    assert told == [
        ("DEU", "rule_out", ("troops",), ()),
        ("USA", "conditional_threat", (), ("chemical@protege",)),
    ]
    assert {row.date_from for row in found.rows} == {date(2022, 3, 24)}
    assert {row.coder for row in found.rows} == {"suggested"}
    assert all(0 < row.confidence <= 1 for row in found.rows)
    reasons = {one.row.principal: one.reason for one in found.aside}
    assert reasons == {"RUS": "making no cell", "BRA": "of nobody in nato-2022"}
    assert "criticism by RUS" in " ".join(found.aside_in_words())


def test_rows_less_sure_than_asked_are_left_aside(scenario, tmp_path):
    path = written(tmp_path, SPEECH)
    surest = max(row.confidence for row in heard(path, scenario).rows)
    with pytest.raises(LedgerError, match="less sure than"):
        heard(path, scenario, sure=surest + 0.001)


def test_the_date_of_the_text(scenario, tmp_path):
    path = written(tmp_path, SPEECH)
    assert {row.date_from for row in heard(path, scenario, said_on=date(2022, 3, 1)).rows} == {date(2022, 3, 1)}
    with pytest.raises(LedgerError, match="dated after the day of the card"):
        heard(path, scenario, said_on=date(2022, 3, 25))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The weather was fine.\n", "left aside, nothing"),
        ("The Kremlin criticised the statement.\n", "making no cell: criticism by RUS"),
        ("Brazil said it would not send arms.\n", "of nobody in nato-2022: rule out by BRA"),
    ],
)
def test_a_text_without_a_row_says_what_was_found(scenario, tmp_path, text, told):
    with pytest.raises(LedgerError, match=told) as error:
        heard(written(tmp_path, text), scenario)
    assert "no statement that would make a cell" in str(error.value)
