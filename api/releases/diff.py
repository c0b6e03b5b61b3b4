"""The changes between any two releases, as a list that is queried like `changes`.

The rows that differ are read once. Their changes go into a table in memory with the columns of each
release's own `changes`, so filters, order, pages and formats work alike on both engines.
"""

import asyncio
from collections.abc import Iterator

from api.releases.sqlite_snapshot import open_in_memory
from api.releases.store import Row, RowDifference, Snapshot, Store
from schema import CHANGES, RECORD, prepared
from schema.changes import KeyedRow, PartiesByPledge, parties_by_pledge, row_changes
from schema.pledges import PLEDGES

_BETWEEN = "..."
_COLUMNS = (*CHANGES.fields, prepared.COLUMN)
_TABLE = f"CREATE TABLE {CHANGES.table_name} ({', '.join(_COLUMNS)}, PRIMARY KEY ({CHANGES.key}))"
_ROW = f"INSERT INTO {CHANGES.table_name} VALUES ({', '.join('?' * len(_COLUMNS))})"

Reasons = dict[str, tuple[str | None, str | None]]  # change id → reason, its source


def parse_release_pair(text: str) -> tuple[str, str] | None:
    """The two releases of `A...B`; None for any other text."""
    before, between, after = text.partition(_BETWEEN)
    return (before, after) if between else None


async def diff_releases(store: Store, before: str, after: str) -> Snapshot:
    """A snapshot of the release `after` that contains the changes since `before` and nothing else.

    `before` may be the newer of the two. Raises `Problem` if a release does not exist.
    """
    older, newer = await store.at(before), await store.at(after)
    async with store.diff_lock:  # one comparison at a time: it may take a second
        if (diff := store.diffs.get((before, after))) is not None:
            return diff
        differences = [] if older is newer else await store.row_differences(before, after)
        reasons = await _reasons(before, newer)
        by = parties_by_pledge([*await _pledges(older), *await _pledges(newer)])
        rows = _change_rows(before, newer.release, differences, reasons, by)
        diff = await asyncio.to_thread(open_in_memory, _TABLE, _ROW, rows, newer, store.timing)
        store.diffs[before, after] = diff
        return store.diffs[before, after]


async def _reasons(before: str, newer: Snapshot) -> Reasons:
    """The reasons that a release states for its changes since its predecessor."""
    parameter = newer.dialect.parameter(1)
    text = f"SELECT id, why, source_id FROM {CHANGES.table_name} WHERE previous_id = {parameter}"
    return {id_: (why, source) for id_, why, source in await newer.fetch_all(text, (before,))}


async def _pledges(release: Snapshot) -> list[KeyedRow]:
    text = f"SELECT {PLEDGES.key}, {prepared.COLUMN} FROM {PLEDGES.table_name}"
    return [(key, row) for key, row in await release.fetch_all(text, ())]


def _change_rows(
    before: str,
    after: str,
    differences: list[RowDifference],
    reasons: Reasons,
    by: PartiesByPledge,
) -> Iterator[Row]:
    for name, key, old, new in differences:
        for change in row_changes(RECORD[name], key, old, new, by):
            why, source = reasons.get(str(change["id"]), (None, None))
            releases = {"release_id": after, "previous_id": before}
            row = {**change, **releases, "why": why, "source_id": source}
            yield (*(row[n] for n in CHANGES.fields), prepared.row_json(CHANGES, row))
