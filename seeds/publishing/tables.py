"""The tables as a release holds them: as declared, with what only publishing needs."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from schema import RESOURCES, Resource, prepared
from schema.scalars import Kind
from seeds.publishing.content import Content, PlainRow

_BATCH = 5_000
_RESOURCES = {resource.table_name: resource for resource in RESOURCES.values()}


def release_tables(schema: str | None = None, collation: str | None = None) -> MetaData:
    """A copy of the declared tables, in a schema of their own and with a collation for texts.

    Its foreign keys are deferred, for a row may refer to a later one of its table, and all that is
    filtered by has an index.
    """
    tables = MetaData()
    for declared in SQLModel.metadata.sorted_tables:
        table = declared.to_metadata(tables, schema=schema)  # type: ignore[arg-type]
        _defer_foreign_keys(table)
        for column in table.columns:
            if collation and isinstance(column.type, Text):
                column.type = Text(collation=collation)
    for resource in RESOURCES.values():
        name = resource.table_name
        table = tables.tables[f"{schema}.{name}" if schema else name]
        table.append_column(Column(prepared.COLUMN, Text(collation=collation), nullable=False))
        for column_name in _without_index(name):
            Index(f"ix_{name}_{column_name}", table.c[column_name])
        for lead in _leads(resource):
            _index(table, f"{lead}_in_order", [lead], list(resource.query.order))
        if schema is None:
            _append_digits(table, resource)
        for *leads, ranked in resource.indexes.ranked:
            figures = _figures(table, resource) if ranked == resource.query.order[0] else []
            _index(table, f"{'_'.join(leads)}_ranked", leads, [ranked, resource.key], figures)
        _drop_covered(table)
    _export_table(tables, schema, collation)
    return tables


def _export_table(tables: MetaData, schema: str | None, collation: str | None) -> Table:
    return Table(
        prepared.EXPORT,
        tables,
        Column("resource", Text(collation=collation), primary_key=True),
        Column("format", Text(collation=collation), primary_key=True),
        Column("part", Integer, primary_key=True, autoincrement=False),
        Column("total", Integer, nullable=False),
        Column("body", LargeBinary, nullable=False),
        schema=schema,
    )


def _index(
    table: Table,
    name: str,
    leads: list[str],
    order: list[str],
    beside: Sequence[Column[Any]] = (),
) -> None:
    """An index by `leads`, which are asked for by value, in an order; it holds what is `beside`.

    Rows without the first of them are left out where it is a reference: nothing is sorted by one.
    """
    first = table.c[leads[0]]
    known = first.is_not(None) if first.nullable and first.info["kind"] is Kind.slug else None
    columns = [
        *(table.c[lead] for lead in leads),
        *(_indexed(table, c) for c in dict.fromkeys(order)),
    ]
    where: dict[str, Any] = {"sqlite_where": known, "postgresql_where": known}
    is_postgresql = table.schema is not None
    Index(
        f"ix_{table.name}_{name}",
        *columns,
        *(() if is_postgresql else beside),
        postgresql_include=[column.name for column in beside] if is_postgresql else [],
        **(where if known is not None else {}),
    )


def _drop_covered(table: Table) -> None:
    """Take away indexes of one column that another index begins with."""
    firsts = [(len(index.expressions), _lead(index)) for index in table.indexes]
    for index in list(table.indexes):
        covered = any(length > 1 and first == _lead(index) for length, first in firsts)
        if len(index.expressions) == 1 and covered:
            table.indexes.discard(index)


def _lead(index: Index) -> str:
    return str(index.columns[0].name)


def _leads(resource: Resource) -> list[str]:
    """Columns by which other resources embed this one's rows in its own order."""
    leads = {
        relation.remote
        for other in RESOURCES.values()
        for relation in other.relations
        if relation.target == resource.name and relation.many and relation.through is None
    }
    return sorted(leads)


def _figures(table: Table, resource: Resource) -> list[Column[Any]]:
    """A series' figures as statements read them, so that it is answered from its index alone."""
    read = str if table.schema is not None else prepared.DIGITS.format
    return [table.c[read(name)] for name in _figure_names(resource)]


def _append_digits(table: Table, resource: Resource) -> None:
    for name in _figure_names(resource):
        table.append_column(Column(prepared.DIGITS.format(name), Text))


def _figure_names(resource: Resource) -> list[str]:
    return [field.name for field in resource.fields.values() if field.kind is Kind.figure]


def _sorted(table: Table, column: str) -> ColumnElement[Any]:
    name = column.removeprefix("-")
    return table.c[name].desc() if column.startswith("-") else table.c[name]


def _indexed(table: Table, column: str) -> ColumnElement[Any]:
    """A sort key of an index, with unknown values where statements want them: last.

    SQLite takes an index for that anyway, and no such words in one.
    """
    found = _sorted(table, column)
    is_postgresql = table.schema is not None
    nullable = table.c[column.removeprefix("-")].nullable
    return found.nulls_last() if is_postgresql and nullable else found


def _defer_foreign_keys(table: Table) -> None:
    """Put deferred constraints for those copied, by column: the copy has them in any order."""
    for constraint in sorted(table.foreign_key_constraints, key=lambda c: tuple(c.column_keys)):
        table.constraints.discard(constraint)
        targets = [element.target_fullname for element in constraint.elements]
        table.append_constraint(
            ForeignKeyConstraint(
                constraint.column_keys, targets, deferrable=True, initially="DEFERRED"
            )
        )


def _without_index(table: str) -> list[str]:
    """Columns to filter by that have no index: every kind but text and lists.

    Text says in its declaration whether an index serves it; on a whole quote none would.
    """
    resource = _RESOURCES[table]
    filtered = {f.column for f in resource.filters.values() if f.through is None}
    return [
        column.name
        for column in resource.columns
        if column.name in filtered.difference(resource.indexes.unindexed)
        and column.info["kind"] not in (Kind.text, Kind.texts)
        and not (column.index or column.primary_key)
    ]


def layout(tables: MetaData) -> str:
    """A fingerprint of the statements that make the tables, to know a release of another layout."""
    statements: list[CreateTable | CreateIndex] = [*creations(tables), *indexes(tables)]
    # Each in its own words: which rows an index holds, and on PostgreSQL what it includes.
    is_postgresql = any(table.schema is not None for table in tables.tables.values())
    dialect = (postgresql if is_postgresql else sqlite).dialect()
    text = "\n".join(str(statement.compile(dialect=dialect)) for statement in statements)
    return hashlib.sha256(text.encode()).hexdigest()


def creations(tables: MetaData) -> list[CreateTable]:
    """The statements that make the tables, each after those that it refers to."""
    return [CreateTable(table) for table in tables.sorted_tables]


def indexes(tables: MetaData) -> list[CreateIndex]:
    """The statements that make the indexes, by name."""
    found = (i for table in tables.sorted_tables for i in table.indexes)
    return [CreateIndex(i) for i in sorted(found, key=lambda i: str(i.name))]


def fill(connection: Connection, tables: MetaData, content: Content) -> None:
    """Make the tables and the rows of the record, in the order of their keys."""
    for creation in creations(tables):
        connection.execute(creation)
    for name, rows in content.tables.items():
        insert(connection, tables, name, rows)


def table_of(tables: MetaData, name: str) -> Table:
    """The table of that name, in whatever schema."""
    return next(table for table in tables.tables.values() if table.name == name)


def insert(connection: Connection, tables: MetaData, name: str, rows: list[PlainRow]) -> None:
    """Put rows in a table, and with them what is prepared of a resource's."""
    table, resource = table_of(tables, name), _RESOURCES.get(name)
    if resource is not None:
        rows = [_prepared(table, resource, row) for row in rows]
    for start in range(0, len(rows), _BATCH):
        connection.execute(table.insert(), rows[start : start + _BATCH])
    if resource is not None:
        _export(connection, table_of(tables, prepared.EXPORT), table, resource)


def _prepared(table: Table, resource: Resource, row: PlainRow) -> PlainRow:
    """A row with what is made of it once: its JSON and, on SQLite, its figures' digits."""
    made = row | {prepared.COLUMN: prepared.row_json(resource, row)}
    if table.schema is None:
        for name in _figure_names(resource):
            made[prepared.DIGITS.format(name)] = prepared.digits(row.get(name))
    return made


def _export(connection: Connection, exports: Table, table: Table, resource: Resource) -> None:
    """Keep the whole list, in the order that the database itself gives it."""
    order = [_sorted(table, name).nulls_last() for name in (*resource.query.order, resource.key)]
    texts = connection.execute(select(table.c[prepared.COLUMN]).order_by(*order)).scalars()
    connection.execute(exports.insert(), list(prepared.export_parts(resource, texts)))


def index(connection: Connection, tables: MetaData) -> None:
    """Make the indexes: quicker now that the rows are in."""
    for statement in indexes(tables):
        connection.execute(statement)


def json_text(value: object) -> str:
    """Lists as both databases store them, and as they are answered: no space, no escapes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
