"""The downloads: whole lists by format, the file of the release, the contracts."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import zstandard

from api.http.request import Request
from api.http.response import Response
from api.pages.code import highlight
from api.pages.reading import Answer, Json, Reader, open_page
from api.pages.site import record_page, service_address
from api.pages.sources import rows_by_source
from api.pages.stored import stored_releases
from api.pages.structured_data import file_of, record
from api.rest.formats import CSV, NDJSON, Format, opening
from schema import RECORD, RESOURCES, prepared, release_files
from schema.checksums import read_checksums
from schema.defaults import DEFAULTS
from schema.resource import Resource

_FORMATS = {each.name: each for each in (CSV, NDJSON)}
_MOST_RELEASES = 100
_FOLDER = "releases"  # beside the link that DATABASE_URL names
# A frame of zstd says in its first bytes, 18 at most, how long its content is.
_SIZES = (
    f"SELECT resource, format, total, length(body_zstd), substr(body_zstd, 1, 18)"  # noqa: S608
    f" FROM {prepared.EXPORT}"
)


class Size(NamedTuple):
    """How long a file is: its rows, its bytes, and those in the content coding zstd."""

    rows: int
    plain_bytes: int
    zstd_bytes: int


class ListFile(NamedTuple):
    """A whole list in a format: the format, the address, the size."""

    format: str
    address: str
    size: Size


class WholeList(NamedTuple):
    """A whole list.

    Args:
        resource: What its rows are.
        rows: How many there are.
        files: The files of it.
        address: Its address in JSON.
        licences: The licences of its sources, each with how many; "" for none that is stated.
    """

    resource: Resource
    rows: int
    files: list[ListFile]
    address: str
    licences: list[tuple[str, int]]


class ReleaseFile(NamedTuple):
    """The file of a release: its name, its length and its SHA-256, "" where none is stored."""

    name: str
    size_bytes: int
    sha256: str


async def downloads(request: Request) -> Response:
    """GET /downloads: what can be downloaded of a release, with sizes."""
    reader = await open_page(request, ())
    answer, lists = await reader.answer("/downloads"), await _lists(reader)
    releases = (await reader.rows("releases", _MOST_RELEASES, fields="id")).rows
    stored = await stored_releases(reader, releases)
    release, database_url = reader.snapshot.release, request.app.settings.database_url
    sentence = _sentence(lists, release, answer.released)
    things = [_dataset(request, lists, answer, sentence)]
    command = f"curl --compressed -O '{service_address(request)}{lists[0].files[0].address}'"
    return record_page(
        request,
        reader,
        "downloads.html",
        is_lasting=False,  # which releases are stored changes
        readable=[row["id"] for row in releases if row["id"] in stored.readable],
        sheet="docs.css",
        answer=answer,
        sentence=sentence,
        things=things,
        lists=lists,
        file=release_file(database_url, release),
        command=highlight(command, "sh"),
    )


async def _lists(reader: Reader) -> list[WholeList]:
    """The lists of the release; their rows and sizes are read once per release."""
    cache, release = reader.per_release("downloads"), reader.snapshot.release
    if release not in cache:
        parts = await reader.snapshot.fetch_all_in_thread(_SIZES, ())
        cache[release] = _sizes(parts), await _licences(reader)
    sizes, licences = cache[release]
    return [
        _list(reader, resource, sizes, licences[resource.name])
        for resource in RESOURCES.values()
        if (resource.name, CSV.name) in sizes
    ]


def _sizes(parts: Iterable[tuple[Any, ...]]) -> dict[tuple[str, str], Size]:
    """The size of each file, from the parts that it is stored in."""
    sizes: dict[tuple[str, str], Size] = {}
    for name, format_, total, zstd_bytes, head in parts:
        plain_bytes = zstandard.frame_content_size(bytes(head))
        before = sizes.get((name, format_), Size(total, 0, 0))
        sizes[name, format_] = Size(
            total, before.plain_bytes + plain_bytes, before.zstd_bytes + zstd_bytes
        )
    return sizes


def _whole(size: Size, format_: Format, resource: Resource) -> Size:
    """A size with the header row of CSV, which is in no stored part."""
    header_bytes = len(opening(format_, list(resource.fields), has_bom=False))
    return size._replace(plain_bytes=size.plain_bytes + header_bytes)


async def _licences(reader: Reader) -> dict[str, list[tuple[str, int]]]:
    """The licences of the sources of each resource, the most frequent first."""
    rows = (await reader.rows("sources", fields="id,licence")).rows
    licence = {row["id"]: row["licence"] or "" for row in rows}
    by_source = await rows_by_source(reader)
    return {
        name: Counter(licence[source_id] for source_id in of if source_id in licence).most_common()
        for name, of in by_source.items()
    }


def _list(
    reader: Reader,
    resource: Resource,
    sizes: dict[tuple[str, str], Size],
    licences: list[tuple[str, int]],
) -> WholeList:
    every: dict[str, str] = {DEFAULTS: "false"} if resource.defaults else {}
    path = f"/v1/{resource.name}"
    return WholeList(
        resource,
        sizes[resource.name, CSV.name].rows,
        [
            ListFile(
                name,
                reader.address(f"{path}.{name}", **every),
                _whole(sizes[resource.name, name], format_, resource),
            )
            for name, format_ in _FORMATS.items()
        ],
        reader.address(path, limit="all", **every),
        licences,
    )


def _dataset(request: Request, lists: list[WholeList], answer: Answer, sentence: str) -> Json:
    """The record as a dataset with a download for each file of a list."""
    base = request.app.settings.base
    host = base.removesuffix(request.app.root)  # with which addresses begin
    files = [
        file_of(
            f"{host}{file.address}",
            _FORMATS[file.format].media_type,
            each.resource.name,
            file.size.plain_bytes,
        )
        for each in lists
        for file in each.files
    ]
    return record(base, answer.release, answer.released, sentence, files)


def _sentence(lists: list[WholeList], release: str, released: str) -> str:
    """The sentence that answers, made from data."""
    rows = sum(each.rows for each in lists if each.resource.name in RECORD)
    largest = max(lists, key=lambda each: each.rows)
    return (
        f"Release {release} of {released} has {rows:,} rows. They and their history are"
        f" {len(lists)} lists, each a file in CSV and NDJSON; the longest, {largest.resource.name},"
        f" has {largest.rows:,} rows."
    )


def release_file(database_url: str, release: str) -> ReleaseFile | None:
    """The file of a release; None where releases are in PostgreSQL."""
    scheme, _, rest = database_url.partition(":///")
    folder = Path(rest).parent / _FOLDER
    file = release_files.release_file(folder, release)
    if scheme != "sqlite" or not file.is_file():
        return None
    return ReleaseFile(file.name, file.stat().st_size, read_checksums(folder).get(file.name, ""))
