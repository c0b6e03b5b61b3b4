"""Formats: which ones there are, which one a request gets, and how each is written."""

import re
from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from schema import prepared


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """One representation: its name as a path's suffix, and its media type."""

    name: str
    media_type: str
    content_type: str

    @property
    def is_file(self) -> bool:
        """Whether its rows are lines, with nothing around them that could say that some lack."""
        return self is not JSON


JSON = Format("json", "application/json", "application/json")
CSV = Format("csv", "text/csv", "text/csv; charset=utf-8; header=present")
NDJSON = Format("ndjson", "application/x-ndjson", "application/x-ndjson; charset=utf-8")

FORMATS: dict[str, Format] = {f.name: f for f in (JSON, CSV, NDJSON)}
FORMATS_BY_MEDIA_TYPE: dict[str, Format] = {f.media_type: f for f in FORMATS.values()}
MEDIA_TYPES = tuple(FORMATS_BY_MEDIA_TYPE)

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.]+")
_ASKED_LENGTH = 100  # characters of a query in the name of a file


def split_suffix(path: str) -> tuple[str, Format | None]:
    """A path without its format suffix, and the format, if it has one."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, FORMATS[suffix]) if dot and suffix in FORMATS else (path, None)


# Written by hand, as an encoder costs as much as reading the row. Addresses are percent-encoded,
# which leaves nothing for JSON to escape.


def json_list(items: str, meta: str, address: str, following: str | None) -> bytes:
    """`{"data": [...], "meta", "links"}` around items that are JSON already.

    Args:
        items: The rows as JSON, separated by commas.
        meta: The JSON of `meta`.
        address: The address of the list.
        following: The address of the next page, None after the last.
    """
    return f'{{"data":[{items}],{_list_end(meta, address, following)}'.encode()


def _list_end(meta: str, address: str, following: str | None) -> str:
    next_ = "null" if following is None else f'"{following}"'
    return f'"meta":{meta},"links":{{"self":"{address}","next":{next_}}}}}'


def json_item(item: str, meta: str, address: str) -> bytes:
    """`{"data": {...}, "meta", "links"}` around a row that is JSON already; see `json_list`."""
    return f'{{"data":{item},"meta":{meta},"links":{{"self":"{address}"}}}}'.encode()


def lines(format_: Format, items: Sequence[str], fields: Sequence[str]) -> bytes:
    """Rows that are JSON already as lines: of CSV, or one JSON object each."""
    if format_ is CSV:
        return prepared.csv_lines(items, fields).encode()
    return "".join([f"{item}\n" for item in items]).encode()


def opening(format_: Format, fields: Sequence[str], *, has_bom: bool) -> bytes:
    """What comes before the lines: CSV's header row, after a byte order mark if `has_bom`."""
    if format_ is not CSV:
        return b""
    return (BOM_UTF8 if has_bom else b"") + f"{','.join(fields)}\r\n".encode()


def file_name(format_: Format, resource: str, query: str, release: str) -> str:
    """The name under which a client saves a list: `pledges-status-in_law-3.0.0-0123456789ab.csv`.

    Args:
        format_: The format.
        resource: The name of the resource.
        query: The query string, of which the name keeps letters, digits and what joins them.
        release: The release that answers.
    """
    part = _NOT_IN_NAMES.sub("-", query).strip("-")[:_ASKED_LENGTH].rstrip("-")
    return f"{'-'.join(filter(None, (resource, part, release)))}.{format_.name}"


async def json_chunks(parts: AsyncIterator[bytes], meta: str, address: str) -> AsyncIterator[bytes]:
    """A whole list as JSON from parts of NDJSON; see `json_list`.

    No row has a line end of its own: JSON escapes it.
    """
    before = b'{"data":['
    async for part in parts:
        if part:
            yield before + part[:-1].replace(b"\n", b",")
            before = b","
    start = b"" if before == b"," else before
    yield start + f"],{_list_end(meta, address, None)}".encode()
