"""`standoff discover`: where in the priors something is so, as a box in plain words."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import run_argument, run_of, seed_option
from standoff.cli.printing import json_option, print_json, print_table, wrapped

if TYPE_CHECKING:
    from standoff.analysis.boxes import Found
    from standoff.analysis.discovery import Box

STEPS = 12
"""Boxes that are listed."""


@click.command("discover")
@run_argument
@click.option(
    "--where",
    required=True,
    metavar="'PREDICATE or best=FAMILY'",
    help="What to find: a claim's predicate, or where a family or posture is best.",
)
@click.option("--figure", type=click.Path(path_type=Path), help="A folder for the figure as SVG, PNG and CSV.")
@seed_option
@json_option
def command(run: str, where: str, figure: Path | None, seed: int, as_json: bool) -> None:
    """Find the box of parameters of RUN (the latest in `runs` when left out) in which something is so.

    Coverage is the share of all such draws that the box holds, density the share of the box's draws that are such.
    With --json: an object with where, share, draws, dropped, box (limits, coverage, density, mass), stability,
    trajectory and hash.
    """
    from standoff.analysis.boxes import discover_where

    opened = run_of(run)
    found = discover_where(opened, where, seed=seed)
    if figure is not None:
        from standoff.figures import trade_off

        trade_off(found).write(figure)
    if as_json:
        print_json(_record(found) | {"hash": opened.hash})
        return
    boxes = found.discovery.trajectory
    step = max(1, -(-len(boxes) // STEPS))
    shown = [*boxes[::step], found.discovery.chosen]
    rows = [_row(box, chosen=box is found.discovery.chosen) for box in shown]
    print_table("From the widest box to the densest", ("coverage", "density", "share of draws", "restricted", ""), rows)
    click.echo(wrapped(found.in_words()))
    stability = found.discovery.stability
    told = ", ".join(f"{name} in {100 * share:.0f} %" for name, share in stability.items())
    if told:
        click.echo(wrapped(f"Stability: of the resamples, the box found restricts {told}."))
    click.echo(
        wrapped(
            f"{found.draws} draws, {found.dropped} left out because a row failed; seed {opened.seed}; run "
            f"{opened.hash[:12]}. A share of draws from the priors is no probability that the world is so."
        )
    )


def _row(box: "Box", *, chosen: bool) -> list[str]:
    count = len(box.restricted)
    return [
        f"{100 * box.coverage:.0f} %",
        f"{100 * box.density:.0f} %",
        f"{100 * box.mass:.0f} %",
        str(count),
        "chosen" if chosen else "",
    ]


def _record(found: "Found") -> dict[str, Any]:
    discovery = found.discovery
    return {
        "where": found.where,
        "share": found.share,
        "draws": found.draws,
        "dropped": found.dropped,
        "box": _box(discovery.chosen),
        "stability": discovery.stability,
        "trajectory": [_box(box) for box in discovery.trajectory],
    }


def _box(box: "Box") -> dict[str, Any]:
    limits = zip(box.names, box.low.tolist(), box.high.tolist(), strict=True)
    return {
        "limits": {name: [low, high] for name, low, high in limits if name in box.restricted},
        "coverage": box.coverage,
        "density": box.density,
        "mass": box.mass,
    }
