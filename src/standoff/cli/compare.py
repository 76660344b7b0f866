"""`standoff compare`: which posture does best in a run, by which criterion and by what margin."""

import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import run_argument, run_of
from standoff.cli.printing import json_option, print_json, print_table, wrapped

if TYPE_CHECKING:
    from standoff.analysis.compare import Comparison, Paired, Row
    from standoff.ensemble.store import Run

WIDE = 130
"""Characters of a line below which a terminal gets the table without three of its columns."""

NOISY = {True: "", False: " (intervals touch)", None: " (the largest met; no interval)"}
"""What to add to a margin."""

LEFT_OUT = ("worst 5 %", "regret max", "satisficing")

HEAD = ("posture", "family", "mean", "vs {0} [95 %]", "worst 5 %", "regret p99", "regret max", "satisficing", "best in")


@click.command("compare")
@run_argument
@click.option("--baseline", default="", metavar="POSTURE", help="Take differences to this posture (default: silence).")
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="'COLUMN <= BOUND'",
    help="What satisficing means; may be repeated. Default: close to the best posture of the same draw.",
)
@click.option("--posture", "menu", multiple=True, metavar="POSTURE", help="Compare these alone; may be repeated.")
@json_option
def command(run: str, baseline: str, thresholds: tuple[str, ...], menu: tuple[str, ...], as_json: bool) -> None:
    """Say which posture does best in RUN, a run folder (the latest in `runs` when left out).

    Draws are common to all postures, so differences are paired. Draws in which some posture's row failed are left
    out for all and counted. With --json: a list of rows with posture, family, mean, interval, regret_p99, best_share
    and more, in the menu's order.
    """
    from standoff.analysis.compare import Threshold, compare

    opened = run_of(run)
    wanted = [Threshold.parse(text) for text in thresholds]
    found = compare(opened, baseline=baseline, thresholds=wanted, menu=menu)
    if as_json:
        print_json(records(opened, found))
    else:
        print_comparison(opened, found)


def records(run: "Run", found: "Comparison") -> list[dict[str, Any]]:
    """Return the rows of a comparison as JSON objects; each names the run it speaks of."""
    alone = {row.posture: row.best_share for row in found.family_rows}
    return [
        {
            "posture": row.posture,
            "family": row.family,
            "mean": row.mean,
            "interval": list(row.interval),
            "regret_p99": row.regret_p99,
            "best_share": row.best_share,
            "best_share_one_a_family": alone.get(row.posture),
            "to_best": {"mean": row.to_best.mean, "interval": [row.to_best.low, row.to_best.high]},
            "to_baseline": {"mean": row.to_baseline.mean, "interval": [row.to_baseline.low, row.to_baseline.high]},
            "tied_with_best": row.tied,
            "regret_p99_interval": row.regret_p99_interval,
            "best_share_interval": row.best_share_interval,
            "cvar": row.cvar,
            "cvar_interval": row.cvar_interval,
            "regret_mean": row.regret_mean,
            "regret_max": row.regret_max,
            "satisficing": row.satisficing,
            "satisficing_interval": row.satisficing_interval,
            "best": found.best,
            "baseline": found.baseline,
            "thresholds": found.thresholds,
            "draws": found.draws,
            "dropped": found.dropped,
            "hash": run.hash,
        }
        for row in found.rows
    ]


def print_comparison(run: "Run", found: "Comparison") -> None:
    """Print both tables, the winners with their margins, and what the reader must know to read them."""
    _print_rows("The full menu", found.rows, found)
    title = "One member a family (its best by mean), so that how many members a family has decides nothing"
    _print_rows(title, found.family_rows, found)
    for line in (*_verdict(found), *_provenance(run, found)):
        click.echo(wrapped(line))


def _print_rows(title: str, rows: "Sequence[Row]", found: "Comparison") -> None:
    narrow = sys.stdout.isatty() and shutil.get_terminal_size().columns < WIDE
    kept = [place for place, name in enumerate(HEAD) if not (narrow and name in LEFT_OUT)]
    head = [HEAD[place].format(found.baseline) for place in kept]
    cells = [_cells(row, found) for row in rows]
    print_table(title, head, [[row[place] for place in kept] for row in cells], right=range(2, len(kept)))


def _cells(row: "Row", found: "Comparison") -> list[str]:
    from standoff.brief.numbers import percent, significant

    return [
        row.posture + (" *" if row.tied else ""),
        row.family,
        significant(row.mean),
        "" if row.posture == found.baseline else _interval(row.to_baseline),
        significant(row.cvar),
        significant(row.regret_p99),
        significant(row.regret_max),
        percent(row.satisficing),
        percent(row.best_share),
    ]


def _interval(difference: "Paired") -> str:
    from standoff.brief.numbers import signed

    return f"{signed(difference.mean)} [{signed(difference.low)}, {signed(difference.high)}]"


def _verdict(found: "Comparison") -> list[str]:
    from standoff.brief.numbers import significant

    others = [name for name in found.tied if name != found.best]
    tie = f"not told apart from it at 95 %: {', '.join(others)}" if others else "every other is worse at 95 %"
    lines = [f"* Best by mean: {found.best}; {tie}.", "By criterion, over the full menu:"]
    lines += [
        f"  {winner.criterion}: {winner.posture}, by {significant(winner.margin)} over {winner.runner_up}"
        + NOISY[winner.decided]
        for winner in found.winners()
    ]
    never = [name for name, share in found.family_shares(full=True).items() if share == 0]
    lines.append(f"Never best in any draw: {', '.join(never)}." if never else "Every family is best in some draws.")
    dominant = found.dominant
    lines.append(f"{dominant} dominates the menu." if dominant else "No posture is best in every draw.")
    return lines


def _provenance(run: "Run", found: "Comparison") -> list[str]:
    from standoff.analysis.compare import INTERVALS

    plan, scenario = run.manifest.plan, run.scenario
    readings = sorted({item.reading.value for item in scenario.menu})
    return [
        "",
        f"{plan.scenario}, as of {scenario.as_of}, reading {' and '.join(readings)}; {len(plan.postures)} postures on "
        f"the menu; {found.draws} draws, seed {plan.seed}, {found.dropped} left out because a row failed; satisficing: "
        f"{found.thresholds}; run {run.hash[:12]}.",
        INTERVALS,
        "All of this holds if the model and its priors do: it compares postures, and forecasts nothing.",
    ]
