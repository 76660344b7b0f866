"""Where a ledger contradicts itself: statements that cannot both be taken at their word, each pair with its rule."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import Authority, Direction, Record, Statement
from standoff.posture.frame import Frame
from standoff.posture.matrix import FLOOR, Key, Layer
from standoff.posture.reading import Reading
from standoff.posture.strand import DELIVER, RESERVE, WITHHOLD, Flags, Lens, Weighed, weigh
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
    known = ledger.known(as_of)
    principals = (*frame.principals, *(name for name in known.principals if name not in frame.principals))
    scene = _Scene.of(known, principals, Lens(frame, as_of, reading, weights))
    return (
        *_contradictions(scene),
        *_for_alliance(scene),
        *_lapsed(scene),
        *_mixed(scene),
        *_critics(known.statements),
    )


@dataclass(frozen=True)
class _Scene:
    """The public layer of a ledger, weighed."""

    ledger: Ledger
    principals: tuple[str, ...]
    frame: Frame
    weighed: Weighed

    @classmethod
    def of(cls, ledger: Ledger, principals: tuple[str, ...], lens: Lens) -> "_Scene":
        return cls(ledger, principals, lens.frame, of_layer(weigh(ledger, principals, lens), Layer.PUBLIC))

    @property
    def cell(self) -> NDArray[np.int64]:
        return self.weighed.group % len(self.frame.cells)

    def ids(self, pairs: Iterable[int]) -> tuple[str, ...]:
        rows = self.weighed.strands.row
        return tuple(dict.fromkeys(str(self.ledger.columns.ids[rows[pair]]) for pair in pairs))

    def voice(self, pair: int) -> str:
        return self.principals[int(self.weighed.strands.voice[pair])]

    def strongest(self, direction: int, slot: NDArray[np.int64], among: Flags) -> dict[int, int]:
        """Return, for each slot, the strongest pair of one direction that a label would speak of."""
        strands = self.weighed.strands
        counts = self.weighed.live & ~strands.partial & among
        found = np.flatnonzero(counts & (strands.direction == direction) & (strands.strength >= FLOOR))
        ascending = found[np.lexsort((-strands.row[found], strands.strength[found]))]
        return dict(zip(slot[ascending].tolist(), ascending.tolist(), strict=True))  # the last, the strongest, stays

    def gathered(self, kind: ConflictKind, met: Iterable[tuple[tuple[int, ...], int]]) -> Iterator[Conflict]:
        """Yield one conflict for every pair of rows, with all the cells on which they meet."""
        cells: dict[tuple[str, ...], list[Key]] = defaultdict(list)
        voices: dict[tuple[str, ...], tuple[str, ...]] = {}
        for pairs, cell in met:
            rows = self.ids(pairs)
            cells[rows].append(self.frame.cells[cell])
            voices[rows] = tuple(dict.fromkeys(self.voice(pair) for pair in pairs))
        for rows, keys in cells.items():
            yield Conflict(kind, voices[rows], rows, tuple(keys))


def _contradictions(scene: _Scene) -> Iterator[Conflict]:
    everyone = np.ones(len(scene.weighed.group), dtype=bool)
    promised, withheld = (
        scene.strongest(direction, scene.weighed.group, everyone) for direction in (DELIVER, WITHHOLD)
    )
    cells = len(scene.frame.cells)
    both = sorted(promised.keys() & withheld.keys())
    met = (((promised[group], withheld[group]), group % cells) for group in both)
    return scene.gathered(ConflictKind.SELF_CONTRADICTION, met)


def _mixed(scene: _Scene) -> Iterator[Conflict]:
    """Cells on which two different voices of the alliance are opposed."""
    ours = scene.weighed.strands.voice <= len(scene.frame.members)  # the bloc is voice 0, its members follow
    promised, withheld = (scene.strongest(direction, scene.cell, ours) for direction in (DELIVER, WITHHOLD))
    both = sorted(promised.keys() & withheld.keys())
    opposed = (((promised[cell], withheld[cell]), cell) for cell in both)
    return scene.gathered(
        ConflictKind.MIXED_ALLIANCE, (met for met in opposed if scene.voice(met[0][0]) != scene.voice(met[0][1]))
    )


def _lapsed(scene: _Scene) -> Iterator[Conflict]:
    """Hedged statements that have run out, with the one that last renewed them where there is another."""
    weighed, strands = scene.weighed, scene.weighed.strands
    slot = weighed.group * (RESERVE + 1) + strands.direction
    renewing = np.flatnonzero(strands.binding & ~strands.anonymous)
    renewing = renewing[np.argsort(strands.last[renewing], kind="stable")]
    newest = dict(zip(slot[renewing].tolist(), renewing.tolist(), strict=True))
    run_out = np.flatnonzero(weighed.lapsed & strands.stale)
    met = (
        ((pair, newest.get(slot[pair], pair)), cell) for pair, cell in zip(run_out, scene.cell[run_out], strict=True)
    )
    return scene.gathered(ConflictKind.LAPSED_HEDGE, met)


def _for_alliance(scene: _Scene) -> Iterator[Conflict]:
    """Members' statements of what the alliance will do, each with the strongest of the alliance's own on its cells."""
    weighed, bloc = scene.weighed, scene.frame.bloc
    own = np.flatnonzero(weighed.live & (weighed.strands.voice == 0) & (weighed.strands.direction != RESERVE))
    own = own[np.argsort(weighed.strands.strength[own], kind="stable")]
    alliances = dict(zip(scene.cell[own].tolist(), own.tolist(), strict=True))
    cells = [np.flatnonzero(covered) for covered in weighed.covers]
    scope_of = dict(zip(scene.ledger.columns.ids.tolist(), scene.ledger.columns.scope.tolist(), strict=True))
    members = frozenset(scene.frame.members)
    for row in scene.ledger.statements:
        if row.actor != bloc or row.principal not in members or row.id not in scope_of:
            continue
        covered = cells[scope_of[row.id]].tolist()
        other = next((alliances[cell] for cell in covered if cell in alliances), None)
        rows = (row.id,) if other is None else (row.id, *scene.ids([other]))
        keys = tuple(scene.frame.cells[cell] for cell in covered)
        yield Conflict(ConflictKind.SPEAKS_FOR_ALLIANCE, (row.principal, bloc), rows, keys)


def _critics(statements: Iterable[Statement]) -> Iterator[Conflict]:
    """Rows that bind a principal though the speaker has no authority, is hearsay, or elsewhere binds nobody."""
    rows = tuple(statements)
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
