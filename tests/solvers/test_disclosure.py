"""Disclosure: its laws, an oracle in exact rationals, differing priors, the grid, and refusals."""

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import SolverError
from standoff.game import Play, trace
from standoff.solvers.disclosure import (
    Exactness,
    Persuasion,
    concave_envelope,
    disclosure,
    disclosure_on_grid,
)

few = settings(max_examples=30, deadline=None)
numbers = st.integers(-4, 4)


def tables(rows: int, columns: int) -> st.SearchStrategy[list[list[int]]]:
    return st.lists(st.lists(numbers, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def envelope(prior: tuple[Fraction, Fraction], worth: list[list[int]], utility: list[list[int]]) -> Fraction:
    """Two states, priors of the sender and the receiver: the envelope over all beliefs at which two replies tie."""
    mine, theirs = prior
    actions = range(len(worth[0]))
    points = {Fraction(0), Fraction(1), theirs}
    for a, b in combinations(actions, 2):
        slope = (utility[1][a] - utility[0][a]) - (utility[1][b] - utility[0][b])
        if slope:
            points.add(Fraction(utility[0][b] - utility[0][a], slope))
    curve = {}
    for q in (point for point in points if 0 <= point <= 1):
        value = [(1 - q) * utility[0][a] + q * utility[1][a] for a in actions]
        paid = [
            (1 - mine) * (1 - q) / (1 - theirs) * worth[0][a] + mine * q / theirs * worth[1][a]
            for a in actions
            if value[a] == max(value)
        ]
        curve[q] = max(paid)
    best = curve[theirs]
    for low, high in combinations(sorted(curve), 2):
        if low <= theirs <= high:
            share = (theirs - low) / (high - low)
            best = max(best, (1 - share) * curve[low] + share * curve[high])
    return best


@few
@given(st.integers(1, 9), st.integers(1, 9), st.integers(2, 4).flatmap(lambda k: st.tuples(tables(2, k), tables(2, k))))
def test_against_exact_rationals_with_differing_priors(mine: int, theirs: int, pair: Any) -> None:
    worth, utility = pair
    found = Persuasion.of(
        [1 - mine / 10, mine / 10], worth=worth, utility=utility, receiver_prior=[1 - theirs / 10, theirs / 10]
    ).optimum[0]
    exact = envelope((Fraction(mine, 10), Fraction(theirs, 10)), worth, utility)
    assert found == pytest.approx(float(exact), abs=1e-7)


@few
@given(st.lists(st.integers(1, 9), min_size=3, max_size=3), st.tuples(tables(3, 3), tables(3, 3)), st.integers(1, 4))
def test_at_least_silence_and_clarity_and_indifferent_to_scale(odds: list[int], pair: Any, scale: int) -> None:
    prior = np.array(odds) / sum(odds)
    worth, utility = (np.array(table) for table in pair)
    one = Persuasion.of(prior, worth=worth, utility=utility)
    assert one.optimum[0] >= max(one.silence.best, one.clarity.best) - 1e-7
    assert one.silence.best >= one.silence.worst
    other = Persuasion.of(prior, worth=scale * worth + 1, utility=3 * utility - 2)
    assert other.optimum[0] == pytest.approx(scale * one.optimum[0] + 1, abs=1e-6)
    split = Persuasion.of(  # a state cut in two halves that nobody can tell apart
        [prior[0] / 2, prior[0] / 2, *prior[1:]], worth=worth[[0, 0, 1, 2]], utility=utility[[0, 0, 1, 2]]
    )
    assert split.optimum[0] == pytest.approx(one.optimum[0], abs=1e-6)


def deter(play: Play, p: Any) -> Any:
    resolve = play.nature(
        "resolve",
        {"weak": 1 - p.firm, "firm": p.firm},
        known_to="defender",
        believed={"attacker": {"weak": 1 - p.seen, "firm": p.seen}},
    )
    greed = play.nature("greed", {"low": 0.5, "high": 0.5}, known_to="attacker")
    if play.choose("attacker", "move", ["hold", "attack"]) == "hold":
        return play.end(defender=0, attacker=0)
    if play.choose("defender", "answer", ["yield", "fight"]) == "yield":
        return play.end(defender=-1, attacker=1 if greed == "low" else 2)
    return play.end(defender=-0.5 if resolve == "firm" else -3, attacker=-1)


def test_kinds_of_receiver_and_what_dominance_settles() -> None:
    """The greedy kind needs 2/3 of firmness, the modest 1/2; the answer follows from resolve."""
    game = trace(deter, players=["defender", "attacker"], parameters=["firm", "seen"], name="deter")
    found = disclosure(game, {"firm": [0.3, 0.3], "seen": [0.3, 0.6]}, "defender")
    assert (found.value >= np.maximum(found.silence[:, 0], found.clarity[:, 0]) - 1e-9).all()
    # common prior .3: the best of pooling at 1/2 (modest deterred) and at 2/3 (both deterred), by hand
    pooled = -(1 - 0.3 / 0.5) - 0.3 / 0.5 * 0.5 * (0.5 * 1 + 0.5 * 0.5)
    both = -(1 - 0.3 * 1.5)
    assert found.value[0] == pytest.approx(max(pooled, both), abs=1e-9)
    assert found.value[1] > found.value[0]  # an attacker who thinks more of the defender is easier kept off


def test_the_grid_agrees_with_the_program_where_both_apply() -> None:
    """A receiver who best-replies, belief by belief; the kink at 1/2 is on the grid."""

    def worth_at(belief: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        attacked = np.where(belief >= 0.5, 0.0, -1.0)
        return attacked, attacked

    found = disclosure_on_grid(worth_at, sender=np.array([0.3, 0.4]), receiver=np.array([0.3, 0.2]), points=33)
    assert found.exactness is Exactness.GRID
    assert found.value == pytest.approx([-0.4, -(1 - (0.4 / 0.2 * 0.2 + 0.6 / 0.8 * 0.2))], abs=1e-9)
    assert found.signals[0] == pytest.approx(np.array([[4 / 7, 3 / 7], [0.0, 1.0]]))
    with pytest.raises(SolverError, match="nothing to disclose"):
        disclosure_on_grid(worth_at, sender=np.array([0.0]), receiver=np.array([0.3]))


@few
@given(st.lists(st.floats(-5, 5), min_size=4, max_size=9), st.floats(0, 1))
def test_the_envelope_is_concave_and_above(values: list[float], at: float) -> None:
    grid = np.linspace(0, 1, len(values))
    where = np.array([0.0, at / 2, at, 1.0])
    found, low, high = concave_envelope(grid, np.tile(values, (4, 1)), where)
    assert (found >= np.interp(where, grid, values) - 1e-9).all()
    assert found[1] >= (found[0] + found[2]) / 2 - 1e-9
    assert ((low <= where + 1e-12) & (where <= high + 1e-12)).all()


def refused(function: Any, players: list[str], sender: str, match: str, **options: Any) -> None:
    with pytest.raises(SolverError, match=match):
        disclosure(trace(function, players=players, name="g"), {}, sender, **options)


def test_games_of_another_shape_are_refused_with_the_mend() -> None:
    def continued(play: Play, p: Any) -> Any:
        play.nature("state", {"a": 0.5, "b": 0.5}, known_to="sender")
        play.choose("receiver", "move", ["l", "r"])
        play.choose("sender", "answer", ["x", "y"])
        return play.end(sender=0, receiver=0)

    def moves_first(play: Play, p: Any) -> Any:
        play.nature("state", {"a": 0.5, "b": 0.5}, known_to="sender")
        play.choose("sender", "move", ["l", "r"])
        return play.end(sender=0, receiver=0)

    def unbelieving(play: Play, p: Any) -> Any:
        play.nature("state", {"a": 0.5, "b": 0.5}, believed={"receiver": {"a": 1.0, "b": 0.0}})
        play.choose("receiver", "move", ["l", "r"])
        return play.end(sender=0, receiver=0)

    both = ["sender", "receiver"]
    refused(continued, both, "sender", "disclosure_on_grid")
    refused(moves_first, both, "sender", "it can signal by what it does")
    refused(unbelieving, both, "sender", "holds a state impossible")
    refused(unbelieving, both, "sendr", "Did you mean 'sender'")
    refused(unbelieving, both, "sender", "Did you mean 'state'", about=["stat"])


def test_a_program_without_numbers_is_refused() -> None:
    with pytest.raises((SolverError, ValueError)):
        _ = Persuasion.of([0.5, 0.5], worth=[[0, np.nan], [0, 1]], utility=[[0, 1], [1, 0]]).optimum
