"""The language of claims: comparisons of probabilities, measures and values under postures, draw by draw.

    P(rung != hold | 'rule-outs only') > P(rung != hold | silence)
    V(silence) >= V(best of all)
    E(protege_harm | silence, surprise = 0) < E(protege_harm | silence, surprise = 0.7)

==================  ==================================================================================
``P(event | c)``    probability of an event in a draw: ``rung = NAME``, ``rung != NAME``, ``rung on THEATRE``
                    or a measure that counts an event (``force``)
``E(measure | c)``  mean of a measure in a draw
``V(c)``            the defender's value in a draw
``c``               a posture, quoted where its name holds a space; ``best of FAMILY`` or ``best of all``, the member
                    with the highest value in that draw; then, after commas, parameters held at other values:
                    ``alpha = 0`` or ``alpha * 2``
operators           ``+ - *``, ``max(…)``, ``min(…)``, comparisons ``< <= > >=``, then ``and``, ``or``, parentheses
==================  ==================================================================================
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn

from standoff.errors import ClaimError

LONGEST = 2000
"""Characters a claim may hold."""

DEEPEST = 8
"""Parentheses that may stand inside each other."""


@dataclass(frozen=True)
class Setting:
    """A parameter held at another value than it was drawn: set to `number`, or multiplied by it."""

    parameter: str
    number: float
    multiply: bool


@dataclass(frozen=True)
class Condition:
    """The posture a term is taken under: by name, or the best of a family (empty `family`: of the whole menu)."""

    posture: str
    family: str | None
    settings: tuple[Setting, ...]


@dataclass(frozen=True)
class Event:
    """An event: a measure by name, or a condition on the rung taken (`relation` one of ``=``, ``!=``, ``on``)."""

    relation: str
    name: str


@dataclass(frozen=True)
class Term:
    """``P``, ``E`` or ``V`` of something under a condition; `event` is none for ``V``."""

    event: Event | None
    condition: Condition


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Operation:
    """``+ - * max min`` of quantities, comparisons of two quantities, ``and`` and ``or`` of truths."""

    name: str
    arguments: tuple["Node", ...]


Node = Term | Number | Operation

COMPARISONS = ("<=", ">=", "<", ">")

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|'(?P<quoted>[^']*)'"
    r"|(?P<sign><=|>=|!=|[<>=|,()+*\-])|(?P<word>[A-Za-z_][\w@.\[\]/-]*))"
)


def terms(node: Node) -> Iterator[Term]:
    """Yield every term of a claim, from left to right."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, Operation):
        for argument in node.arguments:
            yield from terms(argument)


def parse(text: str) -> Node:
    """Return a claim as a tree.

    Raises
    ------
    ClaimError
        With the column and what was expected there.

    Examples
    --------
    >>> parse("V(silence) >= V(best of all)").name
    '>='
    >>> parse("P(rung != hold | silence) > ")
    Traceback (most recent call last):
    standoff.errors.ClaimError: column 29 the claim ends too early. Needed: a number, P(…), E(…), V(…), ...
    """
    if len(text) > LONGEST:
        raise ClaimError("the claim is too long", seen=len(text), need=f"at most {LONGEST} characters")
    reader = _Reader(text)
    node = reader.truth(0)
    if reader.token is not None:
        reader.refuse("the claim should end here", "and, or, or the end")
    return node


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    column: int


class _Reader:
    """A recursive-descent reader with one token of lookahead."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_split(text))
        self._end = len(text) + 1
        self._position = 0

    @property
    def token(self) -> _Token | None:
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def refuse(self, fault: str, need: str) -> NoReturn:
        token = self.token
        where = f"column {token.column if token else self._end}"
        raise ClaimError(
            fault if token else "the claim ends too early", where=where, seen=token and token.text, need=need
        )

    def sees(self, *texts: str) -> bool:
        return self.token is not None and self.token.kind in ("sign", "word") and self.token.text in texts

    def take(self) -> _Token:
        token = self.token
        if token is None:
            self.refuse("", "more of the claim")
        self._position += 1
        return token

    def expect(self, text: str) -> None:
        if not self.sees(text):
            self.refuse(f"expected {text!r}", text)
        self.take()

    def name(self, what: str) -> str:
        if self.token is None or self.token.kind not in ("word", "quoted"):
            self.refuse("expected a name", what)
        return self.take().text

    def _chain(self, signs: tuple[str, ...], deeper: Callable[[int], Node], depth: int) -> Node:
        node = deeper(depth)
        while self.sees(*signs):
            sign = self.take().text
            node = Operation(sign, (node, deeper(depth)))
        return node

    def truth(self, depth: int) -> Node:
        return self._chain(("or",), lambda d: self._chain(("and",), self._comparison, d), depth)

    def _comparison(self, depth: int) -> Node:
        if self.sees("("):
            # A parenthesis opens a truth or a quantity: a truth is tried first. Nesting is bounded, hence so is this.
            start = self._position
            node = self._attempt(depth)
            if node is not None and not self.sees(*COMPARISONS, "+", "-", "*"):
                return node
            self._position = start
        left = self.quantity(depth)
        if not self.sees(*COMPARISONS):
            self.refuse("expected a comparison", "<, <=, > or >=")
        sign = self.take().text
        return Operation(sign, (left, self.quantity(depth)))

    def _attempt(self, depth: int) -> Node | None:
        try:
            return self._parenthesis(depth, self.truth)
        except ClaimError:
            return None

    def _parenthesis(self, depth: int, inside: Callable[[int], Node]) -> Node:
        if depth >= DEEPEST:
            self.refuse("parentheses stand too deep inside each other", f"at most {DEEPEST}")
        self.expect("(")
        node = inside(depth + 1)
        self.expect(")")
        return node

    def quantity(self, depth: int) -> Node:
        return self._chain(("+", "-"), lambda d: self._chain(("*",), self._atom, d), depth)

    def _atom(self, depth: int) -> Node:
        token = self.token
        if token is not None and token.kind == "number":
            return Number(float(self.take().text))
        if self.sees("-"):
            self.take()
            return Operation("*", (Number(-1.0), self._atom(depth)))
        if self.sees("("):
            return self._parenthesis(depth, self.quantity)
        if self.sees("max", "min"):
            name = self.take().text
            self.expect("(")
            arguments = [self.quantity(depth + 1)]
            while self.sees(","):
                self.take()
                arguments.append(self.quantity(depth + 1))
            self.expect(")")
            return Operation(name, tuple(arguments))
        if self.sees("P", "E", "V"):
            return self._term()
        return self.refuse("unknown word", "a number, P(…), E(…), V(…), max(…), min(…) or (")

    def _term(self) -> Term:
        kind = self.take().text
        self.expect("(")
        event = None
        if kind != "V":
            event = self._event() if kind == "P" else Event("measure", self.name("a measure"))
            self.expect("|")
        condition = self._condition()
        self.expect(")")
        return Term(event, condition)

    def _event(self) -> Event:
        if not self.sees("rung"):
            return Event("measure", self.name("rung, or a measure"))
        self.take()
        if not self.sees("=", "!=", "on"):
            self.refuse("expected a relation", "=, != or on")
        return Event(self.take().text, self.name("a rung or a theatre"))

    def _condition(self) -> Condition:
        family = None
        posture = ""
        if self.sees("best"):
            self.take()
            self.expect("of")
            family = "" if self.sees("all") else None
            name = self.name("a family, or all")
            family = name if family is None else ""
        else:
            posture = self.name("a posture, quoted where it holds a space")
        settings = []
        while self.sees(","):
            self.take()
            settings.append(self._setting())
        return Condition(posture, family, tuple(settings))

    def _setting(self) -> Setting:
        parameter = self.name("a parameter")
        if not self.sees("=", "*"):
            self.refuse("expected a setting", "= NUMBER or * NUMBER")
        multiply = self.take().text == "*"
        sign = -1.0 if self.sees("-") else 1.0
        if sign < 0:
            self.take()
        if self.token is None or self.token.kind != "number":
            self.refuse("expected a number", "a number")
        return Setting(parameter, sign * float(self.take().text), multiply)


def _split(text: str) -> Iterator[_Token]:
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            column = position + len(text[position:]) - len(text[position:].lstrip()) + 1
            raise ClaimError(
                "a sign that has no meaning in claims",
                where=f"column {column}",
                seen=text[column - 1],
                need="names, numbers, quotes '…' and | ( ) , + - * < <= > >= = !=",
            )
        kind = str(match.lastgroup)
        yield _Token(kind, match.group(kind), match.start(kind) + 1)
        position = match.end()
