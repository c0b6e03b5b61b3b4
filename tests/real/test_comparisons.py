"""The claim check: what an article says of shares, beside what is measured."""

from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

from seeds.derivation.comparisons import fits
from tests.asking import walk

CHINA = "/v1/emissions-shares/chn-reported-voa-2021/comparison"


def measured(rows: list[dict[str, Any]], gas: str, accounting: str, year: int) -> dict[str, Any]:
    """The one row that is beside this measured share."""
    (row,) = (r for r in rows if (r["gas"], r["accounting"], r["year"]) == (gas, accounting, year))
    return row


def test_almost_thirty_per_cent_of_china(client: TestClient) -> None:
    """28.875 % of territorial CO2 in 2019 is "almost 30%"; 31.047 % in 2020 is not."""
    rows = walk(client, CHINA)
    row = measured(rows, "co2", "territorial", 2019)
    assert (row["reported_percent"], row["measured_percent"]) == (30, 28.875)
    assert (row["difference_points"], row["qualifier_fits"]) == (1.125, True)
    assert row["differs_in"] == ["gas", "accounting", "year", "source"]
    assert row["explanation"] == (
        "The measured share counts CO2 from fossil fuels and industry, where it is emitted, in"
        " 2019; the report does not say which gases, whose emissions and which year."
    )
    later = measured(rows, "co2", "territorial", 2020)
    assert (later["difference_points"], later["qualifier_fits"]) == (-1.047, False)


def test_about_fifteen_per_cent_of_the_united_states(client: TestClient) -> None:
    """14.182 % of territorial CO2 in 2019 is "about 15%"; their part of all time is not."""
    rows = walk(client, "/v1/emissions-shares/usa-reported-voa-2021/comparison")
    row = measured(rows, "co2", "territorial", 2019)
    assert (row["difference_points"], row["qualifier_fits"]) == (0.818, True)
    assert measured(rows, "co2", "cumulative", 2019)["qualifier_fits"] is False


def test_every_series_of_the_years_before_the_report(client: TestClient) -> None:
    """The article is of 2021: six series, of three years, each a row of the record."""
    rows = walk(client, CHINA)
    assert len(rows) == 18
    assert {row["year"] for row in rows} == {2018, 2019, 2020}
    for row in rows:
        share = client.get(f"/v1/emissions-shares/{row['measured_id']}").json()["data"]
        assert share["share_percent"] == row["measured_percent"]
        assert share["source_id"] == row["source_id"]


def test_both_faces_say_the_same(client: TestClient) -> None:
    """`comparison` of a share in GraphQL, and the resource of its own."""
    query = """{ emissionsShare(slug: "chn-reported-voa-2021") {
      comparison(first: 50) { nodes { slug differencePoints measured { slug } } } } }"""
    answer = client.post("/graphql", json={"query": query}).json()
    nodes = answer["data"]["emissionsShare"]["comparison"]["nodes"]
    rows = walk(client, CHINA)
    assert [(n["slug"], n["differencePoints"], n["measured"]["slug"]) for n in nodes] == [
        (r["id"], r["difference_points"], r["measured_id"]) for r in rows
    ]
    assert walk(client, "/v1/comparisons?share=chn-reported-voa-2021") == rows
    assert client.get(f"{CHINA}.csv").text.count("\r\n") == 19


def test_what_was_measured_is_compared_with_nothing(client: TestClient) -> None:
    """An empty list; a share that there is not, or something else of a share, is not found."""
    assert walk(client, "/v1/emissions-shares/chn-co2-territorial-2019/comparison") == []
    for path in ("no-such/comparison", "chn-reported-voa-2021/quotes", "NO/comparison"):
        assert client.get(f"/v1/emissions-shares/{path}").status_code == 404
    assert client.get(f"{CHINA}?share=x").status_code == 400


@pytest.mark.parametrize("asked", ["countries/CHN/emissions-shares?", "emissions-shares?group=eu&"])
def test_all_that_is_known_of_a_party_and_a_year(client: TestClient, asked: str) -> None:
    """Every gas and accounting side by side."""
    rows = walk(client, f"/v1/{asked}year=2019")
    assert {(row["gas"], row["accounting"]) for row in rows} == {
        ("co2", "territorial"), ("co2", "consumption"), ("co2", "including_land_use"),
        ("co2", "cumulative"), ("ghg", "territorial"), ("ghg", "including_land_use"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("qualifier", "reported", "share", "said"),
    [
        ("almost", "30", "27", True), ("almost", "30", "26.9", False),
        ("almost", "30", "30", False), ("about", "15", "16.5", True),
        ("about", "15", "13.4", False), (None, "15", "15", None),
    ],
)  # fmt: skip
def test_what_a_hedge_says(qualifier: str, reported: str, share: str, said: bool | None) -> None:
    """Almost: below, by a tenth of it at most. About: within a tenth."""
    assert fits(qualifier, Decimal(reported), Decimal(share)) is said
