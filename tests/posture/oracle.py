"""The semantics of docs/posture-semantics.md said slowly: every cell by comparing every statement with every other.

Nothing here is shared with the package but the types: no arrays, no strands, no tables of maxima.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from standoff.ledger.statement import Act, Audience, Authority, Direction, Qualifier, Record, Specific, Statement
from standoff.posture.frame import Frame
from standoff.posture.reading import Reading, Rule

TICKS = {
    Specific.INSTRUMENT: 0.4,
    Specific.CLASS: 0.2,
    Specific.TRIGGER: 0.2,
    Specific.WHO: 0.2,
    Specific.UNHEDGED: 0.2,
}
RANK = {Authority.NONE: 0, Authority.ADVISORY: 1, Authority.BINDING: 2}
OPEN = {Qualifier.UNILATERAL, Qualifier.THIS_OFFER, Qualifier.IF_OTHERS_AGREE, Qualifier.IN_PART}


@dataclass(frozen=True)
class Slow:
    """A cell: numbers, whether it is reserved, lapsed, and the ids that cover it."""

    deliver: float = 0.0
    vague: float = 0.0
    withhold: float = 0.0
    reserved: bool = False
    lapsed: bool = False
    rows: frozenset[str] = frozenset()


def strength(row: Statement) -> float:
    by_name = row.record is Record.ON_RECORD
    channel = {Audience.PUBLIC: 1.0, Audience.ALLY: 0.5, Audience.PRIVATE: 1.0}[row.audience] * (1 if by_name else 0.5)
    relay = 1.0 if row.relay < 2 else 0.5 if row.relay == 2 else 0.25
    authority = {Authority.BINDING: 1.0, Authority.ADVISORY: 0.25, Authority.NONE: 0.0}[row.authority]
    return authority * channel * relay * sum(TICKS[tick] for tick in row.specificity)


@dataclass(frozen=True)
class Reader:
    frame: Frame
    rows: tuple[Statement, ...]
    as_of: date
    strict: bool

    def covers(self, row: Statement, rung: str, column: str) -> bool:
        return rung in self.rungs(row) and column in self.columns(row)

    def rungs(self, row: Statement) -> list[str]:
        home = self.frame.rungs[0]
        if row.rungs == ("any",):
            return [rung.name for rung in self.frame.rungs if row.theatre in ("", rung.theatre)]
        if row.rungs:
            return list(row.rungs)
        theatre = row.theatre or home.theatre
        if theatre == home.theatre and self.strict:
            return [home.name]
        return [rung.name for rung in self.frame.rungs if rung.theatre == theatre]

    def columns(self, row: Statement) -> set[str]:
        columns: set[str] = set()
        for name in row.instruments or ("unspecified",):
            of_class = {instrument.name for instrument in self.frame.instruments if instrument.cls == name}
            if name == "unspecified":
                columns |= self.unnamed(row)
            elif name == "any":
                columns |= {instrument.name for instrument in self.frame.instruments}
                columns |= set() if row.direction is Direction.WITHHOLD else {"unspecified"}
            else:
                columns |= of_class or {name}
        return columns

    def unnamed(self, row: Statement) -> set[str]:
        force = {instrument.name for instrument in self.frame.instruments if instrument.cls == "force"}
        heard = set() if self.strict else force
        if row.direction is Direction.WITHHOLD:
            return heard
        if row.act is Act.ASSURANCE and row.direction is Direction.DELIVER:
            return set()
        return {"unspecified"} | (heard if row.standing else set())

    def partial(self, row: Statement) -> bool:
        return self.strict and bool(OPEN & set(row.qualifiers))

    def lapsed(self, row: Statement, rung: str, column: str) -> bool:
        if not self.strict:
            return False
        if row.expiry is not None:
            return row.expiry < self.as_of
        if Qualifier.FOR_NOW not in row.qualifiers:
            return False
        renewals = [row.last] + [
            other.last
            for other in self.rows
            if (other.principal, other.direction) == (row.principal, row.direction)
            and other.authority is Authority.BINDING
            and other.record is Record.ON_RECORD
            and other.last <= self.as_of
            and (self.partial(row) or not self.partial(other))
            and self.covers(other, rung, column)
        ]
        return max(renewals) + timedelta(days=90) < self.as_of

    def overrides(self, later: Statement, earlier: Statement) -> bool:
        return (
            later.date_from > earlier.last
            and later.direction is not earlier.direction
            and (later.act is not Act.KEEP_VAGUE or earlier.direction is Direction.WITHHOLD)
            and RANK[later.authority] >= RANK[earlier.authority]
            and (later.record is Record.ON_RECORD or earlier.record is Record.ANONYMOUS)
            and max(1, later.relay) <= max(1, earlier.relay)
            and (not self.partial(later) or self.partial(earlier))
            and later.audience is not Audience.PRIVATE
            and (not earlier.standing or later.act is Act.WITHDRAW)
        )

    def vague(self, row: Statement, column: str) -> bool:
        return (
            row.act in (Act.OFFER, Act.ASSURANCE)
            or (self.strict and Qualifier.MAY in row.qualifiers)
            or (column == "unspecified" and row.act is not Act.COMMIT)
        )

    def cell(self, principal: str, rung: str, column: str, private: bool = False) -> Slow:
        covering = [
            row
            for row in self.rows
            if row.principal == principal
            and row.direction is not Direction.NONE
            and row.authority is not Authority.NONE
            and row.last <= self.as_of
            and (row.audience is Audience.PRIVATE) is private
            and self.covers(row, rung, column)
        ]
        dead = [row for row in covering if self.lapsed(row, rung, column)]
        alive = [row for row in covering if row not in dead]
        alive = [row for row in alive if not any(self.overrides(other, row) for other in alive)]
        full = [row for row in alive if not self.partial(row)]

        def largest(rows: Iterable[Statement]) -> float:
            return max((strength(row) for row in rows), default=0.0)

        promised = [row for row in full if row.direction is Direction.DELIVER]
        return Slow(
            largest(row for row in promised if not self.vague(row, column)),
            largest(row for row in promised if self.vague(row, column)),
            largest(row for row in full if row.direction is Direction.WITHHOLD),
            any(row.direction is Direction.RESERVE for row in alive),
            bool(dead),
            frozenset(row.id for row in covering),
        )

    def alliance(self, rule: Rule, rung: str, column: str) -> Slow:
        frame = self.frame
        bloc = self.cell(frame.bloc, rung, column)
        own = {member: self.cell(member, rung, column) for member in frame.members}
        heard = {member: _inherits(cell, bloc) for member, cell in own.items()} or {frame.bloc: bloc}
        by_member = any(instrument.by_member for instrument in frame.instruments if instrument.name == column)
        each = heard.values()
        if rule is Rule.MOST_CAPABLE:
            numbers = heard[frame.lead]
        elif rule is Rule.CONSENSUS and not by_member:
            numbers = Slow(bloc.deliver, bloc.vague, max(cell.withhold for cell in (bloc, *own.values())))
            if max(bloc.deliver, bloc.vague) == 0.0:
                unanimous = min(max(cell.deliver, cell.vague) for cell in each)
                numbers = replace(numbers, deliver=min(cell.deliver for cell in each), vague=unanimous)
        else:
            numbers = Slow(
                max(cell.deliver for cell in each),
                max(cell.vague for cell in each),
                min(cell.withhold for cell in each),
            )
        rows = frozenset[str]().union(*(cell.rows for cell in (bloc, *own.values())))
        return Slow(numbers.deliver, numbers.vague, numbers.withhold, rows=rows)


def _inherits(member: Slow, bloc: Slow) -> Slow:
    if max(member.deliver, member.vague) > 0.0:
        return member
    withheld = member.withhold if member.reserved else max(member.withhold, bloc.withhold)
    promises = member.reserved or member.withhold == 0.0
    return Slow(bloc.deliver if promises else 0.0, bloc.vague if promises else 0.0, withheld)


def read(frame: Frame, rows: tuple[Statement, ...], as_of: date, reading: Reading) -> Reader:
    return Reader(frame, rows, as_of, reading is Reading.STRICT)
