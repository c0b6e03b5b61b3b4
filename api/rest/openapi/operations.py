"""The operations: lists, rows, nested lists, changes between releases, and health."""

from collections.abc import Callable

from api.rest.formats import CSV, NDJSON
from api.rest.openapi.parameters import (
    as_of_note,
    file_parameters,
    key_parameter,
    list_parameters,
    nested_parameters,
    owner_parameters,
    release_parameters,
    shape_parameters,
)
from api.rest.openapi.responses import file_name, index_response, others, response
from api.rest.openapi.schemas import item_name, list_name
from api.rest.openapi.values import Json
from schema import CHANGES, RELEASES, RESOURCES
from schema.filters import ALIASED_RESOURCES
from schema.resource import Resource

_ALWAYS = ("304", "4XX", "5XX")


def _list_operation(resource: Resource) -> Json:
    return {
        "operationId": f"list{_camel(resource.name)}",
        "tags": [resource.name],
        "summary": f"List {resource.name}",
        "description": f"The rows that match, page by page.{as_of_note(resource)}",
        "parameters": list_parameters(resource),
        "responses": {"200": response(list_name(resource)), **others(*_ALWAYS)},
    }


def _item_operation(resource: Resource) -> Json:
    keys = "any code or name" if resource.name in ALIASED_RESOURCES else f"its {resource.key}"
    return {
        "operationId": f"get{resource.type_name}",
        "tags": [resource.name],
        "summary": f"One of {resource.name}",
        "description": f"The row by {keys}.",
        "parameters": [key_parameter(resource), *shape_parameters(resource)],
        "responses": {"200": response(item_name(resource)), **others("308", *_ALWAYS)},
    }


def nested_operations() -> Json:
    """The lists below rows, by path: one operation for all owners of lists of one name."""
    owners: dict[tuple[str, str], list[Resource]] = {}
    for parent in RESOURCES.values():
        for segment, relation in parent.nested.items():
            owners.setdefault((segment, relation.target), []).append(parent)
    operations: Json = {}
    for (segment, target), parents in owners.items():
        path = f"/v1/{{resource}}/{{key}}/{segment}"
        alone = len(parents) == 1 or path in operations
        for parent in parents if alone else parents[:1]:
            if alone:
                path = f"/v1/{parent.name}/{{{parent.key}}}/{segment}"
            operation = _nested_operation(
                segment, RESOURCES[target], [parent] if alone else parents
            )
            operations[path] = {"get": operation}
    return operations


def _nested_operation(segment: str, target: Resource, parents: list[Resource]) -> Json:
    parent, alone = parents[0], len(parents) == 1
    keys = [key_parameter(parent)] if alone else owner_parameters()
    of = parent.type_name if alone else "Row"
    return {
        "operationId": f"list{_camel(segment)}Of{of}",
        "tags": [target.name],
        "summary": f"List {target.name} of one {parent.type_name.lower() if alone else 'row'}",
        "description": f"It takes the filters of `/v1/{target.name}` as well. Rows of"
        f" {', '.join(parent.name for parent in parents)} have it.",
        "parameters": [*keys, *nested_parameters(target)],
        "responses": {"200": response(list_name(target)), **others("308", *_ALWAYS)},
    }


def changes_between_operation() -> Json:
    """The changes between two releases that the path names."""
    ends = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": f"The release {when}.",
            "schema": {"type": "string", "minLength": 1},
            "example": RELEASES.example,
        }
        for name, when in (("old", "before"), ("new", "after"))
    ]
    set_by_path = ("/release", "/include")
    shared = [p for p in list_parameters(CHANGES) if not p["$ref"].endswith(set_by_path)]
    return {
        "operationId": "listChangesBetween",
        "tags": [RELEASES.name],
        "summary": "List the changes between any two stored releases",
        "description": "Whichever of them is older; the same list for good.",
        "parameters": [*ends, *shared],
        "responses": {"200": response(list_name(CHANGES)), **others(*_ALWAYS)},
    }


def file_operations() -> Json:
    """The lists as files, by path: one template for all resources, since all are lines of text."""
    return {
        f"/v1/{below}{{list}}.{format_.name}": {
            "get": {
                "operationId": f"download{'Nested' if below else ''}{format_.name.capitalize()}",
                "tags": ["files"],
                "summary": f"A list{' below a row' if below else ''} as {format_.media_type}",
                "description": "It takes the filters of the list as well.",
                "parameters": file_parameters(*keys, has_bom=format_ is CSV),
                "responses": {"200": response(file_name(format_)), **others("206", *_ALWAYS)},
            }
        }
        for below, keys in (("", ()), ("{resource}/{key}/", ("resource", "key")))
        for format_ in (CSV, NDJSON)
    }


def health_operation(name: str, description: str, media_type: str) -> Json:
    """Whether the process answers, or is ready to."""
    content = {media_type: {"schema": {"type": "string"} if media_type == "text/plain" else {}}}
    return {
        "operationId": name,
        "tags": ["health"],
        "summary": description,
        "description": "It needs no release and costs nothing."
        if name == "healthz"
        else "503 until one is.",
        "responses": {
            "200": {"description": description, "content": content},
            **others("4XX", "5XX"),
        },
    }


def index_operation() -> Json:
    """The index."""
    return {
        "operationId": "listResources",
        "tags": ["index"],
        "summary": "List the resources",
        "description": "What each is, its address, that of a row and those of lists below a row.",
        "parameters": release_parameters(),
        "responses": {"200": index_response(), **others(*_ALWAYS)},
    }


def _camel(name: str) -> str:
    """A name in kebab-case as part of a name in camel case."""
    return "".join(part.capitalize() for part in name.split("-"))


# The operations of the templates that the route table has for every resource.
RESOURCE_OPERATIONS: dict[str, Callable[[Resource], Json]] = {
    "/v1/{resource}": _list_operation,
    "/v1/{resource}/{key}": _item_operation,
}
