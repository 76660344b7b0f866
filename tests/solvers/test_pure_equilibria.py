"""Pure equilibria against a brute-force oracle in exact rationals over random games, their laws, chains off the path,
and refusals."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.game.oracle import Key, Oracle, all_paths
from tests.solvers.games import matrix_game

from standoff.errors import SolverError
from standoff.game import Play, trace
from standoff.solvers.pure_equilibria import Concept, pure_equilibria

few = settings(max_examples=30, deadline=None)
WHO = ("ann", "bob")


def signalling(numbers: list[int], firm: int, seen: int) -> Any:
    """Types, a message, an answer: all payoffs from a list; the receiver may misjudge the types."""

    def play_it(play: Any, p: Any) -> Any:
        kind = play.nature(
            "kind",
            {"a": Fraction(firm, 10), "b": 1 - Fraction(firm, 10)},
            known_to="ann",
            believed={"bob": {"a": Fraction(seen, 10), "b": 1 - Fraction(seen, 10)}},
        )
        said = play.choose("ann", "say", ["l", "r"])
        reply = play.choose("bob", "reply", ["x", "y"])
        place = 2 * (4 * (kind == "b") + 2 * (said == "r") + (reply == "y"))
        return play.end(ann=numbers[place], bob=numbers[place + 1])

    return play_it


class Floating:
    """Hands fractions to the library as floats."""

    def __init__(self, play: Play) -> None:
        self.play = play

    def nature(self, name: str, distribution: Mapping[str, Any], **more: Any) -> str:
        believed = {who: {k: float(v) for k, v in d.items()} for who, d in (more.pop("believed", None) or {}).items()}
        return self.play.nature(name, {k: float(v) for k, v in distribution.items()}, believed=believed, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.play, name)


def exact_equilibria(function: Any) -> set[tuple[tuple[Key, int], ...]]:
    """Every pure profile that some beliefs support: sets that Bayes' rule leaves open take any belief at all.

    Right for games in which nobody moves twice. With two members and one rival option, some belief serves if and only
    if some single member does.
    """
    paths = all_paths(function, WHO, {})
    sets = Oracle(WHO, paths, {}).sets()
    keys = sorted(sets)
    sizes = {event.key: len(event.options) for path in paths for event in path.events if event.key is not None}
    found = set()
    for plan in product(*(range(sizes[key]) for key in keys)):
        strategies = {
            key: tuple(Fraction(place == option) for place in range(sizes[key]))
            for key, option in zip(keys, plan, strict=True)
        }
        oracle = Oracle(WHO, paths, strategies)
        if all(_justified(oracle, key, option) for key, option in zip(keys, plan, strict=True)):
            found.add(tuple(zip(keys, plan, strict=True)))
    return found


def _justified(oracle: Oracle, key: Key, option: int) -> bool:
    weights = {}
    for history, prior in oracle.priors(key)[0].items():
        weights[history] = prior
        for event in oracle.through(history)[0].events[: len(history)]:
            if event.key is not None and event.key[0] != key[0]:
                weights[history] *= oracle.strategies[event.key][event.taken]
    total = sum(weights.values())
    worth = {history: _worth(oracle, key, history) for history in weights}
    if total:
        mean = [sum(weights[h] * worth[h][a] for h in weights) for a in range(len(worth[next(iter(worth))]))]
        return mean[option] == max(mean)
    possible = [h for h, prior in oracle.priors(key)[0].items() if prior > 0]
    return any(worth[h][option] == max(worth[h]) for h in possible)


def _worth(oracle: Oracle, key: Key, history: Any) -> list[Fraction]:
    values: list[Fraction] = []
    for path in oracle.through(history):
        event = path.events[len(history)]
        values += [Fraction(0)] * (len(event.options) - len(values))
        rest = oracle.probability(path.events[len(history) + 1 :], key[0])
        values[event.taken] += rest * path.payoffs[key[0]]
    return values


def library_equilibria(function: Any) -> set[tuple[tuple[Key, int], ...]]:
    game = trace(lambda play, p: function(Floating(play), p), players=list(WHO), name="random")
    found = pure_equilibria(game, {})
    assert found.solution.solved.all()
    assert found.rejected == 0
    keys = [(s.player, s.question, tuple(s.seen)) for s in game.infosets]
    return {tuple(sorted(zip(keys, choice.tolist(), strict=True))) for choice in found.choices}


@few
@given(st.lists(st.integers(-3, 3), min_size=16, max_size=16), st.integers(0, 10), st.integers(0, 10))
def test_all_of_them_and_no_others(numbers: list[int], firm: int, seen: int) -> None:
    function = signalling(numbers, firm, seen)
    assert library_equilibria(function) == exact_equilibria(function)


@few
@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=6, max_size=6))
def test_pure_nash_of_matrices(tables: list[list[int]]) -> None:
    row, column = tables[:3], tables[3:]
    found = pure_equilibria(matrix_game(row, column, name="m"), {})
    exact = {
        (i, j)
        for i in range(3)
        for j in range(3)
        if row[i][j] == max(row[k][j] for k in range(3)) and column[i][j] == max(column[i])
    }
    assert {tuple(choice) for choice in found.choices.tolist()} == exact


@few
@given(st.lists(st.integers(-3, 3), min_size=16, max_size=16), st.integers(1, 9), st.integers(1, 5), st.integers(-4, 4))
def test_scale_and_shift_change_nothing(numbers: list[int], firm: int, scale: int, shift: int) -> None:
    moved = [scale * n + shift if place % 2 else 3 * n for place, n in enumerate(numbers)]
    assert library_equilibria(signalling(numbers, firm, firm)) == library_equilibria(signalling(moved, firm, firm))


def chain(play: Play, p: Any) -> Any:
    """Bob is asked twice about a type he does not see, off the path both times: his two beliefs must fit."""
    kind = play.nature("kind", {"a": 0.5, "b": 0.5}, known_to="ann")
    if play.choose("ann", "enter", ["no", "yes"]) == "no":
        return play.end(ann=5, bob=0)
    if play.choose("bob", "first", ["stop", "go"]) == "stop":
        return play.end(ann=0, bob=1 if kind == "a" else -1)
    if play.choose("bob", "second", ["left", "right"]) == "left":
        return play.end(ann=0, bob=p.prize if kind == "a" else -3)
    return play.end(ann=0, bob=-3 if kind == "a" else p.prize)


def test_beliefs_along_an_unreached_chain_are_one_belief() -> None:
    """Going on to take left needs certainty of a, stopping too; with a small prize stopping is then better."""
    game = trace(chain, players=list(WHO), parameters=["prize"], name="chain")
    found = pure_equilibria(game, {"prize": [0.5, 2.0]}, concept=Concept.PLAIN)
    plans = {(int(row), *(s.options[c] for s, c in zip(game.infosets, choice, strict=True) if s.player == "bob"))
             for row, choice in zip(found.row, found.choices, strict=True)}  # fmt: skip
    # Stop is best where weight x on a gives 2x - 1 >= what follows: left gives x prize - 3 (1 - x).
    assert (0, "stop", "left") in plans
    assert (0, "go", "left") not in plans  # would need x (prize + 3) - 3 >= 2 x - 1: x >= 2 / (1 + prize) > 1
    assert (1, "go", "left") in plans  # x >= 2 / 3
    assert (0, "go", "right") in plans  # certain of b: prize against -1
    assert found.solution.solved.all()


def test_types_of_one_player_share_a_belief_where_the_stronger_concept_holds() -> None:
    """Two types of bob with the same payoffs cannot answer an unexpected move by different beliefs."""

    def twins(play: Play, p: Any) -> Any:
        kind = play.nature("kind", {"a": 0.5, "b": 0.5}, known_to="ann")
        play.nature("twin", {"one": 0.5, "other": 0.5}, known_to="bob")
        if play.choose("ann", "enter", ["no", "yes"]) == "no":
            return play.end(ann=5, bob=0)
        reply = play.choose("bob", "reply", ["x", "y"])
        return play.end(ann=0, bob=1 if (reply == "x") == (kind == "a") else 0)

    game = trace(twins, players=list(WHO), name="twins")
    strong, plain = pure_equilibria(game, {}), pure_equilibria(game, {}, concept=Concept.PLAIN)
    assert strong.concept is Concept.OBSERVED_ACTIONS
    assert (len(strong), len(plain)) == (4, 4)  # belief one half makes both replies good
    beliefs = strong.solution.beliefs
    first, other = (game.infoset("bob", "reply", twin=twin) for twin in ("one", "other"))
    start = game.arrays.set_members_start
    np.testing.assert_allclose(
        beliefs[:, start[first] : start[first + 1]], beliefs[:, start[other] : start[other + 1]], atol=1e-9
    )


def test_ten_million_profiles_are_refused_with_their_count() -> None:
    def wide(play: Play, p: Any) -> Any:
        number = play.nature("number", {str(k): 0.1 for k in range(10)}, known_to="ann")
        play.choose("ann", "guess", ["a", "b", "c", "d", "e"], seen_by=())
        play.choose("bob", "reply", ["x", "y"])
        return play.end(ann=0, bob=int(number))

    with pytest.raises(SolverError, match=r"too many pure profiles to look at: 19531250"):
        pure_equilibria(trace(wide, players=list(WHO), name="wide"), {})


def test_ties_everywhere_make_every_profile_an_equilibrium() -> None:
    assert len(pure_equilibria(matrix_game([[0, 0], [0, 0]], [[0, 0], [0, 0]], name="flat"), {})) == 4


def test_faulty_rows_have_no_equilibria_and_touch_no_other() -> None:
    game = trace(chain, players=list(WHO), parameters=["prize"], name="chain")
    whole = pure_equilibria(game, {"prize": [0.5, np.nan, 2.0]})
    apart = pure_equilibria(game, {"prize": 2.0})
    assert not (whole.row == 1).any()
    assert whole.choices[whole.row == 2].tolist() == apart.choices.tolist()
    assert whole.profiles.tolist()[1] == 0
