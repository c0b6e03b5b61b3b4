"""Writes the tables and rows of a release, with what publishing prepares of them."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from sqlalchemy import JSON, Connection, MetaData, Table, func, select
from sqlalchemy.schema import ExecutableDDLElement

from schema import RESOURCES, Resource, prepared
from schema.editions import BY_DEFAULT
from seeds.loading.spool import in_batches
from seeds.publishing.content import PlainRow, ReleaseContent
from seeds.publishing.indexes import sort_key
from seeds.publishing.tables import figure_names, index_statements, table_of, table_statements

_BATCH = 1_000
_RESOURCES = {resource.table_name: resource for resource in RESOURCES.values()}
_VERSIONS = {
    resource.version_table_name: resource
    for resource in RESOURCES.values()
    if resource.is_versioned
}


def create_tables(connection: Connection, tables: MetaData) -> None:
    """Create all tables, without indexes."""
    _execute(connection, table_statements(tables))


def fill(
    connection: Connection, tables: MetaData, content: ReleaseContent, names: Iterable[str]
) -> None:
    """Insert the rows of some tables of the record, each in the order of its keys, and exports."""
    for name in names:
        insert_rows(connection, tables, name, content.tables[name])
        add_export(connection, tables, name, connection)


def create_indexes(connection: Connection, tables: MetaData, names: Iterable[str]) -> None:
    """Create the indexes of some tables. This is faster once the rows are inserted."""
    _execute(connection, index_statements([table_of(tables, name) for name in names]))


def _execute(connection: Connection, statements: Sequence[ExecutableDDLElement]) -> None:
    """Execute statements one after the other; on PostgreSQL in one round trip instead of hundreds.

    SQLite's driver takes one statement at a time.
    """
    if connection.dialect.name == "sqlite":
        for statement in statements:
            connection.execute(statement)
        return
    text = ";\n".join(str(statement.compile(connection)) for statement in statements)
    connection.exec_driver_sql(text, execution_options={"no_parameters": True})


def insert_rows(
    connection: Connection, tables: MetaData, name: str, rows: Iterable[PlainRow]
) -> None:
    """Insert rows into a table.

    Rows and versions of a resource get their prepared columns.
    """
    table, resource = table_of(tables, name), _RESOURCES.get(name)
    prepared_as = resource or _VERSIONS.get(name)
    digits = _digit_columns(table, prepared_as) if prepared_as is not None else {}
    for batch in in_batches(rows, _BATCH):
        if prepared_as is not None:
            batch = [_with_prepared(prepared_as, digits, row) for row in batch]
        _insert(connection, table, batch)


def _insert(connection: Connection, table: Table, rows: Sequence[PlainRow]) -> None:
    """Insert rows that have values of the same names.

    On SQLite by the driver's own statement: SQLAlchemy takes twice the time of SQLite for each row.
    The driver writes all values but JSON as they are.
    """
    dialect = connection.dialect
    if dialect.name != "sqlite":
        connection.execute(table.insert(), rows)
        return
    columns = [column for column in table.columns if column.name in rows[0]]
    names = [str(column.name) for column in columns]
    quoted = [dialect.identifier_preparer.quote(name) for name in names]
    texts = [
        (place, as_text)
        for place, column in enumerate(columns)
        if isinstance(column.type, JSON)
        and (as_text := column.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    ]
    in_order = itemgetter(*names)
    values = [list(in_order(row)) for row in rows]
    for place, as_text in texts:
        for row in values:
            value = row[place]
            row[place] = "[]" if value == [] else as_text(value)  # most lists have no items
    marks = ", ".join("?" * len(names))
    text = f"INSERT INTO {table.name} ({', '.join(quoted)}) VALUES ({marks})"  # noqa: S608  # our names
    connection.exec_driver_sql(text, [tuple(row) for row in values])


def _digit_columns(table: Table, resource: Resource) -> dict[str, str]:
    """The columns for the digits of figures, which SQLite alone has, with those of the figures."""
    if table.schema is not None:
        return {}
    return {prepared.DIGITS.format(name): name for name in figure_names(resource)}


def _with_prepared(resource: Resource, digits: Mapping[str, str], row: PlainRow) -> PlainRow:
    """The row with its JSON and the digits of its figures."""
    row = row | {prepared.COLUMN: prepared.row_json(resource, row)}
    for column, figure in digits.items():
        row[column] = prepared.digits(row.get(figure))
    return row


def add_export(
    connection: Connection,
    tables: MetaData,
    name: str,
    target: Connection,
    formats: Iterable[str] = prepared.FORMATS,
) -> None:
    """Store the export of a resource's whole list, in the order that the database sorts it.

    Args:
        connection: The database that has the rows.
        tables: The tables of a release.
        name: The table; nothing is done if it is not that of a resource.
        target: The database that gets the export.
        formats: The formats to write.
    """
    if (resource := _RESOURCES.get(name)) is None:
        return
    table, exports = table_of(tables, name), table_of(tables, prepared.EXPORT)
    order = [sort_key(table, name).nulls_last() for name in (*resource.query.order, resource.key)]
    shown = [table.c[BY_DEFAULT]] if resource.editions is not None else []
    total = connection.scalar(select(func.count()).select_from(table).where(*shown)) or 0
    rows = select(table.c[prepared.COLUMN]).where(*shown).order_by(*order)
    texts = connection.execute(rows, execution_options={"yield_per": _BATCH}).scalars()
    for part in prepared.export_parts(resource, texts, total, formats):
        target.execute(exports.insert(), part)
