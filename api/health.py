"""Health: whether the process answers, whether a release can be read, and what was counted."""

from contextlib import suppress

from api.http.exposition import CONTENT_TYPE
from api.http.request import Request
from api.http.response import Headers, Response
from api.problems import Problem
from schema.figures import json_text

_NO_STORE = (b"cache-control", b"no-store")


async def healthz(_request: Request) -> Response:
    """GET /healthz: the process answers."""
    return Response(200, b"ok\n", _headers("text/plain; charset=utf-8"))


async def readyz(request: Request) -> Response:
    """GET /readyz: a release is open and can be read; 503 otherwise, and before the worker ends."""
    if request.app.is_draining:
        raise Problem("not-ready", "this server is about to end")
    snapshot = await request.app.readable_snapshot()
    if request.app.store.fault is not None:
        raise Problem(
            "not-ready", f"the published release is damaged; {snapshot.release} is served instead"
        )
    body = json_text({"release": snapshot.release}).encode()
    return Response(200, body, _headers("application/json"))


async def metrics(request: Request) -> Response:
    """GET /metrics: the counters of all worker processes, for Prometheus."""
    with suppress(Problem):  # there are figures without a release, too
        await request.app.readable_snapshot()
    request.app.measure()
    return Response(200, request.app.metrics.exposition(), _headers(CONTENT_TYPE))


def _headers(content_type: str) -> Headers:
    return [(b"content-type", content_type.encode()), _NO_STORE]
