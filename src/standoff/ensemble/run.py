"""Solve a scenario for many draws under every posture of its menu, into a run folder that survives a kill."""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.ensemble.copies import ledger_hash, load_copy, save_copy
from standoff.ensemble.design import check_size, chunks, draw
from standoff.ensemble.executors import InProcess, workers_of
from standoff.ensemble.given import NAME as GIVEN
from standoff.ensemble.given import Given, read_given
from standoff.ensemble.manifest import NAME as MANIFEST
from standoff.ensemble.manifest import Manifest, Plan, code_fingerprint, versions
from standoff.ensemble.parts import DESIGN, RESULTS, SCENARIO, Block, reserved, survey
from standoff.ensemble.store import Run, Store, Written, stamp
from standoff.errors import RunError
from standoff.scenario.check import check_draws

if TYPE_CHECKING:
    from standoff.scenario import MenuItem, Scenario
    from standoff.solver import Solution

ROWS = 2048
"""Rows solved at a time: all that is known of them, strategies and beliefs too, is what a worker holds in memory."""

MOST_ROWS, LEAST_ROWS = 16384, 1024
"""Rows of a part: a file has a fixed cost of some ten milliseconds, and what is in none is lost by a kill."""

STEPS = 16
"""A part is at most this share of a run: so often progress is told and work is safe on disk."""

SHARE = 4
"""A part is at most a fourth of a worker's share of what is left: the last are small, and no worker waits for long."""

DESIGN_DRAWS = 16384
"""Draws of a part of the design."""


class Progress(NamedTuple):
    """How far a run is. `failed` counts rows; `seconds_left` is NaN until the first chunk is back."""

    done: int
    draws: int
    failed: int
    seconds_left: float


@dataclass(frozen=True)
class Work:
    """A chunk: draws `first` to `stop` (exclusive) under every posture.

    `source` is the scenario itself, or the folder of its copy for a worker that shares no memory with us; `given` holds
    the chunk's own points where the user brought them.
    """

    source: "Scenario | Path"
    seed: int
    first: int
    stop: int
    given: Mapping[str, NDArray[np.float64]] | None = None


def run(
    scenario: "Scenario",
    *,
    draws: int,
    seed: int,
    folder: Path | str,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    chunk: int | None = None,
    command: str = "",
    given: Given | None = None,
) -> Run:
    """Solve every draw under every posture and return the finished run; an unfinished one of the same plan is resumed.

    Parameters
    ----------
    scenario : Scenario
        What to solve.
    draws, seed : int
        The design: `standoff.ensemble.design.draw`.
    folder : Path or str
        The run folder; new, or of the same plan and code.
    executor : concurrent.futures.Executor, optional
        Where chunks are solved (`standoff.ensemble.executors`); in this process when absent. It is not shut down.
    progress : callable, optional
        Called with a `Progress` after every chunk.
    chunk : int, optional
        Draws a chunk. The results do not depend on it, nor on the executor.
    command : str
        The command line, for the manifest.
    given : Given, optional
        Points that the user brought, of which the first `draws` are solved; `seed` then decides nothing.

    Returns
    -------
    Run
        Its hash is over what lies on disk.

    Raises
    ------
    RunError
        If the folder holds another run or something else, or cannot be written; the work done so far is safe.
    ScenarioError
        If a payoff is not a finite number in a sample of draws: nothing is written.

    Notes
    -----
    A failed row is a row with a status, never an exception. Memory is bounded by the chunk, not by the draws.
    """
    place = Path(folder)
    plan = plan_of(scenario, draws=draws, seed=seed, given=given)
    store = _store(scenario, plan, place, command=command, given=given)
    if store.manifest.outcome is not None:
        return Run.open(place)
    here = executor is None or isinstance(executor, InProcess | ThreadPoolExecutor)
    job = _Job(store, scenario if here else (place / SCENARIO).resolve(), given)
    started = time.perf_counter()
    with store.writing():
        pieces = job.missing(chunk, workers_of(executor))
        read = survey(place, store.manifest)
        tally = _Tally(draws, sum(piece.stop - piece.first for piece in pieces if piece.what == RESULTS), started)
        if pieces and isinstance(executor, ThreadPoolExecutor):
            # One draw traces the game and loads its kernels, which threads would otherwise all do at once.
            solve_block(job.work(0, 1))
        with closing(performed(map(job.task, pieces), executor or InProcess())) as parts:
            for written in parts:
                read.add(store.publish(written))
                if written.part.what == RESULTS:
                    tally.add(written)
                    if progress is not None:
                        progress(tally.told())
        return store.seal(_reasons(), stamp(started) | {"workers": workers_of(executor)}, read=read)


def resume(
    folder: Path | str, *, executor: Executor | None = None, progress: Callable[[Progress], None] | None = None
) -> Run:
    """Finish a run that was killed; its hash is that of the unbroken run.

    Raises
    ------
    RunError
        If there is no run, a part of it is damaged, or it was begun by other code.
    """
    place = Path(folder)
    manifest = Manifest.read(place)
    scenario = load_copy(place / SCENARIO)
    plan, given = manifest.plan, given_of(place, scenario)
    return run(
        scenario, draws=plan.draws, seed=plan.seed, folder=place, executor=executor, progress=progress, given=given
    )


def given_of(folder: Path, scenario: "Scenario") -> Given | None:
    """Return the points that the user brought to a run; None where the draws are the seed's."""
    path = folder / SCENARIO / GIVEN
    return read_given(path, scenario) if Manifest.read(folder).plan.given else None


def plan_of(scenario: "Scenario", *, draws: int, seed: int, given: Given | None = None) -> Plan:
    """Return the plan of a run.

    Raises
    ------
    RunError
        If the design is out of range, or a measure has the name of a result column.
    """
    check_size(draws, seed)
    if given is not None and len(given) < draws:
        raise RunError("fewer draws are given than asked for", seen=len(given), need=f"{draws} rows, or fewer --draws")
    measures = tuple(scenario.game.measures)
    reserved(measures)
    return Plan(
        scenario=scenario.name,
        scenario_hash=scenario.hash,
        ledger_hash=ledger_hash(scenario),
        seed=seed,
        draws=draws,
        postures=tuple((item.name, item.family) for item in scenario.menu),
        measures=measures,
        given="" if given is None else given.head(draws).digest,
    )


def code_of(scenario: "Scenario") -> str:
    """Return a digest of what decides a run's numbers beside its plan: standoff's code, and the game as traced."""
    return f"{code_fingerprint()}-{scenario.game.digest[:16]}"


def default_folder(scenario: "Scenario", plan: Plan, parent: Path = Path("runs")) -> Path:
    """Return where a run goes when nobody says: the scenario's name and a digest of plan and code."""
    digest = sha256((plan.canonical() + code_of(scenario)).encode()).hexdigest()
    return parent / f"{plan.scenario}-{digest[:8]}"


def cut(first: int, stop: int, *, postures: int, workers: int = 1) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of draws of parts that cover a range, for several workers smaller ones at the end.

    Examples
    --------
    >>> [stop - first for first, stop in cut(0, 4096, postures=16, workers=2)][::4]
    [256, 256, 256, 150, 88, 64, 64]
    >>> next(cut(0, 10**6, postures=2)), list(cut(0, 256, postures=15))
    ((0, 8192), [(0, 68), (68, 136), (136, 204), (204, 256)])
    """
    least = max(1, LEAST_ROWS // postures)
    most = max(least, min(MOST_ROWS // postures, (stop - first) // STEPS))
    while first < stop:
        size = max(least, min(most, (stop - first) // (SHARE * workers))) if workers > 1 else most
        yield first, min(first + size, stop)
        first += size


class Task(NamedTuple):
    """A part to be made, of the results or the design, by a worker that sees the run folder."""

    store: Store
    what: str
    work: Work


def performed(tasks: Iterable[Task], executor: Executor, *, ahead: int = 4) -> Generator[Written, None, None]:
    """Yield what was written for some tasks, in their order, with at most `ahead` tasks a worker under way.

    When the consumer stops, by an error or an interrupt, what has not begun is cancelled and what has is waited for, so
    that nobody writes into the folder any more.
    """
    window: deque[Future[Written]] = deque()
    limit = 1 if isinstance(executor, InProcess) else ahead * workers_of(executor)
    try:
        for task in tasks:
            window.append(executor.submit(perform, task))
            if len(window) >= limit:
                yield window.popleft().result()
        while window:
            yield window.popleft().result()
    finally:
        wait([future for future in window if not future.cancel()])


def perform(task: Task) -> Written:
    """Make one part under a temporary name. Runs in a worker."""
    scenario, work = _scenario_of(task.work), task.work
    if task.what == DESIGN:
        return task.store.written_design(work.first, _points(scenario, work))
    return task.store.written(solve_block(work))


def solve_block(work: Work) -> Block:
    """Solve one chunk, `ROWS` rows at a time, and keep of each row what a run keeps."""
    scenario = _scenario_of(work)
    points = _points(scenario, work)
    pieces = []
    for first, stop in chunks(0, work.stop - work.first, max(1, ROWS // len(scenario.menu))):
        some = {name: column[first:stop] for name, column in points.items()}
        solution = solve_points(scenario, scenario.menu, some)
        pieces.append(_columns(scenario, solution, range(work.first + first, work.first + stop)))
    columns = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
    return Block(work.first, work.stop, columns)


def solved_rows(
    scenario: "Scenario", menu: "Sequence[MenuItem]", *, draws: int, seed: int, first: int = 0
) -> "Solution":
    """Solve draws under some postures in this process, rows by draw and within a draw by posture.

    Parameters
    ----------
    scenario : Scenario
        What to solve.
    menu : sequence of MenuItem
        The postures; of the scenario's menu or made up.
    draws, seed, first : int
        The design: `standoff.ensemble.design.draw`.
    """
    return solve_points(scenario, menu, draw(scenario, draws, seed, first=first).columns)


def solve_points(
    scenario: "Scenario", menu: "Sequence[MenuItem]", columns: Mapping[str, NDArray[np.float64]]
) -> "Solution":
    """Solve given parameter points under some postures; see `parameter_rows` for the order of the rows."""
    from standoff.solver import solve

    rows = parameter_rows(scenario, columns, menu)
    read = dict.fromkeys((*scenario.game.parameters, *scenario.solver.parameters))
    return solve(scenario.game, {name: rows[name] for name in read if name in rows}, scenario.solver)


def outcomes(scenario: "Scenario", solution: "Solution") -> dict[str, NDArray[np.float64]]:
    """Return every measure and the defender's `value` of a solution, each (rows,); NaN where a row failed."""
    defender = scenario.game.players.index(scenario.model.defender)
    measures = {name: solution.measures[:, index] for index, name in enumerate(scenario.game.measures)}
    return {**measures, "value": solution.values[:, defender]}


def parameter_rows(
    scenario: "Scenario", columns: Mapping[str, NDArray[np.float64]], menu: "Sequence[MenuItem]"
) -> dict[str, NDArray[np.float64]]:
    """Cross draws with postures: row r is draw r // P under posture r % P of the menu.

    Parameters
    ----------
    scenario : Scenario
        Gives each posture's parameters.
    columns : mapping of (n,) arrays
        A design's columns.
    menu : sequence of MenuItem
        The postures.

    Returns
    -------
    dict of str to (n·P,) float64
        A posture's parameter overrides a drawn one of the same name.
    """
    n = len(next(iter(columns.values()))) if columns else 0
    settings = [scenario.posture_parameters(item) for item in menu]
    rows = {name: np.repeat(values, len(menu)) for name, values in columns.items()}
    for name in settings[0]:
        rows[name] = np.tile(np.array([setting[name] for setting in settings], dtype=np.float64), n)
    return rows


class _Tally:
    """Counts what is done and guesses what is left, from this session's own pace."""

    def __init__(self, draws: int, todo: int, started: float) -> None:
        self._draws, self._todo, self._started = draws, todo, started
        self._here = self._failed = 0

    def add(self, written: Written) -> None:
        self._here += written.part.stop - written.part.first
        self._failed += written.failed

    def told(self) -> Progress:
        left = self._todo - self._here
        pace = (time.perf_counter() - self._started) / self._here if self._here else float("nan")
        return Progress(self._draws - left, self._draws, self._failed, left * pace)


def _store(scenario: "Scenario", plan: Plan, folder: Path, *, command: str, given: Given | None) -> Store:
    """Open the folder's run if it is this one, or make it."""

    def copy(into: Path) -> None:
        save_copy(scenario, into)
        if given is not None:
            given.head(plan.draws).save(into / GIVEN)

    if not (folder / MANIFEST).exists():
        check_draws(scenario)
        manifest = Manifest(plan, code=code_of(scenario), command=command, versions=versions())
        return Store.create(folder, manifest, copy)
    manifest = Manifest.read(folder)
    differing = manifest.plan.differences(plan)
    if differing:
        raise RunError(
            f"the folder holds another run: it differs in {', '.join(differing)}",
            where=str(folder),
            need="another folder with --out, or the command that began this one",
        )
    if manifest.code != code_of(scenario):
        raise RunError(
            "the folder holds a run of other code",
            where=str(folder),
            need="another folder with --out: rows of two programs do not mix",
        )
    return Store(folder, manifest)


class _Piece(NamedTuple):
    """Draws `first` to `stop` (exclusive) of the results or the design."""

    what: str
    first: int
    stop: int


class _Job(NamedTuple):
    """What the tasks of a run have in common; `source` as in `Work`."""

    store: Store
    source: "Scenario | Path"
    given: Given | None

    def missing(self, chunk: int | None, workers: int) -> list[_Piece]:
        """Return what is to be made, in parts of `chunk` draws if given: by the draws, the design first."""
        postures = len(self.store.manifest.plan.postures)
        design, results = self.store.missing(DESIGN), self.store.missing(RESULTS)
        pieces = [_Piece(DESIGN, *piece) for gap in design for piece in chunks(*gap, DESIGN_DRAWS)]
        for gap in results:
            parts = chunks(*gap, chunk) if chunk else cut(*gap, postures=postures, workers=workers)
            pieces += [_Piece(RESULTS, *piece) for piece in parts]
        return sorted(pieces, key=lambda piece: piece.first)

    def task(self, piece: _Piece) -> Task:
        return Task(self.store, piece.what, self.work(piece.first, piece.stop))

    def work(self, first: int, stop: int) -> Work:
        given = None if self.given is None else self.given.rows(first, stop)
        return Work(self.source, self.store.manifest.plan.seed, first, stop, given)


def _points(scenario: "Scenario", work: Work) -> Mapping[str, NDArray[np.float64]]:
    """Return the parameters of a chunk, derived ones included."""
    if work.given is not None:
        return scenario.derive(work.given)
    return draw(scenario, work.stop - work.first, work.seed, first=work.first).columns


def _scenario_of(work: Work) -> "Scenario":
    return _loaded(work.source) if isinstance(work.source, Path) else work.source


@cache
def _loaded(folder: Path) -> "Scenario":
    return load_copy(folder)


def _columns(scenario: "Scenario", solution: "Solution", draws: range) -> dict[str, NDArray[Any]]:
    """Return the columns of some draws. A failed row keeps its status and residual; its other numbers are NaN."""
    postures = len(scenario.menu)
    defender = scenario.game.players.index(scenario.model.defender)
    numbers = np.array(draws, dtype=np.int32)
    columns: dict[str, NDArray[Any]] = {
        "draw": np.repeat(numbers, postures),
        "posture": np.tile(np.arange(postures, dtype=np.int16), len(numbers)),
        "status": np.asarray(solution.status, dtype=np.int8),
        "residual": _residual(solution),
        "value": solution.values[:, defender],
        "expected": solution.expected[:, defender],
    }
    columns |= {name: solution.measures[:, q] for q, name in enumerate(scenario.game.measures)}
    return columns | {
        "iterations": np.asarray(solution.iterations, dtype=np.int32),
        "folds": np.asarray(solution.folds, dtype=np.int32),
    }


def _residual(solution: "Solution") -> NDArray[np.float64]:
    """Return each row's certificate residual: in probability for a logit row, the largest gain for an equilibrium."""
    gain = np.concatenate([solution.agent_gain, solution.full_gain], axis=1).max(axis=1, initial=0.0)
    return np.asarray(np.where(np.isnan(solution.residual), gain, solution.residual), dtype=np.float64)


def _reasons() -> dict[int, str]:
    from standoff.solver import Status

    reasons = {status.code: status.value for status in Status}
    reasons[Status.FAULTY_VALUES.code] = "a payoff, probability or weight is not usable: the command beside says which"
    return reasons
