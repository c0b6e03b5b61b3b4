"""Lists of shares are of one series and of countries where no filter says otherwise."""

from typing import Any

import pytest

from api.limits import REST_EMBEDDED
from tests.client import TestClient

GAS, ACCOUNTING = {"gas": "co2"}, {"accounting": "territorial"}
MAIN = {"series_role": "main"}
COUNTRIES = {"actor_kind": "country"}
SERIES = GAS | ACCOUNTING | MAIN

# A query of /v1/emissions-shares → the default filters that it has.
QUERIES: dict[str, dict[str, str]] = {
    "": SERIES | COUNTRIES,
    "year=2019&sort=-share_percent": SERIES | COUNTRIES,
    "gas=ghg": ACCOUNTING | MAIN | COUNTRIES,
    "gas__not=co2": ACCOUNTING | MAIN | COUNTRIES,
    "gas=ch4": MAIN | COUNTRIES,
    "gas=ch4,n2o&country=CHN": MAIN,
    "gas=ghg,ch4": ACCOUNTING | MAIN | COUNTRIES,
    "gas__not=ch4": ACCOUNTING | MAIN | COUNTRIES,
    "accounting=consumption": GAS | MAIN | COUNTRIES,
    "series=co2-territorial": COUNTRIES,
    "series=co2-territorial,ghg-territorial&country=CHN": {},
    "country=CHN": SERIES,
    "country__not=CHN": SERIES | COUNTRIES,
    "country__isnull=true": SERIES,
    "actor=eu": SERIES,
    "actor_kind=country,group,aggregate": SERIES,
    "aggregate__isnull=false": SERIES,
    "basis=summed": SERIES,
    "id=chn-co2-consumption-2019": {},
    "source=owid-co2-data-2024": GAS | ACCOUNTING | COUNTRIES,
    "series_role=main,comparison": GAS | ACCOUNTING | COUNTRIES,
    "series_role__not=main": GAS | ACCOUNTING | COUNTRIES,
    "defaults=false": {},
    "defaults=False&year=2019": {},
    "defaults=true&year=2019": SERIES | COUNTRIES,
}

Row = dict[str, Any]


def listed(client: TestClient, path: str) -> tuple[list[Row], Row]:
    """The rows and the meta of a list."""
    body = client.get(path).json()
    return body["data"], body["meta"]


@pytest.mark.parametrize("query", QUERIES)
def test_a_list_says_which_filters_it_has_by_default(client: TestClient, query: str) -> None:
    """It has their rows: those of the same list with the filters written out."""
    defaults = QUERIES[query]
    rows, meta = listed(client, f"/v1/emissions-shares?{query}&limit=40")
    assert meta.get("defaults", {}) == defaults
    assert rows
    assert all(row[column] == value for row in rows for column, value in defaults.items())
    written_out = "&".join(f"{column}={value}" for column, value in defaults.items())
    asked = "&".join(filter(None, [query, written_out, "limit=40"]))
    same, explicit = listed(client, f"/v1/emissions-shares?{asked}")
    assert (same, explicit["total"]) == (rows, meta["total"])


def test_the_largest_emitters_are_countries(client: TestClient) -> None:
    """The first question that people ask, without any filter but the year."""
    rows, _ = listed(client, "/v1/emissions-shares?year=2019&sort=-share_percent&limit=2")
    assert [row["country_code"] for row in rows] == ["CHN", "USA"]
    assert [row["rank"] for row in rows] == [1, 2]


def test_each_value_that_decides_is_asked_anew(client: TestClient) -> None:
    """Also where the statement of a list of the same form, or its query with variables, is kept."""
    query = "query($gas: Gas) { emissionsShares(where: {gas: {eq: $gas}}) { defaults } }"
    for gas in ("ghg", "ch4", "ghg"):
        rows, meta = listed(client, f"/v1/emissions-shares?country=CHN&gas={gas}&limit=1")
        assert [row["gas"] for row in rows] == [gas]
        body = {"query": query, "variables": {"gas": gas.upper()}}
        found = client.post("/graphql", json=body).json()["data"]["emissionsShares"]
        has_accounting = "accounting" in meta["defaults"]
        assert ("accounting" in found["defaults"]) == has_accounting == (gas == "ghg")


def test_files_have_the_rows_of_the_list(client: TestClient) -> None:
    """Also whole lists; `defaults=false` has all rows, as publishing prepared them."""
    for query in ("", "defaults=false", "year=2019", "defaults=false&year=2019"):
        _, meta = listed(client, f"/v1/emissions-shares?{query}&limit=1")
        for suffix in ("csv", "ndjson"):
            answer = client.get(f"/v1/emissions-shares.{suffix}?{query}")
            lines = answer.text.splitlines()[suffix == "csv" :]
            assert len(lines) == meta["total"] == int(answer.headers["x-total-count"]), query


def test_a_list_of_a_row_knows_what_the_row_says(client: TestClient) -> None:
    """Below a country its actor, below a series the series; embedded as at their own address."""
    for path, defaults in {
        "countries/CHN": SERIES,
        "groups/eu": SERIES,
        "series/ghg-territorial": COUNTRIES,
        "sources/owid-co2-data-2024": GAS | ACCOUNTING | COUNTRIES,
        "sources/cdiac-fossil-co2-by-nation-2023": GAS | ACCOUNTING | COUNTRIES,
    }.items():
        rows, meta = listed(client, f"/v1/{path}/emissions-shares?limit={REST_EMBEDDED}")
        assert meta["defaults"] == defaults
        embedded = client.get(f"/v1/{path}?include=emissions_shares").json()["data"]
        assert embedded["emissions_shares"]["data"] == rows
        assert embedded["emissions_shares"]["meta"]["total"] == meta["total"]
        following, _ = listed(
            client, embedded["emissions_shares"]["links"]["self"] + f"&limit={REST_EMBEDDED}"
        )
        assert following == rows


def graphql(client: TestClient, text: str) -> Any:
    """The data of a GraphQL query that has no errors."""
    answer = client.post("/graphql", json={"query": text}).json()
    assert "errors" not in answer, answer
    return answer["data"]


_SELECTED = "{ totalCount defaults nodes { slug } }"


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ("", ""),
        ("where: {year: {eq: 2019}}, orderBy: SHARE_PERCENT_DESC",
         "year=2019&sort=-share_percent"),
        ("where: {gas: {eq: GHG}}", "gas=ghg"),
        ("where: {gas: {in: [CH4, N2O]}}", "gas=ch4,n2o"),
        ("where: {gas: {notIn: [CO2]}}", "gas__not=co2"),
        ('where: {country: {eq: "CHN"}}', "country=CHN"),
        ('where: {country: {notIn: ["CHN"]}}', "country__not=CHN"),
        ("defaults: false", "defaults=false"),
        ("defaults: true", "defaults=true"),
        ("defaults: null", ""),
    ],
)  # fmt: skip
def test_graphql_answers_the_same_rows(client: TestClient, arguments: str, query: str) -> None:
    """In the compiled path, and in the reference executor, which has several rows of `nodes`."""
    rows, meta = listed(client, f"/v1/emissions-shares?{query}&limit=7")
    named = {"actor_kind": "actorKind", "series_role": "seriesRole"}
    defaults = meta.get("defaults") and {
        named.get(column, column): value.upper() for column, value in meta["defaults"].items()
    }
    given = f"first: 7, {arguments}" if arguments else "first: 7"
    expected = {
        "totalCount": meta["total"],
        "defaults": defaults,
        "nodes": [{"slug": row["id"]} for row in rows],
    }
    compiled = graphql(client, f"{{ emissionsShares({given}) {_SELECTED} }}")
    assert compiled == {"emissionsShares": expected}
    executed = graphql(
        client,
        f'{{ nodes(ids: ["countries/CHN"]) {{ id }} emissionsShares({given}) {_SELECTED} }}',
    )
    assert executed["emissionsShares"] == expected


def test_graphql_lists_of_a_row(client: TestClient) -> None:
    """Below a country its actor, below a series the series, as in REST."""
    text = f"""{{ country(code: "CHN") {{ emissionsShares(first: 5) {_SELECTED} }}
        series(slug: "ghg-territorial") {{ emissionsShares(first: 5) {_SELECTED} }}
        pledges(first: 1) {{ defaults }} }}"""
    data = graphql(client, text)
    for found, path in (
        (data["country"], "countries/CHN"),
        (data["series"], "series/ghg-territorial"),
    ):
        rows, meta = listed(client, f"/v1/{path}/emissions-shares?limit=5")
        assert found["emissionsShares"]["totalCount"] == meta["total"]
        slugs = [node["slug"] for node in found["emissionsShares"]["nodes"]]
        assert slugs == [row["id"] for row in rows]
    assert data["pledges"] == {"defaults": None}


def test_the_parameter_is_refused_elsewhere(client: TestClient) -> None:
    """Of lists without default filters, and with another value than true and false."""
    assert client.get("/v1/pledges?defaults=false").json()["type"] == "/problems/unknown-parameter"
    problem = client.get("/v1/emissions-shares?defaults=no").json()
    assert (problem["type"], problem["suggestions"]) == ("/problems/invalid-value", ["false"])
