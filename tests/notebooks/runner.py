"""Runs notebooks without Jupyter: code cells in one namespace, the last expression of a cell shown.

``python -m tests.notebooks.runner`` runs every notebook anew and stores what it shows.
"""

import ast
import contextlib
import hashlib
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"

SOURCE = "source_sha256"
"""Key of a notebook's metadata: the digest of the code its outputs belong to."""


def code_of(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def digest(notebook: dict[str, Any]) -> str:
    return hashlib.sha256("\0".join("".join(cell["source"]) for cell in code_of(notebook)).encode()).hexdigest()


def execute(notebook: dict[str, Any]) -> None:
    """Run the code cells in order and replace their outputs."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate(code_of(notebook), start=1):
        cell["execution_count"], cell["outputs"] = number, list(_outputs("".join(cell["source"]), namespace, number))


def _outputs(source: str, namespace: dict[str, Any], number: int):
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(compile(tree, f"cell {number}", "exec"), namespace)
        value = None
        if last is not None:
            value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), namespace)
    if told.getvalue():
        yield {"output_type": "stream", "name": "stdout", "text": told.getvalue().splitlines(keepends=True)}
    if value is not None:
        data = {"text/plain": repr(value).splitlines(keepends=True)}
        if hasattr(value, "_repr_html_"):
            data["text/html"] = value._repr_html_().splitlines(keepends=True)
        yield {"output_type": "execute_result", "execution_count": number, "data": data, "metadata": {}}


def main() -> None:
    for path in sorted(FOLDER.glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
            os.environ.setdefault("NO_COLOR", "1")
            execute(notebook)
        notebook["metadata"][SOURCE] = digest(notebook)
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
