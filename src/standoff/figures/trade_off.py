"""What a box of parameters gives up: coverage against density, from the widest box to the densest."""

from typing import TYPE_CHECKING, Any

from standoff.figures import theme
from standoff.figures.figure import Figure

if TYPE_CHECKING:
    from standoff.analysis.boxes import Found

FEW, SOME = 2, 4
"""Parameters a box may restrict to be read at a glance, and to be read at all."""

KINDS = (f"at most {FEW} parameters", f"{FEW + 1} to {SOME}", f"more than {SOME}")


def trade_off(found: "Found") -> Figure:
    """Draw every box that no other beats in coverage and density, and the one chosen.

    Parameters
    ----------
    found : Found
        What scenario discovery found in a run.
    """
    import altair as alt

    boxes = [*found.discovery.trajectory, found.discovery.chosen]
    numbers = [
        {
            "coverage": box.coverage,
            "density": box.density,
            "mass": box.mass,
            "restricted": len(box.restricted),
            "kind": KINDS[(len(box.restricted) > FEW) + (len(box.restricted) > SOME)],
            "chosen": place == len(boxes) - 1,
        }
        for place, box in enumerate(boxes)
    ]
    at = {
        "x": alt.X(
            "coverage:Q", title="coverage: share of all such draws in the box", axis=alt.Axis(format="~%", tickCount=5)
        ),
        "y": alt.Y(
            "density:Q",
            title="density: share of the box's draws",
            axis=alt.Axis(format="~%", tickCount=5),
            scale=alt.Scale(zero=False),
        ),
    }
    points = (
        alt.Chart(alt.Data(values=numbers))
        .mark_point(filled=True, size=52, opacity=1)
        .encode(
            **at,
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=list(KINDS), range=theme.series_colours(4)[1:]),
                legend=alt.Legend(orient="top", title="the box restricts", symbolSize=80, symbolStrokeWidth=0),
            ),
        )
    )
    ring = alt.Chart(alt.Data(values=numbers[-1:])).encode(**at)
    circle = ring.mark_point(filled=False, size=190, stroke=theme.INK, strokeWidth=2, opacity=1)
    word = ring.mark_text(text="chosen", dx=-14, dy=10, align="right", color=theme.INK, fontSize=12)
    chart = alt.layer(points, circle, word).properties(width=430, height=300)
    spec: dict[str, Any] = chart.to_dict() | {"config": theme.config()}
    return Figure(
        name="trade-off",
        title=f"Where is it so that {found.where}?",
        alt=found.in_words(),
        note=f"Boxes that no other found beats in both, over {found.draws} draws; {found.dropped} left out because a "
        f"row failed. Everywhere the share is {100 * found.share:.0f} %.",
        numbers=numbers,
        spec=spec,
    )
