"""The release that all servers have, and one with ten times its rows."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from sqlalchemy import Column, Table

from schema import RECORD
from schema.scalars import Kind
from schema.series import Accounting
from seeds.check import check_facts, default_articles
from seeds.publishing.content import PlainRow, ReleaseContent, record_tables, release_content
from seeds.publishing.postgresql import schema_name
from seeds.publishing.publish import publish_content
from tests.bench.paths import FACTS, VAR

TIMES = 10

# Not multiplied: documents and sources, which many parties share; and tables that no workload
# reads, to publish in minutes.
_UNCHANGED = ("source", "document", "official", "position", "quote", "claim", "reading")


@cache
def record() -> ReleaseContent:
    """The checked record of seeds/facts.

    Raises:
        RuntimeError: a check fails.
    """
    checked = check_facts(FACTS, default_articles())
    if checked.problems:
        raise RuntimeError("\n".join(str(problem) for problem in checked.problems))
    return release_content(checked)


@cache
def tenfold() -> ReleaseContent:
    """The record with every party and its rows ten times, under other codes."""
    base = record()
    tables = {
        str(table.name): [row for number in range(TIMES) for row in _copies(table, base, number)]
        for table in record_tables()
    }
    return replace(base, content_hash=base.content_hash[::-1], tables=tables)


def _copies(table: Table, base: ReleaseContent, number: int) -> Iterator[PlainRow]:
    rows = base.tables[str(table.name)]
    if number == 0:
        yield from rows
    elif table.name not in _UNCHANGED:
        renamed = [str(column.name) for column in table.columns if _is_renamed(column)]
        for row in rows:
            if table.name == "emissions_share" and row["accounting"] != Accounting.territorial:
                continue
            # `z` sorts after all codes: the first page of countries stays the same.
            copy = row | {name: f"z{number}-{row[name]}" for name in renamed if row[name]}
            yield copy | {name: [] for name in ("aliases",) if name in copy}


def _is_renamed(column: Column[object]) -> bool:
    """Whether copies have another value: ids, references to copied rows, and unique names."""
    targets = {key.column.table.name for key in column.foreign_keys}
    if targets & set(_UNCHANGED):
        return False
    is_name = column.name in ("name", "alpha2", "numeric", "acronym")
    return bool(targets) or is_name or column.info.get("kind") is Kind.slug


def publish(release: ReleaseContent, database_url: str) -> str:
    """Publish to a database; the name of the schema that holds it on PostgreSQL."""
    publish_content(release, database_url)
    return schema_name(release.release_id)


def sqlite_path(release: ReleaseContent) -> Path:
    """Publish to a file under var/bench; the link to it."""
    link = VAR / "data" / release.release_id / "record.sqlite"
    publish(release, f"sqlite:///{link}")
    return link


def rows_in(release: ReleaseContent) -> int:
    """The number of rows of all resources."""
    return sum(len(release.tables[resource.table_name]) for resource in RECORD.values())
