"""Reach, posteriors, values and action values of every row: the checked storey above `standoff.game.kernels`.

Player i's *measure* is i's own chance probabilities together with everyone's actual strategies; what is reported as
happening uses the true probabilities. Faulty rows come out as NaN.
"""

from typing import NamedTuple

import numpy as np

from standoff.errors import GameError
from standoff.game.arrays import GameArrays
from standoff.game.kernels import (
    NOBODY,
    action_values_of_rows,
    outcomes_of_rows,
    posteriors_of_rows,
    reach_nodes,
    reach_of_rows,
)
from standoff.game.values import Floats, Marks, Values

__all__ = [
    "NOBODY",
    "Outcomes",
    "action_values",
    "checked_strategies",
    "outcomes",
    "posteriors",
    "reach",
    "reach_nodes",
]


class Outcomes(NamedTuple):
    """What a strategy profile leads to."""

    values: Floats
    """(R, P) each player's payoff under true chance."""

    expected: Floats
    """(R, P) each player's payoff under its own measure."""

    measures: Floats
    """(R, Q) measures under true chance."""


def outcomes(arrays: GameArrays, values: Values, strategies: Floats) -> Outcomes:
    """Return payoffs and measures of a strategy profile for every row.

    Parameters
    ----------
    arrays : GameArrays
        The tree.
    values : Values
        Its numbers, R rows.
    strategies : (R, A) float64
        Sums to 1 within each information set.

    Examples
    --------
    >>> from standoff.game import trace
    >>> def lottery(play, p):
    ...     draw = play.nature("draw", {"win": 0.5, "lose": 0.5}, believed={"fan": {"win": 0.9, "lose": 0.1}})
    ...     play.measure(wins=draw == "win")
    ...     return play.end(fan=10 if draw == "win" else 0)
    >>> game = trace(lottery, players=["fan"])
    >>> result = outcomes(game.arrays, game.evaluate({}), np.empty((1, 0)))
    >>> result.values.item(), result.expected.item(), result.measures.item()
    (5.0, 9.0, 0.5)
    """
    strategies = checked_strategies(arrays, values, strategies)
    players = len(arrays.believed_quantity)
    result = Outcomes(
        np.full((values.rows, players), np.nan),
        np.full((values.rows, players), np.nan),
        np.full((values.rows, arrays.measure_quantity.shape[1]), np.nan),
    )
    outcomes_of_rows(arrays, values.quantities, values.fault, strategies, *result)
    return result


def posteriors(arrays: GameArrays, values: Values, strategies: Floats) -> tuple[Floats, Marks]:
    """Return beliefs (R, M) by Bayes' rule and whether it determines them (R, I).

    A member's weight is its prior (chance as the owner sees it, zeros as limits) times the *other* players' choice
    probabilities on its path; own past moves cancel by perfect recall. Where all of that is zero, Bayes' rule is
    silent: the belief is the prior and the mark False.
    """
    strategies = checked_strategies(arrays, values, strategies)
    beliefs = np.full(values.priors.shape, np.nan)
    determined = np.zeros(values.surprise.shape, np.bool_)
    posteriors_of_rows(arrays, values, strategies, beliefs, determined)
    return beliefs, determined


def action_values(arrays: GameArrays, values: Values, strategies: Floats, beliefs: Floats) -> Floats:
    """Return (R, A): the owner's expected payoff of each option, under its beliefs there and its measure from there."""
    strategies = checked_strategies(arrays, values, strategies)
    utility = np.full(strategies.shape, np.nan)
    action_values_of_rows(arrays, values.quantities, values.fault, strategies, beliefs, utility)
    return utility


def reach(arrays: GameArrays, values: Values, strategies: Floats) -> Floats:
    """Return (R, N): the probability of every node under true chance."""
    strategies = checked_strategies(arrays, values, strategies)
    reached = np.full((values.rows, len(arrays.kind)), np.nan)
    reach_of_rows(arrays, values.quantities, values.fault, strategies, reached)
    return reached


def checked_strategies(arrays: GameArrays, values: Values, strategies: Floats) -> Floats:
    """Return strategies as a C-contiguous float64 table, or raise `GameError` when it does not fit the game."""
    table = np.ascontiguousarray(strategies, dtype=np.float64)
    shape = (values.rows, len(arrays.weight_quantity))
    if table.shape != shape:
        raise GameError("strategies do not fit the game", seen=table.shape, need=f"shape {shape}: rows, actions")
    return table
