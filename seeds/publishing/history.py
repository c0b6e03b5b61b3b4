"""The history that a release carries: the releases up to it, and what it changed.

History is of the store that is published to: each release takes over from the one that was served,
with that one's own history. A release that is built again keeps the history that it had.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

from sqlalchemy import Connection, MetaData, Table, inspect, select

from schema import HISTORY, RECORD, Resource, prepared
from schema.changes import Changed, Keyed, changes, pledged
from schema.pledges import PLEDGES
from schema.releases import ChangeKind
from seeds.publishing.content import Content, PlainRow
from seeds.publishing.tables import insert, table_of

_ROWS_AT_ONCE = 5_000


class Kept:
    """A release that is kept, read for its rows and its history."""

    def __init__(self, connection: Connection, tables: MetaData) -> None:
        self._connection = connection
        self._tables = tables

    def has_history(self) -> bool:
        """Whether the tables of history are there, with the columns that they have now."""
        return all(
            {c.name for c in resource.columns} <= self._columns(resource)
            for resource in HISTORY.values()
        )

    def _columns(self, resource: Resource) -> set[str]:
        looked, table = inspect(self._connection), self._table(resource)
        if not looked.has_table(table.name, schema=table.schema):
            return set()
        return {column["name"] for column in looked.get_columns(table.name, schema=table.schema)}

    def _table(self, resource: Resource) -> Table:
        return table_of(self._tables, resource.table_name)

    def rows(self, resource: Resource) -> Iterator[Keyed]:
        """Every row of a resource as JSON, by key; none of a resource that it does not have."""
        if prepared.COLUMN in self._columns(resource):
            yield from keyed(self._connection, self._table(resource), resource)

    def told(self, name: str) -> list[PlainRow]:
        """The rows of a resource of history: releases in their sequence, changes by id."""
        resource = HISTORY[name]
        table = self._table(resource)
        columns = [table.c[column.name] for column in resource.columns]
        order = "sequence" if name == "releases" else resource.key
        found = self._connection.execute(select(*columns).order_by(table.c[order]))
        return [dict(row) for row in found.mappings()]


def keyed(connection: Connection, table: Table, resource: Resource) -> Iterator[Keyed]:
    """A table's keys and rows as JSON, in the order of the keys, a few thousand at a time."""
    key = table.c[resource.key]
    found = connection.execute(
        select(key, table.c[prepared.COLUMN]).order_by(key),
        execution_options={"yield_per": _ROWS_AT_ONCE},
    )
    for row in found:
        yield row[0], row[1]


@dataclass(frozen=True, slots=True)
class Past:
    """What a release takes over: earlier releases, and the rows or the changes that it has of one.

    `releases` ends with the release itself, and `changes` is not None, where it had been built.
    """

    releases: list[PlainRow] = field(default_factory=list)
    changes: list[PlainRow] | None = None
    kept: Kept | None = None  # the release that it is compared with

    @property
    def previous_id(self) -> str | None:
        """The last release of the past."""
        return str(self.releases[-1]["id"]) if self.releases else None


class Shelf(Protocol):
    """Where releases are kept, and one of them is served."""

    def current(self) -> str | None:
        """The id of the release that is served."""

    def kept(self, release_id: str) -> AbstractContextManager[Kept | None]:
        """A release that is kept; None where it is not, or has no history."""


@contextmanager
def past_of(release_id: str, shelf: Shelf) -> Iterator[Past]:
    """What a release that is about to be built takes over."""
    with shelf.kept(release_id) as own:
        if own is not None:
            yield Past(own.told("releases"), own.told("changes"))
            return
    with shelf.kept(shelf.current() or "") as before:
        releases = before.told("releases") if before else []
        ids = [row["id"] for row in releases]
        if release_id not in ids:
            yield Past(releases, None, before)
            return
    # It was published and is not kept any more: it is built as it was, as far as that is known.
    releases = releases[: ids.index(release_id) + 1]
    with shelf.kept(str(releases[-1]["previous_id"])) as before:
        yield Past(releases, None, before)


def add_history(connection: Connection, tables: MetaData, content: Content, past: Past) -> None:
    """Write the tables of history of a release, whose rows are written already."""
    found = past.changes
    if found is None:
        found = [reasoned(content, change) for change in _changes(connection, tables, past)]
    releases = past.releases
    if past.previous_id != content.release_id:
        own = _own_row(content, past, found)
        releases = [*releases, own]
    previous = releases[-1]["previous_id"]
    ids: PlainRow = {"release_id": content.release_id, "previous_id": previous}
    rows = {"releases": releases, "changes": [ids | change for change in found]}
    for name, resource in HISTORY.items():
        insert(connection, tables, resource.table_name, rows[name])


def _changes(connection: Connection, tables: MetaData, past: Past) -> Iterable[Changed]:
    if past.kept is None:
        return

    def rows(resource: Resource) -> Iterator[Keyed]:
        return keyed(connection, table_of(tables, resource.table_name), resource)

    by = pledged(chain(past.kept.rows(PLEDGES), rows(PLEDGES)))
    for resource in RECORD.values():
        yield from changes(resource, past.kept.rows(resource), rows(resource), by)


def reasoned(content: Content, change: Changed) -> PlainRow:
    """A change with its reason, where the facts give one for its field or its whole row."""
    resource, row_id = change["resource"], change["row_id"]
    for field_name in (change["field"], None):
        if found := content.reasons.get((resource, row_id, field_name)):
            return {**change, **found}
    return {**change, "why": None, "source_id": None}


def counted(found: Iterable[PlainRow]) -> dict[str, int]:
    """How many rows were added, corrected and removed."""
    rows = {(row["resource"], row["row_id"], row["kind"]) for row in found}
    counts = Counter(kind for _, _, kind in rows)
    return {kind.value: counts[kind] for kind in ChangeKind}


def _own_row(content: Content, past: Past, found: list[PlainRow]) -> PlainRow:
    last = past.releases[-1]["sequence"] if past.releases else 0
    assert isinstance(last, int)
    return {
        "id": content.release_id,
        "version": content.version,
        "released": content.released,
        "content_hash": content.content_hash,
        "sequence": last + 1,
        "previous_id": past.previous_id,
        "rows": sum(content.counts().values()),
        **counted(found),
    }
