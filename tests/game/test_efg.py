"""EFG and NFG: Gambit's own files load and keep their values, ours load in Gambit, broken files say where and why."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from standoff.errors import EfgError
from standoff.game import Game, read_efg, trace, write_efg
from standoff.game.traversal import outcomes

HEADER = 'EFG 2 R "g" { "ann" "bob" }\n'


def uniform_values(game: Game) -> np.ndarray:
    """(P,) payoffs when every option is equally likely."""
    counts = np.diff(game.arrays.set_start)
    profile = np.repeat(1 / counts, counts)[None, :]
    return np.asarray(outcomes(game.arrays, game.evaluate({}), profile).values[0])


def payoffs_in_gambit(read: Callable[[Any], Any], source: Any) -> np.ndarray:
    """The same according to pygambit."""
    game = read(source)
    extensive = type(game).__name__ == "ExtensiveGame"
    profile = game.mixed_behavior_profile() if extensive else game.mixed_strategy_profile()
    payoffs = profile.payoffs() if callable(profile.payoffs) else profile.payoffs
    return np.array([float(payoffs[player]) for player in game.players])


def test_every_published_file_loads_and_keeps_its_values(shared: Path) -> None:
    gambit = pytest.importorskip("pygambit")
    files = sorted([*(shared / "data/efg").glob("*.[en]fg"), *(shared / "data/crisis_fixtures").glob("*.efg")])
    assert len(files) > 230
    refused_there = []
    for file in files:
        game = read_efg(file)
        ours, text = uniform_values(game), write_efg(game)
        assert payoffs_in_gambit(gambit.read_efg, io.StringIO(text)) == pytest.approx(ours, rel=1e-12, abs=1e-12), (
            file.name
        )
        assert uniform_values(read_efg(text)) == pytest.approx(ours, rel=1e-12, abs=1e-12), file.name
        assert write_efg(read_efg(text)) == text, file.name
        try:
            theirs = payoffs_in_gambit(gambit.read_efg if file.suffix == ".efg" else gambit.read_nfg, file)
        except ValueError:
            refused_there.append(file.name)
        else:
            assert theirs == pytest.approx(ours, rel=1e-12, abs=1e-12), file.name
    # Gambit 17 wants distinct node and set labels, which six of its own older files lack.
    assert len(refused_there) <= 6


def test_counts_and_recall_agree_with_the_index(shared: Path) -> None:
    index = json.loads((shared / "data/efg/index.json").read_text())
    described = [entry for entry in index if "nodes" in entry]
    for entry in described:
        game = read_efg(shared / "data/efg" / entry["file"])
        assert len(game.arrays.kind) == entry["nodes"], entry["file"]
        assert len(game.arrays.payoff_quantity) == entry["terminals"], entry["file"]
        assert len(game.infosets) == entry["infosets"], entry["file"]
        assert game.perfect_recall == entry["perfect_recall"], entry["file"]
    assert sum(not entry["perfect_recall"] for entry in described) > 15


def test_payoffs_of_inner_nodes_add_up() -> None:
    game = read_efg(
        HEADER
        + """c "" 1 "" { "a" 1/4 "b" .75 } 1 "entry fee" { -1, -1/2 }
        p "" 1 1 "" { "l" "r" } 0
        t "" 2 { 1e1 2 }
        t "" 3 { 3, 4 }
        t "" 1"""
    )
    payoffs = game.evaluate({}).quantities[0][game.arrays.payoff_quantity]
    assert payoffs.tolist() == [[-2, -1], [9, 1.5], [2, 3.5]]


def test_labels_escapes_comments_and_repeats() -> None:
    game = read_efg(
        r"""EFG 2 D "the \"short\" game" { "" "ann" }
        "a comment
        of two lines"
        p "root" 1 7 "where?" { "" "go" "go" } 0 "nothing"
        p "" 2 1 { "x" "y" } 0
        t "" 1 "o" { 1 2 } t "" 1 t "end" 0
        p "" 2 1 0 t "" 1 "o" { 1 2 } t "" 1"""
    )
    assert game.name == 'the "short" game'
    assert game.players == ("player 1", "ann")
    assert game.infosets[0].options == ("option 1", "go", "go (3)")
    assert [infoset.label for infoset in game.infosets] == ["player 1 where?", "ann set 1"]
    assert write_efg(game).splitlines()[0] == r'EFG 2 R "the \"short\" game" { "player 1" "ann" }'


def test_both_versions_of_the_strategic_form_agree() -> None:
    payoff = read_efg('NFG 1 R "g" { "a" "b" } { 2 3 } "c" 1 2 3 4 5 6 7 8 9 10 11 12')
    outcome = read_efg(
        """NFG 1 R "g" { "a" "b" } { { "1" "2" } { "1" "2" "3" } }
        { { "" 1, 2 } { "" 3, 4 } { "" 5, 6 } { "" 7, 8 } { "" 9, 10 } { "" 11, 12 } }
        1 2 3 4 5 6"""
    )
    assert payoff == outcome
    # The first player's strategy varies fastest in the file, slowest in the tree.
    columns = payoff.arrays.payoff_quantity
    assert payoff.evaluate({}).quantities[0][columns][:, 0].tolist() == [1, 5, 9, 3, 7, 11]
    assert len(payoff.infosets) == 2


def test_forgetting_and_absent_minds_load_and_are_reported() -> None:
    driver = read_efg(
        'EFG 2 R "driver" { "him" }\np "" 1 1 "" { "exit" "on" } 0\nt "" 1 "" { 0 }\n'
        'p "" 1 1 "" { "exit" "on" } 0\nt "" 2 "" { 4 }\nt "" 3 "" { 1 }'
    )
    assert not driver.perfect_recall
    assert len(driver.infosets) == 1


BROKEN = {
    "no game": ("GFG 2", r"not a game file.*'GFG'"),
    "version": ('EFG 3 R "g" { "a" }', "only version 2"),
    "numbers": ('EFG 2 X "g" { "a" }', "unknown kind of numbers"),
    "cut short": (HEADER + 'p "" 1 1 "" { "l" "r" } 0\nt "" 1 "" { 1 2 }', r":3 the file ends too early"),
    "too long": (HEADER + 't "" 1 "" { 1 2 }\nt "" 2 "" { 1 2 }', r":3 unexpected: 't'.*tree is complete"),
    "payoffs": (HEADER + 't "" 1 "" { 1 }', r":2 payoffs do not fit the players: 1. Needed: 2 of them"),
    "player": (HEADER + 'p "" 3 1 "" { "l" } 0', r":2 no such player: 3"),
    "first met": (HEADER + 'p "" 1 1 0', r":2 information set 1 is met first here"),
    "outcome": (HEADER + 't "" 4', r":2 outcome 4 is met first here"),
    "outcome changed": (
        HEADER + 'p "" 1 1 "" { "l" "r" } 0\nt "" 1 "" { 1 2 }\nt "" 1 "" { 1 3 }',
        r":4 outcome 1 had other payoffs",
    ),
    "actions changed": (
        HEADER + 'p "" 1 1 "" { "l" "r" } 0\np "" 1 1 "" { "l" } 0',
        r":3 information set 1 has other actions than on line 2",
    ),
    "sum": (HEADER + 'c "" 1 "" { "a" 1/2 "b" 1/3 } 0', r":2 probabilities that do not sum to 1.*'1/3'"),
    "negative": (HEADER + 'c "" 1 "" { "a" 3/2 "b" -1/2 } 0', r":2 a negative probability"),
    "no actions": (HEADER + 'p "" 1 1 "" { } 0', r":2 a move without actions"),
    "zero division": (HEADER + 't "" 1 "" { 1/0 2 }', r":2 division by zero: '1/0'"),
    "kind of node": (HEADER + "x", r":2 unknown kind of node: 'x'"),
    "open quote": (HEADER + '\n t "abc', r":3 a text without closing quote"),
    "stray sign": (HEADER + "t ? 1", r":2 not a word, number or text"),
    "fraction of a set": (HEADER + 'p "" 1 1.5 "" { "l" } 0', r":2 not a whole number: '3/2'"),
    "no players": ('EFG 2 R "g" { }', "a game without players"),
    "cells": ('NFG 1 R "g" { "a" "b" } { 2 2 } 1 2 3', "the file ends too early.*8 payoffs"),
    "too many cells": ('NFG 1 R "g" { "a" } { 2 } 1 2 3', "unexpected: '3'"),
    "strategies": ('NFG 1 R "g" { "a" "b" } { 2 } 1 2', "strategies do not fit the players"),
    "no such outcome": ('NFG 1 R "g" { "a" } { { "x" } } { { "" 1 } } 2', "no such outcome: 2"),
    "large": ('NFG 1 R "g" { "a" "b" } { 9999 9999 } 1', "too large"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_name_line_and_reason(name: str, tmp_path: Path) -> None:
    text, message = BROKEN[name]
    file = tmp_path / "odd.efg"
    file.write_text(text)
    with pytest.raises(EfgError, match=message) as raised:
        read_efg(file)
    assert str(raised.value).startswith(f"{file}:")
    assert raised.value.exit_code == 2


def test_a_missing_file_and_a_binary_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EfgError, match=r"nowhere\.efg cannot be read \(No such file"):
        read_efg(tmp_path / "nowhere.efg")
    (tmp_path / "odd.efg").write_bytes(b"EFG 2 R \xff\xfe")
    with pytest.raises(EfgError, match="is not UTF-8"):
        read_efg(tmp_path / "odd.efg")


def crisis(play: Any, p: Any) -> Any:
    believed = {"bob": {"firm": p.seen, "weak": 1 - p.seen}}
    kind = play.nature("kind", {"firm": p.firm, "weak": 1 - p.firm}, known_to="ann", believed=believed)
    if play.choose("ann", "move", ["hold", "seize  it\n"]) == "hold":
        return play.end(ann=0, bob=1 / 3)
    play.choose("bob", "reply", ["yield", "fight"])
    return play.end(ann=p.gain if kind == "firm" else -1e-9, bob=-1)


def test_ours_goes_out_and_comes_back_with_the_same_numbers() -> None:
    gambit = pytest.importorskip("pygambit")
    game = trace(crisis, players=["ann", "bob"], parameters=["firm", "seen", "gain"], name="a crisis")
    row = {"firm": 0.1234567890123, "seen": 0.1234567890123, "gain": 1e7 / 3}
    text = write_efg(game, row)
    back = read_efg(text)
    counts = np.diff(game.arrays.set_start)
    profile = np.repeat(1 / counts, counts)[None, :]
    ours = outcomes(game.arrays, game.evaluate(row), profile).values[0]
    assert uniform_values(back) == pytest.approx(ours, rel=1e-14)
    assert payoffs_in_gambit(gambit.read_efg, io.StringIO(text)) == pytest.approx(ours, rel=1e-14)
    assert back.infosets[0].options == ("hold", "seize it")


def test_what_the_format_cannot_hold_is_refused() -> None:
    game = trace(crisis, players=["ann", "bob"], parameters=["firm", "seen", "gain"])
    with pytest.raises(EfgError, match=r"bob holds other probabilities"):
        write_efg(game, {"firm": 0.5, "seen": 0.25, "gain": 1})
    with pytest.raises(EfgError, match="one row"):
        write_efg(game, {"firm": [0.5, 0.5], "seen": 0.5, "gain": 1})
    with pytest.raises(EfgError, match="NaN"):
        write_efg(game, {"firm": 0.5, "seen": 0.5, "gain": np.nan})
