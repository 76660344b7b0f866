"""Which priors drive an outcome: first- and total-order Sobol' indices side by side."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from standoff.figures import theme
from standoff.figures.figure import Figure

if TYPE_CHECKING:
    from standoff.analysis.sensitivity import Drivers

SHOWN = 12
"""Parameters drawn: those with the largest total index."""


def driver_bars(found: "Drivers", *, meanings: Mapping[str, str]) -> Figure:
    """Draw Sobol' indices with their bootstrap intervals, the largest total index on top.

    Parameters
    ----------
    found : Drivers
        The indices.
    meanings : mapping of str to str
        What each parameter means, for the note.
    """
    import altair as alt

    indices, order = found.indices, [found.indices.names[place] for place in found.ranked[:SHOWN]]
    numbers = [
        {
            "parameter": indices.names[place],
            "index": kind,
            "share": float(point[place]),
            "low": float(interval[0, place]),
            "high": float(interval[1, place]),
        }
        for place in found.ranked[:SHOWN]
        for kind, point, interval in (
            ("alone", indices.first, indices.first_interval),
            ("with interactions", indices.total, indices.total_interval),
        )
    ]
    colours = theme.series_colours(2)
    base = alt.Chart(alt.Data(values=numbers)).encode(
        y=alt.Y("parameter:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False)),
        yOffset=alt.YOffset("index:N", sort=["alone", "with interactions"]),
        color=alt.Color(
            "index:N",
            sort=["alone", "with interactions"],
            scale=alt.Scale(domain=["alone", "with interactions"], range=colours),
            legend=alt.Legend(orient="top", title=None, symbolSize=80),
        ),
    )
    interval = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q", title=f"share of the variance of {found.subject}", axis=alt.Axis(format="~%", tickCount=6)),
        x2="high:Q",
    )
    mark = base.mark_point(filled=True, size=56, opacity=1).encode(x="share:Q", shape=alt.value("circle"))
    chart = alt.layer(interval, mark).properties(width=430, height=26 * len(order))
    spec: dict[str, Any] = chart.to_dict() | {"config": theme.config()}
    told = "; ".join(f"{name}: {meanings[name]}" for name in order[:3] if name in meanings)
    return Figure(
        name="drivers",
        title=f"What drives {found.subject}",
        alt=found.in_words(),
        note=f"{told}. Sobol' indices over {indices.samples} base samples, seed {found.seed}, 95 % bootstrap "
        f"intervals; {indices.dropped} samples dropped because a solution failed.",
        numbers=numbers,
        spec=spec,
    )
