"""Rows are worked on in blocks: neither a block's size nor the rows beside it may change a bit of a row."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from standoff.game import Game, Values, trace
from standoff.game.certificate import certify_logit
from standoff.game.kernels import LANES
from standoff.game.traversal import NOBODY, action_values, outcomes, posteriors, reach, reach_nodes
from standoff.game.values import Fault, Floats

ROWS = 2 * LANES + 1
SIZES = range(1, ROWS + 1)


def crisis(play: Any, p: Any) -> Any:
    """Two players, each with something unseen, a misperception, measures that many endings share."""
    kind = play.nature(
        "kind", {"x": p.x, "y": 1 - p.x}, known_to=["ann"], believed={"bob": {"x": p.seen, "y": 1 - p.seen}}
    )
    first = play.choose("ann", "first", ["l", "m", "r"], weights=[1, p.w, 2])
    reply = play.choose("bob", "reply", ["yes", "no"])
    luck = play.nature("luck", {"good": p.x * p.x, "bad": 1 - p.x * p.x})
    last = play.choose("ann", "last", ["stop", "go"]) if reply == "yes" else "stop"
    play.measure(gone=last == "go", lucky=luck == "good")
    score = (kind == "x") + 2 * (first == "l") - (last == "go") * (1 if luck == "bad" else -2)
    return play.end(ann=score * p.w, bob=(reply == "no") - score)


@pytest.fixture(scope="module")
def game() -> Game:
    return trace(crisis, players=["ann", "bob"], parameters=["x", "seen", "w"], measures=["gone", "lucky", "never"])


@pytest.fixture(scope="module")
def columns() -> dict[str, Floats]:
    chance = np.random.default_rng(3)
    x, seen = chance.random(ROWS), chance.random(ROWS)
    x[[2, 9]], seen[[4, 9, 12]] = 1.0, [0.0, 0.0, 1e-200]  # limits, and a product that leaves the plain range
    return {"x": x, "seen": seen, "w": 1 + chance.random(ROWS)}


def profile(game: Game, rows: int) -> Floats:
    """Strategies of every magnitude: some rows make beliefs underflow, some are pure."""
    table = np.random.default_rng(5).random((rows, len(game.arrays.weight_quantity)))
    table[1::4] **= 400
    table[3::4] = np.round(table[3::4])
    for start, stop in zip(game.arrays.set_start[:-1], game.arrays.set_start[1:], strict=True):
        total = table[:, start:stop].sum(axis=1, keepdims=True)
        table[:, start:stop] = np.where(
            total > 0, table[:, start:stop] / np.where(total > 0, total, 1), 1 / (stop - start)
        )
    return table


def everything(game: Game, values: Values, strategies: Floats) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """All that the traversals compute, rows along axis 0."""
    beliefs, determined = posteriors(game.arrays, values, strategies)
    yield from values._asdict().items()
    yield from (("held", beliefs), ("determined", determined))
    yield "utility", action_values(game.arrays, values, strategies, beliefs)
    yield "reach", reach(game.arrays, values, strategies)
    yield from outcomes(game.arrays, values, strategies)._asdict().items()
    yield from certify_logit(game, values, strategies, 2.0)._asdict().items()


@pytest.mark.parametrize("size", SIZES)
def test_a_row_is_the_same_in_a_batch_of_any_size(game: Game, columns: dict[str, Floats], size: int) -> None:
    table = profile(game, ROWS)
    whole = dict(everything(game, game.evaluate(columns), table))
    for first in {0, ROWS - size, (ROWS - size) // 2}:
        rows = slice(first, first + size)
        part = game.evaluate({name: column[rows] for name, column in columns.items()})
        for name, found in everything(game, part, table[rows]):
            assert np.array_equal(found, whole[name][rows], equal_nan=found.dtype.kind == "f"), name


@pytest.mark.parametrize("poisoned", range(LANES))
def test_poison_stays_in_its_lane(game: Game, columns: dict[str, Floats], poisoned: int) -> None:
    table = profile(game, ROWS)
    clean = dict(everything(game, game.evaluate(columns), table))
    bad = {name: column.copy() for name, column in columns.items()}
    bad["w"][poisoned], table[poisoned + LANES] = math.nan, math.nan
    values = game.evaluate(bad)
    assert Fault.of(values.fault[poisoned]) is Fault.PAYOFF
    others = np.setdiff1d(np.arange(ROWS), [poisoned, poisoned + LANES])
    for name, found in everything(game, values, table):
        assert np.array_equal(found[others], clean[name][others], equal_nan=found.dtype.kind == "f"), name
    certificate = certify_logit(game, values, table, 2.0)
    for row in (poisoned, poisoned + LANES):
        assert np.isnan(certificate.residual[row])
        assert np.isnan(certificate.full_gain[row]).all()


def test_one_nan_probability_fails_the_row(game: Game, columns: dict[str, Floats]) -> None:
    values = game.evaluate(columns)
    for action in range(len(game.arrays.weight_quantity)):
        table = profile(game, ROWS)
        table[action % ROWS, action] = math.nan
        certificate = certify_logit(game, values, table, 2.0)
        assert np.flatnonzero(np.isnan(certificate.residual)).tolist() == [action % ROWS]


def test_blocks_agree_with_the_walk_for_one_row(game: Game, columns: dict[str, Floats]) -> None:
    values, table, alone = game.evaluate(columns), profile(game, ROWS), np.empty(len(game.arrays.kind))
    result, ends = outcomes(game.arrays, values, table), game.arrays.kind == 0
    for row in range(ROWS):
        reach_nodes(game.arrays, values.quantities[row], game.arrays.chance_quantity, table[row], NOBODY, alone)
        numbers = values.quantities[row]
        assert result.values[row] == pytest.approx(alone[ends] @ numbers[game.arrays.payoff_quantity], abs=1e-13)
        assert result.measures[row] == pytest.approx(alone[ends] @ numbers[game.arrays.measure_quantity], abs=1e-13)


def test_priors_of_tiny_chances_are_exact_beside_ordinary_ones() -> None:
    """Five moves of 1e-60 make 1e-300 and more: the ratio of members that differ in the last alone is kept."""

    def chain(play: Any, p: Any) -> Any:
        for number in range(6):
            if play.nature(f"n{number}", {"rare": p.rare, "else": 1 - p.rare}) == "else":
                return play.end(ann=0)
        play.nature("last", {"a": 0.25, "b": 0.75})
        return play.end(ann=play.choose("ann", "guess", ["a", "b"]) == "a")

    game = trace(chain, players=["ann"], parameters=["rare"])
    rare = np.tile([0.5, 1e-60, 1e-30], LANES)
    values = game.evaluate({"rare": rare})
    assert not values.fault.any()
    assert (values.priors == [0.25, 0.75]).all()
