"""The numbers of a game for many rows of parameters, and what can be wrong with a row."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Codes = NDArray[np.int8]
Longs = NDArray[np.int64]
Evaluator = Callable[[Mapping[str, Any], int], Floats]
"""Given a scalar or (R,) column for every parameter, and R, returns a game's (R, K) quantities."""


class Fault(Enum):
    """What is wrong with a row; the value is the message, the position in the enum is the code kept in arrays.

    Examples
    --------
    >>> Fault.of(3)
    <Fault.NEGATIVE_PROBABILITY: 'a probability is negative'>
    >>> Fault.NONE.code
    0
    """

    NONE = "the numbers are good"
    PAYOFF = "a payoff or measure is NaN or infinite"
    PROBABILITY = "a probability is NaN or infinite"
    NEGATIVE_PROBABILITY = "a probability is negative"
    SUM = "the probabilities of a chance move do not sum to 1 within 1e-9"
    WEIGHT = "a base weight is not positive and finite"

    @property
    def code(self) -> int:
        """The number that stands for this fault in arrays."""
        return list(Fault).index(self)

    @classmethod
    def of(cls, code: int) -> "Fault":
        """Return the fault of a code."""
        return list(cls)[code]


class Values(NamedTuple):
    """A game's numbers, one row for each draw (R rows, K quantities, M members, I information sets).

    Faulty rows have harmless contents: equal `priors`, no marks; their `quantities` are what came out.
    """

    quantities: Floats
    """(R, K) the columns that the ``*_quantity`` arrays of the game point to."""

    priors: Floats
    """(R, M) weight of each member of an information set from chance alone, as its owner sees chance, summing to 1
    within the set. Zeros are limits: only members that need the fewest impossible events keep weight."""

    surprise: Marks
    """(R, I) whether the owner held that chance makes the information set impossible."""

    counterfactual: Marks
    """(R, I) whether true chance makes the information set impossible."""

    fault: Codes
    """(R,) code of a `Fault`; 0 is a good row."""

    @property
    def rows(self) -> int:
        """R."""
        return len(self.fault)

    def at(self, rows: slice | NDArray[np.intp] | Marks) -> "Values":
        """Return some of the rows."""
        return Values(*(array[rows] for array in self))  # type: ignore[arg-type]
