"""Utility functions that are safe for every draw, on symbols and on arrays alike."""

from typing import Any

import numpy as np

_SERIES_BELOW = 1e-5
"""Below this |r x| three terms of the series are exact to rounding (the fourth is 4e-17 relative)."""


def cara(x: Any, r: Any) -> Any:
    """Return the constant-absolute-risk-aversion utility (1 - exp(-r x)) / r, which is x at r = 0.

    Written so that neither side of a `np.where` divides by zero and no digits cancel near r = 0; ``np.where``
    evaluates both of its sides, so the plain formula would give NaN there.

    Parameters
    ----------
    x : float, array or Symbol
        Outcome, in units of payoff.
    r : float, array or Symbol
        Absolute risk aversion, any sign, in 1 / units of payoff: positive is averse, negative seeking.

    Returns
    -------
    float, array or Symbol
        Utility: 0 at x = 0, slope 1 there, increasing in x for every r.

    Examples
    --------
    >>> import numpy as np
    >>> cara(2.0, np.array([-0.5, 0.0, 1e-12, 0.5])).round(9)
    array([3.43656366, 2.        , 2.        , 1.26424112])
    """
    exponent = -r * x
    small = np.abs(exponent) < _SERIES_BELOW
    divisor = np.where(small, 1.0, exponent)
    series = 1.0 + exponent * (0.5 + exponent * (1.0 / 6.0))
    return x * np.where(small, series, np.expm1(divisor) / divisor)
