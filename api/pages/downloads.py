"""The downloads: whole lists by format, the file of the release, the contracts."""

from pathlib import Path
from typing import NamedTuple

from api.http.request import Request
from api.http.response import Response
from api.pages.code import highlight
from api.pages.reading import Reader, open_page
from api.pages.site import record_page, service_address
from schema import RESOURCES, prepared
from schema.checksums import read_checksums
from schema.defaults import DEFAULTS
from schema.release_files import release_file
from schema.resource import Resource

_FORMATS = ("csv", "ndjson")
_FOLDER = "releases"  # beside the link that DATABASE_URL names
_SIZES = (
    f"SELECT resource, format, max(total), sum(length(body_zstd)) FROM {prepared.EXPORT}"  # noqa: S608
    " GROUP BY resource, format"
)


class WholeList(NamedTuple):
    """A whole list.

    Args:
        resource: What its rows are.
        rows: How many there are.
        files: Its address in each format, with the bytes that are sent in the coding zstd.
        address: Its address in JSON.
    """

    resource: Resource
    rows: int
    files: list[tuple[str, str, int]]
    address: str


class ReleaseFile(NamedTuple):
    """The file of a release: its name, its length and its SHA-256, "" where none is stored."""

    name: str
    size_bytes: int
    sha256: str


async def downloads(request: Request) -> Response:
    """GET /downloads: what can be downloaded of a release, with sizes."""
    reader = await open_page(request, ())
    answer, lists = await reader.answer("/downloads"), await _lists(reader)
    release, database_url = reader.snapshot.release, request.app.settings.database_url
    command = f"curl --compressed -O '{service_address(request)}{lists[0].files[0][1]}'"
    return record_page(
        request,
        reader,
        "downloads.html",
        sheet="docs.css",
        answer=answer,
        sentence=_sentence(lists, release, answer.released),
        lists=lists,
        file=_release_file(database_url, release),
        command=highlight(command, "sh"),
    )


async def _lists(reader: Reader) -> list[WholeList]:
    """The lists of the release; their rows and sizes are read once per release."""
    cache, release = reader.per_release("downloads"), reader.snapshot.release
    if release not in cache:
        cache[release] = await reader.snapshot.fetch_all_in_thread(_SIZES, ())
    sizes: dict[tuple[str, str], tuple[int, int]] = {
        (name, format_): (total, size_bytes) for name, format_, total, size_bytes in cache[release]
    }
    return [
        _list(reader, resource, sizes)
        for resource in RESOURCES.values()
        if (resource.name, _FORMATS[0]) in sizes
    ]


def _list(
    reader: Reader, resource: Resource, sizes: dict[tuple[str, str], tuple[int, int]]
) -> WholeList:
    every: dict[str, str] = {DEFAULTS: "false"} if resource.defaults else {}
    path = f"/v1/{resource.name}"
    return WholeList(
        resource,
        sizes[resource.name, _FORMATS[0]][0],
        [
            (name, reader.address(f"{path}.{name}", **every), sizes[resource.name, name][1])
            for name in _FORMATS
        ],
        reader.address(path, limit="all", **every),
    )


def _sentence(lists: list[WholeList], release: str, released: str) -> str:
    """The sentence that answers, made from data."""
    rows = sum(each.rows for each in lists)
    largest = max(lists, key=lambda each: each.rows)
    return (
        f"Release {release} of {released} has {rows:,} rows in {len(lists)} lists. Each is a file"
        f" in CSV and NDJSON; the longest, {largest.resource.name}, has {largest.rows:,} rows."
    )


def _release_file(database_url: str, release: str) -> ReleaseFile | None:
    """The file of a release; None where releases are in PostgreSQL."""
    scheme, _, rest = database_url.partition(":///")
    folder = Path(rest).parent / _FOLDER
    file = release_file(folder, release)
    if scheme != "sqlite" or not file.is_file():
        return None
    return ReleaseFile(file.name, file.stat().st_size, read_checksums(folder).get(file.name, ""))
