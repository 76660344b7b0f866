"""Where a ledger contradicts itself: statements that cannot both be taken at their word, each pair with its rule."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import Authority, Direction, Record, Statement
from standoff.posture.frame import Frame
from standoff.posture.matrix import FLOOR, Key, Layer
from standoff.posture.reading import Reading
from standoff.posture.strand import DELIVER, RESERVE, WITHHOLD, Lens, Positions, Weighed, weigh
from standoff.posture.voice import of_layer
from standoff.posture.weights import Weights


class ConflictKind(Enum):
    """Kinds of conflict; the value is the rule that finds them."""

    SELF_CONTRADICTION = "the same principal promises and withholds the same, and neither statement overrides the other"
    SPEAKS_FOR_ALLIANCE = "a member speaks of what the alliance will do: it binds the member alone"
    LAPSED_HEDGE = "said for the time being and not renewed in time: a strict reader no longer counts it"
    MIXED_ALLIANCE = "one voice of the alliance promises what another withholds"
    CRITIC_AS_STATE = "a speaker who cannot bind the principal is coded as if he could"


class Conflict(NamedTuple):
    """One conflict.

    `rows` are the ids of the two statements, or of one where the ledger holds no other side; `cells` those on which
    they meet.
    """

    kind: ConflictKind
    principals: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[Key, ...]

    @property
    def rule(self) -> str:
        """The rule that finds this kind of conflict, in words."""
        return str(self.kind.value)


def conflicts(
    ledger: Ledger, frame: Frame, *, as_of: date, reading: Reading = Reading.STRICT, weights: Weights = Weights()
) -> tuple[Conflict, ...]:
    """Return the conflicts in what was known at the end of a day, in the order of `ConflictKind`.

    Of many rows that conflict on a cell the strongest on each side are named, so that the list stays readable.

    Raises
    ------
    PostureError
        When a statement names a rung, instrument or theatre the frame lacks.

    Examples
    --------
    >>> from standoff.ledger.statement import Act, Specific
    >>> from standoff.posture.frame import Instrument, Rung
    >>> frame = Frame((Rung("hold", "protege"),), (), (Instrument("troops", "force"),), "NATO", ("USA", "DEU"))
    >>> say = dict(speaker="A", principal="DEU", instruments=("troops",), specificity=(Specific.INSTRUMENT,),
    ...            date_from=date(2022, 3, 1))
    >>> rows = (Statement(id="X1", act=Act.RULE_OUT, **say), Statement(id="X2", act=Act.COMMIT, **say))
    >>> for conflict in conflicts(Ledger(rows), frame, as_of=date(2022, 3, 23)):
    ...     print(conflict.kind.name, conflict.rows, conflict.cells)
    SELF_CONTRADICTION ('X2', 'X1') (('hold', 'troops'),)
    """
    principals = (*frame.principals, *(name for name in ledger.principals if name not in frame.principals))
    scene = _Scene(ledger, principals, Lens(frame, as_of, reading, weights))
    return (
        *_contradictions(scene),
        *_for_alliance(scene),
        *_lapsed(scene),
        *_mixed(scene),
        *_critics(scene.known),
    )


@dataclass(frozen=True)
class _Scene:
    """The public layer of a ledger, weighed; a *pair* is a strand of statements on a cell it covers."""

    ledger: Ledger
    principals: tuple[str, ...]
    lens: Lens

    @cached_property
    def weighed(self) -> Weighed:
        return of_layer(weigh(self.ledger, self.principals, self.lens), Layer.PUBLIC)

    @cached_property
    def known(self) -> tuple[Statement, ...]:
        return tuple(row for row in self.ledger.statements if row.last <= self.lens.as_of)

    @cached_property
    def cell(self) -> Positions:
        return self.weighed.group % len(self.lens.frame.cells)

    @cached_property
    def keys(self) -> NDArray[np.object_]:
        keys = np.empty(len(self.lens.frame.cells), dtype=object)
        keys[:] = self.lens.frame.cells
        return keys

    def strongest(self, direction: int, slot: Positions, slots: int) -> Positions:
        """Return, for each slot, the strongest pair of one direction that a label would speak of; -1 for none."""
        strands = self.weighed.strands
        speaks = self.weighed.live & ~strands.partial & (strands.direction == direction) & (strands.strength >= FLOOR)
        found = np.flatnonzero(speaks & (slot < slots))
        ascending = found[np.lexsort((-strands.row[found], strands.strength[found]))]
        return _last(slot[ascending], ascending, slots)

    def gathered(self, kind: ConflictKind, one: Positions, other: Positions) -> Iterator[Conflict]:
        """Yield one conflict for every two rows that meet, with all the cells on which the pairs do."""
        strands, ids = self.weighed.strands, self.ledger.columns.ids
        cell, first, second = self.cell[one], strands.row[one], strands.row[other]
        order = np.lexsort((cell, second, first))
        meeting = first[order] * (len(ids) + 1) + second[order]
        starts = np.flatnonzero(np.diff(meeting, prepend=-1))
        cells = np.split(self.keys[cell[order]], starts[1:])
        for pair, met in zip(order[starts].tolist(), cells, strict=False):
            rows = dict.fromkeys((str(ids[first[pair]]), str(ids[second[pair]])))
            voices = dict.fromkeys(self.principals[strands.voice[side[pair]]] for side in (one, other))
            yield Conflict(kind, tuple(voices), tuple(rows), tuple(met.tolist()))


def _last(slot: Positions, value: Positions, slots: int) -> Positions:
    """Return the last value of each slot; -1 for none."""
    table = np.full(slots, -1, dtype=np.int64)
    table[slot] = value  # of a repeated index the last assignment stays
    return table


def _contradictions(scene: _Scene) -> Iterator[Conflict]:
    group, groups = scene.weighed.group, math.prod(scene.weighed.shape)
    promised, withheld = (scene.strongest(direction, group, groups) for direction in (DELIVER, WITHHOLD))
    both = (promised >= 0) & (withheld >= 0)
    return scene.gathered(ConflictKind.SELF_CONTRADICTION, promised[both], withheld[both])


def _mixed(scene: _Scene) -> Iterator[Conflict]:
    """Cells on which two different voices of the alliance are opposed."""
    voice, cells = scene.weighed.strands.voice, len(scene.lens.frame.cells)
    ours = voice <= len(scene.lens.frame.members)  # the bloc is voice 0, its members follow
    slot = np.where(ours, scene.cell, cells)
    promised, withheld = (scene.strongest(direction, slot, cells) for direction in (DELIVER, WITHHOLD))
    both = (promised >= 0) & (withheld >= 0)
    promised, withheld = promised[both], withheld[both]
    apart = voice[promised] != voice[withheld]
    return scene.gathered(ConflictKind.MIXED_ALLIANCE, promised[apart], withheld[apart])


def _lapsed(scene: _Scene) -> Iterator[Conflict]:
    """Hedged statements that have run out, with the one that last renewed them where there is another."""
    weighed, strands = scene.weighed, scene.weighed.strands
    slot = weighed.group * (RESERVE + 1) + strands.direction
    renewing = np.flatnonzero(strands.binding & ~strands.anonymous)
    renewing = renewing[np.argsort(strands.last[renewing], kind="stable")]
    newest = _last(slot[renewing], renewing, math.prod(weighed.shape) * (RESERVE + 1))
    run_out = np.flatnonzero(weighed.lapsed & strands.stale)
    renewed = newest[slot[run_out]]
    return scene.gathered(ConflictKind.LAPSED_HEDGE, run_out, np.where(renewed < 0, run_out, renewed))


def _for_alliance(scene: _Scene) -> Iterator[Conflict]:
    """Members' statements of what the alliance will do, each with the strongest of the alliance's own on its cells."""
    weighed, frame, columns = scene.weighed, scene.lens.frame, scene.ledger.columns
    own = np.flatnonzero(weighed.live & (weighed.strands.voice == 0) & (weighed.strands.direction != RESERVE))
    own = own[np.argsort(weighed.strands.strength[own], kind="stable")]
    words = _last(scene.cell[own], weighed.strands.row[own], len(frame.cells))
    covered = [np.flatnonzero(cells) for cells in weighed.covers]
    answers = [next((columns.ids[row] for row in words[cells] if row >= 0), None) for cells in covered]
    scope_of = dict(zip(columns.ids.tolist(), columns.scope.tolist(), strict=True))
    members = frozenset(frame.members)
    for row in scene.known:
        if row.actor == frame.bloc and row.principal in members and row.id in scope_of:
            scope = scope_of[row.id]
            rows = tuple(key for key in (row.id, answers[scope]) if key is not None)
            keys = tuple(scene.keys[covered[scope]].tolist())
            yield Conflict(ConflictKind.SPEAKS_FOR_ALLIANCE, (row.principal, frame.bloc), rows, keys)


def _critics(rows: tuple[Statement, ...]) -> Iterator[Conflict]:
    """Rows that bind a principal though the speaker has no authority, is hearsay, or elsewhere binds nobody."""
    unbound: dict[str, str] = {}
    for row in rows:
        if row.authority is Authority.NONE and row.record is Record.ON_RECORD:
            unbound.setdefault(row.speaker, row.id)
    for row in rows:
        if not row.principal:
            continue
        if row.authority is Authority.NONE:
            yield Conflict(ConflictKind.CRITIC_AS_STATE, (row.principal,), (row.id,), ())
        elif row.direction is not Direction.NONE:
            hearsay = row.record is Record.ANONYMOUS and row.relay > 1 and row.authority is Authority.BINDING
            other = unbound.get(row.speaker) if row.record is Record.ON_RECORD else None
            if other is not None or hearsay:
                found = (row.id,) if other is None else (row.id, other)
                yield Conflict(ConflictKind.CRITIC_AS_STATE, (row.principal,), found, ())
