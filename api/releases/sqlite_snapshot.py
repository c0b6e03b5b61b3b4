"""Reading SQLite databases: a release file, or a table in memory."""

from collections.abc import AsyncGenerator, Callable, Hashable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple
from uuid import uuid4

import apsw

from api.problems import Problem
from api.releases.aliases import (
    AliasIndex,
    RowId,
    aliases_query,
    former_ids_queries,
    keys_by_alias,
    successors_in,
)
from api.releases.coverage import ENTRIES_QUERY, KEYS_QUERY, CoverageIndex
from api.releases.dialects import (
    INDEX_STATISTICS_QUERY,
    OTHER_EDITIONS_QUERY,
    SQLITE,
    WORD_INDEX_QUERY,
    Dialect,
    sqlite_dialect,
)
from api.releases.gate import ThreadLane
from api.releases.lru import LookupCache
from api.releases.sqlite_compressed import compressed_address
from api.releases.sqlite_faults import DAMAGE, UNREADABLE, unreadable
from api.releases.sqlite_reader import OverBudget, SqliteReader, connect, thread_reader
from api.releases.sqlite_stream import stream_rows
from api.releases.statement_time import count_seconds, timed, timed_stream
from api.releases.statistics import NO_STATISTICS, Statistics, sqlite_statistics
from api.releases.store import (
    STATEMENTS_MAX,
    TOTALS_MAX,
    Row,
    Snapshot,
    StoreLimits,
    Work,
)
from api.releases.tables import LATEST_RELEASE_QUERY, SOFTWARE_QUERY, row_differences_query
from schema.changes import Difference
from schema.release_files import is_compressed
from schema.resource import ALIASED_RESOURCES, Resource

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
        self._expensive: LookupCache[str, bool] = LookupCache(STATEMENTS_MAX)
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
        One that turns out not to be cheap begins again in a thread, and the next time begins there.
        """
        if text in self._expensive:
            self._expensive.move_to_end(text)
            return None
        started = perf_counter()
        try:
            self._statements += 1
            return self._reader.fetch(text, parameters, self._limits.loop_steps)
        except OverBudget:
            self._statements -= 1  # it counts where it runs to its end
            self._expensive[text] = True
        except DAMAGE as error:
            raise self._unreadable(error) from error
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
        """The problem of a file that is gone, or is damaged, which the store is told of."""
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


class NotARelease(Exception):
    """An SQLite database that names no release."""


def open_release(
    path: Path, limits: StoreLimits, lane: ThreadLane, aliases: AliasIndex | None = None
) -> SqliteSnapshot:
    """Open a release file as immutable: without locks and without a journal.

    Args:
        path: The file.
        limits: The limits of the store.
        lane: Where expensive statements run.
        aliases: The aliases that it has, instead of reading its own and what is covered.

    Raises:
        NotARelease: Its table of releases is empty.
        apsw.Error: It is no SQLite database, or has other tables than a release.
    """
    address = address_of(path)
    with closing(connect(address)) as connection:
        rows = connection.execute(LATEST_RELEASE_QUERY).fetchall()
        if not rows:
            raise NotARelease(path.name)
        release = str(rows[0][0])
        if aliases is not None:
            indexes = _Indexes(aliases, CoverageIndex(), SQLITE, NO_STATISTICS)
        else:
            indexes = _PRELOADED.get(release) or _read_indexes(connection)
    aliases, coverage, dialect, statistics = indexes
    kind = CompressedSnapshot if is_compressed(path) else SqliteSnapshot
    return kind(address, release, aliases, coverage, limits, lane, dialect, statistics)


class _Indexes(NamedTuple):
    """What is read of a release when it is opened."""

    aliases: AliasIndex
    coverage: CoverageIndex
    dialect: Dialect
    statistics: Statistics


_PRELOADED: dict[str, _Indexes] = {}  # by release


def preload_release(path: Path) -> None:
    """Read the indexes of a release for those who open it later, and close it again.

    Processes that are forked afterwards share them; a connection they must not share.
    """
    with suppress(apsw.Error), closing(connect(address_of(path))) as connection:
        for (release,) in connection.execute(LATEST_RELEASE_QUERY).fetchall():
            _PRELOADED[str(release)] = _read_indexes(connection)


def _read_indexes(connection: apsw.Connection) -> _Indexes:
    keys = {
        name: keys_by_alias(connection.execute(aliases_query(name))) for name in ALIASED_RESOURCES
    }
    successors: dict[RowId, RowId] = {}
    for name, text in former_ids_queries().items():
        successors |= successors_in(name, connection.execute(text))
    coverage = CoverageIndex(connection.execute(ENTRIES_QUERY), connection.execute(KEYS_QUERY))
    ((others,),) = connection.execute(OTHER_EDITIONS_QUERY).fetchall()
    ((indexed,),) = connection.execute(WORD_INDEX_QUERY).fetchall()
    indexes: list[Any] = connection.execute(INDEX_STATISTICS_QUERY).fetchall()
    dialect, statistics = sqlite_dialect(others, indexed, indexes), sqlite_statistics(indexes)
    return _Indexes(AliasIndex(keys, successors), coverage, dialect, statistics)


def software_of(path: Path) -> str | None:
    """The version of the software that wrote a release file; None if the file does not say."""
    try:
        with closing(connect(address_of(path))) as connection:
            row = connection.execute(SOFTWARE_QUERY).fetchone()
    except apsw.Error:
        return None
    return row[0] if row else None


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
