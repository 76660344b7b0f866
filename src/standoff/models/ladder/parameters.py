"""Every parameter of the ladder game, with meaning, unit and support. Priors belong to the scenario, not to the model.

The unit of payoffs is the harm of chemical use on the protégé's soil, as the defender feels it: 1.
"""

from collections.abc import Iterable, Iterator
from math import inf
from typing import TYPE_CHECKING

from standoff.model import Given, Parameter
from standoff.models.ladder.roles import CHALLENGER, DEFENDER, Motive, Perceived, Resolve

if TYPE_CHECKING:
    from standoff.models.ladder import Ladder

HARM, SHARE, CHANCE, FACTOR, DAYS, TROOPS, PER_HARM = (
    "harm of chemical use = 1",
    "share",
    "probability",
    "factor",
    "days",
    "thousand troops",
    "1 / (harm of chemical use = 1)",
)
AMOUNT, UNIT, POSITIVE, ANY = (0.0, inf), (0.0, 1.0), (1e-9, inf), (-inf, inf)

_CHALLENGER = (
    ("gain", "scale of what the challenger gains by provocations it keeps", HARM, POSITIVE),
    ("loss", "what the challenger loses when thrown back by force", HARM, AMOUNT),
    ("retreat", "share of that loss borne when it retreats before a fight", SHARE, UNIT),
    ("war_loss", "what uncontrolled war costs the challenger, everything included", HARM, POSITIVE),
    ("pride", "what backing off a public line costs the challenger", HARM, AMOUNT),
    ("sanctions", "scale of what sanctions truly cost the challenger", HARM, AMOUNT),
    ("surprise", "share of that cost the challenger fails to foresee", SHARE, UNIT),
    ("fear", "the challenger's fear that the defender will attack", CHANCE, UNIT),
    ("fear_loss", "what such an attack would cost it", HARM, AMOUNT),
    ("zeta", "share of that fear a full-strength rule-out of intervention takes away", SHARE, UNIT),
)
_BELIEFS = (
    ("firm", "probability that the defender's resolve is firm", CHANCE, UNIT),
    ("firm_seen", "probability the challenger gives it, of the defenders that exist", CHANCE, UNIT),
    ("vagueness", "weight of a hair-trigger defender where everything is open; the real one weighs 1", FACTOR, AMOUNT),
    ("permission", "weight of a literalist defender under a full-strength line", FACTOR, AMOUNT),
    ("private_permission", "share of that weight a private warning carries", SHARE, UNIT),
    ("green_light", "weight of a paper tiger under a full-strength rule-out", FACTOR, AMOUNT),
    ("spill", "how far a rule-out in one theatre is read as fear in the other", SHARE, UNIT),
    ("sanctioning", "probability that a perceived defender which uses no force imposes sanctions", CHANCE, UNIT),
)
_DEFENDER = (
    ("force_cost", "cost to the defender of fighting, uncontrolled war apart", HARM, AMOUNT),
    ("show_of_force", "share of that cost paid when the challenger retreats", SHARE, UNIT),
    ("economic_cost", "cost to the defender of sanctions", HARM, AMOUNT),
    ("war_cost", "cost of uncontrolled war to the defender", HARM, AMOUNT),
    ("denial", "share of harm on allied soil averted where an act is thrown back", SHARE, UNIT),
    ("alpha", "cost of backing out of a full-strength commitment", HARM, AMOUNT),
    ("eta", "cost of doing what was ruled out at full strength", HARM, AMOUNT),
    ("dissent_rule_out", "division of the members by a full-strength rule-out", HARM, AMOUNT),
    ("dissent_unsaid", "division of the members where nothing is said of any rung", HARM, AMOUNT),
    ("dissent_force", "division of the members by force on the protégé's soil", HARM, AMOUNT),
    ("calm", "worth at home of ruling out intervention on the protégé's soil at full strength", HARM, AMOUNT),
    ("reassurance", "worth to the members of a full-strength line on allied soil", HARM, AMOUNT),
)
_PRIVATE = (
    ("psi", "share of alpha that a private warning puts at stake while it stays private", SHARE, UNIT),
    ("heed", "probability with which the challenger believes that a private warning binds", CHANCE, UNIT),
    ("leak", "probability that a private warning becomes public", CHANCE, UNIT),
)
_REINFORCEMENT = (
    ("forces", "forces in place in the exposed members", TROOPS, AMOUNT),
    ("warning_time", "warning time of an attack on allied soil", DAYS, AMOUNT),
    ("base_delay", "time to a fait accompli against no forces", DAYS, POSITIVE),
    ("half_force", "forces that double that time", TROOPS, POSITIVE),
    ("reinforcement_time", "median time for reinforcement to arrive", DAYS, POSITIVE),
    ("reinforcement_spread", "standard deviation of its logarithm", "log days", (0.05, inf)),
    ("corridor_cut", "probability that the land corridor is cut", CHANCE, UNIT),
    ("cut_delay", "factor by which a cut corridor stretches reinforcement", FACTOR, (1.0, inf)),
    (
        "tripwire",
        "how far troops in harm's way raise stakes on allied soil; negative if they lower them",
        SHARE,
        (-1, inf),
    ),
    ("tripwire_force", "forces at which that effect reaches 63 per cent", TROOPS, POSITIVE),
)
_MOTIVE = (
    ("motive", "weight of this motive among challengers", FACTOR, AMOUNT),
    ("gain_scale", "what this motive makes of gains", FACTOR, POSITIVE),
    (
        "risk",
        "risk aversion: log ratio of marginal utilities at the worst and the best outcome",
        "log ratio",
        (-20.0, 20.0),
    ),
    ("fearful", "share of the fear of attack this motive feels", SHARE, AMOUNT),
)
_RUNG = (
    ("harm", "harm of the rung to the defender's side, as the defender feels it", HARM, AMOUNT),
    ("prize", "gain of the rung to the challenger, relative to `gain`", FACTOR, POSITIVE),
    ("own_cost", "the rung's own cost to the challenger whatever the defender does: taboo, isolation", HARM, AMOUNT),
    ("sanctions_scale", "sanctions for the rung, relative to `sanctions`", FACTOR, AMOUNT),
    ("redress", "share of its stakes there that the defender feels sanctions uphold", SHARE, UNIT),
    ("stands", "probability of force there by a paper tiger whose fear does not spill over", CHANCE, UNIT),
    ("preempts", "share of the fear of attack that taking the rung removes", SHARE, UNIT),
)
_THEATRE = (
    ("stakes", "stakes of the defender on this soil beyond harm, relative to harm", FACTOR, AMOUNT),
    ("hazard", "probability that a fight on this soil runs out of control", CHANCE, UNIT),
    ("dissent_line", "division of the members by a full-strength line on this soil", HARM, AMOUNT),
)
_POSTURE = (
    ("deliver", "strength of the public commitment to force"),
    ("vague", "strength of the public promise of some response"),
    ("private", "strength of a private warning of force"),
)

Row = tuple[str, str, str, tuple[float, float]]


def parameters_of(ladder: "Ladder") -> tuple[Parameter, ...]:
    """Return the parameters of a ladder game in the order a reader meets them."""
    rungs = [rung.name for rung in ladder.provocations]
    return (
        *_single(_CHALLENGER),
        *_indexed(_MOTIVE, [motive.value for motive in Motive]),
        *_indexed(_RUNG, rungs),
        *_single(_BELIEFS),
        *_single(_DEFENDER),
        *_indexed((("resolve", "how far a defender of this resolve cares for its stakes", FACTOR, AMOUNT),), Resolve),
        *_indexed(_THEATRE, (ladder.protege, ladder.allied)),
        *_indexed((("win", "probability that a fighting challenger keeps its gain", CHANCE, UNIT),), (ladder.protege,)),
        *_single(_PRIVATE),
        *_single(_REINFORCEMENT),
        *_attribution(ladder),
        *_announcement(ladder),
        *_indexed(
            (("precision", "precision of choice: how sharply it follows payoffs", PER_HARM, AMOUNT),),
            (DEFENDER, CHALLENGER),
        ),
        *_posture(ladder, rungs),
    )


def _single(rows: Iterable[Row]) -> Iterator[Parameter]:
    return (Parameter(name, meaning, unit, support) for name, meaning, unit, support in rows)


def _indexed(rows: Iterable[Row], index: Iterable[str]) -> Iterator[Parameter]:
    keys = [str(key) for key in index]
    for name, meaning, unit, support in rows:
        for key in keys:
            yield Parameter(f"{name}[{key}]", f"{meaning} ({key})", unit, support)


def _attribution(ladder: "Ladder") -> Iterator[Parameter]:
    """What the game needs where authorship may stay open."""
    if not ladder.doubtful:
        return
    meaning = "probability that the challenger is shown to have done it"
    yield from _indexed((("attributed", meaning, CHANCE, UNIT),), ladder.doubtful)
    yield Parameter("background", "probability of a like incident by others while it holds", CHANCE, UNIT)
    cost = "cost of answering an incident nobody can be shown to have caused"
    yield from _indexed((("proof", cost, HARM, AMOUNT),), ("economic", "force"))


def _announcement(ladder: "Ladder") -> Iterator[Parameter]:
    if ladder.signalling:
        meaning = "probability that this perceived defender announces the line"
        yield from _indexed((("announces", meaning, CHANCE, UNIT),), Perceived)


def _posture(ladder: "Ladder", rungs: Iterable[str]) -> Iterator[Parameter]:
    """What the posture sets. Hold has a rule-out only: no answer is due there, so nothing can be promised."""
    for name, meaning in _POSTURE:
        for rung in rungs:
            yield Parameter(f"{name}[{rung}]", f"{meaning} ({rung})", "strength", UNIT, Given.POSTURE)
    for rung in (ladder.hold, *rungs):
        meaning = f"strength with which force is ruled out ({rung})"
        yield Parameter(f"withhold[{rung}]", meaning, "strength", UNIT, Given.POSTURE)
