"""The audit finds rows that jumped to another branch, and only those."""

import numpy as np
import pytest
from benchmarks.games import crisis_game, draws
from tests.solvers.test_compiled import unordered

from standoff.errors import SolverError
from standoff.solver import solve
from standoff.solvers.logit import Care, LogitQRE
from standoff.solvers.logit.audit import audit


def test_a_row_moved_to_another_point_is_found() -> None:
    game, columns = crisis_game("S"), draws(60)
    solver = LogitQRE(precision=10.0)
    strategies = solve(game, columns, solver).strategies.copy()
    clean = audit(game, columns, strategies, solver, share=1.0)
    assert not clean.undecided.any()
    assert clean.rate == 0.0
    strategies[[3, 17], :2] = strategies[[3, 17], :2][:, ::-1]
    found = audit(game, columns, strategies, solver, share=1.0)
    assert found.rows[found.wrong].tolist() == [3, 17]


def test_failed_rows_are_left_out_and_the_share_is_kept() -> None:
    game, columns = crisis_game("S"), draws(200)
    strategies = solve(game, columns, LogitQRE(precision=5.0)).strategies.copy()
    strategies[50] = np.nan
    found = audit(game, columns, strategies, LogitQRE(precision=5.0), share=0.25, seed=3)
    assert len(found.rows) == 50
    assert 50 not in found.rows
    again = audit(game, columns, strategies, LogitQRE(precision=5.0), share=0.25, seed=3)
    assert found.rows.tolist() == again.rows.tolist()


def test_quick_steps_are_wrong_more_often_than_normal_ones() -> None:
    game, columns = crisis_game("S"), draws(20_000, seed=5)
    careful = solve(game, columns, LogitQRE(precision=10.0, care=Care.CAREFUL)).strategies
    wrong = {
        care: int(
            (np.abs(solve(game, columns, LogitQRE(precision=10.0, care=care)).strategies - careful) > 1e-4).any(1).sum()
        )
        for care in (Care.QUICK, Care.NORMAL)
    }
    assert wrong[Care.NORMAL] <= 5
    assert wrong[Care.QUICK] <= 60
    assert wrong[Care.NORMAL] <= wrong[Care.QUICK]


def test_only_games_with_straight_line_code_can_be_audited() -> None:
    with pytest.raises(SolverError, match="compiled kernel"):
        audit(unordered(), {}, np.ones((1, 4)), LogitQRE())
