"""PostgreSQL: a release is a schema, and a row of `public.current_release` names the one served.

Every release has a connection pool of its own, whose search path is its schema, so an answer cannot
mix two releases. When another release is served, the pool of the previous one closes.
"""

import asyncio
import math
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg
from cachetools import LRUCache

from api.problems import Problem
from api.releases.hosts import LOST, Hosts
from api.releases.pool import ConnectionPool
from api.releases.postgresql_snapshot import PostgresqlSnapshot
from api.releases.store import (
    DEFAULT_LIMITS,
    DIFFS_MAX,
    Snapshot,
    StoreLimits,
    by_version,
    unknown_release,
    unreadable_release,
)
from api.releases.tables import has_required_columns, row_differences_query
from schema.changes import Difference
from schema.resource import Resource

_POINTER_QUERY = "SELECT schema_name, release_id FROM public.current_release"
_SCHEMAS_QUERY = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'release%'"
# Publishing names the schema of release 1.0.0-0123456789ab release_1_0_0_0123456789ab.
_SCHEMA = re.compile(r"release_([0-9]+)_([0-9]+)_([0-9]+)_([0-9a-f]{12})")
_OLDER_POOL_SIZE = 2
_POINTER_ANSWER_S = 1.0


class _OpenReleases(LRUCache[str, PostgresqlSnapshot]):
    """Older releases; an evicted one closes its connections."""

    def popitem(self) -> tuple[str, PostgresqlSnapshot]:
        release, snapshot = super().popitem()
        snapshot.close_idle()
        return release, snapshot


class PostgresqlStore:
    """The releases of one database, and the one that `public.current_release` names."""

    def __init__(
        self,
        url: str,
        connections: int,
        open_releases: int = 4,
        limits: StoreLimits = DEFAULT_LIMITS,
    ) -> None:
        self._url, self._size, self.limits = url, connections, limits
        self._preloaded: PostgresqlSnapshot | None = None  # which has no connection any more
        self.lanes = limits.new_lanes()  # the changes between two releases are read from SQLite
        self.diffs: LRUCache[tuple[str, str], Snapshot] = LRUCache(DIFFS_MAX)
        self.diff_lock = asyncio.Lock()
        self.fault: str | None = None  # the server of the database tells of damage by itself
        self._older = _OpenReleases(open_releases)
        self._open_lock = asyncio.Lock()
        self._schemas: dict[str, str] = {}  # by release, as of `_listed_at`
        self._listed_at = -math.inf
        self._hosts = Hosts(url, limits)
        # It asks once a second, and so finds out which host does not answer any more.
        self._pointer_pool = ConnectionPool(self._hosts, "public", 1, limits, _POINTER_ANSWER_S)
        self._snapshot: PostgresqlSnapshot | None = None
        self._schema: str | None = None
        self._problem: Problem | None = None  # of the last refresh
        self._checked_at = -math.inf
        self._refresh_lock = asyncio.Lock()

    def preload(self) -> None:
        """See `Store.preload`. If the database does not answer, workers read it when it does."""
        with suppress(Problem):
            asyncio.run(self._preload())

    async def _preload(self) -> None:
        other = PostgresqlStore(self._url, 1, limits=self.limits)  # its connections are closed
        try:
            self._preloaded = await other._current()
        finally:
            await other.close()

    async def current(self) -> Snapshot:
        """See `Store.current`."""
        return await self._current()

    async def _current(self) -> PostgresqlSnapshot:
        is_due = self._is_due(self._checked_at)
        if is_due and not (self._snapshot and self._refresh_lock.locked()):
            await self._refresh()  # one request refreshes; others use the snapshot that is open
        if self._snapshot is None:
            assert self._problem is not None
            raise self._problem
        # If the new release cannot be read, the one that is open is served on.
        return self._snapshot

    def served(self) -> str:
        """See `Store.served`."""
        if self._snapshot is None or self._is_due(self._checked_at):
            return ""
        return self._snapshot.release

    def _is_due(self, checked_at: float) -> bool:
        return self.limits.clock() - checked_at > self.limits.recheck_interval_s

    async def _refresh(self) -> None:
        async with self._refresh_lock:
            if not self._is_due(self._checked_at):
                return  # another request has refreshed while this one waited
            try:
                await self._reload()
                self._problem = None
            except Problem as problem:
                self._problem = problem
            except (asyncpg.PostgresError, *LOST) as error:
                self._problem = Problem("not-ready", "no release can be read in this database")
                self._problem.__cause__ = error
            finally:
                self._checked_at = self.limits.clock()

    async def _reload(self) -> None:
        rows = await self._pointer_pool.fetch(_POINTER_QUERY, ())
        if not rows:
            raise Problem("not-ready", "no release is published in this database")
        schema, release = rows[0]
        if schema != self._schema:
            snapshot = PostgresqlSnapshot(release, self._new_pool(schema, self._size))
            preloaded = self._preloaded
            if preloaded is not None and preloaded.release == release:
                snapshot.use(preloaded.indexes)
            else:
                snapshot.use(await snapshot.read_indexes())
            if self._snapshot is not None:
                self._snapshot.close_idle()
            self._snapshot, self._schema = snapshot, schema

    def _new_pool(self, schema: str, size: int) -> ConnectionPool:
        return ConnectionPool(self._hosts, schema, size, self.limits)

    async def at(self, release: str) -> Snapshot:
        """See `Store.at`."""
        current = await self.current()
        if current.release == release:
            return current
        schema = (await self._list_schemas()).get(release)
        if schema is None:
            raise unknown_release(release, await self.release_ids())
        async with self._open_lock:
            snapshot = self._older.get(release)
            if snapshot is None:
                self._older[release] = snapshot = await self._open(release, schema)
            return snapshot

    async def _open(self, release: str, schema: str) -> PostgresqlSnapshot:
        """Open a release that is no longer served, if this program can read its tables."""
        pool = self._new_pool(schema, min(self._size, _OLDER_POOL_SIZE))
        snapshot = PostgresqlSnapshot(release, pool)
        if not has_required_columns(await snapshot.columns()):
            software = await snapshot.software()
            snapshot.close_idle()
            raise unreadable_release(release, software)
        snapshot.use(await snapshot.read_indexes())
        return snapshot

    async def _list_schemas(self) -> dict[str, str]:
        """The schema of each release, at most `recheck_interval_s` old."""
        if self._is_due(self._listed_at):
            rows = await self._pointer_pool.fetch(_SCHEMAS_QUERY, ())
            matches = [_SCHEMA.fullmatch(name) for (name,) in rows]
            self._schemas = {"{}.{}.{}-{}".format(*m.groups()): m[0] for m in matches if m}
            self._listed_at = self.limits.clock()
        return self._schemas

    async def release_ids(self) -> list[str]:
        """See `Store.release_ids`."""
        return by_version(await self._list_schemas())

    @asynccontextmanager
    async def comparable(self, release: str) -> AsyncIterator[Snapshot]:
        """See `Store.comparable`."""
        try:
            snapshot = await self.at(release)
        except Problem as problem:
            if problem.type.slug != "release-gone":
                raise
        else:
            yield snapshot
            return
        schema = (await self._list_schemas())[release]
        partial = PostgresqlSnapshot(release, self._new_pool(schema, 1))
        partial.aliases = (await self.current()).aliases
        try:
            yield partial
        finally:
            partial.close_idle()

    async def row_differences(
        self, resource: Resource, before: Snapshot, after: Snapshot
    ) -> list[Difference]:
        """See `Store.row_differences`; a connection of the newer release reads both schemas."""
        schema = (await self._list_schemas())[before.release]
        text = row_differences_query(resource, f'"{schema}".', "", "IS DISTINCT FROM")
        return [Difference(*row) for row in await after.fetch_all(text, ())]

    def levels(self) -> dict[str, int]:
        """See `Store.levels`."""
        levels = {} if self._snapshot is None else self._snapshot.levels()
        return levels | {"queue": levels.get("queue", 0) + self.lanes.waiting}

    async def close(self) -> None:
        """See `Store.close`."""
        self.diffs.clear()
        while self._older:
            self._older.popitem()
        self._pointer_pool.close_idle()
        if self._snapshot is not None:
            self._snapshot.close_idle()
        self._snapshot = self._schema = None
        self._checked_at = -math.inf
        self.lanes.close()
