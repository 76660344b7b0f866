"""Selten (1975), the horse: (D, c, L) is a Nash equilibrium, and no perfect Bayesian one."""

import numpy as np
import pytest
from tests.published.test_selten_1975 import horse

from standoff.errors import SolverError
from standoff.game import trace
from standoff.solver import solve
from standoff.solvers.pure_equilibria import pure_equilibria
from standoff.solvers.stated import STATEMENT, Stated

PLAYERS = ["one", "two", "three"]


def test_the_only_pure_class_crosses() -> None:
    found = pure_equilibria(trace(horse, players=PLAYERS, name="horse"), {})
    assert [list(found.strategy(n).values()) for n in range(len(found))] == [["C", "c", "R"]]
    belief = found.solution.belief(0)["three side"]
    assert belief["cross=D"] <= 1 / 3 + 1e-12  # at most one third on the node after D, else L is better


def test_the_implausible_equilibrium_fails_at_a_set_off_the_path() -> None:
    """(D, c, L): nobody gains ex ante, the second player gains 3 where it is not asked."""
    game = trace(horse, players=PLAYERS, name="horse")
    labels = [label.rsplit(": ", 1)[1] for label in game.strategy_labels]
    strategies = np.array([[float(option in ("D", "c", "L")) for option in labels]])
    assert not solve(game, {STATEMENT: 0}, Stated(strategies)).solved.any()
    from standoff.game.certificate import certify_equilibrium

    certificate = certify_equilibrium(game, game.evaluate({}), strategies)
    assert certificate.full_gain.max() == pytest.approx(0.0, abs=1e-12)
    assert certificate.agent_gain[0, game.infoset("two", "continue")] == pytest.approx(3.0)


def test_the_mixed_segment_is_certified_with_its_belief() -> None:
    """(C, c, R with 3/4) with belief one third on the node after D."""
    game = trace(horse, players=PLAYERS, name="horse")
    odds = {"C": 1.0, "D": 0.0, "c": 1.0, "d": 0.0, "L": 0.25, "R": 0.75}
    strategies = np.array([[odds[label.rsplit(": ", 1)[1]] for label in game.strategy_labels]])
    beliefs = np.ones((1, len(game.arrays.set_members)))
    three = game.infoset("three", "side")
    for member in range(game.arrays.set_members_start[three], game.arrays.set_members_start[three + 1]):
        after_d = dict(game.history(int(game.arrays.set_members[member]))).get("cross") == "D"
        beliefs[0, member] = 1 / 3 if after_d else 2 / 3
    assert solve(game, {STATEMENT: 0}, Stated(strategies, beliefs)).solved.all()


def test_refinements_are_not_defined_here() -> None:
    with pytest.raises(SolverError, match="not defined for this game"):
        pure_equilibria(trace(horse, players=PLAYERS, name="horse"), {}).refine()
