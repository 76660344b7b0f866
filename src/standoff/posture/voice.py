"""One principal's voice per row: what its statements say of every cell, as arrays.

Statements alike in all that matters but their days are one *strand*: only its latest days count. A pair is (strand,
cell it covers). Supersession and lapse compare a statement with every other of the same voice on the same cell, but
only through extreme days: whether *some* stronger statement is later needs the latest day of each kind of statement,
not the statements. So each is a table of maxima, and the cost is linear.
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
    AUTHORITY_CODE,
    DIRECTION_CODE,
    NO_EXPIRY,
    Columns,
)
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import Act, Audience, Authority, Direction, Qualifier, Record
from standoff.posture.frame import Frame
from standoff.posture.matrix import Layer, Mark
from standoff.posture.reading import Reading
from standoff.posture.scope import covered
from standoff.posture.weights import Weights

PARTIAL = frozenset({Qualifier.UNILATERAL, Qualifier.THIS_OFFER, Qualifier.IF_OTHERS_AGREE, Qualifier.IN_PART})
"""Qualifiers that a strict reader takes to leave the cell open."""

MODAL = frozenset({Qualifier.MAY})
"""Hedges of modality: vague to a strict reader, whatever instrument is named."""

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
Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Lens:
    """Through what a ledger is read: the axes, the day, the reading and the weights."""

    frame: Frame
    as_of: date
    reading: Reading
    weights: Weights


class Voices(NamedTuple):
    """What each of V voices says of each of C cells.

    `numbers` (3, V, C) are deliver, vague, withhold; `marks` (len(VOICE_MARKS), V, C); `rows` the ids of the statements
    that cover each cell, whether they still count or not, in the ledger's order.
    """

    numbers: NDArray[np.float64]
    marks: Flags
    rows: tuple[tuple[str, ...], ...]


class _Strands(NamedTuple):
    """Statements of one voice alike in all but their days; `first` and `last` are the latest of theirs."""

    voice: Codes
    scope: Codes
    direction: Codes
    first: Days
    last: Days
    expired: Flags
    stale: Flags
    partial: Flags
    vague: Flags
    commit: Flags
    withdraw: Flags
    standing: Flags
    binding: Flags
    anonymous: Flags
    private: Flags
    relay: Codes
    strength: NDArray[np.float64]

    def pick(self, which: Flags | NDArray[np.int64]) -> "_Strands":
        return _Strands._make(column[which] for column in self)


def voices(ledger: Ledger, principals: tuple[str, ...], lens: Lens) -> dict[Layer, Voices]:
    """Return what each principal says of each cell, by its own statements alone, layer by layer.

    Layers in which nothing was said are left out.
    """
    columns, shape = ledger.columns, (len(principals), len(lens.frame.cells))
    rows, voice = _heard(columns, principals, lens)
    covers = _covers(columns, rows, lens)
    strands = _strands(columns, rows, voice, lens)
    pair, cell = np.nonzero(covers[strands.scope])
    pairs = strands.pick(pair)
    group = pairs.voice * shape[1] + cell
    lapsed = pairs.expired | _unrenewed(pairs, group, shape, lens)
    found: dict[Layer, Voices] = {}
    for layer in Layer:
        said = columns.audience[rows] == AUDIENCE_CODE[Audience.PRIVATE]
        said = said if layer is Layer.PRIVATE else ~said
        if said.any():
            heard = pairs.private if layer is Layer.PRIVATE else ~pairs.private
            numbers, marks = _layer(pairs.pick(heard), group[heard], lapsed[heard], shape, lens.frame)
            found[layer] = Voices(numbers, marks, _ids(columns, rows[said], covers))
    return found


def _layer(
    pairs: _Strands, group: NDArray[np.int64], lapsed: Flags, shape: tuple[int, int], frame: Frame
) -> tuple[NDArray[np.float64], Flags]:
    live = ~lapsed
    overriding = live & ~pairs.private  # nothing said in private overrides
    live &= ~_superseded(pairs, group, overriding, shape)
    return _numbers(pairs, group, live, shape, frame), _marks(pairs, group, lapsed, live, shape)


def _heard(columns: Columns, principals: tuple[str, ...], lens: Lens) -> tuple[NDArray[np.int64], Codes]:
    """The positions of the principals' statements made by the day, and whose voice each is."""
    number = {name: index for index, name in enumerate(principals)}
    voice_of = np.array([number.get(name, -1) for name in columns.principals] or [-1], dtype=np.int32)
    voice = voice_of[columns.principal]
    rows = np.flatnonzero((voice >= 0) & (columns.last <= lens.as_of.toordinal()))
    return rows, voice[rows]


def _covers(columns: Columns, rows: NDArray[np.int64], lens: Lens) -> Flags:
    """Which cells (C) the statements of each scope cover; scopes not used by the rows cover none."""
    covers = np.zeros((len(columns.scopes), len(lens.frame.cells)), dtype=bool)
    used, first = np.unique(columns.scope[rows], return_index=True)
    for scope, row in zip(used, first, strict=True):
        try:
            covers[scope, list(covered(columns.scopes[scope], lens.frame, lens.reading))] = True
        except PostureError as error:
            where = f"row {columns.ids[rows[row]]}"
            raise PostureError(error.fault, where=where, seen=error.seen, need=error.need, near=error.near) from None
    return covers


def _ids(columns: Columns, rows: NDArray[np.int64], covers: Flags) -> tuple[tuple[str, ...], ...]:
    scope, ids = columns.scope[rows], columns.ids[rows]
    return tuple(tuple(ids[cell[scope]].tolist()) for cell in covers.T)


def _strands(columns: Columns, rows: NDArray[np.int64], voice: Codes, lens: Lens) -> _Strands:
    """Gather the statements into strands.

    What a hedge and an expiry date mean today joins the key: within a strand either all have expired or none, and
    either all need renewal or none.
    """
    today, strict = lens.as_of.toordinal(), lens.reading is Reading.STRICT
    for_now = np.array([Qualifier.FOR_NOW in qualifiers for qualifiers in columns.qualifications] or [False])
    expiry, last = columns.expiry[rows], columns.last[rows]
    hedged = for_now[columns.qualifiers[rows]] & (expiry == NO_EXPIRY)
    keys = (
        voice,
        columns.scope[rows],
        columns.checklist[rows],
        columns.qualifiers[rows],
        columns.act[rows],
        columns.authority[rows],
        columns.audience[rows],
        columns.anonymous[rows],
        np.minimum(columns.relay[rows], 99),
        ((expiry < today) & strict).astype(np.int32),
        (hedged & (today - last > lens.weights.hedge_days) & strict).astype(np.int32),
    )
    code = np.zeros(len(rows), dtype=np.int64)
    for key in keys:
        code = code * (int(key.max(initial=0)) + 1) + key
    _, one, strand = np.unique(code, return_index=True, return_inverse=True)
    latest = np.zeros((2, len(one)), dtype=np.int32)
    np.maximum.at(latest[0], strand, columns.first[rows])
    np.maximum.at(latest[1], strand, last)
    return _strand_columns(columns, rows[one], latest, tuple(key[one] for key in keys), lens)


def _strand_columns(
    columns: Columns, rows: NDArray[np.int64], latest: Days, keys: tuple[Codes, ...], lens: Lens
) -> _Strands:
    voice, scope, _, qualifiers, act, authority, audience, anonymous, relay, expired, stale = keys
    partial, modal = (
        np.array([not wanted.isdisjoint(found) for found in columns.qualifications] or [False])[qualifiers]
        & (lens.reading is Reading.STRICT)
        for wanted in (PARTIAL, MODAL)
    )
    scopes = columns.scopes
    return _Strands(
        voice=voice,
        scope=scope,
        direction=np.array([DIRECTION_CODE[s.direction] for s in scopes] or [0], dtype=np.int32)[scope],
        first=latest[0],
        last=latest[1],
        expired=expired.astype(bool),
        stale=stale.astype(bool),
        partial=partial,
        vague=(act == ACT_CODE[Act.OFFER]) | (act == ACT_CODE[Act.ASSURANCE]) | modal,
        commit=act == ACT_CODE[Act.COMMIT],
        withdraw=act == ACT_CODE[Act.WITHDRAW],
        standing=np.array([s.standing for s in scopes] or [False])[scope],
        binding=authority == AUTHORITY_CODE[Authority.BINDING],
        anonymous=anonymous.astype(bool),
        private=audience == AUDIENCE_CODE[Audience.PRIVATE],
        relay=relay,
        strength=_strength(columns, rows, lens.weights),
    )


def _strength(columns: Columns, rows: NDArray[np.int64], weights: Weights) -> NDArray[np.float64]:
    """Authority × channel × relay × specificity of each row."""
    authority = np.array([weights.authority(authority) for authority in Authority])
    channel = np.array([[weights.channel(audience, record) for record in Record] for audience in Audience])
    relay = np.array([weights.relay(depth) for depth in range(4)])
    checklist = np.array([weights.specificity(ticks) for ticks in columns.checklists] or [0.0])
    strength: NDArray[np.float64] = (
        authority[columns.authority[rows]]
        * channel[columns.audience[rows], columns.anonymous[rows]]
        * relay[np.minimum(columns.relay[rows], 3)]
        * checklist[columns.checklist[rows]]
    )
    return strength.round(12)


def _unrenewed(pairs: _Strands, group: NDArray[np.int64], shape: tuple[int, int], lens: Lens) -> Flags:
    """Whether a "for now" has run out: no binding on-record row of its voice, direction and cell is recent enough.

    A partial row does not renew a full one; a full one renews both.
    """
    if not pairs.stale.any():
        return np.zeros(len(group), dtype=bool)
    groups = shape[0] * shape[1]
    slot = group + groups * pairs.direction
    renewing = pairs.binding & ~pairs.anonymous
    renewed = np.full((2, groups * _DIRECTIONS), _NEVER, dtype=np.int32)
    np.maximum.at(renewed, (pairs.partial[renewing].astype(np.int8), slot[renewing]), pairs.last[renewing])
    renewed = np.maximum.accumulate(renewed, axis=0)
    latest = renewed[pairs.partial.astype(np.int8), slot]
    run_out: Flags = pairs.stale & (lens.as_of.toordinal() - latest > lens.weights.hedge_days)
    return run_out


def _superseded(pairs: _Strands, group: NDArray[np.int64], overriding: Flags, shape: tuple[int, int]) -> Flags:
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
    over = tuple(code[overriding] for code in (kind, *weakness))
    np.maximum.at(latest, over, pairs.first[overriding])
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
    pairs: _Strands, group: NDArray[np.int64], live: Flags, shape: tuple[int, int], frame: Frame
) -> NDArray[np.float64]:
    """The largest strength in each direction: repetition adds none."""
    numbers = np.zeros((3, shape[0] * shape[1]))
    some_response = group % len(frame.columns) == len(frame.columns) - 1
    vague = pairs.vague | (some_response & ~pairs.commit)
    speaks = live & ~pairs.partial & (pairs.direction != _RESERVE)
    number = np.where(pairs.direction == _WITHHOLD, 2, vague.astype(np.int8))
    np.maximum.at(numbers, (number[speaks], group[speaks]), pairs.strength[speaks])
    return numbers.reshape(3, *shape)


def _marks(pairs: _Strands, group: NDArray[np.int64], lapsed: Flags, live: Flags, shape: tuple[int, int]) -> Flags:
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
