"""Whole lists: all that matches in one answer, in chunks, so that others are answered meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from api.releases.store import Row, Snapshot
from api.rest.formats import CSV, NDJSON, Format, lines
from schema import prepared
from schema.resource import Resource

_BATCH = 500  # rows made into lines before others have their turn


async def prepared_export(
    snapshot: Snapshot, resource: Resource, media: Format
) -> tuple[int, AsyncIterator[bytes]]:
    """The total, and the parts that publishing has made of the resource's whole list."""
    name = (CSV if media is CSV else NDJSON).name
    resource_slot, format_slot, part_slot = map(snapshot.dialect.parameter, (1, 2, 3))
    text = (
        f"SELECT total, body FROM {prepared.EXPORT} WHERE resource = {resource_slot}"
        f" AND format = {format_slot} AND part = {part_slot}"
    )
    total, first = await snapshot.fetch_one(text, (resource.name, name, 0))

    async def parts() -> AsyncIterator[bytes]:
        number, body = 0, first
        while body is not None:
            yield prepared.export_body(body)
            number += 1
            found = await snapshot.fetch_all(text, (resource.name, name, number))
            body = found[0][1] if found else None

    return total, parts()


async def chain(first: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The parts, and something before them."""
    async for part in parts:
        yield first + part
        first = b""
    yield first


async def parts_of(
    rows: Sequence[Row], media: Format, fields: Sequence[str]
) -> AsyncIterator[bytes]:
    """Rows of a statement (their JSON is the third column) as parts of lines."""
    form = CSV if media is CSV else NDJSON
    for start in range(0, len(rows), _BATCH):
        yield lines(form, [str(row[2]) for row in rows[start : start + _BATCH]], fields)
        await asyncio.sleep(0)
