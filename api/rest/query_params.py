"""A query string parsed: typed values, what a statement depends on, and how its plan is made.

An unknown, repeated or malformed parameter is refused with a hint: ignoring it would answer
another question than the client's.
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from functools import cache
from typing import NamedTuple

from api.problems import Problem
from api.query import habits
from api.query.cursors import parse_cursor
from api.query.dates import as_of_alternatives
from api.query.filters import NameResolver, ResolvedNames, parse_condition, parse_words, resolve_key
from api.query.plan import Plan, Value
from api.query.values import parse_date
from api.rest.plans import (
    BOM,
    DATES,
    RELEASE,
    accepted_parameters,
    declared_parameters,
    filter_parameters,
    item_plan,
    list_plan,
)
from api.rest.query_string import NAME_LISTS, Query, separated
from schema.defaults import DEFAULTS, deciding_columns
from schema.filters import Filter
from schema.resource import Resource
from schema.suggestions import did_you_mean

# What a statement depends on, values aside: requests of equal keys share one statement.
StatementKey = tuple[Hashable, ...]


class Parent(NamedTuple):
    """The row below which a list is nested: the filter that the path sets, and its value."""

    filter_name: str
    key: str


class ParsedQuery(NamedTuple):
    """A query string parsed: the key of its statement, the values to bind, and the plan.

    Args:
        statement_key: What the statement depends on.
        values: The typed values, by parameter name.
        plan: Makes the plan, with a `Parameter` for each value. Raises `Problem` for what the key
            names wrongly (`sort`, `fields`, `include`, `limit`).
        resolved: What codes and aliases were resolved to, by parameter.
    """

    statement_key: StatementKey
    values: dict[str, Value]
    plan: Callable[[], Plan]
    resolved: dict[str, dict[str, str]]


def list_parameters(resource: Resource) -> list[str]:
    """The names of every parameter that a list of this resource takes."""
    search = ["q"] if resource.query.search else []
    return [
        *declared_parameters(resource),
        *search,
        *([DEFAULTS] if resource.defaults else []),
        *(["as_of"] if resource.validity or as_of_alternatives(resource) else []),
        "known_by",
        "holds",
        "sort",
        "fields",
        "include",
        "limit",
        "after",
        RELEASE,
        BOM,
    ]


def parse_list_query(
    resource: Resource,
    query: Query,
    names: NameResolver,
    release: str,
    parent: Parent | None = None,
    base: str = "",
) -> ParsedQuery:
    """Parse the query string of a list.

    Args:
        resource: The resource that is listed.
        query: The query string's parameters.
        names: Resolves codes and aliases of countries and groups.
        release: The id of the release that answers, which a cursor has to be of.
        parent: The row that the path names, of a nested list.
        base: What addresses begin with.

    Raises:
        Problem: A parameter is unknown, or its value is malformed.
    """
    accepted, others = accepted_parameters(resource), _other_parameters(resource)
    filters = filter_parameters(resource)
    deciding = deciding_columns(resource.defaults)
    resolved, values = ResolvedNames(), dict[str, Value]()
    statement_key: list[Hashable] = [resource.name, parent and parent.filter_name]
    for name, text in query.items():
        own_name = accepted.get(name)
        if own_name is not None and not _sets_parent(resource, own_name, parent):
            if own_name in values:
                raise _given_twice(name, own_name)
            filter_, operator = filters[own_name]
            value = _filter_value(filter_, operator, name, query, names, resolved)
            values[own_name] = value
            is_text = operator == "isnull" or filter_.column in deciding
            part = value if is_text else _length(value)
            statement_key.append((own_name, part))
        elif name not in others:
            raise _unknown_in_list(name, text, resource, parent)
        elif name in query.repeated and name not in NAME_LISTS:
            raise _given_twice(name)
        elif name == "after":
            values[name] = parse_cursor(text, release, name)
            statement_key.append(name)
        elif name in DATES:
            values[name] = parse_date(text, name)
            statement_key.append(name)
        elif name == "q":
            values[name] = parse_words(text)
            statement_key.append((name, _length(values[name])))
        else:
            statement_key.append((name, text))
    if parent is not None:
        values[parent.filter_name] = parent.key
    return ParsedQuery(
        tuple(statement_key), values, lambda: list_plan(resource, query, values, base), resolved
    )


def parse_item_query(
    resource: Resource, key: str, query: Query, names: NameResolver, base: str = ""
) -> ParsedQuery:
    """Parse the query string of one row, by its key or, for countries and groups, any alias."""
    values: dict[str, Value] = {}
    statement_key: list[Hashable] = [resource.name, None]
    for name, text in query.items():
        if name not in _ITEM_PARAMETERS:
            raise _unknown(name, text, _ITEM_PARAMETERS, {})
        if name in query.repeated and name not in NAME_LISTS:
            raise _given_twice(name)
        if name in DATES:
            values[name] = parse_date(text, name)
            statement_key.append(name)
        else:
            statement_key.append((name, text))
    values["key"] = resolved_key = resolve_key(resource.name, key, names)
    resolved = {resource.key: {key: resolved_key}} if resolved_key != key else {}
    return ParsedQuery(
        tuple(statement_key), values, lambda: item_plan(resource, query, base), resolved
    )


_ITEM_PARAMETERS = ["fields", "include", *DATES, RELEASE, BOM]


@cache
def _other_parameters(resource: Resource) -> frozenset[str]:
    """The parameters of a list besides its filters."""
    return frozenset((*list_parameters(resource), *DATES)) - filter_parameters(resource).keys()


def _sets_parent(resource: Resource, parameter: str, parent: Parent | None) -> bool:
    """Whether a parameter filters by what the path sets already."""
    if parent is None or parameter not in (filters := filter_parameters(resource)):
        return False
    return filters[parameter][0].name == parent.filter_name


def _known(resource: Resource, parent: Parent | None) -> list[str]:
    listed = dict.fromkeys((*filter_parameters(resource), *list_parameters(resource)))
    return [name for name in listed if not _sets_parent(resource, name, parent)]


def _filter_value(
    filter_: Filter,
    operator: str,
    name: str,
    query: Query,
    names: NameResolver,
    resolved: ResolvedNames,
) -> Value:
    """The value, or the several values, of a filter.

    Args:
        filter_: The filter.
        operator: Its operator.
        name: What the client calls the parameter.
        query: The query string.
        names: Resolves codes and aliases.
        resolved: Receives what was resolved.
    """
    text = query[name]
    if operator not in _OF_SEVERAL and name in query.repeated:
        raise _given_twice(name)
    is_single = operator == "eq" and name not in query.values_of and "," not in text
    if is_single or operator not in _OF_SEVERAL:
        return parse_condition(filter_, operator, text, names, resolved, name).value
    texts = _texts(filter_, name, query, names)
    if operator == "eq" and len(texts) == 1:
        return parse_condition(filter_, operator, texts[0], names, resolved, name).value
    value = parse_condition(filter_, operator, texts, names, resolved, name).value
    if operator == "eq" and isinstance(value, tuple) and len(value) == 1:
        return value[0]
    return value


_OF_SEVERAL = ("eq", "not")


def _texts(filter_: Filter, name: str, query: Query, names: NameResolver) -> list[str]:
    """The texts of a filter's values.

    A name that stands for a row may have a comma, escaped or not. In other values than free texts
    there are no commas, so an escaped one separates as well: many programs escape every comma.
    """
    whole, several = query[name], query.values_of.get(name)
    if several is None and ("," not in whole or filter_.holds_commas):
        return [whole]
    if name not in query.repeated and _is_name(filter_, whole, names):
        return [whole]
    several = several or [whole]
    if filter_.holds_commas:
        return several
    return [
        value
        for text in several
        for value in ([text] if _is_name(filter_, text, names) else separated(text))
    ]


def _is_name(filter_: Filter, text: str, names: NameResolver) -> bool:
    """Whether a text with commas is one name: as it stands, or if its parts are not all names."""
    resource = filter_.resolves
    if resource is None:
        return False
    if names.knows(resource, text):
        return True
    are_names = all(names.resolve(resource, part) is not None for part in separated(text))
    return not are_names and names.resolve(resource, text) is not None


def _length(value: Value) -> int | None:
    return len(value) if isinstance(value, tuple) else None


def _given_twice(name: str, own_name: str = "") -> Problem:
    """The problem of a parameter that takes one value, or of a filter under two of its names."""
    under = f", once as {name}: repeat it under one name for several values" if own_name else ""
    detail = f"{own_name or name} is given twice{under}"
    return Problem("duplicate-parameter", detail, parameter=name)


def refuse_others(query: Mapping[str, str], known: Collection[str]) -> None:
    """Refuse a query string with other parameters than the known ones, with a hint."""
    for name, text in query.items():
        if name not in known:
            raise _unknown(name, text, known, {})


def _unknown(name: str, text: str, known: Collection[str], names: Mapping[str, str]) -> Problem:
    """The problem of a parameter that there is not; `names` are those that filters go by."""
    suggestions, note = habits.of_parameter(name, text, known, names)
    return Problem(
        "unknown-parameter",
        f"there is no parameter {name!r} here{did_you_mean(suggestions)}{note and f'; {note}'}",
        parameter=name,
        suggestions=suggestions,
    )


def _unknown_in_list(name: str, text: str, resource: Resource, parent: Parent | None) -> Problem:
    """The problem of a parameter that a list does not take."""
    return _unknown(name, text, _known(resource, parent), accepted_parameters(resource))
