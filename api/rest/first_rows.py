"""The first rows of a list, for pages and feeds."""

from collections.abc import Hashable
from copy import copy
from typing import NamedTuple

from api.query.cursors import make_cursor, unknown_cursor_row
from api.query.sql.statements import SEPARATOR, paging
from api.releases.store import Snapshot
from api.rest.lists import drop_surplus, list_key, list_statement
from api.rest.plans import is_on_date
from api.rest.query_params import parse_list_query
from api.rest.query_string import Query
from schema.resource import Resource


class FirstRows(NamedTuple):
    """The first rows of a list as JSON, or those after a cursor.

    Args:
        total: How many rows match; None if they were not counted.
        texts: The rows.
        certain: On a date, how many of all that match hold for certain; None without a date, or if
            they were not counted.
        cursor: The cursor of the rows that follow; None if none do.
    """

    total: int | None
    texts: list[str]
    certain: int | None = None
    cursor: str | None = None


async def first_rows(
    snapshot: Snapshot, resource: Resource, query: Query, limit: int, *, counted: bool = True
) -> FirstRows:
    """The first rows of a list, or with `after` in the query those after it.

    What matches is counted once per release, and not for every page.

    Args:
        snapshot: The release that answers.
        resource: The resource.
        query: The filters.
        limit: How many rows at most.
        counted: Whether all that match are counted.

    Raises:
        Problem: The query is malformed, or its cursor names no row.
    """
    limited = copy(query)
    limited["limit"] = str(limit)
    parsed = parse_list_query(resource, limited, snapshot.aliases, snapshot.release)
    key: tuple[Hashable, ...] = ()
    total = certain = None
    on_date = is_on_date(resource, parsed.values)
    if counted:
        key = list_key(query, resource, parsed)
        total, certain = snapshot.totals.find(key), snapshot.totals.find((*key, "certain"))
    is_known = total is not None and (certain is not None or not on_date)
    counts = counted and not is_known
    statement = list_statement(snapshot, parsed, paging, counted=counts)
    row = await snapshot.fetch_one(statement.text, statement.bind(parsed.values))
    if not row[1]:
        raise unknown_cursor_row()
    if counts:
        snapshot.totals[key] = total = row[0]
        if on_date:
            snapshot.totals[*key, "certain"] = certain = row[4]
    rows, last_key, _ = drop_surplus(limit, row[2] or "", row[3])
    cursor = None if last_key is None else make_cursor(snapshot.release, last_key)
    texts = rows.split(SEPARATOR) if rows else []
    return FirstRows(total, texts, certain, cursor)
