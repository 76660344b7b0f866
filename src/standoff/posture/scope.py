"""Which cells a statement covers: rungs from what it names or implies, columns from its instruments."""

from standoff.ledger.columns import Scope
from standoff.ledger.statement import ANY, UNSPECIFIED, Direction
from standoff.posture.frame import FORCE, Frame
from standoff.posture.reading import Reading


def covered(scope: Scope, frame: Frame, reading: Reading) -> tuple[int, ...]:
    """Return the positions in `frame.cells` that statements of this scope cover.

    Raises
    ------
    PostureError
        When the scope names a rung, instrument or theatre the frame does not know.

    Examples
    --------
    >>> from standoff.posture.frame import Instrument, Rung
    >>> ladder = (Rung("hold", "protege"), Rung("chemical", "protege"), Rung("seize", "allied"))
    >>> frame = Frame(ladder, (), (Instrument("troops", "force"),), "NATO")
    >>> no_troops = Scope(Direction.WITHHOLD, False, False, (), ("troops",), "")
    >>> [[frame.cells[cell][0] for cell in covered(no_troops, frame, reading)] for reading in Reading]
    [['hold'], ['hold', 'chemical']]
    """
    columns = [frame.columns.index(name) for name in covered_columns(scope, frame, reading)]
    names = [rung.name for rung in frame.rungs]
    rows = [names.index(rung) for rung in covered_rungs(scope, frame, reading)]
    return tuple(row * len(frame.columns) + column for row in rows for column in columns)


def covered_rungs(scope: Scope, frame: Frame, reading: Reading) -> tuple[str, ...]:
    """Return the rungs a scope covers.

    Theatre is scope and no reading drops it. Where no rung is named, a strict reader takes the war as it goes on, or an
    attack on the other theatre as a whole; a loose reader takes every rung of the theatre.
    """
    home = frame.baseline.theatre
    if scope.rungs == (ANY,):
        return frame.rungs_in(scope.theatre) if scope.theatre else tuple(rung.name for rung in frame.rungs)
    if scope.rungs:
        for rung in scope.rungs:
            frame.theatre_of(rung)
        return scope.rungs
    theatre = scope.theatre or home
    if theatre == home and reading is Reading.STRICT:
        return (frame.baseline.name,)
    return frame.rungs_in(theatre)


def covered_columns(scope: Scope, frame: Frame, reading: Reading) -> tuple[str, ...]:
    """Return the columns a scope covers, each once."""
    found: dict[str, None] = {}
    for name in scope.instruments or (UNSPECIFIED,):
        if name == UNSPECIFIED:
            found.update(dict.fromkeys(_of_no_instrument(scope, frame, reading)))
            continue
        found.update(dict.fromkeys(frame.instruments_of(name)))
        if name == ANY and scope.direction is not Direction.WITHHOLD:
            found[UNSPECIFIED] = None
    return tuple(found)


def _of_no_instrument(scope: Scope, frame: Frame, reading: Reading) -> tuple[str, ...]:
    """Promises and restraint that name no instrument: a loose reader hears force."""
    loose = reading is Reading.LOOSE
    force = frame.instruments_of(FORCE) if loose and FORCE in frame.classes else ()
    if scope.assurance and scope.direction is Direction.DELIVER:
        return ()  # support in general feeds reassurance; as a cell it would read as a threat of force
    if scope.direction is Direction.WITHHOLD:
        return force
    return (*force, UNSPECIFIED) if scope.standing else (UNSPECIFIED,)
