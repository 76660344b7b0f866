"""Parameters as symbols: arithmetic on them builds one shared expression graph, evaluated later for every draw at once.

A play function never sees a number that differs by draw. It sees a `Symbol`; operators and NumPy functions on it add
nodes to a `Graph`. Equal expressions are one node (hash-consing), numbers fold, and whatever would make the tree depend
on a draw (truth value, ``float()``, ``math.*``, iteration, indexing) raises a `PlayError` that names the way out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from numbers import Real
from typing import Any, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ParameterError, PlayError, nearest

Floats = NDArray[np.float64]

_ROWS_AT_A_TIME = 1024
"""Rows of one pass over the graph: a (1024, 200) block of results stays in the second-level cache."""

_REPR_DEPTH = 4
"""Nesting shown by ``repr`` of a symbol; a shared graph written out in full can be exponentially long."""


class Op(StrEnum):
    """The closed set of operations of an expression graph.

    Every value is a float64. Comparisons and logic give 1.0 or 0.0; a condition holds when it is not 0.0 (NaN holds).
    MINIMUM and MAXIMUM hand NaN on. Other functions are written with these: ``a > b`` is LESS(b, a), ``x ** 2`` is
    MULTIPLY(x, x), ``np.clip`` is MINIMUM(MAXIMUM(x, low), high).
    """

    PARAMETER = "parameter"
    CONSTANT = "constant"
    ADD = "add"
    SUBTRACT = "subtract"
    MULTIPLY = "multiply"
    DIVIDE = "divide"
    POWER = "power"
    NEGATIVE = "negative"
    ABSOLUTE = "absolute"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    EXP = "exp"
    EXPM1 = "expm1"
    LOG = "log"
    LOG1P = "log1p"
    SQRT = "sqrt"
    WHERE = "where"
    LESS = "less"
    LESS_EQUAL = "less_equal"
    EQUAL = "equal"
    AND = "and"
    OR = "or"
    NOT = "not"


class Node(NamedTuple):
    """One operation of a `Graph`.

    `args` holds the node numbers of the operands, all smaller than the node's own number. The two leaves differ:
    PARAMETER has ``(position in Graph.parameters,)`` and CONSTANT ``(value,)``, a Python float.
    """

    op: Op
    args: tuple[int | float, ...]


_COMMUTATIVE = frozenset({Op.ADD, Op.MULTIPLY, Op.MINIMUM, Op.MAXIMUM, Op.EQUAL, Op.AND, Op.OR})
_LOGICAL = frozenset({Op.LESS, Op.LESS_EQUAL, Op.EQUAL, Op.AND, Op.OR, Op.NOT})

_COMPUTE: Mapping[Op, Callable[..., Any]] = {
    Op.ADD: np.add,
    Op.SUBTRACT: np.subtract,
    Op.MULTIPLY: np.multiply,
    Op.DIVIDE: np.divide,
    Op.POWER: np.power,
    Op.NEGATIVE: np.negative,
    Op.ABSOLUTE: np.absolute,
    Op.MINIMUM: np.minimum,
    Op.MAXIMUM: np.maximum,
    Op.EXP: np.exp,
    Op.EXPM1: np.expm1,
    Op.LOG: np.log,
    Op.LOG1P: np.log1p,
    Op.SQRT: np.sqrt,
    Op.WHERE: lambda condition, yes, no: np.where(np.not_equal(condition, 0.0), yes, no),
    Op.LESS: lambda a, b: np.less(a, b).astype(np.float64),
    Op.LESS_EQUAL: lambda a, b: np.less_equal(a, b).astype(np.float64),
    Op.EQUAL: lambda a, b: np.equal(a, b).astype(np.float64),
    Op.AND: lambda a, b: np.logical_and(a, b).astype(np.float64),
    Op.OR: lambda a, b: np.logical_or(a, b).astype(np.float64),
    Op.NOT: lambda a: np.logical_not(a).astype(np.float64),
}


class Graph:
    """A hash-consed expression graph, numbered so that operands come before what uses them.

    Examples
    --------
    >>> graph = Graph()
    >>> x = graph.parameter("x")
    >>> y = np.where(x > 0, 2 * x + 1, 0)
    >>> [(str(op), args) for op, args in graph.ops]  # doctest: +NORMALIZE_WHITESPACE
    [('parameter', (0,)), ('constant', (0.0,)), ('less', (1, 0)), ('constant', (2.0,)), ('multiply', (0, 3)),
     ('constant', (1.0,)), ('add', (4, 5)), ('where', (2, 6, 1))]
    >>> graph.evaluate([y.node], {"x": np.array([-1.0, 3.0])}, rows=2)
    array([[0.], [7.]])
    """

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._index: dict[Node, int] = {}
        self._folded: dict[
            tuple[Op, tuple[int, ...]], int
        ] = {}  # a play function writes the same terms at every end of the tree
        self._parameters: list[str] = []
        self._sealed = False

    @property
    def ops(self) -> Sequence[Node]:
        """The nodes in order; node numbers are positions in this sequence."""
        return self._nodes

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, in the order PARAMETER nodes count them."""
        return tuple(self._parameters)

    def parameter(self, name: str) -> "Symbol":
        """Return the symbol of a parameter, the same node for the same name."""
        if name not in self._parameters:
            self._check_open()
            self._parameters.append(name)
        return Symbol(self, self._intern(Node(Op.PARAMETER, (self._parameters.index(name),))))

    def node(self, operand: Any) -> int:
        """Return the node number of a symbol or number; raises `PlayError` for anything else."""
        if isinstance(operand, Symbol):
            if operand.graph is not self:
                raise PlayError("a symbol of another game", seen=operand, need="parameters of this play function")
            return operand.node
        if isinstance(operand, np.ndarray) and operand.ndim == 0:
            operand = operand.item()
        if isinstance(operand, int | float | Real | np.bool_):  # the abstract type last: it takes long to ask
            return self._intern(Node(Op.CONSTANT, (float(operand) + 0.0,)))
        raise PlayError("not a number", seen=operand, need="a number or an expression of parameters, not an array")

    def apply(self, op: Op, *operands: Any) -> "Symbol":
        """Return the symbol of an operation on symbols and numbers, folded and shared where possible."""
        nodes = tuple([self.node(operand) for operand in operands])
        found = self._folded.get((op, nodes))
        if found is None:
            found = self._folded[op, nodes] = self._fold(op, nodes)
        return Symbol(self, found)

    def constant(self, node: int) -> float | None:
        """Return the number a node always has, or None."""
        op, args = self._nodes[node]
        return float(args[0]) if op is Op.CONSTANT else None

    def pruned(self, outputs: Sequence[int], parameters: Sequence[str]) -> tuple["Graph", tuple[int, ...]]:
        """Return a sealed graph of what `outputs` need, with all of `parameters`, and the outputs' new numbers."""
        graph = Graph()
        graph._parameters = list(parameters)
        renumbered: dict[int, int] = {}
        for number in self._needed(outputs):
            op, args = self._nodes[number]
            if op is Op.PARAMETER:
                args = (graph._parameters.index(self._parameters[int(args[0])]),)
            elif op is not Op.CONSTANT:
                args = tuple(renumbered[int(arg)] for arg in args)
            renumbered[number] = graph._intern(Node(op, args))
        graph._sealed = True
        return graph, tuple(renumbered[output] for output in outputs)

    def reopened(self) -> "Graph":
        """Return a graph of the same nodes, under the same numbers, to which more can be added."""
        graph = Graph()
        graph._nodes, graph._index, graph._parameters = list(self._nodes), dict(self._index), list(self._parameters)
        return graph

    def evaluate(self, outputs: Sequence[int], columns: Mapping[str, Any], *, rows: int) -> Floats:
        """Return the (rows, len(outputs)) values of some nodes, each shared node computed once.

        Parameters
        ----------
        outputs : sequence of int
            Node numbers.
        columns : mapping of str to float or (rows,) array
            A value for every parameter that the outputs use.
        rows : int
            Number of rows; a scalar column holds in all of them.

        Notes
        -----
        Intermediate columns are dropped after their last use and rows are taken 1024 at a time, so memory is
        the result plus a small block. Overflow and invalid operations are silent: a row's fault is its own.
        """
        needed = self._needed(outputs)
        final_use = self._final_use(needed)
        places: dict[int, list[int]] = {}
        for place, output in enumerate(outputs):
            places.setdefault(output, []).append(place)
        table = np.empty((rows, len(outputs)))
        sources = {name: np.ascontiguousarray(columns[name], dtype=np.float64) for name in self._used(needed)}
        sources = {name: array.reshape(()) if array.size == 1 else array for name, array in sources.items()}
        with np.errstate(all="ignore"):
            for start in range(0, rows, _ROWS_AT_A_TIME):
                stop = min(start + _ROWS_AT_A_TIME, rows)
                values: dict[int, Any] = {}
                for number in needed:
                    values[number] = self._value(number, values, sources, slice(start, stop))
                    for place in places.get(number, ()):
                        table[start:stop, place] = values[number]
                    for finished in final_use[number]:
                        values.pop(finished, None)
        return table

    def _value(self, number: int, values: Mapping[int, Any], sources: Mapping[str, Any], rows: slice) -> Any:
        op, args = self._nodes[number]
        if op is Op.CONSTANT:
            # A 0-d array, not a Python float: ufuncs then run the same loop as for whole columns.
            return np.array(args[0])
        if op is Op.PARAMETER:
            column = sources[self._parameters[int(args[0])]]
            return column if column.ndim == 0 else column[rows]
        return _COMPUTE[op](*(values[int(arg)] for arg in args))

    def _needed(self, outputs: Sequence[int]) -> list[int]:
        """Node numbers that `outputs` depend on, themselves included, in order."""
        needed: set[int] = set()
        waiting = list(outputs)
        while waiting:
            number = waiting.pop()
            if number not in needed:
                needed.add(number)
                waiting.extend(self._operands(number))
        return sorted(needed)

    def _operands(self, number: int) -> tuple[int, ...]:
        op, args = self._nodes[number]
        return () if op in (Op.PARAMETER, Op.CONSTANT) else tuple(int(arg) for arg in args)

    def _final_use(self, needed: Sequence[int]) -> dict[int, list[int]]:
        """For each node, the nodes whose value no later node reads."""
        final = {number: number for number in needed}
        for number in needed:
            for operand in self._operands(number):
                final[operand] = number
        finished: dict[int, list[int]] = {number: [] for number in needed}
        for number, user in final.items():
            finished[user].append(number)
        return finished

    def _used(self, needed: Sequence[int]) -> list[str]:
        return [self._parameters[int(self._nodes[n].args[0])] for n in needed if self._nodes[n].op is Op.PARAMETER]

    def _check_open(self) -> None:
        if self._sealed:
            raise PlayError("the expressions of a traced game cannot grow", need="a new play function, traced again")

    def _intern(self, node: Node) -> int:
        number = self._index.get(node)
        if number is None:
            self._check_open()
            number = self._index[node] = len(self._nodes)
            self._nodes.append(node)
        return number

    def _fold(self, op: Op, args: tuple[int, ...]) -> int:
        """Intern an operation after folding numbers and neutral elements, with commuting operands in order."""
        constants = [self.constant(arg) for arg in args]
        if all(value is not None for value in constants):
            with np.errstate(all="ignore"):
                return self.node(float(_COMPUTE[op](*(np.float64(value) for value in constants))))
        neutral = self._neutral(op, args, constants)
        if neutral is not None:
            return neutral
        return self._intern(Node(op, tuple(sorted(args)) if op in _COMMUTATIVE else args))

    def _neutral(self, op: Op, args: tuple[int, ...], constants: Sequence[float | None]) -> int | None:
        """The node that an operation with a neutral number reduces to, or None.

        A literal factor 0 makes 0, even of an expression that is infinite for some draw: the term is not there.
        """
        first, second = constants[0], constants[1] if len(constants) > 1 else None
        if op is Op.WHERE and first is not None:
            return args[1] if first != 0.0 else args[2]
        if (op is Op.WHERE and args[1] == args[2]) or (op in (Op.ADD, Op.SUBTRACT) and second == 0.0):
            return args[1] if op is Op.WHERE else args[0]
        if (op is Op.ADD and first == 0.0) or (op is Op.MULTIPLY and first == 1.0):
            return args[1]
        if op is Op.MULTIPLY and 0.0 in (first, second):
            return self.node(0.0)
        if op in (Op.MULTIPLY, Op.DIVIDE, Op.POWER) and second == 1.0:
            return args[0]
        if op is Op.POWER and second == 2.0:
            return self._fold(Op.MULTIPLY, (args[0], args[0]))
        if op is Op.POWER and second == 0.5:
            return self._fold(Op.SQRT, (args[0],))
        return None


def _refuse(symbol: "Symbol", attempt: str) -> NoReturn:
    raise PlayError(
        f"a parameter has no single value here, so {attempt} is not possible: {symbol!r} differs by draw",
        need="np.where(condition, yes, no) for a number that depends on a parameter, "
        "NumPy functions in place of math.*, and play.nature for a branch of the tree that happens by chance",
    )


class Symbol:
    """A number that differs by draw, as a node of an expression graph.

    Supports ``+ - * / **``, comparisons, ``& | ~`` between comparisons, and `np.exp`, `np.expm1`, `np.log`,
    `np.log1p`, `np.sqrt`, `np.abs`, `np.square`, `np.minimum`, `np.maximum`, `np.clip` and `np.where`.

    Examples
    --------
    >>> x = Graph().parameter("x")
    >>> np.maximum(x, 0) / (1 + x**2)
    maximum(x, 0.0) / (x * x + 1.0)
    >>> "yes" if x > 0 else "no"
    Traceback (most recent call last):
        ...
    standoff.errors.PlayError: a parameter has no single value here, so a truth value is not possible: ...
    """

    __slots__ = ("graph", "node")

    def __init__(self, graph: Graph, node: int) -> None:
        self.graph = graph
        self.node = node

    def __add__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.ADD, self, other)

    def __radd__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.ADD, other, self)

    def __sub__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.SUBTRACT, self, other)

    def __rsub__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.SUBTRACT, other, self)

    def __mul__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.MULTIPLY, self, other)

    def __rmul__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.MULTIPLY, other, self)

    def __truediv__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.DIVIDE, self, other)

    def __rtruediv__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.DIVIDE, other, self)

    def __pow__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.POWER, self, other)

    def __rpow__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.POWER, other, self)

    def __neg__(self) -> "Symbol":
        return self.graph.apply(Op.NEGATIVE, self)

    def __pos__(self) -> "Symbol":
        return self

    def __abs__(self) -> "Symbol":
        return self.graph.apply(Op.ABSOLUTE, self)

    def __lt__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.LESS, self, other)

    def __le__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.LESS_EQUAL, self, other)

    def __gt__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.LESS, other, self)

    def __ge__(self, other: Any) -> "Symbol":
        return self.graph.apply(Op.LESS_EQUAL, other, self)

    def __eq__(self, other: object) -> "Symbol":  # type: ignore[override]
        return self.graph.apply(Op.EQUAL, self, other)

    def __ne__(self, other: object) -> "Symbol":  # type: ignore[override]
        return self.graph.apply(Op.NOT, self.graph.apply(Op.EQUAL, self, other))

    def __and__(self, other: Any) -> "Symbol":
        return self._logic(Op.AND, other)

    def __rand__(self, other: Any) -> "Symbol":
        return self._logic(Op.AND, other)

    def __or__(self, other: Any) -> "Symbol":
        return self._logic(Op.OR, other)

    def __ror__(self, other: Any) -> "Symbol":
        return self._logic(Op.OR, other)

    def __invert__(self) -> "Symbol":
        return self._logic(Op.NOT)

    def __hash__(self) -> int:
        return hash((id(self.graph), self.node))

    def __bool__(self) -> bool:
        _refuse(self, "a truth value")

    def __float__(self) -> float:
        _refuse(self, "float() or a function of math")

    def __int__(self) -> int:
        _refuse(self, "int()")

    def __index__(self) -> int:
        _refuse(self, "use as an index or a count")

    def __complex__(self) -> complex:
        _refuse(self, "complex()")

    def __round__(self, digits: int | None = None) -> int:
        _refuse(self, "round()")

    def __iter__(self) -> Iterator[Any]:
        _refuse(self, "iteration or unpacking")

    def __len__(self) -> int:
        _refuse(self, "len()")

    def __getitem__(self, key: object) -> NoReturn:
        _refuse(self, "indexing")

    def __repr__(self) -> str:
        return _formula(self.graph, self.node, _REPR_DEPTH)[0]

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> "Symbol":
        if method != "__call__" or options:
            raise PlayError(f"np.{ufunc.__name__}.{method} cannot take a parameter", need="the plain function")
        return _call(self.graph, ufunc.__name__, inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Mapping[str, Any]) -> "Symbol":
        inputs = (*args, *(kwargs[name] for name in _KEYWORDS.get(function.__name__, ()) if name in kwargs))
        return _call(self.graph, function.__name__, inputs)

    def _logic(self, op: Op, *others: Any) -> "Symbol":
        for operand in (self, *others):
            number = self.graph.node(operand)
            if self.graph.ops[number].op not in _LOGICAL and self.graph.constant(number) not in (0.0, 1.0):
                raise PlayError(f"'{op}' joins conditions, not numbers", seen=operand, need="(a > b) & (c > d)")
        return self.graph.apply(op, self, *others)


_KEYWORDS: Mapping[str, tuple[str, ...]] = {"clip": ("a_min", "a_max", "min", "max")}

_FUNCTIONS: Mapping[str, tuple[int, Callable[..., Symbol]]] = {
    # name of the NumPy function: number of arguments, what it builds (called with the graph first)
    **{
        str(op): (2, lambda graph, a, b, op=op: graph.apply(op, a, b))
        for op in (Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE, Op.POWER, Op.MINIMUM, Op.MAXIMUM)
    },
    **{
        str(op): (1, lambda graph, a, op=op: graph.apply(op, a))
        for op in (Op.NEGATIVE, Op.ABSOLUTE, Op.EXP, Op.EXPM1, Op.LOG, Op.LOG1P, Op.SQRT)
    },
    "float_power": (2, lambda graph, a, b: graph.apply(Op.POWER, a, b)),
    "fabs": (1, lambda graph, a: graph.apply(Op.ABSOLUTE, a)),
    "positive": (1, lambda graph, a: graph.apply(Op.ADD, a, 0.0)),
    "square": (1, lambda graph, a: graph.apply(Op.MULTIPLY, a, a)),
    "reciprocal": (1, lambda graph, a: graph.apply(Op.DIVIDE, 1.0, a)),
    "less": (2, lambda graph, a, b: graph.apply(Op.LESS, a, b)),
    "less_equal": (2, lambda graph, a, b: graph.apply(Op.LESS_EQUAL, a, b)),
    "greater": (2, lambda graph, a, b: graph.apply(Op.LESS, b, a)),
    "greater_equal": (2, lambda graph, a, b: graph.apply(Op.LESS_EQUAL, b, a)),
    "equal": (2, lambda graph, a, b: graph.apply(Op.EQUAL, a, b)),
    "not_equal": (2, lambda graph, a, b: graph.apply(Op.NOT, graph.apply(Op.EQUAL, a, b))),
    "logical_and": (2, lambda graph, a, b: graph.apply(Op.AND, a, b)),
    "logical_or": (2, lambda graph, a, b: graph.apply(Op.OR, a, b)),
    "logical_not": (1, lambda graph, a: graph.apply(Op.NOT, a)),
    "where": (3, lambda graph, condition, yes, no: graph.apply(Op.WHERE, condition, yes, no)),
    "clip": (3, lambda graph, a, low, high: graph.apply(Op.MINIMUM, graph.apply(Op.MAXIMUM, a, low), high)),
}


def _call(graph: Graph, name: str, inputs: Sequence[Any]) -> Symbol:
    if name not in _FUNCTIONS:
        known = ", ".join(f"np.{known}" for known in sorted(_FUNCTIONS))
        raise PlayError(f"np.{name} cannot take a parameter", need=f"one of {known}", near=nearest(name, _FUNCTIONS))
    count, build = _FUNCTIONS[name]
    if len(inputs) != count:
        raise PlayError(f"np.{name} of a parameter takes {count} arguments", seen=len(inputs))
    return build(graph, *inputs)


_INFIX: Mapping[Op, tuple[str, int]] = {
    # sign and binding strength
    Op.OR: ("|", 1),
    Op.AND: ("&", 2),
    Op.EQUAL: ("==", 3),
    Op.LESS: ("<", 3),
    Op.LESS_EQUAL: ("<=", 3),
    Op.ADD: ("+", 4),
    Op.SUBTRACT: ("-", 4),
    Op.MULTIPLY: ("*", 5),
    Op.DIVIDE: ("/", 5),
    Op.POWER: ("**", 6),
}


def _formula(graph: Graph, number: int, depth: int) -> tuple[str, int]:
    """A node as text and the binding strength of its outermost sign."""
    op, args = graph.ops[number]
    if op is Op.PARAMETER:
        return graph.parameters[int(args[0])], 9
    if op is Op.CONSTANT:
        return repr(args[0]), 9
    if depth == 0:
        return "...", 9
    parts = [_formula(graph, int(arg), depth - 1) for arg in args]
    if op not in _INFIX:
        return f"{op}({', '.join(text for text, _ in parts)})", 9
    sign, strength = _INFIX[op]
    (left, left_strength), (right, right_strength) = parts
    left = left if left_strength >= strength else f"({left})"
    # Of equal strength on the right only + and * need no brackets.
    loose = op in (Op.ADD, Op.MULTIPLY) and graph.ops[int(args[1])].op is op
    right = right if right_strength > strength or loose else f"({right})"
    return f"{left} {sign} {right}", strength


class Parameters:
    """The parameters of a model as attributes: ``p.alpha``, ``p.harm[rung]``, ``p["harm[chemical@protege]"]``.

    Parameters
    ----------
    graph : Graph
        Where the symbols live.
    names : sequence of str
        Names; ``"harm[chemical@protege]"`` is the entry ``chemical@protege`` of the family ``harm``.

    Raises
    ------
    ParameterError
        At an unknown name or entry, with the nearest right one.

    Examples
    --------
    >>> p = Parameters(Graph(), ["firm", "harm[hold]", "harm[chemical]"])
    >>> 1 - p.firm, p.harm["hold"], list(p.harm)
    (1.0 - firm, harm[hold], ['hold', 'chemical'])
    >>> p.harm["chemcal"]
    Traceback (most recent call last):
        ...
    standoff.errors.ParameterError: p.harm['chemcal'] unknown parameter. Did you mean 'chemical'?
    """

    def __init__(self, graph: Graph, names: Sequence[str]) -> None:
        self._symbols = {name: graph.parameter(name) for name in names}
        self._families: dict[str, Family] = {}
        for name in names:
            stem, bracket, rest = name.partition("[")
            if bracket and rest.endswith("]"):
                self._families.setdefault(stem, Family(stem)).entries[rest[:-1]] = self._symbols[name]

    def __getitem__(self, name: str) -> Symbol:
        if name not in self._symbols:
            raise ParameterError("unknown parameter", where=f"p[{name!r}]", near=nearest(name, self._symbols))
        return self._symbols[name]

    def __getattr__(self, name: str) -> Any:
        # Dunder names are asked for by copy, pickle and doctest, never by a model.
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._symbols:
            return self._symbols[name]
        if name in self._families:
            return self._families[name]
        known = [*self._symbols, *self._families]
        raise ParameterError("unknown parameter", where=f"p.{name}", near=nearest(name, known))

    def __contains__(self, name: str) -> bool:
        return name in self._symbols

    def __iter__(self) -> Iterator[str]:
        return iter(self._symbols)


class Family:
    """Parameters of one stem, indexed by label: ``p.harm[rung]``, and ``p.spill[rung, theatre]`` for two labels."""

    def __init__(self, stem: str) -> None:
        self.stem = stem
        self.entries: dict[str, Symbol] = {}

    def __getitem__(self, label: str | tuple[str, ...]) -> Symbol:
        if isinstance(label, Symbol):
            _refuse(label, "use as an index")
        name = label if isinstance(label, str) else ",".join(label)
        if name not in self.entries:
            where = f"p.{self.stem}[{name!r}]"
            raise ParameterError("unknown parameter", where=where, near=nearest(name, self.entries))
        return self.entries[name]

    def __contains__(self, label: str) -> bool:
        return label in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)
