"""A model small enough to read whole: one choice for each side, seen through every posture parameter there is."""

from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from standoff.model import Given, Parameter, Setup

RESPONSES = ("none", "economic", "force")


@dataclass(frozen=True)
class Toy:
    """The challenger picks a rung, the defender a response."""

    rungs: tuple[str, ...]
    spoil: str = ""

    @property
    def name(self) -> str:
        return "toy"

    @property
    def players(self) -> tuple[str, ...]:
        return ("defender", "challenger")

    @property
    def defender(self) -> str:
        return "defender"

    def parameters(self) -> tuple[Parameter, ...]:
        return (
            Parameter("alpha", "cost of backing out", "harm", (0.0, inf)),
            Parameter("firm", "probability of a firm defender", "probability", (0.0, 1.0)),
            Parameter("gain", "gain of the challenger", "harm", (0.0, inf)),
            *(
                Parameter(f"{name}[{rung}]", f"what is said of {rung}", "strength", (0.0, 1.0), Given.POSTURE)
                for name in ("deliver", "vague", "withhold", "private")
                for rung in self.rungs
            ),
        )

    def play(self, play: Any, p: Any) -> Any:
        resolve = play.nature("resolve", {"firm": p.firm, "reluctant": 1 - p.firm}, known_to="defender")
        rung = play.choose("challenger", "rung", list(self.rungs))
        play.measure({f"rung[{rung}]": 1})
        if rung == self.rungs[0]:
            return play.end(defender=0, challenger=p.withhold[rung] - p.private[rung])
        response = play.choose("defender", "response", RESPONSES)
        force = response == "force"
        stake = 2.0 if resolve == "firm" else 0.5
        cost = 0 if force else p.alpha * np.maximum(p.deliver[rung], p.private[rung])
        if response == "none":
            cost = cost + p.alpha * p.vague[rung]
        if force:
            cost = cost + p.withhold[rung]
        if self.spoil == "log":
            cost = cost + np.log(p.alpha - 1.5)
        if self.spoil == "infinite":
            cost = cost + 1.0 / (p.alpha * 0.0)
        return play.end(defender=(stake - 1 if force else -stake) - cost, challenger=-1 if force else p.gain)


def build(setup: Setup) -> Toy:
    return Toy(tuple(name for name, _ in setup.rungs), str(setup.options.get("spoil", "")))
