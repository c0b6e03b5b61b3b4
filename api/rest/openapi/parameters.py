"""The parameters of operations, derived from filters, sort keys and relations."""

from api.limits import IN_VALUES_MAX, REST_EMBEDDED, REST_PAGE, REST_PAGE_MAX
from api.query.dates import HOLDS, accepts_as_of, accepts_known_by, as_of_alternatives
from api.query.filters import FIGURE_MAX, INTEGER_MAX, TEXT_MAX
from api.query.plan import Holds
from api.releases.store import RELEASE as RELEASE_ID
from api.rest.include import include_paths
from api.rest.openapi.schemas import VALUE_SCHEMAS, Json, reference
from api.rest.plans import ALL, declared_parameters
from schema import RESOURCES
from schema.actors import ACTORS
from schema.resource import Filter, Resource
from schema.scalars import OPERATOR_MEANINGS, Kind

TEXT_SCHEMA: Json = {
    "type": "string", "minLength": 1, "maxLength": TEXT_MAX, "pattern": "^[^\\x00]+$"
}  # fmt: skip

# A comma separates keys, so none can hold one.
_KEY_SCHEMA: Json = TEXT_SCHEMA | {"pattern": "^[^\\x00,]+$"}

# The JSON Schema of a parameter's value, by kind, with the bounds of api.query.filters.
_PARAMETER_SCHEMAS: dict[Kind, Json] = {
    **VALUE_SCHEMAS,
    Kind.slug: TEXT_SCHEMA,
    Kind.text: TEXT_SCHEMA,
    Kind.url: TEXT_SCHEMA,
    Kind.texts: TEXT_SCHEMA,
    Kind.choices: {"type": "string"},
    Kind.integer: {"type": "integer", "minimum": -INTEGER_MAX, "maximum": INTEGER_MAX},
    Kind.figure: {"type": "number", "minimum": -FIGURE_MAX, "maximum": FIGURE_MAX},
}


def list_parameters(resource: Resource) -> list[Json]:
    """The parameters of a list: filters, search, sort, shape, date, release and page."""
    filters = [
        _filter_parameter(name, what, operator)
        for name, (what, operator) in declared_parameters(resource).items()
    ]
    search = [_search_parameter(resource)] if resource.query.search else []
    holds = [_HOLDS] if accepts_as_of(resource, resource.link_filters) else []
    shape = shape_parameters(resource)
    return [*filters, *search, *holds, _sort_parameter(resource), *shape, *_page()]


_HOLDS: Json = {
    "name": HOLDS,
    "in": "query",
    "description": "With `as_of`: only rows that hold on the date (`true`), do not (`false`), or"
    " may (`unknown`). Without it, rows that may hold follow those that do.",
    "schema": reference(Holds.__name__),
}


def _known_by_parameter(resource: Resource) -> list[Json]:
    """`known_by`, where it is known when the rows or what they include had been stated."""
    targets = [RESOURCES[relation.target] for relation in resource.relations]
    if not any(map(accepts_known_by, (resource, *targets))):
        return []
    described = (
        "Only what had been stated by that date counts. With `as_of`: what was known by one date"
        " of another. 2019 means the last day of that year."
    )
    return [
        {
            "name": "known_by",
            "in": "query",
            "description": described,
            "example": "2022-06-30",
            "schema": _PARAMETER_SCHEMAS[Kind.date],
        }
    ]


def _as_of_parameter(resource: Resource) -> list[Json]:
    """`as_of`, where the rows or what they include have a validity."""
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
            "schema": _PARAMETER_SCHEMAS[Kind.date],
        }
    ]


def _filter_parameter(name: str, what: Filter, operator: str) -> Json:
    meaning = "" if operator == "eq" else f" ({OPERATOR_MEANINGS[operator]})"
    schema: Json = {**_PARAMETER_SCHEMAS[what.kind]}
    if what.vocabulary is not None:
        schema = reference(what.vocabulary.__name__)
    if operator == "isnull":
        schema = {"type": "boolean"}
    if what.kind is Kind.slug and what.resolves is None and operator != "isnull":
        schema = _KEY_SCHEMA
    parameter: Json = {"name": name, "in": "query", "description": what.description + meaning}
    if operator in ("eq", "not") and what.kind is not Kind.flag:
        schema = {"type": "array", "minItems": 1, "maxItems": IN_VALUES_MAX, "items": schema}
    if what.resolves:
        parameter["description"] += f" Any code or name of one of the {what.resolves}."
        if operator == "eq":
            is_actor = what.resolves == ACTORS
            parameter["example"] = ["CHN", "eu"] if is_actor else [RESOURCES[what.resolves].example]
    return parameter | {"schema": schema}


def _search_parameter(resource: Resource) -> Json:
    columns = ", ".join(resource.query.search)
    return {
        "name": "q",
        "in": "query",
        "description": f"Words, each of which must begin a word in {columns};"
        " case and accents do not matter.",
        "schema": TEXT_SCHEMA,
    }


def _names(name: str, description: str, values: list[str], example: list[str]) -> Json:
    return {
        "name": name,
        "in": "query",
        "description": description,
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


def shape_parameters(resource: Resource) -> list[Json]:
    """The parameters of a row's shape: fields, include, date and release."""
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
    dates = [*_as_of_parameter(resource), *_known_by_parameter(resource)]
    return [fields, include, *dates, RELEASE_PARAMETER]


RELEASE_PARAMETER: Json = {
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
            "schema": TEXT_SCHEMA,
        },
    ]


def key_parameter(resource: Resource) -> Json:
    """The path parameter that names a row."""
    return {
        "name": resource.key,
        "in": "path",
        "required": True,
        "description": resource.fields[resource.key].description,
        "schema": {"type": "string", "minLength": 1},
        "example": resource.example,
    }
