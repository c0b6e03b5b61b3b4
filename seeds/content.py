"""The record as tables of plain rows, and the hash that names a release."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from sqlalchemy import Table
from sqlmodel import SQLModel

from schema import RESOURCES
from schema.releases import Release
from seeds.check import Checked
from seeds.values import Value

PlainRow = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a release holds: rows by table, in key order, and the hash of them all."""

    version: str
    content_hash: str
    tables: dict[str, list[PlainRow]]

    @property
    def release_id(self) -> str:
        """Version and 12 hex digits of the hash: same facts, same id, on every machine."""
        return f"{self.version}-{self.content_hash[:12]}"

    def counts(self) -> dict[str, int]:
        """Rows by resource."""
        return {r.name: len(self.tables[r.table_name]) for r in RESOURCES.values()}

    def rows_of(self, table: Table) -> list[PlainRow]:
        """A table's rows; the table of releases says which release this is."""
        if table.name != Release.__tablename__:
            return self.tables[str(table.name)]
        hash_ = self.content_hash
        return [{"id": self.release_id, "version": self.version, "content_hash": hash_}]


def content(checked: Checked) -> Content:
    """The tables of a record without problems."""
    names = {resource.table_name: resource.name for resource in RESOURCES.values()}
    tables: dict[str, list[PlainRow]] = {}
    for table in record_tables():
        name = str(table.name)
        rows = [row.values for row in checked.record[names.get(name, name)]]
        keys = itemgetter(*(column.name for column in table.primary_key))
        tables[name] = sorted(rows, key=keys)
    digest = hashlib.sha256()
    for line in _canonical(tables):
        digest.update(line)
    return Content(checked.version, digest.hexdigest(), tables)


def record_tables() -> list[Table]:
    """The record's tables, each after those that it refers to; the table of releases left out."""
    return [t for t in SQLModel.metadata.sorted_tables if t.name != Release.__tablename__]


def _canonical(tables: dict[str, list[PlainRow]]) -> Iterator[bytes]:
    """One line of JSON a row, by table and key, names sorted, no space, UTF-8."""
    for name in sorted(tables):
        for row in tables[name]:
            text = json.dumps(
                [name, row], ensure_ascii=False, sort_keys=True, separators=(",", ":")
            )
            yield text.encode() + b"\n"
