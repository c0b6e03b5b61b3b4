"""Rows and statistics of windows, read from the small record, against slices of the whole list."""

import json
from collections.abc import Iterator
from itertools import product
from operator import itemgetter
from typing import Any

import pytest

from api.query.filters import parse_words
from api.query.plan import Condition, Order, Parameter, Plan, Window, order_of
from api.query.shape import Column, Items, PageField, PageStat, required_columns
from api.query.sql.statements import answer
from api.releases.open import open_store
from api.releases.sqlite_snapshot import SqliteSnapshot
from schema import RESOURCES
from tests.running import run

PLEDGES = RESOURCES["pledges"]
STATS = (
    PageStat.total, PageStat.has_next, PageStat.has_previous, PageStat.cursor_exists,
    PageStat.first, PageStat.last,
)  # fmt: skip
ALL = Window(10_000)
# Without nulls, with them in either direction, of few values, by two keys, and by the key alone.
ORDERS = [
    ("country_code",),
    ("target_year",),
    ("-target_year",),
    ("status",),
    ("-status",),
    ("-actor_kind",),
    ("status", "-target_year"),
    ("-id",),
]


@pytest.fixture(scope="module")
def snapshot(database_url: str) -> SqliteSnapshot:
    """The small record."""
    return run(open_store(database_url).current())


def page(snapshot: Any, plan: Plan, **values: object) -> dict[str, Any]:
    """A page's keys and its statistics."""
    shape = (
        Items("keys", (Column("key", plan.resource.key),)),
        *(PageField(stat, stat) for stat in STATS),
    )
    whole = Plan(plan.resource, shape, plan.where, plan.words, plan.order, plan.window, plan.as_of)
    statement = answer(whole, snapshot.dialect, snapshot.release)
    (text,) = run(snapshot.fetch_one(statement.text, statement.bind(values)))
    if text is None:
        return {"cursor_exists": False}
    result: dict[str, Any] = json.loads(text)
    return result | {"keys": [row["key"] for row in result["keys"]]}


def windows(keys: list[str]) -> Iterator[tuple[Window, list[str], bool, bool]]:
    """Windows, with their keys, and whether rows follow and precede in the direction of paging."""
    for limit in (0, 1, 7, len(keys)):
        yield Window(limit), keys[:limit], limit < len(keys), False
        yield Window(limit, None, True), keys[len(keys) - limit :], limit < len(keys), False
        for at in (0, 1, len(keys) // 2, len(keys) - 2, len(keys) - 1):
            after, before = keys[at + 1 :], keys[:at]
            yield Window(limit, keys[at]), after[:limit], limit < len(after), True
            last = before[max(len(before) - limit, 0) :] if limit else []
            yield Window(limit, keys[at], True), last, limit < len(before), True


@pytest.mark.parametrize("names", ORDERS, ids=",".join)
def test_windows_are_slices_of_the_list(snapshot: Any, names: tuple[str, ...]) -> None:
    """Of every size, from both ends, after and before rows at the ends, among nulls and between."""
    where = (Condition(PLEDGES.filters["target_year"], "gte", 2040),)
    for conditions in ((), where):
        plan = Plan(PLEDGES, None, conditions, order=order_of(PLEDGES, names), window=ALL)
        keys = page(snapshot, plan)["keys"]
        assert len(keys) > 30
        for window, should, follows, precedes in windows(keys):
            got = page(snapshot, Plan(PLEDGES, None, conditions, (), plan.order, window))
            cursors = [f"{snapshot.release}~{key}" for key in should]
            assert got == {
                "keys": should,
                "total": len(keys),
                "has_next": follows,
                "has_previous": precedes,
                "cursor_exists": True,
                "first": cursors[0] if cursors else None,
                "last": cursors[-1] if cursors else None,
            }, window


@pytest.mark.parametrize("name", ["target_year", "status"])
def test_the_whole_list_is_in_order(snapshot: Any, name: str) -> None:
    """By each key, nulls last in either direction, then by the key of the row."""
    rows = run(snapshot.fetch_all(f"SELECT id, {name} FROM {PLEDGES.table_name} ORDER BY id", ()))
    unknown = [key for key, value in rows if value is None]
    known = [row for row in rows if row[1] is not None]
    assert unknown
    assert known
    for sign in ("", "-"):
        plan = Plan(PLEDGES, None, order=order_of(PLEDGES, (f"{sign}{name}",)), window=ALL)
        should = sorted(known, key=itemgetter(1), reverse=sign == "-")
        assert page(snapshot, plan)["keys"] == [*(key for key, _ in should), *unknown]


def test_values_of_a_list_in_the_order_of_their_column(snapshot: Any) -> None:
    """Some of its few values, one of them, and all others, in both directions and after a row."""
    kind = PLEDGES.filters["kind"]
    chosen = ("net_zero", "base_year")
    conditions = [
        Condition(kind, "in", chosen),
        Condition(kind, "eq", chosen[0]),
        Condition(kind, "not", chosen),
    ]
    for condition, name in product(conditions, ("kind", "-kind")):
        order = order_of(PLEDGES, (name,))
        keys = page(snapshot, Plan(PLEDGES, None, (condition,), order=order, window=ALL))["keys"]
        assert len(keys) > 3
        for window, should, *_ in windows(keys):
            plan = Plan(PLEDGES, None, (condition,), (), order, window)
            assert page(snapshot, plan)["keys"] == should, (condition, name, window)


def test_a_cursor_of_no_row_gives_no_page(snapshot: Any) -> None:
    """Whichever way, and though rows would come after it."""
    for backward in (False, True):
        window = Window(3, "no-such-pledge", backward)
        plan = Plan(PLEDGES, None, order=order_of(PLEDGES, ()), window=window)
        assert page(snapshot, plan) == {"cursor_exists": False}


def test_a_list_that_lacks_the_anchor_and_all_before_it(snapshot: Any) -> None:
    """The row exists, but not in this list: nothing precedes the page."""
    order = order_of(PLEDGES, ())
    keys = page(snapshot, Plan(PLEDGES, None, order=order, window=ALL))["keys"]
    later = (Condition(PLEDGES.filters["id"], "in", tuple(keys[5:8])),)
    got = page(snapshot, Plan(PLEDGES, None, later, order=order, window=Window(2, keys[0])))
    assert (got["keys"], got["has_next"], got["has_previous"]) == (keys[5:7], True, False)
    between = (Condition(PLEDGES.filters["id"], "in", (keys[2], keys[7])),)
    got = page(snapshot, Plan(PLEDGES, None, between, order=order, window=Window(2, keys[5])))
    assert (got["keys"], got["has_next"], got["has_previous"]) == ([keys[7]], False, True)


@pytest.mark.parametrize("deferred", [False, True])
def test_words_match_the_beginnings_of_words(snapshot: Any, deferred: bool) -> None:
    """Not the middle of one; several words must all match."""
    countries = RESOURCES["countries"]
    order = order_of(countries, ())

    def search(text: str) -> list[str]:
        words = parse_words(text)
        if not deferred:
            plan = Plan(countries, None, words=words, order=order, window=ALL)
            return list(page(snapshot, plan)["keys"])
        slots = tuple(Parameter("q", index) for index in range(len(words)))
        plan = Plan(countries, None, words=slots, order=order, window=ALL)
        return list(page(snapshot, plan, q=words)["keys"])

    assert "NOR" in search("norw")
    assert search("orway") == []
    assert "PRK" in search("korea nor")
    assert "NOR" not in search("korea nor")


def test_no_column_is_read_twice(snapshot: Any) -> None:
    """Of a row's JSON, the columns that its members need."""
    members = (Column("a", "status"), Column("b", "target_year"))
    assert list(required_columns(Plan(PLEDGES, members), members)) == ["status", "target_year"]
    assert list(required_columns(Plan(PLEDGES, None), None)) == ["row_json"]


def test_the_key_makes_every_order_total() -> None:
    """Unless it is a sort key already."""
    assert order_of(PLEDGES, ("-status",)) == (Order("status", True), Order("id"))
    assert order_of(PLEDGES, ("-id",)) == (Order("id", True),)
