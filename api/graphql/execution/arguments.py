"""The arguments of a connection → conditions, words, order and window of a plan.

They arrive coerced by GraphQL; meaning is given by `api.query.filters`, as for REST.
"""

from enum import Enum
from typing import Any

from api.graphql.schema.names import filters, operators
from api.limits import GRAPHQL_PAGE, GRAPHQL_PAGE_MAX
from api.problems import Problem
from api.query.cursors import parse_cursor
from api.query.filters import NameResolver, ResolvedNames, parse_condition, parse_date, parse_words
from api.query.plan import Condition, Order, Parameter, Window, accepts_as_of, order_of
from schema.resource import Filter, Relation, Resource


def conditions(
    resource: Resource, where: dict[str, Any], names: NameResolver
) -> tuple[Condition, ...]:
    """`where` as conditions, in the order given."""
    known = filters(resource.name)
    found = []
    for name, asked in where.items():
        if name == "q":
            continue
        _refuse_null(asked, f"where.{name}", "leave it out")
        takes = operators(resource.name, known[name].name)
        for operator, value in asked.items():
            parameter = f"where.{name}.{operator}"
            if isinstance(value, Parameter):
                found.append(slotted(resource, known[name], takes[operator], value))
                continue
            hint = "use isNull: true" if "isNull" in takes else "leave it out"
            _refuse_null(value, parameter, hint)
            found.append(
                parse_condition(
                    known[name], takes[operator], value, names, ResolvedNames(), parameter
                )
            )
    return tuple(found)


def slotted(resource: Resource, what: Filter, operator: str, variable: Parameter) -> Condition:
    """A condition on a variable's value, in a slot of its own: each filter types it differently."""
    slot = Parameter(f"{variable.name} {resource.name} {what.name} {operator}")
    return Condition(what, operator, slot)


def looked_up(resource: Resource, variable: Parameter) -> Condition:
    """A look-up by a variable's value: not as a filter has it, for any alias of the key will do."""
    slot = Parameter(f"{variable.name} {resource.name} {LOOK_UP}")
    return Condition(resource.filters[resource.key], "eq", slot)


LOOK_UP = "look-up"


def date_asked(arguments: dict[str, Any]) -> str | Parameter | None:
    """`asOf`, if it is given: a date, or where a variable's goes."""
    asked = arguments.get("asOf")
    if isinstance(asked, Parameter):
        return Parameter(f"{asked.name} {AS_OF}")
    return None if asked is None else parse_date(asked, AS_OF)


AS_OF = "asOf"


def as_of(
    resource: Resource,
    arguments: dict[str, Any],
    where: tuple[Condition, ...],
    relation: Relation | None,
) -> str | Parameter | None:
    """The date of a list. Raises `Problem` for what is none, and where nothing has a validity."""
    asked = date_asked(arguments)
    if asked is not None and not accepts_as_of(resource, (c.filter for c in where), relation):
        links = [
            f"where.{what.name}"
            for what in resource.link_filters
            if accepts_as_of(resource, [what])
        ]
        raise Problem(
            "invalid-value",
            f"asOf has nothing to tell of here: {resource.name} by themselves have no life in time;"
            f" use it with {' or '.join(links)}",
            parameter=AS_OF,
        )
    return asked


def _refuse_null(value: object, parameter: str, hint: str) -> None:
    # Null could be meant as "is unknown" or as "any": an answer to the wrong one would mislead.
    if value is None:
        raise Problem("invalid-value", f"{parameter} is null: {hint}", parameter=parameter)


def search_words(where: dict[str, Any]) -> tuple[str, ...]:
    """The words of `where.q`."""
    if "q" not in where:
        return ()
    _refuse_null(where["q"], "where.q", "leave it out")
    return parse_words(where["q"], "where.q")


def order(resource: Resource, asked: list[Enum | None] | None) -> tuple[Order, ...]:
    """`orderBy` as sort keys."""
    names = tuple(str(key.value) for key in asked or () if key) or resource.query.order
    found = [name.removeprefix("-") for name in names]
    twice = {name for name in found if found.count(name) > 1}
    if twice:
        raise Problem(
            "invalid-value",
            f"orderBy has {', '.join(sorted(twice))} twice",
            parameter="orderBy",
        )
    return order_of(resource, names)


def window(arguments: dict[str, Any], release: str, *, has_rows: bool) -> Window:
    """`first`, `after`, `last` and `before` as a window; none of its rows without `has_rows`."""
    first, last = arguments.get("first"), arguments.get("last")
    after, before = arguments.get("after"), arguments.get("before")
    backward = last is not None or (before is not None and first is None)
    _refuse_mixture(first is not None or after is not None, backward or before is not None)
    size = _size("last" if backward else "first", last if backward else first)
    parameter, cursor = ("before", before) if backward else ("after", after)
    key = None if cursor is None else parse_cursor(cursor, release, parameter)
    return Window(size if has_rows else 0, key, backward)


def _refuse_mixture(forward: bool, backward: bool) -> None:
    if forward and backward:
        raise Problem(
            "invalid-value",
            "first and after page forward, last and before backward: use one pair or the other",
            parameter="first",
        )


def _size(parameter: str, asked: int | None) -> int:
    if asked is None:
        return GRAPHQL_PAGE
    if asked < 0:
        raise Problem("invalid-value", f"{parameter} is below 0: {asked}", parameter=parameter)
    if asked > GRAPHQL_PAGE_MAX:
        raise Problem(
            "too-costly",
            f"{parameter} is {asked}, and a page has at most {GRAPHQL_PAGE_MAX} rows",
            parameter=parameter,
            limit="page",
            cost=asked,
            maximum=GRAPHQL_PAGE_MAX,
        )
    return asked
