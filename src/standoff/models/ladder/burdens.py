"""What a posture exposes its holder to: a lint against free lunches.

A posture without a cost, or without a way to fail, is a mistake of the model or of the coder, not a finding.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from standoff.models.ladder import Ladder


class Burden(Enum):
    """What kind of price a posture pays."""

    COST = "paid for having said it, or for not standing by it"
    FAILURE = "a way in which it is misread, disbelieved or comes out"


class Exposure(NamedTuple):
    """One price: the parameter that sets it, how far this posture is exposed to it, and why."""

    burden: Burden
    parameter: str
    strength: float
    meaning: str


def exposures(ladder: "Ladder", settings: Mapping[str, float]) -> tuple[Exposure, ...]:
    """Return every price a posture pays, at the strengths it sets.

    Parameters
    ----------
    ladder : Ladder
        The model.
    settings : mapping of str to float
        The posture's parameters: `deliver`, `vague` and `private` above hold, `withhold` everywhere.

    Returns
    -------
    tuple of Exposure
        Those with positive strength.

    Examples
    --------
    >>> from standoff.models.ladder import Ladder, Rung
    >>> ladder = Ladder((Rung("hold", "protege"), Rung("cyber", "allied")))
    >>> drawn = {"deliver[cyber]": 1.0, "vague[cyber]": 0.0, "private[cyber]": 0.0}
    >>> for found in exposures(ladder, {**drawn, "withhold[hold]": 0.0, "withhold[cyber]": 0.0}):
    ...     print(found.burden.name, found.parameter, found.strength)
    COST alpha 1.0
    COST dissent_line 1.0
    FAILURE pride 1.0
    FAILURE permission 1.0
    FAILURE fear 1.0
    """
    above = [rung.name for rung in ladder.provocations]
    deliver, vague, private = (
        [settings[f"{family}[{rung}]"] for rung in above] for family in ("deliver", "vague", "private")
    )
    withhold = [settings[f"withhold[{rung}]"] for rung in above]
    anywhere = [settings[f"withhold[{rung.name}]"] for rung in ladder.rungs]
    here = [settings[f"withhold[{rung.name}]"] for rung in ladder.rungs if rung.theatre == ladder.protege]
    unsaid = [1.0 - max(promised, closed) for promised, closed in zip(deliver, withhold, strict=True)]
    cost, failure = Burden.COST, Burden.FAILURE
    found = (
        Exposure(cost, "alpha", max(deliver + vague), "backing out of what was promised"),
        Exposure(cost, "psi", max(private), "backing out of what was told in private"),
        Exposure(cost, "dissent_line", max(deliver), "members divide over the line"),
        Exposure(cost, "eta", max(withhold), "doing what was ruled out"),
        Exposure(cost, "dissent_rule_out", max(anywhere), "members divide over the rule-out"),
        Exposure(cost, "dissent_unsaid", sum(unsaid) / len(unsaid), "members divide over what is left unsaid"),
        Exposure(failure, "pride", max(deliver), "the challenger fights rather than be seen to give way"),
        Exposure(failure, "permission", max(deliver + private), "what lies below the line is read as tolerated"),
        Exposure(failure, "green_light", max(anywhere), "the rule-out is read as fear"),
        Exposure(failure, "heed", max(private), "the warning is taken for talk"),
        Exposure(failure, "leak", max(private), "the warning comes out and divides the members"),
        Exposure(failure, "fear", 1.0 - max(here, default=0.0), "a fearful challenger stays unassured and pre-empts"),
    )
    return tuple(exposure for exposure in found if exposure.strength > 0.0)


def unpaid(found: Iterable[Exposure]) -> tuple[Burden, ...]:
    """Return the kinds of price that a posture with these exposures does not pay: empty where the lint is content."""
    paid = {exposure.burden for exposure in found}
    return tuple(burden for burden in Burden if burden not in paid)
