"""The default filters of a list: which apply beside the conditions that a client gives."""

from collections.abc import Iterable

from api.query.plan import Condition
from schema.relations import Relation
from schema.resource import Resource


def default_conditions(
    resource: Resource, where: Iterable[Condition], relation: Relation | None = None
) -> tuple[Condition, ...]:
    """The conditions that a list has by default.

    A condition on the column itself turns one off, and so does one that names the value of another
    column which says what is meant. A negation does not: it leaves all others.

    Args:
        resource: The resource that is listed.
        where: The client's conditions.
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
        if default.column not in given and named.isdisjoint(default.unless)
    )
