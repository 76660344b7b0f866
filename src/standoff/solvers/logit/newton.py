"""One Newton step of a bordered system, eliminated symbolically: no index and no zero is left to run time."""

from typing import NamedTuple

from standoff.solvers.logit.program import Builder

Row = dict[int, int]
"""A sparse row: column to the instruction that holds the entry."""


class Step(NamedTuple):
    """Instructions of the solution of a bordered system of n + 1 unknowns."""

    newton: list[int]
    """(n + 1,) what Newton's method adds to the unknowns."""
    tangent: list[int]
    """(n + 1,) direction of the curve, with unit product with the border."""
    pivot: int
    """Smallest |pivot|, with the sign of the determinant: elimination does not search for large pivots, whoever runs it
    must look; and along a regular curve the sign does not change."""


def accumulate(builder: Builder, row: Row, column: int, value: int) -> None:
    """Add `value` to an entry; structural zeros stay out."""
    if not builder.is_constant(value, 0.0):
        row[column] = builder.add(row[column], value) if column in row else value


def bordered_step(builder: Builder, matrix: list[Row], residual: list[int], border: list[int]) -> Step:
    """Solve [matrix; border] x = [residual; 0] and [matrix; border] y = [0; 1].

    Parameters
    ----------
    builder : Builder
    matrix : n rows of n + 1 columns
        **Overwritten.** The diagonal entry of each row is present.
    residual : (n,) instructions
    border : (n + 1,) instructions
        The last row, full; eliminated last, so that the pivots before it are those of the unbordered system.

    Notes
    -----
    Pivots are taken from the diagonal in Markowitz order, (entries in row - 1)(entries in column - 1) smallest first.
    """
    size = len(matrix)
    rows = [*matrix, dict(enumerate(border))]
    zero, one = builder.constant(0.0), builder.constant(1.0)
    right = [*residual, zero]
    direction = [zero] * size + [one]
    inverse: dict[int, int] = {}
    order: list[int] = []
    smallest, sign = one, one
    left = set(range(size + 1))
    while left:
        chosen = _next_pivot(rows, left, size)
        left.discard(chosen)
        order.append(chosen)
        pivot = rows[chosen][chosen]
        smallest = builder.minimum(builder.absolute(pivot), smallest)
        sign = builder.multiply(sign, builder.select(builder.less(pivot, zero), builder.constant(-1.0), one))
        inverse[chosen] = builder.divide(one, pivot)
        for other in sorted(left):
            if chosen in rows[other]:
                factor = builder.multiply(rows[other][chosen], inverse[chosen])
                for column in sorted(c for c in rows[chosen] if c in left):
                    fill = rows[other].get(column, zero)
                    rows[other][column] = builder.subtract(fill, builder.multiply(factor, rows[chosen][column]))
                right[other] = builder.subtract(right[other], builder.multiply(factor, right[chosen]))
    newton, tangent = dict.fromkeys(order, zero), dict.fromkeys(order, zero)
    done: set[int] = set()
    for chosen in reversed(order):
        step, slope = right[chosen], direction[chosen]
        for column in sorted(c for c in rows[chosen] if c in done):
            step = builder.subtract(step, builder.multiply(rows[chosen][column], newton[column]))
            slope = builder.subtract(slope, builder.multiply(rows[chosen][column], tangent[column]))
        newton[chosen] = builder.multiply(step, inverse[chosen])
        tangent[chosen] = builder.multiply(slope, inverse[chosen])
        done.add(chosen)
    signed = builder.multiply(sign, smallest)
    return Step([newton[k] for k in range(size + 1)], [tangent[k] for k in range(size + 1)], signed)


def _next_pivot(rows: list[Row], left: set[int], border: int) -> int:
    free = [k for k in left if k != border]
    if not free:
        return border
    in_column = dict.fromkeys(left, 0)
    for k in left:
        for column in rows[k]:
            if column in in_column:
                in_column[column] += 1
    return min(free, key=lambda k: ((sum(c in left for c in rows[k]) - 1) * (in_column[k] - 1), k))
