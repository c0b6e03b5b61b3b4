"""A release as a PostgreSQL schema of its own, and a pointer to the one that is served.

    release_1_0_0_0123456789ab   the tables of one release, never changed
    public.current_release       one row: schema_name, release_id
    public.pinned_release        ids of releases that are kept whatever their age

A schema is made and filled in one transaction, so that a publisher that dies leaves nothing.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, NullPool, create_engine, text

from seeds.publishing.content import Content
from seeds.publishing.history import Kept, Past, add_history
from seeds.publishing.tables import fill, index, json_text, layout, release_tables

# An arbitrary number that every publisher of this record locks.
_LOCK = 0x0C11_3A7E
_WORK = 0x0C11_3A7F  # held by each transaction that writes
# Texts compare by code point, as on SQLite, whatever the database's own language.
_COLLATION = "C"
_POINTER = """
CREATE TABLE IF NOT EXISTS public.current_release (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    schema_name text NOT NULL,
    release_id text NOT NULL
)"""

_PINS = "CREATE TABLE IF NOT EXISTS public.pinned_release (release_id text PRIMARY KEY)"
_SCHEMA = re.compile(r"release_(\d+)_(\d+)_(\d+)_([0-9a-f]{12})", re.ASCII)


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

    @contextmanager
    def _working(self) -> Iterator[Connection]:
        """A transaction that waits for what a killed publisher had sent and is still being done."""
        with self._engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WORK})
            yield connection

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
        with self._working() as connection:
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
        with self._working() as connection:
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

    def ids(self) -> list[str]:
        """Every release that is kept."""
        query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'release%' ORDER BY nspname"
        with self._engine.connect() as connection:
            names = connection.scalars(text(query)).all()
        return [release for name in names if (release := release_of(name))]

    def size(self, release_id: str) -> int:
        """The bytes that a release takes."""
        query = (
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c"
            " WHERE c.relnamespace = to_regnamespace(:name) AND c.relkind = 'r'"
        )
        with self._engine.connect() as connection:
            return int(connection.scalar(text(query), {"name": schema_name(release_id)}) or 0)

    def pinned(self) -> set[str]:
        """The releases that are kept whatever their age."""
        with self._engine.connect() as connection:
            if connection.scalar(text("SELECT to_regclass('public.pinned_release')")) is None:
                return set()
            return set(connection.scalars(text("SELECT release_id FROM public.pinned_release")))

    def pin(self, release_ids: set[str]) -> None:
        """Let these be the pinned ones, in one transaction."""
        with self._working() as connection:
            connection.execute(text(_PINS))
            connection.execute(text("GRANT SELECT ON public.pinned_release TO PUBLIC"))
            connection.execute(text("DELETE FROM public.pinned_release"))
            for id_ in sorted(release_ids):
                insert = text("INSERT INTO public.pinned_release VALUES (:id)")
                connection.execute(insert, {"id": id_})

    def drop(self, release_id: str) -> None:
        """Let a release go; it waits for who reads it, but not for ever, and is gone for others."""
        with self._working() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            connection.execute(text(f"DROP SCHEMA {schema_name(release_id)} CASCADE"))


def release_of(schema: str) -> str | None:
    """The release that is in a schema; None where the schema is none of a release."""
    found = _SCHEMA.fullmatch(schema)
    return f"{found[1]}.{found[2]}.{found[3]}-{found[4]}" if found else None


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
