"""Which family of postures is best where, over two parameters, with the undecided cells hatched."""

from collections.abc import Mapping, Sequence
from typing import Any

from standoff.analysis.regimes import RegimeMap
from standoff.figures import theme
from standoff.figures.figure import Figure

HATCH = "M-1,-0.33L-0.33,-1M-1,1L1,-1M0.33,1L1,0.33"
"""An SVG path in the unit square: three parallel strokes."""


def regime_map(found: RegimeMap, *, families: Sequence[str], meanings: Mapping[str, str]) -> Figure:
    """Draw a regime map.

    Parameters
    ----------
    found : RegimeMap
        The map to draw.
    families : sequence of str
        All families of the menu, which fixes the colour of each.
    meanings : mapping of str to str
        What each parameter means, for the note.
    """
    import altair as alt

    numbers = list(_cells(found))
    colours = dict(zip(families, theme.series_colours(len(families)), strict=True))
    shown = [name for name in families if any(cell["best"] == name for cell in numbers)]
    base = alt.Chart(alt.Data(values=numbers)).encode(
        x=alt.X(
            "x_low:Q",
            title=found.x,
            scale=_scale(found.x_edges),
            axis=alt.Axis(grid=False, tickCount=6),
        ),
        x2="x_high:Q",
        y=alt.Y(
            "y_low:Q",
            title=found.y,
            scale=_scale(found.y_edges),
            axis=alt.Axis(grid=False, tickCount=6),
        ),
        y2="y_high:Q",
    )
    cells = base.mark_rect(stroke=theme.PAPER, strokeWidth=2).encode(
        color=alt.Color(
            "best:N",
            scale=alt.Scale(domain=shown, range=[colours[name] for name in shown]),
            legend=alt.Legend(
                orient="top", title=None, columns=4, columnPadding=18, symbolType="square", symbolSize=110
            ),
        ),
        opacity=alt.Opacity("decided:N", scale=alt.Scale(domain=[True, False], range=[1.0, 0.45]), legend=None),
    )
    hatch = (
        alt.Chart(alt.Data(values=[cell for cell in numbers if not cell["decided"] or cell["several"]]))
        .mark_point(shape=HATCH, size=260, color=theme.INK, strokeWidth=1, filled=False, opacity=0.8)
        .encode(x="x_middle:Q", y="y_middle:Q")
    )
    chart = alt.layer(cells, hatch).properties(width=430, height=320)
    spec: dict[str, Any] = chart.to_dict() | {"config": theme.config()}
    return Figure(
        name="regime-map",
        title=f"Which family does best where, over {found.x} and {found.y}",
        alt=_in_words(found),
        note=_meanings(found, meanings) + _averaged(found) + _hatched(found),
        numbers=numbers,
        spec=spec,
    )


def _scale(edges: Any) -> Any:
    import altair as alt

    return alt.Scale(domain=[float(edges[0]), float(edges[-1])], nice=False, zero=False)


def _cells(found: RegimeMap) -> Any:
    for j in range(found.best.shape[0]):
        for i in range(found.best.shape[1]):
            if found.best[j, i] < 0:
                continue
            x_low, x_high = float(found.x_edges[i]), float(found.x_edges[i + 1])
            y_low, y_high = float(found.y_edges[j]), float(found.y_edges[j + 1])
            yield {
                "x_low": x_low,
                "x_high": x_high,
                "x_middle": (x_low + x_high) / 2,
                "y_low": y_low,
                "y_high": y_high,
                "y_middle": (y_low + y_high) / 2,
                "best": found.families[found.best[j, i]],
                "margin": float(found.margin[j, i]),
                "error": float(found.error[j, i]),
                "draws": int(found.draws[j, i]),
                "decided": bool(found.decided[j, i]),
                "several": bool(found.several[j, i]),
            }


def _averaged(found: RegimeMap) -> str:
    if found.central:
        return "Best family by value in each cell; every other prior is at its median, so no noise and no average. "
    return (
        "Best family by mean value in each cell; all else varies over the priors. "
        f"{int(found.draws.sum())} draws, {int(found.draws.min())} or more a cell. "
        "Hatched and pale: the margin over the next family is inside the Monte Carlo noise at 95 %. "
    )


def _hatched(found: RegimeMap) -> str:
    cells = int(found.several.sum())
    return f"Hatched alone: other equilibria are near in most solutions ({cells} cells)." if cells else ""


def _in_words(found: RegimeMap) -> str:
    cells = found.best >= 0
    parts = [
        f"{name} in {int((found.best == index).sum())} ({int(((found.best == index) & found.decided).sum())} decided)"
        for index, name in enumerate(found.families)
        if (found.best == index).any()
    ]
    return (
        f"Of {int(cells.sum())} cells of {found.x} by {found.y}, the best family by mean value is {', '.join(parts)}."
    )


def _meanings(found: RegimeMap, meanings: Mapping[str, str]) -> str:
    return "".join(f"{name}: {meanings[name]}. " for name in (found.x, found.y) if name in meanings)
