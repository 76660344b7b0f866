"""How an alliance's own voice and its members' combine into one matrix."""

import numpy as np
from numpy.typing import NDArray

from standoff.posture.frame import Frame
from standoff.posture.matrix import FLOOR
from standoff.posture.reading import Rule

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def combine(numbers: Numbers, reserved: Flags, frame: Frame, rule: Rule) -> Numbers:
    """Return the alliance's deliver, vague and withhold (3, C) from its voices' (3, 1 + members, C), the bloc's first.

    Members inherit the bloc's numbers where they said nothing; a member that delivers keeps its cell as it is; a member
    that keeps its options open drops an inherited rule-out only.

    Examples
    --------
    >>> from standoff.posture.frame import Instrument, Rung
    >>> frame = Frame((Rung("hold", "protege"),), (), (Instrument("troops", "force"),), "NATO", ("A", "B"), "A")
    >>> numbers = np.zeros((3, 3, 2))
    >>> numbers[2, 2, 0] = 0.8  # B rules troops out
    >>> [float(combine(numbers, np.zeros((3, 2), bool), frame, rule)[2, 0]) for rule in Rule]
    [0.8, 0.0, 0.0]
    """
    bloc, members = numbers[:, 0], numbers[:, 1:]
    if not frame.members:
        return bloc
    heard = _effective(bloc, members, reserved[1:])
    if rule is Rule.MOST_CAPABLE:
        return heard[:, frame.members.index(frame.lead)] if frame.lead else bloc
    any_member = np.stack([heard[0].max(0), heard[1].max(0), heard[2].min(0)])
    if rule is Rule.ANY_MEMBER:
        return any_member
    return np.where(_by_member(frame), any_member, _consensus(bloc, members, heard))


def split(numbers: Numbers) -> Flags:
    """Return the cells (C,) on which one voice delivers and another withholds, whatever the rule."""
    delivers = numbers[:2].max((0, 1)) >= FLOOR
    withholds = numbers[2].max(0) >= FLOOR
    both: Flags = delivers & withholds
    return both


def _effective(bloc: Numbers, members: Numbers, reserved: Flags) -> Numbers:
    """Each member's numbers with the bloc's inherited where it said nothing."""
    delivers = members[:2].max(0) > 0.0
    withholds = members[2] > 0.0
    inherits_promise = reserved | ~withholds
    heard = np.empty_like(members)
    heard[:2] = np.where(inherits_promise, bloc[:2, None], 0.0)
    heard[2] = np.where(reserved, members[2], np.maximum(members[2], bloc[2]))
    return np.where(delivers, members, heard)


def _consensus(bloc: Numbers, members: Numbers, heard: Numbers) -> Numbers:
    """What the bloc provides: its own promise, or what every member promises; one refusal closes."""
    promised = bloc[:2].max(0) > 0.0
    everyone = np.stack([heard[0].min(0), heard[:2].max(0).min(0)])
    withheld = np.maximum(bloc[2], members[2].max(0))
    return np.concatenate([np.where(promised, bloc[:2], everyone), withheld[None]])


def _by_member(frame: Frame) -> Flags:
    """Which cells belong to an instrument that single members provide."""
    provided = [*(instrument.by_member for instrument in frame.instruments), False]
    return np.array(provided * len(frame.rungs))
