"""SQLite: a release is a file, and a link names the one being served.

Publishing makes a new file and moves the link, which `SqliteStore.current` notices within a second.
"""

import asyncio
import math
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import apsw

from api.limits import STATEMENT_TIMEOUT_S
from api.problems import Problem
from api.releases.dialects import SQLITE
from api.releases.lru import Lru
from api.releases.store import (
    ALIASED_RESOURCES,
    DIFFS_MAX,
    LATEST_RELEASE_QUERY,
    RECHECK_INTERVAL_S,
    RELEASE,
    STATEMENTS,
    TOTALS,
    AliasIndex,
    Row,
    RowDifference,
    Snapshot,
    aliases_query,
    by_version,
    can_read,
    keys_by_alias,
    row_differences_query,
    time_problem,
    unknown_release,
    unreadable_release,
)
from schema import RECORD

_COLUMNS = (
    "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
    " WHERE m.type = 'table'"
)
_STEPS_BETWEEN_LOOKS = 50_000  # of SQLite's virtual machine: about a millisecond


class SqliteSnapshot:
    """Reads the database at an address, which holds one release or the changes between two.

    The event loop has one connection, and every statement in a thread one of its own: two threads
    that use one connection at the same time get a ThreadingViolationError.
    """

    dialect = SQLITE

    def __init__(self, address: str, release: str, aliases: AliasIndex) -> None:
        self._address = address
        self._connection = _connect(address)
        self._connection.set_progress_handler(self._is_overdue, _STEPS_BETWEEN_LOOKS)
        self._deadline = math.inf
        self.release, self.aliases = release, aliases
        self.executed = 0
        self.statements: Lru[Any] = Lru(STATEMENTS)
        self.totals: Lru[int] = Lru(TOTALS)

    # In the event loop on purpose: a small read is cheaper than a hop to a thread.

    async def fetch_one(self, text: str, parameters: Row) -> Row:
        """See `Snapshot.fetch_one`."""
        return self._execute(text, parameters)[0]

    async def fetch_all(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all`."""
        return self._execute(text, parameters)

    async def fetch_all_in_thread(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all_in_thread`."""
        self.executed += 1
        return await asyncio.to_thread(_execute_apart, self._address, text, parameters)

    def _execute(self, text: str, parameters: Row) -> list[Row]:
        self.executed += 1
        self._deadline = time.monotonic() + STATEMENT_TIMEOUT_S
        return _fetch(self._connection, text, parameters)

    def _is_overdue(self) -> bool:
        """SQLite's progress handler: a true value interrupts the statement."""
        return time.monotonic() > self._deadline

    async def is_readable(self) -> bool:
        """See `Snapshot.is_readable`."""
        try:
            return bool(self._connection.execute(LATEST_RELEASE_QUERY).fetchone())
        except apsw.Error:
            return False

    def columns(self) -> list[Row]:
        """Every column of the database, as (table, column)."""
        return self._execute(_COLUMNS, ())


def open_release(path: Path) -> SqliteSnapshot:
    """A release file, opened immutable: no locks, no journal, no change underneath."""
    with closing(_connect(_address(path))) as connection:
        release = str(connection.execute(LATEST_RELEASE_QUERY).fetchall()[0][0])
        keys = {
            name: keys_by_alias(connection.execute(aliases_query(name)))
            for name in ALIASED_RESOURCES
        }
    return SqliteSnapshot(_address(path), release, AliasIndex(keys))


def create_in_memory(
    create: str, insert: str, rows: Iterable[Row], release: str, aliases: AliasIndex
) -> SqliteSnapshot:
    """A database of one table in memory, which lives as long as the snapshot that reads it.

    Args:
        create: The statement that creates the table.
        insert: The statement that inserts one row.
        rows: The parameters of `insert`.
        release: The release in whose name it is read.
        aliases: That release's.
    """
    # SQLite's memdb VFS: connections to one name share one database.
    address = f"file:/{uuid4()}?vfs=memdb"
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
    with closing(apsw.Connection(address, flags=flags)) as connection:
        connection.execute(create)
        with connection:
            connection.executemany(insert, rows)
        return SqliteSnapshot(address, release, aliases)


def _address(path: Path) -> str:
    return f"file:{path}?mode=ro&immutable=1"


def _connect(address: str) -> apsw.Connection:
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    return apsw.Connection(address, flags=flags, statementcachesize=STATEMENTS)


@contextmanager
def _apart(address: str) -> Iterator[apsw.Connection]:
    """A connection of one's own, for as long as one statement may take."""
    deadline = time.monotonic() + STATEMENT_TIMEOUT_S
    with closing(_connect(address)) as connection:
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS_BETWEEN_LOOKS)
        yield connection


def _execute_apart(address: str, text: str, parameters: Row) -> list[Row]:
    with _apart(address) as connection:
        return _fetch(connection, text, parameters)


def _differing(before: str, after: str) -> list[RowDifference]:
    """The rows that differ between two release files, by their addresses."""
    found: list[RowDifference] = []
    for resource in RECORD.values():
        with _apart(after) as connection:
            connection.execute("ATTACH ? AS before", (before,))
            text = row_differences_query(resource, "before.", "main.", "IS NOT")
            found += [(resource.name, *row) for row in _fetch(connection, text, ())]
    return found


def _fetch(connection: apsw.Connection, text: str, parameters: Row) -> list[Row]:
    try:
        return connection.execute(text, parameters).fetchall()
    except apsw.InterruptError as error:
        raise time_problem() from error


class SqliteStore:
    """Follows the link that publishing moves to the current release's file."""

    def __init__(self, link: Path, open_releases: int = 4) -> None:
        self._link = link
        # One that is forgotten is closed when the last request that reads it lets go of it.
        self._older: Lru[SqliteSnapshot] = Lru(open_releases)
        self.diffs: Lru[Snapshot] = Lru(DIFFS_MAX)
        self.diff_lock = asyncio.Lock()
        self._path: Path | None = None
        self._snapshot: SqliteSnapshot | None = None
        self._checked_at = 0.0

    async def current(self) -> Snapshot:
        """See `Store.current`."""
        now = time.monotonic()
        if self._snapshot is None or now - self._checked_at > RECHECK_INTERVAL_S:
            self._checked_at = now
            self._reload()
        assert self._snapshot is not None
        return self._snapshot

    def _reload(self) -> None:
        try:
            path = self._link.resolve(strict=True)
            if path != self._path:
                opened = open_release(path)
                if self._snapshot is not None:  # for those who are half-way through its pages
                    self._older.put(self._snapshot.release, self._snapshot)
                self._snapshot, self._path = opened, path
        except (OSError, apsw.Error) as error:
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
            raise unknown_release(release, await self.release_ids())
        found = self._older.get(release)
        return found or self._older.put(release, _older(path, release))

    def _file(self, release: str) -> Path | None:
        """The file of a release that is kept. No path is made of what is no release's id."""
        if self._path is None or not RELEASE.fullmatch(release):
            return None
        path = self._path.with_name(f"{release}.sqlite")
        return path if path.is_file() else None

    async def release_ids(self) -> list[str]:
        """See `Store.release_ids`."""
        await self.current()
        assert self._path is not None
        stems = (path.stem for path in self._path.parent.glob("*.sqlite"))
        return by_version(stem for stem in stems if RELEASE.fullmatch(stem))

    async def row_differences(self, before: str, after: str) -> list[RowDifference]:
        """See `Store.row_differences`: in a thread, on connections of its own."""
        files = [self._file(release) for release in (before, after)]
        addresses = [_address(file) for file in files if file is not None]
        if len(addresses) < len(files):
            raise Problem("release-gone", f"{before} or {after} has just ceased to be kept")
        return await asyncio.to_thread(_differing, *addresses)

    async def close(self) -> None:
        """See `Store.close`."""
        self.diffs.clear()
        self._older.clear()
        self._snapshot = self._path = None


def _older(path: Path, release: str) -> SqliteSnapshot:
    """A release that is no longer served, if this program can read it."""
    try:
        found = open_release(path)
        is_readable = found.release == release and can_read(found.columns())
    except (apsw.Error, TypeError) as error:
        raise unreadable_release(release) from error
    if not is_readable:
        raise unreadable_release(release)
    return found
