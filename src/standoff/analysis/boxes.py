"""Where in a run something is so, as a box: scenario discovery over a predicate or over which family is best."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.claims import holds
from standoff.analysis.discovery import Discovery, discover
from standoff.errors import ClaimError, nearest

if TYPE_CHECKING:
    from standoff.ensemble.store import Run

Truths = NDArray[np.bool_]

RESAMPLES = 10
"""Bootstrap resamples behind the stability of a box."""


@dataclass(frozen=True)
class Found:
    """The draws in which something is so, and the box that tells them from the others best.

    `share` of the `draws` are of interest; `dropped` were left out because a row that is needed failed.
    """

    where: str
    discovery: Discovery
    share: float
    draws: int
    dropped: int

    def in_words(self) -> str:
        """Return the finding as sentences."""
        box, stability = self.discovery.chosen, self.discovery.stability
        shaky = [name for name, share in stability.items() if share < 0.5]
        text = f"{self.where}: in {100 * self.share:.0f} % of {self.draws} draws. Most where {box.in_words()}."
        if shaky:
            text += f" Less than half of the resamples restrict {', '.join(shaky)}: do not lean on it."
        return text


def discover_where(run: "Run", where: str, *, seed: int = 0, resamples: int = RESAMPLES) -> Found:
    """Return the box of parameters in which something is so in a run.

    Parameters
    ----------
    run : Run
        Finished.
    where : str
        ``best = FAMILY``, a family or a posture of the menu, or a predicate in the language of claims.
    seed, resamples : int
        Of the stability.

    Raises
    ------
    ClaimError
        If it cannot be read or names what is not there.
    RunError
        If it is so in every draw, or in none.
    """
    match = re.fullmatch(r"\s*best\s*=\s*'?([^']+?)'?\s*", where)
    held, solved = _best(run, match[1]) if match else holds(run, where)
    design = {name: column[solved] for name, column in run.design().items() if np.ptp(column) > 0}
    cases = np.column_stack(list(design.values()))
    found = discover(cases, held[solved], list(design), resamples=resamples, seed=seed)
    return Found(where, found, float(held[solved].mean()), int(solved.sum()), int((~solved).sum()))


def _best(run: "Run", name: str) -> tuple[Truths, Truths]:
    known = dict.fromkeys([*run.families, *run.postures])
    if name not in known:
        raise ClaimError(
            "no such family or posture", where="best =", seen=name, need="one of " + ", ".join(known),
            near=nearest(name, known),
        )  # fmt: skip
    values = run.table(["value"])["value"]
    solved = np.isfinite(values).all(axis=0)
    winner = np.where(solved, values, -np.inf).argmax(axis=0)
    counted = np.array([name in (family, posture) for family, posture in zip(run.families, run.postures, strict=True)])
    return counted[winner] & solved, solved
