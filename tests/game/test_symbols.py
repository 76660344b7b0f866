"""Symbols compute what NumPy computes, share what is equal, and refuse what would make the tree depend on a draw."""

import math
import operator
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import ParameterError, PlayError
from standoff.game.symbols import Graph, Op, Parameters, Symbol
from standoff.game.utility import cara

ROWS = {"x": np.array([-1.5, 0.0, 0.3, 2.0, 1e9]), "y": np.array([2.0, -0.0, 0.7, -3.0, 1e-9])}

UNARY: dict[str, Callable[[Any], Any]] = {
    "negative": operator.neg,
    "positive": operator.pos,
    "abs": abs,
    "np.abs": np.abs,
    "np.exp": np.exp,
    "np.expm1": np.expm1,
    "np.log": np.log,
    "np.log1p": np.log1p,
    "np.sqrt": np.sqrt,
    "np.square": np.square,
    "np.reciprocal": np.reciprocal,
    "square": lambda a: a**2,
    "root": lambda a: a**0.5,
    "cube": lambda a: a**3,
    "scaled": lambda a: 3 * a - a / 2 + 1 / (a + 10) - (2 - a),
    "from numpy numbers": lambda a: np.float64(3) * a + np.array(2.0),
    "exponent": lambda a: 2.0 ** np.minimum(a, 10),
    "clip": lambda a: np.clip(a, -1, 1),
    "clip by name": lambda a: np.clip(a, a_min=-1, a_max=0.5),
    "where": lambda a: np.where((a > 0) & ~(a >= 2) | (a == -1.5), a, -a),
    "compare": lambda a: (a < 1) + (a > 1) * 2.0 + (a <= 0.3) * 4.0 + (a != 2) * 8.0,
    "logic": lambda a: np.where(np.logical_and(a > 0, np.logical_not(a > 1)), 1.0, 2.0),
}

BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "power": lambda a, b: np.power(np.abs(a), np.clip(b, -2, 2)),
    "minimum": np.minimum,
    "maximum": np.maximum,
    "where": lambda a, b: np.where(a < b, a, b),
}


def evaluated(function: Callable[..., Any], *names: str) -> np.ndarray:
    graph = Graph()
    result = function(*(graph.parameter(name) for name in names))
    return np.asarray(graph.evaluate([result.node], ROWS, rows=5)[:, 0])


@pytest.mark.parametrize("name", UNARY)
def test_functions_of_one_symbol_equal_numpy(name: str) -> None:
    with np.errstate(all="ignore"):
        expected = np.asarray(UNARY[name](ROWS["x"]), dtype=float)
    # Powers are rewritten as products, which may differ in the last place.
    np.testing.assert_allclose(evaluated(UNARY[name], "x"), expected, rtol=4e-16)


@pytest.mark.parametrize("name", BINARY)
def test_functions_of_two_symbols_equal_numpy(name: str) -> None:
    with np.errstate(all="ignore"):
        expected = np.asarray(BINARY[name](ROWS["x"], ROWS["y"]), dtype=float)
    np.testing.assert_array_equal(evaluated(BINARY[name], "x", "y"), expected)


def expressions() -> st.SearchStrategy[Callable[[Any, Any], Any]]:
    """Random compositions of two arguments and numbers."""
    leaves = st.one_of(
        st.sampled_from([0, 1]).map(lambda place: lambda *pair: pair[place]),
        st.integers(-3, 3).map(lambda number: lambda *_: float(number)),
    )

    def grow(inner: Any) -> Any:
        signs = st.sampled_from([operator.add, operator.sub, operator.mul, np.minimum, np.maximum])
        binary: Any = st.tuples(signs, inner, inner)
        unary: Any = st.tuples(st.sampled_from([operator.neg, np.abs, np.expm1]), inner)
        choice = st.tuples(inner, inner, inner)
        return st.one_of(
            binary.map(lambda t: lambda a, b: t[0](t[1](a, b), t[2](a, b))),
            unary.map(lambda t: lambda a, b: t[0](t[1](a, b))),
            choice.map(lambda t: lambda a, b: np.where(t[0](a, b) < t[1](a, b), t[2](a, b), t[0](a, b))),
        )

    return st.recursive(leaves, grow, max_leaves=12)


@settings(max_examples=100, deadline=None)
@given(expressions())
def test_random_expressions_equal_numpy(function: Callable[[Any, Any], Any]) -> None:
    rng = np.random.default_rng(5)
    columns = {name: rng.normal(size=1500) for name in ("a", "b")}
    graph = Graph()
    result = function(graph.parameter("a"), graph.parameter("b"))
    node = graph.node(result) if isinstance(result, Symbol) else graph.node(float(np.asarray(result)))
    with np.errstate(all="ignore"):
        expected = np.broadcast_to(np.asarray(function(columns["a"], columns["b"]), dtype=float), 1500)
    whole = graph.evaluate([node], columns, rows=1500)
    # A literal factor 0 is dropped even where numpy has 0 * inf = nan, and -0 is 0.
    good = ~np.isnan(expected)
    np.testing.assert_array_equal(whole[good, 0], expected[good])
    some = rng.permutation(1500)[:37]
    part = graph.evaluate([node], {name: column[some] for name, column in columns.items()}, rows=37)
    np.testing.assert_array_equal(part, whole[some])
    alone = graph.evaluate([node], {name: column[7] for name, column in columns.items()}, rows=1)
    np.testing.assert_array_equal(alone[0], whole[7])


def test_equal_expressions_are_one_node_and_numbers_fold() -> None:
    graph = Graph()
    x: Any = graph.parameter("x")
    y: Any = graph.parameter("y")
    assert (x + y).node == (y + x).node
    assert (x > y).node == (y < x).node
    assert (x * 1 + 0).node == x.node == (x**1).node == (x / 1).node
    assert (x * 0).node == graph.node(0.0)
    assert np.where(x < 0, y, y).node == y.node
    assert np.exp(x * 0 + 1).node == graph.node(math.e)
    before = len(graph.ops)
    assert np.exp((x + y) ** 2).node == np.exp((y + x) * (x + y)).node
    assert [str(op) for op, _ in graph.ops[before:]] == ["constant", "multiply", "exp"]


def test_operands_come_before_their_use() -> None:
    graph = Graph()
    x: Any = graph.parameter("x")
    np.where(x > 1, np.exp(-x) / (1 + x), np.clip(x, 0, 1))
    for number, (op, args) in enumerate(graph.ops):
        if op not in (Op.PARAMETER, Op.CONSTANT):
            assert all(arg < number for arg in args)


def test_pruning_keeps_only_what_is_needed() -> None:
    graph = Graph()
    x, y = graph.parameter("x"), graph.parameter("y")
    kept, _ = x * 2 + 1, np.exp(y)
    pruned, (output,) = graph.pruned([kept.node], ["y", "x"])
    assert pruned.parameters == ("y", "x")
    assert len(pruned.ops) == 5
    assert pruned.evaluate([output], {"x": 3.0}, rows=1).item() == 7.0
    assert pickle.loads(pickle.dumps(pruned)).ops == pruned.ops


FORBIDDEN: dict[str, Callable[[Any], Any]] = {
    "if": lambda x: 1 if x > 0 else 0,
    "and": lambda x: x and x,
    "not": lambda x: not x,
    "float": float,
    "int": int,
    "math": math.exp,
    "round": round,
    "range": range,
    "index": lambda x: [1, 2][x],
    "iteration": list,
    "unpacking": lambda x: operator.add(*x),
    "length": len,
    "indexing": lambda x: x[0],
    "max": lambda x: max(x, 0),
    "in": lambda x: 3 in [x],
    "complex": complex,
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_uses_that_need_one_value_name_the_way_out(name: str) -> None:
    with pytest.raises(PlayError, match=r"np\.where.*play\.nature") as raised:
        FORBIDDEN[name](Graph().parameter("firm"))
    assert "firm" in str(raised.value)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x: np.sin(x), r"np.sin cannot take a parameter. Needed: one of .*np.exp"),
        (lambda x: np.add.reduce(x), r"np.add.reduce cannot take"),
        (lambda x: x * np.ones(3), "not an array"),
        (lambda x: x + "1", "not a number"),
        (lambda x: x & (x > 1), "joins conditions"),
        (lambda x: np.where(x > 1), "takes 3 arguments"),
        (lambda x: x + Graph().parameter("x"), "another game"),
    ],
)
def test_what_symbols_do_not_support_says_so(function: Callable[[Any], Any], message: str) -> None:
    with pytest.raises(PlayError, match=message):
        function(Graph().parameter("x"))


def test_parameters_by_attribute_family_and_name() -> None:
    p = Parameters(Graph(), ["firm", "harm[hold]", "harm[chemical@protege]", "spill[a,b]"])
    assert p.harm["chemical@protege"].node == p["harm[chemical@protege]"].node
    assert p.spill["a", "b"].node == p.spill["a,b"].node
    assert list(p.harm) == ["hold", "chemical@protege"]
    assert "firm" in p
    assert "hold" in p.harm
    assert len(p.harm) == 2
    with pytest.raises(ParameterError, match=r"p.firmm unknown parameter. Did you mean 'firm'"):
        _ = p.firmm
    with pytest.raises(ParameterError, match=r"Did you mean 'harm\[hold\]'"):
        _ = p["harm[holt]"]
    with pytest.raises(ParameterError, match=r"Did you mean 'hold'"):
        _ = p.harm["hodl"]
    with pytest.raises(PlayError, match="use as an index"):
        p.harm[p.firm]


# Utility


def test_cara_is_smooth_through_zero_and_accurate() -> None:
    x = np.array([-3.0, -0.1, 0.0, 0.5, 4.0])
    for r in (-1.2, -1e-3, -1e-6, 0.0, 1e-300, 1e-9, 1e-5, 1e-3, 2.0):
        exact = x if abs(r) < 1e-14 else -np.expm1(-r * x) / r
        np.testing.assert_allclose(cara(x, r), exact, rtol=1e-15, atol=0)
        assert (np.diff(cara(x, r)) > 0).all()


def test_cara_of_symbols_equals_cara_of_arrays() -> None:
    columns = {"x": np.array([1.0, -2.0, 0.0, 5.0]), "r": np.array([0.0, 1e-7, 0.5, -0.8])}
    graph = Graph()
    result = cara(graph.parameter("x"), graph.parameter("r"))
    np.testing.assert_array_equal(graph.evaluate([result.node], columns, rows=4)[:, 0], cara(**columns))
