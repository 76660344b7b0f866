"""The tree of a document against PyYAML, and the places it remembers."""

import json
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import ScenarioError
from standoff.scenario.tree import DEPTH_CAP, Faults, Place, parse

TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_json_writes_is_read_back(value):
    assert parse(json.dumps(value, ensure_ascii=False), "a").plain() == json.loads(json.dumps(value))


@given(VALUES, st.booleans())
def test_what_yaml_writes_is_read_back(value, flow):
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    if "\x85" in text or "!!" in text or "? " in text:  # PyYAML writes tags and complex keys for a few odd texts
        return
    assert parse(text, "a").plain() == yaml.safe_load(text)


@given(st.binary(max_size=80).map(lambda raw: raw.decode("latin-1")))
def test_any_text_is_read_or_refused(text):
    with suppress(ScenarioError):
        parse(text, "a").plain()


@pytest.mark.parametrize(
    ("text", "value"),
    [("NO", "NO"), ("yes", "yes"), ("on", "on"), ("1_000", "1_000"), ("0x10", "0x10"), ("12:30", "12:30"), ("010", 10),
     ("2022-03-23", "2022-03-23"), ("1e3", 1000.0), ("-.5", -0.5), ('"1"', "1"), ("'true'", "true"), ("null", None)],
)  # fmt: skip
def test_scalars_follow_the_core_schema(text, value):
    read = parse(f"x: {text}", "a").plain()["x"]
    assert (read, type(read)) == (value, type(value))


def test_depth_is_capped_without_touching_the_stack():
    parse("[" * DEPTH_CAP + "]" * DEPTH_CAP, "a")
    with pytest.raises(ScenarioError, match="too deep"):
        parse("[" * 100_000, "a")


def test_places_are_those_an_editor_shows():
    tree = parse("a:\n  - {b: 1, long: ünï, c: 2}\n  -\n    c: 3\n", "x.yaml")
    assert str(tree.at(["a", 0, "c"])) == "x.yaml:2:26"
    assert str(tree.at(["a", 0, "c"], key=True)) == "x.yaml:2:23"
    assert str(tree.at(["a", 1, "c"])) == "x.yaml:4:8"
    assert str(tree.at(["a", "union-tag", 1, "c", "nothing"])) == "x.yaml:4:8"
    assert str(tree.mention("ünï")) == "x.yaml:2:18"


def test_a_windows_file_has_the_same_places():
    assert str(parse("\ufeffa: 1\r\nb: [1,\r\n  2]\r\n".lstrip("\ufeff"), "x").at(["b", 1])) == "x:3:3"


def test_faults_come_in_document_order_up_to_a_screen():
    faults = Faults()
    for line in range(30, 0, -1):
        faults.add(Place("x", line, 1), "wrong")
    with pytest.raises(ScenarioError) as error:
        faults.settle()
    lines = str(error.value).split("\n")
    assert lines[0] == "x:1:1 wrong"
    assert lines[-1] == "and 18 more"
