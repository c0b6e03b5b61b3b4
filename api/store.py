"""What a store is: it opens the published release and executes statements. Nothing else does.

`api.sqlite` and `api.postgresql` are the two there are, and `api.engines` opens one by its address.
A release is immutable, so that whoever has taken one never sees a change.
"""

import json
from collections.abc import Iterable
from typing import Any, Protocol

from starlette.requests import Request

from api.dialects import Dialect
from api.errors import Problem
from api.limits import STATEMENT_SECONDS
from api.lru import Lru
from schema import RESOURCES
from schema.words import normalise

LOOK_AGAIN_SECONDS = 1.0  # how soon a release that was published is noticed, at the latest
STATEMENTS = 1_000
TOTALS = 10_000

Row = tuple[Any, ...]

NAMED = ("countries", "groups")

# Which release a store holds: its history comes before it.
OWN_RELEASE = "SELECT id FROM release ORDER BY sequence DESC LIMIT 1"


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


def names_query(resource_name: str) -> str:
    """The statement that reads every name of countries or of groups, for `names_of`."""
    resource = RESOURCES[resource_name]
    columns = [c for c in ("alpha2", "numeric", "name", "acronym") if c in resource.fields]
    return (
        f"SELECT {resource.key}, aliases, {', '.join(columns)} FROM {resource.table_name}"
        f" ORDER BY {resource.key}"
    )


def names_of(rows: Iterable[Row]) -> dict[str, str]:
    """Normalised name → key, from the rows of `names_query`."""
    return {
        normalise(name): key
        for key, aliases, *names in rows
        for name in (key, *json.loads(aliases), *filter(None, names))
    }


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

    async def bulk(self, text: str, parameters: Row) -> list[Row]:
        """Every row of a statement that may take long: others are answered meanwhile."""

    async def is_readable(self) -> bool:
        """Whether the release can be read at this moment."""


class Store(Protocol):
    """Where releases are found."""

    async def current(self) -> Snapshot:
        """The release being served; `Problem` when there is none."""

    async def close(self) -> None:
        """Let go of every connection."""


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
