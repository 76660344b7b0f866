"""`standoff solve`: one game under one posture, explained."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import scenario_argument, scenario_of
from standoff.cli.concepts import CONCEPTS, tell
from standoff.cli.printing import json_option, print_json, wrapped
from standoff.errors import ParameterError, SolverError, nearest

if TYPE_CHECKING:
    from standoff.analysis.explain import Explanation
    from standoff.scenario import MenuItem, Scenario
    from standoff.solver import Solution

SHOWN = 24
"""Information sets printed without being asked for more: one screen."""


@click.command("solve")
@scenario_argument
@click.option("--posture", required=True, metavar="POSTURE", help="A posture of the menu.")
@click.option("--draw", "number", type=click.IntRange(min=0), default=None, help="This draw; else the priors' medians.")
@click.option("--seed", type=click.IntRange(min=0), default=None, help="Of the draws; a run folder knows its own.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a parameter; may be repeated.")
@click.option(
    "--concept",
    type=click.Choice(["logit", *CONCEPTS]),
    default="logit",
    show_default=True,
    help="Which answer: the scenario's own solver (logit), or another.",
)
@click.option("--explain", is_flag=True, help="Say in words who believes what, who does what, and why.")
@json_option
def command(
    scenario: str,
    posture: str,
    number: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    concept: str,
    explain: bool,
    as_json: bool,
) -> None:
    """Solve SCENARIO (a name, a document or a run folder) at one parameter point under one posture.

    The point is the median of every prior, or a draw of a run. With --json: an object with scenario, posture, point,
    status, residual, values, measures, strategies and, with --explain, decisions. With --concept another than logit:
    scenario, posture, concept and what that concept answers with.
    """
    from standoff.ensemble.run import solve_points

    loaded = scenario_of(scenario)
    item = loaded.item(posture)
    columns = point(loaded, _drawn(loaded, scenario, number, _seed(scenario, seed)), settings)
    if concept != "logit":
        tell(concept, loaded, item, columns, as_json=as_json)
        return
    solution = solve_points(loaded, [item], columns)
    if not solution.solved[0]:
        raise SolverError(f"not solved: {solution.message(0)}", where=f"{loaded.name} under {item.name}")
    told = _told(loaded, item, columns, solution) if explain else None
    if as_json:
        print_json(_record(loaded, item, columns=columns, solution=solution, told=told))
        return
    place = "the median of every prior" if number is None else f"draw {number}, seed {_seed(scenario, seed)}"
    changed = f", with {', '.join(settings)}" if settings else ""
    click.echo(f"{loaded.name} under {item.name}, at {place}{changed}; residual {_residual(solution):.1e}")
    if told is None:
        _print_strategies(solution)
        click.echo("Add --explain for who believes what, and why.")
    else:
        for line in told.sentences():
            click.echo(wrapped(line.strip(), indent=len(line) - len(line.lstrip())))


def point(scenario: "Scenario", drawn: Mapping[str, Any], settings: tuple[str, ...]) -> dict[str, Any]:
    """Return one parameter point as columns of one row, derived parameters included, with some set by hand.

    Raises
    ------
    ParameterError
        If a setting is no `name=value`, or names no parameter with a prior.
    """
    import numpy as np

    drawn = dict(drawn)
    for text in settings:
        name, equals, value = text.partition("=")
        if name not in drawn:
            raise ParameterError("no prior of this name", seen=name, need="NAME=VALUE", near=nearest(name, drawn))
        try:
            drawn[name] = np.array([float(value)])
        except ValueError:
            raise ParameterError("not a number", where=f"--set {name}{equals}", seen=value) from None
    return scenario.derive(drawn)


def _drawn(scenario: "Scenario", place: str, number: int | None, seed: int) -> dict[str, Any]:
    """Return the medians of the priors, or one draw: of the seed, or of the table that a run was given."""
    import numpy as np

    from standoff.ensemble.design import draw

    if number is None:
        return {prior.name: np.atleast_1d(prior.prior.quantile(np.array([0.5]))) for prior in scenario.priors}
    if (Path(place) / "manifest.json").is_file():
        from standoff.ensemble.run import given_of

        given = given_of(Path(place), scenario)
        if given is not None:
            if number >= len(given):
                raise ParameterError("no such draw", seen=number, need=f"from 0 to {len(given) - 1}")
            return given.rows(number, number + 1)
    design = draw(scenario, 1, seed, first=number).columns
    return {prior.name: design[prior.name] for prior in scenario.priors}


def _seed(scenario: str, seed: int | None) -> int:
    """Return the seed asked for, else that of the run folder the scenario was taken from, else 0."""
    if seed is not None:
        return seed
    if (Path(scenario) / "manifest.json").is_file():
        from standoff.ensemble.manifest import Manifest

        return Manifest.read(Path(scenario)).plan.seed
    return 0


def _told(scenario: "Scenario", item: "MenuItem", columns: Mapping[str, Any], solution: "Solution") -> "Explanation":
    from standoff.analysis.explain import explain

    values = {name: float(column[0]) for name, column in columns.items()}
    return explain(scenario, item, values | scenario.posture_parameters(item), solution)


def _residual(solution: "Solution") -> float:
    """The certificate: the logit residual, or the largest gain of an equilibrium."""
    residual = float(solution.residual[0])
    return residual if residual == residual else float(max(solution.agent_gain[0].max(), solution.full_gain[0].max()))


def _print_strategies(solution: "Solution") -> None:
    from standoff.analysis.explain import shares

    lines = [f"{place}: {shares(options)}" for place, options in solution.strategy(0).items()]
    click.echo("\n".join(lines[:SHOWN]))
    if len(lines) > SHOWN:
        click.echo(f"{len(lines) - SHOWN} more information sets: --json lists them all.")


def _record(
    scenario: "Scenario",
    item: "MenuItem",
    *,
    columns: Mapping[str, Any],
    solution: "Solution",
    told: "Explanation | None",
) -> dict[str, Any]:
    game = scenario.game
    record = {
        "scenario": scenario.name,
        "posture": item.name,
        "point": {name: float(column[0]) for name, column in columns.items()} | scenario.posture_parameters(item),
        "status": solution.message(0),
        "residual": _residual(solution),
        "values": dict(zip(game.players, solution.values[0].tolist(), strict=True)),
        "expected": dict(zip(game.players, solution.expected[0].tolist(), strict=True)),
        "measures": dict(zip(game.measures, solution.measures[0].tolist(), strict=True)),
        "strategies": solution.strategy(0),
    }
    if told is not None:
        record["decisions"] = [
            {
                "player": decision.player,
                "question": decision.question,
                "seen": dict(decision.seen),
                "reached": decision.reached,
                "beliefs": {name: dict(labels) for name, labels in decision.beliefs.items()},
                "options": [option._asdict() for option in decision.options],
                "precision": decision.precision,
                "sentences": [line.strip() for line in decision.sentences()],
            }
            for decision in told.decisions
        ]
        record["chances"] = [chance.sentence() for chance in told.chances]
    return record
