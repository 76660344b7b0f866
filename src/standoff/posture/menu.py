"""Postures to choose between, built from what is standing and what is stated. Each is a matrix, never a name.

    from standoff.posture.menu import as_stated, layered, line, nothing_ruled_out, private_line, rule_outs_only, silence

Every constructor keeps what the standing rows promise: a posture that forgot the treaty could not be compared with a
line on allied soil. A line commits force on its rung and every rung above it in the partial order; a private line
speaks of its own rung only, since nothing said in confidence is heard as a principle.
"""

from dataclasses import dataclass, field
from datetime import date

from standoff.errors import PostureError
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import UNSPECIFIED, Specific
from standoff.posture.frame import FORCE, Frame
from standoff.posture.matrix import EMPTY, Cell, Key, Layer, Mark, Posture
from standoff.posture.reading import Reading, Rule
from standoff.posture.semantics import from_ledger
from standoff.posture.weights import Weights

HEDGED_RULE_OUT = (Specific.INSTRUMENT, Specific.TRIGGER, Specific.WHO)
"""What *layered* says at home: no such force here, by us, for now. The hedge costs the tick *unhedged*."""

UNNAMED_RESPONSE = (Specific.TRIGGER, Specific.WHO)
"""What *layered* threatens: we shall answer that; how is not said."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On what terms a ledger's postures are built; as the arguments of `from_ledger`."""

    as_of: date
    holder: str | None = None
    rule: Rule = Rule.CONSENSUS
    reading: Reading = Reading.STRICT
    weights: Weights = field(default_factory=Weights)


def as_stated(ledger: Ledger, frame: Frame, terms: Terms) -> Posture:
    """Return what the ledger adds up to. No cell of it is written by hand."""
    return from_ledger(
        ledger,
        frame,
        as_of=terms.as_of,
        holder=terms.holder,
        rule=terms.rule,
        reading=terms.reading,
        weights=terms.weights,
    )


def silence(ledger: Ledger, frame: Frame, terms: Terms) -> Posture:
    """Return the standing rows alone: nothing said beyond the treaty. Deeds stay, since they were not said.

    Examples
    --------
    >>> from standoff.posture.frame import Instrument, Rung
    >>> frame = Frame((Rung("hold", "protege"), Rung("seize", "allied")), (), (Instrument("troops", "force"),), "NATO")
    >>> quiet = silence(Ledger(), frame, Terms(as_of=date(2022, 3, 23)))
    >>> len(quiet.cells), line(quiet, "seize").cell("seize", "troops").label.value
    (0, 'committed')
    """
    return as_stated(ledger.standing(), frame, terms)


def line(base: Posture, rung: str) -> Posture:
    """Return `base` with force committed, without reserve, at a rung and every rung above it.

    Raises
    ------
    PostureError
        When the rung is unknown, or is the one on which the war already goes on: that is no line but war.
    """
    return _committed(base, rung, base.frame.from_rung(rung), Layer.PUBLIC)


def private_line(base: Posture, rung: str) -> Posture:
    """Return `base` with force at one rung promised to the adversary alone.

    Raises
    ------
    PostureError
        As `line`.
    """
    return _committed(base, rung, (rung,), Layer.PRIVATE)


def nothing_ruled_out(stated: Posture) -> Posture:
    """Return a posture without its rule-outs: every withheld number is zero, promises stay."""
    cells = {key: cell.with_numbers(None, None, 0.0) if _withheld(cell) else cell for key, cell in stated.cells.items()}
    return stated.with_layer(Layer.PUBLIC, cells)


def rule_outs_only(base: Posture, stated: Posture) -> Posture:
    """Return `base`, the standing rows, with the rule-outs of another posture and none of its promises."""
    cells: dict[Key, Cell] = dict(base.cells)
    for key, cell in stated.cells.items():
        if _withheld(cell):
            only = Cell(withhold=cell.withhold, marks=cell.marks | {Mark.EDITED}, rows=cell.rows)
            cells[key] = cells.get(key, EMPTY).union(only)
    return base.with_layer(Layer.PUBLIC, cells)


def layered(base: Posture, *, answered: tuple[str, ...], drawn: str, weights: Weights = Weights()) -> Posture:
    """Return the layered posture: no force now, some response where answered, a line on the other theatre.

    Parameters
    ----------
    base : Posture
        The standing rows.
    answered : tuple of str
        Rungs at which some response is threatened, none named.
    drawn : str
        The lowest rung of the line; those above it in the partial order are in it.
    weights : Weights
        Weigh the sentences that would say so: `HEDGED_RULE_OUT`, `UNNAMED_RESPONSE`.

    Raises
    ------
    PostureError
        When a rung is unknown.
    """
    withheld, vague = weights.specificity(HEDGED_RULE_OUT), weights.specificity(UNNAMED_RESPONSE)
    posture = base.edit(base.frame.baseline.name, FORCE, withhold=withheld)
    for rung in answered:
        posture = posture.edit(rung, UNSPECIFIED, vague=max(vague, posture.cell(rung, UNSPECIFIED).vague))
    return line(posture, drawn)


def _committed(base: Posture, rung: str, rungs: tuple[str, ...], layer: Layer) -> Posture:
    frame = base.frame
    if rung == frame.baseline.name:
        others = ", ".join(known.name for known in frame.rungs[1:])
        raise PostureError("no line at the rung on which the war goes on", seen=rung, need=f"one of {others}")
    for covered in rungs:
        base = base.edit(covered, FORCE, deliver=1.0, layer=layer)
    return base


def _withheld(cell: Cell) -> bool:
    return cell.withhold > 0.0
