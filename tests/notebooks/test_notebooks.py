"""The notebooks run from top to bottom, and the outputs stored in them belong to their code."""

import json
from pathlib import Path

import pytest
from tests.notebooks.runner import FOLDER, SOURCE, code_of, digest, execute

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def kinds(notebook: dict) -> list[list[tuple[str, tuple[str, ...]]]]:
    """What each cell shows, apart from the digits."""
    return [
        [(shown["output_type"], tuple(shown.get("data", {}))) for shown in cell["outputs"]]
        for cell in code_of(notebook)
    ]


def test_there_is_one_for_each_reader():
    assert [path.stem for path in NOTEBOOKS] == ["analyst", "researcher", "teacher"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_belong_to_the_code(path):
    notebook = read(path)
    assert notebook["metadata"][SOURCE] == digest(notebook), "run: python -m tests.notebooks.runner"
    assert any(cell["outputs"] for cell in code_of(notebook))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_shows_what_is_stored(path, tmp_path, monkeypatch):
    stored, again = read(path), read(path)
    monkeypatch.chdir(tmp_path)
    execute(again)
    assert kinds(again) == kinds(stored)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_pictures_and_tables_ask_no_host_for_anything(path):
    shown = json.dumps([cell["outputs"] for cell in code_of(read(path))])
    assert "<script" not in shown
    assert "src=" not in shown
