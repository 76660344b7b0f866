"""The posture matrix as a heat map: what each cell says by its label's colour, how firmly by its depth."""

from collections.abc import Iterator, Mapping
from typing import Any

from standoff.figures import theme
from standoff.figures.figure import Figure
from standoff.ledger.statement import UNSPECIFIED
from standoff.posture.matrix import Label, Layer, Posture
from standoff.posture.signs import LEGEND, signs

COLOURS: Mapping[Label, int] = {
    Label.RULED_OUT: 2,
    Label.COMMITTED: 1,
    Label.THREATENED: 5,
    Label.MIXED: 4,
    Label.UNSAID: 0,
}
"""Which of the theme's series each label has; all differ in lightness too."""

FAINTEST = 0.25
"""Opacity of the weakest cell that a label speaks of."""


def posture_matrix(posture: Posture, *, title: str, note: str, layer: Layer = Layer.PUBLIC) -> Figure:
    """Draw one layer of a posture, rung by instrument, with the number behind each label and the cell's marks.

    Parameters
    ----------
    posture : Posture
    title : str
        Whose posture, on which day.
    note : str
        Reading, rule and what else the reader must know.
    layer : Layer
        What everyone hears, or the adversary alone.
    """
    import altair as alt

    numbers = list(_cells(posture, layer))
    rungs = [rung.name for rung in posture.frame.rungs]
    columns = [_shown(column) for column in posture.frame.columns]
    labels = [label.value for label in Label]
    colours = [theme.SERIES[COLOURS[label]][0] for label in Label]
    base = alt.Chart(alt.Data(values=numbers)).encode(
        x=alt.X("instrument:N", sort=columns, title=None, axis=alt.Axis(orient="top", labelAngle=0, grid=False)),
        y=alt.Y("rung:N", sort=rungs, title=None, axis=alt.Axis(grid=False)),
    )
    cells = base.mark_rect(stroke=theme.PAPER, strokeWidth=2).encode(
        color=alt.Color(
            "label:N",
            scale=alt.Scale(domain=labels, range=colours),
            legend=alt.Legend(orient="bottom", title=None, columns=5, symbolType="square", symbolSize=110),
        ),
        opacity=alt.Opacity("shade:Q", scale=None, legend=None),
    )
    words = base.mark_text(color=theme.INK, fontSize=11, lineBreak="\n").encode(text="text:N")
    chart = alt.layer(cells, words).properties(width=92 * len(columns), height=52 * len(rungs))
    spec: dict[str, Any] = chart.to_dict() | {"config": theme.config()}
    return Figure(
        name="posture-matrix" if layer is Layer.PUBLIC else "posture-matrix-private",
        title=title,
        alt=_in_words(numbers),
        note=f"{note} Depth of colour: the larger of what is promised and what is withheld. {LEGEND}.",
        numbers=numbers,
        spec=spec,
    )


def _cells(posture: Posture, layer: Layer) -> Iterator[dict[str, object]]:
    for rung, column in posture.frame.cells:
        cell = posture.cell(rung, column, layer)
        strength = max(cell.numbers)
        marks = sorted(mark.value for mark in cell.marks)
        seen = signs(cell)
        spoken = cell.label is not Label.UNSAID
        yield {
            "rung": rung,
            "instrument": _shown(column),
            "label": cell.label.value,
            "committed": cell.deliver,
            "vague": cell.vague,
            "withheld": cell.withhold,
            "marks": " ".join(marks),
            "rows": " ".join(cell.rows),
            "shade": FAINTEST + (1 - FAINTEST) * 0.7 * strength if spoken else 0.06,
            "text": f"{strength:.2g} {seen}".strip() if spoken else seen,
        }


def _shown(column: str) -> str:
    return "some response" if column == UNSPECIFIED else column.replace("_", " ")


def _in_words(numbers: list[dict[str, object]]) -> str:
    parts = []
    for label in Label:
        cells = [f"{one['rung']} × {one['instrument']}" for one in numbers if one["label"] == label.value]
        if cells and label is not Label.UNSAID:
            parts.append(f"{label.value}: {', '.join(cells)}")
    unsaid = sum(one["label"] == Label.UNSAID.value for one in numbers)
    return "; ".join([*parts, f"unsaid: {unsaid} of {len(numbers)} cells"]) + "."
