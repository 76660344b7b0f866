"""Certificates: how far a strategy profile is from what it claims to be, recomputed from the tree alone.

A logit point at finite precision leaves a positive gain to every player, so a best response cannot certify it; its
certificate is the logit residual, with the gains beside it and an identity that ties them together. An equilibrium's
certificate is that no gain is left, ex ante and at every information set, reached or not, under the stated beliefs.
"""

from typing import NamedTuple

import numpy as np

from standoff.errors import GameError
from standoff.game.game import Game
from standoff.game.kernels import certify_rows
from standoff.game.traversal import checked_strategies
from standoff.game.values import Floats, Values


class Certificate(NamedTuple):
    """What was recomputed for every row; NaN throughout a faulty row.

    `agent_gain` is conditional: what one change at that set is worth there. `full_gain` is ex ante: what the best of
    all own strategies is worth at the root under the player's own measure. The second is NaN for games without perfect
    recall, where it is a hard problem.
    """

    residual: Floats
    """(R,) largest |p - logit(precision * u)|; NaN for an equilibrium, which claims none."""

    identity: Floats
    """(R,) largest |precision * gain - (max ln(p/w) - sum p ln(p/w))|; NaN for an equilibrium."""

    agent_gain: Floats
    """(R, I) in payoffs, under the beliefs."""

    full_gain: Floats
    """(R, P) in payoffs."""

    beliefs: Floats
    """(R, M) those given, or those of Bayes' rule."""


def certify_logit(
    game: Game, values: Values, strategies: Floats, precision: Floats | float, *, beliefs: Floats | None = None
) -> Certificate:
    """Return the certificate of a logit quantal response equilibrium.

    Parameters
    ----------
    game : Game
        The game.
    values : Values
        Its numbers, R rows.
    strategies : (R, A) float64
        What a solver proposes.
    precision : float, (P,) or (R, P) float64
        Each player's precision, in 1 / units of payoff, not negative.
    beliefs : (R, M) float64, optional
        For precisions so high that probabilities underflow; by Bayes' rule when absent.

    Raises
    ------
    GameError
        When a table does not fit the game.

    Notes
    -----
    Costs about four passes over the tree for two players. Source of the fixed point: McKelvey and Palfrey 1998.

    Examples
    --------
    >>> from standoff.game import trace
    >>> def bet(play, p):
    ...     return play.end(gambler=p.win if play.choose("gambler", "bet", ["yes", "no"]) == "yes" else 0)
    >>> game = trace(bet, players=["gambler"], parameters=["win"])
    >>> yes = np.exp(2.0) / (1 + np.exp(2.0))
    >>> certificate = certify_logit(game, game.evaluate({"win": 1.0}), np.array([[yes, 1 - yes]]), 2.0)
    >>> bool(certificate.residual[0] < 1e-15), certificate.full_gain.round(6)
    (True, array([[0.119203]]))
    """
    shape = (values.rows, len(game.players))
    try:
        rates = np.ascontiguousarray(np.broadcast_to(np.asarray(precision, dtype=np.float64), shape))
    except ValueError as error:
        raise GameError("precision does not fit the game", seen=np.shape(precision), need=f"shape {shape}") from error
    return _certify(game, values, strategies, beliefs, rates)


def certify_equilibrium(game: Game, values: Values, strategies: Floats, beliefs: Floats | None = None) -> Certificate:
    """Return the certificate of an equilibrium with its beliefs (by Bayes' rule, and the priors beyond it, if absent).

    Parameters and errors as `certify_logit`. The profile is a perfect Bayesian equilibrium to tolerance t when no
    entry of `agent_gain` or `full_gain` exceeds t and the beliefs obey Bayes' rule where it determines them.
    """
    return _certify(game, values, strategies, beliefs, None)


def _certify(
    game: Game, values: Values, strategies: Floats, beliefs: Floats | None, precision: Floats | None
) -> Certificate:
    arrays, rows = game.arrays, values.rows
    table = checked_strategies(arrays, values, strategies)
    held = np.full(values.priors.shape, np.nan)
    if beliefs is not None:
        if np.shape(beliefs) != held.shape:
            raise GameError("beliefs do not fit the game", seen=np.shape(beliefs), need=f"shape {held.shape}")
        held[:] = beliefs
    certificate = Certificate(
        np.full(rows, np.nan),
        np.full(rows, np.nan),
        np.full(values.surprise.shape, np.nan),
        np.full((rows, len(game.players)), np.nan),
        held,
    )
    rates = np.empty((rows, 0)) if precision is None else precision
    recall = game.perfect_recall
    certify_rows(arrays, values, table, rates, (beliefs is None, precision is not None, recall), tuple(certificate))
    return certificate
