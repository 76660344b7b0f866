"""Spence (1973), "Job market signaling": productivity 1 or 2, education costs e / productivity, the wage is what the
employer expects. Separation needs education between 1 and 2; the least of them, Riley's, is what refinements keep."""

from typing import Any

import pytest

from standoff.game import Game, Play, trace
from standoff.solvers.pure_equilibria import pure_equilibria

EDUCATION = ("0", "0.5", "1", "1.5", "2", "2.5")


def market(play: Play, p: Any) -> Any:
    able = play.nature("ability", {"low": 1 - p.able, "high": p.able}, known_to="worker")
    worth = 2 if able == "high" else 1
    education = play.choose("worker", "education", EDUCATION)
    wage = {"low": 1, "mean": 1 + p.able, "high": 2}[play.choose("employer", "wage", ["low", "mean", "high"])]
    return play.end(worker=wage - float(education) / worth, employer=-((wage - worth) ** 2))


@pytest.fixture(scope="module")
def spence() -> Game:
    return trace(market, players=["worker", "employer"], parameters=["able"], name="spence")


@pytest.mark.parametrize("able", [0.3, 0.7])
def test_separating_classes_and_the_one_that_survives(spence: Game, able: float) -> None:
    found = pure_equilibria(spence, {"able": able})
    low, high = (spence.infoset("worker", "education", ability=kind) for kind in ("low", "high"))
    sent = [(EDUCATION[choice[low]], EDUCATION[choice[high]]) for choice in found.choices]
    verdicts = found.refine()
    separating = {pair for pair in sent if pair[0] != pair[1]}
    assert separating == {("0", "1"), ("0", "1.5"), ("0", "2")}
    assert {pair for pair, verdict in zip(sent, verdicts, strict=True) if verdict.survives} == {("0", "1")}
    riley = sent.index(("0", "1"))
    payoffs = found.solution.values[riley, 0]
    assert payoffs == pytest.approx((1 - able) * 1.0 + able * 1.5)
    pooling = [n for n, pair in enumerate(sent) if pair == ("0", "0")]
    assert found.solution.values[pooling[0], 0] == pytest.approx(1 + able)
    assert (1 + able > 1.5) is (able > 0.5)  # then pooling is better for both types
