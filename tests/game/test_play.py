"""The rules of the play language, each with the message a user meets when breaking it."""

import itertools
import math
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from standoff.errors import GameError, ParameterError, PlayError
from standoff.game import Fault, Game, trace

PLAYERS = ("ann", "bob")


def traced(function: Callable[[Any, Any], Any], *parameters: str, **settings: Any) -> Game:
    return trace(function, players=PLAYERS, parameters=parameters, **settings)


def end(play: Any, ann: Any = 0, bob: Any = 0) -> Any:
    return play.end(ann=ann, bob=bob)


def kinds(game: Game) -> tuple[int, int, int]:
    """(terminals, chance nodes, decision nodes)"""
    return tuple(int((game.arrays.kind == kind).sum()) for kind in range(3))  # type: ignore[return-value]


# Information sets


def test_unseen_moves_pool_and_seen_moves_part() -> None:
    def hidden(play: Any, p: Any) -> Any:
        play.choose("ann", "move", ["l", "r"], seen_by=())
        play.choose("bob", "reply", ["l", "r"])
        return end(play)

    def seen(play: Any, p: Any) -> Any:
        play.choose("ann", "move", ["l", "r"])
        play.choose("bob", "reply", ["l", "r"])
        return end(play)

    assert [len(game.infosets) for game in (traced(hidden), traced(seen))] == [2, 3]
    assert traced(seen).infosets[1].label == "bob reply | move=l"


def test_unseen_moves_leave_no_clock() -> None:
    def skipped(play: Any, p: Any) -> Any:
        if play.nature("gate", {"open": 0.5, "shut": 0.5}) == "open":
            play.choose("ann", "move", ["l", "r"], seen_by=())
        play.choose("bob", "reply", ["l", "r"])
        return end(play)

    game = traced(skipped)
    reply = game.infoset("bob", "reply")
    assert game.infosets[reply].seen == ()
    assert np.diff(game.arrays.set_members_start)[reply] == 3


def test_tell_gives_a_coarser_label_and_makes_no_node() -> None:
    def coarse(play: Any, p: Any) -> Any:
        rung = play.choose("ann", "rung", ["none", "low", "high"], seen_by=())
        play.tell("bob", "alarm", "no" if rung == "none" else "yes")
        play.choose("bob", "reply", ["l", "r"])
        return end(play)

    game = traced(coarse)
    assert [infoset.seen for infoset in game.infosets] == [(), (("alarm", "no"),), (("alarm", "yes"),)]
    assert kinds(game) == (6, 0, 4)


def test_own_moves_are_seen_even_when_seen_by_nobody() -> None:
    def twice(play: Any, p: Any) -> Any:
        play.choose("ann", "first", ["l", "r"], seen_by=())
        play.choose("ann", "second", ["l", "r"], seen_by=())
        return end(play)

    assert [infoset.seen for infoset in traced(twice).infosets] == [(), (("first", "l"),), (("first", "r"),)]


def test_a_single_option_makes_no_set_but_is_seen() -> None:
    def forced(play: Any, p: Any) -> Any:
        if play.nature("cause", {"storm": 0.5, "attack": 0.5}) == "storm":
            play.choose("ann", "signal", ["smoke"])
        else:
            play.tell("bob", "signal", "none")
        play.choose("bob", "reply", ["l", "r"])
        return end(play)

    game = traced(forced)
    assert [infoset.seen for infoset in game.infosets] == [(("signal", "smoke"),), (("signal", "none"),)]


def test_a_sure_draw_makes_no_node_but_is_seen() -> None:
    def sure(play: Any, p: Any) -> Any:
        play.nature("weather", {"fog": 1}, known_to="bob")
        play.choose("bob", "reply", ["l", "r"])
        return end(play)

    game = traced(sure)
    assert kinds(game) == (2, 0, 1)
    assert game.infosets[0].seen == (("weather", "fog"),)


def test_scripted_moves_look_like_choices() -> None:
    def crisis(play: Any, p: Any) -> Any:
        if (
            play.nature(
                "type", {"real": 1, "imagined": 0}, known_to="ann", believed={"bob": {"real": 0.5, "imagined": 0.5}}
            )
            == "real"
        ):
            play.choose("ann", "move", ["l", "r"])
        else:
            play.scripted("ann", "move", {"l": 0, "r": 1})
        play.choose("bob", "reply", ["l", "r"])
        return end(play)

    game = traced(crisis)
    reply = game.infoset("bob", "reply", move="r")
    start, stop = game.arrays.set_members_start[reply : reply + 2]
    assert stop - start == 2
    # Of the imagined type's moves only r can happen, so l comes from the real type alone.
    values = game.evaluate({})
    assert values.priors[0, start:stop].tolist() == [0.5, 0.5]
    left = game.infoset("bob", "reply", move="l")
    assert sorted(values.priors[0, slice(*game.arrays.set_members_start[left : left + 2])]) == [0.0, 1.0]


def test_a_scripted_move_may_not_blur_recall() -> None:
    def blurred(play: Any, p: Any) -> Any:
        if play.nature("gate", {"open": 0.5, "shut": 0.5}) == "open":
            play.choose("ann", "move", ["l", "r"])
        else:
            play.scripted("ann", "move", {"l": 0.5, "r": 0.5})
        play.choose("ann", "again", ["l", "r"])
        return end(play)

    with pytest.raises(PlayError, match=r"ann cannot tell its own moves from scripted .*gate=open.*gate=shut"):
        traced(blurred)


# Zeros and misperception


def test_zeros_are_limits_of_the_true_probability() -> None:
    def surprise(play: Any, p: Any) -> Any:
        kinds_ = {"a": 0.2, "b": 0.6, "c": 0.2}
        believed = {"bob": {"a": 0, "b": 0, "c": 1}}
        kind = play.nature("kind", kinds_, known_to="ann", believed=believed)
        play.tell("bob", "hint", "c" if kind == "c" else "not c")
        play.choose("bob", "reply", ["l", "r"])
        return end(play)

    values = (game := traced(surprise)).evaluate({})
    hint = game.infoset("bob", "reply", hint="not c")
    start, stop = game.arrays.set_members_start[hint : hint + 2]
    assert values.priors[0, start:stop] == pytest.approx([0.25, 0.75], abs=1e-15)
    assert values.surprise[0].tolist() == [n == hint for n in range(2)]
    assert not values.counterfactual.any()


def test_zeros_without_a_true_probability_are_uniform_and_counterfactual() -> None:
    def impossible(play: Any, p: Any) -> Any:
        kind = play.nature("kind", {"a": 0, "b": 0, "c": 1})
        play.tell("bob", "hint", "c" if kind == "c" else "not c")
        play.choose("bob", "reply", ["l", "r"])
        return end(play)

    values = (game := traced(impossible)).evaluate({})
    hint = game.infoset("bob", "reply", hint="not c")
    start, stop = game.arrays.set_members_start[hint : hint + 2]
    assert values.priors[0, start:stop].tolist() == [0.5, 0.5]
    assert values.counterfactual[0, hint]
    assert values.surprise[0, hint]


def test_the_fewest_zeros_keep_the_weight_row_by_row() -> None:
    def twofold(play: Any, p: Any) -> Any:
        first = play.nature("first", {"y": p.a, "n": 1 - p.a})
        second = play.nature("second", {"y": p.b, "n": 1 - p.b})
        play.tell("bob", "hint", "some" if "y" in (first, second) else "none")
        play.choose("bob", "reply", ["l", "r"])
        return end(play)

    game = traced(twofold, "a", "b")
    values = game.evaluate({"a": [0.0, 0.5, 0.0], "b": [0.0, 0.0, 0.5]})
    some = game.infoset("bob", "reply", hint="some")
    places = range(*game.arrays.set_members_start[some : some + 2])
    histories = [tuple(label for _, label in game.history(int(game.arrays.set_members[k]))) for k in places]
    assert histories == [("y", "y"), ("y", "n"), ("n", "y")]
    assert values.priors[:, list(places)].tolist() == [[0, 0.5, 0.5], [0, 1, 0], [0, 0, 1]]
    assert values.surprise[:, some].tolist() == [True, False, False]


def test_long_chains_of_tiny_probabilities_keep_their_ratio() -> None:
    def chain(play: Any, p: Any) -> Any:
        kind = play.nature("kind", {"a": 0.25, "b": 0.75})
        for step in range(6):
            if play.nature(f"step{step}", {"on": p.tiny, "off": 1 - p.tiny}) == "off":
                return end(play)
        play.choose("bob", "reply", ["l", "r"])
        return end(play, bob=1 if kind == "a" else 0)

    values = traced(chain, "tiny").evaluate({"tiny": 1e-200})
    assert values.priors[0] == pytest.approx([0.25, 0.75], rel=1e-15)
    assert not values.surprise.any()


# Faults of rows


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ({"u": math.nan}, Fault.PAYOFF),
        ({"u": math.inf}, Fault.PAYOFF),
        ({"q": math.nan}, Fault.PROBABILITY),
        ({"q": -0.1}, Fault.NEGATIVE_PROBABILITY),
        ({"s": 1e-6}, Fault.SUM),
        ({"s": 1e-12}, Fault.NONE),
        ({"w": 0.0}, Fault.WEIGHT),
        ({"w": math.inf}, Fault.WEIGHT),
        ({"m": math.nan}, Fault.PAYOFF),
        ({"b": 1.5}, Fault.NEGATIVE_PROBABILITY),
    ],
)
def test_a_bad_row_is_marked_and_touches_no_other(bad: dict[str, float], fault: Fault) -> None:
    def play_it(play: Any, p: Any) -> Any:
        draw = play.nature("draw", {"x": p.q, "y": 1 - p.q + p.s}, believed={"bob": {"x": p.b, "y": 1 - p.b}})
        play.choose("bob", "reply", ["l", "r"], weights=[p.w, 1])
        play.measure(score=p.m)
        return end(play, ann=p.u if draw == "x" else 0)

    good = {"u": 1.0, "q": 0.5, "s": 0.0, "w": 1.0, "m": 2.0, "b": 0.5}
    game = traced(play_it, *good)
    table = {name: np.array([value, bad.get(name, value), value]) for name, value in good.items()}
    values, alone = game.evaluate(table), game.evaluate(good)
    assert [Fault.of(code) for code in values.fault] == [Fault.NONE, fault, Fault.NONE]
    assert np.isfinite(values.priors).all()
    for row in (0, 2):
        assert all(
            np.array_equal(np.asarray(many)[row], np.asarray(one)[0]) for many, one in zip(values, alone, strict=True)
        )


def test_nan_that_where_throws_away_is_no_fault() -> None:
    def play_it(play: Any, p: Any) -> Any:
        return end(play, ann=np.where(p.x > 0, np.log(p.x), 0))

    assert not traced(play_it, "x").evaluate({"x": [-1.0, 2.0]}).fault.any()


# Errors of the language


def _asks(*calls: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def play_it(play: Any, p: Any) -> Any:
        for call in calls:
            call(play, p)
        return end(play)

    return play_it


BROKEN: dict[str, tuple[Callable[[Any, Any], Any], str]] = {
    "unknown chooser": (
        _asks(lambda play, _: play.choose("an", "q", ["l", "r"])),
        r"unknown player.*Did you mean 'ann'",
    ),
    "unknown observer": (_asks(lambda play, _: play.nature("n", {"a": 1}, known_to="bobby")), r"unknown player.*'bob'"),
    "unknown believer": (
        _asks(lambda play, _: play.nature("n", {"a": 0.5, "b": 0.5}, believed={"bo": {"a": 1, "b": 0}})),
        r"unknown player.*'bo'",
    ),
    "no options": (_asks(lambda play, _: play.choose("ann", "q", [])), r"play.choose\('ann', 'q'\) no options"),
    "an option twice": (_asks(lambda play, _: play.choose("ann", "q", ["l", "l"])), r"given twice.*'l'"),
    "options as text": (_asks(lambda play, _: play.choose("ann", "q", "lr")), r"not one text"),
    "a label that is no text": (_asks(lambda play, _: play.choose("ann", "q", [1, 2])), r"label must be text.*1"),
    "empty distribution": (_asks(lambda play, _: play.nature("n", {})), r"play.nature\('n'\) no options"),
    "sum": (_asks(lambda play, _: play.nature("n", {"a": 0.5, "b": 0.4})), r"do not sum to 1"),
    "negative": (_asks(lambda play, _: play.nature("n", {"a": 1.5, "b": -0.5})), r"outside \[0, 1\]"),
    "believed other labels": (
        _asks(lambda play, _: play.nature("n", {"a": 0.5, "b": 0.5}, believed={"bob": {"a": 1.0, "c": 0.0}})),
        r"believed by 'bob' unknown label.*'c'",
    ),
    "believed lacks a label": (
        _asks(lambda play, _: play.nature("n", {"a": 0.5, "b": 0.5}, believed={"bob": {"a": 1.0}})),
        r"no probability for 'b'",
    ),
    "weights of other options": (
        _asks(lambda play, _: play.choose("ann", "q", ["l", "r"], weights={"l": 1, "m": 1})),
        r"weights do not fit",
    ),
    "too few weights": (_asks(lambda play, _: play.choose("ann", "q", ["l", "r"], weights=[1])), r"weights do not fit"),
    "weight zero": (_asks(lambda play, _: play.choose("ann", "q", ["l", "r"], weights=[1, 0])), r"weight of 'r'"),
    "measure of a player": (_asks(lambda play, _: play.measure(ann=1)), r"not a player's.*'ann'"),
    "measure that is no number": (_asks(lambda play, _: play.measure(war="yes")), r"not a number.*'yes'"),
    "infinite payoff": (lambda play, _: end(play, ann=math.inf), r"not finite"),
    "array payoff": (lambda play, _: end(play, ann=np.zeros(3)), r"not a number"),
    "missing payoff": (lambda play, _: play.end(ann=1), r"no payoff for 'bob'"),
    "unknown payoff": (lambda play, _: play.end(ann=1, bob=1, cid=1), r"unknown player.*'cid'"),
    "no end": (lambda *_: None, r"returned before play.end"),
    "end not returned": (lambda play, _: [end(play), None][1], r"did not return play.end"),
    "a call after the end": (lambda play, _: [end(play), play.choose("ann", "q", ["l"])], r"called after play.end"),
    "two ends": (lambda play, _: [end(play), end(play)][1], r"called after play.end"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_breaking_a_rule_names_the_question_and_the_history(name: str) -> None:
    function, message = BROKEN[name]

    def within(play: Any, p: Any) -> Any:
        play.choose("ann", "before", ["here", "there"])
        return function(play, p)

    with pytest.raises(PlayError, match=message) as raised:
        traced(within)
    assert "after before=here" in str(raised.value)


@pytest.mark.parametrize("other", [["r", "l"], ["l", "r", "m"], ["l", "q"]])
def test_one_set_offers_one_list_of_options(other: list[str]) -> None:
    def uneven(play: Any, p: Any) -> Any:
        options = ["l", "r"] if play.nature("n", {"a": 0.5, "b": 0.5}) == "a" else other
        play.choose("ann", "q", options)
        return end(play)

    with pytest.raises(PlayError, match=r"different options: after n=a \['l', 'r'\], after n=b \[") as raised:
        traced(uneven)
    assert "play.choose('ann', 'q')" in str(raised.value)


def test_one_set_has_one_base_measure() -> None:
    def uneven(play: Any, p: Any) -> Any:
        kind = play.nature("n", {"a": 0.5, "b": 0.5})
        play.choose("ann", "q", ["l", "r"], weights=[1, 2 if kind == "a" else 3])
        return end(play)

    with pytest.raises(PlayError, match="different weights"):
        traced(uneven)


def test_functions_that_differ_between_calls_are_found() -> None:
    counter = itertools.count()

    def unsteady_question(play: Any, p: Any) -> Any:
        play.choose("ann", f"q{next(counter)}", ["l", "r"])
        return end(play)

    def unsteady_payoff(play: Any, p: Any) -> Any:
        play.choose("ann", "q", ["l", "r"])
        return end(play, ann=next(counter))

    for function in (unsteady_question, unsteady_payoff):
        with pytest.raises(PlayError, match="differs from one call to the next"):
            traced(function)


def test_too_large_and_endless_games_are_refused() -> None:
    def wide(play: Any, p: Any) -> Any:
        for step in range(20):
            play.choose("ann", f"q{step}", ["l", "r"])
        return end(play)

    def endless(play: Any, p: Any) -> Any:
        while True:
            play.choose("ann", "again", ["l", "r"])

    with pytest.raises(PlayError, match=r"more than 100 ends of the game \(there are at least 101\)"):
        traced(wide, max_terminals=100)
    with pytest.raises(PlayError, match="more than 1000 questions in one history"):
        traced(endless)


def test_an_error_of_the_function_itself_says_at_which_history() -> None:
    def broken(play: Any, p: Any) -> Any:
        return end(play, ann={"l": 1}[play.choose("ann", "q", ["l", "r"])])

    with pytest.raises(KeyError) as raised:
        traced(broken)
    assert raised.value.__notes__ == ["in the play function, after q=r"]


def test_declared_measures_are_the_only_ones() -> None:
    def play_it(play: Any, p: Any) -> Any:
        play.measure({"war": 1}, harm=2)
        play.measure(war=1)
        return end(play)

    assert traced(play_it).measures == ("war", "harm")
    assert traced(play_it, measures=["harm", "calm", "war"]).measures == ("harm", "calm", "war")
    with pytest.raises(PlayError, match=r"unknown measure.*'harm'.*Did you mean 'harms'"):
        traced(play_it, measures=["war", "harms"])


@pytest.mark.parametrize("players", [(), ("all", "ann"), ("ann", "ann"), "ann", ("",)])
def test_players_need_distinct_names(players: Any) -> None:
    with pytest.raises(PlayError, match="players"):
        trace(duel, players=players)


# The game itself


def duel(play: Any, p: Any) -> Any:
    kind = play.nature("kind", {"firm": p.firm, "weak": 1 - p.firm}, known_to="ann")
    if play.choose("ann", "move", ["hold", "seize"], weights=[2, 1]) == "seize":
        play.choose("bob", "reply", ["yield", "fight"])
    return end(play, ann=p.gain if kind == "firm" else 0)


def test_a_game_is_a_value() -> None:
    game, again = traced(duel, "firm", "gain"), traced(duel, "firm", "gain")
    assert game == again
    assert hash(game) == hash(again)
    assert game.digest == again.digest
    copy = pickle.loads(pickle.dumps(game))
    assert copy == game
    assert not any(array.flags.writeable for array in copy.arrays)
    assert game != traced(duel, "gain", "firm")
    with pytest.raises(PlayError, match="cannot grow"):
        game.graph.parameter("another")


def test_the_digest_sees_every_kind_of_change() -> None:
    def variant(weight: float = 1, label: str = "l", payoff: float = 0, odds: float = 0.5) -> Game:
        def play_it(play: Any, p: Any) -> Any:
            play.nature("n", {"a": odds, "b": 1 - odds})
            play.choose("ann", "q", [label, "r"], weights=[weight, 1])
            return end(play, bob=payoff)

        return traced(play_it)

    variants = [variant(), variant(weight=2), variant(label="m"), variant(payoff=1), variant(odds=0.25)]
    assert len({game.digest for game in variants}) == len(variants)


def test_information_sets_are_found_by_label() -> None:
    game = traced(duel, "firm", "gain")
    assert game.infosets[game.infoset("ann", "move", kind="weak")].label == "ann move | kind=weak"
    assert game.infoset("bob", "reply", {"move": "seize"}) == game.infoset("bob", "reply")
    with pytest.raises(GameError, match=r"2 information sets fit"):
        game.infoset("ann", "move")
    with pytest.raises(GameError, match=r"no such question.*Did you mean 'reply'"):
        game.infoset("bob", "repply")
    with pytest.raises(GameError, match=r"no information set fits"):
        game.infoset("ann", "move", kind="mad")
    assert game.strategy_labels[0] == "ann move | kind=firm: hold"
    counts = "2 players, 11 nodes, 6 terminals, 3 information sets, 6 actions, 2 parameters"
    assert repr(game) == f"Game 'game': {counts}"


def test_columns_are_checked() -> None:
    game = traced(duel, "firm", "gain")
    with pytest.raises(ParameterError, match=r"no value for parameter 'gain'.*Did you mean 'gian'"):
        game.evaluate({"firm": 0.5, "gian": 1})
    with pytest.raises(ParameterError, match="columns differ in length"):
        game.evaluate({"firm": [0.5, 0.5], "gain": [1, 2, 3]})
    with pytest.raises(ParameterError, match="not a number"):
        game.evaluate({"firm": "half", "gain": 1})
    with pytest.raises(ParameterError, match="one axis"):
        game.evaluate({"firm": np.ones((2, 2)), "gain": 1})
    assert game.evaluate({"firm": 0.5, "gain": 1}, rows=4).rows == 4
