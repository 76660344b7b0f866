"""The prior-predictive check: what the priors imply under one posture, before any postures are compared."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from standoff.errors import ScenarioError, nearest

if TYPE_CHECKING:
    from standoff.scenario import Scenario

DRAWS = 256
"""Draws behind the check: its shares move by a few hundredths beyond that."""


class BandResult(NamedTuple):
    """Mean of a measure over the draws, the band it must lie in, and whether it does."""

    measure: str
    mean: float
    lower: float
    upper: float

    @property
    def inside(self) -> bool:
        """Whether the mean lies in the band."""
        return self.lower <= self.mean <= self.upper


@dataclass(frozen=True)
class Predictive:
    """What the priors imply under `posture`, over `draws` draws of which `failed` did not solve."""

    posture: str
    note: str
    bands: tuple[BandResult, ...]
    draws: int
    failed: int

    @property
    def passed(self) -> bool:
        """Whether every band holds."""
        return all(band.inside for band in self.bands)


def predictive_check(scenario: "Scenario", *, draws: int = DRAWS, seed: int = 0) -> Predictive:
    """Solve the posture that the scenario's face validity names, and compare means with the stated bands.

    Parameters
    ----------
    scenario : Scenario
        With a `face_validity`; without one the result has no bands and passes.
    draws, seed : int
        The design, as of a run.

    Raises
    ------
    ScenarioError
        If a band names no measure of the game, or no draw solves.
    """
    face = scenario.face_validity
    if face is None:
        return Predictive("", "", (), 0, 0)
    measures = scenario.game.measures
    for band in face.bands:
        if band.measure not in measures:
            need = "one of " + ", ".join(measures)
            near = nearest(band.measure, measures)
            raise ScenarioError("no such measure in the bands", seen=band.measure, need=need, near=near)
    from standoff.ensemble.run import solved_rows

    solution = solved_rows(scenario, [scenario.item(face.posture)], draws=draws, seed=seed)
    solved = solution.solved
    if not solved.any():
        raise ScenarioError("no draw solves", where=f"posture {face.posture}", seen=solution.message(0))
    means = dict(zip(measures, solution.measures[solved].mean(axis=0).tolist(), strict=True))
    bands = tuple(BandResult(band.measure, means[band.measure], band.lower, band.upper) for band in face.bands)
    return Predictive(face.posture, face.note, bands, draws, int((~solved).sum()))
