"""Review: decisions survive an interruption, nothing enters unreviewed, splits and edits become rows of their own."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from standoff.cli import ledger_review, ledger_suggest
from standoff.errors import LedgerError
from standoff.ledger.files import read_statements
from standoff.ledger.statement import Act
from standoff.ledger.suggest import read_drafts, suggest, write_drafts
from standoff.ledger.suggest.review import Review, changes_of, enter

TEXT = (
    "“We will not send troops,” German Chancellor Agnes Roth said on Tuesday. “We will send air defence systems.”\n\n"
    "“That is a mistake,” said Bodo Frick, an analyst at the Fjord Institute.\n"
)


def _clock() -> datetime:
    return datetime(2031, 3, 13, 9, 0, tzinfo=UTC)


def _review(folder: Path) -> Review:
    return Review(suggest(TEXT, date=date(2031, 3, 12)), folder / "review.jsonl", "Kim", _clock)


def test_decisions_survive_an_interruption(tmp_path: Path) -> None:
    first = _review(tmp_path)
    assert len(first.pending) == 3
    row = first.accept(first.pending[0])
    first.reject(first.pending[0])
    again = _review(tmp_path)
    assert again.accepted == (row,)
    assert [d.id for d in again.pending] == [first.pending[0].id]
    assert again.decisions == first.decisions
    assert {d.time for d in again.decisions} == {"2031-03-13T09:00:00+00:00"}


def test_a_write_cut_off_loses_only_itself(tmp_path: Path) -> None:
    review = _review(tmp_path)
    review.accept(review.pending[0])
    journal = tmp_path / "review.jsonl"
    whole = journal.read_text(encoding="utf-8")
    journal.write_text(whole + whole[:40], encoding="utf-8")
    again = _review(tmp_path)
    assert len(again.accepted) == 1
    again.reject(again.pending[0])
    assert len(_review(tmp_path).pending) == 1


def test_split_and_edit(tmp_path: Path) -> None:
    review = _review(tmp_path)
    one, two = review.split(review.pending[0])
    assert (one.id, two.id) == ("row-001a", "row-001b")
    review.accept(one)
    changed = review.accept(two, {"act": "commit", "instruments": "arms"})
    assert (changed.act, changed.instruments, changed.coder, changed.confidence) == (Act.COMMIT, ("arms",), "Kim", 1.0)
    assert len(_review(tmp_path).accepted) == 2


def test_a_bad_edit_changes_nothing(tmp_path: Path) -> None:
    review = _review(tmp_path)
    with pytest.raises(LedgerError):
        review.accept(review.pending[0], {"act": "declare"})
    assert len(review.pending) == 3
    assert not (tmp_path / "review.jsonl").exists()


def test_a_row_without_a_date_waits_for_one(tmp_path: Path) -> None:
    review = Review(suggest(TEXT), tmp_path / "r.jsonl", "Kim")
    with pytest.raises(LedgerError, match="without a date"):
        review.accept(review.pending[0])
    assert review.accept(review.pending[0], {"date_from": "2031-03-11"}).date_from == date(2031, 3, 11)


def test_a_journal_of_other_drafts_is_refused(tmp_path: Path) -> None:
    review = _review(tmp_path)
    review.reject(review.pending[0])
    with pytest.raises(LedgerError, match="other drafts"):
        Review(suggest(TEXT, date=date(2031, 3, 13)), tmp_path / "review.jsonl", "Kim")


def test_coder_is_the_reviewers(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="without a coder"):
        Review((), tmp_path / "r.jsonl", " ")
    with pytest.raises(LedgerError):
        changes_of("coder=someone")
    cells = write_drafts(suggest(TEXT, date=date(2031, 3, 12))).replace(",,0.", ",mallory,0.")
    with pytest.raises(LedgerError, match="claims a coder"):
        read_drafts(cells)


def test_rows_enter_once_and_old_rows_stay(tmp_path: Path) -> None:
    review, ledger = _review(tmp_path), tmp_path / "ledger.csv"
    review.accept(review.pending[0])
    assert enter(review.accepted, ledger) == 1
    first = ledger.read_bytes()
    assert enter(review.accepted, ledger) == 0
    assert ledger.read_bytes() == first
    review.accept(review.pending[0])
    assert enter(review.accepted, ledger) == 1
    assert len(read_statements(ledger)) == 2
    other = _review(tmp_path / "elsewhere")
    other.accept(other.pending[0], {"act": "commit"})
    with pytest.raises(LedgerError, match="another row has this id"):
        enter(other.accepted, ledger)


def test_the_commands_from_text_to_ledger(tmp_path: Path) -> None:
    text, drafts, ledger = tmp_path / "a.txt", tmp_path / "d.csv", tmp_path / "ledger.csv"
    text.write_text(TEXT, encoding="utf-8")
    runner = CliRunner()
    made = runner.invoke(
        ledger_suggest.command, [str(text), "--date", "2031-03-12", "--out", str(drafts)], catch_exceptions=False
    )
    assert "3 drafts" in made.output
    arguments = [str(drafts), "--ledger", str(ledger), "--coder", "Kim", "--text", str(text)]
    halted = runner.invoke(ledger_review.command, arguments, input="a\nq\n", catch_exceptions=False)
    assert "1 accepted" in halted.output
    assert "2 to go" in halted.output
    ended = runner.invoke(
        ledger_review.command, arguments, input="e\nact=commit; instruments=air_defence\nr\n", catch_exceptions=False
    )
    assert "2 accepted, 1 rejected, 0 split, 0 to go; 1 rows entered" in ended.output
    assert [row.coder for row in read_statements(ledger)] == ["Kim", "Kim"]


def test_end_of_input_keeps_what_was_decided(tmp_path: Path) -> None:
    text, drafts, ledger = tmp_path / "a.txt", tmp_path / "d.csv", tmp_path / "ledger.csv"
    text.write_text(TEXT, encoding="utf-8")
    runner = CliRunner()
    runner.invoke(ledger_suggest.command, [str(text), "--date", "2031-03-12", "--out", str(drafts)])
    runner.invoke(ledger_review.command, [str(drafts), "--ledger", str(ledger), "--coder", "Kim"], input="a\n")
    assert len(read_statements(ledger)) == 1
