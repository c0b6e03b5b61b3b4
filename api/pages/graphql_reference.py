"""The GraphQL reference: the fields of `Query`, and a page for each type with its fields."""

from api.http.request import Request
from api.http.response import Response
from api.pages.code import highlight
from api.pages.examples import address_of_query
from api.pages.graphql_types import basics, type_pages
from api.pages.site import page
from api.problems import Problem
from schema.suggestions import did_you_mean, nearest

_SHEET = "docs.css"
_SECTION = "/graphql/"  # of the header


async def graphql_reference(request: Request) -> Response:
    """GET /reference/graphql: the types with the fields of `Query` that answer them."""
    types = type_pages().values()
    rows = [each for each in types if each.resource]
    return page(
        request,
        "graphql_reference.html",
        sheet=_SHEET,
        section=_SECTION,
        rows=rows,
        others=[each for each in types if not each.resource],
        fields=sum(len(each.roots) for each in types),
        basics=basics(),
    )


async def graphql_type(request: Request) -> Response:
    """GET /reference/graphql/{type}: a type of the schema."""
    types, name = type_pages(), request.parameters["type"]
    if name not in types:
        near = nearest(name, types)
        detail = f"the GraphQL reference has no type {name}{did_you_mean(near)}"
        raise Problem("not-found", detail, suggestions=near)
    shown = types[name]
    return page(
        request,
        "graphql_type.html",
        sheet=_SHEET,
        section=_SECTION,
        type=shown,
        types=types,
        example=highlight(shown.example, "graphql"),
        playground=address_of_query(shown.example),
    )
