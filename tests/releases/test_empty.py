"""A release file without a release: refused in words, and no reason to stop serving another."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from api.app import create_app
from api.releases.open import open_store
from api.releases.store import StoreLimits
from api.settings import Settings
from tests.client import TestClient
from tests.clock import Clock
from tests.releases.two import two_releases

OTHER = "9.9.9-0123456789ab"


def empty_release(url: str, name: str) -> Path:
    """A copy of the served release file that names no release."""
    served = Path(url.removeprefix("sqlite:///")).resolve()
    copy = served.with_name(f"{name}.sqlite")
    shutil.copy(served, copy)
    copy.chmod(0o644)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM release")
    return copy


def switch(url: str, file: Path) -> None:
    """Let the link name another file, as publishing does."""
    link = Path(url.removeprefix("sqlite:///"))
    link.unlink()
    link.symlink_to(file)


def test_a_file_that_names_no_release_is_not_ready(tmp_path: Path) -> None:
    """503, as where nothing is published."""
    two = two_releases(tmp_path)
    two.publish_first()
    switch(two.url, empty_release(two.url, OTHER))
    with TestClient(create_app(Settings(database_url=two.url))) as client:
        for path in ("/readyz", "/v1/countries"):
            response = client.get(path)
            assert response.status_code == 503
            assert response.json()["type"] == "/problems/not-ready"


def test_the_open_release_is_served_on(tmp_path: Path) -> None:
    """A later file that names no release changes nothing for clients."""
    two = two_releases(tmp_path)
    two.publish_first()
    clock = Clock()
    store = open_store(two.url, limits=StoreLimits(clock=clock))
    with TestClient(create_app(Settings(database_url=two.url), store=store)) as client:
        assert client.get("/readyz").json() == {"release": two.first}
        switch(two.url, empty_release(two.url, OTHER))
        clock.advance(10)
        assert client.get("/readyz").json() == {"release": two.first}


def test_an_older_file_that_names_no_release_is_gone(tmp_path: Path) -> None:
    """410 for whoever names it."""
    two = two_releases(tmp_path)
    two.publish_first()
    empty_release(two.url, OTHER)
    with TestClient(create_app(Settings(database_url=two.url))) as client:
        assert client.get(f"/v1/countries?release={OTHER}").status_code == 410
