"""Ledger files, read and written: CSV and YAML, byte-exact for files in canonical form.

Canonical CSV: UTF-8, line feeds, every column in order, cells quoted only where they must be. Canonical YAML: a list of
mappings under the table's name, empty cells left out. Every cell is text and stays verbatim, a formula included; only
`standoff.ledger.export` changes cells, for spreadsheets.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple, TypeVar

import yaml

from standoff.errors import LedgerError, nearest
from standoff.ledger import deed as deeds
from standoff.ledger import source as sources
from standoff.ledger import statement as statements
from standoff.ledger.cell import Place
from standoff.ledger.deed import Deed
from standoff.ledger.ledger import Ledger
from standoff.ledger.source import Source
from standoff.ledger.statement import Statement
from standoff.ledger.vocabulary import Vocabulary

MAX_BYTES = 64_000_000
"""Larger files are refused unread. 100,000 statements with their paraphrases take about half of it."""

_CSV_CELL = 131_072
R = TypeVar("R", Statement, Deed, Source)


class Format(Enum):
    """How a table is written."""

    CSV = ".csv"
    YAML = ".yaml"


class _Table(NamedTuple):
    """What distinguishes the three tables: their columns, and how a row becomes text and back."""

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]


_STATEMENTS = _Table("statements", statements.COLUMNS, statements.REQUIRED)
_DEEDS = _Table("deeds", deeds.COLUMNS, deeds.REQUIRED)
_SOURCES = _Table("sources", sources.COLUMNS, ("id", "kind"))


def read_ledger(folder: Path, *, known: Vocabulary = Vocabulary()) -> Ledger:
    """Read `ledger.csv`, and `deeds.csv` and `sources.yaml` where they are, from a folder.

    Parameters
    ----------
    folder : Path
    known : Vocabulary
        Names to hold the rows to; the default checks none.

    Raises
    ------
    LedgerError
        When the ledger is missing, a file cannot be read as text of this form, an id is doubled, or a row names an
        unknown source or name: always with file, line and column.
    """
    named = {table: _existing(folder, table) for table in ("ledger", "deeds", "sources")}
    if named["ledger"] is None:
        raise LedgerError("no ledger", where=str(folder), need="a file ledger.csv or ledger.yaml")
    cited = read_sources(named["sources"]) if named["sources"] else ()
    ids = tuple(source.id for source in cited)
    ledger = Ledger(
        statements=read_statements(named["ledger"], known=known, sources=ids),
        deeds=read_deeds(named["deeds"], known=known, sources=ids) if named["deeds"] else (),
        sources=cited,
    )
    ledger.columns  # noqa: B018  # built while loading, so that the first posture is as quick as the next
    return ledger


def read_statements(
    path: Path, *, known: Vocabulary = Vocabulary(), sources: tuple[str, ...] = ()
) -> tuple[Statement, ...]:
    """Read a table of statements; the suffix says whether it is CSV or YAML.

    Raises
    ------
    LedgerError
        As `read_ledger`.
    """
    return _read(
        path, _STATEMENTS, statements.statement_from_cells, lambda row, place: _check(row, place, known, sources)
    )


def read_deeds(path: Path, *, known: Vocabulary = Vocabulary(), sources: tuple[str, ...] = ()) -> tuple[Deed, ...]:
    """Read a table of deeds.

    Raises
    ------
    LedgerError
        As `read_ledger`.
    """
    return _read(path, _DEEDS, deeds.deed_from_cells, lambda row, place: _check(row, place, known, sources))


def read_sources(path: Path) -> tuple[Source, ...]:
    """Read a table of sources.

    Raises
    ------
    LedgerError
        As `read_ledger`.
    """
    return _read(path, _SOURCES, sources.source_from_cells)


def statements_text(rows: Iterable[Statement], form: Format = Format.CSV, *, cell: Callable[[str], str] = str) -> str:
    """Write statements in canonical form; `cell` may change each cell on its way out.

    Examples
    --------
    >>> from datetime import date
    >>> from standoff.ledger.statement import Act
    >>> row = Statement(id="X1", speaker="=A()", act=Act.REFUSAL, date_from=date(2022, 3, 1), source="a")
    >>> print(statements_text([row], Format.YAML))
    statements:
    - id: X1
      speaker: =A()
      authority: binding
      record: on_record
      form: direct
      relay: '1'
      audience: public
      act: refusal
      direction: withhold
      date_from: '2022-03-01'
      source: a
      confidence: '1'
    <BLANKLINE>
    """
    return _write(_STATEMENTS, (statements.statement_cells(row) for row in rows), form, cell)


def deeds_text(rows: Iterable[Deed], form: Format = Format.CSV, *, cell: Callable[[str], str] = str) -> str:
    """Write deeds in canonical form."""
    return _write(_DEEDS, (deeds.deed_cells(row) for row in rows), form, cell)


def sources_text(rows: Iterable[Source], form: Format = Format.YAML, *, cell: Callable[[str], str] = str) -> str:
    """Write sources in canonical form."""
    return _write(_SOURCES, (sources.source_cells(row) for row in rows), form, cell)


def read_text(path: Path, *, holds: str = "a header line and rows") -> str:
    """Return the content of a text file that should hold something, line ends as they are.

    Raises
    ------
    LedgerError
        When the file is missing, empty, larger than `MAX_BYTES`, or not UTF-8: binary, UTF-16.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            need = f"at most {MAX_BYTES // 1_000_000} MB; split it"
            raise LedgerError(f"the file has {size // 1_000_000} MB", where=str(path), need=need)
        data = path.read_bytes()
    except OSError as error:
        raise LedgerError(error.strerror or "cannot be read", where=str(path), need="a readable file") from None
    if not data.strip():
        raise LedgerError("the file is empty", where=str(path), need=holds)
    return decode(data, str(path))


def decode(data: bytes, where: str) -> str:
    """Return bytes as text; a leading byte-order mark of UTF-8 is dropped.

    Raises
    ------
    LedgerError
        When they are not UTF-8, or hold characters no text has.

    Examples
    --------
    >>> decode("id".encode("utf-16"), "my.csv")
    Traceback (most recent call last):
    standoff.errors.LedgerError: my.csv the file is UTF-16. Needed: UTF-8; save it again with that encoding
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise LedgerError("the file is UTF-16", where=where, need="UTF-8; save it again with that encoding")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LedgerError("not UTF-8 text", where=f"{where}:{line}", need="a text file saved as UTF-8") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise LedgerError("binary data", where=f"{where}:{line}", need="a text file saved as UTF-8")
    return text


def _existing(folder: Path, table: str) -> Path | None:
    for form in Format:
        path = folder / f"{table}{form.value}"
        if path.is_file():
            return path
    return None


def _check(row: Statement | Deed, place: Place, known: Vocabulary, ids: tuple[str, ...]) -> None:
    known.check(row, place)
    if ids and row.source not in ids:
        where, near = str(place.column("source")), nearest(row.source, ids)
        raise LedgerError("unknown source", where=where, seen=row.source, need=f"one of {', '.join(ids)}", near=near)


def _read(
    path: Path,
    table: _Table,
    parse: Callable[[Mapping[str, str], Place], R],
    check: Callable[[R, Place], None] | None = None,
) -> tuple[R, ...]:
    text = read_text(path)
    rows = _yaml_rows if path.suffix in (".yaml", ".yml") else _csv_rows
    found: list[R] = []
    lines: dict[str, Place] = {}
    for place, cells in rows(text, path.name, table):
        row = parse(cells, place)
        if row.id in lines:
            where = str(place.column("id"))
            raise LedgerError("duplicate id", where=where, seen=row.id, need=f"another id; {lines[row.id]} has it")
        if check:
            check(row, place)
        lines[row.id] = place
        found.append(row)
    return tuple(found)


def _csv_rows(text: str, name: str, table: _Table) -> Iterator[tuple[Place, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            place, line = Place(f"{name}:{line}"), reader.line_num + 1
            if not cells:
                continue
            if header is None:
                header = _header(cells, place, table)
                continue
            if len(cells) != len(header):
                need = f"{len(header)} cells, as the header has"
                raise LedgerError(f"the row has {len(cells)} cells", where=str(place), need=need)
            yield place, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise LedgerError(
            f"not CSV ({error})", where=f"{name}:{line}", need="cells separated by commas, quotation marks closed"
        ) from None


def _header(cells: list[str], place: Place, table: _Table) -> list[str]:
    for name in cells:
        if name not in table.columns:
            near = nearest(name, table.columns)
            shown = name if len(name) <= 80 else name[:80] + "…"
            raise LedgerError(
                "unknown column", where=str(place), seen=shown, need=f"a column of {table.name}", near=near
            )
    for name in table.required:
        if name not in cells:
            raise LedgerError("a column is missing", where=str(place), seen=name, need=f"{', '.join(table.required)}")
    if len(set(cells)) < len(cells):
        raise LedgerError("a column is given twice", where=str(place), need="each column once")
    return cells


def _yaml_rows(text: str, name: str, table: _Table) -> Iterator[tuple[Place, dict[str, str]]]:
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        root = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        problem = getattr(error, "problem", None) or "cannot be read"
        raise LedgerError(f"not YAML ({problem})", where=where, need="a YAML document") from None
    except RecursionError:
        raise LedgerError("nested too deep", where=name, need=f"a list of {table.name}") from None
    for node in _yaml_table(root, name, table):
        place = Place(f"{name}:{node.start_mark.line + 1}")
        if not isinstance(node, yaml.MappingNode):
            raise LedgerError("not a row", where=str(place), need="a mapping from column to value")
        yield place, _yaml_cells(node, place)


def _yaml_table(root: yaml.Node | None, name: str, table: _Table) -> list[yaml.Node]:
    """The rows below the table's name."""
    if isinstance(root, yaml.MappingNode) and len(root.value) == 1:
        key, rows = root.value[0]
        if key.value == table.name and isinstance(rows, yaml.SequenceNode):
            return list(rows.value)
        if key.value == table.name and isinstance(rows, yaml.ScalarNode) and not rows.value:
            return []
    raise LedgerError(f"no list of {table.name}", where=name, need=f"the one key {table.name} with a list of rows")


def _yaml_cells(node: yaml.MappingNode, place: Place) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, value in node.value:
        where = Place(f"{place.row.rpartition(':')[0]}:{key.start_mark.line + 1}", str(key.value))
        if not (isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)):
            raise LedgerError("not a cell", where=str(where), need="text; join several names by +")
        if not value.tag.endswith(":str"):
            raise LedgerError("a tag", where=str(where), seen=value.tag, need="plain text; tags are not read")
        if key.value in cells:
            raise LedgerError("a column is given twice", where=str(where), need="each column once in a row")
        cells[key.value] = value.value
    return cells


def _write(table: _Table, rows: Iterable[Mapping[str, str]], form: Format, cell: Callable[[str], str]) -> str:
    if form is Format.CSV:
        lines = (",".join(_quoted(cell(row[name])) for name in table.columns) for row in rows)
        return "".join(f"{line}\n" for line in (",".join(table.columns), *lines))
    filled = [{name: cell(row[name]) for name in table.columns if row[name]} for row in rows]
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(
        {table.name: filled}, Dumper=dumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=False
    )
    return text


def _quoted(cell: str) -> str:
    if len(cell) > _CSV_CELL:
        raise LedgerError(f"a cell of {len(cell)} characters", need=f"at most {_CSV_CELL}")
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell
