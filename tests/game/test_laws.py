"""Laws of logit equilibria that the certificate must respect, and the certificate against published points."""

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from standoff.game import Game, Values, read_efg, trace
from standoff.game.certificate import Certificate, certify_equilibrium, certify_logit
from standoff.game.traversal import action_values, outcomes, posteriors, reach

PLAYERS = ["challenger", "defender"]
ROW = {"firm": 0.4, "seen": 0.7, "gain": 2.0, "cost": 1.5, "stake": 1.0}
PRECISION = np.array([1.5, 0.8])


def crisis(
    play: Any,
    p: Any,
    *,
    types: Mapping[str, float] = {"firm": 1.0},
    rungs: Mapping[str, float] | None = None,
    scale: float = 1.0,
) -> Any:
    """A rung, a reply, a retreat. `types` splits firm, `rungs` splits seize, `scale` is of the challenger's payoffs."""
    rungs = rungs or {"seize": 1.0}
    true = {kind: p.firm * share for kind, share in types.items()} | {"weak": 1 - p.firm}
    believed = {kind: p.seen * share for kind, share in types.items()} | {"weak": 1 - p.seen}
    kind = play.nature("kind", true, known_to="defender", believed={"challenger": believed})
    rung = play.choose("challenger", "rung", ["hold", *rungs], weights=[2, *rungs.values()])
    if rung == "hold":
        return play.end(challenger=scale * 0 + 3 * (scale != 1), defender=0)
    reply = play.choose("defender", "reply", ["yield", "fight"])
    if reply == "yield":
        return play.end(challenger=scale * p.gain + 3 * (scale != 1), defender=-p.stake)
    last = play.choose("challenger", "last", ["retreat", "war"])
    play.measure(war=last == "war")
    fighting = -p.cost if kind == "weak" else 0.5 * p.stake - 0.2 * p.cost
    mine = -1.0 if last == "retreat" else -2.0 if kind != "weak" else 0.5
    return play.end(challenger=scale * mine + 3 * (scale != 1), defender=fighting if last == "war" else p.stake)


def traced(players: list[str] | None = None, **variant: Any) -> Game:
    return trace(lambda play, p: crisis(play, p, **variant), players=players or PLAYERS, parameters=ROW)


def fixed_point(game: Game, values: Values, precision: np.ndarray) -> np.ndarray:
    """A logit equilibrium by damped substitution, slow and plain."""
    starts, weights = game.arrays.set_start, values.quantities[:, game.arrays.weight_quantity]
    profile = np.concatenate(
        [weights[:, a:b] / weights[:, a:b].sum(1, keepdims=True) for a, b in pairwise(starts)],
        axis=1,
    )
    for _ in range(3000):
        beliefs, _ = posteriors(game.arrays, values, profile)
        utility = action_values(game.arrays, values, profile, beliefs)
        reply = np.empty_like(profile)
        for number, (a, b) in enumerate(pairwise(starts)):
            odds = weights[:, a:b] * np.exp(precision[game.arrays.set_player[number]] * utility[:, a:b])
            reply[:, a:b] = odds / odds.sum(1, keepdims=True)
        profile = 0.5 * profile + 0.5 * reply
    return profile


def solved(game: Game, precision: np.ndarray = PRECISION) -> tuple[np.ndarray, Certificate]:
    values = game.evaluate(ROW)
    profile = fixed_point(game, values, precision)
    return profile, certify_logit(game, values, profile, precision)


def by_label(game: Game, profile: np.ndarray) -> dict[str, float]:
    return dict(zip(game.strategy_labels, profile[0].tolist(), strict=True))


def test_a_logit_point_has_no_residual_and_obeys_the_identity() -> None:
    game = traced()
    profile, certificate = solved(game)
    assert certificate.residual[0] < 1e-14
    assert certificate.identity[0] < 1e-13
    assert (certificate.agent_gain > 0).all()
    assert (certificate.full_gain > 0).all()
    moved = profile.copy()
    moved[0, :2] += [1e-3, -1e-3]
    worse = certify_logit(game, game.evaluate(ROW), moved, PRECISION)
    assert worse.residual[0] > 5e-4
    assert worse.identity[0] > 1e-5


def test_the_gain_is_bounded_by_the_number_of_options() -> None:
    game = traced()
    gain = solved(game)[1].agent_gain[0]
    weights = game.evaluate(ROW).quantities[0][game.arrays.weight_quantity]
    for number, infoset in enumerate(game.infosets):
        own = weights[slice(*game.arrays.set_start[number : number + 2])]
        bound = np.log(own.sum() / own.min()) / PRECISION[PLAYERS.index(infoset.player)]
        assert gain[number] <= bound


def test_splitting_a_type_changes_nothing() -> None:
    whole, split = traced(), traced(types={"firm": 0.25, "stern": 0.75})
    before, after = by_label(whole, solved(whole)[0]), by_label(split, solved(split)[0])
    for label, probability in after.items():
        assert probability == pytest.approx(before[label.replace("stern", "firm")], abs=1e-13)
    assert solved(split)[1].residual[0] < 1e-14


def test_splitting_an_action_with_its_weight_changes_nothing() -> None:
    whole, split = traced(), traced(rungs={"seize": 0.5, "take": 0.5})
    before, after = by_label(whole, solved(whole)[0]), by_label(split, solved(split)[0])
    name = "challenger rung: {}"
    assert after[name.format("seize")] == pytest.approx(before[name.format("seize")] / 2, abs=1e-13)
    assert after[name.format("hold")] == pytest.approx(before[name.format("hold")], abs=1e-13)
    values = [outcomes(g.arrays, g.evaluate(ROW), solved(g)[0]) for g in (whole, split)]
    assert values[0].values == pytest.approx(values[1].values, abs=1e-13)
    assert values[0].measures == pytest.approx(values[1].measures, abs=1e-13)


def test_rescaled_payoffs_with_rescaled_precision_change_nothing() -> None:
    plain, scaled = traced(), traced(scale=4.0)
    profile, _ = solved(plain)
    certificate = certify_logit(scaled, scaled.evaluate(ROW), profile, PRECISION / [4.0, 1.0])
    assert certificate.residual[0] < 1e-14
    assert certificate.full_gain[0, 0] == pytest.approx(4 * solved(plain)[1].full_gain[0, 0], rel=1e-12)


def test_the_order_of_players_changes_nothing() -> None:
    plain, swapped = traced(), traced(players=PLAYERS[::-1])
    profile, certificate = solved(plain)
    mirrored = certify_logit(swapped, swapped.evaluate(ROW), profile, PRECISION[::-1])
    assert mirrored.residual[0] == certificate.residual[0]
    assert np.array_equal(mirrored.full_gain[:, ::-1], certificate.full_gain)


def test_precision_zero_gives_the_weights() -> None:
    game = traced()
    profile, certificate = solved(game, np.zeros(2))
    assert profile[0, :2].tolist() == [2 / 3, 1 / 3]
    assert certificate.residual[0] == 0.0


def test_faulty_rows_are_nan_and_alone() -> None:
    game = traced()
    values = game.evaluate({**ROW, "gain": np.array([2.0, np.nan, 2.0])})
    profile = np.repeat(solved(game)[0], 3, axis=0)
    certificate = certify_logit(game, values, profile, PRECISION)
    assert np.isnan(certificate.residual).tolist() == [False, True, False]
    assert np.isnan(certificate.full_gain[1]).all()
    assert np.array_equal(certificate.full_gain[0], certificate.full_gain[2])
    assert np.isnan(reach(game.arrays, values, profile)[1]).all()


def test_a_nan_strategy_never_passes() -> None:
    game = traced()
    profile = solved(game)[0]
    for place in range(profile.shape[1]):
        broken = profile.copy()
        broken[0, place] = np.nan
        assert not certify_logit(game, game.evaluate(ROW), broken, PRECISION).residual[0] <= 1e-8


def test_tiny_choices_leave_beliefs_exact() -> None:
    def far(play: Any, p: Any) -> Any:
        kind = play.nature("kind", {"a": 0.25, "b": 0.75})
        for step in range(4):
            if play.choose("ann", f"step{step}", ["off", "on"]) == "off":
                return play.end(ann=0, bob=0)
        play.choose("bob", "reply", ["l", "r"])
        return play.end(ann=0, bob=1 if kind == "a" else 0)

    game = trace(far, players=["ann", "bob"])
    profile = np.array([[1.0, 1e-200] * 4 + [0.5, 0.5]])
    beliefs, determined = posteriors(game.arrays, game.evaluate({}), profile)
    assert beliefs[0, -2:] == pytest.approx([0.25, 0.75], rel=1e-15)
    assert determined.all()
    profile[0, 1] = 0.0
    assert posteriors(game.arrays, game.evaluate({}), profile)[1][0].tolist() == [True] * 4 + [False]


def test_agreement_with_gambits_logit_points(shared: Path) -> None:
    """Gambit's own agent logit equilibria have no residual here; its sets come in depth-first order by player."""
    index = json.loads((shared / "data/efg/index.json").read_text())
    checked = 0
    for entry in index:
        points = entry.get("solvers", {}).get("agent_logit_qre", {}).get("points", [])
        if not points or not entry.get("is_tree") or not entry.get("perfect_recall"):
            continue
        game = read_efg(shared / "data/efg" / entry["file"])
        order = gambit_order(game)
        for point in points:
            profile = np.empty((1, len(order)))
            profile[0, order] = point["probs"]
            certificate = certify_logit(game, game.evaluate({}), profile, point["lam"])
            assert certificate.residual[0] < 1e-7, (entry["file"], point["lam"])
            checked += 1
    assert checked > 100


def test_agreement_with_gambits_equilibria(shared: Path) -> None:
    """Exact equilibria of the index leave no full gain, and its logit limits the gain it states."""
    index = json.loads((shared / "data/efg/index.json").read_text())
    checked = 0
    for entry in index:
        if not entry.get("is_tree") or not entry.get("perfect_recall"):
            continue
        game = read_efg(shared / "data/efg" / entry["file"])
        order, values = gambit_order(game), game.evaluate({})
        for solver in ("lp(rational,sequence form)", "lcp(rational,sequence form)", "enumpoly", "logit_solve"):
            for equilibrium in entry["solvers"].get(solver, {}).get("equilibria", []):
                if equilibrium["kind"] != "behavior":
                    continue
                profile = np.empty((1, len(order)))
                profile[0, order] = [float(_fraction(p)) for probs in equilibrium["probs"] for p in probs]
                gains = certify_equilibrium(game, values, profile).full_gain[0]
                size = 1 + np.abs(values.quantities).max()
                assert gains.max() == pytest.approx(float(equilibrium["max_regret"]), abs=1e-8 * size), entry["file"]
                checked += 1
    assert checked > 100


def _fraction(number: Any) -> float:
    top, _, bottom = str(number).partition("/")
    return float(top) / float(bottom or 1)


def gambit_order(game: Game) -> list[int]:
    """Strategy entries in Gambit's order: by player, then by first appearance in a depth-first walk."""
    seen: dict[int, None] = {}
    waiting = [0]
    while waiting:
        node = waiting.pop()
        if game.arrays.infoset[node] >= 0:
            seen.setdefault(int(game.arrays.infoset[node]))
        first = int(game.arrays.first_child[node])
        waiting.extend(first + branch for branch in reversed(range(game.arrays.branches[node])))
    sets = sorted(seen, key=lambda number: int(game.arrays.set_player[number]))
    return [entry for number in sets for entry in range(*game.arrays.set_start[number : number + 2])]


def test_a_game_without_moves_has_values_and_no_gains() -> None:
    over = trace(lambda play, p: play.end(ann=p.x, bob=-1), players=["ann", "bob"], parameters=["x"])
    values, nothing = over.evaluate({"x": [1.0, 2.0]}), np.empty((2, 0))
    assert outcomes(over.arrays, values, nothing).values.tolist() == [[1.0, -1.0], [2.0, -1.0]]
    certificate = certify_logit(over, values, nothing, 1.0)
    assert certificate.residual.tolist() == [0.0, 0.0]
    assert certificate.full_gain.tolist() == [[0.0, 0.0], [0.0, 0.0]]
