"""PostgreSQL: a release is a schema, and a row in `public.current_release` names the one served.

Every release has connections of its own, whose search path is its schema: an answer cannot mix two.
When another release is served, those to the last are closed as soon as they are given back.
"""

import asyncio
import math
import re
import time
from typing import Any

import asyncpg

from api.problems import Problem
from api.releases.dialects import POSTGRESQL
from api.releases.lru import Lru
from api.releases.pool import LOST, ConnectionPool
from api.releases.store import (
    ALIASED_RESOURCES,
    DIFFS_MAX,
    LATEST_RELEASE_QUERY,
    RECHECK_INTERVAL_S,
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
    unknown_release,
    unreadable_release,
)
from schema import RECORD

_POINTER = "SELECT schema_name, release_id FROM public.current_release"
_SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'release%'"
_COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema()"
)
# release_1_0_0_0123456789ab, as publishing names the schema of 1.0.0-0123456789ab
_SCHEMA = re.compile(r"release_([0-9]+)_([0-9]+)_([0-9]+)_([0-9a-f]{12})")
_CONNECTIONS_TO_OLDER = 2


class PostgresqlSnapshot:
    """One release's schema, read through connections of its own."""

    dialect = POSTGRESQL

    def __init__(self, release: str, connections: ConnectionPool) -> None:
        self._connections = connections
        self.release = release
        self.aliases = AliasIndex({})
        self.executed = 0
        self.statements: Lru[Any] = Lru(STATEMENTS)
        self.totals: Lru[int] = Lru(TOTALS)

    async def read_names(self) -> None:
        """Read what every country and group goes by; once, before it serves."""
        names = {}
        for name in ALIASED_RESOURCES:
            names[name] = keys_by_alias(await self._connections.fetch(aliases_query(name), ()))
        self.aliases = AliasIndex(names)

    async def fetch_one(self, text: str, parameters: Row) -> Row:
        """See `Snapshot.fetch_one`."""
        return (await self.fetch_all(text, parameters))[0]

    async def fetch_all(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all`."""
        self.executed += 1
        try:
            return await self._connections.fetch(text, parameters)
        except asyncpg.UndefinedTableError as error:
            raise Problem("release-gone", f"release {self.release} is no longer kept") from error

    async def fetch_all_in_thread(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.fetch_all_in_thread`: whoever else asks has other connections."""
        return await self.fetch_all(text, parameters)

    async def is_readable(self) -> bool:
        """See `Snapshot.is_readable`."""
        try:
            return bool(await self._connections.fetch(LATEST_RELEASE_QUERY, ()))
        except (Problem, asyncpg.PostgresError):
            return False

    async def columns(self) -> list[Row]:
        """Every column there is, as (table, column)."""
        return await self._connections.fetch(_COLUMNS, ())

    def close_idle(self) -> None:
        """Keep no connection: another release is served, and few still read this one."""
        self._connections.close_idle()


class PostgresqlStore:
    """Follows the row that publishing changes to name the current release's schema."""

    def __init__(self, url: str, connections: int, open_releases: int = 4) -> None:
        self._url = url
        self.diffs: Lru[Snapshot] = Lru(DIFFS_MAX)
        self.diff_lock = asyncio.Lock()
        self._older: Lru[PostgresqlSnapshot] = Lru(open_releases, PostgresqlSnapshot.close_idle)
        self._opening = asyncio.Lock()
        self._kept: dict[str, str] = {}  # release → schema, as it was when last looked
        self._listed = -math.inf
        self._size = connections
        self._pointer_pool = ConnectionPool(url, "public", 1)
        self._snapshot: PostgresqlSnapshot | None = None
        self._schema: str | None = None
        self._problem: Problem | None = None  # of the last look
        self._checked_at = -math.inf
        self._refresh_lock = asyncio.Lock()

    async def current(self) -> Snapshot:
        """See `Store.current`."""
        is_old = time.monotonic() - self._checked_at > RECHECK_INTERVAL_S
        if is_old and not (self._snapshot and self._refresh_lock.locked()):
            await self._refresh()  # one request does, and the others go on with what there is
        if self._snapshot is None:
            assert self._problem is not None
            raise self._problem
        # A release that was whole goes on being served when its successor cannot be read.
        return self._snapshot

    async def _refresh(self) -> None:
        async with self._refresh_lock:
            if time.monotonic() - self._checked_at <= RECHECK_INTERVAL_S:
                return  # another request has just done so
            try:
                await self._reload()
                self._problem = None
            except Problem as problem:
                self._problem = problem
            except (asyncpg.PostgresError, *LOST) as error:
                self._problem = Problem("not-ready", "no release can be read in this database")
                self._problem.__cause__ = error
            finally:
                self._checked_at = time.monotonic()

    async def _reload(self) -> None:
        rows = await self._pointer_pool.fetch(_POINTER, ())
        if not rows:
            raise Problem("not-ready", "no release is published in this database")
        schema, release = rows[0]
        if schema != self._schema:
            opened = PostgresqlSnapshot(release, ConnectionPool(self._url, schema, self._size))
            await opened.read_names()
            if self._snapshot is not None:
                self._snapshot.close_idle()
            self._snapshot, self._schema = opened, schema

    async def at(self, release: str) -> Snapshot:
        """See `Store.at`."""
        current = await self.current()
        if current.release == release:
            return current
        schema = (await self._schemas()).get(release)
        if schema is None:
            raise unknown_release(release, await self.release_ids())
        async with self._opening:
            found = self._older.get(release)
            return found or self._older.put(release, await self._open(release, schema))

    async def _open(self, release: str, schema: str) -> PostgresqlSnapshot:
        """A release that is no longer served, if this program can read it."""
        found = PostgresqlSnapshot(
            release, ConnectionPool(self._url, schema, min(self._size, _CONNECTIONS_TO_OLDER))
        )
        if not can_read(await found.columns()):
            found.close_idle()
            raise unreadable_release(release)
        await found.read_names()
        return found

    async def _schemas(self) -> dict[str, str]:
        """The releases that are kept, with their schemas; at most a second old."""
        if time.monotonic() - self._listed > RECHECK_INTERVAL_S:
            found = [
                _SCHEMA.fullmatch(name) for (name,) in await self._pointer_pool.fetch(_SCHEMAS, ())
            ]
            self._kept = {"{}.{}.{}-{}".format(*m.groups()): m[0] for m in found if m}
            self._listed = time.monotonic()
        return self._kept

    async def release_ids(self) -> list[str]:
        """See `Store.release_ids`."""
        return by_version(await self._schemas())

    async def row_differences(self, before: str, after: str) -> list[RowDifference]:
        """See `Store.row_differences`: the later one's connections read both schemas."""
        schema, newer = (await self._schemas())[before], await self.at(after)
        found: list[RowDifference] = []
        for resource in RECORD.values():
            text = row_differences_query(resource, f'"{schema}".', "", "IS DISTINCT FROM")
            found += [(resource.name, *row) for row in await newer.fetch_all(text, ())]
        return found

    async def close(self) -> None:
        """See `Store.close`."""
        self.diffs.clear()
        self._older.clear()
        self._pointer_pool.close_idle()
        if self._snapshot is not None:
            self._snapshot.close_idle()
        self._snapshot = self._schema = None
        self._checked_at = -math.inf
