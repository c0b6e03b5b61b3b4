"""Whole lists (`limit=all`): read row by row, and made into a body part by part."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Hashable, Sequence
from dataclasses import dataclass

import zstandard

from api.http.response import ExportBody
from api.query.cursors import unknown_cursor_row
from api.releases.store import Row, Snapshot
from api.rest.formats import CSV, NDJSON, Format, lines
from schema import prepared
from schema.resource import Resource

_BATCH_ROWS = 500  # rows read and made into lines at a time
_BATCH_PARTS = 4  # prepared parts, of some 200 kB each


@dataclass(slots=True)
class WholeList:
    """A list that has begun to be read.

    Args:
        total: The number of rows that match.
        certain: How many of them hold on the date for certain; None for a list without a date.
        body: Its rows in lines, without what stands around them.
    """

    total: int
    certain: int | None
    body: ExportBody


async def prepared_list(
    snapshot: Snapshot, resource: Resource, format_: Format, coding: str
) -> WholeList:
    """The list of a resource in the parts that publishing prepared, in one statement.

    Args:
        snapshot: The release.
        resource: The resource.
        format_: The format; CSV, or lines of JSON.
        coding: The coding that the client takes. In the one in which the parts are stored they are
            not touched: frames of zstd that follow each other are zstd (RFC 8878, section 3).
    """
    name = (CSV if format_ is CSV else NDJSON).name
    first_, second = map(snapshot.dialect.parameter, (1, 2))
    text = (
        f"SELECT total, body_zstd FROM {prepared.EXPORT} WHERE resource = {first_}"
        f" AND format = {second} ORDER BY part"
    )
    batches = snapshot.stream(text, (resource.name, name), _BATCH_PARTS)
    first = await _first_batch(batches)
    is_stored = coding == prepared.CODING

    async def parts() -> AsyncIterator[bytes]:
        async for batch in _all_batches(first, batches):
            bodies = [row[1] for row in batch]
            yield b"".join(bodies) if is_stored else await asyncio.to_thread(_decoded, bodies)

    body = ExportBody(parts(), batches.aclose, coding=prepared.CODING if is_stored else "")
    return WholeList(first[0][0], None, body)


def _decoded(bodies: Sequence[bytes]) -> bytes:
    return b"".join([prepared.export_lines(body) for body in bodies])


def in_coding(line: bytes, coding: str) -> bytes:
    """Some bytes as a part of a body in the coding of prepared parts, or as they are."""
    return zstandard.ZstdCompressor().compress(line) if coding and line else line


async def selected_list(
    snapshot: Snapshot,
    text: str,
    parameters: Row,
    format_: Format,
    fields: Sequence[str],
    counts: "Counts",
) -> WholeList:
    """The rows that a statement of a list (`statements.listing`) selects.

    Args:
        snapshot: The release.
        text: The statement.
        parameters: Its parameters.
        format_: The format; CSV, or lines of JSON.
        fields: The columns of CSV.
        counts: The totals that are known, or are to be known.

    Raises:
        Problem: No row has the key that the cursor names.
    """
    batches = snapshot.stream(text, parameters, _BATCH_ROWS)
    first = await _first_batch(batches)
    if first and not first[0][1]:
        await batches.aclose()
        raise unknown_cursor_row()
    total, certain = counts.of(snapshot, first[0] if first else None)
    form = CSV if format_ is CSV else NDJSON

    async def parts() -> AsyncIterator[bytes]:
        async for batch in _all_batches(first, batches):
            texts = [str(row[2]) for row in batch if row[2] is not None]
            yield await asyncio.to_thread(lines, form, texts, fields)

    return WholeList(total, certain, ExportBody(parts(), batches.aclose))


@dataclass(frozen=True, slots=True)
class Counts:
    """The row counts of a list, counted once per release.

    Args:
        key: What the list is identified by within the release.
        on_date: Whether those rows are counted that hold on the date for certain.
    """

    key: tuple[Hashable, ...]
    on_date: bool

    def are_known(self, snapshot: Snapshot) -> bool:
        """Whether the statement need not count."""
        return None not in self._known(snapshot)

    def of(self, snapshot: Snapshot, row: Row | None) -> tuple[int, int | None]:
        """The total, and the rows that hold for certain on a date.

        Args:
            snapshot: The release, which remembers them.
            row: The first row of the statement; None without any row.
        """
        total, certain = self._known(snapshot)
        if total is None or certain is None:
            total = 0 if row is None else int(row[0])
            certain = int(row[4]) if self.on_date and row is not None else 0
            snapshot.totals[self.key] = total
            if self.on_date:
                snapshot.totals[*self.key, "certain"] = certain
        return total, certain if self.on_date else None

    def _known(self, snapshot: Snapshot) -> tuple[int | None, int | None]:
        total = snapshot.totals.find(self.key)
        return total, snapshot.totals.find((*self.key, "certain")) if self.on_date else 0


async def _first_batch(batches: AsyncGenerator[list[Row], None]) -> list[Row]:
    try:
        return await anext(batches, [])
    except BaseException:
        await batches.aclose()
        raise


async def _all_batches(
    first: list[Row], others: AsyncIterator[list[Row]]
) -> AsyncIterator[list[Row]]:
    if first:
        yield first
    async for batch in others:
        yield batch


async def chain(first: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """A stream with something put before it."""
    async for part in parts:
        yield first + part
        first = b""
    yield first
