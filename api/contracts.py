"""The two contracts, as served at /openapi.json and /schema.graphql and as committed in schema/."""

import json
from functools import cache

from api.graphql.schema.build import schema_text
from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Response
from api.http.router import Route
from api.rest.openapi.document import openapi_document


@cache
def openapi_text(routes: tuple[Route, ...]) -> str:
    """The OpenAPI document of a route table: indented JSON with a newline at the end."""
    document = openapi_document(dict.fromkeys(route.path for route in routes))
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


async def openapi(request: Request) -> Response:
    """GET /openapi.json"""
    return _contract_response(openapi_text(request.app.router.routes), "application/json")


async def graphql_schema(_request: Request) -> Response:
    """GET /schema.graphql"""
    return _contract_response(schema_text(), "text/plain; charset=utf-8")


def _contract_response(text: str, content_type: str) -> Response:
    """A 200 with a contract's text, which changes with the program only."""
    body = text.encode()
    headers = [
        (b"content-type", content_type.encode()),
        (b"cache-control", b"public, max-age=300"),
    ]
    return Response(200, body, headers, body_tag(body), is_static=True)
