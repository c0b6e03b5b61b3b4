"""The types of the GraphQL schema, as its reference shows them."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
)

from api.graphql.schema.build import SCHEMA
from api.pages.dictionary import DICTIONARY
from schema import RESOURCES

_TYPES = SCHEMA.type_map
_PAGE_SUFFIXES = ("Connection", "Edge")  # of the types that each list has, which are alike
_SAMPLE = next(iter(RESOURCES.values())).type_name  # whose list stands for all of them
_EXAMPLE_FIELDS = 5
_FILTER = "Filter"
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")  # of Markdown


class Field(NamedTuple):
    """A field of a type, or a condition of `where`.

    Args:
        name: The field.
        type: Its type, as the schema writes it.
        page: The name of the type that has a page of its own, "" for others.
        vocabulary: The name of the vocabulary that its values are of, "" for others.
        description: What it is.
        arguments: The arguments that it takes.
        operators: Those that a condition of the same name has in `where`.
    """

    name: str
    type: str
    page: str
    vocabulary: str
    description: str
    arguments: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()


class Shared(NamedTuple):
    """An argument or an operator, with one description for all fields or types that take it.

    Args:
        name: The argument, or the operator.
        type: Its type, "" where it depends on the field.
        description: What it does.
        of: The fields or types that take it.
    """

    name: str
    type: str
    description: str
    of: tuple[str, ...]


class TypePage(NamedTuple):
    """A type that has a page.

    Args:
        name: The type.
        description: What one value of it is.
        resource: The resource whose rows it has, "" for others.
        members: The types of an interface.
        roots: The fields of `Query` that answer it.
        fields: Its fields.
        arguments: The arguments of those.
        conditions: The conditions of `where` that are not also fields.
        sorted_by: The fields that `orderBy` sorts by, in capitals.
        example: A query that the service answers, "" where `Query` has no list of the type.
    """

    name: str
    description: str
    resource: str
    members: tuple[str, ...]
    roots: tuple[Field, ...]
    fields: tuple[Field, ...]
    arguments: tuple[Shared, ...]
    conditions: tuple[Field, ...]
    sorted_by: tuple[str, ...]
    example: str


class Basics(NamedTuple):
    """What all types of rows share.

    Args:
        connection: The fields of a list.
        edge: The fields of a row of a list with its cursor.
        operators: The operators of `where`, each with the filters that have it.
        scalars: The scalars of this schema: name, description, specification.
    """

    connection: tuple[Field, ...]
    edge: tuple[Field, ...]
    operators: tuple[Shared, ...]
    scalars: tuple[tuple[str, str, str], ...]


@cache
def type_pages() -> dict[str, TypePage]:
    """The types that have a page, by name: those of rows, then the others."""
    named = [resource.type_name for resource in RESOURCES.values()]
    others = [name for name, type_ in _TYPES.items() if _has_page(type_) and name not in named]
    return {name: _type_page(name) for name in (*named, *others)}


@cache
def basics() -> Basics:
    """What all types of rows share."""
    return Basics(
        _fields(_output(f"{_SAMPLE}Connection")),
        _fields(_output(f"{_SAMPLE}Edge")),
        tuple(_operators()),
        tuple(
            (name, _without_markup(type_.description or ""), type_.specified_by_url or "")
            for name, type_ in _TYPES.items()
            if isinstance(type_, GraphQLScalarType) and not is_specified_scalar_type(type_)
        ),
    )


def _without_markup(text: str) -> str:
    """A text without links and emphasis of Markdown."""
    return _LINK.sub(r"\1", text).replace("*", "")


def _has_page(type_: GraphQLNamedType) -> bool:
    return (
        isinstance(type_, (GraphQLObjectType, GraphQLInterfaceType))
        and not is_introspection_type(type_)
        and type_ is not SCHEMA.query_type
        and not type_.name.endswith(_PAGE_SUFFIXES)
    )


def _output(name: str) -> Mapping[str, GraphQLField]:
    """The fields of a type that answers have."""
    type_ = _TYPES[name]
    assert isinstance(type_, (GraphQLObjectType, GraphQLInterfaceType))
    fields: Mapping[str, GraphQLField] = type_.fields
    return fields


def _type_page(name: str) -> TypePage:
    type_ = _TYPES[name]
    fields = _output(name)
    roots = {
        root: field
        for root, field in _output("Query").items()
        if get_named_type(field.type).name in (name, f"{name}Connection")
    }
    members = SCHEMA.get_possible_types(type_) if isinstance(type_, GraphQLInterfaceType) else ()
    resources = [each.name for each in RESOURCES.values() if each.type_name == name]
    conditions = {each.name: each for each in _conditions(name)}
    own = [_with_condition(each, conditions.pop(each.name, None)) for each in _fields(fields)]
    return TypePage(
        name,
        type_.description or "",
        "".join(resources),
        tuple(each.name for each in members),
        _fields(roots),
        tuple(own),
        tuple(_arguments([*roots.items(), *fields.items()])),
        tuple(conditions.values()),
        tuple(_sorted_by(name)),
        _example(roots, fields),
    )


def _fields(fields: Mapping[str, GraphQLField]) -> tuple[Field, ...]:
    return tuple(
        Field(
            name,
            str(field.type),
            *_leads_to(get_named_type(field.type).name),
            field.description or "",
            tuple(field.args),
        )
        for name, field in fields.items()
    )


def _leads_to(name: str) -> tuple[str, str]:
    """The type with a page that a type leads to, and the vocabulary: "" where there is none."""
    row = name.removesuffix("Connection").removesuffix("Edge")
    return (row if _has_page(_TYPES[row]) else ""), (name if name in DICTIONARY else "")


def _arguments(fields: list[tuple[str, GraphQLField]]) -> Iterable[Shared]:
    """The arguments of fields, one for each name and description."""
    grouped: dict[tuple[str, str], dict[str, str]] = {}
    lists = [name for name, field in fields if "first" in field.args]
    for name, field in fields:
        for argument, declared in field.args.items():
            of = grouped.setdefault((argument, declared.description or ""), {})
            of[name] = str(declared.type)
    return _shared(grouped, lists, "all lists")


def _operators() -> Iterable[Shared]:
    """The operators of all filters. Those of a vocabulary are as one."""
    grouped: dict[tuple[str, str], dict[str, str]] = {}
    for name, type_ in _TYPES.items():
        if isinstance(type_, GraphQLInputObjectType) and name.endswith(_FILTER):
            base = name.removesuffix(_FILTER)
            of = "a vocabulary" if base in DICTIONARY else name
            for operator, declared in type_.fields.items():
                types = grouped.setdefault((operator, declared.description or ""), {})
                types[of] = str(declared.type)
    comparing = list(next(iter(grouped.values())))  # those with `eq`
    return _shared(grouped, comparing, "all but NullFilter")


def _shared(
    grouped: Mapping[tuple[str, str], Mapping[str, str]], many: list[str], name_of_many: str
) -> Iterable[Shared]:
    """What fields or types have in common; `many` of them go by one name."""
    for (name, description), of in grouped.items():
        types = set(of.values())
        takers = (name_of_many,) if len(many) > 1 and [*of] == many else tuple(of)
        yield Shared(name, types.pop() if len(types) == 1 else "", description, takers)


def _conditions(name: str) -> Iterable[Field]:
    where = _TYPES.get(f"{name}Where")
    if not isinstance(where, GraphQLInputObjectType):
        return
    for field, declared in where.fields.items():
        type_ = get_named_type(declared.type)
        operators = tuple(getattr(type_, "fields", ()))
        yield Field(field, type_.name, "", "", declared.description or "", operators=operators)


def _with_condition(field: Field, condition: Field | None) -> Field:
    """A field with the operators of its condition, and with what only that says."""
    if condition is None:
        return field
    texts = dict.fromkeys((field.description, condition.description))
    return field._replace(description=" ".join(texts), operators=condition.operators)


def _sorted_by(name: str) -> Iterable[str]:
    order = _TYPES.get(f"{name}Order")
    if isinstance(order, GraphQLEnumType):
        yield from (each.removesuffix("_ASC") for each in order.values if each.endswith("_ASC"))


def _example(roots: Mapping[str, GraphQLField], fields: Mapping[str, GraphQLField]) -> str:
    """A query of the first rows, with the first columns."""
    lists = [name for name, field in roots.items() if "first" in field.args]
    columns = [name for name, field in fields.items() if name != "id" and _is_leaf(field)]
    lines = "\n".join(f"      {name}" for name in columns[:_EXAMPLE_FIELDS])
    return "".join(
        f"{{\n  {name}(first: 2) {{\n    totalCount\n    nodes {{\n{lines}\n    }}\n  }}\n}}"
        for name in lists[:1]
    )


def _is_leaf(field: GraphQLField) -> bool:
    return isinstance(get_named_type(field.type), GraphQLLeafType) and not field.args
