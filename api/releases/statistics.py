"""How many rows the tables of a release have, and how many of them share a value of a column.

Both databases keep these statistics for their planners, and publishing has them computed
(`ANALYZE`). They are read once, when a release is opened.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

# The tables, the first columns and the statistics of the indexes of an SQLite release: the number
# of its entries, and how many of them have the same value of the first column, on average.
INDEX_STATISTICS_QUERY = (
    "SELECT s.tbl, i.name, s.stat FROM sqlite_stat1 s JOIN pragma_index_info(s.idx) i"
    " ON i.seqno = 0"
)
# A page of the sort key's index costs its rows divided by the share of rows that a value selects;
# searching the value costs the rows that it selects. Both are equal at the square root.
_PAGE = 100


def selective_columns(statistics: Iterable[tuple[str, str, str]]) -> frozenset[tuple[str, str]]:
    """The columns, as (table, column), whose values select so few rows that an index is searched.

    Args:
        statistics: The rows of `INDEX_STATISTICS_QUERY`.
    """
    return frozenset(
        (table, column)
        for table, column, entries, same in _entries(statistics)
        if selects_few(entries, same)
    )


def unselective_columns(
    statistics: Iterable[tuple[str, str, str]],
) -> dict[tuple[str, str], int]:
    """The other columns that an index begins with, with the entries of the index of each.

    Args:
        statistics: The rows of `INDEX_STATISTICS_QUERY`.
    """
    return {
        (table, column): entries
        for table, column, entries, same in _entries(statistics)
        if not selects_few(entries, same)
    }


def _entries(
    statistics: Iterable[tuple[str, str, str]],
) -> Iterator[tuple[str, str, int, int]]:
    """The table, the first column, the entries of an index, and how many have the same value."""
    for table, column, text in statistics:
        entries, same, *_ = map(int, re.findall(r"\d+", text))
        yield table, column, entries, same


def selects_few(entries: float, same: float) -> bool:
    """Whether a value selects so few rows of an index that it is searched for any page.

    Args:
        entries: The entries of the index.
        same: How many of them have the same value, on average.
    """
    return same * same <= _PAGE * entries


class Values(NamedTuple):
    """The values of a column: how many rows have one, and how many of these the same on average."""

    rows: float
    alike: float


@dataclass(frozen=True)
class Statistics:
    """The statistics of a release.

    Attributes:
        rows: The number of rows by table.
        values: The values by (table, column), of the columns that an index begins with.
    """

    rows: dict[str, float] = field(default_factory=dict)
    values: dict[tuple[str, str], Values] = field(default_factory=dict)

    @cached_property
    def selective(self) -> frozenset[tuple[str, str]]:
        """The columns whose values select so few rows each that their index is searched."""
        return frozenset(key for key, values in self.values.items() if selects_few(*values))


NO_STATISTICS = Statistics()  # of a database without statistics, which is small


def sqlite_statistics(rows: Iterable[Any]) -> Statistics:
    """The statistics of an SQLite release.

    An index that leaves out nulls tells more of its column than one that has them as a value.

    Args:
        rows: Those of `INDEX_STATISTICS_QUERY`.
    """
    gathered = Statistics()
    for table, column, text in rows:
        entries, same, *_ = map(float, re.findall(r"\d+", text))
        gathered.rows[table] = max(entries, gathered.rows.get(table, 0))
        known = gathered.values.get((table, column)) if column else None
        if column and (known is None or entries < known.rows):
            gathered.values[table, column] = Values(entries, same)
    return gathered


# For each index of a schema: its table and the rows of it, its first column, whether it leaves rows
# out and how many it has, and of the column the share of nulls and the number of distinct values; a
# negative one is a share of the rows. Without indexes, a table has one row with its own figures.
POSTGRESQL_STATISTICS_QUERY = (
    "SELECT c.relname::text, c.reltuples::float, a.attname::text, i.indpred IS NOT NULL,"
    " x.reltuples::float, s.null_frac::float, s.n_distinct::float FROM pg_class c"
    " LEFT JOIN pg_index i ON i.indrelid = c.oid LEFT JOIN pg_class x ON x.oid = i.indexrelid"
    " LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
    " LEFT JOIN pg_stats s ON s.schemaname = current_schema() AND s.tablename = c.relname"
    " AND s.attname = a.attname"
    " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
)


def postgresql_statistics(rows: Iterable[Any]) -> Statistics:
    """The statistics of a PostgreSQL release, from rows of `POSTGRESQL_STATISTICS_QUERY`.

    They are those that SQLite has of the same rows, where `ANALYZE` has read all rows of a table.
    """
    gathered = Statistics()
    for table, estimated, column, is_partial, indexed, nulls, distinct in rows:
        gathered.rows[table] = count = max(estimated, 0.0)
        if column is None or distinct is None:  # without statistics where it has no rows
            continue
        values = round(distinct if distinct > 0 else -distinct * count)
        entries = indexed if is_partial else count
        if entries <= 0:
            continue  # SQLite has no statistics of an empty index
        known_rows = round(count * (1 - nulls))
        # PostgreSQL rounds the rows of a partial index up, also where a share is inexact.
        leaves_out_nulls = is_partial and entries - known_rows in (0, 1)
        if leaves_out_nulls:
            entries = known_rows
        if nulls and not leaves_out_nulls:
            values += 1  # null is one more
        known = gathered.values.get((table, column))
        if known is None or entries < known.rows:
            gathered.values[table, column] = Values(entries, _alike(entries, values))
    return gathered


def _alike(entries: float, values: int) -> float:
    """The entries of each value as SQLite has them: rounded up, and one where few have two."""
    values = max(1, min(values, int(entries)))
    alike = -(-entries // values)
    return 1.0 if alike == 2 and entries * 10 <= values * 11 else alike
