"""Colours and type shared by every figure, in one place, so that a page can switch scheme without a second rendering.

A chart is drawn with the light colours. `inline_colours` then turns each of them into a CSS variable with the light
colour as fallback, so the same drawing follows the scheme of the page around it and still stands alone in a file.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

INK, MUTED, RULE, PAPER = "#1b1f24", "#5b6672", "#d5dae0", "#fdfdfc"

LIGHT: Mapping[str, str] = MappingProxyType({"ink": INK, "muted": MUTED, "rule": RULE, "paper": PAPER})
DARK: Mapping[str, str] = MappingProxyType(
    {"ink": "#e8eaed", "muted": "#a3adb8", "rule": "#3a424c", "paper": "#15181c"},
)

SERIES: tuple[tuple[str, str], ...] = (
    ("#6b7580", "#9aa5b1"),
    ("#0a6aa6", "#5fb3ec"),
    ("#c4520a", "#f08a4b"),
    ("#0b8a63", "#3fc79b"),
    ("#a8558a", "#dc92c2"),
    ("#b58200", "#e3b341"),
    ("#3b4fa0", "#93a4f4"),
    ("#7a4b2a", "#c49a74"),
)
"""Pairs (light, dark) told apart by readers with any common colour deficiency; the first is the neutral one."""

FONT = "Inter, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"


def series_colours(count: int) -> list[str]:
    """Return `count` light colours, cycling when there are more series than colours."""
    return [SERIES[index % len(SERIES)][0] for index in range(count)]


def css_variables() -> tuple[str, str]:
    """Return the declarations of the light and of the dark scheme, to be put into a style sheet.

    Examples
    --------
    >>> light, dark = css_variables()
    >>> "--ink: #1b1f24" in light, "--ink: #e8eaed" in dark
    (True, True)
    """
    light = {**LIGHT, **{f"series-{index}": pair[0] for index, pair in enumerate(SERIES)}}
    dark = {**DARK, **{f"series-{index}": pair[1] for index, pair in enumerate(SERIES)}}
    declare = "; ".join
    return (
        declare(f"--{name}: {colour}" for name, colour in light.items()),
        declare(f"--{name}: {colour}" for name, colour in dark.items()),
    )


def inline_colours(svg: str) -> str:
    """Return the drawing with every colour of the theme as a CSS variable that falls back to the light colour.

    Examples
    --------
    >>> inline_colours('<path fill="#1b1f24"/>')
    '<path fill="var(--ink, #1b1f24)"/>'
    """
    names = {**{colour: name for name, colour in LIGHT.items()}}
    names.update({pair[0]: f"series-{index}" for index, pair in enumerate(SERIES)})
    for colour, name in names.items():
        svg = svg.replace(f'"{colour}"', f'"var(--{name}, {colour})"')
    return svg


def config() -> dict[str, Any]:
    """Return the Vega-Lite configuration of every chart."""
    text = {"font": FONT, "color": INK}
    axis = {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "domainColor": RULE,
        "tickColor": RULE,
        "gridColor": RULE,
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 260,
    }
    return {
        "background": None,
        "font": FONT,
        "axis": axis,
        "legend": {
            "labelColor": INK,
            "titleColor": MUTED,
            "labelFont": FONT,
            "titleFont": FONT,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "symbolStrokeWidth": 0,
            "labelLimit": 260,
        },
        "header": {"labelColor": INK, "titleColor": MUTED, "labelFont": FONT, "labelFontSize": 12},
        "text": text,
        "title": {"color": INK, "font": FONT, "fontSize": 14, "anchor": "start"},
        "view": {"stroke": None},
        "range": {"category": series_colours(len(SERIES))},
    }
