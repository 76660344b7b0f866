"""Compiled expressions against the graph's own NumPy evaluation."""

import math
from typing import Any

import numpy as np
import pytest

from standoff.game.symbols import Graph, Symbol
from standoff.scenario import load
from standoff.solvers.logit import cache
from standoff.solvers.logit.code import Arithmetic, emit
from standoff.solvers.logit.expressions import evaluator_of, program_of
from standoff.solvers.logit.program import interpret

AWKWARD = (0.0, -0.0, 1.0, -1.0, 2.0, 0.5, -2.5, 3.0, 1e-310, 1e300, 745.0, -800.0, 1e-9, math.inf, -math.inf, math.nan)


def everything(x: Any, y: Any) -> list[Symbol]:
    """Every operation of the language, on two parameters."""
    arithmetic = [x + y, x - y, x * y, x / y, -x, abs(x), np.minimum(x, y), np.maximum(x, y), np.sqrt(x), x**3, x**-2]
    logic = [x < y, x <= y, x == y, x != y, (x < 1) & (y > 0), (x < 1) | (y > 0), ~(x < y)]
    chosen = [np.where(x > y, x, 3.0), np.where(x, y, x), np.clip(x, 0.25, y)]
    return arithmetic + logic + chosen


@pytest.mark.parametrize("lanes", [1, 8])
def test_all_but_exponentials_are_numpys_to_the_bit(lanes: int) -> None:
    graph = Graph()
    nodes = [symbol.node for symbol in everything(graph.parameter("x"), graph.parameter("y"))]
    x, y = np.array([(a, b) for a in AWKWARD for b in AWKWARD]).T
    expected = graph.evaluate(nodes, {"x": x, "y": y}, rows=len(x))
    program = program_of(graph, nodes)
    np.testing.assert_array_equal(interpret(program, [np.stack([x, y])]).T, expected)
    assert emit(program, lanes=lanes, arithmetic=Arithmetic.STRICT)


def test_exponentials_logarithms_and_powers_agree_to_rounding() -> None:
    graph = Graph()
    x, y = graph.parameter("x"), graph.parameter("y")
    nodes = [s.node for s in (np.exp(x), np.log(x), np.expm1(x), np.log1p(x), x**y, np.exp(-(x**2)) / (1 + y**2))]
    rng = np.random.default_rng(5)
    columns = {
        "x": np.concatenate([rng.normal(size=2000), 10.0 ** rng.uniform(-12, 2, 2000), [*AWKWARD]]),
        "y": np.concatenate([rng.normal(size=2000) * 3, rng.integers(-5, 6, 2000), [*AWKWARD]]),
    }
    rows = len(columns["x"])
    expected = graph.evaluate(nodes, columns, rows=rows)
    with np.errstate(all="ignore"):
        found = interpret(program_of(graph, nodes), [np.stack([columns["x"], columns["y"]])]).T
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-300)


def test_a_scenarios_numbers_agree_and_do_not_depend_on_the_batch() -> None:
    scenario = load("nato-2022")
    game = scenario.game
    rng = np.random.default_rng(11)
    columns = {name: rng.uniform(0.05, 0.95, 37) for name in game.parameters}
    expected = game.graph.evaluate(game.quantities, columns, rows=37)
    found = evaluator_of(game)(columns, 37)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
    for row in (0, 20, 36):
        alone = evaluator_of(game)({name: column[row : row + 1] for name, column in columns.items()}, 1)
        assert alone[0].tobytes() == found[row].tobytes()


def test_a_nan_row_leaves_its_neighbours_alone() -> None:
    game = load("nato-2022").game
    columns = {name: np.full(16, 0.4) for name in game.parameters}
    expected = evaluator_of(game)(columns, 16)
    for column in columns.values():
        column[5] = np.nan
    found = evaluator_of(game)(columns, 16)
    rest = np.arange(16) != 5
    assert found[rest].tobytes() == expected[rest].tobytes()
    assert np.isnan(found[5]).any()


def test_lanes_follow_the_processor() -> None:
    assert cache.Processor("any", "+avx2,+avx512f,+avx512dq").lanes == 8
    assert cache.Processor("any", "+avx2,+fma").lanes == 4
    assert cache.Processor("any", "+sse2").lanes == 2
