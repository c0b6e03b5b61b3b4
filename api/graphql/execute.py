"""/graphql: GraphQL over HTTP, by GET and POST.

After the specification of that name: `application/graphql-response+json` tells success from refusal
by its status; `application/json`, for older clients, answers 200 to every well-formed request.
"""

import json
import logging

from starlette.requests import Request
from starlette.responses import Response

from api.errors import Problem
from api.graphql.documents import Documents
from api.graphql.limits import Bounds
from api.graphql.operations import Answer, answer, refusal
from api.graphql.requests import read_request
from api.representations import entity_tag, is_known, preferred
from api.store import current

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
    "internal-error",
)


def wants_page(request: Request) -> bool:
    """Whether this is a browser's navigation, which gets GraphiQL."""
    if request.method not in ("GET", "HEAD"):
        return False
    offered = (GRAPHQL_JSON, PLAIN_JSON, "text/html")
    return preferred(request.headers.get("accept"), offered) == "text/html"


async def handle(request: Request) -> Response:
    """Answer one GraphQL request."""
    media_type = preferred(request.headers.get("accept"), (GRAPHQL_JSON, PLAIN_JSON))
    try:
        if media_type is None:
            raise Problem("not-acceptable", f"this address gives {GRAPHQL_JSON} and {PLAIN_JSON}")
        asked = await read_request(request)
        snapshot = await current(request)
        found = await answer(asked, _documents(request), snapshot)
    except Problem as problem:
        found = refusal(problem)
    except Exception:  # noqa: BLE001  # its own words are for the log only
        _LOG.exception("GraphQL broke")
        found = refusal(Problem("internal-error", "an unexpected error"))
    return _respond(request, found, media_type or GRAPHQL_JSON)


def _documents(request: Request) -> Documents:
    state = request.app.state
    if not hasattr(state, "graphql_documents"):
        state.graphql_documents = Documents(
            Bounds.of(state.settings), compiles=state.settings.graphql_compile
        )
    documents: Documents = state.graphql_documents
    return documents


def _respond(request: Request, found: Answer, media_type: str) -> Response:
    body = _encode(found)
    headers = {"Vary": "Accept", "Content-Type": f"{media_type}; charset=utf-8"}
    if found.problem is not None:
        headers |= found.problem.headers
    if "release" in found.extensions:
        headers["Climate-Record-Release"] = found.extensions["release"]
    if found.errors or request.method == "POST":
        headers["Cache-Control"] = "no-store"
        return Response(body, _status(found, media_type), headers)
    headers |= {"ETag": entity_tag(body), "Cache-Control": "public, max-age=60"}
    if is_known(headers["ETag"], request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers)


def _status(found: Answer, media_type: str) -> int:
    if found.problem is None:
        return 200
    if media_type == PLAIN_JSON and found.problem.type.slug not in _NOT_WELL_FORMED:
        return 200
    return found.problem.type.status


def _encode(found: Answer) -> bytes:
    members = []
    if found.errors:
        members.append(f'"errors":{_dump(found.errors)}')
    if found.problem is None:
        members.append(f'"data":{found.data}')
    if found.extensions:
        members.append(f'"extensions":{_dump(found.extensions)}')
    text = f"{{{','.join(members)}}}"
    # A lone surrogate of the asker's, quoted in an error, goes back as the escape it came as.
    return text.encode(errors="backslashreplace")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
