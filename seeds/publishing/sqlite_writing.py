"""Writes the file of a release: its largest table beside the others, then indexes and checks."""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import IO, NamedTuple

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.schema import CreateTable

from schema import HISTORY, RECORD, prepared
from schema.figures import json_text
from seeds.processes import Start, awaited
from seeds.publishing.content import ReleaseContent
from seeds.publishing.history import History, add_history
from seeds.publishing.rows import add_export, create_indexes, create_tables, fill, insert_rows
from seeds.publishing.search import check_word_indexes, create_word_indexes, fill_word_indexes
from seeds.publishing.tables import layout, release_tables, table_of

_STATISTICS = "sqlite_stat1"  # the table in which SQLite keeps those of its planner
# Nobody else sees the file before it is synced and renamed, so a journal would protect nothing.
_BUILD_PRAGMAS = {
    "page_size": "8192",
    "journal_mode": "OFF",
    "synchronous": "OFF",
}


class _Largest(NamedTuple):
    """The largest table of a release, and the files that it and its export are written to."""

    table: str
    part: Path
    export: Path


def write(path: Path, content: ReleaseContent, history: History, start: Start) -> None:
    """Write a release, which `check_file` checks.

    Its largest table is written to a file of its own, beside the others. Then the export of that
    table as CSV is written to another one, beside the rest.
    """
    table = max(content.tables, key=lambda name: len(content.tables[name]))
    part, export = (path.with_name(f"{path.name}-{name}") for name in ("part", "export"))
    largest = _Largest(table, part, export)
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as part_written, _engine(path) as engine:
        with os.fdopen(writing, "wb", buffering=0) as channel:
            result = start(lambda: _write_largest(largest, content, channel))
        with awaited(result) as exported, engine.connect() as connection:
            _set_pragmas(connection)
            _write_others(connection, content, largest)
            if not part_written.read(1):
                exported()  # raises what it failed with
            _take_over(connection, part, (table, _STATISTICS))
            _complete(connection, table)
            exported()
            part.unlink()
            _take_over(connection, export, [prepared.EXPORT])
            export.unlink()
            _write_history(connection, content, history)
        with _autocommit(engine) as connection:
            finish(connection)


def _write_others(connection: Connection, content: ReleaseContent, largest: _Largest) -> None:
    """Write all tables but the largest one, of which there are the indexes, without rows."""
    tables = release_tables()
    others = [name for name in content.tables if name != largest.table]
    create_tables(connection, tables)
    # SQLite copies the indexes of a table as they are, if they are there and empty.
    create_indexes(connection, tables, [largest.table])
    fill(connection, tables, content, others)
    create_indexes(connection, tables, others)
    create_word_indexes(connection, tables)
    fill_word_indexes(connection, tables, others)
    _analyse(connection)
    check_word_indexes(connection, tables, others)
    check_row_order(connection, others)


def _complete(connection: Connection, table: str) -> None:
    """Write what else the largest table has: its export as NDJSON and its index of words."""
    tables = release_tables()
    add_export(connection, tables, table, connection, ["ndjson"])
    fill_word_indexes(connection, tables, [table])
    check_word_indexes(connection, tables, [table])


def _write_history(connection: Connection, content: ReleaseContent, history: History) -> None:
    """Write the releases so far and the changes, and the statistics of what came last."""
    tables = release_tables()
    add_history(connection, tables, content, history)
    histories = [resource.table_name for resource in HISTORY.values()]
    create_indexes(connection, tables, histories)
    _analyse(connection, [prepared.EXPORT, *histories])


def _write_largest(largest: _Largest, content: ReleaseContent, channel: IO[bytes]) -> None:
    """Write the largest table, then its export as CSV; a byte in the channel is between them."""
    _write_part(largest.part, content, largest.table)
    channel.write(b"1")
    _write_export(largest.export, largest.part, largest.table, ["csv"])


def _write_part(path: Path, content: ReleaseContent, name: str) -> None:
    """Write one table and its indexes to a file of their own."""
    tables = release_tables()
    with _engine(path) as engine, engine.connect() as connection:
        _set_pragmas(connection)
        connection.execute(CreateTable(table_of(tables, name)))
        insert_rows(connection, tables, name, content.tables[name])
        create_indexes(connection, tables, [name])
        _analyse(connection, [name])
        check_row_order(connection, [name])


def _write_export(path: Path, part: Path, name: str, formats: Iterable[str]) -> None:
    """Write the export of a table to a file of its own, from the file that has the table."""
    tables = release_tables()
    with _engine(path) as engine, engine.connect() as target:
        _set_pragmas(target)
        target.execute(CreateTable(table_of(tables, prepared.EXPORT)))
        with _engine(part) as others, others.connect() as connection:
            add_export(connection, tables, name, target, formats)
        target.commit()


def _analyse(connection: Connection, names: Sequence[str] = ("",)) -> None:
    """Commit, and collect the planner's statistics of some tables or of all that have rows."""
    connection.commit()
    for name in names:
        connection.exec_driver_sql(f"ANALYZE {name}")
    connection.commit()


def _take_over(connection: Connection, part: Path, names: Iterable[str]) -> None:
    """Copy the rows of tables from a file."""
    connection.exec_driver_sql("ATTACH DATABASE ? AS part", (str(part),))
    for name in names:
        connection.exec_driver_sql(f"INSERT INTO {name} SELECT * FROM part.{name}")  # noqa: S608  # our names
    connection.commit()
    connection.exec_driver_sql("DETACH DATABASE part")


@contextmanager
def _engine(path: Path) -> Iterator[Engine]:
    """An engine of a file that is being written."""
    engine = create_engine(URL.create("sqlite", database=str(path)), json_serializer=json_text)
    try:
        yield engine
    finally:
        engine.dispose()


def _autocommit(engine: Engine) -> Connection:
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def _set_pragmas(connection: Connection) -> None:
    pragmas = _BUILD_PRAGMAS | {"user_version": str(layout_version())}
    for name, value in pragmas.items():
        connection.exec_driver_sql(f"PRAGMA {name} = {value}")
    connection.commit()


def finish(connection: Connection) -> None:
    """Leave one plain file.

    Tables and indexes were written in order, so there is nothing to compact.
    """
    connection.exec_driver_sql("PRAGMA journal_mode = DELETE")


def check_file(path: Path) -> None:
    """Check a finished file and its references. Raises RuntimeError if it is damaged.

    `quick_check` reads all pages and rows; `integrity_check` compares the indexes with the rows
    that they were just made of as well, in fifteen times the time.
    """
    with _engine(path) as engine, _autocommit(engine) as connection:
        if (verdict := connection.exec_driver_sql("PRAGMA quick_check").scalar()) != "ok":
            raise RuntimeError(f"the database that was built is damaged: {verdict}")
        if (row := connection.exec_driver_sql("PRAGMA foreign_key_check").first()) is not None:
            raise RuntimeError(f"a row of {row[0]} refers to a row of {row[2]} that is not there")


def check_row_order(connection: Connection, names: Collection[str]) -> None:
    """Raise RuntimeError unless the rows of some tables are stored in the order of their keys.

    Statements sort by the row id in place of the key (`api.releases.dialects`).
    """
    for resource in (each for each in RECORD.values() if each.table_name in names):
        text = f"SELECT rowid FROM {resource.table_name} ORDER BY {resource.key}"  # noqa: S608  # our names
        # The index of the key has both, while a window of the rows would read the table.
        if any(
            earlier > later
            for earlier, later in pairwise(connection.exec_driver_sql(text).scalars())
        ):
            raise RuntimeError(f"{resource.name} are not stored in the order of their keys")


def layout_version() -> int:
    """The hash of the tables' layout, cut to the 31 bits of SQLite's `user_version`."""
    return int(layout(release_tables())[:7], 16)
