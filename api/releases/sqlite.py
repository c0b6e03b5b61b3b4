"""SQLite: a release is a file, and a link names the one being served.

Publishing makes a new file and moves the link, which `SqliteStore.current` notices within a second.
"""

import asyncio
import math
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import apsw

from api.limits import STATEMENT_SECONDS
from api.problems import Problem
from api.releases.dialects import SQLITE
from api.releases.lru import Lru
from api.releases.store import (
    COMPARED,
    LOOK_AGAIN_SECONDS,
    NAMED,
    OWN_RELEASE,
    RELEASE,
    STATEMENTS,
    TOTALS,
    Differing,
    Names,
    Row,
    Snapshot,
    by_version,
    can_read,
    differing_query,
    names_of,
    names_query,
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


class SqliteReader:
    """Reads one connection, on behalf of a release."""

    dialect = SQLITE

    def __init__(self, connection: apsw.Connection, release: str, names: Names) -> None:
        self._connection = connection
        self._connection.set_progress_handler(self._is_overdue, _STEPS_BETWEEN_LOOKS)
        self._deadline = math.inf
        self.release, self.names = release, names
        self.executed = 0
        self.statements: Lru[Any] = Lru(STATEMENTS)
        self.totals: Lru[int] = Lru(TOTALS)

    # In the event loop on purpose: a small read is cheaper than a hop to a thread.

    async def one(self, text: str, parameters: Row) -> Row:
        """See `Snapshot.one`."""
        return self._execute(text, parameters)[0]

    async def all(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.all`."""
        return self._execute(text, parameters)

    async def bulk(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.bulk`: in a thread."""
        return await asyncio.to_thread(self._execute, text, parameters)

    def _execute(self, text: str, parameters: Row) -> list[Row]:
        self.executed += 1
        self._deadline = time.monotonic() + STATEMENT_SECONDS
        return _fetch(self._connection, text, parameters)

    def _is_overdue(self) -> bool:
        """Asked by SQLite as it works; a true answer interrupts the statement."""
        return time.monotonic() > self._deadline

    async def is_readable(self) -> bool:
        """See `Snapshot.is_readable`."""
        try:
            return bool(self._connection.execute(OWN_RELEASE).fetchone())
        except apsw.Error:
            return False


class SqliteSnapshot(SqliteReader):
    """One release file, opened immutable: no locks, no journal, no change underneath."""

    def __init__(self, path: Path) -> None:
        self._address = _address(path)
        connection = _connect(self._address)
        release = str(connection.execute(OWN_RELEASE).fetchall()[0][0])
        found = {name: names_of(connection.execute(names_query(name))) for name in NAMED}
        super().__init__(connection, release, Names(found))

    async def bulk(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.bulk`: in a thread, on a connection that nobody else waits for."""
        self.executed += 1
        return await asyncio.to_thread(_execute_apart, self._address, text, parameters)

    def columns(self) -> list[Row]:
        """Every column there is, as (table, column)."""
        return self._execute(_COLUMNS, ())


def _address(path: Path) -> str:
    return f"file:{path}?mode=ro&immutable=1"


def _connect(address: str) -> apsw.Connection:
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    return apsw.Connection(address, flags=flags, statementcachesize=STATEMENTS)


@contextmanager
def _apart(address: str) -> Iterator[apsw.Connection]:
    """A connection of one's own, for as long as one statement may take."""
    deadline = time.monotonic() + STATEMENT_SECONDS
    with closing(_connect(address)) as connection:
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS_BETWEEN_LOOKS)
        yield connection


def _execute_apart(address: str, text: str, parameters: Row) -> list[Row]:
    with _apart(address) as connection:
        return _fetch(connection, text, parameters)


def _differing(before: str, after: str) -> list[Differing]:
    """The rows that differ between two release files, by their addresses."""
    found: list[Differing] = []
    for resource in RECORD.values():
        with _apart(after) as connection:
            connection.execute("ATTACH ? AS before", (before,))
            text = differing_query(resource, "before.", "main.", "IS NOT")
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
        self.compared: Lru[Snapshot] = Lru(COMPARED)
        self.comparing = asyncio.Lock()
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

    async def differing(self, before: str, after: str) -> list[Differing]:
        """See `Store.differing`: in a thread, on connections of its own."""
        files = [self._file(release) for release in (before, after)]
        addresses = [_address(file) for file in files if file is not None]
        if len(addresses) < len(files):
            raise Problem("release-gone", f"{before} or {after} has just ceased to be kept")
        return await asyncio.to_thread(_differing, *addresses)

    async def close(self) -> None:
        """See `Store.close`."""
        self.compared.clear()
        self._older.clear()
        self._snapshot = self._path = None


def _older(path: Path, release: str) -> SqliteSnapshot:
    """A release that is no longer served, if this program can read it."""
    try:
        found = SqliteSnapshot(path)
        is_readable = found.release == release and can_read(found.columns())
    except (apsw.Error, TypeError) as error:
        raise unreadable_release(release) from error
    if not is_readable:
        raise unreadable_release(release)
    return found
