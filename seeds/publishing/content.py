"""The content of a release: plain rows by table, and the hash that its id is made of."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from pydantic_core import to_json
from sqlalchemy import Table
from sqlmodel import SQLModel

from schema import HISTORY, RECORD
from seeds.check import CheckedFacts
from seeds.loading.spool import Spool, plain
from seeds.loading.values import Row, Value
from seeds.processes import Start, here

PlainRow = dict[str, Value]
_ID_HASH_DIGITS = 12


class ReasonKey(NamedTuple):
    """The change that a reason is given for; without a field, every change of the row."""

    resource: Value
    row_id: Value
    field: Value


@dataclass(frozen=True, slots=True)
class ReleaseContent:
    """The rows of a release by table, in the order of their keys, and the hash of all rows.

    `reasons` has `why` and `source_id` of the changes of this version;
    `merge_reasons` has those of former ids. The hash leaves them out.
    """

    version: str
    released: str
    content_hash: str
    tables: dict[str, Collection[PlainRow]]
    reasons: dict[ReasonKey, PlainRow] = field(default_factory=dict)
    merge_reasons: dict[ReasonKey, PlainRow] = field(default_factory=dict)

    @property
    def release_id(self) -> str:
        """Version and 12 hex digits of the hash: the same facts have the same id everywhere."""
        return f"{self.version}-{self.content_hash[:_ID_HASH_DIGITS]}"

    def row_counts(self) -> dict[str, int]:
        """The number of rows by resource."""
        return {r.name: len(self.tables[r.table_name]) for r in RECORD.values()}


def release_content(checked: CheckedFacts, start: Start = here) -> ReleaseContent:
    """The content of a release of facts that have no problem.

    Args:
        checked: The facts.
        start: How the largest table is hashed beside the others.
    """
    resources = {resource.table_name: resource.name for resource in RECORD.values()}
    tables: dict[str, Collection[PlainRow]] = {}
    for table in record_tables():
        name = str(table.name)
        rows = checked.record[resources.get(name, name)]
        key = [column.name for column in table.primary_key]
        tables[name] = _SpooledRows(rows, key) if isinstance(rows, Spool) else _sorted(rows, key)
    largest = max(tables, key=lambda name: len(tables[name]))
    of_largest = start(lambda: _hash(tables[largest]))
    hashes = {name: _hash(rows) for name, rows in tables.items() if name != largest}
    hashes[largest] = of_largest()
    content_hash = hashlib.sha256(to_json(sorted(hashes.items()))).hexdigest()
    return ReleaseContent(
        checked.version,
        checked.released,
        content_hash,
        tables,
        _reasons(checked),
        _merge_reasons(checked),
    )


def _sorted(rows: Collection[Row], key: Sequence[str]) -> list[PlainRow]:
    return sorted(plain(rows), key=itemgetter(*key))


class _SpooledRows(Collection[PlainRow]):
    """The plain rows of a table on disk, which is in the order of its keys."""

    def __init__(self, rows: Spool, key: Sequence[str]) -> None:
        assert rows.key == tuple(key)
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[PlainRow]:
        return self._rows.plain()

    def __contains__(self, row: object) -> bool:
        return any(row == other for other in self)

    def lines(self) -> Iterator[Sequence[Value]]:
        """The names of the columns, sorted, and then the values of each row."""
        if names := sorted(self._rows.names):
            yield tuple(names)
            yield from self._rows.columns(names)


def _reasons(checked: CheckedFacts) -> dict[ReasonKey, PlainRow]:
    rows = [row.values for row in checked.record["change-reasons"]]
    return {
        ReasonKey(row["resource"], row["row_id"], row["field"]): {
            "why": row["why"],
            "source_id": row["source_id"],
        }
        for row in rows
        if row["version"] == checked.version
    }


def _merge_reasons(checked: CheckedFacts) -> dict[ReasonKey, PlainRow]:
    return {
        ReasonKey(row.values["resource"], row.values["former_id"], None): {
            "why": row.values["why"],
            "source_id": row.values["source_id"],
        }
        for row in checked.record["former-ids"]
    }


def record_tables() -> list[Table]:
    """The declared tables without those of the history, in the order of their references."""
    history = {resource.table_name for resource in HISTORY.values()}
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in history]


def _hash(rows: Iterable[PlainRow]) -> str:
    """The hash of a table: of a line of JSON with the names, and one with the values per row.

    The names are sorted, and there is no white space.
    """
    digest = hashlib.sha256()
    for line in rows.lines() if isinstance(rows, _SpooledRows) else _lines(rows):
        digest.update(to_json(line) + b"\n")
    return digest.hexdigest()


def _lines(rows: Iterable[PlainRow]) -> Iterator[Sequence[Value]]:
    """The names of the columns, sorted, and then the values of each row."""
    columns: list[str] = []
    for row in rows:
        if not columns:
            columns = sorted(row)
            yield columns
        yield [row[column] for column in columns]
