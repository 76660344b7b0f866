"""The compiled kernel beside Gambit 17 on every published game of the catalogue, at small precisions.

A difference counts only where Gambit's own profile is a logit point at the precision Gambit landed on, by our
certificate. An exactly symmetric game can pass a pitchfork: we go straight through and say so in `Solution.branch`,
Gambit's rounding picks a side. Such rows are listed, not compared.
"""

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.solvers.gambit import gambit_logit

from standoff.errors import SolverError
from standoff.game import Game
from standoff.game.certificate import certify_logit
from standoff.game.efg import read_efg, write_efg
from standoff.solver import solve
from standoff.solvers.logit import Kernel, LogitQRE

PRECISIONS = [1.0, 2.0]
AGREED = 1e-8
CERTIFIED = 1e-9
MOST_NODES = 1000


class Row(NamedTuple):
    """One file at one precision."""

    name: str
    asked: float
    landed: float
    solved: bool
    branch: int
    residual: float  # of Gambit's profile
    difference: float
    loops: float  # difference of the loop kernel, where a pitchfork was passed

    @property
    def certified(self) -> bool:
        """Whether Gambit arrived, at a logit point."""
        return abs(self.landed - self.asked) < 1e-6 and self.residual <= CERTIFIED


class Catalogue(NamedTuple):
    rows: list[Row]
    refused: list[str]  # files of imperfect recall
    large: list[str]
    choiceless: list[str]  # files in which nobody decides


@pytest.fixture(scope="module")
def catalogue(shared: Path) -> Catalogue:
    found = Catalogue([], [], [], [])
    for path in sorted((shared / "data" / "efg").glob("*.efg")):
        game = read_efg(path)
        if len(game.arrays.kind) > MOST_NODES:
            found.large.append(path.stem)
        elif not game.infosets:
            found.choiceless.append(path.stem)
        elif not game.perfect_recall:
            with pytest.raises(SolverError, match="perfect recall"):
                solve(game, {}, LogitQRE(precision=1.0))
            found.refused.append(path.stem)
        else:
            found.rows.extend(_rows(path.stem, game))
    return found


def _rows(name: str, game: Game) -> list[Row]:
    rows = []
    for asked, (landed, theirs) in zip(PRECISIONS, gambit_logit(_exported(game), {}, PRECISIONS), strict=True):
        certificate = certify_logit(game, game.evaluate({}), theirs[None], landed)
        ours = solve(game, {}, LogitQRE(precision=landed))
        rows.append(
            Row(
                name=name,
                asked=asked,
                landed=landed,
                solved=bool(ours.solved[0]),
                branch=int(ours.branch[0]),
                residual=float(certificate.residual[0]),
                difference=_largest(ours.strategies[0] - theirs),
                loops=_largest(_by_loops(game, landed) - ours.strategies[0]) if ours.branch[0] else 0.0,
            )
        )
    return rows


def _by_loops(game: Game, precision: float) -> NDArray[np.float64]:
    strategies: NDArray[np.float64] = solve(game, {}, LogitQRE(precision=precision, kernel=Kernel.LOOPS)).strategies[0]
    return strategies


def _exported(game: Game) -> Game:
    """The same tree with labels as our export writes them, which are those that Gambit answers with."""
    exported = read_efg(write_efg(game, {}))
    for field in ("kind", "infoset", "first_child", "branches", "set_start"):
        np.testing.assert_array_equal(getattr(exported.arrays, field), getattr(game.arrays, field), err_msg=field)
    return exported


def _largest(difference: NDArray[np.float64]) -> float:
    return float(np.abs(difference).max(initial=0.0))


def test_every_file_that_gambit_solves_has_its_probabilities(catalogue: Catalogue) -> None:
    compared = [row for row in catalogue.rows if row.certified and not row.branch]
    flagged = [row for row in catalogue.rows if row.certified and row.branch]
    lost = [row for row in catalogue.rows if not row.certified]
    report = [
        f"{len(compared)} rows compared, {sum(row.difference <= AGREED for row in compared)} agreed,"
        f" largest difference {max(row.difference for row in compared):.1e}",
        f"{len(flagged)} passed a pitchfork: {[(row.name, row.asked) for row in flagged]}",
        f"{len(lost)} without Gambit's logit point: {[(r.name, r.asked, r.landed, r.residual) for r in lost]}",
        f"{len(catalogue.refused)} files of imperfect recall refused: {catalogue.refused}",
        f"{len(catalogue.choiceless)} files without a choice: {catalogue.choiceless}",
        f"{len(catalogue.large)} files of more than {MOST_NODES} nodes skipped: {catalogue.large}",
    ]
    sys.stdout.write("\n" + "\n".join(report) + "\n")
    assert [row for row in compared if row.difference > AGREED] == []
    assert len(compared) > 200


def test_every_row_is_solved_by_its_certificate_where_gambit_fails_too(catalogue: Catalogue) -> None:
    assert [row for row in catalogue.rows if not row.solved] == []


def test_what_passes_a_pitchfork_is_rare_and_goes_straight_on_in_both_kernels(catalogue: Catalogue) -> None:
    flagged = [row for row in catalogue.rows if row.branch]
    assert len(flagged) <= 16
    assert all(row.difference > AGREED for row in flagged if row.certified)
    assert [row for row in flagged if not row.loops <= AGREED] == []
