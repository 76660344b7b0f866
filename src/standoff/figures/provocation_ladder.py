"""The ladder of provocation: how often each rung is chosen under each way of speaking."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from standoff.figures import theme
from standoff.figures.figure import Figure


@dataclass(frozen=True)
class RungShare:
    """Mean probability that the challenger takes a rung under a posture, with its 95 % Monte Carlo interval."""

    family: str
    posture: str
    rung: str
    mean: float
    low: float
    high: float


def provocation_ladder(shares: Sequence[RungShare], *, draws: int, families: Sequence[str]) -> Figure:
    """Draw the provocation probabilities by rung, the highest rung on top, one mark a family.

    Parameters
    ----------
    shares : sequence of RungShare
        One row for each family and rung, rungs from lowest to highest.
    draws : int
        Draws behind every mean.
    families : sequence of str
        All families of the menu, which fixes the colour of each.
    """
    import altair as alt

    rungs = list(dict.fromkeys(share.rung for share in shares))[::-1]
    shown = list(dict.fromkeys(share.family for share in shares))
    colours = dict(zip(families, theme.series_colours(len(families)), strict=True))
    numbers = [
        {
            "rung": share.rung,
            "family": share.family,
            "posture": share.posture,
            "mean": share.mean,
            "low": share.low,
            "high": share.high,
        }
        for share in shares
    ]
    base = alt.Chart().encode(
        y=alt.Y("family:N", sort=shown, title=None, axis=alt.Axis(labels=False, ticks=False, domain=False)),
        color=alt.Color(
            "family:N",
            sort=shown,
            scale=alt.Scale(domain=shown, range=[colours[name] for name in shown]),
            legend=alt.Legend(orient="top", title=None, columns=4, columnPadding=18, symbolSize=80),
        ),
    )
    interval = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q", title="probability of the rung, mean over draws", axis=alt.Axis(format="~g", tickCount=6)),
        x2="high:Q",
    )
    mark = base.mark_point(filled=True, size=64, opacity=1).encode(x="mean:Q", shape=alt.value("circle"))
    chart = alt.layer(interval, mark, data=alt.Data(values=numbers)).properties(width=470, height=15 * len(shown))
    faceted = chart.facet(
        row=alt.Row(
            "rung:N", sort=rungs, title=None, header=alt.Header(labelAngle=0, labelAlign="left", labelPadding=8)
        ),
        spacing=5,
    )
    spec: dict[str, Any] = faceted.to_dict() | {"config": theme.config()}
    return Figure(
        name="provocation-ladder",
        title="How often each rung is provoked, by way of speaking",
        alt=_in_words(shares, rungs[::-1]),
        note=f"Means over {draws} draws with 95 % Monte Carlo intervals; one member of each family, named in the "
        "table.",
        numbers=numbers,
        spec=spec,
    )


def _in_words(shares: Sequence[RungShare], rungs: Sequence[str]) -> str:
    sentences = []
    for rung in rungs:
        here = sorted((share for share in shares if share.rung == rung), key=lambda share: share.mean)
        low, high = here[0], here[-1]
        sentences.append(f"{rung}: from {low.mean:.2g} under {low.posture} to {high.mean:.2g} under {high.posture}")
    return "Mean probability of each rung. " + "; ".join(sentences) + "."
