"""/graphql: GraphQL over HTTP, by GET and POST.

`application/graphql-response+json` tells success from refusal by its status; `application/json`,
for older clients, answers 200 to every well-formed request (GraphQL over HTTP, section 6).
"""

import logging
from functools import lru_cache

from api.graphql.execution.cost import Limits
from api.graphql.execution.document_cache import DocumentCache
from api.graphql.execution.operation import GraphQLRequest, GraphQLResult, execute, request_error
from api.graphql.persisted_queries import PersistedQueries
from api.graphql.request import read_graphql_request, release_parameter
from api.http.caching import body_tag
from api.http.rate_limit import rows_of_graphql
from api.http.request import Request
from api.http.response import Headers, Response, cache_control, header_lines
from api.http.state import AppState
from api.problems import Problem
from api.query.cursors import OtherRelease, snapshot_for_cursor
from schema.figures import json_text

GRAPHQL_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
MEDIA_TYPES = (GRAPHQL_JSON, PLAIN_JSON)

_LOG = logging.getLogger("api")

_REMEMBERED_HEADERS = 100
_CACHE, _PERSISTED = "graphql", "persisted queries"

# Problems of the HTTP request itself: the status says so, whatever the media type.
_HTTP_PROBLEMS = (
    "invalid-host",
    "invalid-request",
    "content-too-large",
    "unsupported-media-type",
    "not-acceptable",
    "method-not-allowed",
    "busy",
    "not-ready",
    "unknown-release",
    "release-gone",
    "internal-error",
    "quota-exceeded",
)


async def respond(request: Request) -> Response:
    """GET and POST /graphql"""
    if request.media_type is None:
        raise Problem("not-acceptable", f"this address gives {' and '.join(MEDIA_TYPES)}")
    graphql_request = await read_graphql_request(request)
    release = release_parameter(request) if request.query_string else None
    query_hash, brings_query = graphql_request.query_hash, False
    if query_hash is not None:
        brings_query = persisted_queries(request.app).complete(graphql_request)
    result = await _result(request.app, graphql_request, release)
    if query_hash is not None and brings_query and result.problem is None:
        persisted_queries(request.app).add(query_hash, graphql_request.query)
    # A stored response would answer before its query could come back into the store.
    return _response(request, result, names_release=release is not None, is_stored=not brings_query)


def problem_response(problem: Problem, request: Request) -> Response:
    """A `Problem` for which the request was not executed, as a GraphQL response."""
    return _response(request, request_error(problem), names_release=False)


def document_cache(app: AppState) -> DocumentCache:
    """The documents that an app has parsed and validated."""
    cache: DocumentCache | None = app.caches.get(_CACHE)
    if cache is None:
        settings = app.settings
        cache = DocumentCache(Limits.from_settings(settings), compiles=settings.graphql_compile)
        app.caches[_CACHE] = cache
    return cache


def persisted_queries(app: AppState) -> PersistedQueries:
    """The queries that clients of an app sent with their hashes."""
    queries: PersistedQueries | None = app.caches.get(_PERSISTED)
    if queries is None:
        queries = PersistedQueries(app.settings.graphql_persisted_bytes)
        app.caches[_PERSISTED] = queries
    return queries


async def _result(
    app: AppState, graphql_request: GraphQLRequest, release: str | None
) -> GraphQLResult:
    """The result over the release that is named, or over the one that every cursor is of."""
    store, documents = app.store, document_cache(app)
    snapshot = await (store.current() if release is None else store.at(release))
    result = await execute(graphql_request, documents, snapshot, store.lanes.python)
    if release is None and isinstance(result.problem, OtherRelease):
        snapshot = await snapshot_for_cursor(store, result.problem.cursor_release)
        result = await execute(graphql_request, documents, snapshot, store.lanes.python)
    app.metrics.totals["graphql_declined_total"] = documents.reference_executions
    return result


def _response(
    request: Request, result: GraphQLResult, *, names_release: bool, is_stored: bool = True
) -> Response:
    if result.errors:
        request.problem = result.problem_slug
    for fault in result.faults:
        _LOG.error("request %s: a resolver failed", request.id, exc_info=fault)
    media_type = request.media_type
    if media_type not in MEDIA_TYPES:  # a refusal where none is accepted, or a page was
        media_type = GRAPHQL_JSON
    body = _encode(result)
    rows = rows_of_graphql(result.extensions) if request.app.settings.rate_limit else 0
    headers = list(_headers(media_type, result.release))
    status = 200
    if result.problem is not None:
        headers += header_lines(result.problem.headers)
        status = _status(result.problem, media_type)
    is_stored = is_stored and not result.errors
    if not is_stored or request.method == "POST":
        # By POST it may be stored here, while its release is served, and nowhere else.
        headers.append((b"cache-control", b"no-cache" if is_stored else b"no-store"))
        return Response(status, body, headers, release=result.release, rows=rows)
    headers.append((b"cache-control", cache_control(names_release=names_release)))
    tag = body_tag(media_type.encode() + body)
    return Response(200, body, headers, tag, result.release, rows=rows)


@lru_cache(maxsize=_REMEMBERED_HEADERS)
def _headers(media_type: str, release: str) -> Headers:
    """The headers of all responses of a release in one media type; a refusal is of no release."""
    named = [(b"climate-record-release", release.encode())] if release else []
    return [(b"content-type", f"{media_type}; charset=utf-8".encode()), *named]


def _status(problem: Problem, media_type: str) -> int:
    if media_type == PLAIN_JSON and problem.type.slug not in _HTTP_PROBLEMS:
        return 200
    return problem.type.status


def _encode(result: GraphQLResult) -> bytes:
    members: list[str] = []
    if result.errors:
        members.append(f'"errors":{json_text(result.errors)}')
    if result.problem is None:
        members.append(f'"data":{result.data or "null"}')
    if result.extensions:
        members.append(f'"extensions":{result.extensions}')
    # A lone surrogate that the client sent, quoted in an error, goes back as the escape it came as.
    return f"{{{','.join(members)}}}".encode(errors="backslashreplace")
