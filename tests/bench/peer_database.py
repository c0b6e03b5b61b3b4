"""A copy of the release for the peers: the declared columns and every index.

Columns and tables that a publish prepares for our own statements, such as a row's JSON, are left
out: no peer reads them, and they make its rows longer.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import psycopg

from schema import RECORD, RESOURCES, prepared
from tests.bench.paths import VAR

_ROW_ID = "row_id"


def copy_sqlite(release: Path) -> Path:
    """Copy a release's file and remove what is ours alone."""
    path = VAR / "data" / "peers" / "record.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    shutil.copyfile(release, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:

        def columns(table: str) -> list[str]:
            return [row[1] for row in connection.execute(f"PRAGMA table_xinfo({table})")]

        _index_figures(connection)
        for table, column in _extras(columns):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute(f"DROP TABLE {prepared.EXPORT}")
        connection.execute("VACUUM")
        connection.execute("ANALYZE")
    return path


def _index_figures(connection: sqlite3.Connection) -> None:
    """Index the figures themselves where our indexes hold their digits."""
    digits = prepared.DIGITS.format("")
    indexes = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND instr(sql, ?)"
    for name, statement in connection.execute(indexes, [digits]).fetchall():
        connection.execute(f"DROP INDEX {name}")
        connection.execute(statement.replace(digits, ""))


def reduce_postgresql(database_url: str, schema: str) -> None:
    """Remove what is ours alone from a release in a PostgreSQL database of the peers."""
    with psycopg.connect(database_url, autocommit=True) as connection:

        def columns(table: str) -> list[str]:
            rows = connection.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema = %s AND table_name = %s",
                [schema, table],
            )
            return [row[0] for row in rows]

        for table, column in _extras(columns):
            connection.execute(f"ALTER TABLE {schema}.{table} DROP COLUMN {column}".encode())
        connection.execute(f"DROP TABLE {schema}.{prepared.EXPORT}".encode())
        # PostGraphile names every key `rowId`, a name that a column `row_id` takes too; this is its
        # own way to give a column another.
        for resource in RESOURCES.values():
            if _ROW_ID in columns(resource.table_name):
                column = f"{schema}.{resource.table_name}.{_ROW_ID}"
                connection.execute(f"COMMENT ON COLUMN {column} IS '@name recordRowId'".encode())
        for table, column in _references():  # our indexes are partial: without nulls
            connection.execute(f"CREATE INDEX ON {schema}.{table} ({column})".encode())
        connection.execute("VACUUM (FULL, ANALYZE)")


def settle(database_url: str) -> None:
    """Vacuum now, as autovacuum does some time after a publish."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def _extras(columns: Callable[[str], list[str]]) -> Iterable[tuple[str, str]]:
    """(table, column) of each column that is no field of its resource."""
    for resource in RESOURCES.values():
        for column in columns(resource.table_name):
            if column not in resource.fields:
                yield resource.table_name, column


def _references() -> Iterable[tuple[str, str]]:
    """(table, column) of every foreign key of the record."""
    for resource in RECORD.values():
        for column in resource.columns:
            if column.foreign_keys:
                yield resource.table_name, column.name
