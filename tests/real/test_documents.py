"""The NDC registry in the record, asked through both faces."""

from typing import Any

import pytest

from tests.asking import Tables, walk
from tests.client import TestClient

REGISTRY = "ndc-registry-2026-08-19"


def in_force(client: TestClient, party: str, day: str) -> list[str]:
    """The NDCs of a party that were in force by their columns on a day before the list's."""
    asked = f"/v1/documents?{party}&kind=ndc&in_force_from__lte={day}"
    still = walk(client, f"{asked}&in_force_to__isnull=true")
    ended = walk(client, f"{asked}&in_force_to__gte={day}")
    return [row["id"] for row in (*ended, *still)]


def test_every_entry_of_the_registry_is_here(tables: Tables) -> None:
    """At least 700, each of one party, with its source, whose missing licence is explained."""
    rows = tables["document"]
    assert len(rows) >= 700
    assert {row["source_id"] for row in rows} == {REGISTRY}
    assert all((row["country_code"] is None) != (row["group_id"] is None) for row in rows)
    (source,) = (row for row in tables["source"] if row["id"] == REGISTRY)
    assert source["licence"] is None
    assert source["licence_note"]


@pytest.mark.parametrize(
    ("party", "day", "documents"),
    [
        ("country=CHN", "2016-09-02", []),
        ("country=CHN", "2016-11-03", []),
        ("country=CHN", "2016-11-04", ["chn-ndc-2016-09-03-en"]),
        ("country=CHN", "2021-03-02", ["chn-ndc-2016-09-03-en"]),
        ("country=CHN", "2021-10-27", ["chn-ndc-2016-09-03-en"]),
        ("country=CHN", "2021-10-28", ["chn-ndc-2021-10-28-zh"]),
        ("group=eu", "2021-03-02", ["eu-ndc-2020-12-18-en"]),
        ("country=FRA", "2021-03-02", ["fra-ndc-2020-12-18-en"]),
        ("country=CAN", "2021-03-02", ["can-ndc-2017-05-11-en", "can-ndc-2017-05-11-fr"]),
    ],
)
def test_the_ndc_in_force_on_a_day(
    client: TestClient, party: str, day: str, documents: list[str]
) -> None:
    """From its submission, or from when its party is one to the Paris Agreement, to the day before
    the update that replaces it; files of one day together."""
    assert in_force(client, party, day) == documents


@pytest.mark.parametrize(
    ("party", "day", "documents"),
    [
        ("CHN", "2021-03-02", {"chn-ndc-2016-09-03-en": True}),
        ("CHN", "2026-08-01", {"chn-ndc-2021-10-28-zh": True, "chn-ndc-2025-11-03-zh": True}),
        ("CHN", "2026-11-23", {"chn-ndc-2021-10-28-zh": None, "chn-ndc-2025-11-03-zh": None}),
        ("USA", "2024-12-18", {"usa-ndc-2021-04-22-en": True}),
        ("USA", "2024-12-19", {"usa-ndc-2021-04-22-en": None, "usa-ndc-2024-12-19-en": True}),
        ("USA", "2026-01-01", {"usa-ndc-2021-04-22-en": None, "usa-ndc-2024-12-19-en": None}),
        ("USA", "2026-08-19", {}),
        ("USA", "2021-01-15", {"usa-ndc-2016-09-03-en": None}),
        ("USA", "2021-02-19", {"usa-ndc-2016-09-03-en": True}),
        ("USA", "2016-11-03", {}),
        ("CHN", "2016-11-03", {}),
        ("ERI", "2023-03-08", {}),
        ("ERI", "2023-03-09", {"eri-ndc-2018-06-19-en": True}),
    ],
    ids=[
        "the one before its update",
        "both that are active on the day of the list",
        "both, after the list: nobody knows",
        "archived in the list: until the next submission",
        "one of another round: nobody knows if it ended the former; archived itself",
        "then nobody knows of either",
        "and both are over by the day of the list",
        "nobody knows whether its party is one to the Paris Agreement",
        "its party is one again",
        "before the Paris Agreement is in force",
        "before the Paris Agreement is in force, of another",
        "of a signatory",
        "until its ratification takes effect",
    ],
)
def test_as_of_tells_the_ndc_in_force(
    client: TestClient, party: str, day: str, documents: dict[str, bool | None]
) -> None:
    """On both faces; letters and translations are not in force by themselves."""
    answer = client.get(f"/v1/documents?country={party}&as_of={day}").json()
    assert {row["id"]: row["holds"] for row in answer["data"]} == documents
    query = f"""{{ documents(asOf: "{day}", where: {{country: {{eq: "{party}"}}}}) {{
      nodes {{ slug holds }} }} }}"""
    nodes = client.post("/graphql", json={"query": query}).json()["data"]["documents"]["nodes"]
    assert {node["slug"]: node["holds"] for node in nodes} == documents


def test_only_an_ndc_is_in_force(tables: Tables) -> None:
    """Addenda and translations have no time of their own; an NDC has its first day or a note."""
    for row in tables["document"]:
        if row["kind"] == "ndc":
            first, last = row["in_force_from"], row["in_force_to"]
            assert row["in_force_from_note"] if first is None else first >= row["submitted_on"]
            assert last is None or last >= row["submitted_on"]
        else:
            assert (row["in_force_from"], row["in_force_to"]) == (None, None)


def test_no_active_ndc_has_an_end(tables: Tables) -> None:
    """Of those that the registry lists as active; 151 had ended by a later one before."""
    active = [r for r in tables["document"] if (r["kind"], r["status"]) == ("ndc", "active")]
    assert {row["in_force_to"] for row in active} == {None}
    followed = [row for row in active if row["next_submitted_on"]]
    assert len(followed) == 151
    assert {row["latest"] for row in followed} == {False}


def test_files_of_one_submission_belong_together(tables: Tables) -> None:
    """By party and day; an addendum without a day by the only submission of its version."""
    rows = tables["document"]
    for row in rows:
        party = str(row["actor_id"]).lower()
        if row["submitted_on"]:
            assert row["submission_id"] == f"{party}-{row['submitted_on']}"
        else:
            assert row["submission_id"] is None or row["submission_id"].startswith(f"{party}-")
        assert (row["latest"] is None) == (row["submission_id"] is None)
    assert sum(row["submission_id"] is None for row in rows) == 1
    latest = {row["submission_id"] for row in rows if row["latest"]}
    assert len(latest) == len({row["actor_id"] for row in rows})


def test_parties_lead_to_their_documents(client: TestClient) -> None:
    """Nested in REST and in GraphQL, of a country and of the European Union."""
    listed = walk(client, "/v1/countries/china/documents")
    assert [row["id"] for row in listed][:2] == ["chn-ndc-2016-09-03-en", "chn-ndc-2021-10-28-zh"]
    query = """{
      country(code: "CHN") { documents(first: 1) { totalCount nodes { slug source { slug } } } }
      group(slug: "eu") { documents(where: {kind: {eq: NDC}}) { nodes { slug inForceTo } } }
    }"""
    data: dict[str, Any] = client.post("/graphql", json={"query": query}).json()["data"]
    assert data["country"]["documents"] == {
        "totalCount": len(listed),
        "nodes": [{"slug": "chn-ndc-2016-09-03-en", "source": {"slug": REGISTRY}}],
    }
    assert data["group"]["documents"]["nodes"] == [
        {"slug": "eu-ndc-2016-10-05-en", "inForceTo": "2020-12-17"},
        {"slug": "eu-ndc-2020-12-18-en", "inForceTo": "2023-10-18"},
        {"slug": "eu-ndc-2023-10-19-en", "inForceTo": None},
        {"slug": "eu-ndc-2025-11-05-en", "inForceTo": None},
    ]


def test_pledges_point_at_the_documents_that_they_link(client: TestClient, tables: Tables) -> None:
    """Of their own party, from the pledge and back; most of those on the UNFCCC's site."""
    documents = {row["id"]: row for row in tables["document"]}
    pointing = [row for row in tables["pledge"] if row["document_id"]]
    assert len(pointing) >= 80
    for row in pointing:
        document = documents[row["document_id"]]
        assert row["country_code"] == document["country_code"]
        assert row["group_id"] == document["group_id"]
    query = """{ pledge(slug: "ind-net-zero-2070") {
      documentUrl document { kind url pledges { nodes { slug } } } } }"""
    pledge: dict[str, Any] = client.post("/graphql", json={"query": query}).json()["data"]["pledge"]
    assert pledge["document"]["url"] == pledge["documentUrl"]
    assert {"slug": "ind-net-zero-2070"} in pledge["document"]["pledges"]["nodes"]
    found = walk(client, f"/v1/pledges?document={documents['ind-ndc-2022-08-26-en']['id']}")
    assert "ind-net-zero-2070" in [row["id"] for row in found]
