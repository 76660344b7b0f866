"""Two red-line ladders, of our own derivation: an adversary goes up to x in [0, 1], the line t is hidden. It *keeps*
what it took and pays C when x > t, or *loses* it when caught. Silence against clarity, and what it is worth to say what
will not be answered. Numbers are closed forms; thresholds and moves are on a grid, to 1e-3."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from standoff.game import Play, trace
from standoff.solvers.disclosure import Persuasion
from standoff.solvers.pure_equilibria import pure_equilibria

Floats = NDArray[np.float64]
CELLS = 600


def keep(gain: float, cost: float, low: float, high: float, *, harm: float = 1.0, crossed: float = 0.5) -> Persuasion:
    """Thresholds at the cells' middles; moves at every threshold and at 1; x = t is safe."""
    lines = low + (high - low) * (np.arange(CELLS) + 0.5) / CELLS
    moves = np.append(lines, 1.0)
    over = moves[None, :] > lines[:, None] + 1e-12
    prior = np.full(CELLS, 1 / CELLS)
    return Persuasion.of(prior, worth=-harm * moves - crossed * over, utility=gain * moves - cost * over)


def reply(persuasion: Persuasion) -> int:
    """The move under silence."""
    return int(np.argmax(persuasion.receiver[:, 0] @ persuasion.utility[0]))


@pytest.mark.parametrize(
    ("cost", "silent", "clear"),
    [(0.9, 0.2, 0.5), (0.5, 1.5, 1.075), (0.81, 0.2, None), (0.79, 1.5, None)],
)
def test_keep_silence_against_clarity(cost: float, silent: float, clear: float | None) -> None:
    """Silence deters altogether from C = g (1 - a) = .8 on, and not at all below."""
    game = keep(1.0, cost, 0.2, 0.8)
    assert -game.silence.best == pytest.approx(silent, abs=1e-3)
    safe = max(0.2, 1 - cost)
    crossing = (safe - 0.2) / 0.6
    expected = crossing + (0.8**2 - safe**2) / (2 * 0.6) + 0.5 * crossing
    assert -game.clarity.best == pytest.approx(expected, abs=2e-3)
    if clear is not None:
        assert -game.clarity.best == pytest.approx(clear, abs=2e-3)
    assert (game.silence.best > game.clarity.best) is (cost >= 0.8)


@pytest.mark.parametrize(("floor", "move"), [(0.3, 1.0), (0.45, 1.0), (0.51, 0.51), (0.55, 0.55), (0.7, 0.7)])
def test_what_we_will_not_answer(floor: float, move: float) -> None:
    """Where silence fails (C = .5 < .8), truly saying that nothing below z is answered helps from z = 1 - C on."""
    game = keep(1.0, 0.5, floor, 0.8)
    assert np.append(floor + (0.8 - floor) * (np.arange(CELLS) + 0.5) / CELLS, 1.0)[reply(game)] == pytest.approx(
        move, abs=1e-3
    )


def test_saying_what_we_will_not_answer_harms_where_silence_deters() -> None:
    quiet, spoken = keep(1.0, 0.9, 0.2, 0.8), keep(1.0, 0.9, 0.45, 0.8)
    assert -quiet.silence.best == pytest.approx(0.2, abs=1e-3)
    assert -spoken.silence.best == pytest.approx(0.45, abs=1e-3)


def lose(gain: float, cost: float, *, caught: float, undone: bool) -> Persuasion:
    """The gain is lost when caught, and the harm with it where it is `undone`; a caught crossing costs `caught`."""
    lines = (np.arange(CELLS) + 0.5) / CELLS
    moves = np.arange(CELLS + 1) / CELLS
    over = moves[None, :] > lines[:, None]
    harm = moves * (1.0 - over) if undone else moves + 0.0 * over
    # Told the line, the adversary goes up to it: the move just below it on the grid.
    return Persuasion.of(
        np.full(CELLS, 1 / CELLS), worth=-harm - caught * over, utility=gain * moves * (1.0 - over) - cost * over
    )


@pytest.mark.parametrize("cost", [0.0, 0.2, 0.5])
def test_lose_goes_half_way(cost: float) -> None:
    game = lose(1.0, cost, caught=1.0, undone=True)
    assert reply(game) / CELLS == pytest.approx((1 - cost) / 2, abs=1e-3)
    assert -game.clarity.best == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize(("cost", "kept", "undone"), [(0.2, 0.25, 0.65), (0.5, 1.0, 1.25)])
def test_lose_frontiers(cost: float, kept: float, undone: float) -> None:
    """Silence is better as long as a caught crossing costs less than this."""
    for bound, way in ((kept, False), (undone, True)):
        below, above = (lose(1.0, cost, caught=bound + side, undone=way) for side in (-0.01, 0.01))
        assert below.silence.best > below.clarity.best
        assert above.silence.best < above.clarity.best


@pytest.mark.parametrize(("alpha", "move"), [(0.5, 0.444444), (1, 0.5), (2, 0.577350), (4, 0.668740)])
def test_lose_under_a_power_prior(alpha: float, move: float) -> None:
    lines, moves = (np.arange(CELLS) + 0.5) / CELLS, np.arange(CELLS + 1) / CELLS
    edges = (np.arange(CELLS + 1) / CELLS) ** alpha
    game = Persuasion.of(
        np.diff(edges), worth=np.zeros((CELLS, CELLS + 1)), utility=moves * (moves[None, :] <= lines[:, None])
    )
    assert reply(game) / CELLS == pytest.approx(move, abs=1e-3)


@pytest.mark.parametrize(("r", "move"), [(-2, 0.5852), (-1, 0.4652), (0, 0.35), (1, 0.2561), (2, 0.1839), (4, 0.0848)])
def test_lose_under_risk_attitude(r: float, move: float) -> None:
    def utility(z: Floats) -> Floats:
        return z if r == 0 else (1 - np.exp(-r * z)) / r

    lines, moves = (np.arange(CELLS) + 0.5) / CELLS, np.arange(CELLS + 1) / CELLS
    over = moves[None, :] > lines[:, None]
    paid = np.where(over, utility(np.full_like(moves, -0.3)), utility(moves))
    game = Persuasion.of(np.full(CELLS, 1 / CELLS), worth=np.zeros_like(paid), utility=paid)
    assert reply(game) / CELLS == pytest.approx(move, abs=1e-3)


def test_the_best_disclosure_is_no_worse_than_either() -> None:
    """On a coarse ladder, where the program is small: between the frontiers it is strictly better than both."""
    for cost in (0.5, 0.7, 0.9):
        lines = 0.2 + 0.6 * (np.arange(12) + 0.5) / 12
        moves = np.append(lines, 1.0)
        over = moves[None, :] > lines[:, None] + 1e-12
        game = Persuasion.of(np.full(12, 1 / 12), worth=-moves - 0.5 * over, utility=moves - cost * over)
        assert game.optimum[0] >= max(game.silence.best, game.clarity.best) - 1e-9
        if cost == 0.7:
            assert game.optimum[0] > max(game.silence.best, game.clarity.best) + 0.05


LINES = (0.2, 0.4, 0.6, 0.8)


def verifiable(play: Play, p: Any) -> Any:
    """The defender may show its line, and cannot show another."""
    line = float(play.nature("line", {str(t): 0.25 for t in LINES}, known_to="defender"))
    if play.choose("defender", "say", ["nothing", "show"], seen_by=()) == "show":
        play.tell("adversary", "shown", str(line))
    x = float(play.choose("adversary", "x", [*(str(t) for t in LINES), "1.0"]))
    over = x > line + 1e-12
    return play.end(defender=-x - (0.5 if over else 0), adversary=x - (p.cost if over else 0))


@pytest.mark.parametrize(
    ("cost", "says", "pooled"),
    [(0.9, ["nothing"] * 4, "0.2"), (0.5, ["nothing", "nothing", "show", "show"], "1.0")],
)
def test_verifiable_lines_do_not_unravel(cost: float, says: list[str], pooled: str) -> None:
    game = trace(verifiable, players=["defender", "adversary"], parameters=["cost"], name="verifiable")
    found = pure_equilibria(game, {"cost": cost})
    sets = [game.infoset("defender", "say", line=str(t)) for t in LINES]
    quiet = next(i for i, s in enumerate(game.infosets) if s.player == "adversary" and not s.seen)
    seen = {
        (
            tuple(game.infosets[i].options[choice[i]] for i in sets),
            game.infosets[quiet].options[choice[quiet]],
        )
        for choice in found.choices
    }
    assert (tuple(says), pooled) in seen
