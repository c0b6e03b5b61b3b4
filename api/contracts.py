"""The two contracts as served: /openapi.json and /schema.graphql."""

import json
from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from api.graphql.schema.build import schema_text
from api.http.caching import entity_tag, is_known
from api.rest.openapi import openapi_document


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
