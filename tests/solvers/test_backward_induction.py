"""Backward induction against a recursion over the same random trees, and what it refuses."""

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standoff.errors import SolverError
from standoff.game import trace
from standoff.solver import solve
from standoff.solvers.backward_induction import BackwardInduction

PLAYERS = ("defender", "challenger")


def plan(seed: int, depth: int = 3) -> dict:
    """A random game of perfect information as nested mappings."""
    rng = random.Random(seed)

    def grow(level: int) -> dict:
        kind = rng.choice(["end", "chance", "choose", "choose", "choose"]) if level else "end"
        if kind == "end":
            return {"payoffs": [rng.randint(-4, 4) for _ in PLAYERS]}
        branches = [grow(level - 1) for _ in range(rng.randint(2, 3))]
        if kind == "chance":
            weights = [rng.randint(1, 4) for _ in branches]
            seen = [rng.randint(1, 4) for _ in branches]
            shares = [[w / sum(row) for w in row] for row in (weights, seen)]
            return {"true": shares[0], "seen": shares[1], "branches": branches}
        return {"player": rng.randrange(2), "branches": branches}

    return grow(depth)


def played(tree: dict):
    """The play function of a plan: every move is seen by both, the challenger may misjudge chances."""

    def game(play, p):
        node, step = tree, 0
        while "payoffs" not in node:
            labels = [str(i) for i in range(len(node["branches"]))]
            if "player" in node:
                taken = play.choose(PLAYERS[node["player"]], f"move {step}", labels)
            else:
                true, seen = (dict(zip(labels, node[key], strict=True)) for key in ("true", "seen"))
                taken = play.nature(f"chance {step}", true, known_to="all", believed={"challenger": seen})
            node, step = node["branches"][int(taken)], step + 1
        return play.end(defender=node["payoffs"][0] + 0 * p.unused, challenger=node["payoffs"][1])

    return game


def folded(node: dict) -> tuple[list[float], list[float]]:
    """(what each player expects, what truly happens), choosing the first of the best options at every decision."""
    if "payoffs" in node:
        return node["payoffs"], node["payoffs"]
    below = [folded(branch) for branch in node["branches"]]
    if "player" in node:
        own = [expected[node["player"]] for expected, _ in below]
        return below[own.index(max(own))]
    measures = (node["true"], node["seen"])
    expected = [sum(w * b[0][i] for w, b in zip(measures[i], below, strict=True)) for i in range(2)]
    truly = [sum(w * b[1][i] for w, b in zip(node["true"], below, strict=True)) for i in range(2)]
    return expected, truly


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6))
def test_it_finds_what_folding_the_tree_finds(seed):
    tree = plan(seed)
    game = trace(played(tree), players=PLAYERS, parameters=["unused"])
    solution = solve(game, {"unused": 0.0}, BackwardInduction())
    expected, truly = folded(tree)
    assert solution.solved.all()
    np.testing.assert_allclose(solution.expected[0], expected, atol=1e-12)
    np.testing.assert_allclose(solution.values[0], truly, atol=1e-12)
    assert set(np.unique(solution.strategies)) <= {0.0, 1.0}


def entry(play, p):
    if play.choose("challenger", "enter", ["stay", "enter"]) == "stay":
        return play.end(challenger=p.outside, defender=2)
    if play.choose("defender", "reply", ["share", "fight"]) == "share":
        return play.end(challenger=1, defender=1)
    return play.end(challenger=-1, defender=p.fight)


ENTRY = trace(entry, players=["challenger", "defender"], parameters=["outside", "fight"])


def test_ties_go_to_the_option_listed_first():
    rows = {"outside": np.array([1.0, 0.0, 1.0 + 1e-15]), "fight": np.array([0.0, 1.0, 1.0])}
    solution = solve(ENTRY, rows, BackwardInduction())
    stay, share = ENTRY.strategy_labels.index("challenger enter: stay"), 2
    assert ENTRY.strategy_labels[share].endswith("share")
    assert solution.strategies[:, stay].tolist() == [1, 0, 1]
    assert solution.strategies[:, share].tolist() == [1, 1, 1]


def test_a_threat_off_the_path_is_no_equilibrium_here():
    """Entry deterred by a fight that would not be fought is Nash, not what backward induction finds."""
    solution = solve(ENTRY, {"outside": 0.0, "fight": -1.0}, BackwardInduction())
    assert solution.values[0].tolist() == [1, 1]
    assert solution.agent_gain.max() <= 1e-12
    assert solution.full_gain.max() <= 1e-12


def test_rows_do_not_depend_on_their_neighbours():
    rng = np.random.default_rng(3)
    rows = {"outside": rng.normal(size=50), "fight": rng.normal(size=50)}
    rows["fight"][7] = np.nan
    whole = solve(ENTRY, rows, BackwardInduction())
    assert whole.solved.sum() == 49
    assert not whole.solved[7]
    for row in range(50):
        alone = solve(ENTRY, {name: column[row] for name, column in rows.items()}, BackwardInduction())
        np.testing.assert_array_equal(alone.strategies[0], whole.strategies[row])
        assert alone.iterations[0] == whole.iterations[row]


@pytest.mark.parametrize("payoff", [-3.0, 0.0, 2.0])
def test_a_game_that_is_over_before_it_begins_is_solved(payoff):
    game = trace(lambda play, p: play.end(defender=p.payoff, challenger=1), players=PLAYERS, parameters=["payoff"])
    solution = solve(game, {"payoff": payoff}, BackwardInduction())
    assert solution.solved.all()
    assert solution.full_gain.tolist() == [[0, 0]]
    assert solution.values.tolist() == [[payoff, 1]]


def test_a_hidden_move_is_refused_by_name():
    def hidden(play, p):
        del p
        first = play.choose("challenger", "move", ["a", "b"], seen_by=())
        second = play.choose("defender", "reply", ["a", "b"])
        return play.end(defender=float(first == second), challenger=float(first != second))

    with pytest.raises(SolverError) as error:
        solve(trace(hidden, players=PLAYERS, parameters=[]), {}, BackwardInduction())
    assert "defender reply" in str(error.value)
    assert "logit" in str(error.value)
