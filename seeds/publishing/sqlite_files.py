"""Reading release files: what identifies one, whether its pages are sound; fsync."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from schema.release_files import is_compressed
from schema.seekable import DamagedFile, decompress

_RELEASE_ID = "SELECT id FROM release ORDER BY sequence DESC LIMIT 1"


class Header(NamedTuple):
    """What identifies a stored release: its id and the layout of its tables."""

    release_id: str
    layout: int


def read_header(path: Path) -> Header | None:
    """The header of a release's plain file; None if the file is no release."""
    if not path.is_file():
        return None
    try:
        with closing(connect(path)) as connection:
            (release_id,) = connection.execute(_RELEASE_ID).fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except (sqlite3.Error, TypeError):  # TypeError: the table exists but has no row
        return None
    return Header(str(release_id), int(version))


def integrity_fault(path: Path) -> str | None:
    """What SQLite finds to be wrong with the pages of a file."""
    try:
        with unpacked(path) as plain, closing(connect(plain)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except (sqlite3.Error, DamagedFile) as error:
        return str(error)
    return None if verdict == "ok" else str(verdict)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A release file, or a copy of it that is not compressed, which exists for the block only.

    Raises:
        DamagedFile: The compressed file is not as it was written.
        OSError: There is no file, or no room for the copy.
    """
    if not is_compressed(path):
        yield path
        return
    with TemporaryDirectory(prefix="climate-record-") as folder:
        plain = Path(folder) / "release.sqlite"
        decompress(path, plain)
        yield plain


def connect(path: Path) -> sqlite3.Connection:
    """A connection that only reads."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def sync(path: Path) -> None:
    """Flush a file or folder to the disk (fsync)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
