"""Solve a scenario for many draws under every posture of its menu, into a run folder that survives a kill."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import islice
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
from standoff.ensemble.parts import DESIGN, SCENARIO, SOLVED, Block, reserved
from standoff.ensemble.store import Run, Store, stamp
from standoff.errors import RunError
from standoff.scenario.check import check_draws

if TYPE_CHECKING:
    from standoff.scenario import MenuItem, Scenario
    from standoff.solver import Solution

ROWS = 4096
"""Most rows a chunk holds: it bounds memory, whatever the number of draws."""

STEPS = 32
"""About how many chunks a run is cut into: so often progress is told and work is safe on disk."""

FEWEST = 16
"""Fewest draws of a chunk: evaluating a game's expressions costs a fixed fraction of a second, whatever the rows."""

DESIGN_ROWS = 16384
"""Draws of the design written at a time."""


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
    source = scenario if here else (place / SCENARIO).resolve()
    started = time.perf_counter()
    with store.writing():
        if not (place / DESIGN).is_file():
            store.put_design(_design_blocks(scenario, plan, given))
        gaps = store.missing()
        todo = [piece for gap in gaps for piece in _pieces(gap, chunk or chunk_size(draws, len(plan.postures)))]
        tally = _Tally(draws, sum(stop - first for first, stop in gaps), started)
        work = (
            Work(source, seed, first, stop, None if given is None else given.rows(first, stop)) for first, stop in todo
        )
        for block in solved_blocks(work, executor or InProcess()):
            store.put(block)
            tally.add(block)
            if progress is not None:
                progress(tally.told())
        return store.seal(_reasons(), stamp(started) | {"workers": workers_of(executor)})


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


def chunk_size(draws: int, postures: int) -> int:
    """Return the draws of a chunk: a power of two, small enough for memory and for progress to be told.

    Examples
    --------
    >>> chunk_size(256, 15), chunk_size(4096, 15), chunk_size(10**6, 15)
    (16, 128, 256)
    """
    most = max(1, min(ROWS // postures, max(FEWEST, draws // STEPS)))
    return 1 << (most.bit_length() - 1)


def solved_blocks(work: Iterator[Work], executor: Executor, *, ahead: int = 4) -> Iterator[Block]:
    """Yield the blocks of some work in its order, with at most `ahead` chunks a worker under way.

    A bounded window keeps a million draws from piling up in memory. When the consumer stops, by an error or an
    interrupt, what has not begun is cancelled.
    """
    window: deque[Future[Block]] = deque()
    here = isinstance(executor, InProcess)
    limit = 1 if here else ahead * workers_of(executor)
    if isinstance(executor, ThreadPoolExecutor):
        # The first chunk traces the game and compiles its kernels, which threads would otherwise do all at once.
        yield from (solve_block(piece) for piece in islice(work, 1))
    try:
        for piece in work:
            window.append(executor.submit(solve_block, piece))
            if len(window) >= limit:
                yield window.popleft().result()
        while window:
            yield window.popleft().result()
    finally:
        for future in window:
            future.cancel()


def solve_block(work: Work) -> Block:
    """Solve one chunk. Runs in a worker: it touches no file but the scenario's copy."""
    scenario = _loaded(work.source) if isinstance(work.source, Path) else work.source
    solution = solve_points(scenario, scenario.menu, _points(scenario, work))
    return Block(work.first, work.stop, _columns(scenario, solution, work))


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

    def add(self, block: Block) -> None:
        self._here += block.stop - block.first
        self._failed += int(np.count_nonzero(block.columns["status"] != SOLVED))

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


def _pieces(gap: tuple[int, int], size: int) -> Iterator[tuple[int, int]]:
    first, stop = gap
    for start, end in chunks(stop - first, size):
        yield first + start, first + end


def _design_blocks(
    scenario: "Scenario", plan: Plan, given: Given | None
) -> Iterator[tuple[int, Mapping[str, NDArray[np.float64]]]]:
    for first, stop in chunks(plan.draws, DESIGN_ROWS):
        points = None if given is None else given.rows(first, stop)
        yield first, _points(scenario, Work(scenario, plan.seed, first, stop, points))


def _points(scenario: "Scenario", work: Work) -> Mapping[str, NDArray[np.float64]]:
    """Return the parameters of a chunk, derived ones included."""
    if work.given is not None:
        return scenario.derive(work.given)
    return draw(scenario, work.stop - work.first, work.seed, first=work.first).columns


@cache
def _loaded(folder: Path) -> "Scenario":
    return load_copy(folder)


def _columns(scenario: "Scenario", solution: "Solution", work: Work) -> dict[str, NDArray[Any]]:
    """Return a block's columns. A failed row keeps its status and residual; its other numbers are NaN."""
    postures = len(scenario.menu)
    defender = scenario.game.players.index(scenario.model.defender)
    numbers = np.arange(work.first, work.stop, dtype=np.int32)
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
