"""How carefully the branch is walked, and by which kernel."""

from enum import Enum


class Care(Enum):
    """How short the steps along the branch are.

    What care buys is the right branch: a long step can jump a pair of folds and end, with a perfect certificate, on a
    point that is not the principal branch's. The rates are of the compiled kernel on games of crisis signalling with
    random payoffs, against traces with steps halved until two agree; `standoff.solvers.logit.audit` measures them for
    any other ensemble.
    """

    QUICK = "long steps, for screening: a wrong branch in some 1 row of 100 000 at precision 10, of 1000 at 100"
    NORMAL = "a wrong branch in fewer than 1 row of 100 000 at precision 10, some 1 of 4000 at 30 to 100"
    CAREFUL = "short steps, for audits and for precisions far above 10: half the speed of normal"


class Kernel(Enum):
    """Which code follows the branch. On one branch the answer is the same within 1e-9; `LOOPS` takes every game.

    Exactly symmetric games are for `LOOPS`: long steps of compiled code can leave their bifurcations sideways.
    """

    AUTO = "the fastest kernel that takes the game"
    LOOPS = "loops over the full set of unknowns"
