"""The heat map of a posture shows every cell, its label and its marks, and asks no host for anything."""

import pytest

from standoff.figures import posture_matrix
from standoff.posture.frame import Frame, Instrument, Rung
from standoff.posture.matrix import Cell, Layer, Mark, Posture

FRAME = Frame((Rung("hold", "protege"), Rung("seize", "allied")), (), (Instrument("troops", "force"),), "NATO")


@pytest.fixture
def figure():
    treaty = {("seize", "troops"): Cell(deliver=0.6, marks=frozenset({Mark.STANDING}), rows=("TREATY-01",))}
    posture = Posture(FRAME).with_layer(Layer.PUBLIC, treaty).edit("hold", "troops", withhold=0.8)
    return posture_matrix(posture, title="Whose & when", note="As stated.")


def test_holds_every_cell_with_its_numbers(figure):
    cells = {(one["rung"], one["instrument"]): one for one in figure.numbers}
    assert len(cells) == 4
    assert cells["hold", "troops"]["label"] == "ruled out"
    assert cells["hold", "troops"]["withheld"] == 0.8
    assert cells["seize", "troops"]["text"] == "0.6 §"
    assert cells["hold", "some response"]["text"] == ""


def test_says_the_same_in_words(figure):
    assert figure.alt == "ruled out: hold × troops; committed: seize × troops; unsaid: 2 of 4 cells."
    assert "§ treaty" in figure.note


def test_draws_without_another_host(figure, tmp_path):
    drawing, picture, table = figure.write(tmp_path)
    svg = drawing.read_text(encoding="utf-8")
    assert "<title>Whose &amp; when</title>" in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")
    assert "var(--series-2" in figure.svg_inline()
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert table.read_text(encoding="utf-8").startswith("rung,instrument,label,")


def test_a_stronger_cell_is_deeper():
    weak, strong = (
        posture_matrix(Posture(FRAME).edit("hold", "troops", withhold=number), title="", note="").numbers[0]["shade"]
        for number in (0.2, 0.9)
    )
    assert weak < strong
