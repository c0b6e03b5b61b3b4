"""Fixtures: the release made from all facts, asked in this process and by a server."""

from collections.abc import Iterator

import pytest

from api.app import create_app
from api.settings import Settings
from tests.client import TestClient


@pytest.fixture(scope="session")
def database_url(real_database_url: str) -> str:
    """The address of a store that holds the real record."""
    return real_database_url


@pytest.fixture(scope="session")
def client(database_url: str) -> Iterator[TestClient]:
    """A client of the app over the real record."""
    app = create_app(Settings(database_url=database_url))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
