"""Fixtures: what must hold with and without a response cache."""

import pytest

from tests.client import TestClient


@pytest.fixture(params=["cache", "no cache"])
def either(request: pytest.FixtureRequest) -> TestClient:
    """Either of them: for what must hold with and without a cache."""
    name = "cached" if request.param == "cache" else "uncached"
    client: TestClient = request.getfixturevalue(name)
    return client
