"""`standoff ledger suggest`: draft rows from a text, for a person to accept or mend."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.printing import json_option, print_json, print_table
from standoff.errors import LedgerError

if TYPE_CHECKING:
    from datetime import date, datetime

    from standoff.ledger.suggest import Draft


@click.command("suggest")
@click.argument("text", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write the drafts to this CSV file.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The text's own date; never today's clock.")
@click.option("--source", default="", metavar="ID", help="Id of the source, written into every row.")
@click.option("--lexicon", type=click.Path(path_type=Path, file_okay=False), help="A folder of your own lexicon files.")
@click.option("--posture-only", is_flag=True, help="Leave out rows that make no cell of a posture.")
@click.option("--endpoint", default="", metavar="URL", help="Ask this OpenAI-compatible endpoint instead of the rules.")
@click.option("--model", default="", metavar="NAME", help="The endpoint's model.")
@click.option("--key-variable", default="", metavar="NAME", help="Environment variable with the endpoint's key.")
@json_option
def command(
    text: Path,
    out: Path | None,
    day: "datetime | None",
    source: str,
    lexicon: Path | None,
    posture_only: bool,
    endpoint: str,
    model: str,
    key_variable: str,
    as_json: bool,
) -> None:
    """Read TEXT, an article, a transcript or a communiqué, and draft a row for every statement in it.

    Offline and by rule, unless --endpoint names one. Nothing enters a ledger: `standoff ledger review` does that.
    Without --date relative dates stay relative. With --json: an object with text, date, drafts (the ledger's columns
    and reasons) and refused (rows of an endpoint that did not stand the checks).
    """
    from standoff.ledger.suggest.text_file import read_text

    words = read_text(text)
    own = day.date() if day else None
    if endpoint:
        drafts, refused = _asked(words, own, source, endpoint, model, key_variable)
    else:
        drafts, refused = _ruled(words, own, source, lexicon, posture_only), []
    if out is not None:
        _write(out, drafts)
    if as_json:
        print_json(record(text, own, drafts, refused))
        return
    _print(drafts, refused, out, own)


def _ruled(
    words: str, own: "date | None", source: str, lexicon: Path | None, posture_only: bool
) -> "tuple[Draft, ...]":
    from standoff.ledger.suggest import suggest

    if lexicon is not None and not lexicon.is_dir():
        raise LedgerError("no such folder", where=str(lexicon), need="a folder of lexicon files")
    return suggest(words, date=own, source=source, lexicon=lexicon, posture_only=posture_only)


def _asked(
    words: str, own: "date | None", source: str, url: str, model: str, key_variable: str
) -> "tuple[tuple[Draft, ...], list[dict[str, Any]]]":
    from standoff.ledger.suggest.endpoint import KEY, EndpointSuggester
    from standoff.ledger.suggest.lexicon import load

    if not model:
        raise LedgerError("an endpoint without a model", need="--model NAME")
    asked = EndpointSuggester(
        url=url, model=model, principals=tuple(sorted(load().codes)), key_variable=key_variable or KEY
    ).ask(words, date=own, source=source)
    return asked.drafts, [{"row": row.number, "reason": row.reason} for row in asked.refused]


def _write(out: Path, drafts: "tuple[Draft, ...]") -> None:
    from standoff.ledger.suggest import write_drafts

    try:
        out.write_text(write_drafts(drafts), encoding="utf-8", newline="")
    except OSError as error:
        raise LedgerError("a file that cannot be written", where=str(out), seen=error.strerror) from error


def record(
    text: Path, own: "date | None", drafts: "tuple[Draft, ...]", refused: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return what ``--json`` prints."""
    from standoff.ledger.suggest.draft import draft_cells

    rows = [draft_cells(draft) | {"confidence": draft.confidence, "reasons": list(draft.reasons)} for draft in drafts]
    return {"text": text.name, "date": str(own) if own else None, "drafts": rows, "refused": refused}


def _print(drafts: "tuple[Draft, ...]", refused: list[dict[str, Any]], out: Path | None, own: "date | None") -> None:
    from standoff.ledger.suggest.draft import LOOK_FIRST

    rows = [
        [
            draft.id,
            draft.speaker,
            draft.principal,
            draft.act.value,
            draft.direction.value if draft.direction.value != "none" else "",
            " ".join(draft.instruments),
            " ".join(draft.rungs),
            " ".join(qualifier.value for qualifier in draft.qualifiers),
            str(draft.date_from or ""),
            f"{draft.confidence:.2f}",
        ]
        for draft in drafts
    ]
    head = ["id", "speaker", "principal", "act", "direction", "instruments", "rungs", "qualifiers", "from", "sure"]
    print_table("", head, rows, right=(9,))
    low = sum(draft.confidence < LOOK_FIRST for draft in drafts)
    click.echo(f"{len(drafts)} drafts, {low} of them to be looked at first (confidence below {LOOK_FIRST}).")
    for row in refused:
        click.echo(f"refused row {row['row']}: {row['reason']}")
    if own is None and any(draft.date_from is None for draft in drafts):
        click.echo("No --date: rows without a full date have none, and review will ask for it.")
    if out is not None:
        click.echo(f"written to {out}; next: standoff ledger review {out} --ledger ledger.csv --coder YOUR-NAME")
