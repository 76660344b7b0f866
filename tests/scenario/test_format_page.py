"""The page on the format names every key, kind and function there is, and the schema beside it is the current one."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from standoff.scenario import document
from standoff.scenario.document import Document, Part, PostureEntry
from standoff.scenario.expressions import FUNCTIONS
from standoff.scenario.priors import PRIORS
from standoff.scenario.schema import json_schema

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "scenario-format.md").read_text(encoding="utf-8")


def parts():
    return [part for part in vars(document).values() if isinstance(part, type) and issubclass(part, Part)]


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.__name__)
def test_every_key_is_on_the_page(part):
    for name, field in part.model_fields.items():
        assert f"`{field.alias or name}`" in PAGE


def test_every_kind_of_prior_and_its_fields_are_on_the_page():
    for kind, prior in PRIORS.items():
        row = next(line for line in PAGE.split("\n") if line.startswith(f"| `{kind}` |"))
        assert all(f"`{part.name}`" in row for part in fields(prior)), row


def test_every_kind_of_posture_and_function_is_on_the_page():
    kinds = [str(entry.model_fields["kind"].annotation.__args__[0]) for entry in PostureEntry.__origin__.__args__]
    assert len(kinds) == 8
    assert all(f"| `{kind}` |" in PAGE for kind in kinds)
    assert all(f"`{name}`" in PAGE or f"`{name}(" in PAGE for name in FUNCTIONS)


def test_the_committed_schema_is_current():
    committed = json.loads((REFERENCE / "scenario.schema.json").read_text(encoding="utf-8"))
    assert committed == json_schema(), "write schema_text() to it anew"
    assert set(committed["properties"]) == set(Document.model_fields)
