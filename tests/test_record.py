"""What the first release holds, asked through REST."""

import pytest
from starlette.testclient import TestClient

from tests.asking import Tables, walk


@pytest.mark.parametrize(("code", "share"), [("CHN", 28.875), ("USA", 14.182)])
def test_measured_shares_of_2019(client: TestClient, code: str, share: float) -> None:
    """Percent of the world's territorial CO2, with numerator, denominator and source beside it."""
    (row,) = walk(client, f"/v1/emissions-shares?country={code}&year=2019&basis=measured")
    assert row["share_percent"] == share
    assert round(100 * row["emissions_mt"] / row["world_mt"], 3) == share
    assert (row["gas"], row["accounting"]) == ("co2", "territorial")
    source = client.get(f"/v1/sources/{row['source_id']}").json()["data"]
    assert source["licence"] == "CC-BY-4.0"


def test_every_party_has_a_pledge_row(tables: Tables) -> None:
    """198 parties: 197 countries and the European Union, `no_target` among what they say."""
    parties = {row["country_code"] or row["group_id"] for row in tables["pledge"]}
    assert len(parties) == 198
    assert "eu" in parties
    assert any(row["kind"] == "no_target" for row in tables["pledge"])


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
    by_year: dict[int, float] = {}
    for row in measured:
        if row["country_code"]:
            by_year[row["year"]] = by_year.get(row["year"], 0) + row["emissions_mt"]
            assert row["emissions_mt"] <= row["world_mt"]
    world = {row["year"]: row["world_mt"] for row in measured}
    assert all(total <= world[year] * 1.001 for year, total in by_year.items())


def test_a_reported_share_claims_no_more_than_its_source(client: TestClient) -> None:
    """ "almost 30%" has its words and its hedge, and no gas, year or accounting."""
    rows = walk(client, "/v1/emissions-shares?basis=reported")
    assert [(r["share_percent"], r["qualifier"]) for r in rows] == [(30, "almost"), (15, "about")]
    for row in rows:
        assert row["words"]
        assert [row[name] for name in ("gas", "year", "accounting", "emissions_mt")] == [None] * 4
