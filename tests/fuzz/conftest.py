"""Fuzzing, reproducible from a seed: `pytest tests/fuzz --hypothesis-seed=2`; without it, 1.

The same seed on the same code sends the same requests. (On other code it need not: Hypothesis also
draws constants that it finds in the source.)
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.client import TestClient
from tests.fuzz.record import Record

# Cases are drawn from the seed alone: no example database, and no deadline on a busy machine.
SETTINGS = settings(
    database=None,
    deadline=None,
    print_blob=False,
    suppress_health_check=[
        HealthCheck.too_slow,  # the first case of an operation builds its strategies
        HealthCheck.filter_too_much,  # schemathesis draws again where a negated case came out valid
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
        HealthCheck.function_scoped_fixture,
    ],
)


def without_lifespan(app: Any) -> Any:
    """The app, which `client` has started: schemathesis would start and end it for each test."""

    async def served(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            raise NotImplementedError("as of an app that has no lifespan")
        await app(scope, receive, send)

    return served


@pytest.fixture
def seed(pytestconfig: pytest.Config) -> Any:
    """The seed of `--hypothesis-seed`, or 1. Tests that take minutes bring their own."""
    return pytestconfig.getoption("--hypothesis-seed") or "1"


@pytest.fixture(scope="session")
def record(client: TestClient) -> Record:
    """Real keys, names, words and cursors of the release."""
    return Record.read(client)
