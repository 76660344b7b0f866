"""`standoff drivers`: which priors drive an outcome, or the difference two postures make."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import scenario_argument, scenario_of, seed_option
from standoff.cli.printing import json_option, print_json, print_table, wrapped

if TYPE_CHECKING:
    from standoff.analysis.sensitivity import Drivers

SHOWN = 15
"""Parameters listed: those with the largest total index."""


@click.command("drivers")
@scenario_argument
@click.option("--posture", required=True, metavar="POSTURE", help="Under which posture of the menu.")
@click.option("--against", default="", metavar="POSTURE", help="Take the difference to this posture, draw by draw.")
@click.option("--outcome", default="value", show_default=True, metavar="NAME", help="value, expected or a measure.")
@click.option("--samples", type=click.IntRange(min=2), default=512, show_default=True, help="Base samples.")
@click.option("--figure", type=click.Path(path_type=Path), help="A folder for the figure as SVG, PNG and CSV.")
@seed_option
@json_option
def command(
    scenario: str,
    posture: str,
    against: str,
    outcome: str,
    samples: int,
    figure: Path | None,
    seed: int,
    as_json: bool,
) -> None:
    """Say which priors of SCENARIO drive an outcome, by Sobol' indices; solves samples × (parameters + 2) games.

    With --json: an object with outcome, posture, against, samples, asked, dropped, rows, constants and parameters
    (name, first, first_interval, total, total_interval), the largest total index first.
    """
    from standoff.analysis.sensitivity import drivers

    loaded = scenario_of(scenario)
    found = drivers(loaded, posture, against=against, outcome=outcome, samples=samples, seed=seed, progress=_progress())
    if figure is not None:
        from standoff.figures.drivers import driver_bars

        meanings = {parameter.name: parameter.meaning for parameter in loaded.model.parameters()}
        driver_bars(found, meanings=meanings).write(figure)
    if as_json:
        print_json(_record(found))
        return
    _print(found)


def _progress() -> Callable[[int, int], None] | None:
    if not sys.stderr.isatty():
        return None
    return lambda done, total: click.echo(f"\r{done} of {total} points", err=True, nl=done == total)


def _print(found: "Drivers") -> None:
    from standoff.brief.numbers import significant

    indices = found.indices
    rows = []
    for place in found.ranked[:SHOWN]:
        cells = [indices.names[place]]
        for point, interval in ((indices.first, indices.first_interval), (indices.total, indices.total_interval)):
            low, high = (significant(float(end)) for end in interval[:, place])
            cells.append(f"{significant(float(point[place]))} [{low}, {high}]")
        rows.append(cells)
    print_table(f"What drives {found.subject}", ("parameter", "alone [95 %]", "with interactions [95 %]"), rows)
    click.echo(wrapped(found.in_words()))
    if found.rounded:
        click.echo(f"{found.asked} base samples are no power of two, which an even design needs: {found.samples} used.")
    click.echo(
        wrapped(
            f"{found.samples} base samples, {indices.dropped} dropped whole because a solution failed; seed "
            f"{found.seed}; {found.rows} games solved; {len(found.constants)} priors are constants and left out. An "
            "index below zero is zero within the noise."
        )
    )


def _record(found: "Drivers") -> dict[str, Any]:
    indices = found.indices
    return {
        "outcome": found.outcome,
        "posture": found.posture,
        "against": found.against,
        "samples": found.samples,
        "asked": found.asked,
        "dropped": indices.dropped,
        "seed": found.seed,
        "rows": found.rows,
        "constants": list(found.constants),
        "variance": indices.variance,
        "parameters": [
            {
                "name": indices.names[place],
                "first": float(indices.first[place]),
                "first_interval": indices.first_interval[:, place],
                "total": float(indices.total[place]),
                "total_interval": indices.total_interval[:, place],
            }
            for place in found.ranked
        ],
    }
