"""/graphql: GraphQL over HTTP, by GET and POST.

After the specification of that name: `application/graphql-response+json` tells success from refusal
by its status; `application/json`, for older clients, answers 200 to every well-formed request.
"""

import logging

from starlette.requests import Request

from api.answer import Answer, cache_control, compact_json, header_lines
from api.cursors import OtherRelease, continued
from api.errors import Problem
from api.graphql.documents import Documents
from api.graphql.limits import Bounds
from api.graphql.operations import Answer as Found
from api.graphql.operations import Asked, answer, refusal
from api.graphql.requests import read_request, release_named
from api.representations import entity_tag, is_known, preferred
from api.store import store_of

GRAPHQL_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"

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
    offered = (GRAPHQL_JSON, PLAIN_JSON, "text/html")
    return preferred(request.headers.get("accept"), offered) == "text/html"


async def handle(request: Request) -> Answer:
    """Answer one GraphQL request."""
    release = None
    media_type = preferred(request.headers.get("accept"), (GRAPHQL_JSON, PLAIN_JSON))
    try:
        if media_type is None:
            raise Problem("not-acceptable", f"this address gives {GRAPHQL_JSON} and {PLAIN_JSON}")
        asked, release = await read_request(request), release_named(request)
        found = await _answer(asked, release, request)
    except Problem as problem:
        found = refusal(problem)
    except Exception:  # noqa: BLE001  # its own words are for the log only
        _LOG.exception("GraphQL broke")
        found = refusal(Problem("internal-error", "an unexpected error"))
    return _respond(request, found, media_type or GRAPHQL_JSON, is_pinned=release is not None)


async def _answer(asked: Asked, release: str | None, request: Request) -> Found:
    """The answer of the release that is named, or of that which every cursor names."""
    store = store_of(request)
    snapshot = await (store.current() if release is None else store.at(release))
    found = await answer(asked, _documents(request), snapshot)
    if release is None and isinstance(found.problem, OtherRelease):
        snapshot = await continued(store, found.problem.made_in)
        found = await answer(asked, _documents(request), snapshot)
    return found


def _documents(request: Request) -> Documents:
    state = request.app.state
    if not hasattr(state, "graphql_documents"):
        state.graphql_documents = Documents(
            Bounds.of(state.settings), compiles=state.settings.graphql_compile
        )
    documents: Documents = state.graphql_documents
    return documents


def _respond(request: Request, found: Found, media_type: str, *, is_pinned: bool) -> Answer:
    body = _encode(found)
    headers = [
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"vary", b"Accept"),
        *header_lines(found.problem.headers if found.problem else {}),
    ]
    if found.release:
        headers.append((b"climate-record-release", found.release.encode()))
    if found.errors or request.method == "POST":
        # What is clean may be sent again here, while its release is served, and nowhere else.
        headers.append((b"cache-control", b"no-store" if found.errors else b"no-cache"))
        return Answer(_status(found, media_type), body, headers)
    tag = entity_tag(body)
    headers += [(b"etag", tag.encode()), (b"cache-control", cache_control(is_pinned=is_pinned))]
    if is_known(tag, request.headers.get("if-none-match")):
        return Answer(304, b"", headers)
    return Answer(200, body, headers)


def _status(found: Found, media_type: str) -> int:
    if found.problem is None:
        return 200
    if media_type == PLAIN_JSON and found.problem.type.slug not in _NOT_WELL_FORMED:
        return 200
    return found.problem.type.status


def _encode(found: Found) -> bytes:
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
