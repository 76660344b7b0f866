"""Many rows at once along their branches: each lane of a vector follows its own row and takes the next when done.

A row's path is a sequence of points (beliefs, clock) on the curve of logit points from clock 0 to 1. From a point, a
second-order Adams-Bashforth step along the arclength predicts the next; one evaluation of the compiled system gives
Newton's correction, orthogonal to the step, and the new tangent. A step is kept if the correction is small and the
tangent has turned little, else it is shortened. Lanes share an instruction stream and nothing else.
"""

import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from standoff.solvers.logit.calls import call_program

Floats = NDArray[np.float64]

SOLVED, UNDERFLOW, RETURNED, EXHAUSTED = 0, 1, 2, 3
"""Endings of a path: at clock 1; step too short; led back to clock 0; out of evaluations."""


class Pace(NamedTuple):
    """How a branch is walked. Lengths are in the unknowns' own units, root of the sum of squares."""

    track: float
    """A point is on the curve when Newton's last correction was below this: about its square is what is left."""
    target: float
    """The first correction of a step that the step length aims at: it measures the predictor's error."""
    limit: float
    """First correction beyond which a step is shortened."""
    cosine: float
    """Least cosine between successive tangents."""
    first: float
    """Length of the first step."""
    clock: float
    stretch: float
    """The whole ray is as long as clock + stretch × sharpness, where sharpness is the row's precision times range."""
    finish: float
    """Last correction of a finished row: what strategies are wrong by is its square and rounding."""
    pivot: float
    """Smallest pivot trusted."""
    evaluations: int
    """Most evaluations of the system."""


class Paths(NamedTuple):
    """The rows of a batch; all but `rows` and `table` are **overwritten** at the listed rows. n unknowns, A actions."""

    rows: NDArray[np.int64]  # (r,) which rows of the other arrays to follow
    table: Floats  # (R, constants + n + 2) what the setup program wrote
    strategies: Floats  # (R, A)
    unknowns: Floats  # (R, n) the beliefs at the end
    ending: NDArray[np.int8]  # (R,)
    evaluations: NDArray[np.int32]  # (R,)
    folds: NDArray[np.int32]  # (R,) turning points of the clock
    crossings: NDArray[np.int32]  # (R,) bifurcations passed straight through


_SHORTEST = 1e-9
_CROSSING = 1e-3
"""Along a regular curve the determinant keeps its sign. A step that turns it has jumped to a neighbouring branch, and
is shortened, or has met a bifurcation, as only symmetry makes: then the turn persists down to this length, and the
branch is followed straight through and the crossing counted."""
_TRIES = 6  # corrections of one step
_DIVERGED = 1e16  # sum of squares beyond which an iterate is lost
_ROUNDING = 1e-7  # a last correction below this that no longer shrinks is rounding; the certificate judges the rest
_SETTLED = 1e-5  # correction below which the point at clock 0, which setup computes, is taken


@lru_cache
def driver(lanes: int) -> Any:
    """Return the driver for vectors of `lanes` rows: ``run(step, constants, unknowns, bounded, pace, paths)``."""

    @njit(cache=True, nogil=True, error_model="numpy")
    def run(step: int, constants: int, unknowns: int, bounded: bool, pace: Pace, paths: Paths) -> None:
        """Follow every row of `paths` to clock 1.

        Shapes (n unknowns, W lanes)
        ------
        step : address of the program: reads fixed (constants, W), point (2 n + 2, W); writes out (2 n + 3 + A, W)
        bounded : whether unknowns are probabilities

        Invariant
        ---------
        Lane w of every array depends on the row in that lane alone: sums run over unknowns, never over lanes.
        """
        size = unknowns + 1
        actions = paths.strategies.shape[1]
        fixed = np.zeros((constants, lanes))
        point = np.zeros((2 * size, lanes))  # unknowns, clock, then the border
        out = np.zeros((2 * size + 1 + actions, lanes))
        base = np.zeros((size, lanes))
        tangent = np.zeros((size, lanes))
        before = np.zeros((size, lanes))  # the tangent one step earlier
        length = np.zeros(lanes)
        last_length = np.zeros(lanes)
        worst = np.zeros(lanes)  # the correction
        squares = np.zeros(lanes)
        turn = np.zeros(lanes)
        spread = np.zeros(lanes)
        first_worst = np.zeros(lanes)
        last_worst = np.zeros(lanes)
        scale = np.zeros(lanes)
        weight = np.zeros(lanes)  # of the clock in squared lengths
        ahead = np.zeros(lanes)
        back = np.zeros(lanes)
        tries = np.zeros(lanes, np.int64)
        steps = np.zeros(lanes, np.int64)
        evaluations = np.zeros(lanes, np.int64)
        folds = np.zeros(lanes, np.int64)
        crossings = np.zeros(lanes, np.int64)
        orientation = np.zeros(lanes)
        row = np.full(lanes, -1, np.int64)
        finishing = np.zeros(lanes, np.bool_)
        correct = np.zeros(lanes, np.bool_)
        accept = np.zeros(lanes, np.bool_)
        predict = np.zeros(lanes, np.bool_)
        waiting, busy = 0, 0
        for w in range(lanes):
            row[w] = -1
        while True:
            for w in range(lanes):
                if row[w] < 0 and waiting < paths.rows.shape[0]:
                    r = paths.rows[waiting]
                    waiting += 1
                    busy += 1
                    row[w] = r
                    for k in range(constants):
                        fixed[k, w] = paths.table[r, k]
                    for k in range(unknowns):
                        point[k, w] = paths.table[r, constants + k]
                    for k in range(size):
                        point[size + k, w] = 0.0
                        tangent[k, w] = 0.0
                    weight[w] = (pace.clock + pace.stretch * paths.table[r, constants + unknowns + 1]) ** 2
                    point[unknowns, w] = 0.0
                    point[size + unknowns, w] = 1.0
                    base[unknowns, w] = 0.0
                    length[w] = last_length[w] = 0.0
                    tries[w] = steps[w] = evaluations[w] = folds[w] = crossings[w] = 0
                    orientation[w] = 0.0
                    last_worst[w] = first_worst[w] = 0.0
                    finishing[w] = False
            if busy == 0:
                break
            call_program(step, fixed, point, out)
            for w in range(lanes):
                worst[w] = squares[w] = spread[w] = turn[w] = 0.0
            for k in range(unknowns):
                for w in range(lanes):
                    change, slope = out[k, w], out[size + k, w]
                    worst[w] = max(worst[w], abs(change))
                    squares[w] += change * change
                    spread[w] += slope * slope
                    turn[w] += slope * tangent[k, w]
            for w in range(lanes):
                correct[w] = accept[w] = predict[w] = False
                if row[w] < 0:
                    continue
                evaluations[w] += 1
                correction = worst[w]
                slope = out[size + unknowns, w]
                spread[w] += weight[w] * slope * slope
                turn[w] += weight[w] * slope * tangent[unknowns, w]
                start = steps[w] == 0
                pivot = out[2 * size, w]
                turned = pivot * orientation[w] < 0.0
                if tries[w] == 0:
                    first_worst[w] = correction
                    last_worst[w] = np.inf
                good = squares[w] < _DIVERGED and spread[w] < _DIVERGED and abs(pivot) >= pace.pivot
                stalled = finishing[w] and tries[w] > 0 and correction < _ROUNDING and correction > 0.25 * last_worst[w]
                shrinking = start or stalled or correction <= 0.9 * last_worst[w]
                good = good and shrinking and (start or first_worst[w] <= pace.limit)
                last_worst[w] = correction
                tries[w] += 1
                straight = start or turn[w] > pace.cosine * math.sqrt(spread[w])
                straight = straight and not (turned and length[w] > _CROSSING)
                done = False
                ending = -1
                reject = False
                if not good:
                    reject = True
                elif stalled or (finishing[w] and correction < pace.finish):
                    if straight:
                        done = True
                    else:
                        reject = True
                else:
                    correct[w] = True
                    arrived = correction < (_SETTLED if start else pace.track)
                    if arrived and not finishing[w]:
                        accept[w] = straight
                        reject = not straight
                    else:
                        reject = tries[w] >= _TRIES
                if (done or accept[w]) and turned:
                    crossings[w] += 1
                if done:
                    ending = SOLVED
                elif reject and start:
                    ending = UNDERFLOW
                elif evaluations[w] >= pace.evaluations:
                    ending = EXHAUSTED
                elif accept[w]:
                    orientation[w] = -1.0 if pivot < 0.0 else 1.0
                    scale[w] = 1.0 / math.sqrt(spread[w])
                    clock = point[unknowns, w] + out[unknowns, w]
                    rate = slope * scale[w]
                    last_length[w] = length[w]
                    if start:
                        length[w] = pace.first
                    else:
                        folds[w] += rate * tangent[unknowns, w] < 0.0
                        ratio = pace.target / max(first_worst[w], 1e-12)
                        root = math.sqrt(math.sqrt(ratio))
                        length[w] *= min(3.0, max(0.4, root * math.sqrt(root)))  # the power 3/8, near the order's 1/3
                        if clock < 0.0 and rate < 0.0:
                            ending = RETURNED
                    steps[w] += 1
                elif reject:
                    length[w] *= 0.35
                    if length[w] < _SHORTEST:
                        ending = UNDERFLOW
                    clock, rate = base[unknowns, w], tangent[unknowns, w]
                if ending >= 0:
                    r = row[w]
                    paths.ending[r] = ending
                    paths.evaluations[r] = evaluations[w]
                    paths.folds[r] = folds[w]
                    paths.crossings[r] = crossings[w]
                    for a in range(actions):
                        paths.strategies[r, a] = out[2 * size + 1 + a, w] if ending == SOLVED else np.nan
                    for k in range(unknowns):
                        paths.unknowns[r, k] = point[k, w]
                    row[w] = -1
                    busy -= 1
                    correct[w] = accept[w] = False
                elif accept[w] or reject:
                    predict[w] = True
                    correct[w] = accept[w]
                    finishing[w] = rate > 0.0 and clock + length[w] * rate >= 1.0
                    if finishing[w]:
                        length[w] = (1.0 - clock) / rate
                    curve = 0.5 * length[w] / last_length[w] if last_length[w] > 0.0 else 0.0
                    ahead[w] = length[w] * (1.0 + curve)
                    back[w] = length[w] * curve
                    tries[w] = 0
            for k in range(size):
                for w in range(lanes):
                    moved = point[k, w] + out[k, w] if correct[w] else point[k, w]
                    before[k, w] = tangent[k, w] if accept[w] else before[k, w]
                    tangent[k, w] = out[size + k, w] * scale[w] if accept[w] else tangent[k, w]
                    base[k, w] = moved if accept[w] else base[k, w]
                    predicted = base[k, w] + ahead[w] * tangent[k, w] - back[w] * before[k, w]
                    predicted = min(max(predicted, 0.0), 1.0) if bounded and k < unknowns else predicted
                    predicted = 1.0 if finishing[w] and k == unknowns else predicted
                    point[k, w] = predicted if predict[w] else moved
                    border = weight[w] * tangent[k, w] if k == unknowns else tangent[k, w]
                    border = (1.0 if k == unknowns else 0.0) if finishing[w] else border
                    point[size + k, w] = border if predict[w] else point[size + k, w]

    return run


@lru_cache
def tabulator(lanes: int) -> Any:
    """Return ``run(setup, reads, quantities, priors, precision, table)``, which fills the table of fixed numbers."""

    @njit(cache=True, nogil=True, error_model="numpy")
    def run(
        setup: int, reads: NDArray[np.int64], quantities: Floats, priors: Floats, precision: Floats, table: Floats
    ) -> None:
        """Run the setup program over all rows, `lanes` at a time; the last block repeats the last row."""
        count, width = table.shape
        inputs, outputs = np.zeros((max(reads.shape[0], 1), lanes)), np.zeros((width, lanes))
        nothing = np.zeros((1, lanes))
        first_prior = quantities.shape[1]
        first_precision = first_prior + priors.shape[1]
        for start in range(0, count, lanes):
            for w in range(lanes):
                r = min(start + w, count - 1)
                for k in range(reads.shape[0]):
                    column = reads[k]
                    if column < first_prior:
                        inputs[k, w] = quantities[r, column]
                    elif column < first_precision:
                        inputs[k, w] = priors[r, column - first_prior]
                    else:
                        inputs[k, w] = precision[r, column - first_precision]
            call_program(setup, inputs, nothing, outputs)
            for w in range(min(lanes, count - start)):
                for k in range(width):
                    table[start + w, k] = outputs[k, w]

    return run
