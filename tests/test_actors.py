"""Every row about somebody has one actor, by which both faces filter alike."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.graphql.schema.names import plural
from schema import RECORD, Resource
from tests.asking import walk

WITH_ACTOR = [resource for resource in RECORD.values() if resource.actor]
each_resource = pytest.mark.parametrize("resource", WITH_ACTOR, ids=lambda r: r.name)


def keys(rows: list[dict[str, Any]]) -> list[str]:
    """The ids of rows, in order."""
    return sorted(row["id"] for row in rows)


@each_resource
def test_an_actor_filter_takes_countries_and_groups(client: TestClient, resource: Resource) -> None:
    """`actor=CHN,eu` gives the rows of China and those of the EU, whatever they are called."""
    path = f"/v1/{resource.name}?limit=1000&fields=id,actor_id,actor_kind,country_code"
    everything = walk(client, path)
    expected = [row for row in everything if row["actor_id"] in ("CHN", "eu")]
    assert expected or resource.name == "positions"
    for actors in ("CHN,eu", "china,European Union", "eu,CN"):
        assert keys(walk(client, f"{path}&actor={actors}")) == keys(expected)
    assert keys(walk(client, f"{path}&actor__in=CHN,eu")) == keys(expected)
    assert keys(walk(client, f"{path}&actor=CHN")) == keys(walk(client, f"{path}&country=CHN"))
    of_kind = [row for row in everything if row["actor_kind"] == "group"]
    assert keys(walk(client, f"{path}&actor_kind=group")) == keys(of_kind)


@each_resource
def test_graphql_has_the_same_actors(client: TestClient, resource: Resource) -> None:
    """The rows of `where: {actor: ...}` are those of REST, with the same actor and kind."""
    name = plural(resource)
    rows = client.get(f"/v1/{resource.name}?actor=china,eu&limit=100").json()["data"]
    document = (
        f'{{ {name}(first: 100, where: {{actor: {{in: ["china", "eu"]}}}})'
        " { nodes { slug actorId actorKind } } }"
    )
    nodes = client.post("/graphql", json={"query": document}).json()["data"][name]["nodes"]
    expected = [(row["id"], row["actor_id"], row["actor_kind"].upper()) for row in rows]
    assert [(node["slug"], node["actorId"], node["actorKind"]) for node in nodes] == expected


def test_a_list_of_codes_needs_no_operator(client: TestClient) -> None:
    """`country=CHN,USA` is `country__in=CHN,USA`; a name that has a comma is one name."""
    rows = client.get("/v1/pledges?country=CHN,USA&limit=1000").json()
    assert {row["country_code"] for row in rows["data"]} == {"CHN", "USA"}
    assert (
        rows["meta"]["total"]
        == (client.get("/v1/pledges?country__in=CHN,USA").json()["meta"]["total"])
    )
    name = "Montreal Protocol: Article 5 Parties, Group 1"
    resolved = client.get("/v1/pledges", params={"actor": name}).json()["meta"]["resolved"]
    assert resolved == {"actor": {name: "montreal-article-5-group-1"}}


def test_an_unknown_actor_is_refused(client: TestClient) -> None:
    """With a name that is near, if there is one."""
    problem = client.get("/v1/pledges?actor=CHN,chima").json()
    assert problem["type"].endswith("unknown-code")
    assert "'chima' stands for none of the actors" in problem["detail"]
    assert "china" in problem["suggestions"]


def test_a_quote_may_be_of_nobody(client: TestClient) -> None:
    """Somebody who speaks for no country or group: no actor, and no kind of actor."""
    rows = walk(client, "/v1/quotes?actor__isnull=true")
    assert rows
    for row in rows:
        assert (row["actor_id"], row["actor_kind"]) == (None, None)
        assert (row["country_code"], row["group_id"]) == (None, None)
