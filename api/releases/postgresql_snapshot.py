"""Reading one release on PostgreSQL, where it is a schema."""

from collections.abc import AsyncGenerator, Hashable
from typing import Any

import asyncpg

from api.problems import Problem
from api.releases.aliases import (
    TERRITORIES_QUERY,
    AliasIndex,
    RowId,
    alias_index,
    aliases_query,
    former_ids_queries,
    successors_in,
)
from api.releases.coverage import ENTRIES_QUERY, KEYS_QUERY, CoverageIndex
from api.releases.dialects import OTHER_EDITIONS_QUERY, POSTGRESQL, dialect_of
from api.releases.indexes import Indexes
from api.releases.lru import LookupCache
from api.releases.pool import ConnectionPool
from api.releases.statement_time import timed, timed_stream
from api.releases.statistics import (
    NO_STATISTICS,
    POSTGRESQL_STATISTICS_QUERY,
    postgresql_statistics,
)
from api.releases.store import STATEMENTS_MAX, TOTALS_MAX, Row, Work
from api.releases.tables import LATEST_RELEASE_QUERY, SOFTWARE_QUERY
from schema.filters import ALIASED_RESOURCES

_COLUMNS_QUERY = (
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema()"
)


class PostgresqlSnapshot:
    """Reads one release's schema through a pool whose search path is that schema."""

    def __init__(self, release: str, pool: ConnectionPool) -> None:
        self._pool = pool
        self.release = release
        self.use(Indexes(AliasIndex({}), CoverageIndex(), POSTGRESQL, NO_STATISTICS))
        self._statements = 0
        self.statements: LookupCache[Hashable, Any] = LookupCache(STATEMENTS_MAX)
        self.totals: LookupCache[Hashable, int] = LookupCache(TOTALS_MAX)

    @property
    def work(self) -> Work:
        """See `Snapshot.work`."""
        return Work(self._statements)

    def use(self, indexes: Indexes) -> None:
        """Take over what was read of the release."""
        self.indexes = indexes
        self.aliases, self.coverage, self.dialect, self.statistics = indexes

    async def read_indexes(self) -> Indexes:
        """Read aliases, former ids, coverage entries and statistics; once, before serving."""
        named = {}
        for name in ALIASED_RESOURCES:
            named[name] = await self._pool.fetch(aliases_query(name), ())
        successors: dict[RowId, RowId] = {}
        for name, text in former_ids_queries().items():
            successors |= successors_in(name, await self._pool.fetch(text, ()))
        territories = await self._pool.fetch(TERRITORIES_QUERY, ())
        aliases = alias_index(named, successors, frozenset(code for (code,) in territories))
        entries = await self._pool.fetch(ENTRIES_QUERY, ())
        coverage = CoverageIndex(entries, await self._pool.fetch(KEYS_QUERY, ()))
        ((others,),) = await self._pool.fetch(OTHER_EDITIONS_QUERY, ())
        statistics = await self._pool.fetch(POSTGRESQL_STATISTICS_QUERY, ())
        dialect = dialect_of(POSTGRESQL, others)
        return Indexes(aliases, coverage, dialect, postgresql_statistics(statistics))

    def levels(self) -> dict[str, int]:
        """The figures of its connections for /metrics."""
        return self._pool.levels()

    async def fetch_one(self, text: str, parameters: Row) -> Row:
        """See `Snapshot.fetch_one`."""
        return (await self.fetch_all(text, parameters))[0]

    @timed
    async def fetch_all(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all`."""
        self._statements += 1
        try:
            return await self._pool.fetch(text, parameters)
        except asyncpg.UndefinedTableError as error:
            raise Problem("release-gone", f"release {self.release} has been removed") from error

    async def fetch_all_in_thread(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all_in_thread`; asyncpg needs no thread."""
        return await self.fetch_all(text, parameters)

    @timed_stream
    def stream(
        self, text: str, parameters: Row, batch_rows: int
    ) -> AsyncGenerator[list[Row], None]:
        """See `Snapshot.stream`."""
        self._statements += 1
        return self._pool.stream(text, parameters, batch_rows)

    async def is_readable(self) -> bool:
        """See `Snapshot.is_readable`."""
        try:
            return bool(await self._pool.fetch(LATEST_RELEASE_QUERY, ()))
        except (Problem, asyncpg.PostgresError):
            return False

    async def columns(self) -> list[Row]:
        """See `Snapshot.columns`."""
        return await self._pool.fetch(_COLUMNS_QUERY, ())

    async def software(self) -> str | None:
        """The version of the software that wrote the release; None if it does not say."""
        try:
            rows = await self._pool.fetch(SOFTWARE_QUERY, ())
        except asyncpg.PostgresError:
            return None
        return rows[0][0] if rows else None

    def close_idle(self) -> None:
        """Hold no connection open any more; requests that still read it open one each."""
        self._pool.close_idle()
