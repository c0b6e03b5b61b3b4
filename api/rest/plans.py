"""The parameters of a request, parsed, as a plan: filters, order, page, dates and members."""

from collections.abc import Mapping
from functools import cache

from api.limits import REST_ALL, REST_PAGE, REST_PAGE_MAX
from api.problems import Problem
from api.query.dates import (
    HOLDS,
    HOLDS_REASON,
    accepts_as_of,
    accepts_known_by,
    as_of_not_applicable,
    known_by_not_applicable,
    uses_as_of,
    uses_known_by,
)
from api.query.defaults import default_conditions
from api.query.filters import parse_name_list
from api.query.plan import Condition, Dates, Holds, Order, Parameter, Plan, Value, Window, order_of
from api.query.shape import CertainMember, Column, HoldsOn, Items, Member, PreparedRow, Shape
from api.query.value_habits import of_number
from api.query.values import parse_flag
from api.rest.include import Within, parse_include, validity_members
from schema.defaults import DEFAULTS
from schema.filters import Filter
from schema.resource import Resource
from schema.scalars import DECLARED_OPERATORS
from schema.suggestions import did_you_mean, nearest

ALL = "all"  # as a `limit`: the whole list in one answer
RELEASE = "release"  # names the release that answers; `api.rest.request` opens it
BOM = "bom"  # begins a CSV file with a byte order mark; `api.rest.request` reads it
DATES = ("as_of", "known_by")


@cache
def filter_parameters(resource: Resource) -> dict[str, tuple[Filter, str]]:
    """Every filter parameter of a resource: `status` and `status__not` → (filter, operator).

    A bare name stands for several values as well, so `in` has no parameter of its own.
    """
    return {
        f.name if operator == "eq" else f"{f.name}__{operator}": (f, operator)
        for f in resource.filters.values()
        for operator in f.operators
        if operator != "in"
    }


@cache
def declared_parameters(resource: Resource) -> dict[str, tuple[Filter, str]]:
    """The filter parameters that the contract declares."""
    parameters = filter_parameters(resource).items()
    return {name: what for name, what in parameters if what[1] in DECLARED_OPERATORS}


# Further names of operators.
_ALIASES = {"eq": ("", "__in"), "not": ("__not", "__not_in")}


@cache
def accepted_parameters(resource: Resource) -> dict[str, str]:
    """Every name that a filter parameter goes by → its own name: `country__in` → `country_code`."""
    return {
        f"{spelling}{suffix}": name
        for name, (filter_, operator) in filter_parameters(resource).items()
        for spelling in (filter_.name, filter_.short_name)
        for suffix in _ALIASES.get(operator, (f"__{operator}",))
    }


def _slot(name: str, value: Value) -> Value:
    """The slot of a value. `isnull` has none: its value is part of the statement."""
    if isinstance(value, tuple):
        return tuple(Parameter(name, index) for index in range(len(value)))
    return value if name.endswith("__isnull") else Parameter(name)


def condition(filter_: Filter, operator: str, value: Value) -> Condition:
    """The condition of a parameter: of a bare name with several values, `in`."""
    several = operator == "eq" and isinstance(value, tuple)
    return Condition(filter_, "in" if several else operator, value)


def _word_slots(words_: Value | None) -> tuple[Parameter, ...]:
    return tuple(Parameter("q", i) for i in range(len(words_))) if isinstance(words_, tuple) else ()


def list_plan(
    resource: Resource, query: Mapping[str, str], values: Mapping[str, Value], base: str = ""
) -> Plan:
    """The plan of a list, with a `Parameter` for each of the values.

    Addresses in it begin with `base`. Raises `Problem` for what the query names wrongly.
    """
    filters = filter_parameters(resource)
    limit = page_limit(query.get("limit"))
    dates = _dates(query)
    is_dated = is_on_date(resource, values)
    holds = _holds(resource, query, is_dated=is_dated)
    validity: tuple[Member, ...] = ()
    if is_dated and dates.as_of is not None:
        is_false = holds is Holds.false
        own = HoldsOn(HOLDS, dates.as_of) if is_false else CertainMember(HOLDS)
        validity = validity_members(resource, own, dates.as_of)
    given = {name: value for name, value in values.items() if name in filters}
    where = tuple(condition(*filters[name], _slot(name, value)) for name, value in given.items())
    defaults: tuple[Condition, ...] = ()
    if has_defaults(query):
        with_values = (condition(*filters[name], value) for name, value in given.items())
        defaults = default_conditions(resource, with_values)
    plan = Plan(
        resource=resource,
        shape=(Items("data", _members(resource, query, limit, validity, base)),),
        where=(*where, *defaults),
        words=_word_slots(values.get("q")),
        order=_order(resource, query.get("sort")),
        window=Window(limit, Parameter("after") if "after" in values else None),
        as_of=dates.as_of if is_dated else None,
        known_by=dates.known_by if accepts_known_by(resource) else None,
        holds=holds,
        certain_first=is_dated and "sort" not in query,
    )
    return _checked_dates(plan, query)


def has_defaults(query: Mapping[str, str]) -> bool:
    """Whether a list has its default filters, if it has any. Raises `Problem` for no such value."""
    return DEFAULTS not in query or parse_flag(query[DEFAULTS], DEFAULTS)


def item_plan(resource: Resource, query: Mapping[str, str], base: str = "") -> Plan:
    """The plan of one row, by the parameter `key`. Raises `Problem` for what is named wrongly."""
    by_key = Condition(resource.filters[resource.key], "eq", Parameter("key"))
    dates = _dates(query)
    validity: tuple[Member, ...] = ()
    if resource.validity is not None and dates.as_of is not None:
        validity = validity_members(resource, HoldsOn(HOLDS, dates.as_of), dates.as_of)
    plan = Plan(
        resource,
        _members(resource, query, 1, validity, base),
        where=(by_key,),
        as_of=dates.as_of if validity else None,
        known_by=dates.known_by if accepts_known_by(resource) else None,
    )
    return _checked_dates(plan, query)


def _dates(query: Mapping[str, str]) -> Dates:
    return Dates(*(Parameter(name) if name in query else None for name in DATES))


def _holds(resource: Resource, query: Mapping[str, str], *, is_dated: bool) -> Holds | None:
    """Which rows `holds` selects. Raises `Problem` if it has no date, or for another value."""
    text = query.get(HOLDS)
    if text is None:
        return None
    text = text.lower()
    if text not in set(Holds):
        detail = f"holds is one of {', '.join(Holds)}, not {text!r}"
        raise Problem("invalid-value", detail, parameter=HOLDS, suggestions=nearest(text, Holds))
    if not is_dated:
        detail = "holds says which rows hold on a date: give as_of=YYYY-MM-DD as well"
        raise Problem("no-effect", detail, parameter=HOLDS)
    if text == Holds.false and resource.validity is None:
        detail = f"holds=false needs rows with a validity of their own, which {resource.name} lack"
        raise Problem("no-effect", detail, parameter=HOLDS)
    return Holds(text)


def is_on_date(resource: Resource, parameters: Mapping[str, object]) -> bool:
    """Whether `as_of` is given and selects rows: by their own validity, or by that of a link."""
    if "as_of" not in parameters:
        return False
    names, filters = accepted_parameters(resource), filter_parameters(resource)
    return accepts_as_of(resource, (filters[names[n]][0] for n in parameters if n in names))


def _checked_dates(plan: Plan, query: Mapping[str, str]) -> Plan:
    """The plan. Raises `Problem` if a date is given and nothing in the plan depends on it."""
    resource = plan.resource
    if "as_of" in query and not is_on_date(resource, query) and not uses_as_of(plan):
        raise as_of_not_applicable(resource)
    if "known_by" in query and not uses_known_by(plan):
        raise known_by_not_applicable(resource)
    return plan


def _members(
    resource: Resource,
    query: Mapping[str, str],
    limit: int,
    validity: tuple[Member, ...],
    base: str,
) -> Shape | None:
    """A row's columns and embedded rows; None for the whole row, which publishing prepared."""
    if "fields" not in query and "include" not in query:
        return (PreparedRow(), *validity) if validity else None
    embedded = parse_include(resource, query.get("include"), limit, within(query, base))
    added = {member.key: member for member in validity}
    names = fields_of(resource, query.get("fields"), tuple(added))
    own = (added.get(name) or Column(name, name) for name in names)
    return (*own, *embedded)


def within(query: Mapping[str, str], base: str = "") -> Within:
    """What embedded plans take over from a query: the release that it names, and its dates."""
    return Within(query.get(RELEASE), _dates(query), base)


def fields_of(
    resource: Resource, names: str | None, added: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The columns that `fields` names, or all of them, and those that a date adds."""
    known = (*resource.fields, *added)
    if names is None:
        return known
    for name in names.split(","):
        if name not in known and name in _members_of_dates(resource):
            raise _needs_date(resource, name)
    return parse_name_list("fields", names, known)


def _members_of_dates(resource: Resource) -> tuple[str, ...]:
    """The members that a date may add to the rows of a list."""
    if resource.validity is not None:
        return (HOLDS, HOLDS_REASON)
    return (HOLDS,) if accepts_as_of(resource, resource.link_filters) else ()


def _needs_date(resource: Resource, name: str) -> Problem:
    """The problem of a member that only a date adds."""
    way = "give as_of=YYYY-MM-DD as well"
    if resource.validity is None:
        links = [f"{f.name}=" for f in resource.link_filters if accepts_as_of(resource, [f])]
        way = f"only lists with as_of and {' or '.join(links)} have it"
    detail = f"fields: {name} is what is known of a row on a date: {way}"
    return Problem("invalid-value", detail, parameter="fields")


def added_fields(resource: Resource, parameters: Mapping[str, object]) -> tuple[str, ...]:
    """The members that the date of a list adds to its rows."""
    if not is_on_date(resource, parameters):
        return ()
    return (HOLDS, HOLDS_REASON) if resource.validity is not None else (HOLDS,)


def _order(resource: Resource, sort: str | None) -> tuple[Order, ...]:
    """The keys of `sort`, or the resource's own order, made total by the resource's key."""
    if sort is None:
        return order_of(resource, resource.query.order)
    both = [f"{sign}{name}" for name in resource.sortable for sign in ("", "-")]
    names = parse_name_list("sort", sort, both)
    if len({name.removeprefix("-") for name in names}) < len(names):
        raise Problem("no-effect", "sort names a column twice", parameter="sort")
    return order_of(resource, names)


_ALL_ROWS = ("none", "null", "max", "unlimited", "inf", "*", "-1")


def page_limit(text: str | None) -> int:
    """The number of rows that `limit` asks for. Raises `Problem` for what is no such number."""
    if text is None:
        return REST_PAGE
    if text == ALL:
        return REST_ALL
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= REST_PAGE_MAX):
        number = [n for n in of_number(text) if 1 <= int(n) <= REST_PAGE_MAX]
        is_many = text.lower() in _ALL_ROWS or any(int(n) > 1 for n in of_number(text))
        suggestions = number or ([ALL] if is_many else [])
        raise Problem(
            "invalid-value",
            f"limit takes a whole number from 1 to {REST_PAGE_MAX}, or {ALL}, not {text!r}"
            f"{did_you_mean(suggestions)}",
            parameter="limit",
            maximum=REST_PAGE_MAX,
            suggestions=suggestions,
        )
    return int(text)
