"""The threshold game: the smallest model of "keep them guessing or spell out the line", with closed forms.

A challenger picks how far to go, k in [0, 1], and gains g k. Beyond a threshold, uniform on [0, 1], the defender
fights: the challenger forfeits the gain and loses L, the defender pays C. Short of it the defender loses h k. The
posture is one of three:

silence
    The challenger does not know the threshold: it sets k where the gain of a step no longer pays for the risk.
clarity
    The threshold is announced: the challenger goes up to it, never beyond. No war, but everything short of it is lost.
line with audience cost
    Backing down from an announced line costs the defender alpha, so its line holds alpha / h short of the threshold.

`docs/theory/threshold.md` derives every formula in this module; here they are the oracle of the traced game.
"""

from dataclasses import dataclass
from functools import cached_property
from math import inf, sqrt
from typing import Any

import numpy as np

from standoff.errors import ScenarioError, nearest
from standoff.model import Given, Parameter, Setup

__all__ = [
    "Threshold",
    "build",
    "clarity_loss",
    "line_loss",
    "line_pays_above",
    "probe",
    "silence_loss",
    "silence_pays_below",
]

DEFENDER, CHALLENGER = "defender", "challenger"

_UNIT = "loss at k = 1, arbitrary unit"

_PARAMETERS = (
    Parameter("gain", "g: what the challenger gains by going all the way", _UNIT, (1e-9, inf)),
    Parameter("loss", "L: what a fight costs the challenger", _UNIT, (0.0, inf)),
    Parameter("harm", "h: what the defender loses when the challenger goes all the way", _UNIT, (1e-9, inf)),
    Parameter("war_cost", "C: what a fight costs the defender on top", _UNIT, (0.0, inf)),
    Parameter("audience_cost", "alpha: what backing down from an announced line costs the defender", _UNIT, (0.0, inf)),
    Parameter(
        "risk", "constant absolute risk aversion of the challenger; negative seeks risk", "1 / loss", (-20.0, 20.0)
    ),
    Parameter("optimism", "how much further off than it is the challenger thinks the threshold", "k", (-1.0, 1.0)),
    Parameter("announced", "1 where the threshold is announced", "0 or 1", (0.0, 1.0), Given.POSTURE),
    Parameter(
        "pledged", "1 where backing down from what is announced costs alpha", "0 or 1", (0.0, 1.0), Given.POSTURE
    ),
)


@dataclass(frozen=True)
class Threshold:
    """The threshold game on a grid.

    Parameters
    ----------
    steps : int
        The challenger's k under silence is one of 0, 1/steps, …, 1.
    thresholds : int
        The announced threshold is one of the midpoints of this many equal parts of [0, 1], all equally likely.

    Notes
    -----
    One tree serves the three postures: whether the threshold is announced is a chance move whose probability the
    posture sets to 0 or 1. Under silence the threshold itself is never drawn, only whether k is beyond it, which
    happens with probability k. The grid costs at most 1 / (2 steps) in k*, (h + C) / (2 steps) in the loss under
    silence and h / (8 thresholds²) in the loss under a line.

    Examples
    --------
    >>> [parameter.name for parameter in Threshold().parameters() if parameter.given is Given.POSTURE]
    ['announced', 'pledged']
    """

    steps: int = 1000
    thresholds: int = 100

    @property
    def name(self) -> str:
        """The model's name in the registry."""
        return "threshold"

    @property
    def players(self) -> tuple[str, ...]:
        """The players, in the order of payoffs."""
        return (DEFENDER, CHALLENGER)

    @property
    def defender(self) -> str:
        """The player whose payoff compares postures."""
        return DEFENDER

    def parameters(self) -> tuple[Parameter, ...]:
        """Every parameter, with meaning, unit and support."""
        return _PARAMETERS

    def play(self, play: Any, p: Any) -> Any:
        """Play one history."""
        announced = {"yes": p.announced, "no": 1.0 - p.announced}
        if play.nature("announced", announced, known_to=CHALLENGER) == "yes":
            return self._told(play, p)
        return self._guessing(play, p)

    @cached_property
    def _levels(self) -> dict[str, float]:
        return {f"{step}/{self.steps}": step / self.steps for step in range(self.steps + 1)}

    @cached_property
    def _midpoints(self) -> dict[str, float]:
        return {f"{part + 0.5:g}/{self.thresholds}": (part + 0.5) / self.thresholds for part in range(self.thresholds)}

    def _guessing(self, play: Any, p: Any) -> Any:
        """Silence: k is chosen in ignorance of the threshold, which the challenger may think further off than it is."""
        k = self._levels[play.choose(CHALLENGER, "how far", list(self._levels))]
        seen = np.clip(k - p.optimism, 0.0, 1.0)
        beyond = play.nature(
            "beyond the threshold",
            {"yes": k, "no": 1.0 - k},
            believed={CHALLENGER: {"yes": seen, "no": 1.0 - seen}},
        )
        return _end(play, p, k, fight=beyond == "yes")

    def _told(self, play: Any, p: Any) -> Any:
        """Clarity: the challenger knows the line, and a pledge lets the defender draw it short of its threshold."""
        part = 1.0 / self.thresholds
        threshold = self._midpoints[play.nature("threshold", dict.fromkeys(self._midpoints, part), known_to=CHALLENGER)]
        line = np.maximum(0.0, threshold - p.pledged * p.audience_cost / p.harm)
        move = play.choose(CHALLENGER, "facing the line", ["up to it", "hold", "beyond it"])
        if move == "beyond it":
            return _end(play, p, 1.0, fight=True)
        return _end(play, p, line if move == "up to it" else 0.0, fight=False)


def _end(play: Any, p: Any, k: Any, *, fight: bool) -> Any:
    """Book the outcome: how far the challenger went, and whether it met a fight."""
    from standoff.game.utility import cara

    play.measure(probe=k, fight=1.0 if fight else 0.0)
    loss = p.harm * k + (p.war_cost if fight else 0.0)
    return play.end(defender=-loss, challenger=cara(-p.loss if fight else p.gain * k, p.risk))


def build(setup: Setup) -> Threshold:
    """Build the threshold game of a scenario; options `steps` and `thresholds` set the grid.

    Raises
    ------
    ScenarioError
        An option is unknown or no whole number from 1 to 10,000.

    Examples
    --------
    >>> build(Setup(options={"steps": 100}))
    Threshold(steps=100, thresholds=100)
    """
    known = ("steps", "thresholds")
    chosen: dict[str, int] = {}
    for option, value in setup.options.items():
        if option not in known:
            raise ScenarioError("unknown option of the threshold model", seen=option, near=nearest(option, known))
        if isinstance(value, bool | str) or not 1 <= value <= 10_000 or value != int(value):
            raise ScenarioError(f"option {option} is out of range", seen=value, need="a whole number from 1 to 10000")
        chosen[option] = int(value)
    return Threshold(**chosen)


def probe(gain: Any, loss: Any, optimism: Any = 0.0) -> Any:
    """How far a risk-neutral challenger goes under silence: k* = max(0, (1 + s − L/g) / 2), never below s or above 1.

    Parameters
    ----------
    gain, loss : float or array
        g and L, in the same unit.
    optimism : float or array
        s: it believes the threshold uniform on [s, 1 + s].

    Examples
    --------
    >>> [round(float(probe(1.0, loss)), 6) for loss in (0.0, 0.4, 2.0)]
    [0.5, 0.3, 0.0]
    """
    return np.clip((1.0 + optimism - np.asarray(loss) / gain) / 2.0, np.clip(optimism, 0.0, 1.0), 1.0)


def silence_loss(harm: Any, war_cost: Any, level: Any) -> Any:
    """The defender's expected loss under silence when the challenger goes to `level`: (h + C) k."""
    return (np.asarray(harm) + war_cost) * level


def clarity_loss(harm: Any) -> Any:
    """The defender's expected loss when the threshold is announced: h / 2, the mean of h τ."""
    return np.asarray(harm) / 2.0


def line_loss(harm: Any, audience_cost: Any) -> Any:
    """The defender's expected loss under a line with audience cost: h (1 − a)² / 2 with a = min(1, alpha / h).

    The line stands at max(0, τ − a); the mean of that over uniform τ is (1 − a)² / 2.

    Examples
    --------
    >>> float(line_loss(2.0, 1.0)), float(line_loss(2.0, 5.0))
    (0.25, 0.0)
    """
    short = np.minimum(1.0, np.asarray(audience_cost) / harm)
    return np.asarray(harm) * (1.0 - short) ** 2 / 2.0


def silence_pays_below(gain: float, loss: float) -> float:
    """The ratio C / h below which silence beats clarity: L / (g − L), and infinite where L ≥ g.

    From (h + C) k* < h / 2 with k* = (1 − L/g) / 2: vagueness pays where punishment is large against gain and the
    defender minds a war little.

    Examples
    --------
    >>> silence_pays_below(1.0, 0.5), silence_pays_below(1.0, 1.2)
    (1.0, inf)
    """
    return loss / (gain - loss) if loss < gain else inf


def line_pays_above(level: float, war_ratio: float) -> float:
    """The ratio alpha / h above which a line beats silence: 1 − sqrt(2 k* (1 + C/h)), or 0 where any line does.

    Parameters
    ----------
    level : float
        k*, from `probe`.
    war_ratio : float
        C / h.

    Examples
    --------
    >>> round(line_pays_above(0.1, 1.0), 4), line_pays_above(0.5, 1.0)
    (0.3675, 0.0)
    """
    return max(0.0, 1.0 - sqrt(2.0 * level * (1.0 + war_ratio)))
