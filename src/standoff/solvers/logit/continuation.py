"""The principal branch of the logit equations, followed by pseudo-arclength from clock 0 to a row's horizon."""

import math
from typing import NamedTuple

from standoff.game.arrays import GameArrays
from standoff.solvers.logit.elimination import factorise, inner, substitute
from standoff.solvers.logit.incidence import Incidence
from standoff.solvers.logit.responses import Floats, Work, differentiate, respond

REACHED, UNDERFLOW, RETURNED, EXHAUSTED, FAULTY = 0, 1, 2, 3, 4
"""How a trace ended: at the horizon, with a step too short to go on, shrunk against clock 0, out of steps, or on
numbers that cannot be traced."""

FIRST_STEP = 0.3
"""Arclength of the first step. Its Euler predictor is rejected and shortened where that is too far."""

SHORTEST_STEP = 1e-10
"""A step below this has failed: the curve is of length 1 or more, and rounding is of order 1e-16."""

SHORTEST_CROSSING = 1e-3
"""Along a regular branch the bordered determinant keeps its sign. A step that turns it has either jumped to a
neighbouring branch, and is shortened, or met a bifurcation, which only exact symmetry makes: then the turn persists
down to this length and the branch is followed straight through."""

REJECT = 8.0
"""A first correction this many times the target says that the step left the neighbourhood the predictor knows."""

CORRECTIONS = 7
"""Newton corrections a step; quadratic convergence from within the target needs three."""

CONTRACTION = 0.7
"""Each correction must be below this share of the one before, else the corrector wanders towards another branch."""

POLISH = 1e-9
"""Last Newton correction at the horizon, in log-odds; what remains after it is of the order of its square."""

SETTLED_RESIDUAL = 2e-14
"""At the horizon a residual of this size, times 1 + clock, is rounding: no correction would mean anything. Reached
where a bifurcation lies at the horizon itself."""

LOOSE_FROM = 100.0
"""Clock beyond which log-odds, growing like the clock, are tracked to relative and no longer to absolute accuracy."""


class Pace(NamedTuple):
    """How carefully to walk. All lengths are in log-odds; see `Care` for the settings in use."""

    track: float  # a step is corrected until a correction is below this
    target: float  # first correction the step control aims at
    cosine: float  # least cosine between successive tangents
    longest: float  # longest step, times 1 + clock
    steps: float  # most steps, rejected ones included


class Trace(NamedTuple):
    """What a trace did."""

    ending: int
    evaluations: int
    folds: int  # times the clock reversed along the branch
    crossings: int  # simple bifurcations passed straight through
    clock: float


@inner
def trace(arrays: GameArrays, incidence: Incidence, work: Work, horizon: float, pace: Pace) -> Trace:
    """Follow the branch that starts at clock 0 in the weights, and leave the point at the horizon in `work.point`.

    The predictor is the two-step Adams-Bashforth formula on unit tangents, the corrector Newton's method across the
    tangent, so that turning points of the clock are passed. The last step is corrected at the fixed clock of the
    horizon until a correction is below `POLISH`, and is refused where the sign of the Jacobian's determinant says
    that the branch runs backwards there (a pair of folds was jumped).
    """
    unknowns: int = work.clock_slope.shape[0]
    for r in range(unknowns + 1):
        work.base[r] = 0.0
        work.point[r] = 0.0
    respond(arrays, incidence, work)
    if not horizon > 0.0:
        return Trace(FAULTY if horizon != 0.0 else REACHED, 1, 0, 0, horizon)
    if not _first_tangent(work):
        return Trace(FAULTY, 1, 0, 0, 0.0)
    step, step_before, evaluations, folds, crossings, orientation = FIRST_STEP, 0.0, 1, 0, 0, 0
    ending = EXHAUSTED
    for _ in range(int(pace.steps)):
        clock: float = work.base[unknowns]
        last = work.tangent[unknowns] > 0.0 and clock + step * work.tangent[unknowns] >= horizon
        if last:
            step = (horizon - clock) / work.tangent[unknowns]
        _predict(work, step, step_before)
        if last:
            work.point[unknowns] = horizon
        first, used, sign, settled = 0.0, 0, 0, False
        if work.point[unknowns] >= 0.0:
            first, used, sign, settled = _correct(arrays, incidence, work, pace, step, last)
            evaluations += abs(used)
        elif step < SHORTEST_STEP:
            ending = RETURNED
            break
        accepted = used > 0
        if accepted:
            turned = orientation * sign < 0
            smooth = settled or _next_tangent(work) >= pace.cosine
            accepted = smooth and not (turned and step > SHORTEST_CROSSING)
        if not accepted:
            step *= 0.4
            if step < SHORTEST_STEP:
                ending = UNDERFLOW
                break
            continue
        crossings += 1 if turned else 0
        if last:
            ending = REACHED
            break
        orientation = sign
        folds += 1 if work.tangent[unknowns] * work.tangent_next[unknowns] < 0.0 else 0
        for r in range(unknowns + 1):
            work.base[r] = work.point[r]
            work.tangent_before[r] = work.tangent[r]
            work.tangent[r] = work.tangent_next[r]
        clock = work.base[unknowns]
        step_before = step
        aim = pace.target * max(1.0, clock / LOOSE_FROM)
        step *= min(2.5, max(0.4, (aim / max(first, 1e-12)) ** (1.0 / 3.0)))
        step = min(step, pace.longest * (1.0 + clock))
    respond(arrays, incidence, work)
    return Trace(ending, evaluations, folds, crossings, work.point[unknowns])


@inner
def _first_tangent(work: Work) -> bool:
    """Write the unit tangent at clock 0, where the Jacobian is the identity."""
    unknowns: int = work.clock_slope.shape[0]
    total = 1.0
    for r in range(unknowns):
        total += work.clock_slope[r] * work.clock_slope[r]
    length = math.sqrt(total)
    for r in range(unknowns):
        work.tangent[r] = -work.clock_slope[r] / length
    work.tangent[unknowns] = 1.0 / length
    return total < math.inf


@inner
def _predict(work: Work, step: float, step_before: float) -> None:
    """Write the predicted point; the first step has no tangent before it and is Euler's."""
    bend = 0.5 * step / step_before if step_before > 0.0 else 0.0
    for r in range(work.base.shape[0]):
        slope = work.tangent[r]
        if bend > 0.0:
            slope += bend * (work.tangent[r] - work.tangent_before[r])
        work.point[r] = work.base[r] + step * slope


@inner
def _correct(
    arrays: GameArrays, incidence: Incidence, work: Work, pace: Pace, step: float, last: bool
) -> tuple[float, int, int, bool]:
    """Correct `work.point` across the tangent, or at a fixed clock where this is the last step.

    Returns the largest first correction, the evaluations used (negative where the correction failed), the sign of
    the determinant of the bordered matrix, and whether the residual was rounding so that nothing was corrected.
    Leaves the factors behind for `_next_tangent`.
    """
    unknowns: int = work.clock_slope.shape[0]
    clock: float = work.point[unknowns]
    loose = max(1.0, clock / LOOSE_FROM)
    enough = (POLISH if last else min(pace.track, 0.1 * step)) * loose
    first, before, sign = 0.0, math.inf, 0
    for used in range(1, CORRECTIONS + 1):
        respond(arrays, incidence, work)
        differentiate(arrays, incidence, work)
        for r in range(unknowns):
            work.jacobian[r, unknowns] = work.clock_slope[r]
            work.jacobian[unknowns, r] = 0.0 if last else work.tangent[r]
        work.jacobian[unknowns, unknowns] = 1.0 if last else work.tangent[unknowns]
        work.residual[unknowns] = 0.0
        settled = last and _largest(work.residual, unknowns) <= SETTLED_RESIDUAL * (1.0 + clock)
        sign = factorise(work.jacobian, work.pivot, work.columns, unknowns + 1)
        if settled:
            return first, used, sign, True
        if sign == 0:
            return first, -used, 0, False
        substitute(work.jacobian, work.pivot, work.residual, unknowns + 1)
        largest = _largest(work.residual, unknowns)
        if used == 1:
            first = largest
        if not (first <= REJECT * pace.target * loose and largest <= CONTRACTION * before):
            return first, -used, 0, False
        before = largest
        for r in range(unknowns + 1):
            work.point[r] -= work.residual[r]
        if largest < enough:
            return first, used, sign, False
    return first, -CORRECTIONS, 0, False


@inner
def _largest(vector: Floats, count: int) -> float:
    """Return the largest absolute entry among the first `count`, NaN where one is NaN."""
    largest = 0.0
    for r in range(count):
        size = abs(vector[r])
        largest = size if not size <= largest else largest
    return largest


@inner
def _next_tangent(work: Work) -> float:
    """Write the unit tangent at the corrected point and return its cosine with the one before."""
    size: int = work.tangent.shape[0]
    for r in range(size - 1):
        work.tangent_next[r] = 0.0
    work.tangent_next[size - 1] = 1.0
    substitute(work.jacobian, work.pivot, work.tangent_next, size)
    total = 0.0
    for r in range(size):
        total += work.tangent_next[r] * work.tangent_next[r]
    length = math.sqrt(total)
    cosine = 0.0
    for r in range(size):
        work.tangent_next[r] /= length
        cosine += work.tangent_next[r] * work.tangent[r]
    return cosine
