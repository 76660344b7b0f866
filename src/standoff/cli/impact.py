"""`standoff impact`: what one more sentence, or one less, would do."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import scenario_argument, scenario_of, seed_option
from standoff.cli.ledgers import said, statement_record
from standoff.cli.posture import change_record
from standoff.cli.printing import json_option, print_json, print_table, wrapped
from standoff.errors import LedgerError

if TYPE_CHECKING:
    from datetime import datetime

    from standoff.analysis.compare import Paired
    from standoff.analysis.heard import Heard
    from standoff.analysis.impact import Effect, Impact, Ranked, UnderRule
    from standoff.ledger.statement import Statement
    from standoff.posture.matrix import Change, Layer
    from standoff.scenario import Scenario

SHOWN = 6
"""Postures of the ranking that are printed."""


@click.command("impact")
@scenario_argument
@click.option("--add", multiple=True, metavar="TEXT", help="A sentence as 'column=cell …'; may be repeated.")
@click.option("--from", "table", type=click.Path(path_type=Path), help="Sentences from a file of ledger rows.")
@click.option("--text", type=click.Path(path_type=Path), help="Sentences that the suggester finds in a text.")
@click.option(
    "--date", "said_on", type=click.DateTime(["%Y-%m-%d"]), help="The text's own date; else the day of the card."
)
@click.option(
    "--sure", type=click.FloatRange(0, 1), default=0.0, help="Leave out rows of the text less sure than this."
)
@click.option("--drop", multiple=True, metavar="ROW", help="A row of the ledger to leave out; may be repeated.")
@click.option("--drop-anonymous", is_flag=True, help="Leave out every row of an anonymous voice.")
@click.option("--reading", type=click.Choice(["strict", "loose"]), default="strict", show_default=True)
@click.option(
    "--draws", type=click.IntRange(min=8), default=256, show_default=True, help="Common draws, before and after."
)
@seed_option
@json_option
def command(
    scenario: str,
    add: tuple[str, ...],
    table: Path | None,
    text: Path | None,
    said_on: "datetime | None",
    sure: float,
    drop: tuple[str, ...],
    drop_anonymous: bool,
    reading: str,
    draws: int,
    seed: int,
    as_json: bool,
) -> None:
    """Say what statements more, or fewer, would do to SCENARIO, at the end of the day after its own.

    The three rules of the alliance stand side by side, beside the matrix of the speaker alone. Effects compare the
    posture as stated with itself after the edit, draw by draw; the sign of one whose interval holds zero is
    undetermined. What changes no number solves nothing. With --json: an object with scenario, as_of, reading, added,
    dropped, left_aside (rows of the text that enter nothing, and why), changes_a_number, own (changed cells by
    principal), rules (each with rule, cells, seen_by_game, effects and ranking), draws, seed and failed.
    """
    from standoff.analysis.heard import heard
    from standoff.analysis.impact import anonymous, impact, rows_from, sentence
    from standoff.posture.reading import Reading

    loaded = scenario_of(scenario)
    added = [sentence(words, loaded, number=number) for number, words in enumerate(add, 1)]
    added += rows_from(table, loaded) if table else ()
    in_text = heard(text, loaded, said_on=said_on.date() if said_on else None, sure=sure) if text else None
    if in_text is None and (said_on or sure):
        raise LedgerError("--date and --sure are about a text", need="--text FILE beside them")
    added += in_text.rows if in_text else ()
    dropped = tuple(dict.fromkeys([*drop, *(anonymous(loaded) if drop_anonymous else ())]))
    found = impact(loaded, add=added, drop=dropped, reading=Reading(reading), draws=draws, seed=seed)
    if as_json:
        print_json(record(found, in_text))
        return
    _print(loaded, found, in_text)


def record(found: "Impact", in_text: "Heard | None" = None) -> dict[str, Any]:
    """Return a statement impact card as a JSON object."""
    return {
        "scenario": found.scenario,
        "as_of": found.as_of,
        "reading": found.reading.value,
        "added": [statement_record(row) for row in found.added],
        "dropped": list(found.dropped),
        "left_aside": [
            statement_record(one.row) | {"reason": one.reason} for one in (in_text.aside if in_text else ())
        ],
        "changes_a_number": found.changes_a_number,
        "own": {principal: [change_record(change) for change in changes] for principal, changes in found.own.items()},
        "rules": [
            {
                "rule": one.rule.value,
                "cells": [change_record(change) for change in one.changes],
                "seen_by_game": list(one.seen_by_game),
                "effects": [_effect(effect) for effect in one.effects],
                "ranking": [_ranked(ranked) for ranked in one.ranking],
            }
            for one in found.under
        ],
        "draws": found.draws,
        "seed": found.seed,
        "failed": found.failed,
    }


def _ranked(ranked: "Ranked") -> dict[str, Any]:
    behind = ranked.behind
    return {
        "posture": ranked.posture,
        "before": ranked.before,
        "after": ranked.after,
        "behind_best": {"mean": behind.mean, "interval": [behind.low, behind.high], "tied": not behind.decided},
    }


def _effect(effect: "Effect") -> dict[str, Any]:
    change = effect.change
    return {
        "outcome": effect.outcome,
        "mean": change.mean,
        "interval": [change.low, change.high],
        "holds": effect.holds,
        "determined": effect.determined,
    }


def _print(scenario: "Scenario", found: "Impact", in_text: "Heard | None" = None) -> None:
    click.echo(
        f"Impact on {found.scenario}, before and after at the end of {found.as_of}, reading {found.reading.value}"
    )
    for row in found.added:
        click.echo(f"  + {said(row)}{_sureness(row)}")
    if in_text:
        _print_asides(in_text)
    ledger = scenario.ledger
    for key in found.dropped:
        click.echo(f"  - {said(ledger.statement(key)) if ledger else key}")
    for principal, changes in found.own.items():
        _print_changes(f"{principal}, its own words alone", changes)
    if not found.changes_a_number:
        click.echo("Changes no cell: no number of any matrix moves, and nothing was solved.")
        return
    _print_rules(found)
    _print_effects(found)
    _print_ranking(found)


def _sureness(row: "Statement") -> str:
    from standoff.ledger.suggest.draft import LOOK_FIRST

    if row.coder != "suggested":
        return ""
    return f"   sure {row.confidence:.2f}{': look at it first' if row.confidence < LOOK_FIRST else ''}"


def _print_asides(in_text: "Heard") -> None:
    for words in in_text.aside_in_words():
        click.echo(wrapped(f"Found and left aside, {words}."))
    click.echo("Rows of the text are what rules read, reviewed by nobody: standoff ledger suggest shows them whole.")


def _print_changes(title: str, changes: "tuple[Change, ...]") -> None:
    numeric = [change for change in changes if change.numeric]
    marked = len(changes) - len(numeric)
    more = f"; {marked} more in their rows or marks alone" if marked else ""
    if not numeric:
        click.echo(f"{title}: changes no cell{more}")
        return
    click.echo(f"{title}: {len(numeric)} cell{'s' if len(numeric) > 1 else ''}{more}")
    for change in numeric:
        click.echo(f"    {_place((change.layer, change.rung, change.column))}: {_labels(change)}")


def _print_rules(found: "Impact") -> None:
    """The cells of the alliance whose numbers change, the three rules side by side."""
    changes = [
        {(change.layer, change.rung, change.column): change for change in one.changes if change.numeric}
        for one in found.under
    ]
    keys = dict.fromkeys(key for side in changes for key in side)
    rules = [one.rule.value for one in found.under]
    if not keys:
        click.echo(f"The alliance: changes no cell under {', '.join(rules)}")
        return
    rows = [
        [_place(key), *(_labels(side[key]) if key in side else "no number changes" for side in changes)] for key in keys
    ]
    print_table("The alliance, by how members add up", ["cell", *rules], rows)


def _place(key: "tuple[Layer, str, str]") -> str:
    layer, rung, column = key
    private = " (private)" if layer.value == "private" else ""
    return f"{rung} × {'some response' if column == 'unspecified' else column.replace('_', ' ')}{private}"


def _labels(change: "Change") -> str:
    return f"{change.before.label.value} → {change.after.label.value} ({_moved(change)})"


def _moved(change: "Change") -> str:
    words = zip(("committed", "vague", "withheld"), change.before.numbers, change.after.numbers, strict=True)
    return ", ".join(f"{word} {before:.2g} → {after:.2g}" for word, before, after in words if before != after)


def _print_effects(found: "Impact") -> None:
    unmoved = [one.rule.value for one in found.under if not one.effects]
    moved = [one for one in found.under if one.effects]
    if unmoved:
        click.echo(f"Under {', '.join(unmoved)} the game sees no number change: effect exactly 0.")
    if not moved:
        return
    title = "As stated, edited less base: mean change, interval of 3 standard errors, share of draws with that sign"
    names = [effect.outcome for effect in moved[0].effects]
    rows = [[name, *(_words(one, name) for one in moved)] for name in names]
    print_table(title, ["outcome", *(one.rule.value for one in moved)], rows)
    click.echo(
        wrapped(
            f"{found.draws} common draws, seed {found.seed}, {found.failed} rows failed. Undetermined: the interval "
            "holds zero, so the sign is not known. Differences between postures of a model, no forecast."
        )
    )


def _words(one: "UnderRule", outcome: str) -> str:
    from standoff.brief.numbers import percent, significant

    effect = next(effect for effect in one.effects if effect.outcome == outcome)
    change = effect.change
    if change.mean == change.low == change.high == 0.0:
        return "no change"
    interval = f"[{significant(change.low)}, {significant(change.high)}]"
    if not effect.determined:
        return f"undetermined {interval}"
    return f"{'+' if change.mean > 0 else ''}{significant(change.mean)} {interval}, {percent(effect.holds)}"


def _behind(behind: "Paired") -> str:
    from standoff.brief.numbers import significant

    if behind.mean == 0.0:
        return "best"
    margin = f"{significant(-behind.mean)} [{significant(-behind.high)}, {significant(-behind.low)}] behind"
    return margin if behind.decided else f"tied: {margin}"


def _print_ranking(found: "Impact") -> None:
    for one in found.under:
        if not one.ranking:
            continue
        before = sorted(one.ranking, key=lambda ranked: -ranked.before)
        places = {ranked.posture: place for place, ranked in enumerate(before, 1)}
        best = ", ".join(
            f"{place} {ranked.posture} ({_behind(ranked.behind)}, was {places[ranked.posture]})"
            for place, ranked in enumerate(one.ranking[:SHOWN], 1)
        )
        click.echo(
            wrapped(f"By mean value under {one.rule.value}, {SHOWN} first of {len(one.ranking)} of the menu: {best}.")
        )
