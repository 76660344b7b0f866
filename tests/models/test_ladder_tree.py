"""What the tree of the ladder game is: who moves, who knows what, who believes what."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import standoff.models.ladder as ladder_package
from standoff.errors import ScenarioError
from standoff.model import Given, Model, Setup, digest_of, game_of
from standoff.models.ladder import Ladder, Perceived, Rung, build
from standoff.scenario import Scenario
from standoff.solver import solve

from .conftest import CHEMICAL, CYBER, HUBS, NUCLEAR, SEIZE, Bench

SMALL = Ladder(
    rungs=(Rung("hold", "protege"), Rung("probe", "allied"), Rung("raid", "protege")),
    deniable=("probe",),
    incident="probe",
)


def test_it_is_a_model_and_hashable(nato: Scenario) -> None:
    assert isinstance(nato.model, Model)
    assert hash(SMALL) == hash(Ladder(SMALL.rungs, deniable=("probe",), incident="probe"))


def test_the_tree_stays_of_the_size_it_was_designed_for(nato: Scenario) -> None:
    game = nato.game
    assert len(game.arrays.kind) <= 1400
    assert len(game.infosets) <= 56
    assert game.perfect_recall
    assert game.subjective


def test_information_sets_of_the_defender(nato: Scenario) -> None:
    """It knows its resolve and what it can attribute; never the motive, nor who caused what nobody can be shown to."""
    asked = [infoset for infoset in nato.game.infosets if infoset.player == "defender"]
    assert {name for infoset in asked for name, _ in infoset.seen} == {"resolve", "private warning", "incident"}
    incidents = {dict(infoset.seen)["incident"] for infoset in asked}
    assert incidents == {CYBER, f"{CYBER}, unattributed", CHEMICAL, HUBS, NUCLEAR, SEIZE}
    assert {dict(infoset.seen)["resolve"] for infoset in asked} == {"firm", "reluctant"}


def test_unattributed_incidents_pool_the_act_with_the_background(nato: Scenario) -> None:
    game = nato.game
    number = game.infoset(
        "defender",
        "response",
        {"resolve": "firm", "private warning": "binds", "incident": f"{CYBER}, unattributed"},
    )
    start, stop = game.arrays.set_members_start[number : number + 2]
    histories = [dict(game.history(int(node))) for node in game.arrays.set_members[start:stop]]
    assert {history["rung"] for history in histories} == {"hold", CYBER}
    assert {history["motive"] for history in histories} == {"opportunist", "fearful", "gambler", "cautious"}


def test_the_challenger_does_not_learn_who_it_faces(nato: Scenario) -> None:
    for infoset in nato.game.infosets:
        if infoset.player == "challenger":
            seen = {name for name, _ in infoset.seen}
            assert seen <= {"motive", "rung", "response"}


def test_imagined_defenders_have_no_truth_and_some_belief(bench: Bench) -> None:
    game = bench.scenario.game
    numbers = game.evaluate({**bench.columns, **bench.line(HUBS)})
    assert not numbers.fault.any()
    node = next(chance.node for chance in game.chances if chance.name == "resolve")
    options = next(chance.options for chance in game.chances if chance.name == "resolve")
    first = game.arrays.chance_start[node]
    columns = slice(first, first + len(options))
    truth = numbers.quantities[:, game.arrays.chance_quantity[columns]]
    seen = numbers.quantities[:, game.arrays.believed_quantity[game.players.index("challenger"), columns]]
    imagined = [options.index(kind.value) for kind in Perceived]
    assert (truth[:, imagined] == 0.0).all()
    assert seen.sum(axis=1) == pytest.approx(1.0)
    weights = {kind: seen[:, options.index(kind.value)] for kind in Perceived}
    assert (weights[Perceived.LITERALIST] > 0).all(), "a line is there to be read literally"
    assert (weights[Perceived.PAPER_TIGER] == 0.0).all(), "nothing is ruled out"


def test_every_parameter_is_explained_and_read(nato: Scenario) -> None:
    parameters = nato.model.parameters()
    assert len({one.name for one in parameters}) == len(parameters)
    assert all(one.meaning and one.unit and one.support[0] <= one.support[1] for one in parameters)
    game = nato.game
    used = {game.graph.parameters[int(args[0])] for op, args in game.graph.ops if op.name == "PARAMETER"}
    unread = {one.name for one in parameters} - used
    assert unread == {"precision[defender]", "precision[challenger]"}, "read by the solver, not by the game"


def test_the_posture_gives_four_strengths_a_rung_and_nothing_at_hold_but_a_rule_out(nato: Scenario) -> None:
    given = [one.name for one in nato.model.parameters() if one.given is Given.POSTURE]
    assert len(given) == 4 * 5 + 1
    assert [name for name in given if "[hold]" in name] == ["withhold[hold]"]


def test_the_digest_covers_every_file_of_the_model(
    nato: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest_of(nato.model)
    for path in Path(ladder_package.__path__[0]).glob("*.py"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(ladder_package, "__path__", [str(tmp_path)])
    digest_of.cache_clear()
    assert digest_of(nato.model) == before
    with (tmp_path / "payoffs.py").open("a") as payoffs:
        payoffs.write("\n# another rule\n")
    digest_of.cache_clear()
    assert digest_of(nato.model) != before
    digest_of.cache_clear()


def test_any_ladder_will_do() -> None:
    game = game_of(SMALL)
    assert {"rung[hold]", "rung[probe]", "rung[raid]"} <= set(game.measures)
    assert len(game.infosets) == 4 + 2 * 2 * 3 + 4 * 3


def test_without_attribution_every_act_has_an_author() -> None:
    ladder = Ladder(SMALL.rungs, deniable=("probe",), incident="probe", attribution=False)
    names = {one.name for one in ladder.parameters()}
    assert not names & {"background", "attributed[probe]", "proof[force]"}
    assert "background incident" not in {chance.name for chance in game_of(ladder).chances}


def test_in_the_signalling_variant_the_defender_speaks_knowing_its_resolve() -> None:
    ladder = Ladder(
        SMALL.rungs,
        order=(("probe", "raid"),),
        deniable=("probe",),
        incident="probe",
        signalling=True,
        announced="raid",
    )
    game = game_of(ladder)
    speaking = [infoset for infoset in game.infosets if infoset.question == "announcement"]
    assert {dict(infoset.seen)["resolve"] for infoset in speaking} == {"firm", "reluctant"}
    heard = [infoset for infoset in game.infosets if infoset.question == "rung"]
    assert {dict(infoset.seen)["announcement"] for infoset in heard} == {"stand", "line"}
    said = {chance.options for chance in game.chances if chance.name == "announcement"}
    assert said == {("stand", "line")}, "imagined defenders announce by a table, indistinguishable from a choice"


def test_the_signalling_variant_solves_and_an_announced_line_deters(bench: Bench) -> None:
    ladder = replace(bench.scenario.model, signalling=True, announced=CHEMICAL)  # type: ignore[type-var]
    game, rows = game_of(ladder), 4
    columns = {name: column[:rows] for name, column in bench.columns.items()} | bench.posture()
    columns |= {"announces[hair-trigger]": 0.5, "announces[literalist]": 0.9, "announces[paper tiger]": 0.1}
    solution = solve(game, columns, bench.scenario.solver)
    assert solution.solved.all()
    at = {
        said: game.infoset("challenger", "rung", motive="opportunist", announcement=said) for said in ("stand", "line")
    }
    column = game.infosets[at["stand"]].options.index(CHEMICAL)
    share = {said: solution.strategies[:, game.arrays.set_start[number] + column] for said, number in at.items()}
    assert (share["line"] < share["stand"]).all()


def test_a_line_covers_what_lies_above_it_in_the_partial_order(nato: Scenario) -> None:
    ladder = nato.model
    assert isinstance(ladder, Ladder)
    assert ladder.above(CYBER) == {CYBER, HUBS, SEIZE}
    assert ladder.above(CHEMICAL) == {CHEMICAL, NUCLEAR}
    assert ladder.above(SEIZE) == {SEIZE}


@pytest.mark.parametrize(
    ("setup", "fault"),
    [
        (Setup(rungs=(("hold", "protege"),)), "at least one more rung"),
        (Setup(rungs=(("hold", "protege"), ("raid", "alied"))), "Did you mean 'allied'"),
        (Setup(rungs=(("hold", "protege"), ("raid", "allied")), options={"deniable": "rade"}), "Did you mean 'raid'"),
        (Setup(rungs=(("hold", "protege"), ("raid", "allied")), options={"attributon": True}), "attribution"),
        (Setup(rungs=(("hold", "protege"), ("raid", "allied")), options={"signalling": True}), "line that may be"),
        (
            Setup(
                rungs=(("hold", "protege"), ("raid", "allied"), ("probe", "allied")),
                options={"deniable": "raid", "incident": "probe"},
            ),
            "deniable kind",
        ),
    ],
)
def test_a_wrong_setup_is_refused_with_the_mend(setup: Setup, fault: str) -> None:
    with pytest.raises(ScenarioError, match=fault):
        build(setup)


def test_there_is_no_indicator(bench: Bench) -> None:
    """A strength of one millionth changes every number of the game by about that much: nothing switches."""
    game, base = bench.scenario.game, bench.posture()
    numbers = game.evaluate({**bench.columns, **base}).quantities
    for name in base:
        nudged = {**base, name: base[name] + 1e-6}
        moved = game.evaluate({**bench.columns, **nudged}).quantities
        used = np.unique(
            np.concatenate([np.ravel(a) for a in (game.arrays.payoff_quantity, game.arrays.believed_quantity)])
        )
        scripted = {"withhold[" + rung.name + "]" for rung in bench.scenario.model.rungs}  # type: ignore[attr-defined]
        if name in scripted:  # the paper tiger's table is a ratio of strengths, but its weight vanishes with them
            used = np.unique(np.ravel(game.arrays.payoff_quantity))
        assert np.abs(moved[:, used] - numbers[:, used]).max() < 1e-4, name
