"""The interfaces of releases: a `Store` opens them, a `Snapshot` is one of them, open for reading.

`sqlite` and `postgresql` implement both; `open` chooses between them. Releases are immutable, so a
request that holds a snapshot never sees a change.
"""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable, Hashable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from cachetools import LRUCache

from api.problems import Problem
from api.releases.aliases import AliasIndex
from api.releases.coverage import CoverageIndex
from api.releases.dialects import Dialect
from api.releases.gate import Lanes
from api.releases.lru import LookupCache
from api.releases.statistics import Statistics
from schema.changes import Difference
from schema.resource import Resource
from schema.suggestions import nearest

STATEMENTS_MAX = 1_000  # compiled statements that a snapshot caches
TOTALS_MAX = 10_000  # row counts of lists that a snapshot caches
DIFFS_MAX = 4  # pairs of releases whose changes a store caches

# A release's id: the version of its facts, and the first digits of their hash.
RELEASE = re.compile(r"[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}-[0-9a-f]{12}")
_OFFERED_MAX = 10  # releases that a problem offers instead

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class StoreLimits:
    """The limits and intervals of a store, and the clock that measures them."""

    # On SQLite work is counted, in steps of its virtual machine and in bytes of a text.
    loop_steps: int = 20_000  # what a statement may take in the event loop: some 0.5 ms
    statement_steps: int = 50_000_000  # in a thread: some 2 s
    answer_bytes: int = 16_000_000
    statement_timeout_s: float = 10.0  # on PostgreSQL
    threads: int = 2  # for expensive statements
    nice: int = 19  # of these threads, on Linux
    queue_max: int = 100  # requests that wait for a thread, or for a connection
    queue_wait_s: float = 5.0
    recheck_interval_s: float = 1.0  # between checks for a newer release
    clock: Callable[[], float] = time.monotonic

    def new_lanes(self) -> Lanes:
        """The threads for the expensive work of one store."""
        return Lanes(self.threads, self.nice, self.queue_max, self.queue_wait_s)


DEFAULT_LIMITS = StoreLimits()


@dataclass(frozen=True, slots=True)
class Work:
    """What a snapshot has done: counts, which only grow."""

    statements: int = 0
    threaded: int = 0  # of these, statements over SQLite that ran in a thread
    # Of SQLite's virtual machine. A statement counts in whole calls of its progress handler, so
    # that most small ones count none.
    steps: int = 0


class Snapshot(Protocol):
    """One release, open for reading. A request holds one snapshot until it ends."""

    release: str
    aliases: AliasIndex
    coverage: CoverageIndex
    dialect: Dialect
    statistics: Statistics
    statements: LookupCache[Hashable, Any]  # REST's statements and GraphQL's compiled operations
    totals: LookupCache[Hashable, int]  # row counts of lists, which never change within a release

    @property
    def work(self) -> Work:
        """What it has done so far."""

    async def fetch_one(self, text: str, parameters: Row) -> Row:
        """The first row of a statement that returns at least one."""

    async def fetch_all(self, text: str, parameters: Row) -> list[Row]:
        """All rows of a statement."""

    async def fetch_all_in_thread(self, text: str, parameters: Row) -> list[Row]:
        """All rows of a statement that may take long, without blocking the event loop."""

    def stream(
        self, text: str, parameters: Row, batch_rows: int
    ) -> AsyncGenerator[list[Row], None]:
        """The rows of a statement in batches of up to `batch_rows`, for results of any length.

        They are read batch by batch, over a connection of their own and without a time
        limit. Whoever asks closes the stream (`aclose`), which ends the statement.
        """

    async def columns(self) -> list[Row]:
        """Every column of its tables, as (table, column)."""

    async def is_readable(self) -> bool:
        """Whether the release can be read at this moment."""


class Store(Protocol):
    """The releases of one database."""

    limits: StoreLimits
    lanes: Lanes
    diffs: LRUCache[tuple[str, str], Snapshot]  # the changes between pairs of releases, see `diff`
    diff_lock: asyncio.Lock

    def preload(self) -> None:
        """Read what processes that are forked later can share; no connection stays open."""

    @property
    def fault(self) -> str | None:
        """What is wrong with the release that is published, while another is served instead."""

    async def current(self) -> Snapshot:
        """The release that is served. Raises `Problem` if there is none."""

    def served(self) -> str:
        """The id of the release that `current` gives, if it need not look; "" otherwise."""

    async def at(self, release: str) -> Snapshot:
        """The release with an id.

        Raises `Problem` if the database does not have it, or this program cannot read its tables.
        """

    async def release_ids(self) -> list[str]:
        """The ids of all releases in the database, in the order of their versions."""

    def comparable(self, release: str) -> AbstractAsyncContextManager[Snapshot]:
        """The release with an id, whichever version of the software laid out its tables.

        Where this program cannot read all of them, it has the aliases of the current release.
        Raises `Problem` if the database does not have the release, or it has no rows as JSON.
        """

    async def row_differences(
        self, resource: Resource, before: Snapshot, after: Snapshot
    ) -> list[Difference]:
        """The rows of a resource that differ between two releases; both have to have its table."""

    def levels(self) -> dict[str, int]:
        """What is in use of it at this moment, by the names of the gauges of /metrics."""

    async def close(self) -> None:
        """Close all connections."""


def by_version(releases: Iterable[str]) -> list[str]:
    """Release ids in the order of their versions."""
    return sorted(releases, key=lambda r: (*map(int, r.split("-")[0].split(".")), r))


def unknown_release(release: str, available: list[str]) -> Problem:
    """The problem of a release that the database does not have."""
    return Problem(
        "unknown-release",
        f"release {release!r} is not stored here; see /v1/releases",
        parameter="release",
        suggestions=nearest(release, available),
        offered=available[-_OFFERED_MAX:],
    )


def unreadable_release(release: str, software: str | None = None) -> Problem:
    """The problem of a release whose tables another version of this program created.

    `software` is that version, if the release names it.
    """
    reader = (
        f"version {software} of the software laid them out otherwise than this one reads them"
        if software
        else "it does not say which version of the software wrote it, as none did before 3.0.0"
    )
    return Problem(
        "release-gone",
        f"release {release} has tables that this program cannot read: {reader}; publish its facts"
        " again to have them here; see /v1/releases. What it changed over another is at"
        " /v1/releases/{old}...{new}/changes",
        software=software,
    )


def statement_timeout(timeout_s: float) -> Problem:
    """The problem of a statement that was interrupted after `timeout_s`."""
    return Problem(
        "too-costly",
        f"the answer takes more than {timeout_s:g} s to find, which is the limit",
        limit="seconds",
        maximum=timeout_s,
    )


def too_many_steps(maximum: int) -> Problem:
    """The problem of a statement that was interrupted."""
    return Problem(
        "too-costly",
        f"the answer takes more than {maximum} steps of the database to find, which is the limit",
        limit="steps",
        maximum=maximum,
    )


def too_many_bytes(maximum: int) -> Problem:
    """The problem of an answer, or of one row of it, that is too long."""
    return Problem(
        "too-costly",
        f"the answer is longer than {maximum} bytes, which is the limit",
        limit="bytes",
        maximum=maximum,
    )
