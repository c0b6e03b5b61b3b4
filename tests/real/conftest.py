"""Fixtures: the same names as for the small record, over the release made from all facts."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from tests.asking import Tables
from tests.client import TestClient
from tests.conftest import read_tables


@pytest.fixture(scope="session")
def database_url(real_database_url: str) -> str:
    """The address of a store that holds the real record."""
    return real_database_url


@pytest.fixture(scope="session")
def app(database_url: str) -> Any:
    """The app as `api.asgi` makes it, over the real record."""
    return create_app(Settings(database_url=database_url))


@pytest.fixture(scope="session")
def client(app: Any) -> Iterator[TestClient]:
    """A client of that app."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def tables(client: TestClient) -> Tables:
    """Table name → rows of the real record, read through REST."""
    return read_tables(client)
