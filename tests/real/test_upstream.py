"""Shares and NDCs of all parties are what the upstream files say, recomputed from them here.

Nothing of the importers is used. What the files say of pledges is tested in `tests/known`.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal

import pytest

from tests.asking import whole
from tests.client import TestClient
from tests.seeds.conftest import upstream_rows

EMISSIONS = "owid-co2-data/owid-co2-data.csv"
CDIAC = "cdiac-fossil-co2-by-nation/fossil-fuel-co2-emissions-by-nation.csv"
PARIS = "openclimatedata-paris-agreement/paris-agreement-entry-into-force.csv"
REGISTRY = "openclimatedata-ndcs/ndcs.csv"

SERIES = {
    ("co2", "territorial"): "co2",
    ("co2", "consumption"): "consumption_co2",
    ("co2", "including_land_use"): "co2_including_luc",
    ("co2", "cumulative"): "cumulative_co2",
    ("ghg", "territorial"): "total_ghg_excluding_lucf",
    ("ghg", "including_land_use"): "total_ghg",
    ("ch4", "including_land_use"): "methane",
    ("n2o", "including_land_use"): "nitrous_oxide",
}
PER_HEAD = {
    ("co2", "territorial"): "co2_per_capita",
    ("co2", "consumption"): "consumption_co2_per_capita",
    ("co2", "including_land_use"): "co2_including_luc_per_capita",
    ("ghg", "territorial"): "ghg_excluding_lucf_per_capita",
    ("ghg", "including_land_use"): "ghg_per_capita",
    ("ch4", "including_land_use"): "methane_per_capita",
    ("n2o", "including_land_use"): "nitrous_oxide_per_capita",
}
PER_GDP = {
    ("co2", "territorial"): "co2_per_gdp",
    ("co2", "consumption"): "consumption_co2_per_gdp",
    ("co2", "including_land_use"): "co2_including_luc_per_gdp",
}
ACTORS_WITHOUT_CODE = {"European Union (27)": "eu", "Kosovo": "XKX"}
DAYS = ("2017-06-01", "2021-03-02", "2023-11-05")

Figure = tuple[str, str, str, int]
Share = tuple[float, float, float]


def test_measured_shares(client: TestClient) -> None:
    """Numerator, denominator and percentage of every series in every year, and no more."""
    answered = {
        (row["actor_id"], row["gas"], row["accounting"], row["year"]): (
            row["emissions_mt"], row["world_mt"], row["share_percent"],
        )
        for row in whole(client, "/v1/emissions-shares", "basis=measured&defaults=false")
        if row["actor_kind"] != "aggregate" and row["series_role"] == "main"
    }  # fmt: skip
    stated = dict(shares())
    assert len(stated) > 100_000
    differences = {
        figure: (answered.get(figure), stated.get(figure))
        for figure in answered.keys() | stated.keys()
        if answered.get(figure) != stated.get(figure)
    }
    assert differences == {}


def test_emissions_per_head_and_per_gdp(client: TestClient) -> None:
    """Those that the file has, which it computed from emissions with more digits than it gives.

    It has no GDP of the European Union, but emissions by it.
    """
    intensities = (
        ("per_capita_t", "population", PER_HEAD, 500),
        ("per_gdp_kg", "gdp", PER_GDP, 500_000),
    )
    answered = {
        (row["actor_id"], row["gas"], row["accounting"], row["year"]): row
        for row in whole(client, "/v1/emissions-shares", "basis=measured&defaults=false")
        if row["series_role"] == "main"
    }
    compared = missing = 0
    for upstream in upstream_rows(EMISSIONS):
        name = upstream["country"]
        actor = upstream["iso_code"] or (ACTORS_WITHOUT_CODE | {"World": "world"}).get(name)
        for column, divisor, columns, rounding in intensities:
            for series, stated in columns.items() if actor else ():
                row = answered.get((actor, *series, int(upstream["year"])))
                if row is None or not upstream[stated]:
                    assert row is None or row[column] is None
                elif not upstream[divisor]:
                    assert (actor, row[column]) == ("eu", None)
                    missing += 1
                else:
                    own = min(0.0005, 5e-5 * abs(row[column]))  # three decimals, five digits
                    bound = 0.0005 + 1e-9 + rounding / float(upstream[divisor]) + own
                    assert abs(row[column] - float(upstream[stated])) <= bound, row["id"]
                    compared += 1
    assert (compared, missing) == (217_296, 409)


def test_shares_of_the_second_source(client: TestClient) -> None:
    """Carbon of a nation as carbon dioxide, and the sum of all nations, bunkers left out."""
    factor = Decimal("3.664") / 1000
    nations: dict[int, list[int]] = defaultdict(list)
    for row in upstream_rows(CDIAC):
        nations[int(row["Year"])].append(int(row["Total"]))
    asked = "series=cdiac-co2-territorial&basis=measured"
    rows = whole(client, "/v1/emissions-shares", asked)
    assert len(rows) == 17_833
    for row in rows:
        of_year = nations[row["year"]]
        assert row["world_mt"] == float(figure(sum(of_year) * factor))
        if row["actor_id"] != "world":
            assert row["emissions_mt"] in {float(figure(total * factor)) for total in of_year}


def figure(number: Decimal) -> Decimal:
    """Six decimals, or five significant digits if these take more."""
    places = max(6, 4 - number.adjusted()) if number else 6
    return number.quantize(Decimal(10) ** -places, ROUND_HALF_EVEN)


def shares() -> Iterator[tuple[Figure, Share]]:
    """What the emissions file says of the parties in it."""
    rows = upstream_rows(EMISSIONS)
    worlds = {row["year"]: row for row in rows if row["country"] == "World"}
    for row in rows:
        actor = row["iso_code"] or ACTORS_WITHOUT_CODE.get(row["country"])
        for (gas, accounting), column in SERIES.items() if actor else ():
            mt, world = row[column], worlds[row["year"]][column]
            if mt and world:
                percent = 100 * Decimal(mt) / Decimal(world)
                places = max(3, 4 - percent.adjusted()) if percent else 3
                rounded = percent.quantize(Decimal(10) ** -places, ROUND_HALF_EVEN)
                figure = str(actor), gas, accounting, int(row["year"])
                yield figure, (float(mt), float(world), float(rounded))


@pytest.mark.parametrize("day", DAYS)
def test_the_ndc_in_force(client: TestClient, day: str) -> None:
    """The files of parties that are active, or archived and not followed by a day."""
    effect = {row["Code"]: row["Date-Of-Effect"] for row in upstream_rows(PARIS)}
    rows = [row for row in upstream_rows(REGISTRY) if row["fileType"] == "NDC"]
    expected = set()
    for row in rows:
        code, submitted = row["code"], row["submissionDate"]
        following = {r["submissionDate"] for r in rows if r["code"] == code}
        last = min((later for later in following if later > submitted), default="")
        stands = row["status"] == "Active" or day < last or day == submitted
        if submitted <= day and stands and "" < effect[code] <= day:
            expected.add(("eu" if code == "EUU" else code, row["encodedAbsUrl"]))
    path = f"kind=ndc&as_of={day}&holds=true"
    documents = whole(client, "/v1/documents", path)
    assert {(row["actor_id"], row["url"]) for row in documents} == expected
