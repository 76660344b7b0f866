"""The scenario inside a run folder: a run is opened, resumed and audited from it alone."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.scenario import Scenario


def save_copy(scenario: "Scenario", folder: Path) -> None:
    """Write a scenario's files into a folder."""
    raise NotImplementedError


def load_copy(folder: Path) -> "Scenario":
    """Load the scenario saved in a folder."""
    raise NotImplementedError


def ledger_hash(scenario: "Scenario") -> str:
    """Return the content hash of a scenario's ledger; empty where it has none."""
    raise NotImplementedError
