"""Who can be whom and do what in the ladder game; the values are the labels of the tree."""

from dataclasses import dataclass
from enum import StrEnum

DEFENDER, CHALLENGER = "defender", "challenger"


class Motive(StrEnum):
    """What drives the challenger; it alone knows which."""

    OPPORTUNIST = "opportunist"
    FEARFUL = "fearful"
    GAMBLER = "gambler"
    CAUTIOUS = "cautious"


class Resolve(StrEnum):
    """How much the defender that exists cares; it alone knows which."""

    FIRM = "firm"
    RELUCTANT = "reluctant"


class Perceived(StrEnum):
    """Defenders that exist only in the challenger's mind: true probability 0, moves by table.

    The hair-trigger answers anything left open with force, the literalist does what it said and nothing more,
    the paper tiger ruled something out because it is afraid.
    """

    HAIR_TRIGGER = "hair-trigger"
    LITERALIST = "literalist"
    PAPER_TIGER = "paper tiger"


class PrivateWarning(StrEnum):
    """Whether a private warning binds who gave it. It does; the challenger may not believe so."""

    BINDS = "binds"
    EMPTY = "empty"


class Response(StrEnum):
    """What the defender does about an incident."""

    NONE = "none"
    ECONOMIC = "economic"
    FORCE = "force"


class Reaction(StrEnum):
    """What the challenger does when force is used."""

    RETREAT = "retreat"
    FIGHT = "fight"


class Announcement(StrEnum):
    """What the defender announces in the signalling variant, knowing its own resolve."""

    STAND = "stand"  # add nothing to the posture given
    LINE = "line"  # commit to force at the announced rung and everything above it


@dataclass(frozen=True)
class Rung:
    """A step of the escalation ladder and the theatre on whose soil it is taken.

    Examples
    --------
    >>> Rung("chemical@protege", "protege").theatre
    'protege'
    """

    name: str
    theatre: str
