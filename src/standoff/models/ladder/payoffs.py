"""Payoffs and measures at the end of a history of the ladder game.

The challenger's outcomes are summed in units of harm and then pass, war included, through one utility function; the
defender's payoff is linear. Neither player's payoff depends on what the challenger believes.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from standoff.game.utility import cara
from standoff.models.ladder.declared import Declared, largest
from standoff.models.ladder.reinforcement import fait_accompli, tripwire_factor
from standoff.models.ladder.roles import Motive, PrivateWarning, Reaction, Resolve, Response

if TYPE_CHECKING:
    from standoff.models.ladder import Ladder


@dataclass(frozen=True)
class History:
    """What happened, as far as payoffs depend on it.

    Parameters
    ----------
    rung : str
        The rung the challenger took; hold where an incident was not its doing.
    kind : str or None
        The rung whose kind of incident the defender saw; none under a quiet hold.
    attributed : bool
        Whether the incident could be laid at the challenger's door.
    motive, resolve, warning
        Who the players are; `resolve` is none for a defender that exists only in the challenger's mind.
    response, reaction
        What followed; none where nobody had to move.
    """

    rung: str
    kind: str | None
    attributed: bool
    motive: Motive
    resolve: Resolve | None
    warning: PrivateWarning
    response: Response | None = None
    reaction: Reaction | None = None


def utility(x: Any, *, curvature: Any, worst: Any, best: Any) -> Any:
    """Return the utility of a challenger with constant absolute risk aversion over a fixed span.

    A positive affine transform of −exp(−r x) with r = curvature / (best − worst), chosen so that U(0) = 0 and
    U(best) − U(worst) = best − worst: risk attitude bends preferences and never acts as precision.

    Parameters
    ----------
    x : Symbol or float
        The outcome.
    curvature : Symbol or float
        Logarithm of the ratio of marginal utilities at the two ends; positive for risk aversion, 0 for neutrality.
    worst, best : Symbol or float
        The span, worst < 0 < best.

    Examples
    --------
    >>> round(float(utility(-2.0, curvature=0.0, worst=-10.0, best=2.0)), 4)
    -2.0
    >>> ends = [float(utility(x, curvature=1.5, worst=-10.0, best=2.0)) for x in (-10.0, 0.0, 2.0)]
    >>> round(ends[2] - ends[0], 9), ends[1] == 0.0
    (12.0, True)
    """
    r = curvature / (best - worst)
    return cara(x, r) * (best - worst) / (cara(best, r) - cara(worst, r))


@dataclass(frozen=True)
class Payoffs:
    """The payoffs of one posture.

    Parameters
    ----------
    ladder : Ladder
        The rungs and theatres.
    p : Parameters
        The named parameters: `standoff.models.ladder.parameters` says what each is.
    declared : Declared
        The posture's strengths.
    """

    ladder: "Ladder"
    p: Any
    declared: Declared

    @cached_property
    def best(self) -> Any:
        """The best outcome any challenger can have: the upper end of the span of utility."""
        p = self.p
        scale = largest([p.gain_scale[motive.value] for motive in Motive])
        return p.gain * scale * largest([p.prize[rung.name] for rung in self.ladder.provocations])

    @cached_property
    def _fait_accompli(self) -> Any:
        return fait_accompli(self.p)

    def won(self, rung: str) -> Any:
        """Probability that a fighting challenger keeps what it took, given that the war stays limited."""
        theatre = self.ladder.theatre_of(rung)
        return self._fait_accompli if theatre == self.ladder.allied else self.p.win[theatre]

    def fear(self, motive: Motive, rung: str) -> Any:
        """What the challenger bears in fear of being attacked: less where intervention is ruled out or pre-empted."""
        p = self.p
        assured = p.zeta * self.declared.ruled_out(self.ladder.protege)
        left = 1.0 - p.preempts[rung] if rung != self.ladder.hold else 1.0
        return p.fear * p.fear_loss * p.fearful[motive.value] * (1.0 - assured) * left

    def challenger(self, h: History) -> Any:
        """Return the challenger's payoff.

        The rung's own cost falls due whatever the defender does; the gain is kept unless force undoes it. Sanctions
        enter as believed beforehand. In uncontrolled war nothing else counts: the loss includes all of it.
        """
        p, acted = self.p, h.rung != self.ladder.hold
        bend = {"curvature": p.risk[h.motive.value], "worst": -p.war_loss, "best": self.best}
        gain = p.gain * p.gain_scale[h.motive.value] * p.prize[h.rung] if acted else 0.0
        burden = self.fear(h.motive, h.rung) + (p.own_cost[h.rung] if acted else 0.0)
        if h.kind is None or h.response is Response.NONE:
            return utility(gain - burden, **bend)
        if h.response is Response.ECONOMIC:
            believed = self.sanctions(h.kind) * (1.0 - p.surprise)
            return utility(gain - believed - burden, **bend)
        if h.reaction is Reaction.RETREAT:
            humbled = p.pride * self.declared.exposed(h.rung) if acted and h.attributed else 0.0
            return utility(-p.retreat * p.loss - humbled - burden, **bend)
        hazard, won = p.hazard[self.ladder.theatre_of(h.kind)], self.won(h.kind)
        limited = won * utility(gain - burden, **bend) + (1.0 - won) * utility(-p.loss - burden, **bend)
        return hazard * utility(-p.war_loss, **bend) + (1.0 - hazard) * limited

    def sanctions(self, kind: str) -> Any:
        """What an economic response to an incident of this kind truly costs the challenger."""
        return self.p.sanctions * self.p.sanctions_scale[kind]

    def defender(self, h: History) -> Any:
        """Return the defender's payoff: the posture's own terms less harm, lost stakes and the costs of its answer.

        Stakes are what is lost, beyond harm, when the status quo is not restored. Written as a loss rather than as a
        gain from restoring it: the same choices at every information set, but no defender profits from being attacked.
        """
        terms = self.declared.terms
        if h.kind is None:
            return terms
        p, theatre = self.p, self.ladder.theatre_of(h.kind)
        harm, stakes = p.harm[h.kind], self.stakes(h)
        if h.response is Response.NONE:
            return terms - harm - stakes - p.alpha * (self.broken(h) + self.unanswered(h))
        if h.response is Response.ECONOMIC:
            left = stakes * (1.0 - p.redress[h.kind])
            return terms - harm - left - p.economic_cost - self.proof(h) - p.alpha * self.broken(h)
        divided = p.dissent_force if theatre == self.ladder.protege else 0.0
        entered = p.eta * self.declared.withhold(h.kind) + divided + self.proof(h)
        held = self.held(h)
        answered = terms - self.harm_left(h, held) - stakes * (1.0 - held) - entered
        if h.reaction is Reaction.RETREAT:
            return answered - p.show_of_force * p.force_cost
        return answered - p.force_cost - p.hazard[theatre] * p.war_cost

    def stakes(self, h: History) -> Any:
        """What the defender loses beyond harm if the challenger's act stands: none if it was not the challenger's."""
        if h.rung == self.ladder.hold:
            return 0.0
        p, theatre = self.p, self.ladder.theatre_of(h.rung)
        cares = p.resolve[h.resolve.value] if h.resolve is not None else 1.0
        exposed = tripwire_factor(p) if theatre == self.ladder.allied else 1.0
        return cares * p.stakes[theatre] * exposed * p.harm[h.rung]

    def proof(self, h: History) -> Any:
        """What answering an incident costs where nobody can be shown to have caused it."""
        return 0.0 if h.attributed or h.response is None else self.p.proof[h.response.value]

    def broken(self, h: History) -> Any:
        """Strength of the commitment to force broken by another answer: none where the trigger cannot be shown."""
        if h.kind is None or not h.attributed or h.response is Response.FORCE:
            return 0.0
        return self.declared.bound(h.kind, h.warning)

    def unanswered(self, h: History) -> Any:
        """Strength of the promise of *some* response broken by none."""
        broken = h.kind is not None and h.attributed and h.response is Response.NONE
        return self.p.vague[h.kind] if broken else 0.0

    def held(self, h: History) -> Any:
        """Probability that force restores the status quo: sure on retreat, else a limited war that is not lost."""
        if h.response is not Response.FORCE or h.kind is None:
            return 0.0
        if h.reaction is Reaction.RETREAT:
            return 1.0
        return (1.0 - self.p.hazard[self.ladder.theatre_of(h.kind)]) * (1.0 - self.won(h.kind))

    def harm_left(self, h: History, held: Any) -> Any:
        """The harm of the incident less what denial averts: on allied soil, where the act is thrown back."""
        if h.kind is None:
            return 0.0
        theatre, harm = self.ladder.theatre_of(h.kind), self.p.harm[h.kind]
        if theatre != self.ladder.allied or h.rung == self.ladder.hold:
            return harm
        return harm * (1.0 - self.p.denial * held)

    def measures(self, h: History) -> dict[str, Any]:
        """Return what analysts report and stakeholders weigh, apart from payoffs; absent means 0.

        Shares of each rung, `provocation`, `force`, `economic`, `retreat`, `entrapment` (force used in the protégé's
        theatre), `misdirected` (an answer to what was not the challenger's doing), `backing_out` and `backing_in`
        (strength of what was broken), `protege_harm` and `allied_harm`, the true `sanctions_cost`, and `war`, which
        is conditional on everything in the scenario and never to be printed as a forecast.
        """
        measured: dict[str, Any] = {f"rung[{h.rung}]": 1.0}
        if h.rung != self.ladder.hold:
            measured["provocation"] = 1.0
        if h.kind is None or h.response is None:
            return measured
        theatre = self.ladder.theatre_of(h.kind)
        suffered = "allied_harm" if theatre == self.ladder.allied else "protege_harm"
        measured[suffered] = self.harm_left(h, self.held(h))
        if h.rung == self.ladder.hold and h.response is not Response.NONE:
            measured["misdirected"] = 1.0
        measured["backing_out"] = self.broken(h) + self.unanswered(h)
        if h.response is Response.ECONOMIC:
            return {**measured, "economic": 1.0, "sanctions_cost": self.sanctions(h.kind)}
        if h.response is Response.FORCE:
            measured |= {"force": 1.0, "backing_in": self.declared.withhold(h.kind)}
            if theatre == self.ladder.protege:
                measured["entrapment"] = 1.0
            if h.reaction is Reaction.RETREAT:
                measured["retreat"] = 1.0
            else:
                measured["war"] = self.p.hazard[theatre]
        return measured
