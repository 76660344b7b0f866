"""Agent logit QRE the slow, obvious way: dictionaries of histories, no arrays of the kernels, no derivatives."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root

from standoff.game import Game, Values
from standoff.game.arrays import CHANCE, TERMINAL

Floats = NDArray[np.float64]


def logit_reply(game: Game, values: Values, precision: Sequence[float], sigma: Floats, *, row: int = 0) -> Floats:
    """Return w exp(lambda u) normalised at every information set, where u answers the (A,) strategies `sigma`."""
    arrays, numbers = game.arrays, values.quantities[row]
    reply = np.empty_like(sigma)
    for infoset, player in enumerate(arrays.set_player.tolist()):
        first, last = int(arrays.set_start[infoset]), int(arrays.set_start[infoset + 1])
        members = range(int(arrays.set_members_start[infoset]), int(arrays.set_members_start[infoset + 1]))
        nodes = [int(arrays.set_members[m]) for m in members]
        weights = [
            float(values.priors[row, m]) * _others_choices(game, sigma, node, player)
            for m, node in zip(members, nodes, strict=True)
        ]
        scores = []
        for option in range(last - first):
            children = [int(arrays.first_child[node]) + option for node in nodes]
            worth = [_expected(game, numbers, sigma, child, player) for child in children]
            utility = sum(w * v for w, v in zip(weights, worth, strict=True)) / sum(weights)
            base = float(numbers[arrays.weight_quantity[first + option]])
            scores.append(math.log(base) + precision[player] * utility)
        odds = [math.exp(score - max(scores)) for score in scores]
        reply[first:last] = [o / sum(odds) for o in odds]
    return reply


def branch_by_small_steps(
    game: Game, values: Values, precision: Sequence[float], *, steps: int = 60, row: int = 0
) -> Floats:
    """Return the strategies on the branch from precision zero, by root finding at each of many small steps.

    Right where the branch does not fold.
    """
    sigma = logit_reply(game, values, [0.0] * len(precision), _uniform(game), row=row)
    for step in range(1, steps + 1):
        now = [step / steps * rate for rate in precision]
        found = root(lambda log_p, now=now: _gap(game, values, now, log_p, row), np.log(sigma), tol=1e-12)
        sigma = _normalised(game, found.x)
    return sigma


def _gap(game: Game, values: Values, precision: Sequence[float], log_p: Floats, row: int) -> Floats:
    sigma = _normalised(game, log_p)
    return np.asarray(log_p - np.log(logit_reply(game, values, precision, sigma, row=row)))


def _normalised(game: Game, log_p: Floats) -> Floats:
    sigma = np.exp(log_p)
    for first, last in zip(game.arrays.set_start[:-1], game.arrays.set_start[1:], strict=True):
        sigma[first:last] /= sigma[first:last].sum()
    return sigma


def _uniform(game: Game) -> Floats:
    return np.concatenate([np.full(len(infoset.options), 1 / len(infoset.options)) for infoset in game.infosets])


def _others_choices(game: Game, sigma: Floats, node: int, player: int) -> float:
    arrays, product = game.arrays, 1.0
    while arrays.parent[node] >= 0:
        branch, node = int(arrays.branch[node]), int(arrays.parent[node])
        infoset = int(arrays.infoset[node])
        if infoset >= 0 and arrays.set_player[infoset] != player:
            product *= float(sigma[arrays.set_start[infoset] + branch])
    return product


def _expected(game: Game, numbers: Floats, sigma: Floats, node: int, player: int) -> float:
    arrays = game.arrays
    if arrays.kind[node] == TERMINAL:
        return float(numbers[arrays.payoff_quantity[arrays.terminal[node], player]])
    total = 0.0
    for branch in range(int(arrays.branches[node])):
        if arrays.kind[node] == CHANCE:
            place = int(arrays.chance_start[node]) + branch
            probability = float(numbers[arrays.believed_quantity[player, place]])
        else:
            probability = float(sigma[arrays.set_start[arrays.infoset[node]] + branch])
        total += probability * _expected(game, numbers, sigma, int(arrays.first_child[node]) + branch, player)
    return total
