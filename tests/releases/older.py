"""A stored release as an older version of the software laid it out."""

import sqlite3
from pathlib import Path

import psycopg

from schema.checksums import NAME, checksum_lines, read_checksums, sha256_of

_ROW_WITHOUT = {
    "sqlite": "json_remove(row_json, '$.{0}')",
    # The spelling of the JSON text matters no more once a column is gone: both sides are parsed.
    "postgresql": "(row_json::jsonb - '{0}')::text",
}


def drop_column(url: str, release: str, table: str, column: str) -> None:
    """Take a column of no index from a table and from the JSON of its rows."""
    without = _ROW_WITHOUT[url.partition(":")[0]].format(column)
    execute(
        url,
        release,
        f"UPDATE {table} SET row_json = {without}",
        f"ALTER TABLE {table} DROP COLUMN {column}",
    )


def drop_resource(url: str, release: str, table: str, resource: str) -> None:
    """Take a resource from a release that has no rows of it which others refer to."""
    execute(
        url,
        release,
        f"DROP TABLE {table}",
        f"DELETE FROM prepared_export WHERE resource = '{resource}'",
    )


def execute(url: str, release: str, *statements: str) -> None:
    """Run statements in a stored release, which no program does."""
    if url.startswith("postgresql:"):
        schema = "release_" + release.replace(".", "_").replace("-", "_")
        with psycopg.connect(url, autocommit=True, options=f"-csearch_path={schema}") as connection:
            for statement in statements:
                connection.execute(statement.encode())
        return
    file = Path(url.removeprefix("sqlite:///")).parent / "releases" / f"{release}.sqlite"
    file.chmod(0o644)
    with sqlite3.connect(file) as lite:
        for statement in statements:
            lite.execute(statement)
    lite.close()
    # An older version of the software would have written the checksum of what it wrote.
    sums = read_checksums(file.parent) | {file.name: sha256_of(file)}
    (file.parent / NAME).write_text(checksum_lines(sums))
