"""`standoff scenarios`: what comes with standoff."""

import click

from standoff.cli.printing import json_option, print_json, wrapped


@click.command("scenarios")
@json_option
def command(as_json: bool) -> None:
    """List the scenarios that come with standoff.

    With --json: a list of objects with name, title, question and path.
    """
    from standoff.scenario.bundle import BUNDLED, bundled

    listed = bundled()
    if as_json:
        print_json([item._asdict() | {"path": str(BUNDLED / item.name / "scenario.yaml")} for item in listed])
        return
    for item in listed:
        click.echo(f"{item.name}: {item.title}\n{wrapped(item.question, indent=4)}")
    click.echo("\nNext: standoff check NAME, or standoff new MY-NAME --from NAME to make one your own.")
