"""What was the case on the day of a quote, over the whole release, on both faces."""

from typing import Any

from tests.asking import Tables
from tests.client import TestClient

_INCLUDE = "include=then.pledges,then.emissions_share"
_QUERY = """query($first: Int!, $after: String) {
  quotes(first: $first, after: $after) { pageInfo { endCursor hasNextPage } nodes { slug then {
    pledges(first: 10) { totalCount nodes { id slug status holds } } emissionsShare { slug } } } }
}"""


def _quotes(client: TestClient) -> dict[str, Any]:
    """All quotes with what was the case on their day, by id."""
    found, path = {}, f"/v1/quotes?{_INCLUDE}&limit=50"
    while path:
        answer = client.get(path).json()
        found |= {row["id"]: row for row in answer["data"]}
        path = answer["links"]["next"]
    return found


def test_pledges_of_the_day_are_those_of_the_date(client: TestClient) -> None:
    """`then.pledges` of a quote is the list of the actor's pledges as of the quote's date."""
    dated = 0
    lists: dict[tuple[str | None, str], Any] = {}
    for quote in _quotes(client).values():
        if quote["said_on"] is None:
            assert quote["then"] is None
            continue
        pledges, key = quote["then"]["pledges"], (quote["actor_id"], quote["said_on"])
        if quote["actor_id"] is None:
            assert pledges["data"] == []
            continue
        path = f"/v1/pledges?as_of={quote['said_on']}&actor_id={quote['actor_id']}"
        assert pledges["links"]["self"] == path
        if key not in lists:
            lists[key] = client.get(f"{path}&limit=10").json()
        assert pledges["data"] == lists[key]["data"]
        assert pledges["meta"]["total"] == lists[key]["meta"]["total"]
        counts, expected = pledges["meta"]["as_of"], lists[key]["meta"]["as_of"]
        assert (counts["date"], counts["holds"]) == (quote["said_on"], expected["holds"])
        dated += bool(pledges["data"])
    assert dated >= 7


def test_both_faces_say_the_same_of_the_day(client: TestClient) -> None:
    """Pledges with their ids of that date, and the share of the last year that had ended."""
    rows, nodes, after = _quotes(client), [], None
    while True:
        variables = {"first": 50, "after": after}
        answer = client.post("/graphql", json={"query": _QUERY, "variables": variables}).json()
        nodes += answer["data"]["quotes"]["nodes"]
        page = answer["data"]["quotes"]["pageInfo"]
        after = page["endCursor"]
        if not page["hasNextPage"]:
            break
    assert [node["slug"] for node in nodes] == list(rows)
    for node in nodes:
        then, of_rest = node["then"], rows[node["slug"]]["then"]
        if of_rest is None:
            assert then is None
            continue
        said_on, share = rows[node["slug"]]["said_on"], of_rest["emissions_share"]
        assert then["pledges"]["totalCount"] == of_rest["pledges"]["meta"]["total"]
        assert [
            (n["id"], n["slug"], n["status"] and n["status"].lower(), n["holds"])
            for n in then["pledges"]["nodes"]
        ] == [
            (f"pledges/{row['id']}@{said_on}", row["id"], row["status"], row["holds"])
            for row in of_rest["pledges"]["data"]
        ]
        assert (then["emissionsShare"] or {}).get("slug") == (share and share["id"])


def test_the_share_is_of_the_last_year_that_had_ended(client: TestClient, tables: Tables) -> None:
    """Territorial CO2 of the country in the year before the quote, wherever there is a figure."""
    shares = {row["id"]: row for row in tables["emissions_share"]}
    measured = {
        (row["country_code"], row["year"]): row["id"]
        for row in shares.values()
        if row["series_id"] == "co2-territorial"
    }
    linked = 0
    for quote in _quotes(client).values():
        share = (quote["then"] or {}).get("emissions_share")
        year = int(quote["said_on"][:4]) - 1 if quote["said_on"] else None
        expected = measured.get((quote["country_code"], year))
        assert (share and share["id"]) == expected
        linked += share is not None
    assert linked >= 7
