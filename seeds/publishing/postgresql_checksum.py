"""Checksums of releases on PostgreSQL: of the rows of all tables, as a comment on one of them."""

import hashlib

import psycopg
from sqlalchemy import Connection, text

from seeds.publishing.repository import Verdict

# The comment is on a table, as that on the schema says which layout it has.
_COMMENTED = "release"
_TABLES = """
SELECT c.relname,
  string_agg(quote_ident(a.attname), ', ' ORDER BY array_position(i.indkey, a.attnum))
FROM pg_class c
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
WHERE c.relnamespace = to_regnamespace(:schema) AND c.relkind = 'r'
GROUP BY c.relname ORDER BY c.relname COLLATE "C"
"""
_COMMENT = "SELECT obj_description(to_regclass(:table), 'pg_class')"


def set_checksum(connection: Connection, schema: str) -> None:
    """Write the checksum of a schema's rows, in the transaction that filled it."""
    digest = _digest(connection, schema)
    connection.execute(text(f"COMMENT ON TABLE {schema}.{_COMMENTED} IS '{digest}'"))


def verify_schema(connection: Connection, schema: str) -> Verdict:
    """Whether the rows of a schema are those that were published."""
    expected = connection.scalar(text(_COMMENT), {"table": f"{schema}.{_COMMENTED}"})
    try:
        actual = _digest(connection, schema)
    except psycopg.Error as error:  # a damaged page, which the server tells of
        return Verdict(str(error))
    if expected is None:
        return Verdict(has_checksum=False)
    is_equal = actual == expected
    return Verdict(
        None if is_equal else f"the SHA-256 of its rows is {actual} instead of {expected}"
    )


def _digest(connection: Connection, schema: str) -> str:
    """The SHA-256 of all rows in hex digits: table by table, in the order of the keys.

    The server sends them as text (COPY), so that no table is held in memory.
    """
    digest = hashlib.sha256()
    driver = connection.connection.driver_connection
    assert driver is not None
    for table, key in connection.execute(text(_TABLES), {"schema": schema}).all():
        digest.update(f"{table}\n".encode())
        rows_query = f"SELECT * FROM {schema}.{table} ORDER BY {key}"  # noqa: S608  # our names
        with driver.cursor().copy(f"COPY ({rows_query}) TO STDOUT") as rows:
            for data in rows:
                digest.update(data)
    return digest.hexdigest()
