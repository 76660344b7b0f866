"""POLECAT files: tab-separated events with a header, coded in PLOVER."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from standoff.errors import LedgerError, nearest
from standoff.ledger.deed import Deed
from standoff.ledger.importers.imported import (
    Code,
    Collected,
    Imported,
    Terms,
    Unusable,
    actor_of,
    check_days,
    codes_of,
    day_of,
    lines_of,
)

REQUIRED = ("Event ID", "Event Date", "Event Type", "Contexts", "Actor Country", "Country", "Publication Date")
"""Columns a file cannot be read without; all others are optional and may come in any order."""

UNREAL = ("historical", "hypothetical", "future", "planned")
"""Contexts of what has not happened, or not now."""

WORDS = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "INVESTIGATE"}
"""Event types of words and talks."""


def read_polecat(path: Path, terms: Terms) -> Imported:
    """Read the deeds of a POLECAT file.

    Only material event types become deeds, and none whose context is historical, hypothetical or future. A repeated
    header, missing or surplus cells and an event given twice are skipped; surplus empty cells at a row's end are not
    held against it.

    Parameters
    ----------
    path : Path
    terms : Terms

    Returns
    -------
    Imported
        Deeds with ids ``POLECAT-…``, an event of several actors one a deed, and every row skipped with its reason.

    Raises
    ------
    LedgerError
        If the file has no header with the needed columns, or it or the file of codes cannot be read at all.
    """
    codes = codes_of(terms.codes, "plover")
    found, header = Collected(), list[str]()
    for number, cells in lines_of(path):
        if isinstance(cells, str):
            found.take(number, cells)
        elif not header and _is_header(cells):
            header = _header(cells, f"{path.name}:{number}")
        elif not header:
            found.take(number, "before the header")
        else:
            for made in _outcomes(cells, header, terms, codes):
                found.take(number, made)
    if not header:
        raise LedgerError("no header", where=str(path), need="a line with " + ", ".join(REQUIRED))
    return found.imported


def _is_header(cells: Sequence[str]) -> bool:
    return sum(name in REQUIRED for name in _names(cells)) > 1


def _names(cells: Sequence[str]) -> list[str]:
    return [cell.strip().strip('"') for cell in cells]


def _header(cells: Sequence[str], where: str) -> list[str]:
    names = _names(cells)
    for name in REQUIRED:
        if name not in names:
            near = nearest(name, names)
            raise LedgerError(
                "a column is missing", where=where, seen=name, need="the header of a POLECAT file", near=near
            )
    return names


def _outcomes(
    cells: Sequence[str], header: Sequence[str], terms: Terms, codes: Mapping[str, Code]
) -> Iterator[Deed | str]:
    try:
        yield from _deeds(_named(cells, header), terms, codes)
    except Unusable as reason:
        yield str(reason)


def _named(cells: Sequence[str], header: Sequence[str]) -> dict[str, str]:
    """The row's cells by column."""
    row = _names(cells)
    if row[: len(header)] == list(header):
        raise Unusable("the header again")
    if len(row) < len(header) or any(row[len(header) :]):
        raise Unusable(f"not {len(header)} cells: {len(row)}")
    return dict(zip(header, row, strict=False))


def _deeds(row: Mapping[str, str], terms: Terms, codes: Mapping[str, Code]) -> tuple[Deed, ...]:
    kind = row["Event Type"].upper()
    contexts = [part.strip().casefold() for part in re.split(r"[;,|]", row["Contexts"]) if part.strip()]
    meaning = _meaning(kind, row.get("Event Mode", "").casefold(), contexts, codes)
    happened, reported = day_of(row["Event Date"], "Event Date"), day_of(row["Publication Date"], "Publication Date")
    check_days(happened, reported)
    place = ", ".join(part for part in (row.get("City", ""), row.get("Province", ""), row["Country"]) if part)
    theatre = terms.theatre_of(place)
    if theatre is None:
        raise Unusable(f"a place in no theatre: {place[:60] or 'none given'}")
    key = row["Event ID"]
    if not key:
        raise Unusable("no event number")
    actors = [part.strip() for part in row["Actor Country"].split(";")]
    mode = f" ({row['Event Mode']})" if row.get("Event Mode") else ""
    target = f", towards {row['Recipient Country']}" if row.get("Recipient Country") else ""
    return tuple(
        Deed(
            id=f"POLECAT-{key}" + (f"-{actor}" if len(actors) > 1 else ""),
            date_from=happened,
            reported=reported,
            actor=actor_of(actor, terms.actors),
            instrument=meaning.instrument,
            theatre=theatre,
            place=place,
            status=meaning.status,
            paraphrase=f"POLECAT event {key}, PLOVER {kind}{mode}{target}.",
            source=terms.source,
            coder="polecat, by machine",
        )
        for actor in actors
    )


def _meaning(kind: str, mode: str, contexts: Sequence[str], codes: Mapping[str, Code]) -> Code:
    """What the event means, once it is a deed and has happened."""
    unreal = next((word for word in UNREAL for context in contexts if word in context), "")
    if unreal:
        raise Unusable(f"not counted as happened: {unreal}")
    if kind in WORDS:
        raise Unusable("words and no deed")
    candidates = [f"{kind}-{mode}", *(f"{kind}+{context}" for context in contexts), kind]
    meaning = next((codes[name] for name in candidates if name in codes), None)
    if meaning is None:
        raise Unusable(f"an event type that is no deed here: {kind[:40] or 'none given'}")
    return meaning
