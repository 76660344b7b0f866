"""Beyond any finite precision: an assessment, strategies with beliefs, that leaves next to nothing to gain anywhere.

The principal branch is followed to a moderate precision. From there on each *stage* takes the strategies of the one
before as base weights and follows the branch of that tilted game: p' ∝ p exp(λ u(p')), λ twice the last. It is the
proximal point method with relative entropy in place of distance: what is best gains weight without bound, and among
options that should be indifferent the difference in utility falls faster than 1/λ, where raising the precision of one
game leaves ln(p/w)/λ. Every stage is fully mixed, so its beliefs are Bayes' at every information set, reached or not:
the stages are the sequence that makes the assessment consistent [kreps-wilson-1982]. They run in logarithms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.errors import SolverError
from standoff.game.arrays import DECISION, GameArrays
from standoff.game.certificate import certify_equilibrium
from standoff.game.game import Game
from standoff.game.values import Evaluator, Values
from standoff.solver import Proposal, Status
from standoff.solvers.logit import compiled
from standoff.solvers.logit.lanes import SOLVED, Floats

GROWTH = 2.0
"""Of the precision from stage to stage."""

MOST_STAGES = 40
"""By then the precision has grown a million million times; what still moves does not converge."""


class Assessment(NamedTuple):
    """The best stage of every row (R rows)."""

    strategies: Floats  # (R, A), NaN where not even the first stage was reached
    beliefs: Floats  # (R, M)
    gain: Floats  # (R,) largest conditional gain at any information set, as a share of its owner's payoff range
    precision: Floats  # (R,) sum of the stages' precisions, in 1 / units of payoff
    evaluations: NDArray[np.int32]  # (R,)
    folds: NDArray[np.int32]  # (R,) on the way through all stages


def assess(game: Game, values: Values, *, aim: float = 1e-9, start: float = 100.0) -> Assessment:
    """Return an assessment for every row that is as near to leaving no gain as can be reached.

    Parameters
    ----------
    game : Game
        One that the compiled kernel takes.
    values : Values
        Its numbers, R rows; faulty rows stay NaN.
    aim : float
        A row is done when its largest gain, at any information set, is this share of the owner's payoff range.
    start : float
        Precision times payoff range at which the principal branch is left for the stages.

    Raises
    ------
    SolverError
        If the game has no straight-line code.
    """
    if not compiled.takes(game):
        raise SolverError(
            "limits need the compiled kernel", where=f"game {game.name!r}", need="an ordered, smaller tree"
        )
    arrays = game.arrays
    payoffs = values.quantities[:, arrays.payoff_quantity]
    ranges = payoffs.max(axis=1) - payoffs.min(axis=1)
    best = _nothing(game, values.rows)
    live = np.flatnonzero(values.fault == 0)
    logs = np.zeros((values.rows, int(arrays.set_start[-1])))
    logs[live] = np.log(values.quantities[live][:, arrays.weight_quantity])
    widest = ranges.max(axis=1)
    precision = start / np.where(widest > 0.0, widest, 1.0)
    total = np.zeros(values.rows)
    for _ in range(MOST_STAGES):
        if not len(live):
            break
        rates = np.repeat(precision[live][:, None], len(game.players), axis=1)
        stage = compiled.follow_tilted(game, values.at(live), rates, logs[live])
        best.evaluations[live] += stage.evaluations
        best.folds[live] += stage.folds
        followed = stage.ending == SOLVED
        live = live[followed]
        logs[live] = stage.logarithms[followed]
        total[live] += precision[live]
        gain = _keep(game, values, (live, logs[live], ranges[live], total[live]), best)
        live = live[gain > aim]
        precision *= GROWTH
    return best


def _nothing(game: Game, rows: int) -> Assessment:
    return Assessment(
        np.full((rows, int(game.arrays.set_start[-1])), np.nan),
        np.full((rows, len(game.arrays.set_members)), np.nan),
        np.full(rows, np.inf),
        np.zeros(rows),
        np.zeros(rows, np.int32),
        np.zeros(rows, np.int32),
    )


def _keep(
    game: Game, values: Values, stage: tuple[NDArray[np.intp], Floats, Floats, Floats], best: Assessment
) -> Floats:
    """Certify a stage (rows, logarithms, ranges, precision), keep where it is the best so far, return its gains."""
    rows, logs, ranges, precision = stage
    some = values.at(rows)
    strategies = _normalised(game.arrays, logs)
    beliefs = beliefs_from_logarithms(game.arrays, some, logs)
    certificate = certify_equilibrium(game, some, strategies, beliefs)
    owners = ranges[:, game.arrays.set_player]
    shares = np.where(owners > 0.0, certificate.agent_gain / np.where(owners > 0.0, owners, 1.0), 0.0)
    gain: Floats = shares.max(axis=1, initial=0.0)
    better = gain < best.gain[rows]
    into = rows[better]
    best.gain[into] = gain[better]
    best.strategies[into] = strategies[better]
    best.beliefs[into] = beliefs[better]
    best.precision[into] = precision[better]
    return gain


def _normalised(arrays: GameArrays, logs: Floats) -> Floats:
    weights = np.exp(logs)
    if not logs.shape[1]:
        return weights
    totals = np.add.reduceat(weights, arrays.set_start[:-1], axis=1)
    result: Floats = weights / np.repeat(totals, np.diff(arrays.set_start), axis=1)
    return result


def beliefs_from_logarithms(arrays: GameArrays, values: Values, logs: Floats) -> Floats:
    """Return (R, M) Bayes' beliefs of fully mixed strategies given by their logarithms: nothing underflows to 0/0.

    The oracle is `standoff.game.traversal.posteriors`, with which they agree where probabilities are representable.
    """
    result = np.empty((values.rows, len(arrays.set_members)))
    for player in range(arrays.payoff_quantity.shape[1]):
        reach = np.zeros((len(arrays.kind), values.rows))
        for node in range(1, len(arrays.kind)):
            parent = int(arrays.parent[node])
            reach[node] = reach[parent]
            infoset = int(arrays.infoset[parent])
            if arrays.kind[parent] == DECISION and arrays.set_player[infoset] != player:
                reach[node] += logs[:, int(arrays.set_start[infoset]) + int(arrays.branch[node])]
        for held in np.flatnonzero(arrays.set_player == player):
            members = slice(int(arrays.set_members_start[held]), int(arrays.set_members_start[held + 1]))
            with np.errstate(divide="ignore"):
                weight = np.log(values.priors[:, members]) + reach[arrays.set_members[members]].T
            odds = np.exp(weight - weight.max(axis=1, keepdims=True))
            result[:, members] = odds / odds.sum(axis=1, keepdims=True)
    return result


@dataclass(frozen=True)
class LogitLimit:
    """The limit of logit equilibria as an equilibrium with beliefs, certified at every information set.

    Parameters
    ----------
    aim : float
        Largest gain of any player at any information set, as a share of its payoff range. `solve` certifies to 1e-8.
    start : float
        Precision times payoff range up to which the principal branch is followed, 10 to 1000.

    Notes
    -----
    A row that does not reach the certificate is marked, never passed; `assess` says how near it came and at what
    precision. Of games whose payoffs are drawn at random a few in a hundred stay short of it, most with off-path sets
    at which beliefs go on moving. Which of several equilibria is found is decided by the principal branch up to
    `start`, and by the stages beyond.

    Examples
    --------
    >>> from standoff.game import trace
    >>> from standoff.solver import solve
    >>> def pennies(play, p):
    ...     shown = play.choose("hider", "coin", ["heads", "tails"], seen_by=())
    ...     guessed = play.choose("guesser", "guess", ["heads", "tails"])
    ...     won = (p.stake if shown == "heads" else 1.0) if shown == guessed else 0.0
    ...     return play.end(hider=-won, guesser=won)
    >>> game = trace(pennies, players=["hider", "guesser"], parameters=["stake"])
    >>> solve(game, {"stake": 3.0}, LogitLimit()).strategies.round(6)
    array([[0.25, 0.75, 0.25, 0.75]])
    """

    aim: float = 1e-9
    start: float = 100.0

    @property
    def parameters(self) -> tuple[str, ...]:
        """Parameters read beside the game's own: none."""
        return ()

    def evaluator(self, game: Game) -> Evaluator | None:
        """Return the game's compiled expressions; None for games without parameters."""
        from standoff.solvers.logit.expressions import evaluator_of

        return evaluator_of(game) if game.parameters else None

    def propose(self, game: Game, values: Values, parameters: Mapping[str, Floats]) -> Proposal:
        """Propose an assessment for every row.

        Raises
        ------
        SolverError
            If the game has imperfect recall or no straight-line code.
        """
        del parameters  # every number of the game is in `values`
        if not game.perfect_recall:
            raise SolverError("needs perfect recall", where=f"game {game.name!r}", need="players who forget nothing")
        found = assess(game, values, aim=self.aim, start=self.start)
        reached = np.isfinite(found.gain)
        status = np.where(reached, Status.SOLVED.code, Status.STEPS_EXHAUSTED.code).astype(np.int8)
        branch = np.zeros(values.rows, np.int32)
        return Proposal(
            found.strategies, found.beliefs, status, found.evaluations, folds=found.folds, branch=branch, precision=None
        )
