"""The history of a release: the releases up to it, and its changes over its predecessor.

Each database has a history of its own. A new release continues the history of the release that was
served before. A release that is built again keeps the history it had.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from sqlalchemy import Connection, MetaData, Table, inspect, select

from schema import HISTORY, RECORD, Resource, prepared
from schema.changes import Changed, KeyedRow, changes, parties_by_pledge
from schema.pledges import PLEDGES
from schema.releases import ChangeKind
from seeds.publishing.content import PlainRow, ReasonKey, ReleaseContent
from seeds.publishing.rows import insert_rows
from seeds.publishing.tables import table_of

_FETCH_SIZE = 5_000


class StoredRelease:
    """A release in the database, read over an open connection."""

    def __init__(self, connection: Connection, tables: MetaData) -> None:
        self._connection = connection
        self._tables = tables

    def has_history(self) -> bool:
        """Whether the tables of the history have every column that is declared now.

        If not, the history cannot be read, and no release can continue it.
        """
        return all(
            {c.name for c in resource.columns} <= self._columns(resource)
            for resource in HISTORY.values()
        )

    def _columns(self, resource: Resource) -> set[str]:
        inspector, table = inspect(self._connection), self._table(resource)
        if not inspector.has_table(table.name, schema=table.schema):
            return set()
        return {c["name"] for c in inspector.get_columns(table.name, schema=table.schema)}

    def _table(self, resource: Resource) -> Table:
        return table_of(self._tables, resource.table_name)

    def rows(self, resource: Resource) -> Iterator[KeyedRow]:
        """The rows of a resource as JSON, by key; empty if the release lacks the resource."""
        if prepared.COLUMN in self._columns(resource):
            yield from json_rows(self._connection, self._table(resource), resource)

    def history_rows(self, name: str) -> list[PlainRow]:
        """The rows of `releases`, in their sequence, or of `changes`, by id."""
        resource = HISTORY[name]
        table = self._table(resource)
        columns = [table.c[column.name] for column in resource.columns]
        order = "sequence" if name == "releases" else resource.key
        rows = self._connection.execute(select(*columns).order_by(table.c[order]))
        return [dict(row) for row in rows.mappings()]


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
    changed = history.changes
    if changed is None:
        compared = _compare(connection, tables, history.predecessor)
        changed = [with_reason(content, change) for change in compared]
    releases = history.releases
    if history.last_id != content.release_id:
        releases = [*releases, _release_row(content, history, changed)]
    ids: PlainRow = {
        "release_id": content.release_id,
        "previous_id": releases[-1]["previous_id"],
    }
    rows = {"releases": releases, "changes": [ids | change for change in changed]}
    for name, resource in HISTORY.items():
        insert_rows(connection, tables, resource.table_name, rows[name])


def _compare(
    connection: Connection, tables: MetaData, predecessor: StoredRelease | None
) -> Iterable[Changed]:
    """The changes from the predecessor to the rows that were just written."""
    if predecessor is None:
        return

    def new_rows(resource: Resource) -> Iterator[KeyedRow]:
        return json_rows(connection, table_of(tables, resource.table_name), resource)

    parties = parties_by_pledge(chain(predecessor.rows(PLEDGES), new_rows(PLEDGES)))
    for resource in RECORD.values():
        yield from changes(resource, predecessor.rows(resource), new_rows(resource), parties)


def with_reason(content: ReleaseContent, change: Changed) -> PlainRow:
    """The change with its reason; a reason for the field goes before one for the whole row."""
    resource, row_id = change["resource"], change["row_id"]
    for field_name in (change["field"], None):
        if reason := content.reasons.get(ReasonKey(resource, row_id, field_name)):
            return {**change, **reason}
    return {**change, "why": None, "source_id": None}


def count_by_kind(changed: Iterable[PlainRow]) -> dict[str, int]:
    """The number of rows added, corrected and removed; a row with several changes counts once."""
    rows = {(row["resource"], row["row_id"], row["kind"]) for row in changed}
    counts = Counter(kind for _, _, kind in rows)
    return {kind.value: counts[kind] for kind in ChangeKind}


def _release_row(content: ReleaseContent, history: History, changed: list[PlainRow]) -> PlainRow:
    """The row of `releases` for a release that is built for the first time."""
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
        **count_by_kind(changed),
    }
