"""How to read a ledger: strictly or loosely, and by which rule members add up to an alliance."""

from enum import Enum


class Reading(Enum):
    """Strict takes every reservation at its word; loose hears the headline. They differ in five named places:

    partial qualifiers and modal hedges; lapse of "for now" and expiry; rows without a trigger; promises or restraint
    without an instrument; closing a class when all its instruments are closed, or one.
    """

    STRICT = "strict"
    LOOSE = "loose"


class Rule(Enum):
    """How an alliance's own rows and its members' combine.

    Under consensus one member's refusal closes what the bloc provides; under any_member one member's promise opens it;
    under most_capable the lead member's word is the alliance's.
    """

    CONSENSUS = "consensus"
    ANY_MEMBER = "any_member"
    MOST_CAPABLE = "most_capable"
