"""Releases that are compressed answer as they did before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.releases.open import open_store
from api.releases.store import StoreLimits
from api.settings import Settings
from schema import RESOURCES
from schema.release_files import compressed_file, plain_file
from seeds.publishing.publish import open_repository
from tests.client import TestClient
from tests.clock import Clock
from tests.releases.two import TwoReleases

COUNTRY = "/v1/countries/CHN"
NAME = '{ country(code: "CHN") { name } }'


@pytest.fixture
def two(published: TwoReleases, tmp_path: Path) -> TwoReleases:
    """Two releases of its own, of which the second is served."""
    return published.copied(tmp_path)


@pytest.fixture
def client(two: TwoReleases) -> Iterator[TestClient]:
    """An app without a response cache."""
    settings = Settings(database_url=two.url, answer_cache_bytes=0)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def folder(two: TwoReleases) -> Path:
    """Where its files are."""
    return Path(two.url.removeprefix("sqlite:///")).parent / "releases"


def compress(two: TwoReleases, release: str) -> Path:
    """Compress a release, as publishing does; its file."""
    repository = open_repository(two.url)
    with repository.lock():
        repository.compress(release)
    assert not plain_file(folder(two), release).exists()
    return compressed_file(folder(two), release)


def addresses(two: TwoReleases) -> list[str]:
    """Every list, whole and its first row, comparisons and GraphQL."""
    listed = [
        f"/v1/{name}{rest}&release={two.first}"
        for name in RESOURCES
        for rest in (".json?limit=1", ".csv?limit=all")
    ]
    return [
        *listed,
        f"{COUNTRY}?include=pledges&release={two.first}",
        f"/v1/countries?q=china&sort=-name&release={two.first}",
        f"/v1/releases/{two.first}...{two.second}/changes",
        f"/v1/releases/{two.second}...{two.first}/changes",
        f"/graphql?query={NAME}&release={two.first}",
        "/v1/releases",
    ]


def test_every_answer_has_the_same_bytes(two: TwoReleases, client: TestClient) -> None:
    """From a server that had the release open before, and from one that starts afterwards."""
    before = [client.get(address) for address in addresses(two)]
    assert {answer.status_code for answer in before} == {200}
    compress(two, two.first)
    settings = Settings(database_url=two.url, answer_cache_bytes=0)
    with TestClient(create_app(settings)) as other:
        for asked in (client, other):
            after = [asked.get(address) for address in addresses(two)]
            assert [answer.content for answer in after] == [answer.content for answer in before]


def test_it_is_read_in_threads_only(two: TwoReleases, client: TestClient) -> None:
    """Unpacking counts no steps, and may take long: the event loop does not wait for it."""
    compress(two, two.first)
    store = client.app.state.store
    snapshot = client.portal.call(store.at, two.first)
    for address in (f"{COUNTRY}?", "/v1/countries?limit=1&", "/v1/countries.csv?"):
        before = snapshot.work
        assert client.get(f"{address}release={two.first}").status_code == 200
        statements = snapshot.work.statements - before.statements
        streamed = ".csv" in address  # a stream has threads of its own
        assert statements == 1
        assert snapshot.work.threaded - before.threaded == (0 if streamed else 1)


def test_a_cursor_leads_into_a_compressed_release(two: TwoReleases, client: TestClient) -> None:
    """The walk goes on where it was."""
    compress(two, two.first)
    rest = client.get(f"/v1/countries?limit=1&after={two.first}~CHN").json()
    assert [row["code"] for row in rest["data"]] == ["NOR"]
    assert rest["meta"]["release"] == two.first


# From which place on a file is overwritten; with nothing, it ends there.
HARMS = [(0, b"no frame"), (20_000, b"damage"), (20_000, b""), (-5, b"\0\0\0\0\0")]


@pytest.mark.parametrize(("place", "harm"), HARMS)
def test_a_damaged_one_is_refused_by_name(
    two: TwoReleases, client: TestClient, place: int, harm: bytes
) -> None:
    """503, and never 500; the release that is served answers as before."""
    path = compress(two, two.first)
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.seek(place, 2 if place < 0 else 0)
        file.write(harm) if harm else file.truncate()
    for address in addresses(two):
        answer = client.get(address)
        assert answer.status_code in (200, 503), address
    for address in (f"{COUNTRY}?release={two.first}", addresses(two)[0]):
        refused = client.get(address)
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/not-ready")
    assert client.get("/readyz").json() == {"release": two.second}


def test_a_compressed_one_is_served_where_the_published_one_is_damaged(two: TwoReleases) -> None:
    """If it is the last sound one."""
    compress(two, two.first)
    served = plain_file(folder(two), two.second)
    served.chmod(0o644)
    served.write_bytes(b"no database at all" * 1_000)
    store = open_store(two.url, limits=StoreLimits(clock=Clock()))
    settings = Settings(database_url=two.url, answer_cache_bytes=0)
    with TestClient(create_app(settings, store=store)) as client:
        assert client.get(COUNTRY).json()["meta"]["release"] == two.first
        assert client.get("/readyz").status_code == 503
