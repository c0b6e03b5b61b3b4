"""How much a record knows about a date: the rows that held, that did not, and that may have.

True and null are counted row by row in the whole list of the date. False is the rest of the
resource, because a list leaves out what did not hold. Countries are asked one by one: an empty list
about one is a negative answer, unless it says that no source covers it (`meta.coverage`).
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.known.questions import Ask, Request

RESOURCES = ("pledges", "tenures", "memberships", "documents", "treaty-statuses")
DATES = ("2015-12-12", "2021-03-02", "2024-06-30")


@dataclass(frozen=True)
class RowCounts:
    """The rows of a resource by what the record says of them on a date.

    Attributes:
        reasons: The rows that may have held, by `holds_reason`; "none" where no reason is given.
        empty: Countries with an empty list.
        not_covered: Those of them of whom the answer says that no source covers them; None if
            answers say nothing about coverage.
    """

    resource: str
    date: str
    true: int
    false: int
    null: int
    reasons: dict[str, int]
    empty: int
    not_covered: int | None


def count_rows(
    ask: Ask, dates: Iterable[str], resources: Iterable[str] = RESOURCES
) -> list[RowCounts]:
    """Counts for each resource and date."""
    countries = [row["code"] for row in _rows(ask, "/v1/countries.ndjson?limit=all&fields=code")]
    return [
        _count(ask, resource, date, countries) for resource in resources for date in list(dates)
    ]


def _count(ask: Ask, resource: str, date: str, countries: list[str]) -> RowCounts:
    total = ask(Request(f"/v1/{resource}?limit=1")).body["meta"]["total"]
    rows = _rows(ask, f"/v1/{resource}.ndjson?limit=all&as_of={date}")
    holds = Counter(row["holds"] for row in rows)
    reasons = Counter(row.get("holds_reason") or "none" for row in rows if row["holds"] is None)
    empty = [meta for meta in _metas(ask, resource, date, countries) if meta["total"] == 0]
    levels = [coverage_level(meta) for meta in empty]
    uncovered = None if None in levels else levels.count("none")
    false = total - holds[True] - holds[None]
    return RowCounts(
        resource, date, holds[True], false, holds[None], dict(reasons), len(empty), uncovered
    )


def coverage_level(meta: dict[str, Any]) -> str | None:
    """`none`, `partial` or `full`; None if the answer does not say."""
    coverage = meta.get("coverage")
    return coverage["level"] if isinstance(coverage, dict) else coverage


def _metas(ask: Ask, resource: str, date: str, countries: list[str]) -> Iterator[dict[str, Any]]:
    for code in countries:
        yield ask(Request(f"/v1/{resource}?country={code}&as_of={date}&limit=1")).body["meta"]


def _rows(ask: Ask, path: str) -> list[dict[str, Any]]:
    body = ask(Request(path)).body
    if isinstance(body, dict):  # one line is a JSON document by itself
        return [body]
    return [json.loads(line) for line in body.split("\n") if line]
