"""The default filters of a list: which apply beside the conditions that a client gives."""

from collections.abc import Iterable

from api.query.plan import Condition
from schema.defaults import DefaultFilter
from schema.relations import Relation
from schema.resource import Resource


def default_conditions(
    resource: Resource, where: Iterable[Condition], relation: Relation | None = None
) -> tuple[Condition, ...]:
    """The conditions that a list has by default.

    A condition on the column itself turns one off, and so does one that names the value of another
    column which says what is meant, or only values that no row with the default has. A negation
    does not: it leaves all others.

    Args:
        resource: The resource that is listed.
        where: The client's conditions, with their values in the columns that decide.
        relation: The relation to the rows, if they belong to a row above.
    """
    if not resource.defaults:
        return ()
    where = tuple(where)
    given = {condition.filter.column for condition in where}
    named = {condition.filter.column for condition in where if condition.operator != "not"}
    if relation is not None:
        named.add(relation.remote)
    return tuple(
        Condition(resource.filters[default.column], "eq", str(default.value), by_default=True)
        for default in resource.defaults
        if default.column not in given
        and named.isdisjoint(default.unless)
        and not any(_has_none(default, condition) for condition in where)
    )


def _has_none(default: DefaultFilter, condition: Condition) -> bool:
    """Whether a condition is for values only of which no row has the default."""
    if condition.operator not in ("eq", "in") or condition.filter.column not in default.lacking:
        return False
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    return set(values) <= set(default.lacking[condition.filter.column])
