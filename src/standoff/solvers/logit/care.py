"""How carefully the branch is walked, and by which kernel."""

from enum import Enum


class Care(Enum):
    """How short the steps along the branch are.

    What care buys is the right branch: a long step can jump a pair of folds and end, with a perfect certificate, on a
    point that is not the principal branch's. Each setting is three or so times slower than the one before.
    """

    QUICK = "long steps: one row in some thousands ends on another branch"
    NORMAL = "steps short enough that wrong branches are below one row in ten thousand"
    CAREFUL = "steps short enough to count every fold; for audits and for precisions far above 10"


class Kernel(Enum):
    """Which code follows the branch. The answer is the same within 1e-9; `LOOPS` takes every game."""

    AUTO = "the fastest kernel that takes the game"
    LOOPS = "loops over the full set of unknowns"
