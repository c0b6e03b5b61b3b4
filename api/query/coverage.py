"""What a list is about, how far that is covered, and why a list without rows is empty."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlencode

from api.query.plan import Condition, Dates, Parameter, Plan, RowDate, Value
from api.query.sql.statements import validity_span
from api.releases.coverage import REFERRED, Coverage, CoverageIndex, CoverageQuery
from api.releases.store import Snapshot
from schema import RECORD
from schema.actors import ACTOR_ID, ACTORS
from schema.coverage import COVERAGE, SCOPE_FILTERS, CoverageLevel, EmptyReason
from schema.filters import ALIASED_RESOURCES
from schema.periods import first_day, last_day
from schema.resource import Resource
from schema.series import SERIES_ROLE, SeriesRole

_NAME_ACTORS = (*ALIASED_RESOURCES, ACTORS)  # what a filter by an actor resolves
_YEAR = "year"  # of resources whose rows have a year and no validity


class Subject(NamedTuple):
    """What a list is about, and whether its filters ask for more than that.

    `referred` has the keys that each filter by a series or a source names, with the resource.
    """

    query: CoverageQuery
    is_narrowed: bool
    referred: tuple[tuple[str, tuple[str, ...]], ...] = ()


class ListCoverage(NamedTuple):
    """The coverage of a list, None if it is not about an actor or a date."""

    query: CoverageQuery | None
    coverage: Coverage | None
    empty_reason: EmptyReason | None

    def address(self, release: str | None) -> str | None:
        """REST's address of the entries, in a release if one is named; None without coverage."""
        if self.query is None or self.coverage is None:
            return None
        query = {"resource": self.query.resource}
        if len(self.query.actors) == 1:
            query[ACTOR_ID] = ",".join(self.query.actors[0])
        if self.query.scope is not None and self.query.scope == self.coverage.scope:
            query["scope"] = self.query.scope
        if release is not None:
            query["release"] = release
        return f"/v1/{COVERAGE.name}?{urlencode(query, safe=',')}"


def subject_of(
    resource: Resource, conditions: Iterable[Condition], dates: Dates, *, is_narrowed: bool
) -> Subject | None:
    """What a list is about; None if neither an actor nor a date is named.

    A filter or a date that applies to a link table, as in `countries?group=eu`, makes the list one
    about the rows of that table. `is_narrowed`: whether words or the like narrow it as well.
    `conditions` are those of the client, and those that the list has by default.
    """
    name = resource.name
    date, known_by = (str(on) if on is not None else None for on in dates)
    actors: list[tuple[str, ...]] = []
    scopes: dict[str, str] = {}
    referred: list[tuple[str, tuple[str, ...]]] = []
    others, main_only = is_narrowed, False
    for condition in conditions:
        filter_, value = condition.filter, condition.value
        if filter_.column == SERIES_ROLE and value == SeriesRole.main:
            main_only = condition.operator == "eq"
        if condition.by_default:
            continue
        keys = tuple(map(str, value if isinstance(value, tuple) else (value,)))
        if filter_.through is not None:
            name = _TABLES.get(filter_.through.table, name)
        if filter_.refers in _REFERRED and condition.operator in ("eq", "in"):
            referred.append((filter_.refers, keys))
        if _names_actor(condition):
            actors.append(keys)
        elif condition.operator == "eq" and filter_.column in _scope_columns(name):
            scopes[filter_.column] = str(value)
        elif condition.operator == "eq" and filter_.column == _YEAR and not resource.validity:
            date = _year(value)
        else:
            others = True
    if not actors and date is None and known_by is None:
        return None
    ways = [way for way in SCOPE_FILTERS.get(name, ()) if scopes.keys() == {*way}]
    scope = "-".join(scopes[column] for column in ways[0]) if ways else None
    others = others or (scope is None and bool(scopes))
    scope = scope and scope.replace("_", "-")
    query = CoverageQuery(name, tuple(actors), date, scope, known_by, main_only)
    return Subject(query, others, tuple(referred))


def _year(value: object) -> str:
    """A year as ISO 8601 writes it. A filter takes any number: nothing covers one out of range."""
    return f"{min(max(int(str(value)), 0), 9999):04d}"


def _scope_columns(resource_name: str) -> set[str]:
    return {column for way in SCOPE_FILTERS.get(resource_name, ()) for column in way}


def _names_actor(condition: Condition) -> bool:
    filter_ = condition.filter
    is_key = filter_.through is None and filter_.name in ("code", "id")
    return filter_.resolves in _NAME_ACTORS and condition.operator in ("eq", "in") and not is_key


_TABLES = {resource.table_name: resource.name for resource in RECORD.values()}
_REFERRED = frozenset(resource.name for resource in REFERRED)


def find_coverage(index: CoverageIndex, subject: Subject | None) -> Coverage | None:
    """The coverage of a list.

    None if it is about nothing, if nothing is known of the resource, or if a filter names a series
    or a source that there is not.
    """
    if subject is None or not index.has(subject.query.resource):
        return None
    for resource, keys in subject.referred:
        if not any(index.has_key(resource, key) for key in keys):
            return None
    return index.find(subject.query)


async def list_coverage(
    snapshot: Snapshot,
    subject: Subject | None,
    plan: Callable[[], Plan],
    values: Mapping[str, Value],
    total: int,
) -> ListCoverage:
    """The coverage of a list, and if it has no rows the reason.

    Args:
        snapshot: The release that answers.
        subject: What the list is about.
        plan: Makes the plan of the list, for the reason of an empty one.
        values: The values of the parameters in the plan.
        total: The number of rows that match.
    """
    coverage = find_coverage(snapshot.coverage, subject)
    if subject is None or coverage is None:
        return ListCoverage(None, None, None if total else EmptyReason.no_match)
    reason = None if total else await _empty_reason(snapshot, plan(), values, subject, coverage)
    return ListCoverage(subject.query, coverage, reason)


def plan_subject(plan: Plan, values: Mapping[str, Value]) -> Subject | None:
    """What the list of a plan is about, as the client's conditions say."""
    where = (replace(c, value=_bound(c.value, values)) for c in plan.where)
    assert not isinstance(plan.as_of, RowDate), "only lists in a row have the date of a row"
    days = (str(_bound(on, values)) if on else None for on in (plan.as_of, plan.known_by))
    is_narrowed = bool(plan.words or plan.holds)
    return subject_of(plan.resource, where, Dates(*days), is_narrowed=is_narrowed)


def _bound(value: Value, values: Mapping[str, Value]) -> Value:
    """The value that a parameter, or each of several, stands for."""
    if isinstance(value, tuple):
        return tuple(_single(item, values) for item in value)
    return _single(value, values)


def _single(
    value: str | int | float | bool | Parameter, values: Mapping[str, Value]
) -> str | int | float | bool:
    if not isinstance(value, Parameter):
        return value
    bound = values[value.name]
    item = bound[value.index] if isinstance(bound, tuple) else bound
    assert not isinstance(item, Parameter | tuple)
    return item


async def _empty_reason(
    snapshot: Snapshot,
    plan: Plan,
    values: Mapping[str, Value],
    subject: Subject,
    coverage: Coverage,
) -> EmptyReason:
    """Why nothing matches. Only rows that other dates have need a statement."""
    query = subject.query
    if coverage.level is CoverageLevel.none:
        return EmptyReason.not_covered
    is_about_all = not subject.is_narrowed
    if is_about_all and snapshot.coverage.states_none(query):
        return EmptyReason.none_stated
    if plan.as_of is not None and plan.resource.validity is not None:
        reason = await _reason_of_date(snapshot, plan, values, str(query.date))
        if reason is not None:
            return reason
    is_full = coverage.level is CoverageLevel.full
    return EmptyReason.no_match if is_full else EmptyReason.source_silent


async def _reason_of_date(
    snapshot: Snapshot, plan: Plan, values: Mapping[str, Value], date: str
) -> EmptyReason | None:
    """Whether all that matches on other dates had ended before, or had not begun."""
    statement = validity_span(plan, snapshot.dialect, snapshot.release)
    earliest, latest = await snapshot.fetch_one(statement.text, statement.bind(values))
    if earliest is None:
        return None
    if latest < first_day(date):
        return EmptyReason.ended
    if earliest > last_day(date):
        return EmptyReason.not_yet
    return None
