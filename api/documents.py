"""Documents about the API: its two contracts, and whether it is alive and ready."""

import json
from functools import cache

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.errors import Problem
from api.graphql.schema import schema_text
from api.openapi import openapi_document
from api.representations import entity_tag, is_known
from api.store import current


@cache
def openapi_text() -> str:
    """The OpenAPI document as published: indented JSON with a newline at the end."""
    return json.dumps(openapi_document(), indent=1, ensure_ascii=False) + "\n"


async def openapi(request: Request) -> Response:
    """GET /openapi.json"""
    return _document(request, openapi_text(), "application/json")


async def graphql_schema(request: Request) -> Response:
    """GET /schema.graphql"""
    return _document(request, schema_text(), "text/plain; charset=utf-8")


def _document(request: Request, text: str, media_type: str) -> Response:
    body = text.encode()
    headers = {"ETag": entity_tag(body), "Cache-Control": "public, max-age=300"}
    if is_known(headers["ETag"], request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


async def healthz(_request: Request) -> Response:
    """GET /healthz: the process answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def readyz(request: Request) -> Response:
    """GET /readyz: a release is open and can be read; 503 otherwise."""
    snapshot = await current(request)
    if not await snapshot.is_readable():
        raise Problem("not-ready", f"release {snapshot.release} cannot be read")
    return JSONResponse({"release": snapshot.release}, headers={"Cache-Control": "no-store"})
