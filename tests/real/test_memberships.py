"""Members of groups on a date, asked on both faces, against the lists that sources state."""

import csv
from datetime import date, timedelta
from typing import Any

import pytest

from seeds.loading.files import FACTS
from tests.asking import Tables, walk
from tests.client import TestClient

STATEMENTS = FACTS / "membership-statements" / "climate-categories.csv"


def rest_members(client: TestClient, group: str, on: str) -> dict[str, bool | None]:
    """The countries of a group on a date, each with whether it certainly belonged."""
    rows = walk(client, f"/v1/countries?group={group}&as_of={on}")
    return {row["code"]: row["holds"] for row in rows}


def graphql_members(client: TestClient, group: str, on: str) -> list[str]:
    """The same countries in GraphQL."""
    query = """query ($group: String!, $on: PartialDate!) {
      countries(where: {group: {eq: $group}}, asOf: $on, first: 100) { nodes { code } }
    }"""
    body = {"query": query, "variables": {"group": group, "on": on}}
    answer = client.post("/graphql", json=body).json()
    return [row["code"] for row in answer["data"]["countries"]["nodes"]]


@pytest.mark.parametrize(
    ("on", "members"),
    [
        ("1993-11-01", 12),
        ("1994-12-31", 12),
        ("1995-01-01", 15),
        ("2004-04-30", 15),
        ("2004-05-01", 25),
        ("2007-01-01", 27),
        ("2013-06-30", 27),
        ("2013-07-01", 28),
        ("2020-01-31", 28),
        ("2020-02-01", 27),
        ("2024-10-28", 27),
    ],
)
def test_members_of_the_eu_are_certain(client: TestClient, on: str, members: int) -> None:
    """Start and end dates are inclusive."""
    holds = rest_members(client, "eu", on)
    assert (len(holds), set(holds.values())) == (members, {True})
    assert sorted(graphql_members(client, "eu", on)) == sorted(holds)


def test_the_united_kingdom_has_left_the_eu(client: TestClient) -> None:
    """Its interval has an end, and the sources of start, lists and end."""
    row = client.get("/v1/memberships/eu-gbr").json()["data"]
    assert (row["start_date"], row["end_date"], row["basis"]) == (
        "1973-01-01", "2020-01-31", "stated",
    )  # fmt: skip
    assert row["rests_on"] == [
        "openclimatedata-countrygroups-2019",
        "climate-categories-0-11-1",
        "cia-world-factbook-2026-01-22",
    ]


def test_a_list_without_a_date_is_certain_on_no_day(client: TestClient) -> None:
    """OPEC: both lists have no date; who is on one of them only may be a member."""
    for on in ("2016-01-01", "2024-10-28", "2025-07-31"):
        holds = rest_members(client, "opec", on)
        assert set(holds.values()) == {None}
        assert {"AGO", "COG", "ECU", "QAT", "SAU"} <= holds.keys()
        assert sorted(graphql_members(client, "opec", on)) == sorted(holds)


def test_groups_without_a_dated_list_or_statement_are_unknown(
    client: TestClient, tables: Tables
) -> None:
    """On the day that their lists were committed as on any other."""
    dates = ("start_date", "end_date", "first_seen", "ended_by")
    dated = {row["group_id"] for row in tables["membership"] if any(row[name] for name in dates)}
    assert dated == {
        "african-union", "asean", "brics", "eu", "imo", "ldc", "oecd", "umbrella-group",
    }  # fmt: skip
    rows = walk(client, "/v1/memberships?as_of=2024-10-28&limit=1000")
    assert {row["holds"] for row in rows if row["group_id"] not in dated} == {None}


def test_russia_had_left_the_umbrella_group_by_2023(client: TestClient) -> None:
    """The list of 2023 lacks it: that is inferred, and says from what."""
    assert "RUS" not in rest_members(client, "umbrella-group", "2024-10-28")
    assert rest_members(client, "umbrella-group", "2022-01-01")["RUS"] is None
    row = client.get("/v1/memberships/umbrella-group-rus").json()["data"]
    assert (row["ended_by"], row["basis"]) == ("2023", "inferred")
    assert "climate-categories-0-11-1" in row["rests_on"]
    assert client.get("/v1/memberships/umbrella-group-gbr").json()["data"]["start_date"] == "2023"


def test_each_day_of_a_list_of_the_eu_has_its_members_and_no_others(client: TestClient) -> None:
    """Recomputed from the intervals, for every day that the lists are of; asked at their ends."""
    lists: dict[tuple[str, str], set[str]] = {}
    with STATEMENTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["group_id"] == "eu":
                lists.setdefault((row["list_from"], row["list_to"]), set()).add(row["country_code"])
    assert [len(members) for _, members in sorted(lists.items())] == [12, 15, 25, 27, 28, 27]
    intervals = walk(client, "/v1/memberships?group=eu&limit=100")
    days = 0
    for (first, last), members in lists.items():
        assert {c for c, holds in rest_members(client, "eu", first).items() if holds} == members
        assert {c for c, holds in rest_members(client, "eu", last).items() if holds} == members
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        while day <= end:
            assert {r["country_code"] for r in intervals if _covers(r, day.isoformat())} == members
            days, day = days + 1, day + timedelta(days=1)
    assert days == (date(2025, 7, 31) - date(1993, 11, 1)).days + 1


def _covers(row: dict[str, Any], day: str) -> bool:
    return row["start_date"] <= day <= (row["end_date"] or row["last_seen"])
