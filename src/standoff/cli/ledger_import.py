"""`standoff ledger import`: deeds from files of event data, with every row that made none accounted for."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from standoff.cli.arguments import scenario_of
from standoff.cli.ledgers import deed_record
from standoff.cli.printing import json_option, print_json
from standoff.errors import LedgerError

if TYPE_CHECKING:
    from standoff.ledger.importers import Imported, Terms

SHOWN = 10
"""Skipped rows that are printed one by one."""


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", required=True, type=click.Choice(["gdelt", "polecat"]), help="GDELT 2 events, or POLECAT.")
@click.option(
    "--theatre",
    "theatres",
    multiple=True,
    required=True,
    metavar="THEATRE=PLACE",
    help="Events at PLACE, one of the parts of a place name, lie in THEATRE; may be repeated.",
)
@click.option("--scenario", default="", metavar="SCENARIO", help="Keep its actors alone, and hold names to its frame.")
@click.option("--source", default="", metavar="ID", help="Id of the source for every deed; default the kind.")
@click.option("--codes", type=click.Path(path_type=Path), help="Your own table of codes in place of the bundled one.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the deeds to this CSV file, which must be new.")
@json_option
def command(
    file: Path,
    kind: str,
    theatres: tuple[str, ...],
    scenario: str,
    source: str,
    codes: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Read the deeds out of FILE, a table of events as it is published.

    Action rows only: words are skipped, and so is what is historical, hypothetical or yet to come. Every skipped row
    is reported with its line and reason. Deeds enter a ledger only where you put them. With --json: an object with
    file, deeds, skipped (each with line and reason), reasons (how many rows by reason) and out.
    """
    from standoff.ledger.importers import IMPORTERS

    found = IMPORTERS[kind](file, _terms(theatres, scenario, source or kind, codes))
    if scenario:
        _check(found, scenario, file)
    if out:
        _write(out, found)
    if as_json:
        skipped = [skip._asdict() for skip in found.skipped]
        reasons = dict(found.reasons)
        deeds = [deed_record(deed) for deed in found.deeds]
        written = str(out) if out else None
        print_json({"file": str(file), "deeds": deeds, "skipped": skipped, "reasons": reasons, "out": written})
        return
    click.echo(f"{file}: {len(found.deeds)} deeds, {len(found.skipped)} rows skipped")
    for reason, number in found.reasons.items():
        click.echo(f"  {number} × {reason}")
    for skip in found.skipped[:SHOWN]:
        click.echo(f"    line {skip.line}: {skip.reason}")
    if len(found.skipped) > SHOWN:
        click.echo(f"    {len(found.skipped) - SHOWN} more: --json lists them all")
    click.echo(f"Written to {out}" if out else "Nothing written: --out FILE writes the deeds.")


def _terms(theatres: tuple[str, ...], scenario: str, source: str, codes: Path | None) -> "Terms":
    from standoff.ledger.importers import Place, Terms
    from standoff.ledger.importers.imported import CODES

    places = []
    for text in theatres:
        theatre, equals, place = text.partition("=")
        if not (theatre and equals and place.strip()):
            raise LedgerError("not a place", where="--theatre", seen=text, need="THEATRE=PLACE, as protege=Ukraine")
        places.append(Place(theatre, place.strip()))
    actors: tuple[str, ...] = ()
    if scenario:
        loaded = scenario_of(scenario)
        actors = tuple(
            dict.fromkeys([*(loaded.frame.principals if loaded.frame else ()), *(one.id for one in loaded.actors)])
        )
    return Terms(tuple(places), actors, source, codes or CODES)


def _check(found: "Imported", scenario: str, file: Path) -> None:
    """Hold every deed to the names of the scenario."""
    from standoff.analysis.impact import vocabulary
    from standoff.ledger.cell import Place

    known = vocabulary(scenario_of(scenario))
    for deed in found.deeds:
        known.check(deed, Place(f"{file} {deed.id}"))


def _write(out: Path, found: "Imported") -> None:
    from standoff.ledger import files

    if out.exists():
        raise LedgerError("is there already", where=str(out), need="a new file: --out FILE")
    try:
        out.write_bytes(files.deeds_text(found.deeds).encode("utf-8"))
    except OSError as error:
        raise LedgerError(error.strerror or "cannot be written", where=str(out), need="--out FILE") from None
