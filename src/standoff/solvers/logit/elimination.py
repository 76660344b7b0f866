"""Dense elimination with row exchanges, for the bordered systems of a trace."""

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def factorise(matrix: NDArray[np.float64], pivot: NDArray[np.int64], size: int) -> int:
    """Factorise the leading square of `matrix` in place; return the sign of its determinant, 0 where it is singular.

    Shapes
    ------
    matrix : (N, N) float64, N >= size, **overwritten** by L (unit diagonal, below) and U
    pivot : (N,) int64, **overwritten**: row exchanged with row k at step k

    Notes
    -----
    Rows whose multiplier is zero are skipped, which on game trees saves most of the work. The inner loop has no
    reduction, so vectorising it does not change a bit.
    """
    sign = 1
    for k in range(size):
        largest, row = abs(matrix[k, k]), k
        for r in range(k + 1, size):
            if abs(matrix[r, k]) > largest:
                largest, row = abs(matrix[r, k]), r
        pivot[k] = row
        if not largest > 0.0:  # catches NaN too
            return 0
        if row != k:
            sign = -sign
            for c in range(size):
                matrix[k, c], matrix[row, c] = matrix[row, c], matrix[k, c]
        if matrix[k, k] < 0.0:
            sign = -sign
        inverse = 1.0 / matrix[k, k]
        for r in range(k + 1, size):
            factor = matrix[r, k]
            if factor != 0.0:
                factor *= inverse
                matrix[r, k] = factor
                for c in range(k + 1, size):
                    matrix[r, c] -= factor * matrix[k, c]
    return sign


@njit(cache=True, nogil=True)
def substitute(matrix: NDArray[np.float64], pivot: NDArray[np.int64], right: NDArray[np.float64], size: int) -> None:
    """Solve in place for the right-hand side, with the factors and exchanges that `factorise` left."""
    for k in range(size):
        row = pivot[k]
        if row != k:
            right[k], right[row] = right[row], right[k]
    for r in range(1, size):
        total = right[r]
        for c in range(r):
            total -= matrix[r, c] * right[c]
        right[r] = total
    for r in range(size - 1, -1, -1):
        total = right[r]
        for c in range(r + 1, size):
            total -= matrix[r, c] * right[c]
        right[r] = total / matrix[r, r]
