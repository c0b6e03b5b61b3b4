"""Which releases are kept: the latest few, pinned ones, what is served and its predecessor."""

import sqlite3
from contextlib import closing

import psycopg
import pytest

from api.app import create_app
from api.releases.open import open_store
from api.releases.store import StoreLimits
from api.settings import Settings
from seeds.publishing.postgresql import release_of, schema_name
from seeds.publishing.publish import open_repository, publish
from seeds.publishing.retention import ReleaseInfo, prunable
from tests.client import TestClient
from tests.clock import Clock
from tests.seeds.conftest import publish_version


def kept(url: str) -> set[str]:
    """The versions that are kept."""
    return {release.split(".")[1] for release in open_repository(url).release_ids()}


def test_the_oldest_are_let_go(facts, store, versions):
    """Where there are more than to be kept; the newest stay."""
    versions(3)
    publish_version(facts, store, 4, keep=3)
    assert kept(store) == {"2", "3", "4"}


def test_what_is_served_and_its_predecessor_stay(facts, store, versions):
    """However few are to be kept."""
    versions(2)
    publish_version(facts, store, 3, keep=1)
    assert kept(store) == {"2", "3"}


def test_pinned_releases_stay_until_they_are_unpinned(facts, store, seeds, versions):
    """A pin holds a release whatever its age, and takes nobody's place."""
    first, *_ = versions(3)
    assert seeds("pin", first, "--database-url", store).exit_code == 0
    publish_version(facts, store, 4, keep=2)
    assert kept(store) == {"1", "3", "4"}
    assert seeds("unpin", first, "--database-url", store).exit_code == 0
    publish_version(facts, store, 5, keep=2)
    assert kept(store) == {"4", "5"}


def test_a_release_that_is_not_kept_cannot_be_pinned(first, store, seeds):
    """The refusal names those that are."""
    result = seeds("pin", "0.9.0-0123456789ab", "--database-url", store)
    assert result.exit_code == 2
    assert first in result.output


def test_releases_are_listed_with_what_speaks_for_them(store, seeds, versions):
    """The latest first, with date, size, and whether served or pinned."""
    assert seeds("releases", "--database-url", store).output == ""
    first, _ = versions(2)
    seeds("pin", first, "--database-url", store)
    lines = [li.split() for li in seeds("releases", "--database-url", store).output.splitlines()]
    assert [(li[0][:5], li[1], li[3:]) for li in lines] == [
        ("0.2.0", "2026-01-02", ["MB", "served"]),
        ("0.1.0", "2026-01-01", ["MB", "pinned"]),
    ]
    assert all(float(li[2]) > 0.1 for li in lines)


@pytest.mark.any_store
def test_the_command_tells_what_it_let_go(facts, store, seeds, monkeypatch, versions):
    """How many are kept is an option, or a variable of the environment."""
    first, *_ = versions(3)
    monkeypatch.setenv("KEEP_RELEASES", "2")
    result = seeds("publish", "--facts", facts.path, "--database-url", store)
    assert f"deleted: {first}" in result.output.splitlines()
    assert seeds("publish", "--keep", 0, "--facts", facts.path).exit_code == 2


def test_a_reader_of_a_release_that_is_let_go_reads_on(facts, tmp_path):
    """On SQLite, for as long as it has the file open."""
    url = f"sqlite:///{tmp_path}/record.sqlite"
    first = publish_version(facts, url, 1)
    file = tmp_path / "releases" / f"{first}.sqlite"
    with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as reader:
        for number in (2, 3):
            publish_version(facts, url, number, keep=1)
        assert not file.exists()
        assert reader.execute("SELECT count(*) FROM country").fetchone() == (2,)
        assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_letting_go_waits_for_who_reads(facts, address, tmp_path):
    """On PostgreSQL a transaction that reads a release reads it to its end."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS waiting WITH (FORCE)")
        connection.execute("CREATE DATABASE waiting")
    url = address.replace("/postgres?", "/waiting?")
    first = publish_version(facts, url, 1)
    publish_version(facts, url, 2)
    with psycopg.connect(url) as reader, psycopg.connect(url) as impatient:
        reader.execute(f"SET search_path TO {schema_name(first)}")
        assert reader.execute("SELECT count(*) FROM country").fetchone() == (2,)
        impatient.execute("SET lock_timeout = '100ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            impatient.execute(f"DROP SCHEMA {schema_name(first)} CASCADE")
        assert reader.execute("SELECT count(*) FROM source").fetchone() == (2,)
    publish_version(facts, url, 3, keep=1)
    assert kept(url) == {"2", "3"}


def test_what_cannot_be_let_go_does_not_undo_the_publish(facts, tmp_path, monkeypatch):
    """The release is served; that an older one stays is told."""
    url = f"sqlite:///{tmp_path}/record.sqlite"
    for number in (1, 2):
        publish_version(facts, url, number)

    def stuck(_store: object, release_id: str) -> None:
        raise PermissionError(f"{release_id} is held")

    monkeypatch.setattr("seeds.publishing.sqlite.SqliteRepository.delete", stuck)
    facts.write("VERSION", "0.3.0 2026-01-03\n")
    published = publish(facts.path, url, keep=1)
    assert published.changed
    assert "is held" in published.skipped[-1]


def standing(number: int, **more: object) -> ReleaseInfo:
    """A release of which only its place matters."""
    told = {"pinned": False, "served": False, "released": "", "previous_id": None} | more
    return ReleaseInfo(id=str(number), sequence=number, **told)


def test_a_served_release_that_is_old_stays_with_its_predecessor():
    """After going back the newest are not what is served."""
    found = [standing(n, served=n == 2, previous_id=str(n - 1)) for n in range(9, 0, -1)]
    assert prunable(found, 3) == ["6", "5", "4", "3"]
    assert prunable([], 1) == []


@pytest.mark.parametrize(
    ("schema", "release"),
    [
        ("release_1_0_0_0123456789ab", "1.0.0-0123456789ab"),
        ("release_10_20_3_0123456789ab", "10.20.3-0123456789ab"),
        ("releases", None),
        ("release_of_mine", None),
    ],
)
def test_schemas_that_are_no_releases_are_left_alone(schema, release):
    """A release's id can be read off its schema, and nothing off others."""
    assert release_of(schema) == release
    if release:
        assert schema_name(release) == schema


@pytest.mark.parametrize("size", ["limit=1", "limit=all"])
def test_a_server_that_had_opened_a_release_says_when_it_is_gone(facts, store, first, size):
    """Pinned questions and cursors get a clear refusal, and what is served is answered on."""
    pinned = f"/v1/countries?{size}&release={first}"
    settings, clock = Settings(database_url=store, answer_cache_bytes=0), Clock()
    app = create_app(settings, store=open_store(store, limits=StoreLimits(clock=clock)))
    with TestClient(app, raise_server_exceptions=False) as client:
        publish_version(facts, store, 2)
        assert client.get(pinned).json()["meta"]["release"] == first
        last = publish_version(facts, store, 3, keep=1)
        clock.advance(1.1)  # after which a server looks again
        for path in (pinned, f"/v1/countries?limit=1&after={first}~CHN"):
            refused = client.get(path)
            assert refused.status_code in (400, 404, 410), refused.text
            assert refused.headers["content-type"] == "application/problem+json"
            assert last in refused.text
        assert client.get("/v1/countries").json()["meta"]["release"] == last
