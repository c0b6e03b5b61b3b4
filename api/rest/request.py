"""What REST needs to know of a request: path, query, two headers, and the release."""

import re
from functools import lru_cache
from urllib.parse import quote

from starlette.types import Scope

from api.http.caching import is_known
from api.http.response import Headers, cache_control, tag_of
from api.problems import Problem
from api.query.cursors import cursor_release, snapshot_for_cursor
from api.releases.diff import diff_releases, parse_release_pair
from api.releases.store import Snapshot, Store
from api.rest.formats import JSON, Format, negotiate
from api.rest.query_params import RELEASE, read_ascii, read_query

# What RFC 3986 lets stand in an address; all else is escaped, a cursor's tilde included in neither.
_URL = "%/?:@!$&'()*+,;=~"
_ESCAPED = re.compile(rf"[{re.escape(_URL)}0-9A-Za-z_.\-]*")  # has nothing left to escape
_KINDS_OF_ANSWERS = 100


async def opened(scope: Scope, store: Store) -> "RestRequest":
    """A request, over the release that it names itself or by its cursor, or else the current one.

    Raises `Problem`.
    """
    request = RestRequest(scope, await store.current())
    if (pair := parse_release_pair(request.path)) is not None:
        request.pair, request.snapshot = pair, await diff_releases(store, *pair)
    elif request.query:
        if RELEASE in request.query:
            request.snapshot = await store.at(request.query[RELEASE])
        elif (in_release := cursor_release(request.query.get("after", ""))) is not None:
            request.snapshot = await snapshot_for_cursor(store, in_release)
    return request


class RestRequest:
    """What REST needs to know of a request: path, query, two headers, and the release."""

    __slots__ = ("accept", "if_none_match", "pair", "path", "query", "raw_query", "snapshot", "tag")

    def __init__(self, scope: Scope, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.path: str = scope["path"]
        self.raw_query = read_ascii(scope["query_string"])
        self.query = read_query(self.raw_query) if self.raw_query else {}
        self.accept = self.if_none_match = None
        for name, value in scope["headers"]:
            if name == b"accept":
                self.accept = value.decode("latin-1")
            elif name == b"if-none-match":
                self.if_none_match = value.decode("latin-1")
        self.pair: tuple[str, str] | None = None  # the releases that are compared
        self.tag = ""

    def media(self, suffix: Format | None) -> Format:
        """The format: the path's suffix, or what `Accept` likes best."""
        media = suffix or (JSON if self.accept in (None, "*/*") else negotiate(self.accept))
        if media.name == "csv" and "include" in self.query:
            raise Problem(
                "invalid-value", "include needs JSON: a CSV row is flat", parameter="include"
            )
        return media

    def headers(self, media: Format) -> Headers:
        """The headers of a 200 and of its 304."""
        release = self.snapshot.release
        self.tag = tag_of(release, (self.path, self.raw_query, media.name))
        same = _same_headers(
            release, media, is_pinned=self.pair is not None or RELEASE in self.query
        )
        return [(b"etag", self.tag.encode()), *same]

    def is_known(self, *, exists: bool) -> bool:
        """Whether the client has these bytes already."""
        return self.if_none_match is not None and is_known(
            self.tag, self.if_none_match, exists=exists
        )

    def address(self, after: str | None = None) -> str:
        """This request's own address, or with a cursor the next page's."""
        query = self.raw_query
        if after is not None:
            kept = [part for part in query.split("&") if part and not part.startswith("after=")]
            query = "&".join([*kept, f"after={after}"])
        address = f"{self.path}?{query}" if query else self.path
        return address if _ESCAPED.fullmatch(address) else quote(address, safe=_URL)


@lru_cache(maxsize=_KINDS_OF_ANSWERS)
def _same_headers(release: str, media: Format, *, is_pinned: bool) -> Headers:
    """What all answers of a release in one format have in common."""
    return [
        (b"cache-control", cache_control(is_pinned=is_pinned)),
        (b"vary", b"Accept"),
        (b"content-type", media.content_type.encode()),
        (b"climate-record-release", release.encode()),
    ]
