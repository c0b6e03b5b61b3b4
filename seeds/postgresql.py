"""A release as a PostgreSQL schema of its own, and a pointer to the one that is served.

    release_1_0_0_0123456789ab   the tables of one release, never changed
    public.current_release       one row: schema_name, release_id

A schema is made and filled in one transaction, so that a publisher that dies leaves nothing.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, NullPool, create_engine, text

from seeds.content import Content
from seeds.history import Kept, Past, add_history
from seeds.tables import fill, index, json_text, layout, release_tables

# An arbitrary number that every publisher of this record locks.
_LOCK = 0x0C11_3A7E
# Texts compare by code point, as on SQLite, whatever the database's own language.
_COLLATION = "C"
_POINTER = """
CREATE TABLE IF NOT EXISTS public.current_release (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    schema_name text NOT NULL,
    release_id text NOT NULL
)"""


class PostgresqlStore:
    """Releases in one PostgreSQL database."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            json_serializer=json_text,
            poolclass=NullPool,
        )

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold an advisory lock: it is given up when its session ends, however it ends."""
        with self._engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            connection.commit()
            yield

    def current(self) -> str | None:
        """The id of the release that is served."""
        with self._engine.connect() as connection:
            if connection.scalar(text("SELECT to_regclass('public.current_release')")) is None:
                return None
            found = connection.scalar(text("SELECT release_id FROM public.current_release"))
            return str(found) if found else None

    def holds(self, content: Content) -> bool:
        """Whether the schema is there, with the tables as they are declared now."""
        query = "SELECT obj_description(to_regnamespace(:name), 'pg_namespace')"
        with self._engine.connect() as connection:
            found = connection.scalar(text(query), {"name": schema_name(content.release_id)})
        return bool(found == _comment(content))

    @contextmanager
    def kept(self, release_id: str) -> Iterator[Kept | None]:
        """A release that is kept; None where it is not, or has no history."""
        with self._engine.connect() as connection:
            release = Kept(connection, release_tables(schema_name(release_id)))
            yield release if release_id and release.has_history() else None

    def build(self, content: Content, past: Past) -> None:
        """Make the schema and fill it, in one transaction."""
        name = schema_name(content.release_id)
        with self._engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {name} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {name}"))
            _fill(connection, name, content, past)
            # The record is public; what serves it needs no more than to read.
            connection.execute(text(f"GRANT USAGE ON SCHEMA {name} TO PUBLIC"))
            connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA {name} TO PUBLIC"))
            connection.execute(text(f"COMMENT ON SCHEMA {name} IS '{_comment(content)}'"))

    def switch(self, content: Content) -> None:
        """Let the pointer name the release, in one transaction."""
        row = {"schema": schema_name(content.release_id), "release": content.release_id}
        with self._engine.begin() as connection:
            connection.execute(text(_POINTER))
            connection.execute(text("GRANT SELECT ON public.current_release TO PUBLIC"))
            connection.execute(
                text(
                    "INSERT INTO public.current_release (schema_name, release_id)"
                    " VALUES (:schema, :release) ON CONFLICT (one) DO UPDATE"
                    " SET schema_name = excluded.schema_name, release_id = excluded.release_id"
                ),
                row,
            )


def schema_name(release_id: str) -> str:
    """The schema of a release: `1.0.0-0123456789ab` is in `release_1_0_0_0123456789ab`."""
    return "release_" + re.sub(r"[^0-9a-z]", "_", release_id)


def _comment(content: Content) -> str:
    """What the schema of a release carries, so that another layout of it is known as such."""
    tables = release_tables(schema_name(content.release_id), _COLLATION)
    return f"{content.content_hash} {layout(tables)}"


def _fill(connection: Connection, schema: str, content: Content, past: Past) -> None:
    tables = release_tables(schema, _COLLATION)
    fill(connection, tables, content)
    add_history(connection, tables, content, past)
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))  # or no index can be made yet
    index(connection, tables)
    for table in tables.sorted_tables:
        connection.execute(text(f"ANALYZE {schema}.{table.name}"))
