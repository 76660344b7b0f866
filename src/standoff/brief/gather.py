"""From a finished run to the content of its brief."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.compare import Comparison, Row, Winner, compare, paired
from standoff.analysis.information_value import InformationValue, ranked
from standoff.analysis.regimes import regime_map
from standoff.brief.arguments import arguments, moved
from standoff.brief.content import (
    Brief,
    ComparedRow,
    MenuLine,
    assumptions,
    judged,
    ledger_lines,
    matrix_view,
    sources,
)
from standoff.brief.numbers import percent, signed, significant
from standoff.brief.provenance import columns, inputs, made, manifest
from standoff.figures import Difference, Figure, RungShare, paired_differences, provocation_ladder
from standoff.figures import regime_map as draw_regimes

if TYPE_CHECKING:
    from standoff.ensemble.store import Run
    from standoff.scenario.scenario import Scenario

Floats = NDArray[np.float64]

FEWEST_FOR_A_MAP = 64
"""Draws below which a map would show nothing but noise: the brief then leaves it out."""


def gather(run: "Run", *, banner: str = "") -> Brief:
    """Return the content of the brief of a run.

    Parameters
    ----------
    run : Run
        Finished and verified.
    banner : str
        A classification line for head and foot; empty for none.
    """
    scenario = run.scenario
    compared = compare(run)
    values = run.table(["value"])["value"]
    design = run.design()
    families = tuple(dict.fromkeys(run.families))
    worths = _worths(values, design)
    regimes = _regimes(scenario, values, run.families, design, worths)
    alone, given = judged(scenario)
    moves, told = moved(run, worths)
    return Brief(
        title=scenario.title,
        question=scenario.question,
        banner=banner,
        as_of=str(scenario.as_of),
        facts=_facts(run, compared),
        findings=_findings(compared, regimes),
        baseline=compared.baseline,
        differences=_differences(compared, families),
        comparison=_compared_rows(compared.rows, families),
        one_a_family=_compared_rows(compared.family_rows, families),
        menu=tuple(MenuLine(item.name, item.family, item.summary) for item in scenario.menu),
        regimes=regimes,
        ladder=_ladder(run, compared, families),
        moved=moves,
        moved_told=told,
        arguments=arguments(run),
        columns=columns(compared.baseline, compared.thresholds),
        inputs=inputs(scenario),
        made=made(scenario),
        manifest=manifest(run),
        said=_said(scenario),
        matrices=tuple(
            matrix_view(item.posture, f"{item.name}: {item.summary}")
            for item in scenario.menu
            if item.family == "as stated" and item.posture is not None
        ),
        assumed=f"The numbers follow from {given} parameters. {alone} of them stand on the judgement of the scenario's "
        "authors alone; the rest cite a source for the idea or the range, and are marked where the numbers are still "
        "ours. No data set identifies these payoffs; a reader who disagrees should change a prior and run again.",
        assumptions=assumptions(scenario),
        ledger=ledger_lines(scenario.ledger) if scenario.ledger is not None else (),
        sources=sources(scenario),
        reproduce=f"standoff run {scenario.name} --draws {run.draws} --seed {run.seed}",
        run_hash=run.hash,
        versions=", ".join(f"{name} {version}" for name, version in sorted(run.manifest.versions.items())),
    )


def _facts(run: "Run", compared: Comparison) -> tuple[tuple[str, str], ...]:
    scenario = run.scenario
    readings = sorted({item.reading.value for item in scenario.menu if item.posture is not None})
    failed = f"{run.failed} of {run.rows} rows; {compared.dropped} draws left out"
    facts = [("As of", str(scenario.as_of))]
    if readings:
        facts.append(("Readings", " and ".join(readings)))
    facts += [
        ("Menu", f"{len(run.postures)} postures, {len(set(run.families))} families"),
        ("Draws", f"{run.draws}, seed {run.seed}"),
        ("Failed", failed),
        ("Largest certificate residual", significant(run.max_residual)),
        ("Run", run.hash[:16]),
    ]
    return tuple(facts)


def _findings(compared: Comparison, regimes: Figure | None) -> tuple[str, ...]:
    winners = compared.winners()
    by_mean = winners[0]
    tied = [name for name in compared.tied if name != by_mean.posture]
    sentences = [
        f"By mean value {by_mean.posture} does best of this menu, ahead of {by_mean.runner_up} by "
        f"{significant(by_mean.margin)}. "
        + (
            f"It cannot be told from {_listed(tied)} at 95 %."
            if tied
            else "Its lead over every other posture is outside the Monte Carlo noise at 95 %."
        ),
        _by_criterion(winners),
        _by_family(compared),
    ]
    if compared.dominant:
        sentences.append(f"{compared.dominant} is at least as good as every other posture in every draw.")
    else:
        sentences.append("No posture is at least as good as every other in every draw.")
    if regimes is not None:
        sentences.append(regimes.alt)
    return tuple(sentences)


def _by_criterion(winners: Sequence[Winner]) -> str:
    chosen: dict[str, list[str]] = {}
    for winner in winners:
        chosen.setdefault(winner.posture, []).append(
            f"{winner.criterion} (over {winner.runner_up} by {significant(winner.margin)})"
        )
    parts = [f"{posture} by {_listed(criteria)}" for posture, criteria in chosen.items()]
    if len(chosen) == 1:
        return f"The choice does not depend on the criterion: {parts[0]}."
    return f"The choice depends on the criterion: {'; '.join(parts)}."


def _by_family(compared: Comparison) -> str:
    full, one = compared.family_shares(full=True), compared.family_shares(full=False)
    order = sorted(full, key=lambda family: -full[family])
    parts = [f"{family} {percent(full[family])} (one member each: {percent(one[family])})" for family in order]
    never = [family for family in order if full[family] == 0 and one[family] == 0]
    sentence = f"Share of draws in which a family is best: {', '.join(parts)}."
    return sentence + (f" Never best: {_listed(never)}." if never else "")


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _compared_rows(rows: Sequence[Row], families: Sequence[str]) -> tuple[ComparedRow, ...]:
    return tuple(
        ComparedRow(
            posture=row.posture,
            anchor=row.posture.replace(" ", "-"),
            series=list(families).index(row.family),
            difference=row.to_baseline.mean,
            half_width=(row.to_baseline.high - row.to_baseline.low) / 2,
            regret=row.regret_p99,
            best_share=row.best_share,
            standing=_standing(row),
        )
        for row in sorted(rows, key=lambda row: -row.mean)
    )


def _standing(row: Row) -> str:
    if row.to_best.mean == 0:
        return "best by mean"
    half = (row.to_best.high - row.to_best.low) / 2
    gap = f"{signed(row.to_best.mean)} ± {significant(half)}"
    return f"tied ({gap})" if row.tied else gap


def _differences(compared: Comparison, families: Sequence[str]) -> Figure:
    ordered = sorted(compared.rows, key=lambda row: -row.mean)
    differences = [Difference(row.family, row.posture, *row.to_baseline) for row in ordered]
    return paired_differences(
        [difference for difference in differences if difference.posture != compared.baseline],
        baseline=compared.baseline,
        draws=compared.used,
        families=families,
    )


def _worths(values: Floats, design: Mapping[str, Floats]) -> list[InformationValue] | None:
    """Return what knowing each parameter is worth, the most first; None where a map would show nothing but noise."""
    varying = sum(np.ptp(column) > 0 for column in design.values())
    if varying < 2 or np.isfinite(values).all(axis=0).sum() < FEWEST_FOR_A_MAP:
        return None
    return ranked(values, design)


def _regimes(
    scenario: "Scenario",
    values: Floats,
    families: Sequence[str],
    design: Mapping[str, Floats],
    worths: Sequence[InformationValue] | None,
) -> Figure | None:
    if worths is None:
        return None
    first, second = (worth.names[0] for worth in worths[:2])
    meanings = {parameter.name: parameter.meaning for parameter in scenario.model.parameters()}
    found = regime_map(values, families, design, axes=(first, second))
    return draw_regimes(found, families=tuple(dict.fromkeys(families)), meanings=meanings)


def _ladder(run: "Run", compared: Comparison, families: Sequence[str]) -> Figure | None:
    frame = run.scenario.frame
    if frame is None:
        return None
    rungs = [rung.name for rung in frame.rungs if f"rung[{rung.name}]" in run.measures][1:]
    if not rungs:
        return None
    table = run.table([f"rung[{rung}]" for rung in rungs])
    solved = np.all([np.isfinite(column).all(axis=0) for column in table.values()], axis=0)
    shares = []
    for rung in rungs:
        for row in compared.family_rows:
            column = table[f"rung[{rung}]"][run.postures.index(row.posture)][solved]
            shares.append(RungShare(row.family, row.posture, rung, *paired(column)))
    return provocation_ladder(shares, draws=int(solved.sum()), families=families)


def _said(scenario: "Scenario") -> str:
    if scenario.ledger is None:
        return ""
    return (
        f"Derived from the {len(scenario.ledger.statements)} rows of the ledger, none written by hand. A number is the "
        "strength of the words between 0 and 1: authority, channel, relay and specificity multiplied. The strict "
        "reading takes qualifiers at their word, the loose one hears them as an adversary might."
    )
