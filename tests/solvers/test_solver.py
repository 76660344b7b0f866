"""`solve` certifies what solvers propose, marks what fails, and never raises for a row."""

from dataclasses import dataclass
from pathlib import Path
from subprocess import run
from sys import executable

import numpy as np
import pytest
from tests.solvers.games import PARAMETERS, crisis

from standoff.errors import ParameterError, SolverError
from standoff.game import Game, Values
from standoff.game.efg import read_efg
from standoff.solver import Columns, Proposal, Solution, Solver, Status, solve
from standoff.solvers.logit import LogitQRE

ENTRY = """EFG 2 R "entry" { "Entrant" "Incumbent" }
p "" 1 1 "enter" { "in" "out" } 0
p "" 2 1 "reply" { "fight" "yield" } 0
t "" 1 "war" { -1, -1 }
t "" 2 "peace" { 1, 1/2 }
t "" 3 "quiet" { 0, 2 }"""


@dataclass(frozen=True)
class Says:
    """A solver that proposes given strategies and claims whatever it likes about them."""

    strategies: tuple[float, ...]
    precision: float | None = None
    parameters: tuple[str, ...] = ()

    def propose(self, game: Game, values: Values, parameters: Columns) -> Proposal:  # noqa: ARG002
        rows = values.rows
        zeros = np.zeros(rows, dtype=np.int32)
        return Proposal(
            strategies=np.tile(self.strategies, (rows, 1)),
            beliefs=None,
            status=np.zeros(rows, dtype=np.int8),
            iterations=zeros,
            folds=zeros,
            branch=zeros,
            precision=None if self.precision is None else np.full((rows, len(game.players)), self.precision),
        )


# --- certification --------------------------------------------------------------------------------------------------


def test_an_equilibrium_is_certified_and_its_payoffs_reported() -> None:
    solution = solve(read_efg(ENTRY), {}, Says((1.0, 0.0, 0.0, 1.0)))
    assert solution.solved.all()
    assert solution.values.tolist() == [[1.0, 0.5]]
    assert solution.full_gain.tolist() == [[0.0, 0.0]]
    assert np.isnan(solution.residual[0])


@pytest.mark.parametrize("threat", [(0.0, 1.0, 1.0, 0.0), (1.0, 0.0, 0.001, 0.999), (np.nan, np.nan, 0.0, 1.0)])
def test_a_proposal_that_is_no_equilibrium_is_not_believed(threat: tuple[float, ...]) -> None:
    """The empty threat (out, fight) is a Nash equilibrium: only the gain at the unreached set gives it away."""
    solution = solve(read_efg(ENTRY), {}, Says(threat))
    assert Status.of(solution.status[0]) is Status.UNCERTIFIED
    assert np.isnan(solution.strategies).all()
    assert np.isnan(solution.values).all()


def test_a_logit_proposal_must_be_its_own_reply() -> None:
    honest = solve(read_efg(ENTRY), {}, LogitQRE(precision=2.0))
    exact = tuple(honest.strategies[0].tolist())
    assert solve(read_efg(ENTRY), {}, Says(exact, precision=2.0)).solved[0]
    nudged = (exact[0] + 1e-7, exact[1] - 1e-7, *exact[2:])
    liar = solve(read_efg(ENTRY), {}, Says(nudged, precision=2.0))
    assert Status.of(liar.status[0]) is Status.UNCERTIFIED
    assert 1e-8 < liar.residual[0] < 2e-7
    assert not solve(read_efg(ENTRY), {}, Says(exact, precision=2.1)).solved[0]


def test_gain_of_a_logit_point_is_bounded_by_the_logarithm_of_options_over_precision() -> None:
    solution = solve(crisis(), {**PARAMETERS, "precision": [0.5, 5.0, 50.0]}, LogitQRE(precision="precision"))
    assert solution.solved.all()
    for gain, precision in zip(solution.agent_gain, [0.5, 5.0, 50.0], strict=True):
        assert gain.max() <= np.log(3) / precision
    assert (solution.identity < 1e-9).all()
    assert (solution.full_gain >= -1e-12).all()


# --- parameters -----------------------------------------------------------------------------------------------------


def test_scalars_and_columns_mix() -> None:
    solution = solve(crisis(), {**PARAMETERS, "firm": [0.1, 0.9], "gain": 2}, LogitQRE(precision=3.0))
    assert len(solution) == 2
    assert solution.strategies.shape[0] == solution.values.shape[0] == 2
    assert solve(crisis(), {**PARAMETERS, "firm": []}, LogitQRE()).strategies.shape[0] == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gian": 1.0}, "unknown parameter: 'gian'. Did you mean 'gain'"),
        ({"gain": "much"}, "gain not a number"),
        ({"gain": [[1.0]]}, "one axis"),
        ({"gain": [1.0, 2.0], "cost": [1.0, 2.0, 3.0]}, "differ in length"),
    ],
)
def test_parameters_are_checked(change: dict[str, object], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        solve(crisis(), {**PARAMETERS, **change}, LogitQRE())  # type: ignore[dict-item]


def test_parameters_of_the_solver_are_asked_for_too() -> None:
    with pytest.raises(ParameterError, match="no value for a parameter: 'lambda'"):
        solve(crisis(), PARAMETERS, LogitQRE(precision="lambda"))
    without = {name: value for name, value in PARAMETERS.items() if name != "cost"}
    with pytest.raises(ParameterError, match="'cost'"):
        solve(crisis(), without, LogitQRE())


def test_chunk_must_be_positive() -> None:
    with pytest.raises(SolverError, match="chunk"):
        solve(crisis(), PARAMETERS, LogitQRE(), chunk=0)


# --- what a solution says -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def solution() -> Solution:
    return solve(crisis(), {**PARAMETERS, "gain": [1.0, np.nan]}, LogitQRE(precision=3.0))


def test_strategies_and_beliefs_are_labelled(solution: Solution) -> None:
    strategy = solution.strategy()
    assert set(strategy["challenger rung"]) == {"hold", "probe", "seize"}
    for options in strategy.values():
        assert sum(options.values()) == pytest.approx(1.0, abs=1e-14)
    belief = solution.belief()["challenger rung"]
    assert belief["resolve=phantom"] == pytest.approx(0.2)
    assert belief["resolve=firm"] == pytest.approx(0.7 * 0.8)


def test_expected_is_under_the_players_own_measure(solution: Solution) -> None:
    assert solution.values[0, 0] != pytest.approx(solution.expected[0, 0], abs=1e-3)
    assert solution.values[0, 1] == pytest.approx(solution.expected[0, 1], abs=1e-14)
    assert solution.game.measures == ("war",)
    assert 0 < solution.measures[0, 0] < 0.3


def test_failed_rows_say_why(solution: Solution) -> None:
    assert solution.solved.tolist() == [True, False]
    assert solution.message(0) == "solved and certified"
    assert solution.message(1) == "a payoff or measure is NaN or infinite"
    assert np.isnan(solution.values[1]).all()


def test_sets_no_one_can_reach_are_marked() -> None:
    game = crisis()
    sure = solve(game, {**PARAMETERS, "firm": 1.0, "firm_seen": 1.0}, LogitQRE(precision=2.0))
    reluctant = [i for i, infoset in enumerate(game.infosets) if ("resolve", "reluctant") in infoset.seen]
    assert sure.solved[0]
    assert sure.counterfactual[0, reluctant].all()
    assert not np.isnan(sure.strategies).any()


def test_status_codes_round_trip_and_solvers_fit_the_protocol() -> None:
    assert [Status.of(status.code) for status in Status] == list(Status)
    solvers: list[Solver] = [LogitQRE(precision="lambda"), Says((1.0, 0.0))]
    assert [solver.parameters for solver in solvers] == [("lambda",), ()]


def test_naming_a_solver_loads_no_compiler(tmp_path: Path) -> None:
    code = "import sys, standoff.solver, standoff.solvers.logit; sys.exit('numba' in sys.modules)"
    assert run([executable, "-c", code], check=False, cwd=tmp_path).returncode == 0
