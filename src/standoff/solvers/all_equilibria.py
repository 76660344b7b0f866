"""Mixed equilibria too, through Gambit where it is installed: Nash equilibria of small games, each checked by our gain.

Gambit is not a dependency and nothing imports it unless this is called.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from standoff.errors import SolverError
from standoff.game.arrays import DECISION
from standoff.game.certificate import certify_equilibrium
from standoff.game.efg import write_efg
from standoff.game.game import Game
from standoff.game.values import Floats

GAIN = 1e-7
"""Largest whole deviation gain of an equilibrium we accept, as a share of the payoff range: Gambit's own numbers go
through text and back."""


@dataclass(frozen=True, eq=False)
class NashSet:
    """What Gambit found, checked.

    Parameters
    ----------
    strategies : (E, A) float
    gain : (E,) float
        The largest gain of a whole deviation, over the players.
    credible : (E,) bool
        Whether nobody gains at any information set under Bayes' rule, and the priors where it is silent. A False may
        still be a perfect Bayesian equilibrium under other beliefs.
    rejected : int
        Profiles Gambit gave whose gain did not bear them out.
    completeness : str
        What the set is.
    """

    game: Game
    strategies: Floats
    gain: Floats
    credible: np.ndarray[Any, np.dtype[np.bool_]]
    rejected: int
    completeness: str

    def __len__(self) -> int:
        """Return E."""
        return len(self.strategies)


def all_equilibria(game: Game, parameters: Mapping[str, ArrayLike]) -> NashSet:
    """Find the Nash equilibria of one row, mixed ones included.

    Parameters
    ----------
    game : Game
        Small, of perfect recall, with one set of probabilities that all share.
    parameters : mapping of str to float

    Returns
    -------
    NashSet
        With two players the extreme points of every component; with more what Gambit's polynomial solver found.

    Raises
    ------
    SolverError
        Gambit is not installed, priors differ, some player forgets, or there is more than one row.
    """
    try:
        import pygambit
    except ImportError as error:
        raise SolverError("mixed equilibria need Gambit", need="pip install pygambit, or pure_equilibria") from error
    values = game.evaluate(parameters)
    if values.rows != 1 or values.fault[0] or not game.perfect_recall or game.subjective:
        raise SolverError(
            "Gambit takes one good row of a game of perfect recall in which all hold the same probabilities",
            where=f"game {game.name!r}",
            need="pure_equilibria, which knows differing priors",
        )
    point = {name: float(np.ravel(np.asarray(parameters[name], dtype=np.float64))[0]) for name in game.parameters}
    text = re.sub(r'(?m)^c "" (\d+) "', r'c "" \1 "\1 ', write_efg(game, point))  # Gambit wants labels unique
    theirs = pygambit.read_efg(io.StringIO(text))
    if len(game.players) == 2:
        profiles = [one.as_behavior() for one in pygambit.nash.enummixed_solve(theirs, rational=False).equilibria]
        completeness = (
            "the extreme points of every component of Nash equilibria: mixtures within a component are left out"
        )
    else:
        profiles = list(pygambit.nash.enumpoly_solve(theirs).equilibria)
        completeness = "what Gambit's enumpoly found: isolated equilibria; components may be missing"
    table = np.array([_strategies(game, profile) for profile in profiles]).reshape(len(profiles), -1)
    table = table[np.unique(table.round(9), axis=0, return_index=True)[1]] if len(table) else table
    repeated = game.evaluate({name: np.full(len(table), value) for name, value in point.items()}, rows=len(table))
    certificate = certify_equilibrium(game, repeated, table)
    payoffs = values.quantities[0, game.arrays.payoff_quantity]
    allowed = GAIN * max(float(payoffs.max() - payoffs.min()), 1e-300)
    gain = certificate.full_gain.max(axis=1) if len(table) else np.zeros(0)
    good = gain <= allowed
    return NashSet(
        game=game,
        strategies=table[good],
        gain=gain[good],
        credible=np.asarray((certificate.agent_gain[good] <= allowed).all(axis=1)),
        rejected=int((~good).sum()),
        completeness=completeness,
    )


def _strategies(game: Game, profile: Any) -> Floats:
    """(A,) a Gambit behaviour profile; equal shares where Gambit leaves a set open because play never gets there."""
    starts = game.arrays.set_start
    strategies = np.full(int(starts[-1]), np.nan)
    for player in game.players:
        for history, mixed in profile[player]:
            infoset = int(game.arrays.infoset[_node(game, [str(action) for action in history.actions])])
            for option, probability in mixed:
                strategies[starts[infoset] + game.infosets[infoset].options.index(str(option))] = float(probability)
    for first, stop in pairwise(starts):
        share = strategies[first:stop]
        total = np.nansum(share)
        strategies[first:stop] = np.nan_to_num(share) / total if total > 0 else 1.0 / (stop - first)
    return strategies


def _node(game: Game, actions: list[str]) -> int:
    """The node that a history of Gambit's labels leads to."""
    chances = {chance.node: chance.options for chance in game.chances}
    node = 0
    for action in actions:
        decides = game.arrays.kind[node] == DECISION
        options = game.infosets[int(game.arrays.infoset[node])].options if decides else chances[node]
        node = int(game.arrays.first_child[node]) + options.index(action if decides else action.split(" ", 1)[-1])
    return node
