"""Bad input through the command line: one screen with the place and the mend, status 2, nothing written."""

import re
import shutil

import pytest
from click.testing import CliRunner

from standoff.cli import main
from standoff.scenario.bundle import BUNDLED


def edited(old, new, count=1):
    """An edit of the bundled nato-2022 that must find its text."""

    def edit(text):
        assert old in text, old
        return text.replace(old, new, count)

    return edit


CASES = {
    "unknown rung": (edited("rung: nuclear@protege}", "rung: nuclaer@protege}"), "nuclear@protege"),
    "upper below lower": (
        edited("parameters:\n", "parameters:\n  x: {prior: {kind: uniform, lower: 0.6, upper: 0.3}}\n"),
        "prior of x: upper 0.3 is below lower 0.6",
    ),
    "probability outside [0, 1]": (
        lambda text: re.sub(r"(\n  firm:\n    prior: ).*", r"\1{kind: uniform, lower: 0.5, upper: 1.5}", text),
        "prior of firm reaches 1.5, outside [0, 1] (probability)",
    ),
    "unknown response": (
        edited(
            "posture: {kind: silence}",
            "posture: {kind: custom, cells: [{rung: hold, response: troop, deliver: 1}]}",
        ),
        "Did you mean 'troops'",
    ),
    "cyclic expression": (
        edited("parameters:\n", 'parameters:\n  x: {expression: "x + 1", judgement: true, note: y}\n'),
        "in a circle: x → x",
    ),
    "over-long expression": (
        edited("parameters:\n", f'parameters:\n  x: {{expression: "{"1+" * 9000}1", judgement: true, note: y}}\n'),
        "the expression has 18,001 characters",
    ),
    "missing ledger": (edited("ledger: ledger.csv", "ledger: ledgers.csv"), "Did you mean 'ledger.csv'"),
    "YAML tag": (edited("title: ", "title: !!python/object/apply:os.system "), "tags are not allowed"),
    "empty file": (lambda text: text[:0], "is empty"),
    "50 MB file": (lambda text: text + "#" * 50_000_000, "at most 1,000,000"),
}


@pytest.mark.parametrize("command", [("check", "--fast"), ("run", "--draws", "8", "--out", "made")])
@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_whole(tmp_path, monkeypatch, case, command):
    edit, said = CASES[case]
    shutil.copytree(BUNDLED / "nato-2022", tmp_path / "mine")
    document = tmp_path / "mine" / "scenario.yaml"
    document.write_text(edit(document.read_text(encoding="utf-8")), encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, [command[0], "mine", *command[1:]])
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert "scenario.yaml" in result.output
    assert len(result.output.splitlines()) <= 25
    assert len(result.output) < 3000
    assert "Traceback" not in result.output
    assert sorted(tmp_path.rglob("*")) == before


def test_a_payoff_that_is_infinite_for_some_draws_is_refused_with_the_draw(tmp_path, monkeypatch):
    """A challenger that loves risk and gains much overflows; the neutral one in the same document does not."""
    shutil.copytree(BUNDLED / "threshold", tmp_path / "mine")
    document = tmp_path / "mine" / "scenario.yaml"
    text = document.read_text(encoding="utf-8")
    text = re.sub(r"(\n  gain:\n    prior: ).*", r"\1{kind: fixed, value: 100}", text)
    text = re.sub(r"(\n  risk:\n    prior: ).*", r"\1{kind: discrete, values: [-20, 0], weights: [1, 9]}", text)
    document.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for command in (["check", "mine", "--fast"], ["run", "mine", "--draws", "8", "--out", "made"]):
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 2, result.output
        assert "a payoff is no good in draw " in result.output
        assert "challenger after announced=" in result.output
        assert "in this one risk = -20" in result.output
        assert len(result.output.splitlines()) <= 25
        assert not (tmp_path / "made").exists()
