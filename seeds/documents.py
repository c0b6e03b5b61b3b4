"""Which NDC is in force when: pure functions from documents to what follows from them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from schema.documents import DocumentKind
from seeds.values import Row, Value


def put_in_force(documents: Iterable[Row]) -> None:
    """Say of each NDC from when to when it was its party's latest, as submitted.

    What was submitted on one day is in force together. Days not known to the day are left alone.
    """
    ndcs = [row for row in documents if row.values["kind"] == DocumentKind.ndc and _day(row)]
    days: dict[Value, set[date]] = defaultdict(set)
    for row in ndcs:
        days[party(row)].add(date.fromisoformat(_day(row)))
    in_order = {who: sorted(when) for who, when in days.items()}
    for row in ndcs:
        row.values["in_force_from"] = _day(row)
        row.values["in_force_to"] = _day_before_next(in_order[party(row)], _day(row))


def party(row: Row) -> Value:
    """The country or the group that a row is of."""
    return row.values["country_code"] or row.values["group_id"]


def _day(row: Row) -> str:
    day = row.text("submitted_on") or ""
    return day if len(day) == len("2021-10-28") else ""


def _day_before_next(days: list[date], day: str) -> str | None:
    later = bisect_right(days, date.fromisoformat(day))
    return (days[later] - timedelta(days=1)).isoformat() if later < len(days) else None
