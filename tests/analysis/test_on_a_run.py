"""Maps, boxes and the value of information on finished runs, through the library and through the commands."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from standoff.analysis.boxes import discover_where
from standoff.analysis.information_value import worth
from standoff.analysis.regimes import regimes, regimes_at_centre
from standoff.cli import main
from standoff.ensemble.run import solve_points
from standoff.errors import ClaimError, RunError


def told(*line: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in line])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_cell_at_the_centre_is_the_game_solved_there(debate):
    scenario = debate.scenario
    found = regimes_at_centre(scenario, "calm", "gain", cells=4)
    priors = {one.name: one.prior for one in scenario.priors}
    columns = {name: np.array([float(prior.quantile(0.5))]) for name, prior in priors.items()}
    columns["calm"] = np.array([float(priors["calm"].quantile(0.875))])
    columns["gain"] = np.array([float(priors["gain"].quantile(0.125))])
    values = solve_points(scenario, scenario.menu, scenario.derive(columns)).values[:, 0]
    best = scenario.menu[int(values.argmax())]
    assert found.families[found.best[0, 3]] == best.family
    others = [value for value, item in zip(values, scenario.menu, strict=True) if item.family != best.family]
    assert found.margin[0, 3] == pytest.approx(values.max() - max(others))
    assert found.decided.all()
    assert found.x_edges[[0, -1]].tolist() == list(priors["calm"].support)


def test_a_map_refuses_a_parameter_that_is_not_there_or_never_varies(debate):
    with pytest.raises(RunError, match="Did you mean 'calm'"):
        regimes(debate, "clam", "gain")
    with pytest.raises(RunError, match="one that varies"):
        regimes_at_centre(debate.scenario, "gain_scale[opportunist]", "gain")


def test_where_a_family_is_best(debate):
    found = discover_where(debate, "best = line", resamples=2)
    values = debate.table(["value"])["value"]
    best = np.array(debate.families)[values.argmax(axis=0)]
    assert found.share == pytest.approx((best == "line").mean())
    assert 0 < found.discovery.chosen.coverage <= 1
    assert found.discovery.chosen.density > found.share


def test_where_a_predicate_holds_is_what_the_claim_says(debate):
    found = discover_where(debate, "V(line-hubs) > V(layered)", resamples=0)
    table = debate.table(["value"])["value"]
    row = {name: table[place] for place, name in enumerate(debate.postures)}
    assert found.share == pytest.approx((row["line-hubs"] > row["layered"]).mean())


def test_what_is_so_nowhere_or_unknown_is_refused(debate):
    with pytest.raises(ClaimError, match="Did you mean 'layered'"):
        discover_where(debate, "best=layred")
    with pytest.raises(RunError, match="no contrast"):
        discover_where(debate, "V(silence) > V(silence)")


def test_worth_ranks_and_bounds(small):
    found = worth(small.table(["value"])["value"], small.design())
    assert [one.value for one in found.alone] == sorted((one.value for one in found.alone), reverse=True)
    assert found.everything.value >= max(one.interval[0] for one in found.alone)
    assert found.draws == small.draws - small.failed_draws


def test_groups_need_draws(debate):
    values, design = debate.table(["value"])["value"], debate.design()
    assert worth(values, {name: design[name] for name in design if name.startswith("harm[")}).together == ()
    pair = [name for name in design if name.startswith("precision[")]
    group = worth(values, {name: design[name] for name in pair}).together
    assert [one.names for one in group] == [tuple(pair)]


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        (["robustness", "--draws", 16], {"base", "variants", "menu_effects", "dominated", "unit_check", "hash"}),
        (["discover", "--where", "best=silence"], {"where", "share", "box", "trajectory", "stability"}),
        (["regimes"], {"x", "y", "central", "cells"}),
        (["worth"], {"everything", "alone", "together", "draws"}),
    ],
)
def test_commands_print_words_and_one_json_value(small, command, keys):
    name, *options = command
    families = dict.fromkeys(small.families)
    options = [f"best={next(iter(families))}" if option == "best=silence" else option for option in options]
    assert small.hash[:12] in told(name, small.folder, *options)
    assert keys <= set(json.loads(told(name, small.folder, *options, "--json")))
