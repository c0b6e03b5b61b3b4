"""Whole lists as streams: between two chunks the event loop answers other requests."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from api.releases.store import Row, Snapshot
from api.rest.formats import CSV, NDJSON, Format, lines
from schema import prepared
from schema.resource import Resource

_BATCH_ROWS = 500  # rows made into lines before the event loop has its turn


async def prepared_export(
    snapshot: Snapshot, resource: Resource, format_: Format
) -> tuple[int, AsyncIterator[bytes]]:
    """The number of rows of a resource, and its list in the parts that publishing prepared."""
    name = (CSV if format_ is CSV else NDJSON).name
    first_, second, third = map(snapshot.dialect.parameter, (1, 2, 3))
    text = (
        f"SELECT total, body_zstd FROM {prepared.EXPORT} WHERE resource = {first_}"
        f" AND format = {second} AND part = {third}"
    )
    total, first = await snapshot.fetch_one(text, (resource.name, name, 0))

    async def parts() -> AsyncIterator[bytes]:
        number, body = 0, first
        while body is not None:
            yield prepared.export_lines(body)
            await asyncio.sleep(0)  # reading a part does not suspend on SQLite
            number += 1
            rows = await snapshot.fetch_all(text, (resource.name, name, number))
            body = rows[0][1] if rows else None

    return total, parts()


async def chain(first: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """A stream with something put before it."""
    async for part in parts:
        yield first + part
        first = b""
    yield first


async def parts_of(
    rows: Sequence[Row], format_: Format, fields: Sequence[str]
) -> AsyncIterator[bytes]:
    """Rows of a statement (their JSON is the third column) as parts of lines."""
    form = CSV if format_ is CSV else NDJSON
    for start in range(0, len(rows), _BATCH_ROWS):
        yield lines(form, [str(row[2]) for row in rows[start : start + _BATCH_ROWS]], fields)
        await asyncio.sleep(0)
