"""The operations of the REST contract, as the reference shows them.

All of it comes from the declarations: paths, parameters and descriptions from the OpenAPI document,
columns, filters and relations from the resources.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from api.http.router import Router
from api.query.plan import Holds
from api.rest.openapi.document import openapi_document
from api.rest.openapi.values import Json
from api.rest.plans import filter_parameters
from schema import RESOURCES
from schema.filters import Field, Filter
from schema.resource import Resource
from schema.scalars import Kind

# The signs of operators; `in` has none, for a bare name takes several values.
SIGNS = {
    "eq": "=",
    "not": "≠",
    "lt": "<",
    "lte": "≤",
    "gt": ">",
    "gte": "≥",
    "contains": "has",
    "isnull": "unknown?",
}
KINDS = {
    Kind.slug: "key",
    Kind.text: "text",
    Kind.choice: "one of",
    Kind.choices: "any of",
    Kind.integer: "whole number",
    Kind.figure: "number",
    Kind.flag: "true or false",
    Kind.date: "date",
    Kind.url: "address",
    Kind.texts: "list of texts",
    Kind.json: "any JSON",
}
_UNITS = {
    "percent": "percent",
    "points": "percentage points",
    "mt": "million tonnes",
    "t": "tonnes",
    "kg": "kilograms",
}
_ORDERED = (Kind.integer, Kind.figure, Kind.date)


class Input(NamedTuple):
    """A field of the form: the parameter that it sends.

    Args:
        name: The parameter.
        label: What it is, for who does not see its place.
        hint: What stands in it while it is empty.
        choices: The values to choose from, each with its words; none for a free text.
    """

    name: str
    label: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


class ColumnRow(NamedTuple):
    """A row of the table of columns and filters.

    Args:
        name: The column, or the filter.
        description: What it means.
        kind: The kind of its values, in words, with the unit.
        nullable: Whether it may be null; None for a filter that is no column.
        values: The values of its vocabulary, each with its definition.
        vocabulary: The name of the vocabulary.
        operators: The sign of each operator, with the parameter.
        inputs: The fields of the form.
    """

    name: str
    description: str
    kind: str
    nullable: bool | None
    values: tuple[tuple[str, str], ...]
    vocabulary: str
    operators: tuple[tuple[str, str], ...]
    inputs: tuple[Input, ...]


class Operation(NamedTuple):
    """One operation of the contract.

    Args:
        id: Its `operationId`.
        path: The template of its path.
        tag: The resource that it belongs to, or another group.
        title: What it does, in a few words.
        description: The rest of what is said of it.
        parameters: Its parameters, without references.
        meta: The members of `meta` in its answer, each with its description.
        has_data: Whether its answer is JSON with the member `data`.
        media_type: Of the answer.
        resource: What the rows are; None if there are none.
        owners: The resources below whose rows a list is; empty for others.
        is_list: Whether it answers rows, page by page.
    """

    id: str
    path: str
    tag: str
    title: str
    description: str
    parameters: list[Json]
    meta: tuple[tuple[str, str], ...]
    has_data: bool
    media_type: str
    resource: Resource | None
    owners: tuple[str, ...]
    is_list: bool

    @property
    def path_parameters(self) -> list[Json]:
        """The parameters that the path has."""
        return [each for each in self.parameters if each["in"] == "path"]

    @property
    def is_nested(self) -> bool:
        """Whether its rows are those below one row."""
        return bool(self.owners)


def operations_of(router: Router) -> dict[str, Operation]:
    """The operations of a route table, by `operationId`."""
    return _operations(tuple(dict.fromkeys(route.path for route in router.routes)))


@cache
def _operations(templates: tuple[str, ...]) -> dict[str, Operation]:
    document = openapi_document(templates)
    made = (_operation(path, item["get"], document) for path, item in document["paths"].items())
    return {operation.id: operation for operation in made}


def _operation(path: str, declared: Json, document: Json) -> Operation:
    answer = resolve(declared["responses"]["200"], document)
    media_type, content = next(iter(answer["content"].items()))
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    resource = _BY_TYPE.get(name.removesuffix("List").removesuffix("Item"))
    is_list = name.endswith("List")
    parameters = [resolve(each, document) for each in declared.get("parameters", ())]
    owners = _owners(path, resource) if is_list and "}/" in path else ()
    schema = document["components"]["schemas"].get(name, {})
    return Operation(
        declared["operationId"],
        path,
        declared["tags"][0],
        _title(path, resource, owners) or declared["summary"].removesuffix("."),
        declared["description"],
        parameters,
        tuple(_meta(schema, document)),
        "data" in schema.get("properties", {}),
        media_type,
        resource,
        owners,
        is_list,
    )


def _title(path: str, resource: Resource | None, owners: tuple[str, ...]) -> str:
    """What an operation of rows answers: "One pledge", "Pledges of a country or group"."""
    if resource is None or "..." in path:
        return ""
    segment = path.rpartition("/")[2]
    if owners:
        of = [_noun(RESOURCES[owner]) for owner in owners]
        some = " or ".join(filter(None, (", ".join(of[:-1]), of[-1])))
        return f"{_spaced(segment).capitalize()} of {'an' if some[0] in 'aeiou' else 'a'} {some}"
    return f"One {_noun(resource)}" if "{" in path else f"List {_spaced(resource.name)}"


def _spaced(name: str) -> str:
    return name.replace("-", " ").replace("ndc ", "NDC ")


def _noun(resource: Resource) -> str:
    """One row of a resource, in words: "source record"."""
    name = re.sub(r"(?<=[a-z])([A-Z])", r" \1", resource.type_name).lower()
    return name.replace("ndc ", "NDC ")


_BY_TYPE = {resource.type_name: resource for resource in RESOURCES.values()}


def resolve(value: Json, document: Json) -> Json:
    """What a reference of a document refers to; what is no reference, as it is."""
    if "$ref" not in value:
        return value
    *_, section, name = value["$ref"].split("/")
    resolved: Json = document["components"][section][name]
    return resolved


def _meta(schema: Json, document: Json) -> Iterable[tuple[str, str]]:
    meta = resolve(schema.get("properties", {}).get("meta", {}), document)
    for name, member in meta.get("properties", {}).items():
        described = member.get("description") or resolve(member, document).get("description", "")
        yield name, described.partition("\n")[0]  # what follows are the values of a vocabulary


def _owners(path: str, target: Resource | None) -> tuple[str, ...]:
    """The resources that have a list of this path."""
    _, _, owner, _, segment = path.split("/")
    if target is None or owner == "releases":
        return ()
    if owner in RESOURCES:
        return (owner,)
    return tuple(
        parent.name
        for parent in RESOURCES.values()
        if (relation := parent.nested.get(segment)) and relation.target == target.name
    )


@cache
def column_rows(name: str, *, with_filters: bool) -> tuple[ColumnRow, ...]:
    """The columns of a resource, each with its filters, then the filters that are no columns.

    Args:
        name: The resource.
        with_filters: Whether rows are filtered, as those of a list are.
    """
    resource = RESOURCES[name]
    filters = dict(resource.filters) if with_filters else {}
    rows = [
        _row(resource, field, filters.pop(field.filter_name or field.name, None))
        for field in resource.fields.values()
    ]
    return (*rows, *(_row(resource, None, filter_) for filter_ in filters.values()))


def _row(resource: Resource, field: Field | None, filter_: Filter | None) -> ColumnRow:
    of = field or filter_
    assert of is not None
    values = tuple((str(member), member.definition) for member in of.vocabulary or ())
    return ColumnRow(
        of.name,
        of.description,
        _kind(of),
        field.nullable if field else None,
        values,
        of.vocabulary.__name__ if of.vocabulary else "",
        tuple(_operators(resource, filter_)) if filter_ else (),
        tuple(_inputs(filter_)) if filter_ else (),
    )


def _kind(of: Field | Filter) -> str:
    if isinstance(of, Filter) and of.lists is not None:
        return f"list of {of.lists.target}"
    unit = _UNITS.get(of.name.rpartition("_")[2]) if of.kind is Kind.figure else None
    return f"{KINDS[of.kind]}, {unit}" if unit else KINDS[of.kind]


def _operators(resource: Resource, filter_: Filter) -> Iterable[tuple[str, str]]:
    for name, (each, operator) in filter_parameters(resource).items():
        if each.name == filter_.name:
            yield ("none?" if each.lists else SIGNS[operator]), name


def _inputs(filter_: Filter) -> Iterable[Input]:
    """The fields of the form for a filter: the operators that people need most."""
    name = filter_.name
    if not filter_.is_compared:
        known = (("true", "none"), ("false", "some")) if filter_.lists else _KNOWN
        yield Input(f"{name}__isnull", f"{name}: known or not", choices=known)
    elif filter_.vocabulary is not None:
        values = tuple((str(member), str(member)) for member in filter_.vocabulary)
        yield Input(name, name, choices=values)
    elif filter_.kind is Kind.flag:
        yield Input(name, name, choices=(("true", "true"), ("false", "false")))
    elif filter_.kind in _ORDERED:
        is_date = filter_.kind is Kind.date
        yield Input(f"{name}__gte", f"{name}, from", "≥ 2021-03" if is_date else "from")
        yield Input(f"{name}__lte", f"{name}, to", "≤ 2021-12" if is_date else "to")
    elif "contains" in filter_.operators:
        yield Input(f"{name}__contains", f"{name}, part of the text", "part of it")
    else:
        yield Input(name, name, "code or name" if filter_.resolves else "")


_KNOWN = (("false", "known"), ("true", "unknown"))


def parameter_input(operation: Operation, parameter: Json, hint: str = "") -> Input:
    """The field of the form for a parameter that is no filter."""
    schema, name = parameter["schema"], parameter["name"]
    values = schema.get("enum", ())
    if name == "resource" and operation.is_nested:
        values = operation.owners
    elif name == "holds":
        values = tuple(map(str, Holds))
    elif schema.get("type") == "boolean":
        values = ("true", "false")
    return Input(name, name, hint, tuple((value, value) for value in values))
