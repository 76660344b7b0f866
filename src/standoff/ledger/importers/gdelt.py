"""GDELT 2 event files: 61 tab-separated columns without a header, coded in CAMEO."""

from collections.abc import Mapping, Sequence
from pathlib import Path

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

COLUMNS = 61
"""Columns of a GDELT 2 event; the older format has 58."""

EVENT, DAY, ACTOR, TARGET, CODE, QUAD, PLACE, ADDED = 0, 1, 7, 17, 26, 29, 52, 59
"""Places of the columns that are read: GLOBALEVENTID, SQLDATE, Actor1CountryCode, Actor2CountryCode, EventCode,
QuadClass, ActionGeo_FullName, DATEADDED."""

DONE = {"2", "4"}
"""Quad classes of material cooperation and material conflict; 1 and 3 are words."""

QUAD_OF_ROOT = {**dict.fromkeys(("06", "07", "08"), "2"), **dict.fromkeys((str(n) for n in range(14, 21)), "4")}
"""Quad class that a CAMEO root implies, among those of deeds."""

ALIASES: Mapping[str, str] = {"ROM": "ROU"}
"""Country codes of CAMEO that differ from ISO 3166."""


def read_gdelt(path: Path, terms: Terms) -> Imported:
    """Read the deeds of a GDELT 2 event file.

    Only material events (what was done, not said) become deeds, dated the day of the event and reported the day it was
    added. GDELT marks no hypothetical or planned events as such: what is dated after its report, or more than a month
    before it, is skipped, and the rest is machine-coded and wants a reader.

    Parameters
    ----------
    path : Path
        An unpacked ``….export.CSV``.
    terms : Terms

    Returns
    -------
    Imported
        Deeds with ids ``GDELT-…``, and every row skipped with its reason.

    Raises
    ------
    LedgerError
        If the file, or the file of codes, cannot be read at all.
    """
    codes = codes_of(terms.codes, "cameo")
    found = Collected()
    for number, cells in lines_of(path):
        if isinstance(cells, str):
            found.take(number, cells)
            continue
        try:
            found.take(number, _deed(cells, terms, codes))
        except Unusable as reason:
            found.take(number, str(reason))
    return found.imported


def _deed(cells: Sequence[str], terms: Terms, codes: Mapping[str, Code]) -> Deed:
    meaning = _meaning(cells, codes)
    happened, reported = day_of(cells[DAY], "SQLDATE"), day_of(cells[ADDED], "DATEADDED")
    check_days(happened, reported)
    place = cells[PLACE].strip()
    theatre = terms.theatre_of(place)
    if theatre is None:
        raise Unusable(f"a place in no theatre: {place[:60] or 'none given'}")
    actor, target = (ALIASES.get(cells[column].strip(), cells[column].strip()) for column in (ACTOR, TARGET))
    key, code = cells[EVENT].strip(), cells[CODE].strip()
    return Deed(
        id=f"GDELT-{key}",
        date_from=happened,
        reported=reported,
        actor=actor_of(actor, terms.actors),
        instrument=meaning.instrument,
        theatre=theatre,
        place=place,
        status=meaning.status,
        paraphrase=f"GDELT 2 event {key}, CAMEO {code}" + (f", towards {target}." if target else "."),
        source=terms.source,
        coder="gdelt, by machine",
    )


def _meaning(cells: Sequence[str], codes: Mapping[str, Code]) -> Code:
    """What the row's code means, once the row is sound and tells of a deed."""
    if len(cells) != COLUMNS:
        raise Unusable(f"not {COLUMNS} columns: {len(cells)}")
    code = cells[CODE].strip()
    if not cells[EVENT].strip().isdecimal() or not code.isdecimal():
        raise Unusable("no event number or no code")
    if cells[QUAD] not in DONE:
        raise Unusable("words and no deed")
    if QUAD_OF_ROOT.get(code[:2]) != cells[QUAD]:
        raise Unusable(f"code and quad class disagree: {code} in class {cells[QUAD]}")
    meaning = next((codes[code[:size]] for size in range(len(code), 1, -1) if code[:size] in codes), None)
    if meaning is None:
        raise Unusable(f"a code that is no deed here: {code}")
    return meaning
