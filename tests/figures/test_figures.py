"""Figures carry words and numbers, follow the page's colours, and ask no host for anything."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from standoff.analysis.boxes import Found
from standoff.analysis.discovery import discover
from standoff.analysis.regimes import regime_map as find_regimes
from standoff.errors import RunError
from standoff.figures import (
    Difference,
    Figure,
    RungShare,
    paired_differences,
    provocation_ladder,
    regime_map,
    theme,
    trade_off,
)

FAMILIES = ("silence", "line", "layered")


def ladder() -> Figure:
    shares = [
        RungShare(family, f"{family} x", rung, level, level - 0.01, level + 0.01)
        for rung, base in (("cyber@allied", 0.2), ("seize@allied", 0.02))
        for family, level in zip(FAMILIES, (base, base / 2, base * 1.5), strict=True)
    ]
    return provocation_ladder(shares, draws=64, families=FAMILIES)


def differences() -> Figure:
    given = [Difference("line", "line a", 0.2, 0.1, 0.3), Difference("layered", "layered", -0.1, -0.2, 0.05)]
    return paired_differences(given, baseline="silence", draws=64, families=FAMILIES)


def regimes() -> Figure:
    rng = np.random.default_rng(0)
    design = {"alpha": rng.random(900), "fear": rng.random(900)}
    values = np.stack([design["alpha"], design["fear"]])
    found = find_regimes(values, ["line", "silence"], design, axes=("alpha", "fear"))
    return regime_map(found, families=FAMILIES, meanings={"alpha": "cost of backing out"})


def boxes() -> Figure:
    rng = np.random.default_rng(0)
    cases = rng.random((900, 3))
    found = discover(cases, (cases[:, 0] > 0.6) & (cases[:, 1] < 0.5), ["alpha", "fear", "pride"], resamples=2)
    return trade_off(Found("best = line", found, 0.2, 900, 0))


ALL = pytest.mark.parametrize("figure", [ladder(), differences(), regimes(), boxes()], ids=lambda figure: figure.name)


@ALL
def test_is_drawn_with_words_and_numbers(figure: Figure, tmp_path: Path) -> None:
    drawing, picture, table = figure.write(tmp_path)
    svg = drawing.read_text(encoding="utf-8")
    assert f"<title>{figure.title}</title>" in svg
    assert 'role="img"' in svg.split(">")[0]
    assert picture.read_bytes().startswith(b"\x89PNG")
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert len(rows) == len(figure.numbers)


@ALL
def test_asks_no_host(figure: Figure) -> None:
    svg = figure.svg()
    assert "http" not in svg.replace("http://www.w3.org/", "")
    assert "<script" not in svg


@ALL
def test_colours_follow_the_page(figure: Figure) -> None:
    inline = figure.svg_inline()
    assert "var(--series-" in inline
    assert f'"{theme.MUTED}"' not in inline


def test_words_name_the_extremes() -> None:
    assert "cyber@allied: from 0.1 under line x to 0.3 under layered x" in ladder().alt
    assert "Above it beyond the noise: line a." in differences().alt


def test_both_schemes_have_enough_contrast() -> None:
    """Every series colour stands out from its paper by at least 3 : 1, text by 4.5 : 1 (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    def contrast(one: str, other: str) -> float:
        high, low = sorted((luminance(one), luminance(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for light, dark in theme.SERIES:
        assert contrast(light, theme.LIGHT["paper"]) >= 3
        assert contrast(dark, theme.DARK["paper"]) >= 3
    for scheme in (theme.LIGHT, theme.DARK):
        assert contrast(scheme["ink"], scheme["paper"]) >= 4.5
        assert contrast(scheme["muted"], scheme["paper"]) >= 4.5


def test_a_folder_that_cannot_be_written_is_a_mistake_of_the_user(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    with pytest.raises(RunError, match="cannot be written"):
        differences().write(taken)
