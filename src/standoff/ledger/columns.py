"""Statements as arrays: built once per ledger, so that a posture at any date is a few array operations."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.ledger.statement import (
    Act,
    Audience,
    Authority,
    Direction,
    Qualifier,
    Record,
    Specific,
    Statement,
)

NO_EXPIRY = int(np.iinfo(np.int32).max)
DIRECTION_CODE = {direction: code for code, direction in enumerate(Direction)}
ACT_CODE = {act: code for code, act in enumerate(Act)}
AUTHORITY_CODE = {authority: code for code, authority in enumerate(Authority)}
AUDIENCE_CODE = {audience: code for code, audience in enumerate(Audience)}
QUALIFIER_BIT = {qualifier: 1 << bit for bit, qualifier in enumerate(Qualifier)}


class Scope(NamedTuple):
    """What decides which cells a statement covers. Rows of equal scope cover the same cells of any frame."""

    direction: Direction
    assurance: bool
    standing: bool
    rungs: tuple[str, ...]
    instruments: tuple[str, ...]
    theatre: str


class Columns(NamedTuple):
    """One entry per statement that can make a cell, in the ledger's order; days are proleptic ordinals.

    Statements without direction or authority are left out: they make no cell and renew none. `principal`, `scope`,
    `checklist` and `qualifiers` index the tuples `principals`, `scopes`, `checklists` and `qualifications`.
    """

    principal: NDArray[np.int32]
    scope: NDArray[np.int32]
    checklist: NDArray[np.int32]
    qualifiers: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    expiry: NDArray[np.int32]
    act: NDArray[np.int32]
    authority: NDArray[np.int32]
    audience: NDArray[np.int32]
    anonymous: NDArray[np.int32]
    relay: NDArray[np.int32]
    ids: NDArray[np.object_]
    principals: tuple[str, ...]
    scopes: tuple[Scope, ...]
    checklists: tuple[tuple[Specific, ...], ...]
    qualifications: tuple[tuple[Qualifier, ...], ...]


class _Numbered(dict[object, int]):
    """Numbers keys in the order in which they first come."""

    def __missing__(self, key: object) -> int:
        self[key] = number = len(self)
        return number


def columns_of(statements: tuple[Statement, ...]) -> Columns:
    """Return the statements that can make a cell, as arrays. Cost: about 2 µs a statement, once.

    Examples
    --------
    >>> from datetime import date
    >>> row = Statement(id="X1", speaker="A", principal="NATO", act=Act.RULE_OUT, date_from=date(2022, 3, 1))
    >>> columns = columns_of((row,))
    >>> columns.principals, int(columns.last[0]) == date(2022, 3, 1).toordinal()
    (('NATO',), True)
    """
    rows = [s for s in statements if s.direction is not Direction.NONE and s.authority is not Authority.NONE]
    principals, scopes, checklists, qualifications = (_Numbered() for _ in range(4))
    assurance, anonymous = Act.ASSURANCE, Record.ANONYMOUS
    arrays = (
        [principals[s.principal] for s in rows],
        [scopes[s.direction, s.act is assurance, s.standing, s.rungs, s.instruments, s.theatre] for s in rows],
        [checklists[s.specificity] for s in rows],
        [qualifications[s.qualifiers] for s in rows],
        [s.date_from.toordinal() for s in rows],
        [(s.date_to or s.date_from).toordinal() for s in rows],
        [NO_EXPIRY if s.expiry is None else s.expiry.toordinal() for s in rows],
        [ACT_CODE[s.act] for s in rows],
        [AUTHORITY_CODE[s.authority] for s in rows],
        [AUDIENCE_CODE[s.audience] for s in rows],
        [s.record is anonymous for s in rows],
        [s.relay for s in rows],
    )
    ids = np.empty(len(rows), dtype=object)
    ids[:] = [s.id for s in rows]
    return Columns._make(
        (
            *(np.array(values, dtype=np.int32) for values in arrays),
            ids,
            tuple(principals),
            tuple(Scope(*scope) for scope in scopes),  # type: ignore[misc]  # the tuples numbered above
            tuple(checklists),
            tuple(qualifications),
        )
    )
