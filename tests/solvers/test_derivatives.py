"""Derivatives of equilibria against finite differences of equilibria."""

import numpy as np
import pytest
from benchmarks.games import crisis_game, draws
from tests.solvers.games import PARAMETERS, crisis, matrix_game
from tests.solvers.test_compiled import unordered

from standoff.errors import ParameterError, SolverError
from standoff.game import Game
from standoff.solver import solve
from standoff.solvers.logit import LogitQRE
from standoff.solvers.logit.derivatives import derivatives, tangent
from standoff.solvers.logit.program import Builder, Floats, interpret

STEP = 1e-5


def differences(game: Game, columns: dict[str, Floats], solver: LogitQRE, name: str) -> tuple[Floats, Floats, Floats]:
    """Central differences of strategies, values and measures."""
    up = solve(game, {**columns, name: columns[name] + STEP}, solver)
    down = solve(game, {**columns, name: columns[name] - STEP}, solver)
    pairs = ((up.strategies, down.strategies), (up.values, down.values), (up.measures, down.measures))
    strategies, values, measures = ((high - low) / (2 * STEP) for high, low in pairs)
    return strategies, values, measures


@pytest.mark.parametrize("name", ["S", "M", "L"])
def test_every_parameter_of_a_crisis(name: str) -> None:
    game, columns, solver = crisis_game(name), draws(8), LogitQRE(precision=3.0)
    found = derivatives(game, columns, solve(game, columns, solver).strategies, solver, list(columns))
    assert found.regular.all()
    for place, parameter in enumerate(columns):
        strategies, values, _ = differences(game, columns, solver, parameter)
        np.testing.assert_allclose(found.strategies[:, place], strategies, atol=2e-7)
        np.testing.assert_allclose(found.values[:, place], values, atol=2e-7)


def test_misperception_scripted_moves_weights_measures_and_precision() -> None:
    game = crisis(weights={"hold": 2.0, "probe": 1.0, "seize": 3.0})
    rng = np.random.default_rng(1)
    columns = {name: rng.uniform(0.2, 0.8, 12) for name in (*PARAMETERS, "sharp")}
    solver = LogitQRE(precision={"challenger": "sharp", "defender": 2.0})
    names = [*PARAMETERS, "sharp"]
    found = derivatives(game, columns, solve(game, columns, solver).strategies, solver, names)
    # The phantom has true probability 0, which is a limit; only the challenger's beliefs are asked about it.
    assert found.regular.all()
    for place, parameter in enumerate(names):
        strategies, values, measures = differences(game, columns, solver, parameter)
        np.testing.assert_allclose(found.strategies[:, place], strategies, atol=2e-7)
        np.testing.assert_allclose(found.values[:, place], values, atol=2e-7)
        np.testing.assert_allclose(found.measures[:, place], measures, atol=2e-7)


def test_bifurcations_and_failed_rows_have_no_derivative() -> None:
    payoffs = [[3.0, 0.0], [0.0, 3.0]]
    game = matrix_game(payoffs, payoffs, name="coordination")
    solver = LogitQRE(precision="sharp")
    columns = {"sharp": np.array([0.5, 2 / 3, 1.0])}
    strategies = np.full((3, 4), 0.5)
    strategies[2] = np.nan
    found = derivatives(game, columns, strategies, solver, ["sharp"])
    assert found.regular.tolist() == [True, False, False]
    assert np.isnan(found.strategies[1:]).all()
    np.testing.assert_allclose(found.strategies[0], 0.0, atol=1e-12)


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    game, columns = crisis_game("S"), draws(2)
    strategies = solve(game, columns, LogitQRE()).strategies
    with pytest.raises(ParameterError, match="Did you mean 'stake'"):
        derivatives(game, columns, strategies, LogitQRE(), ["steak"])
    with pytest.raises(SolverError, match="compiled kernel"):
        derivatives(unordered(), {}, np.full((1, 4), 0.5), LogitQRE(), [])


def test_the_tangent_of_every_operation() -> None:
    b = Builder(finite=False)
    x, y = b.input(0, 0), b.input(1, 0)
    outputs = [b.add(x, y), b.subtract(x, y), b.multiply(x, y), b.divide(x, y), b.maximum(x, y), b.minimum(x, y)]
    outputs += [b.absolute(b.negative(x)), b.square_root(x), b.exp(x), b.log(y), b.select(b.less(x, y), x, b.exp(y))]
    outputs += [b.floor(x), b.multiply(b.equal(x, y), x)]
    program = b.program(outputs)
    point, direction = np.array([[0.7, 1.3], [1.1, 0.4]]), np.array([[0.3, -1.0], [2.0, 0.5]])
    ahead, back = (
        interpret(program, [(point + s * 1e-6 * direction)[:1], (point + s * 1e-6 * direction)[1:]]) for s in (1, -1)
    )
    found = interpret(tangent(program, (1, 1)), [np.concatenate([point, direction])])
    np.testing.assert_allclose(found, (ahead - back) / 2e-6, atol=1e-8)
