"""Prior distributions as frozen values: a quantile function, the support and the mean.

The only special functions needed come from `scipy.special`, imported on use: `scipy.stats` takes most of a second
to load and `standoff check` must stay light.
"""

from dataclasses import dataclass, fields
from math import exp, inf, isfinite, log, pi, sqrt
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import ScenarioError
from standoff.scenario.elicited import Elicited, Pool

Floats = NDArray[np.float64]

_EDGE = 2.0**-53
"""How near 0 or 1 a probability may come in an unbounded prior: a Sobol' point may be 0, a draw must be finite."""


class Prior(Protocol):
    """What every prior answers. `quantile` is increasing, so it carries uniform points to draws."""

    KIND: ClassVar[str]

    @property
    def support(self) -> tuple[float, float]:
        """The smallest closed interval that holds every draw."""

    @property
    def mean(self) -> float:
        """The expected value."""

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which a share `u` of the prior lies, elementwise."""


def describe(prior: Prior) -> str:
    """Say a prior in one phrase.

    Examples
    --------
    >>> describe(Pert(0.2, 0.5, 0.9))
    'pert(lower 0.2, mode 0.5, upper 0.9, peak 4)'
    """
    shown = ", ".join(f"{part.name} {_plain(getattr(prior, part.name))}" for part in fields(prior))  # type: ignore[arg-type]
    return f"{prior.KIND}({shown})"


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return (" | " if value and isinstance(value[0], tuple) else " ").join(_plain(one) for one in value)
    return value.value if isinstance(value, Pool) else f"{value:g}"


def _finite(prior: object, *names: str) -> None:
    """Refuse anything but finite numbers; the error's place is the field's name, which the loader turns into a line."""
    for name in names:
        value = getattr(prior, name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise ScenarioError("is not a finite number", where=name, seen=value, need="a number such as 0.5")


def _ordered(lower: float, upper: float) -> None:
    if upper < lower:
        raise ScenarioError(f"{upper:g} is below lower {lower:g}", where="upper", need="lower < upper")
    if upper == lower:
        raise ScenarioError(f"{upper:g} equals lower", where="upper", need="lower < upper, or {fixed: a value}")


def _positive(name: str, value: float) -> None:
    if value <= 0:
        raise ScenarioError(f"{value:g} is not positive", where=name, need="a number above 0")


def _between(name: str, value: float, lower: float, upper: float) -> None:
    if not lower <= value <= upper:
        raise ScenarioError(f"{value:g} lies outside [{lower:g}, {upper:g}]", where=name, need="lower ≤ mode ≤ upper")


def _probabilities(u: ArrayLike) -> Floats:
    points = np.asarray(u, dtype=np.float64)
    if not np.all((points >= 0.0) & (points <= 1.0)):
        raise ScenarioError("a quantile needs probabilities in [0, 1]")
    return points


def _inside(u: ArrayLike) -> Floats:
    return np.clip(_probabilities(u), _EDGE, 1.0 - _EDGE)


@dataclass(frozen=True)
class Uniform:
    """Every value between `lower` and `upper` equally likely.

    Examples
    --------
    >>> Uniform(1, 3).quantile([0, 0.5, 1]).tolist()
    [1.0, 2.0, 3.0]
    >>> Uniform(lower=0.6, upper=0.3)
    Traceback (most recent call last):
    standoff.errors.ScenarioError: upper 0.3 is below lower 0.6. Needed: lower < upper
    """

    lower: float
    upper: float
    KIND: ClassVar[str] = "uniform"

    def __post_init__(self) -> None:
        _finite(self, "lower", "upper")
        _ordered(self.lower, self.upper)

    @property
    def support(self) -> tuple[float, float]:
        return self.lower, self.upper

    @property
    def mean(self) -> float:
        return 0.5 * (self.lower + self.upper)

    def quantile(self, u: ArrayLike) -> Floats:
        # a convex combination, not lower + u * width: the ends come out exactly
        points = _probabilities(u)
        return np.clip((1.0 - points) * self.lower + points * self.upper, self.lower, self.upper)


@dataclass(frozen=True)
class LogUniform:
    """Every order of magnitude between two positive ends equally likely.

    Examples
    --------
    >>> LogUniform(0.1, 10).quantile([0, 0.5, 1]).round(12).tolist()
    [0.1, 1.0, 10.0]
    """

    lower: float
    upper: float
    KIND: ClassVar[str] = "loguniform"

    def __post_init__(self) -> None:
        _finite(self, "lower", "upper")
        _positive("lower", self.lower)
        _ordered(self.lower, self.upper)

    @property
    def support(self) -> tuple[float, float]:
        return self.lower, self.upper

    @property
    def mean(self) -> float:
        return (self.upper - self.lower) / log(self.upper / self.lower)

    def quantile(self, u: ArrayLike) -> Floats:
        points = _probabilities(u)
        return np.clip(np.exp((1.0 - points) * log(self.lower) + points * log(self.upper)), self.lower, self.upper)


@dataclass(frozen=True)
class Triangular:
    """A density that rises in a straight line to `mode` and falls in one.

    Examples
    --------
    >>> Triangular(0, 1, 2).quantile([0, 0.125, 0.5, 1]).tolist()
    [0.0, 0.5, 1.0, 2.0]
    """

    lower: float
    mode: float
    upper: float
    KIND: ClassVar[str] = "triangular"

    def __post_init__(self) -> None:
        _finite(self, "lower", "mode", "upper")
        _ordered(self.lower, self.upper)
        _between("mode", self.mode, self.lower, self.upper)

    @property
    def support(self) -> tuple[float, float]:
        return self.lower, self.upper

    @property
    def mean(self) -> float:
        return (self.lower + self.mode + self.upper) / 3.0

    def quantile(self, u: ArrayLike) -> Floats:
        points, width = _probabilities(u), self.upper - self.lower
        left, right = self.mode - self.lower, self.upper - self.mode
        rising = self.lower + np.sqrt(points * width * left)
        falling = self.upper - np.sqrt((1.0 - points) * width * right)
        return np.clip(np.where(points * width <= left, rising, falling), self.lower, self.upper)


@dataclass(frozen=True)
class Normal:
    """The normal distribution, unbounded.

    Examples
    --------
    >>> Normal(1, 2).quantile([0.5, 0.975]).round(3).tolist()
    [1.0, 4.92]
    """

    mean: float
    sd: float
    KIND: ClassVar[str] = "normal"

    def __post_init__(self) -> None:
        _finite(self, "mean", "sd")
        _positive("sd", self.sd)

    @property
    def support(self) -> tuple[float, float]:
        return -inf, inf

    def quantile(self, u: ArrayLike) -> Floats:
        from scipy.special import ndtri

        return np.asarray(self.mean + self.sd * ndtri(_inside(u)), dtype=np.float64)


@dataclass(frozen=True)
class TruncatedNormal:
    """A normal distribution with the given centre and sd, cut to [lower, upper] and rescaled.

    The centre is the mean of the normal before the cut, and may lie outside the bounds.

    Examples
    --------
    >>> prior = TruncatedNormal(centre=0, sd=1, lower=0, upper=3)
    >>> prior.quantile([0, 0.5, 1]).round(3).tolist(), round(prior.mean, 3)
    ([0.0, 0.672, 3.0], 0.791)
    """

    centre: float
    sd: float
    lower: float
    upper: float
    KIND: ClassVar[str] = "truncated_normal"

    def __post_init__(self) -> None:
        _finite(self, "centre", "sd", "lower", "upper")
        _positive("sd", self.sd)
        _ordered(self.lower, self.upper)
        distance = max(self.lower - self.centre, self.centre - self.upper) / self.sd
        if distance > 8.0:  # below 1e-15 of the mass: double precision has no quantiles left
            raise ScenarioError(
                f"{self.centre:g} lies {distance:.0f} sd outside [lower, upper]", where="centre", need="within 8 sd"
            )

    @property
    def support(self) -> tuple[float, float]:
        return self.lower, self.upper

    @property
    def mean(self) -> float:
        from scipy.special import ndtr

        a, b = (self.lower - self.centre) / self.sd, (self.upper - self.centre) / self.sd
        density = (exp(-0.5 * a * a) - exp(-0.5 * b * b)) / sqrt(2.0 * pi)
        mass = float(ndtr(b) - ndtr(a)) if a <= 0.0 else float(ndtr(-a) - ndtr(-b))
        return self.centre + self.sd * density / mass

    def quantile(self, u: ArrayLike) -> Floats:
        from scipy.special import ndtr, ndtri

        points = _probabilities(u)
        a, b = (self.lower - self.centre) / self.sd, (self.upper - self.centre) / self.sd
        if a > 0.0:  # work in the lower tail, where ndtr keeps its digits
            z = -ndtri((1.0 - points) * ndtr(-a) + points * ndtr(-b))
        else:
            z = ndtri((1.0 - points) * ndtr(a) + points * ndtr(b))
        return np.clip(self.centre + self.sd * np.asarray(z, dtype=np.float64), self.lower, self.upper)


@dataclass(frozen=True)
class Beta:
    """The beta distribution with shapes `a` and `b`, on [lower, upper] (by default a probability).

    Examples
    --------
    >>> Beta(2, 2).mean, Beta(2, 2).quantile([0.5]).round(12).tolist()
    (0.5, [0.5])
    """

    a: float
    b: float
    lower: float = 0.0
    upper: float = 1.0
    KIND: ClassVar[str] = "beta"

    def __post_init__(self) -> None:
        _finite(self, "a", "b", "lower", "upper")
        _positive("a", self.a)
        _positive("b", self.b)
        _ordered(self.lower, self.upper)

    @property
    def support(self) -> tuple[float, float]:
        return self.lower, self.upper

    @property
    def mean(self) -> float:
        return self.lower + (self.upper - self.lower) * self.a / (self.a + self.b)

    def quantile(self, u: ArrayLike) -> Floats:
        from scipy.special import betaincinv

        points = _probabilities(u)
        # betaincinv has no answer for denormal probabilities: only the ends themselves go beyond the edge
        share = np.asarray(betaincinv(self.a, self.b, _inside(u)), dtype=np.float64)
        share = np.where(points == 0.0, 0.0, np.where(points == 1.0, 1.0, share))
        return np.clip((1.0 - share) * self.lower + share * self.upper, self.lower, self.upper)


@dataclass(frozen=True)
class LogNormal:
    """A positive quantity whose logarithm is normal: `median`, and `sigma`, the sd of the logarithm.

    Examples
    --------
    >>> LogNormal(9, 0.5).quantile([0.5]).tolist(), round(LogNormal(9, 0.5).mean, 3)
    ([9.0], 10.198)
    """

    median: float
    sigma: float
    KIND: ClassVar[str] = "lognormal"

    def __post_init__(self) -> None:
        _finite(self, "median", "sigma")
        _positive("median", self.median)
        _positive("sigma", self.sigma)

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, inf

    @property
    def mean(self) -> float:
        return self.median * exp(0.5 * self.sigma**2)

    def quantile(self, u: ArrayLike) -> Floats:
        from scipy.special import ndtri

        return np.asarray(self.median * np.exp(self.sigma * ndtri(_inside(u))), dtype=np.float64)


@dataclass(frozen=True)
class Pert:
    """An expert's low, most likely and high value as a scaled beta; `peak` is the weight of the mode (4 is usual).

    Examples
    --------
    >>> Pert(0, 0.5, 1).mean, round(Pert(0, 0.2, 1).mean, 6)
    (0.5, 0.3)
    """

    lower: float
    mode: float
    upper: float
    peak: float = 4.0
    KIND: ClassVar[str] = "pert"

    def __post_init__(self) -> None:
        _finite(self, "lower", "mode", "upper", "peak")
        _ordered(self.lower, self.upper)
        _between("mode", self.mode, self.lower, self.upper)
        _positive("peak", self.peak)

    @property
    def _beta(self) -> Beta:
        share = (self.mode - self.lower) / (self.upper - self.lower)
        return Beta(1.0 + self.peak * share, 1.0 + self.peak * (1.0 - share), self.lower, self.upper)

    @property
    def support(self) -> tuple[float, float]:
        return self.lower, self.upper

    @property
    def mean(self) -> float:
        return self._beta.mean

    def quantile(self, u: ArrayLike) -> Floats:
        return self._beta.quantile(u)


@dataclass(frozen=True)
class Discrete:
    """Finitely many values with weights, which need not sum to 1.

    Examples
    --------
    >>> prior = Discrete(values=(0, 1, 5), weights=(1, 2, 1))
    >>> prior.quantile([0.1, 0.25, 0.5, 0.9]).tolist(), prior.mean
    ([0.0, 1.0, 1.0, 5.0], 1.75)
    """

    values: tuple[float, ...]
    weights: tuple[float, ...]
    KIND: ClassVar[str] = "discrete"

    def __post_init__(self) -> None:
        if not self.values:
            raise ScenarioError("are empty", where="values", need="at least one value")
        if len(self.values) != len(self.weights):
            raise ScenarioError(
                f"number {len(self.weights)} and values {len(self.values)}", where="weights", need="one weight a value"
            )
        if any(isinstance(value, bool) or not isfinite(value) for value in self.values):
            raise ScenarioError("must be finite numbers", where="values", seen=self.values)
        if any(isinstance(weight, bool) or not isfinite(weight) or weight <= 0 for weight in self.weights):
            raise ScenarioError("must be positive numbers", where="weights", seen=self.weights)
        if any(later <= earlier for earlier, later in zip(self.values, self.values[1:], strict=False)):
            raise ScenarioError("must rise from each to the next", where="values", seen=self.values)

    @property
    def support(self) -> tuple[float, float]:
        return self.values[0], self.values[-1]

    @property
    def mean(self) -> float:
        total = sum(self.weights)
        return sum(value * weight for value, weight in zip(self.values, self.weights, strict=True)) / total

    def quantile(self, u: ArrayLike) -> Floats:
        shares = np.cumsum(self.weights) / sum(self.weights)
        chosen = np.searchsorted(shares[:-1], _probabilities(u), side="right")
        return np.asarray(self.values, dtype=np.float64)[chosen]


@dataclass(frozen=True)
class Fixed:
    """One value, known.

    Examples
    --------
    >>> Fixed(2).quantile([0.1, 0.9]).tolist()
    [2.0, 2.0]
    """

    value: float
    KIND: ClassVar[str] = "fixed"

    def __post_init__(self) -> None:
        _finite(self, "value")

    @property
    def support(self) -> tuple[float, float]:
        return self.value, self.value

    @property
    def mean(self) -> float:
        return self.value

    def quantile(self, u: ArrayLike) -> Floats:
        return np.full(_probabilities(u).shape, float(self.value))


PriorType = (
    type[Uniform]
    | type[LogUniform]
    | type[Triangular]
    | type[Normal]
    | type[TruncatedNormal]
    | type[Beta]
    | type[LogNormal]
    | type[Pert]
    | type[Discrete]
    | type[Elicited]
    | type[Fixed]
)

PRIORS: dict[str, PriorType] = {
    prior.KIND: prior
    for prior in (
        Uniform,
        LogUniform,
        Triangular,
        Normal,
        TruncatedNormal,
        Beta,
        LogNormal,
        Pert,
        Discrete,
        Elicited,
        Fixed,
    )
}
"""Every kind of prior by its name in a scenario document."""
