"""Fixtures of the GraphQL face: ask, expect data or one error, and count statements."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette

from api.releases.store import Snapshot
from tests.client import TestClient
from tests.running import run as in_a_loop

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(client: TestClient) -> Ask:
    """The whole answer to a query, as a client of the current media type gets it."""

    def ask(query: str, variables: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        body = {"query": query, "variables": variables, **more}
        response = client.post("/graphql", json=body)
        assert response.status_code in (200, 400), response.text
        answer: dict[str, Any] = response.json()
        assert (response.status_code == 200) is ("data" in answer)
        for error in answer.get("errors", ()):
            assert error["extensions"]["code"] != "INTERNAL_SERVER_ERROR"
        return answer

    return ask


@pytest.fixture
def data(ask: Ask) -> Ask:
    """The data of a query that has no errors."""

    def data(query: str, variables: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        answer = ask(query, variables, **more)
        assert "errors" not in answer, answer["errors"]
        found: dict[str, Any] = answer["data"]
        return found

    return data


@pytest.fixture
def error(ask: Ask) -> Ask:
    """The one error of a query that is refused before anything is executed."""

    def error(query: str, variables: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        answer = ask(query, variables, **more)
        assert "data" not in answer
        (only,) = answer["errors"]
        assert only["message"]
        assert only["extensions"]["type"].startswith("/problems/")
        return only

    return error


@pytest.fixture
def snapshot(app: Starlette) -> Snapshot:
    """The release that the app serves."""
    found: Snapshot = in_a_loop(app.state.store.current())
    return found


@pytest.fixture
def statements(snapshot: Snapshot, client: TestClient) -> Callable[[str], int]:
    """How many SQL statements a query takes."""

    def statements(query: str) -> int:
        before = snapshot.work.statements
        assert "errors" not in client.post("/graphql", json={"query": query}).json()
        return snapshot.work.statements - before

    return statements
