"""`known_by`: where it is refused, and what it leaves of the coverage of a list."""

from typing import Any

import pytest

from api.query.dates import accepts_known_by
from schema import RECORD, RESOURCES
from tests.client import TestClient


def ask(client: TestClient, address: str, status: int = 200) -> Any:
    """The body of an answer."""
    answer = client.get(f"/v1/{address}")
    assert answer.status_code == status, answer.text
    return answer.json()


def test_what_has_versions_or_one_source_takes_it() -> None:
    """Memberships are merged from several sources: by when one had been stated is not held."""
    taking = {resource.name for resource in RESOURCES.values() if accepts_known_by(resource)}
    assert taking == {
        "pledges", "tenures", "documents", "initiative-participations", "dialogues",
    }  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "memberships?group=eu&as_of=2019-06-01&known_by=2019-07-01",
        "memberships?known_by=2019-07-01",
        "memberships/eu-fra?known_by=2019",
        "groups/eu/members?as_of=2019-06-01&known_by=2019",
        "groups/eu?include=members&as_of=2019-06-01&known_by=2019",
        "groups?include=memberships&known_by=2019&limit=1",
        "countries/FRA?include=memberships&known_by=2019",
        "pledges?include=actor.memberships&known_by=2022&limit=1",
        "pledges?country=CHN&include=country.memberships&known_by=2022",
    ],
)
def test_memberships_refuse_it_with_a_hint(client: TestClient, address: str) -> None:
    """As a list, as a row, and where `include` leads to them from rows that take it."""
    problem = ask(client, address, 400)
    assert (problem["type"], problem["parameter"]) == ("/problems/no-effect", "known_by")
    for name in ("pledges", "documents", "tenures"):
        assert f"/v1/{name}" in problem["detail"]
    assert "use it with" in problem["detail"]
    assert "/v1/memberships" not in problem["detail"]


@pytest.mark.parametrize(
    "query",
    [
        '{ memberships(knownBy: "2019") { totalCount } }',
        '{ membership(slug: "eu-fra", knownBy: "2019") { slug } }',
        '{ group(slug: "eu") { members(asOf: "2019", knownBy: "2019") { totalCount } } }',
        '{ country(code: "FRA") { memberships(knownBy: "2019") { totalCount } } }',
    ],
)
def test_graphql_has_no_argument_for_it_there(client: TestClient, query: str) -> None:
    """No list of memberships has `knownBy`; nor does an `id` name such a version."""
    body = client.post("/graphql", json={"query": query}).json()
    assert "knownBy" in body["errors"][0]["message"]
    for version in ("2019~2019", "~2019"):
        node = f'{{ node(id: "memberships/eu-fra@{version}") {{ id }} }}'
        assert client.post("/graphql", json={"query": node}).json()["data"] == {"node": None}
    dated = '{ node(id: "memberships/eu-fra@2019") { id } }'
    assert client.post("/graphql", json={"query": dated}).json()["data"]["node"]


NOT_KNOWN = [
    "documents?country=USA&as_of=2020-06-01&known_by=2020-06-01",
    "documents?country=USA&known_by=2020",
    "documents?known_by=2020",
    "pledges?country=CHN&known_by=2019",
    "pledges?country=CHN&as_of=2021-06-01&known_by=2020-06-30",
    "tenures?country=USA&as_of=2010-01-01&known_by=2015-01-01",
]


@pytest.mark.parametrize("address", NOT_KNOWN)
def test_what_nobody_had_stated_is_not_covered(client: TestClient, address: str) -> None:
    """Sources of later dates cover nothing, and how many rows there are is not known."""
    meta = ask(client, address)["meta"]
    assert (meta["total"], meta["empty_reason"]) == (0, "not_covered")
    assert (meta["coverage"]["level"], meta["coverage"]["sources"]) == ("none", [])
    if "as_of" in meta:
        assert meta["as_of"]["unknown"] is None


@pytest.mark.parametrize(
    ("address", "level", "sources", "to"),
    [
        ("documents?country=USA&known_by=2026-08-19", "full",
         ["ndc-registry-2026-08-19"], "2026-08-19"),
        ("pledges?country=CHN&known_by=2020-12-31", "partial",
         ["un-general-debate-corpus-v13"], "2020"),
        ("pledges?country=CHN&known_by=2021-03-01", "partial",
         ["un-general-debate-corpus-v13", "voa-us-china-climate-2021"], "2021-03-01"),
        ("pledges?country=CHN&known_by=2021-06", "partial",
         ["un-general-debate-corpus-v13", "voa-us-china-climate-2021"], "2021-03-01"),
        ("pledges?country=CHN&as_of=2022-03-25&known_by=2022-03-25", "partial",
         ["net-zero-tracker-2022-03-30"], "2022-03-25"),
    ],
)  # fmt: skip
def test_only_what_had_been_stated_covers(
    client: TestClient, address: str, level: str, sources: list[str], to: str
) -> None:
    """Each source from the day by which it had stated something, and no day after `known_by`."""
    coverage = ask(client, address)["meta"]["coverage"]
    assert (coverage["level"], coverage["sources"], coverage["to"]) == (level, sources, to)


def test_nothing_is_covered_after_it(client: TestClient) -> None:
    """What a source of 2022 covers in 2023 was not known in 2022."""
    meta = ask(client, "pledges?country=CHN&as_of=2023-11-05&known_by=2022-12-31")["meta"]
    assert meta["coverage"]["level"] == "none"
    assert meta["as_of"] == {"date": "2023-11-05", "holds": 0, "unknown": None}


def test_that_there_is_none_had_to_be_stated(client: TestClient) -> None:
    """`none_stated` from the day by which a source had stated it."""
    address = "pledges?country=ALB&horizon=interim&as_of=2022-03-20"
    for known_by, reason in (("2022-03-30", "none_stated"), ("2022-03-01", "not_covered")):
        assert ask(client, f"{address}&known_by={known_by}")["meta"]["empty_reason"] == reason


def test_not_yet_is_by_what_had_been_stated(client: TestClient) -> None:
    """A row that had not been stated is no reason."""
    address = "documents?country=USA&as_of=2016-04-01&known_by"
    assert ask(client, f"{address}=2026-08-19")["meta"]["empty_reason"] == "not_yet"
    assert ask(client, f"{address}=2026-08-18")["meta"]["empty_reason"] == "not_covered"
    pledges = "pledges?id=usa-net-zero-2050&country=USA&as_of=2021-03-01"
    assert "empty_reason" not in ask(client, f"{pledges}&known_by=2021-03-01")["meta"]


def test_each_resource_with_coverage_says_by_when_it_was_known(client: TestClient) -> None:
    """Before all sources nothing is covered; long after them, what is covered today."""
    for resource in (r for r in RECORD.values() if accepts_known_by(r) and r.actor):
        for code in ("CHN", "USA", "DEU", "eu"):
            address = f"{resource.name}?actor={code}&limit=1"
            now = ask(client, address)["meta"]["coverage"]
            assert ask(client, f"{address}&known_by=2100")["meta"]["coverage"] == now
            before = ask(client, f"{address}&known_by=1900")["meta"]
            assert (before["coverage"]["level"], before["total"]) == ("none", 0)
