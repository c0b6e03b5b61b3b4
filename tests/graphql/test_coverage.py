"""`coverage` of top-level connections: the same as REST's, on both ways of execution."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from tests.client import TestClient

COVERAGE = "coverage { level emptyReason sources from to }"


@pytest.fixture(scope="module")
def executor(database_url: str) -> Iterator[TestClient]:
    """The same record, answered without compiling."""
    settings = Settings(database_url=database_url, graphql_compile=False)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def data_of(client: TestClient, query: str, variables: dict[str, Any] | None = None) -> Any:
    """The data of a query that must not fail."""
    body = client.post("/graphql", json={"query": query, "variables": variables or {}}).json()
    assert "errors" not in body, body["errors"]
    return body["data"]


CASES = [
    ('tenures(where: {country: {eq: "DEU"}, q: "environment"}, asOf: "2019-07-01")',
     "tenures?country=DEU&q=environment&as_of=2019-07-01"),
    ('tenures(where: {country: {eq: "Germany"}})', "tenures?country=DEU"),
    ('documents(where: {country: {eq: "CHN"}}, asOf: "2016-03-24")',
     "documents?country=CHN&as_of=2016-03-24"),
    ('memberships(where: {group: {eq: "eu"}, country: {eq: "GBR"}}, asOf: "2024-10-28")',
     "memberships?group=eu&country=GBR&as_of=2024-10-28"),
    ('countries(where: {group: {in: ["eu"]}}, asOf: "1990")', "countries?group__in=eu&as_of=1990"),
    ('pledges(asOf: "2023-11-05")', "pledges?as_of=2023-11-05"),
    ('emissionsShares(where: {actor: {in: ["CHN", "eu"]}, year: {eq: 2019}})',
     "emissions-shares?actor=CHN,eu&year=2019"),
    ("pledges(where: {status: {eq: IN_LAW}})", "pledges?status=in_law"),
    ('documents(where: {country: {eq: "USA"}}, asOf: "2020-06-01", knownBy: "2020-06-01")',
     "documents?country=USA&as_of=2020-06-01&known_by=2020-06-01"),
    ('pledges(where: {country: {eq: "CHN"}}, knownBy: "2021-03-01")',
     "pledges?country=CHN&known_by=2021-03-01"),
    ('pledges(knownBy: "2020")', "pledges?known_by=2020"),
    ('pledges(where: {actor: {eq: "CHN"}}, asOf: "2022-03-25", knownBy: "2022-03-25")',
     "pledges?actor=CHN&as_of=2022-03-25&known_by=2022-03-25"),
    ('emissionsShares(where: {country: {eq: "CHN"}, series: {eq: "co2_territorial"}})',
     "emissions-shares?country=CHN&series=co2_territorial"),
    ('pledges(where: {country: {eq: "CHN"}, source: {eq: "net-zero-tracker"}})',
     "pledges?country=CHN&source=net-zero-tracker"),
    ('countries(where: {name: {eq: "Atlantis"}})', "countries?name=Atlantis"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "address"), CASES)
def test_both_faces_and_both_executors_say_the_same(
    client: TestClient, executor: TestClient, field: str, address: str
) -> None:
    """Level, sources, bounds, and the reason of a list without rows."""
    meta = client.get(f"/v1/{address}").json()["meta"]
    shown = meta.get("coverage", {"level": None, "sources": [], "from": None, "to": None})
    reason = meta.get("empty_reason")
    expected = {
        "level": shown["level"] and shown["level"].upper(),
        "emptyReason": reason and reason.upper(),
        "sources": [f"sources/{source}" for source in shown["sources"]],
        "from": shown["from"],
        "to": shown["to"],
    }
    query = f"{{ list: {field} {{ {COVERAGE} totalCount }} }}"
    for answering in (client, executor):
        assert data_of(answering, query)["list"] == {
            "coverage": expected, "totalCount": meta["total"],
        }  # fmt: skip


def test_one_document_has_the_coverage_of_each_list(client: TestClient) -> None:
    """Two lists that share a fragment, with a variable and with aliases, are told apart."""
    query = """
      query($code: String!) {
        a: tenures(where: {country: {eq: $code}}) { ...c }
        b: documents(where: {country: {eq: $code}}) { ...d x: coverage { __typename to } } }
      fragment c on TenureConnection { coverage { level } }
      fragment d on DocumentConnection { coverage { level l: level } }
    """
    for code, level in (("CHN", "FULL"), ("NOR", "FULL"), ("ATA", "NONE")):
        data = data_of(client, query, {"code": code})
        assert data["b"]["coverage"] == {"level": level, "l": level}
        assert data["b"]["x"]["__typename"] == "Coverage"
        assert data["a"]["coverage"]["level"] == ("NONE" if code == "ATA" else "PARTIAL")
    same = """{ a: pledges(where: {country: {eq: "CHN"}}) { ...c }
      b: pledges(where: {country: {eq: "USA"}}, asOf: "2022-03-30") { ...c } }
      fragment c on PledgeConnection { coverage { from to } }"""
    data = data_of(client, same)
    assert data["a"]["coverage"] != data["b"]["coverage"]
    assert data["b"]["coverage"] == {"from": "2022-03-15", "to": "2022-03-30"}


def test_a_list_within_a_row_has_none(client: TestClient, executor: TestClient) -> None:
    """Only the lists of root fields have a coverage."""
    query = '{ country(code: "CHN") { tenures { coverage { level } } } }'
    for answering in (client, executor):
        assert data_of(answering, query)["country"]["tenures"] == {"coverage": None}


def test_the_sources_are_nodes(client: TestClient) -> None:
    """Each id leads to its source."""
    query = '{ tenures(where: {country: {eq: "DEU"}}) { coverage { sources } } }'
    (id_,) = data_of(client, query)["tenures"]["coverage"]["sources"]
    node = data_of(client, f'{{ node(id: "{id_}") {{ id __typename }} }}')["node"]
    assert node == {"id": id_, "__typename": "Source"}
