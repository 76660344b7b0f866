"""Whether one posture is better than another for everyone, whatever their taste for risk."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NOISE = 1e-9
"""Values nearer than this share of the table's range are equal: about what a certified row is accurate to."""


class Dominance(IntEnum):
    """How strongly one posture dominates another; each degree implies those below it."""

    NONE = 0
    SECOND = 1
    """Second-order stochastic dominance: every risk-averse defender prefers it."""
    FIRST = 2
    """First-order stochastic dominance: every defender who likes more value prefers it."""
    STATEWISE = 3
    """At least as good in every single draw."""


def dominance(values: Floats) -> NDArray[np.int8]:
    """Return the degree to which each posture dominates each other, (P, P), zero on the diagonal.

    Parameters
    ----------
    values : (P, D) float64
        Paired values without NaN. Differences below `NOISE` of the range count as none; a posture dominates only if
        it is better somewhere.
    """
    slack = NOISE * float(np.ptp(values))
    ordered = np.sort(values, axis=1)
    summed = np.cumsum(ordered, axis=1)
    steps = slack * np.arange(1, values.shape[1] + 1)
    found = np.zeros((len(values), len(values)), dtype=np.int8)
    for i in range(len(values)):
        for j in range(len(values)):
            if i == j:
                continue
            if _above(values[i] - values[j], slack):
                found[i, j] = Dominance.STATEWISE
            elif _above(ordered[i] - ordered[j], slack):
                found[i, j] = Dominance.FIRST
            elif _above(summed[i] - summed[j], steps):
                found[i, j] = Dominance.SECOND
    return found


def _above(difference: Floats, slack: Floats | float) -> bool:
    return bool((difference >= -slack).all() and (difference > slack).any())
