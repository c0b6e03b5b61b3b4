"""Every row about somebody has one actor, by which both faces filter alike."""

from typing import Any

import pytest

from api.app import create_app
from api.graphql.schema.names import plural
from api.settings import Settings
from schema import RECORD, Resource
from tests.asking import all_rows, walk, whole
from tests.client import TestClient

WITH_ACTOR = [resource for resource in RECORD.values() if resource.actor]
each_resource = pytest.mark.parametrize("resource", WITH_ACTOR, ids=lambda r: r.name)


def keys(rows: list[dict[str, Any]]) -> list[str]:
    """The ids of rows, in order."""
    return sorted(row["id"] for row in rows)


@each_resource
def test_an_actor_filter_takes_countries_and_groups(client: TestClient, resource: Resource) -> None:
    """`actor=CHN,eu` gives the rows of China and those of the EU, whatever they are called."""

    def ask(question: str = "") -> list[dict[str, Any]]:
        columns = "fields=id,actor_id,actor_kind,country_code"
        columns += "".join(f"&{name}={value}" for name, value in all_rows(resource).items())
        return whole(client, f"/v1/{resource.name}", f"{columns}&{question}".rstrip("&"))

    everything = ask()
    expected = [row for row in everything if row["actor_id"] in ("CHN", "eu")]
    assert expected or resource.name == "tenures"
    for actors in ("CHN,eu", "china,European Union", "eu,CN"):
        assert keys(ask(f"actor={actors}")) == keys(expected)
    assert keys(ask("actor__in=CHN,eu")) == keys(expected)
    assert keys(ask("actor=CHN")) == keys(ask("country=CHN"))
    of_kind = [row for row in everything if row["actor_kind"] == "group"]
    assert keys(ask("actor_kind=group")) == keys(of_kind)


@each_resource
def test_graphql_has_the_same_actors(client: TestClient, resource: Resource) -> None:
    """The rows of `where: {actor: ...}` are those of REST, with the same actor and kind."""
    name = plural(resource)
    rows = client.get(f"/v1/{resource.name}?actor=china,eu&limit=100").json()["data"]
    document = (
        f'{{ {name}(first: 100, where: {{actor: {{in: ["china", "eu"]}}}})'
        " { nodes { slug actor { code } actorKind } } }"
    )
    nodes = client.post("/graphql", json={"query": document}).json()["data"][name]["nodes"]
    expected = [(row["id"], row["actor_id"], row["actor_kind"].upper()) for row in rows]
    assert [(node["slug"], node["actor"]["code"], node["actorKind"]) for node in nodes] == expected


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
    assert problem["suggestions"][0] == "CHN"


def test_a_quote_may_be_of_nobody(client: TestClient) -> None:
    """Somebody who speaks for no country or group: no actor, and no kind of actor."""
    rows = walk(client, "/v1/quotes?actor__isnull=true")
    assert rows
    for row in rows:
        assert (row["actor_id"], row["actor_kind"]) == (None, None)
        assert (row["country_code"], row["group_id"]) == (None, None)


_ACTORS = """
{
  pledges(first: 100, where: {actor: {in: ["CHN", "eu"]}}) {
    nodes {
      actor {
        __typename id code name actorKind source { slug }
        pledges(first: 2) { totalCount nodes { slug actor { code } } }
        quotes(first: 0) { totalCount }
        ... on Country { alpha2 groups(first: 1) { nodes { slug } } }
        ...OfGroup
        ... on Node { again: id }
      }
    }
  }
  quotes(first: 100) { nodes { actor { code } } }
}
fragment OfGroup on Group { acronym isParty: party }
"""


def test_an_actor_is_a_country_or_a_group(client: TestClient) -> None:
    """One interface: its fields on every kind, those of one kind in a fragment."""
    answer = client.post("/graphql", json={"query": _ACTORS}).json()
    assert "errors" not in answer
    actors = [node["actor"] for node in answer["data"]["pledges"]["nodes"]]
    by_code = {actor["code"]: actor for actor in actors}
    assert set(by_code) == {"CHN", "eu"}
    china, union = by_code["CHN"], by_code["eu"]
    assert (china["__typename"], union["__typename"]) == ("Country", "Group")
    assert (china["id"], union["again"]) == ("countries/CHN", "groups/eu")
    assert (china["alpha2"], union["acronym"], union["isParty"]) == ("CN", "EU", True)
    assert "acronym" not in china
    assert "alpha2" not in union
    assert union["pledges"]["nodes"][0]["actor"] == {"code": "eu"}
    rows = client.get("/v1/quotes?limit=100").json()["data"]
    expected = [row["actor_id"] and {"code": row["actor_id"]} for row in rows]
    assert [node["actor"] for node in answer["data"]["quotes"]["nodes"]] == expected


def test_both_executors_give_the_same_actors(client: TestClient, database_url: str) -> None:
    """The compiled path answers it with one statement, and as the reference executor does."""
    compiled = client.post("/graphql", json={"query": _ACTORS}).json()
    settings = Settings(database_url=database_url, graphql_compile=False)
    with TestClient(create_app(settings)) as reference:
        assert reference.post("/graphql", json={"query": _ACTORS}).json() == compiled


def test_an_actor_is_included(client: TestClient) -> None:
    """`include=actor` embeds the row of the country or the group; null if there is none."""
    for row in walk(client, "/v1/pledges?include=actor&actor=CHN,eu"):
        name = {"country": "countries", "group": "groups"}[row["actor_kind"]]
        assert row["actor"] == client.get(f"/v1/{name}/{row['actor_id']}").json()["data"]
    (quote,) = client.get("/v1/quotes?include=actor&actor__isnull=true&limit=1").json()["data"]
    assert quote["actor"] is None
    (pledge,) = client.get("/v1/pledges?include=actor.pledges&actor=eu&limit=1").json()["data"]
    below = pledge["actor"]["pledges"]
    assert {row["actor_id"] for row in below["data"]} == {"eu"}
    assert below["links"]["self"] == "/v1/pledges?group_id=eu"


def test_what_not_every_actor_has_is_not_included(client: TestClient) -> None:
    """What is of one kind only is refused, with what all kinds have."""
    for name in ("groups", "alpha2"):
        problem = client.get(f"/v1/pledges?include=actor.{name}").json()
        assert problem["status"] == 400
        assert "actor.pledges" in problem["detail"]


def test_an_aggregate_is_an_actor(client: TestClient) -> None:
    """The world and international transport are neither countries nor groups."""
    names = {row["name"] for row in client.get("/v1/aggregates").json()["data"]}
    assert {"World", "International transport"} <= names
    assert client.get("/v1/aggregates/WORLD").json()["data"]["id"] == "world"
    assert client.get("/v1/emissions-shares?country=world").status_code == 400
    assert client.get("/v1/emissions-shares?actor=International transport").status_code == 200
    document = '{ aggregate(slug: "world") { code actorKind pledges { totalCount } } }'
    data = client.post("/graphql", json={"query": document}).json()["data"]
    expected = {"code": "world", "actorKind": "AGGREGATE", "pledges": {"totalCount": 0}}
    assert data["aggregate"] == expected
