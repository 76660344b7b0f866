"""The reference page of the command line, written from the commands themselves.

``python -m standoff.cli.reference > docs/reference/cli.md`` writes it; a test compares.
"""

import inspect
from collections.abc import Iterator

import click

from standoff.cli import COMMANDS, main

HEAD = """# The command line

Written by `python -m standoff.cli.reference` from the commands themselves.

Every command takes `-h` and most take `--json`, which prints one JSON value with full floats and nothing else; numbers
that are not finite are `null`. Words and tables are for people and round to two significant digits. Progress goes to
standard error. Exit status: 0 good, 2 your mistake, 1 ours, 130 interrupted.

SCENARIO is the name of a bundled scenario, the path of a document, a folder with a `scenario.yaml`, or a run folder,
which keeps its scenario. RUN is a run folder; left out, the latest in `runs`.
"""


def reference() -> str:
    """Return the page as Markdown."""
    return "\n".join([HEAD, *(line for name in COMMANDS for line in _section(name))])


def _section(name: str) -> Iterator[str]:
    command = _command(name)
    context = click.Context(command, info_name=f"standoff {name}")
    yield f"## standoff {name}\n"
    yield inspect.cleandoc(command.help or "") + "\n"
    yield f"    standoff {name} {' '.join(command.collect_usage_pieces(context))}\n"
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and "--help" not in record[0]:
            yield f"- `{record[0]}`{': ' + record[1] if record[1] else ''}"
    yield ""


def _command(name: str) -> click.Command:
    group: click.Group = main
    *outer, last = name.split()
    for word in outer:
        inner = group.get_command(click.Context(group), word)
        if isinstance(inner, click.Group):
            group = inner
    command = group.get_command(click.Context(group), last)
    if command is None:
        raise LookupError(name)
    return command


if __name__ == "__main__":
    click.echo(reference(), nl=False)
