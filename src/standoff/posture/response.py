"""From instruments to the game's responses: what a posture says of a whole class at a rung."""

from standoff.errors import PostureError, nearest
from standoff.ledger.statement import UNSPECIFIED
from standoff.posture.matrix import Cell, Layer, Mark, Posture
from standoff.posture.reading import Reading


def response(posture: Posture, rung: str, cls: str, *, reading: Reading, layer: Layer = Layer.PUBLIC) -> Cell:
    """Return the cell of a response class at a rung.

    Delivery is the largest over the class's instruments. Withheld is the smallest when read strictly (the class is
    closed when every door is) and the largest when read loosely (one closed door is heard as all). A promise of *some
    response* counts as vague, unless the class is withheld or its instruments are split.

    Raises
    ------
    PostureError
        When the frame has no such class or rung.

    Examples
    --------
    >>> from standoff.posture.frame import Frame, Instrument, Rung
    >>> two = (Instrument("troops", "force"), Instrument("strikes", "force"))
    >>> posture = Posture(Frame((Rung("hold", "protege"),), (), two, "NATO")).edit("hold", "troops", withhold=0.8)
    >>> [response(posture, "hold", "force", reading=reading).withhold for reading in Reading]
    [0.0, 0.8]
    """
    frame = posture.frame
    if cls not in frame.classes:
        need = f"one of {', '.join(frame.classes)}"
        raise PostureError("unknown response class", seen=cls, need=need, near=nearest(cls, frame.classes))
    doors = [posture.cell(rung, name, layer) for name in frame.instruments_of(cls)]
    some = posture.cell(rung, UNSPECIFIED, layer)
    withheld = (min if reading is Reading.STRICT else max)(door.withhold for door in doors)
    split = any(door.split for door in doors)
    vague = max(door.vague for door in doors)
    heard = withheld == 0.0 and not split
    if heard:
        vague = max(vague, some.deliver, some.vague)
    voices = [*doors, some] if heard else doors
    return Cell(
        deliver=max(door.deliver for door in doors),
        vague=vague,
        withhold=withheld,
        marks=frozenset[Mark]().union(*(voice.marks for voice in voices)),
        rows=tuple(dict.fromkeys(row for voice in voices for row in voice.rows)),
        split=split,
    )
