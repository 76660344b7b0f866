"""The ladder of the bundled scenario, as it is and in the variant that Gambit can solve."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.ensemble.design import draw
from standoff.ensemble.run import parameter_rows
from standoff.game import Game, trace
from standoff.scenario import load

SCENARIO = "nato-2022"
_FLOOR = 1e-6  # mixed into every chance move of the variant: Gambit knows no limits of probabilities


class _Common:
    """The play language less what Gambit lacks: the challenger's probabilities are everybody's, weights are equal."""

    def __init__(self, play: Any, p: Any) -> None:
        self._play, self._p = play, p

    def nature(self, name: str, distribution: Mapping[str, Any], *, known_to: Any = (), believed: Any = None) -> str:
        vector = next(iter((believed or {}).values()), distribution)
        label: str = self._play.nature(name, _floored(vector), known_to=known_to)
        return label

    def scripted(self, player: str, name: str, distribution: Mapping[str, Any], **options: Any) -> str:
        options.pop("believed", None)
        label: str = self._play.scripted(player, name, _floored(distribution), **options)
        return label

    def choose(self, player: str, name: str, options: Any, **rest: Any) -> str:
        rest.pop("weights", None)
        label: str = self._play.choose(player, name, options, **rest)
        return label

    def tell(self, *arguments: Any) -> None:
        self._play.tell(*arguments)

    def measure(self, *arguments: Any, **quantities: Any) -> None:
        """Leave measures out: they cost nothing to solve."""

    def end(self, mapping: Any = None, /, **payoffs: Any) -> Any:
        given = {**(mapping or {}), **payoffs}
        return self._play.end({player: payoff * self._p[f"precision[{player}]"] for player, payoff in given.items()})


def _floored(vector: Mapping[str, Any]) -> dict[str, Any]:
    return {label: (1 - _FLOOR) * share + _FLOOR / len(vector) for label, share in vector.items()}


def common_prior_ladder() -> Game:
    """Return the ladder with one prior, equal weights, and precision folded into the payoffs: solve it at 1."""
    model = load(SCENARIO).model
    names = [*load(SCENARIO).game.parameters, "precision[defender]", "precision[challenger]"]

    def play_out(play: Any, p: Any) -> Any:
        return model.play(_Common(play, p), p)

    return trace(play_out, players=list(model.players), parameters=list(dict.fromkeys(names)), name="ladder, one prior")


def ladder_rows(count: int, *, seed: int = 7) -> dict[str, NDArray[np.float64]]:
    """Return `count` rows of the bundled scenario: draws times the whole menu, cut off."""
    scenario = load(SCENARIO)
    draws = 1 << max(int(np.ceil(np.log2(count / len(scenario.menu)))), 0)
    rows = parameter_rows(scenario, draw(scenario, draws, seed).columns, scenario.menu)
    return {name: np.ascontiguousarray(column[:count]) for name, column in rows.items()}
