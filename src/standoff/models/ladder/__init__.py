"""The ladder game: a defender, a challenger, an escalation ladder over two theatres, and what was said beforehand.

Nature draws the challenger's motive and the defender's resolve; the challenger, knowing the posture, takes a rung or
holds; the defender, knowing its resolve and what it can attribute, answers with nothing, sanctions or force; against
force the challenger retreats or fights, and a fight may run out of control. The challenger's mind holds three more
defenders that do not exist: hair-trigger, literalist, paper tiger. `docs/theory/ladder.md` derives every formula.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from standoff.errors import ScenarioError, nearest
from standoff.model import Parameter, Setup
from standoff.models.ladder.declared import Declared, perceived_weights, scripted_response
from standoff.models.ladder.parameters import parameters_of
from standoff.models.ladder.payoffs import History, Payoffs
from standoff.models.ladder.roles import (
    CHALLENGER,
    DEFENDER,
    Announcement,
    Motive,
    Perceived,
    PrivateWarning,
    Reaction,
    Resolve,
    Response,
    Rung,
)

__all__ = ["Announcement", "Ladder", "Motive", "Perceived", "Reaction", "Resolve", "Response", "Rung", "build"]


@dataclass(frozen=True)
class Ladder:
    """The ladder game over any ladder of rungs in two theatres.

    Parameters
    ----------
    rungs : tuple of Rung
        The first is *hold*: the conflict goes on at its present level. The others are the challenger's provocations.
    order : tuple of (lower, upper)
        The pairs declared comparable; a line drawn at a rung covers every rung above it.
    protege, allied : str
        Names of the two theatres: the threatened partner's soil and the members' own.
    deniable : tuple of str
        Rungs whose authorship the defender may be unable to show.
    incident : str
        The deniable rung whose kind of incident also happens while the challenger holds.
    attribution : bool
        False leaves out imperfect attribution: every act is known to be the challenger's.
    signalling : bool
        True lets the defender announce a line after learning its resolve, instead of committing before.
    announced : str
        The rung at which that line is drawn; needed with `signalling`.

    Examples
    --------
    >>> ladder = Ladder(
    ...     rungs=(Rung("hold", "protege"), Rung("cyber", "allied"), Rung("seize", "allied")),
    ...     order=(("cyber", "seize"),), deniable=("cyber",), incident="cyber", announced="cyber",
    ... )
    >>> ladder.hold, sorted(ladder.line)
    ('hold', ['cyber', 'seize'])
    """

    rungs: tuple[Rung, ...]
    order: tuple[tuple[str, str], ...] = ()
    protege: str = "protege"
    allied: str = "allied"
    deniable: tuple[str, ...] = ()
    incident: str = ""
    attribution: bool = True
    signalling: bool = False
    announced: str = ""

    def __post_init__(self) -> None:
        names = [rung.name for rung in self.rungs]
        if len(names) < 2 or len(set(names)) < len(names):
            raise ScenarioError("a ladder needs hold and at least one more rung, each named once", seen=names)
        for rung in self.rungs:
            if rung.theatre not in (self.protege, self.allied):
                raise ScenarioError(
                    f"rung {rung.name!r} lies in an unknown theatre",
                    seen=rung.theatre,
                    need=f"{self.protege!r} or {self.allied!r}",
                    near=nearest(rung.theatre, (self.protege, self.allied)),
                )
        used = [*self.deniable, *(name for pair in self.order for name in pair)]
        used += [name for name in (self.incident, self.announced) if name]
        for name in used:
            if name not in names[1:]:
                raise ScenarioError("is not a rung above hold", seen=name, near=nearest(name, names[1:]))
        if self.attribution and self.deniable and self.incident not in self.deniable:
            raise ScenarioError("the background incident must be of a deniable kind", seen=self.incident)
        if self.signalling and not self.announced:
            raise ScenarioError("the signalling variant needs the rung of the line that may be announced")

    @property
    def name(self) -> str:
        """The model's name in the registry."""
        return "ladder"

    @property
    def players(self) -> tuple[str, ...]:
        """The players, in the order of payoffs."""
        return (DEFENDER, CHALLENGER)

    @property
    def defender(self) -> str:
        """The player whose payoff compares postures."""
        return DEFENDER

    @property
    def hold(self) -> str:
        """The rung at which the conflict goes on as it is."""
        return self.rungs[0].name

    @property
    def provocations(self) -> tuple[Rung, ...]:
        """The rungs above hold."""
        return self.rungs[1:]

    @property
    def doubtful(self) -> tuple[str, ...]:
        """The rungs whose authorship may stay open in this variant."""
        return self.deniable if self.attribution else ()

    @property
    def line(self) -> frozenset[str]:
        """The rungs that the announced line covers."""
        return self.above(self.announced) if self.announced else frozenset()

    def above(self, rung: str) -> frozenset[str]:
        """Return `rung` and every rung above it in the partial order."""
        reached = {rung}
        while more := {upper for lower, upper in self.order if lower in reached} - reached:
            reached |= more
        return frozenset(reached)

    def theatre_of(self, rung: str) -> str:
        """Return the theatre on whose soil a rung is taken."""
        return self._theatres[rung]

    @cached_property
    def _theatres(self) -> dict[str, str]:
        return {rung.name: rung.theatre for rung in self.rungs}

    def parameters(self) -> tuple[Parameter, ...]:
        """Return every parameter the play function reads, those the posture sets included."""
        return parameters_of(self)

    def play(self, play: Any, p: Any) -> Any:
        """Play one history of the game; `standoff.game.trace` replays it for all of them."""
        return _Crisis(self, play, p).run()


@dataclass(frozen=True)
class _Crisis:
    """One history, told in the order of its moves."""

    ladder: Ladder
    play: Any
    p: Any

    def run(self) -> Any:
        play, p, ladder = self.play, self.p, self.ladder
        motive = Motive(play.nature("motive", self._motives(), known_to=CHALLENGER))
        resolve, kind = self._defender()
        warning = self._warning() if kind is None else PrivateWarning.EMPTY
        payoffs = _payoffs(ladder, p, self._announcement(kind))
        names = [rung.name for rung in ladder.rungs]
        rung = play.choose(CHALLENGER, "rung", names, weights=self._base_weights(), seen_by=())
        seen, attributed = self._incident(rung)
        history = History(rung, seen, attributed, motive, resolve, warning)
        if seen is None:
            return self._end(payoffs, history)
        play.tell(DEFENDER, "incident", seen if attributed else f"{seen}, unattributed")
        response = Response(self._response(payoffs.declared, kind, seen))
        reaction = None
        if response is Response.FORCE:
            reaction = Reaction(play.choose(CHALLENGER, "after force", [r.value for r in Reaction]))
        answered = History(rung, seen, attributed, motive, resolve, warning, response, reaction)
        return self._end(payoffs, answered)

    def _motives(self) -> dict[str, Any]:
        weights = {motive.value: self.p.motive[motive.value] for motive in Motive}
        total = sum(weights.values())
        return {name: weight / total for name, weight in weights.items()}

    def _defender(self) -> tuple[Resolve | None, Perceived | None]:
        """Draw who the defender is: one of two that exist, or one of three that the challenger imagines."""
        p = self.p
        weights = _perceived(self.ladder, p)
        total = 1.0 + sum(weights.values())
        truth = {Resolve.FIRM.value: p.firm, Resolve.RELUCTANT.value: 1.0 - p.firm}
        seen = {Resolve.FIRM.value: p.firm_seen / total, Resolve.RELUCTANT.value: (1.0 - p.firm_seen) / total}
        imagined = {kind.value: weight / total for kind, weight in weights.items()}
        drawn = self.play.nature(
            "resolve",
            {**truth, **dict.fromkeys(imagined, 0.0)},
            known_to=DEFENDER,
            believed={CHALLENGER: {**seen, **imagined}},
        )
        return (Resolve(drawn), None) if drawn in truth else (None, Perceived(drawn))

    def _warning(self) -> PrivateWarning:
        """Whether a private warning binds: it does, and the challenger believes so with `heed`."""
        heed = self.p.heed
        return PrivateWarning(
            self.play.nature(
                "private warning",
                {PrivateWarning.BINDS.value: 1.0, PrivateWarning.EMPTY.value: 0.0},
                known_to=DEFENDER,
                believed={CHALLENGER: {PrivateWarning.BINDS.value: heed, PrivateWarning.EMPTY.value: 1.0 - heed}},
            )
        )

    def _announcement(self, kind: Perceived | None) -> Announcement:
        """In the signalling variant the defender speaks knowing its resolve; an imagined one speaks by a table."""
        if not self.ladder.signalling:
            return Announcement.STAND
        if kind is None:
            return Announcement(self.play.choose(DEFENDER, "announcement", [said.value for said in Announcement]))
        speaks = self.p.announces[kind.value]
        table = {Announcement.STAND.value: 1.0 - speaks, Announcement.LINE.value: speaks}
        return Announcement(self.play.scripted(DEFENDER, "announcement", table))

    def _base_weights(self) -> list[float]:
        """Half on hold, the rest shared: the number of rungs does not set the level of provocation."""
        others = len(self.ladder.provocations)
        return [0.5] + [0.5 / others] * others

    def _incident(self, rung: str) -> tuple[str | None, bool]:
        """Return the kind of incident the defender sees, if any, and whether it can be laid at a door."""
        ladder, p = self.ladder, self.p
        if rung == ladder.hold:
            if not ladder.doubtful:
                return None, True
            happens = self.play.nature("background incident", {"no": 1.0 - p.background, "yes": p.background})
            return (ladder.incident, False) if happens == "yes" else (None, True)
        if rung in ladder.doubtful:
            shown = p.attributed[rung]
            return rung, self.play.nature("attributed", {"yes": shown, "no": 1.0 - shown}) == "yes"
        return rung, True

    def _response(self, declared: Declared, kind: Perceived | None, seen: str) -> str:
        options = [response.value for response in Response]
        if kind is None:
            return str(self.play.choose(DEFENDER, "response", options))
        table = scripted_response(declared, kind, seen)
        return str(self.play.scripted(DEFENDER, "response", {name: table[Response(name)] for name in options}))

    def _end(self, payoffs: Payoffs, history: History) -> Any:
        self.play.measure(payoffs.measures(history))
        return self.play.end(defender=payoffs.defender(history), challenger=payoffs.challenger(history))


# A trace replays the game some 800 times with one `p`: what does not depend on the history is written once.


@lru_cache(maxsize=4)
def _payoffs(ladder: Ladder, p: Any, said: Announcement) -> Payoffs:
    return Payoffs(ladder, p, Declared(ladder, p, said))


@lru_cache(maxsize=4)
def _perceived(ladder: Ladder, p: Any) -> Mapping[Perceived, Any]:
    sayable = list(Announcement) if ladder.signalling else [Announcement.STAND]
    return perceived_weights([Declared(ladder, p, said) for said in sayable])


def build(setup: Setup) -> Ladder:
    """Build the ladder game of a scenario.

    Parameters
    ----------
    setup : Setup
        The scenario's rungs and order; options `protege`, `allied`, `deniable` (names separated by commas),
        `incident`, `attribution`, `signalling` and `announced` as in `Ladder`.

    Raises
    ------
    ScenarioError
        An option is unknown, or names no rung or theatre.

    Examples
    --------
    >>> setup = Setup(rungs=(("hold", "protege"), ("cyber", "allied")), options={"deniable": "cyber"})
    >>> build(setup).incident
    'cyber'
    """
    known = ("protege", "allied", "deniable", "incident", "attribution", "signalling", "announced")
    for option in setup.options:
        if option not in known:
            raise ScenarioError("unknown option of the ladder model", seen=option, near=nearest(option, known))
    given = setup.options
    deniable = tuple(_names(str(given.get("deniable", ""))))
    return Ladder(
        rungs=tuple(Rung(name, theatre) for name, theatre in setup.rungs),
        order=tuple(setup.order),
        protege=str(given.get("protege", "protege")),
        allied=str(given.get("allied", "allied")),
        deniable=deniable,
        incident=str(given.get("incident", deniable[0] if deniable else "")),
        attribution=bool(given.get("attribution", True)),
        signalling=bool(given.get("signalling", False)),
        announced=str(given.get("announced", "")),
    )


def _names(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(",") if part.strip())
