"""Which conditions of a page an index may search.

SQLite's planner sees no values, and it does not reckon with the limit of a page. It searches by a
column of two values and sorts half of the table, where the index of the sort key has the page at
its beginning. So conditions on columns of few values are written in a way that no index serves.
"""

from collections.abc import Iterator

from api.query.plan import Condition, Plan, order_of
from schema.relations import Relation
from schema.scalars import LISTS


def unsearched_columns(
    plan: Plan, relation: Relation | None, selective: frozenset[tuple[str, str]]
) -> frozenset[str]:
    """The columns whose conditions no index should search, so that the sort key's index is read.

    Args:
        plan: A plan with a window.
        relation: The relation to the rows, if they belong to a parent.
        selective: The columns, as (table, column), whose values select few rows each.
    """
    if not _is_sorted_by_index(plan):
        return frozenset()
    compared = {c.filter.column for c in plan.where if _is_equality(c)}
    leading = compared | ({relation.remote} if relation is not None else set())
    table = plan.resource.table_name
    for lead, order in _ordered_indexes(plan):
        if lead <= leading and plan.order == order_of(plan.resource, order):
            return frozenset(compared - lead)
    compared.discard(plan.order[0].column)  # its index has the rows of each value in order
    return frozenset(name for name in compared if (table, name) not in selective)


def _is_equality(condition: Condition) -> bool:
    return condition.filter.through is None and condition.operator in ("eq", "in")


def _is_sorted_by_index(plan: Plan) -> bool:
    """Whether publishing makes an index of the first sort key."""
    resource, first = plan.resource, plan.order[0].column
    if plan.certain_first or plan.reads_versions:
        return False
    return first not in resource.indexes.unindexed and resource.fields[first].kind not in LISTS


def _ordered_indexes(plan: Plan) -> Iterator[tuple[set[str], tuple[str, ...]]]:
    """The columns that lead an index, and the order in which it has their rows."""
    resource = plan.resource
    for *leading, ranked in resource.indexes.ranked:
        yield set(leading), (ranked,)
    for condition in plan.where:
        if condition.filter.refers and condition.filter.refers != resource.name:
            yield {condition.filter.column}, resource.query.order
