"""A query string parsed: typed values, what a statement depends on, and how its plan is made.

An unknown, repeated or malformed parameter is refused with a hint: ignoring it would answer
another question than the client's.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple, NoReturn

from api.problems import Problem
from api.query.cursors import parse_cursor
from api.query.dates import HOLDS
from api.query.filters import (
    TEXT_MAX,
    NameResolver,
    ResolvedNames,
    parse_condition,
    parse_date,
    parse_words,
    resolve_key,
)
from api.query.plan import Plan, Value
from api.rest.plans import BOM, DATES, RELEASE, filter_parameters, item_plan, list_plan
from schema.resource import Filter, Resource
from schema.suggestions import did_you_mean, nearest

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
        *filter_parameters(resource),
        *search,
        "as_of",
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
    query: Mapping[str, str],
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
    filters = filter_parameters(resource)
    resolved, values = ResolvedNames(), dict[str, Value]()
    statement_key: list[Hashable] = [resource.name, parent and parent.filter_name]
    for name, text in query.items():
        if name in filters and (parent is None or not _sets_parent(name, parent)):
            filter_, operator = filters[name]
            if _lists_keys(filter_, operator, text, names):
                operator = "in"
            value = parse_condition(filter_, operator, text, names, resolved, name).value
            values[name] = value
            is_fixed = name.endswith("__isnull")
            statement_key.append((name, value if is_fixed else _length(value)))
        elif name == "after":
            values[name] = parse_cursor(text, release, name)
            statement_key.append(name)
        elif name in DATES:
            values[name] = parse_date(text, name)
            statement_key.append(name)
        elif name == "q" and resource.query.search:
            values[name] = parse_words(text)
            statement_key.append((name, _length(values[name])))
        elif name in _STATEMENT_PARAMETERS:
            statement_key.append((name, text))
        else:
            _refuse_unknown(name, _known(resource, parent))
    if parent is not None:
        values[parent.filter_name] = parent.key
    return ParsedQuery(
        tuple(statement_key), values, lambda: list_plan(resource, query, values, base), resolved
    )


def parse_item_query(
    resource: Resource, key: str, query: Mapping[str, str], names: NameResolver, base: str = ""
) -> ParsedQuery:
    """Parse the query string of one row, by its key or, for countries and groups, any alias."""
    values: dict[str, Value] = {}
    statement_key: list[Hashable] = [resource.name, None]
    for name, text in query.items():
        if name in DATES:
            values[name] = parse_date(text, name)
            statement_key.append(name)
        elif name in _ITEM_PARAMETERS:
            statement_key.append((name, text))
        else:
            _refuse_unknown(name, _ITEM_PARAMETERS)
    values["key"] = resolved_key = resolve_key(resource.name, key, names)
    resolved = {resource.key: {key: resolved_key}} if resolved_key != key else {}
    return ParsedQuery(
        tuple(statement_key), values, lambda: item_plan(resource, query, base), resolved
    )


_ITEM_PARAMETERS = ["fields", "include", *DATES, RELEASE, BOM]
# Parameters that the statement itself depends on; with a release, links name it.
_STATEMENT_PARAMETERS = ("sort", "fields", "include", "limit", HOLDS, RELEASE)


def _sets_parent(parameter: str, parent: Parent | None) -> bool:
    """Whether a parameter filters by what the path sets already."""
    return parent is not None and parameter.split("__")[0] == parent.filter_name


def _known(resource: Resource, parent: Parent | None) -> list[str]:
    return [name for name in list_parameters(resource) if not _sets_parent(name, parent)]


def _length(value: Value) -> int | None:
    return len(value) if isinstance(value, tuple) else None


def _lists_keys(filter_: Filter, operator: str, text: str, names: NameResolver) -> bool:
    """Whether a bare filter by keys has several of them; a comma may also be part of one name."""
    if operator != "eq" or "," not in text or not filter_.takes_several:
        return False
    if filter_.resolves is None:
        return len(text) <= TEXT_MAX  # a longer text is refused, as one key would be
    return names.resolve(filter_.resolves, text) is None


def refuse_others(query: Mapping[str, str], known: list[str]) -> None:
    """Refuse a query string with other parameters than the known ones, with a hint."""
    for name in query:
        if name not in known:
            _refuse_unknown(name, known)


def _refuse_unknown(name: str, known: list[str]) -> NoReturn:
    alike = [parameter for parameter in known if ("__" in parameter) == ("__" in name)]
    suggestions = nearest(name, alike) or nearest(name, known)
    raise Problem(
        "unknown-parameter",
        f"there is no parameter {name!r} here{did_you_mean(suggestions)}",
        parameter=name,
        suggestions=suggestions,
    )
