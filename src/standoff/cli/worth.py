"""`standoff worth`: what it would be worth to find out, before choosing the posture."""

from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import run_argument, run_of, seed_option
from standoff.cli.printing import json_option, print_json, print_table, wrapped

if TYPE_CHECKING:
    from standoff.analysis.information_value import InformationValue

SHOWN = 12
"""Parameters listed: those most worth knowing."""


@click.command("worth")
@run_argument
@seed_option
@json_option
def command(run: str, seed: int, as_json: bool) -> None:
    """Say what it would be worth to know everything, each parameter, or parameters of one name, on RUN.

    In units of the defender's value, from the draws of the run. With --json: an object with everything, alone,
    together (names, value, interval), draws and hash.
    """
    from standoff.analysis.information_value import worth

    opened = run_of(run)
    found = worth(opened.table(["value"])["value"], opened.design(), seed=seed)
    if as_json:
        print_json(
            {
                "everything": _record(found.everything),
                "alone": [_record(one) for one in found.alone],
                "together": [_record(one) for one in found.together],
                "draws": found.draws,
                "hash": opened.hash,
            }
        )
        return
    whole = found.everything.value
    head = ("worth knowing", "value [95 %]", "share of everything")
    rows = [_row("everything", found.everything, whole)]
    rows += [_row(one.names[0], one, whole) for one in found.alone[:SHOWN]]
    rows += [_row(_group(one), one, whole) for one in found.together if one.value > 0][:SHOWN]
    print_table("What it would be worth to know before choosing", head, rows, right=(1, 2))
    clear = [one.names[0] for one in found.alone if one.interval[0] > 0]
    click.echo(
        wrapped(
            f"Beyond the noise: {', '.join(clear)}." if clear else "No single parameter's worth is beyond the noise."
        )
    )
    click.echo(
        wrapped(
            "Bias control: the posture is chosen on seven eighths of the draws and judged on the rest, so that an idle "
            "parameter is worth nothing on average and an estimate errs low, possibly below zero. The largest of "
            f"{len(found.alone)} noisy estimates is still flattered a little by being the largest."
        )
    )
    click.echo(f"{found.draws} draws solved under every posture, seed {opened.seed}, run {opened.hash[:12]}.")


def _group(one: "InformationValue") -> str:
    return f"{one.names[0].partition('[')[0]}[all {len(one.names)}]"


def _row(name: str, one: "InformationValue", whole: float) -> list[str]:
    from standoff.brief.numbers import percent, signed

    low, high = one.interval
    share = percent(max(one.value, 0.0) / whole) if whole > 0 else ""
    return [name, f"{signed(one.value)} [{signed(low)}, {signed(high)}]", share]


def _record(one: "InformationValue") -> dict[str, Any]:
    return {"names": list(one.names), "value": one.value, "interval": list(one.interval)}
