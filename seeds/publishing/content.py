"""The record as tables of plain rows, and the hash that names a release."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from sqlalchemy import Table
from sqlmodel import SQLModel

from schema import HISTORY, RECORD
from seeds.check import CheckedFacts
from seeds.loading.values import Value

PlainRow = dict[str, Value]
Reasons = dict[tuple[Value, Value, Value], PlainRow]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a release holds: rows by table, in key order, and the hash of them all."""

    version: str
    released: str
    content_hash: str
    tables: dict[str, list[PlainRow]]
    # Of changes, by resource, key and field (None: all of the row's); no part of the hash.
    reasons: Reasons = field(default_factory=dict)

    @property
    def release_id(self) -> str:
        """Version and 12 hex digits of the hash: same facts, same id, on every machine."""
        return f"{self.version}-{self.content_hash[:12]}"

    def counts(self) -> dict[str, int]:
        """Rows by resource."""
        return {r.name: len(self.tables[r.table_name]) for r in RECORD.values()}


def content(checked: CheckedFacts) -> Content:
    """The tables of a record without problems."""
    names = {resource.table_name: resource.name for resource in RECORD.values()}
    tables: dict[str, list[PlainRow]] = {}
    for table in record_tables():
        name = str(table.name)
        rows = [row.values for row in checked.record[names.get(name, name)]]
        keys = itemgetter(*(column.name for column in table.primary_key))
        tables[name] = sorted(rows, key=keys)
    digest = hashlib.sha256()
    for line in _canonical(tables):
        digest.update(line)
    reasons = _reasons(checked)
    return Content(checked.version, checked.released, digest.hexdigest(), tables, reasons)


def _reasons(checked: CheckedFacts) -> Reasons:
    """Why this version changes what it changes: `why` and `source_id`."""
    rows = [row.values for row in checked.record["change-reasons"]]
    return {
        (row["resource"], row["row_id"], row["field"]): {
            "why": row["why"],
            "source_id": row["source_id"],
        }
        for row in rows
        if row["version"] == checked.version
    }


def record_tables() -> list[Table]:
    """The record's tables, each after those that it refers to; those of its history left out."""
    history = {resource.table_name for resource in HISTORY.values()}
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in history]


def _canonical(tables: dict[str, list[PlainRow]]) -> Iterator[bytes]:
    """One line of JSON a row, by table and key, names sorted, no space, UTF-8."""
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
    for name in sorted(tables):
        for row in tables[name]:
            yield encode([name, row]).encode() + b"\n"
