"""Frames, matrices and their algebra, responses, weights and the menu's constructors."""

import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import standoff
from standoff.errors import PostureError
from standoff.ledger.deed import Deed, Status
from standoff.ledger.files import read_ledger
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import Act, Specific, Statement
from standoff.posture import menu
from standoff.posture.frame import Frame, Instrument, Rung
from standoff.posture.matrix import Cell, Layer, Mark, Posture
from standoff.posture.reading import Reading
from standoff.posture.response import response
from standoff.posture.semantics import from_ledger
from standoff.posture.weights import Weights

from .frames import INSTRUMENTS, NATO_2022, ORDER, RUNGS, SMALL

BUNDLED = Path(standoff.__file__).parent / "scenario" / "bundled" / "nato-2022"
AS_OF = date(2022, 3, 23)
TERMS = menu.Terms(as_of=AS_OF)
FORCE = ("troops", "no_fly_zone", "strikes")

strengths = st.sampled_from([0.0, 0.05, 0.1, 0.4, 1.0])
cells = st.builds(Cell, deliver=strengths, vague=strengths, withhold=strengths)


@st.composite
def postures(draw: st.DrawFn) -> Posture:
    keys = draw(st.lists(st.sampled_from(SMALL.cells), max_size=6, unique=True))
    layers = draw(st.tuples(*(st.just(layer) for layer in Layer)))
    posture = Posture(SMALL)
    for layer in layers:
        posture = posture.with_layer(layer, {key: draw(cells) for key in keys})
    return posture


@given(postures(), postures())
def test_a_union_holds_both_and_does_not_depend_on_order(one: Posture, two: Posture) -> None:
    joined = one.union(two)
    assert joined == two.union(one)
    assert joined.union(one) == joined
    for key in SMALL.cells:
        pairs = zip(joined.cell(*key).numbers, one.cell(*key).numbers, two.cell(*key).numbers, strict=True)
        assert all(both == max(first, second) for both, first, second in pairs)


@given(postures(), postures())
def test_a_diff_is_empty_for_equals_and_turns_one_into_the_other(one: Posture, two: Posture) -> None:
    assert one.diff(one) == ()
    assert (one.diff(two) == ()) is (one == two)
    changed = {layer: dict(one.layer(layer)) for layer in Layer}
    for change in one.diff(two):
        changed[change.layer][change.rung, change.column] = change.after
    back = one
    for layer, after in changed.items():
        back = back.with_layer(layer, after)
    assert back == two


def test_an_edit_changes_one_cell_or_a_class_and_says_so() -> None:
    quiet = Posture(SMALL)
    one = quiet.edit("hold", "troops", withhold=0.8)
    assert [(change.column, change.numeric) for change in quiet.diff(one)] == [("troops", True)]
    assert one.cell("hold", "troops").marks == {Mark.EDITED}
    every = quiet.edit("hold", "force", vague=0.2, layer=Layer.PRIVATE)
    assert [(change.column, change.layer) for change in quiet.diff(every)] == [(c, Layer.PRIVATE) for c in FORCE]
    assert len(quiet.cells) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda p: p.edit("hld", "troops", vague=0.1), "unknown rung: 'hld'.*Did you mean 'hold'"),
        (lambda p: p.edit("hold", "troop", vague=0.1), "unknown instrument: 'troop'.*Did you mean 'troops'"),
        (lambda p: p.edit("hold", "troops", withhold=1.2), "withhold strength out of range: 1.2"),
        (lambda p: p.edit("hold", "troops", deliver=float("nan")), "deliver strength out of range"),
        (lambda p: p.cell("hold", "force"), "a class is no column: 'force'"),
        (lambda p: p.union(Posture(NATO_2022)), "different frames"),
        (lambda p: response(p, "hold", "farce", reading=Reading.STRICT), "unknown response class.*mean 'force'"),
        (lambda p: menu.line(p, "hold"), "no line at the rung on which the war goes on"),
        (lambda p: menu.line(p, "nuclear"), "unknown rung: 'nuclear'"),
        (lambda p: from_ledger(Ledger(), p.frame, as_of=AS_OF, holder="US"), "unknown principal: 'US'.*mean 'USA'"),
    ],
)
def test_unknown_names_and_impossible_numbers_are_refused(call: Any, message: str) -> None:
    with pytest.raises(PostureError, match=message):
        call(Posture(SMALL))


def test_a_posture_survives_pickling_for_a_pool_of_workers() -> None:
    stated = menu.as_stated(read_ledger(BUNDLED), NATO_2022, TERMS)
    assert pickle.loads(pickle.dumps(stated)) == stated
    assert hash(stated) == hash(pickle.loads(pickle.dumps(stated)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rungs": ()}, "no rungs"),
        ({"rungs": (*RUNGS, RUNGS[0])}, "doubled or reserved name: 'hold'"),
        ({"rungs": (*RUNGS, Rung("any", "allied"))}, "doubled or reserved name: 'any'"),
        ({"instruments": (*INSTRUMENTS, Instrument("unspecified", "x"))}, "reserved name: 'unspecified'"),
        ({"order": (*ORDER, ("seize@allied", "cyber@allied"))}, "runs in a circle"),
        ({"order": (("hold", "cyber"),)}, "unknown rung: 'cyber'"),
        ({"lead": "UAS"}, "the lead is no member: 'UAS'.*Did you mean 'USA'"),
        ({"members": ("USA", "USA")}, "doubled or reserved name: 'USA'"),
    ],
)
def test_a_frame_with_a_fault_is_refused(change: dict[str, Any], message: str) -> None:
    sound: dict[str, Any] = {
        "rungs": RUNGS, "order": ORDER, "instruments": INSTRUMENTS, "bloc": "NATO", "members": ("USA", "DEU"),
    }  # fmt: skip
    Frame(**sound)
    with pytest.raises(PostureError, match=message):
        Frame(**(sound | change))


def test_a_statement_outside_the_frame_is_named() -> None:
    lost = Statement(id="X9", speaker="A", principal="NATO", act=Act.RULE_OUT, rungs=("gas",), date_from=AS_OF)
    with pytest.raises(PostureError, match="row X9 unknown rung: 'gas'"):
        from_ledger(Ledger((lost,)), SMALL, as_of=AS_OF)


def test_a_class_of_the_same_name_as_an_instrument_wins() -> None:
    assert SMALL.instruments_of("arms") == ("jets", "arms", "air_defence")
    assert SMALL.instruments_of("jets") == ("jets",)


def test_a_deed_marks_a_cell_and_makes_none() -> None:
    deed = Deed(id="D1", date_from=date(2022, 3, 1), reported=AS_OF, actor="USA", instrument="arms",
                status=Status.IN_FORCE)  # fmt: skip
    posture = from_ledger(Ledger(deeds=(deed,)), SMALL, as_of=AS_OF)
    assert dict(posture.cells) == {("hold", "arms"): Cell(marks=frozenset({Mark.IN_FORCE}))}
    assert posture.numbers() == ()
    assert len(from_ledger(Ledger(deeds=(deed,)), SMALL, as_of=AS_OF, holder="DEU").cells) == 0
    assert len(from_ledger(Ledger(deeds=(deed,)), SMALL, as_of=date(2022, 3, 22)).cells) == 0


def test_a_deed_outside_the_frame_is_named() -> None:
    deed = Deed(id="D1", date_from=AS_OF, reported=AS_OF, actor="USA", instrument="tank", status=Status.IN_FORCE)
    with pytest.raises(PostureError, match="deed D1 unknown instrument: 'tank'"):
        from_ledger(Ledger(deeds=(deed,)), SMALL, as_of=AS_OF)


def test_every_weight_moves_the_strengths_it_names() -> None:
    weights = Weights()
    assert set(weights.meanings()) == set(Weights.__dataclass_fields__)
    ledger = read_ledger(BUNDLED)
    base = from_ledger(ledger, NATO_2022, as_of=AS_OF, reading=Reading.LOOSE)
    moved = from_ledger(
        ledger, NATO_2022, as_of=AS_OF, reading=Reading.LOOSE, weights=weights.named({"relay_two": 0.25})
    )
    assert {change.column for change in base.diff(moved)} == {"jets"}
    with pytest.raises(PostureError, match=r"unknown weight: 'relay_too'.*Did you mean 'relay_two'"):
        weights.named({"relay_too": 0.1})
    with pytest.raises(PostureError, match=r"relay_two weight out of range: 2\.0"):
        weights.named({"relay_two": 2.0})


def test_the_checklist_adds_up_to_one_at_most() -> None:
    weights = Weights()
    full = (Specific.INSTRUMENT, Specific.TRIGGER, Specific.WHO, Specific.UNHEDGED)
    assert weights.specificity(full) == 1.0
    assert weights.specificity((Specific.CLASS, Specific.WHO, Specific.UNHEDGED)) == 0.6
    assert weights.named({"specific_instrument": 0.9}).specificity(full) == 1.0


# The menu.


@pytest.fixture(scope="module")
def stated() -> Posture:
    return menu.as_stated(read_ledger(BUNDLED), NATO_2022, TERMS)


@pytest.fixture(scope="module")
def quiet() -> Posture:
    return menu.silence(read_ledger(BUNDLED), NATO_2022, TERMS)


def test_silence_keeps_the_treaty_and_nothing_else(quiet: Posture) -> None:
    assert [(rung, column, deliver) for _, rung, column, deliver, _, _ in quiet.numbers()] == [
        ("hubs@allied", "unspecified", 0.6),
        ("seize@allied", "unspecified", 0.6),
    ]


@pytest.mark.parametrize(
    ("rung", "covered"),
    [
        ("cyber@allied", ("cyber@allied", "hubs@allied", "seize@allied")),
        ("hubs@allied", ("hubs@allied", "seize@allied")),
        ("seize@allied", ("seize@allied",)),
        ("chemical@protege", ("chemical@protege", "nuclear@protege")),
        ("nuclear@protege", ("nuclear@protege",)),
    ],
)
def test_a_line_commits_force_at_its_rung_and_above(quiet: Posture, rung: str, covered: tuple[str, ...]) -> None:
    drawn = menu.line(quiet, rung)
    changed = {(change.rung, change.column, change.after.deliver) for change in quiet.diff(drawn)}
    assert changed == {(covered_rung, column, 1.0) for covered_rung in covered for column in FORCE}
    private = menu.private_line(quiet, rung)
    assert private.cells == quiet.cells
    assert set(private.private) == {(rung, column) for column in FORCE}


def test_without_rule_outs_and_with_nothing_else(stated: Posture, quiet: Posture) -> None:
    opened, closed = menu.nothing_ruled_out(stated), menu.rule_outs_only(quiet, stated)
    assert all(cell.withhold == 0.0 for cell in opened.cells.values())
    for key in NATO_2022.cells:
        assert opened.cell(*key).numbers[:2] == stated.cell(*key).numbers[:2]
        assert closed.cell(*key).withhold == stated.cell(*key).withhold
        assert closed.cell(*key).numbers[:2] == quiet.cell(*key).numbers[:2]


def test_the_layered_posture_speaks_differently_of_each_part(quiet: Posture) -> None:
    layered = menu.layered(quiet, answered=("chemical@protege", "nuclear@protege"), drawn="cyber@allied")
    force = {rung.name: response(layered, rung.name, "force", reading=Reading.STRICT) for rung in RUNGS}
    assert force["hold"].numbers == (0.0, 0.0, 0.8)
    assert force["chemical@protege"].numbers == force["nuclear@protege"].numbers == (0.0, 0.4, 0.0)
    assert {force[rung].deliver for rung in ("cyber@allied", "hubs@allied", "seize@allied")} == {1.0}


def test_no_two_postures_of_the_menu_are_the_same_matrix(stated: Posture, quiet: Posture) -> None:
    rungs = [rung.name for rung in RUNGS[1:]]
    matrices = [
        stated,
        quiet,
        menu.nothing_ruled_out(stated),
        menu.rule_outs_only(quiet, stated),
        menu.layered(quiet, answered=("chemical@protege", "nuclear@protege"), drawn="cyber@allied"),
        *(menu.line(quiet, rung) for rung in rungs),
        *(menu.private_line(quiet, rung) for rung in rungs),
    ]
    assert len({posture.numbers() for posture in matrices}) == len(matrices)
