"""The crisis-signalling games S, M, L and XL: a challenger probes, a defender of unknown resolve answers.

S   two types each, {hold, P1, P2} → {concede, sanction, fight} → {back down, escalate}
M   three defender types, and a last {fold, fight} after an escalation
L   S, before which the defender, knowing its type, announces one of three postures
XL  three types each, three postures, three rungs, the ending of M
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.game import Game, trace

SUPPORT = {
    "stake": (0.6, 1.4),
    "war_challenger_low": (0.2, 0.7),
    "war_challenger_high": (0.7, 1.6),
    "war_defender_low": (0.1, 0.7),
    "war_defender_high": (0.7, 1.6),
    "audience_challenger": (0.05, 0.6),
    "audience_defender": (0.05, 0.6),
    "sanction_challenger": (0.05, 0.5),
    "sanction_defender": (0.02, 0.3),
    "win": (0.25, 0.75),
    "slope": (0.4, 0.9),
    "tie": (0.0, 0.3),
    "firmness": (0.05, 0.6),
    "defender_first": (0.25, 0.75),
    "challenger_first": (0.25, 0.75),
    "escalation": (0.0, 0.4),
}
"""Ranges of the parameters, drawn uniformly."""

_SPLIT = {1: (1.0,), 2: (0.6, 0.4)}
_CHALLENGER_SPLIT = {1: (1.0,), 2: (0.5, 0.5)}


class Size(NamedTuple):
    """What distinguishes the four games."""

    defenders: int
    challengers: int
    postures: int
    rungs: int
    last_word: bool


SIZES = {
    "S": Size(2, 2, 1, 2, False),
    "M": Size(3, 2, 1, 2, True),
    "L": Size(2, 2, 3, 2, False),
    "XL": Size(3, 3, 3, 3, True),
}


def crisis_game(name: str) -> Game:
    """Return the game of a size, "S" to "XL"."""
    size = SIZES[name]

    def play_out(play: Any, p: Any) -> Any:
        return _crisis(play, p, size)

    return trace(play_out, players=["challenger", "defender"], parameters=list(SUPPORT), name=f"crisis {name}")


def draws(count: int, *, seed: int = 1) -> dict[str, NDArray[np.float64]]:
    """Return `count` uniform draws of the parameters, as columns; draw k is the same for any larger count."""
    low, high = np.array(list(SUPPORT.values())).T
    table = low + (high - low) * np.random.default_rng(seed).random((count, len(SUPPORT)))
    return {name: np.ascontiguousarray(column) for name, column in zip(SUPPORT, table.T, strict=True)}


def _types(first: Any, count: int, rest: dict[int, tuple[float, ...]]) -> dict[str, Any]:
    return {"t0": first, **{f"t{k + 1}": (1 - first) * share for k, share in enumerate(rest[count - 1])}}


def _between(low: Any, high: Any, kind: str, count: int) -> Any:
    return low + (high - low) * int(kind[1:]) / (count - 1)


def _crisis(play: Any, p: Any, size: Size) -> Any:
    defender = play.nature("defender", _types(p.defender_first, size.defenders, _SPLIT), known_to="defender")
    challenger = play.nature(
        "challenger", _types(p.challenger_first, size.challengers, _CHALLENGER_SPLIT), known_to="challenger"
    )
    posture = 0
    if size.postures > 1:
        posture = int(play.choose("defender", "posture", [f"K{k}" for k in range(size.postures)])[1:])
    move = play.choose("challenger", "rung", ["hold", *(f"P{r + 1}" for r in range(size.rungs))])
    if move == "hold":
        return play.end(challenger=0, defender=-0.05 * posture * p.firmness)
    rung = int(move[1:]) - 1
    stake = p.stake * (p.slope + (1 - p.slope) * (rung + 1) / size.rungs)
    commitment = p.audience_defender + p.firmness * posture / 2
    win = p.win + 0.08 * (rung - (size.rungs - 1) / 2)
    war_challenger = (
        win * stake
        - (1 - win) * p.audience_challenger
        - _between(p.war_challenger_low, p.war_challenger_high, challenger, size.challengers)
    )
    war_defender = (
        -win * stake + (1 - win) * p.tie - _between(p.war_defender_low, p.war_defender_high, defender, size.defenders)
    )
    response = play.choose("defender", "response", ["concede", "sanction", "fight"])
    if response == "concede":
        return play.end(challenger=stake, defender=-stake - commitment)
    if response == "fight":
        return play.end(challenger=war_challenger, defender=war_defender)
    if play.choose("challenger", "after sanctions", ["back down", "escalate"]) == "back down":
        backed = -p.audience_challenger * (1 + rung) / size.rungs - p.sanction_challenger
        return play.end(challenger=backed, defender=-p.sanction_defender + p.tie)
    war_challenger = war_challenger - 0.5 * p.sanction_challenger
    war_defender = war_defender - p.sanction_defender - 0.5 * p.escalation
    if not size.last_word:
        return play.end(challenger=war_challenger, defender=war_defender)
    if play.choose("defender", "last word", ["fold", "fight"]) == "fold":
        folded = -1.1 * stake - commitment - p.sanction_defender - p.escalation
        return play.end(challenger=1.1 * stake - p.sanction_challenger, defender=folded)
    return play.end(challenger=war_challenger, defender=war_defender + 0.25 * p.firmness)
