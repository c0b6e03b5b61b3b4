"""The release as the peers have it: the declared columns and every index, none of our own extras.

What a publish prepares for our own engine, such as a row's JSON, would only be ballast to them.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import psycopg

from schema import HISTORY, RECORD, RESOURCES, prepared
from tests.bench.places import VAR


def plain_sqlite(release: Path) -> Path:
    """A plain copy of a release's file."""
    path = VAR / "data" / "plain" / "record.sqlite"
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
    """Have indexes hold figures themselves where ours hold their digits."""
    digits = prepared.DIGITS.format("")
    found = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND instr(sql, ?)"
    for name, statement in connection.execute(found, [digits]).fetchall():
        connection.execute(f"DROP INDEX {name}")
        connection.execute(statement.replace(digits, ""))


def make_plain(database_url: str, schema: str) -> None:
    """Take the extras out of a release in a PostgreSQL database that is the peers' alone."""
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
        # PostGraphile calls every key `rowId`, which `change.row_id` would be as well.
        history = ", ".join(f"{schema}.{found.table_name}" for found in HISTORY.values())
        connection.execute(f"DROP TABLE {history} CASCADE".encode())
        for table, column in _references():  # ours leave out nulls
            connection.execute(f"CREATE INDEX ON {schema}.{table} ({column})".encode())
        connection.execute("VACUUM (FULL, ANALYZE)")


def settle(database_url: str) -> None:
    """Vacuum, as PostgreSQL does by itself some time after a publish; here before any load."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def _extras(columns: Callable[[str], list[str]]) -> Iterable[tuple[str, str]]:
    """(table, column) of what no resource declares as answered."""
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
