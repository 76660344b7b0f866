"""Laws that every registered model, bundled scenario and command obeys; a new one is tested by being registered."""

import importlib
from dataclasses import replace

import click
import numpy as np
import pytest

from standoff.cli import COMMANDS, main
from standoff.ensemble.design import draw
from standoff.ensemble.run import parameter_rows, solve_points
from standoff.model import Given, game_of
from standoff.models import MODELS
from standoff.scenario import Scenario, bundled_names, load
from standoff.scenario.document import SolverName
from standoff.solver import Solution, solve

SCENARIOS = [load(name) for name in bundled_names()]
DRAWS = 6

every_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
logit_scenarios = pytest.mark.parametrize(
    "scenario", [one for one in SCENARIOS if one.solver_choice.name is SolverName.LOGIT], ids=lambda one: one.name
)


def test_every_model_has_a_bundled_scenario() -> None:
    assert {scenario.model.name for scenario in SCENARIOS} == set(MODELS)


@every_scenario
def test_parameters_say_what_they_are(scenario: Scenario) -> None:
    parameters = scenario.model.parameters()
    assert len({parameter.name for parameter in parameters}) == len(parameters)
    for parameter in parameters:
        assert parameter.meaning, parameter.name
        assert parameter.unit, parameter.name
        assert parameter.support[0] < parameter.support[1], parameter.name


@every_scenario
def test_every_parameter_moves_a_number_of_the_game(scenario: Scenario) -> None:
    """A parameter that moves nothing under any posture is a promise the model does not keep."""
    game = scenario.game
    rows = parameter_rows(scenario, draw(scenario, DRAWS, 3).columns, scenario.menu)
    base = {name: rows[name] for name in game.parameters}
    numbers = game.evaluate(base).quantities
    idle = []
    for name in set(game.parameters) - set(scenario.solver.parameters):
        moved = game.evaluate({**base, name: base[name] * 1.1 + 0.01}).quantities
        if np.array_equal(numbers, moved):
            idle.append(name)
    assert not idle


@every_scenario
def test_a_model_is_traced_once_and_always_alike(scenario: Scenario) -> None:
    assert game_of(scenario.model) is game_of(scenario.model)
    assert game_of.__wrapped__(scenario.model).digest == scenario.game.digest


def solved(scenario: Scenario) -> Solution:
    return solve_points(scenario, scenario.menu, draw(scenario, DRAWS, 3).columns)


@every_scenario
def test_every_row_is_solved_and_certified(scenario: Scenario) -> None:
    solution = solved(scenario)
    assert solution.solved.all(), [solution.message(row) for row in np.flatnonzero(~solution.solved)]
    assert np.nanmax(solution.residual, initial=0.0) <= 1e-8


@every_scenario
def test_a_row_does_not_depend_on_its_batch(scenario: Scenario) -> None:
    """Bits of a row: alone, in reverse order, and beside rows that fail."""
    rows = parameter_rows(scenario, draw(scenario, DRAWS, 3).columns, scenario.menu)
    read = (*scenario.game.parameters, *scenario.solver.parameters)
    rows = {name: rows[name] for name in dict.fromkeys(read)}
    whole = solve(scenario.game, rows, scenario.solver)
    backwards = solve(scenario.game, {name: column[::-1] for name, column in rows.items()}, scenario.solver)
    assert np.array_equal(whole.strategies, backwards.strategies[::-1])
    assert np.array_equal(whole.values, backwards.values[::-1])
    alone = solve(scenario.game, {name: column[5:6] for name, column in rows.items()}, scenario.solver)
    assert np.array_equal(whole.strategies[5], alone.strategies[0])
    poisoned = {name: column.copy() for name, column in rows.items()}
    for name in poisoned:
        poisoned[name][4] = np.nan
    beside = solve(scenario.game, poisoned, scenario.solver)
    assert not beside.solved[4]
    kept = np.arange(len(beside)) != 4
    assert np.array_equal(whole.strategies[kept], beside.strategies[kept])


@every_scenario
def test_no_two_postures_of_a_menu_are_the_same(scenario: Scenario) -> None:
    settings = [item.settings for item in scenario.menu]
    twins = {name for pair in scenario.twins for name in pair}
    assert len(set(settings)) + len(twins) // 2 >= len(settings)
    assert not twins


@every_scenario
def test_no_posture_dominates(scenario: Scenario) -> None:
    """None is at least as good as every other in every draw; a menu with such a posture asks no question."""
    wide = solve_points(scenario, scenario.menu, draw(scenario, 64, 3).columns)
    defender = scenario.game.players.index(scenario.model.defender)
    values = wide.values[:, defender].reshape(64, len(scenario.menu))
    assert not ((values >= values.max(axis=1, keepdims=True) - 1e-9).all(axis=0)).any()


@logit_scenarios
def test_precision_zero_plays_the_weights(scenario: Scenario) -> None:
    rows = parameter_rows(scenario, draw(scenario, 1, 3).columns, scenario.menu[:1])
    still = {name: np.zeros(1) if name.startswith("precision[") else column for name, column in rows.items()}
    read = dict.fromkeys((*scenario.game.parameters, *scenario.solver.parameters))
    solution = solve(scenario.game, {name: still[name] for name in read}, scenario.solver)
    arrays = scenario.game.arrays
    weights = scenario.game.evaluate({name: still[name] for name in scenario.game.parameters}).quantities[
        0, arrays.weight_quantity
    ]
    for first, last in zip(arrays.set_start[:-1], arrays.set_start[1:], strict=True):
        shares = weights[first:last] / weights[first:last].sum()
        assert np.allclose(solution.strategies[0, first:last], shares, atol=1e-12)


@every_scenario
def test_the_hash_follows_the_content(scenario: Scenario) -> None:
    assert load(scenario.name).hash == scenario.hash
    assert replace(scenario, menu=scenario.menu[1:]).hash != scenario.hash
    assert replace(scenario, title=scenario.title + ".").hash != scenario.hash


@every_scenario
def test_postures_give_every_parameter_that_postures_must(scenario: Scenario) -> None:
    wanted = {parameter.name for parameter in scenario.model.parameters() if parameter.given is Given.POSTURE}
    for item in scenario.menu:
        assert set(scenario.posture_parameters(item)) == wanted


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_helps(name: str) -> None:
    module = importlib.import_module(f"standoff.cli.{name.replace(' ', '_').replace('-', '_')}")
    assert isinstance(module.command, click.Command)
    assert module.command.help
    assert module.__doc__
    assert f"standoff {name}" in module.__doc__
    with main.make_context("standoff", [*name.split(), "--help"], resilient_parsing=True) as context:
        assert context.command is main
