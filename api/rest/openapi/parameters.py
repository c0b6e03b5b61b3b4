"""The parameters of operations but for filters, each as a component of the document."""

from api.limits import REST_PAGE, REST_PAGE_MAX, REST_ROWS_MAX
from api.query.dates import HOLDS, accepts_as_of, accepts_known_by, as_of_alternatives
from api.query.plan import Holds
from api.releases.store import RELEASE as RELEASE_ID
from api.rest.openapi.filters import filter_components, filter_references
from api.rest.openapi.values import Json, reference
from api.rest.plans import ALL, BOM, RELEASE
from schema import RESOURCES
from schema.defaults import DEFAULTS
from schema.resource import Resource

LIMIT, AFTER, WORDS, AS_OF, KNOWN_BY = "limit", "after", "q", "as_of", "known_by"
SORT, FIELDS, INCLUDE = "sort", "fields", "include"


def component_parameters() -> Json:
    """All parameters of the document, by component name."""
    shared = (*_names(), *_page(), *_dates(), *_others(), *_of_files())
    parameters = {p["name"]: p for p in shared}
    parameters |= {_key_name(resource): _key(resource) for resource in RESOURCES.values()}
    return parameters | filter_components().definitions


def list_parameters(resource: Resource) -> list[Json]:
    """References to the parameters of a list: filters, words, order, shape, dates and page."""
    others = [WORDS] if resource.query.search else []
    others += [DEFAULTS] if resource.defaults else []
    return [*_references(*filter_references(resource), *others), *nested_parameters(resource)]


def nested_parameters(resource: Resource) -> list[Json]:
    """The same without filters, which are those of the list of the resource itself."""
    holds = [HOLDS] if accepts_as_of(resource, resource.link_filters) else []
    return [*_references(SORT), *shape_parameters(resource), *_references(*holds, LIMIT, AFTER)]


def shape_parameters(resource: Resource) -> list[Json]:
    """References to the parameters of a row's shape: fields, include, dates and release."""
    dates = [AS_OF] if takes_as_of(resource) else []
    dates += [KNOWN_BY] if takes_known_by(resource) else []
    return _references(FIELDS, INCLUDE, *dates, RELEASE)


def key_parameter(resource: Resource) -> Json:
    """A reference to the path parameter that names a row."""
    return _references(_key_name(resource))[0]


def owner_parameters() -> list[Json]:
    """References to the path parameters of a list that rows of several resources have."""
    return _references("resource", "key")


def release_parameters() -> list[Json]:
    """A reference to the parameter of the release."""
    return _references(RELEASE)


def file_parameters(*keys: str, has_bom: bool) -> list[Json]:
    """References to the parameters of lists as files, with those that name the row above."""
    dates = (AS_OF, KNOWN_BY, HOLDS)
    bom = [BOM] if has_bom else []
    return _references(*keys, "list", SORT, FIELDS, *dates, RELEASE, LIMIT, AFTER, *bom)


def takes_as_of(resource: Resource) -> bool:
    """Whether the rows or what they include have a validity."""
    return resource.validity is not None or any(
        as_of_alternatives(RESOURCES[r.target]) or RESOURCES[r.target].validity
        for r in resource.relations
    )


def takes_known_by(resource: Resource) -> bool:
    """Whether it is known when the rows or what they include had been stated."""
    targets = [RESOURCES[relation.target] for relation in resource.relations]
    return any(map(accepts_known_by, (resource, *targets)))


def as_of_note(resource: Resource) -> str:
    """What `as_of` means in a list, or with what it is used there; "" if it is not taken."""
    if not takes_as_of(resource):
        return ""
    if resource.validity is not None:
        return f" `as_of`: {resource.validity.meaning.rstrip('.')}."
    ways = as_of_alternatives(resource)
    if not ways:
        return " `as_of` is of what `include` leads to."
    return f" `as_of` needs {' or '.join(f'`{way}`' for way in ways)}."


def _references(*names: str) -> list[Json]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _key_name(resource: Resource) -> str:
    return f"{resource.type_name}Key"


def _key(resource: Resource) -> Json:
    return {
        "name": resource.key,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "minLength": 1},
        "example": resource.example,
    }


def _of_files() -> list[Json]:
    """The parameters of paths that are the same for all resources."""
    parents = [resource.name for resource in RESOURCES.values() if resource.nested]
    schemas = {
        "list": {"type": "string", "enum": list(RESOURCES)},
        "resource": {"type": "string", "enum": parents},
        "key": {"type": "string", "minLength": 1},
    }
    examples = {"list": "pledges", "resource": "countries", "key": RESOURCES["countries"].example}
    return [
        {"name": name, "in": "path", "required": True, "schema": schema, "example": examples[name]}
        for name, schema in schemas.items()
    ]


_NAMES = {
    SORT: "Columns, each once, of those that have a filter. A minus sign means descending; unknown"
    " values come last.",
    FIELDS: "Only these columns: the answer leaves out the others.",
    INCLUDE: "Related rows to embed: properties of the row that are not required. A dot leads one"
    " relation further. A list has its first rows, and a link to the rest. Refused if"
    f" `{LIMIT}` rows and what they include may come to more than {REST_ROWS_MAX} rows.",
}


def _names() -> list[Json]:
    """The parameters that name columns and relations. A wrong name is refused with all there are.

    The names of a resource are the properties of its schema. To repeat them for each would be a
    tenth of the document, and generators make texts of patterns, and a type of each enumeration.
    """
    items = {"type": "string", "pattern": "^-?[a-z][a-z0-9_.]*$"}
    schema = {"type": "array", "minItems": 1, "uniqueItems": True, "items": items}
    return [
        {"name": name, "in": "query", "description": said, "schema": schema}
        for name, said in _NAMES.items()
    ]


def _dates() -> list[Json]:
    date = reference("Date")
    known = [resource.name for resource in RESOURCES.values() if accepts_known_by(resource)]
    return [
        {
            "name": AS_OF,
            "in": "query",
            "description": "What held on that day. What did not hold is left out;"
            f" `{HOLDS}` tells what holds for certain (true) from what is not known (null), and"
            " `meta.as_of` counts both. 2019 means every day of that year. Refused where neither"
            " the rows nor what is included has a validity.",
            "example": "2021-03-02",
            "schema": date,
        },
        {
            "name": KNOWN_BY,
            "in": "query",
            "description": f"Only what had been stated by that date counts, of {', '.join(known)}."
            " With `as_of`: what was known by one date of another. 2019 means the last day of that"
            " year. Refused where none of these is listed or included.",
            "example": "2022-06-30",
            "schema": date,
        },
        {
            "name": HOLDS,
            "in": "query",
            "description": "With `as_of`: only rows that hold on the date (`true`), do not"
            " (`false`, where rows have a validity themselves), or may (`unknown`). Without it,"
            " rows that may hold follow those that do.",
            "schema": reference(Holds.__name__),
        },
    ]


def _others() -> list[Json]:
    return [
        {
            "name": BOM,
            "in": "query",
            "description": "Begins the file with a byte order mark, as some spreadsheets need it.",
            "schema": {"type": "boolean"},
        },
        {
            "name": DEFAULTS,
            "in": "query",
            "description": "Whether a list of which no filter says otherwise is of one series and"
            " of countries, as `meta.defaults` says; `false` for all rows.",
            "schema": {"type": "boolean", "default": True},
        },
        {
            "name": RELEASE,
            "in": "query",
            "description": "The release to be answered by, of those stored: the same address"
            " has the same bytes for good. Without it, the one that is served.",
            "schema": {"type": "string", "pattern": f"^{RELEASE_ID.pattern}$"},
        },
        {
            "name": WORDS,
            "in": "query",
            "description": "Words, at least one, each of which must begin a word of the row; case"
            " and accents do not matter.",
            "schema": reference("Text"),
        },
    ]


def _page() -> list[Json]:
    number = {"type": "integer", "minimum": 1, "maximum": REST_PAGE_MAX}
    limit = {"oneOf": [number, {"type": "string", "const": ALL}], "default": REST_PAGE}
    described = f"Rows a page; `{ALL}` for the whole list in one answer, without `include`."
    return [
        {"name": LIMIT, "in": "query", "description": described, "schema": limit},
        {
            "name": AFTER,
            "in": "query",
            "description": "The cursor of the last row of the page before, as in `links.next`: of"
            " the same release.",
            "schema": reference("Text"),
        },
    ]
