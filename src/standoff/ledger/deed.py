"""A deed: what was done, not said. Deeds mark cells as in force and feed parameters; they never make a cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from standoff.errors import LedgerError, nearest
from standoff.ledger import cell as cells
from standoff.ledger.cell import Place, Word


class Status(Word):
    """How far the deed has come."""

    ANNOUNCED = "announced"
    EXPECTED = "expected"
    IN_FORCE = "in_force"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One row of the table of deeds.

    Parameters
    ----------
    id : str
    date_from, date_to : date
        First and last day on which the deed may have begun (or is expected to); `date_to` None for an exact day.
    reported : date
        The day the source told of it: an as-of view holds what was known by then.
    actor : str
        Whose deed it is; empty for a group that is no principal.
    instrument : str
        A column of the frame; empty for a deed outside them, such as an exercise.
    theatre, place : str
    status : Status
    quantity : float or None
        In `unit`, as the source gives it ("about 1,000").
    unit, paraphrase, source, coder : str
    paragraph, sentence_sha256
        As in a statement.

    Examples
    --------
    >>> Deed(id="D1", date_from=date(2022, 3, 23), reported=date(2022, 3, 23), actor="NOR", status=Status.IN_FORCE).last
    datetime.date(2022, 3, 23)
    """

    id: str
    date_from: date
    date_to: date | None = None
    reported: date
    actor: str = ""
    instrument: str = ""
    theatre: str = ""
    place: str = ""
    status: Status
    quantity: float | None = None
    unit: str = ""
    paraphrase: str = ""
    source: str = ""
    paragraph: int | None = None
    sentence_sha256: str = ""
    coder: str = ""

    @property
    def last(self) -> date:
        """The last day on which the deed may have begun."""
        return self.date_to or self.date_from


COLUMNS: tuple[str, ...] = tuple(Deed.__dataclass_fields__)
"""The columns of a file of deeds, in canonical order."""

REQUIRED: tuple[str, ...] = ("id", "date_from", "reported", "status")
"""Columns that must hold something in every row."""


def deed_from_cells(row: Mapping[str, str], place: Place = Place()) -> Deed:
    """Parse one row of text cells; a missing column is an empty cell.

    Raises
    ------
    LedgerError
        With place, column, the value met, what is needed and the nearest right name.

    Examples
    --------
    >>> deed_from_cells({"id": "D1", "date_from": "2016", "reported": "2022-03-23", "status": "in_force"}).date_to
    datetime.date(2016, 12, 31)
    """
    place = place if place.row else Place(f"deed {row.get('id', '').strip()}")
    _check_columns(row, place)

    def text(name: str) -> str:
        return row.get(name, "")

    first, last = cells.dates(text("date_from"), text("date_to"), place)
    quantity, paragraph = text("quantity"), text("paragraph")
    return Deed(
        id=text("id").strip(),
        date_from=first,
        date_to=last,
        reported=cells.interval(text("reported"), place.column("reported"))[1],
        actor=text("actor").strip(),
        instrument=text("instrument").strip(),
        theatre=text("theatre").strip(),
        place=text("place"),
        status=cells.one_of(text("status"), Status, place.column("status")),
        quantity=cells.number(quantity, float, place.column("quantity")) if quantity.strip() else None,
        unit=text("unit"),
        paraphrase=text("paraphrase"),
        source=text("source").strip(),
        paragraph=int(cells.number(paragraph, int, place.column("paragraph"), low=1)) if paragraph.strip() else None,
        sentence_sha256=cells.sha256(text("sentence_sha256"), place.column("sentence_sha256")),
        coder=text("coder"),
    )


def deed_cells(deed: Deed) -> dict[str, str]:
    """Write a deed as text cells in canonical form; `deed_from_cells` reads them back unchanged."""
    written = {name: getattr(deed, name) for name in COLUMNS}
    return {name: "" if value is None else str(value) for name, value in written.items()} | {
        "status": deed.status.value,
        "quantity": cells.number_cell(deed.quantity),
    }


def _check_columns(row: Mapping[str, str], place: Place) -> None:
    for name in row:
        if name not in COLUMNS:
            raise LedgerError(
                "unknown column", where=str(place), seen=name, need="a column of deeds", near=nearest(name, COLUMNS)
            )
    for name in REQUIRED:
        if not row.get(name, "").strip():
            raise LedgerError("an empty cell", where=str(place.column(name)), need=f"every deed has its {name}")
