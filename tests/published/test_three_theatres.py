"""Three theatres, one of them defended, after Kamenica and Gentzkow (2011): partial disclosure loses .2, silence .8,
full clarity 1.2."""

from typing import Any

import pytest

from standoff.game import Play, trace
from standoff.solvers.disclosure import disclosure

LOSS = {"north": 3.0, "centre": 2.0, "south": 1.0}


def theatres(play: Play, p: Any) -> Any:
    held = play.nature("defended", {"north": 0.5, "centre": 0.3, "south": 0.2}, known_to="defender")
    target = play.choose("attacker", "target", [*LOSS, "none"])
    if target in ("none", held):
        return play.end(defender=0, attacker=-3 if target == held else 0)
    return play.end(defender=-LOSS[target], attacker=1)


def test_partial_disclosure_beats_both() -> None:
    found = disclosure(trace(theatres, players=["defender", "attacker"], name="theatres"), {}, "defender")
    assert found.value[0] == pytest.approx(-0.2, abs=1e-9)
    assert found.silence[0, 0] == pytest.approx(-0.8, abs=1e-9)
    assert found.clarity[0, 0] == pytest.approx(-1.2, abs=1e-9)
    assert found.tied[0].tolist() == [False, True]  # told which is defended, the attacker does not care which it hits
    assert found.clarity[0, 1] == pytest.approx(-(0.5 * 2 + 0.3 * 3 + 0.2 * 3), abs=1e-9)
