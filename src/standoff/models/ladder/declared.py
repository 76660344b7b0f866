"""What a posture declares, as strengths, and what the challenger's mind makes of it.

Nothing here asks whether a line or a rule-out exists: every expression is continuous in the strengths, so a sentence
that adds 0.2 to a cell moves beliefs and payoffs by something, and one that adds nothing moves nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.models.ladder.roles import Announcement, Perceived, PrivateWarning, Response

if TYPE_CHECKING:
    from standoff.models.ladder import Ladder

_NOT_ZERO = 1e-9
"""Keeps the ratio of two rule-out strengths defined where nothing is ruled out: the type that reads it has weight 0."""


def largest(quantities: Any) -> Any:
    """Return the largest of several symbols or numbers.

    Examples
    --------
    >>> float(largest([0.2, 0.6, 0.1]))
    0.6
    """
    return reduce(np.maximum, quantities)


@dataclass(frozen=True)
class Declared:
    """The strengths of a posture by rung, each in [0, 1].

    Parameters
    ----------
    ladder : Ladder
        The rungs and theatres.
    p : Parameters
        Reads `deliver`, `vague` and `private` at every rung above hold and `withhold` at every rung.
    announcement : Announcement
        In the signalling variant, what the defender has added to the posture; else `STAND`.
    """

    ladder: "Ladder"
    p: Any
    announcement: Announcement = Announcement.STAND

    def deliver(self, rung: str) -> Any:
        """Strength of the public commitment to force at `rung`."""
        if self.announcement is Announcement.LINE and rung in self.ladder.line:
            return 1.0
        return self.p.deliver[rung]

    def withhold(self, rung: str) -> Any:
        """Strength with which force at `rung` is ruled out."""
        return self.p.withhold[rung]

    def bound(self, rung: str, warning: PrivateWarning) -> Any:
        """Strength of the commitment to force that the defender would break at `rung`, public or private.

        A private warning binds with `psi`, and fully once leaked. Whether it leaks shows only afterwards, so a
        defender without risk attitude counts the expectation.
        """
        if warning is PrivateWarning.EMPTY:
            return self.deliver(rung)
        p = self.p
        return np.maximum(self.deliver(rung), p.private[rung] * (p.leak + (1.0 - p.leak) * p.psi))

    def exposed(self, rung: str) -> Any:
        """Strength of the line at `rung` that the public knows or will know: backing off it costs pride."""
        return np.maximum(self.deliver(rung), self.p.private[rung] * self.p.leak)

    def heard(self, rung: str) -> Any:
        """Strength of the line at `rung` that the challenger has heard, in public or alone."""
        return np.maximum(self.deliver(rung), self.p.private[rung])

    def permits(self, rung: str) -> Any:
        """Strength with which the line at `rung` tells what is tolerated below it: a private one as much or less."""
        return np.maximum(self.deliver(rung), self.p.private[rung] * self.p.private_permission)

    def openness(self, rung: str) -> Any:
        """What `rung` leaves to guess: 1 less what is promised or ruled out there."""
        return 1.0 - np.maximum(self.deliver(rung), self.withhold(rung))

    def ruled_out(self, theatre: str) -> Any:
        """The largest strength with which force is ruled out in `theatre`, hold included."""
        return largest([self.withhold(rung.name) for rung in self.ladder.rungs if rung.theatre == theatre])

    @cached_property
    def terms(self) -> Any:
        """What the posture itself is worth to the defender, whatever happens afterwards.

        Gains: `calm` at home where intervention on the protégé's soil is ruled out, `reassurance` of members by
        lines on allied soil. Costs: `dissent` over lines (a leaked warning counts by its chance of leaking), over
        rule-outs, and over what is left unsaid, by its mean share of the ladder.
        """
        p, ladder = self.p, self.ladder
        total = p.calm * self.ruled_out(ladder.protege)
        for theatre in (ladder.protege, ladder.allied):
            rungs = [rung.name for rung in ladder.provocations if rung.theatre == theatre]
            if not rungs:
                continue
            total = total - p.dissent_line[theatre] * largest([self.exposed(rung) for rung in rungs])
            if theatre == ladder.allied:
                total = total + p.reassurance * largest([self.deliver(rung) for rung in rungs])
        total = total - p.dissent_rule_out * largest([self.withhold(rung.name) for rung in ladder.rungs])
        openness = [self.openness(rung.name) for rung in ladder.provocations]
        return total - p.dissent_unsaid * (sum(openness) / len(openness))


def perceived_weights(postures: list[Declared]) -> Mapping[Perceived, Any]:
    """Return the weight of each perceived type against a weight of 1 for the defender that exists.

    Weights are global: they are drawn before the rung, so they take the largest strength over the rungs; what depends
    on the rung is in `scripted_response`. In the signalling variant they are drawn before the announcement too, and
    take the largest strength over the postures that may be announced.
    """
    p, ladder = postures[0].p, postures[0].ladder
    above = [rung.name for rung in ladder.provocations]
    anywhere = [rung.name for rung in ladder.rungs]
    return {
        Perceived.HAIR_TRIGGER: p.vagueness * largest([d.openness(rung) for d in postures for rung in above]),
        Perceived.LITERALIST: p.permission * largest([d.permits(rung) for d in postures for rung in above]),
        Perceived.PAPER_TIGER: p.green_light * largest([d.withhold(rung) for d in postures for rung in anywhere]),
    }


def scripted_force(declared: Declared, kind: Perceived, rung: str) -> Any:
    """Return the probability with which a perceived defender answers `rung` with force.

    hair-trigger
        1 − w: whatever is not ruled out there.
    literalist
        d: what was said, and nothing below it.
    paper tiger
        0 in the theatre where the strongest rule-out stands; in one without, what it takes to be a defender's usual
        answer to the rung (`stands`) times 1 − `spill`; in proportion between.
    """
    if kind is Perceived.HAIR_TRIGGER:
        return 1.0 - declared.withhold(rung)
    if kind is Perceived.LITERALIST:
        return declared.heard(rung)
    ladder = declared.ladder
    here = declared.ruled_out(ladder.theatre_of(rung))
    most = largest([declared.ruled_out(theatre) for theatre in (ladder.protege, ladder.allied)])
    return declared.p.stands[rung] * (1.0 - declared.p.spill) * (1.0 - here / np.maximum(most, _NOT_ZERO))


def scripted_response(declared: Declared, kind: Perceived, rung: str) -> dict[str, Any]:
    """Return a perceived defender's response table at `rung`: force by its kind, else sanctions with `sanctioning`."""
    force, economic = scripted_force(declared, kind, rung), declared.p.sanctioning
    return {
        Response.NONE: (1.0 - force) * (1.0 - economic),
        Response.ECONOMIC: (1.0 - force) * economic,
        Response.FORCE: force,
    }
