"""The judgements that turn a statement into a strength, each with its name: the only place they live."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from standoff.errors import PostureError, nearest
from standoff.ledger.statement import Audience, Authority, Record, Specific


def _judged(value: float, meaning: str, high: float = 1.0) -> float:
    judged: float = field(default=value, metadata={"meaning": meaning, "high": high})
    return judged


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Strength of a statement = authority × channel × relay × specificity. Every value is a judgement.

    A scenario may replace any of them, and may give it a prior: `Weights.named` takes the names used here.

    Examples
    --------
    >>> weights = Weights()
    >>> weights.specificity((Specific.INSTRUMENT, Specific.WHO, Specific.UNHEDGED))
    0.8
    >>> weights.named({"authority_advisory": 0.5}).authority(Authority.ADVISORY)
    0.5
    """

    authority_binding: float = _judged(1.0, "a speaker who can bind the principal")
    authority_advisory: float = _judged(0.25, "a speaker of the principal who cannot bind it")
    channel_public: float = _judged(1.0, "said in public, by name")
    channel_public_anonymous: float = _judged(0.5, "said in public, without a name")
    channel_ally: float = _judged(0.5, "said to allies or behind closed doors, by name")
    channel_ally_anonymous: float = _judged(0.25, "said to allies or behind closed doors, without a name")
    channel_private: float = _judged(1.0, "said to the adversary alone: its own layer, discounted by the game instead")
    channel_private_anonymous: float = _judged(0.5, "said to the adversary alone, by a voice without a name")
    relay_two: float = _judged(0.5, "two voices between the owner of the position and the reader")
    relay_more: float = _judged(0.25, "three or more voices between")
    specific_instrument: float = _judged(0.4, "names the instrument")
    specific_class: float = _judged(0.2, "names only the instrument's class")
    specific_trigger: float = _judged(0.2, "names the trigger, or says 'in no case'")
    specific_who: float = _judged(0.2, "says who acts")
    specific_unhedged: float = _judged(0.2, "no hedge of time or modality")
    hedge_days: float = _judged(90.0, "days after which 'for now', not renewed, has lapsed (strict reading)", 36525.0)

    def __post_init__(self) -> None:
        for judgement in fields(self):
            value, high = getattr(self, judgement.name), judgement.metadata["high"]
            if not 0.0 <= value <= high:
                raise PostureError(
                    "weight out of range", where=judgement.name, seen=value, need=f"a number from 0 to {high:g}"
                )

    def authority(self, authority: Authority) -> float:
        """Return the weight of an authority; none weighs nothing."""
        return {
            Authority.BINDING: self.authority_binding,
            Authority.ADVISORY: self.authority_advisory,
            Authority.NONE: 0.0,
        }[authority]

    def channel(self, audience: Audience, record: Record) -> float:
        """Return the weight of a channel."""
        named, anonymous = {
            Audience.PUBLIC: (self.channel_public, self.channel_public_anonymous),
            Audience.ALLY: (self.channel_ally, self.channel_ally_anonymous),
            Audience.PRIVATE: (self.channel_private, self.channel_private_anonymous),
        }[audience]
        return anonymous if record is Record.ANONYMOUS else named

    def relay(self, depth: int) -> float:
        """Return the weight of a relay depth: full up to one voice between."""
        return 1.0 if depth <= 1 else self.relay_two if depth == 2 else self.relay_more

    def specificity(self, ticks: tuple[Specific, ...]) -> float:
        """Return the number a checklist adds up to, in [0, 1]."""
        total = sum(float(getattr(self, f"specific_{tick.value}")) for tick in ticks)
        return min(1.0, round(total, 12))

    def named(self, values: Mapping[str, float]) -> "Weights":
        """Return these weights with some replaced by name.

        Raises
        ------
        PostureError
            When a name is unknown or a value out of range.
        """
        known = [judgement.name for judgement in fields(self)]
        for name in values:
            if name not in known:
                raise PostureError(
                    "unknown weight", seen=name, need=f"one of {', '.join(known)}", near=nearest(name, known)
                )
        return replace(self, **dict(values))

    @classmethod
    def meanings(cls) -> dict[str, str]:
        """Return what each weight means, by name."""
        return {judgement.name: str(judgement.metadata["meaning"]) for judgement in fields(cls)}
