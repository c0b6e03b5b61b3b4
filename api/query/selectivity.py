"""How many rows the conditions of a list select, and how many an index finds for them.

Both are estimated from the statistics of a release, without the values of a request.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod, sqrt
from typing import NamedTuple

from api.query.plan import Condition, Plan
from api.releases.statistics import Statistics, Values
from schema.relations import Relation
from schema.scalars import LISTS

# Rows that are read to find one that matches. Of another condition without an index, such as
# `contains`, it may be the last row of the table.
_READ_FOR_ONE = dict.fromkeys(("lt", "lte", "gt", "gte", "isnull", "not"), 4.0)

# The part of the rows that have the value of a default filter, at least: it is a frequent one.
_OF_DEFAULT = 0.5


class Below(NamedTuple):
    """Where an embedded list or row hangs: the relation to it, and the table of the rows above."""

    relation: Relation
    table: str


class Searched(NamedTuple):
    """The rows that an index finds: as the database expects it, for any value, and as we do."""

    alike: float
    rows: float


class Matches(NamedTuple):
    """What the conditions of a list select.

    Attributes:
        matched: The rows that match; at most, because what a range selects depends on its ends.
        searched: What each index finds that serves a condition. The database takes the least.
        read_for_one: The rows that are read to find one that matches the other conditions.
    """

    matched: float
    searched: list[Searched]
    read_for_one: float

    def examined(self, total: float) -> float:
        """The rows that are examined: those that an index finds, or else all of the table."""
        return min(self.searched, default=Searched(total, total)).rows


@dataclass(frozen=True, slots=True)
class Selectivity:
    """Estimates what conditions select in a release that has these statistics."""

    statistics: Statistics

    def rows(self, plan: Plan) -> float:
        """The rows of the table of a plan."""
        return self.statistics.rows.get(plan.table_name, 0.0)

    def matches(self, plan: Plan, below: Below | None, unsearched: frozenset[str]) -> Matches:
        """What the conditions of a plan select.

        Args:
            plan: A plan.
            below: Where its list hangs, or None.
            unsearched: The columns whose conditions no index serves.
        """
        total = self.rows(plan)
        searched, read_for_one = [], 1.0
        compared: dict[str, float] = {}  # rows by column
        if below is not None:
            searched.append(self._of_one_parent(plan, below))
        if plan.words:
            frequent = sqrt(total)  # few words are frequent, and most are rare
            searched.append(Searched(frequent, frequent))
        matched = min([total, *(index.rows for index in searched)])
        for condition in plan.where:
            rows = self._selected(plan, condition)
            if rows is None:
                read_for_one *= _READ_FOR_ONE.get(condition.operator, total)
                continue
            least = _OF_DEFAULT if condition.by_default else 0.0
            matched *= min(1.0, max(least, rows / max(total, 1.0)))
            if condition.filter.column not in unsearched:
                searched.append(Searched(rows, rows))
                compared[condition.filter.column] = rows
        searched += _ranked(plan, compared, total)
        if below is None:
            matched = max(matched, min(total, 1.0))  # clients name what there is
        return Matches(matched, searched, read_for_one)

    def _of_one_parent(self, plan: Plan, below: Below) -> Searched:
        """The rows of a list that belong to one row above it, on average."""
        table, column = plan.table_name, below.relation.remote
        if (link := below.relation.through) is not None:
            table, column = link.table, link.near
        total = self.statistics.rows.get(table, 0.0)
        values = self.statistics.values.get((table, column), Values(total, total))
        parents = max(self.statistics.rows.get(below.table, 1.0), 1.0)
        return Searched(values.alike, values.rows / parents)

    def _selected(self, plan: Plan, condition: Condition) -> float | None:
        """The rows that a condition selects by an index; None if that depends on its value."""
        filter_, value = condition.filter, condition.value
        table = filter_.through.table if filter_.through else plan.table_name
        values = self.statistics.values.get((table, filter_.column))
        if values is None or filter_.kind in LISTS:
            return None
        if condition.operator in ("eq", "in"):
            return values.alike * (len(value) if isinstance(value, tuple) else 1)
        is_partial = values.rows < self.statistics.rows.get(table, 0.0)  # without nulls
        return values.rows if condition.operator == "isnull" and not value and is_partial else None


def _ranked(plan: Plan, compared: dict[str, float], total: float) -> Iterator[Searched]:
    """What each ranked index finds whose columns are compared, all or all but the first.

    SQLite searches such an index once for each value of the first column. Columns of one index are
    not independent: the most selective one counts in full, the next one by its square root, and so
    on (exponential backoff, as SQL Server estimates several conditions).

    Args:
        plan: A plan.
        compared: The rows that each condition selects, by column.
        total: The rows of the table.
    """
    for first, *others, _ in plan.resource.indexes.ranked:
        if others and compared.keys() >= set(others):
            columns = [column for column in (first, *others) if column in compared]
            shares = sorted(compared[column] / max(total, 1.0) for column in columns)
            rows = total * prod(share**0.5**n for n, share in enumerate(shares))
            yield Searched(rows, rows)
