"""Several values of a parameter, what is none of them, and what is not there."""

from typing import Any

import pytest

from api.limits import IN_VALUES_MAX
from api.releases.aliases import AliasIndex
from api.rest.query_params import ParsedQuery, parse_list_query
from api.rest.query_string import read_query
from schema import RESOURCES
from tests.asking import walk
from tests.client import TestClient

NAMES = AliasIndex(
    {
        "countries": {"chn": "CHN", "usa": "USA", "china": "CHN"},
        "groups": {"g 20": "g20", "montreal protocol article 5 parties group 1": "montreal"},
    }
)
MONTREAL = "Montreal%20Protocol:%20Article%205%20Parties"


def parsed(query: str, resource: str = "pledges") -> ParsedQuery:
    """A query string of a list, parsed."""
    return parse_list_query(RESOURCES[resource], read_query(query), NAMES, "1.0.0-0123456789ab")


def conditions(query: str, resource: str = "pledges") -> list[tuple[str, str, Any]]:
    """Column, operator and value of each filter."""
    found = parsed(query, resource)
    where = zip(found.plan().where, found.values.values(), strict=True)
    return [(c.filter.column, c.operator, value) for c, value in where]


@pytest.mark.parametrize(
    "query",
    [
        "country_code=CHN&country_code=USA", "country_code=CHN,USA", "country=USA,CHN",
        "country=CHN&country=USA", "country__in=CHN&country__in=USA", "country__in=CHN,USA",
        "country_code__in=CHN,%20USA", "country=CHN%2CUSA", "country=china,+USA",
        "country=USA,CHN&country=china",
    ],
)  # fmt: skip
def test_the_same_question_has_one_key(query: str) -> None:
    """Repeated or separated by commas, in any order, by any name: one statement, one total."""
    found, plain = parsed(query), parsed("country_code=CHN,USA")
    assert (found.statement_key, found.values) == (plain.statement_key, plain.values)
    assert conditions(query) == [("country_code", "in", ("CHN", "USA"))]


@pytest.mark.parametrize(
    ("query", "resource", "value"),
    [
        ("country__in=CHN", "pledges", "CHN"),
        ("target_year__in=2050", "pledges", 2050),
        ("target_year=2050,2060", "pledges", (2050, 2060)),
        ("announced_on=2021&announced_on=2020-03", "pledges", ("2020-03", "2021")),
        ("status=IN_LAW,Proposed", "pledges", ("in_law", "proposed")),
        ("name=a%2Cb", "groups", "a,b"),
        ("name=a%2Cb,c", "groups", ("a,b", "c")),
        ("name__in=a%2Cb&name__in=c", "groups", ("a,b", "c")),
        (f"group={MONTREAL}%2C%20Group%201", "countries", "montreal"),
        (f"group={MONTREAL},%20Group%201", "countries", "montreal"),
        (f"group=g20,{MONTREAL}%2C%20Group%201", "countries", ("g20", "montreal")),
        (f"group=G-20&group={MONTREAL}%2C%20Group%201", "countries", ("g20", "montreal")),
    ],
)
def test_a_comma_separates_and_an_escaped_one_is_part_of_a_value(
    query: str, resource: str, value: Any
) -> None:
    """Where a value can hold one: a name, or a free text. A single value is no list."""
    assert [found for *_, found in conditions(query, resource)] == [value]


def test_a_group_with_a_comma_in_its_name_is_there(client: TestClient) -> None:
    """As a text, and as a name of the row."""
    name = f"{MONTREAL}%2C%20Group%201"
    (row,) = client.get(f"/v1/groups?name={name}").json()["data"]
    assert row["name"] == "Montreal Protocol: Article 5 Parties, Group 1"
    meta = client.get(f"/v1/memberships?group_id={name}&limit=1").json()["meta"]
    assert meta["resolved"] == {"group_id": {row["name"]: row["id"]}}


@pytest.mark.parametrize("parameter", ["sort", "fields", "include"])
def test_names_are_repeated_or_separated_by_commas(client: TestClient, parameter: str) -> None:
    """With blanks after the commas."""
    one, two = {"sort": ("-target_year", "id"), "fields": ("id", "status"),
                "include": ("source", "country")}[parameter]  # fmt: skip
    queries = (f"{one},{two}", f"{one},%20{two}", f"{one}%2C{two}", f"{one}&{parameter}={two}")
    first, *others = (
        client.get(f"/v1/pledges?limit=3&{parameter}={query}").json()["data"] for query in queries
    )
    assert all(rows == first for rows in others)


def test_so_many_values(client: TestClient) -> None:
    """As many as the limit says, and no more; by commas and by repeats."""
    years = [str(year) for year in range(1800, 1800 + IN_VALUES_MAX)]
    for separator in (",", "&target_year="):
        path = "/v1/pledges?target_year="
        assert client.get(path + separator.join(years)).status_code == 200
        answer = client.get(path + separator.join([*years, "2200"]))
        assert answer.json()["detail"] == "target_year takes 1 to 250 values, not 251"


def test_the_rows_without_a_value_are_all_the_others(client: TestClient) -> None:
    """With those whose value is unknown, which `isnull` tells apart."""
    rows = walk(client, "/v1/pledges?limit=1000&fields=id,status")
    unknown = {row["id"] for row in rows if row["status"] is None}
    others = {row["id"] for row in rows if row["status"] not in (None, "in_law", "proposed")}
    assert unknown
    assert others
    address = "/v1/pledges?limit=1000&fields=id&status__not=in_law&status__not=PROPOSED"
    assert {row["id"] for row in walk(client, address)} == unknown | others
    assert {row["id"] for row in walk(client, f"{address}&status__isnull=false")} == others
    assert walk(client, address) == walk(client, address.replace("__not", "__not_in"))


def test_countries_without_a_pledge(client: TestClient) -> None:
    """By the name of the list, in both faces: those that no pledge is about."""
    pledging = {row["country_code"] for row in walk(client, "/v1/pledges?country__isnull=false")}
    codes = {row["code"] for row in walk(client, "/v1/countries?fields=code")}
    without = walk(client, "/v1/countries?pledges__isnull=true&fields=code")
    assert {row["code"] for row in without} == codes - pledging
    query = "{ countries(where: {pledges: {isNull: true}}) { totalCount } }"
    answer = client.post("/graphql", json={"query": query}).json()
    assert answer["data"]["countries"]["totalCount"] == len(without) > 0


@pytest.mark.parametrize(
    ("address", "parameter", "text", "key"),
    [
        ("pledges?id=pledges/usa-net-zero-2050", "id", "pledges/usa-net-zero-2050", ""),
        ("statements?pledge=pledges/usa-net-zero-2050", "pledge", "pledges/usa-net-zero-2050", ""),
        ("pledges?country=countries/CHN", "country", "countries/CHN", "CHN"),
        ("pledges?actor_id=countries/CHN", "actor_id", "countries/CHN", "CHN"),
        ("countries?group=groups/g20", "group", "groups/g20", "g20"),
    ],
)
def test_an_id_may_have_its_resource_in_front(
    client: TestClient, address: str, parameter: str, text: str, key: str
) -> None:
    """As GraphQL's `id` has it; `meta.resolved` says what it is here."""
    meta = client.get(f"/v1/{address}").json()["meta"]
    assert meta["total"] > 0
    assert meta["resolved"] == {parameter: {text: key or text.removeprefix("pledges/")}}


def test_a_row_is_found_by_either_id(client: TestClient) -> None:
    """REST redirects to the row; GraphQL takes both as slug or code, and in `where`."""
    answer = client.get(
        "/v1/pledges/pledges/usa-net-zero-2050.csv?fields=id", follow_redirects=False
    )
    assert answer.status_code == 308
    assert answer.headers["location"] == "/v1/pledges/usa-net-zero-2050.csv?fields=id"
    assert client.get("/v1/countries/countries/china").json()["data"]["code"] == "CHN"
    assert client.get("/v1/pledges/pledges/nothing").status_code == 404
    for slug in ("usa-net-zero-2050", "pledges/usa-net-zero-2050"):
        query = (
            "query($s: String!, $c: String!) { pledge(slug: $s) { slug } country(code: $c) { code }"
        )
        query += " pledges(where: {slug: {eq: $s}}) { totalCount } }"
        body = {"query": query, "variables": {"s": slug, "c": "countries/CHN"}}
        data = client.post("/graphql", json=body).json()["data"]
        assert data["pledge"] == {"slug": "usa-net-zero-2050"}
        assert data["country"] == {"code": "CHN"}
        assert data["pledges"] == {"totalCount": 1}


def test_a_negation_names_no_edition(client: TestClient) -> None:
    """Lists show the latest edition as before: another source than this one may be any."""
    query = "emissions-shares?limit=1&source__not=no-such-source"
    total = client.get(f"/v1/{query}").json()["meta"]["total"]
    assert total == client.get("/v1/emissions-shares?limit=1").json()["meta"]["total"]


def test_no_parameter_is_called_as_functions_of_clients_are(client: TestClient) -> None:
    """Generated clients would shadow urllib's `quote`; filters go by their columns' names."""
    document = client.get("/openapi.json").json()
    written = [p for path in document["paths"].values() for p in path["get"].get("parameters", ())]
    names = {p.get("name") for p in (*written, *document["components"]["parameters"].values())}
    assert not names & {"quote", "source", "country", "group", "claim", "actor"}
    assert {"quote_id", "source_id", "country_code"} <= names
