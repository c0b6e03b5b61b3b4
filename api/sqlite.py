"""SQLite: a release is a file, and a link names the one being served.

Publishing makes a new file and moves the link, which `SqliteStore.current` notices within a second.
"""

import asyncio
import math
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from api.dialects import SQLITE
from api.errors import Problem
from api.limits import STATEMENT_SECONDS
from api.lru import Lru
from api.store import (
    LOOK_AGAIN_SECONDS,
    NAMED,
    OWN_RELEASE,
    RELEASE,
    STATEMENTS,
    TOTALS,
    Names,
    Row,
    Snapshot,
    by_version,
    can_read,
    names_of,
    names_query,
    time_problem,
    unknown_release,
    unreadable_release,
)

_COLUMNS = (
    "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
    " WHERE m.type = 'table'"
)
_STEPS_BETWEEN_LOOKS = 50_000  # of SQLite's virtual machine: about a millisecond


class SqliteSnapshot:
    """One release file, opened immutable: no locks, no journal, no change underneath."""

    dialect = SQLITE

    def __init__(self, path: Path) -> None:
        self._address = f"file:{path}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(
            self._address,
            uri=True,
            check_same_thread=False,
            cached_statements=STATEMENTS,
        )
        self._connection.set_progress_handler(self._is_overdue, _STEPS_BETWEEN_LOOKS)
        self._deadline = math.inf
        self.executed = 0
        self.statements: Lru[Any] = Lru(STATEMENTS)
        self.totals: Lru[int] = Lru(TOTALS)
        self.release: str = self._connection.execute(OWN_RELEASE).fetchone()[0]
        found = {name: names_of(self._connection.execute(names_query(name))) for name in NAMED}
        self.names = Names(found)

    # In the event loop on purpose: a small read is cheaper than a hop to a thread.

    async def one(self, text: str, parameters: Row) -> Row:
        """See `Snapshot.one`."""
        return self._execute(text, parameters)[0]

    async def all(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.all`."""
        return self._execute(text, parameters)

    async def bulk(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.bulk`: in a thread, on a connection that nobody else waits for."""
        self.executed += 1
        return await asyncio.to_thread(self._execute_apart, text, parameters)

    def _execute_apart(self, text: str, parameters: Row) -> list[Row]:
        deadline = time.monotonic() + STATEMENT_SECONDS
        with closing(sqlite3.connect(self._address, uri=True)) as connection:
            connection.set_progress_handler(
                lambda: time.monotonic() > deadline, _STEPS_BETWEEN_LOOKS
            )
            return _fetch(connection, text, parameters)

    def _execute(self, text: str, parameters: Row) -> list[Row]:
        self.executed += 1
        self._deadline = time.monotonic() + STATEMENT_SECONDS
        return _fetch(self._connection, text, parameters)

    def _is_overdue(self) -> bool:
        """Asked by SQLite as it works; a true answer interrupts the statement."""
        return time.monotonic() > self._deadline

    def columns(self) -> list[Row]:
        """Every column there is, as (table, column)."""
        return self._execute(_COLUMNS, ())

    async def is_readable(self) -> bool:
        """See `Snapshot.is_readable`."""
        try:
            return bool(self._connection.execute(OWN_RELEASE).fetchone())
        except sqlite3.Error:
            return False


def _fetch(connection: sqlite3.Connection, text: str, parameters: Row) -> list[Row]:
    try:
        return connection.execute(text, parameters).fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise time_problem() from error
        raise


class SqliteStore:
    """Follows the link that publishing moves to the current release's file."""

    def __init__(self, link: Path, open_releases: int = 4) -> None:
        self._link = link
        # One that is forgotten is closed when the last request that reads it lets go of it.
        self._older: Lru[SqliteSnapshot] = Lru(open_releases)
        self._path: Path | None = None
        self._snapshot: SqliteSnapshot | None = None
        self._looked = 0.0

    async def current(self) -> Snapshot:
        """See `Store.current`."""
        now = time.monotonic()
        if self._snapshot is None or now - self._looked > LOOK_AGAIN_SECONDS:
            self._looked = now
            self._follow()
        assert self._snapshot is not None
        return self._snapshot

    def _follow(self) -> None:
        try:
            path = self._link.resolve(strict=True)
            if path != self._path:
                opened = SqliteSnapshot(path)
                if self._snapshot is not None:  # for those who are half-way through its pages
                    self._older.put(self._snapshot.release, self._snapshot)
                self._snapshot, self._path = opened, path
        except (OSError, sqlite3.Error) as error:
            if self._snapshot is None:
                raise Problem("not-ready", f"no release at {self._link.name}") from error
            # A release that was whole goes on being served when its successor cannot be read.

    async def at(self, release: str) -> Snapshot:
        """See `Store.at`."""
        current = await self.current()
        if current.release == release:
            return current
        path = self._file(release)
        if path is None:
            raise unknown_release(release, await self.kept())
        found = self._older.get(release)
        return found or self._older.put(release, _older(path, release))

    def _file(self, release: str) -> Path | None:
        """The file of a release that is kept. No path is made of what is no release's id."""
        if self._path is None or not RELEASE.fullmatch(release):
            return None
        path = self._path.with_name(f"{release}.sqlite")
        return path if path.is_file() else None

    async def kept(self) -> list[str]:
        """See `Store.kept`."""
        await self.current()
        assert self._path is not None
        stems = (path.stem for path in self._path.parent.glob("*.sqlite"))
        return by_version(stem for stem in stems if RELEASE.fullmatch(stem))

    async def close(self) -> None:
        """See `Store.close`."""
        self._older.clear()
        self._snapshot = self._path = None


def _older(path: Path, release: str) -> SqliteSnapshot:
    """A release that is no longer served, if this program can read it."""
    try:
        found = SqliteSnapshot(path)
        is_readable = found.release == release and can_read(found.columns())
    except (sqlite3.Error, TypeError) as error:
        raise unreadable_release(release) from error
    if not is_readable:
        raise unreadable_release(release)
    return found
