"""The OpenAPI 3.1 document, derived from the resources' declarations and the route table."""

from collections import Counter
from collections.abc import Callable, Iterable

from api.rest.openapi.operations import (
    RESOURCE_OPERATIONS,
    changes_between_operation,
    file_operations,
    health_operation,
    index_operation,
    nested_operations,
)
from api.rest.openapi.parameters import component_parameters
from api.rest.openapi.responses import component_headers, component_responses
from api.rest.openapi.schemas import component_schemas
from api.rest.openapi.values import Json
from schema import RESOURCES

_DESCRIPTION = """\
The open, citable record of climate diplomacy: who emits, who pledged, who held office, who said
what, each with its source. Read-only; no key needed.

A filter goes by its column, whose meaning stands with the schema of the row: `status=in_law`,
`status__in=in_law,declaration`, `target_year__lte=2050`. Not declared here, each filter takes
`__lt` and `__gt` too where it takes bounds, and `__isnull` where the value may be unknown. Dates
have the precision they have (`2021`, `2021-03`, `2021-03-01`); a comparison holds when it holds for
the whole period. Countries and groups go by any code or name: `CHN`, `CN`, `156`, `china`.

A path gives JSON. With `.csv` or `.ndjson` at its end it gives the same rows in that format.

Every answer names the release of the record that it is from. With `release` any that is stored
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
    return _with_shared_components(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Climate Record",
                "version": "1",
                "description": _DESCRIPTION,
                "contact": {"name": "Whoever runs this server"},
                "license": {
                    "name": "Apache-2.0 for the code; each source has its own, in /v1/sources",
                    "identifier": "Apache-2.0",
                },
            },
            "servers": [{"url": "/"}],
            "security": [],
            "tags": [
                *({"name": r.name, "description": r.summary} for r in RESOURCES.values()),
                {"name": "index", "description": "The resources and their addresses."},
                {"name": "files", "description": "Whole lists in formats of lines."},
                {"name": "health", "description": "What supervisors ask."},
            ],
            "paths": _paths(tuple(templates)),
            "components": {
                "parameters": component_parameters(),
                "headers": component_headers(),
                "responses": component_responses(),
                "schemas": component_schemas(),
            },
        }
    )


def _with_shared_components(document: Json) -> Json:
    """The document with those parameters and responses as components that are used twice.

    Others stand where they are used, which is shorter.
    """
    operations = [path["get"] for path in document["paths"].values()]
    used = Counter(
        used["$ref"]
        for operation in operations
        for used in (*operation.get("parameters", ()), *operation["responses"].values())
        if "$ref" in used
    )

    def resolved(used_: Json) -> Json:
        if used.get(used_.get("$ref", "")) != 1:
            return used_
        *_, section, name = used_["$ref"].split("/")
        definition: Json = document["components"][section].pop(name)
        return definition

    for operation in operations:
        if "parameters" in operation:
            operation["parameters"] = list(map(resolved, operation["parameters"]))
        responses = operation["responses"].items()
        operation["responses"] = {status: resolved(response) for status, response in responses}
    return document


def _paths(templates: tuple[str, ...]) -> Json:
    """The operations of every documented template. Raises `KeyError` for one without any."""
    paths: Json = {}
    for resource in RESOURCES.values():
        for template in filter(RESOURCE_OPERATIONS.__contains__, templates):
            path = template.replace("{resource}", resource.name)
            operation = RESOURCE_OPERATIONS[template](resource)
            paths[path.replace("{key}", f"{{{resource.key}}}")] = {"get": operation}
    for template in templates:
        if template.startswith("/v1") and template not in RESOURCE_OPERATIONS:
            paths |= _OPERATIONS[template]()
    return paths | file_operations() | _OPERATIONS["/healthz"]() | _OPERATIONS["/readyz"]()


# The other documented templates of the route table, with their paths.
_OPERATIONS: dict[str, Callable[[], Json]] = {
    "/v1": lambda: {"/v1": {"get": index_operation()}},
    "/v1/{resource}/{key}/{nested}": nested_operations,
    "/v1/releases/{pair}/{nested}": lambda: {
        "/v1/releases/{old}...{new}/changes": {"get": changes_between_operation()}
    },
    "/healthz": lambda: {
        "/healthz": {"get": health_operation("healthz", "The process answers.", "text/plain")}
    },
    "/readyz": lambda: {
        "/readyz": {"get": health_operation("readyz", "A release is open.", "application/json")}
    },
}
