"""Statements over a release's tables as a whole, and the columns that this program needs."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

from api.releases.store import Row, Snapshot
from schema import HISTORY, RESOURCES, prepared
from schema.changes import fields_of_row
from schema.resource import Resource
from schema.validity import VERSION_COLUMNS

# The newest release that a database holds; the rows before it are its history.
LATEST_RELEASE_QUERY = "SELECT id FROM release ORDER BY sequence DESC LIMIT 1"

_DATE_QUERY = "SELECT released FROM release ORDER BY sequence DESC LIMIT 1"

# Who wrote a release; its table of releases lacks the column before version 3.0.0 of the software.
SOFTWARE_QUERY = "SELECT software FROM release ORDER BY sequence DESC LIMIT 1"

# The prepared exports name the resources of a release, of those as well that are declared no more.
_TOTALS_QUERY = f"SELECT DISTINCT resource, total FROM {prepared.EXPORT} WHERE part = 0"


async def date_of_release(snapshot: Snapshot) -> datetime:
    """The date of a release: its first moment, in UTC. It takes one statement."""
    ((date,),) = await snapshot.fetch_all(_DATE_QUERY, ())
    return datetime.fromisoformat(str(date)).replace(tzinfo=UTC)


class StoredTables:
    """The tables of a release, which may be laid out otherwise than they are declared now.

    Args:
        snapshot: The release.
        columns: Its columns, as (table, column).
    """

    def __init__(self, snapshot: Snapshot, columns: Iterable[Row]) -> None:
        self._snapshot = snapshot
        self._columns = {(table, column) for table, column in columns}

    def has(self, resource: Resource, *columns: str) -> bool:
        """Whether the table of a resource has these columns."""
        return {(resource.table_name, column) for column in columns} <= self._columns

    def has_exports(self) -> bool:
        """Whether the release has prepared exports, as every one has since version 1.0.0."""
        return (prepared.EXPORT, "total") in self._columns

    def is_comparable(self, resource: Resource) -> bool:
        """Whether the rows of a resource can be compared by key."""
        return self.has(resource, resource.key, prepared.COLUMN)

    async def totals(self) -> dict[str, int]:
        """The number of rows of every resource of the record."""
        rows = await self._snapshot.fetch_all(_TOTALS_QUERY, ())
        return {name: total for name, total in rows if name not in HISTORY}

    async def fields(self, resource: Resource) -> frozenset[str]:
        """The columns that the rows of a resource show; empty without rows."""
        if not self.is_comparable(resource):
            return frozenset()
        text = f"SELECT {prepared.COLUMN} FROM {resource.table_name} LIMIT 1"
        rows = await self._snapshot.fetch_all(text, ())
        return fields_of_row(rows[0][0] if rows else None)

    async def filled(self, resource: Resource, names: Iterable[str]) -> dict[str, int]:
        """The number of rows with a value, for each of these columns."""
        if not (names := sorted(names)):
            return {}
        counts = ", ".join(f'count("{name}")' for name in names)
        text = f"SELECT {counts} FROM {resource.table_name}"
        (row,) = await self._snapshot.fetch_all_in_thread(text, ())
        return dict(zip(names, row, strict=True))


def row_differences_query(
    resource: Resource, before: str, after: str, is_distinct_from: str
) -> str:
    """The statement that reads the rows of a resource that differ between two releases.

    Each is returned as (key, JSON before, JSON after); the JSON is null where the row is missing.

    Args:
        resource: The resource whose table is compared.
        before: The prefix of the older release's tables.
        after: The prefix of the newer release's tables.
        is_distinct_from: The dialect's operator for inequality that treats null as a value.
    """
    table, key, text = resource.table_name, resource.key, prepared.COLUMN
    return (
        f"SELECT n.{key}, o.{text}, n.{text} FROM {after}{table} n"
        f" LEFT JOIN {before}{table} o ON o.{key} = n.{key}"
        f" WHERE o.{text} {is_distinct_from} n.{text}"
        f" UNION ALL SELECT o.{key}, o.{text}, NULL FROM {before}{table} o"
        f" LEFT JOIN {after}{table} n ON n.{key} = o.{key} WHERE n.{key} IS NULL"
    )


@cache
def _required_columns() -> frozenset[tuple[str, str]]:
    declared = {(r.table_name, c.name) for r in RESOURCES.values() for c in r.columns}
    made = {(r.table_name, prepared.COLUMN) for r in RESOURCES.values()}
    linked = {
        (link.table, column)
        for r in RESOURCES.values()
        for link in (*(f.through for f in r.link_filters), *(x.through for x in r.relations))
        if link is not None
        for column in (link.near, link.far)
    }
    bounds = {
        (r.table_name, c) for r in RESOURCES.values() if r.validity for c in r.validity.columns
    }
    versions = {
        (r.version_table_name, name)
        for r in RESOURCES.values()
        if r.is_versioned
        for name in (*(c.name for c in r.columns), *VERSION_COLUMNS, prepared.COLUMN)
    }
    return frozenset(
        {*declared, *made, *linked, *bounds, *versions, (prepared.EXPORT, "body_zstd")}
    )


def has_required_columns(columns: Iterable[Row]) -> bool:
    """Whether tables with these columns, as (table, column), can be read by this program."""
    return _required_columns() <= {(table, column) for table, column in columns}
