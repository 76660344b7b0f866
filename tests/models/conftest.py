"""The bench on which comparative statics are read: few draws, the same for every posture and every change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pytest

from standoff.ensemble.design import draw
from standoff.models.ladder import Ladder
from standoff.scenario import Scenario, load
from standoff.solver import solve

HOLD, CYBER, CHEMICAL, HUBS, NUCLEAR, SEIZE = (
    "hold",
    "cyber@allied",
    "chemical@protege",
    "hubs@allied",
    "nuclear@protege",
    "seize@allied",
)
STANDING = {f"vague[{HUBS}]": 0.6, f"vague[{SEIZE}]": 0.6}


@dataclass(frozen=True)
class Bench:
    """nato-2022 on a fixed sample of draws; `mean` is all that comparative statics look at."""

    scenario: Scenario
    draws: int
    solved: dict[tuple[object, ...], dict[str, float]] = field(default_factory=dict)

    @cached_property
    def columns(self) -> Mapping[str, np.ndarray]:
        return draw(self.scenario, self.draws, 11).columns

    def posture(self, **strengths: Mapping[str, float]) -> dict[str, float]:
        """Return standing rows with some strengths set: ``posture(deliver={CHEMICAL: 1})``."""
        names = [one.name for one in self.scenario.model.parameters() if one.given.name == "POSTURE"]
        given = {f"{family}[{rung}]": float(v) for family, by in strengths.items() for rung, v in by.items()}
        assert set(given) <= set(names), sorted(set(given) - set(names))
        return {name: given.get(name, STANDING.get(name, 0.0)) for name in names}

    def line(self, rung: str) -> dict[str, float]:
        assert isinstance(self.scenario.model, Ladder)
        return self.posture(deliver=dict.fromkeys(self.scenario.model.above(rung), 1.0))

    def values(self, posture: Mapping[str, float], changed: Mapping[str, float] | None = None) -> np.ndarray:
        """The defender's value in every draw."""
        columns: dict[str, Any] = {**self.columns, **posture, **(changed or {})}
        return solve(self.scenario.game, columns, self.scenario.solver).values[:, 0]

    def mean(self, posture: Mapping[str, float], changed: Mapping[str, float] | None = None) -> dict[str, float]:
        """Mean of every measure and of the defender's value over the draws, some parameters held at a number."""
        changed = changed or {}
        key = (tuple(sorted(posture.items())), tuple(sorted(changed.items())))
        if key not in self.solved:
            columns: dict[str, Any] = {**self.columns, **posture, **changed}
            solution = solve(self.scenario.game, columns, self.scenario.solver)
            assert solution.solved.all()
            found = {name: solution.measures[:, i].mean() for i, name in enumerate(self.scenario.game.measures)}
            self.solved[key] = {**found, "value": solution.values[:, 0].mean()}
        return self.solved[key]

    def share(self, posture: Mapping[str, float], *rungs: str, **changed: float) -> float:
        """Mean share of some rungs; changed parameters are named as keywords."""
        means = self.mean(posture, changed)
        return sum(means[f"rung[{rung}]"] for rung in rungs)


@pytest.fixture(scope="session")
def nato() -> Scenario:
    return load("nato-2022")


@pytest.fixture(scope="session")
def bench(nato: Scenario) -> Bench:
    return Bench(nato, draws=64)
