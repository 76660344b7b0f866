"""`standoff efg` on games of the literature."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from standoff.cli import main

ENTRY = """EFG 2 R "entry" { "entrant" "incumbent" }
p "" 1 1 "enter" { "in" "out" } 0
p "" 2 1 "fight" { "fight" "accommodate" } 0
t "" 1 "" { -1, -1 }
t "" 2 "" { 1, 1 }
t "" 3 "" { 0, 2 }
"""


def test_prints_strategies_gains_and_the_certificate(tmp_path: Path) -> None:
    file = tmp_path / "entry.efg"
    file.write_text(ENTRY, encoding="utf-8")
    result = CliRunner().invoke(main, ["efg", str(file), "--precision", "3"])
    assert result.exit_code == 0, result.output
    assert "entry: 2 players, 5 nodes, 3 ends, 2 information sets, perfect recall" in result.output
    assert "solved and certified" in result.output
    assert "0.997527" in result.output  # 1 / (1 + exp(-2 * 3))


def test_json_is_one_object_with_full_floats(tmp_path: Path) -> None:
    file = tmp_path / "entry.efg"
    file.write_text(ENTRY, encoding="utf-8")
    found = json.loads(CliRunner().invoke(main, ["efg", str(file), "--json"]).stdout)
    assert found["solved"] is True
    assert found["structure"]["terminals"] == 3
    assert found["residual"] <= 1e-8
    assert found["infosets"][1]["strategy"]["accommodate"] == pytest.approx(1 / (1 + 2.718281828459045**-4))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "no such file"),
        ("EFG 2 R broken", "entry.efg:1"),
        (ENTRY.replace("{ 1, 1 }", "{ 1 }"), "entry.efg:5"),
        (
            """EFG 2 R "forgets" { "a" }
p "" 1 1 "first" { "x" "y" } 0
p "" 1 2 "second" { "u" "v" } 0
t "" 1 "" { 1 }
t "" 2 "" { 0 }
p "" 1 2 "second" { "u" "v" } 0
t "" 3 "" { 0 }
t "" 4 "" { 1 }
""",
            "perfect recall",
        ),
    ],
)
def test_what_cannot_be_solved_is_refused_with_place_and_reason(tmp_path: Path, text: str | None, said: str) -> None:
    file = tmp_path / "entry.efg"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["efg", str(file)])
    assert result.exit_code == 2
    assert said in result.output


def test_a_precision_that_is_none_is_said(tmp_path: Path) -> None:
    file = tmp_path / "entry.efg"
    file.write_text(ENTRY, encoding="utf-8")
    result = CliRunner().invoke(main, ["efg", str(file), "--precision", "-1"])
    assert result.exit_code == 2
    assert "precision" in result.output


def test_every_file_of_the_literature_is_answered_or_refused(shared: Path) -> None:
    """The whole catalogue: a certified answer, or a status, or one line that says why not."""
    from standoff.errors import UserError
    from standoff.game.efg import read_efg
    from standoff.solver import solve
    from standoff.solvers.logit import LogitQRE

    answered = refused = 0
    for file in sorted((shared / "data" / "efg").glob("*.efg")):
        if file.stat().st_size > 60_000:
            continue  # the large ones cost minutes in the loop kernel
        try:
            solution = solve(read_efg(file), {}, LogitQRE(precision=1.0))
        except UserError:
            refused += 1
            continue
        assert solution.solved[0], (file.name, solution.message())
        assert solution.residual[0] <= 1e-8
        answered += 1
    assert answered > 3 * refused
