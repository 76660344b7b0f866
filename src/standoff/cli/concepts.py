"""What `standoff solve --concept` prints beside the scenario's own solver: other answers to the same point."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.printing import print_json, wrapped

if TYPE_CHECKING:
    from standoff.scenario import MenuItem, Scenario

SHARP = 30.0
"""How many times sharper than the scenario has them players are under the concept limit."""

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
    """The scenario's branch, followed on to players who hardly err."""
    from standoff.analysis.explain import shares
    from standoff.ensemble.run import solve_points
    from standoff.errors import SolverError

    named = scenario.solver_choice.parameters
    if not named:
        raise SolverError("the concept limit needs precisions that are parameters", where=scenario.name)
    sharper = {name: column * SHARP if name in named else column for name, column in columns.items()}
    solution = solve_points(scenario, [item], sharper)
    if not solution.solved[0]:
        raise SolverError(
            f"not solved: {solution.message(0)}", where=f"{scenario.name} at {SHARP:g} times its precision"
        )
    gain = float(solution.agent_gain[0].max())
    record = {
        "precision_times": SHARP,
        "largest_gain": gain,
        "strategies": solution.strategy(0),
        "values": dict(zip(scenario.game.players, solution.values[0].tolist(), strict=True)),
    }
    lines = [
        f"The principal branch at {SHARP:g} times the scenario's precision: near its limit, not the limit itself. "
        f"Nobody could gain more than {gain:.1e} at any decision."
    ]
    lines += [f"  {place}: {shares(options)}" for place, options in list(solution.strategy(0).items())[:24]]
    return record, lines


def _pure(scenario: "Scenario", item: "MenuItem", columns: Mapping[str, Any]) -> Told:
    """All pure perfect Bayesian equilibria."""
    from standoff.errors import SolverError
    from standoff.solvers.pure_equilibria import pure_equilibria

    found = pure_equilibria(scenario.game, _point(scenario, item, columns))
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
