"""The store: opens the published release and executes statements. Nothing else does.

A release is immutable, so a connection to one never sees a change; publishing makes a new file and
moves a link, which `Store.current` notices within a second.
"""

import json
import math
import sqlite3
import time
from pathlib import Path
from typing import Any, Protocol

from starlette.requests import Request

from api.dialects import SQLITE, Dialect
from api.errors import Problem
from api.limits import STATEMENT_SECONDS
from api.lru import Lru
from schema import RESOURCES
from schema.words import normalise

_LOOK_AGAIN_SECONDS = 1.0
_STEPS_BETWEEN_LOOKS = 50_000  # of SQLite's virtual machine: about a millisecond
_STATEMENTS = 1_000
_TOTALS = 10_000

Row = tuple[Any, ...]


class Names:
    """The codes, names and aliases of countries and groups, to the key each stands for."""

    def __init__(self, keys: dict[str, dict[str, str]]) -> None:
        self._keys = keys
        self._own = {name: frozenset(found.values()) for name, found in keys.items()}

    def resolve(self, resource: str, name: str) -> str | None:
        """The key of the row that `name` stands for, or None."""
        if name in self._own[resource]:
            return name
        return self._keys[resource].get(normalise(name))

    def known(self, resource: str) -> list[str]:
        """Every normalised name, for suggestions."""
        return list(self._keys[resource])


class Snapshot(Protocol):
    """One release, open for reading. A request takes one and keeps it to its end."""

    release: str
    names: Names
    dialect: Dialect
    statements: Lru[Any]  # statements made for this release, by what they answer
    totals: Lru[int]  # of lists counted once: a release never changes
    executed: int  # statements run so far

    async def one(self, text: str, parameters: Row) -> Row:
        """The first row of a statement that has one."""

    async def all(self, text: str, parameters: Row) -> list[Row]:
        """Every row."""

    async def is_readable(self) -> bool:
        """Whether the release can be read at this moment."""


class Store(Protocol):
    """Where releases are found."""

    async def current(self) -> Snapshot:
        """The release being served; `Problem` when there is none."""

    async def close(self) -> None:
        """Let go of every connection."""


def open_store(database_url: str) -> Store:
    """A store for a DATABASE_URL.

    Raises `ValueError` for a scheme that is neither `sqlite` nor `postgresql`.
    """
    scheme, _, rest = database_url.partition("://")
    if scheme == "sqlite" and rest.startswith("/"):
        return SqliteStore(Path(rest[1:]))
    raise ValueError(f"DATABASE_URL {database_url!r} is not a sqlite:/// address")


def time_problem() -> Problem:
    """The refusal of a question whose answer takes too long to find."""
    return Problem(
        "too-costly",
        f"the answer takes more than {STATEMENT_SECONDS:g} s to find, which is the limit",
        limit="seconds",
        maximum=STATEMENT_SECONDS,
    )


async def current(request: Request) -> Snapshot:
    """The release that answers this request; `Problem` when there is none."""
    store: Store = request.app.state.store
    return await store.current()


class SqliteSnapshot:
    """One release file, opened immutable: no locks, no journal, no change underneath."""

    dialect = SQLITE

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"file:{path}?mode=ro&immutable=1",
            uri=True,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
        )
        self._connection.set_progress_handler(self._is_overdue, _STEPS_BETWEEN_LOOKS)
        self._deadline = math.inf
        self.executed = 0
        self.statements: Lru[Any] = Lru(_STATEMENTS)
        self.totals: Lru[int] = Lru(_TOTALS)
        self.release: str = self._connection.execute("SELECT id FROM release").fetchone()[0]
        self.names = Names({name: self._names(name) for name in ("countries", "groups")})

    def _names(self, resource_name: str) -> dict[str, str]:
        resource = RESOURCES[resource_name]
        columns = [c for c in ("alpha2", "numeric", "name", "acronym") if c in resource.fields]
        rows = self._connection.execute(
            f"SELECT {resource.key}, aliases, {', '.join(columns)} FROM {resource.table_name}"
        )
        return {
            normalise(name): key
            for key, aliases, *names in rows
            for name in (key, *json.loads(aliases), *filter(None, names))
        }

    # In the event loop on purpose: a small read is cheaper than a hop to a thread.

    async def one(self, text: str, parameters: Row) -> Row:
        """See `Snapshot.one`."""
        return self._execute(text, parameters)[0]

    async def all(self, text: str, parameters: Row) -> list[Row]:
        """See `Snapshot.all`."""
        return self._execute(text, parameters)

    def _execute(self, text: str, parameters: Row) -> list[Row]:
        self.executed += 1
        self._deadline = time.monotonic() + STATEMENT_SECONDS
        try:
            return self._connection.execute(text, parameters).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise time_problem() from error
            raise

    def _is_overdue(self) -> bool:
        """Asked by SQLite as it works; a true answer interrupts the statement."""
        return time.monotonic() > self._deadline

    async def is_readable(self) -> bool:
        """See `Snapshot.is_readable`."""
        try:
            return bool(self._connection.execute("SELECT id FROM release").fetchone())
        except sqlite3.Error:
            return False


class SqliteStore:
    """Follows the link that publishing moves to the current release's file."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._path: Path | None = None
        self._snapshot: SqliteSnapshot | None = None
        self._looked = 0.0

    async def current(self) -> Snapshot:
        """See `Store.current`."""
        now = time.monotonic()
        if self._snapshot is None or now - self._looked > _LOOK_AGAIN_SECONDS:
            self._looked = now
            self._follow()
        assert self._snapshot is not None
        return self._snapshot

    def _follow(self) -> None:
        try:
            path = self._link.resolve(strict=True)
            if path != self._path:
                self._snapshot, self._path = SqliteSnapshot(path), path
        except (OSError, sqlite3.Error) as error:
            if self._snapshot is None:
                raise Problem("not-ready", f"no release at {self._link.name}") from error
            # A release that was whole goes on being served when its successor cannot be read.

    async def close(self) -> None:
        """See `Store.close`."""
        self._snapshot = self._path = None
