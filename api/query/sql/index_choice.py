"""Which conditions of a page an index may search.

SQLite's planner sees no values, and it does not reckon with the limit of a page. It searches by a
column of two values and sorts half of the table, where the index of the sort key has the page at
its beginning. So conditions on columns of few values are written in a way that no index serves,
unless the statement finds that few rows have the value.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from math import isqrt
from typing import Any

from api.query.plan import Condition, Order, Plan, order_of
from schema import RECORD
from schema.relations import Relation
from schema.resource import Resource
from schema.scalars import LISTS, Kind

_COUNTED = 8  # so many times fewer rows are counted than would pay on average


def unsearched_columns(
    plan: Plan, relation: Relation | None, selective: frozenset[tuple[str, str]]
) -> frozenset[str]:
    """The columns whose conditions no index should search, so that the sort key's index is read.

    Args:
        plan: A plan with a window.
        relation: The relation to the rows, if they belong to a parent.
        selective: The columns, as (table, column), whose values select few rows each.
    """
    if not sorts_by_index(plan):
        return frozenset()
    compared = {c.filter.column for c in plan.where if _is_equality(c)}
    table = plan.resource.table_name
    if lead := _leading_columns(plan, relation):
        return frozenset(compared - lead)
    compared.discard(plan.order[0].column)  # its index has the rows of each value in order
    return frozenset(name for name in compared if (table, name) not in selective)


def _leading_columns(plan: Plan, relation: Relation | None) -> set[str]:
    """The compared columns that lead an index in the plan's order; none without such an index."""
    leading = {c.filter.column for c in plan.where if _is_equality(c)}
    leading |= {relation.remote} if relation is not None else set()
    for lead, order in _ordered_indexes(plan):
        if lead <= leading and plan.order == order_of(plan.resource, order):
            return lead
    return set()


def conditions_by_value(
    plan: Plan, unsearched: frozenset[str], unselective: Mapping[tuple[str, str], int]
) -> Iterator[tuple[Condition, int]]:
    """The conditions for which the frequency of the value decides whether an index searches it.

    Args:
        plan: A plan with a window.
        unsearched: The columns of `unsearched_columns`.
        unselective: The entries of the index of a column, by (table, column).

    Returns:
        Each condition, with the number of rows that a value may have that is searched. With as many
        rows as the root of the entries times the limit, both ways cost the same on average. The
        number is a part of that, because a frequent value's rows are counted in vain.
    """
    assert plan.window is not None
    for condition in plan.where:
        key = plan.table_name, condition.filter.column
        is_chosen = condition.operator == "eq" and not condition.by_default
        if is_chosen and key[1] in unsearched and key in unselective:
            yield condition, isqrt(unselective[key] * plan.window.limit) // _COUNTED


def values_in_order(
    plan: Plan, unsearched: frozenset[str], values: Mapping[tuple[str, str], Sequence[Any]]
) -> list[Any]:
    """The values of the first sort key in the plan's order, if rows are read one value at a time.

    Each value's rows are in the index of the column, in the order of their keys. So a page begins
    at its cursor, however many rows have the value, and no second index is needed in which the
    values descend.

    Args:
        plan: A plan with a window, of rows without a parent.
        unsearched: The columns of `unsearched_columns`. Where an index searches another column or
            words, the rows that it selects are sorted instead.
        values: The values of columns of few values, in descending order, by (table, column).

    Returns:
        The values; none if the rows are read otherwise.
    """
    assert plan.window is not None
    first, *rest = plan.order
    stored = values.get((plan.table_name, first.column), ())
    if rest != [Order(plan.resource.key)] or plan.resource.name not in RECORD or plan.words:
        return []
    searched = {c.filter.column for c in plan.where if _is_equality(c)} - unsearched
    has_one = any(c.filter.column == first.column and c.operator == "eq" for c in plan.where)
    if has_one or searched - {first.column} or not sorts_by_index(plan):
        return []
    if not first.descending and not plan.window.ends:
        return []  # the index has the first rows at its beginning
    descending = [value for value in stored if value is not None]
    in_order = descending if first.descending else descending[::-1]
    in_order += [None] * (None in stored)
    return in_order[::-1] if plan.window.backward else in_order


def _is_equality(condition: Condition) -> bool:
    return condition.filter.through is None and condition.operator in ("eq", "in")


def sorts_by_index(plan: Plan) -> bool:
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


class InOrder(Enum):
    """An index that yields rows in the order of a plan."""

    keys = "keys"  # with the sort keys alone
    figures = "figures"  # with the figures of a series behind them, and the row's key before these


def index_in_order(plan: Plan, relation: Relation) -> InOrder | None:
    """The index that yields the rows of a parent in the plan's order, if there is one.

    Publishing creates one for each relation in the default order, and the ranked indexes.
    """
    if plan.words or relation.through or plan.window is None:
        return None
    if plan.certain_first or plan.reads_versions:
        return None
    if plan.window.backward or plan.window.ends:
        return None
    if any(c.operator != "eq" or c.filter.through for c in plan.where):
        return None
    leads = sorted([relation.remote, *(c.filter.column for c in plan.where)])
    resource, own = plan.resource, plan.resource.query.order
    if leads == [relation.remote] and plan.order == order_of(resource, own):
        return InOrder.keys
    for *leading, ranked in resource.indexes.ranked:
        if sorted(leading) == leads and plan.order == order_of(resource, (ranked,)):
            return _of_ranking(resource, ranked)
    return None


def _of_ranking(resource: Resource, ranked: str) -> InOrder:
    """What the index of a ranking has: figures in the order of the list, if rows have any."""
    has_figures = any(field.kind is Kind.figure for field in resource.fields.values())
    is_own = ranked == resource.query.order[0]
    return InOrder.figures if is_own and has_figures else InOrder.keys


def ranking_in_order(plan: Plan) -> InOrder | None:
    """The index of a declared ranking that yields the rows of a list in its order, if there is one.

    It may have further conditions and cursors: rows that do not match are passed over.
    """
    if plan.words or not sorts_by_index(plan):
        return None
    given = {c.filter.column for c in plan.where if c.operator == "eq" and not c.filter.through}
    resource = plan.resource
    for *leading, ranked in resource.indexes.ranked:
        if given.issuperset(leading) and plan.order == order_of(resource, (ranked,)):
            return _of_ranking(resource, ranked)
    return None


def has_words_by_key(plan: Plan) -> bool:
    """Whether a list is of the rows of the record with some words alone, in the order of their key.

    With other conditions the rows with the words may not be the fewest.
    """
    has_others = plan.where or plan.reads_versions or plan.as_of is not None
    is_forward = plan.window is not None and not plan.window.backward
    by_key = plan.order[0].column == plan.resource.key and plan.resource.name in RECORD
    return bool(plan.words) and by_key and is_forward and not has_others
