"""Reading SQLite databases: a release file, or a table in memory."""

from collections.abc import AsyncGenerator, Callable, Hashable, Iterable
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import apsw

from api.problems import Problem
from api.releases.aliases import (
    AliasIndex,
)
from api.releases.coverage import CoverageIndex
from api.releases.detours import Detours
from api.releases.dialects import (
    SQLITE,
    Dialect,
)
from api.releases.gate import ThreadLane
from api.releases.lru import LookupCache
from api.releases.sqlite_compressed import compressed_address
from api.releases.sqlite_faults import DAMAGE, UNREADABLE, unreadable
from api.releases.sqlite_reader import OverBudget, SqliteReader, connect, thread_reader
from api.releases.sqlite_stream import stream_rows
from api.releases.statement_time import count_seconds, timed, timed_stream
from api.releases.statistics import NO_STATISTICS, Statistics
from api.releases.store import (
    STATEMENTS_MAX,
    TOTALS_MAX,
    Row,
    Snapshot,
    StoreLimits,
    Work,
)
from api.releases.tables import LATEST_RELEASE_QUERY, row_differences_query
from schema.changes import Difference
from schema.release_files import is_compressed
from schema.resource import Resource

_COLUMNS_QUERY = (
    "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
    " WHERE m.type = 'table'"
)


class SqliteSnapshot:
    """Reads the database at an address, which holds one release or the changes between two.

    The event loop has one connection, and every statement in a thread one of its own: two threads
    that use one connection at the same time get a ThreadingViolationError.
    """

    def __init__(
        self,
        address: str,
        release: str,
        aliases: AliasIndex,
        coverage: CoverageIndex,
        limits: StoreLimits,
        lane: ThreadLane,
        dialect: Dialect = SQLITE,
        statistics: Statistics = NO_STATISTICS,
    ) -> None:
        self.dialect, self.statistics = dialect, statistics
        self._address, self._limits, self._lane = address, limits, lane
        self._reader = SqliteReader(address, limits)  # of the event loop
        self._readers = [self._reader]  # and those of threads
        self._spare: list[SqliteReader] = []  # of the threads, while none uses them
        self._detours = Detours(STATEMENTS_MAX)
        self.release, self.aliases, self.coverage = release, aliases, coverage
        self.on_damage: Callable[[apsw.Error], None] = lambda _: None
        self._statements = self._threaded = 0
        self.statements: LookupCache[Hashable, Any] = LookupCache(STATEMENTS_MAX)
        self.totals: LookupCache[Hashable, int] = LookupCache(TOTALS_MAX)

    async def fetch_one(self, text: str, parameters: Row) -> Row:
        """See `Snapshot.fetch_one`."""
        rows = self._fetch_if_cheap(text, parameters)
        return (await self.fetch_all_in_thread(text, parameters) if rows is None else rows)[0]

    async def fetch_all(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all`."""
        rows = self._fetch_if_cheap(text, parameters)
        return await self.fetch_all_in_thread(text, parameters) if rows is None else rows

    def _fetch_if_cheap(self, text: str, parameters: Row) -> list[Row] | None:
        """The rows of a cheap statement, None of another one.

        A cheap statement holds the event loop on purpose: a thread would cost more than it does.
        One that turns out not to be cheap begins again in a thread, and `Detours` says whether the
        next ones of its text begin there.
        """
        if self._detours.begin(text):
            return None
        started = perf_counter()
        try:
            self._statements += 1
            rows = self._reader.fetch(text, parameters, self._limits.loop_steps)
        except OverBudget:
            self._statements -= 1  # it counts where it runs to its end
            self._detours.lengthen(text)
        except DAMAGE as error:
            raise self._unreadable(error) from error
        else:
            self._detours.shorten(text)
            return rows
        finally:
            count_seconds(started)
        return None

    @timed
    async def fetch_all_in_thread(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all_in_thread`."""
        self._statements += 1
        self._threaded += 1
        try:
            return await self._lane.run(self._fetch_with_spare, text, parameters)
        except UNREADABLE as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: apsw.Error) -> Problem:
        """The problem of a file that is gone, or is damaged, which the store notes."""
        if isinstance(error, DAMAGE):
            self.on_damage(error)
        return unreadable(self.release)

    def _fetch_with_spare(self, text: str, parameters: Row) -> list[Row]:
        reader = self._spare.pop() if self._spare else self._new_reader()
        try:
            return reader.fetch_within_limit(text, parameters)
        finally:
            self._spare.append(reader)

    def _new_reader(self) -> SqliteReader:
        reader = thread_reader(self._address, self._limits)
        self._readers.append(reader)
        return reader

    @property
    def work(self) -> Work:
        """See `Snapshot.work`."""
        steps = sum(reader.steps for reader in self._readers)
        return Work(self._statements, self._threaded, steps)

    @timed_stream
    def stream(
        self, text: str, parameters: Row, batch_rows: int
    ) -> AsyncGenerator[list[Row], None]:
        """See `Snapshot.stream`."""
        self._statements += 1
        try:
            connection = connect(self._address)
        except UNREADABLE as error:
            raise self._unreadable(error) from error
        return stream_rows(connection, text, parameters, batch_rows, self._unreadable)

    async def is_readable(self) -> bool:
        """See `Snapshot.is_readable`."""
        try:
            return bool(self._reader.fetch_within_limit(LATEST_RELEASE_QUERY, ()))
        except apsw.Error:
            return False

    async def columns(self) -> list[Row]:
        """See `Snapshot.columns`."""
        return self.read_columns()

    def read_columns(self) -> list[Row]:
        """`columns`, without a wait."""
        return self._reader.fetch_within_limit(_COLUMNS_QUERY, ())


class CompressedSnapshot(SqliteSnapshot):
    """Reads a compressed release: in threads only, since unpacking counts no steps."""

    def _fetch_if_cheap(self, _text: str, _parameters: Row) -> list[Row] | None:
        return None


def open_in_memory(
    create: str,
    insert: str,
    rows: Iterable[Row],
    like: Snapshot,
    limits: StoreLimits,
    lane: ThreadLane,
) -> SqliteSnapshot:
    """Open a database of one table in memory, which exists as long as the snapshot.

    Args:
        create: The statement that creates the table.
        insert: The statement that inserts one row.
        rows: The parameters of `insert`.
        like: The snapshot whose release, aliases and coverage the new one has.
        limits: The limits of the store.
        lane: Where expensive statements run.
    """
    # SQLite's memdb VFS: all connections to one name share one database.
    address = f"file:/{uuid4()}?vfs=memdb"
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
    with closing(apsw.Connection(address, flags=flags)) as connection:
        connection.execute(create)
        with connection:
            connection.executemany(insert, rows)
        return SqliteSnapshot(address, like.release, like.aliases, like.coverage, limits, lane)


def row_differences(
    resource: Resource, before: str, after: str, limits: StoreLimits
) -> list[Difference]:
    """The rows of a resource that differ between the release files at two addresses."""
    with closing(thread_reader(after, limits)) as reader:
        reader.fetch_within_limit("ATTACH ? AS before", (before,))
        text = row_differences_query(resource, "before.", "main.", "IS NOT")
        return [Difference(*row) for row in reader.fetch_within_limit(text, ())]


def address_of(path: Path) -> str:
    """The URI under which SQLite opens a release file."""
    return compressed_address(path) if is_compressed(path) else f"file:{path}?mode=ro&immutable=1"
