"""What the first release holds, asked through REST."""

from typing import Any

import pytest

from tests.asking import Tables, walk
from tests.client import TestClient


@pytest.mark.parametrize(("code", "share"), [("CHN", 28.875), ("USA", 14.182)])
def test_measured_shares_of_2019(client: TestClient, code: str, share: float) -> None:
    """Percent of the world's territorial CO2, with numerator, denominator and source beside it."""
    asked = f"country={code}&year=2019&gas=co2&accounting=territorial"
    (row,) = walk(client, f"/v1/emissions-shares?{asked}")
    assert row["share_percent"] == share
    assert round(100 * row["emissions_mt"] / row["world_mt"], 3) == share
    assert (row["gas"], row["accounting"]) == ("co2", "territorial")
    source = client.get(f"/v1/sources/{row['source_id']}").json()["data"]
    assert source["licence"] == "CC-BY-4.0"


def test_every_party_has_a_pledge_row(tables: Tables) -> None:
    """199 countries and the European Union, `no_target` among what they say.

    The Cook Islands and Vatican City are on the scorecard of 2021 only.
    """
    records = [row for row in tables["source_record"] if row["resource"] == "pledges"]
    parties = {row["actor_id"] for row in records}
    assert len(parties) == 200
    assert "eu" in parties
    assert any(row["row_id"] is None for row in records)


def test_every_iso_entry_and_kosovo(tables: Tables) -> None:
    """249 ISO 3166-1 entries, each with its three codes, and XKX, which has no numeric one."""
    numeric = {row["numeric"] for row in tables["country"] if row["numeric"]}
    assert len(numeric) == 249
    (kosovo,) = (row for row in tables["country"] if row["numeric"] is None)
    assert kosovo["code"] == "XKX"


def test_shares_are_of_parties_and_never_of_aggregates(tables: Tables) -> None:
    """Countries and the European Union; the world is a denominator, and sums come to no more."""
    measured = [row for row in tables["emissions_share"] if row["basis"] == "measured"]
    assert {row["group_id"] for row in measured} == {None, "eu"}
    totals: dict[tuple[Any, ...], float] = {}
    for row in measured:
        if row["country_code"]:
            series = row["gas"], row["accounting"], row["year"], row["world_mt"]
            totals[series] = totals.get(series, 0) + row["emissions_mt"]
            assert row["emissions_mt"] <= row["world_mt"]
    # Land use: what the countries have is more than the world's in a few years of the data.
    assert all(
        t <= s[3] * (1.2 if s[1] == "including_land_use" else 1.001) for s, t in totals.items()
    )


def test_the_chain_of_a_pledge(client: TestClient) -> None:
    """China's carbon neutrality: a speech, the article, the scorecard, both snapshots."""
    path = "/v1/pledges/chn-carbon-neutrality-2060?include=source_records"
    answer = client.get(path).json()["data"]
    chain = [
        (r["first_seen"], r["values"].get("status"), r["source_id"])
        for r in answer["source_records"]["data"]
    ]
    assert chain == [
        ("2020", None, "un-general-debate-corpus-v13"),
        ("2021", "in_policy_document", "owid-net-zero-targets-2021"),
        ("2021-03-01", "declaration", "voa-us-china-climate-2021"),
        ("2022-03-23", "in_policy_document", "net-zero-tracker-2022-03-30"),
        ("2023-10-02", "in_policy_document", "net-zero-tracker-2023-11-05"),
    ]
    assert (answer["status"], answer["status_date"]) == ("in_policy_document", "2021")
    assert (answer["outcome"], answer["superseded_by_id"]) == (None, None)


def test_what_replaced_a_pledge(client: TestClient) -> None:
    """Austria's 2050 gave way to 2040: each leads to the other, and both stay in the record."""
    query = """{ pledge(slug: "aut-climate-neutrality-2050") {
        outcome endedBy supersededBy { slug supersedes { slug } sourceRecords { nodes { values } } }
    } }"""
    row = client.post("/graphql", json={"query": query}).json()["data"]["pledge"]
    assert (row["outcome"], row["endedBy"]) == ("SUPERSEDED", "2023-11-05")
    assert row["supersededBy"]["slug"] == "aut-climate-neutrality-2040"
    assert row["supersededBy"]["supersedes"]["slug"] == "aut-climate-neutrality-2050"
    records = row["supersededBy"]["sourceRecords"]["nodes"]
    assert {r["values"]["status"] for r in records} == {"in_policy_document", "in_law"}


def test_no_pledge_of_a_party_is_withdrawn_without_a_record_that_says_so(tables: Tables) -> None:
    """And what is superseded leads to a row of the same party."""
    pledges = {row["id"]: row for row in tables["pledge"]}
    none = {row["id"] for row in tables["source_record"] if row["row_id"] is None}
    for row in pledges.values():
        if row["outcome"] == "withdrawn":
            assert row["outcome_record_id"] in none
        if row["superseded_by_id"]:
            assert pledges[row["superseded_by_id"]]["actor_id"] == row["actor_id"]


def test_a_group_that_no_dataset_has_is_the_sum_of_its_members(
    client: TestClient, tables: Tables
) -> None:
    """Every present member once, the EU's among the G20's too; who has no figure is named.

    Per head and per GDP it is by the sums of the same members.
    """
    members = {code for code, groups in _members(tables).items() if groups & {"g20", "eu"}}
    asked = "year=2019&gas=co2&accounting=territorial"
    shares = {
        r["country_code"]: r for r in walk(client, f"/v1/emissions-shares?{asked}&limit=1000")
    }
    (row,) = walk(client, f"/v1/emissions-shares?group=g20&{asked}")
    assert (row["basis"], row["members_without_data"]) == ("summed", [])
    assert row["emissions_mt"] == round(sum(shares[code]["emissions_mt"] for code in members), 3)
    assert row["share_percent"] == round(100 * row["emissions_mt"] / row["world_mt"], 3)
    people, gdp = (
        sum(row["value"] for row in rows if row["country_code"] in members)
        for indicator in ("population", "gdp")
        if (rows := walk(client, f"/v1/indicators?year=2019&indicator={indicator}&limit=1000"))
    )
    assert row["per_capita_t"] == pytest.approx(row["emissions_mt"] * 10**6 / people, abs=5e-5)
    assert row["per_gdp_kg"] == pytest.approx(row["emissions_mt"] * 10**9 / gdp, abs=5e-6)
    (annex_i,) = walk(client, f"/v1/emissions-shares?group=annex-i&{asked}")
    assert annex_i["members_without_data"] == ["MCO"]
    assert walk(client, f"/v1/emissions-shares?group=unfccc&{asked}") == []


def _members(tables: Tables) -> dict[str, set[str]]:
    """The groups of each country, as far as they still have it on their own lists."""
    lists = {row["id"]: row["source_id"] for row in tables["country_group"]}
    found: dict[str, set[str]] = {}
    for row in tables["membership"]:
        present = row["end_date"] is None and row["source_id"] == lists[row["group_id"]]
        if row["country_code"] and present:
            found.setdefault(row["country_code"], set()).add(row["group_id"])
    return found
