"""Last clear chances on a tree small enough to read, and beliefs against stakes on a run."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from standoff.analysis import structure
from standoff.analysis.structure import clear_chances, split
from standoff.cli import main
from standoff.errors import RunError
from standoff.scenario import load


@pytest.fixture(scope="module")
def chances():
    return {one.posture: one for one in clear_chances(load("nato-2022"))}


def test_the_last_move_before_war_is_the_challengers_under_every_posture(chances):
    """Force is answered by retreat or fight: whoever moves last can still avoid the war."""
    assert all(one.last == {"challenger": 1.0} for one in chances.values())


def test_a_line_makes_ways_out_dearer_where_it_is_drawn_and_nowhere_else(chances):
    assert set(chances["line-nuclear"].dearer("defender")) == {"nuclear@protege"}
    assert set(chances["line-hubs"].dearer("defender")) == {"hubs@allied", "seize@allied"}
    assert set(chances["line-hubs"].dearer("challenger")) == {"hubs@allied", "seize@allied"}


def test_silence_touches_no_way_out(chances):
    assert chances["silence"].dearer("defender") == chances["silence"].dearer("challenger") == ()


def test_a_game_without_war_is_refused():
    scenario = load("threshold")
    if "war" in scenario.game.measures:
        pytest.skip("the scenario measures war")
    with pytest.raises(RunError, match="does not measure war"):
        clear_chances(scenario)


def test_dealing_nothing_anew_splits_nobody(debate, monkeypatch):
    """In the same order both ensembles are the run itself, to the last bit."""

    class Still:
        def permutation(self, size):
            return np.arange(size)

    monkeypatch.setattr(structure.np.random, "default_rng", lambda _: Still())
    found = split(debate, draws=32)
    assert (found.beliefs, found.stakes) == (0.0, 0.0)


def test_beliefs_and_stakes_are_dealt_apart(debate):
    found = split(debate, draws=64)
    assert 0 < found.beliefs < 1
    assert 0 < found.stakes < 1
    assert found.draws + found.dropped == 64
    assert set(structure.BELIEFS).isdisjoint(structure.STAKES)


def test_every_name_is_a_parameter_of_the_ladder():
    known = {parameter.name.partition("[")[0] for parameter in load("nato-2022").model.parameters()}
    assert set(structure.BELIEFS) | set(structure.STAKES) <= known


def test_the_command_tells_both(debate):
    told = CliRunner().invoke(main, ["claims", str(debate.folder), "--structural"])
    assert told.exit_code == 0, told.output
    assert "last sure way out is the challenger's" in told.output
    assert "S67" in told.output
    record = json.loads(CliRunner().invoke(main, ["claims", str(debate.folder), "--structural", "--json"]).stdout)
    assert {"clear_chances", "split", "hash"} == set(record)
