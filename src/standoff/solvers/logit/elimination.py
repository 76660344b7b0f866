"""Dense elimination with row exchanges, for the bordered systems of a trace."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

inner = njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
"""For kernels that only kernels call: the entry's cache holds the code of all, and a Python entry for each would cost a
third of their compilation. Division by zero gives infinity or NaN, which the tracer refuses, and no exception."""

SPARSE = 4
"""A pivot row with fewer entries than one in this many is gone through entry by entry; denser ones in one sweep, which
the processor does eight at a time."""


@njit(cache=True, nogil=True, error_model="numpy")
def factorise(matrix: NDArray[np.float64], pivot: NDArray[np.int64], columns: NDArray[np.int64], size: int) -> int:
    """Factorise the leading square of `matrix` in place; return the sign of its determinant, 0 where it is singular.

    Shapes
    ------
    matrix : (N, N) float64, N >= size, **overwritten** by L (unit diagonal, below) and U
    pivot : (N,) int64, **overwritten**: row exchanged with row k at step k
    columns : (N,) int64, work space

    Notes
    -----
    Rows whose multiplier is zero are skipped, and where a pivot row is sparse only its entries are touched; on game
    trees that saves most of the work. No inner loop is a reduction, so vectorising does not change a bit.
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
        inverse, entries = 1.0 / matrix[k, k], 0
        for c in range(k + 1, size):
            if matrix[k, c] != 0.0:
                columns[entries] = c
                entries += 1
        sparse = entries * SPARSE < size - k
        for r in range(k + 1, size):
            factor = matrix[r, k]
            if factor == 0.0:
                continue
            factor *= inverse
            matrix[r, k] = factor
            if sparse:
                for j in range(entries):
                    matrix[r, columns[j]] -= factor * matrix[k, columns[j]]
            else:
                for c in range(k + 1, size):
                    matrix[r, c] -= factor * matrix[k, c]
    return sign


@njit(cache=True, nogil=True, error_model="numpy")
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
