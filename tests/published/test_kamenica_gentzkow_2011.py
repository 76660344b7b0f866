"""Kamenica and Gentzkow (2011), "Bayesian persuasion": the prosecutor's .6, and its deterrence analogue, in which the
weak defender is told apart from the resolute one just so often that attacking stays unattractive."""

from typing import Any

import pytest

from standoff.game import Game, Play, trace
from standoff.solvers.disclosure import Exactness, Persuasion, disclosure


def test_the_prosecutor() -> None:
    court = Persuasion.of([0.7, 0.3], worth=[[0, 1], [0, 1]], utility=[[1, 0], [0, 1]])
    value, signals, recommended = court.optimum
    convict = recommended.index((1,))
    assert value == pytest.approx(0.6, abs=1e-9)
    assert signals[:, convict] == pytest.approx([3 / 7, 1.0], abs=1e-9)
    assert court.silence == pytest.approx((0.0, 0.0))
    assert court.clarity == pytest.approx((0.3, 0.3))


def deter(play: Play, p: Any) -> Any:
    resolve = play.nature("resolve", {"weak": 1 - p.resolute, "resolute": p.resolute}, known_to="defender")
    if play.choose("attacker", "move", ["hold", "attack"]) == "hold":
        return play.end(defender=0, attacker=0)
    if resolve == "weak":
        return play.end(defender=-p.conceded, attacker=p.gain)
    return play.end(defender=-p.war, attacker=-p.loss)


@pytest.fixture(scope="module")
def game() -> Game:
    names = ["resolute", "gain", "loss", "conceded", "war"]
    return trace(deter, players=["defender", "attacker"], parameters=names, name="deter")


@pytest.mark.parametrize(
    ("resolute", "gain", "loss", "silent", "clear", "best", "bluff"),
    [
        (0.3, 1, 1, 0.0, 0.3, 0.6, 0.428571428571),
        (0.2, 1, 2, 0.0, 0.2, 0.6, 0.5),
        (0.5, 3, 1, 0.0, 0.5, 2 / 3, 1 / 3),
    ],
)
def test_the_deterrence_analogue(
    game: Game, resolute: float, gain: float, loss: float, silent: float, clear: float, best: float, bluff: float
) -> None:
    """An attack costs 1 whoever the defender is: values are -P(attack)."""
    point = {"resolute": resolute, "gain": gain, "loss": loss, "conceded": 1.0, "war": 1.0}
    found = disclosure(game, point, "defender")
    assert found.exactness is Exactness.EXACT
    assert 1 + found.value[0] == pytest.approx(best, abs=1e-9)
    assert 1 + found.silence[0, 0] == pytest.approx(silent, abs=1e-9)
    assert 1 + found.clarity[0, 0] == pytest.approx(clear, abs=1e-9)
    signal = found.signals[0]
    assert found.states == ("resolve=weak", "resolve=resolute")
    deterring = signal[1].argmax()
    assert signal[1, deterring] == pytest.approx(1.0)
    assert signal[0, deterring] == pytest.approx(bluff, abs=1e-9)
    assert best == pytest.approx(min(1.0, resolute * (gain + loss) / gain))


def test_war_that_costs_twice(game: Game) -> None:
    found = disclosure(game, {"resolute": 0.3, "gain": 1, "loss": 1, "conceded": 1, "war": 2}, "defender")
    assert found.value[0] == pytest.approx(-0.4, abs=1e-9)


def test_at_the_threshold_silence_depends_on_the_tie(game: Game) -> None:
    found = disclosure(game, {"resolute": 0.5, "gain": 1, "loss": 1, "conceded": 1, "war": 1}, "defender")
    assert found.silence[0].tolist() == [0.0, -1.0]
    assert found.tied[0].tolist() == [True, False]
