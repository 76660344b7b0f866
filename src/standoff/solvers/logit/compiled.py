"""The compiled kernel: distinct beliefs as unknowns, straight-line code, a vector of rows at a time.

A row is tried in belief probabilities, or in log-odds where its precision times payoff range is large; what fails there
is tried in log-odds with short steps; what fails again, and what the reduction does not cover, goes to the loop kernel.
A row that folded is traced again with short steps. Which way a row takes depends on its own numbers alone.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.game.game import Game
from standoff.game.traversal import posteriors
from standoff.game.values import Values
from standoff.solvers.logit import beliefs, cache, code, fallback, newton, program, reduction
from standoff.solvers.logit.cache import Machine
from standoff.solvers.logit.care import Care
from standoff.solvers.logit.lanes import EXHAUSTED, SOLVED, Floats, Pace, Paths, driver, tabulator
from standoff.solvers.logit.reduction import Sizes, Unknowns, Unreducible, reduce

MOST_NODES = 20_000
"""Larger trees are left to the loop kernel without trying: straight-line code grows with the tree."""

DISAGREEMENT = 1e-9
"""Priors taken as equal may differ by rounding only; where zeros are read as limits they may differ outright."""

SHARP = 40.0
"""Precision times range up to which beliefs are probabilities; beyond, small ones would be lost in rounding."""

SHARPEST = 500.0
"""Beyond, choice probabilities underflow; the loop kernel works in logarithms throughout."""

_PROBABILITIES = {
    Care.QUICK: Pace(0.03, 5e-3, 0.05, 0.8, 0.15, 1.0, 0.0, 1e-10, 1e-6, 600),
    Care.NORMAL: Pace(0.02, 3e-3, 0.02, 0.85, 0.12, 1.0, 0.0, 1e-10, 1e-6, 5000),
    Care.CAREFUL: Pace(1e-3, 1e-4, 1e-3, 0.97, 0.03, 1.0, 0.0, 1e-10, 1e-6, 20_000),
}
_LOG_ODDS = {
    Care.QUICK: Pace(0.1, 0.05, 0.5, 0.9, 0.5, 1.0, 0.1, 1e-12, 1e-13, 5000),
    Care.NORMAL: Pace(0.05, 0.01, 0.05, 0.95, 0.2, 1.0, 0.1, 1e-12, 1e-13, 20_000),
    Care.CAREFUL: Pace(2e-3, 2e-4, 3e-3, 0.99, 0.05, 1.0, 0.1, 1e-12, 1e-13, 50_000),
}
"""Tuned so that what is corrected is small where it matters: the first correction of a step, which shows that the curve
bends within it. The last one may be ten times larger, for its square is what is left."""


class Code(NamedTuple):
    """A game's machine code in one set of unknowns."""

    sizes: Sizes
    reads: NDArray[np.int64]
    setup: Machine
    step: Machine
    unknowns: Unknowns
    lanes: int


class Found(NamedTuple):
    """What the compiled kernel found (R rows); `left` are the rows that the loop kernel is to take."""

    strategies: Floats  # (R, A)
    ending: NDArray[np.int8]  # (R,)
    evaluations: NDArray[np.int32]  # (R,)
    folds: NDArray[np.int32]  # (R,)
    crossings: NDArray[np.int32]  # (R,)
    left: NDArray[np.bool_]  # (R,); some are solved, and their answer stands unless the loop kernel has one


class Traced(NamedTuple):
    """The rows of both kernels."""

    strategies: Floats  # (R, A)
    beliefs: Floats | None  # (R, M), None where Bayes' rule gives them all
    ending: NDArray[np.int8]  # (R,)
    evaluations: NDArray[np.int32]  # (R,)
    folds: NDArray[np.int32]  # (R,)
    crossings: NDArray[np.int32]  # (R,)


def takes(game: Game) -> bool:
    """Return whether the compiled kernel takes a game; compiles it, or loads it, if so."""
    return len(game.arrays.kind) <= MOST_NODES and code_of(game, Unknowns.PROBABILITIES) is not None


def untried(game: Game, skip: NDArray[np.bool_]) -> Found:
    """Return what is found before anything is tried: all rows are left but those to skip."""
    count, actions = len(skip), int(game.arrays.set_start[-1])
    return Found(
        np.full((count, actions), np.nan),
        np.full(count, EXHAUSTED, np.int8),
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        ~skip,
    )


def follow(
    game: Game,
    values: Values,
    precision: Floats,
    *,
    skip: NDArray[np.bool_],
    care: Care,
    halvings: int = 0,
) -> Found:
    """Follow the principal branch of every row to its own precision.

    Parameters
    ----------
    game : Game
        One that the kernel `takes`.
    values : Values
        Its numbers, R rows.
    precision : (R, P) array
        Of each player.
    skip : (R,) bool
        Rows not to be tried.
    care : Care
        Length of the steps.
    halvings : int
        How often the steps of `care` are halved, for audits.
    """
    count, found = values.rows, untried(game, skip)
    rows = np.flatnonzero(~skip)
    sharpness, sound = np.zeros(count), np.zeros(count, np.bool_)
    if len(rows):
        first = _code(game, Unknowns.PROBABILITIES)
        every = len(rows) == count
        table = _table(first, values if every else values.at(rows), precision[rows])
        sharpness[rows], sound[rows] = table[:, -1], table[:, -2] <= DISAGREEMENT
        smooth = sound[rows] & (sharpness[rows] <= SHARP)
        _run(first, table, _halved(_PROBABILITIES[care], halvings), found, (rows, np.flatnonzero(smooth)))
    todo = ~skip & sound & (sharpness <= SHARPEST)
    sharp = np.flatnonzero(todo & (sharpness > SHARP))
    _log_odds(game, values, precision, _halved(_LOG_ODDS[care], halvings), found, sharp)
    failed = np.flatnonzero(todo & (found.ending != SOLVED))
    _log_odds(game, values, precision, _halved(_LOG_ODDS[Care.CAREFUL], halvings), found, failed)
    left = ~skip & (found.ending != SOLVED)
    if care is Care.NORMAL and not halvings:
        left |= _again(game, values, precision, found, np.flatnonzero(todo & ~left & (found.folds > 0)))
    return found._replace(left=left)


def _again(game: Game, values: Values, precision: Floats, found: Found, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Trace solved rows again with short steps; return which (R,) are lost so, whose answers stay as they are.

    Where a branch folds, strands lie near each other: a long step can miss more folds, or leave a bifurcation sideways.
    """
    lost = np.zeros(values.rows, np.bool_)
    if not len(rows):
        return lost
    skip = np.zeros(len(rows), np.bool_)
    short = follow(game, values.at(rows), precision[rows], skip=skip, care=Care.CAREFUL)
    found.evaluations[rows] += short.evaluations
    solved = short.ending == SOLVED
    for into, out_of in (
        (found.strategies, short.strategies),
        (found.folds, short.folds),
        (found.crossings, short.crossings),
    ):
        into[rows[solved]] = out_of[solved]
    lost[rows[~solved]] = True
    return lost


def _halved(pace: Pace, times: int) -> Pace:
    """Return a pace whose steps are half as long, `times` over.

    The predictor's error falls with the third power of a step, an angle with the first and 1 - cosine with the second.
    """
    half = 0.5**times
    return pace._replace(
        track=pace.track * half**3,
        target=pace.target * half**3,
        limit=pace.limit * half**2,
        cosine=1.0 - (1.0 - pace.cosine) * half**2,
        first=pace.first * half,
        evaluations=pace.evaluations * 2**times,
    )


def _log_odds(game: Game, values: Values, precision: Floats, pace: Pace, found: Found, rows: NDArray[np.intp]) -> None:
    if len(rows):
        second = _code(game, Unknowns.LOG_ODDS)
        table = _table(second, values.at(rows), precision[rows])
        _run(second, table, pace, found, (rows, np.arange(len(rows))))


def _table(compiled: Code, values: Values, precision: Floats) -> Floats:
    sizes = compiled.sizes
    table = np.empty((values.rows, sizes.constants + sizes.unknowns + 2))
    tabulator(compiled.lanes)(
        compiled.setup.address, compiled.reads, values.quantities, values.priors, precision, table
    )
    return table


def _run(
    compiled: Code,
    table: Floats,
    pace: Pace,
    found: Found,
    rows: tuple[NDArray[np.intp], NDArray[np.intp]],
) -> None:
    """Follow `rows`: first which rows of `found` the table holds, second which of the table's to follow."""
    held, wanted = rows
    sizes = compiled.sizes
    count = len(table)
    paths = Paths(
        wanted.astype(np.int64),
        table,
        np.full((count, sizes.actions), np.nan),
        np.empty((count, sizes.unknowns)),
        np.full(count, EXHAUSTED, np.int8),
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
    )
    # The clock is worth what the unknowns together are worth when each moves by a half.
    root = 0.5 * max(sizes.unknowns, 1) ** 0.5
    scaled = pace._replace(clock=pace.clock * root, stretch=pace.stretch * root)
    bounded = compiled.unknowns is Unknowns.PROBABILITIES
    driver(compiled.lanes)(compiled.step.address, sizes.constants, sizes.unknowns, bounded, scaled, paths)
    into, out_of = held[wanted], wanted
    found.strategies[into] = paths.strategies[out_of]
    found.ending[into] = paths.ending[out_of]
    found.evaluations[into] += paths.evaluations[out_of]
    found.folds[into] = paths.folds[out_of]
    found.crossings[into] = paths.crossings[out_of]


class Stage(NamedTuple):
    """What a tilted path found (R rows)."""

    logarithms: Floats  # (R, A) of the strategies
    ending: NDArray[np.int8]  # (R,)
    evaluations: NDArray[np.int32]  # (R,)
    folds: NDArray[np.int32]  # (R,)


def follow_tilted(game: Game, values: Values, precision: Floats, log_weights: Floats) -> Stage:
    """Follow every row from base weights given by their logarithms (R, A) to its precision, all in logarithms.

    A row that the normal pace loses is tried with short steps. Raises `Unreducible` if the game has no code.
    """
    tilted = _code(game, Unknowns.TILTED)
    table = _table(tilted, values, np.concatenate([precision, log_weights], axis=1))
    found = untried(game, np.zeros(values.rows, np.bool_))
    every = np.arange(values.rows)
    sound = np.flatnonzero(table[:, -2] <= DISAGREEMENT)
    _run(tilted, table, _LOG_ODDS[Care.NORMAL], found, (every, sound))
    again = sound[found.ending[sound] != SOLVED]
    _run(tilted, table, _LOG_ODDS[Care.CAREFUL], found, (every, again))
    return Stage(found.strategies, found.ending, found.evaluations, found.folds)


def finish(game: Game, values: Values, precision: Floats, found: Found, *, care: Care) -> Traced:
    """Give the rows that are `left` to the loop kernel, and put both kernels' rows together."""
    rows = np.flatnonzero(found.left)
    if not len(rows):
        return Traced(found.strategies, None, found.ending, found.evaluations, found.folds, found.crossings)
    some = values.at(rows)
    loops = fallback.trace_batch(
        game.arrays,
        quantities=some.quantities,
        priors=some.priors,
        precision=precision[rows],
        skip=np.zeros(len(rows), np.bool_),
        care=care,
    )
    lengths = np.diff(game.arrays.set_start)
    mixed = np.where(np.isfinite(found.strategies), found.strategies, np.repeat(1.0 / lengths, lengths))
    held = posteriors(game.arrays, values, mixed)[0]
    better = (loops.ending == SOLVED) | (found.ending[rows] != SOLVED)
    for into, out_of in (
        (found.strategies, loops.strategies),
        (held, loops.beliefs),
        (found.ending, loops.ending),
        (found.folds, loops.folds),
        (found.crossings, loops.crossings),
    ):
        into[rows[better]] = out_of[better]
    found.evaluations[rows] += loops.evaluations
    return Traced(found.strategies, held, found.ending, found.evaluations, found.folds, found.crossings)


def _code(game: Game, unknowns: Unknowns) -> Code:
    found = code_of(game, unknowns)
    if found is None:
        raise Unreducible(f"game {game.name!r} has no straight-line code")
    return found


@lru_cache(maxsize=64)
def code_of(game: Game, unknowns: Unknowns) -> Code | None:
    """Return a game's machine code from memory, from the cache directory, or newly made; None if it has none."""
    note = cache.key_of(game.digest, unknowns.name, _source())
    kept = _kept(note, unknowns)
    if kept is not None:
        return kept
    try:
        reduced = reduce(game, unknowns)
    except Unreducible:
        return None
    lanes = cache.host().lanes
    setup, step = code.emit(reduced.setup, lanes=lanes), code.emit(reduced.step, lanes=lanes)
    made = Code(
        reduced.sizes, np.array(reduced.reads, np.int64), cache.machine(setup), cache.machine(step), unknowns, lanes
    )
    described = {"sizes": reduced.sizes, "reads": reduced.reads, "code": [cache.key_of(setup), cache.key_of(step)]}
    cache.store(f"{note}.json", json.dumps(described).encode())
    return made


def _kept(note: str, unknowns: Unknowns) -> Code | None:
    """Return what an earlier process kept under `note`, without writing the programs again."""
    content = cache.load(f"{note}.json")
    if content is None:
        return None
    described = json.loads(content)
    setup, step = (cache.known(key) for key in described["code"])
    if setup is None or step is None:
        return None
    return Code(
        Sizes(*described["sizes"]), np.array(described["reads"], np.int64), setup, step, unknowns, cache.host().lanes
    )


@lru_cache(1)
def _source() -> str:
    """Return the digest of the modules that write the code: their change is a change of the code."""
    digest = hashlib.sha256()
    for module in (beliefs, code, newton, program, reduction):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()
