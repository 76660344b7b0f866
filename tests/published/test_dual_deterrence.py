"""Dual deterrence, after Snyder (1984), Zagare and Kilgour (2006) and Benson (2012): a pledge to come to the aid of a
partner with probability q deters the adversary from g_A / (g_A + c_A) on and restrains the partner up to
c_P / (g_P + c_P). Adversary and partner are two kinds of one follower."""

from typing import Any

import pytest

from standoff.game import Game, Play, trace
from standoff.solvers.commitment import commitment


def pledge(play: Play, p: Any) -> Any:
    who = play.nature("who", {"adversary": 0.5, "partner": 0.5}, known_to="follower")
    if play.choose("follower", "move", ["rest", "act"]) == "rest":
        return play.end(defender=0, follower=0)
    aids = play.choose("defender", "answer", ["stay out", "aid"]) == "aid"
    if who == "adversary":
        return play.end(defender=-1, follower=-p.cost_adversary if aids else p.gain_adversary)
    return play.end(defender=-1, follower=p.gain_partner if aids else -p.cost_partner)


PARAMETERS = ["gain_adversary", "cost_adversary", "gain_partner", "cost_partner"]


@pytest.fixture(scope="module")
def game() -> Game:
    return trace(pledge, players=["defender", "follower"], parameters=PARAMETERS, name="dual deterrence")


def test_only_an_ambiguous_pledge_does_both(game: Game) -> None:
    found = commitment(game, dict(zip(PARAMETERS, (1, 3, 1, 1), strict=True)), "defender")
    aid = next(iter(found.rule().values()))["aid"]
    assert found.optimistic[0] == pytest.approx(0.0, abs=1e-9)
    assert 0.25 - 1e-9 <= aid <= 0.5 + 1e-9
    assert found.pessimistic[0] == pytest.approx(0.0, abs=1e-9)  # inside the window nobody is indifferent


@pytest.mark.parametrize(("gains", "value"), [((1, 3, 3, 1), 0.0), ((1, 3, 3.01, 1), -0.5), ((1, 3, 2.99, 1), 0.0)])
def test_the_window_is_open_while_gains_multiply_to_no_more_than_costs(
    game: Game, gains: tuple[float, ...], value: float
) -> None:
    found = commitment(game, dict(zip(PARAMETERS, gains, strict=True)), "defender")
    assert found.optimistic[0] == pytest.approx(value, abs=1e-9)


def test_at_the_edge_the_tie_decides(game: Game) -> None:
    """One pledge does both, with both indifferent: nothing if ties go the defender's way, half a loss if not."""
    found = commitment(game, dict(zip(PARAMETERS, (1, 3, 3, 1), strict=True)), "defender")
    assert found.optimistic[0] == pytest.approx(0.0, abs=1e-9)
    assert found.pessimistic[0] == pytest.approx(-0.5, abs=1e-6)
