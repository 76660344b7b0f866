"""A prior from several experts' quantiles, pooled, with their disagreement kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise
from math import isfinite
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import ScenarioError

Floats = NDArray[np.float64]


class Pool(Enum):
    """How several experts make one prior.

    Linear: one of them is right, with the chance its weight says; disagreement widens the prior. Log: each holds a part
    of the evidence; the pool is where they overlap, and an expert who rules something out rules it out for all.
    """

    LINEAR = "linear"
    LOG = "log"


@dataclass(frozen=True)
class Elicited:
    """What several experts said about some quantiles, pooled.

    Parameters
    ----------
    lower, upper : float
        The range all experts were asked about; a parameter cannot lie outside.
    levels : tuple of float
        The shares asked for, rising, between 0 and 1: (0.05, 0.5, 0.95).
    experts : tuple of tuple of float
        Each expert's values at these levels, rising and inside the range.
    weights : tuple of float
        One an expert; equal when left out. They need not sum to 1.
    pool : Pool
        Linear or log.

    Notes
    -----
    Between its quantiles an expert's probability is spread evenly, which claims nothing more than was said (Cooke
    1991). Both pools then have piecewise constant densities and are exact (Genest and Zidek 1986).

    Examples
    --------
    >>> calm, worried = (0.1, 0.2, 0.4), (0.5, 0.6, 0.8)
    >>> both = Elicited(0, 1, levels=(0.05, 0.5, 0.95), experts=(calm, worried))
    >>> both.quantile([0.05, 0.5, 0.95]).round(2).tolist(), round(both.disagreement, 2)
    ([0.11, 0.45, 0.79], 0.91)
    """

    lower: float
    upper: float
    levels: tuple[float, ...]
    experts: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...] = ()
    pool: Pool = Pool.LINEAR
    KIND: ClassVar[str] = "elicited"

    def __post_init__(self) -> None:
        if not (isfinite(self.lower) and isfinite(self.upper) and self.lower < self.upper):
            raise ScenarioError(
                f"{self.upper:g} is not above lower {self.lower:g}", where="upper", need="lower < upper"
            )
        if not self.levels or not _rising((0.0, *self.levels, 1.0)):
            raise ScenarioError("must rise between 0 and 1", where="levels", seen=self.levels, need="(0.05, 0.5, 0.95)")
        if not self.experts:
            raise ScenarioError("are empty", where="experts", need="at least one expert's quantiles")
        for number, quantiles in enumerate(self.experts, start=1):
            if len(quantiles) != len(self.levels):
                raise ScenarioError(
                    f"expert {number} gives {len(quantiles)} values", where="experts", need="one a level"
                )
            if not _rising((self.lower, *quantiles, self.upper)):
                raise ScenarioError(
                    f"expert {number}'s values must rise between lower and upper", where="experts", seen=quantiles
                )
        if self.weights and (
            len(self.weights) != len(self.experts) or not all(isfinite(w) and w > 0 for w in self.weights)
        ):
            raise ScenarioError("must be one positive number an expert", where="weights", seen=self.weights)

    @property
    def support(self) -> tuple[float, float]:
        """The range all experts were asked about."""
        return self.lower, self.upper

    @property
    def mean(self) -> float:
        """The expected value of the pool."""
        knots, shares = self._pooled
        return float(np.sum(np.diff(shares) * (knots[1:] + knots[:-1]) / 2))

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which a share `u` of the pool lies, elementwise."""
        points = np.asarray(u, dtype=np.float64)
        if not np.all((points >= 0.0) & (points <= 1.0)):
            raise ScenarioError("a quantile needs probabilities in [0, 1]")
        knots, shares = self._pooled
        return np.asarray(np.interp(points, shares, knots), dtype=np.float64)

    @property
    def disagreement(self) -> float:
        """Largest distance between two experts' distributions: 0 where they agree, 1 where they share nothing."""
        shares = self._shares
        return float(max((np.abs(a - b).max() for a in shares for b in shares), default=0.0))

    @cached_property
    def _knots(self) -> Floats:
        """Every value that some expert named, and both ends."""
        return np.unique([self.lower, self.upper, *(value for quantiles in self.experts for value in quantiles)])

    @cached_property
    def _shares(self) -> Floats:
        """Each expert's distribution function at the knots, (experts, knots)."""
        heights = (0.0, *self.levels, 1.0)
        return np.stack([np.interp(self._knots, (self.lower, *one, self.upper), heights) for one in self.experts])

    @cached_property
    def _pooled(self) -> tuple[Floats, Floats]:
        """The pool's distribution function: knots and heights, linear between."""
        weights = np.array(self.weights or (1.0,) * len(self.experts))
        weights = weights / weights.sum()
        if self.pool is Pool.LINEAR:
            return self._knots, weights @ self._shares
        widths = np.diff(self._knots)
        density = np.exp(weights @ np.log(np.diff(self._shares, axis=1) / widths))
        mass = density * widths
        return self._knots, np.concatenate([[0.0], np.cumsum(mass / mass.sum())])


def _rising(values: Sequence[float]) -> bool:
    return all(isfinite(value) for value in values) and all(before < after for before, after in pairwise(values))
