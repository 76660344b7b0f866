"""`standoff ledger verify`: is every coded sentence in the text at hand, and where?"""

from collections import Counter
from pathlib import Path

import click

from standoff.cli.ledgers import ledger_argument, opened
from standoff.cli.printing import json_option, print_json
from standoff.errors import LedgerError


@click.command("verify")
@ledger_argument
@click.option("--text", required=True, type=click.Path(path_type=Path), help="The source text.")
@click.option("--source", default="", metavar="ID", help="Which source it is; needed where the ledger cites several.")
@json_option
def command(where: str, text: Path, source: str, as_json: bool) -> None:
    """Look up the sentence behind every row of LEDGER in the text it was coded from.

    Found, moved to another paragraph, missing, or unhashed (coded without the text). A missing sentence ends with
    status 2. With --json: an object with ledger, text, counts and rows, each with id, table, outcome, paragraph and
    at (the paragraphs in which it stands).
    """
    from standoff.ledger.files import read_text
    from standoff.ledger.verify import Outcome, verify

    found = opened(where)
    rows = verify(found.ledger, read_text(text, holds="a source text"), source=source)
    counts = Counter(row.outcome for row in rows)
    tally = {outcome.value: counts[outcome] for outcome in Outcome}
    if as_json:
        listed = [row._asdict() | {"outcome": row.outcome.value} for row in rows]
        print_json({"ledger": found.name, "text": str(text), "counts": tally, "rows": listed})
    else:
        click.echo(f"{found.name} against {text}: " + ", ".join(f"{number} {word}" for word, number in tally.items()))
        for row in rows:
            if row.outcome in (Outcome.MOVED, Outcome.MISSING):
                now = f", now in {', '.join(map(str, row.at))}" if row.at else ""
                click.echo(f"  {row.id}: {row.outcome.value} (coded in paragraph {row.paragraph}{now})")
    if counts[Outcome.MISSING]:
        raise LedgerError(
            f"{counts[Outcome.MISSING]} sentences are missing",
            where=str(text),
            need="the text the rows were coded from, or rows coded anew",
        )
