"""Machine code agrees with the NumPy interpreter: to the bit where strict, to rounding where fused."""

import ctypes
import math

import numpy as np
import pytest
from numpy.typing import NDArray

from standoff.solvers.logit import cache
from standoff.solvers.logit.code import Arithmetic, emit
from standoff.solvers.logit.program import Builder, Op, Program, interpret

Floats = NDArray[np.float64]
AWKWARD = (0.0, -0.0, 1.0, -1.0, 1e-310, 1e308, -1e308, math.inf, -math.inf, math.nan, 0.5, -2.0)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def run(program: Program, blocks: list[Floats], *, lanes: int, arithmetic: Arithmetic) -> Floats:
    """Run a compiled program on (n_b, R) blocks, R a multiple of `lanes`."""
    code = cache.machine(emit(program, lanes=lanes, arithmetic=arithmetic))
    call = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(code.address)
    rows = blocks[0].shape[1]
    result = np.empty((len(program.outputs), rows))
    for start in range(0, rows, lanes):
        parts = [np.ascontiguousarray(block[:, start : start + lanes]) for block in blocks]
        parts += [np.zeros((1, lanes))] * (2 - len(parts))
        out = np.empty((len(program.outputs), lanes))
        call(parts[0].ctypes.data, parts[1].ctypes.data, out.ctypes.data)
        result[:, start : start + lanes] = out
    return result


def every_operation() -> Program:
    b = Builder(finite=False)
    x, y, z = b.input(0, 0), b.input(0, 1), b.input(1, 0)
    results = [b.add(x, y), b.subtract(x, z), b.multiply(x, y), b.divide(x, y), b.maximum(x, y), b.minimum(y, z)]
    results += [b.absolute(x), b.square_root(y), b.floor(z), b.less(x, y), b.less_equal(x, y), b.equal(x, y)]
    results += [b.select(z, x, y), b.select(b.less(x, b.constant(0.0)), b.constant(3.0), z), b.negative(x)]
    return b.program(results)


@pytest.mark.parametrize("lanes", [1, 2, 4, 8, 16])
def test_strict_arithmetic_is_numpys_to_the_bit(lanes: int) -> None:
    values = np.array([(a, b) for a in AWKWARD for b in AWKWARD]).T
    third = values[0][::-1][None]
    program = every_operation()
    found = run(program, [values, third], lanes=lanes, arithmetic=Arithmetic.STRICT)
    np.testing.assert_array_equal(found, interpret(program, [values, third]))


@pytest.mark.parametrize("lanes", [1, 8])
@pytest.mark.parametrize("arithmetic", list(Arithmetic))
def test_exponential_is_good_to_two_units_in_the_last_place(lanes: int, arithmetic: Arithmetic) -> None:
    b = Builder(finite=False)
    program = b.program([b.exp(b.input(0, 0))])
    x = np.concatenate([np.linspace(-700, 700, 40_000), np.linspace(-1, 1, 40_000), [0.0] * 8])[None]
    np.testing.assert_allclose(run(program, [x], lanes=lanes, arithmetic=arithmetic), np.exp(x), rtol=4.5e-16)


def test_strict_exponential_overflows_and_underflows_as_numpys() -> None:
    b = Builder(finite=False)
    program = b.program([b.exp(b.input(0, 0))])
    x = np.array(
        [[math.inf, -math.inf, math.nan, 709.7, 709.8, 1e300, -1e300, -744.0, -746.0, 0.0, -0.0, 5e-324] + [0.0] * 4]
    )
    found = run(program, [x], lanes=8, arithmetic=Arithmetic.STRICT)
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(found, np.exp(x), rtol=1e-15, atol=1e-323)


@pytest.mark.parametrize("lanes", [1, 4, 8])
@pytest.mark.parametrize("arithmetic", list(Arithmetic))
def test_logarithm_is_good_to_two_units_in_the_last_place(lanes: int, arithmetic: Arithmetic) -> None:
    b = Builder(finite=False)
    program = b.program([b.log(b.input(0, 0))])
    x = np.concatenate([np.geomspace(1e-300, 1e300, 40_000), np.linspace(0.5, 2, 40_000), [1.0] * 8])[None]
    np.testing.assert_allclose(run(program, [x], lanes=lanes, arithmetic=arithmetic), np.log(x), rtol=4.5e-16)


def test_strict_logarithm_of_awkward_numbers_is_numpys() -> None:
    b = Builder(finite=False)
    program = b.program([b.log(b.input(0, 0))])
    x = np.array([[*AWKWARD, 5e-324, 2.0**-1022, 1.7e308, -1e-310]])
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(
            run(program, [x], lanes=8, arithmetic=Arithmetic.STRICT), np.log(x), rtol=4.5e-16, equal_nan=True
        )


def test_a_row_has_the_same_bits_in_every_lane_and_beside_poison() -> None:
    b = Builder()
    x, y = b.input(0, 0), b.input(1, 0)
    program = b.program([b.divide(b.exp(b.multiply(x, y)), b.add(b.exp(y), b.constant(1.0))), b.log(b.add(x, y))])
    good = np.full((1, 8), 0.7), np.full((1, 8), 1.3)
    expected = run(program, list(good), lanes=8, arithmetic=Arithmetic.FUSED)[:, 0]
    for lane in range(8):
        poisoned = [np.full((1, 8), np.nan), np.full((1, 8), math.inf)]
        for block, source in zip(poisoned, good, strict=True):
            block[0, lane] = source[0, lane]
        found = run(program, poisoned, lanes=8, arithmetic=Arithmetic.FUSED)[:, lane]
        assert found.tobytes() == expected.tobytes()


def test_equal_expressions_are_one_instruction_and_constants_fold() -> None:
    b = Builder()
    x, y = b.input(0, 0), b.input(0, 1)
    assert b.add(x, y) == b.add(y, x)
    assert b.subtract(x, x) == b.constant(0.0)
    assert b.multiply(b.constant(2.0), b.constant(3.0)) == b.constant(6.0)
    strict = Builder(finite=False)
    x = strict.input(0, 0)
    assert not strict.is_constant(strict.multiply(x, strict.constant(0.0)), 0.0)


def test_hoisting_moves_what_does_not_vary_and_changes_no_result() -> None:
    b = Builder()
    x, y, z = b.input(0, 0), b.input(0, 1), b.input(1, 0)
    fixed = b.exp(b.multiply(x, y))
    outputs = [b.add(b.multiply(fixed, z), b.log(x)), fixed, z]
    setup, rest = b.hoisted(outputs)
    blocks = [np.abs(np.random.default_rng(3).normal(size=(2, 5))), np.ones((1, 5))]
    once = interpret(setup, [blocks[0]])
    np.testing.assert_array_equal(interpret(rest, [once, blocks[1]]), interpret(b.program(outputs), blocks))
    assert rest.tally()[Op.EXP] == 0
    assert rest.tally()[Op.LOG] == 0
