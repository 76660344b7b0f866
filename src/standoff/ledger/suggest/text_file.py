"""Takes a file to text, or says why it is none."""

import codecs
from pathlib import Path

from standoff.errors import LedgerError

LARGEST = 20_000_000
"""Bytes. A book has one million; more is a corpus, to be split before it is suggested from."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(path: Path) -> str:
    """Read a text file: UTF-8, or UTF-16 and UTF-32 with a byte order mark. Line ends become line feeds.

    Raises
    ------
    LedgerError
        When the file is missing, larger than `LARGEST`, binary, or in another encoding.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise LedgerError("a text too large", where=str(path), seen=f"{size} bytes", need=f"at most {LARGEST}")
        return decode(path.read_bytes(), where=str(path))
    except OSError as error:
        raise LedgerError("a file that cannot be read", where=str(path), seen=error.strerror or str(error)) from error


def decode(data: bytes, *, where: str = "text") -> str:
    r"""Decode bytes by their byte order mark, else as UTF-8.

    Examples
    --------
    >>> decode("“No,” he said.\r\n".encode("utf-16"))
    '“No,” he said.\n'
    >>> decode(b"PK\x03\x04\x00\x00")
    Traceback (most recent call last):
    standoff.errors.LedgerError: text a binary file. Needed: plain text in UTF-8, or UTF-16 with a byte order mark
    """
    need = "plain text in UTF-8, or UTF-16 with a byte order mark"
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise LedgerError(
            "bytes that are no text", where=where, seen=f"byte {error.start}: {error.reason}", need=need
        ) from error
    if (
        "\x00" in text
        or sum(ord(c) < 32 and c not in "\n\r\t\f\v\x1b" for c in text[:100_000]) > len(text[:100_000]) // 100
    ):
        raise LedgerError("a binary file", where=where, need=need)
    return text.replace("\r\n", "\n").replace("\r", "\n")
