"""The changes between any two releases, as a list that is queried like `changes`.

The rows that differ are read once. Their changes go into a table in memory with the columns of each
release's own `changes`, so filters, order, pages and formats work alike on both engines. The two
may be laid out by different versions of the software: they are compared on the columns that both
have.
"""

import asyncio
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from api.problems import Problem
from api.releases.aliases import former_ids_queries, successors_in
from api.releases.sqlite_snapshot import open_in_memory
from api.releases.store import Row, Snapshot, Store
from api.releases.tables import StoredTables
from schema import CHANGES, RECORD, Resource, prepared
from schema.changes import (
    Changed,
    Difference,
    KeyedRow,
    Subjects,
    TableSummary,
    changes,
    is_whole,
    parties_by_pledge,
    resource_change,
    with_values,
)
from schema.pledges import PLEDGES
from schema.scalars import FORMER_IDS

_BETWEEN = "..."
_COLUMNS = (*CHANGES.fields, prepared.COLUMN)
_TABLE = f"CREATE TABLE {CHANGES.table_name} ({', '.join(_COLUMNS)}, PRIMARY KEY ({CHANGES.key}))"
_ROW = f"INSERT INTO {CHANGES.table_name} VALUES ({', '.join('?' * len(_COLUMNS))})"

Reasons = dict[str, tuple[str | None, str | None]]  # change id → reason, its source


def parse_release_pair(text: str) -> tuple[str, str] | None:
    """The two releases of `A...B`; None for any other text."""
    before, between, after = text.partition(_BETWEEN)
    return (before, after) if between else None


class _Side(NamedTuple):
    """One of the two releases, with its tables and the number of rows by resource."""

    snapshot: Snapshot
    tables: StoredTables
    totals: dict[str, int]


async def diff_releases(store: Store, before: str, after: str) -> Snapshot:
    """A snapshot of the release `after` that contains the changes since `before` and nothing else.

    `before` may be the newer of the two. Raises `Problem` if a release does not exist.
    """
    async with (
        store.comparable(before) as older,
        store.comparable(after) as newer,
        store.diff_lock,  # one comparison at a time: it may take a second
    ):
        if (diff := store.diffs.get((before, after))) is not None:
            return diff
        changed = [] if before == after else await _compare(store, older, newer)
        reasons = await _reasons(before, newer) if changed else {}
        rows = _change_rows(before, newer.release, changed, reasons)
        diff = await asyncio.to_thread(
            open_in_memory, _TABLE, _ROW, rows, newer, store.limits, store.lanes.statements
        )
        store.diffs[before, after] = diff
        return store.diffs[before, after]


async def _compare(store: Store, older: Snapshot, newer: Snapshot) -> list[Changed]:
    old, new = await _side(older), await _side(newer)
    parties = parties_by_pledge([*await _pledges(old), *await _pledges(new)])
    subjects = Subjects(parties, await _successors(new))
    changed: list[Changed] = []
    for resource in RECORD.values():
        before, after = await _summaries(resource, old, new)
        rows: list[Difference] = []
        if not is_whole(before, after):
            rows = await _row_differences(store, resource, old, new)
        # The JSON of many rows may be parsed here.
        compared = changes(resource, before, after, rows, subjects)
        changed += await asyncio.to_thread(list, compared)
    for name in sorted({*old.totals, *new.totals} - {*RECORD}):
        totals = old.totals.get(name, 0), new.totals.get(name, 0)
        if bool(totals[0]) != bool(totals[1]):
            changed.append(resource_change(name, *totals))
    return changed


async def _side(snapshot: Snapshot) -> _Side:
    tables = StoredTables(snapshot, await snapshot.columns())
    if not tables.has_exports():
        raise Problem("release-gone", f"release {snapshot.release} has no rows to compare")
    return _Side(snapshot, tables, await tables.totals())


async def _summaries(
    resource: Resource, old: _Side, new: _Side
) -> tuple[TableSummary, TableSummary]:
    """The rows of a resource in both releases as a whole."""
    before, after = await old.tables.fields(resource), await new.tables.fields(resource)
    filled = (
        await old.tables.filled(resource, before - after),
        await new.tables.filled(resource, after - before),
    )
    totals = old.totals.get(resource.name, 0), new.totals.get(resource.name, 0)
    return TableSummary(totals[0], before, filled[0]), TableSummary(totals[1], after, filled[1])


async def _row_differences(
    store: Store, resource: Resource, old: _Side, new: _Side
) -> list[Difference]:
    """The rows that differ; all rows of the one release if the other lacks the resource."""
    sides = [side for side in (old, new) if side.tables.is_comparable(resource)]
    if len(sides) == 2:
        return await store.row_differences(resource, old.snapshot, new.snapshot)
    return [
        Difference(key, row, None) if side is old else Difference(key, None, row)
        for side in sides
        for key, row in await _rows(resource, side)
    ]


async def _reasons(before: str, newer: Snapshot) -> Reasons:
    """The reasons that a release states for its changes since its predecessor."""
    parameter = newer.dialect.parameter(1)
    text = f"SELECT id, why, source_id FROM {CHANGES.table_name} WHERE previous_id = {parameter}"
    return {id_: (why, source) for id_, why, source in await newer.fetch_all(text, (before,))}


async def _pledges(side: _Side) -> list[KeyedRow]:
    return await _rows(PLEDGES, side) if side.tables.is_comparable(PLEDGES) else []


async def _successors(side: _Side) -> dict[str, str]:
    """The former ids that a release has, each with the row that it leads to."""
    successors: dict[str, str] = {}
    for resource in RECORD.values():
        if side.tables.is_comparable(resource) and side.tables.has(resource, FORMER_IDS):
            text = former_ids_queries()[resource.name]
            rows = await side.snapshot.fetch_all_in_thread(text, ())
            for former, successor in successors_in(resource.name, rows).items():
                successors["/".join(former)] = "/".join(successor)
    return successors


async def _rows(resource: Resource, side: _Side) -> list[KeyedRow]:
    text = f"SELECT {resource.key}, {prepared.COLUMN} FROM {resource.table_name}"
    return [(key, row) for key, row in await side.snapshot.fetch_all_in_thread(text, ())]


def _change_rows(
    before: str, after: str, changed: Iterable[Changed], reasons: Reasons
) -> Iterator[Row]:
    for change in changed:
        why, source = reasons.get(str(change["id"]), (None, None))
        releases = {"release_id": after, "previous_id": before}
        row = {**change, **releases, "why": why, "source_id": source}
        json_values = {side: row[side] or "null" for side in ("old", "new")}
        stored = (json_values.get(name, row[name]) for name in CHANGES.fields)
        yield (*stored, prepared.row_json(CHANGES, with_values(row)))
