"""Which parameters drive an outcome, or the difference two postures make: first- and total-order Sobol' indices."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.errors import RunError

Floats = NDArray[np.float64]

CONSTANT = 1e-14
"""An output whose variance is below this share of its squared mean is constant for every purpose here."""


@dataclass(frozen=True)
class Indices:
    """Sobol' indices of one output with their bootstrap intervals.

    Shapes: D parameters. ``first``, ``total`` (D,); ``first_interval``, ``total_interval`` (2, D), the 2.5 % and 97.5 %
    points of the bootstrap; ``samples`` base samples, ``dropped`` those left out because some solution failed.
    """

    names: tuple[str, ...]
    first: Floats
    total: Floats
    first_interval: Floats
    total_interval: Floats
    variance: float
    samples: int
    dropped: int


def sobol_indices(
    outputs: tuple[Floats, Floats, Floats],
    names: Sequence[str],
    *,
    bootstraps: int = 100,
    seed: int = 0,
    drop_failed: bool = False,
) -> Indices:
    """Return first- and total-order Sobol' indices with bootstrap intervals.

    Parameters
    ----------
    outputs : tuple of (N,), (N,), (D, N) float64
        The output at the base samples A, at B, and at A with column d taken from B, for each parameter d.
    names : sequence of D str
        The parameters, in the order of the last array.
    bootstraps : int
        Resamples of the N base samples behind the intervals.
    seed : int
        Seed of the resampling.
    drop_failed : bool
        Leave out every base sample any of whose D + 2 outputs is not finite; without it such a sample is refused.

    Raises
    ------
    RunError
        If outputs are not finite and `drop_failed` is false, if shapes do not fit, or if the output is constant: no
        sensitivity is defined for an output that never varies.

    Notes
    -----
    Estimators of Saltelli et al. (2010): first order ``mean(B (AB - A)) / V``, total order ``mean((A - AB)²) / 2V``,
    with V the variance of A and B together. A bootstrap is a vector of multinomial counts over base samples, so all
    resamples are one matrix product. Cost: (bootstraps + 1) × N × (2 D + 3) multiplications.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> a, b = rng.random((2, 4096, 2))
    >>> y = lambda x: x[:, 0] + 0.5 * x[:, 1]
    >>> mixed = [np.column_stack([b[:, 0], a[:, 1]]), np.column_stack([a[:, 0], b[:, 1]])]
    >>> found = sobol_indices((y(a), y(b), np.stack([y(x) for x in mixed])), ["x", "z"])
    >>> bool(np.abs(found.total - [0.8, 0.2]).max() < 0.03)
    True
    """
    a, b, mixed = (np.asarray(output, dtype=np.float64) for output in outputs)
    if mixed.ndim != 2 or mixed.shape != (len(names), a.size) or b.shape != a.shape:
        raise RunError(
            "outputs do not fit the names",
            seen=(a.shape, b.shape, mixed.shape),
            need=f"A and B of one length N, and the mixed outputs as ({len(names)}, N)",
        )
    kept = np.isfinite(a) & np.isfinite(b) & np.isfinite(mixed).all(axis=0)
    dropped = int(a.size - kept.sum())
    if dropped and not drop_failed:
        raise RunError(
            f"{dropped} of {a.size} base samples hold an output that is not finite: one would spoil every index",
            need="drop_failed=True, which leaves out whole base samples and reports how many",
        )
    a, b, mixed = a[kept], b[kept], mixed[:, kept]
    if a.size < 2:
        raise RunError("too few base samples are left", seen=int(a.size), need="at least 2")
    spread = np.concatenate([a, b]).var()
    if spread <= CONSTANT * max(float(np.mean(a)) ** 2, np.finfo(float).tiny):
        raise RunError(f"the output is constant over {a.size} base samples", need="an output that varies")
    first, total, variance = _estimate(_statistics(a, b, mixed), np.ones((1, a.size), dtype=np.float32), len(names))
    counts = _multinomial_counts(a.size, bootstraps, seed)
    first_boot, total_boot, _ = _estimate(_statistics(a, b, mixed), counts, len(names))
    points = [2.5, 97.5]
    return Indices(
        tuple(names),
        first[0],
        total[0],
        np.percentile(first_boot, points, axis=0),
        np.percentile(total_boot, points, axis=0),
        float(variance[0]),
        int(a.size),
        dropped,
    )


def _statistics(a: Floats, b: Floats, mixed: Floats) -> Floats:
    """Return the (2 D + 2, N) terms whose means make every index; outputs are centred against cancellation."""
    centre = (a.mean() + b.mean()) / 2
    a, b, mixed = a - centre, b - centre, mixed - centre
    return np.concatenate([b * (mixed - a), (a - mixed) ** 2, [(a + b) / 2, (a * a + b * b) / 2]])


def _estimate(statistics: Floats, counts: NDArray[np.float32], parameters: int) -> tuple[Floats, Floats, Floats]:
    """Return first, total (resamples, D) and the variance (resamples,) under the given counts of base samples."""
    size = statistics.shape[1]
    means = np.zeros((counts.shape[0], statistics.shape[0]))
    block = 1 << 14  # keeps the product in cache and its rounding independent of the number of threads
    for start in range(0, size, block):
        means += counts[:, start : start + block].astype(np.float64) @ statistics[:, start : start + block].T
    means /= size
    variance = means[:, -1] - means[:, -2] ** 2
    scale = variance[:, None]
    return means[:, :parameters] / scale, means[:, parameters : 2 * parameters] / (2 * scale), variance


def _multinomial_counts(size: int, resamples: int, seed: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    counts = np.empty((resamples, size), dtype=np.float32)
    for row in counts:
        row[:] = np.bincount(rng.integers(0, size, size, dtype=np.int32), minlength=size)
    return counts
