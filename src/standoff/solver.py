"""One entry point: a solver proposes strategies, `solve` certifies them and makes the `Solution`."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import ParameterError, SolverError, nearest
from standoff.game.game import Game
from standoff.game.values import Evaluator, Fault, Values

if TYPE_CHECKING:
    from standoff.game.certificate import Certificate

Floats = NDArray[np.float64]
Columns = Mapping[str, Floats]
Tables = dict[str, NDArray[Any]]

RESIDUAL_TOLERANCE = 1e-8
"""Largest |p - logit(p)| of a certified logit row, in probability: what published tables print, squared twice over."""

GAIN_TOLERANCE = 1e-8
"""Largest deviation gain of a certified equilibrium, as a share of the payoff range."""

CHUNK = 1024
"""Rows worked on at once: a ladder holds about 8 kB of quantities a row, so a chunk of it stays in a processor's cache
from evaluation to certificate (4096 rows take a tenth longer a row), and memory is bounded whatever the rows."""

FIRST, FEWEST, PIECES = 8, 256, 4
"""On several threads: rows of the piece that is solved before the rest, least rows of a piece (each has a fixed cost of
some milliseconds), and pieces a thread, so that none waits long for the others."""


class Status(Enum):
    """What became of a row; the value is the message. Stored as int8 codes, 0 for solved."""

    SOLVED = "solved and certified"
    FAULTY_VALUES = "a payoff, probability or weight of this row is not usable: see Solution.fault"
    FAULTY_PRECISION = "a precision of this row is negative or not finite"
    STEP_UNDERFLOW = "the branch could not be followed: steps became too short. Try Care.CAREFUL or a lower precision"
    RETURNED = "the branch was led back to precision zero. Try Care.CAREFUL"
    STEPS_EXHAUSTED = "the branch was not finished within the steps allowed. Try a lower precision"
    UNCERTIFIED = "the independent check of the proposed strategies failed"

    @property
    def code(self) -> int:
        """The int8 code of this status, its place in the enumeration."""
        return list(Status).index(self)

    @classmethod
    def of(cls, code: int) -> "Status":
        """Return the status of a code.

        Examples
        --------
        >>> Status.of(0)
        <Status.SOLVED: 'solved and certified'>
        """
        return list(cls)[int(code)]


@dataclass(frozen=True)
class Proposal:
    """What a solver hands to `solve`: rows along axis 0, not yet believed."""

    strategies: Floats  # (R, A)
    beliefs: Floats | None  # (R, M), or None to derive them by Bayes
    status: NDArray[np.int8]  # (R,) codes of Status
    iterations: NDArray[np.int32]  # (R,)
    folds: NDArray[np.int32]  # (R,)
    branch: NDArray[np.int32]  # (R,) 0 on the principal branch, else the solver's number for another
    precision: Floats | None  # (R, P) of a logit point; None for an equilibrium


class Solver(Protocol):
    """What `solve` needs of a solver: an immutable value that proposes, and the parameters it reads."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of parameters the solver reads beside the game's own."""

    def propose(self, game: Game, values: Values, parameters: Columns) -> Proposal:
        """Propose strategies for every row; rows it cannot solve carry a status other than solved, and NaN.

        Rows must not influence one another: a row's bits are the same alone and in any batch.
        """


@runtime_checkable
class Evaluating(Protocol):
    """A solver that brings its own way of computing a game's numbers."""

    def evaluator(self, game: Game) -> Evaluator | None:
        """Return what computes the game's quantities, None to leave it to the game."""


@runtime_checkable
class Threaded(Protocol):
    """A solver that asks for more than one thread; it is then called by several at once, each with rows of its own."""

    @property
    def threads(self) -> int:
        """How many."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Certified strategies and what follows from them; rows along axis 0.

    Only `solve` makes one. Rows that are not solved carry NaN in every table of numbers but `residual` and `identity`,
    which are kept where they were computed. R rows, A options, M members, I information sets, P players, Q measures.
    """

    game: Game
    strategies: Floats  # (R, A)
    beliefs: Floats  # (R, M)
    status: NDArray[np.int8]  # (R,) codes of Status
    fault: NDArray[np.int8]  # (R,) codes of standoff.game.Fault
    residual: Floats  # (R,) |p - logit(p)|, in probability; NaN for an equilibrium
    identity: Floats  # (R,) error of precision x agent gain = max ln(p/w) - sum p ln(p/w); NaN for an equilibrium
    agent_gain: Floats  # (R, I) of the best single change at a set, given its beliefs, in payoffs
    full_gain: Floats  # (R, P) of the best whole deviation, ex ante under the player's own measure, in payoffs
    iterations: NDArray[np.int32]  # (R,)
    folds: NDArray[np.int32]  # (R,)
    branch: NDArray[np.int32]  # (R,) 0 on the principal branch
    values: Floats  # (R, P) payoffs under the true probabilities
    expected: Floats  # (R, P) payoffs as each player expects them
    measures: Floats  # (R, Q) under the true probabilities
    surprise: NDArray[np.bool_]  # (R, I) sets to which the owner gave probability zero
    counterfactual: NDArray[np.bool_]  # (R, I) sets out of reach under the true probabilities
    seconds: float

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.status)

    @property
    def solved(self) -> NDArray[np.bool_]:
        """(R,) which rows are certified."""
        return np.asarray(self.status == Status.SOLVED.code)

    def message(self, row: int = 0) -> str:
        """Return what became of a row, in words."""
        status = Status.of(self.status[row])
        return Fault.of(self.fault[row]).value if status is Status.FAULTY_VALUES and self.fault[row] else status.value

    def strategy(self, row: int = 0) -> dict[str, dict[str, float]]:
        """Return a row's behaviour strategies: information set, then option, to probability."""
        starts = self.game.arrays.set_start
        return {
            infoset.label: dict(zip(infoset.options, self.strategies[row, first:last].tolist(), strict=True))
            for infoset, first, last in zip(self.game.infosets, starts[:-1], starts[1:], strict=True)
        }

    def belief(self, row: int = 0) -> dict[str, dict[str, float]]:
        """Return a row's beliefs: information set, then history that leads there, to the owner's probability."""
        arrays = self.game.arrays
        starts = arrays.set_members_start
        return {
            infoset.label: {
                ", ".join(f"{name}={label}" for name, label in self.game.history(int(arrays.set_members[m]))): float(
                    self.beliefs[row, m]
                )
                for m in range(first, last)
            }
            for infoset, first, last in zip(self.game.infosets, starts[:-1], starts[1:], strict=True)
        }


def solve(game: Game, parameters: Mapping[str, ArrayLike], solver: Solver, *, chunk: int = CHUNK) -> Solution:
    """Solve a game for one row of parameters or a million, and certify every row.

    Parameters
    ----------
    game : Game
        From `standoff.game.trace` or `standoff.game.efg.read_efg`.
    parameters : mapping of str to float or (R,) array
        The game's parameters and the solver's; a scalar stands for every row. No columns at all make one row.
    solver : Solver
        For instance `standoff.solvers.logit.LogitQRE(precision=2.0)`.
    chunk : int
        Rows worked on at once, which bounds memory. It never changes a bit of the result.

    Returns
    -------
    Solution
        A row that cannot be solved or whose certificate fails is marked in `status`; it raises nothing and touches
        no other row.

    Raises
    ------
    ParameterError
        If a parameter is unknown, missing, not a number or of another length than the rest.
    SolverError
        If the solver does not take this game.

    Notes
    -----
    The certificate is recomputed from the strategies by the traversals of `standoff.game`, which share no code with
    the solvers. A logit row needs a residual of at most 1e-8; an equilibrium row needs every gain, at every
    information set and ex ante, to be at most 1e-8 of the player's payoff range.

    Examples
    --------
    >>> from standoff.game import trace
    >>> from standoff.solvers.logit import LogitQRE
    >>> def deter(play, p):
    ...     if play.choose("challenger", "move", ["hold", "seize"]) == "hold":
    ...         return play.end(challenger=0, defender=0)
    ...     force = play.choose("defender", "response", ["yield", "fight"]) == "fight"
    ...     return play.end(challenger=-1 if force else 1, defender=-p.cost if force else -1)
    >>> game = trace(deter, players=["challenger", "defender"], parameters=["cost"], name="deter")
    >>> solution = solve(game, {"cost": [0.5, 1.5]}, LogitQRE(precision=4.0))
    >>> solution.solved
    array([ True,  True])
    >>> round(solution.strategy(0)["challenger move"]["seize"], 4)
    0.0454
    """
    if chunk < 1:
        raise SolverError("chunk must be positive", seen=chunk, need="a number of rows, 1 or more")
    started = time.perf_counter()
    columns, rows = _columns(game, parameters, solver)
    threads = solver.threads if isinstance(solver, Threaded) else 1

    def work(piece: slice) -> Tables:
        some = {name: column[piece] for name, column in columns.items()}
        return _solve_rows(game, some, solver, piece.stop - piece.start)

    tables = _in_pieces(work, _pieces(rows, chunk, threads), threads)
    return Solution(game=game, seconds=time.perf_counter() - started, **tables)


def _pieces(rows: int, chunk: int, threads: int) -> list[slice]:
    """Cut rows into pieces of at most `chunk`, smaller ones for several threads, and at least one piece."""
    if threads == 1:
        return [slice(first, min(first + chunk, rows)) for first in range(0, max(rows, 1), chunk)]
    size = min(chunk, max(FEWEST, -(-rows // (PIECES * threads))))
    edges = [0, *range(min(FIRST, rows), rows, size), rows]
    return [slice(first, stop) for first, stop in pairwise(edges)]


def _in_pieces(work: Callable[[slice], Tables], pieces: Sequence[slice], threads: int) -> Tables:
    """Return the tables of all rows, made piece by piece.

    The first piece is made before any other: it compiles and loads what the others share. Each writes into its own rows
    of the whole, so that nothing is held twice.
    """
    first = work(pieces[0])
    if len(pieces) == 1:
        return first
    whole = {name: np.empty((pieces[-1].stop, *table.shape[1:]), table.dtype) for name, table in first.items()}

    def fill(piece: slice, tables: Tables) -> None:
        for name, table in tables.items():
            whole[name][piece] = table

    fill(pieces[0], first)
    del first
    if threads == 1:
        for piece in pieces[1:]:
            fill(piece, work(piece))
    else:
        with ThreadPoolExecutor(threads) as pool:
            for job in [pool.submit(lambda piece: fill(piece, work(piece)), piece) for piece in pieces[1:]]:
                job.result()
    return whole


def _columns(game: Game, parameters: Mapping[str, ArrayLike], solver: Solver) -> tuple[dict[str, Floats], int]:
    """Return every parameter as a contiguous (R,) column, and R."""
    known = tuple(dict.fromkeys(game.parameters + solver.parameters))
    for name in parameters:
        if name not in known:
            raise ParameterError("unknown parameter", where=f"game {game.name!r}", seen=name, near=nearest(name, known))
    given: dict[str, Floats] = {}
    for name in known:
        if name not in parameters:
            raise ParameterError("no value for a parameter", where=f"game {game.name!r}", seen=name)
        try:
            given[name] = np.asarray(parameters[name], dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise ParameterError("not a number or a column of numbers", where=name, seen=parameters[name]) from error
        if given[name].ndim > 1:
            raise ParameterError("a column has one axis", where=name, seen=given[name].shape)
    lengths = {name: len(column) for name, column in given.items() if column.ndim == 1}
    rows = next(iter(lengths.values()), 1)
    for name, length in lengths.items():
        if length != rows:
            raise ParameterError("columns differ in length", where=name, seen=length, need=f"{rows} rows")
    whole = {name: column if column.ndim else np.full(rows, column) for name, column in given.items()}
    return {name: np.ascontiguousarray(column) for name, column in whole.items()}, rows


def _solve_rows(game: Game, columns: Columns, solver: Solver, rows: int) -> Tables:
    """Solve and certify some rows; the fields of `Solution` but game and seconds."""
    from standoff.game.traversal import outcomes  # Numba loads at the first solve, not with the command line

    evaluator = solver.evaluator(game) if isinstance(solver, Evaluating) else None
    values = game.evaluate(columns, rows=rows, evaluator=evaluator)
    proposal = solver.propose(game, values, columns)
    certificate = _certify(game, values, proposal)
    status = np.where(values.fault != 0, np.int8(Status.FAULTY_VALUES.code), proposal.status).astype(np.int8)
    status[(status == Status.SOLVED.code) & ~_holds(game, values, proposal, certificate)] = Status.UNCERTIFIED.code
    outcome = outcomes(game.arrays, values, proposal.strategies)
    tables: dict[str, Floats] = {
        "strategies": proposal.strategies,
        "beliefs": certificate.beliefs,
        "agent_gain": certificate.agent_gain,
        "full_gain": certificate.full_gain,
        "values": outcome.values,
        "expected": outcome.expected,
        "measures": outcome.measures,
    }
    failed = status != Status.SOLVED.code
    if failed.any():
        tables = {name: np.where(failed[:, None], np.nan, table) for name, table in tables.items()}
    return {
        **tables,
        "status": status,
        "fault": values.fault,
        "residual": certificate.residual,
        "identity": certificate.identity,
        "iterations": proposal.iterations,
        "folds": proposal.folds,
        "branch": proposal.branch,
        "surprise": values.surprise,
        "counterfactual": values.counterfactual,
    }


def _certify(game: Game, values: Values, proposal: Proposal) -> "Certificate":
    from standoff.game.certificate import certify_equilibrium, certify_logit

    if proposal.precision is None:
        return certify_equilibrium(game, values, proposal.strategies, proposal.beliefs)
    return certify_logit(game, values, proposal.strategies, proposal.precision, beliefs=proposal.beliefs)


def _holds(game: Game, values: Values, proposal: Proposal, certificate: "Certificate") -> NDArray[np.bool_]:
    """(R,) whether the certificate is good. Comparisons are written so that a NaN fails."""
    if proposal.precision is not None:
        return np.asarray(certificate.residual <= RESIDUAL_TOLERANCE)
    allowed = GAIN_TOLERANCE * np.stack(
        [np.ptp(values.quantities[:, np.unique(columns)], axis=1) for columns in game.arrays.payoff_quantity.T], axis=1
    )
    at_sets = np.all(certificate.agent_gain <= allowed[:, game.arrays.set_player], axis=1)
    return np.asarray(at_sets & np.all(certificate.full_gain <= allowed, axis=1))
