"""Random REST parameters, compared with a plain SQLModel query on the same release."""

from typing import Any

import pytest
from hypothesis import strategies as st
from sqlalchemy import Engine, or_
from sqlmodel import Session, create_engine, func, select

from schema import RESOURCES
from schema.filters import Filter
from schema.periods import period
from schema.resource import Resource
from schema.scalars import LISTS, Kind
from schema.validity import VALIDITY_COLUMNS
from tests.asking import Tables, all_rows, as_query
from tests.client import TestClient
from tests.drawing import drawn

SIGNS = {
    "eq": lambda column, asked: column == asked,
    "in": lambda column, asked: column.in_(asked),
    "lt": lambda column, asked: column < asked,
    "lte": lambda column, asked: column <= asked,
    "gt": lambda column, asked: column > asked,
    "gte": lambda column, asked: column >= asked,
    "not": lambda column, asked: or_(column.is_(None), column.not_in(asked)),
    "isnull": lambda column, asked: column.is_(None) if asked else column.is_not(None),
    "contains": lambda column, asked: func.instr(column, asked) > 0,
}
DATES = ["2021-03-02", "2019-06-01", "2016", "2020-09", "2024-02", "1800", "2023-11-05"]


@pytest.fixture(scope="module")
def engine(database_url: str) -> Engine:
    """An SQLAlchemy engine on the release."""
    return create_engine(database_url)


def comparable(resource: Resource) -> list[Filter]:
    """Filters that compare one column: no periods, lists or links."""
    return [
        filter_
        for filter_ in resource.filters.values()
        if filter_.through is None
        and filter_.lists is None
        and filter_.kind not in (Kind.date, *LISTS)
    ]


_OCCURRING: dict[tuple[str, str], list[Any]] = {}


def occurring(name: str, column: str, rows: list[dict[str, Any]]) -> list[Any]:
    """Values of a column that a query string can hold; computed once per column."""
    if (found := _OCCURRING.get((name, column))) is None:
        values = sorted({row[column] for row in rows} - {None, ""}, key=str)[:500]
        found = [v for v in values if "," not in str(v) and len(str(v)) <= 200]
        _OCCURRING[name, column] = found
    return found


def conditions(data: st.DataObject, resource: Resource, rows: list[dict[str, Any]]) -> Any:
    """Up to three filters with values that occur: (filter, operator, asked)."""
    picked = data.draw(
        st.lists(st.sampled_from(comparable(resource)), max_size=3, unique_by=lambda w: w.name)
    )
    for filter_ in picked:
        values = occurring(resource.name, filter_.column, rows)
        operator = data.draw(
            st.sampled_from([o for o in filter_.operators if values or o == "isnull"] or [""])
        )
        if operator == "isnull":
            yield filter_, operator, data.draw(st.booleans())
        elif operator in ("in", "not"):
            yield (
                filter_,
                operator,
                data.draw(st.lists(st.sampled_from(values), min_size=1, max_size=4)),
            )
        elif operator:
            yield filter_, operator, data.draw(st.sampled_from(values))


@drawn
def test_parameters_mean_what_a_plain_query_means(
    client: TestClient, engine: Engine, tables: Tables, data: st.DataObject
) -> None:
    """Filters, order, limit and date combined: the same keys in the same order, the same total."""
    resource = data.draw(st.sampled_from(list(RESOURCES.values())))
    model = resource.table
    rows = tables[resource.table_name]
    asked = list(conditions(data, resource, rows))
    column = data.draw(st.sampled_from(resource.sortable))
    descending, limit = data.draw(st.booleans()), data.draw(st.integers(1, 60))
    query = {"sort": f"{'-' if descending else ''}{column}", "limit": str(limit)}
    query |= all_rows(resource)
    as_of = (
        data.draw(st.sampled_from(DATES)) if resource.validity and data.draw(st.booleans()) else ""
    )
    reads_versions = bool(as_of) and resource.has_dated_versions
    name = resource.version_table_name if reads_versions else resource.table_name
    columns = model.metadata.tables[name].c
    wanted = select(columns[resource.key])
    for filter_, operator, value in asked:
        query |= as_query(filter_.name, operator, value)
        wanted = wanted.where(SIGNS[operator](columns[filter_.column], value))
    if reads_versions:
        on = period(as_of)[1]
        wanted = wanted.where(columns["version_from"] <= on, columns["version_to"] >= on)
        wanted = wanted.where(columns["known_to"] == "9999-12-31")
    if as_of:
        first, last = period(as_of)
        bounds = [columns[name] for name in VALIDITY_COLUMNS]
        wanted = wanted.where(bounds[0] <= last, bounds[3] >= first)
        surely = wanted.where(bounds[1] <= first, bounds[2] >= last)
        query["as_of"] = as_of
    key = columns[column]
    ordered = (key.desc() if descending else key.asc()).nulls_last()
    with Session(engine) as session:
        total = session.exec(select(func.count()).select_from(wanted.subquery())).one()
        keys = session.exec(wanted.order_by(ordered, columns[resource.key]).limit(limit)).all()
        certain = set(session.exec(surely).all()) if as_of else set()
    answer = client.get(f"/v1/{resource.name}", params=query).json()
    assert [row[resource.key] for row in answer["data"]] == list(keys), query
    assert answer["meta"]["total"] == total, query
    if as_of:
        told = {row[resource.key]: row["holds"] for row in answer["data"]}
        assert told == {key: True if key in certain else None for key in keys}, query
        is_covered = answer["meta"]["coverage"]["level"] != "none"
        unknown = total - len(certain) if is_covered else None
        counts = {"date": as_of, "holds": len(certain), "unknown": unknown}
        assert answer["meta"]["as_of"] == counts, query
