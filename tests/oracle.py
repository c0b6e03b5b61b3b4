"""What a filter means, in plain Python over plain rows: the opinion that tests compare with."""

import calendar
from collections.abc import Iterator
from typing import Any

import pytest

from schema import RESOURCES
from schema.resource import Filter, Resource
from schema.scalars import Kind
from tests.asking import Tables


def matches(value: Any, operator: str, asked: Any, kind: Kind) -> bool:
    """Whether one column's value answers a filter."""
    if operator == "isnull":
        return (value is None) == asked
    if value is None:
        return False
    if kind is Kind.texts:
        return bool(set(value) & set(asked if operator == "in" else [asked]))
    if operator == "in":
        return value in asked
    if operator == "contains":
        return asked in value
    if kind is Kind.date:
        return _date_matches(value, operator, asked)
    return {
        "eq": value == asked,
        "lt": operator == "lt" and value < asked,
        "lte": operator == "lte" and value <= asked,
        "gt": operator == "gt" and value > asked,
        "gte": operator == "gte" and value >= asked,
    }[operator]


def _period(text: str) -> tuple[str, str]:
    """First and last day of a date of reduced precision."""
    year, month, day = ([*text.split("-"), "", ""])[:3]
    if not month:
        return f"{year}-01-01", f"{year}-12-31"
    last = calendar.monthrange(int(year), int(month))[1]
    return f"{year}-{month}-{day or '01'}", f"{year}-{month}-{day or last}"


def _date_matches(value: str, operator: str, asked: str) -> bool:
    (first, last), (asked_first, asked_last) = _period(value), _period(asked)
    return {
        "eq": first >= asked_first and last <= asked_last,
        "lt": last < asked_first,
        "lte": last <= asked_last,
        "gt": first > asked_last,
        "gte": first >= asked_first,
    }[operator]


def values_of(resource: Resource, what: Filter, tables: Tables) -> dict[str, Any]:
    """Each row's key with the value (for links: values) that a filter looks at."""
    rows = tables[resource.table_name]
    if what.through is None:
        return {row[resource.key]: row[what.column] for row in rows}
    link = what.through
    found: dict[str, list[str]] = {row[resource.key]: [] for row in rows}
    for row in tables[link.table]:
        if row[link.near] in found and row[link.far] is not None:
            found[row[link.near]].append(row[link.far])
    return found


def samples(what: Filter, values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """(operator, asked) pairs worth asking: from the least, a middle and the greatest value."""
    known = sorted({v for value in values.values() for v in _flat(value)}, key=str)
    if not known:
        return
    middle = known[len(known) // 2]
    picked = [p for p in dict.fromkeys([known[0], middle, known[-1]]) if p != ""]
    for operator in what.operators:
        if operator == "isnull":
            yield from ((operator, True), (operator, False))
        elif operator == "in":
            if listed := [p for p in picked if "," not in str(p)][:2]:
                yield operator, listed
        elif operator == "contains":
            yield from ((operator, str(p)[2:9].strip() or str(p)) for p in picked)
        else:
            yield from ((operator, p) for p in picked)


def _flat(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def expected(
    resource: Resource, what: Filter, operator: str, asked: Any, values: dict[str, Any]
) -> set[str]:
    """The keys of the rows that a filter should give."""
    kind = Kind.texts if what.through else what.kind
    return {key for key, value in values.items() if matches(value, operator, asked, kind)}


# For a test of every filter of the record.
each_filter = pytest.mark.parametrize(
    ("resource", "what"),
    [
        pytest.param(resource, what, id=f"{resource.name}-{what.name}")
        for resource in RESOURCES.values()
        for what in resource.filters.values()
    ],
)
