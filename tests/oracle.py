"""Filters implemented in plain Python over plain rows: the oracle that responses must match."""

import calendar
from collections.abc import Iterator
from typing import Any

import pytest

from schema import RESOURCES
from schema.filters import Filter
from schema.relations import Link
from schema.resource import Resource
from schema.scalars import LISTS, Kind
from tests.asking import Tables


def matches(value: Any, operator: str, operand: Any, kind: Kind) -> bool:
    """Whether a column's value, or of a list its rows, matches a filter."""
    if operator == "isnull":
        return (value is None or value == []) == operand
    if operator == "not":
        return not matches(value, "in", operand, kind)
    if value is None:
        return False
    if kind in LISTS:
        return bool(set(value) & set(operand if operator == "in" else [operand]))
    if operator == "in":
        return any(matches(value, "eq", o, kind) for o in operand)
    if operator == "contains":
        return operand in value
    if kind is Kind.date:
        return _date_matches(value, operator, operand)
    return {
        "eq": value == operand,
        "lt": operator == "lt" and value < operand,
        "lte": operator == "lte" and value <= operand,
        "gt": operator == "gt" and value > operand,
        "gte": operator == "gte" and value >= operand,
    }[operator]


def _period(text: str) -> tuple[str, str]:
    """First and last day of a date of reduced precision."""
    year, month, day = ([*text.split("-"), "", ""])[:3]
    if not month:
        return f"{year}-01-01", f"{year}-12-31"
    last = calendar.monthrange(int(year), int(month))[1]
    return f"{year}-{month}-{day or '01'}", f"{year}-{month}-{day or last}"


def _date_matches(value: str, operator: str, operand: str) -> bool:
    (first, last), (operand_first, operand_last) = _period(value), _period(operand)
    return {
        "eq": first >= operand_first and last <= operand_last,
        "lt": last < operand_first,
        "lte": last <= operand_last,
        "gt": first > operand_last,
        "gte": first >= operand_first,
    }[operator]


def values_of(resource: Resource, filter_: Filter, tables: Tables) -> dict[str, Any]:
    """Each row's key with the value (for links: values) that a filter compares."""
    rows = tables[resource.table_name]
    link, relation = filter_.through, filter_.lists
    if relation is not None:
        target = RESOURCES[relation.target].table_name
        link = relation.through or Link(target, relation.remote, relation.remote)
    if link is None:
        return {row[resource.key]: row[filter_.column] for row in rows}
    found: dict[str, list[str]] = {row[resource.key]: [] for row in rows}
    for row in tables[link.table]:
        if row[link.near] in found and row[link.far] is not None:
            found[row[link.near]].append(row[link.far])
    return found


def samples(filter_: Filter, values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Pairs of operator and operand, from the smallest, a middle and the largest value."""
    if not filter_.is_compared:
        yield from (("isnull", True), ("isnull", False))
        return
    known = sorted({v for value in values.values() for v in _flat(value)}, key=str)
    if not known:
        return
    middle = known[len(known) // 2]
    picked = [p for p in dict.fromkeys([known[0], middle, known[-1]]) if p != ""]
    for operator in filter_.operators:
        if operator == "isnull":
            yield from ((operator, True), (operator, False))
        elif operator in ("in", "not"):
            if listed := picked[:2]:
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
    resource: Resource, filter_: Filter, operator: str, operand: Any, values: dict[str, Any]
) -> set[str]:
    """The keys of the rows that match a filter."""
    kind = Kind.texts if filter_.through or filter_.lists else filter_.kind
    return {key for key, value in values.items() if matches(value, operator, operand, kind)}


# Parametrises a test by every filter of every resource.
each_filter = pytest.mark.parametrize(
    ("resource", "filter_"),
    [
        pytest.param(resource, filter_, id=f"{resource.name}-{filter_.name}")
        for resource in RESOURCES.values()
        for filter_ in resource.filters.values()
    ],
)
