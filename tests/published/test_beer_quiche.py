"""Cho and Kreps (1987), beer and quiche: two pooling classes, of which the intuitive criterion keeps beer."""

import pytest
from tests.published.test_cho_kreps_1987 import breakfast

from standoff.game import trace
from standoff.solvers.pure_equilibria import Concept, pure_equilibria
from standoff.solvers.pure_equilibria.refinement import Criterion


def test_two_pooling_classes_and_beer_survives() -> None:
    found = pure_equilibria(trace(breakfast, players=["sender", "receiver"], name="beer-quiche"), {})
    assert found.concept is Concept.OBSERVED_ACTIONS
    assert found.solution.solved.all()
    assert sorted(map(tuple, (s.values() for s in map(found.strategy, range(len(found)))))) == [
        ("beer", "beer", "leave", "duel"),
        ("quiche", "quiche", "duel", "leave"),
    ]
    assert sorted(found.solution.values[:, 0].tolist()) == pytest.approx([0.9 * 2 + 0.1 * 3, 0.9 * 3 + 0.1 * 2])
    for number, verdict in enumerate(found.refine()):
        beer = "beer" in str(found.class_of[number])
        assert verdict.survives is beer
        assert beer or Criterion.INTUITIVE in verdict.fails
        assert beer or "nerve weak cannot gain whatever follows" in verdict.sentences[0]
