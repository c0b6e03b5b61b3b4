"""A hostile document is answered or refused within a counted budget, and holds nobody up.

Counted are the calls of Python functions in the thread of the event loop: they are the same on
every machine. What runs in threads is bounded by steps and bytes (tests/releases/test_work.py).
"""

import sys
from typing import Any

import httpx2
import pytest

from api.app import App, create_app
from api.settings import Settings
from tests.graphql.abuse import documents
from tests.running import run

DOCUMENTS = documents()
# Of one request in the loop: some 5 ms. What takes more is read, compiled or run in a thread.
CALLS_MAX = 30_000
REFUSALS = {"TOO_COSTLY", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"}


@pytest.fixture(scope="module")
def app(database_url: str) -> App:
    """An app of its own, without a response cache."""
    app = create_app(Settings(database_url=database_url, answer_cache_bytes=0))
    assert run(ask(app, "{ __typename }")).status_code == 200  # which opens the release
    return app


async def ask(app: App, query: str) -> httpx2.Response:
    """What the app answers to a document."""
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.post("/graphql", json={"query": query})


def calls_of(app: App, query: str) -> tuple[httpx2.Response, int]:
    """The answer, and how many calls of Python functions it took in this thread."""
    calls = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    async def counted() -> httpx2.Response:
        sys.setprofile(count)
        try:
            return await ask(app, query)
        finally:
            sys.setprofile(None)

    return run(counted()), calls


def test_there_are_many() -> None:
    """As many kinds of abuse as the corpus promises."""
    assert len(DOCUMENTS) >= 60


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document(app: App, name: str) -> None:
    """Answered, or refused with a code that says why; within its budget in the event loop."""
    response, calls = calls_of(app, DOCUMENTS[name])
    assert response.status_code in (200, 400, 413), response.text
    body = response.json()
    if "errors" in body:
        assert {error["extensions"]["code"] for error in body["errors"]} <= REFUSALS
    assert calls <= CALLS_MAX
