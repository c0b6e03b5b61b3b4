"""Health: whether the process answers, and whether a release can be read."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.problems import Problem
from api.releases.store import current


async def healthz(_request: Request) -> Response:
    """GET /healthz: the process answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def readyz(request: Request) -> Response:
    """GET /readyz: a release is open and can be read; 503 otherwise."""
    snapshot = await current(request)
    if not await snapshot.is_readable():
        raise Problem("not-ready", f"release {snapshot.release} cannot be read")
    return JSONResponse({"release": snapshot.release}, headers={"Cache-Control": "no-store"})
