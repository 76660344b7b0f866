"""A speaker as far as a text tells: label, office, whose policy he binds, and what is in doubt."""

from dataclasses import dataclass, replace

OFFICIAL = ("head", "minister", "spokesperson", "envoy", "military")
"""Kinds of voice that bind a state when it is known which."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker as far as the text tells.

    `kind` is an office class of `offices.yaml`, or *group*, *reporter*, *pronoun*, *person*. `doubts` lower the
    confidence of every row of this voice: (how much, why). `hearsay`: speaks of others' positions.
    """

    label: str
    office: str = ""
    principal: str = ""
    authority: str = "none"
    anonymous: bool = False
    kind: str = "person"
    doubts: tuple[tuple[float, str], ...] = ()
    hearsay: bool = False

    def doubted(self, amount: float, reason: str) -> "Voice":
        """The same voice with one more doubt."""
        return replace(self, doubts=(*self.doubts, (amount, reason)))


def principal_open(voice: Voice) -> bool:
    """Whether the principal is missing or only guessed."""
    return not voice.principal or any(amount >= 0.2 and "principal" in why for amount, why in voice.doubts)
