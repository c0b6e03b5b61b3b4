"""Statements over a release's tables as a whole, and the columns that this program needs."""

from collections.abc import Iterable
from functools import cache

from api.releases.store import Row
from schema import RESOURCES, prepared
from schema.resource import VALIDITY_COLUMNS, Resource

# The newest release that a database holds; the rows before it are its history.
LATEST_RELEASE_QUERY = "SELECT id FROM release ORDER BY sequence DESC LIMIT 1"


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
    bounds = {(r.table_name, c) for r in RESOURCES.values() if r.validity for c in VALIDITY_COLUMNS}
    return frozenset({*declared, *made, *linked, *bounds, (prepared.EXPORT, "body")})


def has_required_columns(columns: Iterable[Row]) -> bool:
    """Whether tables with these columns, as (table, column), can be read by this program."""
    return _required_columns() <= {(table, column) for table, column in columns}
