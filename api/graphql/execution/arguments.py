"""Translates the arguments of fields into conditions, search words, order and window of a plan.

GraphQL has coerced their types; their values are validated by `api.query.filters`, as in REST. In
the compiled path an argument may be a `Parameter` that stands for a variable.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from api.graphql.schema.names import field_name, filters, operators
from api.limits import GRAPHQL_NODES_MAX, GRAPHQL_PAGE, GRAPHQL_PAGE_MAX
from api.problems import Problem
from api.query.cursors import parse_cursor
from api.query.dates import accepts_as_of
from api.query.defaults import default_conditions
from api.query.filters import NameResolver, ResolvedNames, parse_condition, parse_words
from api.query.plan import Condition, Dates, Holds, Order, Parameter, Window, order_of
from api.query.values import parse_date
from schema.defaults import DEFAULTS
from schema.relations import Relation
from schema.resource import Resource

_AS_OF, _KNOWN_BY = "asOf", "knownBy"
_LOOKUP = "lookup"


def where_conditions(
    resource: Resource, where: dict[str, Any], names: NameResolver
) -> tuple[Condition, ...]:
    """The conditions of `where`, in the order given. Raises `Problem`."""
    return tuple(
        _condition(resource, name, operator, value, names)
        for name, operands in where.items()
        if name != "q"
        for operator, value in _operands(name, operands).items()
    )


def _operands(name: str, operands: dict[str, Any] | None) -> dict[str, Any]:
    _refuse_null(operands, f"where.{name}", "leave it out")
    assert operands is not None
    return operands


def _condition(
    resource: Resource, name: str, operator_name: str, value: Any, names: NameResolver
) -> Condition:
    filter_ = filters(resource.name)[name]
    operator_by_name = operators(resource.name, filter_.name)
    if operator_name not in operator_by_name:
        raise _never_null(f"where.{name}", is_list=filter_.through is not None)
    operator = operator_by_name[operator_name]
    if isinstance(value, Parameter):
        # Each filter types a variable's value in its own way.
        return Condition(
            filter_, operator, _parameter(value, resource.name, filter_.name, operator)
        )
    parameter = f"where.{name}.{operator_name}"
    hint = "use isNull: true" if "isNull" in operator_by_name else "leave it out"
    _refuse_null(value, parameter, hint)
    return parse_condition(filter_, operator, value, names, ResolvedNames(), parameter)


def _never_null(parameter: str, *, is_list: bool) -> Problem:
    """The problem of `isNull` where nothing is null."""
    reason = "asks for rows of a list" if is_list else "is about a value that is never null"
    detail = f"{parameter} {reason}: leave isNull out"
    return Problem("invalid-value", detail, parameter=f"{parameter}.isNull")


def lookup_condition(resource: Resource, variable: Parameter) -> Condition:
    """The condition of a root field that takes a key: unlike a filter it accepts every alias."""
    key_filter = resource.filters[resource.key]
    return Condition(key_filter, "eq", _parameter(variable, resource.name, _LOOKUP))


def is_lookup(parameter: Parameter) -> bool:
    """Whether a parameter is that of a `lookup_condition`."""
    return parameter.name.endswith(f" {_LOOKUP}")


def variable_name(parameter: Parameter) -> str:
    """The name of the variable that a parameter takes its value from."""
    return parameter.name.partition(" ")[0]


def _parameter(variable: Parameter, *use: str) -> Parameter:
    """A parameter of one use of a variable. Names have no spaces, so its parts stay apart."""
    return Parameter(" ".join((variable.name, *use)))


def row_dates(arguments: dict[str, Any]) -> Dates:
    """The dates of a row field. Raises `Problem` for an invalid date."""
    return Dates(_date(arguments, _AS_OF), _date(arguments, _KNOWN_BY))


def _date(arguments: dict[str, Any], name: str) -> str | Parameter | None:
    value = arguments.get(name)
    if isinstance(value, Parameter):
        return _parameter(value, name)
    return None if value is None else parse_date(value, name)


def list_dates(
    resource: Resource,
    arguments: dict[str, Any],
    conditions: Sequence[Condition],
    relation: Relation | None,
) -> Dates:
    """The dates of a list.

    Raises `Problem` for an invalid date, and where neither rows nor links have a validity.
    """
    dates = row_dates(arguments)
    if dates.as_of is None or accepts_as_of(resource, (c.filter for c in conditions), relation):
        return dates
    links = [
        f"where.{field_name(link.short_name)}"
        for link in resource.link_filters
        if accepts_as_of(resource, [link])
    ]
    raise Problem(
        "no-effect",
        f"asOf has no effect here: {resource.name} have no validity in time of their own;"
        f" use it with {' or '.join(links)}",
        parameter=_AS_OF,
    )


def list_defaults(
    resource: Resource,
    arguments: dict[str, Any],
    conditions: Sequence[Condition],
    relation: Relation | None,
) -> tuple[Condition, ...]:
    """The default filters of a list; none with `defaults: false`."""
    if arguments.get(DEFAULTS) is False:
        return ()
    return default_conditions(resource, conditions, relation)


def list_holds(resource: Resource, arguments: dict[str, Any], dates: Dates) -> Holds | None:
    """Which rows of a list with a date. Raises `Problem` if it has no date."""
    value = arguments.get("holds")
    if value is None:
        return None
    if dates.as_of is None:
        detail = "holds says which rows hold on a date: give asOf as well"
        raise Problem("no-effect", detail, parameter="holds")
    holds = Holds(getattr(value, "value", value))
    if holds is Holds.false and resource.validity is None:
        detail = f"holds: FALSE needs rows with a validity of their own: {resource.name} have none"
        raise Problem("no-effect", detail, parameter="holds")
    return holds


def search_words(where: dict[str, Any]) -> tuple[str, ...]:
    """The words of `where.q`. Raises `Problem`."""
    if "q" not in where:
        return ()
    _refuse_null(where["q"], "where.q", "leave it out")
    return parse_words(where["q"], "where.q")


def list_order(resource: Resource, keys: list[Enum | None] | None) -> tuple[Order, ...]:
    """The sort keys of `orderBy`, or the resource's own. Raises `Problem` for a column twice."""
    names = tuple(str(key.value) for key in keys or () if key) or resource.query.order
    columns = [name.removeprefix("-") for name in names]
    duplicates = {field_name(column) for column in columns if columns.count(column) > 1}
    if duplicates:
        raise Problem(
            "invalid-value",
            f"orderBy has {', '.join(sorted(duplicates))} twice",
            parameter="orderBy",
        )
    return order_of(resource, names)


def list_window(arguments: dict[str, Any], release: str, *, has_rows: bool) -> Window:
    """The window of `first`, `after`, `last` and `before` (Relay Cursor Connections).

    Args:
        arguments: The coerced arguments of the connection field.
        release: The release that is read; cursors have to belong to it.
        has_rows: Whether the selection depends on the page's rows (`nodes`, `edges` or
            `pageInfo`); if not, the window is empty.

    Raises:
        Problem: `first` and `last`, a page size out of range, or an invalid cursor.
    """
    first, last = arguments.get("first"), arguments.get("last")
    after, before = arguments.get("after"), arguments.get("before")
    if first is not None and last is not None:
        detail = "first takes rows from the front and last from the end: use one of them"
        raise Problem("invalid-value", detail, parameter="first")
    # Where no size says the end to begin at, a page adjoins its only cursor.
    backward = last is not None or (first is None and after is None and before is not None)
    size = _page_size("last" if backward else "first", last if backward else first)
    keys = {
        name: None if cursor is None else parse_cursor(cursor, release, name)
        for name, cursor in (("after", after), ("before", before))
    }
    anchor, bound = (keys["before"], keys["after"]) if backward else keys.values()
    return Window(size if has_rows else 0, anchor, backward, bound)


def check_count_of_ids(ids: Sequence[str]) -> None:
    """Raise `Problem` for more ids than `nodes` takes."""
    if len(ids) > GRAPHQL_NODES_MAX:
        raise Problem(
            "too-costly",
            f"ids has {len(ids)} values, and {GRAPHQL_NODES_MAX} is the most",
            parameter="ids",
            limit="ids",
            cost=len(ids),
            maximum=GRAPHQL_NODES_MAX,
        )


def _page_size(parameter: str, size: int | None) -> int:
    if size is None:
        return GRAPHQL_PAGE
    if size < 0:
        raise Problem("invalid-value", f"{parameter} is below 0: {size}", parameter=parameter)
    if size > GRAPHQL_PAGE_MAX:
        raise Problem(
            "too-costly",
            f"{parameter} is {size}, and a page has at most {GRAPHQL_PAGE_MAX} rows",
            parameter=parameter,
            limit="page",
            cost=size,
            maximum=GRAPHQL_PAGE_MAX,
        )
    return size


def _refuse_null(value: object, parameter: str, hint: str) -> None:
    # Null could mean "is unknown" or "any value": answering the wrong one would mislead.
    if value is None:
        raise Problem("invalid-value", f"{parameter} is null: {hint}", parameter=parameter)
