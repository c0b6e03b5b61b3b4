"""`meta.coverage.href` leads to the entries that the answer is made of."""

from collections.abc import Iterator
from typing import Any

import pytest

from schema import RECORD
from schema.coverage import COVERAGE
from schema.resource import Resource
from schema.scalars import Kind
from tests.asking import Tables, walk
from tests.client import TestClient

CODES = ("CHN", "USA", "DEU", "ALB", "eu")
RESOURCES = [r for r in RECORD.values() if r.actor and r is not COVERAGE]
_TEXTS = (Kind.slug, Kind.text, Kind.choice, Kind.integer, Kind.date, Kind.flag)


def narrowing(resource: Resource, rows: list[dict[str, Any]]) -> Iterator[str]:
    """A parameter of each filter by a column, with values that rows have; and pairs of filters."""
    single = []
    for filter_ in resource.filters.values():
        is_column = not (filter_.through or filter_.resolves)
        if not is_column or filter_.kind not in _TEXTS or "eq" not in filter_.operators:
            continue
        values = sorted({str(row[filter_.column]) for row in rows} - {"None", ""})
        texts = [v.lower() if filter_.kind is Kind.flag else v for v in values]
        single += [f"{filter_.name}={text}" for text in dict.fromkeys(texts[:2] + texts[-2:])
                   if not set(text) & set("&#+%,")]  # fmt: skip
    yield ""
    yield from single
    if resource.name == "emissions-shares":
        yield from {f"gas={row['gas']}&accounting={row['accounting']}" for row in rows}


def entries_at(client: TestClient, href: str, cached: dict[str, set[str]]) -> set[str]:
    """The sources of the entries at an address."""
    if href not in cached:
        cached[href] = {row["source_id"] for row in walk(client, f"{href}&limit=1000")}
    return cached[href]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_the_address_leads_to_the_entries(
    client: TestClient, tables: Tables, resource: Resource
) -> None:
    """Of each resource, by each filter that narrows it, with and without a date."""
    cached: dict[str, set[str]] = {}
    dates = ("", "&as_of=2022-03-30", "&as_of=1900") if resource.validity else ("",)
    for code in CODES:
        rows = [
            r for r in tables[resource.table_name] if code in (r["actor_id"], r.get("group_id"))
        ]
        for parameter in narrowing(resource, rows):
            for date in dates:
                address = f"/v1/{resource.name}?actor={code}&limit=1&{parameter}{date}"
                coverage = client.get(address).json()["meta"]["coverage"]
                sources = entries_at(client, coverage["href"], cached)
                assert {*coverage["sources"]} <= sources, address
                has_any = entries_at(
                    client, f"/v1/coverage?resource={resource.name}&actor={code}", cached
                )
                assert bool(sources) is bool(has_any), address
