"""Query string → Plan: what REST's parameters mean, as pure functions.

Strict on purpose: an unknown, repeated or malformed parameter is refused with a hint, since an
answer to another question than the one asked is worse than none.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from api.limits import REST_ALL, REST_PAGE, REST_PAGE_MAX
from api.problems import Problem, did_you_mean, near
from api.query.as_of import as_of_not_applicable
from api.query.cursors import parse_cursor
from api.query.filters import (
    NameResolver,
    ResolvedNames,
    parse_condition,
    parse_date,
    parse_name_list,
    parse_words,
    resolve_key,
)
from api.query.plan import (
    HOLDS,
    CertainMember,
    Column,
    Condition,
    HoldsOn,
    Items,
    Order,
    Parameter,
    Plan,
    PreparedRow,
    Shape,
    Value,
    Window,
    accepts_as_of,
    order_of,
    uses_as_of,
)
from api.rest.include import Within, embeds
from schema import RESOURCES
from schema.resource import Filter, Resource

_PARAMETERS_MAX = 200
ALL = "all"  # as a `limit`: the whole list in one answer
RELEASE = "release"  # names the release that answers; `api.rest.request` has opened it

# The last segments of /v1/countries/{code}/{name}.
OF_A_COUNTRY = tuple(RESOURCES["countries"].nested)


# What a request asks in structure, whatever its values: requests alike share one statement.
Structure = tuple[Hashable, ...]


class Asked(NamedTuple):
    """A question taken apart: its structure, its values, and how to make the plan of it.

    `resolved` tells what codes and aliases were taken to mean. `plan` has a `Parameter` for each
    value; making it checks what the structure names.
    """

    structure: Structure
    values: dict[str, Value]
    plan: Callable[[], Plan]
    resolved: dict[str, dict[str, str]]


@cache
def filter_parameters(resource: Resource) -> dict[str, tuple[Filter, str]]:
    """Every filter parameter of a resource: `status` and `status__in` → (filter, operator)."""
    return {
        what.name if operator == "eq" else f"{what.name}__{operator}": (what, operator)
        for what in resource.filters.values()
        for operator in what.operators
    }


def list_parameters(resource: Resource) -> list[str]:
    """The names of every parameter that a list of this resource takes."""
    search = ["q"] if resource.query.search else []
    return [
        *filter_parameters(resource),
        *search,
        "as_of",
        "sort",
        "fields",
        "include",
        "limit",
        "after",
        RELEASE,
    ]


def read_ascii(query: bytes) -> str:
    """A raw query string as text; what is not ASCII has to be escaped."""
    try:
        return query.decode("ascii")
    except UnicodeDecodeError:
        raise Problem(
            "invalid-value", "the query string has letters that are not escaped"
        ) from None


def read_query(query: str) -> dict[str, str]:
    """Decode a query string, refusing repeated names, broken escapes and sheer numbers."""
    try:
        pairs = parse_qsl(
            query,
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_PARAMETERS_MAX,
        )
    except UnicodeDecodeError:
        raise Problem("invalid-value", "the query string is not UTF-8") from None
    except ValueError:
        raise Problem(
            "too-costly", f"more than {_PARAMETERS_MAX} parameters", maximum=_PARAMETERS_MAX
        ) from None
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise Problem("duplicate-parameter", f"{name} is given twice", parameter=name)
        values[name] = value
    return values


def ask_list(
    resource: Resource,
    query: Mapping[str, str],
    names: NameResolver,
    release: str,
    country: str | None = None,
) -> Asked:
    """What a list is asked. `country` is the code of the country that the path sets.

    Raises `Problem`; what the structure names (`sort`, `fields` ...) is checked by `Asked.plan`.
    """
    filters = filter_parameters(resource)
    resolved, values = ResolvedNames(), dict[str, Value]()
    structure: list[Hashable] = [resource.name, country is not None]
    for name, text in query.items():
        if name in filters and not (country and name.startswith("country")):
            value = parse_condition(*filters[name], text, names, resolved, name).value
            values[name] = value
            is_fixed = name.endswith("__isnull")
            structure.append((name, value if is_fixed else _length(value)))
        elif name == "after":
            values[name] = parse_cursor(text, release, name)
            structure.append(name)
        elif name == "as_of":
            values[name] = parse_date(text)
            structure.append(name)
        elif name == "q" and resource.query.search:
            values[name] = parse_words(text)
            structure.append((name, _length(values[name])))
        elif name in _STRUCTURAL:
            structure.append((name, text))
        else:
            _refuse_unknown([name], _known(resource, country))
    if country:
        values["country"] = country
    return Asked(tuple(structure), values, lambda: _list_plan(resource, query, values), resolved)


def ask_item(resource: Resource, key: str, query: Mapping[str, str], names: NameResolver) -> Asked:
    """What one row is asked for, by its key or, for countries and groups, any code or alias."""
    values: dict[str, Value] = {}
    structure: list[Hashable] = [resource.name, None]
    for name, text in query.items():
        if name == "as_of":
            values[name] = parse_date(text)
            structure.append(name)
        elif name in _OF_AN_ITEM:
            structure.append((name, text))
        else:
            _refuse_unknown([name], _OF_AN_ITEM)
    values["key"] = found = resolve_key(resource.name, key, names)
    resolved = {resource.key: {key: found}} if found != key else {}
    return Asked(tuple(structure), values, lambda: _item_plan(resource, query), resolved)


_OF_AN_ITEM = ["fields", "include", "as_of", RELEASE]
_STRUCTURAL = ("sort", "fields", "include", "limit", RELEASE)  # links lead to a named release


def _known(resource: Resource, country: str | None) -> list[str]:
    known = list_parameters(resource)
    return [n for n in known if n.split("__")[0] != "country"] if country else known


def _length(value: Value) -> int | None:
    return len(value) if isinstance(value, tuple) else None


def _slot(name: str, value: Value) -> Value:
    """Where a value goes; what `isnull` asks is part of the statement itself."""
    if isinstance(value, tuple):
        return tuple(Parameter(name, index) for index in range(len(value)))
    return value if name.endswith("__isnull") else Parameter(name)


def _list_plan(resource: Resource, query: Mapping[str, str], values: Mapping[str, Value]) -> Plan:
    filters = filter_parameters(resource)
    limit = _limit(query.get("limit"))
    found = values.get("q", ())
    holds = CertainMember(HOLDS) if is_on_date(resource, values) else None
    plan = Plan(
        resource=resource,
        shape=(Items("data", _members(resource, query, limit, holds)),),
        where=tuple(
            Condition(*filters[name], _slot(name, value))
            for name, value in values.items()
            if name in filters
        ),
        words=tuple(Parameter("q", i) for i in range(len(found)))
        if isinstance(found, tuple)
        else (),
        order=_order(resource, query.get("sort")),
        window=Window(limit, Parameter("after") if "after" in values else None),
        as_of=Parameter("as_of") if holds else None,
    )
    return _dated(plan, query)


def _item_plan(resource: Resource, query: Mapping[str, str]) -> Plan:
    by_key = Condition(resource.filters[resource.key], "eq", Parameter("key"))
    holds = HoldsOn(HOLDS, Parameter("as_of")) if is_on_date(resource, query) else None
    return _dated(Plan(resource, _members(resource, query, 1, holds), where=(by_key,)), query)


def is_on_date(resource: Resource, asked: Mapping[str, object]) -> bool:
    """Whether a list, or a row, is asked for as of a date that can tell what is in it."""
    if "as_of" not in asked:
        return False
    filters = filter_parameters(resource)
    return accepts_as_of(resource, (filters[name][0] for name in asked if name in filters))


def _dated(plan: Plan, query: Mapping[str, str]) -> Plan:
    """The plan, unless it was asked with a date that nothing in it has a use for."""
    resource = plan.resource
    if "as_of" not in query or is_on_date(resource, query) or uses_as_of(plan):
        return plan
    raise as_of_not_applicable(resource)


def _members(
    resource: Resource, query: Mapping[str, str], limit: int, holds: CertainMember | HoldsOn | None
) -> Shape | None:
    """A row's columns and what it embeds; None for the whole row, which is prepared at publish."""
    if "fields" not in query and "include" not in query:
        return (PreparedRow(), holds) if holds else None
    within = Within(query.get(RELEASE), Parameter("as_of") if "as_of" in query else None)
    embedded = embeds(resource, query.get("include"), limit, within)
    names = fields_of(resource, query.get("fields"), on_date=holds is not None)
    own = (holds if name == HOLDS and holds else Column(name, name) for name in names)
    return (*own, *embedded)


def _refuse_unknown(asked: Iterable[str], known: list[str]) -> None:
    for name in asked:
        if name not in known:
            alike = [k for k in known if ("__" in k) == ("__" in name)]
            suggestions = near(name, alike) or near(name, known)
            raise Problem(
                "unknown-parameter",
                f"there is no parameter {name!r} here{did_you_mean(suggestions)}",
                parameter=name,
                suggestions=suggestions,
            )


def fields_of(resource: Resource, asked: str | None, *, on_date: bool = False) -> tuple[str, ...]:
    """The columns that `fields` names, or all of them; on a date `holds` is one more."""
    known = (*resource.fields, HOLDS) if on_date else tuple(resource.fields)
    return known if asked is None else parse_name_list("fields", asked, known)


def _order(resource: Resource, asked: str | None) -> tuple[Order, ...]:
    if asked is None:
        return order_of(resource, resource.query.order)
    both = [f"{sign}{name}" for name in resource.sortable for sign in ("", "-")]
    found = parse_name_list("sort", asked, both)
    if len({name.removeprefix("-") for name in found}) < len(found):
        raise Problem("invalid-value", "sort names a column twice", parameter="sort")
    return order_of(resource, found)


def _limit(asked: str | None) -> int:
    if asked is None:
        return REST_PAGE
    if asked == ALL:
        return REST_ALL
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= REST_PAGE_MAX):
        raise Problem(
            "invalid-value",
            f"limit takes a whole number from 1 to {REST_PAGE_MAX}, or {ALL}, not {asked!r}",
            parameter="limit",
            maximum=REST_PAGE_MAX,
        )
    return int(asked)
