"""Straight-line programs: the one form between a game and its machine code.

A `Builder` records arithmetic as a list of instructions, merging equal ones and folding constants; a `Program` is the
finished list with its outputs. `interpret` runs one with NumPy: slow, obvious, the oracle of `code`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Op(Enum):
    """What an instruction computes; comparisons give 1.0 or 0.0."""

    CONSTANT = "constant"
    INPUT = "input"
    ADD = "add"
    SUBTRACT = "subtract"
    MULTIPLY = "multiply"
    DIVIDE = "divide"
    MAXIMUM = "maximum"
    MINIMUM = "minimum"
    ABSOLUTE = "absolute"
    SQUARE_ROOT = "square root"
    FLOOR = "floor"
    EXP = "exp"
    LOG = "log"
    LESS = "less"
    LESS_EQUAL = "less or equal"
    EQUAL = "equal"
    SELECT = "select"


def _select(condition: Floats, a: Floats, b: Floats) -> Floats:
    chosen: Floats = np.where(condition != 0.0, a, b)
    return chosen


_COMMUTE = frozenset({Op.ADD, Op.MULTIPLY, Op.EQUAL})
_NUMPY: dict[Op, Callable[..., Floats]] = {
    Op.ADD: np.add,
    Op.SUBTRACT: np.subtract,
    Op.MULTIPLY: np.multiply,
    Op.DIVIDE: np.divide,
    Op.MAXIMUM: np.maximum,
    Op.MINIMUM: np.minimum,
    Op.ABSOLUTE: np.abs,
    Op.SQUARE_ROOT: np.sqrt,
    Op.FLOOR: np.floor,
    Op.EXP: np.exp,
    Op.LOG: np.log,
    Op.LESS: lambda a, b: np.less(a, b).astype(np.float64),
    Op.LESS_EQUAL: lambda a, b: np.less_equal(a, b).astype(np.float64),
    Op.EQUAL: lambda a, b: np.equal(a, b).astype(np.float64),
    Op.SELECT: _select,
}


class Instruction(NamedTuple):
    """One instruction; `args` are numbers of earlier instructions, for INPUT (block, index), for CONSTANT its value."""

    op: Op
    args: tuple[int, ...]
    value: float = 0.0


class Program(NamedTuple):
    """Instructions in an order that can be run, and which of them are the outputs."""

    instructions: tuple[Instruction, ...]
    outputs: tuple[int, ...]

    def tally(self) -> Counter[Op]:
        """Return how many instructions of each kind there are."""
        return Counter(instruction.op for instruction in self.instructions)


class Builder:
    """Records arithmetic; every method returns the number of the instruction that holds the result.

    Parameters
    ----------
    finite : bool
        Whether every value may be taken as finite, so that x·0 is 0 and x - x is 0. False keeps IEEE arithmetic to
        the letter, so that NaN and infinity reach the output.

    Examples
    --------
    >>> b = Builder()
    >>> x = b.input(0, 0)
    >>> b.add(b.multiply(x, b.constant(0.0)), b.constant(2.0)) == b.constant(2.0)
    True
    >>> interpret(b.program([b.exp(x)]), [np.zeros((1, 3))])
    array([[1., 1., 1.]])
    """

    def __init__(self, *, finite: bool = True) -> None:
        self.finite = finite
        self.instructions: list[Instruction] = []
        self.varies: list[bool] = []  # whether an instruction depends on an input of a block other than 0
        self._known: dict[tuple[object, ...], int] = {}
        self._constants: dict[int, float] = {}

    def _record(self, op: Op, *args: int) -> int:
        key = (op, *args)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.instructions)
            self.instructions.append(Instruction(op, args))
            varies = self.varies
            varies.append(any(varies[a] for a in args))
        return found

    def constant(self, value: float) -> int:
        """Return the number of a constant; NaN and the two zeros are each one constant."""
        key = (Op.CONSTANT, np.float64(value).tobytes())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.instructions)
            self.instructions.append(Instruction(Op.CONSTANT, (), float(value)))
            self.varies.append(False)
            self._constants[found] = float(value)
        return found

    def input(self, block: int, index: int) -> int:
        """Return the number of an input: block 0 is fixed along a path, other blocks vary."""
        key = (Op.INPUT, block, index)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.instructions)
            self.instructions.append(Instruction(Op.INPUT, (block, index)))
            self.varies.append(block > 0)
        return found

    def _fold(self, op: Op, *args: int) -> int:
        constants = self._constants
        for a in args:
            if a not in constants:
                return self._record(op, *(sorted(args) if op in _COMMUTE else args))
        with np.errstate(all="ignore"):
            return self.constant(float(_NUMPY[op](*(np.float64(constants[a]) for a in args))))

    def is_constant(self, a: int, value: float) -> bool:
        """Return whether instruction `a` is the constant `value`."""
        return self._constants.get(a) == value

    def is_known(self, a: int) -> bool:
        """Return whether instruction `a` is a constant."""
        return a in self._constants

    def add(self, a: int, b: int) -> int:
        if self.finite and self.is_constant(a, 0.0):
            return b
        return a if self.finite and self.is_constant(b, 0.0) else self._fold(Op.ADD, a, b)

    def subtract(self, a: int, b: int) -> int:
        if self.is_constant(b, 0.0):
            return a
        return self.constant(0.0) if self.finite and a == b else self._fold(Op.SUBTRACT, a, b)

    def multiply(self, a: int, b: int) -> int:
        if self.finite and (self.is_constant(a, 0.0) or self.is_constant(b, 0.0)):
            return self.constant(0.0)
        if self.is_constant(a, 1.0):
            return b
        return a if self.is_constant(b, 1.0) else self._fold(Op.MULTIPLY, a, b)

    def divide(self, a: int, b: int) -> int:
        return a if self.is_constant(b, 1.0) else self._fold(Op.DIVIDE, a, b)

    def negative(self, a: int) -> int:
        return self.multiply(a, self.constant(-1.0))

    def maximum(self, a: int, b: int) -> int:
        return a if a == b else self._fold(Op.MAXIMUM, a, b)

    def minimum(self, a: int, b: int) -> int:
        return a if a == b else self._fold(Op.MINIMUM, a, b)

    def absolute(self, a: int) -> int:
        return self._fold(Op.ABSOLUTE, a)

    def square_root(self, a: int) -> int:
        return self._fold(Op.SQUARE_ROOT, a)

    def floor(self, a: int) -> int:
        return self._fold(Op.FLOOR, a)

    def exp(self, a: int) -> int:
        return self._fold(Op.EXP, a)

    def log(self, a: int) -> int:
        return self._fold(Op.LOG, a)

    def less(self, a: int, b: int) -> int:
        return self._fold(Op.LESS, a, b)

    def less_equal(self, a: int, b: int) -> int:
        return self._fold(Op.LESS_EQUAL, a, b)

    def equal(self, a: int, b: int) -> int:
        return self._fold(Op.EQUAL, a, b)

    def select(self, condition: int, a: int, b: int) -> int:
        """Return `a` where `condition` is not zero, else `b`."""
        return a if a == b else self._fold(Op.SELECT, condition, a, b)

    def total(self, terms: Iterable[int]) -> int:
        """Return the sum of `terms`, 0 when there are none."""
        result = self.constant(0.0)
        for term in terms:
            result = self.add(result, term)
        return result

    def product(self, factors: Iterable[int]) -> int:
        """Return the product of `factors`, 1 when there are none."""
        result = self.constant(1.0)
        for factor in factors:
            result = self.multiply(result, factor)
        return result

    def program(self, outputs: Sequence[int]) -> Program:
        """Return what is needed for `outputs`, in the order it was recorded."""
        return _extract(self.instructions, outputs, ())

    def hoisted(self, outputs: Sequence[int]) -> tuple[Program, Program]:
        """Split what `outputs` need into a setup from block 0 alone, and the rest.

        The outputs of the first program, in order, are block 0 of the second: what does not vary along a path is
        computed once, before it.
        """
        frontier = self.frontier(outputs)
        return _extract(self.instructions, frontier, ()), _extract(self.instructions, outputs, frontier)

    def frontier(self, outputs: Sequence[int]) -> list[int]:
        """Return the fixed instructions that `outputs` read from outside what varies."""
        found = {i for i in outputs if self._is_fixed(i)}
        for number in _needed(self.instructions, outputs):
            instruction = self.instructions[number]
            if self.varies[number] and instruction.op is not Op.INPUT:
                found.update(i for i in instruction.args if self._is_fixed(i))
        return sorted(found)

    def _is_fixed(self, number: int) -> bool:
        return not self.varies[number] and self.instructions[number].op is not Op.CONSTANT


def _needed(instructions: Sequence[Instruction], outputs: Sequence[int]) -> list[int]:
    """Return the numbers of the instructions that `outputs` depend on, in order."""
    seen: set[int] = set()
    stack = list(outputs)
    while stack:
        number = stack.pop()
        if number not in seen:
            seen.add(number)
            if instructions[number].op is not Op.INPUT:
                stack.extend(instructions[number].args)
    return sorted(seen)


def _extract(instructions: Sequence[Instruction], outputs: Sequence[int], given: Sequence[int]) -> Program:
    """Return the program of `outputs` in which instruction given[k] is input (0, k)."""
    kept = list(instructions)
    for k, number in enumerate(given):
        kept[number] = Instruction(Op.INPUT, (0, k))
    needed = _needed(kept, outputs)
    renumbered = {number: k for k, number in enumerate(needed)}
    return Program(
        tuple(
            kept[n] if kept[n].op is Op.INPUT else kept[n]._replace(args=tuple(renumbered[a] for a in kept[n].args))
            for n in needed
        ),
        tuple(renumbered[n] for n in outputs),
    )


def interpret(program: Program, blocks: Sequence[Floats]) -> Floats:
    """Run a program with NumPy.

    Parameters
    ----------
    program : Program
    blocks : sequence of (n_b, R) arrays
        Input (b, i) is row i of block b.

    Returns
    -------
    (O, R) array
        One row for each output.
    """
    rows = max(block.shape[1] for block in blocks)
    values: list[Floats] = []
    with np.errstate(all="ignore"):
        for op, args, value in program.instructions:
            if op is Op.CONSTANT:
                values.append(np.full(rows, value))
            elif op is Op.INPUT:
                values.append(np.asarray(blocks[args[0]][args[1]], np.float64))
            else:
                values.append(_NUMPY[op](*(values[a] for a in args)))
    return np.stack([values[o] for o in program.outputs]) if program.outputs else np.empty((0, rows))
