"""The two contracts, as served at /openapi.json and /schema.graphql and as committed in schema/."""

import json
from functools import cache
from typing import Any, NamedTuple

from api.graphql.schema.build import schema_text
from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Response
from api.http.router import Route
from api.http.state import AppState
from api.rest.openapi.document import openapi_document


@cache
def openapi_text(routes: tuple[Route, ...], base: str = "", contact: str = "") -> str:
    """The OpenAPI document of a route table, with a line for each path and each component.

    Args:
        routes: The route table.
        base: What goes before its paths where this server is reached.
        contact: Where to write to whoever runs it; "" if it is not said.
    """
    document = openapi_document(dict.fromkeys(route.path for route in routes))
    document["servers"] = [{"url": base or "/"}]
    if contact:
        document["info"]["contact"] = {"url": contact}
    return _lines(document) + "\n"


_DEPTHS = {"paths": 2, "components": 3}  # how far each is written member by member


def _lines(value: dict[str, Any], depth: int = 1) -> str:
    """JSON without blanks, a line for each member down to a depth: of the document, of its paths,
    of its components. So it is short, and a comparison shows what changed."""
    if depth == 0:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    members = (
        f"{json.dumps(name)}:{_lines(member, _DEPTHS.get(name, depth) - 1)}"
        for name, member in value.items()
    )
    return "{" + ",\n".join(members) + "}"


class _Contract(NamedTuple):
    """A contract as it is served: made once per process, since it changes with the program only."""

    body: bytes
    tag: str
    content_type: bytes

    def response(self) -> Response:
        """A 200 with the contract."""
        headers = [
            (b"content-type", self.content_type),
            (b"cache-control", b"public, max-age=300"),
        ]
        return Response(200, self.body, headers, self.tag, is_static=True)


async def openapi(request: Request) -> Response:
    """GET /openapi.json"""
    return _openapi_of(request.app).response()


async def graphql_schema(_request: Request) -> Response:
    """GET /schema.graphql"""
    return _graphql_schema().response()


def make(app: AppState) -> None:
    """Make both contracts of an app, so that no request has to."""
    _openapi_of(app)
    _graphql_schema()


def _openapi_of(app: AppState) -> _Contract:
    return _openapi(app.router.routes, app.settings.base, app.settings.contact_url)


@cache
def _openapi(routes: tuple[Route, ...], base: str, contact: str) -> _Contract:
    return _contract(openapi_text(routes, base, contact), b"application/json")


@cache
def _graphql_schema() -> _Contract:
    return _contract(schema_text(), b"text/plain; charset=utf-8")


def _contract(text: str, content_type: bytes) -> _Contract:
    body = text.encode()
    return _Contract(body, body_tag(body), content_type)
