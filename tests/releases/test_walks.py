"""A cursor names its release: all pages of a walk are from the release of the first page."""

from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.releases.open import open_store
from api.releases.store import StoreLimits
from api.settings import Settings
from tests.client import TestClient
from tests.clock import Clock
from tests.releases.two import TwoReleases, two_releases

PAGE = """
query ($after: String, $more: String) {
  countries(first: 1, after: $after) { nodes { code name } pageInfo { endCursor hasNextPage } }
  again: countries(first: 1, after: $more) { nodes { name } }
  release { slug }
}
"""


def ask(client: TestClient, query: str, address: str = "/graphql", **variables: Any) -> Any:
    """A GraphQL answer."""
    return client.post(address, json={"query": query, "variables": variables}).json()


def test_a_walk_goes_on_in_its_release(tmp_path: Path) -> None:
    """Also if another release is published half-way; in REST and in GraphQL."""
    made = two_releases(tmp_path)
    made.publish_first()
    store = open_store(made.url, limits=StoreLimits(clock=(clock := Clock())))
    with TestClient(create_app(Settings(database_url=made.url), store=store)) as client:
        first = client.get("/v1/countries?limit=1&sort=-code").json()
        page = ask(client, PAGE)["data"]["countries"]["pageInfo"]
        made.publish_second()
        clock.advance(2)
        assert client.get("/v1/countries").json()["meta"]["release"] == made.second
        rest = client.get(first["links"]["next"])
        assert [row["name"] for row in rest.json()["data"]] == ["China"]
        assert rest.json()["meta"] == {"release": made.first, "total": 2, "next_cursor": None}
        assert rest.headers["climate-record-release"] == made.first
        body = ask(client, PAGE, after=page["endCursor"])
        assert body["data"]["countries"]["nodes"] == [{"code": "NOR", "name": "Norway"}]
        assert body["data"]["again"]["nodes"] == [{"name": "China"}]  # the document as a whole
        assert body["data"]["release"] == {"slug": made.first}
        assert body["extensions"]["release"] == made.first


def test_links_keep_the_walk_in_its_release(client: TestClient, two: TwoReleases) -> None:
    """Page after page, to the end."""
    address: str | None = f"/v1/countries?limit=1&after={two.first}~CHN"
    named = client.get(f"/v1/memberships?release={two.first}").json()["meta"]["release"]
    assert named == two.first
    body = client.get(address).json()
    assert [row["code"] for row in body["data"]] == ["NOR"]
    assert body["meta"]["release"] == two.first
    address = f"/v1/source-records?limit=1&after={two.first}~a"
    body = client.get(address).json()
    assert body["links"]["next"].endswith(f"&after={two.first}~{body['data'][0]['id']}")


def test_a_release_and_a_cursor_of_another_are_refused(
    client: TestClient, two: TwoReleases
) -> None:
    """The refusal names both releases, in REST and in GraphQL."""
    answer = client.get(f"/v1/countries?release={two.second}&after={two.first}~CHN")
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid-cursor"
    assert two.first in answer.json()["detail"]
    assert two.second in answer.json()["detail"]
    address = f"/graphql?release={two.second}"
    (error,) = ask(client, PAGE, address, after=f"{two.first}~CHN")["errors"]
    assert two.first in error["message"]
    assert two.second in error["message"]


def test_cursors_of_two_releases_are_refused(client: TestClient, two: TwoReleases) -> None:
    """A response is from one release."""
    for mine, other in ((two.first, two.second), (two.second, two.first)):
        body = ask(client, PAGE, after=f"{mine}~CHN", more=f"{other}~CHN")
        assert "data" not in body
        assert two.first in body["errors"][0]["message"]
        assert two.second in body["errors"][0]["message"]


def test_a_cursor_inside_a_nested_list_leads_there_too(
    client: TestClient, two: TwoReleases
) -> None:
    """The whole GraphQL document is executed on the release of the cursor."""
    query = (
        '{ country(code: "CHN") { name pledges(after: "%s~chn-net-zero-2060") { totalCount } } }'
    )
    body = ask(client, query % two.first)
    assert body["data"] == {"country": {"name": "China", "pledges": {"totalCount": 1}}}
    assert body["extensions"]["release"] == two.first


@pytest.mark.parametrize("suffix", ["", ".csv", ".ndjson"])
def test_a_walk_in_a_release_that_is_gone_is_told_to_start_anew(
    client: TestClient, two: TwoReleases, suffix: str
) -> None:
    """410, with the releases that are kept."""
    gone = "0.0.9-0123456789ab"
    answer = client.get(f"/v1/countries{suffix}?after={gone}~CHN")
    assert answer.status_code == 410
    assert answer.json()["type"] == "/problems/release-gone"
    assert "first page" in answer.json()["detail"]
    assert answer.json()["offered"] == [two.first, two.second]
    posted = client.post("/graphql", json={"query": PAGE, "variables": {"after": f"{gone}~CHN"}})
    assert posted.status_code == 410
    assert "first page" in posted.json()["errors"][0]["message"]
