"""Fixtures: the real record on a real PostgreSQL, beside the same record on SQLite."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.record import publish_record
from tests.seeds.postgresql import binaries, server


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A server's address; without binaries of PostgreSQL skipped aloud, but where CI=true."""
    programs = binaries()
    if programs is None:
        reason = "no PostgreSQL: the package that carries its binaries is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with server(programs) as url:
        yield url


def database(address: str, name: str) -> str:
    """The address of an empty database of that name."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return address.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def record_url(address: str) -> str:
    """A database that holds the release made from `seeds/facts`, and one before it."""
    url = database(address, "record")
    publish_record(url)
    return url


@pytest.fixture(scope="session")
def there(record_url: str) -> Iterator[TestClient]:
    """A client of the app over PostgreSQL; `client` asks the one over SQLite."""
    app = create_app(Settings(database_url=record_url, answer_cache_bytes=0))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
