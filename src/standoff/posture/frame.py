"""The axes of a posture: rungs in their theatres, instruments in their classes, and who is in the alliance."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from standoff.errors import PostureError, nearest
from standoff.ledger.statement import ANY, UNSPECIFIED

FORCE = "force"
"""The class whose delivery is the game's response *force*."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of the escalation ladder and the theatre it lies in."""

    name: str
    theatre: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """A column of the matrix: its class, and whether the bloc or a single member provides it."""

    name: str
    cls: str
    by_member: bool = False


@dataclass(frozen=True)
class Frame:
    """The axes that a scenario gives.

    Parameters
    ----------
    rungs : tuple of Rung
        The first is the war as it goes on ("hold"); its theatre is the protégé's.
    order : tuple of (lower, upper)
        The partial order of rungs, as pairs; its transitive closure is meant.
    instruments : tuple of Instrument
    bloc : str
        The alliance's own voice.
    members : tuple of str
    lead : str
        The member whose word counts under the rule most_capable; empty where there is none.

    Raises
    ------
    PostureError
        When a name is unknown, doubled or reserved, or the order runs in a circle.

    Examples
    --------
    >>> frame = Frame(
    ...     rungs=(Rung("hold", "protege"), Rung("chemical", "protege"), Rung("nuclear", "protege")),
    ...     order=(("chemical", "nuclear"),), instruments=(Instrument("troops", "force"),), bloc="NATO",
    ... )
    >>> frame.columns, frame.from_rung("chemical")
    (('troops', 'unspecified'), ('chemical', 'nuclear'))
    """

    rungs: tuple[Rung, ...]
    order: tuple[tuple[str, str], ...]
    instruments: tuple[Instrument, ...]
    bloc: str
    members: tuple[str, ...] = ()
    lead: str = ""

    def __post_init__(self) -> None:
        if not self.rungs:
            raise PostureError("no rungs", need="at least the rung on which the war goes on")
        _unique([rung.name for rung in self.rungs], "rungs")
        _unique([instrument.name for instrument in self.instruments], "instruments")
        _unique(self.classes, "classes of instruments")
        _unique([self.bloc, *self.members], "the bloc and its members")
        for pair in self.order:
            for name in pair:
                self.theatre_of(name)
        for rung in self.rungs:
            if rung.name in self.above(rung.name):
                raise PostureError("the order of rungs runs in a circle", seen=rung.name, need="a partial order")
        if self.lead and self.lead not in self.members:
            near = nearest(self.lead, self.members)
            raise PostureError("the lead is no member", seen=self.lead, need="a member of the bloc", near=near)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The instruments and, last, *some response*."""
        return (*(instrument.name for instrument in self.instruments), UNSPECIFIED)

    @cached_property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """Every (rung, column), rung by rung."""
        return tuple((rung.name, column) for rung in self.rungs for column in self.columns)

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of the instruments, in order of first mention."""
        return tuple(dict.fromkeys(instrument.cls for instrument in self.instruments))

    @property
    def baseline(self) -> Rung:
        """The rung on which the war goes on as it is."""
        return self.rungs[0]

    @property
    def principals(self) -> tuple[str, ...]:
        """The bloc and its members."""
        return (self.bloc, *self.members)

    def theatre_of(self, rung: str) -> str:
        """Return the theatre of a rung.

        Raises
        ------
        PostureError
            When there is no such rung.
        """
        for known in self.rungs:
            if known.name == rung:
                return known.theatre
        names = [known.name for known in self.rungs]
        raise PostureError("unknown rung", seen=rung, need=f"one of {', '.join(names)}", near=nearest(rung, names))

    def rungs_in(self, theatre: str) -> tuple[str, ...]:
        """Return the rungs of one theatre.

        Raises
        ------
        PostureError
            When no rung lies in such a theatre.
        """
        found = tuple(rung.name for rung in self.rungs if rung.theatre == theatre)
        if not found:
            known = dict.fromkeys(rung.theatre for rung in self.rungs)
            raise PostureError(
                "unknown theatre", seen=theatre, need=f"one of {', '.join(known)}", near=nearest(theatre, known)
            )
        return found

    def instruments_of(self, name: str) -> tuple[str, ...]:
        """Return the columns that a class, an instrument or `any` names; a class wins over an instrument of its name.

        Raises
        ------
        PostureError
            When the name is neither.
        """
        if name == ANY:
            return tuple(instrument.name for instrument in self.instruments)
        found = tuple(instrument.name for instrument in self.instruments if instrument.cls == name)
        if not found and name in self.columns:
            return (name,)
        if not found:
            known = [*self.columns, *self.classes]
            raise PostureError(
                "unknown instrument", seen=name, need=f"one of {', '.join(known)}", near=nearest(name, known)
            )
        return found

    def above(self, rung: str) -> tuple[str, ...]:
        """Return every rung above one in the partial order, nearest first."""
        self.theatre_of(rung)
        found: dict[str, None] = {}
        frontier = [rung]
        while frontier:
            lower = frontier.pop(0)
            new = [upper for low, upper in self.order if low == lower and upper not in found]
            found.update(dict.fromkeys(new))
            frontier += new
        return tuple(found)

    def from_rung(self, rung: str) -> tuple[str, ...]:
        """Return a rung and every rung above it: what a line at that rung covers."""
        return (rung, *self.above(rung))


def _unique(names: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen or name in ("", ANY, UNSPECIFIED):
            need = f"{what}: each once, none empty, none called {ANY} or {UNSPECIFIED}"
            raise PostureError("doubled or reserved name", seen=name, need=need)
        seen.add(name)
