"""Expressions for derived parameters: a small whitelisted arithmetic, parsed here and evaluated over all draws.

Grammar, loosest first::

    comparison  sum [(< | <= | > | >= | == | !=) sum]
    sum         product {(+ | -) product}
    product     unary {(* | /) unary}
    unary       (+ | -) unary | power
    power       atom [** unary]
    atom        number | name | function ( comparison {, comparison} ) | ( comparison )

A name may carry an index: ``harm[chemical@protege]``. Nothing is ever handed to Python to evaluate.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ScenarioError, nearest

Floats = NDArray[np.float64]

LENGTH_CAP = 400
"""Characters of one expression: more is a model, and belongs in a play function."""

DEPTH_CAP = 30
"""Levels of brackets, signs and powers."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\[[^\[\]]*\])?)"
    r"|(?P<symbol>\*\*|<=|>=|==|!=|[-+*/(),<>]))"
)

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "**": np.power,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


class _Function(NamedTuple):
    arguments: int
    apply: Callable[..., Any]


FUNCTIONS: dict[str, _Function] = {
    "min": _Function(2, np.minimum),
    "max": _Function(2, np.maximum),
    "exp": _Function(1, np.exp),
    "log": _Function(1, np.log),
    "sqrt": _Function(1, np.sqrt),
    "where": _Function(3, lambda condition, yes, no: np.where(np.asarray(condition) != 0, yes, no)),
}
"""The functions an expression may call, with their number of arguments."""


@dataclass(frozen=True)
class _Number:
    value: float


@dataclass(frozen=True)
class _Name:
    name: str


@dataclass(frozen=True)
class _Call:
    operator: str
    arguments: tuple["_Node", ...]


_Node = _Number | _Name | _Call


@dataclass(frozen=True)
class Expression:
    """A parsed expression.

    Examples
    --------
    >>> e = Expression.parse("max(0.5 * alpha, harm[chemical@protege]) - 1")
    >>> e.names
    ('alpha', 'harm[chemical@protege]')
    >>> e.evaluate({"alpha": np.array([1.0, 8.0]), "harm[chemical@protege]": np.array([2.0, 2.0])}).tolist()
    [1.0, 3.0]
    """

    text: str
    root: _Node

    @classmethod
    def parse(cls, text: str) -> "Expression":
        """Parse an expression.

        Raises
        ------
        ScenarioError
            The text is too long, too deep, or does not follow the grammar; the message shows where.

        Examples
        --------
        >>> Expression.parse("0.5 * (alpha")
        Traceback (most recent call last):
        standoff.errors.ScenarioError: the expression stops too early: '0.5 * (alpha'. Needed: ')'
        >>> Expression.parse("open('x')")
        Traceback (most recent call last):
        standoff.errors.ScenarioError: unexpected character "'" at character 6: "open('x')". Needed: numbers, parameter
        names, + - * / ** ( ) < <= > >= == != and min, max, exp, log, sqrt, where
        """
        if len(text) > LENGTH_CAP:
            raise ScenarioError(
                f"the expression has {len(text):,} characters",
                seen=text[:40] + "…",
                need=f"at most {LENGTH_CAP}: split it over several derived parameters",
            )
        return cls(text.strip(), _Parser(text).whole())

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters it reads, each once, in order of appearance."""
        return tuple(dict.fromkeys(_names(self.root)))

    def evaluate(self, values: Mapping[str, Any]) -> Floats:
        """Evaluate over all draws at once.

        Parameters
        ----------
        values : mapping of str to (n,) float64
            At least the parameters in `names`.

        Returns
        -------
        (n,) float64, or () where it reads no parameter
            Division by zero, overflow and logarithms of negative numbers give infinite or NaN, for the caller to refuse
            together with the draw that made them.
        """
        with np.errstate(all="ignore"):
            return np.asarray(_evaluate(self.root, values), dtype=np.float64)


def ordered(expressions: Mapping[str, Expression]) -> tuple[str, ...]:
    """Return the derived names in an order in which each can be evaluated.

    Raises
    ------
    ScenarioError
        The expressions depend on one another in a circle, which the message shows.

    Examples
    --------
    >>> ordered({"b": Expression.parse("a + 1"), "a": Expression.parse("2 * x")})
    ('a', 'b')
    >>> ordered({"a": Expression.parse("b"), "b": Expression.parse("a")})
    Traceback (most recent call last):
    standoff.errors.ScenarioError: expressions depend on one another in a circle: a → b → a. Needed: ...
    """
    done: dict[str, None] = {}
    for start in expressions:
        path: list[tuple[str, Iterator[str]]] = []
        _enter(start, expressions, done, path)
        while path:
            name, rest = path[-1]
            following = next((other for other in rest if other in expressions and other not in done), None)
            if following is None:
                done[name] = None
                path.pop()
            else:
                _enter(following, expressions, done, path)
    return tuple(done)


def _enter(
    name: str, expressions: Mapping[str, Expression], done: Mapping[str, None], path: list[tuple[str, Iterator[str]]]
) -> None:
    """Step to `name` on the depth-first path, kept as a list so that a long chain cannot exhaust the stack."""
    on_path = [step for step, _ in path]
    if name in on_path:
        circle = " → ".join([*on_path[on_path.index(name) :], name])
        raise ScenarioError(
            f"expressions depend on one another in a circle: {circle}", need="one of them given a prior instead"
        )
    if name not in done:
        path.append((name, iter(expressions[name].names)))


def _names(node: _Node) -> Iterable[str]:
    if isinstance(node, _Name):
        yield node.name
    elif isinstance(node, _Call):
        for argument in node.arguments:
            yield from _names(argument)


def _evaluate(node: _Node, values: Mapping[str, Any]) -> Any:
    if isinstance(node, _Number):
        return node.value
    if isinstance(node, _Name):
        return values[node.name]
    arguments = [_evaluate(argument, values) for argument in node.arguments]
    if node.operator in FUNCTIONS:
        return FUNCTIONS[node.operator].apply(*arguments)
    if len(arguments) == 1:
        return -np.asarray(arguments[0]) if node.operator == "-" else arguments[0]
    return _BINARY[node.operator](
        np.asarray(arguments[0], dtype=np.float64), np.asarray(arguments[1], dtype=np.float64)
    )


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


class _Parser:
    """Recursive descent over the tokens; `depth` bounds the recursion."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._split())
        self.next = 0
        self.depth = 0

    def _split(self) -> Iterator[_Token]:
        position, end = 0, len(self.text.rstrip())
        while position < end:
            match = _TOKEN.match(self.text, position)
            if match is None or match.lastgroup is None:
                start = position + len(self.text[position:]) - len(self.text[position:].lstrip())
                raise ScenarioError(
                    f"unexpected character {self.text[start]!r} at character {start + 1}",
                    seen=self.text,
                    need="numbers, parameter names, + - * / ** ( ) < <= > >= == != and " + ", ".join(FUNCTIONS),
                )
            yield _Token(match.lastgroup, match.group(match.lastgroup), match.start(match.lastgroup) + 1)
            position = match.end()

    def whole(self) -> _Node:
        node = self._comparison()
        if self.next < len(self.tokens):
            token = self.tokens[self.next]
            raise ScenarioError(
                f"unexpected {token.text!r} at character {token.column}", seen=self.text, need="an operator or the end"
            )
        return node

    def _peek(self) -> str:
        return self.tokens[self.next].text if self.next < len(self.tokens) else ""

    def _take(self, need: str) -> _Token:
        if self.next >= len(self.tokens):
            raise ScenarioError("the expression stops too early", seen=self.text, need=need)
        self.next += 1
        return self.tokens[self.next - 1]

    def _expect(self, symbol: str) -> None:
        token = self._take(f"'{symbol}'")
        if token.text != symbol:
            raise ScenarioError(
                f"unexpected {token.text!r} at character {token.column}", seen=self.text, need=f"'{symbol}'"
            )

    def _comparison(self) -> _Node:
        self.depth += 1
        if self.depth > DEPTH_CAP:
            raise ScenarioError("the expression is nested too deep", seen=self.text, need=f"at most {DEPTH_CAP} levels")
        node = self._sum()
        if self._peek() in ("<", "<=", ">", ">=", "==", "!="):
            operator = self._take("a comparison").text
            node = _Call(operator, (node, self._sum()))
        self.depth -= 1
        return node

    def _sum(self) -> _Node:
        node = self._product()
        while self._peek() in ("+", "-"):
            node = _Call(self._take("+ or -").text, (node, self._product()))
        return node

    def _product(self) -> _Node:
        node = self._unary()
        while self._peek() in ("*", "/"):
            node = _Call(self._take("* or /").text, (node, self._unary()))
        return node

    def _unary(self) -> _Node:
        self.depth += 1
        if self.depth > DEPTH_CAP:
            raise ScenarioError("the expression is nested too deep", seen=self.text, need=f"at most {DEPTH_CAP} levels")
        if self._peek() in ("+", "-"):
            node: _Node = _Call(self._take("a sign").text, (self._unary(),))
        else:
            node = self._atom()
            if self._peek() == "**":
                self._take("**")
                node = _Call("**", (node, self._unary()))
        self.depth -= 1
        return node

    def _atom(self) -> _Node:
        token = self._take("a number, a parameter or '('")
        if token.kind == "number":
            return _Number(float(token.text))
        if token.kind == "name":
            return self._call(token) if self._peek() == "(" else _Name(token.text)
        if token.text == "(":
            node = self._comparison()
            self._expect(")")
            return node
        raise ScenarioError(
            f"unexpected {token.text!r} at character {token.column}",
            seen=self.text,
            need="a number, a parameter or '('",
        )

    def _call(self, token: _Token) -> _Node:
        if token.text not in FUNCTIONS:
            raise ScenarioError(
                f"unknown function {token.text!r} at character {token.column}",
                seen=self.text,
                need="one of " + ", ".join(FUNCTIONS),
                near=nearest(token.text, FUNCTIONS),
            )
        self._expect("(")
        arguments = [self._comparison()]
        while self._peek() == ",":
            self._take(",")
            arguments.append(self._comparison())
        self._expect(")")
        needed = FUNCTIONS[token.text].arguments
        if len(arguments) != needed:
            raise ScenarioError(
                f"{token.text} has {len(arguments)} arguments", seen=self.text, need=f"{needed} of them"
            )
        return _Call(token.text, tuple(arguments))
