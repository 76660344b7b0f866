"""`standoff ledger review`: a person goes through drafts; what is accepted enters the ledger."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from standoff.cli.printing import json_option, print_json
from standoff.errors import LedgerError

if TYPE_CHECKING:
    from standoff.ledger.suggest import Draft
    from standoff.ledger.suggest.review import Review

KEYS = "[a]ccept  [e]dit  [s]plit  [r]eject  [l]ater  [q]uit"


@click.command("review")
@click.argument("drafts", type=click.Path(path_type=Path))
@click.option("--ledger", required=True, type=click.Path(path_type=Path), help="Accepted rows go here; made if absent.")
@click.option("--coder", required=True, metavar="NAME", help="Who decides; written into every row.")
@click.option("--text", type=click.Path(path_type=Path), help="The source, to show each draft's words.")
@click.option("--journal", type=click.Path(path_type=Path), help="Decisions; DRAFTS with .review.jsonl when left out.")
@json_option
def command(drafts: Path, ledger: Path, coder: str, text: Path | None, journal: Path | None, as_json: bool) -> None:
    """Go through DRAFTS one by one; interrupted, it goes on where it stopped.

    Nothing enters the ledger unreviewed. Every decision is on disk, with coder and time, before the next is asked for;
    accepted rows are written into the ledger when the review ends or is left. With --json: at the end an object with
    pending, accepted, rejected, split and entered.
    """
    from standoff.ledger.suggest import read_drafts
    from standoff.ledger.suggest.review import Review, enter
    from standoff.ledger.suggest.text_file import read_text

    rows = read_drafts(read_text(drafts), where=str(drafts))
    words = read_text(text) if text is not None else ""
    review = Review(rows, journal or drafts.with_suffix(".review.jsonl"), coder)
    entered = 0
    try:
        _go_through(review, words, quiet=as_json)
    finally:
        entered = enter(review.accepted, ledger)
    _close(review, entered, ledger, as_json)


def _go_through(review: "Review", words: str, *, quiet: bool) -> None:
    later: set[str] = set()
    while waiting := [draft for draft in review.pending if draft.id not in later]:
        draft = waiting[0]
        click.echo(_shown(draft, words, len(review.pending)), err=quiet)
        try:
            key = click.prompt(KEYS, default="l", show_default=False, err=quiet).strip().lower()[:1]
        except click.Abort:  # end of input or Ctrl-C: the decisions so far stand
            return
        if key == "q":
            return
        if key not in "aesr":
            later.add(draft.id)
            continue
        try:
            _decide(review, draft, key, quiet=quiet)
        except LedgerError as error:
            click.echo(str(error), err=True)
        except click.Abort:
            return


def _decide(review: "Review", draft: "Draft", key: str, *, quiet: bool) -> None:
    from standoff.ledger.suggest.review import changes_of

    if key == "a":
        review.accept(draft)
    elif key == "r":
        review.reject(draft)
    elif key == "s":
        review.split(draft, click.prompt("into how many rows", type=int, default=2, err=quiet))
    else:
        changes = click.prompt("column=value; column=value", default="", show_default=False, err=quiet)
        review.accept(draft, changes_of(changes) if changes.strip() else {})


def _shown(draft: "Draft", words: str, pending: int) -> str:
    from standoff.ledger.suggest.draft import SHOWN, draft_cells

    cells = draft_cells(draft)
    lines = [f"\n{draft.id}  confidence {draft.confidence:.2f}  {pending} to go"]
    if words:
        lines.append(f"  “{' '.join(_printable(words[draft.span[0] : draft.span[1]]).split())}”")
    lines += [f"  {name:12} {_printable(cells[name])}" for name in SHOWN if cells[name]]
    lines += [f"  why          {_printable(reason)}" for reason in draft.reasons]
    return "\n".join(lines)


def _printable(text: str) -> str:
    """Text without control characters: a source cannot steer the terminal."""
    return "".join(character if character.isprintable() or character in "\n\t" else "�" for character in text)


def _close(review: "Review", entered: int, ledger: Path, as_json: bool) -> None:
    counts = {kind: sum(d.verdict.value == kind for d in review.decisions) for kind in ("accept", "reject", "split")}
    if as_json:
        done = {"accepted": counts["accept"], "rejected": counts["reject"], "split": counts["split"]}
        print_json({"pending": len(review.pending)} | done | {"entered": entered, "ledger": str(ledger)})
        return
    click.echo(
        f"\n{counts['accept']} accepted, {counts['reject']} rejected, {counts['split']} split, {len(review.pending)} "
        f"to go; {entered} rows entered {ledger}"
    )
