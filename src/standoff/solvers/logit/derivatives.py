"""How equilibria answer to parameters: exact derivatives of strategies, values and measures.

At a logit point F(b, θ) = 0 in the reduced beliefs b, so db/dθ = -F_b⁻¹ F_θ. One *tangent program* gives the derivative
of F, of the strategies and of all outcomes along any direction of (θ, b): unit directions of b make F_b, those of θ the
columns asked for. It is the expressions, the reduction without slopes and the outcomes in one, differentiated forward.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import ParameterError, SolverError, nearest
from standoff.game.arrays import CHANCE, TERMINAL
from standoff.game.game import Game
from standoff.game.traversal import posteriors
from standoff.solvers.logit import cache, expressions
from standoff.solvers.logit.code import Arithmetic, emit
from standoff.solvers.logit.program import Builder, Floats, Instruction, Op, Program
from standoff.solvers.logit.qre import LogitQRE
from standoff.solvers.logit.reduction import Unknowns, Unreducible, Writer, plan_of

REGULAR = 1e-7
"""Smallest singular value of F_b against its largest at which a derivative is still one: at a fold it is 0."""


class Derivatives(NamedTuple):
    """Derivatives with respect to D parameters (R rows); NaN where `regular` is False."""

    names: tuple[str, ...]
    strategies: Floats  # (R, D, A)
    values: Floats  # (R, D, P) of payoffs under the true probabilities
    measures: Floats  # (R, D, Q)
    regular: NDArray[np.bool_]
    """(R,) False at folds and bifurcations, and where a probability is zero, which is read as a limit."""


class Tangents(NamedTuple):
    """A game's tangent program: inputs [θ | precisions | b] and their directions; outputs the derivatives of
    [F | strategies | values | measures]."""

    machine: cache.Machine
    unknowns: int
    outputs: int
    lanes: int


def derivatives(
    game: Game,
    parameters: Mapping[str, ArrayLike],
    strategies: Floats,
    solver: LogitQRE,
    names: Sequence[str],
) -> Derivatives:
    """Return how every solved row answers to some parameters.

    Parameters
    ----------
    game : Game
        One that the compiled kernel takes.
    parameters : mapping of str to float or (R,) array
        What was solved.
    strategies : (R, A) array
        Its logit points; rows with NaN give NaN.
    solver : LogitQRE
        What solved it. Parameters that it reads as precisions may be among `names`.
    names : sequence of str
        With respect to what.

    Raises
    ------
    ParameterError
        If a name is none of the game's or the solver's.
    SolverError
        If the game has no straight-line code.

    Examples
    --------
    >>> from standoff.game import trace
    >>> from standoff.solver import solve
    >>> def bet(play, p):
    ...     return play.end(gambler=p.win if play.choose("gambler", "bet", ["yes", "no"]) == "yes" else 0)
    >>> game, columns = trace(bet, players=["gambler"], parameters=["win"]), {"win": np.array([0.0])}
    >>> solution = solve(game, columns, LogitQRE(precision=2.0))
    >>> derivatives(game, columns, solution.strategies, LogitQRE(precision=2.0), ["win"]).strategies
    array([[[ 0.5, -0.5]]])
    """
    known = (*game.parameters, *solver.parameters)
    for name in names:
        if name not in known:
            raise ParameterError("no parameter of this name", seen=name, near=nearest(name, known))
    tangents = tangents_of(game)
    if tangents is None:
        raise SolverError("derivatives need the compiled kernel", where=f"game {game.name!r}")
    rows = len(strategies)
    columns = {name: np.broadcast_to(np.asarray(c, np.float64), rows) for name, c in parameters.items()}
    values = game.evaluate(columns, rows=rows, evaluator=solver.evaluator(game))
    usable = np.isfinite(strategies).all(axis=1) & (values.fault == 0) & (values.priors > 0.0).all(axis=1)
    lengths = np.diff(game.arrays.set_start)
    filled = np.where(usable[:, None], strategies, np.repeat(1.0 / lengths, lengths))
    held = _unknown_beliefs(game, posteriors(game.arrays, values, filled)[0])
    precision = solver.precisions(game, columns, rows)
    given = np.stack([columns[name] for name in game.parameters], axis=1) if game.parameters else np.empty((rows, 0))
    point = np.concatenate([given, precision, held], axis=1)
    run = _along(tangents, point)
    theta = point.shape[1] - tangents.unknowns
    jacobian = (
        np.stack(
            [run(_unit(point.shape[1], [theta + k]))[:, : tangents.unknowns] for k in range(tangents.unknowns)], axis=2
        )
        if tangents.unknowns
        else np.empty((rows, 0, 0))
    )
    regular = usable & _invertible(jacobian)
    results = [
        _column(run, _direction(game, solver, name, point.shape[1]), (jacobian, regular, theta)) for name in names
    ]
    stacked = np.stack(results, axis=1) if results else np.empty((rows, 0, tangents.outputs))
    stacked[~regular] = np.nan
    first, actions = tangents.unknowns, strategies.shape[1]
    split = [first, first + actions, first + actions + len(game.players)]
    _, chosen, worth, measured = np.split(stacked, split, axis=2)
    return Derivatives(tuple(names), chosen, worth, measured, regular)


def _column(
    run: Callable[[Floats], Floats], direction: Floats, system: tuple[Floats, NDArray[np.bool_], int]
) -> Floats:
    """Return all outputs' derivatives along a direction of θ, the beliefs answering."""
    jacobian, regular, theta = system
    rows, unknowns = jacobian.shape[:2]
    moved = np.repeat(direction[None], rows, axis=0)
    if unknowns:
        push = run(moved)[:, :unknowns]
        moved[np.ix_(regular, np.arange(theta, theta + unknowns))] = -np.linalg.solve(
            jacobian[regular], push[regular][:, :, None]
        )[:, :, 0]
    return run(moved)


def _invertible(jacobian: Floats) -> NDArray[np.bool_]:
    if not jacobian.shape[1]:
        return np.ones(len(jacobian), np.bool_)
    finite = np.asarray(np.isfinite(jacobian).all(axis=(1, 2)))
    sizes = np.linalg.svd(np.where(finite[:, None, None], jacobian, 0.0), compute_uv=False)
    return np.asarray(finite & (sizes[:, -1] > REGULAR * sizes[:, 0]))


def _unit(size: int, places: Sequence[int]) -> Floats:
    direction = np.zeros(size)
    direction[list(places)] = 1.0
    return direction


def _direction(game: Game, solver: LogitQRE, name: str, size: int) -> Floats:
    """Return the direction of a parameter, which may be one of the game, the precision of some players, or both."""
    places = [k for k, known in enumerate(game.parameters) if known == name]
    given = solver.precision
    entries = [given[player] for player in game.players] if isinstance(given, Mapping) else [given] * len(game.players)
    places += [len(game.parameters) + k for k, entry in enumerate(entries) if entry == name]
    return _unit(size, places)


def _unknown_beliefs(game: Game, held: Floats) -> Floats:
    """Return the reduced unknowns (R, n) from the beliefs at all information sets (R, M)."""
    plan, columns = plan_of(game), []
    for number, part_of in plan.parts.items():
        infoset = plan.beliefs.distinct[number].infosets[0]
        first, last = game.arrays.set_members_start[infoset : infoset + 2]
        parts = np.array([part_of[plan.beliefs.class_of[m]] for m in range(first, last)])
        columns += [held[:, first:last][:, parts == k].sum(axis=1) for k in range(1, max(part_of) + 1)]
    return np.stack(columns, axis=1) if columns else np.empty((len(held), 0))


def _along(tangents: Tangents, point: Floats) -> Callable[[Floats], Floats]:
    """Return a function from directions (R, S) to derivatives of all outputs (R, O), at a point (R, S)."""

    def run(direction: Floats) -> Floats:
        inputs = np.ascontiguousarray(np.concatenate([point, np.broadcast_to(direction, point.shape)], axis=1).T)
        table = np.empty((len(point), tangents.outputs))
        expressions.evaluate_rows(tangents.machine.address, inputs, table, lanes=tangents.lanes)
        return table

    return run


@lru_cache(maxsize=16)
def tangents_of(game: Game) -> Tangents | None:
    """Return a game's tangent program as machine code, None if it has no reduced system."""
    try:
        whole = _Whole(game)
        outputs = whole.outputs()
    except Unreducible:
        return None
    parameters = len(game.parameters) + len(game.players)
    program = tangent(whole.builder.program(outputs), (parameters, whole.count))
    lanes = cache.host().lanes
    machine = cache.machine(emit(program, lanes=lanes, arithmetic=Arithmetic.STRICT))
    return Tangents(machine, whole.count, len(outputs), lanes)


class _Whole(Writer):
    """Everything from the parameters on in one builder, at clock 1: block 0 is θ and precisions, block 1 beliefs."""

    def __init__(self, game: Game) -> None:
        super().__init__(game, plan_of(game), Unknowns.PROBABILITIES, slopes=False)
        self.clock = self.builder.constant(1.0)
        self._parameters = len(game.parameters)
        self._numbers = expressions.write(self.builder, game.graph, game.quantities)

    def quantity(self, column: int) -> int:
        return self._numbers[column]

    def precision(self, player: int) -> int:
        return self.builder.input(0, self._parameters + player)

    def prior(self, member: int) -> int:
        b, arrays = self.builder, self.arrays
        infoset = int(arrays.infoset[arrays.set_members[member]])
        weights = {m: self._chance(int(arrays.set_members[m]), infoset) for m in self.members(infoset)}
        return b.divide(weights[member], b.total(weights.values()))

    def _chance(self, node: int, infoset: int) -> int:
        b, arrays, factors = self.builder, self.arrays, []
        player = arrays.set_player[infoset]
        while arrays.parent[node] >= 0:
            branch, node = int(arrays.branch[node]), int(arrays.parent[node])
            if arrays.kind[node] == CHANCE:
                factors.append(self.quantity(int(arrays.believed_quantity[player, arrays.chance_start[node] + branch])))
        return b.product(factors)

    def outputs(self) -> list[int]:
        """Return F, the strategies, the values and the measures."""
        probabilities = [p for strategy in self.strategies() for p in strategy.probabilities]
        residual, _ = self.equations()
        payoffs, measures = self.arrays.payoff_quantity, self.arrays.measure_quantity
        outcomes = [self._outcome(table[:, k]) for table in (payoffs, measures) for k in range(table.shape[1])]
        return [*residual, *probabilities, *outcomes]

    def _outcome(self, columns: NDArray[np.int32]) -> int:
        """Return the expectation of a column of terminals under the true probabilities."""
        b, arrays = self.builder, self.arrays
        worth: dict[int, int] = {}
        for node in reversed(range(len(arrays.kind))):
            children = range(int(arrays.first_child[node]), int(arrays.first_child[node]) + int(arrays.branches[node]))
            if arrays.kind[node] == TERMINAL:
                worth[node] = self.quantity(int(columns[arrays.terminal[node]]))
            elif arrays.kind[node] == CHANCE:
                start = int(arrays.chance_start[node])
                shares = [self.quantity(int(arrays.chance_quantity[start + k])) for k in range(len(children))]
                worth[node] = b.total(b.multiply(p, worth[c]) for p, c in zip(shares, children, strict=True))
            else:
                shares = self.strategy(int(arrays.infoset[node])).probabilities
                worth[node] = b.total(b.multiply(p, worth[c]) for p, c in zip(shares, children, strict=True))
        return worth[0]


def tangent(program: Program, sizes: tuple[int, int]) -> Program:
    """Return the program of the derivatives of a program's outputs.

    Parameters
    ----------
    program : Program
        With inputs of blocks 0 and 1.
    sizes : tuple of int
        How many inputs each block has. In the result all are in block 0: block 0, block 1, then their directions.
    """
    b = Builder(finite=False)
    total = sum(sizes)
    zero = b.constant(0.0)
    made: list[tuple[int, int]] = []
    for instruction in program.instructions:
        if instruction.op is Op.CONSTANT:
            made.append((b.constant(instruction.value), zero))
        elif instruction.op is Op.INPUT:
            place = instruction.args[1] + (sizes[0] if instruction.args[0] else 0)
            made.append((b.input(0, place), b.input(0, total + place)))
        else:
            made.append(_differentiated(b, instruction, [made[a] for a in instruction.args]))
    return b.program([made[output][1] for output in program.outputs])


def _differentiated(b: Builder, instruction: Instruction, args: list[tuple[int, int]]) -> tuple[int, int]:
    """Write an instruction and its derivative; a derivative that is structurally zero is not multiplied."""
    zero = b.constant(0.0)
    values, slopes = [value for value, _ in args], [slope for _, slope in args]
    value = _APPLY[instruction.op](b, *values)

    def times(factor: int, slope: int) -> int:
        return zero if slope == zero else b.multiply(factor, slope)

    def plus(left: int, right: int) -> int:
        return left if right == zero else right if left == zero else b.add(left, right)

    match instruction.op:
        case Op.ADD:
            slope = plus(*slopes)
        case Op.SUBTRACT:
            slope = slopes[0] if slopes[1] == zero else plus(slopes[0], b.negative(slopes[1]))
        case Op.MULTIPLY:
            slope = plus(times(values[1], slopes[0]), times(values[0], slopes[1]))
        case Op.DIVIDE:
            pull = times(value, slopes[1])
            top = slopes[0] if pull == zero else plus(slopes[0], b.negative(pull))
            slope = zero if top == zero else b.divide(top, values[1])
        case Op.MAXIMUM:
            slope = b.select(b.less(values[1], values[0]), *slopes)
        case Op.MINIMUM:
            slope = b.select(b.less(values[0], values[1]), *slopes)
        case Op.SELECT:
            slope = b.select(values[0], slopes[1], slopes[2])
        case Op.ABSOLUTE:
            slope = zero if slopes[0] == zero else b.select(b.less(values[0], zero), b.negative(slopes[0]), slopes[0])
        case Op.SQUARE_ROOT:
            slope = zero if slopes[0] == zero else b.divide(slopes[0], b.multiply(b.constant(2.0), value))
        case Op.EXP:
            slope = times(value, slopes[0])
        case Op.LOG:
            slope = zero if slopes[0] == zero else b.divide(slopes[0], values[0])
        case _:  # floors and comparisons are flat
            slope = zero
    return value, slope


_APPLY: Mapping[Op, Callable[..., int]] = {
    Op.ADD: Builder.add,
    Op.SUBTRACT: Builder.subtract,
    Op.MULTIPLY: Builder.multiply,
    Op.DIVIDE: Builder.divide,
    Op.MAXIMUM: Builder.maximum,
    Op.MINIMUM: Builder.minimum,
    Op.ABSOLUTE: Builder.absolute,
    Op.SQUARE_ROOT: Builder.square_root,
    Op.FLOOR: Builder.floor,
    Op.EXP: Builder.exp,
    Op.LOG: Builder.log,
    Op.LESS: Builder.less,
    Op.LESS_EQUAL: Builder.less_equal,
    Op.EQUAL: Builder.equal,
    Op.SELECT: Builder.select,
}
