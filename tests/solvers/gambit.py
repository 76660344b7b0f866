"""Gambit's agent logit QRE as an oracle: pygambit 17, which took other roads to the same numbers."""

import io
import re

import numpy as np
import pygambit
from numpy.typing import NDArray

from standoff.game import Game
from standoff.game.arrays import DECISION
from standoff.game.efg import write_efg


def gambit_logit(
    game: Game, parameters: dict[str, float], precisions: list[float]
) -> list[tuple[float, NDArray[np.float64]]]:
    """Return, for each precision, the precision that Gambit landed on (some 1e-11 off) and its (A,) strategies.

    Gambit knows one precision, one set of probabilities and equal weights.
    """
    text = re.sub(r'(?m)^c "" (\d+) "', r'c "" \1 "\1 ', write_efg(game, parameters))  # Gambit wants labels unique
    theirs = pygambit.read_efg(io.StringIO(text))
    results = pygambit.qre.logit_solve_lambda(theirs, precisions)
    return [(result.lam, _strategies(game, result.profile)) for result in results]


def _strategies(game: Game, profile: object) -> NDArray[np.float64]:
    strategies = np.full(int(game.arrays.set_start[-1]), np.nan)
    for player in game.players:
        for history, mixed in profile[player]:  # type: ignore[index]
            infoset = int(game.arrays.infoset[_node(game, [str(action) for action in history.actions])])
            first = int(game.arrays.set_start[infoset])
            for option, probability in mixed:
                strategies[first + game.infosets[infoset].options.index(str(option))] = probability
    return strategies


def _node(game: Game, actions: list[str]) -> int:
    chances = {chance.node: chance.options for chance in game.chances}
    node = 0
    for action in actions:
        infoset = int(game.arrays.infoset[node])
        options = game.infosets[infoset].options if game.arrays.kind[node] == DECISION else chances[node]
        node = int(game.arrays.first_child[node]) + options.index(action)
    return node
