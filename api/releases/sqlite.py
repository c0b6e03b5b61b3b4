"""SQLite: every release is a file, and a symbolic link names the one that is served.

Publishing writes a new file and moves the link; `SqliteStore.current` follows it.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import apsw
from cachetools import LRUCache

from api.problems import Problem
from api.releases import sqlite_snapshot
from api.releases.sqlite_faults import (
    DAMAGE,
    UNREADABLE,
    DamagedRelease,
    Faults,
    FileMark,
    kept_files,
    unreadable,
)
from api.releases.sqlite_open import NotARelease, open_release, preload_release, software_of
from api.releases.sqlite_snapshot import SqliteSnapshot, address_of
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
from schema.release_files import release_file, release_files
from schema.resource import Resource


class _Opened(NamedTuple):
    """A release that is open, and its file as it was then."""

    snapshot: SqliteSnapshot
    mark: FileMark


class SqliteStore:
    """The release files beside the one that a link leads to.

    Where that one is damaged, the release that was open before is served, or the one that was
    written last among those that are stored and sound.
    """

    def __init__(
        self, link: Path, open_releases: int = 4, limits: StoreLimits = DEFAULT_LIMITS
    ) -> None:
        self._link, self.limits, self.lanes = link, limits, limits.new_lanes()
        # A snapshot that is evicted closes its connection when no request holds it any more.
        self._older: LRUCache[str, _Opened] = LRUCache(open_releases)
        self.diffs: LRUCache[tuple[str, str], Snapshot] = LRUCache(DIFFS_MAX)
        self.diff_lock = asyncio.Lock()
        self._faults = Faults(limits.nice)
        self.fault: str | None = None
        self._served: _Opened | None = None
        self._checked_at = -math.inf

    def preload(self) -> None:
        """See `Store.preload`."""
        with suppress(OSError):  # there may be no release yet
            preload_release(self._link.resolve(strict=True))

    async def current(self) -> Snapshot:
        """See `Store.current`."""
        now = self.limits.clock()
        if self._served is None or now - self._checked_at > self.limits.recheck_interval_s:
            self._checked_at = now
            self._reload()
        assert self._served is not None
        return self._served.snapshot

    def served(self) -> str:
        """See `Store.served`."""
        limits = self.limits
        if self._served is None or limits.clock() - self._checked_at > limits.recheck_interval_s:
            return ""
        return self._served.snapshot.release

    def _reload(self) -> None:
        """Serve the release that the link names; where it is damaged, another one."""
        try:
            linked = FileMark.of(self._link.resolve(strict=True))
        except OSError as error:
            if self._served is None:
                raise Problem("not-ready", f"no release at {self._link.name}") from error
            return
        served = self._served
        if served is None or served.mark != linked or self._faults.of(linked):
            opened = self._open_first([linked]) or self._instead_of(linked)
            if opened is None:
                self._served = None
                detail = f"the release at {self._link.name} cannot be read"
                raise Problem("not-ready", detail)
            if served is not None and served is not opened and self._is_sound(served, linked):
                # For clients that are walking through its pages.
                self._older[served.snapshot.release] = served
            self._served = opened
        assert self._served is not None
        self.fault = None if self._served.mark == linked else self._faults.of(linked)

    def _instead_of(self, linked: FileMark) -> _Opened | None:
        """What is served while the release that the link names cannot be."""
        served = self._served
        if served is not None and self._is_sound(served, linked):
            return served
        if self._faults.of(linked) is None:
            return None
        return self._open_first(kept_files(linked.path.parent, linked.path))

    def _is_sound(self, opened: _Opened, linked: FileMark) -> bool:
        """Whether a release that is open is not damaged, nor was written over in its place."""
        return opened.mark[:2] != linked[:2] and not self._faults.of(opened.mark)

    def _open_first(self, marks: Iterable[FileMark]) -> _Opened | None:
        """The first of these files that can be opened."""
        for mark in marks:
            try:
                return self._open(mark)
            except (OSError, apsw.Error, NotARelease, DamagedRelease):
                continue
        return None

    def _open(self, mark: FileMark) -> _Opened:
        """Open a release; its checksum is verified while it is served.

        Raises:
            DamagedRelease: The file is not as it was published.
            NotARelease: It names no release.
            apsw.Error: It has other tables than a release.
        """
        self._faults.check_header(mark)

        def on_damage(error: Exception) -> None:
            self._faults.note(mark, str(error))
            self._checked_at = -math.inf  # the next request gets another release

        try:
            snapshot = open_release(mark.path, self.limits, self.lanes.statements)
        except DAMAGE as error:
            on_damage(error)
            raise
        snapshot.on_damage = on_damage
        self._faults.verify_later(mark)
        return _Opened(snapshot, mark)

    async def at(self, release: str) -> Snapshot:
        """See `Store.at`."""
        current = await self.current()
        if current.release == release:
            return current
        path = self._file(release)
        if path is None:
            raise unknown_release(release, await self.release_ids())
        opened = self._older.get(release)
        if opened is None or opened.mark.path != path:  # it was compressed since
            self._older[release] = opened = self._open_older(path, release)
        if self._faults.of(opened.mark):
            del self._older[release]
            raise unreadable(release)
        return opened.snapshot

    def _open_older(self, path: Path, release: str) -> _Opened:
        """Open a release that is no longer served, if this program can read its tables."""
        try:
            opened = self._open(FileMark.of(path))
            columns = opened.snapshot.read_columns()
            is_readable = opened.snapshot.release == release and has_required_columns(columns)
        except (DamagedRelease, *DAMAGE) as error:
            raise unreadable(release) from error
        except (apsw.Error, NotARelease) as error:
            raise unreadable_release(release, software_of(path)) from error
        if not is_readable:
            raise unreadable_release(release, software_of(path))
        return opened

    def _file(self, release: str) -> Path | None:
        """The file of a release, if it exists. Only a well-formed id becomes a path."""
        if self._served is None or not RELEASE.fullmatch(release):
            return None
        path = release_file(self._served.mark.path.parent, release)
        return path if path.is_file() else None

    async def release_ids(self) -> list[str]:
        """See `Store.release_ids`."""
        await self.current()
        assert self._served is not None
        files = release_files(self._served.mark.path.parent)
        return by_version(release for release in files if RELEASE.fullmatch(release))

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
                snapshot = open_release(path, self.limits, self.lanes.statements, aliases)
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
        try:
            return await self.lanes.statements.run(
                sqlite_snapshot.row_differences,
                resource,
                address_of(old),
                address_of(new),
                self.limits,
            )
        except UNREADABLE as error:
            raise unreadable(f"{before.release} or {after.release}") from error

    def levels(self) -> dict[str, int]:
        """See `Store.levels`."""
        return {"queue": self.lanes.waiting}

    async def close(self) -> None:
        """See `Store.close`."""
        self.diffs.clear()
        self._older.clear()
        self._served = None
        self._faults.stop()
        self.lanes.close()
