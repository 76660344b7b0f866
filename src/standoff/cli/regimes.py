"""`standoff regimes`: which family of postures does best where, over two parameters."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import run_argument, run_of
from standoff.cli.printing import json_option, print_json, print_table, wrapped

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from standoff.analysis.regimes import RegimeMap


@click.command("regimes")
@run_argument
@click.option("--x", default="", metavar="PARAMETER", help="Across; default the parameter most worth knowing.")
@click.option("--y", default="", metavar="PARAMETER", help="Up; default the next.")
@click.option("--central", is_flag=True, help="Hold all else at its median instead of averaging over the priors.")
@click.option("--figure", type=click.Path(path_type=Path), help="A folder for the map as SVG, PNG and CSV.")
@json_option
def command(run: str, x: str, y: str, central: bool, figure: Path | None, as_json: bool) -> None:
    """Map which family of postures does best over two parameters of RUN (the latest in `runs` when left out).

    A cell marked ? has a margin inside the Monte Carlo noise, one marked ~ other equilibria near. With --json: an
    object with x, y, central and cells (x_low, x_high, y_low, y_high, best, margin, error, draws, decided, several).
    """
    from standoff.analysis.regimes import deciding_parameters, regimes, regimes_at_centre
    from standoff.figures import regime_map

    opened = run_of(run)
    if not x or not y:
        values = opened.table(["value"])["value"]
        ranked = [name for name in deciding_parameters(values, opened.design(), count=3) if name not in (x, y)]
        x, y = x or ranked.pop(0), y or ranked.pop(0)
    found = regimes_at_centre(opened.scenario, x, y) if central else regimes(opened, x, y)
    meanings = {parameter.name: parameter.meaning for parameter in opened.scenario.model.parameters()}
    drawn = regime_map(found, families=tuple(dict.fromkeys(opened.families)), meanings=meanings)
    if figure is not None:
        drawn.write(figure)
    if as_json:
        print_json(_record(found, drawn.numbers))
        return
    _print(found)
    click.echo(wrapped(drawn.alt))
    click.echo(wrapped(drawn.note))
    click.echo(f"{opened.draws} draws, seed {opened.seed}, run {opened.hash[:12]}.")


def _print(found: "RegimeMap") -> None:
    from standoff.brief.numbers import significant

    def span(edges: "NDArray[np.float64]", place: int) -> str:
        return f"{significant(float(edges[place]))} to {significant(float(edges[place + 1]))}"

    columns = range(found.best.shape[1])
    rows = []
    for j in reversed(range(found.best.shape[0])):
        cells = [_cell(found, j, i) for i in columns]
        rows.append([span(found.y_edges, j), *cells])
    print_table(f"{found.x} across, {found.y} up", ("", *(span(found.x_edges, i) for i in columns)), rows)


def _cell(found: "RegimeMap", j: int, i: int) -> str:
    if found.best[j, i] < 0:
        return ""
    mark = "" if found.decided[j, i] else " ?"
    family = str(found.families[found.best[j, i]])
    return family + mark + (" ~" if found.several[j, i] else "")


def _record(found: "RegimeMap", cells: Any) -> dict[str, Any]:
    return {"x": found.x, "y": found.y, "central": found.central, "cells": list(cells)}
