"""Commitment against an oracle in exact rationals, its laws, its two programs against each other, and refusals."""

from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solvers.games import matrix_game, random_game

from standoff.errors import GameError, SolverError
from standoff.game import Game, Play, trace
from standoff.game.bound import bind, rule_parameter
from standoff.solver import solve
from standoff.solvers.backward_induction import BackwardInduction
from standoff.solvers.commitment import Method, climb, commitment, mixed_integer
from standoff.solvers.commitment.exact import Stackelberg
from standoff.solvers.logit import LogitQRE
from standoff.solvers.pure_equilibria import pure_equilibria

few = settings(max_examples=25, deadline=None)
numbers = st.integers(-4, 4)


def tables(rows: int, columns: int) -> st.SearchStrategy[list[list[int]]]:
    return st.lists(st.lists(numbers, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def oracle(leader: list[list[int]], follower: list[list[int]]) -> tuple[Fraction, Fraction]:
    """Strong and weak value over two rows: everything happens at the points where two replies tie, or just beside."""
    columns = range(len(leader[0]))

    def at(table: list[list[int]], x: Fraction, column: int) -> Fraction:
        return x * table[0][column] + (1 - x) * table[1][column]

    points = {Fraction(0), Fraction(1)}
    for a, b in combinations(columns, 2):
        slope = (follower[0][a] - follower[1][a]) - (follower[0][b] - follower[1][b])
        if slope:
            points.add(Fraction(follower[1][b] - follower[1][a], slope))
    inside = sorted(x for x in points if 0 <= x <= 1)

    def replies(x: Fraction) -> list[int]:
        best = max(at(follower, x, column) for column in columns)
        return [column for column in columns if at(follower, x, column) == best]

    strong = max(at(leader, x, c) for x in inside for c in replies(x))
    weak = max(min(at(leader, x, c) for c in replies(x)) for x in inside)
    for low, high in pairwise(inside):  # between them the replies stay the same: the supremum is at an end or crossing
        weak = max(weak, _lower(leader, replies((low + high) / 2), low, high))
    return strong, weak


def _lower(leader: list[list[int]], columns: list[int], low: Fraction, high: Fraction) -> Fraction:
    """The best worst case over an interval on which several replies always tie: at an end or where two lines cross."""
    points = {low, high}
    for a, b in combinations(columns, 2):
        slope = (leader[0][a] - leader[1][a]) - (leader[0][b] - leader[1][b])
        if slope:
            points.add(Fraction(leader[1][b] - leader[1][a], slope))
    return max(min(x * leader[0][c] + (1 - x) * leader[1][c] for c in columns) for x in points if low <= x <= high)


@few
@given(st.integers(2, 3).flatmap(lambda k: st.tuples(tables(2, k), tables(2, k))))
def test_both_values_against_exact_rationals(pair: tuple[list[list[int]], list[list[int]]]) -> None:
    leader, follower = pair
    game = matrix_game([list(map(float, r)) for r in leader], [list(map(float, r)) for r in follower], name="random")
    found = commitment(game, {}, "row")
    strong, weak = oracle(leader, follower)
    assert found.optimistic[0] == pytest.approx(float(strong), abs=1e-6)
    assert found.pessimistic[0] == pytest.approx(float(weak), abs=1e-5)


def two_player_games() -> st.SearchStrategy[Game]:
    return st.integers(0, 400).map(lambda seed: random_game(seed)).filter(lambda game: len(game.players) == 2)


def small(game: Game) -> bool:
    return game.perfect_recall and len(game.infosets) <= 8 and bool((game.arrays.set_player == 0).any())


@few
@given(two_player_games().filter(small))
def test_binding_is_worth_at_least_any_pure_equilibrium(game: Game) -> None:
    """Under the leader's own probabilities, and with ties its way; the reply it names is certified by its own gain."""
    found = commitment(game, {}, game.players[0])
    equilibria = pure_equilibria(game, {})
    if len(equilibria):
        assert found.optimistic[0] >= equilibria.solution.expected[:, 0].max() - 1e-7
    assert np.isnan(found.pessimistic[0]) or found.pessimistic[0] <= found.optimistic[0] + 1e-7


@few
@given(two_player_games().filter(small))
def test_one_program_with_integers_finds_the_same(game: Game) -> None:
    values = game.evaluate({})
    sets = tuple(int(i) for i in np.flatnonzero(game.arrays.set_player == 0))
    crisis = Stackelberg(game, values, 0, 0, sets)
    found = mixed_integer.solve(crisis)
    assert found is not None
    assert found.optimistic == pytest.approx(crisis.solve().optimistic, abs=1e-6)


@few
@given(st.tuples(tables(2, 2), tables(2, 2)), st.integers(1, 5), st.integers(-3, 3))
def test_scale_shift_and_names_change_nothing(pair: Any, scale: int, shift: int) -> None:
    leader, follower = pair
    base = commitment(matrix_game(leader, follower, name="a"), {}, "row").optimistic[0]
    moved = [[scale * x + shift for x in row] for row in leader]
    mirrored = [list(reversed(row)) for row in moved]
    theirs = [list(reversed([7 * x - 2 for x in row])) for row in follower]
    again = commitment(matrix_game(mirrored, theirs, name="b"), {}, "row").optimistic[0]
    assert again == pytest.approx(scale * base + shift, abs=1e-6)


def entry(play: Play, p: Any) -> Any:
    if play.choose("challenger", "move", ["hold", "seize"]) == "hold":
        return play.end(challenger=0, defender=2)
    if play.choose("defender", "response", ["yield", "fight"]) == "yield":
        return play.end(challenger=1, defender=1)
    return play.end(challenger=-3, defender=-p.cost)


def test_binding_to_fight_deters_and_a_quarter_is_enough() -> None:
    """The follower precedes the leader's set: that is a threat, and binding it works. Unbound it is not carried out."""
    game = trace(entry, players=["challenger", "defender"], parameters=["cost"], name="entry")
    found = commitment(game, {"cost": [1.0, 5.0]}, "defender")
    assert found.optimistic == pytest.approx([2.0, 2.0])
    fights = found.strategies[:, game.arrays.set_start[1] + 1]
    assert (fights >= 0.25 - 1e-9).all()
    open_ = commitment(game, {"cost": [1.0, 5.0]}, "defender", sets=[])
    plain = solve(game, {"cost": [1.0, 5.0]}, BackwardInduction())
    assert open_.optimistic == pytest.approx(plain.values[:, 1])


def test_a_bound_game_is_the_game_under_the_rule() -> None:
    game = trace(entry, players=["challenger", "defender"], parameters=["cost"], name="entry")
    response = game.infoset("defender", "response")
    bound = bind(game, [response])
    rule = {rule_parameter(game, response, 0): [1.0, 0.0], rule_parameter(game, response, 1): [0.0, 1.0]}
    assert solve(bound, {"cost": 5.0, **rule}, BackwardInduction()).values.tolist() == [[1.0, 1.0], [0.0, 2.0]]
    with pytest.raises(GameError, match="no such information set"):
        bind(game, [7])


def three(play: Play, p: Any) -> Any:
    play.choose("a", "x", ["l", "r"])
    return play.end(a=0, b=0, c=0)


def test_three_players_are_refused_with_the_mend() -> None:
    with pytest.raises(SolverError, match="chance move that the follower alone sees"):
        commitment(trace(three, players=["a", "b", "c"]), {}, "a")


def test_a_set_of_the_follower_and_an_unknown_leader_are_refused() -> None:
    game = trace(entry, players=["challenger", "defender"], parameters=["cost"], name="entry")
    with pytest.raises(SolverError, match="the leader does not decide there"):
        commitment(game, {"cost": 1.0}, "defender", sets=[0])
    with pytest.raises(SolverError, match="Did you mean 'defender'"):
        commitment(game, {"cost": 1.0}, "defnder")


def test_a_set_left_open_after_unseen_moves_is_refused() -> None:
    game = matrix_game([[1, 3], [0, 2]], [[1, 0], [0, 1]], name="g")
    with pytest.raises(SolverError, match="bind the leader there too"):
        commitment(game, {}, "column", sets=[])


def test_imperfect_recall_is_refused() -> None:
    from standoff.game import read_efg

    text = """EFG 2 R "forgets" { "a" "b" }
p "" 1 1 "" { "l" "r" } 0
p "" 1 2 "" { "x" "y" } 0
t "" 1 "" { 1 0 }
t "" 2 "" { 0 0 }
p "" 1 2 "" { "x" "y" } 0
t "" 3 "" { 0 0 }
t "" 4 "" { 2 0 }
"""
    game = read_efg(text)
    assert not game.perfect_recall
    with pytest.raises(SolverError, match="perfect recall"):
        commitment(game, {}, "a")
    with pytest.raises(SolverError, match="perfect recall"):
        pure_equilibria(game, {})


def test_what_the_follower_holds_impossible_has_no_best_reply() -> None:
    def wager(play: Play, p: Any) -> Any:
        drawn = play.nature("state", {"a": 0.5, "b": 0.5}, believed={"follower": {"a": 1.0, "b": 0.0}})
        play.choose("leader", "rule", ["x", "y"])
        play.choose("follower", "reply", ["l", "r"])
        return play.end(leader=1 if drawn == "a" else 0, follower=0)

    with pytest.raises(SolverError, match="holds impossible"):
        commitment(trace(wager, players=["leader", "follower"]), {}, "leader")


def test_ties_everywhere_give_the_best_and_the_worst() -> None:
    """A follower who never cares: the leader hopes for 3 and is sure of the best worst case, 1."""
    found = commitment(matrix_game([[3, 0], [1, 1]], [[0, 0], [0, 0]], name="g"), {}, "row")
    assert found.optimistic[0] == pytest.approx(3.0)
    assert found.pessimistic[0] == pytest.approx(1.0)


def test_many_plans_go_to_the_program_with_integers() -> None:
    """Ten kinds of follower, each at its own set: 1024 plans. The value is the sum of what each kind is worth."""
    gains = [0.1 * k for k in range(1, 11)]

    def many(play: Play, p: Any) -> Any:
        kind = play.nature("kind", {str(k): 0.1 for k in range(10)}, known_to="follower")
        if play.choose("follower", "move", ["hold", "seize"]) == "hold":
            return play.end(leader=0, follower=0)
        fights = play.choose("leader", "response", ["yield", "fight"]) == "fight"
        return play.end(leader=-2 if fights else -1, follower=-1 if fights else gains[int(kind)])

    found = commitment(trace(many, players=["leader", "follower"]), {}, "leader")
    assert found.method is Method.INTEGERS
    # fighting with q deters kinds with g(1 - q) <= q; the best q is searched over the ten that just deter a kind
    best = max(
        -sum(0.1 * (1 + q) for g in gains if g * (1 - q) > q + 1e-12) for q in [0.0, *(g / (1 + g) for g in gains)]
    )
    assert found.optimistic[0] == pytest.approx(best, abs=1e-6)
    assert found.pessimistic[0] <= found.optimistic[0] + 1e-9
    assert found.pessimistic[0] == pytest.approx(best, abs=1e-4)


def test_rows_that_are_faulty_stay_apart() -> None:
    game = trace(entry, players=["challenger", "defender"], parameters=["cost"], name="entry")
    found = commitment(game, {"cost": [1.0, np.nan, 5.0]}, "defender")
    assert np.isnan(found.optimistic[1])
    assert found.optimistic[[0, 2]] == pytest.approx([2.0, 2.0])


def test_ascent_against_a_logit_follower_is_never_below_the_logit_value() -> None:
    """And near the exact rule when the follower hardly errs; rows do not touch one another."""
    game = trace(entry, players=["challenger", "defender"], parameters=["cost"], name="entry")
    logit = LogitQRE(precision={"challenger": "sharp", "defender": 1.0})
    point = {"cost": np.array([1.0, 5.0, 5.0]), "sharp": np.array([2.0, 2.0, 300.0])}
    found = climb(game, point, "defender", solver=logit)
    assert found.method is Method.ASCENT
    assert found.unbound is not None
    assert (found.optimistic >= found.unbound).all()
    assert found.optimistic[2] == pytest.approx(2.0, abs=1e-3)
    alone = climb(game, {name: column[1:2] for name, column in point.items()}, "defender", solver=logit)
    assert alone.optimistic[0] == found.optimistic[1]
    broken = climb(game, {**point, "cost": np.array([1.0, np.nan, 5.0])}, "defender", solver=logit)
    assert np.isnan(broken.optimistic[1])
    assert broken.optimistic[0] == found.optimistic[0]


def test_ascent_finds_what_a_fine_grid_finds() -> None:
    game = trace(entry, players=["challenger", "defender"], parameters=["cost"], name="entry")
    logit = LogitQRE(precision=2.0)
    response = game.infoset("defender", "response")
    rule = np.linspace(0.0, 1.0, 1001)
    columns = {rule_parameter(game, response, 0): 1 - rule, rule_parameter(game, response, 1): rule}
    grid = solve(bind(game, [response]), {"cost": 1.0, **columns}, logit).expected[:, 1].max()
    assert climb(game, {"cost": 1.0}, "defender", solver=logit).optimistic[0] == pytest.approx(grid, abs=5e-3)


def test_when_no_rule_fits_what_was_left_open_it_says_so() -> None:
    """Matching pennies with the leader left open where it would have to mix: every program is infeasible."""
    pennies = matrix_game([[1, -1], [-1, 1]], [[-1, 1], [1, -1]], name="pennies")
    with pytest.raises(SolverError, match="bind the leader at more of its sets"):
        commitment(pennies, {}, "row", sets=[])


def test_splitting_a_kind_of_follower_changes_nothing() -> None:
    def pledge(split: bool) -> Game:
        kinds = {"keen": 0.25, "keen too": 0.25, "mild": 0.5} if split else {"keen": 0.5, "mild": 0.5}

        def play_it(play: Play, p: Any) -> Any:
            kind = play.nature("kind", kinds, known_to="follower")
            if play.choose("follower", "move", ["hold", "seize"]) == "hold":
                return play.end(leader=0, follower=0)
            fights = play.choose("leader", "response", ["yield", "fight"]) == "fight"
            gain = 2.0 if kind.startswith("keen") else 0.5
            return play.end(leader=-2 if fights else -1, follower=-1 if fights else gain)

        return trace(play_it, players=["leader", "follower"], name="pledge")

    whole, cut = (commitment(pledge(split), {}, "leader") for split in (False, True))
    assert cut.optimistic[0] == pytest.approx(whole.optimistic[0], abs=1e-9)
    assert cut.pessimistic[0] == pytest.approx(whole.pessimistic[0], abs=1e-6)
