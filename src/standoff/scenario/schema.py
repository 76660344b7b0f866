"""The JSON Schema of scenario documents, for editors that complete and check while one types.

``docs/reference/scenario.schema.json`` is its committed copy; a test says when it is out of date.
"""

import json
from typing import Any

from standoff.scenario.document import FORMAT_VERSION, Document


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario document.

    It says what keys there are and what kind of value each takes; `standoff check` also knows which names exist.

    Examples
    --------
    >>> schema = json_schema()
    >>> schema["properties"]["menu"]["minItems"], sorted(schema["required"])[:3]
    (2, ['as_of', 'format_version', 'menu'])
    """
    schema = Document.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://standoff.invalid/scenario-{FORMAT_VERSION}.json",
        **schema,
        "title": "standoff scenario",
    }


def schema_text() -> str:
    """Return the schema as the text of a file.

    Examples
    --------
    >>> schema_text()[:1], schema_text()[-1:]
    ('{', '\\n')
    """
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"
