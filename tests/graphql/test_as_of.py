"""`asOf` on lists of what has a validity, and on what leads to it; `holds` on its rows."""

from collections.abc import Callable
from typing import Any

import pytest

from api.graphql.http import document_cache
from tests.client import TestClient
from tests.graphql.conftest import Ask


def test_pledges_of_china_in_force_on_a_day(data: Ask) -> None:
    """Those that stood, and those that may have; each with its source and with what is known."""
    found = data(
        """{ country(code: "china") { pledges(asOf: "2021-03-02") { totalCount nodes {
          id slug holds holdsReason source { publisher }
        } } }
        before: pledge(slug: "chn-carbon-neutrality-2060", asOf: "2020-08-31") { holds } }"""
    )
    pledges = {row["slug"]: row for row in found["country"]["pledges"]["nodes"]}
    assert pledges["chn-carbon-neutrality-2060"] == {
        "id": "pledges/chn-carbon-neutrality-2060@2021-03-02",
        "slug": "chn-carbon-neutrality-2060",
        "holds": True,
        "holdsReason": None,
        "source": {"publisher": "Voice of America"},
    }
    assert pledges["chn-emissions-peak-2030"]["holdsReason"] == "AFTER_LAST_SEEN"
    assert found["country"]["pledges"]["totalCount"] == len(pledges)
    assert found["before"] == {"holds": False}


def test_the_us_climate_envoy_on_a_day(data: Ask) -> None:
    """A post that may be held that day is found, and says that it is not known."""
    found = data(
        """{ tenures(where: {country: {eq: "US"}, q: "climate"}, asOf: "2021-03-02") { nodes {
          official { name } holds holdsReason certainUntil source { publisher }
        } } }"""
    )
    (kerry,) = found["tenures"]["nodes"]
    assert kerry["official"] == {"name": "John Kerry"}
    assert (kerry["holds"], kerry["holdsReason"]) == (None, "END_UNKNOWN")
    assert kerry["certainUntil"] == "2021-03-01"
    assert kerry["source"] == {"publisher": "Voice of America"}


@pytest.mark.parametrize("date", ["2019-06-01", "2004-04-30", "2004", "2020-06", "1957"])
def test_members_of_the_eu(client: TestClient, data: Ask, date: str) -> None:
    """By filter, by the group's countries, and by its members: the countries REST has."""
    rest = client.get(f"/v1/countries?group=eu&as_of={date}").json()
    found = data(
        """query ($date: PartialDate!) {
          countries(where: {group: {eq: "EU"}}, asOf: $date, first: 50) { nodes { code } }
          group(slug: "eu") {
            countries(asOf: $date, first: 50) { totalCount nodes { code } }
            members(asOf: $date, first: 50) { nodes { country { code } holds } }
          }
        }""",
        {"date": date},
    )
    codes = [row["code"] for row in rest["data"]]
    assert [row["code"] for row in found["countries"]["nodes"]] == codes
    assert [row["code"] for row in found["group"]["countries"]["nodes"]] == codes
    assert found["group"]["countries"]["totalCount"] == rest["meta"]["total"]
    memberships = found["group"]["members"]["nodes"]
    told = {row["country"]["code"]: row["holds"] for row in memberships}
    assert told == {row["code"]: row["holds"] for row in rest["data"]}


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ('{ pledges(asOf: "2019-02-30") { totalCount } }', "2021-03-01"),
        ('{ pledge(slug: "x", asOf: "soon") { slug } }', "2021-03-01"),
        ("{ pledges(holds: TRUE) { totalCount } }", "asOf"),
        ('{ countries(asOf: "2019") { totalCount } }', "where.group"),
        ('{ quotes(asOf: "2019") { totalCount } }', "asOf"),
    ],
)
def test_what_is_refused(error: Ask, query: str, hint: str) -> None:
    """What is no date, none at all, and a date where nothing has a validity."""
    assert hint in error(query)["message"]


def test_no_date_asks_for_all(data: Ask) -> None:
    """A variable that is null or left out is as no argument."""
    query = "query ($date: PartialDate) { pledges(asOf: $date) { totalCount } }"
    every = data("{ pledges { totalCount } }")
    assert data(query) == data(query, {"date": None}) == every
    assert (
        data(query, {"date": "2023-11-05"})["pledges"]["totalCount"]
        < (every["pledges"]["totalCount"])
    )


def test_one_statement_serves_all_dates(
    app: Any, client: TestClient, statements: Callable[[str], int]
) -> None:
    """Dates are values of a text: what was compiled for one serves the next, without declining."""
    query = '{{ country(code: "CHN") {{ pledges(asOf: {0}) {{ nodes {{ holds status }} }} }} }}'
    declined = document_cache(app.state).reference_executions
    assert [statements(query.format(date)) for date in ('"2021"', "2022", '"2023-01"')] == [1, 1, 1]
    assert document_cache(app.state).reference_executions == declined
