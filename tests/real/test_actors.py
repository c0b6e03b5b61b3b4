"""Proof over the whole release: every row about somebody has exactly one actor."""

from schema import RECORD
from tests.asking import Tables
from tests.client import TestClient

_KINDS = {
    "country_code": "country",
    "group_id": "group",
    "member_group_id": "group",
    "aggregate_id": "aggregate",
}


def test_every_row_has_one_actor(tables: Tables) -> None:
    """The value and the kind of the one column that names it; none where it is optional."""
    compared = 0
    for resource in RECORD.values():
        if "actor_id" not in resource.fields:
            assert "country_code" not in resource.fields, resource.name
            continue
        group = "member_group_id" if resource.name == "memberships" else "group_id"
        for row in tables[resource.table_name]:
            actors = [
                (row[column], _KINDS[column])
                for column in ("country_code", group, "aggregate_id")
                if row.get(column) is not None
            ]
            is_optional = resource.name in ("quotes", "events")
            expected = actors or [(None, None)] if is_optional else actors
            assert [(row["actor_id"], row["actor_kind"])] == expected, row["id"]
            compared += 1
    assert compared > 160_000


def test_a_member_may_be_a_group(client: TestClient) -> None:
    """The G20 has 20 members, the European Union among them, by every way on both faces."""
    group = client.get("/v1/groups/g20?include=members,countries").json()["data"]
    members = {row["actor_id"]: row["actor_kind"] for row in group["members"]["data"]}
    assert len(members) == 20
    assert [actor for actor, kind in members.items() if kind == "group"] == ["eu"]
    assert group["countries"]["meta"]["total"] == 19
    document = """{
      group(slug: "g20") { members(first: 50) { totalCount nodes { actor { code } } } }
      memberships(where: {group: {eq: "g20"}}) { totalCount }
      european: group(slug: "eu") { memberships(where: {group: {eq: "g20"}}) { totalCount } }
    }"""
    data = client.post("/graphql", json={"query": document}).json()["data"]
    assert {node["actor"]["code"] for node in data["group"]["members"]["nodes"]} == set(members)
    assert data["group"]["members"]["totalCount"] == data["memberships"]["totalCount"] == 20
    assert data["european"]["memberships"]["totalCount"] == 1
    for path in ("/v1/memberships?group=g20", "/v1/groups/g20/members"):
        answer = client.get(path).json()
        assert {row["actor_id"] for row in answer["data"]} == set(members)


def test_members_are_the_memberships_of_every_group(client: TestClient, tables: Tables) -> None:
    """By group: the nested list has the rows of `memberships` that name it."""
    for group in tables["country_group"]:
        rows = [row for row in tables["membership"] if row["group_id"] == group["id"]]
        total = client.get(f"/v1/groups/{group['id']}/members").json()["meta"]["total"]
        assert total == len(rows), group["id"]
