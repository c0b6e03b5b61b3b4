"""The OpenAPI 3.1 document, derived from the resources' declarations and the route table."""

from collections.abc import Callable, Iterable

from api.rest.openapi.parameters import (
    RELEASE_PARAMETER,
    key_parameter,
    list_parameters,
    shape_parameters,
)
from api.rest.openapi.responses import (
    export_responses,
    index_response,
    item_response,
    list_response,
    problem_response,
    problem_responses,
    redirect_response,
    wait_response,
)
from api.rest.openapi.schemas import Json, problem_schema, row_schemas
from api.rest.plans import RELEASE
from schema import CHANGES, RELEASES, RESOURCES
from schema.relations import Relation
from schema.resource import Resource

_DESCRIPTION = """\
The open, citable record of climate diplomacy: who emits, who pledged, who held office, who said
what, each with its source. Read-only; no key needed.

Every list takes one parameter a filter and operator (`status=in_law`, `target_year__lte=2050`),
`sort`, `fields`, `include`, `limit` and `after`. Dates have the precision they have (`2021`,
`2021-03`, `2021-03-01`); a comparison holds when it holds for the whole period. Countries and
groups go by any code or name: `CHN`, `CN`, `156`, `china`.

Every answer names the release of the record that it is from. With `release` any that is kept
answers, with the same bytes for good; a walk through pages stays in the release in which it began.

Emissions shares belong to a series, which says what is counted (`/v1/series`); all that is known of
a party and a year is `/v1/countries/CHN/emissions-shares?year=2019`. What a claim such as "almost
30 %" could mean is `/v1/claims/chn-reported-voa-2021/readings`.

What has a life in time can be asked `as_of` a date: pledges and NDCs in force, posts held,
memberships, and what is reached through them (`/v1/countries?group_id=eu&as_of=2019-06-01`).
"""


def openapi_document(templates: Iterable[str]) -> Json:
    """The whole document, as a JSON object.

    Args:
        templates: The path templates of the route table, of which those of REST and of health are
            documented.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Climate Record",
            "version": "1",
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": r.name, "description": r.summary} for r in RESOURCES.values()],
        "paths": _paths(tuple(templates)),
        "components": {
            "schemas": {"Problem": problem_schema(), **row_schemas()},
            "responses": {"Problem": problem_response(), "Wait": wait_response()},
        },
    }


def _paths(templates: tuple[str, ...]) -> Json:
    """The operations of every documented template. Raises `KeyError` for one without any."""
    paths: Json = {}
    for resource in RESOURCES.values():
        for template in filter(_RESOURCE_OPERATIONS.__contains__, templates):
            path = template.replace("{resource}", resource.name)
            operation = _RESOURCE_OPERATIONS[template](resource)
            paths[path.replace("{key}", f"{{{resource.key}}}")] = {"get": operation}
    for template in templates:
        if template.startswith("/v1") and template not in _RESOURCE_OPERATIONS:
            paths |= _OPERATIONS[template]()
    return paths | _OPERATIONS["/healthz"]() | _OPERATIONS["/readyz"]()


def _nested_operations() -> Json:
    return {
        f"/v1/{parent.name}/{{{parent.key}}}/{segment}": {
            "get": _nested_operation(parent, relation)
        }
        for parent in RESOURCES.values()
        for segment, relation in parent.nested.items()
    }


def _list_operation(resource: Resource) -> Json:
    return {
        "operationId": f"list{_camel(resource.name)}",
        "tags": [resource.name],
        "summary": f"List {resource.name}",
        "description": resource.summary,
        "parameters": list_parameters(resource),
        "responses": {
            "200": list_response(resource) | {"links": _links(resource)},
            **export_responses(),
            **problem_responses(400, 404, 406, 410, 416, 429, 503),
        },
    }


def _item_operation(resource: Resource) -> Json:
    return {
        "operationId": f"get{resource.type_name}",
        "tags": [resource.name],
        "summary": f"One of {resource.name}",
        "description": resource.summary,
        "parameters": [key_parameter(resource), *shape_parameters(resource)],
        "responses": {
            "200": item_response(resource),
            "308": redirect_response(),
            **problem_responses(400, 404, 406, 410, 429, 503),
        },
    }


def _nested_operation(parent: Resource, relation: Relation) -> Json:
    target = RESOURCES[relation.target]
    inverse = target.inverse(relation)
    assert inverse is not None, f"{target.name} has no filter for {relation.name}"
    parameters = [p for p in list_parameters(target) if p["name"].split("__")[0] != inverse.name]
    return {
        "operationId": f"list{_camel(relation.segment)}Of{parent.type_name}",
        "tags": [parent.name],
        "summary": f"List {target.name} of one {parent.type_name.lower()}",
        "description": target.summary,
        "parameters": [key_parameter(parent), *parameters],
        "responses": {
            "200": list_response(target),
            **export_responses(),
            "308": redirect_response(),
            **problem_responses(400, 404, 406, 410, 416, 429, 503),
        },
    }


def _changes_between_operation() -> Json:
    parameters = [
        key_parameter(RELEASES) | {"name": name, "description": description}
        for name, description in (("old", "The release before."), ("new", "The release after."))
    ]
    shared = [p for p in list_parameters(CHANGES) if p["name"] not in (RELEASE, "include")]
    return {
        "operationId": "listChangesBetween",
        "tags": [RELEASES.name],
        "summary": "List the changes between any two releases that are kept",
        "description": "Whichever of them is older; the same list for good.",
        "parameters": [*parameters, *shared],
        "responses": {
            "200": list_response(CHANGES),
            **export_responses(),
            **problem_responses(400, 404, 406, 410, 416, 429, 503),
        },
    }


def _index_operation() -> Json:
    return {
        "operationId": "listResources",
        "tags": ["index"],
        "summary": "List the resources",
        "description": "What each is, its address, that of a row and those of lists below a row.",
        "parameters": [RELEASE_PARAMETER],
        "responses": {"200": index_response(), **problem_responses(400, 404, 406, 429, 503)},
    }


def _document(name: str, description: str, media_type: str) -> Json:
    return {
        "operationId": name,
        "tags": ["health"],
        "summary": description,
        "responses": {
            "200": {"description": description, "content": {media_type: {}}},
            **(problem_responses(503) if name == "readyz" else {}),
        },
    }


def _camel(name: str) -> str:
    """A name in kebab-case as part of a name in camel case."""
    return "".join(part.capitalize() for part in name.split("-"))


# The documented templates of the route table: of those that are written for each resource its
# operation, of the others their paths.
_RESOURCE_OPERATIONS: dict[str, Callable[[Resource], Json]] = {
    "/v1/{resource}": _list_operation,
    "/v1/{resource}/{key}": _item_operation,
}
_OPERATIONS: dict[str, Callable[[], Json]] = {
    "/v1": lambda: {"/v1": {"get": _index_operation()}},
    "/v1/{resource}/{key}/{nested}": _nested_operations,
    "/v1/releases/{pair}/{nested}": lambda: {
        "/v1/releases/{old}...{new}/changes": {"get": _changes_between_operation()}
    },
    "/healthz": lambda: {
        "/healthz": {"get": _document("healthz", "The process answers.", "text/plain")}
    },
    "/readyz": lambda: {
        "/readyz": {"get": _document("readyz", "A release is open.", "application/json")}
    },
}


def _links(resource: Resource) -> Json:
    return {
        f"get{resource.type_name}": {
            "operationId": f"get{resource.type_name}",
            "parameters": {resource.key: f"$response.body#/data/0/{resource.key}"},
            "description": "The first row of the page, by itself.",
        }
    }
