"""Zagare and Kilgour (2000), "Perfect Deterrence", after their games: unilateral deterrence, mutual deterrence, and
asymmetric escalation. Two types a player, hard and soft; thresholds 1/2, 2/3 and 4/9, 5/8; pure classes by region."""

from typing import Any

import numpy as np
import pytest

from standoff.game import Game, Play, trace
from standoff.solver import solve
from standoff.solvers.pure_equilibria import Concept, EquilibriumSet, pure_equilibria
from standoff.solvers.pure_equilibria.refinement import Criterion
from standoff.solvers.stated import STATEMENT, Stated


def unilateral(play: Play, p: Any) -> Any:
    own = play.nature("challenger's type", {"hard": p.challenger, "soft": 1 - p.challenger}, known_to="challenger")
    other = play.nature("defender's type", {"hard": p.defender, "soft": 1 - p.defender}, known_to="defender")
    if play.choose("challenger", "demand", ["wait", "initiate"]) == "wait":
        return play.end(challenger=0, defender=0)
    if play.choose("defender", "reply", ["concede", "defy"]) == "concede":
        play.measure(conceded=1)
        return play.end(challenger=10, defender=-10)
    if play.choose("challenger", "last", ["back down", "press"]) == "back down":
        play.measure(defeated=1)
        return play.end(challenger=-10, defender=-2)
    play.measure(conflict=1)
    return play.end(challenger=-5 if own == "hard" else -20, defender=-6 if other == "hard" else -20)


@pytest.fixture(scope="module")
def udg() -> Game:
    return trace(unilateral, players=["challenger", "defender"], parameters=["challenger", "defender"], name="udg")


def openings(found: EquilibriumSet, row: int = 0) -> set[tuple[str, str, str]]:
    """What the hard and the soft challenger open with, and how the soft defender replies."""
    wanted = [
        found.game.infoset("challenger", "demand", {"challenger's type": "hard"}),
        found.game.infoset("challenger", "demand", {"challenger's type": "soft"}),
        found.game.infoset("defender", "reply", {"defender's type": "soft"}),
    ]
    names = [found.game.infosets[infoset].options for infoset in wanted]
    return {
        (names[0][choice[wanted[0]]], names[1][choice[wanted[1]]], names[2][choice[wanted[2]]])
        for choice in found.choices[found.row == row]
    }


CERTAIN, STEADFAST = ("wait", "wait", "concede"), ("wait", "wait", "defy")
SEPARATING, ATTACK = ("initiate", "wait", "concede"), ("initiate", "initiate", "concede")


@pytest.mark.parametrize(
    ("challenger", "defender", "classes"),
    [
        (0.2, 0.8, {CERTAIN, STEADFAST}),
        (0.2, 0.6, {SEPARATING, STEADFAST}),
        (0.7, 0.6, {SEPARATING, STEADFAST}),
        (0.2, 0.3, {STEADFAST}),  # beside it the bluff equilibrium, which is mixed
        (0.4, 0.1, {STEADFAST}),
        (0.7, 0.3, {ATTACK, STEADFAST}),
    ],
)
def test_unilateral_deterrence_by_region(
    udg: Game, challenger: float, defender: float, classes: set[tuple[str, str, str]]
) -> None:
    found = pure_equilibria(udg, {"challenger": challenger, "defender": defender})
    assert found.concept is Concept.OBSERVED_ACTIONS
    assert found.solution.solved.all()
    assert openings(found) == classes


@pytest.mark.parametrize("side", [-1e-6, 0.0, 1e-6])
@pytest.mark.parametrize(
    ("threshold", "challenger", "below", "above"),
    [
        (2 / 3, 0.2, SEPARATING, CERTAIN),  # the hard challenger's: 10 / 15
        (1 / 2, 0.7, ATTACK, SEPARATING),  # the soft challenger's: 10 / 20
    ],
)
def test_thresholds_of_the_defenders_credibility(
    udg: Game, side: float, threshold: float, challenger: float, below: Any, above: Any
) -> None:
    """One class on each side, both exactly at the threshold."""
    classes = openings(pure_equilibria(udg, {"challenger": challenger, "defender": threshold + side}))
    assert (below in classes) is (side <= 0.0)
    assert (above in classes) is (side >= 0.0)


@pytest.mark.parametrize("side", [-1e-6, 0.0, 1e-6])
def test_threshold_of_the_challengers_credibility(udg: Game, side: float) -> None:
    """4/9: below it the soft defender defies a challenger of whom both types initiate."""
    classes = openings(pure_equilibria(udg, {"challenger": 4 / 9 + side, "defender": 0.3}))
    assert (ATTACK in classes) is (side >= 0.0)


def test_steadfast_deterrence_is_reported_and_removed_by_d1(udg: Game) -> None:
    """The hard challenger gains from a demand under more replies, so the defender must think it hard, and concede."""
    found = pure_equilibria(udg, {"challenger": 0.2, "defender": [0.3, 0.6]})
    for name, verdict in zip(found.class_of, found.refine(), strict=True):
        steadfast = "initiate" not in dict(name).values()
        assert (Criterion.D1 in verdict.fails) is steadfast
        assert verdict.survives is not steadfast
        assert len(verdict.sentences) == len(verdict.fails)
    assert "removed by D1" in found.refine()[0].sentences[-1]
    assert found.refine()[0].fails == (Criterion.D1,)  # the intuitive criterion alone does not do it at .3


def test_steadfast_deterrence_survives_where_the_defender_is_credible(udg: Game) -> None:
    assert all(verdict.survives for verdict in pure_equilibria(udg, {"challenger": 0.2, "defender": 0.8}).refine())


def test_the_share_of_draws_in_which_a_class_exists(udg: Game) -> None:
    found = pure_equilibria(udg, {"challenger": 0.7, "defender": np.linspace(0.05, 0.95, 19)})
    shares = {str(name): share for name, share in found.shares.items()}
    waiting = [share for name, share in shares.items() if "initiate" not in name]
    assert waiting == [pytest.approx(1.0)]
    both = [share for name, share in shares.items() if name.count("demand") > 0 and "soft: initiate" in name]
    assert both == [pytest.approx(10 / 19)]  # .05 to .5
    assert set(np.round(list(shares.values()), 9)) == {1.0, round(10 / 19, 9), round(4 / 19, 9)}


@pytest.mark.parametrize(
    ("challenger", "defender", "soft", "bluff_called", "outcomes"),
    [
        (0.2, 0.3, 0.3125, 0.285714285714, (0.1, 0.125, 0.225)),
        (0.4, 0.1, 0.833333333333, 0.444444444444, (0.2, 0.25, 0.45)),
    ],
)
def test_the_bluff_equilibrium_is_certified(
    udg: Game, challenger: float, defender: float, soft: float, bluff_called: float, outcomes: tuple[float, ...]
) -> None:
    strategies = np.zeros((1, len(udg.strategy_labels)))
    played = {"hard: initiate": 1.0, "soft: initiate": soft, "hard: wait": 0.0, "soft: wait": 1 - soft}
    for place, label in enumerate(udg.strategy_labels):
        kind = "hard" if "type=hard" in label else "soft"
        option = label.rsplit(": ", 1)[1]
        if "demand |" in label:
            strategies[0, place] = played[f"{kind}: {option}"]
        elif "reply |" in label:
            defies = 1.0 if kind == "hard" else bluff_called
            strategies[0, place] = defies if option == "defy" else 1 - defies
        else:
            strategies[0, place] = (option == "press") == (kind == "hard")
    point = {"challenger": challenger, "defender": defender, STATEMENT: 0}
    solution = solve(udg, point, Stated(strategies))
    assert solution.solved.all()
    measured = dict(zip(udg.measures, solution.measures[0], strict=True))
    assert (measured["conflict"], measured["defeated"], measured["conceded"]) == pytest.approx(outcomes, abs=1e-9)


def mutual(play: Play, p: Any) -> Any:
    """Both wait or attack at once; one who waited and is attacked retaliates or gives in."""
    types = {
        who: play.nature(f"{who}'s type", {"hard": p[who], "soft": 1 - p[who]}, known_to=who) for who in ("ann", "bob")
    }
    ann = play.choose("ann", "move", ["wait", "attack"], seen_by=())
    bob = play.choose("bob", "move", ["wait", "attack"], seen_by=())
    play.tell("ann", "bob's move", bob)
    play.tell("bob", "ann's move", ann)
    conflict = {who: -3 if kind == "hard" else -8 for who, kind in types.items()}
    if ann == bob:
        return play.end(conflict if ann == "attack" else {"ann": 0, "bob": 0})
    victim, other = ("ann", "bob") if bob == "attack" else ("bob", "ann")
    if play.choose(victim, "answer", ["give in", "retaliate"]) == "retaliate":
        return play.end(conflict)
    return play.end({victim: -5, other: 5})


@pytest.fixture(scope="module")
def gmdg() -> Game:
    return trace(mutual, players=["ann", "bob"], parameters=["ann", "bob"], name="gmdg")


@pytest.mark.parametrize(
    ("point", "classes"),
    [
        ((0.7, 0.7), {"0000", "1010"}),
        ((0.5, 0.5), {"1011", "1110"}),
        ((0.3, 0.3), {"0011", "1011", "1100", "1110"}),
        ((0.1, 0.1), {"0011", "1011", "1100", "1110"}),
        ((0.7, 0.3), {"1100", "1110"}),
        ((0.63, 0.2), {"1100", "1110"}),
    ],
)
def test_mutual_deterrence(gmdg: Game, point: tuple[float, float], classes: set[str]) -> None:
    """Who attacks: hard and soft ann, hard and soft bob."""
    found = pure_equilibria(gmdg, {"ann": point[0], "bob": point[1]})
    sets = [gmdg.infoset(who, "move", {f"{who}'s type": kind}) for who in ("ann", "bob") for kind in ("hard", "soft")]
    assert {"".join(str(place) for place in choice[sets]) for choice in found.choices} == classes
    assert found.solution.solved.all()


@pytest.mark.parametrize("side", [-1e-6, 0.0, 1e-6])
def test_mutual_deterrence_from_five_eighths(gmdg: Game, side: float) -> None:
    found = pure_equilibria(gmdg, {"ann": 0.9, "bob": 5 / 8 + side})
    waits = [name for name in found.classes if "attack" not in dict(name).values()]
    assert bool(waits) is (side >= 0.0)


CHALLENGER = {"EE-": -10, "DE": -6, "EE+": -5, "DD": -3, "ED": -1, "SQ": 0, "DC": 3}
DEFENDER = {"EE-": -12, "ED": -9, "EE+": -8, "DD-": -6, "DC": -5, "DD+": -4, "DE": -1, "SQ": 0}


def escalation(play: Play, p: Any) -> Any:
    own = play.nature("challenger's type", {"hard": p.hard, "soft": 1 - p.hard}, known_to="challenger")
    kinds = ("HH", "HS", "SH", "SS")
    kind = play.nature("defender's type", {name: p.kind[name] for name in kinds}, known_to="defender")
    tactical, strategic = kind

    def end(outcome: str) -> Any:
        play.measure({outcome: 1})
        mine = {"EE": "EE+" if own == "hard" else "EE-"}.get(outcome, outcome)
        theirs = {"EE": "EE+" if strategic == "H" else "EE-", "DD": "DD+" if tactical == "H" else "DD-"}
        return play.end(challenger=CHALLENGER[mine], defender=DEFENDER[theirs.get(outcome, outcome)])

    if play.choose("challenger", "demand", ["C", "D"]) == "C":
        return end("SQ")
    response = play.choose("defender", "response", ["C", "D", "E"])
    if response == "C":
        return end("DC")
    if response == "E":
        return end("EE" if play.choose("challenger", "after escalation", ["D", "E"]) == "E" else "DE")
    if play.choose("challenger", "after defiance", ["D", "E"]) == "D":
        return end("DD")
    return end("EE" if play.choose("defender", "last", ["D", "E"]) == "E" else "ED")


@pytest.fixture(scope="module")
def aeg() -> Game:
    names = ["hard", *(f"kind[{name}]" for name in ("HH", "HS", "SH", "SS"))]
    return trace(escalation, players=["challenger", "defender"], parameters=names, name="aeg")


def profiles(game: Game, hard: float, kinds: tuple[float, ...]) -> tuple[EquilibriumSet, set[str]]:
    """(demand of hard and soft, after defiance of hard and soft | responses of HH, HS, SH, SS) of every equilibrium."""
    point = {"hard": hard, **{f"kind[{k}]": share for k, share in zip(("HH", "HS", "SH", "SS"), kinds, strict=True)}}
    found = pure_equilibria(game, point)
    own = [
        game.infoset("challenger", question, {"challenger's type": kind})
        for question in ("demand", "after defiance")
        for kind in ("hard", "soft")
    ]
    theirs = [game.infoset("defender", "response", {"defender's type": kind}) for kind in ("HH", "HS", "SH", "SS")]
    lines = {
        "".join(game.infosets[i].options[choice[i]] for i in own)
        + "|"
        + "".join(game.infosets[i].options[choice[i]] for i in theirs)
        for choice in found.choices
    }
    return found, lines


def test_escalation_limited_conflict(aeg: Game) -> None:
    found, lines = profiles(aeg, 0.5, (0.1, 0.1, 0.1, 0.7))
    assert {line for line in lines if "D" in line[:2]} == {"DDDD|DDEC", "DDED|ECEC", "DDEE|ECEC"}
    assert any(line[:2] == "CC" for line in lines)
    limited = [n for n in range(len(found)) if "DDEC" in _responses(aeg, found, n)]
    outcome = dict(zip(aeg.measures, found.solution.measures[limited[0]], strict=True))
    assert [outcome[name] for name in ("DC", "DD", "EE", "DE", "SQ")] == pytest.approx([0.7, 0.2, 0.05, 0.05, 0.0])


def _responses(game: Game, found: EquilibriumSet, number: int) -> str:
    theirs = [game.infoset("defender", "response", {"defender's type": kind}) for kind in ("HH", "HS", "SH", "SS")]
    return "".join(game.infosets[i].options[found.choices[number, i]] for i in theirs)


@pytest.mark.parametrize("kinds", [(0.6, 0.2, 0.1, 0.1), (0.05, 0.05, 0.8, 0.1)])
def test_escalation_deterred(aeg: Game, kinds: tuple[float, ...]) -> None:
    _, lines = profiles(aeg, 0.5, kinds)
    assert lines
    assert all(line[:2] == "CC" for line in lines)


def test_escalation_by_a_likely_hard_challenger(aeg: Game) -> None:
    _, lines = profiles(aeg, 0.9, (0.05, 0.05, 0.05, 0.85))
    assert {line for line in lines if "D" in line[:2]} == {"DDDD|DDCC", "DDED|CCCC", "DDEE|CCCC"}
