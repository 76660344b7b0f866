"""Event data as files, read into deeds: one format a module, each tolerant of rows that are not as they should be."""

from collections.abc import Callable, Mapping
from pathlib import Path

from standoff.ledger.importers import gdelt, polecat
from standoff.ledger.importers.imported import Imported as Imported
from standoff.ledger.importers.imported import Place as Place
from standoff.ledger.importers.imported import Skip as Skip
from standoff.ledger.importers.imported import Terms as Terms

IMPORTERS: Mapping[str, Callable[[Path, Terms], Imported]] = {
    "gdelt": gdelt.read_gdelt,
    "polecat": polecat.read_polecat,
}
"""Every format by name."""
