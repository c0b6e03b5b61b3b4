"""What a plan is expected to cost: an estimate of the database's steps and of the answer's bytes.

The estimate is made once, when a statement is compiled, from the plan and the statistics of the
release: how many rows its tables have, and how many of them share a value. It knows no value of
the request. docs/graphql.md explains it; `python -m tests.graphql.costs` compares it with what is
measured.
"""

from dataclasses import dataclass
from typing import NamedTuple

from api.query.plan import Condition, Plan
from api.query.selectivity import Below, Matches, Selectivity
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
from api.releases.statistics import Statistics
from schema.relations import Relation
from schema.scalars import Kind

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


@dataclass(frozen=True, slots=True)
class Estimate:
    """Estimates the work of plans over a release that has these statistics."""

    statistics: Statistics

    @property
    def _selectivity(self) -> Selectivity:
        return Selectivity(self.statistics)

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
        total, compared = self._selectivity.rows(plan), _compared(plan)
        if below is None and not compared and not plan.words:
            return Access(total, 0, 0)  # SQLite counts the pages of an index
        matches = self._selectivity.matches(plan, below, frozenset())
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
        matches = self._selectivity.matches(plan, below, unsearched)
        matched, begin = min(matches.matched, limit), _WORDS if plan.words else 0.0
        examined = matches.examined(self._selectivity.rows(plan))
        steps = _EXAMINE + _COMPARE * _compared(plan) + _steps_of_index(matches, below)
        if sorts and not _is_in_order(plan, relation, matches):
            return Access(matched, examined, steps, begin + _SORT * min(matches.matched, examined))
        share = min(1.0, matches.read_for_one * (limit + 1) / max(matches.matched, 1.0))
        return Access(matched, examined * share, steps, begin)


def _is_in_order(plan: Plan, relation: Relation | None, matches: Matches) -> bool:
    """Whether an index has the rows in their order: they are read one by one, and not sorted."""
    if relation is not None:
        return index_in_order(plan, relation) is not None
    is_by_one = len(plan.order) <= 2  # a column and the key
    return is_by_one and sorts_by_index(plan) and not matches.searched


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
