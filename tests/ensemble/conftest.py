"""A small scenario on disk, so that whole runs take seconds."""

import re
from pathlib import Path

import pytest

from standoff.scenario import Scenario, load
from standoff.scenario.bundle import BUNDLED


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """The bundled threshold scenario on a coarse grid."""
    return load(written(tmp_path_factory.mktemp("small")))


def written(folder: Path, **changes: str) -> Path:
    """Write the threshold scenario on a coarse grid into a folder; `changes` replace the value line of parameters."""
    text = (BUNDLED / "threshold" / "scenario.yaml").read_text(encoding="utf-8")
    text = re.sub(r"options: \{.*\}", "options: {steps: 20, thresholds: 5}", text)
    for name, line in changes.items():
        text = re.sub(rf"(?m)^(  {name}:\n)    prior: .*$", rf"\g<1>    {line}", text)
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return path
