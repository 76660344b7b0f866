"""Columns in and out of Parquet files by DuckDB: whole or not at all, and never through a shared database file."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from standoff.errors import RunError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Columns = Mapping[str, NDArray[Any]]

UNFINISHED = ".tmp"
"""Ending of a file that is being written: whatever carries it after a kill is rubbish."""

MEMORY_LIMIT = "512MB"
"""What DuckDB may hold; arrays handed over are NumPy's and come on top."""

FORMAT = "FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION V2"
"""Version 2 knows an encoding for floating-point numbers: a third smaller, and quicker to write."""


def quoted(name: str) -> str:
    """Return a column name as an SQL identifier.

    Examples
    --------
    >>> quoted('rung[hold]')
    '"rung[hold]"'
    """
    return '"' + name.replace('"', '""') + '"'


def write(path: Path, columns: Columns, *, select: str = "*", values: Sequence[object] = (), digest: str = "") -> None:
    """Write columns of equal length to a Parquet file, whole or not at all: `prepare` and `publish`."""
    publish(prepare(path, columns, select=select, values=values, digest=digest), path)


def prepare(
    path: Path, columns: Columns, *, select: str = "*", values: Sequence[object] = (), digest: str = ""
) -> Path:
    """Write columns of equal length to a temporary file beside `path`, flushed to disk; return it, to be published.

    Parameters
    ----------
    path : Path
        What the file will be called; an old one of that name will be replaced.
    columns : mapping of arrays
        Written in this order. NaN is stored as null.
    select : str
        SQL expressions over the columns, when they are not stored as they are.
    values : sequence
        Bound to `$1`, `$2` … of `select`.
    digest : str
        Stored in the file's own metadata, so that the file can be checked by itself.

    Raises
    ------
    RunError
        If the file cannot be written: no space, no permission.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
    target = str(temporary).replace("'", "''")
    stamp = f", KV_METADATA {{digest: '{digest}'}}" if digest else ""
    with _connection(path) as connection:
        # DuckDB takes a view's memory without its strides.
        connection.register("block", {name: np.ascontiguousarray(column) for name, column in columns.items()})
        try:
            connection.execute(f"COPY (SELECT {select} FROM block) TO '{target}' ({FORMAT}{stamp})", list(values))
            with temporary.open("rb") as stream:
                os.fsync(stream.fileno())
        except (OSError, _duckdb_error()) as error:
            temporary.unlink(missing_ok=True)
            if "KeyboardInterrupt" in str(error):
                raise KeyboardInterrupt from error
            raise _unwritable(path, error) from error
    return temporary


def read(
    paths: Sequence[Path], selection: Mapping[str, str] | None = None, *, values: Sequence[object] = ()
) -> dict[str, NDArray[Any]]:
    """Return columns of Parquet files, rows in file order; a null is NaN.

    Parameters
    ----------
    paths : sequence of Path
        Read one after the other.
    selection : mapping of str to str, optional
        SQL expression by name of the result column; `$2`, `$3` … in it are `values`. All columns when absent.

    Raises
    ------
    RunError
        If a file is missing or no Parquet file, or a column is not in it; the message names the file.
    """
    chosen = {} if selection is None else selection
    what = ", ".join(f"{expression} AS {quoted(name)}" for name, expression in chosen.items()) or "*"
    with _connection(paths[0] if len(paths) == 1 else paths[0].parent) as connection:
        query = f"SELECT {what} FROM read_parquet($1)"
        found = connection.execute(query, [[str(path) for path in paths], *values]).fetchnumpy()
    return {name: _filled(column) for name, column in found.items()}


def names(path: Path) -> list[str]:
    """Return the column names of a Parquet file."""
    with _connection(path) as connection:
        return [row[0] for row in connection.execute("DESCRIBE SELECT * FROM read_parquet($1)", [str(path)]).fetchall()]


def stored_digest(path: Path) -> str:
    """Return the digest a file carries in its metadata, or the empty string."""
    with _connection(path) as connection:
        rows = connection.execute("SELECT key, value FROM parquet_kv_metadata($1)", [str(path)]).fetchall()
    return next((bytes(value).decode() for key, value in rows if bytes(key) == b"digest"), "")


def publish(temporary: Path, path: Path) -> None:
    """Give a finished temporary file its name: a reader sees the old file or the whole new one, after a crash too.

    Raises
    ------
    RunError
        If that cannot be done; the temporary file is gone.
    """
    try:
        _rename(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _unwritable(path, error) from error


def publish_text(text: str, path: Path) -> None:
    """Write a text file whole or not at all."""
    temporary = path.with_name(path.name + UNFINISHED)
    try:
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _unwritable(path, error) from error
    publish(temporary, path)


def _rename(temporary: Path, path: Path) -> None:
    temporary.replace(path)
    if os.name == "posix":
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def _unwritable(path: Path, error: Exception) -> RunError:
    reason = str(error).splitlines()[0]
    return RunError(f"cannot be written ({reason})", where=str(path), need="space and permission; then resume the run")


def _filled(column: NDArray[Any]) -> NDArray[Any]:
    """Turn DuckDB's masked column into a plain one, null into NaN."""
    if isinstance(column, np.ma.MaskedArray):
        return column.filled(np.nan) if column.dtype.kind == "f" else np.asarray(column.data)
    return np.asarray(column)


def _duckdb_error() -> type[Exception]:
    import duckdb

    error: type[Exception] = duckdb.Error
    return error


@contextmanager
def _connection(place: Path) -> "Iterator[DuckDBPyConnection]":
    """Lend a cursor of this process's one in-memory database; making a database takes longer than a small file."""
    import duckdb

    with _database().cursor() as cursor:
        try:
            yield cursor
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            if "KeyboardInterrupt" in reason:  # DuckDB's word for it, when it strikes inside a query
                raise KeyboardInterrupt from error
            raise RunError(f"cannot be read ({reason})", where=str(place), need="an unaltered file of a run") from error


@cache
def _database() -> "DuckDBPyConnection":
    """Open the in-memory database, of one thread: rows keep their order and memory stays bounded."""
    import duckdb

    settings = {"threads": 1, "memory_limit": MEMORY_LIMIT}
    return duckdb.connect(config=settings)
