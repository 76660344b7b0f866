"""Arguments made in the debate as predicates over the ensemble: where each holds, where it fails, what decides.

Each side's argument goes through the same template. A claim that holds in every draw and at every corner of the priors
tried is *true by construction*: an assumption of the model, not a finding.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.compare import Z
from standoff.analysis.deciding import Decider, deciding_parameter
from standoff.analysis.discovery import Box, discover
from standoff.analysis.predicate import Condition, Event, Node, Number, Setting, Term, parse, terms
from standoff.errors import ClaimError, nearest

if TYPE_CHECKING:
    from standoff.ensemble.store import Run
    from standoff.scenario.scenario import Argument, MenuItem, Scenario

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

CORNERS = 256
"""Corners of the priors at which a claim that never failed is tried before it is called true by construction."""

EDGE = 1e-3
"""A corner sets each parameter to this quantile of its prior or to one less it: priors without ends have no ends."""

FEWEST = 16
"""Draws on each side, holding and failing, below which nothing is said of what decides."""


@dataclass(frozen=True)
class Verdict:
    """What the ensemble says of a claim.

    Parameters
    ----------
    share : float
        Share of draws in which it holds, with `low` and `high` its 95 % Wilson interval.
    draws, dropped : int
        Draws judged, and those left out because a row the claim needs failed.
    by_construction : bool
        Holds in every draw and at every corner tried: an assumption, not a result.
    decider : Decider or None
        None where no single parameter decides.
    holds, fails : Box or None
        Where it holds and where it fails; None where it never does the other.
    rests_on : tuple of str
        Anonymous or relayed ledger rows behind a posture the claim names.
    """

    claim: "Argument"
    share: float
    low: float
    high: float
    draws: int
    dropped: int
    by_construction: bool
    decider: Decider | None
    holds: Box | None
    fails: Box | None
    rests_on: tuple[str, ...]


def judge(run: "Run", claims: "Sequence[Argument]", *, seed: int = 0) -> list[Verdict]:
    """Return what a run says of each claim.

    Parameters
    ----------
    run : Run
        Finished; terms that hold a parameter at another value are solved anew on the same draws.
    claims : sequence of Claim
        Judged on the same draws.
    seed : int
        Seed of corners and resampling.

    Raises
    ------
    ClaimError
        If a claim cannot be read, or names a posture, family, rung, measure or parameter that is not there.
    """
    drawn = _Terms.of_run(run)
    corners = _Terms(run.scenario, _corners(run.scenario, seed))
    design = {name: column for name, column in run.design().items() if np.ptp(column) > 0}
    for claim in claims:
        _check(claim, run.scenario, run.measures, run.postures, run.families)
    return [_judge(claim, drawn, corners, design, seed=seed) for claim in claims]


def holds(run: "Run", predicate: str) -> tuple[Truths, Truths]:
    """Return in which draws of a run a predicate holds, and in which every row it needs was solved; both (D,).

    Raises
    ------
    ClaimError
        If it cannot be read, or names something that is not there.
    """
    from standoff.scenario.scenario import Argument

    claim = Argument("yours", "you", "as given", predicate)
    _check(claim, run.scenario, run.measures, run.postures, run.families)
    return _Terms.of_run(run).truth(parse(predicate))


def _judge(
    claim: "Argument", drawn: "_Terms", corners: "_Terms", design: Mapping[str, Floats], *, seed: int
) -> Verdict:
    truth, solved = drawn.truth(parse(claim.predicate))
    held = truth[solved]
    share = float(held.mean()) if held.size else float("nan")
    by_construction = False
    if held.size and held.all():
        at_corners, known = corners.truth(parse(claim.predicate))
        by_construction = bool(known.any() and at_corners[known].all())
    columns = {name: column[solved] for name, column in design.items()}
    decider = holds = fails = None
    if min(held.sum(), (~held).sum()) >= FEWEST:
        decider = deciding_parameter(held, columns, seed=seed)
        cases = np.column_stack(list(columns.values()))
        holds = discover(cases, held, list(columns), resamples=0).chosen
        fails = discover(cases, ~held, list(columns), resamples=0).chosen
    low, high = wilson(int(held.sum()), held.size)
    return Verdict(
        claim=claim,
        share=share,
        low=low,
        high=high,
        draws=int(solved.sum()),
        dropped=int((~solved).sum()),
        by_construction=by_construction,
        decider=decider,
        holds=holds,
        fails=fails,
        rests_on=_rests_on(claim, drawn.scenario),
    )


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(5, 10)]
    [0.237, 0.763]
    """
    if trials == 0:
        return float("nan"), float("nan")
    share, weight = successes / trials, Z**2 / trials
    middle = share + weight / 2
    half = np.sqrt(share * (1 - share) * weight + weight**2 / 4)
    return float((middle - half) / (1 + weight)), float((middle + half) / (1 + weight))


class _Terms:
    """The terms of claims on one set of draws, each posture and setting solved at most once."""

    def __init__(self, scenario: "Scenario", design: Mapping[str, Floats]) -> None:
        self.scenario = scenario
        self._design = dict(design)
        self._known: dict[tuple[str, tuple[Setting, ...]], dict[str, Floats]] = {}

    @classmethod
    def of_run(cls, run: "Run") -> "_Terms":
        """Take what the run has already solved from its folder."""
        made = cls(run.scenario, run.design())
        table = run.table(["value", *run.measures])
        for row, posture in enumerate(run.postures):
            made._known[posture, ()] = {name: columns[row] for name, columns in table.items()}
        return made

    def truth(self, node: Node) -> tuple[Truths, Truths]:
        """Return where a claim holds, and where every row it needs was solved; both (D,)."""
        with np.errstate(invalid="ignore"):
            held = np.asarray(self._evaluate(node), dtype=bool)
        solved = np.ones(held.size, dtype=bool)
        for term in terms(node):
            solved &= np.isfinite(self._term(term))
        return held & solved, solved

    def _evaluate(self, node: Node) -> Floats:
        if isinstance(node, Number):
            return np.full(len(next(iter(self._design.values()))), node.value)
        if isinstance(node, Term):
            return self._term(node)
        first, *rest = (self._evaluate(argument) for argument in node.arguments)
        for other in rest:
            first = _OPERATIONS[node.name](first, other)
        return first

    def _term(self, term: Term) -> Floats:
        condition = term.condition
        if condition.family is None:
            return _read(term.event, self._solved(condition.posture, condition.settings))
        members = [self._solved(item.name, condition.settings) for item in _members(self.scenario, condition.family)]
        best = np.stack([member["value"] for member in members])
        failed = ~np.isfinite(best).all(axis=0)
        chosen = np.where(failed, 0, np.where(np.isfinite(best), best, -np.inf).argmax(axis=0))
        columns = np.stack([_read(term.event, member) for member in members])
        return np.where(failed, np.nan, columns[chosen, np.arange(chosen.size)])

    def _solved(self, posture: str, settings: tuple[Setting, ...]) -> dict[str, Floats]:
        key = (posture, settings)
        if key not in self._known:
            self._known[key] = self._solve(self.scenario.item(posture), settings)
        return self._known[key]

    def _solve(self, item: "MenuItem", settings: tuple[Setting, ...]) -> dict[str, Floats]:
        from standoff.ensemble.run import outcomes, solve_points

        columns, said = dict(self._design), self.scenario.posture_parameters(item)
        for setting in settings:
            name = setting.parameter
            if name in said:
                said[name] = said[name] * setting.number if setting.multiply else setting.number
            else:
                column = columns[name]
                columns[name] = column * setting.number if setting.multiply else np.full_like(column, setting.number)
        spoken = replace(item, settings=tuple(said.items()))
        return outcomes(self.scenario, solve_points(self.scenario, [spoken], columns))


_OPERATIONS: Mapping[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "max": np.maximum,
    "min": np.minimum,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "and": np.logical_and,
    "or": np.logical_or,
}


def _read(event: Event | None, columns: Mapping[str, Floats]) -> Floats:
    if event is None:
        return columns["value"]
    if event.relation == "measure":
        return columns[event.name]
    if event.relation == "on":
        return np.asarray(np.sum([column for name, column in columns.items() if _on(name, event.name)], axis=0))
    share = columns[f"rung[{event.name}]"]
    return share if event.relation == "=" else 1.0 - share


def _on(measure: str, theatre: str) -> bool:
    return measure.startswith("rung[") and measure.endswith(f"@{theatre}]")


def _members(scenario: "Scenario", family: str) -> list["MenuItem"]:
    return [item for item in scenario.menu if family in ("", item.family)]


def _corners(scenario: "Scenario", seed: int) -> dict[str, Floats]:
    rng = np.random.default_rng(seed)
    columns = {
        one.name: np.asarray(one.prior.quantile(np.where(rng.random(CORNERS) < 0.5, EDGE, 1 - EDGE)))
        for one in scenario.priors
    }
    return scenario.derive(columns)


def _check(
    claim: "Argument", scenario: "Scenario", measures: Sequence[str], postures: Sequence[str], families: Sequence[str]
) -> None:
    """Refuse a claim that names something that is not there."""
    parameters = [parameter.name for parameter in scenario.model.parameters()]
    for term in terms(parse(claim.predicate)):
        condition: Condition = term.condition
        if condition.family is None:
            _known(claim, "posture", condition.posture, postures)
        elif condition.family:
            _known(claim, "family", condition.family, sorted(set(families)))
        for setting in condition.settings:
            _known(claim, "parameter", setting.parameter, parameters)
        if term.event is None:
            continue
        if term.event.relation == "measure":
            _known(claim, "measure", term.event.name, measures)
        elif term.event.relation == "on":
            theatres = sorted(
                {name[5:-1].split("@")[1] for name in measures if name.startswith("rung[") and "@" in name}
            )
            _known(claim, "theatre", term.event.name, theatres)
        else:
            _known(claim, "rung", term.event.name, [name[5:-1] for name in measures if name.startswith("rung[")])


def _known(claim: "Argument", what: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        need = "one of " + ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
        raise ClaimError(f"unknown {what}", where=f"claim {claim.id}", seen=name, need=need, near=nearest(name, known))


def _rests_on(claim: "Argument", scenario: "Scenario") -> tuple[str, ...]:
    """Return the anonymous or relayed rows behind the postures a claim names."""
    from standoff.ledger.statement import Record

    if scenario.ledger is None:
        return ()
    named = {term.condition.posture for term in terms(parse(claim.predicate))}
    rows = {
        row
        for item in scenario.menu
        if item.name in named and item.posture is not None
        for cell in item.posture.cells.values()
        for row in cell.rows
    }
    return tuple(
        statement.id
        for statement in scenario.ledger.statements
        if statement.id in rows and (statement.record is Record.ANONYMOUS or statement.relay > 1)
    )
