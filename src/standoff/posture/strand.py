"""Statements weighed against each other: which of them still count, cell by cell.

Statements alike in all that matters but their days are one *strand*: only its latest days count. A pair is (strand,
cell it covers). Supersession and lapse compare a statement with every other of the same voice on the same cell, but
only through extreme days: whether *some* stronger statement is later needs the latest day of each kind of statement,
not the statements. So each is a table of maxima, and the cost is linear.
"""

import math
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
from standoff.posture.reading import Reading
from standoff.posture.scope import covered
from standoff.posture.weights import Weights

PARTIAL = frozenset({Qualifier.UNILATERAL, Qualifier.THIS_OFFER, Qualifier.IF_OTHERS_AGREE, Qualifier.IN_PART})
"""Qualifiers that a strict reader takes to leave the cell open."""

MODAL = frozenset({Qualifier.MAY})
"""Hedges of modality: vague to a strict reader, whatever instrument is named."""

DELIVER, WITHHOLD, RESERVE = (
    DIRECTION_CODE[direction] for direction in (Direction.DELIVER, Direction.WITHHOLD, Direction.RESERVE)
)
_DIRECTIONS = len(DIRECTION_CODE)
_NEVER = -1
_KINDS = 4
_OVERRIDDEN_BY = ((1, 3), (0, 2, 3), (0, 1), (0, 1), (3,), ())
"""Kinds: 0 deliver, 1 withhold, 2 keep vague, 3 withdraw; 4 a standing row, 5 a standing reserve. Keeping vague
overrides rule-outs only, and only withdrawing ends what stands."""

Flags = NDArray[np.bool_]
Days = NDArray[np.int32]
Codes = NDArray[np.int32]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Lens:
    """Through what a ledger is read: the axes, the day, the reading and the weights."""

    frame: Frame
    as_of: date
    reading: Reading
    weights: Weights


class Strands(NamedTuple):
    """Statements of one voice alike in all but their days.

    `first` and `last` are the latest of theirs, `row` the position in the ledger's columns of the latest statement.
    """

    row: Positions
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

    def pick(self, which: Flags | NDArray[np.int64]) -> "Strands":
        return Strands._make(column[which] for column in self)


class Weighed(NamedTuple):
    """Every (strand, cell it covers) of some voices.

    `group` is voice × cells + cell; `lapsed` and `live` say whether the strand has run out there, and whether it still
    counts; `rows` are the positions of all the statements, `covers` (scopes, cells) what those of each scope cover.
    """

    strands: Strands
    group: Positions
    lapsed: Flags
    live: Flags
    shape: tuple[int, int]
    rows: Positions
    covers: Flags


def weigh(ledger: Ledger, principals: tuple[str, ...], lens: Lens) -> Weighed:
    """Return which statements of the principals still count at the end of the day, on which cells.

    Raises
    ------
    PostureError
        When a statement names a rung, instrument or theatre the frame lacks.
    """
    columns, shape = ledger.columns, (len(principals), len(lens.frame.cells))
    rows, voice = _heard(columns, principals, lens)
    covers = _covers(columns, rows, lens)
    strands = _strands(columns, rows, voice, lens)
    pair, cell = np.nonzero(covers[strands.scope])
    pairs = strands.pick(pair)
    group = pairs.voice * shape[1] + cell
    lapsed = pairs.expired | _unrenewed(pairs, group, shape, lens)
    overriding = ~lapsed & ~pairs.private
    live = ~lapsed & (pairs.private | ~_superseded(pairs, group, overriding, shape))
    return Weighed(pairs, group, lapsed, live, shape, rows, covers)


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


def _strands(columns: Columns, rows: NDArray[np.int64], voice: Codes, lens: Lens) -> Strands:
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
    newest = np.argsort(-last, kind="stable")
    _, one, strand = np.unique(code[newest], return_index=True, return_inverse=True)
    one = newest[one]
    latest = np.zeros((2, len(one)), dtype=np.int32)
    np.maximum.at(latest[0], strand, columns.first[rows][newest])
    latest[1] = last[one]
    return _strand_columns(columns, rows[one], latest, tuple(key[one] for key in keys), lens)


def _strand_columns(
    columns: Columns, rows: NDArray[np.int64], latest: Days, keys: tuple[Codes, ...], lens: Lens
) -> Strands:
    voice, scope, _, qualifiers, act, authority, audience, anonymous, relay, expired, stale = keys
    partial, modal = (
        np.array([not wanted.isdisjoint(found) for found in columns.qualifications] or [False])[qualifiers]
        & (lens.reading is Reading.STRICT)
        for wanted in (PARTIAL, MODAL)
    )
    scopes = columns.scopes
    return Strands(
        row=rows,
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


def _unrenewed(pairs: Strands, group: NDArray[np.int64], shape: tuple[int, int], lens: Lens) -> Flags:
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


def _superseded(pairs: Strands, group: NDArray[np.int64], overriding: Flags, shape: tuple[int, int]) -> Flags:
    """Whether a later opposite statement, no weaker in any respect, covers the same cell.

    The table holds the latest first day of the statements of each kind, along the axes direction (deliver, withhold,
    keep vague, withdraw) · authority (binding, advisory) · record (on record, anonymous) · completeness (full, partial)
    · relay (near to far) · cell. A statement yields to those before it on an axis and its equals, so that accumulating
    leaves the latest day of all that may override it.
    """
    kind = pairs.direction - DELIVER + pairs.withdraw
    nearness, near = np.unique(np.maximum(pairs.relay, 1), return_inverse=True)
    spoken = np.cumsum(np.bincount(group, minlength=shape[0] * shape[1]) > 0)  # most voices say nothing of most cells
    axes = (2, 2, 2, max(len(nearness), 1), max(int(spoken[-1]), 1))
    weakness = (~pairs.binding, pairs.anonymous, pairs.partial, near, spoken[group] - 1)
    slot = np.ravel_multi_index(tuple(code.astype(np.int64) for code in weakness), axes)
    latest = np.full((_KINDS, math.prod(axes)), _NEVER, dtype=np.int32)
    np.maximum.at(latest, (kind[overriding], slot[overriding]), pairs.first[overriding])
    latest = latest.reshape(_KINDS, *axes)
    for axis in range(1, 5):
        np.maximum.accumulate(latest, axis=axis, out=latest)
    ends = np.full((len(_OVERRIDDEN_BY), math.prod(axes)), _NEVER, dtype=np.int32)
    for mine, others in enumerate(_OVERRIDDEN_BY):
        for other in others:
            np.maximum(ends[mine], latest[other].reshape(-1), out=ends[mine])
    yields = np.where(pairs.standing, np.where(pairs.direction == RESERVE, 5, 4), kind)
    superseded: Flags = ends[yields, slot] > pairs.last
    return superseded
