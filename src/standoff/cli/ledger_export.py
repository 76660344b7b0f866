"""`standoff ledger export`: the tables of a ledger as files, in canonical form or safe for a spreadsheet."""

from datetime import datetime
from pathlib import Path

import click

from standoff.cli.ledgers import DAY, ledger_argument, opened
from standoff.cli.printing import json_option, print_json
from standoff.errors import LedgerError


@click.command("export")
@ledger_argument
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A folder; files there are left alone.")
@click.option("--format", "form", type=click.Choice(["csv", "yaml"]), default="csv", show_default=True)
@click.option("--spreadsheet", is_flag=True, help="CSV whose cells no spreadsheet takes for formulas.")
@click.option("--as-of", type=DAY, help="What was known by the end of this day alone.")
@json_option
def command(where: str, out: Path, form: str, spreadsheet: bool, as_of: datetime | None, as_json: bool) -> None:
    """Write the statements, deeds and sources of LEDGER into a folder.

    The ledger itself keeps every cell verbatim, so a canonical export reads back byte for byte; with --spreadsheet a
    cell that begins with = + - or @ gets an apostrophe, for reading only. With --json: an object with files.
    """
    from standoff.ledger import files
    from standoff.ledger.export import spreadsheet as safe

    if spreadsheet and form == "yaml":
        raise click.UsageError("a spreadsheet reads CSV: leave out --format yaml")
    ledger = opened(where).ledger
    if as_of:
        ledger = ledger.known(as_of.date())
    chosen = files.Format.CSV if form == "csv" else files.Format.YAML
    texts = (
        safe(ledger)
        if spreadsheet
        else {
            f"ledger{chosen.value}": files.statements_text(ledger.statements, chosen),
            f"deeds{chosen.value}": files.deeds_text(ledger.deeds, chosen),
            "sources.yaml": files.sources_text(ledger.sources),
        }
    )
    written = _write(out, texts)
    if as_json:
        print_json({"files": [str(path) for path in written]})
        return
    click.echo("\n".join(str(path) for path in written))


def _write(folder: Path, texts: dict[str, str]) -> list[Path]:
    """Write the files, or none of them where one is there already."""
    for name in texts:
        if (folder / name).exists():
            raise LedgerError("is there already", where=str(folder / name), need="a new or empty folder: --out FOLDER")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise LedgerError(error.strerror or "cannot be written", where=str(folder), need="--out FOLDER") from None
    return [folder / name for name in texts]
