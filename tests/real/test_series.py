"""Series of emissions figures: what each counts, and that every share belongs to one."""

from collections import defaultdict

from starlette.testclient import TestClient

from tests.asking import Tables, walk


def test_greenhouse_gases_of_a_territory_leave_out_agriculture(client: TestClient) -> None:
    """New Zealand in 2020: 41 Mt from fossil fuels and industry, 84 Mt with agriculture."""
    rows = walk(client, "/v1/emissions-shares?country=NZL&year=2020&gas=ghg&include=series")
    assert {row["series_id"]: row["emissions_mt"] for row in rows} == {
        "ghg-territorial": 41.093,
        "ghg-including-land-use": 83.783,
    }
    series = {row["series_id"]: row["series"] for row in rows}
    narrow, wide = series["ghg-territorial"], series["ghg-including-land-use"]
    assert narrow["left_out"] == ["agriculture", "land use"]
    assert narrow["name"] == "Greenhouse gases from fossil fuels and industry"
    assert (wide["left_out"], wide["land_use"]) == ([], "included")
    assert {s["source_id"] for s in series.values()} == {"owid-co2-codebook-2024"}


def test_each_share_belongs_to_a_series_of_its_year(tables: Tables) -> None:
    """With its gas and accounting; a series begins and ends with the figures of the world."""
    series = {row["id"]: row for row in tables["series"]}
    years = defaultdict(set)
    for row in tables["emissions_share"]:
        if row["basis"] != "reported":
            own = series[row["series_id"]]
            assert (row["gas"], row["accounting"]) == (own["gas"], own["accounting"])
            assert own["from_year"] <= row["year"] <= own["to_year"]
            years[row["series_id"]].add(row["year"])
    assert years.keys() == series.keys()
    assert {(row["from_year"], row["to_year"]) for row in series.values()} == {
        (1750, 2023), (1850, 2023), (1990, 2023),
    }  # fmt: skip


def test_both_faces_list_the_series(client: TestClient) -> None:
    """`series` is one of them in GraphQL, `seriesList` all; REST nests their figures."""
    query = """{
      seriesList { nodes { slug producers } }
      series(slug: "co2-territorial") {
        unit emissionsShares(where: {country: {eq: "CHN"}, year: {eq: 2019}}) {
          nodes { sharePercent series { slug } }
        }
      }
    }"""
    data = client.post("/graphql", json={"query": query}).json()["data"]
    rows = walk(client, "/v1/series")
    assert [(n["slug"], n["producers"]) for n in data["seriesList"]["nodes"]] == [
        (r["id"], r["producers"]) for r in rows
    ]
    (share,) = data["series"]["emissionsShares"]["nodes"]
    assert share == {"sharePercent": 28.875, "series": {"slug": "co2-territorial"}}
    nested = "/v1/series/co2-territorial/emissions-shares?country=CHN&year=2019"
    assert [row["share_percent"] for row in walk(client, nested)] == [28.875]
    asked = "/v1/emissions-shares?series=co2-territorial&country=CHN&year=2019"
    assert walk(client, asked) == walk(client, nested)
