"""`standoff robustness`: how the answer moves with the seven things that can flip it, on one screen."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import run_argument, run_of, seed_option
from standoff.cli.printing import json_option, print_json, print_table, wrapped

if TYPE_CHECKING:
    from standoff.analysis.robustness import Robustness, Variant
    from standoff.ensemble.store import Run

HEAD = ("what", "changed to", "best posture", "ahead of (other family)", "by [95 %]", "order", "verdict")


@click.command("robustness")
@run_argument
@click.option("--draws", type=click.IntRange(min=16), default=256, show_default=True, help="Solved anew a variant.")
@seed_option
@json_option
def command(run: str, draws: int, seed: int, as_json: bool) -> None:
    """Say how the best posture and the ranking of RUN (the latest in `runs` when left out) move with menu, criterion,
    precision, prior, reading, alliance rule and statement weights.

    The order is Kendall's rank correlation with the order as run. With --json: an object with base, variants (what,
    name, best, family, over, margin, interval, decided, order, draws), menu_effects, dominated, not_tried, unit_check,
    draws, solved_draws, dropped and hash.
    """
    from standoff.analysis.robustness import robustness

    opened = run_of(run)
    found = robustness(opened, draws=draws, seed=seed)
    if as_json:
        print_json(_record(opened, found))
        return
    rows = [_row(one, found) for one in (found.base, *found.screen)]
    for before, row in reversed(list(pairwise(rows))):
        row[0] = "" if row[0] == before[0] else row[0]
    print_table("", HEAD, rows, right=(5,))
    for line in _lines(opened, found):
        click.echo(wrapped(line))


def _row(one: "Variant", found: "Robustness") -> list[str]:
    from standoff.brief.numbers import signed

    margin = f"{signed(one.margin.mean)} [{signed(one.margin.low)}, {signed(one.margin.high)}]"
    return [one.assumption.value, one.name, one.best, one.over, margin, f"{one.order:.2f}", found.verdict(one)]


def _lines(run: "Run", found: "Robustness") -> Iterator[str]:
    from standoff.brief.numbers import percent

    base = found.base
    flips = ", ".join(f"{one.assumption.value} {one.name} ({one.family})" for one in found.flips)
    yield (
        f"Another family than {base.family} does best, beyond the noise, under: {flips}."
        if flips
        else f"Nothing tried makes another family than {base.family} best beyond the noise."
    )
    if found.menu_effects:
        families = len(set(run.families))
        told = "; ".join(
            f"{effect.criterion} ({'any family' if len(effect.changes) == families else ', '.join(effect.changes)})"
            for effect in found.menu_effects
        )
        yield f"Menu effects: leaving out a family reorders the postures that stay by {told}; mean and CVaR never do."
    moved = ", ".join(found.dominated)
    yield "A posture worse than another by the same in every draw, when added, moves no one else's score" + (
        f" except by {moved}, whose yardstick is the whole menu." if moved else " by any criterion."
    )
    if found.unit_check is not None:
        yield (
            f"Payoffs of all players in another unit, precision rescaled inversely: values move by "
            f"{found.unit_check:.0e} of their range; the ranking does not."
        )
    for assumption, reason in found.not_tried:
        yield f"Not tried: {assumption.value}, because {reason}."
    yield (
        f"{found.draws} draws, seed {run.seed}, {percent(found.dropped / found.draws)} left out because a row failed; "
        f"precision, reading, rule and weights on the first {found.solved_draws}; run {run.hash[:12]}. Margins of "
        "criteria other than the mean by bootstrap over draws."
    )


def _record(run: "Run", found: "Robustness") -> dict[str, Any]:
    return {
        "base": _variant(found.base),
        "variants": [_variant(one) for one in found.variants],
        "menu_effects": {effect.criterion: list(effect.changes) for effect in found.menu_effects},
        "dominated": list(found.dominated),
        "not_tried": {assumption.value: reason for assumption, reason in found.not_tried},
        "unit_check": found.unit_check,
        "draws": found.draws,
        "solved_draws": found.solved_draws,
        "dropped": found.dropped,
        "hash": run.hash,
    }


def _variant(one: "Variant") -> dict[str, Any]:
    return {
        "what": one.assumption.value,
        "name": one.name,
        "best": one.best,
        "family": one.family,
        "over": one.over,
        "margin": one.margin.mean,
        "interval": [one.margin.low, one.margin.high],
        "decided": one.margin.decided,
        "order": one.order,
        "draws": one.draws,
    }
