"""Every number of the traversals against sums over paths, on random games with misperception, zeros and scripts."""

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from standoff.game import Game, Values, trace
from standoff.game.certificate import certify_equilibrium
from standoff.game.traversal import action_values, outcomes, posteriors

from .oracle import History, Key, Oracle, all_paths
from .random_games import RandomGame, random_games

ROWS = 3
EXACT = pytest.approx

PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
"""No shrinking: a seed does not shrink to anything simpler."""


def strategies_of(game: Game, seed: int, *, pure: bool) -> list[dict[Key, tuple[Fraction, ...]]]:
    """Random strategies for every row; `pure` ones put zeros on opponents' paths."""
    chance, rows = random.Random(seed), []
    for _ in range(ROWS):
        row: dict[Key, tuple[Fraction, ...]] = {}
        for infoset in game.infosets:
            shares = [chance.choice([0, 1] if pure else [1, 2, 3, 7]) for _ in infoset.options]
            shares = shares if any(shares) else [1] * len(shares)
            row[infoset[0], infoset[1], infoset[3]] = tuple(Fraction(share, sum(shares)) for share in shares)
        rows.append(row)
    return rows


def traced(random_game: RandomGame) -> tuple[Game, Values, list[dict[str, Fraction]]]:
    """The library's side of a random game."""
    function, names = random_game.function(), random_game.parameter_names()
    game = trace(function, players=random_game.players, parameters=names, measures=["score", "count"])
    draws = [random_game.draw(row) for row in range(ROWS)]
    columns = {name: np.array([float(draw[name]) for draw in draws]) for name in names}
    return game, game.evaluate(columns, rows=ROWS), draws


def members(game: Game, number: int) -> list[tuple[int, History]]:
    """(place among all members, history) of an information set."""
    start, stop = game.arrays.set_members_start[number : number + 2]
    return [(place, game.history(int(game.arrays.set_members[place]))) for place in range(start, stop)]


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(random_games(), st.integers(0, 99), st.booleans())
def test_traversals_agree_with_sums_over_paths(random_game: RandomGame, seed: int, pure: bool) -> None:
    game, values, draws = traced(random_game)
    assume(game.infosets)
    assert not values.fault.any()
    rows = strategies_of(game, seed, pure=pure)
    table = np.array([[float(p) for vector in row.values() for p in vector] for row in rows])
    beliefs, _ = posteriors(game.arrays, values, table)
    utility = action_values(game.arrays, values, table, beliefs)
    result = outcomes(game.arrays, values, table)
    certificate = certify_equilibrium(game, values, table)
    for row in range(ROWS):
        oracle = Oracle(game.players, all_paths(random_game.function(), game.players, draws[row]), rows[row])
        assert len(oracle.paths) == len(game.arrays.payoff_quantity)
        assert set(oracle.sets()) == set(rows[row])
        for number, key in enumerate(rows[row]):
            priors, surprise = oracle.priors(key)
            held = oracle.posteriors(key)
            assert {history for _, history in members(game, number)} == set(priors)
            for place, history in members(game, number):
                assert values.priors[row, place] == EXACT(float(priors[history]), abs=1e-12)
                assert beliefs[row, place] == EXACT(float(held[history]), abs=1e-12)
            assert values.surprise[row, number] == surprise
            assert values.counterfactual[row, number] == oracle.counterfactual(key)
            start, stop = game.arrays.set_start[number : number + 2]
            assert utility[row, start:stop] == EXACT([float(u) for u in oracle.action_values(key)], abs=1e-9)
            assert certificate.agent_gain[row, number] == EXACT(float(oracle.agent_gain(key)), abs=1e-9)
        for place, player in enumerate(game.players):
            assert result.values[row, place] == EXACT(float(oracle.value(player, true=True)), abs=1e-9)
            assert result.expected[row, place] == EXACT(float(oracle.value(player, true=False)), abs=1e-9)
            plans = np.prod([len(p) for key, p in rows[row].items() if key[0] == player], dtype=float)
            if plans <= 64:
                assert certificate.full_gain[row, place] == EXACT(float(oracle.full_gain(player)), abs=1e-9)
        for place, name in enumerate(game.measures):
            assert result.measures[row, place] == EXACT(float(oracle.measure(name)), abs=1e-9)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(random_games(), st.integers(0, 99))
def test_bits_do_not_depend_on_the_batch(random_game: RandomGame, seed: int) -> None:
    game, values, draws = traced(random_game)
    assume(game.infosets)
    table = np.array(
        [[float(p) for vector in row.values() for p in vector] for row in strategies_of(game, seed, pure=False)]
    )
    whole = certify_equilibrium(game, values, table)
    for row in range(ROWS):
        single = game.evaluate({name: float(value) for name, value in draws[row].items()})
        alone = certify_equilibrium(game, single, table[row : row + 1])
        assert all(
            np.array_equal(np.asarray(many)[row], np.asarray(one)[0]) for many, one in zip(values, single, strict=True)
        )
        pairs = zip(whole, alone, strict=True)
        assert all(np.array_equal(many[row], one[0], equal_nan=True) for many, one in pairs)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(random_games())
def test_traced_games_have_perfect_recall_and_sound_arrays(random_game: RandomGame) -> None:
    game, _, _ = traced(random_game)
    arrays = game.arrays
    assert game.perfect_recall
    assert (arrays.parent[1:] < np.arange(1, len(arrays.parent))).all()
    for node in range(1, len(arrays.parent)):
        assert arrays.first_child[arrays.parent[node]] + arrays.branch[node] == node
    assert arrays.branches.sum() == len(arrays.kind) - 1
    assert (arrays.infoset[arrays.set_members] >= 0).all()
    assert sorted(arrays.set_members) == list(np.flatnonzero(arrays.kind == 2))
