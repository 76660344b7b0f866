"""`standoff solve --concept`: other answers to the same parameter point."""

import json

import pytest
from click.testing import CliRunner

from standoff.cli import main


def solved(concept: str, *more: str) -> str:
    ran = CliRunner().invoke(main, ["solve", "nato-2022", "--posture", "silence", "--concept", concept, *more])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


@pytest.mark.parametrize(
    ("concept", "says"),
    [
        ("limit", "certified"),
        ("commitment", "What it would have to be able to bind itself to"),
        ("pure", "in 1 class of play; plain perfect Bayesian equilibrium"),
        ("pure", "It takes the best."),
        ("disclosure", "making its resolve public"),
    ],
)
def test_each_concept_says_what_it_is_worth(concept: str, says: str) -> None:
    text = " ".join(solved(concept).split())
    assert says in text
    assert concept in text.splitlines()[0]


def test_commitment_as_json() -> None:
    record = json.loads(solved("commitment", "--json"))
    assert record["concept"] == "commitment"
    assert record["erring"]["value"] >= record["erring"]["unbound"]
    assert record["best_reply"]["optimistic"] >= record["best_reply"]["pessimistic"] - 1e-9


def test_too_many_pure_profiles_are_refused_with_the_count() -> None:
    ran = CliRunner().invoke(
        main, ["solve", "nato-2022", "--posture", "silence", "--concept", "pure", "--draw", "0", "--seed", "0"]
    )
    assert ran.exit_code == 2
    assert "too many pure profiles to look at: 37748736" in ran.output


def test_an_unknown_concept_is_refused() -> None:
    ran = CliRunner().invoke(main, ["solve", "nato-2022", "--posture", "silence", "--concept", "nash"])
    assert ran.exit_code == 2
