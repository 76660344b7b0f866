"""One principal's voice per row: what its statements say of every cell, as arrays.

A pair is (statement, cell it covers). Supersession and lapse compare a statement with every other of the same voice on
the same cell, but only through extreme days: whether *some* stronger statement is later needs the latest day of each
kind of statement, not the statements. So each is a table of maxima, cost linear in the pairs.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.errors import PostureError
from standoff.ledger.columns import (
    ACT_CODE,
    AUDIENCE_CODE,
    AUTHORITY_RANK,
    DIRECTION_CODE,
    QUALIFIER_BIT,
    Columns,
)
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import Act, Audience, Authority, Direction, Qualifier, Record
from standoff.posture.frame import Frame
from standoff.posture.matrix import Layer, Mark
from standoff.posture.reading import Reading
from standoff.posture.scope import covered
from standoff.posture.weights import Weights

PARTIAL = (Qualifier.UNILATERAL, Qualifier.THIS_OFFER, Qualifier.IF_OTHERS_AGREE, Qualifier.IN_PART)
"""Qualifiers that a strict reader takes to leave the cell open."""

VOICE_MARKS = (
    Mark.PARTIAL_DELIVER,
    Mark.PARTIAL_WITHHOLD,
    Mark.PARTIAL_RESERVE,
    Mark.LAPSED,
    Mark.RESERVED,
    Mark.STANDING,
)
"""Marks that follow from statements, in the order of `Voices.marks`."""

_DELIVER, _WITHHOLD, _RESERVE = (
    DIRECTION_CODE[direction] for direction in (Direction.DELIVER, Direction.WITHHOLD, Direction.RESERVE)
)
_DIRECTIONS = len(DIRECTION_CODE)
_NEVER = -1
_PARTIAL_MARKS = {_DELIVER: 0, _WITHHOLD: 1, _RESERVE: 2}

Flags = NDArray[np.bool_]
Days = NDArray[np.int32]


@dataclass(frozen=True)
class Lens:
    """Through what a ledger is read: the axes, the day, the reading and the weights."""

    frame: Frame
    as_of: date
    reading: Reading
    weights: Weights


class Voices(NamedTuple):
    """What each of V voices says of each of C cells.

    `numbers` (3, V, C) are deliver, vague, withhold; `marks` (len(VOICE_MARKS), V, C); `rows` the positions in the
    ledger of the statements that cover a cell, as (cell, position) pairs in the ledger's order.
    """

    numbers: NDArray[np.float64]
    marks: Flags
    row_cells: NDArray[np.int32]
    row_positions: NDArray[np.int64]


class _Rows(NamedTuple):
    """The statements of the voices that can make a cell, or renew a hedge: both layers."""

    position: NDArray[np.int64]
    voice: NDArray[np.int64]
    scope: NDArray[np.int32]
    direction: NDArray[np.int8]
    first: Days
    last: Days
    expired: Flags
    hedged: Flags
    partial: Flags
    vague: Flags
    commit: Flags
    withdraw: Flags
    standing: Flags
    binding: Flags
    anonymous: Flags
    private: Flags
    relay: NDArray[np.int16]
    strength: NDArray[np.float64]

    def pick(self, which: Flags | NDArray[np.int64]) -> "_Rows":
        return _Rows._make(column[which] for column in self)


def voices(ledger: Ledger, principals: tuple[str, ...], lens: Lens, layer: Layer) -> Voices:
    """Return what each principal says of each cell in one layer, by its own statements alone."""
    columns, cells = ledger.columns, len(lens.frame.cells)
    rows = _rows(columns, principals, lens)
    pair, cell = _pairs(rows, columns, lens)
    pairs, shape = rows.pick(pair), (len(principals), cells)
    group = pairs.voice * cells + cell
    lapsed = pairs.expired | _unrenewed(pairs, group, shape, lens)

    heard = pairs.private if layer is Layer.PRIVATE else ~pairs.private
    pairs, group, cell, lapsed = pairs.pick(heard), group[heard], cell[heard], lapsed[heard]
    live = ~lapsed
    if layer is Layer.PUBLIC:  # nothing private overrides
        live[live] = ~_superseded(pairs.pick(live), group[live], shape)
    order = np.argsort(cell, kind="stable")
    return Voices(
        _numbers(pairs, group, cell, live, shape, lens.frame),
        _marks(pairs, group, lapsed, live, shape),
        cell[order],
        pairs.position[order],
    )


def _rows(columns: Columns, principals: tuple[str, ...], lens: Lens) -> _Rows:
    number = {name: index for index, name in enumerate(principals)}
    voice_of = np.array([number.get(name, -1) for name in columns.principals] or [-1])
    voice = voice_of[columns.principal]
    today, strict = lens.as_of.toordinal(), lens.reading is Reading.STRICT
    keep = np.flatnonzero(
        (voice >= 0)
        & (columns.direction != DIRECTION_CODE[Direction.NONE])
        & (columns.rank > AUTHORITY_RANK[Authority.NONE])
        & (columns.last <= today)
    )
    act, bits = columns.act[keep], columns.qualifiers[keep]
    partial, modal, for_now = (
        (bits & sum(QUALIFIER_BIT[qualifier] for qualifier in qualifiers) != 0) & strict
        for qualifiers in (PARTIAL, (Qualifier.MAY,), (Qualifier.FOR_NOW,))
    )
    expiry = columns.expiry[keep]
    has_expiry = expiry != np.iinfo(np.int32).max
    return _Rows(
        position=keep,
        voice=voice[keep],
        scope=columns.scope[keep],
        direction=columns.direction[keep],
        first=columns.first[keep],
        last=columns.last[keep],
        expired=(expiry < today) & strict,
        hedged=for_now & ~has_expiry,
        partial=partial,
        vague=(act == ACT_CODE[Act.OFFER]) | (act == ACT_CODE[Act.ASSURANCE]) | modal,
        commit=act == ACT_CODE[Act.COMMIT],
        withdraw=act == ACT_CODE[Act.WITHDRAW],
        standing=columns.standing[keep],
        binding=columns.rank[keep] == AUTHORITY_RANK[Authority.BINDING],
        anonymous=columns.anonymous[keep],
        private=columns.audience[keep] == AUDIENCE_CODE[Audience.PRIVATE],
        relay=columns.relay[keep],
        strength=_strength(columns, keep, lens.weights),
    )


def _strength(columns: Columns, keep: NDArray[np.int64], weights: Weights) -> NDArray[np.float64]:
    """Authority × channel × relay × specificity of each row."""
    ranks = sorted(AUTHORITY_RANK, key=lambda authority: AUTHORITY_RANK[authority])
    authority = np.array([weights.authority(rank) for rank in ranks])
    channel = np.array([[weights.channel(audience, record) for record in Record] for audience in Audience])
    relay = np.array([weights.relay(depth) for depth in range(4)])
    checklist = np.array([weights.specificity(ticks) for ticks in columns.checklists] or [0.0])
    strength: NDArray[np.float64] = (
        authority[columns.rank[keep]]
        * channel[columns.audience[keep], columns.anonymous[keep].astype(np.int8)]
        * relay[np.minimum(columns.relay[keep], 3)]
        * checklist[columns.checklist[keep]]
    )
    return strength.round(12)


def _pairs(rows: _Rows, columns: Columns, lens: Lens) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return (row, cell) of every statement and every cell it covers."""
    used, first = np.unique(rows.scope, return_index=True)
    cover: list[tuple[int, ...]] = [()] * len(columns.scopes)
    for scope, row in zip(used, first, strict=True):
        try:
            cover[scope] = covered(columns.scopes[scope], lens.frame, lens.reading)
        except PostureError as error:
            key = columns.ids[rows.position[row]]
            raise PostureError(
                error.fault, where=f"row {key}", seen=error.seen, need=error.need, near=error.near
            ) from None
    size = np.array([len(cells) for cells in cover] or [0])
    start = np.concatenate([[0], np.cumsum(size)[:-1]])
    flat = np.array([cell for cells in cover for cell in cells], dtype=np.int32)
    count = size[rows.scope]
    row = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, flat[start[rows.scope[row]] + within]


def _unrenewed(pairs: _Rows, group: NDArray[np.int64], shape: tuple[int, int], lens: Lens) -> Flags:
    """Whether a "for now" has run out: no binding on-record row of its voice, direction and cell is recent enough.

    A partial row does not renew a full one; a full one renews both.
    """
    if not pairs.hedged.any():
        return np.zeros(len(group), dtype=bool)
    groups = shape[0] * shape[1]
    slot = group + groups * pairs.direction.astype(np.int64)
    renewing = pairs.binding & ~pairs.anonymous
    renewed = np.full((2, groups * _DIRECTIONS), _NEVER, dtype=np.int32)
    np.maximum.at(renewed, (pairs.partial[renewing].astype(np.int8), slot[renewing]), pairs.last[renewing])
    renewed = np.maximum.accumulate(renewed, axis=0)
    latest = np.maximum(renewed[pairs.partial.astype(np.int8), slot], pairs.last)
    run_out: Flags = pairs.hedged & (lens.as_of.toordinal() - latest > lens.weights.hedge_days)
    return run_out


def _superseded(pairs: _Rows, group: NDArray[np.int64], shape: tuple[int, int]) -> Flags:
    """Whether a later opposite statement, no weaker in any respect, covers the same cell.

    The table holds the latest first day of the statements of each kind, along the axes direction (deliver, withhold,
    keep vague, withdraw) · authority (binding, advisory) · record (on record, anonymous) · completeness (full, partial)
    · relay (near to far) · cell. A statement yields to those before it on an axis and its equals, so that accumulating
    leaves the latest day of all that may override it.
    """
    kind = np.where(
        pairs.direction == _DELIVER, 0, np.where(pairs.direction == _WITHHOLD, 1, np.where(pairs.withdraw, 3, 2))
    )
    depths, depth = np.unique(np.maximum(pairs.relay, 1), return_inverse=True)
    latest = np.full((4, 2, 2, 2, max(len(depths), 1), shape[0] * shape[1]), _NEVER, dtype=np.int32)
    weakness = (
        (~pairs.binding).astype(np.int8),
        pairs.anonymous.astype(np.int8),
        pairs.partial.astype(np.int8),
        depth,
        group,
    )
    np.maximum.at(latest, (kind, *weakness), pairs.first)
    for axis in range(1, 5):
        np.maximum.accumulate(latest, axis=axis, out=latest)
    may_override = np.array([[0, 1, 0, 1], [1, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]], dtype=bool)
    day = np.full(len(group), _NEVER, dtype=np.int32)
    for other in range(4):
        allowed = may_override[kind, other] & (~pairs.standing | (other == 3))
        day = np.where(allowed, np.maximum(day, latest[(np.full(len(group), other), *weakness)]), day)
    superseded: Flags = day > pairs.last
    return superseded


def _numbers(
    pairs: _Rows,
    group: NDArray[np.int64],
    cell: NDArray[np.int32],
    live: Flags,
    shape: tuple[int, int],
    frame: Frame,
) -> NDArray[np.float64]:
    """The largest strength in each direction: repetition adds none."""
    numbers = np.zeros((3, shape[0] * shape[1]))
    some_response = cell % len(frame.columns) == len(frame.columns) - 1
    vague = pairs.vague | (some_response & ~pairs.commit)
    speaks = live & ~pairs.partial & (pairs.direction != _RESERVE)
    number = np.where(pairs.direction == _WITHHOLD, 2, vague.astype(np.int8))
    np.maximum.at(numbers, (number[speaks], group[speaks]), pairs.strength[speaks])
    return numbers.reshape(3, *shape)


def _marks(pairs: _Rows, group: NDArray[np.int64], lapsed: Flags, live: Flags, shape: tuple[int, int]) -> Flags:
    marks = np.zeros((len(VOICE_MARKS), shape[0] * shape[1]), dtype=bool)
    for direction, mark in _PARTIAL_MARKS.items():
        marks[mark, group[live & pairs.partial & (pairs.direction == direction)]] = True
    for mark, holds in (
        (3, lapsed),
        (4, live & (pairs.direction == _RESERVE)),
        (5, live & pairs.standing),
    ):
        marks[mark, group[holds]] = True
    return marks.reshape(len(VOICE_MARKS), *shape)
