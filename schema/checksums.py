"""Checksums of release files: the file SHA256SUMS beside them, as sha256sum(1) writes it."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

NAME = "SHA256SUMS"

_HEADER = b"SQLite format 3\x00"  # the first bytes of a database file
_READ_BYTES = 1_048_576


def read_checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of the files in a folder, in hex digits, by their names."""
    path = folder / NAME
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    pairs = (line.partition("  ") for line in lines)
    return {name: digest for digest, _, name in pairs}


def checksum_lines(checksums: Mapping[str, str]) -> str:
    """The text of SHA256SUMS, by name."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(checksums.items()))


def sha256_of(path: Path, is_stopped: Callable[[], bool] = lambda: False) -> str:
    """The SHA-256 of a file in hex digits; that of a part if it is stopped before the end."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while not is_stopped() and (data := file.read(_READ_BYTES)):
            digest.update(data)
    return digest.hexdigest()


def database_fault(header: bytes, size_bytes: int) -> str | None:
    """What the first 100 bytes of an SQLite file show to be wrong with it: its kind or its length.

    The header has the size and the number of the pages (SQLite's file format, section 1.3).
    """
    if len(header) < 100 or not header.startswith(_HEADER):
        return "it is no SQLite database"
    page_bytes = int.from_bytes(header[16:18], "big")
    page_bytes = 65_536 if page_bytes == 1 else page_bytes
    expected = page_bytes * int.from_bytes(header[28:32], "big")
    return None if size_bytes == expected else f"it has {size_bytes} bytes instead of {expected}"
