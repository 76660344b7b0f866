"""The table of the logit engine: rows a second beside Gambit, in one run on one machine.

All times are CPU seconds of this process except those with two threads, which are wall seconds. A rate is the median of
several repetitions. What is timed is the solver (`LogitQRE.propose`) on numbers already evaluated, as Gambit's is timed
on a game already read; `rows_per_s_certified` is the whole of `solve`, evaluation and certificate included.
"""

import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from benchmarks.anchor import anchor_seconds
from benchmarks.games import crisis_game, draws
from benchmarks.ladder import SCENARIO, common_prior_ladder, ladder_rows
from standoff.game import Game, Values
from standoff.scenario import load
from standoff.solver import solve
from standoff.solvers.logit import Care, LogitQRE, cache
from standoff.solvers.logit.audit import audit
from standoff.solvers.logit.compiled import code_of
from standoff.solvers.logit.reduction import Unknowns


class Case(NamedTuple):
    """One game of the table."""

    name: str
    game: Game
    columns: dict[str, Any]
    solver: LogitQRE
    precision: float | None
    """What Gambit is asked for; None where it cannot be asked."""
    anchored: int
    """Rows that Gambit solves."""


def cases(scale: float) -> list[Case]:
    """Return the games; `scale` multiplies the numbers of rows, 1 for the published table."""

    def some(count: int) -> int:
        return max(int(count * scale), 64)

    crisis = [
        Case(name, crisis_game(name), draws(some(rows), seed=5), LogitQRE(precision=10.0), 10.0, anchored)
        for name, rows, anchored in (("S", 100_000, 60), ("M", 50_000, 40), ("L", 30_000, 20), ("XL", 3_000, 4))
    ]
    rows = ladder_rows(some(8192))
    common = common_prior_ladder()
    own = {name: rows[name] for name in common.parameters}
    scenario = load(SCENARIO)
    ladder = {name: rows[name] for name in (*scenario.game.parameters, *scenario.solver.parameters)}
    assert isinstance(scenario.solver, LogitQRE)
    return [
        *crisis,
        Case("ladder, one prior", common, own, LogitQRE(precision=1.0), 1.0, 8),
        Case("ladder", scenario.game, ladder, scenario.solver, None, 0),
    ]


def measure(case: Case, *, repeats: int = 5) -> list[dict[str, Any]]:
    """Return the rows of the table for one game: one and two threads."""
    game, solver = case.game, case.solver
    values = game.evaluate(case.columns, evaluator=solver.evaluator(game))
    solver.propose(game, values.at(slice(0, 64)), {k: v[:64] for k, v in case.columns.items()})
    cpu = _median(partial(_propose, case, solver, values), repeats, time.process_time)
    wall = {threads: _median(partial(_shared, case, values, threads), repeats, time.perf_counter) for threads in (1, 2)}
    whole_wall = {
        threads: _median(partial(_solve, case, case.columns, threads), repeats, time.perf_counter) for threads in (1, 2)
    }
    started = time.process_time()
    solution = solve(game, case.columns, solver)
    whole = time.process_time() - started
    anchor = float("nan")
    if case.precision is not None:
        anchor = float(np.median(anchor_seconds(game, case.columns, case.precision, case.anchored)))
    audited = audit(game, case.columns, solution.strategies, solver, share=1.0)
    code = code_of(game, Unknowns.PROBABILITIES)
    assert code is not None
    rate = values.rows / cpu
    row = {
        "game": case.name,
        "threads": 1,
        "precision": case.precision if case.precision is not None else "prior",
        "care": solver.care.name.lower(),
        "rows": values.rows,
        "rows_per_s": rate,
        "rows_per_s_certified": values.rows / whole,
        "anchor": "pygambit" if case.precision is not None else None,
        "anchor_rows_per_s": 1.0 / anchor,
        "ratio": rate * anchor,
        "evaluations": float(solution.iterations.mean()),
        "wrong_branch": audited.rate,
        "undecided": int(audited.undecided.sum()),
        "max_residual": float(np.nanmax(solution.residual)),
        "failed": int((~solution.solved).sum()),
        "folded": float((solution.folds > 0).mean()),
        "nodes": len(game.arrays.kind),
        "unknowns": code.sizes.unknowns,
        "code_kB": code.step.size / 1024,
        "lanes": cache.host().lanes,
        "peak_memory_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "load": os.getloadavg()[0],
    }
    two = {**row, "threads": 2, "rows_per_s": values.rows / wall[2], "ratio": values.rows / wall[2] * anchor}
    gains = {"over_one_thread": wall[1] / wall[2], "certified_over_one_thread": whole_wall[1] / whole_wall[2]}
    return [row, {**two, "rows_per_s_certified": values.rows / whole_wall[2], **gains}]


def steep(case: Case, precision: float, rows: int) -> dict[str, Any]:
    """Return what becomes of rows at a high precision."""
    columns = {name: column[:rows] for name, column in case.columns.items()}
    solve(case.game, columns, LogitQRE(precision=precision))  # compiles what only such rows need
    started = time.process_time()
    solution = solve(case.game, columns, LogitQRE(precision=precision))
    seconds = time.process_time() - started
    audited = audit(case.game, columns, solution.strategies, LogitQRE(precision=precision), share=1.0)
    return {
        "game": case.name,
        "threads": 1,
        "precision": precision,
        "care": Care.NORMAL.name.lower(),
        "rows": rows,
        "rows_per_s_certified": rows / seconds,
        "wrong_branch": audited.rate,
        "undecided": int(audited.undecided.sum()),
        "max_residual": float(np.nanmax(solution.residual)),
        "failed": int((~solution.solved).sum()),
        "folded": float((solution.folds > 0).mean()),
    }


def growth(case: Case) -> list[dict[str, Any]]:
    """Return the CPU seconds of `solve`, evaluation and certificate included, for more and more rows."""
    most = len(next(iter(case.columns.values())))
    found = []
    for rows in sorted({count for count in (1, 10, 100, 1000, 10_000, 100_000) if count < most} | {most}):
        columns = {name: column[:rows] for name, column in case.columns.items()}
        seconds = _median(partial(_solve, case, columns, 1), 3, time.process_time)
        found.append({"game": case.name, "rows": rows, "seconds": seconds})
    return found


def _solve(case: Case, columns: dict[str, Any], threads: int) -> None:
    solve(case.game, columns, replace(case.solver, threads=threads))


def _propose(case: Case, solver: LogitQRE, values: Values) -> None:
    solver.propose(case.game, values, case.columns)


def _shared(case: Case, values: Values, threads: int) -> None:
    """Propose for all rows, shared out over some threads."""
    edges = np.linspace(0, values.rows, 4 * threads + 1).astype(int) if threads > 1 else np.array([0, values.rows])
    shares = [slice(first, stop) for first, stop in pairwise(edges.tolist())]

    def work(share: slice) -> None:
        columns = {name: column[share] for name, column in case.columns.items()}
        case.solver.propose(case.game, values.at(share), columns)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, shares))


def _median(work: Callable[[], None], repeats: int, clock: Callable[[], float]) -> float:
    seconds = []
    for _ in range(repeats):
        started = clock()
        work()
        seconds.append(clock() - started)
    return float(np.median(seconds))
