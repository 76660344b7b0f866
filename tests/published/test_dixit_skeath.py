"""Dixit and Skeath, "Games of Strategy", brinkmanship, after its chapter on the Cuban missile crisis: a threat that
leaves something to chance. The threat is carried out with probability q; .6 is enough, and usable up to 5/13."""

from typing import Any

import pytest

from standoff.game import Game, Play, trace
from standoff.solvers.commitment import commitment


def crisis(play: Play, p: Any) -> Any:
    kind = play.nature("USSR", {"soft": 1 - p.hard, "hard": p.hard}, known_to="USSR")
    if play.choose("US", "threat", ["none", "threaten"]) == "none":
        return play.end(US=-2, USSR=2)
    if play.choose("USSR", "answer", ["withdraw", "defy"]) == "withdraw":
        return play.end(US=1, USSR=-8 if kind == "hard" else -4)
    if play.choose("US", "carry out", ["acquiesce", "war"]) == "acquiesce":
        return play.end(US=-2, USSR=2)
    return play.end(US=-10, USSR=-4 if kind == "hard" else -8)


@pytest.fixture(scope="module")
def game() -> Game:
    return trace(crisis, players=["US", "USSR"], parameters=["hard"], name="brinkmanship")


@pytest.mark.parametrize(("hard", "value"), [(0.1, 0.22), (0.28, -1.184), (0.35, -1.73)])
def test_the_least_effective_threat_is_best(game: Game, hard: float, value: float) -> None:
    found = commitment(game, {"hard": hard}, "US")
    assert found.optimistic[0] == pytest.approx(value, abs=1e-9)
    assert found.optimistic[0] == pytest.approx(1 - 7.8 * hard, abs=1e-9)
    assert found.rule()["US carry out | threat=threaten, answer=defy"]["war"] == pytest.approx(0.6, abs=1e-9)
    certain = (1 - hard) * 1 - hard * 10
    assert found.optimistic[0] > certain


@pytest.mark.parametrize(("hard", "threatens"), [(5 / 13 - 1e-6, True), (5 / 13 + 1e-6, False), (0.39, False)])
def test_no_threat_beyond_five_thirteenths(game: Game, hard: float, threatens: bool) -> None:
    found = commitment(game, {"hard": hard}, "US")
    assert (found.rule()["US threat"]["threaten"] > 0.5) is threatens
    assert found.optimistic[0] == pytest.approx(max(-2.0, 1 - 7.8 * hard), abs=1e-9)


def test_bound_at_the_execution_alone(game: Game) -> None:
    """Whether to threaten is left open: it threatens where that is better, which is what binding would do."""
    sets = [game.infoset("US", "carry out")]
    some = commitment(game, {"hard": [0.1, 0.39]}, "US", sets=sets)
    assert some.optimistic == pytest.approx([0.22, -2.0], abs=1e-9)


def test_a_certain_threat_against_none(game: Game) -> None:
    """3/11: there a threat sure to be carried out is worth as much as none."""
    assert pytest.approx(-2.0) == (1 - 3 / 11) * 1 - 3 / 11 * 10
