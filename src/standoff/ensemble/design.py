"""The draws: a scrambled Sobol' sequence carried through the scenario's priors, the same for every posture."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from standoff.ensemble.seeds import Stream, generator
from standoff.errors import RunError

if TYPE_CHECKING:
    from scipy.stats.qmc import Sobol

Floats = NDArray[np.float64]

BITS = 32
"""Binary digits of a Sobol' coordinate: 2**32 distinct draws, far beyond any ensemble."""

LIMIT = 2**24
"""More draws than this is a slip of the keyboard, not an ensemble."""

STRIDE = 2**15
"""Points between the places of a sequence that are kept."""

HALF_STEP = 2.0 ** -(BITS + 1)
"""Added to each coordinate: it moves the lattice off 0, where an unbounded prior is infinite, and keeps it below 1."""


class Quantile(Protocol):
    """A prior, as far as a design needs it."""

    def quantile(self, u: Floats, /) -> Floats:
        """Return the value below which a share `u` of the prior lies, elementwise."""


class NamedPrior(Protocol):
    """A parameter and its prior, as a scenario lists them."""

    @property
    def name(self) -> str:
        """Name of the parameter."""

    @property
    def prior(self) -> Quantile:
        """Its prior."""


class Uncertain(Protocol):
    """What a design needs of a scenario."""

    @property
    def priors(self) -> Sequence[NamedPrior]:
        """One prior a parameter, in the order of the document: the order of the coordinates."""


@dataclass(frozen=True)
class Design:
    """Parameter values, one column a parameter and one row a draw.

    Parameters
    ----------
    columns : Mapping[str, (n,) float64]
        Values by parameter name, in the scenario's order, derived parameters last.
    first : int
        Number of the first draw; draws are numbered from 0.
    seed : int
        The seed of the sequence.
    """

    columns: Mapping[str, Floats]
    first: int
    seed: int

    def __len__(self) -> int:
        """Return the number of draws."""
        return len(next(iter(self.columns.values()))) if self.columns else 0


def draw(scenario: Uncertain, draws: int, seed: int, *, first: int = 0) -> Design:
    """Draw parameter points from a scenario's priors: the first 64 of 256 draws are the 64 draws of the same seed.

    Every prior owns one coordinate of the sequence, a fixed one too, so that fixing a parameter leaves all other
    columns as they were. Rank correlations enter by a Gaussian copula row by row, which keeps that property and each
    marginal prior exactly. Sizes that are no power of two are prefixes of the next one: valid, a little less even.

    Parameters
    ----------
    scenario : Uncertain
        With `priors`; `correlations` (pairs of names with a rank correlation) and `derive` are used where present.
    draws : int
        How many, from 1 to `LIMIT`.
    seed : int
        Zero or more.
    first : int
        Number of the first draw: a chunk of a longer design has the values that design has there.

    Returns
    -------
    Design

    Raises
    ------
    RunError
        If the number of draws or the seed is out of range, or a prior yields a value that is not finite.

    Notes
    -----
    Sobol' points by `scipy.stats.qmc` (Joe and Kuo 2008 direction numbers, linear matrix scrambling with a digital
    shift: Matoušek 1998).

    Examples
    --------
    >>> from types import SimpleNamespace as Stand
    >>> class Unit:
    ...     def quantile(self, u):
    ...         return u
    >>> scenario = Stand(priors=[Stand(name="firm", prior=Unit()), Stand(name="harm", prior=Unit())])
    >>> whole, part = draw(scenario, 8, 7), draw(scenario, 3, 7, first=2)
    >>> bool((whole.columns["harm"][2:5] == part.columns["harm"]).all())
    True
    """
    check_size(first + draws, seed)
    priors = scenario.priors
    names = [item.name for item in priors]
    points = _points(len(names), seed, first=first, count=draws) if names else np.empty((0, draws))
    _correlate(points, names, getattr(scenario, "correlations", ()))
    columns = {item.name: _values(item, points[j], first) for j, item in enumerate(priors)}
    derive = getattr(scenario, "derive", None)
    if derive is not None:
        columns = dict(derive(columns))
    return Design(columns, first, seed)


def chunks(first: int, stop: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of draws that chunks of `size` cover.

    Examples
    --------
    >>> list(chunks(3, 10, 4))
    [(3, 7), (7, 10)]
    """
    for start in range(first, stop, size):
        yield start, min(start + size, stop)


def check_size(draws: int, seed: int) -> None:
    """Refuse a number of draws or a seed out of range.

    Raises
    ------
    RunError
    """
    if not 1 <= draws <= LIMIT:
        raise RunError("number of draws out of range", where="draws", seen=draws, need=f"from 1 to {LIMIT}")
    if seed < 0:
        raise RunError("seed is negative", where="seed", seen=seed, need="zero or more")


def _points(dimensions: int, seed: int, *, first: int, count: int) -> Floats:
    """Return coordinates (dimensions, count) strictly between 0 and 1."""
    stride, rest = divmod(max(first - 1, 0), STRIDE)
    opening, kept = _sequence(dimensions, seed, stride)
    sequence = deepcopy(kept)
    if rest:
        sequence.fast_forward(rest)
    points = sequence.random(count - 1 if first == 0 else count) if first or count > 1 else opening[:0]
    if first == 0:
        points = np.vstack([opening, points])
    coordinates = np.ascontiguousarray(points.T)
    coordinates += HALF_STEP
    return coordinates


@lru_cache(maxsize=8)
def _sequence(dimensions: int, seed: int, stride: int) -> "tuple[Floats, Sobol]":
    """Return the first point, and a sequence of which that and `stride` strides more are taken, to be copied.

    Scrambling takes as long as a small chunk, and going to a point as long as the points before it are many; threads
    share what is kept.
    """
    if stride:
        opening, before = _sequence(dimensions, seed, stride - 1)
        return opening, deepcopy(before).fast_forward(STRIDE)
    from scipy.stats import qmc  # seconds to import: only once draws are wanted

    if dimensions > qmc.Sobol.MAXDIM:
        raise RunError("too many priors for a Sobol' sequence", seen=dimensions, need=f"at most {qmc.Sobol.MAXDIM}")
    sequence = qmc.Sobol(dimensions, scramble=True, bits=BITS, rng=generator(seed, Stream.DESIGN))
    # SciPy warns when the first request is no power of two; the first point alone is one, and the rest follow on.
    return sequence.random(1), sequence


def _values(item: NamedPrior, u: Floats, first: int) -> Floats:
    values = np.ascontiguousarray(np.broadcast_to(np.asarray(item.prior.quantile(u), dtype=np.float64), u.shape))
    finite = np.isfinite(values)
    if not finite.all():
        row = int(np.argmin(finite))
        raise RunError(
            f"prior of {item.name} yields a value that is not finite",
            where=f"draw {first + row}",
            seen=float(values[row]),
            need="a prior that is finite everywhere inside (0, 1): truncate it",
        )
    return values


def _correlate(points: Floats, names: Sequence[str], correlations: Sequence[tuple[str, str, float]]) -> None:
    """Give the coordinates in place the rank correlations asked for, by a Gaussian copula.

    The normal correlation r = 2 sin(π ρ / 6) has rank correlation ρ (Pearson 1907). Sums run coordinate by
    coordinate rather than as a matrix product, because a blocked product rounds differently in another chunk.
    """
    if not correlations:
        return
    from scipy.special import ndtr, ndtri

    involved = sorted({names.index(name) for a, b, _ in correlations for name in (a, b)})
    factor = _cholesky(involved, names, correlations)
    scores = [ndtri(points[j]) for j in involved]
    for k, j in enumerate(involved):
        mixed = np.zeros_like(scores[0])
        for other in range(k + 1):
            mixed += factor[k, other] * scores[other]
        points[j] = np.clip(ndtr(mixed), HALF_STEP, 1 - HALF_STEP)


def _cholesky(involved: Sequence[int], names: Sequence[str], correlations: Sequence[tuple[str, str, float]]) -> Floats:
    matrix = np.eye(len(involved))
    for a, b, rank in correlations:
        i, j = involved.index(names.index(a)), involved.index(names.index(b))
        matrix[i, j] = matrix[j, i] = 2 * np.sin(np.pi * rank / 6)
    try:
        return np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
    except np.linalg.LinAlgError:
        pairs = ", ".join(f"{a} with {b}: {rank:g}" for a, b, rank in correlations)
        raise RunError("rank correlations contradict one another", seen=pairs, need="a positive definite set") from None
