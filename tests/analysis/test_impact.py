"""The statement impact card: what changes, what does not, and whose matrix."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from standoff.analysis import impact as module
from standoff.analysis.impact import anonymous, impact, rows_from, sentence
from standoff.errors import LedgerError, PostureError, UserError
from standoff.ledger import files
from standoff.ledger.statement import Specific
from standoff.posture.reading import Reading, Rule
from standoff.posture.semantics import from_ledger
from standoff.scenario import load

THREAT = "principal=NATO act=commit rungs=chemical@protege instruments=force"
CHEMICAL = [("chemical@protege", name) for name in ("troops", "no_fly_zone", "strikes")]


@pytest.fixture(scope="module")
def scenario():
    return load("nato-2022")


@pytest.fixture
def unsolvable(monkeypatch):
    """Make any solving fail."""

    def refuse(*_, **__):
        raise AssertionError("solved")

    monkeypatch.setattr("standoff.solver.solve", refuse)


def numeric(changes):
    return [(change.rung, change.column) for change in changes if change.numeric]


def under(found, rule):
    return next(one for one in found.under if one.rule is rule)


def outcome(found, name, rule=Rule.CONSENSUS):
    return next(effect for effect in under(found, rule).effects if effect.outcome == name)


def test_a_threat_of_the_alliance_changes_its_three_cells_under_every_rule(scenario):
    found = impact(scenario, add=[sentence(THREAT, scenario)], draws=8)
    for one in found.under:
        assert numeric(one.changes) == CHEMICAL
        assert one.seen_by_game == ("deliver[chemical@protege]",)
        assert {change.after.label.value for change in one.changes if change.numeric} == {"committed"}
    assert numeric(found.own["NATO"]) == CHEMICAL


def test_in_a_loose_reading_the_same_cells_come_out_mixed_or_committed(scenario, unsolvable):
    stated = from_ledger(scenario.ledger, scenario.frame, as_of=date(2022, 3, 24), reading=Reading.LOOSE)
    more = scenario.ledger.adding(sentence(THREAT, scenario))
    edited = from_ledger(more, scenario.frame, as_of=date(2022, 3, 24), reading=Reading.LOOSE)
    assert {edited.cell(*key).label.value for key in CHEMICAL} == {"mixed"}
    assert {(change.rung, change.column) for change in stated.diff(edited)} == set(CHEMICAL)


def test_the_lead_members_threat_is_no_word_of_the_alliance_by_consensus(scenario):
    found = impact(scenario, add=[sentence(THREAT.replace("NATO", "USA"), scenario)], draws=8)
    assert numeric(under(found, Rule.CONSENSUS).changes) == []
    assert under(found, Rule.CONSENSUS).effects == ()
    for rule in (Rule.ANY_MEMBER, Rule.MOST_CAPABLE):
        assert numeric(under(found, rule).changes) == CHEMICAL
        assert under(found, rule).effects
    assert numeric(found.own["USA"]) == CHEMICAL


def test_another_members_threat_counts_where_any_member_does(scenario):
    found = impact(scenario, add=[sentence(THREAT.replace("NATO", "DEU"), scenario)], draws=8)
    assert [bool(numeric(under(found, rule).changes)) for rule in Rule] == [False, True, False]


def test_nothing_is_off_the_table_leaves_what_a_member_closed(scenario, unsolvable):
    found = impact(scenario, add=[sentence("principal=NATO act=keep_vague rungs=any instruments=any", scenario)])
    after = {
        one.rule: {(change.rung, change.column): change.after.withhold for change in one.changes if change.numeric}
        for one in found.under
    }
    assert after[Rule.CONSENSUS]["hold", "troops"] == 0.6, "the German chancellor's word on the alliance"
    assert after[Rule.ANY_MEMBER]["hold", "troops"] == after[Rule.MOST_CAPABLE]["hold", "troops"] == 0.0


def test_a_private_sentence_changes_the_private_layer_alone(scenario):
    found = impact(scenario, add=[sentence(f"{THREAT} audience=private", scenario)], draws=8)
    for one in found.under:
        assert {change.layer.value for change in one.changes} == {"private"}
        assert one.seen_by_game == ("private[chemical@protege]",)


@pytest.mark.parametrize(
    "words",
    [
        "principal=NATO act=rule_out instruments=troops",
        "principal=USA act=criticism",
        "principal=DEU act=goal rungs=chemical@protege",
        "principal=NATO act=rule_out instruments=troops authority=none",
    ],
)
def test_a_sentence_that_changes_no_number_solves_nothing(scenario, unsolvable, words):
    found = impact(scenario, add=[sentence(words, scenario)])
    assert not found.changes_a_number
    assert all(one.effects == () and one.ranking == () for one in found.under)


def test_a_cell_the_game_does_not_see_solves_nothing_either(scenario, unsolvable):
    found = impact(scenario, add=[sentence("principal=NATO act=commit instruments=jets", scenario)])
    assert found.changes_a_number
    assert all(one.seen_by_game == () and one.effects == () for one in found.under)


def test_adding_and_taking_out_restores_the_ledger(scenario):
    row = sentence(THREAT, scenario)
    back = scenario.ledger.adding(row).without(row.id)
    assert files.statements_text(back.statements) == files.statements_text(scenario.ledger.statements)
    one, two = (from_ledger(ledger, scenario.frame, as_of=scenario.as_of) for ledger in (scenario.ledger, back))
    assert one.diff(two) == ()


def test_dropping_what_was_added_is_the_opposite_effect(scenario):
    row = sentence(THREAT, scenario)
    added = impact(scenario, add=[row], draws=8)
    richer = replace(scenario, ledger=scenario.ledger.adding(row))
    dropped = impact(richer, drop=[row.id], draws=8)
    for effect in under(added, Rule.CONSENSUS).effects:
        assert outcome(dropped, effect.outcome).change.mean == pytest.approx(-effect.change.mean, abs=1e-12)


def test_effects_are_paired_differences_of_two_solved_postures(scenario):
    from standoff.ensemble.design import draw
    from standoff.ensemble.run import parameter_rows
    from standoff.scenario.menu import remade
    from standoff.solver import solve

    row, day = sentence(THREAT, scenario), date(2022, 3, 24)
    columns = draw(scenario, 8, 3).columns
    means = []
    for ledger in (scenario.ledger, scenario.ledger.adding(row)):
        item = remade(scenario, ledger=ledger, as_of=day).item("as-stated-strict")
        solution = solve(scenario.game, parameter_rows(scenario, columns, [item]), scenario.solver)
        means.append(solution.measures[:, scenario.game.measures.index("backing_out")])
    change = means[1] - means[0]
    found = outcome(impact(scenario, add=[row], draws=8, seed=3), "backing_out")
    assert found.change.mean == pytest.approx(change.mean())
    assert found.holds == np.mean(np.sign(change) == np.sign(change.mean()))


@pytest.mark.parametrize(
    ("words", "draws", "found"),
    [
        (THREAT, 64, {"rung[chemical@protege]", "backing_out", "value"}),
        ("principal=NATO act=rule_out rungs=chemical@protege instruments=force", 32, {"rung[chemical@protege]"}),
    ],
)
def test_the_sign_is_the_same_over_twenty_seeds_or_undetermined(scenario, words, draws, found):
    """With intervals of 1.96 errors the second case has a sign that turns."""
    row, few = sentence(words, scenario), _as_stated_only(scenario)
    signs: dict[tuple[Rule, str], set[float]] = {}
    for seed in range(20):
        for one in impact(few, add=[row], draws=draws, seed=seed).under:
            for effect in one.effects:
                if effect.determined:
                    signs.setdefault((one.rule, effect.outcome), set()).add(float(np.sign(effect.change.mean)))
    assert {key: len(seen) for key, seen in signs.items()} == dict.fromkeys(signs, 1)
    assert found <= {outcome for _, outcome in signs}


def _as_stated_only(scenario):
    """The scenario with the postures as stated alone on its menu, so that twenty seeds stay quick."""
    return replace(scenario, menu=tuple(item for item in scenario.menu if item.family == "as stated"))


def test_the_ranking_is_by_mean_value_with_the_margin_to_the_best(scenario):
    ranking = under(impact(scenario, add=[sentence(THREAT, scenario)], draws=8), Rule.CONSENSUS).ranking
    assert [one.posture for one in ranking] == [one.posture for one in sorted(ranking, key=lambda one: -one.after)]
    assert ranking[0].behind.mean == 0.0
    assert all(one.behind.mean == pytest.approx(one.after - ranking[0].after) for one in ranking)
    still = next(one for one in ranking if one.posture == "silence")
    assert still.before == still.after


def test_the_sentence_is_dated_a_day_later_and_ticked_from_what_it_names(scenario):
    row = sentence("principal=USA act=rule_out instruments=no_fly_zone qualifiers=for_now", scenario)
    assert row.date_from == date(2022, 3, 24)
    assert row.specificity == (Specific.INSTRUMENT, Specific.WHO)
    assert row.speaker == "USA"
    quoted = sentence("principal=USA speaker='A. Bee' act=goal", scenario)
    assert quoted.speaker == "A. Bee"


def test_a_rule_out_said_for_good_is_overridden_by_a_later_promise(scenario, unsolvable):
    more = scenario.ledger.adding(sentence("principal=NATO act=commit rungs=hold instruments=troops", scenario))
    after = from_ledger(more, scenario.frame, as_of=date(2022, 3, 24), holder="NATO")
    assert after.cell("hold", "troops").label.value == "committed"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("principal=NATTO act=commit", "Did you mean 'NATO'"),
        ("principal=NATO act=comit", "Did you mean 'commit'"),
        ("principal=NATO act=commit rungs=chem", "unknown name"),
        ("principal=NATO act=commit instruments=trops", "Did you mean 'troops'"),
        ("principal=NATO act=commit theatre=moon", "theatre"),
        ("principle=NATO act=commit", "Did you mean 'principal'"),
        ("principal=NATO commit", "not a pair"),
        ("principal='NATO act=commit", "cannot be read"),
        ("act=commit", "unknown principal"),
    ],
)
def test_mistakes_in_a_sentence_are_told(scenario, words, said):
    with pytest.raises(UserError, match=said):
        sentence(words, scenario)


def test_dropping_needs_a_row_and_editing_something(scenario):
    with pytest.raises(LedgerError, match="Did you mean 'NATO-01'"):
        impact(scenario, drop=["NATO-1"])
    with pytest.raises(LedgerError, match="nothing is added or dropped"):
        impact(scenario)
    with pytest.raises(LedgerError, match="duplicate id"):
        impact(scenario, add=[sentence(THREAT + " id=NATO-01", scenario)])
    with pytest.raises(UserError, match="no ledger"):
        impact(load("threshold"), drop=["X1"])
    with pytest.raises(PostureError, match="no posture as stated"):
        impact(replace(scenario, menu=scenario.menu[:1]), add=[sentence(THREAT, scenario)])


def test_the_last_row_of_a_principal_outside_the_alliance_can_go(scenario, unsolvable):
    found = impact(scenario, drop=["RUS-01", "RUS-02", "RUS-03"])
    assert not found.changes_a_number
    assert list(found.own) == ["RUS"]


def test_anonymous_rows_are_those_of_unnamed_voices(scenario, unsolvable):
    ids = anonymous(scenario)
    assert "USA-02" in ids
    assert "DIPLO-05" in ids
    assert not {"USA-04", "NATO-06", "EXPERT-04"} & set(ids)
    found = impact(scenario, drop=ids, reading=Reading.LOOSE)
    assert {key for key, _ in numeric(found.own["USA"])} == {"chemical@protege", "nuclear@protege"}


def test_rows_come_from_a_file_at_their_own_dates(scenario, tmp_path):
    row = sentence(THREAT, scenario)
    path = tmp_path / "rows.csv"
    path.write_text(files.statements_text([row]), encoding="utf-8")
    assert rows_from(path, scenario) == (row,)
    path.write_text(files.statements_text([replace(row, date_from=date(2022, 4, 1))]), encoding="utf-8")
    with pytest.raises(LedgerError, match="dated after the day of the card"):
        rows_from(path, scenario)
    path.write_text(files.statements_text([replace(row, rungs=("chem",))]), encoding="utf-8")
    with pytest.raises(LedgerError, match="unknown name"):
        rows_from(path, scenario)


def test_common_draws_make_the_effect_of_nothing_zero(scenario):
    solved = module._Solved(scenario, 8, 0)
    item = scenario.item("as-stated-strict")
    assert solved.of(item) is solved.of(item)
    effect = module._effect("value", solved.of(item)["value"], solved.of(item)["value"])
    assert (effect.change.mean, effect.determined, effect.holds) == (0.0, False, 1.0)
