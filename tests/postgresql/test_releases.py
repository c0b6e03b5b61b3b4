"""Older releases on PostgreSQL: the same responses as on SQLite, byte for byte."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.app import create_app
from api.settings import Settings
from schema import RESOURCES
from tests.client import TestClient
from tests.conftest import empty_database
from tests.releases.two import TwoReleases, two_releases


@pytest.fixture(scope="module")
def stores(address: str, tmp_path_factory: pytest.TempPathFactory) -> list[TwoReleases]:
    """Two releases, on SQLite and on PostgreSQL."""
    made = [
        two_releases(tmp_path_factory.mktemp("two")),
        two_releases(tmp_path_factory.mktemp("two"), empty_database(address, "two")),
    ]
    for store in made:
        store.publish_first()
        store.publish_second()
    assert made[0].first == made[1].first
    return made


@pytest.fixture(scope="module")
def both(stores: list[TwoReleases]) -> Iterator[list[TestClient]]:
    """A client of each."""
    apps = [create_app(Settings(database_url=s.url, answer_cache_bytes=0)) for s in stores]
    with TestClient(apps[0]) as here, TestClient(apps[1]) as there:
        yield [here, there]


@pytest.mark.parametrize("path", [*RESOURCES, "countries/CHN", "countries/CHN/pledges"])
def test_an_older_release_has_the_same_bytes(
    stores: list[TwoReleases], both: list[TestClient], path: str
) -> None:
    """Every list, in each format."""
    for suffix in ("", ".csv", ".ndjson"):
        address = f"/v1/{path}{suffix}?release={stores[0].first}"
        here, there = (client.get(address) for client in both)
        assert (here.status_code, here.content) == (there.status_code, there.content)
        assert there.headers["climate-record-release"] == stores[0].first


def test_a_walk_goes_on_and_what_is_not_kept_is_told(
    stores: list[TwoReleases], both: list[TestClient]
) -> None:
    """The same statuses and bodies as on SQLite."""
    first, gone = stores[0].first, "9.9.9-0123456789ab"
    query = '{ countries(after: "%s~CHN") { nodes { name } } release { slug } }'
    for address, status in (
        (f"/v1/countries?after={first}~CHN", 200),
        (f"/v1/countries?after={gone}~CHN", 410),
        (f"/v1/countries?release={gone}", 404),
        (f"/v1/countries?release={stores[0].second}&after={first}~CHN", 400),
    ):
        here, there = (client.get(address) for client in both)
        assert here.status_code == there.status_code == status
        assert here.content == there.content
    here, there = (client.post("/graphql", json={"query": query % first}) for client in both)
    assert here.content == there.content
    assert there.json()["data"]["release"]["slug"] == first


def test_releases_that_change_under_the_server(address: str, tmp_path: Path) -> None:
    """One is followed, one is dropped, and one gets other tables by another program."""
    made = two_releases(tmp_path, empty_database(address, "dropping"))
    releases = []
    for number in range(3):
        made.facts.write("VERSION", f"0.{number}.0 2026-01-01\n")
        releases.append(made.publish_first())
    schemas = ["release_" + r.replace(".", "_").replace("-", "_") for r in releases]
    with psycopg.connect(made.url, autocommit=True) as connection:
        connection.execute(f"ALTER TABLE {schemas[0]}.quote RENAME COLUMN locator TO place")
        with TestClient(
            create_app(Settings(database_url=made.url, answer_cache_bytes=0, open_releases=1))
        ) as client:
            assert client.get(f"/v1/sources?release={releases[0]}").status_code == 410
            assert client.get(f"/v1/sources?release={releases[1]}").status_code == 200
            connection.execute(f"DROP SCHEMA {schemas[1]} CASCADE")
            assert client.get(f"/v1/sources?release={releases[1]}").status_code in (404, 410)
            assert client.get(f"/v1/sources?release={releases[2]}").status_code == 200


def test_any_two_are_compared_alike(stores: list[TwoReleases], both: list[TestClient]) -> None:
    """In both directions, in every format."""
    first, second = stores[0].first, stores[0].second
    for pair in (f"{first}...{second}", f"{second}...{first}", f"{first}...{first}"):
        for suffix in ("", ".csv", ".ndjson?limit=all", "?country=CHN&kind=corrected"):
            here, there = (c.get(f"/v1/releases/{pair}/changes{suffix}") for c in both)
            assert here.status_code == there.status_code == 200, there.text
            assert here.content == there.content
            assert ("Cathay" in there.text) == (pair.count(first) == 1)
