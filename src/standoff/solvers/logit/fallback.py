"""The loop kernel: every game of perfect recall, every row on its own, on the full set of unknowns."""

import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from standoff.errors import SolverError
from standoff.game.arrays import GameArrays
from standoff.solvers.logit import continuation, elimination, responses
from standoff.solvers.logit.care import Care
from standoff.solvers.logit.continuation import FAULTY, REACHED, Pace, trace
from standoff.solvers.logit.incidence import Incidence, incidence_of
from standoff.solvers.logit.responses import Floats, Work, prepare, work_for

MOST_UNKNOWNS = 3000
"""Unknowns beyond which the dense Jacobian (8 n^2 bytes, n^3 / 3 operations a factorisation) is refused."""

PACES = {
    Care.QUICK: Pace(track=0.05, target=0.06, cosine=0.8, longest=1.0, steps=2000),
    Care.NORMAL: Pace(track=0.01, target=0.02, cosine=0.95, longest=0.5, steps=5000),
    Care.CAREFUL: Pace(track=1e-4, target=5e-4, cosine=0.995, longest=0.1, steps=50_000),
}

SECOND_PACES = {
    Care.QUICK: PACES[Care.NORMAL],
    Care.NORMAL: PACES[Care.CAREFUL],
    Care.CAREFUL: Pace(track=1e-4, target=5e-3, cosine=0.98, longest=0.2, steps=20_000),
}
"""For rows whose first trace fails. Nearly symmetric parts of a game (one contest under several postures, say) fold
within rounding of one another; which steps thread such a knot is a matter of luck, and another pace mostly does."""


class Rows(NamedTuple):
    """The rows of a batch, inputs first; the rest is **overwritten**. Row r of an output depends on row r alone."""

    quantities: Floats  # (R, K)
    priors: Floats  # (R, M)
    precision: Floats  # (R, P)
    skip: NDArray[np.bool_]  # (R,) rows known to be faulty
    strategies: Floats  # (R, A)
    beliefs: Floats  # (R, M)
    ending: NDArray[np.int8]  # (R,) how the trace ended, see `continuation`
    evaluations: NDArray[np.int32]  # (R,)
    folds: NDArray[np.int32]  # (R,)
    crossings: NDArray[np.int32]  # (R,)


def trace_batch(
    arrays: GameArrays,
    *,
    quantities: Floats,
    priors: Floats,
    precision: Floats,
    skip: NDArray[np.bool_],
    care: Care = Care.NORMAL,
) -> Rows:
    """Follow the principal branch of every row to its own precision.

    Parameters
    ----------
    arrays : GameArrays
        A game of perfect recall, ordered or not, with any number of players.
    quantities, priors, precision : (R, K), (R, M) and (R, P) arrays
        The numbers of each row, as `Game.evaluate` makes them, and the precision of each player.
    skip : (R,) bool
        Rows not to be tried; they end as faulty with NaN strategies.
    care : Care
        Length of the steps.

    Returns
    -------
    Rows
        With strategies, beliefs and the account of each trace filled in.

    Raises
    ------
    SolverError
        If the game has more than `MOST_UNKNOWNS` unknowns.
    """
    incidence = _incidence(_Key(arrays))
    unknowns = int(incidence.unknown_start[-1])
    if unknowns > MOST_UNKNOWNS:
        raise SolverError(
            "too many unknowns for dense elimination", seen=unknowns, need=f"a game with at most {MOST_UNKNOWNS}"
        )
    rows = _allocate(arrays, quantities, priors, precision, skip)
    _tracer()(arrays, incidence, work_for(arrays, incidence), (PACES[care], SECOND_PACES[care]), rows)
    return rows


class _Key:
    """A game's arrays as a cache key: by identity, which the cache keeps alive."""

    def __init__(self, arrays: GameArrays) -> None:
        self.arrays = arrays

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.arrays.kind is self.arrays.kind

    def __hash__(self) -> int:
        return id(self.arrays.kind)


@lru_cache(maxsize=64)
def _incidence(key: _Key) -> Incidence:
    return incidence_of(key.arrays)


def _allocate(
    arrays: GameArrays, quantities: Floats, priors: Floats, precision: Floats, skip: NDArray[np.bool_]
) -> Rows:
    count = len(skip)
    return Rows(
        quantities=_read_only(quantities),
        priors=_read_only(priors),
        precision=_read_only(precision),
        skip=np.array(skip),
        strategies=np.empty((count, int(arrays.set_start[-1]))),
        beliefs=np.empty((count, arrays.set_members.size)),
        ending=np.empty(count, dtype=np.int8),
        evaluations=np.empty(count, dtype=np.int32),
        folds=np.empty(count, dtype=np.int32),
        crossings=np.empty(count, dtype=np.int32),
    )


def _read_only(table: Floats) -> Floats:
    """Return a contiguous view that cannot be written: one type for the compiler, whatever the caller's array is."""
    view = np.ascontiguousarray(table, dtype=np.float64).view()
    view.setflags(write=False)
    return view


@lru_cache(1)
def _tracer() -> Callable[[GameArrays, Incidence, Work, tuple[Pace, Pace], Rows], None]:
    """Return `trace_rows`, compiled anew when any module of its kernels has changed.

    Numba throws compiled code away when the file of the calling function changes, and does not look at callees.
    """
    modules = (elimination, responses, continuation)
    source = zlib.crc32(b"".join(Path(str(module.__file__)).read_bytes() for module in modules))

    @njit(cache=True, nogil=True, error_model="numpy")
    def trace_rows(arrays: GameArrays, incidence: Incidence, work: Work, paces: tuple[Pace, Pace], rows: Rows) -> None:
        """Trace every row of a block with one worker's scratch; see `Rows` for the shapes.

        A row whose trace fails for want of a passable step is traced again at the second pace.
        """
        version = source  # noqa: F841  Numba keeps compiled code by the values that a closure holds, of which this is one
        for r in range(rows.skip.shape[0]):
            rows.ending[r] = FAULTY
            rows.evaluations[r] = rows.folds[r] = rows.crossings[r] = 0
            if not rows.skip[r]:
                horizon = prepare(arrays, incidence, work, rows.quantities[r], rows.priors[r], rows.precision[r])
                for attempt in range(2):
                    done = trace(arrays, incidence, work, horizon, paces[attempt])
                    rows.evaluations[r] += done.evaluations
                    rows.ending[r] = done.ending
                    rows.folds[r] = done.folds
                    rows.crossings[r] = done.crossings
                    if done.ending == REACHED or done.ending == FAULTY:
                        break
            failed = rows.ending[r] != REACHED
            for a in range(rows.strategies.shape[1]):
                rows.strategies[r, a] = np.nan if failed else work.edge[a, 0]
            for m in range(rows.beliefs.shape[1]):
                rows.beliefs[r, m] = np.nan if failed else work.posterior[m]

    return trace_rows  # type: ignore[no-any-return]
