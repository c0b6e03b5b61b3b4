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
from api.releases.pool import LOST, Connections
from api.releases.store import (
    COMPARED,
    LOOK_AGAIN_SECONDS,
    NAMED,
    OWN_RELEASE,
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

    def __init__(self, release: str, connections: Connections) -> None:
        self._connections = connections
        self.release = release
        self.names = Names({})
        self.executed = 0
        self.statements: Lru[Any] = Lru(STATEMENTS)
        self.totals: Lru[int] = Lru(TOTALS)

    async def read_names(self) -> None:
        """Read what every country and group goes by; once, before it serves."""
        names = {}
        for name in NAMED:
            names[name] = names_of(await self._connections.fetch(names_query(name), ()))
        self.names = Names(names)

    async def one(self, text: str, parameters: Row) -> Row:
        """See `Snapshot.one`."""
        return (await self.all(text, parameters))[0]

    async def all(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.all`."""
        self.executed += 1
        try:
            return await self._connections.fetch(text, parameters)
        except asyncpg.UndefinedTableError as error:
            raise Problem("release-gone", f"release {self.release} is no longer kept") from error

    async def bulk(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.bulk`: whoever else asks has other connections."""
        return await self.all(text, parameters)

    async def is_readable(self) -> bool:
        """See `Snapshot.is_readable`."""
        try:
            return bool(await self._connections.fetch(OWN_RELEASE, ()))
        except (Problem, asyncpg.PostgresError):
            return False

    async def columns(self) -> list[Row]:
        """Every column there is, as (table, column)."""
        return await self._connections.fetch(_COLUMNS, ())

    def retire(self) -> None:
        """Keep no connection: another release is served, and few still read this one."""
        self._connections.retire()


class PostgresqlStore:
    """Follows the row that publishing changes to name the current release's schema."""

    def __init__(self, url: str, connections: int, open_releases: int = 4) -> None:
        self._url = url
        self.compared: Lru[Snapshot] = Lru(COMPARED)
        self.comparing = asyncio.Lock()
        self._older: Lru[PostgresqlSnapshot] = Lru(open_releases, PostgresqlSnapshot.retire)
        self._opening = asyncio.Lock()
        self._kept: dict[str, str] = {}  # release → schema, as it was when last looked
        self._listed = -math.inf
        self._size = connections
        self._watching = Connections(url, "public", 1)
        self._snapshot: PostgresqlSnapshot | None = None
        self._schema: str | None = None
        self._problem: Problem | None = None  # of the last look
        self._looked = -math.inf
        self._looking = asyncio.Lock()

    async def current(self) -> Snapshot:
        """See `Store.current`."""
        is_old = time.monotonic() - self._looked > LOOK_AGAIN_SECONDS
        if is_old and not (self._snapshot and self._looking.locked()):
            await self._look()  # one request does, and the others go on with what there is
        if self._snapshot is None:
            assert self._problem is not None
            raise self._problem
        # A release that was whole goes on being served when its successor cannot be read.
        return self._snapshot

    async def _look(self) -> None:
        async with self._looking:
            if time.monotonic() - self._looked <= LOOK_AGAIN_SECONDS:
                return  # another request has just done so
            try:
                await self._follow()
                self._problem = None
            except Problem as problem:
                self._problem = problem
            except (asyncpg.PostgresError, *LOST) as error:
                self._problem = Problem("not-ready", "no release can be read in this database")
                self._problem.__cause__ = error
            finally:
                self._looked = time.monotonic()

    async def _follow(self) -> None:
        rows = await self._watching.fetch(_POINTER, ())
        if not rows:
            raise Problem("not-ready", "no release is published in this database")
        schema, release = rows[0]
        if schema != self._schema:
            opened = PostgresqlSnapshot(release, Connections(self._url, schema, self._size))
            await opened.read_names()
            if self._snapshot is not None:
                self._snapshot.retire()
            self._snapshot, self._schema = opened, schema

    async def at(self, release: str) -> Snapshot:
        """See `Store.at`."""
        current = await self.current()
        if current.release == release:
            return current
        schema = (await self._schemas()).get(release)
        if schema is None:
            raise unknown_release(release, await self.kept())
        async with self._opening:
            found = self._older.get(release)
            return found or self._older.put(release, await self._open(release, schema))

    async def _open(self, release: str, schema: str) -> PostgresqlSnapshot:
        """A release that is no longer served, if this program can read it."""
        found = PostgresqlSnapshot(
            release, Connections(self._url, schema, min(self._size, _CONNECTIONS_TO_OLDER))
        )
        if not can_read(await found.columns()):
            found.retire()
            raise unreadable_release(release)
        await found.read_names()
        return found

    async def _schemas(self) -> dict[str, str]:
        """The releases that are kept, with their schemas; at most a second old."""
        if time.monotonic() - self._listed > LOOK_AGAIN_SECONDS:
            found = [
                _SCHEMA.fullmatch(name) for (name,) in await self._watching.fetch(_SCHEMAS, ())
            ]
            self._kept = {"{}.{}.{}-{}".format(*m.groups()): m[0] for m in found if m}
            self._listed = time.monotonic()
        return self._kept

    async def kept(self) -> list[str]:
        """See `Store.kept`."""
        return by_version(await self._schemas())

    async def differing(self, before: str, after: str) -> list[Differing]:
        """See `Store.differing`: the later one's connections read both schemas."""
        schema, newer = (await self._schemas())[before], await self.at(after)
        found: list[Differing] = []
        for resource in RECORD.values():
            text = differing_query(resource, f'"{schema}".', "", "IS DISTINCT FROM")
            found += [(resource.name, *row) for row in await newer.all(text, ())]
        return found

    async def close(self) -> None:
        """See `Store.close`."""
        self.compared.clear()
        self._older.clear()
        self._watching.retire()
        if self._snapshot is not None:
            self._snapshot.retire()
        self._snapshot = self._schema = None
        self._looked = -math.inf
