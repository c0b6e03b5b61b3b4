"""A release whose file is damaged: the statements over one table fail in a way nobody foresaw."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path


def damaged_copy(database_url: str, folder: Path, table: str) -> str:
    """Copy a store and overwrite the first page of a table, as a failing disk might.

    Args:
        database_url: The address of an SQLite store.
        folder: An empty folder, for the copy.
        table: The table that can no longer be read.

    Returns:
        The address of the copy.
    """
    link = Path(database_url.removeprefix("sqlite:///"))
    release = link.resolve()
    (folder / "releases").mkdir()
    copy = folder / "releases" / release.name
    shutil.copy(release, copy)
    copy.chmod(0o644)
    (folder / link.name).symlink_to(copy)
    with closing(sqlite3.connect(copy)) as connection:
        ((page,),) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?", [table]
        )
        ((page_size_bytes,),) = connection.execute("PRAGMA page_size")
    with copy.open("r+b") as file:
        file.seek((page - 1) * page_size_bytes)
        file.write(b"\xff" * page_size_bytes)
    return f"sqlite:///{folder / link.name}"
