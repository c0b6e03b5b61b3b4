"""The OpenAPI 3.1 document, derived from the resources' declarations."""

from collections.abc import Callable, Iterable
from typing import Any

from api.limits import IN_VALUES_MAX, REST_EMBEDDED, REST_PAGE, REST_PAGE_MAX
from api.problems import PROBLEMS
from api.query.as_of import as_of_alternatives
from api.query.filters import DATE_PATTERN, FIGURE_MAX, INTEGER_MAX, TEXT_MAX
from api.query.plan import HOLDS, accepts_as_of
from api.releases.store import RELEASE as RELEASE_ID
from api.rest.formats import FORMATS
from api.rest.include import include_paths
from api.rest.query_params import ALL, RELEASE, filter_parameters
from schema import CHANGES, RELEASES, RESOURCES
from schema.resource import Field, Filter, Relation, Resource
from schema.scalars import OPERATOR_MEANINGS, Kind

Json = dict[str, Any]

_DESCRIPTION = """\
The open, citable record of climate diplomacy: who emits, who pledged, who held office, who said
what, each with its source. Read-only; no key needed.

Every list takes one parameter a filter and operator (`status=in_law`, `target_year__lte=2050`),
`sort`, `fields`, `include`, `limit` and `after`. Dates have the precision they have (`2021`,
`2021-03`, `2021-03-01`); a comparison holds when it holds for the whole period. Countries and
groups go by any code or name: `CHN`, `CN`, `156`, `china`.

Every answer names the release of the record that it is from. With `release` any that is kept
answers, with the same bytes for good; a walk through pages stays in the release in which it began.

Emissions shares are series by `gas` and `accounting`; all that is known of a party and a year is
`/v1/countries/CHN/emissions-shares?year=2019`, and what a reported share could mean is
`/v1/emissions-shares/chn-reported-voa-2021/comparison`.

What has a life in time can be asked `as_of` a date: pledges and NDCs in force, posts held,
memberships, and what is reached through them (`/v1/countries?group=eu&as_of=2019-06-01`).
"""

# The value's JSON Schema in an answer, by kind.
_VALUE: dict[Kind, Json] = {
    Kind.slug: {"type": "string"},
    Kind.text: {"type": "string"},
    Kind.choice: {"type": "string"},
    Kind.integer: {"type": "integer"},
    Kind.figure: {"type": "number"},
    Kind.flag: {"type": "boolean"},
    Kind.date: {"type": "string", "pattern": DATE_PATTERN},
    Kind.url: {"type": "string", "format": "iri"},  # as printed, not percent-encoded here
    Kind.texts: {"type": "array", "items": {"type": "string"}},
}

_TEXT: Json = {
    "type": "string", "minLength": 1, "maxLength": TEXT_MAX, "pattern": "^[^\\x00]+$"
}  # fmt: skip

# The value's JSON Schema in a question, by kind: bounded, as api.query.filters has it.
_ASKED: dict[Kind, Json] = {
    **_VALUE,
    Kind.slug: _TEXT,
    Kind.text: _TEXT,
    Kind.url: _TEXT,
    Kind.texts: _TEXT,
    Kind.integer: {"type": "integer", "minimum": -INTEGER_MAX, "maximum": INTEGER_MAX},
    Kind.figure: {"type": "number", "minimum": -FIGURE_MAX, "maximum": FIGURE_MAX},
}


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
            "schemas": {"Problem": _problem_schema(), **_row_schemas()},
            "responses": {"Problem": _problem_response()},
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
        if template.startswith("/v1/") and template not in _RESOURCE_OPERATIONS:
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


# Operations


def _list_operation(resource: Resource) -> Json:
    return {
        "operationId": f"list{_plural(resource)}",
        "tags": [resource.name],
        "summary": f"List {resource.name}",
        "description": resource.summary,
        "parameters": _list_parameters(resource),
        "responses": {
            "200": _list_response(resource) | {"links": _links(resource)},
            **_problems(400, 404, 406, 410),
        },
    }


def _item_operation(resource: Resource) -> Json:
    return {
        "operationId": f"get{resource.type_name}",
        "tags": [resource.name],
        "summary": f"One of {resource.name}",
        "description": resource.summary,
        "parameters": [_key_parameter(resource), *_shape_parameters(resource)],
        "responses": {"200": _item_response(resource), **_problems(400, 404, 406, 410)},
    }


def _nested_operation(parent: Resource, relation: Relation) -> Json:
    target = RESOURCES[relation.target]
    inverse = target.inverse(relation)
    assert inverse is not None, f"{target.name} has no filter for {relation.name}"
    parameters = [p for p in _list_parameters(target) if p["name"].split("__")[0] != inverse.name]
    operation = {
        "operationId": f"list{parent.type_name}{_plural(target)}",
        "tags": [parent.name],
        "summary": f"List {target.name} of one {parent.type_name.lower()}",
        "description": target.summary,
        "parameters": [_key_parameter(parent), *parameters],
        "responses": {"200": _list_response(target), **_problems(400, 404, 406, 410)},
    }
    return operation | _NESTED_WORDS.get(target.name, {})


# What the operation of a nested list is called where the declarations do not say it well.
_NESTED_WORDS: dict[str, Json] = {
    "comparisons": {
        "operationId": "listShareComparison",
        "summary": "Compare a reported share with what is measured",
        "description": "Each measured share that it could mean; none, of a measured one.",
    }
}


def _changes_between_operation() -> Json:
    parameters = [
        _key_parameter(RELEASES) | {"name": name, "description": description}
        for name, description in (("old", "The release before."), ("new", "The release after."))
    ]
    shared = [p for p in _list_parameters(CHANGES) if p["name"] not in (RELEASE, "include")]
    return {
        "operationId": "listChangesBetween",
        "tags": [RELEASES.name],
        "summary": "List the changes between any two releases that are kept",
        "description": "Whichever of them is older; the same list for good.",
        "parameters": [*parameters, *shared],
        "responses": {"200": _list_response(CHANGES), **_problems(400, 404, 406, 410)},
    }


def _document(name: str, description: str, media_type: str) -> Json:
    return {
        "operationId": name,
        "tags": ["health"],
        "summary": description,
        "responses": {
            "200": {"description": description, "content": {media_type: {}}},
            **(_problems(503) if name == "readyz" else {}),
        },
    }


def _plural(resource: Resource) -> str:
    return "".join(part.capitalize() for part in resource.name.split("-"))


# The documented templates of the route table: of those that are written for each resource its
# operation, of the others their paths.
_RESOURCE_OPERATIONS: dict[str, Callable[[Resource], Json]] = {
    "/v1/{resource}": _list_operation,
    "/v1/{resource}/{key}": _item_operation,
}
_OPERATIONS: dict[str, Callable[[], Json]] = {
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


# Parameters


def _list_parameters(resource: Resource) -> list[Json]:
    filters = [
        _filter_parameter(name, what, operator)
        for name, (what, operator) in filter_parameters(resource).items()
    ]
    search = [_search_parameter(resource)] if resource.query.search else []
    return [*filters, *search, _sort_parameter(resource), *_shape_parameters(resource), *_page()]


def _as_of_parameter(resource: Resource) -> list[Json]:
    """The date to ask about, where anything that can be asked for has a validity."""
    ways = as_of_alternatives(resource)
    if resource.validity is None and not any(
        as_of_alternatives(RESOURCES[r.target]) or RESOURCES[r.target].validity
        for r in resource.relations
    ):
        return []
    meaning = resource.validity.meaning if resource.validity else "What held on that day"
    if resource.validity is None and ways:
        meaning += f": use it with {', '.join(f'`{way}`' for way in ways)}."
    described = (
        f" What did not hold is left out; `{HOLDS}` tells what holds for certain (true) from what"
        " is not known (null), and `meta.as_of` counts both. 2019 means every day of that year."
    )
    if resource.validity is None and not ways:
        meaning += ", where `include` leads to it."
    return [
        {
            "name": "as_of",
            "in": "query",
            "description": meaning + described,
            "example": "2021-03-02",
            "schema": _ASKED[Kind.date],
        }
    ]


def _filter_parameter(name: str, what: Filter, operator: str) -> Json:
    meaning = "" if operator == "eq" else f" ({OPERATOR_MEANINGS[operator]})"
    schema: Json = {**_ASKED[what.kind]}
    if what.vocabulary is not None:
        schema["enum"] = [str(member) for member in what.vocabulary]
    if operator == "isnull":
        schema = {"type": "boolean"}
    parameter: Json = {"name": name, "in": "query", "description": what.description + meaning}
    if operator == "in":
        # A comma separates values, so none can hold one.
        item = schema if "pattern" not in schema else schema | {"pattern": "^[^\\x00,]+$"}
        schema = {"type": "array", "minItems": 1, "maxItems": IN_VALUES_MAX, "items": item}
        parameter |= {"style": "form", "explode": False}
    if what.resolves:
        parameter["description"] += f" Any code or name of one of the {what.resolves}."
        if operator == "eq":
            parameter["example"] = RESOURCES[what.resolves].example
    return parameter | {"schema": schema}


def _search_parameter(resource: Resource) -> Json:
    columns = ", ".join(resource.query.search)
    return {
        "name": "q",
        "in": "query",
        "description": f"Words, each of which must begin a word in {columns};"
        " case and accents do not matter.",
        "schema": _TEXT,
    }


def _names(name: str, description: str, values: list[str], example: list[str]) -> Json:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "style": "form",
        "explode": False,
        "schema": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {"type": "string", "enum": values},
        },
        "example": example,
    }


def _sort_parameter(resource: Resource) -> Json:
    values = [f"{sign}{name}" for name in resource.sortable for sign in ("", "-")]
    return _names(
        "sort",
        "Columns to sort by, each once; a minus sign means descending. Unknown values come last."
        f" Default: `{','.join(resource.query.order)}`.",
        values,
        [resource.sortable[0]],
    )


def _shape_parameters(resource: Resource) -> list[Json]:
    fields = _names(
        "fields", "Only these columns, in this order.", list(resource.fields), [resource.key]
    )
    include = _names(
        "include",
        "Related rows to embed; a dot leads one relation further."
        f" A list holds its first {REST_EMBEDDED} rows and links to the rest.",
        include_paths(resource),
        [resource.relations[0].name],
    )
    return [fields, include, *_as_of_parameter(resource), _RELEASE]


_RELEASE: Json = {
    "name": "release",
    "in": "query",
    "description": "The release to be answered by, of those that are kept: the same address has the"
    " same bytes for good. Without it, the one that is served.",
    "schema": {"type": "string", "pattern": f"^{RELEASE_ID.pattern}$"},
}


def _page() -> list[Json]:
    number = {"type": "integer", "minimum": 1, "maximum": REST_PAGE_MAX}
    limit = {"oneOf": [number, {"type": "string", "const": ALL}], "default": REST_PAGE}
    described = f"Rows a page; `{ALL}` for the whole list in one answer, without `include`."
    return [
        {"name": "limit", "in": "query", "description": described, "schema": limit},
        {
            "name": "after",
            "in": "query",
            "description": "The cursor of the last row of the page before, as in `links.next`.",
            "schema": _TEXT,
        },
    ]


def _key_parameter(resource: Resource) -> Json:
    return {
        "name": resource.key,
        "in": "path",
        "required": True,
        "description": resource.fields[resource.key].description,
        "schema": {"type": "string", "minLength": 1},
        "example": resource.example,
    }


# Responses


def _list_response(resource: Resource) -> Json:
    body = {"$ref": f"#/components/schemas/{resource.type_name}List"}
    headers = {
        "X-Total-Count": {"description": "Rows that match.", "schema": {"type": "integer"}},
        "Link": {"description": "The next page, `rel=next`.", "schema": {"type": "string"}},
    }
    return {
        "description": "One page.",
        "headers": headers | _headers(),
        "content": _content(body, *FORMATS),
    }


def _item_response(resource: Resource) -> Json:
    body = _object(
        {
            "data": {"$ref": f"#/components/schemas/{resource.type_name}"},
            "meta": _object(_META, required=["release"]),
            "links": _object({"self": {"type": "string"}}, required=["self"]),
        }
    )
    return {
        "description": "One row.",
        "headers": _headers(),
        "content": _content(body, *FORMATS),
    }


def _content(body: Json, *formats: str) -> Json:
    text: Json = {"schema": {"type": "string"}}
    return {FORMATS[f].media_type: {"schema": body} if f == "json" else text for f in formats}


def _headers() -> Json:
    return {
        "ETag": {"description": "Tag of these very bytes.", "schema": {"type": "string"}},
        "Climate-Record-Release": {
            "description": "The release that answers.",
            "schema": {"type": "string"},
        },
    }


def _problems(*statuses: int) -> Json:
    return {str(status): {"$ref": "#/components/responses/Problem"} for status in statuses}


def _problem_response() -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": "A refusal (RFC 9457); `type` is one of /problems.",
        "content": {"application/problem+json": {"schema": schema}},
    }


# Schemas


def _object(properties: Json, required: list[str] | None = None) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
    }


_COUNT: Json = {"type": "integer", "minimum": 0}

_AS_OF: Json = {
    "type": "object",
    "description": "The date asked about; of a list, how many rows hold on it, and of how many it"
    " is not known.",
    "properties": {
        "date": {"type": "string", "pattern": DATE_PATTERN},
        "holds": _COUNT,
        "unknown": _COUNT,
    },
    "required": ["date"],
    "additionalProperties": False,
}

_HOLDS: Json = {
    "type": ["boolean", "null"],
    "description": "With `as_of`: whether it holds on that date; null where that is not known.",
}

_META: Json = {
    "release": {"type": "string", "description": "The release that answers."},
    "as_of": {"$ref": "#/components/schemas/AsOf"},
    "resolved": {
        "type": "object",
        "description": "What codes and aliases were taken to mean, by parameter.",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": {"type": "string"},
        },
    },
}


def _problem_schema() -> Json:
    properties: Json = {
        "type": {"type": "string", "enum": [f"/problems/{slug}" for slug in PROBLEMS]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "parameter": {"type": "string"},
        "suggestions": {"type": "array", "items": {"type": "string"}},
        "offered": {"type": "array", "items": {"type": "string"}},
        "cost": {"type": "integer"},
        "maximum": {"type": "integer"},
        "request_id": {"type": "string"},
    }
    return _object(properties, ["type", "title", "status", "detail"])


def _row_schemas() -> Json:
    schemas: Json = {}
    for resource in RESOURCES.values():
        columns = {name: _value_schema(field) for name, field in resource.fields.items()}
        embedded = {r.name: _relation_schema(resource, r) for r in resource.relations}
        holds = {HOLDS: _HOLDS} if _can_hold(resource) else {}
        schemas[resource.type_name] = {
            **_object(columns | embedded | holds, required=[]),
            "description": f"{resource.summary} Related rows appear when `include` names them.",
        }
        schemas[f"{resource.type_name}List"] = _list_schema(resource)
    schemas["AsOf"] = _AS_OF
    schemas["EmbeddedLinks"] = _object(
        {"self": {"type": "string"}, "next": {"type": ["string", "null"]}}
    )
    return schemas


def _can_hold(resource: Resource) -> bool:
    """Whether a row of it can be answered as of a date: by itself, or as what a link leads to."""
    leading = [r for other in RESOURCES.values() for r in other.relations]
    return accepts_as_of(resource, resource.link_filters) or any(
        accepts_as_of(resource, relation=r) for r in leading if r.target == resource.name
    )


def _value_schema(field: Field) -> Json:
    schema: Json = {**_VALUE[field.kind], "description": field.description}
    if field.vocabulary is not None:
        schema["enum"] = [str(member) for member in field.vocabulary]
    if field.nullable:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"].append(None)
    return schema


def _relation_schema(resource: Resource, relation: Relation) -> Json:
    target = RESOURCES[relation.target]
    row = {"$ref": f"#/components/schemas/{target.type_name}"}
    if relation.many:
        meta = _object({"total": {"type": "integer"}, "as_of": _META["as_of"]}, required=["total"])
        links = {"$ref": "#/components/schemas/EmbeddedLinks"}
        rows = {"type": "array", "maxItems": REST_EMBEDDED, "items": row}
        schema = _object({"data": rows, "meta": meta, "links": links})
        return schema | {"description": relation.description}
    nullable = resource.fields[relation.local].nullable
    return {
        "description": relation.description,
        **({"anyOf": [row, {"type": "null"}]} if nullable else row),
    }


def _list_schema(resource: Resource) -> Json:
    row = {"$ref": f"#/components/schemas/{resource.type_name}"}
    links = {"self": {"type": "string"}, "next": {"type": ["string", "null"]}}
    meta = _META | {"total": {"type": "integer", "description": "Rows that match, on all pages."}}
    return _object(
        {
            "data": {"type": "array", "items": row},
            "meta": _object(meta, required=["release", "total"]),
            "links": _object(links),
        }
    )
