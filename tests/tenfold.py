"""A release with ten times the rows of another one, in all tables.

Copies refer to copies, as if there were ten times the parties. Only sources are shared: a source of
ten times the rows is one source. `~` sorts after all codes, so that copies follow the originals.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table

from schema import prepared
from schema.resource import SEARCH_COLUMN
from schema.scalars import Kind
from seeds.publishing.content import PlainRow, ReleaseContent, record_tables

TIMES = 10

_SHARED = "source"
_UNIQUE = ("name", "alpha2", "numeric", "acronym")
_NAMES = ("resource", "field")  # slugs that are names of the schema
_LEADING = ("aliases", "former_ids")  # lists of names that lead to a row: to one only

Keep = Callable[[str, PlainRow], bool]


def tenfold(base: ReleaseContent, keep: Keep = lambda _table, _row: True) -> ReleaseContent:
    """The content of a release with every row ten times, to publish it.

    Args:
        base: The release.
        keep: Whether a row, of the table of a name, is copied.
    """
    tables = {}
    for table in record_tables():
        name = str(table.name)
        rows = base.tables[name]
        copied = [row for row in rows if name != _SHARED and keep(name, row)]
        copies = (row for number in range(1, TIMES) for row in _copies(table, copied, number))
        key = itemgetter(*(column.name for column in table.primary_key))
        tables[name] = sorted([*rows, *copies], key=key)
    return replace(base, content_hash=base.content_hash[::-1], tables=tables)


def _copies(table: Table, rows: list[PlainRow], number: int) -> Iterator[PlainRow]:
    renamed = [str(column.name) for column in table.columns if _is_renamed(column)]
    emptied = {str(c.name): [] for c in table.columns if c.name in _LEADING}
    for row in rows:
        names = {name: f"~{number}-{row[name]}" for name in renamed if row[name]}
        yield row | names | emptied


def _is_renamed(column: Column[Any]) -> bool:
    """Whether copies have another value: ids, references to copied rows, and unique names."""
    reference = column.info.get("reference")
    targets = {key.column.table.name for key in column.foreign_keys}
    targets |= {reference.table} if reference else set()
    if _SHARED in targets or column.name in _NAMES:
        return False
    return bool(targets) or column.name in _UNIQUE or column.info.get("kind") is Kind.slug


def multiply(release: Path, copy: Path) -> None:
    """Copy a release file and write each of its rows ten times, which is quicker than to publish.

    The rows' JSON and the exports stay those of the originals.
    """
    shutil.copyfile(release, copy)
    copy.chmod(0o644)
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("BEGIN")
        for table in record_tables():
            if table.name != _SHARED:
                _multiply_table(connection, table)
            if SEARCH_COLUMN in table.columns:
                index = prepared.WORDS.format(table.name)
                connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
        connection.execute("COMMIT")
        connection.execute("ANALYZE")


def _multiply_table(connection: sqlite3.Connection, table: Table) -> None:
    stored = [row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")]
    renamed = {column.name for column in table.columns if _is_renamed(column)}
    values = [f"'~' || ?1 || '-' || \"{n}\"" if n in renamed else f'"{n}"' for n in stored]
    (last,) = connection.execute(f"SELECT max(rowid) FROM {table.name}").fetchone()
    for number in range(1, TIMES):
        connection.execute(
            f"INSERT INTO {table.name} SELECT {', '.join(values)} FROM {table.name}"
            " WHERE rowid <= ?2 ORDER BY rowid",
            (number, last),
        )
