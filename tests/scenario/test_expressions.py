"""Expressions against an independent reading of the same text."""

import contextlib
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import ScenarioError
from standoff.scenario.expressions import DEPTH_CAP, LENGTH_CAP, Expression, ordered

A, B = np.array([0.25, 1.0, 3.5]), np.array([2.0, -1.0, 0.5])

# Text and value side by side: precedence and associativity as in school and in Python.
TABLE = [
    ("1 + 2 * a", 1 + 2 * A),
    ("(1 + 2) * a", 3 * A),
    ("a - b - 1", A - B - 1),
    ("a / 2 / 5", A / 10),
    ("2 ** 3 ** 2", 512.0),
    ("-a ** 2", -(A**2)),
    ("a ** -1", 1 / A),
    ("(-a) ** 2", A**2),
    ("- -a", A),
    ("+a", A),
    ("min(a, b)", np.minimum(A, B)),
    ("max(a, b, )", None),
    ("exp(log(a))", A),
    ("sqrt(a * a)", A),
    ("where(a > b, 1, 0)", np.array([0.0, 1.0, 1.0])),
    ("where(a <= 1, a, 2 * b)", np.array([0.25, 1.0, 1.0])),
    ("a == 1", np.array([0.0, 1.0, 0.0])),
    ("a != 1", np.array([1.0, 0.0, 1.0])),
    ("(a < 1) + (a >= 3.5)", np.array([1.0, 0.0, 1.0])),
    ("1e-3 + .5 + 2.", 2.501),
    ("  a\n  + b ", A + B),
    ("x[chemical@protege] * 2", 14.0),
]


@pytest.mark.parametrize(("text", "value"), TABLE)
def test_text_means_what_it_says(text, value):
    if value is None:
        with pytest.raises(ScenarioError):
            Expression.parse(text)
        return
    result = Expression.parse(text).evaluate({"a": A, "b": B, "x[chemical@protege]": 7.0})
    np.testing.assert_allclose(result, value, rtol=1e-15)


@st.composite
def texts(draw, depth=3):
    """A random expression over a and b with its Python spelling, brackets sprinkled at random."""
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from(["a", "b", "2", "0.5", "3e1"]))
    left, right = draw(texts(depth - 1)), draw(texts(depth - 1))
    form = draw(
        st.sampled_from(
            [
                "{} + {}",
                "{} - {}",
                "{} * {}",
                "({0}) / (({1}) * ({1}) + 1)",
                "({} - {})",
                "-{} * {}",
                "((({}) < ({})) * 1)",
            ]
        )
    )
    return form.format(left, right)


@given(texts())
def test_random_expressions_agree_with_python(text):
    """The oracle is Python itself; divisors are positive, since its integer zero has no sign and ours has."""
    with np.errstate(all="ignore"):
        python = re.sub(r"3e1|0\.5|2", r"F(\g<0>)", text)  # NumPy numbers divide by zero as NumPy arrays do
        expected = np.broadcast_to(np.asarray(eval(python, {"a": A, "b": B, "F": np.float64}), dtype=float), A.shape)
    got = np.broadcast_to(Expression.parse(text).evaluate({"a": A, "b": B}), A.shape)
    np.testing.assert_allclose(got, expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "too early"),
        ("a +", "too early"),
        ("(a", "too early"),
        ("a)", "unexpected ')' at character 2"),
        ("a b", "unexpected 'b' at character 3"),
        ("a < b < 1", "unexpected '<'"),
        ("__import__('os')", "unexpected character"),
        ("a.real", "unexpected character '.'"),
        ("a[0", "unexpected character '['"),
        ("lambda: 1", "unexpected character ':'"),
        ("a @ b", "unexpected character '@'"),
        ("sin(a)", "unknown function 'sin'"),
        ("where(a, 1)", "where has 2 arguments"),
        ("min(a)", "min has 1 arguments"),
        ("a; b", "unexpected character ';'"),
        ("a" + " + a" * LENGTH_CAP, "characters"),
        ("(" * (DEPTH_CAP + 1) + "a" + ")" * (DEPTH_CAP + 1), "too deep"),
        ("-" * (DEPTH_CAP + 1) + "a", "too deep"),
        ("2" + "**2" * (DEPTH_CAP + 1), "too deep"),
    ],
)
def test_everything_else_is_refused(text, fault):
    with pytest.raises(ScenarioError) as error:
        Expression.parse(text)
    assert fault in str(error.value)
    assert len(str(error.value)) < 600


@given(st.text(max_size=60))
def test_no_text_does_anything_but_parse_or_raise(text):
    with contextlib.suppress(ScenarioError):
        Expression.parse(text)


def test_dependents_come_after_what_they_read():
    order = ordered({name: Expression.parse(text) for name, text in {"c": "a + b", "b": "2 * a", "a": "x"}.items()})
    assert order.index("a") < order.index("b") < order.index("c")


@pytest.mark.parametrize(
    ("texts", "circle"),
    [
        ({"a": "a"}, "a → a"),
        ({"a": "b", "b": "c", "c": "a + x"}, "a → b → c → a"),
        ({"x": "a", "a": "b", "b": "a"}, "a → b → a"),
    ],
)
def test_a_circle_is_shown(texts, circle):
    with pytest.raises(ScenarioError) as error:
        ordered({name: Expression.parse(text) for name, text in texts.items()})
    assert circle in str(error.value)


def test_a_long_chain_is_no_circle_and_no_stack_overflow():
    chain = {f"p{i}": Expression.parse(f"p{i + 1}") for i in range(5000)}
    assert ordered(chain)[0] == "p4999"


def test_overflow_and_division_by_zero_are_values_for_the_caller_to_refuse():
    assert np.isinf(Expression.parse("1 / (a - a)").evaluate({"a": A})).all()
    assert np.isnan(Expression.parse("log(0 - a)").evaluate({"a": A})).all()
