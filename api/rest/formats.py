"""Formats: which ones there are, which one a request gets, and how each is written."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from api.http.response import compact_json
from schema import prepared

_REMEMBERED_TEXTS = 100

Meta = dict[str, object]
Links = dict[str, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """One representation: its name as a path's suffix, and its media type."""

    name: str
    media_type: str
    content_type: str


JSON = Format("json", "application/json", "application/json")
CSV = Format("csv", "text/csv", "text/csv; charset=utf-8; header=present")
NDJSON = Format("ndjson", "application/x-ndjson", "application/x-ndjson; charset=utf-8")

FORMATS: dict[str, Format] = {f.name: f for f in (JSON, CSV, NDJSON)}
FORMATS_BY_MEDIA_TYPE: dict[str, Format] = {f.media_type: f for f in FORMATS.values()}
MEDIA_TYPES = tuple(FORMATS_BY_MEDIA_TYPE)


def split_suffix(path: str) -> tuple[str, Format | None]:
    """A path without its format suffix, and the format, if it has one."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, FORMATS[suffix]) if dot and suffix in FORMATS else (path, None)


def json_list(items: str, meta: Meta, links: Links) -> bytes:
    """`{"data": [...], "meta", "links"}` around items that are JSON already."""
    return f'{{"data":[{items}],{_meta_and_links(meta, links)}}}'.encode()


def json_item(item: str, meta: Meta, links: Links) -> bytes:
    """`{"data": {...}, "meta", "links"}` around a row that is JSON already."""
    return f'{{"data":{item},{_meta_and_links(meta, links)}}}'.encode()


def _meta_and_links(meta: Meta, links: Links) -> str:
    """The members beside `data`. Written by hand: an encoder costs as much as reading the row."""
    metas = ",".join([f'"{name}":{_json(value)}' for name, value in meta.items()])
    # Addresses are percent-encoded, which leaves nothing for JSON to escape.
    hrefs = ",".join([f'"{name}":"{to}"' if to else f'"{name}":null' for name, to in links.items()])
    return f'"meta":{{{metas}}},"links":{{{hrefs}}}'


def _json(value: object) -> object:
    if type(value) is int:
        return value
    return _json_text(value) if type(value) is str else compact_json(value)


@lru_cache(maxsize=_REMEMBERED_TEXTS)
def _json_text(value: str) -> str:
    """A text as JSON; remembered, as most are the release's id."""
    return compact_json(value)


def lines(format_: Format, items: Sequence[str], fields: Sequence[str]) -> bytes:
    """Rows that are JSON already as lines: of CSV, or one JSON object each."""
    if format_ is CSV:
        return prepared.csv_lines(json.loads(f"[{','.join(items)}]"), fields).encode()
    return "".join([f"{item}\n" for item in items]).encode()


def opening(format_: Format, fields: Sequence[str]) -> bytes:
    """What comes before the lines: CSV's header row."""
    return f"{','.join(fields)}\r\n".encode() if format_ is CSV else b""


async def json_chunks(
    parts: AsyncIterator[bytes], meta: Meta, links: Links
) -> AsyncIterator[bytes]:
    """A list as JSON from parts of NDJSON. No row has a line end of its own: JSON escapes it."""
    before = b'{"data":['
    async for part in parts:
        if part:
            yield before + part[:-1].replace(b"\n", b",")
            before = b","
    start = b"" if before == b"," else before
    yield start + f"],{_meta_and_links(meta, links)}}}".encode()
