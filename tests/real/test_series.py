"""Series of emissions figures: what each counts, and that every share belongs to one."""

from collections import defaultdict

from tests.asking import Tables, walk
from tests.client import TestClient
from tests.docs.examples import ROOT
from tests.seeds.conftest import upstream_rows


def test_greenhouse_gases_of_a_territory_leave_out_agriculture(client: TestClient) -> None:
    """New Zealand in 2020: 41 Mt from fossil fuels and industry, 84 Mt with agriculture."""
    rows = walk(
        client, "/v1/emissions-shares?country=NZL&year=2020&gas=ghg&defaults=false&include=series"
    )
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
        own = series[row["series_id"]]
        assert (row["gas"], row["accounting"]) == (own["gas"], own["accounting"])
        assert row["series_role"] == own["role"]
        assert own["from_year"] <= row["year"] <= own["to_year"]
        years[row["series_id"]].add(row["year"])
    assert years.keys() == series.keys()
    assert {(row["from_year"], row["to_year"]) for row in series.values()} == {
        (1750, 2023), (1850, 2023), (1990, 2023), (1751, 2020),
    }  # fmt: skip


def test_a_series_says_why_its_shares_add_up_to_more_than_all(tables: Tables) -> None:
    """Of CO2 with land use; of greenhouse gases only where those below zero are left out."""
    definitions = {row["id"]: row["definition"] for row in tables["series"]}
    sums: dict[tuple[str, int], float] = defaultdict(float)
    above_zero: dict[tuple[str, int], float] = defaultdict(float)
    for row in tables["emissions_share"]:
        if row["country_code"]:
            key = row["series_id"], row["year"]
            sums[key] += row["share_percent"]
            above_zero[key] += max(row["share_percent"], 0)
    more = {series for (series, _), percent in sums.items() if percent > 100.1}
    assert more == {"co2-including-land-use"}
    largest = sums["co2-including-land-use", 1954]
    assert largest == max(sums.values())
    assert f"({largest:.2f} % in 1954)" in definitions["co2-including-land-use"]
    of_sinks = above_zero["ghg-including-land-use", 1868]
    assert f"(to {of_sinks:.2f} % in 1868)" in definitions["ghg-including-land-use"]


def test_a_second_source_stands_beside_the_main_series(client: TestClient) -> None:
    """Where it is asked for, with its definition; the coverage of other lists is not of it."""
    of_china = "/v1/emissions-shares?country=CHN&year=2020"
    rows = walk(client, f"{of_china}&series_role=main,comparison")
    assert [(row["series_id"], row["share_percent"]) for row in rows] == [
        ("cdiac-co2-territorial", 31.923), ("co2-territorial", 31.047),
    ]  # fmt: skip
    levels = {}
    for filters in ("", "&gas=co2&accounting=territorial", "&series=cdiac-co2-territorial"):
        meta = client.get(f"{of_china}{filters}").json()["meta"]
        assert meta["total"] == 1
        levels[filters] = meta["coverage"]["sources"]
    assert list(levels.values()) == [
        ["owid-co2-data-2024"], ["owid-co2-data-2024"], ["cdiac-fossil-co2-by-nation-2023"],
    ]  # fmt: skip
    query = '{ emissionsShares(where: {country: {eq: "CHN"}}) { coverage { sources } } }'
    data = client.post("/graphql", json={"query": query}).json()["data"]
    assert data["emissionsShares"]["coverage"]["sources"] == ["sources/owid-co2-data-2024"]


def test_the_definition_of_the_second_source_has_its_figures(client: TestClient) -> None:
    """What its share would be with international transport, and how many figures are left out."""
    definition = client.get("/v1/series/cdiac-co2-territorial").json()["data"]["definition"]
    rows = upstream_rows("cdiac-fossil-co2-by-nation/fossil-fuel-co2-emissions-by-nation.csv")
    of_2020 = [row for row in rows if row["Year"] == "2020"]
    china = next(int(r["Total"]) for r in of_2020 if r["Country"] == "CHINA (MAINLAND)")
    nations = sum(int(row["Total"]) for row in of_2020)
    bunkers = sum(int(row["Bunker fuels (Not in Total)"] or 0) for row in of_2020)
    assert f"({bunkers * 3.664 / 1000:.0f} million tonnes in 2020" in definition
    assert f"{100 * china / (nations + bunkers):.2f} % of 2020" in definition
    assert f"not {100 * china / nations:.2f} %" in definition
    path = "/v1/sources/cdiac-fossil-co2-by-nation-2023/import-notes?action=cell_left_out"
    assert f"({len(walk(client, path))} of countries" in definition


def test_the_decision_about_sums_says_how_many_there_are(client: TestClient) -> None:
    """Shares by their basis, as the page says."""
    page = ROOT / "docs" / "decisions" / "0023-shares-and-sums-of-groups.md"
    measured, summed = (
        client.get(f"/v1/emissions-shares?basis={basis}&defaults=false&limit=1").json()["meta"][
            "total"
        ]
        for basis in ("measured", "summed")
    )
    assert f"{measured:,} measured and {summed:,} summed shares" in page.read_text("utf-8")


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


def test_no_share_lacks_a_figure(tables: Tables) -> None:
    """Series, year, numerator, denominator and percentage, which is that of the two."""
    rows = tables["emissions_share"]
    assert len(rows) > 140_000
    for row in rows:
        figures = [row[name] for name in ("series_id", "year", "emissions_mt", "world_mt")]
        assert None not in figures, row["id"]
        # Half a unit of the fifth digit, and the binary fractions of three numbers.
        percent = 100 * row["emissions_mt"] / row["world_mt"]
        assert abs(row["share_percent"] - percent) <= 0.0000500001 * abs(percent), row["id"]


def test_ranks_are_those_of_the_countries(tables: Tables) -> None:
    """One more than the countries with larger emissions that year; groups have none."""
    emissions = defaultdict(list)
    for row in tables["emissions_share"]:
        if row["country_code"]:
            emissions[row["series_id"], row["year"]].append(row["emissions_mt"])
    larger: dict[tuple[str, int], dict[float, int]] = {
        key: _number_larger(figures) for key, figures in emissions.items()
    }
    for row in tables["emissions_share"]:
        own = larger.get((row["series_id"], row["year"]), {})
        expected = own[row["emissions_mt"]] + 1 if row["country_code"] else None
        assert row["rank"] == expected, row["id"]


def _number_larger(figures: list[float]) -> dict[float, int]:
    """How many figures are larger, by figure."""
    return {figure: sum(other > figure for other in figures) for figure in set(figures)}


def test_the_largest_emitters_of_a_year(client: TestClient) -> None:
    """By rank in both faces, in the order of their shares."""
    path = "/v1/emissions-shares?series=co2-territorial&year=2019&rank__lte=3&sort=rank"
    rows = walk(client, path)
    assert [(row["rank"], row["country_code"]) for row in rows] == [
        (1, "CHN"), (2, "USA"), (3, "IND"),
    ]  # fmt: skip
    query = """{ emissionsShares(orderBy: [RANK_ASC], where: {
        series: {eq: "co2-territorial"}, year: {eq: 2019}, rank: {lte: 3}
      }) { nodes { rank country { code } } } }"""
    nodes = client.post("/graphql", json={"query": query}).json()["data"]["emissionsShares"][
        "nodes"
    ]
    assert [(node["rank"], node["country"]["code"]) for node in nodes] == [
        (row["rank"], row["country_code"]) for row in rows
    ]
