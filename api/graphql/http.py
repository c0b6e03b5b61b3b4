"""/graphql: GraphQL over HTTP, by GET and POST.

After the specification of that name: `application/graphql-response+json` tells success from refusal
by its status; `application/json`, for older clients, answers 200 to every well-formed request.
"""

import logging
from functools import lru_cache

from starlette.requests import Request
from starlette.types import Receive, Scope

from api.graphql.execution.cost import Limits
from api.graphql.execution.document_cache import DocumentCache
from api.graphql.execution.operation import GraphQLRequest, GraphQLResult, execute, request_error
from api.graphql.request import HttpRequest, read_request, release_named
from api.http.caching import entity_tag, is_known
from api.http.negotiation import preferred
from api.http.response import Answer, Headers, cache_control, compact_json, header_lines
from api.problems import Problem
from api.query.cursors import OtherRelease, snapshot_for_cursor
from api.releases.store import Store
from api.settings import Settings

GRAPHQL_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
_OFFERED = (GRAPHQL_JSON, PLAIN_JSON)
_KINDS_OF_ANSWERS = 100

_LOG = logging.getLogger(__name__)

# Problems of the HTTP request itself: whatever the media type, the status says so.
_NOT_WELL_FORMED = (
    "invalid-request",
    "content-too-large",
    "unsupported-media-type",
    "not-acceptable",
    "method-not-allowed",
    "not-ready",
    "unknown-release",
    "release-gone",
    "internal-error",
)


def wants_page(request: Request) -> bool:
    """Whether this is a browser's navigation, which gets GraphiQL."""
    if request.method not in ("GET", "HEAD"):
        return False
    return preferred(request.headers.get("accept"), (*_OFFERED, "text/html")) == "text/html"


class Graphql:
    """The face: it keeps the documents that it has read for the next request with their text."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.documents = DocumentCache(
            Limits.from_settings(settings), compiles=settings.graphql_compile
        )
        self._store, self._longest_body = store, settings.max_body_bytes

    async def answer(self, scope: Scope, receive: Receive) -> Answer:
        """Answer one HTTP request."""
        request, release = HttpRequest(scope, receive), None
        media_type = preferred(request.accept, _OFFERED)
        try:
            if media_type is None:
                offered = " and ".join(_OFFERED)
                raise Problem("not-acceptable", f"this address gives {offered}")
            asked = await read_request(request, self._longest_body)
            release = release_named(request)
            found = await self._found(asked, release)
        except Problem as problem:
            found = request_error(problem)
        except Exception:  # noqa: BLE001  # its own words are for the log only
            _LOG.exception("GraphQL broke")
            found = request_error(Problem("internal-error", "an unexpected error"))
        return _respond(request, found, media_type or GRAPHQL_JSON, is_pinned=release is not None)

    async def _found(self, asked: GraphQLRequest, release: str | None) -> GraphQLResult:
        """The answer of the release that is named, or of that which every cursor names."""
        store = self._store
        snapshot = await (store.current() if release is None else store.at(release))
        found = await execute(asked, self.documents, snapshot)
        if release is None and isinstance(found.problem, OtherRelease):
            snapshot = await snapshot_for_cursor(store, found.problem.cursor_release)
            found = await execute(asked, self.documents, snapshot)
        return found


def _respond(
    request: HttpRequest, found: GraphQLResult, media_type: str, *, is_pinned: bool
) -> Answer:
    body = _encode(found)
    headers = list(_same_headers(media_type, found.release))
    if found.problem is not None:
        headers += header_lines(found.problem.headers)
    if found.errors or request.is_post:
        # What is clean may be sent again here, while its release is served, and nowhere else.
        headers.append((b"cache-control", b"no-store" if found.errors else b"no-cache"))
        return Answer(_status(found, media_type), body, headers)
    tag = entity_tag(body)
    headers += [(b"etag", tag.encode()), (b"cache-control", cache_control(is_pinned=is_pinned))]
    if is_known(tag, request.if_none_match):
        return Answer(304, b"", headers)
    return Answer(200, body, headers)


@lru_cache(maxsize=_KINDS_OF_ANSWERS)
def _same_headers(media_type: str, release: str) -> Headers:
    """What all answers of a release in one media type have in common; a refusal is of none."""
    named = [(b"climate-record-release", release.encode())] if release else []
    return [
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"vary", b"Accept"),
        *named,
    ]


def _status(found: GraphQLResult, media_type: str) -> int:
    if found.problem is None:
        return 200
    if media_type == PLAIN_JSON and found.problem.type.slug not in _NOT_WELL_FORMED:
        return 200
    return found.problem.type.status


def _encode(found: GraphQLResult) -> bytes:
    members = []
    if found.errors:
        members.append(f'"errors":{compact_json(found.errors)}')
    if found.problem is None:
        members.append(f'"data":{found.data}')
    if found.extensions:
        members.append(f'"extensions":{found.extensions}')
    text = f"{{{','.join(members)}}}"
    # A lone surrogate of the asker's, quoted in an error, goes back as the escape it came as.
    return text.encode(errors="backslashreplace")
