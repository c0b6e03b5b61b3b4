"""Fixtures: the real record, published once a worker from `seeds/facts`, behind the real app.

Policy: tests ask through the public faces; nothing here is mocked. A test that needs another record
publishes one of its own into `tmp_path`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from seeds.publish import publish

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store that holds the release made from `seeds/facts`."""
    url = f"sqlite:///{tmp_path_factory.mktemp('record') / 'record.sqlite'}"
    publish(ROOT / "seeds" / "facts", url)
    return url


@pytest.fixture(scope="session")
def app(database_url: str) -> Starlette:
    """The app as `api.asgi` makes it, over that store."""
    return create_app(Settings(database_url=database_url))


@pytest.fixture(scope="session")
def client(app: Starlette) -> Iterator[TestClient]:
    """A client that speaks HTTP to the app and raises nothing: a 500 is an answer to look at."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
