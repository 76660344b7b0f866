"""Payoffs against plain arithmetic, and the laws they obey."""

from math import erf, log, sqrt
from types import SimpleNamespace

import numpy as np
import pytest

from standoff.models.ladder.payoffs import utility
from standoff.models.ladder.reinforcement import fait_accompli, late, time_bought, tripwire_factor
from standoff.scenario import Scenario
from standoff.solver import solve

from . import oracle
from .conftest import CHEMICAL, CYBER, HOLD, HUBS, NUCLEAR, SEIZE, Bench

MIXED = {
    "deliver": {HUBS: 1.0, SEIZE: 1.0, CHEMICAL: 0.3},
    "vague": {CYBER: 0.4, NUCLEAR: 0.4},
    "withhold": {HOLD: 0.8, CHEMICAL: 0.5},
    "private": {NUCLEAR: 1.0, CYBER: 0.7},
}


def _terminals(scenario: Scenario) -> list[tuple[int, int]]:
    numbers = scenario.game.arrays.terminal
    return [(node, int(numbers[node])) for node in range(len(numbers)) if numbers[node] >= 0]


def test_every_payoff_equals_the_formulas_of_the_theory_page(bench: Bench) -> None:
    game, rows = bench.scenario.game, 3
    columns = {name: column[:rows] for name, column in bench.columns.items()} | bench.posture(**MIXED)
    table = game.evaluate(columns).quantities
    for row in range(rows):
        p = {name: float(np.broadcast_to(column, rows)[row]) for name, column in columns.items()}
        for node, terminal in _terminals(bench.scenario):
            history = oracle.told(game.history(node))
            defender, challenger = table[row, game.arrays.payoff_quantity[terminal]]
            assert defender == pytest.approx(oracle.defender(p, history), abs=1e-11), history
            assert challenger == pytest.approx(oracle.challenger(p, history), abs=1e-11), history


def test_no_defender_profits_from_being_attacked(bench: Bench) -> None:
    """Whatever the draw and the answer, quiet is at least as good as any incident under the same posture."""
    game = bench.scenario.game
    table = game.evaluate({**bench.columns, **bench.posture(**MIXED)}).quantities
    payoff = {node: table[:, game.arrays.payoff_quantity[terminal, 0]] for node, terminal in _terminals(bench.scenario)}
    quiet = next(payoff[node] for node in payoff if dict(game.history(node)).get("background incident") == "no")
    assert all((value <= quiet + 1e-12).all() for value in payoff.values())


@pytest.mark.parametrize("curvature", [-3.0, -1e-9, 0.0, 1e-9, 0.5, 3.0])
def test_risk_attitude_bends_and_never_stretches(curvature: float) -> None:
    x = np.linspace(-10, 3, 66)
    u = utility(x, curvature=curvature, worst=-10.0, best=3.0)
    assert utility(0.0, curvature=curvature, worst=-10.0, best=3.0) == 0.0
    assert u[-1] - u[0] == pytest.approx(13.0)
    assert (np.diff(u) > 0).all()
    assert (np.sign(np.diff(u, 2).sum().round(6)) == -np.sign(round(curvature, 6))).all()


def test_units_do_not_matter(bench: Bench) -> None:
    """All payoffs in units half as large and precision per unit doubled: the same behaviour (laws of design 4)."""
    rows = 8
    columns = {name: column[:rows] for name, column in bench.columns.items()}
    scaled = dict(columns)
    for one in bench.scenario.model.parameters():
        if one.unit == "harm of chemical use = 1":
            scaled[one.name] = columns[one.name] * 2.0
        elif one.unit.startswith("1 /"):
            scaled[one.name] = columns[one.name] / 2.0
    posture, scenario = bench.posture(**MIXED), bench.scenario
    first = solve(scenario.game, {**columns, **posture}, scenario.solver)
    second = solve(scenario.game, {**scaled, **posture}, scenario.solver)
    assert first.strategies == pytest.approx(second.strategies, abs=1e-9)


def test_late_is_within_a_hundredth_of_the_log_normal() -> None:
    for time in (1.0, 5.0, 9.0, 14.0, 40.0):
        exact = 0.5 * (1 - erf(log(time / 9.0) / 0.5 / sqrt(2)))
        assert late(time, median=9.0, spread=0.5) == pytest.approx(exact, abs=0.01)


SEED_CASE = {
    "warning_time": 0.0,
    "base_delay": 2.0,
    "half_force": 6.0,
    "reinforcement_time": 9.0,
    "reinforcement_spread": 0.5,
    "cut_delay": 2.2,
    "tripwire_force": 2.0,
}


def _lost(forces: float, cut: float) -> float:
    return float(fait_accompli(SimpleNamespace(**SEED_CASE, forces=forces, corridor_cut=cut)))


def test_anchors_of_the_war_games() -> None:
    """Sixty hours against nothing; some seven brigades hold for weeks."""
    light = SimpleNamespace(warning_time=0.0, base_delay=2.5, forces=0.0, half_force=6.0)
    heavy = SimpleNamespace(warning_time=0.0, base_delay=2.5, forces=28.0, half_force=6.0)
    assert time_bought(light) * 24 == pytest.approx(60)
    assert time_bought(heavy) > 18


def test_forces_delay_and_the_corridor_matters_once_they_can_hold() -> None:
    lost = [[_lost(forces, cut) for forces in (0, 1, 3, 7, 15, 30)] for cut in (0.1, 0.6, 0.9)]
    assert (np.diff(lost, axis=1) < 0).all(), "more forces, fewer faits accomplis"
    assert (np.diff(lost, axis=0) > 0).all(), "a corridor more likely cut, more of them"
    gap = [_lost(forces, 0.9) - _lost(forces, 0.1) for forces in (1, 15)]
    assert gap[0] < 0.03
    assert gap[1] > 0.25


def test_the_tripwire_is_nil_without_effect_or_troops_and_may_be_negative() -> None:
    def factor(effect: float, forces: float) -> float:
        return float(tripwire_factor(SimpleNamespace(tripwire=effect, forces=forces, tripwire_force=2.0)))

    assert factor(0.0, 8.0) == factor(0.6, 0.0) == 1.0
    assert factor(0.6, 4.0) > factor(0.6, 1.0) > 1.0 > factor(-0.2, 1.0)
