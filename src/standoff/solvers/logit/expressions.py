"""A game's expressions as machine code: parameters to quantities, a vector of rows at a time.

`Graph.evaluate` with NumPy is the oracle: equal to the bit for + - * / and comparisons, to 1e-12 of the value where
exponentials, logarithms and powers enter. Evaluating a crisis with NumPy costs as much as solving it; this costs a
twentieth.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit

from standoff.game.game import Game
from standoff.game.symbols import Graph
from standoff.game.symbols import Op as Node
from standoff.solvers.logit import cache
from standoff.solvers.logit.calls import call_program
from standoff.solvers.logit.code import Arithmetic, emit
from standoff.solvers.logit.program import Builder, Floats, Program

_SMALL_POWER = 16
"""Largest whole exponent written out as a product."""


def program_of(graph: Graph, outputs: Sequence[int]) -> Program:
    """Return the program of some nodes of a graph; input (0, i) is the graph's parameter i.

    Examples
    --------
    >>> graph = Graph()
    >>> x = graph.parameter("x")
    >>> from standoff.solvers.logit.program import interpret
    >>> interpret(program_of(graph, [(x * x + 1).node]), [np.array([[2.0, 3.0]])])
    array([[ 5., 10.]])
    """
    b = Builder(finite=False)
    return b.program(write(b, graph, outputs))


def write(b: Builder, graph: Graph, outputs: Sequence[int]) -> list[int]:
    """Write some nodes of a graph into a builder, with input (0, i) for parameter i; return their instructions."""
    made: list[int] = []
    for op, args in graph.ops:
        if op is Node.CONSTANT:
            made.append(b.constant(float(args[0])))
        elif op is Node.PARAMETER:
            made.append(b.input(0, int(args[0])))
        else:
            made.append(_WRITE[op](b, *(made[int(a)] for a in args)))
    return [made[output] for output in outputs]


def _truth(b: Builder, a: int) -> int:
    return b.select(a, b.constant(1.0), b.constant(0.0))


def _power(b: Builder, base: int, exponent: int) -> int:
    """Write base ** exponent: a product for a small whole exponent, else exp(exponent ln |base|) with its sign."""
    one, zero = b.constant(1.0), b.constant(0.0)
    given = b.instructions[exponent].value if b.is_known(exponent) else 0.5
    if given == int(given) and 0 < abs(given) <= _SMALL_POWER:
        product = b.product([base] * int(abs(given)))
        return product if given > 0 else b.divide(one, product)
    size = b.exp(b.multiply(exponent, b.log(b.absolute(base))))
    whole = b.equal(b.floor(exponent), exponent)
    half = b.multiply(exponent, b.constant(0.5))
    even = b.equal(b.floor(half), half)
    below = b.select(whole, b.select(even, size, b.negative(size)), b.constant(float("nan")))
    result = b.select(b.less(base, zero), below, size)
    trivial = b.maximum(b.equal(exponent, zero), b.equal(base, one))
    return b.select(trivial, one, result)


def _expm1(b: Builder, a: int) -> int:
    """Write exp(a) - 1 without cancellation: (u - 1) a / ln u for u = exp(a), after Kahan."""
    one = b.constant(1.0)
    u = b.exp(a)
    less = b.subtract(u, one)
    ratio = b.divide(b.multiply(less, a), b.log(u))
    ordinary = b.select(b.equal(less, b.constant(-1.0)), less, ratio)
    huge = b.equal(u, b.constant(float("inf")))
    return b.select(b.equal(u, one), a, b.select(huge, u, ordinary))


def _log1p(b: Builder, a: int) -> int:
    """Write ln(1 + a) without cancellation: a ln u / (u - 1) for u = 1 + a, after Kahan."""
    one = b.constant(1.0)
    u = b.add(one, a)
    ratio = b.divide(b.multiply(b.log(u), a), b.subtract(u, one))
    huge = b.equal(u, b.constant(float("inf")))
    return b.select(b.equal(u, one), a, b.select(huge, u, ratio))


_WRITE: Mapping[Node, Callable[..., int]] = {
    Node.ADD: Builder.add,
    Node.SUBTRACT: Builder.subtract,
    Node.MULTIPLY: Builder.multiply,
    Node.DIVIDE: Builder.divide,
    Node.POWER: _power,
    Node.NEGATIVE: Builder.negative,
    Node.ABSOLUTE: Builder.absolute,
    Node.MINIMUM: Builder.minimum,
    Node.MAXIMUM: Builder.maximum,
    Node.EXP: Builder.exp,
    Node.EXPM1: _expm1,
    Node.LOG: Builder.log,
    Node.LOG1P: _log1p,
    Node.SQRT: Builder.square_root,
    Node.WHERE: Builder.select,
    Node.LESS: Builder.less,
    Node.LESS_EQUAL: Builder.less_equal,
    Node.EQUAL: Builder.equal,
    Node.AND: lambda b, x, y: b.select(x, _truth(b, y), b.constant(0.0)),
    Node.OR: lambda b, x, y: b.select(x, b.constant(1.0), _truth(b, y)),
    Node.NOT: lambda b, x: b.select(x, b.constant(0.0), b.constant(1.0)),
}


class Evaluator:
    """The compiled expressions of one game.

    Examples
    --------
    >>> from standoff.game import trace
    >>> def bet(play, p):
    ...     return play.end(gambler=p.win**2 if play.choose("gambler", "bet", ["yes", "no"]) == "yes" else 0)
    >>> game = trace(bet, players=["gambler"], parameters=["win"])
    >>> evaluator_of(game)({"win": np.array([2.0, 3.0])}, 2)
    array([[4., 0., 1.], [9., 0., 1.]])
    """

    def __init__(self, game: Game) -> None:
        self._parameters = game.parameters
        self._width = len(game.quantities)
        self._lanes = cache.host().lanes
        program = program_of(game.graph, game.quantities)
        self._machine = cache.machine(emit(program, lanes=self._lanes, arithmetic=Arithmetic.STRICT))

    def __call__(self, columns: Mapping[str, Any], rows: int) -> Floats:
        """Return the (rows, K) quantities; a scalar column holds in every row. Overflow and NaN are silent."""
        inputs = np.empty((max(len(self._parameters), 1), rows))
        for k, name in enumerate(self._parameters):
            inputs[k] = columns[name]
        table = np.empty((rows, self._width))
        evaluate_rows(self._machine.address, inputs, table, lanes=self._lanes)
        return table


@lru_cache(maxsize=64)
def evaluator_of(game: Game) -> Evaluator:
    """Return the compiled expressions of a game, compiled or loaded at the first call."""
    return Evaluator(game)


def evaluate_rows(address: int, inputs: Floats, table: Floats, *, lanes: int) -> None:
    """Run a program of block 0 alone, made for `lanes`, on the columns of `inputs` (I, R) into `table` (R, O)."""
    _evaluate(lanes)(address, inputs, table)


@lru_cache
def _evaluate(lanes: int) -> Any:
    @njit(cache=True, nogil=True, error_model="numpy")
    def run(program: int, inputs: Floats, table: Floats) -> None:
        """Fill `table` (R, K) from `inputs` (parameters, R); spare lanes of the last block repeat the last row."""
        rows, width = table.shape
        block, out = np.zeros((inputs.shape[0], lanes)), np.zeros((width, lanes))
        nothing = np.zeros((1, lanes))
        for start in range(0, rows, lanes):
            for k in range(inputs.shape[0]):
                for w in range(lanes):
                    block[k, w] = inputs[k, min(start + w, rows - 1)]
            call_program(program, block, nothing, out)
            for w in range(min(lanes, rows - start)):
                for k in range(width):
                    table[start + w, k] = out[k, w]

    return run
