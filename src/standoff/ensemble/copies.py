"""The scenario inside a run folder: a run is opened, resumed and audited from it alone."""

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.errors import RunError

if TYPE_CHECKING:
    from standoff.scenario import Scenario

DOCUMENT = "scenario.yaml"
"""Name of the document in a copy, whatever it was called before."""

TABLES = ("ledger", "deeds", "ledger_sources", "what_followed")
"""Keys of the document that name a file beside it."""


def save_copy(scenario: "Scenario", folder: Path) -> None:
    """Copy a scenario's document and the tables it names into a folder.

    Raises
    ------
    RunError
        If what lies on disk is not this scenario: it was edited in memory, or the files changed since it was loaded.
    """
    from standoff.scenario.tree import parse, read_text

    source = scenario.folder / scenario.document
    text = read_text(source)
    plain = parse(text, source.name).plain()
    (folder / DOCUMENT).write_text(text, encoding="utf-8")
    named = [plain.get(key) for key in TABLES] if isinstance(plain, dict) else []
    for name in named:
        if isinstance(name, str):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(scenario.folder / name, folder / name)
    if load_copy(folder).hash != scenario.hash:
        raise RunError(
            f"the scenario in memory is not the one in {source}",
            where=scenario.name,
            need="a run folder keeps the document: save the change in it and load it again",
        )


def load_copy(folder: Path) -> "Scenario":
    """Load the scenario saved in a folder.

    Raises
    ------
    RunError
        If there is none.
    """
    from standoff.scenario import load

    if not (folder / DOCUMENT).is_file():
        raise RunError("the run's scenario is missing", where=str(folder / DOCUMENT), need="the file as it was written")
    return load(folder / DOCUMENT)


def ledger_hash(scenario: "Scenario") -> str:
    """Return the SHA-256 of a scenario's statements, deeds and sources; empty where it has none."""
    if scenario.ledger is None:
        return ""
    from standoff.ledger.files import deeds_text, sources_text, statements_text

    ledger = scenario.ledger
    texts = (statements_text(ledger.statements), deeds_text(ledger.deeds), sources_text(ledger.sources))
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
