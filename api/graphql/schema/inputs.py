"""`where` and `orderBy`: input types derived from each resource's filters and sort keys."""

from enum import Enum
from functools import cache
from typing import Any

import strawberry
from strawberry.types.enum import EnumValue

from api.graphql.schema.enums import PartialDate, publish_enum
from api.graphql.schema.names import OPERATOR_NAMES, field_name, order_name, sorted_field
from api.limits import IN_VALUES_MAX
from schema import RESOURCES
from schema.filters import Filter
from schema.resource import Resource
from schema.scalars import OPERATOR_MEANINGS, OPERATORS, Kind

_KINDS: dict[Kind, tuple[str, Any]] = {
    Kind.slug: ("Slug", str),
    Kind.text: ("String", str),
    Kind.url: ("String", str),
    Kind.integer: ("Int", int),
    Kind.figure: ("Float", float),
    Kind.flag: ("Boolean", bool),
    Kind.date: ("PartialDate", PartialDate),
    Kind.texts: ("Texts", str),
}

_MEANINGS = OPERATOR_MEANINGS | {
    "in": f"One of; up to {IN_VALUES_MAX} values.",
    "not": f"None of; up to {IN_VALUES_MAX} values. An unknown value is none of them.",
    "isnull": "true: unknown; false: known",
    "contains": "Has this text in it, letter for letter (for words in any case use `q`).",
}


@cache
def where_type(resource_name: str) -> type:
    """The input type of a resource's `where`: one field a filter, all of which must hold."""
    resource = RESOURCES[resource_name]
    members: dict[str, Any] = {"__annotations__": {}}
    for filter_ in resource.filters.values():
        name = filter_.short_name
        members["__annotations__"][name] = _filter_type(filter_) | None
        members[name] = strawberry.field(
            name=field_name(name),
            description=filter_.description,
            default=strawberry.UNSET,
        )
    if resource.query.search:
        members["__annotations__"]["q"] = str | None
        looked_in = ", ".join(f"`{field_name(name)}`" for name in resource.query.search)
        members["q"] = strawberry.field(
            description=f"Words in any case, without accents; each begins a word of {looked_in}.",
            default=strawberry.UNSET,
        )
    name = f"{resource.type_name}Where"
    described = f"Which of the {resource.name} to answer: those for which all of these hold."
    return _input(name, described, members)


def _filter_type(filter_: Filter) -> Any:
    if not filter_.is_compared:
        return _null_type()
    base, value_type = _base(filter_)
    operators = OPERATORS[filter_.kind]
    # One type for columns that may be null and those that may not: `isNull` is refused of these.
    return _operators_type(base, value_type, (*operators, "isnull"))


def _base(filter_: Filter) -> tuple[str, Any]:
    if filter_.vocabulary is not None:
        return filter_.vocabulary.__name__, filter_.vocabulary
    if filter_.resolves is not None:
        return "Code", str
    return _KINDS[filter_.kind]


@cache
def _null_type() -> type:
    """The input type of what is there or not."""
    field = strawberry.field(
        name=OPERATOR_NAMES["isnull"],
        description="True: there is none, or it is unknown; false: there is.",
        default=strawberry.UNSET,
    )
    members = {"__annotations__": {"isnull_": bool | None}, "isnull_": field}
    return _input("NullFilter", "Whether there is a value, or a row in a list.", members)


@cache
def _operators_type(base: str, value_type: Any, operators: tuple[str, ...]) -> type:
    members: dict[str, Any] = {"__annotations__": {}}
    for operator in operators:
        attribute = f"{operator}_"  # `in` is no Python name
        several = list[value_type]
        type_ = {"in": several, "not": several, "isnull": bool}.get(operator, value_type)
        members["__annotations__"][attribute] = type_ | None
        meaning = _MEANINGS[operator]
        members[attribute] = strawberry.field(
            name=OPERATOR_NAMES.get(operator, operator),
            description=meaning[0].upper() + meaning[1:].rstrip(".") + ".",
            default=strawberry.UNSET,
        )
    return _input(f"{base}Filter", _describe(base), members)


def _describe(base: str) -> str:
    kinds = {
        "Code": "a country or a group by its code, name or alias: `CHN`, `CN`, `156`, `china`",
        "Slug": "an id",
        "Texts": "a list of texts: holds where one of them is meant",
    }
    return (
        f"Conditions on {kinds.get(base, f'a value of type {base}')}; all must hold. An unknown"
        " value meets `isNull: true` and `notIn`."
    )


def _input(name: str, description: str, members: dict[str, Any]) -> type:
    cls: type = strawberry.input(type(name, (), members), name=name, description=description)
    return cls


@cache
def order_type(resource_name: str) -> type[Enum]:
    """The enum of a resource's `orderBy`; each value is a sort key such as `-target_year`."""
    resource = RESOURCES[resource_name]
    members, values = {}, []
    for column in resource.sortable:
        for key, words in ((column, "ascending"), (f"-{column}", "descending")):
            members[order_name(key)] = key
            field = field_name(sorted_field(column))
            described = f"By `{field}`, {words}{_unknown_last(resource, column)}."
            values.append(EnumValue(order_name(key), key, description=described))
    type_name = f"{resource.type_name}Order"
    cls = Enum(type_name, members)  # type: ignore[misc]  # names come from the declaration
    publish_enum(cls, type_name, f"What the {resource.name} can be sorted by.", values)
    return cls


def _unknown_last(resource: Resource, column: str) -> str:
    return "; unknown last" if resource.fields[column].nullable else ""
