"""Fixtures: the small record on PostgreSQL, beside the same record on SQLite."""

from collections.abc import Iterator

import pytest

from api.app import create_app
from api.settings import Settings
from seeds.publishing.content import ReleaseContent
from tests.client import TestClient
from tests.conftest import empty_database
from tests.record import publish_small_record


@pytest.fixture(scope="session")
def record_url(address: str, small_content: ReleaseContent) -> str:
    """A database that holds the small record, and a release before it."""
    url = empty_database(address, "record")
    publish_small_record(url, small_content)
    return url


@pytest.fixture(scope="session")
def there(record_url: str) -> Iterator[TestClient]:
    """A client of the app over PostgreSQL; `client` asks the one over SQLite."""
    app = create_app(Settings(database_url=record_url, answer_cache_bytes=0))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
