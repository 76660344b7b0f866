"""`standoff coverage`: which mechanism of the debate is represented where, and what is still open.

``python -m standoff.cli.coverage > docs/reference/coverage.md`` writes the page of the bundled scenario.
"""

import contextlib
import io
import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.arguments import scenario_argument, scenario_of
from standoff.cli.printing import json_option, print_json, print_table
from standoff.errors import ScenarioError

if TYPE_CHECKING:
    from standoff.analysis.coverage import Row

HEAD = """# What of the debate is represented, and what is open

Written by `python -m standoff.cli.coverage` from the scenario's own `coverage.yaml`. Every row with a command is proven
by mutation: `standoff coverage nato-2022 --prove` takes the first object away, or changes it, in a copy of the
scenario, and the value that the command prints must move. A row that needs a later layer is *open*, also where a part
of it is computed already; nothing is done that only has a label.
"""


@click.command("coverage")
@scenario_argument
@click.option(
    "--prove", "proving", is_flag=True, help="Take every object away in a copy; the computed value must move."
)
@json_option
def command(scenario: str, proving: bool, as_json: bool) -> None:
    """Show which mechanisms of the debate SCENARIO represents, by which objects and which command, and what is open.

    With --json: an object with scenario, rows (id, label, status, objects, command, path, lacks), done, open (count
    by layer) and, with --prove, proofs (id, object, before, after, moved). A value that does not move ends with
    status 2.
    """
    from standoff.analysis.coverage import check_objects, prove, read

    loaded = scenario_of(scenario)
    rows = read(loaded)
    check_objects(rows, loaded)
    proofs = prove(rows, loaded, answer) if proving else ()
    waiting = Counter(row.layer.value for row in rows if row.layer)
    done = sum(row.layer is None for row in rows)
    if as_json:
        shown = {"scenario": loaded.name, "rows": [_record(row) for row in rows], "done": done, "open": dict(waiting)}
        print_json(shown | ({"proofs": [one._asdict() | {"moved": one.moved} for one in proofs]} if proving else {}))
    else:
        print_table("", ["row", "what", "status", "objects", "command"], [_line(row) for row in rows])
        layers = ", ".join(f"{number} {name}" for name, number in waiting.items())
        click.echo(f"{len(rows)} rows: {done} done, {waiting.total()} open ({layers}).")
    still = [one.id for one in proofs if not one.moved]
    if still:
        raise ScenarioError(
            f"{len(still)} rows do not move: {', '.join(still)}",
            where=loaded.name,
            need="a path whose value depends on the object",
        )
    if proving and not as_json:
        click.echo(f"{len(proofs)} values moved when their object was taken away.")


def answer(line: Sequence[str]) -> Any:
    """Run a command of this program in this process and return its JSON; what it raises is raised."""
    from standoff.cli import main

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        main.main(args=list(line), prog_name="standoff", standalone_mode=False)
    return json.loads(out.getvalue())


def page(rows: "Sequence[Row]", scenario: str) -> str:
    """Return the reference page as Markdown."""
    waiting = Counter(row.layer.value for row in rows if row.layer)
    layers = ", ".join(f"{number} {name}" for name, number in sorted(waiting.items()))
    done = len(rows) - waiting.total()
    lines = [HEAD, f"{len(rows)} rows: {done} done, {waiting.total()} open ({layers}).\n"]
    lines += ["| row | what | status | objects | command | what the layer must add |", "|---|---|---|---|---|---|"]
    for row in rows:
        objects = ", ".join(f"`{one}`" for one in row.objects)
        words = f"`standoff {_words(row, scenario)}`" if row.command else ""
        lines.append(f"| {row.id} | {row.label} | {row.status} | {objects} | {words} | {row.lacks} |")
    return "\n".join(lines) + "\n"


def _record(row: "Row") -> dict[str, Any]:
    return {
        "id": row.id,
        "label": row.label,
        "status": row.status,
        "objects": [str(one) for one in row.objects],
        "command": list(row.command),
        "path": list(row.path),
        "lacks": row.lacks,
    }


def _line(row: "Row") -> list[str]:
    shown = ", ".join(one.name for one in row.objects[:2]) + (", …" if len(row.objects) > 2 else "")
    return [row.id, row.label, row.status, shown, _words(row, "SCENARIO")]


def _words(row: "Row", scenario: str) -> str:
    words = [scenario if word == "SCENARIO" else word for word in row.command]
    return " ".join(f"'{word}'" if " " in word else word for word in words)


if __name__ == "__main__":
    from standoff.analysis.coverage import read
    from standoff.scenario import load

    click.echo(page(read(load("nato-2022")), "nato-2022"), nl=False)
