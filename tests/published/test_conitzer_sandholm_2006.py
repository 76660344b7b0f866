"""Conitzer and Sandholm (2006), "Computing the optimal strategy to commit to", and von Stengel and Zamir (2010):
2 by committing to a row, 2.5 by committing to a mixture, 1 in the only Nash equilibrium."""

import pytest
from tests.solvers.games import matrix_game

from standoff.solvers.commitment import Method, commitment
from standoff.solvers.pure_equilibria import pure_equilibria

GAME = matrix_game([[1, 3], [0, 2]], [[1, 0], [0, 1]], name="conitzer-sandholm")


def test_mixed_commitment() -> None:
    found = commitment(GAME, {}, "row")
    assert found.method is Method.PLANS
    assert found.optimistic[0] == pytest.approx(2.5, abs=1e-9)
    assert found.pessimistic[0] == pytest.approx(2.5, abs=1e-6)  # approached as the second row gets a little more
    assert found.rule()["row up"] == pytest.approx({"0": 0.5, "1": 0.5})


def test_nash() -> None:
    found = pure_equilibria(GAME, {})
    assert found.solution.values[:, 0].tolist() == [1.0]
