"""`release=ID`: both APIs answer from any kept release and name it."""

import gc
import hashlib
import sqlite3
import weakref
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from api.app import create_app
from api.releases.open import open_store
from api.releases.store import StoreLimits
from api.settings import Settings
from schema import RESOURCES
from tests.client import TestClient
from tests.clock import Clock
from tests.releases.two import TwoReleases, two_releases
from tests.running import run

PINNED = "public, max-age=31536000, immutable"
NAME = '{ country(code: "CHN") { name } release { slug } }'
UNKNOWN = "9.9.9-0123456789ab"


def china(answer: Any) -> tuple[str, str]:
    """The name of China in a response, and the release that the response names."""
    body = answer.json()
    assert answer.headers["climate-record-release"] == body["meta"]["release"]
    return body["data"]["name"], body["meta"]["release"]


def test_the_named_release_answers_a_row(client: TestClient, two: TwoReleases) -> None:
    """Each release has its own fact; without `release=` the current one answers."""
    address = "/v1/countries/CHN"
    assert china(client.get(address)) == ("Cathay", two.second)
    assert china(client.get(f"{address}?release={two.first}")) == ("China", two.first)
    assert china(client.get(f"{address}?release={two.second}")) == ("Cathay", two.second)


def test_only_an_answer_of_a_named_release_is_immutable(
    client: TestClient, two: TwoReleases
) -> None:
    """The same address has the same bytes for good, and a tag of its own."""
    for release in (two.first, two.second):
        answer = client.get(f"/v1/countries?release={release}")
        assert answer.headers["cache-control"] == PINNED
        tag = {"if-none-match": answer.headers["etag"]}
        again = client.get(f"/v1/countries?release={release}", headers=tag)
        assert (again.status_code, again.headers["cache-control"]) == (304, PINNED)
    assert client.get("/v1/countries").headers["cache-control"] == "public, max-age=60"


def test_links_stay_in_the_named_release(client: TestClient, two: TwoReleases) -> None:
    """`self`, `next`, and those of embedded lists."""
    address = f"/v1/countries?limit=1&include=pledges&release={two.first}"
    body = client.get(address).json()
    named = f"release={two.first}"
    assert named in body["links"]["self"]
    assert named in body["links"]["next"]
    embedded = body["data"][0]["pledges"]["links"]["self"]
    assert embedded == f"/v1/pledges?{named}&country_code=CHN"
    meta = client.get(embedded).json()["meta"]
    assert (meta["release"], meta["total"]) == (two.first, 1)
    assert meta["coverage"]["href"] == f"/v1/coverage?resource=pledges&actor_id=CHN&{named}"
    assert client.get(body["links"]["next"]).json()["meta"]["release"] == two.first


@pytest.mark.parametrize("suffix", ["", ".csv", ".ndjson"])
@pytest.mark.parametrize("limit", ["", "&limit=all"])
def test_lists_nested_lists_and_exports_take_it(
    client: TestClient, two: TwoReleases, suffix: str, limit: str
) -> None:
    """In every format."""
    for path in ("countries", "countries/CHN/pledges"):
        answer = client.get(f"/v1/{path}{suffix}?release={two.first}{limit}")
        assert answer.headers["climate-record-release"] == two.first
        assert ("China" in answer.text) == (path == "countries")
        assert "Cathay" not in answer.text


@pytest.mark.parametrize("path", ["countries", "countries/CHN", "countries/CHN/pledges"])
def test_a_release_that_is_not_kept_is_refused(
    client: TestClient, two: TwoReleases, path: str
) -> None:
    """The refusal offers the releases that are kept."""
    for asked in (UNKNOWN, "nonsense", "", "../record", f"{two.first}/../{two.first}"):
        answer = client.get(f"/v1/{path}", params={"release": asked})
        assert answer.status_code == 404
        body = answer.json()
        assert body["type"] == "/problems/unknown-release"
        assert body["offered"] == [two.first, two.second]
        assert "/v1/releases" in body["detail"]
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["countries", "countries/CHN", "countries/CHN/pledges"])
def test_a_misspelt_name_is_refused_with_a_hint(client: TestClient, path: str) -> None:
    """`relase=` is refused and `release` suggested, as for any parameter."""
    answer = client.get(f"/v1/{path}?relase={UNKNOWN}")
    assert answer.status_code == 400
    assert answer.json()["suggestions"][0] == "release"


@pytest.mark.parametrize("compiles", [True, False])
def test_graphql_answers_from_the_release_that_its_address_names(
    two: TwoReleases, compiles: bool
) -> None:
    """By GET and by POST, compiled or not; ids of `node` are the same in all."""
    app = create_app(Settings(database_url=two.url, graphql_compile=compiles))
    query = '{ country(code: "CHN") { name } node(id: "countries/CHN") { id } release { slug } }'
    with TestClient(app) as client:
        for release, name in ((two.first, "China"), (two.second, "Cathay")):
            got = client.get(f"/graphql?{urlencode({'query': query, 'release': release})}")
            posted = client.post(f"/graphql?release={release}", json={"query": query})
            assert got.content == posted.content
            body = got.json()
            assert body["data"] == {
                "country": {"name": name},
                "node": {"id": "countries/CHN"},
                "release": {"slug": release},
            }
            assert body["extensions"]["release"] == release
            assert got.headers["climate-record-release"] == release
            assert got.headers["cache-control"] == PINNED
            assert posted.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_graphql_refuses_a_release_that_is_not_kept(
    client: TestClient, two: TwoReleases, accept: str
) -> None:
    """404 in either media type."""
    address = f"/graphql?{urlencode({'query': NAME, 'release': UNKNOWN})}"
    answer = client.get(address, headers={"accept": accept})
    assert answer.status_code == 404
    (error,) = answer.json()["errors"]
    assert error["extensions"]["offered"] == [two.first, two.second]
    twice = client.get(f"{address}&release={two.first}", headers={"accept": accept})
    assert twice.status_code == 400


def test_the_answers_of_a_release_outlive_its_successor(tmp_path: Path) -> None:
    """Every list in every format, by hash, before and after another release is published."""
    made = two_releases(tmp_path)
    made.publish_first()
    addresses = [
        f"/v1/{name}{suffix}?release={made.first}{limit}"
        for name in RESOURCES
        for suffix in (".json", ".csv", ".ndjson")
        for limit in ("", "&limit=1", "&limit=all")
    ]
    settings = Settings(database_url=made.url, answer_cache_bytes=0)
    with TestClient(create_app(settings)) as client:
        before = {address: _digest(client, address) for address in addresses}
        made.publish_second()
    with TestClient(create_app(settings)) as client:
        assert client.get("/v1/countries/CHN").json()["data"]["name"] == "Cathay"
        assert {address: _digest(client, address) for address in addresses} == before


def _digest(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return hashlib.sha256(answer.content).hexdigest()


def test_a_release_of_other_tables_is_gone(tmp_path: Path) -> None:
    """One that an older program laid out: told apart from one that never was, with a way out."""
    made = two_releases(tmp_path)
    made.publish_first()
    made.publish_second()
    file = tmp_path / "releases" / f"{made.first}.sqlite"
    file.chmod(0o644)
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE quote RENAME COLUMN locator TO place")
    connection.close()
    with TestClient(create_app(Settings(database_url=made.url))) as client:
        answer = client.get(f"/v1/countries?release={made.first}")
        assert answer.status_code == 410
        assert answer.json()["type"] == "/problems/release-gone"
        assert "publish" in answer.json()["detail"]
        assert client.get("/v1/countries").status_code == 200


def test_no_more_are_held_open_than_set(tmp_path: Path) -> None:
    """And each answers all the same: one that was closed is opened again."""
    made = two_releases(tmp_path)
    releases = []
    for number in range(4):
        made.facts.write("VERSION", f"0.{number}.0 2026-01-01\n")
        releases.append(made.publish_first())
    with TestClient(create_app(Settings(database_url=made.url, open_releases=2))) as client:
        for release in [*releases, *releases]:
            assert china(client.get(f"/v1/countries/CHN?release={release}"))[1] == release

    async def held_open() -> int:
        store = open_store(made.url, open_releases=2)
        opened = [weakref.ref(await store.at(release)) for release in releases]
        gc.collect()
        return sum(snapshot() is not None for snapshot in opened)

    assert run(held_open()) == 3  # the one that is served, and two older ones


def test_the_cache_keeps_what_was_asked_by_name(tmp_path: Path) -> None:
    """When another release is served, the others' answers go and these stay."""
    made = two_releases(tmp_path)
    made.publish_first()
    query = urlencode({"query": NAME})
    pinned = [f"/v1/countries?release={made.first}", f"/graphql?release={made.first}&{query}"]
    others = ["/v1/countries", f"/v1/countries?limit=9&after={made.first}~CHN", f"/graphql?{query}"]
    store = open_store(made.url, limits=StoreLimits(clock=(clock := Clock())))
    with TestClient(create_app(Settings(database_url=made.url), store=store)) as client:

        def hits() -> list[bool]:
            answers = [client.get(address) for address in (*pinned, *others)]
            return ["desc=hit" in answer.headers["server-timing"] for answer in answers]

        assert (hits(), hits()) == ([False] * 5, [True] * 5)
        before = [client.get(address).content for address in pinned]
        made.publish_second()
        clock.advance(2)
        assert hits() == [True, True, False, False, False]
        assert hits() == [True, True, True, False, True]  # an older cursor's page is not kept
        assert [client.get(address).content for address in pinned] == before
        assert china(client.get("/v1/countries/CHN"))[1] == made.second
