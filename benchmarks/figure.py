"""How cost grows with the size of the tree and with the number of rows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import altair as alt


def draw_cost(results: Mapping[str, Any], path: Path) -> None:
    """Write two panels side by side: microseconds a row by nodes, beside Gambit, and seconds by rows."""
    size = [
        {"nodes": row["nodes"], "microseconds": 1e6 / rate, "solver": solver, "game": row["game"]}
        for row in results["rows"]
        if row["threads"] == 1 and "nodes" in row
        for solver, rate in (("standoff", row["rows_per_s"]), ("Gambit 17.0.0b2", row["anchor_rows_per_s"]))
        if rate is not None and rate == rate
    ]
    log = alt.Scale(type="log")
    by_size = (
        alt.Chart(alt.Data(values=size), width=300, height=240)
        .mark_line(point=True)
        .encode(
            x=alt.X("nodes:Q", scale=log, title="nodes of the tree"),
            y=alt.Y("microseconds:Q", scale=log, title="CPU time a row, µs"),
            color=alt.Color("solver:N", title=None),
        )
    )
    by_rows = (
        alt.Chart(alt.Data(values=results["growth"]), width=300, height=240)
        .mark_line(point=True)
        .encode(
            x=alt.X("rows:Q", scale=log, title="rows solved and certified"),
            y=alt.Y("seconds:Q", scale=log, title="CPU time, s"),
            color=alt.Color("game:N", title=None),
        )
    )
    (by_size | by_rows).resolve_scale(color="independent").save(str(path))
