"""Fixtures: one app with a response cache and one without, over the small record."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings


@pytest.fixture(scope="module")
def cached(database_url: str) -> Iterator[TestClient]:
    """An app with a response cache, empty when a module begins."""
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        yield client


@pytest.fixture(scope="module")
def uncached(database_url: str) -> Iterator[TestClient]:
    """The same without a cache."""
    settings = Settings(database_url=database_url, answer_cache_bytes=0)
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(params=["cache", "no cache"])
def either(request: pytest.FixtureRequest) -> TestClient:
    """Either of them: for what must hold with and without a cache."""
    name = "cached" if request.param == "cache" else "uncached"
    client: TestClient = request.getfixturevalue(name)
    return client
