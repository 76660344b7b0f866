"""From a straight-line program to LLVM IR: one function, every value a vector with one lane for each row.

The function is ``void program(ptr block0, ptr block1, ptr out)``; input (b, i) of lane l is ``block_b[i * lanes + l]``
and output o of lane l is ``out[o * lanes + l]``. Lanes never meet: the bits of a row depend neither on its lane nor
on its neighbours.
"""

import struct
from enum import Enum

from standoff.solvers.logit.program import Op, Program

ENTRY = "program"
"""Name of the emitted function."""


class Arithmetic(Enum):
    """How far the arithmetic may leave IEEE 754 to the letter; the value says what is given up."""

    STRICT = "nothing: NaN and infinity pass through, no operation is fused"
    FUSED = "a product and a sum may be fused, NaN may be lost in maxima and exponentials"


# Chebyshev interpolants computed with 80 digits, lowest power first: exp(r) on |r| <= ln(2)/2 (relative error 4e-18),
# and (2 atanh(s)/s - 2)/s² in s² on |s| <= 3 - 2√2 (5e-18 of the logarithm). Rounding adds 1 or 2 units in the last
# place.
_EXP = (
    *(1.0, 1.0, 0.5000000000000019, 0.1666666666666668, 0.0416666666664881, 0.008333333333319601),
    *(0.0013888888952314775, 0.00019841269890047113, 2.4801485482328494e-05, 2.755724091857897e-06),
    *(2.763263963904103e-07, 2.5110037605963777e-08),
)
_LOG = (
    *(0.666666666666667, 0.39999999999899505, 0.28571428625975487, 0.2222221113479508),
    *(0.18182889125261723, 0.15331721600556042, 0.14616449685043406),
)
_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10  # the high part times any exponent is exact
_ROUND = 1.5 * 2.0**52  # adding it to |k| < 2⁵¹ rounds k to an integer and leaves it in the low bits
_MANTISSA, _BIAS = 52, 1023
_FUSED_EXP_RANGE = (-707.0, 709.0)  # outside, the result is no normal double
_STRICT_EXP_RANGE = (-746.0, 710.0)  # outside, it is 0 or infinity
_SMALLEST_NORMAL = 2.0**-1022

_BINARY = {Op.ADD: "fadd", Op.SUBTRACT: "fsub", Op.MULTIPLY: "fmul", Op.DIVIDE: "fdiv"}
_UNARY = {Op.ABSOLUTE: "fabs", Op.SQUARE_ROOT: "sqrt", Op.FLOOR: "floor"}
_COMPARE = {Op.LESS: "olt", Op.LESS_EQUAL: "ole", Op.EQUAL: "oeq"}


class _Writer:
    """Writes the body of one function; operands are LLVM names or Python floats."""

    def __init__(self, lanes: int, arithmetic: Arithmetic) -> None:
        self.lanes, self.strict = lanes, arithmetic is Arithmetic.STRICT
        self.flags = "" if self.strict else "contract nsz "
        self.double, self.integer, self.bit = (
            (kind if lanes == 1 else f"<{lanes} x {kind}>") for kind in ("double", "i64", "i1")
        )
        self.suffix = "f64" if lanes == 1 else f"v{lanes}f64"
        self.lines: list[str] = []

    def line(self, text: str) -> str:
        name = f"%v{len(self.lines)}"
        self.lines.append(f"{name} = {text}")
        return name

    def operand(self, a: str | float) -> str:
        if isinstance(a, str):
            return a
        bits = f"0x{struct.unpack('>Q', struct.pack('>d', a))[0]:016X}"
        return bits if self.lanes == 1 else f"splat (double {bits})"

    def whole(self, a: int) -> str:
        return str(a) if self.lanes == 1 else f"splat (i64 {a})"

    def binary(self, operation: str, a: str | float, b: str | float) -> str:
        return self.line(f"{operation} {self.flags}{self.double} {self.operand(a)}, {self.operand(b)}")

    def integers(self, operation: str, a: str, b: str | int) -> str:
        return self.line(f"{operation} {self.integer} {a}, {b if isinstance(b, str) else self.whole(b)}")

    def compare(self, condition: str, a: str | float, b: str | float) -> str:
        return self.line(f"fcmp {condition} {self.double} {self.operand(a)}, {self.operand(b)}")

    def choose(self, condition: str, a: str | float, b: str | float) -> str:
        left, right = self.operand(a), self.operand(b)
        return self.line(f"select {self.bit} {condition}, {self.double} {left}, {self.double} {right}")

    def bits(self, a: str) -> str:
        return self.line(f"bitcast {self.double} {a} to {self.integer}")

    def number(self, a: str) -> str:
        return self.line(f"bitcast {self.integer} {a} to {self.double}")

    def larger(self, a: str | float, b: str | float) -> str:
        """Write a > b ? a : b, one instruction on x86; strictly, NaN if either is."""
        chosen = self.choose(self.compare("ogt", a, b), a, b)
        return self.choose(self.compare("uno", a, a), a, chosen) if self.strict else chosen

    def smaller(self, a: str | float, b: str | float) -> str:
        chosen = self.choose(self.compare("olt", a, b), a, b)
        return self.choose(self.compare("uno", a, a), a, chosen) if self.strict else chosen

    def polynomial(self, coefficients: tuple[float, ...], x: str) -> str | float:
        """Write Horner's rule."""
        result: str | float = coefficients[-1]
        for coefficient in coefficients[-2::-1]:
            result = self.binary("fadd", self.binary("fmul", result, x), coefficient)
        return result

    def transcendental(self, op: Op, x: str) -> str:
        """Write exp or log: in line where speed is all, strictly as a call, which compiles in a third of the time."""
        if self.strict:
            return self.line(f"call fastcc {self.double} @{op.value}({self.double} {x})")
        return self.exp(x) if op is Op.EXP else self.log(x)

    def definition(self, op: Op) -> list[str]:
        """Return the lines of the function that `transcendental` calls."""
        body = _Writer(self.lanes, Arithmetic.STRICT)
        result = body.exp("%x") if op is Op.EXP else body.log("%x")
        attributes = f"noinline nounwind {_width(self.lanes)}"
        head = f"define internal fastcc {self.double} @{op.value}({self.double} %x) {attributes} {{"
        return [head, *body.lines, f"ret {self.double} {result}", "}"]

    def exp(self, x: str) -> str:
        """Write exp(x) = 2ᵏ exp(r): k from adding a large number, so that no conversion to integers is needed."""
        lowest, highest = _STRICT_EXP_RANGE if self.strict else _FUSED_EXP_RANGE
        clamped = self.smaller(self.larger(x, lowest), highest)
        shifted = self.binary("fadd", self.binary("fmul", clamped, _LOG2_E), _ROUND)
        k = self.binary("fsub", shifted, _ROUND)
        high = self.binary("fsub", clamped, self.binary("fmul", k, _LN2_HIGH))
        r = self.binary("fsub", high, self.binary("fmul", k, _LN2_LOW))
        power = self.polynomial(_EXP, r)
        exponent = self.bits(shifted)
        if not self.strict:
            return self.binary("fmul", power, self._two_to(exponent))
        # Two halves, so that results below the normal range and above the largest double come out right.
        exponent = self.integers("ashr", self.integers("shl", exponent, 64 - _MANTISSA), 64 - _MANTISSA)
        half = self.integers("ashr", exponent, 1)
        rest = self.integers("sub", exponent, half)
        return self.binary("fmul", self.binary("fmul", power, self._two_to(half)), self._two_to(rest))

    def _two_to(self, exponent: str) -> str:
        """Write 2ᵏ; only the low bits of `exponent` survive the shift."""
        return self.number(self.integers("shl", self.integers("add", exponent, _BIAS), _MANTISSA))

    def log(self, x: str) -> str:
        """Write ln(x) = k ln 2 + 2 atanh((m - 1)/(m + 1)) for x = 2ᵏ m with m in [√½, √2)."""
        scaled, extra = x, None
        if self.strict:
            tiny = self.compare("olt", x, _SMALLEST_NORMAL)
            scaled = self.choose(tiny, self.binary("fmul", x, 2.0**54), x)
            extra = self.choose(tiny, -54.0, 0.0)
        # Shift the mantissa's window so that it starts at √½ instead of 1.
        window = struct.unpack(">q", struct.pack(">d", 0.5**0.5))[0]
        moved = self.integers("sub", self.bits(scaled), window)
        exponent = self.integers("ashr", moved, _MANTISSA)
        mantissa = self.number(self.integers("sub", self.bits(scaled), self.integers("shl", exponent, _MANTISSA)))
        marker = self.bits(self.line(f"fadd {self.double} {self.operand(_ROUND)}, {self.operand(0.0)}"))
        k = self.binary("fsub", self.number(self.integers("add", exponent, marker)), _ROUND)
        if extra is not None:
            k = self.binary("fadd", k, extra)
        s = self.binary("fdiv", self.binary("fsub", mantissa, 1.0), self.binary("fadd", mantissa, 1.0))
        square = self.binary("fmul", s, s)
        series = self.binary("fmul", self.binary("fmul", self.polynomial(_LOG, square), square), s)
        small = self.binary("fadd", series, self.binary("fmul", k, _LN2_LOW))
        result = self.binary("fadd", self.binary("fadd", small, self.binary("fadd", s, s)), self._high(k))
        if not self.strict:
            return result
        result = self.choose(self.compare("olt", x, 0.0), float("nan"), result)
        result = self.choose(self.compare("oeq", x, 0.0), -float("inf"), result)
        ordinary = self.compare("olt", x, float("inf"))  # infinity and NaN are their own logarithms
        return self.choose(self.line(f"or {self.bit} {ordinary}, {self.compare('olt', x, 0.0)}"), result, x)

    def _high(self, k: str) -> str:
        return self.binary("fmul", k, _LN2_HIGH)


def emit(program: Program, *, lanes: int, arithmetic: Arithmetic = Arithmetic.FUSED) -> str:
    """Return the LLVM IR of a program for vectors of `lanes` doubles.

    Parameters
    ----------
    program : Program
        With inputs of blocks 0 and 1 only.
    lanes : int
        Any power of two; LLVM splits or widens to what the processor has.
    arithmetic : Arithmetic
        STRICT agrees with `interpret` bit for bit except in exp and log (2 units in the last place).

    Examples
    --------
    >>> from standoff.solvers.logit.program import Builder
    >>> b = Builder()
    >>> print(emit(b.program([b.add(b.input(0, 0), b.input(1, 2))]), lanes=4))  # doctest: +ELLIPSIS
    define void @program(ptr noalias %block0, ptr noalias %block1, ptr noalias %out) ...
    """
    writer = _Writer(lanes, arithmetic)
    names: list[str | float] = []
    for op, args, value in program.instructions:
        if op is Op.CONSTANT:
            names.append(value)
        elif op is Op.INPUT:
            address = writer.line(f"getelementptr double, ptr %block{args[0]}, i64 {args[1] * lanes}")
            names.append(writer.line(f"load {writer.double}, ptr {address}, align 8"))
        else:
            names.append(_write(writer, op, [names[a] for a in args]))
    for position, output in enumerate(program.outputs):
        address = writer.line(f"getelementptr double, ptr %out, i64 {position * lanes}")
        writer.lines.append(f"store {writer.double} {writer.operand(names[output])}, ptr {address}, align 8")
    return _function(writer)


def _write(writer: _Writer, op: Op, operands: list[str | float]) -> str:
    """Write one instruction; folding has left no operation on constants alone."""
    if op in _BINARY:
        return writer.binary(_BINARY[op], *operands)
    if op in _UNARY:
        return writer.line(f"call {writer.double} @llvm.{_UNARY[op]}.{writer.suffix}({writer.double} {operands[0]})")
    if op in _COMPARE:
        return writer.choose(writer.compare(_COMPARE[op], *operands), 1.0, 0.0)
    if op is Op.SELECT:
        return writer.choose(writer.compare("une", operands[0], 0.0), operands[1], operands[2])
    if op is Op.MAXIMUM:
        return writer.larger(*operands)
    if op is Op.MINIMUM:
        return writer.smaller(*operands)
    return writer.transcendental(op, str(operands[0]))


def _width(lanes: int) -> str:
    return f'"prefer-vector-width"="{lanes * 64}" "min-legal-vector-width"="{lanes * 64}"'


def _function(writer: _Writer) -> str:
    called = [
        line
        for op in (Op.EXP, Op.LOG)
        if any(f"@{op.value}(" in line for line in writer.lines)
        for line in writer.definition(op)
    ]
    declared = [
        f"declare {writer.double} @llvm.{name}.{writer.suffix}({writer.double})"
        for name in sorted(_UNARY.values())
        if any(f"@llvm.{name}." in line for line in writer.lines)
    ]
    arguments = "ptr noalias %block0, ptr noalias %block1, ptr noalias %out"
    head = f"define void @{ENTRY}({arguments}) nounwind {_width(writer.lanes)} {{"
    return "\n".join([head, *writer.lines, "ret void", "}", *called, *declared, ""])
