"""What a plan is expected to cost: an estimate of the database's steps and of the answer's bytes.

The estimate is made once, when a statement is compiled, from the plan and the statistics of the
release: how many rows its tables have, and how many of them share a value. It knows no value of
the request. docs/graphql.md explains it; `python -m tests.graphql.costs` compares it with what is
measured.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod, sqrt
from typing import NamedTuple

from api.query.plan import Condition, Plan
from api.query.shape import (
    Column,
    CoverageText,
    Cursor,
    DatedGroup,
    Embed,
    Group,
    HoldsOn,
    HoldsReason,
    Items,
    Member,
    OneOf,
    PageField,
    PageStat,
    Part,
    Shape,
    reads_key_alone,
)
from api.query.sql.index_choice import index_in_order, sorts_by_index, unsearched_columns
from api.query.units import Cost
from api.releases.statistics import Statistics, Values
from schema.relations import Relation
from schema.scalars import LISTS, Kind

# Steps of SQLite's virtual machine, fitted to what is measured.
_BEGIN = 16.0  # to begin a statement, a list, a count or a look-up
_WORDS = 380.0  # to look up words in their index
_EXAMINE = 2.0  # to read a row of a table or of an index
_LOOK_UP = 2.0  # to read the row that an entry of an index, or of a link table, is of
_COMPARE = 2.0  # to compare a row with a condition
_COMPARED_MAX = 3  # conditions: the first one that a row fails is its last
_SORT = 6.0  # to sort a row
_WRITE_ROW = 10.0
_WRITE_MEMBER = 3.0
_WRITE_HOLDS = 12.0  # whether a row holds on a date, or why that is unknown

# Rows that are read to find one that matches. Of another condition without an index, such as
# `contains`, it may be the last row of the table.
_READ_FOR_ONE = dict.fromkeys(("lt", "lte", "gt", "gte", "isnull", "not"), 4.0)

# The part of the rows that have the value of a default filter, at least: it is a frequent one.
_OF_DEFAULT = 0.5

# Bytes of a value as JSON, by kind; and of a member's key, whatever alias it has.
_BYTES = {
    Kind.slug: 35.0, Kind.text: 60.0, Kind.url: 80.0, Kind.texts: 60.0, Kind.json: 20.0,
    Kind.choice: 15.0, Kind.choices: 30.0, Kind.date: 12.0,
}  # fmt: skip
_NUMBER_BYTES = 6.0
_CURSOR_BYTES = 60.0
_KEY_BYTES = 12.0
_ELEMENT_BYTES = 50.0  # of a part of the schema

BEGUN = Cost(_BEGIN)


def schema_cost(elements: int) -> Cost:
    """The work of so many parts of the schema (types, fields, arguments ...)."""
    return Cost(0, elements * _ELEMENT_BYTES)


class Access(NamedTuple):
    """How the rows of a list are reached: how many there are, and what is examined for them."""

    matched: float
    examined: float
    steps: float  # for each row that is examined
    begin: float = 0.0  # steps before

    @property
    def cost(self) -> Cost:
        """What it takes to find the rows."""
        return Cost(_BEGIN + self.begin + self.examined * self.steps)


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
class Estimate:
    """Estimates the work of plans over a release that has these statistics."""

    statistics: Statistics

    def cost(self, plan: Plan, below: Below | None = None) -> Cost:
        """The work of a plan: once, or for one of the rows above it."""
        if plan.window is None:
            return BEGUN.plus(self._members(plan.shape or (), plan))
        return self._parts(plan.shape or (), plan, below)

    def _parts(self, shape: Shape, plan: Plan, below: Below | None) -> Cost:
        cost = Cost()
        for part in shape:
            cost = cost.plus(Cost(0, _KEY_BYTES))
            cost = cost.plus(self._part(part, plan, below))
        return cost

    def _part(self, part: Part | Member, plan: Plan, below: Below | None) -> Cost:
        match part:
            case Items(_, shape):
                access = self._page(plan, below)
                row = Cost(_WRITE_ROW).plus(self._members(shape or (), plan))
                return access.cost.plus(row.times(access.matched))
            case PageField(_, PageStat.total | PageStat.certain) | CoverageText():
                return self._count(plan, below).cost
            case PageField(_, PageStat.has_next | PageStat.has_previous as stat):
                is_behind = stat is PageStat.has_previous
                if is_behind and plan.window and plan.window.anchor is None:
                    return Cost(_WRITE_MEMBER)  # nothing is before the first page
                return self._page(plan, below, sorts=False).cost
            case PageField(_, PageStat.first | PageStat.last):
                return self._page(plan, below).cost.plus(Cost(0, _CURSOR_BYTES))
            case Group(_, shape):
                return self._parts(shape, plan, below)
        return Cost(_WRITE_MEMBER)

    def _members(self, shape: Shape, plan: Plan) -> Cost:
        cost = Cost()
        for member in shape:
            cost = cost.plus(Cost(0, _KEY_BYTES))
            cost = cost.plus(self._member(member, plan))
        return cost

    def _member(self, member: Member | Part, plan: Plan) -> Cost:
        match member:
            case Column(_, name):
                kind = plan.resource.fields[name].kind
                return Cost(_WRITE_MEMBER, _BYTES.get(kind, _NUMBER_BYTES))
            case Cursor():
                return Cost(_WRITE_MEMBER, _CURSOR_BYTES)
            case HoldsOn() | HoldsReason():
                return Cost(_WRITE_HOLDS, _NUMBER_BYTES)
            case Group(_, shape) | DatedGroup(_, _, shape):
                return self._members(shape, plan)
            case Embed():
                return self._embedded(member, plan)
            case OneOf(_, alternatives):
                return max(self._embedded(embed, plan) for embed in alternatives)
        return Cost(_WRITE_MEMBER)

    def _embedded(self, embed: Embed, plan: Plan) -> Cost:
        if reads_key_alone(embed):
            return self._members(embed.plan.shape or (), embed.plan)
        return self.cost(embed.plan, Below(embed.relation, plan.resource.table_name))

    def _count(self, plan: Plan, below: Below | None) -> Access:
        """The rows that a total counts: those that an index finds, or those of the table."""
        total, compared = self._rows(plan), _compared(plan)
        if below is None and not compared and not plan.words:
            return Access(total, 0, 0)  # SQLite counts the pages of an index
        matches = self._matches(plan, below, frozenset())
        steps = _EXAMINE + _COMPARE * compared + _steps_of_index(matches, below)
        examined = matches.examined(total)
        return Access(matches.matched, examined, steps, _WORDS if plan.words else 0.0)

    def _page(self, plan: Plan, below: Below | None, *, sorts: bool = True) -> Access:
        """The rows that a page reads: those on it, if an index has them in order."""
        assert plan.window is not None
        limit = float(plan.window.limit)
        if sorts and not limit:
            return Access(0, 0, 0)
        relation = below.relation if below else None
        unsearched = unsearched_columns(plan, relation, self.statistics.selective)
        if sorts_by_index(plan):  # its index has the rows of one value in order as well
            unsearched |= {plan.order[0].column}
        matches = self._matches(plan, below, unsearched)
        matched, begin = min(matches.matched, limit), _WORDS if plan.words else 0.0
        examined = matches.examined(self._rows(plan))
        steps = _EXAMINE + _COMPARE * _compared(plan) + _steps_of_index(matches, below)
        if sorts and not _is_in_order(plan, relation, matches):
            return Access(matched, examined, steps, begin + _SORT * min(matches.matched, examined))
        share = min(1.0, matches.read_for_one * (limit + 1) / max(matches.matched, 1.0))
        return Access(matched, examined * share, steps, begin)

    def _rows(self, plan: Plan) -> float:
        return self.statistics.rows.get(plan.table_name, 0.0)

    def _matches(self, plan: Plan, below: Below | None, unsearched: frozenset[str]) -> Matches:
        total = self._rows(plan)
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


def _is_in_order(plan: Plan, relation: Relation | None, matches: Matches) -> bool:
    """Whether an index has the rows in their order: they are read one by one, and not sorted."""
    if relation is not None:
        return index_in_order(plan, relation) is not None
    is_by_one = len(plan.order) <= 2  # a column and the key
    return is_by_one and sorts_by_index(plan) and not matches.searched


def _ranked(plan: Plan, compared: dict[str, float], total: float) -> Iterator[Searched]:
    """What each ranked index finds whose columns are compared, all or all but the first.

    SQLite searches such an index once for each value of the first column. Columns of one index are
    not independent: each further one counts for the square root of the one before it (exponential
    backoff, as SQL Server estimates several conditions).

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


def _steps_of_index(matches: Matches, below: Below | None) -> float:
    """The steps that each row takes more because an index, or a link table, leads to it."""
    if below is not None and below.relation.through is not None:
        return 4 * _LOOK_UP
    return _LOOK_UP if matches.searched else 0.0


def _takes_long(condition: Condition) -> bool:
    """Whether a condition takes several comparisons: of a period, or a look-up in a list."""
    return condition.filter.kind is Kind.date or condition.filter.lists is not None


def _compared(plan: Plan) -> int:
    """The number of comparisons of a row."""
    number = sum(_COMPARED_MAX if _takes_long(c) else 1 for c in plan.where)
    number += 2 * (plan.as_of is not None) + (plan.known_by is not None) + 2 * plan.reads_versions
    return min(number, _COMPARED_MAX)
