"""Whose argument holds, and where: each side's in one template, and how the answer itself moves."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standoff.analysis.claims import Verdict, judge
from standoff.analysis.robustness import Robustness, robustness
from standoff.analysis.structure import (
    BELIEFS,
    STAKES,
    WAR,
    clear_chances,
    clear_chances_in_words,
    split,
)
from standoff.brief.content import MovedRow, VerdictView
from standoff.brief.numbers import percent, signed, significant

if TYPE_CHECKING:
    from standoff.analysis.information_value import InformationValue
    from standoff.ensemble.store import Run
    from standoff.scenario.scenario import Scenario

FEWEST_TO_MOVE = 32
"""Draws below which a table of how the answer moves would show nothing but noise."""


def arguments(run: "Run") -> tuple[VerdictView, ...]:
    """Return what a run says of the arguments of its scenario; none where it states none."""
    if not run.scenario.claims:
        return ()
    judged = [_view(verdict) for verdict in judge(run, run.scenario.claims)]
    return (*judged, *_structural(run))


def moved(
    run: "Run", worths: "Sequence[InformationValue] | None" = None
) -> tuple[tuple[MovedRow, ...], tuple[str, ...]]:
    """Return how the answer moves, as rows and as sentences; nothing where there is no choice or hardly a draw."""
    if run.draws < FEWEST_TO_MOVE or len(set(run.families)) < 2:
        return (), ()
    found = robustness(run, worths=worths)
    return tuple(_row(found)), tuple(_told(found))


def _row(found: Robustness) -> Iterator[MovedRow]:
    for one in (found.base, *found.screen):
        low, high = signed(one.margin.low), signed(one.margin.high)
        yield MovedRow(
            one.assumption.value,
            one.name,
            one.best,
            one.over,
            one.margin.mean,
            f"{low} to {high}",
            one.order,
            found.verdict(one),
        )


def _told(found: Robustness) -> Iterator[str]:
    flips = [f"{one.assumption.value} {one.name} ({one.best})" for one in found.flips]
    if flips:
        yield f"Another family does best, beyond the noise, under: {', '.join(flips)}."
    else:
        yield f"Nothing tried makes another family than {found.base.family} best beyond the noise."
    touched = [effect.criterion for effect in found.menu_effects]
    if touched:
        yield (
            f"Which other postures stand on the menu changes the order of the rest by {', '.join(touched)}; it cannot "
            "change the order by mean value or by the worst draws."
        )
    if found.unit_check is not None:
        yield "Counting the payoffs of all players in another unit, with precision rescaled inversely, changes nothing."


def _view(verdict: Verdict) -> VerdictView:
    claim = verdict.claim
    standing = f"holds in {percent(verdict.share)} of draws [{percent(verdict.low)}, {percent(verdict.high)}]"
    sentences = []
    if verdict.by_construction:
        standing = "true by construction"
        sentences.append("It cannot fail within the priors: an assumption of the model, not a result.")
    elif verdict.holds is not None and verdict.fails is not None:
        sentences.append(f"Holds most where {verdict.holds.in_words()}.")
        sentences.append(f"Fails most where {verdict.fails.in_words()}.")
        decider = verdict.decider
        sentences.append(
            f"Decided by {decider.parameter} (out-of-bag AUC {significant(decider.auc)})."
            if decider
            else "No single parameter decides."
        )
    else:
        rare = "fails" if verdict.share > 0.5 else "holds"
        sentences.append(f"It {rare} in too few draws to say where.")
    if verdict.dropped:
        sentences.append(f"{verdict.dropped} draws left out because a row failed.")
    return VerdictView(
        claim.id,
        claim.who,
        claim.argument,
        claim.predicate,
        verdict.share,
        standing,
        tuple(sentences),
        verdict.rests_on,
    )


def _structural(run: "Run") -> Iterator[VerdictView]:
    scenario = run.scenario
    if WAR in scenario.game.measures:
        yield VerdictView(
            "S63",
            "An adviser at a research institute",
            "Silence puts the choice of the next move on the other side.",
            "who has the last sure way out before a clash, posture by posture",
            float("nan"),
            "a property of the tree",
            (clear_chances_in_words(clear_chances(scenario), scenario.game.players),),
            (),
        )
    if _speaks_of(scenario, BELIEFS) and _speaks_of(scenario, STAKES):
        found = split(run)
        yield VerdictView(
            "S67",
            "A senator of the president's party",
            "Allies differ over what to say, not over their appetite for war.",
            "the run against itself with beliefs dealt anew, and with stakes dealt anew",
            found.beliefs,
            f"possible in {percent(found.beliefs)} of draws",
            (found.in_words(),),
            (),
        )


def _speaks_of(scenario: "Scenario", names: tuple[str, ...]) -> bool:
    return any(
        one.name.partition("[")[0] in names and one.prior.support[0] < one.prior.support[1] for one in scenario.priors
    )
