"""Whether drafts turn the posture round: the matrix from raw drafts against the matrix from the coding.

Each principal of a text gets two matrices over one frame, from the coded rows and from the drafts as they come, not
paired. A reversal is a cell *committed* or *threatened* in one and *ruled out* in the other; a cell that one of them
leaves *unsaid* or *mixed* is a gap, not a reversal. Drafts below `scoring.LOW` are flagged for the reviewer: the matrix
is built once without them and once with every draft. The coding has no theatre and no checklist: drafts are read
without theatre, coded rows tick what their instruments, hedges and principal call for, as drafts do.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from labelled import Gold
from scoring import LOW, Scored

from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import Act, Authority, Direction, Form, Qualifier, Record, Specific, Statement
from standoff.posture.frame import Frame, Instrument, Rung
from standoff.posture.matrix import Label
from standoff.posture.reading import Reading
from standoff.posture.semantics import from_ledger

FRAME = Frame(
    rungs=(
        Rung("hold", "protege"),
        Rung("chemical@protege", "protege"),
        Rung("nuclear@protege", "protege"),
        Rung("cyber@allied", "allied"),
        Rung("hubs@allied", "allied"),
        Rung("seize@allied", "allied"),
    ),
    order=(
        ("hold", "chemical@protege"),
        ("chemical@protege", "nuclear@protege"),
        ("cyber@allied", "hubs@allied"),
        ("hubs@allied", "seize@allied"),
    ),
    instruments=(
        Instrument("troops", "force"),
        Instrument("no_fly_zone", "force"),
        Instrument("strikes", "force"),
        Instrument("jets", "arms", by_member=True),
        Instrument("arms", "arms", by_member=True),
        Instrument("air_defence", "arms", by_member=True),
        Instrument("sanctions", "economic", by_member=True),
        Instrument("deployments", "presence"),
    ),
    bloc="NATO",
)
"""Every rung and instrument that the coding uses."""

_TURNED = ({Label.COMMITTED, Label.RULED_OUT}, {Label.THREATENED, Label.RULED_OUT})
_UNDATED = date(2031, 3, 12)


def coded(gold: Gold, day: date, *, name: str) -> Statement:
    """The coded statement as a row of a ledger, made on `day` where its own day is not coded."""
    first, last = (date.fromisoformat(value) if value else day for value in gold.dates)
    return Statement(
        id=f"{name}-{gold.mark}",
        speaker=gold.who,
        principal=gold.principal,
        authority=Authority(gold.authority),
        record=Record.ANONYMOUS if gold.anonymous else Record.ON_RECORD,
        form=Form.INDIRECT if gold.form == "indirect" else Form.DIRECT,
        relay=gold.relay,
        act=Act(gold.act),
        direction=Direction(gold.direction),
        rungs=tuple(sorted(gold.rungs)),
        instruments=tuple(sorted(gold.instruments)),
        qualifiers=tuple(Qualifier(name) for name in sorted(gold.qualifiers)),
        specificity=_ticks(gold),
        date_from=first,
        date_to=last,
    )


def _ticks(gold: Gold) -> tuple[Specific, ...]:
    named = gold.instruments - {"force"}
    ticks = [Specific.INSTRUMENT if named else Specific.CLASS] if gold.instruments else []
    ticks += [Specific.TRIGGER] if gold.rungs else []
    ticks += [Specific.WHO] if gold.principal else []
    ticks += [Specific.UNHEDGED] if gold.instruments and not gold.qualifiers & {"for_now", "may"} else []
    return tuple(ticks)


def matrices(item: Scored, reading: Reading, *, flagged: bool) -> Iterable[tuple[str, str, str, Label, Label]]:
    """Yield principal, rung, column and the labels from the coding and from the drafts, cell by cell."""
    day = date.fromisoformat(item.text.date) if item.text.date else _UNDATED
    name = item.text.name
    wanted = [coded(gold, day, name=name) for gold in item.text.statements if gold.direction != "none"]
    kept = [draft for draft in item.drafts if flagged or draft.confidence >= LOW]
    found = [replace(draft, theatre="").statement(coder="drafts", when=day) for draft in kept]
    found = [row for row in found if row.direction is not Direction.NONE]
    as_of = max([day, *(row.last for row in (*wanted, *found))])
    for principal in sorted({row.principal for row in wanted} & {row.principal for row in found} - {""}):
        one, other = (
            from_ledger(Ledger(statements=tuple(rows)), FRAME, as_of=as_of, holder=principal, reading=reading)
            for rows in (wanted, found)
        )
        for key in FRAME.cells:
            yield principal, *key, one.cell(*key).label, other.cell(*key).label


def compared(scored: Iterable[Scored], *, flagged: bool) -> tuple[int, list[str]]:
    """Return how many cells speak in both matrices, strict and loose, and the reversals among them, one line each."""
    cells, cases = 0, []
    for item in scored:
        for reading in Reading:
            for principal, rung, column, wanted, got in matrices(item, reading, flagged=flagged):
                cells += Label.UNSAID not in (wanted, got)
                if {wanted, got} in _TURNED:
                    where = f"{item.text.name}: {principal} {rung} × {column} ({reading.value})"
                    cases.append(f"{where}: coded {wanted.value}, drafted {got.value}")
    return cells, cases
