"""The scenarios that come with standoff, and the document that `standoff new` starts one from."""

from pathlib import Path
from typing import NamedTuple

from standoff.scenario.tree import parse, read_text

BUNDLED = Path(__file__).parent / "bundled"
"""The folder of the bundled scenarios, one folder each."""


class Listed(NamedTuple):
    """A bundled scenario, as a list shows it."""

    name: str
    title: str
    question: str


def bundled_names() -> tuple[str, ...]:
    """Return the names of the bundled scenarios.

    Examples
    --------
    >>> "threshold" in bundled_names()
    True
    """
    return tuple(sorted(folder.parent.name for folder in BUNDLED.glob("*/scenario.yaml")))


def bundled() -> tuple[Listed, ...]:
    """Return the bundled scenarios with their questions, without building them."""
    found = []
    for name in bundled_names():
        path = BUNDLED / name / "scenario.yaml"
        document = parse(read_text(path), path.name).plain()
        if isinstance(document, dict):
            found.append(Listed(name, str(document.get("title", "")), str(document.get("question", ""))))
    return tuple(found)
