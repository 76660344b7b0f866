"""`standoff best-words`: what binding oneself, or choosing what to reveal, could gain."""

from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import scenario_argument, scenario_of, seed_option
from standoff.cli.printing import json_option, print_json, print_table, wrapped

if TYPE_CHECKING:
    from standoff.analysis.best_words import BestWords

MEANS = {
    "silence": "the posture, and nothing more said",
    "clarity": "its resolve made public, whatever it is",
    "disclosure": "the best public disclosure of its resolve",
    "commitment": "the best rule of response, announced and kept",
}


@click.command("best-words")
@scenario_argument
@click.option("--draws", type=click.IntRange(min=2), default=256, show_default=True, help="Points of the priors.")
@seed_option
@click.option("--posture", default="silence", show_default=True, metavar="POSTURE", help="What all start from.")
@click.option("--announce", default="", metavar="RUNG", help="Also let the defender draw a line here knowing itself.")
@json_option
def command(scenario: str, draws: int, seed: int, posture: str, announce: str, as_json: bool) -> None:
    """Value silence, clarity, the best disclosure and the best commitment in SCENARIO, over draws of its priors.

    Commitment says what the alliance would have to be able to bind itself to. With --announce, the variant in which
    the defender speaks knowing its resolve stands beside the one in which it commits first. With --json: an object
    with rows, shares, deciders, rule, announced, draws, dropped and exactness.
    """
    from standoff.analysis.best_words import best_words
    from standoff.ensemble.design import draw

    loaded = scenario_of(scenario)
    columns = dict(draw(loaded, draws, seed).columns)
    found = best_words(loaded, columns, posture=posture, announce=announce)
    if as_json:
        print_json(_record(found, draws, seed))
    else:
        _print(loaded.name, found, draws, seed)


def _record(found: "BestWords", draws: int, seed: int) -> dict[str, Any]:
    rows = {name: column[found.kept] for name, column in found.rows.items()}
    record: dict[str, Any] = {
        "posture": found.posture,
        "rows": [
            {
                "words": name,
                "mean": float(column.mean()),
                "gain": float((column - rows["silence"]).mean()),
                "error": float((column - rows["silence"]).std() / len(column) ** 0.5),
                "best_share": found.shares[name],
            }
            for name, column in rows.items()
        ],
        "deciders": [one._asdict() for one in found.deciders()],
        "rule": found.rule(),
        "draws": draws,
        "seed": seed,
        "dropped": int((~found.kept).sum()),
        "exactness": {"commitment": found.bound.method.value, "disclosure": found.told.exactness.value},
    }
    if found.announced is not None:
        record["announced"] = {"rung": found.announced.rung, "cases": dict(found.announced.cases())}
    return record


def _print(name: str, found: "BestWords", draws: int, seed: int) -> None:
    from standoff.analysis.best_words import ANNOUNCES, TIED, WHY
    from standoff.brief.numbers import percent, signed, significant

    record = _record(found, draws, seed)
    cells = [
        [
            row["words"],
            MEANS[row["words"]],
            significant(row["mean"]),
            f"{signed(row['gain'])} ± {significant(2 * row['error'])}" if row["words"] != "silence" else "",
            percent(row["best_share"]),
        ]
        for row in record["rows"]
    ]
    head = ["words", "what", "mean value", "gain over silence", "worth most in"]
    print_table(f"{name}, from the posture {found.posture}", head, cells, right=range(2, 5))
    click.echo(wrapped(f"Worth most: within {TIED} of the largest value, the first in this order counts."))
    said = ", ".join(f"{one.name} {signed(one.correlation)}" for one in found.deciders())
    click.echo(wrapped(f"What decides between disclosure and commitment (rank correlation over the draws): {said}."))
    click.echo("What the alliance would have to be able to bind itself to (mean rule over the draws):")
    for incident, rule in found.rule().items():
        shares = ", ".join(f"{option} {percent(share)}" for option, share in rule.items())
        click.echo(wrapped(f"{incident}: {shares}", indent=2))
    if found.announced is not None:
        one = found.announced
        click.echo(f"Speaking with knowledge of its own resolve, a line at {one.rung}:")
        for case, share in one.cases().items():
            if not share:
                continue
            click.echo(wrapped(f"{percent(share)} of draws: {case}.", indent=2))
        click.echo(wrapped(WHY))
        judged = ", ".join(f"{kind.value} {share}" for kind, share in ANNOUNCES.items())
        click.echo(
            wrapped(f"Judgement: defenders that exist in the challenger's mind alone announce it with {judged}.")
        )
    click.echo(
        wrapped(
            "The rule is announced at no price: the division of members over a line, which postures pay, is not in it."
        )
    )
    click.echo(wrapped(f"Commitment is {record['exactness']['commitment']}."))
    click.echo(wrapped(f"Disclosure is {record['exactness']['disclosure']}."))
    click.echo(
        wrapped(
            f"{draws} draws, seed {seed}, {record['dropped']} left out because a value could not be computed. All of "
            "this holds if the model and its priors do: it compares words, and forecasts nothing."
        )
    )
