"""`standoff check`: is a scenario sound, and do its priors say what an expert could accept."""

from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import scenario_argument, scenario_of, seed_option
from standoff.cli.ledgers import warn_of_later
from standoff.cli.printing import json_option, print_json, print_table, wrapped
from standoff.errors import ScenarioError

if TYPE_CHECKING:
    from standoff.analysis.predictive import Predictive
    from standoff.scenario import Scenario


@click.command("check")
@scenario_argument
@click.option("--fast", is_flag=True, help="Check the document and its numbers only; solve nothing.")
@click.option("--draws", type=click.IntRange(min=8), default=256, show_default=True, help="Draws of the prior check.")
@seed_option
@json_option
def command(scenario: str, fast: bool, draws: int, seed: int, as_json: bool) -> None:
    """Check SCENARIO: its document, every number of its game on a sample of draws, and what its priors imply.

    The last step solves the draws under one posture and compares how often each rung is reached with the bands that
    the document states; it is left out with --fast. Faults end with status 2, bands that do not hold too. With
    --json: an object with scenario, hash, priors, judgements, postures, rows_checked, passed and predictive.
    """
    from standoff.scenario.check import check_draws

    loaded = scenario_of(scenario)
    if loaded.ledger is not None:
        warn_of_later(loaded.ledger, loaded.as_of)
    checked = check_draws(loaded)
    found = None if fast else _predictive(loaded, draws, seed)
    if as_json:
        print_json(_record(loaded, checked, found))
    else:
        _print(loaded, checked, found)
    if found is not None and not found.passed:
        outside = [band.measure for band in found.bands if not band.inside]
        raise ScenarioError(
            f"priors fail the check of face validity: {', '.join(outside)}",
            where=loaded.name,
            need="priors under which the stated posture gives what the bands say, or bands that an expert accepts",
        )


def _predictive(scenario: "Scenario", draws: int, seed: int) -> "Predictive | None":
    if scenario.face_validity is None:
        return None
    from standoff.analysis.predictive import predictive_check

    return predictive_check(scenario, draws=draws, seed=seed)


def _record(scenario: "Scenario", checked: int, found: "Predictive | None") -> dict[str, Any]:
    bands = found.bands if found else ()
    return {
        "scenario": scenario.name,
        "hash": scenario.hash,
        "priors": len(scenario.priors),
        "judgements": sum(prior.judgement for prior in scenario.priors),
        "postures": [item.name for item in scenario.menu],
        "rows_checked": checked,
        "passed": found.passed if found else True,
        "predictive": [band._asdict() | {"inside": band.inside} for band in bands],
        "predictive_posture": found.posture if found else None,
        "draws": found.draws if found else 0,
        "failed": found.failed if found else 0,
    }


def _print(scenario: "Scenario", checked: int, found: "Predictive | None") -> None:
    judged = sum(prior.judgement for prior in scenario.priors)
    click.echo(f"{scenario.name}: {scenario.title}, as of {scenario.as_of}; hash {scenario.hash[:12]}")
    click.echo(
        f"{len(scenario.priors)} priors ({judged} judgement), {len(scenario.derived)} derived parameters, "
        f"{len(scenario.menu)} postures: {', '.join(item.name for item in scenario.menu)}"
    )
    click.echo(f"Every payoff, probability and weight is good in {checked} rows of draws and postures.")
    if found is None:
        click.echo(
            "No prior-predictive check." if scenario.face_validity is None else "Prior-predictive check left out."
        )
        return
    rows = [
        [band.measure, f"{band.mean:.2g}", f"{band.lower:g} to {band.upper:g}", "yes" if band.inside else "NO"]
        for band in found.bands
    ]
    title = f"What the priors imply under {found.posture}: mean over {found.draws} draws, {found.failed} failed"
    print_table(title, ["measure", "mean", "band", "inside"], rows, right=[1])
    if found.note:
        click.echo(wrapped(found.note))
    click.echo("The bands hold." if found.passed else "The bands do not hold.")
