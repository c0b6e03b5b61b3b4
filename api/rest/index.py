"""The index: which resources there are, and where."""

from typing import Any

from api.http.request import Request
from api.http.response import Response
from api.rest.plans import RELEASE
from api.rest.query_params import refuse_others
from api.rest.redirects import PREFIX
from api.rest.request import RestRequest, open_request
from schema import RESOURCES
from schema.figures import json_text
from schema.resource import Resource


async def list_resources(request: Request) -> Response:
    """GET /v1"""
    rest = await open_request(request)
    refuse_others(rest.query, [RELEASE])
    format_ = rest.format(None)
    index = {
        "data": [_entry(rest, resource) for resource in RESOURCES.values()],
        "meta": {"release": rest.snapshot.release},
        "links": {
            "self": rest.address(),
            "openapi": f"{request.app.base}/openapi.json",
            "graphql": f"{request.app.base}/graphql",
        },
    }
    body = json_text(index).encode()
    return Response(200, body, rest.headers(format_), rest.tag(format_), rest.snapshot.release)


def _entry(rest: RestRequest, resource: Resource) -> dict[str, Any]:
    """A resource: what it is, its address, that of a row and those of the lists below a row."""
    address = f"{rest.request.app.base}{PREFIX}{resource.name}"
    row = f"{address}/{{{resource.key}}}"
    return {
        "name": resource.name,
        "description": resource.summary,
        "href": address,
        "row": row,
        "lists": [f"{row}/{segment}" for segment in resource.nested],
    }
