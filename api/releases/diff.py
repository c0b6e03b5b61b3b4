"""What changed between any two releases that are kept, as a list like any other.

The rows that differ are read once, and their changes put into a table in memory that is laid out as
the one in which each release keeps its own. So filters, order, pages and formats are those of
`changes`, and the answer is the same on both engines.
"""

import asyncio

from api.releases.sqlite import create_in_memory
from api.releases.store import Row, RowDifference, Snapshot, Store
from schema import CHANGES, RECORD, prepared
from schema.changes import KeyedRow, PartiesByPledge, parties_by_pledge, row_changes
from schema.pledges import PLEDGES

_BETWEEN = "..."
_COLUMNS = (*CHANGES.fields, prepared.COLUMN)
_TABLE = f"CREATE TABLE {CHANGES.table_name} ({', '.join(_COLUMNS)}, PRIMARY KEY ({CHANGES.key}))"
_ROW = f"INSERT INTO {CHANGES.table_name} VALUES ({', '.join('?' * len(_COLUMNS))})"

Reasons = dict[str, tuple[str | None, str | None]]  # by change, why and its source


def parse_release_pair(text: str) -> tuple[str, str] | None:
    """The two releases of `A...B`; None for any other text."""
    before, between, after = text.partition(_BETWEEN)
    return (before, after) if between else None


async def diff_releases(store: Store, before: str, after: str) -> Snapshot:
    """A snapshot that lists the changes from one release to another, whichever is older.

    It is the second one's, and holds nothing but that list. Raises `Problem` where either is not
    kept.
    """
    older, newer = await store.at(before), await store.at(after)
    async with store.diff_lock:  # one after the other: it may take a second
        if (found := store.diffs.get((before, after))) is not None:
            return found
        differing = [] if older is newer else await store.row_differences(before, after)
        reasons = await _reasons(before, newer)
        by = parties_by_pledge([*await _pledges(older), *await _pledges(newer)])
        made = await asyncio.to_thread(_snapshot, before, newer, differing, reasons, by)
        return store.diffs.put((before, after), made)


async def _reasons(before: str, newer: Snapshot) -> Reasons:
    """The reasons that a release gives itself, where it is compared with its predecessor."""
    slot = newer.dialect.parameter(1)
    text = f"SELECT id, why, source_id FROM {CHANGES.table_name} WHERE previous_id = {slot}"
    return {id_: (why, source) for id_, why, source in await newer.fetch_all(text, (before,))}


async def _pledges(release: Snapshot) -> list[KeyedRow]:
    text = f"SELECT {PLEDGES.key}, {prepared.COLUMN} FROM {PLEDGES.table_name}"
    return [(key, row) for key, row in await release.fetch_all(text, ())]


def _snapshot(
    before: str,
    newer: Snapshot,
    differing: list[RowDifference],
    reasons: Reasons,
    by: PartiesByPledge,
) -> Snapshot:
    rows = _rows(before, newer.release, differing, reasons, by)
    return create_in_memory(_TABLE, _ROW, rows, newer.release, newer.aliases)


def _rows(
    before: str, after: str, differing: list[RowDifference], reasons: Reasons, by: PartiesByPledge
) -> list[Row]:
    rows = []
    for name, key, old, new in differing:
        for change in row_changes(RECORD[name], key, old, new, by):
            why, source = reasons.get(str(change["id"]), (None, None))
            told = {"release_id": after, "previous_id": before, "why": why, "source_id": source}
            row = {**change, **told}
            rows.append((*(row[n] for n in CHANGES.fields), prepared.row_json(CHANGES, row)))
    return rows
