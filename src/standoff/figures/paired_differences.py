"""Each posture against one baseline, draw by draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from standoff.figures import theme
from standoff.figures.figure import Figure


@dataclass(frozen=True)
class Difference:
    """Mean paired difference of a posture's value to the baseline's, with its 95 % Monte Carlo interval."""

    family: str
    posture: str
    mean: float
    low: float
    high: float


def paired_differences(
    differences: Sequence[Difference], *, baseline: str, draws: int, families: Sequence[str]
) -> Figure:
    """Draw the difference each posture makes against `baseline`, in the order given.

    Parameters
    ----------
    differences : sequence of Difference
        One row a posture, the baseline left out.
    baseline : str
        The posture compared against.
    draws : int
        Draws behind every mean; the same draws for every posture.
    families : sequence of str
        All families of the menu, which fixes the colour of each.
    """
    import altair as alt

    order = [difference.posture for difference in differences]
    colours = dict(zip(families, theme.series_colours(len(families)), strict=True))
    shown = list(dict.fromkeys(difference.family for difference in differences))
    numbers = [
        {"posture": d.posture, "family": d.family, "mean": d.mean, "low": d.low, "high": d.high} for d in differences
    ]
    base = alt.Chart(alt.Data(values=numbers)).encode(
        y=alt.Y("posture:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False)),
        color=alt.Color(
            "family:N",
            scale=alt.Scale(domain=shown, range=[colours[name] for name in shown]),
            legend=None,
        ),
    )
    title = f"value to the defender less that of {baseline}"
    zero = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=theme.MUTED).encode(x="zero:Q")
    interval = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q", title=title, axis=alt.Axis(format="~g", tickCount=6)), x2="high:Q"
    )
    mark = base.mark_point(filled=True, size=64, opacity=1).encode(x="mean:Q", shape=alt.value("circle"))
    chart = alt.layer(zero, interval, mark).properties(width=430, height=22 * len(order))
    spec: dict[str, Any] = chart.to_dict() | {"config": theme.config()}
    better = [d.posture for d in differences if d.low > 0]
    worse = [d.posture for d in differences if d.high < 0]
    return Figure(
        name="paired-differences",
        title=f"What each posture changes against {baseline}",
        alt=f"Paired differences of mean value to {baseline}. "
        f"Above it beyond the noise: {', '.join(better) or 'none'}. "
        f"Below it beyond the noise: {', '.join(worse) or 'none'}.",
        note=f"Mean paired differences over {draws} common draws with 95 % Monte Carlo intervals, in units of the harm "
        "of chemical use. To the right is better for the defender.",
        numbers=numbers,
        spec=spec,
    )
