"""Content hashes over canonical array bytes, the same however the rows were cut into chunks and files."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class ColumnDigest:
    """A running SHA-256 for each of some columns, fed block by block in row order.

    Parameters
    ----------
    columns : iterable of str
        Names, in the order in which they enter the digest.

    Notes
    -----
    A column's bytes are little-endian, of its own width, and every NaN is the same NaN; so the digest depends on the
    values alone, not on the file format, its compression or the size of the blocks.

    Examples
    --------
    >>> whole, halves = ColumnDigest(["x"]), ColumnDigest(["x"])
    >>> whole.update({"x": np.arange(4.0)})
    >>> halves.update({"x": np.arange(2.0)})
    >>> halves.update({"x": np.arange(2.0, 4.0)})
    >>> whole.hexdigest() == halves.hexdigest()
    True
    """

    def __init__(self, columns: Iterable[str]) -> None:
        self._running = {name: hashlib.sha256() for name in columns}

    def update(self, block: Mapping[str, NDArray[Any]]) -> None:
        """Append a block of rows; it must have every column."""
        for name in self._running:
            self.update_column(name, block[name])

    def update_column(self, name: str, values: NDArray[Any]) -> None:
        """Append to one column, where columns are at hand one after the other."""
        self._running[name].update(canonical(values))

    def hexdigest(self, header: str = "") -> str:
        """Return the digest of a header and all columns so far."""
        whole = hashlib.sha256(header.encode())
        for name, running in self._running.items():
            whole.update(name.encode() + b"\0" + running.digest())
        return whole.hexdigest()


def canonical(values: NDArray[Any]) -> memoryview:
    """Return the canonical bytes of an array.

    Examples
    --------
    >>> canonical(np.array([np.nan])) == canonical(np.array([-np.nan]))
    True
    """
    array = np.ascontiguousarray(values)
    if array.dtype.kind == "f" and array.size and np.isnan(array.min()):  # the least number tells in one pass
        array = np.where(np.isnan(array), np.nan, array)
    return array.astype(array.dtype.newbyteorder("<"), copy=False).reshape(-1).view(np.uint8).data
