"""The history of a release: the releases up to it, and its changes over its predecessor.

Each database has a history of its own. A new release continues the history of the release that was
served before. A release that is built again keeps the history it had.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Column, Connection, MetaData, Table, column, func, inspect, select

from schema import CHANGES, HISTORY, Resource, prepared
from schema.changes import ALL_ROWS, Changed, KeyedRow, fields_of_row, with_values
from schema.releases import ChangeKind
from seeds.publishing.compare import compare
from seeds.publishing.content import PlainRow, ReasonKey, ReleaseContent
from seeds.publishing.rows import add_export, insert_rows
from seeds.publishing.software import software_version
from seeds.publishing.tables import table_of

_FETCH_SIZE = 5_000


# What the history of releases before 3.0.0 does not say, of columns that are never null.
_DEFAULTS: PlainRow = {"merged": 0, "rows": 1}


class StoredRelease:
    """A release in the database, read over an open connection."""

    def __init__(self, connection: Connection, tables: MetaData) -> None:
        self._connection = connection
        self._tables = tables

    def has_history(self) -> bool:
        """Whether the history can be continued: its tables have what cannot be filled in."""
        return all(
            {c.name for c in resource.columns if not _has_default(c)} <= self._columns(resource)
            for resource in HISTORY.values()
        )

    def _columns(self, resource: Resource) -> set[str]:
        """The names of a table's columns; none if the release lacks the table."""
        return self._columns_by_table.get(resource.table_name, set())

    @cached_property
    def _columns_by_table(self) -> dict[str, set[str]]:
        """Read at once: one by one it took PostgreSQL two statements a table."""
        schema = next(iter(self._tables.tables.values())).schema
        by_table = inspect(self._connection).get_multi_columns(schema=schema)
        return {name: {c["name"] for c in columns} for (_, name), columns in by_table.items()}

    def _table(self, resource: Resource) -> Table:
        return table_of(self._tables, resource.table_name)

    def totals(self) -> Mapping[str, int]:
        """See `ReleaseRows.totals`; from the prepared exports, which name the resources."""
        exports = table_of(self._tables, prepared.EXPORT)
        parts = self._connection.execute(
            select(exports.c.resource, exports.c.total).where(exports.c.part == 0).distinct()
        )
        return {name: total for name, total in parts if name not in HISTORY}

    def fields(self, resource: Resource) -> frozenset[str]:
        """See `ReleaseRows.fields`."""
        if not self._is_comparable(resource):
            return frozenset()
        text = select(self._table(resource).c[prepared.COLUMN]).limit(1)
        return fields_of_row(self._connection.scalar(text))

    def filled(self, resource: Resource, names: Iterable[str]) -> dict[str, int]:
        """See `ReleaseRows.filled`."""
        columns = [func.count(column(name)).label(name) for name in names]
        if not columns:
            return {}
        row = self._connection.execute(select(*columns).select_from(self._table(resource))).one()
        return dict(row._mapping)

    def rows(self, resource: Resource) -> Iterator[KeyedRow]:
        """See `ReleaseRows.rows`; empty if the release lacks the resource."""
        if self._is_comparable(resource):
            yield from json_rows(self._connection, self._table(resource), resource)

    def keys(self, resource: Resource) -> Iterator[str]:
        """The keys of a resource's rows, in their order; none if the release lacks the resource."""
        if self._is_comparable(resource):
            column = self._table(resource).c[resource.key]
            text, options = select(column).order_by(column), {"yield_per": _FETCH_SIZE}
            yield from self._connection.execute(text, execution_options=options).scalars()

    def _is_comparable(self, resource: Resource) -> bool:
        return {resource.key, prepared.COLUMN} <= self._columns(resource)

    def history_rows(self, name: str) -> list[PlainRow]:
        """The rows of `releases`, in their sequence, or of `changes`, by id.

        What older versions of the software did not write is filled in.
        """
        resource = HISTORY[name]
        table, stored = self._table(resource), self._columns(resource)
        columns = [table.c[c.name] for c in resource.columns if c.name in stored]
        missing = {c.name: _DEFAULTS.get(c.name) for c in resource.columns if c.name not in stored}
        order = "sequence" if name == "releases" else resource.key
        rows = self._connection.execute(select(*columns).order_by(table.c[order]))
        return [{**row, **missing} for row in rows.mappings()]


def _has_default(declared: Column[object]) -> bool:
    return bool(declared.nullable) or declared.name in _DEFAULTS


def json_rows(connection: Connection, table: Table, resource: Resource) -> Iterator[KeyedRow]:
    """The keys and JSON rows of a table in the order of the keys, fetched in batches."""
    key = table.c[resource.key]
    rows = connection.execute(
        select(key, table.c[prepared.COLUMN]).order_by(key),
        execution_options={"yield_per": _FETCH_SIZE},
    )
    for row in rows:
        yield row[0], row[1]


@dataclass(frozen=True, slots=True)
class History:
    """The history that a release takes over.

    Attributes:
        releases: The earlier releases; the last one is the release itself if it was built before.
        changes: The changes of the release if it was built before, else None.
        predecessor: The stored release that the new rows are compared with.
    """

    releases: list[PlainRow] = field(default_factory=list)
    changes: list[PlainRow] | None = None
    predecessor: StoredRelease | None = None

    @property
    def last_id(self) -> str | None:
        """The id of the last release."""
        return str(self.releases[-1]["id"]) if self.releases else None


def add_history(
    connection: Connection, tables: MetaData, content: ReleaseContent, history: History
) -> None:
    """Fill the tables of the history. The tables of the record must have their rows."""
    is_new = history.last_id != content.release_id
    releases = history.releases
    previous_id = history.last_id if is_new else releases[-1]["previous_id"]
    ids: PlainRow = {"release_id": content.release_id, "previous_id": previous_id}
    changes = table_of(tables, CHANGES.table_name)
    changed = (ids | change for change in _changed(connection, tables, content, history))
    insert_rows(connection, tables, str(changes.name), changed)
    add_export(connection, tables, str(changes.name), connection)
    if is_new:
        counts = _by_kind(_stored_counts(connection, changes))
        releases = [*releases, _release_row(content, history, counts)]
    # A release that is built again has the tables of the software that builds it now.
    releases = [*releases[:-1], {**releases[-1], "software": software_version()}]
    name = HISTORY["releases"].table_name
    insert_rows(connection, tables, name, releases)
    add_export(connection, tables, name, connection)


def _changed(
    connection: Connection, tables: MetaData, content: ReleaseContent, history: History
) -> Iterable[PlainRow]:
    """The changes, with their reasons, one after the other: they may be as many as the rows."""
    if history.changes is not None:
        return history.changes
    if history.predecessor is None:
        return ()
    compared = compare(history.predecessor, StoredRelease(connection, tables))
    return (with_values(with_reason(content, change)) for change in compared)


def reason_keys(change: Changed | PlainRow) -> Iterator[ReasonKey]:
    """The keys of the reasons that a change may have, the most exact first.

    They are of the field of the row, of the field in all rows, of all of the row and, if it is
    removed, of all rows that are.
    """
    resource, row_id, field_name = change["resource"], change["row_id"], change["field"]
    if field_name is not None:
        yield ReasonKey(resource, row_id, field_name)
        yield ReasonKey(resource, ALL_ROWS, field_name)
    yield ReasonKey(resource, row_id, None)
    if change["kind"] in (ChangeKind.removed, ChangeKind.resource_removed):
        yield ReasonKey(resource, ALL_ROWS, None)


def with_reason(content: ReleaseContent, change: Changed) -> PlainRow:
    """The change with its reason; a reason for the field goes before one for the whole row."""
    for key in reason_keys(change):
        if reason := content.reasons.get(key) or content.merge_reasons.get(key):
            return {**change, **reason}
    return {**change, "why": None, "source_id": None}


# What each count of a release counts the rows of. Changes of columns are in none.
_COUNTED = {
    "added": (ChangeKind.added, ChangeKind.resource_added),
    "corrected": (ChangeKind.corrected,),
    "removed": (ChangeKind.removed, ChangeKind.resource_removed),
    "merged": (ChangeKind.merged,),
}


def count_by_kind(changed: Iterable[PlainRow]) -> dict[str, int]:
    """The number of rows added, corrected, removed and merged; each row counts once."""
    rows = {(row["resource"], row["row_id"], row["kind"]): row["rows"] for row in changed}
    counts: Counter[str] = Counter()
    for (_, _, kind), number in rows.items():
        assert isinstance(number, int)
        counts[str(kind)] += number
    return _by_kind(counts)


def _stored_counts(connection: Connection, changes: Table) -> dict[str, int]:
    """The number of rows for each kind of change; each row counts once."""
    columns = (changes.c[name] for name in ("resource", "row_id", "kind", "rows"))
    rows = select(*columns).distinct().subquery()
    counts = select(rows.c.kind, func.sum(rows.c.rows)).group_by(rows.c.kind)
    return {str(kind): int(number) for kind, number in connection.execute(counts)}


def _by_kind(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: sum(counts.get(kind, 0) for kind in kinds) for name, kinds in _COUNTED.items()}


def _release_row(content: ReleaseContent, history: History, counts: dict[str, int]) -> PlainRow:
    """The row of `releases` for a release that is built for the first time.

    `counts` has the rows that it changed, by kind.
    """
    last = history.releases[-1]["sequence"] if history.releases else 0
    assert isinstance(last, int)
    return {
        "id": content.release_id,
        "version": content.version,
        "released": content.released,
        "content_hash": content.content_hash,
        "sequence": last + 1,
        "previous_id": history.last_id,
        "rows": sum(content.row_counts().values()),
        **counts,
    }
