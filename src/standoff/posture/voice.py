"""One principal's voice: what its statements that still count say of every cell, as arrays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.ledger.columns import AUDIENCE_CODE, Columns
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import Audience
from standoff.posture.frame import Frame
from standoff.posture.matrix import Layer, Mark
from standoff.posture.strand import DELIVER, RESERVE, WITHHOLD, Flags, Lens, Positions, Weighed, weigh

VOICE_MARKS = (
    Mark.PARTIAL_DELIVER,
    Mark.PARTIAL_WITHHOLD,
    Mark.PARTIAL_RESERVE,
    Mark.LAPSED,
    Mark.RESERVED,
    Mark.STANDING,
)
"""Marks that follow from statements, in the order of `Voices.marks`."""

_PARTIAL_MARKS = {DELIVER: 0, WITHHOLD: 1, RESERVE: 2}


class Voices(NamedTuple):
    """What each of V voices says of each of C cells.

    `numbers` (3, V, C) are deliver, vague, withhold; `marks` (len(VOICE_MARKS), V, C); `rows` the ids of the statements
    that cover each cell, whether they still count or not, in the ledger's order.
    """

    numbers: NDArray[np.float64]
    marks: Flags
    rows: tuple[tuple[str, ...], ...]


def voices(ledger: Ledger, principals: tuple[str, ...], lens: Lens) -> dict[Layer, Voices]:
    """Return what each principal says of each cell, by its own statements alone, layer by layer.

    Layers in which nothing was said are left out.
    """
    weighed = weigh(ledger, principals, lens)
    private = ledger.columns.audience[weighed.rows] == AUDIENCE_CODE[Audience.PRIVATE]
    found: dict[Layer, Voices] = {}
    for layer in Layer:
        said = private if layer is Layer.PRIVATE else ~private
        if said.any():
            heard = of_layer(weighed, layer)
            ids = _ids(ledger.columns, weighed.rows[said], weighed.covers)
            found[layer] = Voices(_numbers(heard, lens.frame), _marks(heard), ids)
    return found


def of_layer(weighed: Weighed, layer: Layer) -> Weighed:
    """Return the pairs of one layer."""
    kept = weighed.strands.private if layer is Layer.PRIVATE else ~weighed.strands.private
    return weighed._replace(
        strands=weighed.strands.pick(kept),
        group=weighed.group[kept],
        lapsed=weighed.lapsed[kept],
        live=weighed.live[kept],
    )


def is_vague(heard: Weighed, frame: Frame) -> Flags:
    """Whether a delivery is vague: an offer, an assurance, a modal hedge, or *some response* short of a commitment."""
    some_response = heard.group % len(frame.columns) == len(frame.columns) - 1
    vague: Flags = heard.strands.vague | (some_response & ~heard.strands.commit)
    return vague


def _ids(columns: Columns, rows: Positions, covers: Flags) -> tuple[tuple[str, ...], ...]:
    """The statements behind each cell; cells covered by the same scopes share one tuple."""
    scope, ids = columns.scope[rows], columns.ids[rows]
    behind: dict[bytes, tuple[str, ...]] = {}
    for covered in covers.T:
        if covered.tobytes() not in behind:
            behind[covered.tobytes()] = tuple(ids[covered[scope]].tolist())
    return tuple(behind[covered.tobytes()] for covered in covers.T)


def _numbers(heard: Weighed, frame: Frame) -> NDArray[np.float64]:
    """The largest strength in each direction: repetition adds none."""
    strands = heard.strands
    numbers = np.zeros((3, heard.shape[0] * heard.shape[1]))
    speaks = heard.live & ~strands.partial & (strands.direction != RESERVE)
    number = np.where(strands.direction == WITHHOLD, 2, is_vague(heard, frame).astype(np.int8))
    np.maximum.at(numbers, (number[speaks], heard.group[speaks]), strands.strength[speaks])
    return numbers.reshape(3, *heard.shape)


def _marks(heard: Weighed) -> Flags:
    strands, live = heard.strands, heard.live
    marks = np.zeros((len(VOICE_MARKS), heard.shape[0] * heard.shape[1]), dtype=bool)
    for direction, mark in _PARTIAL_MARKS.items():
        marks[mark, heard.group[live & strands.partial & (strands.direction == direction)]] = True
    for mark, holds in ((3, heard.lapsed), (4, live & (strands.direction == RESERVE)), (5, live & strands.standing)):
        marks[mark, heard.group[holds]] = True
    return marks.reshape(len(VOICE_MARKS), *heard.shape)
