"""The language of claims: what it reads, and how it refuses."""

import pytest

from standoff.analysis.predicate import Condition, Event, Number, Operation, Setting, Term, parse, terms
from standoff.errors import ClaimError

SILENCE = Condition("silence", None, ())


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("V(silence) >= 0.5", Operation(">=", (Term(None, SILENCE), Number(0.5)))),
        ("P(rung != hold | silence) < .1", Operation("<", (Term(Event("!=", "hold"), SILENCE), Number(0.1)))),
        (
            "E(protege_harm | 'line chemical@protege') > 1e-3",
            Operation(
                ">",
                (Term(Event("measure", "protege_harm"), Condition("line chemical@protege", None, ())), Number(0.001)),
            ),
        ),
        (
            "P(rung on allied | silence, alpha = -1, own_cost[seize@allied] * 2) <= V(best of line)",
            Operation(
                "<=",
                (
                    Term(
                        Event("on", "allied"),
                        Condition(
                            "silence",
                            None,
                            (Setting("alpha", -1.0, False), Setting("own_cost[seize@allied]", 2.0, True)),
                        ),
                    ),
                    Term(None, Condition("", "line", ())),
                ),
            ),
        ),
        (
            "V(best of all) > -1",
            Operation(">", (Term(None, Condition("", "", ())), Operation("*", (Number(-1.0), Number(1.0))))),
        ),
    ],
)
def test_reads(text: str, tree: Operation) -> None:
    assert parse(text) == tree


def test_operators_bind_as_in_arithmetic() -> None:
    assert parse("1 + 2 * 3 > 4 and 1 < 2 or 3 < 4") == parse("((1 + (2 * 3)) > 4 and (1 < 2)) or (3 < 4)")
    assert parse("1 - 2 - 3 > 0") == parse("((1 - 2) - 3) > 0")
    assert parse("max(1, 2, V(silence)) > min(3, 4)").name == ">"


def test_terms_are_listed_from_left_to_right() -> None:
    found = [term.condition.posture for term in terms(parse("V(a) > V(b) and max(V(c), 1) < V(d)"))]
    assert found == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "column 1 the claim ends too early"),
        ("V(silence)", "column 11 the claim ends too early. Needed: <, <=, > or >="),
        ("V(silence) > 1 V", "column 16 the claim should end here"),
        ("Q(silence) > 1", "column 1 unknown word: 'Q'"),
        ("P(rung ~ hold | silence) > 1", "column 8 a sign that has no meaning"),
        ("P(rung hold | silence) > 1", "column 8 expected a relation"),
        ("V('silence) > 1", "column 3 a sign that has no meaning"),
        ("V(silence, alpha) > 1", "expected a setting"),
        ("V(silence, alpha = x) > 1", "expected a number"),
        ("__import__('os') > 1", "unknown word"),
        ("(" * 30 + "1" + ")" * 30 + " > 1", "too deep"),
        ("1 > " + "1 + " * 2000 + "1", "too long"),
    ],
)
def test_refuses_with_the_place(text: str, message: str) -> None:
    with pytest.raises(ClaimError) as refused:
        parse(text)
    assert message in str(refused.value)
