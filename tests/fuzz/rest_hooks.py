"""Real values for REST cases: every place where valid data cannot be known from the contract.

`settle` changes a case just before it is sent, in every phase. It leaves alone what an invalid case
negates, so that its fault is the only one. What it puts in is picked by the case's own drawn
values, so that the same seed sends the same requests.

| where | why the contract cannot say it | what is put in |
|---|---|---|
| key in the path | which rows there are | a row's key or name; one in five stays, for 404 |
| filters that resolve codes | which codes and names there are | a name of a country or a group |
| other filters | which values there are | for half of the valid cases, those of one row |
| `after` | which cursors there are | a cursor of a row of this list |
| `release` | which releases are kept | the one that is; one in five stays, for 404 |
| `q` | what counts as a word | a word of the record, where it has none |
| `sort` | a column both ways | the column once |
| `fields`, `sort`, `include` | which names a resource has | those that there are |
| `include` with `limit` | the product has a bound | a limit that fits, or less to include |
| `as_of`, `known_by` | whether anything asked for has a validity | nothing, where nothing has |
| `holds` | that it needs `as_of`, and `false` a validity | nothing, or `unknown` for `false` |
| `Accept` | no parameter in OpenAPI | a format offered, unless `include` needs JSON |
"""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any
from urllib.parse import quote

from schemathesis import Case
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import response_schema_conformance

from api.limits import REST_EMBEDDED, REST_PAGE, REST_PAGE_MAX, REST_ROWS_MAX
from api.query.dates import accepts_as_of, accepts_known_by
from api.query.values import TEXT_MAX
from api.rest.formats import JSON
from api.rest.include import include_paths, steps_of
from api.rest.plans import ALL, filter_parameters, is_on_date
from schema import RESOURCES
from schema.actors import ACTOR
from schema.filters import Filter
from schema.relations import Relation
from schema.resource import Resource
from schema.validity import THEN
from schema.words import normalise
from tests.fuzz.record import Record


def settle(case: Case, record: Record) -> None:
    """Put real values in a case, in place."""
    if not case.path.startswith("/v1/"):
        return
    random = Random(_drawn(case))  # noqa: S311
    resource = _listed(case)
    if resource is None:
        return
    is_list = not case.path.endswith("}") or "{list}" in case.path
    valid = case.meta.generation.mode.is_positive
    negated = set() if valid else about(case)
    faults = {name: case.query.pop(name) for name in sorted(negated & set(case.query))}
    if valid and is_list and record.rows[resource.name] and random.random() < 0.5:
        _describe(case, resource, random.choice(record.rows[resource.name]))
    _settle_numbers(case.query)
    _settle_path(case, record, random, negated)
    _settle_filters(case.query, resource, record, random)
    if "..." in case.path and _is_text(case.query.get("after")):
        del case.query["after"]  # a row of one release's changes may be none of these two's
    _settle_page(case.query, resource, record, random)
    _settle_names(case.query, resource, random)
    _settle_sort(case.query)
    _settle_include(case.query, resource, is_list=is_list)
    _settle_dates(case.query, resource)
    case.query.update(faults)
    # Otherwise lists, which are texts by now, would be judged anew as being none.
    case._record_starting_state()


def _settle_numbers(query: dict[str, Any]) -> None:
    """Write whole numbers without a point: to JSON Schema 2.0 is an integer, to a URL it is not.

    Hypothesis draws such numbers once the program has one as a constant.
    """
    for name, value in query.items():
        if isinstance(value, float) and value.is_integer():
            query[name] = int(value)


def about(case: Case) -> set[str | None]:
    """The parameters that a case is about: those negated, or the one at its bound."""
    data = case.meta.phase.data
    return {data.parameter, *(mutation.parameter for mutation in data.mutations)}


def reads_otherwise(case: Case) -> bool:
    """Whether the address means something else than the values that were drawn.

    A comma in a key or a number of a list makes it two, however it is encoded: clients that encode
    every comma would else be misread. An object has no form in an address: an empty one leaves its
    parameter out, or is the text `{}`. Neither has an empty list.
    """
    return any(map(_is_misread, case.query.values()))


def _is_misread(value: object) -> bool:
    if isinstance(value, list):
        return not value or any("," in str(item) or _is_misread(item) for item in value)
    return isinstance(value, Mapping)


def _drawn(case: Case) -> str:
    return f"{case.operation.label} {case.path_parameters} {sorted(case.query.items(), key=str)}"


def headers(case: Case) -> dict[str, str]:
    """The headers to send a case with; the client's own `Accept` would win over the case's.

    A path gives the format of its suffix, whatever is accepted, and else JSON.
    """
    return {} if case.path.endswith("ndjson") else {"Accept": JSON.media_type}


def excluded_checks(case: Case) -> list[CheckFunction]:
    """Which checks do not hold: `fields` leaves out columns that are required without it."""
    return [response_schema_conformance] if "fields" in case.query else []


def _listed(case: Case) -> Resource | None:
    """The resource of a path: `pledges` of /v1/pledges/{id} and of /v1/countries/{code}/pledges."""
    path = case.path
    for name in {"list", "resource"} & case.path_parameters.keys():
        path = path.replace(f"{{{name}}}", str(case.path_parameters[name]))
    parent, *nested = [
        part.rpartition(".")[0] or part
        for part in path.split("/")[2:]
        if not part.startswith("{") and "..." not in part
    ]
    if nested and parent in RESOURCES and nested[0] in RESOURCES[parent].nested:
        return RESOURCES[RESOURCES[parent].nested[nested[0]].target]
    return RESOURCES.get(nested[0] if nested else parent)


def _describe(case: Case, resource: Resource, row: dict[str, Any]) -> None:
    """Make the filters hold for a row, but for the one parameter that a boundary case is about."""
    kept = about(case)
    for name, (what, operator) in filter_parameters(resource).items():
        if name in case.query and name not in kept:
            case.query[name] = _said_of(row, what, operator)
            if case.query[name] is None:
                del case.query[name]
    for name in {"after", "q"} & set(case.query) - kept:
        del case.query[name]
    if "{code}" in case.path and row.get("country_code"):
        case.path_parameters["code"] = row["country_code"]


def _said_of(row: dict[str, Any], what: Filter, operator: str) -> str | None:
    """A value for which the filter holds for the row, as a query string writes it."""
    if what.through is not None or what.lists is not None or operator == "not":
        return None
    value = row[what.column]
    if operator == "isnull":
        return "true" if value is None else "false"
    if value is None or isinstance(value, list) or operator in ("lt", "gt"):
        return None
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if operator == "contains":
        return text[:20]
    return None if len(text) > TEXT_MAX else text


def _settle_path(case: Case, record: Record, random: Random, negated: set[str | None]) -> None:
    owner = str(case.path_parameters.get("resource", case.path.split("/")[2]))
    if not record.keys.get(owner):
        return
    for name in case.path_parameters.keys() - negated - {"list", "resource"}:
        # A link has put in a real key, which stays.
        if case.path_parameters[name] not in record.keys[owner] and random.random() < 0.8:
            case.path_parameters[name] = quote(record.key(owner, random), safe="")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= TEXT_MAX and "\x00" not in value


def _settle_filters(
    query: dict[str, Any], resource: Resource, record: Record, random: Random
) -> None:
    for name, (what, operator) in filter_parameters(resource).items():
        if what.resolves is None or operator == "isnull" or name not in query:
            continue
        names = record.names[what.resolves]
        values = query[name] if isinstance(query[name], list) else [query[name]]
        if all(map(_is_text, values)) and not set(values) <= set(names):
            query[name] = [random.choice(names) for _ in values]


def _settle_page(query: dict[str, Any], resource: Resource, record: Record, random: Random) -> None:
    if _is_text(query.get("release")) and random.random() < 0.8:
        query["release"] = record.release
    if _is_text(query.get("after")):
        if record.keys[resource.name]:
            query["after"] = record.cursor(resource.name, random)
        else:
            del query["after"]  # there is no row of which there could be a cursor
    if _is_text(query.get("q")) and not normalise(query["q"]):
        query["q"] = random.choice(record.words[resource.name])


def _settle_sort(query: dict[str, Any]) -> None:
    asked = _names(query, "sort")
    columns = {name.removeprefix("-"): name for name in reversed(asked)}
    if len(set(asked)) == len(asked) > len(columns):
        query["sort"] = list(columns.values())


def _names(query: dict[str, Any], parameter: str) -> list[str]:
    """The names of a parameter that lists names."""
    value = query.get(parameter, "")
    return [str(name) for name in value] if isinstance(value, list) else str(value).split(",")


def _settle_names(query: dict[str, Any], resource: Resource, random: Random) -> None:
    """Put in columns and relations that there are, each once."""
    sortable = [f"{sign}{name}" for name in resource.sortable for sign in ("", "-")]
    known = {"sort": sortable, "fields": list(resource.fields), "include": include_paths(resource)}
    for parameter, names in known.items():
        given = query.get(parameter)
        if isinstance(given, list) and all(isinstance(name, str) for name in given):
            drawn = [name if name in names else random.choice(names) for name in given]
            query[parameter] = list(dict.fromkeys(drawn))


def _settle_include(query: dict[str, Any], resource: Resource, *, is_list: bool) -> None:
    paths = _names(query, "include")
    limit = str(query.get("limit", REST_PAGE)) if is_list else "1"
    if limit == ALL and "include" in query:
        limit = query["limit"] = str(REST_PAGE_MAX)
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= REST_PAGE_MAX):
        return
    leads_on = all(_leads_on(resource, steps_of(path)) for path in paths)
    if not leads_on or len(set(paths)) < len(paths):
        return
    while _rows(resource, paths) > REST_ROWS_MAX:
        paths.pop()
    query["include"] = paths
    if is_list and int(limit) * _rows(resource, paths) > REST_ROWS_MAX:
        query["limit"] = str(REST_ROWS_MAX // _rows(resource, paths))


def _settle_dates(query: dict[str, Any], resource: Resource) -> None:
    paths = _names(query, "include")
    included = [r for path in paths for r in _relations_of(resource, steps_of(path))]
    reached = [resource, *(RESOURCES[relation.target] for relation in included)]
    # Rows that are merged without versions do not take it, wherever they are embedded.
    is_merged = any(r.validity and not accepts_known_by(r) for r in reached[1:])
    takes_known_by = any(map(accepts_known_by, reached)) and not is_merged
    # What a row's own date leads to does not take the date of the request.
    undated = [path for path in paths if THEN not in path.split(".")]
    relations = [r for path in undated for r in _relations_of(resource, steps_of(path))]
    targets = [RESOURCES[relation.target] for relation in relations]
    is_dated_link = any(
        relation.many and accepts_as_of(target, relation=relation)
        for relation, target in zip(relations, targets, strict=True)
    )
    is_list_dated = is_on_date(resource, query)
    if not (is_list_dated or is_dated_link or any(target.validity for target in targets)):
        query.pop("as_of", None)
    if not takes_known_by:
        query.pop("known_by", None)
    if "known_by" in query:
        query.pop("after", None)  # a cursor's row may have been stated later
    if not is_list_dated:
        query.pop("holds", None)
    elif resource.validity is None and query.get("holds") == "false":
        query["holds"] = "unknown"


def _relations(resource: Resource, step: str) -> tuple[Relation, ...]:
    """The relations of a step that `include` takes: of the actor, one for each kind."""
    if step == ACTOR:
        return tuple(resource.actor_relations)
    then = resource.then.relations if resource.then else ()
    known = resource.relations_by_name | {f"{THEN}.{relation.name}": relation for relation in then}
    return (known[step],) if step in known else ()


def _relations_of(resource: Resource, steps: list[str]) -> Iterator[Relation]:
    """The relations along a path of `include`, up to the first that there is not."""
    for relation in _relations(resource, steps[0]):
        yield relation
        if steps[1:]:
            yield from _relations_of(RESOURCES[relation.target], steps[1:])


def _leads_on(resource: Resource, steps: list[str]) -> bool:
    relations = _relations(resource, steps[0])
    return bool(relations) and (
        not steps[1:] or all(_leads_on(RESOURCES[r.target], steps[1:]) for r in relations)
    )


def _rows(resource: Resource, paths: list[str]) -> int:
    """The most rows that one row with these relations embedded comes to."""
    tree: dict[str, Any] = {}
    for path in paths:
        branch = tree
        for step in steps_of(path):
            branch = branch.setdefault(step, {})
    return _rows_of(resource, tree)


def _rows_of(resource: Resource, tree: Mapping[str, Any]) -> int:
    return 1 + sum(
        max(
            (REST_EMBEDDED if relation.many else 1) * _rows_of(RESOURCES[relation.target], below)
            for relation in _relations(resource, step)
        )
        for step, below in tree.items()
    )
