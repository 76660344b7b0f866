"""What `standoff solve --concept` prints beside the scenario's own solver: other answers to the same point."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.printing import print_json, wrapped

if TYPE_CHECKING:
    from standoff.scenario import MenuItem, Scenario
    from standoff.solver import Solution

LISTED = 256
"""Equilibria listed one by one under --json; `count` says how many there are."""


def tell(concept: str, scenario: "Scenario", item: "MenuItem", columns: Mapping[str, Any], *, as_json: bool) -> None:
    """Print what a concept says of one parameter point under a posture."""
    record, lines = CONCEPTS[concept](scenario, item, columns)
    if as_json:
        print_json({"scenario": scenario.name, "posture": item.name, "concept": concept, **record})
        return
    click.echo(f"{scenario.name} under {item.name}, concept {concept}")
    for line in lines:
        click.echo(wrapped(line.strip(), indent=len(line) - len(line.lstrip())))


Told = tuple[dict[str, Any], list[str]]


def _limit(scenario: "Scenario", item: "MenuItem", columns: Mapping[str, Any]) -> Told:
    """Where the branch leads as players stop erring: an equilibrium with beliefs."""
    import numpy as np

    from standoff.solver import solve
    from standoff.solvers.logit.limit import LogitLimit, assess

    game, given = scenario.game, _point(scenario, item, columns)
    solution = solve(game, given, LogitLimit())
    if solution.solved[0]:
        lines = ["The limit of the logit branch, certified: nobody gains at any decision, reached or not."]
        record = {
            "certified": True,
            "largest_gain": float(solution.agent_gain[0].max()),
            "strategies": solution.strategy(0),
            "values": dict(zip(game.players, solution.values[0].tolist(), strict=True)),
        }
        return record, [*lines, *_explained(scenario, item, given, solution)]
    found = assess(game, game.evaluate(given))
    gain = float(found.gain[0])
    lines = [
        f"Not certified: as far as it could be followed, somebody could still gain {gain:.1e} of its payoff range at "
        f"some decision, at a precision of {found.precision[0]:.1e}. What it was near to is under --json."
    ]
    starts = game.arrays.set_start
    strategies = {
        infoset.label: dict(zip(infoset.options, found.strategies[0, starts[n] : starts[n + 1]].tolist(), strict=True))
        for n, infoset in enumerate(game.infosets)
    }
    gained = gain if np.isfinite(gain) else None
    return {"certified": False, "gain_share": gained, "strategies": strategies}, lines


def _pure(scenario: "Scenario", item: "MenuItem", columns: Mapping[str, Any]) -> Told:
    """All pure perfect Bayesian equilibria."""
    from standoff.errors import SolverError
    from standoff.solver import solve
    from standoff.solvers.pure_equilibria import pure_equilibria
    from standoff.solvers.stated import STATEMENT, Stated

    point = _point(scenario, item, columns)
    found = pure_equilibria(scenario.game, point)
    many = "class" if len(found.classes) == 1 else "classes"
    lines = [f"{len(found)} pure equilibria in {len(found.classes)} {many} of play; {found.concept.value}."]
    record: dict[str, Any] = {"concept_named": found.concept.value, "profiles": int(found.profiles[0])}
    try:
        verdicts = [verdict.sentences for verdict in found.refine()]
    except SolverError as undefined:
        verdicts = [()] * len(found)
        lines.append(f"{undefined}.")
    record["equilibria"] = [
        {"class": str(found.class_of[n]), "strategies": found.strategy(n), "removed": list(verdicts[n])}
        for n in range(min(len(found), LISTED))
    ]
    record["count"] = len(found)
    for number, kind in enumerate(found.classes, start=1):
        members = [n for n, other in enumerate(found.class_of) if other == kind]
        lines.append(f"{number}. {kind} ({len(members)} that differ off this path)")
        if all(verdicts[n] for n in members):
            lines += [f"  {sentence}" for sentence in verdicts[members[0]]]
    if len(found):
        first = solve(scenario.game, {**point, STATEMENT: 0}, Stated(found.solution.strategies, found.solution.beliefs))
        lines += ["The first of them in words:", *_explained(scenario, item, point, first)]
    return record, lines


def _commitment(scenario: "Scenario", item: "MenuItem", columns: Mapping[str, Any]) -> Told:
    """The best announced rule, against a challenger who replies best and against one who errs as the scenario says."""
    from standoff.analysis.best_words import best_words
    from standoff.analysis.explain import shares, two
    from standoff.solvers.commitment import commitment

    leader = scenario.model.defender
    exact = commitment(scenario.game, _point(scenario, item, columns), leader)
    erring = best_words(scenario, columns, posture=item.name)
    best, sure = float(exact.optimistic[0]), float(exact.pessimistic[0])
    lines = [
        f"The {leader} announces a rule of response and keeps it, at no price for announcing.",
        f"Against a challenger who replies best: {two(best)}, ties going the {leader}'s way; {two(sure)} if it must be "
        f"sure of the reply. {exact.method.value.capitalize()}.",
        f"Against one who errs as the scenario says: {two(float(erring.commitment[0]))}, where it has "
        f"{two(float(erring.silence[0]))} unbound. {erring.bound.method.value.capitalize()}.",
        "What it would have to be able to bind itself to:",
        *(f"  {incident}: {shares(rule)}" for incident, rule in erring.rule().items()),
    ]
    record = {
        "best_reply": {"optimistic": best, "pessimistic": sure, "rule": exact.rule(), "method": exact.method.value},
        "erring": {
            "value": float(erring.commitment[0]),
            "unbound": float(erring.silence[0]),
            "rule": erring.rule(),
            "method": erring.bound.method.value,
        },
    }
    return record, lines


def _disclosure(scenario: "Scenario", item: "MenuItem", columns: Mapping[str, Any]) -> Told:
    """The best public disclosure of the defender's resolve."""
    from standoff.analysis.best_words import best_words
    from standoff.analysis.explain import two

    found = best_words(scenario, columns, posture=item.name)
    silence, clarity, best = (float(found.rows[name][0]) for name in ("silence", "clarity", "disclosure"))
    signal = found.told.signals[0]
    lines = [
        f"Silence is worth {two(silence)} to the {scenario.model.defender}, making its resolve public {two(clarity)}, "
        f"the best public disclosure of it {two(best)}.",
        f"{found.told.exactness.value.capitalize()}.",
    ]
    if best > max(silence, clarity) + 1e-9:
        reluctant, firm = signal
        lines.append(
            "The best: the message that speaks for firmness is sent with probability "
            f"{two(float(firm[1]))} when firm and {two(float(reluctant[1]))} when reluctant."
        )
    else:
        lines.append("Nothing between the two does better: " + ("silence" if silence >= clarity else "clarity") + ".")
    record = {
        "silence": silence,
        "clarity": clarity,
        "best": best,
        "signals": {"reluctant": signal[0].tolist(), "firm": signal[1].tolist()},
        "method": found.told.exactness.value,
    }
    return record, lines


def _explained(scenario: "Scenario", item: "MenuItem", point: Mapping[str, Any], solution: "Solution") -> Iterator[str]:
    """An equilibrium in words: who believes what after what, and what each option is worth to whom."""
    from standoff.analysis.explain import explain
    from standoff.scenario.document import SolverName

    exact = replace(scenario, solver_choice=replace(scenario.solver_choice, name=SolverName.BACKWARD_INDUCTION))
    told = explain(exact, item, {name: float(column[0]) for name, column in _rows(point).items()}, solution)
    return (f"  {line}" for line in told.sentences())


def _rows(point: Mapping[str, Any]) -> dict[str, Any]:
    import numpy as np

    return {name: np.atleast_1d(np.asarray(value, dtype=np.float64)) for name, value in point.items()}


def _point(scenario: "Scenario", item: "MenuItem", columns: Mapping[str, Any]) -> dict[str, Any]:
    given = {**columns, **scenario.posture_parameters(item)}
    return {name: given[name] for name in scenario.game.parameters}


CONCEPTS: Mapping[str, Callable[["Scenario", "MenuItem", Mapping[str, Any]], Told]] = {
    "limit": _limit,
    "pure": _pure,
    "commitment": _commitment,
    "disclosure": _disclosure,
}
"""The concepts beside the scenario's own, by their names on the command line."""
