"""One small run of each bundled scenario, shared by the tests of the analyses."""

import pytest

from standoff.ensemble.run import run
from standoff.ensemble.store import Run
from standoff.scenario import load


@pytest.fixture(scope="session")
def debate(tmp_path_factory) -> Run:
    """The flagship scenario over few draws."""
    return run(load("nato-2022"), draws=96, seed=7, folder=tmp_path_factory.mktemp("analysis") / "nato-2022")


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Run:
    """A scenario without words."""
    return run(load("threshold"), draws=128, seed=7, folder=tmp_path_factory.mktemp("analysis") / "threshold")
