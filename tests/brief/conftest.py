"""One small run of each bundled scenario, shared by the tests of the brief."""

import pytest

from standoff.ensemble.run import run
from standoff.ensemble.store import Run
from standoff.scenario import load


@pytest.fixture(scope="session", params=[("threshold", 16), ("nato-2022", 64)], ids=lambda given: given[0])
def finished(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run."""
    name, draws = request.param
    return run(load(name), draws=draws, seed=7, folder=tmp_path_factory.mktemp("runs") / name)
