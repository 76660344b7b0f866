"""The semantics case by case: a few rows in, the cells they must make out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pytest

from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import Act, Audience, Authority, Direction, Qualifier, Record, Specific, Statement
from standoff.posture.frame import Frame
from standoff.posture.matrix import Label, Mark, Posture
from standoff.posture.reading import Reading, Rule
from standoff.posture.response import response
from standoff.posture.semantics import from_ledger

from .frames import THIRTY, alliance

STRICT, LOOSE = Reading.STRICT, Reading.LOOSE
AS_OF = date(2022, 3, 23)
FIRST = date(2022, 3, 1)
UNSAID, RULED_OUT, COMMITTED, THREATENED, MIXED = (
    Label.UNSAID,
    Label.RULED_OUT,
    Label.COMMITTED,
    Label.THREATENED,
    Label.MIXED,
)
FULL = (Specific.INSTRUMENT, Specific.TRIGGER, Specific.WHO, Specific.UNHEDGED)
EIGHT = (Specific.INSTRUMENT, Specific.WHO, Specific.UNHEDGED)
SIX = (Specific.CLASS, Specific.WHO, Specific.UNHEDGED)
TWO = (Specific.TRIGGER,)


def say(principal: str, act: Act, instruments: str = "", rungs: str = "", **rest: Any) -> Statement:
    fields: dict[str, Any] = {"id": "x", "theatre": "protege", "date_from": FIRST, "specificity": FULL} | rest
    return Statement(
        speaker="someone",
        principal=principal,
        act=act,
        instruments=tuple(instruments.split()),
        rungs=tuple(rungs.split()),
        **fields,
    )


NO_TROOPS = say("NATO", Act.RULE_OUT, "troops", id="a", specificity=EIGHT)
CHEMICAL = say(
    "NATO", Act.CONDITIONAL_THREAT, "", "chemical@protege", id="b", specificity=TWO, date_from=date(2022, 3, 23)
)
DECEMBER = say(
    "USA",
    Act.RULE_OUT,
    "force",
    "hold",
    id="c",
    specificity=SIX,
    date_from=date(2021, 12, 1),
    date_to=date(2021, 12, 10),
    qualifiers=(Qualifier.UNILATERAL, Qualifier.FOR_NOW),
)
NO_FLYING = say("DEU", Act.RULE_OUT, "no_fly_zone", id="d", specificity=EIGHT, date_from=AS_OF)
STAYS_OUT = say("DEU", Act.RULE_OUT, "force", id="e", specificity=SIX, date_from=AS_OF, actor="NATO")
TREATY = say(
    "NATO",
    Act.COMMIT,
    "",
    "hubs@allied seize@allied",
    id="t",
    theatre="allied",
    specificity=(Specific.CLASS, Specific.TRIGGER, Specific.WHO),
    date_from=date(1949, 4, 4),
    relay=0,
    standing=True,
)
JETS = say(
    "NATO",
    Act.RULE_OUT,
    "jets",
    id="j",
    specificity=(Specific.INSTRUMENT, Specific.WHO),
    qualifiers=(Qualifier.FOR_NOW,),
)
ALL_IN = say("NATO", Act.COMMIT, "troops", "hold", date_from=date(2022, 3, 10))
OPEN = say("NATO", Act.KEEP_VAGUE, "any", "any", specificity=(), date_from=date(2022, 3, 10))
OFFER_REFUSED = say("USA", Act.REFUSAL, "jets", specificity=EIGHT, qualifiers=(Qualifier.THIS_OFFER,))
RESTRAINT = say(
    "USA",
    Act.ASSURANCE,
    direction=Direction.WITHHOLD,
    specificity=TWO,
    authority=Authority.ADVISORY,
    record=Record.ANONYMOUS,
)
WHISPER = say("USA", Act.COMMIT, "force", "chemical@protege", audience=Audience.PRIVATE)


class Case(NamedTuple):
    """Rows, how they are read, and what one cell must be: its label and, where given, its numbers and marks."""

    name: str
    rows: tuple[Statement, ...]
    holder: str | None
    at: tuple[str, str]
    label: Label
    numbers: tuple[float, float, float] | None = None
    reading: Reading = STRICT
    as_of: date = AS_OF
    rule: Rule = Rule.CONSENSUS
    marks: frozenset[Mark] | None = None


def marked(*marks: Mark) -> frozenset[Mark]:
    return frozenset(marks)


HOLD_TROOPS = ("hold", "troops")
NO = (0.0, 0.0, 0.0)
W8 = (0.0, 0.0, 0.8)

CASES: list[Case] = [
    Case("01 no rung named, strict: the war as it goes on", (NO_TROOPS,), "NATO", HOLD_TROOPS, RULED_OUT, W8),
    Case("01 and no other rung of the theatre", (NO_TROOPS,), "NATO", ("chemical@protege", "troops"), UNSAID, NO),
    Case("01 nor of the other theatre", (NO_TROOPS,), "NATO", ("seize@allied", "troops"), UNSAID, NO),
    *(
        Case("02 loose: every rung of its theatre", (NO_TROOPS,), "NATO", (rung, "troops"), label, reading=LOOSE)
        for rung, label in (
            ("hold", RULED_OUT),
            ("chemical@protege", RULED_OUT),
            ("nuclear@protege", RULED_OUT),
            ("seize@allied", UNSAID),
        )
    ),
    *(
        Case(
            "03 under no circumstances: strict is loose",
            (replace(NO_TROOPS, rungs=("any",), specificity=FULL),),
            "NATO",
            ("nuclear@protege", "troops"),
            RULED_OUT,
            (0.0, 0.0, 1.0),
            reading,
        )
        for reading in Reading
    ),
    Case("04 a vague threat", (CHEMICAL,), "NATO", ("chemical@protege", "unspecified"), THREATENED, (0.0, 0.2, 0.0)),
    Case("04 names no instrument", (CHEMICAL,), "NATO", ("chemical@protege", "troops"), UNSAID, NO),
    Case(
        "05 a vague threat reopens no named rule-out",
        (NO_TROOPS, CHEMICAL),
        "NATO",
        ("chemical@protege", "troops"),
        RULED_OUT,
        W8,
        LOOSE,
    ),
    Case(
        "06 alone and for now, inside 90 days",
        (DECEMBER,),
        "USA",
        HOLD_TROOPS,
        UNSAID,
        NO,
        as_of=date(2022, 2, 1),
        marks=marked(Mark.PARTIAL_WITHHOLD),
    ),
    Case("07 after 90 days", (DECEMBER,), "USA", HOLD_TROOPS, UNSAID, NO, marks=marked(Mark.LAPSED)),
    Case("08 loose: for good", (DECEMBER,), "USA", HOLD_TROOPS, RULED_OUT, (0.0, 0.0, 0.6), LOOSE),
    Case("09 for now, day 90", (JETS,), "NATO", ("hold", "jets"), RULED_OUT, as_of=date(2022, 5, 30)),
    Case("09 for now, day 91", (JETS,), "NATO", ("hold", "jets"), UNSAID, NO, as_of=date(2022, 5, 31)),
    Case(
        "10 a weaker restatement renews, adds nothing",
        (JETS, replace(JETS, id="j2", date_from=date(2022, 5, 1), specificity=(Specific.INSTRUMENT,))),
        "NATO",
        ("hold", "jets"),
        RULED_OUT,
        (0.0, 0.0, 0.6),
        as_of=date(2022, 6, 15),
    ),
    Case("11 a later opposite overrides", (NO_TROOPS, ALL_IN), "NATO", HOLD_TROOPS, COMMITTED, (1.0, 0.0, 0.0)),
    Case("12 the same day: mixed", (NO_TROOPS, replace(ALL_IN, date_from=FIRST)), "NATO", HOLD_TROOPS, MIXED),
    Case(
        "13 a weaker voice does not override",
        (NO_TROOPS, replace(ALL_IN, authority=Authority.ADVISORY, record=Record.ANONYMOUS)),
        "NATO",
        HOLD_TROOPS,
        MIXED,
        (0.125, 0.0, 0.8),
    ),
    *(
        Case(
            "14 not alone, after a pledge without reserve",
            (
                say("USA", Act.COMMIT, "troops", "hold", id="p"),
                say(
                    "USA",
                    Act.RULE_OUT,
                    "troops",
                    "hold",
                    specificity=SIX,
                    date_from=date(2022, 3, 10),
                    qualifiers=(Qualifier.UNILATERAL,),
                ),
            ),
            "USA",
            HOLD_TROOPS,
            label,
            reading=reading,
        )
        for reading, label in ((STRICT, COMMITTED), (LOOSE, RULED_OUT))
    ),
    Case(
        "15 nothing is off the table",
        (NO_TROOPS, OPEN),
        "NATO",
        HOLD_TROOPS,
        UNSAID,
        NO,
        marks=marked(Mark.RESERVED),
    ),
    Case("18 one veto closes what the bloc provides", (NO_FLYING,), None, ("hold", "no_fly_zone"), RULED_OUT, W8),
    *(
        Case("19 by other rules it does not", (NO_FLYING,), None, ("hold", "no_fly_zone"), UNSAID, rule=rule)
        for rule in (Rule.ANY_MEMBER, Rule.MOST_CAPABLE)
    ),
    Case("20 silent members inherit", (NO_TROOPS,), None, HOLD_TROOPS, RULED_OUT, W8, rule=Rule.ANY_MEMBER),
    *(
        Case(
            "21 the bloc out, one member in: mixed by every rule",
            (NO_TROOPS, say("POL", Act.COMMIT, "troops", "hold")),
            None,
            HOLD_TROOPS,
            MIXED,
            numbers,
            rule=rule,
        )
        for rule, numbers in (
            (Rule.CONSENSUS, W8),
            (Rule.ANY_MEMBER, (1.0, 0.0, 0.0)),
            (Rule.MOST_CAPABLE, W8),
        )
    ),
    Case(
        "22 no veto over what members provide",
        (say("USA", Act.RULE_OUT, "jets", specificity=EIGHT),),
        None,
        ("hold", "jets"),
        UNSAID,
        NO,
    ),
    *(
        Case("23 refusal of one offer", (OFFER_REFUSED,), "USA", ("hold", "jets"), label, reading=reading)
        for reading, label in ((STRICT, UNSAID), (LOOSE, RULED_OUT))
    ),
    *(
        Case("25 the treaty", (TREATY,), "NATO", ("seize@allied", column), label, reading=reading)
        for reading, column, label in (
            (STRICT, "unspecified", COMMITTED),
            (STRICT, "troops", UNSAID),
            (LOOSE, "unspecified", COMMITTED),
            (LOOSE, "troops", COMMITTED),
        )
    ),
    Case(
        "26 a rule-out at home leaves the treaty alone",
        (TREATY, NO_TROOPS),
        "NATO",
        ("seize@allied", "troops"),
        COMMITTED,
        reading=LOOSE,
    ),
    Case(
        "28 of the alliance, by one member: a veto", (STAYS_OUT,), None, ("hold", "strikes"), RULED_OUT, (0.0, 0.0, 0.6)
    ),
    Case("28 never the bloc's word", (STAYS_OUT,), "NATO", ("hold", "strikes"), UNSAID, NO),
    *(
        Case("31 expiry", (replace(NO_TROOPS, expiry=date(2022, 3, 22)),), "NATO", HOLD_TROOPS, label, reading=reading)
        for reading, label in ((STRICT, UNSAID), (LOOSE, RULED_OUT))
    ),
    Case("31 the last day counts", (replace(NO_TROOPS, expiry=AS_OF),), "NATO", HOLD_TROOPS, RULED_OUT, W8),
    Case(
        "32 overlapping dates: mixed",
        (replace(NO_TROOPS, date_to=date(2022, 3, 10)), replace(ALL_IN, date_from=date(2022, 3, 5))),
        "NATO",
        HOLD_TROOPS,
        MIXED,
    ),
    Case(
        "33 a hint keeps its number and no label",
        (replace(RESTRAINT, act=Act.RULE_OUT, instruments=("troops",), rungs=("hold",)),),
        "USA",
        HOLD_TROOPS,
        UNSAID,
        (0.0, 0.0, 0.025),
        marks=marked(Mark.HINTED),
    ),
    *(
        Case(
            "34 keeping vague undoes rule-outs, withdrawing undoes both",
            (CHEMICAL, replace(OPEN, act=act, direction=Direction.RESERVE, date_from=date(2022, 3, 24))),
            "NATO",
            ("chemical@protege", "unspecified"),
            label,
            as_of=date(2022, 3, 24),
        )
        for act, label in ((Act.KEEP_VAGUE, THREATENED), (Act.WITHDRAW, UNSAID))
    ),
]


def read(rows: Iterable[Statement], holder: str | None = "NATO", **how: Any) -> Posture:
    return from_ledger(Ledger(tuple(rows)), THIRTY, holder=holder, **({"as_of": AS_OF} | how))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{case.reading.value}-{case.rule.value}")
def test_case(case: Case) -> None:
    posture = read(case.rows, case.holder, as_of=case.as_of, rule=case.rule, reading=case.reading)
    cell = posture.cell(*case.at)
    assert cell.label is case.label
    if case.numbers is not None:
        assert cell.numbers == pytest.approx(case.numbers)
    if case.marks is not None:
        assert cell.marks == case.marks


@pytest.mark.parametrize(
    "act",
    [Act.CRITICISM, Act.ADVOCACY, Act.ASSESSMENT, Act.REQUEST, Act.ADMISSION, Act.GOAL, Act.APPROVAL, Act.EXPECTATION],
)
def test_case_16_acts_without_a_direction_make_no_cell(act: Act) -> None:
    assert len(read([say("NATO", act, "troops", "hold")]).cells) == 0


def test_case_17_a_speaker_without_authority_makes_no_cell() -> None:
    assert len(read([replace(NO_TROOPS, authority=Authority.NONE)]).cells) == 0


def test_case_24_restraint_without_an_instrument_is_force_to_a_loose_reader_only() -> None:
    assert [len(read([RESTRAINT], "USA", reading=reading).cells) for reading in (STRICT, LOOSE)] == [0, 9]


def test_case_27_a_class_is_closed_when_all_is_closed_or_one() -> None:
    labels = [response(read([NO_TROOPS], reading=r), "hold", "force", reading=r).label for r in (STRICT, LOOSE)]
    assert labels == [UNSAID, RULED_OUT]


def test_case_29_what_the_adversary_alone_was_told_stays_in_its_layer() -> None:
    posture = read([WHISPER], "USA")
    assert len(posture.cells) == 0
    assert posture.private["chemical@protege", "troops"].label is COMMITTED


def test_case_30_a_row_counts_from_the_last_day_it_may_have_been_said() -> None:
    later = replace(NO_TROOPS, date_from=date(2022, 3, 24))
    sometime = replace(NO_TROOPS, date_to=date(2022, 3, 31))
    assert [len(read([row]).cells) for row in (later, sometime)] == [0, 0]
    assert len(read([sometime], as_of=date(2022, 3, 31)).cells) == 1


def test_support_in_general_makes_no_cell_in_either_reading() -> None:
    support = say("NATO", Act.ASSURANCE, direction=Direction.DELIVER, specificity=TWO)
    assert [len(read([support], reading=reading).cells) for reading in Reading] == [0, 0]


def test_when_an_overriding_row_expires_the_older_one_speaks_again() -> None:
    promise = replace(ALL_IN, expiry=date(2022, 3, 15))
    labels = [read([NO_TROOPS, promise], as_of=date(2022, 3, day)).cell(*HOLD_TROOPS).label for day in (12, 20)]
    assert labels == [COMMITTED, RULED_OUT]


def test_only_withdrawing_ends_a_standing_row() -> None:
    rows = [TREATY, say("NATO", Act.RULE_OUT, "unspecified", "seize@allied", theatre="allied")]
    assert read(rows).cell("seize@allied", "unspecified").deliver == pytest.approx(0.6)
    ended = say("NATO", Act.WITHDRAW, "any", "any", theatre="", specificity=())
    assert read([TREATY, ended]).cell("seize@allied", "unspecified").numbers == NO


def test_without_standing_rows_the_treaty_is_gone() -> None:
    assert len(read([TREATY], standing=False).cells) == 0


def test_a_renewal_counts_on_its_ninetieth_day_and_not_when_said_without_a_name() -> None:
    again = replace(JETS, id="j2", date_from=date(2022, 5, 1), specificity=(Specific.INSTRUMENT,))
    unnamed = replace(again, record=Record.ANONYMOUS, qualifiers=())
    for day, renewed, withheld in (
        (date(2022, 7, 30), again, 0.6),
        (date(2022, 7, 31), again, 0.0),
        (date(2022, 6, 15), unnamed, 0.2),  # on its own, half as strong
    ):
        assert read([JETS, renewed], as_of=day).cell("hold", "jets").withhold == pytest.approx(withheld)


def test_a_partial_restatement_does_not_renew_a_full_one() -> None:
    partly = replace(JETS, id="j2", date_from=date(2022, 5, 1), qualifiers=(Qualifier.UNILATERAL,))
    cell = read([JETS, partly], as_of=date(2022, 6, 15)).cell("hold", "jets")
    assert cell.numbers == NO
    assert {Mark.LAPSED, Mark.PARTIAL_WITHHOLD} == cell.marks


def test_what_the_adversary_alone_was_told_overrides_nothing() -> None:
    rows = [NO_TROOPS, replace(ALL_IN, audience=Audience.PRIVATE)]
    posture = read(rows)
    assert posture.cell(*HOLD_TROOPS).numbers == W8
    assert posture.private[HOLD_TROOPS].deliver == 1.0
    both = [replace(row, audience=Audience.PRIVATE) for row in rows]
    assert read(both).private[HOLD_TROOPS].label is MIXED


def test_repeating_a_statement_after_its_opposite_restores_it() -> None:
    rows = [NO_TROOPS, replace(ALL_IN, date_from=date(2022, 3, 5)), replace(NO_TROOPS, id="a2", date_from=ALL_IN.last)]
    assert read(rows).cell(*HOLD_TROOPS).numbers == W8
    assert read(reversed(rows)).cell(*HOLD_TROOPS).numbers == W8


@pytest.mark.parametrize(("act", "numbers"), [(Act.COMMIT, (1.0, 1.0, 0.0)), (Act.OFFER, (0.0, 1.0, 0.0))])
def test_where_the_bloc_is_silent_consensus_promises_what_every_member_does(
    act: Act, numbers: tuple[float, float, float]
) -> None:
    rows = (say("USA", Act.COMMIT, "troops", "hold"), say("DEU", act, "troops", "hold", id="y"))
    two = alliance("USA", "DEU")
    assert from_ledger(Ledger(rows), two, as_of=AS_OF).cell(*HOLD_TROOPS).numbers == numbers
    assert from_ledger(Ledger(rows[:1]), two, as_of=AS_OF).cell(*HOLD_TROOPS).numbers == NO


def test_an_alliance_without_members_is_its_own_voice() -> None:
    alone = Frame(THIRTY.rungs, THIRTY.order, THIRTY.instruments, "NATO")
    for rule in Rule:
        assert from_ledger(Ledger((NO_TROOPS,)), alone, as_of=AS_OF, rule=rule).cell(*HOLD_TROOPS).numbers == W8
