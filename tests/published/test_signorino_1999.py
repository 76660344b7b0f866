"""Signorino (1999), "Strategic interaction and the statistical analysis of international conflict".

The two-move crisis with unit-scale logit errors, which is the agent QRE at precision 1. (Estimation packages often
scale the logit by the square root of 2; theirs is then another number.)
"""

from typing import Any

import pytest

from standoff.game import Play, trace
from standoff.solver import solve
from standoff.solvers.logit import LogitQRE


def crisis(play: Play, p: Any) -> Any:
    if play.choose("state 1", "act", ["act", "stay"]) == "stay":
        return play.end({"state 1": 0.0, "state 2": 0.0})
    if play.choose("state 2", "reply", ["fight", "capitulate"]) == "capitulate":
        return play.end({"state 1": 1.0, "state 2": 0.0})
    play.measure(war=1)
    return play.end({"state 1": -1.5, "state 2": -0.5})


def test_choice_probabilities() -> None:
    game = trace(crisis, players=["state 1", "state 2"], name="signorino")
    solution = solve(game, {}, LogitQRE(precision=1.0))
    assert solution.strategy()["state 1 act"]["act"] == pytest.approx(0.514033395, abs=1e-9)
    assert solution.strategy()["state 2 reply | act=act"]["fight"] == pytest.approx(0.377540669, abs=1e-9)
    assert solution.measures[0, 0] == pytest.approx(0.194068512, abs=1e-9)
