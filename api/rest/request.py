"""A REST request over the release that answers it: query string, format, and addresses."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote_plus

from api.http.caching import request_tag
from api.http.negotiation import negotiate_media_type
from api.http.request import Request
from api.http.response import Headers, cache_control
from api.problems import Problem
from api.query.cursors import cursor_release, snapshot_for_cursor
from api.releases.store import Snapshot, Store
from api.rest.formats import CSV, FORMATS_BY_MEDIA_TYPE, JSON, MEDIA_TYPES, Format
from api.rest.plans import ALL, BOM, RELEASE
from api.rest.query_string import Query, read_ascii, read_query

# What RFC 3986 allows in a path and in a query string; everything else is escaped.
_PATH_CHARACTERS = "/:@!$&'()*+,;=~"
QUERY_CHARACTERS = f"{_PATH_CHARACTERS}%?"
_UNRESERVED = r"0-9A-Za-z_.\-"
_ESCAPED = re.compile(
    rf"[{re.escape(_PATH_CHARACTERS)}{_UNRESERVED}]*"
    rf"(\?[{re.escape(QUERY_CHARACTERS)}{_UNRESERVED}]*)?"
)
_REMEMBERED_HEADERS = 100
_FLAGS = {"1": True, "0": False, "true": True, "false": False}


@dataclass(slots=True)
class RestRequest:
    """A request to the REST face, its query string decoded and its release opened.

    Args:
        path: The path, which becomes the canonical one where an alias was given.
        raw_query: The query string as sent.
        query: The query string decoded.
        snapshot: The release that answers.
        names_release: Whether the address names its release, so that the answer never changes.
        has_bom: Whether a CSV file begins with a byte order mark, as `bom=1` asks for.
    """

    request: Request
    path: str
    raw_query: str
    query: Query
    snapshot: Snapshot
    names_release: bool
    has_bom: bool = False

    def list_format(self, suffix: Format | None) -> Format:
        """The format of a list. A file has the whole list, unless `limit` cuts it.

        Raises `Problem` as `format` does.
        """
        chosen = self.format(suffix)
        if chosen.is_file:
            self.query.setdefault("limit", ALL)
        return chosen

    def format(self, suffix: Format | None) -> Format:
        """The format of the answer: that of the path's suffix, JSON where it has none.

        Raises:
            Problem: `Accept` has no JSON and the path no suffix, or the format cannot hold what is
                included.
        """
        if suffix is None and self.request.media_type is None:
            raise _not_acceptable(self.request)
        chosen = suffix or JSON
        if chosen.name == "csv" and "include" in self.query:
            raise Problem(
                "invalid-value", "include needs JSON: a CSV row is flat", parameter="include"
            )
        if (bom := self.query.pop(BOM, None)) is not None:
            self.has_bom = _reads_bom(bom, chosen)
        return chosen

    def tag(self, format_: Format) -> str:
        """The opaque tag of the answer in a format."""
        parts = (self.path, self.raw_query, format_.name)
        return request_tag(self.snapshot.release, parts)

    def headers(self, format_: Format) -> Headers:
        """The headers of a 200 in a format."""
        return list(_headers(self.snapshot.release, format_, self.names_release))

    def address(self, after: str | None = None) -> str:
        """This request's own address, or with a cursor that of the next page."""
        query, base, own_path = self.raw_query, self.request.app.base, self.path
        if after is not None:
            parts = [part for part in query.split("&") if part]
            if "after" in self.query:
                parts = [p for p in parts if unquote_plus(p.partition("=")[0]) != "after"]
            query = "&".join([*parts, f"after={after}"])
        address = f"{own_path}?{query}" if query else own_path
        if "?" not in own_path and _ESCAPED.fullmatch(address):
            return base + address
        path = base + quote(own_path, safe=_PATH_CHARACTERS)
        return f"{path}?{quote(query, safe=QUERY_CHARACTERS)}" if query else path


def _reads_bom(text: str, format_: Format) -> bool:
    """The value of `bom`. Raises `Problem` for what is none, or if no CSV is written."""
    if format_ is not CSV:
        detail = "bom is for CSV, as spreadsheets read it: end the path in .csv, or leave bom out"
        raise Problem("no-effect", detail, parameter=BOM)
    value = _FLAGS.get(text.casefold())
    if value is None:
        detail = f"bom is one of {', '.join(_FLAGS)}, not {text!r}"
        raise Problem("invalid-value", detail, parameter=BOM, suggestions=["1", "0"])
    return value


def _not_acceptable(request: Request) -> Problem:
    """The problem of an `Accept` without JSON: other formats have addresses of their own."""
    media_types = MEDIA_TYPES if request.parameters else (JSON.media_type,)  # of the index
    offered = [FORMATS_BY_MEDIA_TYPE[media_type].name for media_type in media_types]
    detail = f"this address gives {JSON.media_type}"
    media_type = negotiate_media_type(request.accept, media_types)
    if media_type is None:
        return Problem("not-acceptable", detail, offered=offered)
    address = f"{request.app.base}{request.path}.{FORMATS_BY_MEDIA_TYPE[media_type].name}"
    detail += f"; {media_type} is at {address}"
    return Problem("not-acceptable", detail, offered=offered, suggestions=[address])


async def open_request(request: Request, snapshot: Snapshot | None = None) -> RestRequest:
    """A request over the release that it names, or its cursor does, or else the current one.

    Args:
        request: The HTTP request.
        snapshot: The release that answers, where the path decides it.

    Raises:
        Problem: The query string is malformed, or the release cannot be had.
    """
    store = request.app.store
    raw_query, query = "", Query()
    if request.query_string:
        raw_query = read_ascii(request.query_string)
        query = read_query(raw_query)
    names_release = snapshot is not None or RELEASE in query
    if snapshot is None:
        snapshot = await (_resolve_release(store, query) if query else store.current())
    return RestRequest(request, request.path, raw_query, query, snapshot, names_release)


async def _resolve_release(store: Store, query: dict[str, str]) -> Snapshot:
    if RELEASE in query:
        return await store.at(query[RELEASE])
    release = cursor_release(query.get("after", ""))
    return await (store.current() if release is None else snapshot_for_cursor(store, release))


@lru_cache(maxsize=_REMEMBERED_HEADERS)
def _headers(release: str, format_: Format, names_release: bool) -> Headers:
    return [
        (b"cache-control", cache_control(names_release=names_release)),
        (b"content-type", format_.content_type.encode()),
        (b"climate-record-release", release.encode()),
    ]
