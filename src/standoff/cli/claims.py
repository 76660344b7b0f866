"""`standoff claims`: whose argument holds, where, and what decides it."""

from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import run_argument, run_of, seed_option
from standoff.cli.printing import json_option, print_json, print_table, wrapped
from standoff.errors import ClaimError, nearest

if TYPE_CHECKING:
    from standoff.analysis.claims import Verdict
    from standoff.analysis.discovery import Box
    from standoff.ensemble.store import Run
    from standoff.scenario import Argument


@click.command("claims")
@run_argument
@click.option("--claim", "wanted", multiple=True, metavar="ID", help="Judge these alone; may be repeated.")
@click.option("--predicate", default="", metavar="TEXT", help="Judge a claim of your own, in the language of claims.")
@click.option(
    "--structural",
    is_flag=True,
    help="Judge instead the two arguments no predicate holds: who has the last clear chance; beliefs or stakes.",
)
@seed_option
@json_option
def command(run: str, wanted: tuple[str, ...], predicate: str, structural: bool, seed: int, as_json: bool) -> None:
    """Judge the arguments of the debate on RUN, a run folder (the latest in `runs` when left out).

    Each is a comparison that holds in a draw or does not, in one template for every side. With --json: a list of
    objects with id, who, argument, predicate, share, interval, draws, dropped, by_construction, decider, holds,
    fails and rests_on; with --structural an object with clear_chances and split.
    """
    from standoff.analysis.claims import judge
    from standoff.scenario import Argument

    if structural and (wanted or predicate):
        raise ClaimError("--structural judges its own two arguments", need="it alone, or --claim and --predicate")
    opened = run_of(run)
    if structural:
        _structural(opened, seed=seed, as_json=as_json)
        return
    claims = (
        (Argument("yours", "you", "as given", predicate),) if predicate else _chosen(opened.scenario.claims, wanted)
    )
    verdicts = judge(opened, claims, seed=seed)
    if as_json:
        print_json([_record(verdict) for verdict in verdicts])
        return
    for verdict in verdicts:
        click.echo("\n".join(_lines(verdict)))
    click.echo(
        wrapped(
            f"{opened.draws} draws, seed {opened.seed}, run {opened.hash[:12]}. Shares are shares of draws from the "
            "priors, not odds that the argument is right about the world."
        )
    )


def _structural(run: "Run", *, seed: int, as_json: bool) -> None:
    from standoff.analysis.structure import clear_chances, clear_chances_in_words, split

    chances, found = clear_chances(run.scenario), split(run, seed=seed)
    if as_json:
        postures = [
            {"posture": one.posture, "last": dict(one.last), "chances": [chance._asdict() for chance in one.chances]}
            for one in chances
        ]
        print_json({"clear_chances": postures, "split": vars(found), "hash": run.hash})
        return
    click.echo(click.style("S63  Silence puts the next move on the adversary.", bold=True))
    players = run.scenario.game.players
    rows = [[one.posture, *(", ".join(one.dearer(player)) or "nowhere" for player in players)] for one in chances]
    print_table("", ("posture", *(f"makes the {player}'s way out dearer at" for player in players)), rows)
    click.echo(wrapped(clear_chances_in_words(chances, players), indent=2))
    click.echo("")
    click.echo(click.style("S67  Allies differ over what to say, not over their appetite for war.", bold=True))
    click.echo(wrapped(found.in_words(), indent=2))
    click.echo("")
    click.echo(
        wrapped(
            "S68, what one theatre teaches about another, stays open: it needs a layer of evidence. "
            f"{found.draws} draws, {found.dropped} left out because a row failed; run {run.hash[:12]}."
        )
    )


def _chosen(claims: "tuple[Argument, ...]", wanted: tuple[str, ...]) -> "tuple[Argument, ...]":
    known = {claim.id: claim for claim in claims}
    if not known:
        raise ClaimError("the scenario states no claims", need="--predicate, or claims in the document")
    for name in wanted:
        if name not in known:
            raise ClaimError("unknown claim", seen=name, need="one of " + ", ".join(known), near=nearest(name, known))
    return tuple(known[name] for name in wanted) if wanted else claims


def _lines(verdict: "Verdict") -> list[str]:
    from standoff.brief.numbers import percent, significant

    claim = verdict.claim
    share = f"holds in {percent(verdict.share)} of draws [{percent(verdict.low)}, {percent(verdict.high)}]"
    lines = [
        click.style(f"{claim.id}  {claim.argument}", bold=True),
        wrapped(f"{claim.who}. {claim.predicate}", indent=2),
        f"  {share}; {verdict.draws} draws, {verdict.dropped} left out because a row failed.",
    ]
    if verdict.by_construction:
        lines.append("  True by construction: it cannot fail within the priors. An assumption, not a result.")
    elif verdict.holds is not None and verdict.fails is not None:
        lines.append(wrapped(f"Holds most where {verdict.holds.in_words()}.", indent=2))
        lines.append(wrapped(f"Fails most where {verdict.fails.in_words()}.", indent=2))
        decider = verdict.decider
        lines.append(
            f"  Decided by {decider.parameter}: out-of-bag AUC {significant(decider.auc)}, "
            f"{significant(decider.permuted)} when permuted."
            if decider
            else "  No single parameter decides."
        )
    if verdict.rests_on:
        lines.append(
            wrapped(f"Its postures rest in part on anonymous or relayed rows: {', '.join(verdict.rests_on)}.", indent=2)
        )
    return [*lines, ""]


def _record(verdict: "Verdict") -> dict[str, Any]:
    claim, decider = verdict.claim, verdict.decider
    return {
        "id": claim.id,
        "who": claim.who,
        "argument": claim.argument,
        "predicate": claim.predicate,
        "share": verdict.share,
        "interval": [verdict.low, verdict.high],
        "draws": verdict.draws,
        "dropped": verdict.dropped,
        "by_construction": verdict.by_construction,
        "decider": vars(decider) if decider else None,
        "holds": _box(verdict.holds),
        "fails": _box(verdict.fails),
        "rests_on": list(verdict.rests_on),
    }


def _box(box: "Box | None") -> dict[str, Any] | None:
    if box is None:
        return None
    limits = zip(box.names, box.low.tolist(), box.high.tolist(), strict=True)
    return {
        "limits": {name: [low, high] for name, low, high in limits if name in box.restricted},
        "coverage": box.coverage,
        "density": box.density,
        "mass": box.mass,
    }
