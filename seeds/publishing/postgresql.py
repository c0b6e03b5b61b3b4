"""A release as a PostgreSQL schema of its own, and a pointer to the one that is served.

    release_1_0_0_0123456789ab   the tables of one release, never changed
    public.current_release       one row: schema_name, release_id
    public.pinned_release        the ids of pinned releases

One transaction creates and fills a schema, so an interrupted publisher leaves nothing.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, NullPool, create_engine, text

from schema.figures import json_text
from seeds.processes import Start, here
from seeds.publishing.content import ReleaseContent
from seeds.publishing.history import History, StoredRelease, add_history
from seeds.publishing.postgresql_checksum import set_checksum, verify_schema
from seeds.publishing.repository import Verdict
from seeds.publishing.rows import create_indexes, create_tables, fill
from seeds.publishing.tables import layout, release_tables

# Advisory locks; the numbers are arbitrary.
_PUBLISH_LOCK = 0x0C11_3A7E  # held by a publisher from start to end
_WRITE_LOCK = 0x0C11_3A7F  # held by each transaction that writes
# Texts compare by code point, as on SQLite, whatever the collation of the database.
_COLLATION = "C"
_CREATE_POINTER = """
CREATE TABLE IF NOT EXISTS public.current_release (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    schema_name text NOT NULL,
    release_id text NOT NULL
)"""
_SET_POINTER = """
INSERT INTO public.current_release (schema_name, release_id) VALUES (:schema, :release)
ON CONFLICT (one) DO UPDATE
SET schema_name = excluded.schema_name, release_id = excluded.release_id"""
_CREATE_PINS = "CREATE TABLE IF NOT EXISTS public.pinned_release (release_id text PRIMARY KEY)"
_SIZE = """
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c
WHERE c.relnamespace = to_regnamespace(:name) AND c.relkind = 'r'"""
_SCHEMA = re.compile(r"release_(\d+)_(\d+)_(\d+)_([0-9a-f]{12})", re.ASCII)


class PostgresqlRepository:
    """Releases in one PostgreSQL database."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            json_serializer=json_text,
            poolclass=NullPool,
        )

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold an advisory lock; the server releases it when the session ends, however it ends."""
        with self._engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _PUBLISH_LOCK})
            connection.commit()
            yield

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """A transaction that writes.

        It waits for statements of a killed publisher that the server still executes.
        """
        with self._engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITE_LOCK})
            yield connection

    def current_id(self) -> str | None:
        """The id of the release that is served."""
        with self._engine.connect() as connection:
            if not _has_table(connection, "public.current_release"):
                return None
            id_ = connection.scalar(text("SELECT release_id FROM public.current_release"))
            return str(id_) if id_ else None

    def contains(self, content: ReleaseContent) -> bool:
        """Whether the release is stored with the tables as they are declared now."""
        query = "SELECT obj_description(to_regnamespace(:name), 'pg_namespace')"
        with self._engine.connect() as connection:
            comment = connection.scalar(text(query), {"name": schema_name(content.release_id)})
        return bool(comment == schema_comment(content))

    @contextmanager
    def open_release(self, release_id: str) -> Iterator[StoredRelease | None]:
        """A stored release; None if it is not stored or has no history."""
        with self._engine.connect() as connection:
            tables = release_tables(schema_name(release_id), _COLLATION)
            release = StoredRelease(connection, tables)
            yield release if release_id and release.has_history() else None

    def verify(self, release_id: str) -> Verdict:
        """See `ReleaseRepository.verify`: the rows of all tables; not the indexes."""
        with self._engine.connect() as connection:
            return verify_schema(connection, schema_name(release_id))

    def build(self, content: ReleaseContent, history: History, start: Start = here) -> None:  # noqa: ARG002
        """Create and fill the schema in one transaction, readable for every role.

        `start` has no use here: the transaction has one connection.
        """
        name = schema_name(content.release_id)
        with self._write() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {name} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {name}"))
            _fill(connection, name, content, history)
            connection.execute(text(f"GRANT USAGE ON SCHEMA {name} TO PUBLIC"))
            connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA {name} TO PUBLIC"))
            connection.execute(text(f"COMMENT ON SCHEMA {name} IS '{schema_comment(content)}'"))
            set_checksum(connection, name)

    def serve(self, content: ReleaseContent) -> None:
        """Set the pointer to the release, in one transaction."""
        row = {"schema": schema_name(content.release_id), "release": content.release_id}
        with self._write() as connection:
            connection.execute(text(_CREATE_POINTER))
            connection.execute(text("GRANT SELECT ON public.current_release TO PUBLIC"))
            connection.execute(text(_SET_POINTER), row)

    def release_ids(self) -> list[str]:
        """The ids of all stored releases."""
        query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'release%' ORDER BY nspname"
        with self._engine.connect() as connection:
            names = connection.scalars(text(query)).all()
        return [release for name in names if (release := release_of(name))]

    def size_bytes(self, release_id: str) -> int:
        """The size of a release's tables with their indexes."""
        with self._engine.connect() as connection:
            return int(connection.scalar(text(_SIZE), {"name": schema_name(release_id)}) or 0)

    def pinned_ids(self) -> set[str]:
        """The ids of the releases that are never pruned."""
        with self._engine.connect() as connection:
            if not _has_table(connection, "public.pinned_release"):
                return set()
            return set(connection.scalars(text("SELECT release_id FROM public.pinned_release")))

    def set_pinned(self, release_ids: set[str]) -> None:
        """Replace the ids of pinned releases, in one transaction."""
        with self._write() as connection:
            connection.execute(text(_CREATE_PINS))
            connection.execute(text("GRANT SELECT ON public.pinned_release TO PUBLIC"))
            connection.execute(text("DELETE FROM public.pinned_release"))
            for id_ in sorted(release_ids):
                insert = text("INSERT INTO public.pinned_release VALUES (:id)")
                connection.execute(insert, {"id": id_})

    def compress(self, release_id: str) -> None:
        """See `ReleaseRepository.compress`: PostgreSQL compresses only long values, by itself."""

    def delete(self, release_id: str) -> None:
        """Drop a release's schema. It waits up to 5 seconds for transactions that read it."""
        with self._write() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            connection.execute(text(f"DROP SCHEMA {schema_name(release_id)} CASCADE"))


def _has_table(connection: Connection, name: str) -> bool:
    return connection.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is not None


def release_of(schema: str) -> str | None:
    """The id of the release in a schema; None if the schema's name is not a release's."""
    match = _SCHEMA.fullmatch(schema)
    return f"{match[1]}.{match[2]}.{match[3]}-{match[4]}" if match else None


def schema_name(release_id: str) -> str:
    """The schema of a release: `1.0.0-0123456789ab` is in `release_1_0_0_0123456789ab`."""
    return "release_" + re.sub(r"[^0-9a-z]", "_", release_id)


def schema_comment(content: ReleaseContent) -> str:
    """The comment on a release's schema: content hash and layout, for `contains`."""
    tables = release_tables(schema_name(content.release_id), _COLLATION)
    return f"{content.content_hash} {layout(tables)}"


def _fill(connection: Connection, schema: str, content: ReleaseContent, history: History) -> None:
    tables = release_tables(schema, _COLLATION)
    create_tables(connection, tables)
    fill(connection, tables, content, content.tables)
    add_history(connection, tables, content, history)
    # PostgreSQL creates no index on a table with pending trigger events of deferred constraints.
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    create_indexes(connection, tables, [str(table.name) for table in tables.sorted_tables])
    for table in tables.sorted_tables:
        connection.execute(text(f"ANALYZE {schema}.{table.name}"))
