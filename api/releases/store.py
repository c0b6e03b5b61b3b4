"""What a store is: it opens the published release and executes statements. Nothing else does.

`sqlite` and `postgresql` are the two there are, and `open` opens one by its address.
A release is immutable, so that whoever has taken one never sees a change.
"""

import asyncio
import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Protocol

from api.limits import STATEMENT_TIMEOUT_S
from api.problems import Problem, near
from api.releases.dialects import Dialect
from api.releases.lru import Lru
from schema import RESOURCES, prepared
from schema.resource import VALIDITY_COLUMNS, Resource
from schema.words import normalise

RECHECK_INTERVAL_S = 1.0  # how soon a release that was published is noticed, at the latest
STATEMENTS = 1_000
TOTALS = 10_000

# A release's id: its facts' version and the first digits of their hash.
RELEASE = re.compile(r"[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}-[0-9a-f]{12}")
_NAMED_MAX = 10  # releases that a refusal offers

Row = tuple[Any, ...]
RowDifference = tuple[str, str, str | None, str | None]  # resource, key, its JSON before and after
DIFFS_MAX = 4  # pairs of releases whose changes are kept

ALIASED_RESOURCES = ("countries", "groups")

# Which release a store holds: its history comes before it.
LATEST_RELEASE_QUERY = "SELECT id FROM release ORDER BY sequence DESC LIMIT 1"


class AliasIndex:
    """The codes, names and aliases of countries and groups, to the key each stands for."""

    def __init__(self, keys: dict[str, dict[str, str]]) -> None:
        self._keys = keys
        self._own = {name: frozenset(found.values()) for name, found in keys.items()}

    def resolve(self, resource: str, name: str) -> str | None:
        """The key of the row that `name` stands for, or None."""
        if name in self._own[resource]:
            return name
        return self._keys[resource].get(normalise(name))

    def names(self, resource: str) -> list[str]:
        """Every normalised name, for suggestions."""
        return list(self._keys[resource])


def aliases_query(resource_name: str) -> str:
    """The statement that reads every name of countries or of groups, for `keys_by_alias`."""
    resource = RESOURCES[resource_name]
    columns = [c for c in ("alpha2", "numeric", "name", "acronym") if c in resource.fields]
    return (
        f"SELECT {resource.key}, aliases, {', '.join(columns)} FROM {resource.table_name}"
        f" ORDER BY {resource.key}"
    )


def keys_by_alias(rows: Iterable[Row]) -> dict[str, str]:
    """Normalised name → key, from the rows of `aliases_query`."""
    return {
        normalise(name): key
        for key, aliases, *names in rows
        for name in (key, *json.loads(aliases), *filter(None, names))
    }


def row_differences_query(resource: Resource, before: str, after: str, differs: str) -> str:
    """The statement that reads the rows of a resource that two releases have otherwise.

    `before` and `after` are prefixes of their tables, `differs` the operator to which null is a
    value.
    """
    table, key, text = resource.table_name, resource.key, prepared.COLUMN
    return (
        f"SELECT n.{key}, o.{text}, n.{text} FROM {after}{table} n"
        f" LEFT JOIN {before}{table} o ON o.{key} = n.{key} WHERE o.{text} {differs} n.{text}"
        f" UNION ALL SELECT o.{key}, o.{text}, NULL FROM {before}{table} o"
        f" LEFT JOIN {after}{table} n ON n.{key} = o.{key} WHERE n.{key} IS NULL"
    )


class Snapshot(Protocol):
    """One release, open for reading. A request takes one and keeps it to its end."""

    release: str
    aliases: AliasIndex
    dialect: Dialect
    statements: Lru[Any]  # statements made for this release, by what they answer
    totals: Lru[int]  # of lists counted once: a release never changes
    executed: int  # statements run so far

    async def fetch_one(self, text: str, parameters: Row) -> Row:
        """The first row of a statement that has one."""

    async def fetch_all(self, text: str, parameters: Row) -> list[Row]:
        """Every row."""

    async def fetch_all_in_thread(self, text: str, parameters: Row) -> list[Row]:
        """Every row of a statement that may take long: others are answered meanwhile."""

    async def is_readable(self) -> bool:
        """Whether the release can be read at this moment."""


class Store(Protocol):
    """Where releases are found."""

    diffs: Lru[Snapshot]  # changes between two releases, as `diff` keeps them
    diff_lock: asyncio.Lock

    async def current(self) -> Snapshot:
        """The release being served; `Problem` when there is none."""

    async def at(self, release: str) -> Snapshot:
        """The release of that id.

        Raises `Problem` where it is not kept, or this program cannot read its tables.
        """

    async def release_ids(self) -> list[str]:
        """The ids of the releases that are kept, the lowest version first."""

    async def row_differences(self, before: str, after: str) -> list[RowDifference]:
        """The rows that differ between two releases that `at` gives."""

    async def close(self) -> None:
        """Let go of every connection."""


def by_version(releases: Iterable[str]) -> list[str]:
    """Ids in the order of their versions."""
    return sorted(releases, key=lambda r: (*map(int, r.split("-")[0].split(".")), r))


def unknown_release(release: str, kept: list[str]) -> Problem:
    """The refusal of a release that is not kept here."""
    return Problem(
        "unknown-release",
        f"release {release!r} is not kept here; see /v1/releases",
        parameter="release",
        suggestions=near(release, kept),
        offered=kept[-_NAMED_MAX:],
    )


def unreadable_release(release: str) -> Problem:
    """The refusal of a release that was laid out by another program than this one."""
    return Problem(
        "release-gone",
        f"release {release} has tables that this program cannot read, for another one laid them"
        " out: publish its facts again to have it back",
    )


@cache
def _needed() -> frozenset[tuple[str, str]]:
    declared = {(r.table_name, c.name) for r in RESOURCES.values() for c in r.columns}
    made = {(r.table_name, prepared.COLUMN) for r in RESOURCES.values()}
    linked = {
        (link.table, column)
        for r in RESOURCES.values()
        for link in (*(f.through for f in r.link_filters), *(x.through for x in r.relations))
        if link is not None
        for column in (link.near, link.far)
    }
    bounds = {(r.table_name, c) for r in RESOURCES.values() if r.validity for c in VALIDITY_COLUMNS}
    return frozenset({*declared, *made, *linked, *bounds, (prepared.EXPORT, "body")})


def can_read(columns: Iterable[Row]) -> bool:
    """Whether tables with these columns, as (table, column), have all that is asked of them."""
    return _needed() <= {(table, column) for table, column in columns}


def time_problem() -> Problem:
    """The refusal of a question whose answer takes too long to find."""
    return Problem(
        "too-costly",
        f"the answer takes more than {STATEMENT_TIMEOUT_S:g} s to find, which is the limit",
        limit="seconds",
        maximum=STATEMENT_TIMEOUT_S,
    )
