"""The tables of a release: the declared ones, with the columns and indexes of publishing."""

import hashlib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from schema import RESOURCES, Resource, prepared
from schema.scalars import Kind
from seeds.publishing.indexes import add_indexes, add_version_indexes
from seeds.publishing.search import add_word_index, word_index_statements

# A copy of the declared tables takes 0.1 s, and one publication needs those of two releases.
_REMEMBERED = 8


@lru_cache(maxsize=_REMEMBERED)
def release_tables(schema: str | None = None, collation: str | None = None) -> MetaData:
    """A copy of the declared tables for one release: the same object for the same arguments.

    Foreign keys are deferred, because a row may refer to a later row of its table. Filter columns
    are indexed.

    Args:
        schema: The schema on PostgreSQL; None on SQLite.
        collation: The collation of all text columns, if it is not the database's own.
    """
    tables = MetaData()
    for declared in SQLModel.metadata.sorted_tables:
        table = declared.to_metadata(tables, schema=schema)  # type: ignore[arg-type]
        _defer_foreign_keys(table)
        for column in table.columns:
            if collation and isinstance(column.type, Text):
                column.type = Text(collation=collation)
    for resource in RESOURCES.values():
        table = table_of(tables, resource.table_name)
        table.append_column(Column(prepared.COLUMN, Text(collation=collation), nullable=False))
        add_indexes(table, resource, _figure_columns(table, resource))
        if resource.is_versioned:
            versions = table_of(tables, resource.version_table_name)
            column = Column(prepared.COLUMN, Text(collation=collation), nullable=False)
            versions.append_column(column)
            _figure_columns(versions, resource)
            if resource.has_dated_versions:
                add_version_indexes(versions, resource)
    for table in tables.tables.values():
        add_word_index(table)
    _add_export_table(tables, schema, collation)
    return tables


def _defer_foreign_keys(table: Table) -> None:
    """Replace the foreign keys by deferred ones, in a fixed order: that of a copy varies."""
    for constraint in sorted(table.foreign_key_constraints, key=lambda c: tuple(c.column_keys)):
        table.constraints.discard(constraint)
        targets = [element.target_fullname for element in constraint.elements]
        table.append_constraint(
            ForeignKeyConstraint(
                constraint.column_keys, targets, deferrable=True, initially="DEFERRED"
            )
        )


@cache
def figure_names(resource: Resource) -> list[str]:
    """The names of the columns of decimal figures."""
    return [field.name for field in resource.fields.values() if field.kind is Kind.figure]


def _figure_columns(table: Table, resource: Resource) -> list[Column[Any]]:
    """The columns from which statements read figures: on SQLite their digits, added here."""
    names = figure_names(resource)
    if table.schema is None:
        names = [prepared.DIGITS.format(name) for name in names]
        for name in names:
            table.append_column(Column(name, Text))
    return [table.c[name] for name in names]


def _add_export_table(tables: MetaData, schema: str | None, collation: str | None) -> None:
    Table(
        prepared.EXPORT,
        tables,
        Column("resource", Text(collation=collation), primary_key=True),
        Column("format", Text(collation=collation), primary_key=True),
        Column("part", Integer, primary_key=True, autoincrement=False),
        Column("total", Integer, nullable=False),
        Column("body_zstd", LargeBinary, nullable=False),
        schema=schema,
    )


def table_of(tables: MetaData, name: str) -> Table:
    """The table of a name, whatever its schema."""
    return next(table for table in tables.tables.values() if table.name == name)


@lru_cache(maxsize=_REMEMBERED)
def layout(tables: MetaData) -> str:
    """A hash of the statements that create the tables: it tells a release of another layout."""
    statements: list[CreateTable | CreateIndex] = [
        *table_statements(tables),
        *index_statements(tables.sorted_tables),
    ]
    # Partial indexes and INCLUDE are compiled by their own dialect only.
    is_postgresql = any(table.schema is not None for table in tables.tables.values())
    # To import PostgreSQL's takes a tenth of a second, which a publisher of files does without.
    engine = "postgresql" if is_postgresql else "sqlite"
    dialect = import_module(f"sqlalchemy.dialects.{engine}").dialect()
    compiled = (str(statement.compile(dialect=dialect)) for statement in statements)
    text = "\n".join([*compiled, *word_index_statements(tables)])
    return hashlib.sha256(text.encode()).hexdigest()


def table_statements(tables: MetaData) -> list[CreateTable]:
    """CREATE TABLE for each table, in the order of their references."""
    return [CreateTable(table) for table in tables.sorted_tables]


def index_statements(tables: Iterable[Table]) -> list[CreateIndex]:
    """CREATE INDEX for each index of some tables, by name."""
    indexes = [index for table in tables for index in table.indexes]
    return [CreateIndex(index) for index in sorted(indexes, key=lambda index: str(index.name))]
