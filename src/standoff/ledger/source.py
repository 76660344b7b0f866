"""A source: where statements and deeds were read. Its text is never stored; a citation and hashes are."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from standoff.errors import LedgerError, nearest
from standoff.ledger import cell as cells
from standoff.ledger.cell import Place, Word


class SourceKind(Word):
    """What kind of document a source is."""

    ARTICLE = "article"
    TREATY = "treaty"
    TRANSCRIPT = "transcript"
    DOCUMENT = "document"
    DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A citation.

    Parameters
    ----------
    id : str
        Named by the `source` column of statements and deeds.
    kind : SourceKind
    title, publisher, author, place, url, language, note : str
    date : datetime.date or None
        Of publication or signature.

    Examples
    --------
    >>> Source(id="treaty", kind=SourceKind.TREATY, title="A treaty", date=dt.date(1949, 4, 4)).citation
    'A treaty, 1949-04-04'
    """

    id: str
    kind: SourceKind
    title: str = ""
    publisher: str = ""
    author: str = ""
    date: dt.date | None = None
    place: str = ""
    url: str = ""
    language: str = ""
    note: str = ""

    @property
    def citation(self) -> str:
        """One line that names the source."""
        parts = (self.author, self.title, self.publisher, self.place, str(self.date or ""))
        return ", ".join(part for part in parts if part)


COLUMNS: tuple[str, ...] = tuple(Source.__dataclass_fields__)
"""The keys of a source, in canonical order."""


def source_from_cells(row: Mapping[str, str], place: Place = Place()) -> Source:
    """Parse one source from text cells.

    Raises
    ------
    LedgerError
        When a key is unknown, the id or kind is missing or the date is none.

    Examples
    --------
    >>> source_from_cells({"id": "a", "kind": "article", "date": "2022-03-23"}).date
    datetime.date(2022, 3, 23)
    """
    for name in row:
        if name not in COLUMNS:
            raise LedgerError(
                "unknown key", where=str(place), seen=name, need="a key of a source", near=nearest(name, COLUMNS)
            )
    for name in ("id", "kind"):
        if not row.get(name, "").strip():
            raise LedgerError("an empty value", where=str(place.column(name)), need=f"every source has its {name}")
    texts = {name: text for name, text in row.items() if name not in ("id", "kind", "date")}
    return Source(
        id=row["id"].strip(),
        kind=cells.one_of(row["kind"], SourceKind, place.column("kind")),
        date=cells.optional_day(row.get("date", ""), place.column("date")),
        **texts,
    )


def source_cells(source: Source) -> dict[str, str]:
    """Write a source as text cells in canonical form."""
    written = {name: getattr(source, name) for name in COLUMNS}
    return {name: "" if value is None else str(value) for name, value in written.items()} | {"kind": source.kind.value}
