"""Fearon (1997), "Signaling foreign policy interests", Journal of Conflict Resolution 41(1), after its model: tying
hands and sinking costs. The no-bluff equilibria in closed form, and a version of two types with all its pure classes.

Payoffs of the continuous model are linear in the types, so types at the midpoints of cells that the cutoffs do not cut
give its probabilities and values exactly."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from standoff.game import Game, Play, trace
from standoff.solver import solve
from standoff.solvers.pure_equilibria import pure_equilibria
from standoff.solvers.stated import STATEMENT, Stated

TIE, SINK, NONE = "tie", "sink", "none"


def crisis(kind: str, values: dict[str, float], prizes: dict[str, float], signal: float) -> Callable[[Play, Any], Any]:
    def play_it(play: Play, p: Any) -> Any:
        resolve = play.nature("resolve", dict.fromkeys(values, 1 / len(values)), known_to="defender")
        greed = play.nature("greed", dict.fromkeys(prizes, 1 / len(prizes)), known_to="challenger")
        sent = "none" if kind == NONE else play.choose("defender", "signal", ["none", "signal"])
        paid = signal if sent == "signal" else 0.0
        sunk = paid if kind == SINK else 0.0
        if play.choose("challenger", "move", ["wait", "challenge"]) == "wait":
            play.measure(quiet=1)
            return play.end(defender=values[resolve] - sunk, challenger=0)
        if play.choose("defender", "answer", ["concede", "resist"]) == "concede":
            play.measure(conceded=1)
            return play.end(defender=-paid, challenger=prizes[greed])
        play.measure(war=1)
        return play.end(defender=p.p * values[resolve] - p.c_D - sunk, challenger=(1 - p.p) * prizes[greed] - p.c_C)

    return play_it


def grid(cells: int) -> dict[str, float]:
    return {f"{place}": (place + 0.5) / cells for place in range(cells)}


# p, c_D, c_C, then (cutoff, signal, war, defender's value) of tie, sink and none
POINTS = [
    (
        (0.5, 0.3, 0.2),
        0.4,
        (9 / 35, 0.171428571, 0.445714286, 0.193142857),
        (0.6, 0.24, 0.24, 0.056),
        (0.36, 0.086),
    ),
    (
        (0.6, 0.4, 0.1),
        0.25,
        (3 / 7, 0.142857143, 0.428571429, 0.114285714),
        (2 / 3, 1 / 6, 0.25, 0.038888889),
        (0.319444444, 0.052777778),
    ),
    (
        (0.4, 0.2, 0.3),
        0.5,
        (1 / 7, 0.142857143, 0.428571429, 0.257142857),
        (0.5, 0.25, 0.25, 0.0875),
        (0.40625, 0.134375),
    ),
]


def no_bluff(game: Game, cutoff: float, deterred: float, *, cells: int, unsaid: float) -> np.ndarray:
    """Types from the cutoff on signal and then resist; a signal deters challengers up to `deterred`, silence none.

    Silent types would resist from `unsaid` on, where war is better than conceding at no cost.
    """
    strategies = []
    for infoset in game.infosets:
        seen = dict(infoset.seen)
        if infoset.player == "challenger":
            prizes = sum(1 for other in game.infosets if other.player == "challenger" and "signal" in dict(other.seen))
            size = (int(seen["greed"]) + 0.5) / (prizes / 2)
            acts = seen["signal"] == "none" or size > deterred
        else:
            silent = seen.get("signal") == "none"
            acts = (int(seen["resolve"]) + 0.5) / cells > (unsaid if silent else cutoff)
        strategies += [float(not acts), float(acts)]
    return np.array([strategies])


@pytest.mark.parametrize("point", POINTS, ids=["first", "second", "third"])
@pytest.mark.parametrize("kind", [TIE, SINK])
def test_no_bluff_equilibria_in_closed_form(point: Any, kind: str) -> None:
    (p, c_d, c_c), deterred, *published = point
    cutoff, signal, war, worth = published[0] if kind == TIE else published[1]
    assert deterred == pytest.approx(min(1.0, c_c / (1 - p)))
    if kind == TIE:
        assert cutoff == pytest.approx((1 - deterred) * c_d / (deterred + (1 - deterred) * p), abs=1e-9)
        assert signal == pytest.approx(c_d - p * cutoff, abs=1e-9)
        signal = c_d - p * cutoff
    else:
        assert cutoff == pytest.approx(c_d / p, abs=1e-9)
        assert signal == pytest.approx(deterred * c_d / p, abs=1e-9)
    cells = Fraction(cutoff).limit_denominator(100).denominator
    prizes = Fraction(deterred).limit_denominator(100).denominator
    game = trace(
        crisis(kind, grid(cells), grid(prizes), signal),
        players=["defender", "challenger"],
        parameters=["p", "c_D", "c_C"],
    )
    strategies = no_bluff(game, cutoff, deterred, cells=cells, unsaid=c_d / p)
    solution = solve(game, {"p": p, "c_D": c_d, "c_C": c_c, STATEMENT: 0}, Stated(strategies))
    measured = dict(zip(game.measures, solution.measures[0], strict=True))
    assert solution.solved.all()
    assert measured["war"] == pytest.approx(war, abs=1e-9)
    assert solution.values[0, 0] == pytest.approx(worth, abs=1e-9)


@pytest.mark.parametrize("point", POINTS, ids=["first", "second", "third"])
def test_without_a_signal(point: Any) -> None:
    """A challenger goes ahead from q c_C / (1 - q p) on, q the share that resists; better than sinking costs."""
    (p, c_d, c_c), _, tie, sink, (war, worth) = point
    q = 1 - c_d / p
    bar = q * c_c / (1 - q * p)
    cells, prizes = (Fraction(share).limit_denominator(200).denominator for share in (c_d / p, bar))
    game = trace(
        crisis(NONE, grid(cells), grid(prizes), 0.0), players=["defender", "challenger"], parameters=["p", "c_D", "c_C"]
    )
    strategies = []
    for infoset in game.infosets:
        seen = dict(infoset.seen)
        acts = (
            (int(seen["greed"]) + 0.5) / prizes > bar
            if infoset.player == "challenger"
            else (int(seen["resolve"]) + 0.5) / cells > c_d / p
        )
        strategies += [float(not acts), float(acts)]
    solution = solve(game, {"p": p, "c_D": c_d, "c_C": c_c, STATEMENT: 0}, Stated(np.array([strategies])))
    assert solution.solved.all()
    assert dict(zip(game.measures, solution.measures[0], strict=True))["war"] == pytest.approx(war, abs=1e-9)
    assert solution.values[0, 0] == pytest.approx(worth, abs=1e-9)
    assert tie[3] > worth > sink[3]  # tying hands pays, sinking costs does not
    assert tie[2] > sink[2]  # and is riskier


@pytest.mark.parametrize("kind", [SINK, TIE])
def test_two_types(kind: str) -> None:
    """Sinking: war half of the time, or no war with a signal that only the strong can afford. Tying: always quiet."""
    game = trace(
        crisis(kind, {"weak": 0.2, "strong": 0.8}, {"one": 0.3}, 0.3),
        players=["defender", "challenger"],
        parameters=["p", "c_D", "c_C"],
    )
    found = pure_equilibria(game, {"p": 0.5, "c_D": 0.3, "c_C": 0.2})
    assert found.solution.solved.all()
    names = [game.measures.index(name) for name in ("quiet", "conceded", "war")]
    outcomes = {tuple(row) for row in found.solution.measures[:, names].round(9).tolist()}
    assert outcomes == ({(0.0, 0.5, 0.5), (0.5, 0.5, 0.0)} if kind == SINK else {(1.0, 0.0, 0.0)})
