"""Reading SQLite databases: a release file, or a table in memory."""

import asyncio
import math
from collections.abc import Hashable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import apsw

from api.releases.aliases import (
    AliasIndex,
    RowId,
    aliases_query,
    former_ids_queries,
    keys_by_alias,
    successors_in,
)
from api.releases.coverage import ENTRIES_QUERY, KEYS_QUERY, CoverageIndex
from api.releases.dialects import OTHER_EDITIONS_QUERY, SQLITE, Dialect, dialect_of
from api.releases.lru import LookupCache
from api.releases.store import (
    STATEMENTS_MAX,
    TOTALS_MAX,
    Row,
    Snapshot,
    StoreLimits,
    statement_timeout,
)
from api.releases.tables import LATEST_RELEASE_QUERY, SOFTWARE_QUERY, row_differences_query
from schema.changes import Difference
from schema.resource import ALIASED_RESOURCES, Resource

_COLUMNS_QUERY = (
    "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
    " WHERE m.type = 'table'"
)
# SQLite's own 2 MB hold fewer pages than a hundred rows of each year: it took W2 a quarter longer.
# Mapped memory (mmap_size) is no faster, and a truncated file would end the process (SIGBUS).
_PAGE_CACHE_KB = 8_192
_STEPS_PER_PROGRESS_CALL = 50_000  # of SQLite's virtual machine: about a millisecond


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
        dialect: Dialect = SQLITE,
    ) -> None:
        self.dialect = dialect
        self._address, self._limits = address, limits
        self._connection = _connect(address)
        self._connection.set_progress_handler(self._is_overdue, _STEPS_PER_PROGRESS_CALL)
        self._deadline = math.inf
        self.release, self.aliases, self.coverage = release, aliases, coverage
        self.executed = 0
        self.statements: LookupCache[Hashable, Any] = LookupCache(STATEMENTS_MAX)
        self.totals: LookupCache[Hashable, int] = LookupCache(TOTALS_MAX)

    # Small reads block the event loop on purpose: switching to a thread would cost more.

    async def fetch_one(self, text: str, parameters: Row) -> Row:
        """See `Snapshot.fetch_one`."""
        return self._execute(text, parameters)[0]

    async def fetch_all(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all`."""
        return self._execute(text, parameters)

    async def fetch_all_in_thread(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all_in_thread`."""
        self.executed += 1
        return await asyncio.to_thread(
            _fetch_on_new_connection, self._address, text, parameters, self._limits
        )

    def _execute(self, text: str, parameters: Row) -> list[Row]:
        self.executed += 1
        self._deadline = self._limits.clock() + self._limits.statement_timeout_s
        return _fetch(self._connection, text, parameters, self._limits)

    def _is_overdue(self) -> bool:
        """SQLite's progress handler: a true value interrupts the statement."""
        return self._limits.clock() > self._deadline

    async def is_readable(self) -> bool:
        """See `Snapshot.is_readable`."""
        try:
            return bool(self._connection.execute(LATEST_RELEASE_QUERY).fetchone())
        except apsw.Error:
            return False

    async def columns(self) -> list[Row]:
        """See `Snapshot.columns`."""
        return self._execute(_COLUMNS_QUERY, ())


class NotARelease(Exception):
    """An SQLite database that names no release."""


def open_release(
    path: Path, limits: StoreLimits, aliases: AliasIndex | None = None
) -> SqliteSnapshot:
    """Open a release file as immutable: without locks and without a journal.

    Args:
        path: The file.
        limits: The limits of the store, with its clock.
        aliases: The aliases that it has, instead of reading its own and what is covered.

    Raises:
        NotARelease: Its table of releases is empty.
        apsw.Error: It is no SQLite database, or has other tables than a release.
    """
    address = address_of(path)
    with closing(_connect(address)) as connection:
        rows = connection.execute(LATEST_RELEASE_QUERY).fetchall()
        if not rows:
            raise NotARelease(path.name)
        release = str(rows[0][0])
        coverage, dialect = CoverageIndex(), SQLITE
        if aliases is None:
            keys = {
                name: keys_by_alias(connection.execute(aliases_query(name)))
                for name in ALIASED_RESOURCES
            }
            successors: dict[RowId, RowId] = {}
            for name, text in former_ids_queries().items():
                # Of a damaged table there are no former ids; the other tables are served.
                with suppress(apsw.CorruptError):
                    successors |= successors_in(name, connection.execute(text))
            aliases = AliasIndex(keys, successors)
            coverage = CoverageIndex(
                connection.execute(ENTRIES_QUERY), connection.execute(KEYS_QUERY)
            )
            ((others,),) = connection.execute(OTHER_EDITIONS_QUERY).fetchall()
            dialect = dialect_of(SQLITE, others)
    return SqliteSnapshot(address, release, aliases, coverage, limits, dialect)


def software_of(path: Path) -> str | None:
    """The version of the software that wrote a release file; None if the file does not say."""
    try:
        with closing(_connect(address_of(path))) as connection:
            row = connection.execute(SOFTWARE_QUERY).fetchone()
    except apsw.Error:
        return None
    return row[0] if row else None


def open_in_memory(
    create: str, insert: str, rows: Iterable[Row], like: Snapshot, limits: StoreLimits
) -> SqliteSnapshot:
    """Open a database of one table in memory, which exists as long as the snapshot.

    Args:
        create: The statement that creates the table.
        insert: The statement that inserts one row.
        rows: The parameters of `insert`.
        like: The snapshot whose release, aliases and coverage the new one has.
        limits: The limits of the store, with its clock.
    """
    # SQLite's memdb VFS: all connections to one name share one database.
    address = f"file:/{uuid4()}?vfs=memdb"
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
    with closing(apsw.Connection(address, flags=flags)) as connection:
        connection.execute(create)
        with connection:
            connection.executemany(insert, rows)
        return SqliteSnapshot(address, like.release, like.aliases, like.coverage, limits)


def row_differences(
    resource: Resource, before: str, after: str, limits: StoreLimits
) -> list[Difference]:
    """The rows of a resource that differ between the release files at two addresses."""
    with _new_connection(after, limits) as connection:
        connection.execute("ATTACH ? AS before", (before,))
        text = row_differences_query(resource, "before.", "main.", "IS NOT")
        return [Difference(*row) for row in _fetch(connection, text, (), limits)]


def address_of(path: Path) -> str:
    """The URI under which SQLite opens a release file."""
    return f"file:{path}?mode=ro&immutable=1"


def _connect(address: str) -> apsw.Connection:
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    connection = apsw.Connection(address, flags=flags, statementcachesize=STATEMENTS_MAX)
    # Otherwise SQLite prepares a statement anew for each new value of a parameter that STAT4 has
    # samples of: that took half of the time of a large answer.
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    connection.execute(f"PRAGMA cache_size = -{_PAGE_CACHE_KB}")
    return connection


@contextmanager
def _new_connection(address: str, limits: StoreLimits) -> Iterator[apsw.Connection]:
    """A read-only connection, closed at the end; the statement timeout counts from its opening."""
    deadline = limits.clock() + limits.statement_timeout_s
    with closing(_connect(address)) as connection:
        connection.set_progress_handler(lambda: limits.clock() > deadline, _STEPS_PER_PROGRESS_CALL)
        yield connection


def _fetch_on_new_connection(
    address: str, text: str, parameters: Row, limits: StoreLimits
) -> list[Row]:
    with _new_connection(address, limits) as connection:
        return _fetch(connection, text, parameters, limits)


def _fetch(
    connection: apsw.Connection, text: str, parameters: Row, limits: StoreLimits
) -> list[Row]:
    try:
        return connection.execute(text, parameters).fetchall()
    except apsw.InterruptError as error:
        raise statement_timeout(limits.statement_timeout_s) from error
