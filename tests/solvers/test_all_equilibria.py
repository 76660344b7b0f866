"""Mixed equilibria through Gambit, each checked by our own gain."""

import builtins
from typing import Any

import pytest
from tests.published.test_zagare_kilgour_2000 import unilateral
from tests.solvers.games import crisis, matrix_game

from standoff.errors import SolverError
from standoff.game import trace
from standoff.solvers.all_equilibria import all_equilibria


def test_chicken_has_three() -> None:
    found = all_equilibria(matrix_game([[-5, 3], [-1, 0]], [[-5, -1], [3, 0]], name="chicken"), {})
    assert sorted(found.strategies[:, 0]) == pytest.approx([0.0, 3 / 7, 1.0])
    assert found.credible.all()
    assert found.rejected == 0


@pytest.mark.parametrize(
    ("point", "soft", "defies"), [((0.2, 0.3), 0.3125, 0.285714286), ((0.4, 0.1), 0.833333333, 0.444444444)]
)
def test_the_bluff_equilibrium_of_unilateral_deterrence(point: tuple[float, float], soft: float, defies: float) -> None:
    """The mixed class that pure strategies cannot show: the hard challenger initiates, the soft one sometimes."""
    game = trace(unilateral, players=["challenger", "defender"], parameters=["challenger", "defender"], name="udg")
    found = all_equilibria(game, dict(zip(game.parameters, point, strict=True)))
    labels = list(game.strategy_labels)
    weak = labels.index("challenger demand | challenger's type=soft: initiate")
    hard = labels.index("challenger demand | challenger's type=hard: initiate")
    reply = labels.index("defender reply | defender's type=soft, demand=initiate: defy")
    mixed = found.strategies[found.credible & (found.strategies[:, hard] > 0.5)]
    assert len(mixed) == 1
    assert mixed[0, [weak, reply]] == pytest.approx([soft, defies], abs=1e-8)
    assert found.gain.max() <= 1e-6


def test_differing_priors_are_refused_with_the_mend() -> None:
    from tests.solvers.games import PARAMETERS

    with pytest.raises(SolverError, match="which knows differing priors"):
        all_equilibria(crisis(), PARAMETERS)


def test_without_gambit_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name == "pygambit":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SolverError, match="pip install pygambit"):
        all_equilibria(matrix_game([[0, 1], [1, 0]], [[0, 1], [1, 0]], name="g"), {})
