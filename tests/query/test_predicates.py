"""Predicates, run by SQLite over one value, against what plain Python says."""

import calendar
from datetime import date
from typing import Any

import apsw
import pytest

from api.query.plan import Condition, Parameter
from api.query.sql.predicates import DeferredParameter, comparison, last_day_as_31st
from api.releases.dialects import POSTGRESQL, SQLITE
from schema.filters import Filter
from schema.scalars import Kind

DATES = (
    "2020", "2021", "2022", "2021-01", "2021-02", "2021-03", "2021-12", "2020-12", "2022-01",
    "2021-01-31", "2021-02-01", "2021-02-27", "2021-02-28", "2021-03-01", "2021-04-30",
    "2020-02-28", "2020-02-29", "2020-02", "2021-11-30", "2021-11", "2021-12-28",
    "2021-12-31", "2021-12-30", "2022-01-01",
)  # fmt: skip


def holds(kind: Kind, operator: str, column: Any, value: Any, *, deferred: bool = False) -> Any:
    """What SQLite makes of a condition over a column with that value."""
    filter_ = Filter("column", "c", kind, True, "A column.")
    bound: list[Any] = []

    def bind(parameter: object) -> str:
        bound.append(parameter)
        return SQLITE.parameter(len(bound))

    if deferred and isinstance(value, tuple):
        asked: Any = tuple(Parameter("it", index) for index in range(len(value)))
    else:
        asked = Parameter("it") if deferred else value
    text = comparison(SQLITE, bind, Condition(filter_, operator, asked), "t.c")
    values = [p.resolve({"it": value}) if isinstance(p, DeferredParameter) else p for p in bound]
    values = [p if not isinstance(p, Parameter) else _plain(p, value) for p in values]
    column_at = f"?{len(values) + 1}"
    connection = apsw.Connection(":memory:")
    rows = connection.execute(f"SELECT {text} FROM (SELECT {column_at} AS c) t", (*values, column))
    result = rows.fetchall()[0][0]
    return None if result is None else bool(result)


def _plain(parameter: Parameter, value: Any) -> Any:
    """What `RowsWriter.bind` would defer."""
    return value[parameter.index] if isinstance(value, tuple) else value


def days(text: str) -> tuple[date, date]:
    """The first and the last day of a date."""
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    last_month = month or 12
    last = day or calendar.monthrange(year, last_month)[1]
    return date(year, month or 1, day or 1), date(year, last_month, last)


DATE_ORACLE = {
    "eq": lambda a, b: b[0] <= a[0] and a[1] <= b[1],
    "lt": lambda a, b: a[1] < b[0],
    "lte": lambda a, b: a[1] <= b[1],
    "gt": lambda a, b: a[0] > b[1],
    "gte": lambda a, b: a[0] >= b[0],
}


@pytest.mark.parametrize("operator", DATE_ORACLE)
@pytest.mark.parametrize("deferred", [False, True])
def test_dates_are_compared_as_periods(operator: str, deferred: bool) -> None:
    """Every pair of dates of any precision, the value at hand or with the request."""
    for column in DATES:
        for value in DATES:
            should = DATE_ORACLE[operator](days(column), days(value))
            got = holds(Kind.date, operator, column, value, deferred=deferred)
            assert got is should, (column, operator, value)
        assert holds(Kind.date, operator, None, column, deferred=deferred) is None


@pytest.mark.parametrize("deferred", [False, True])
@pytest.mark.parametrize(
    ("operator", "below", "same", "above"),
    [
        ("eq", False, True, False),
        ("lt", True, False, False),
        ("lte", True, True, False),
        ("gt", False, False, True),
        ("gte", False, True, True),
    ],
)
def test_numbers_are_compared(
    operator: str, below: bool, same: bool, above: bool, deferred: bool
) -> None:
    """Each sign, below, at and above the value; null is neither."""
    got = [holds(Kind.integer, operator, n, 5, deferred=deferred) for n in (4, 5, 6, None)]
    assert got == [below, same, above, None]


@pytest.mark.parametrize("deferred", [False, True])
def test_lists_of_values(deferred: bool) -> None:
    """One of several values, in a plain column or in one that is a list itself."""
    assert holds(Kind.slug, "in", "b", ("a", "b"), deferred=deferred) is True
    assert holds(Kind.slug, "in", "c", ("a", "b"), deferred=deferred) is False
    assert holds(Kind.texts, "in", '["x", "b"]', ("a", "b"), deferred=deferred) is True
    assert holds(Kind.texts, "in", '["x"]', ("a", "b"), deferred=deferred) is False
    assert holds(Kind.texts, "eq", '["x"]', "x", deferred=deferred) is True
    assert holds(Kind.texts, "eq", '["xy"]', "x", deferred=deferred) is False


@pytest.mark.parametrize("deferred", [False, True])
def test_none_of_several_values(deferred: bool) -> None:
    """The opposite of one of them; what is unknown is not known to be one of them."""
    for kind, column, values in (
        (Kind.slug, "b", ("a", "b")), (Kind.slug, "c", ("a", "b")), (Kind.integer, 5, (5,)),
        (Kind.texts, '["x", "b"]', ("a", "b")), (Kind.texts, '["x"]', ("a", "b")),
        (Kind.date, "2021-03", ("2021", "2020")), (Kind.date, "2022", ("2021", "2020")),
    ):  # fmt: skip
        one = holds(kind, "in", column, values, deferred=deferred)
        assert holds(kind, "not", column, values, deferred=deferred) is not one
        assert holds(kind, "not", None, values, deferred=deferred) is True


def test_parts_of_a_text() -> None:
    """To the letter."""
    assert holds(Kind.text, "contains", "net zero by 2050", "zero") is True
    assert holds(Kind.text, "contains", "net zero by 2050", "Zero") is False


@pytest.mark.parametrize("kind", [Kind.integer, Kind.date, Kind.texts])
def test_null_and_not_null(kind: Kind) -> None:
    """Whatever the column's kind."""
    for column, is_null in ((None, True), ("2021", False)):
        assert holds(kind, "isnull", column, True) is is_null
        assert holds(kind, "isnull", column, False) is not is_null


def test_a_number_is_cast_where_the_database_would_guess_too_small() -> None:
    """PostgreSQL infers four bytes from a column of integers."""
    filter_ = Filter("column", "c", Kind.integer, True, "A column.")
    text = comparison(POSTGRESQL, lambda _: "$1", Condition(filter_, "gt", 5), "t.c")
    assert text == "t.c > $1::bigint"


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2021", "2021-12-31"),
        ("2021-02", "2021-02-31"),
        ("2021-02-27", "2021-02-27"),
        ("2021-02-28", "2021-02-31"),
        ("2020-02-28", "2020-02-28"),
        ("2020-02-29", "2020-02-31"),
        ("2021-04-30", "2021-04-31"),
        ("2021-11-30", "2021-11-31"),
        ("2021-12-28", "2021-12-28"),
        ("2021-12-31", "2021-12-31"),
    ],
)
def test_every_month_has_31_days(text: str, last: str) -> None:
    """The last day of a month becomes its 31st."""
    assert last_day_as_31st(text) == last


def test_a_deferred_parameter_is_resolved_with_the_request() -> None:
    """One of several values by its index, and converted."""
    values = {"one": "a", "many": ("b", "c")}
    assert DeferredParameter(Parameter("one")).resolve(values) == "a"
    assert DeferredParameter(Parameter("many", 1)).resolve(values) == "c"
    assert DeferredParameter(Parameter("many"), str.upper).resolve(values) == "B"
