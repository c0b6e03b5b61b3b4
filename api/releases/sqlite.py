"""SQLite: every release is a file, and a symbolic link names the one that is served.

Publishing writes a new file and moves the link; `SqliteStore.current` follows it.
"""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import apsw
from cachetools import LRUCache

from api.problems import Problem
from api.releases import sqlite_snapshot
from api.releases.gate import ThreadLane
from api.releases.sqlite_snapshot import (
    NotARelease,
    SqliteSnapshot,
    address_of,
    open_release,
    preload_release,
    software_of,
)
from api.releases.store import (
    DEFAULT_LIMITS,
    DIFFS_MAX,
    RELEASE,
    Snapshot,
    StoreLimits,
    by_version,
    unknown_release,
    unreadable_release,
)
from api.releases.tables import has_required_columns
from schema.changes import Difference
from schema.resource import Resource


class SqliteStore:
    """The release files beside the one that a link leads to."""

    def __init__(
        self, link: Path, open_releases: int = 4, limits: StoreLimits = DEFAULT_LIMITS
    ) -> None:
        self._link, self.limits, self.lane = link, limits, limits.new_lane()
        # A snapshot that is evicted closes its connection when no request holds it any more.
        self._older: LRUCache[str, SqliteSnapshot] = LRUCache(open_releases)
        self.diffs: LRUCache[tuple[str, str], Snapshot] = LRUCache(DIFFS_MAX)
        self.diff_lock = asyncio.Lock()
        self._path: Path | None = None
        self._snapshot: SqliteSnapshot | None = None
        self._checked_at = -math.inf

    def preload(self) -> None:
        """See `Store.preload`."""
        with suppress(OSError):  # there may be no release yet
            preload_release(self._link.resolve(strict=True))

    async def current(self) -> Snapshot:
        """See `Store.current`."""
        now = self.limits.clock()
        if self._snapshot is None or now - self._checked_at > self.limits.recheck_interval_s:
            self._checked_at = now
            self._reload()
        assert self._snapshot is not None
        return self._snapshot

    def served(self) -> str:
        """See `Store.served`."""
        limits = self.limits
        if self._snapshot is None or limits.clock() - self._checked_at > limits.recheck_interval_s:
            return ""
        return self._snapshot.release

    def _reload(self) -> None:
        try:
            path = self._link.resolve(strict=True)
            if path != self._path:
                opened = open_release(path, self.limits, self.lane)
                if self._snapshot is not None:  # for clients that are walking through its pages
                    self._older[self._snapshot.release] = self._snapshot
                self._snapshot, self._path = opened, path
        except (OSError, apsw.Error, NotARelease) as error:
            if self._snapshot is None:
                raise Problem("not-ready", f"no release at {self._link.name}") from error
            # If the new release cannot be read, the one that is open is served on.

    async def at(self, release: str) -> Snapshot:
        """See `Store.at`."""
        current = await self.current()
        if current.release == release:
            return current
        path = self._file(release)
        if path is None:
            raise unknown_release(release, await self.release_ids())
        snapshot = self._older.get(release)
        if snapshot is None:
            self._older[release] = snapshot = await _open_older(
                path, release, self.limits, self.lane
            )
        return snapshot

    def _file(self, release: str) -> Path | None:
        """The file of a release, if it exists. Only a well-formed id becomes a path."""
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

    @asynccontextmanager
    async def comparable(self, release: str) -> AsyncIterator[Snapshot]:
        """See `Store.comparable`."""
        try:
            snapshot = await self.at(release)
        except Problem as problem:
            path = self._file(release)
            if problem.type.slug != "release-gone" or path is None:
                raise
            aliases = (await self.current()).aliases
            try:
                snapshot = open_release(path, self.limits, self.lane, aliases)
            except (apsw.Error, NotARelease):
                raise problem from None
        yield snapshot

    async def row_differences(
        self, resource: Resource, before: Snapshot, after: Snapshot
    ) -> list[Difference]:
        """See `Store.row_differences`."""
        old, new = self._file(before.release), self._file(after.release)
        if old is None or new is None:
            raise Problem(
                "release-gone", f"{before.release} or {after.release} has just been removed"
            )
        return await self.lane.run(
            sqlite_snapshot.row_differences, resource, address_of(old), address_of(new), self.limits
        )

    def levels(self) -> dict[str, int]:
        """See `Store.levels`."""
        return {"queue": self.lane.waiting}

    async def close(self) -> None:
        """See `Store.close`."""
        self.diffs.clear()
        self._older.clear()
        self._snapshot = self._path = None
        self.lane.close()


async def _open_older(
    path: Path, release: str, limits: StoreLimits, lane: ThreadLane
) -> SqliteSnapshot:
    """Open a release that is no longer served, if this program can read its tables."""
    try:
        snapshot = open_release(path, limits, lane)
        is_readable = snapshot.release == release and has_required_columns(await snapshot.columns())
    except (apsw.Error, NotARelease) as error:
        raise unreadable_release(release, software_of(path)) from error
    if not is_readable:
        raise unreadable_release(release, software_of(path))
    return snapshot
