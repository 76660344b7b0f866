"""What every importer shares: the terms it reads on, the skip with its reason, and the codes that make a deed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from standoff.errors import LedgerError, nearest
from standoff.ledger.deed import Deed, Status
from standoff.ledger.files import MAX_BYTES

CODES = Path(__file__).with_name("codes.yaml")
"""Which codes mean which instrument; a user's own file has the same form."""

TOO_OLD = 31
"""Days between the event and its report from which it is a reference to the past and no news."""


class Place(NamedTuple):
    """Events at a place one of whose parts, between commas, is `name` lie in `theatre`."""

    theatre: str
    name: str


class Code(NamedTuple):
    """What an event code means for a deed; an empty instrument marks no cell."""

    instrument: str
    status: Status


@dataclass(frozen=True)
class Terms:
    """How to read a file of events.

    Parameters
    ----------
    places : tuple of Place
        The first that fits gives the theatre; an event elsewhere is skipped.
    actors : tuple of str
        Those a scenario knows; an event of another is skipped. Empty: all are kept.
    source : str
        Id of the source, written into every deed.
    codes : Path
        The file of codes.
    """

    places: tuple[Place, ...]
    actors: tuple[str, ...] = ()
    source: str = ""
    codes: Path = CODES

    def theatre_of(self, place: str) -> str | None:
        """Return the theatre of a place; None for one that lies in none.

        Examples
        --------
        >>> Terms((Place("protege", "Ukraine"),)).theatre_of("Kyiv, Kyyiv, Misto, Ukraine")
        'protege'
        """
        parts = {part.strip().casefold() for part in place.split(",")}
        return next((one.theatre for one in self.places if one.name.casefold() in parts), None)


class Skip(NamedTuple):
    """A row that made no deed, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Imported:
    """Deeds, and every row that made none."""

    deeds: tuple[Deed, ...]
    skipped: tuple[Skip, ...]

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many rows were skipped, by reason, the commonest first."""
        kinds = Counter(re.sub(r": .*", "", skip.reason) for skip in self.skipped)
        return dict(kinds.most_common())


class Unusable(Exception):  # caught where rows are read: the end of a row, no error of the program
    """A row that makes no deed; the text is the reason."""


@dataclass
class Collected:
    """Deeds and skips as they come; an id that comes again is skipped."""

    deeds: list[Deed] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)

    def take(self, line: int, made: Deed | str) -> None:
        """Take the outcome of one row: a deed, or the reason why there is none."""
        if isinstance(made, Deed) and made.id in self._ids:
            made = f"duplicate event: {made.id}"
        if isinstance(made, Deed):
            self._ids.add(made.id)
            self.deeds.append(made)
        else:
            self.skipped.append(Skip(line, made))

    @property
    def imported(self) -> Imported:
        """Both, frozen."""
        return Imported(tuple(self.deeds), tuple(self.skipped))


def codes_of(path: Path, scheme: str) -> dict[str, Code]:
    """Read what the codes of a scheme mean.

    Raises
    ------
    LedgerError
        If the file cannot be read or holds no such scheme.
    """
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))[scheme]
        return {str(code): Code(str(one["instrument"] or ""), Status(one["status"])) for code, one in table.items()}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        need = f"a table {scheme} from code to instrument and status"
        raise LedgerError(f"codes cannot be read ({error})", where=str(path), need=need) from None


def lines_of(path: Path) -> Iterator[tuple[int, list[str] | str]]:
    """Yield (line, cells) of a file of tab-separated lines, or (line, reason) where a line is no text.

    Quotation marks are letters here: event files are not quoted, and titles hold single ones.

    Raises
    ------
    LedgerError
        If the file cannot be read, is empty, too large, an archive, or UTF-16.
    """
    try:
        if path.stat().st_size > MAX_BYTES * 10:
            need = f"at most {MAX_BYTES * 10 // 1_000_000} MB; split it by day"
            raise LedgerError(f"the file has {path.stat().st_size // 1_000_000} MB", where=str(path), need=need)
        with path.open("rb") as file:
            start = file.read(4)
            if not start:
                raise LedgerError("the file is empty", where=str(path), need="tab-separated events")
            if start[:2] in (b"PK", b"\x1f\x8b"):
                raise LedgerError("the file is an archive", where=str(path), need="the table inside it: unzip it first")
            if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise LedgerError("the file is UTF-16", where=str(path), need="UTF-8, as it is published")
            file.seek(0)
            for number, line in enumerate(file, 1):
                yield number, _cells(line)
    except OSError as error:
        raise LedgerError(error.strerror or "cannot be read", where=str(path), need="a readable file") from None


def _cells(line: bytes) -> list[str] | str:
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        return "not UTF-8"
    if "\0" in text:
        return "binary data"
    return text.split("\t") if text.strip() else "an empty line"


def day_of(text: str, what: str) -> date:
    """Read a day written as 20220323, 2022-03-23 or with a time after it.

    Raises
    ------
    Unusable
        If it is none.
    """
    match = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", text.strip())
    try:
        if match is None:
            raise ValueError
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise Unusable(f"no date: {what} {text[:40]!r}") from None


def check_days(happened: date, reported: date) -> None:
    """Refuse an event that had not happened when it was reported, or that was old by then.

    Raises
    ------
    Unusable
        With what is wrong.
    """
    if happened > reported:
        raise Unusable(f"dated after its report, so not yet done: {happened}")
    if (reported - happened).days > TOO_OLD:
        raise Unusable(f"older than {TOO_OLD} days when reported, a reference to the past: {happened}")


def actor_of(code: str, known: Iterable[str]) -> str:
    """Return an actor a scenario knows.

    Raises
    ------
    Unusable
        If there is no actor, or another one.
    """
    names = tuple(known)
    if not code:
        raise Unusable("no actor")
    if names and code not in names:
        near = nearest(code, names)
        raise Unusable(f"an actor the scenario does not know: {code}" + (f" (nearest {near})" if near else ""))
    return code
