"""Lists and rows on a date, read from the small record, against the bounds of their validity."""

import json
from typing import Any, NamedTuple

import pytest

from api.query.dates import HOLDS
from api.query.plan import Condition, Parameter, Plan, Window, order_of
from api.query.shape import CertainMember, Column, Embed, HoldsOn, Items, PageField, PageStat, Shape
from api.query.sql.statements import answer
from api.releases.dialects import SQLITE
from api.releases.open import open_store
from schema import RESOURCES
from schema.periods import first_day, last_day
from schema.resource import Resource
from schema.validity import VALIDITY_COLUMNS
from tests.running import run

ALL = Window(10_000)
DATES = ("1950", "1995-07", "2012-11-15", "2013-03-14", "2021", "2021-04-16", "2030-01-01")
STATS = (PageStat.total, PageStat.certain)


class Validity(NamedTuple):
    """The bounds of a row's validity, as days."""

    earliest: str
    certain_from: str
    certain_to: str
    latest: str

    def holds(self, on: str) -> bool | None:
        """True on all days of a date, False on none, else None."""
        first, last = first_day(on), last_day(on)
        if self.certain_from <= first and self.certain_to >= last:
            return True
        return None if self.earliest <= last and self.latest >= first else False


@pytest.fixture(scope="module")
def snapshot(database_url: str) -> Any:
    """The small record."""
    return run(open_store(database_url).current())


def stored(snapshot: Any, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The columns of all rows of a table, and the validity of each."""
    names = ", ".join((*columns, *VALIDITY_COLUMNS))
    rows = run(snapshot.fetch_all(f"SELECT {names} FROM {table}", ()))
    return [(*row[: len(columns)], Validity(*row[len(columns) :])) for row in rows]


def json_of(snapshot: Any, plan: Plan, **values: object) -> Any:
    """The JSON of a plan."""
    statement = answer(plan, SQLITE, snapshot.release)
    (text,) = run(snapshot.fetch_one(statement.text, statement.bind(values)))
    return None if text is None else json.loads(text)


def dated(resource: Resource) -> Shape:
    """The rows of a page with their keys and whether they hold, and its statistics."""
    row = (Column("key", resource.key), CertainMember(HOLDS))
    return (Items("rows", row), *(PageField(stat, stat) for stat in STATS))


def check(page: Any, certain: set[str], possible: set[str]) -> None:
    """A page has the rows that may belong, and says of each whether it certainly does."""
    assert {row["key"]: row[HOLDS] for row in page["rows"]} == {
        key: True if key in certain else None for key in possible
    }
    assert certain <= possible
    assert (page["total"], page["certain"]) == (len(possible), len(certain))


@pytest.mark.parametrize("on", DATES)
@pytest.mark.parametrize(
    "name", ["tenures", "memberships", "pledges", "documents", "treaty-statuses"]
)
def test_a_list_has_the_rows_that_may_hold(snapshot: Any, name: str, on: str) -> None:
    """On a day, in a month and in a year; certain ones hold on all its days."""
    resource = RESOURCES[name]
    rows = stored(snapshot, resource.table_name, resource.key)
    certain = {key for key, validity in rows if validity.holds(on)}
    possible = {key for key, validity in rows if validity.holds(on) is not False}
    for as_of in (on, Parameter("as_of")):
        order = order_of(resource, ())
        plan = Plan(resource, dated(resource), order=order, window=ALL, as_of=as_of)
        check(json_of(snapshot, plan, as_of=on), certain, possible)


@pytest.mark.parametrize("on", DATES)
@pytest.mark.parametrize(
    ("name", "filter_name", "value", "near", "far", "table"),
    [
        ("officials", "country_code", "CHN", "official_id", "country_code", "tenure"),
        ("countries", "group_id", "eu", "country_code", "group_id", "membership"),
    ],
)
def test_a_filter_follows_links_that_may_hold(
    snapshot: Any, on: str, name: str, filter_name: str, value: str, near: str, far: str, table: str
) -> None:
    """A row belongs certainly if one of its links does; without a date every link counts."""
    resource = RESOURCES[name]
    where = (Condition(resource.filters[filter_name], "eq", value),)
    links = [link for link in stored(snapshot, table, near, far) if link[1] == value]
    order = order_of(resource, ())
    plan = Plan(resource, dated(resource), where, (), order, ALL, on)
    certain = {key for key, _, validity in links if validity.holds(on)}
    possible = {key for key, _, validity in links if validity.holds(on) is not False}
    check(json_of(snapshot, plan), certain, possible)
    shape = (Items("rows", (Column("key", resource.key),)),)
    undated = json_of(snapshot, Plan(resource, shape, where, (), order, ALL))
    assert {row["key"] for row in undated["rows"]} == {key for key, *_ in links}
    # Without the value: certainly where no link may hold, possibly where none certainly does.
    listed = json_of(snapshot, Plan(resource, shape, (), (), order, ALL))
    every = {row["key"] for row in listed["rows"]}
    negated = (Condition(resource.filters[filter_name], "not", (value,)),)
    plan = Plan(resource, dated(resource), negated, (), order, ALL, on)
    check(json_of(snapshot, plan), every - possible, every - certain)


@pytest.mark.parametrize("on", DATES)
def test_an_embedded_list_follows_links_that_may_hold(snapshot: Any, on: str) -> None:
    """The groups of a country, by its memberships on the date."""
    countries, groups = RESOURCES["countries"], RESOURCES["groups"]
    relation = next(r for r in countries.relations if r.name == "groups")
    inner = Plan(groups, dated(groups), order=order_of(groups, ()), window=ALL, as_of=on)
    by_code = Condition(countries.filters["code"], "eq", "FRA")
    country = json_of(snapshot, Plan(countries, (Embed("groups", relation, inner),), (by_code,)))
    links = stored(snapshot, "membership", "group_id", "country_code")
    own = [(group, validity) for group, code, validity in links if code == "FRA"]
    certain = {group for group, validity in own if validity.holds(on)}
    possible = {group for group, validity in own if validity.holds(on) is not False}
    check(country["groups"], certain, possible)


@pytest.mark.parametrize("on", DATES)
@pytest.mark.parametrize("deferred", [False, True])
def test_a_row_says_whether_it_holds(snapshot: Any, on: str, deferred: bool) -> None:
    """True, false, or null if that is unknown; a single row is never left out."""
    pledges = RESOURCES["pledges"]
    date = Parameter("on") if deferred else on
    shape = (Items("rows", (Column("key", "id"), HoldsOn(HOLDS, date))),)
    page = json_of(snapshot, Plan(pledges, shape, order=order_of(pledges, ()), window=ALL), on=on)
    should = {key: validity.holds(on) for key, validity in stored(snapshot, "pledge", "id")}
    assert {row["key"]: row[HOLDS] for row in page["rows"]} == should


@pytest.mark.parametrize("on", DATES)
def test_an_embedded_list_counts_its_own_rows_only(snapshot: Any, on: str) -> None:
    """The posts in a country on a date; a page of one of them says what lies around it."""
    countries, tenures = RESOURCES["countries"], RESOURCES["tenures"]
    relation = next(r for r in countries.relations if r.name == "tenures")
    by_code = Condition(countries.filters["code"], "eq", "DNK")
    rows = [
        (key, validity)
        for key, code, validity in stored(snapshot, "tenure", "id", "country_code")
        if code == "DNK"
    ]
    certain = {key for key, validity in rows if validity.holds(on)}
    possible = {key for key, validity in rows if validity.holds(on) is not False}

    def posts(shape: Shape, window: Window) -> Any:
        order = order_of(tenures, ("id",))
        inner = Plan(tenures, shape, order=order, window=window, as_of=on)
        plan = Plan(countries, (Embed("posts", relation, inner),), (by_code,))
        return json_of(snapshot, plan)["posts"]

    check(posts(dated(tenures), ALL), certain, possible)
    stats = (PageStat.has_next, PageStat.has_previous, PageStat.first)
    shape = tuple(PageField(stat, stat) for stat in stats)
    keys = sorted(possible)
    for at, anchor in enumerate(keys):
        following = keys[at + 1 : at + 2]
        assert posts(shape, Window(1, anchor)) == {
            "has_next": at + 2 < len(keys),
            "has_previous": True,
            "first": f"{snapshot.release}~{following[0]}" if following else None,
        }
