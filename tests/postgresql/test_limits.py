"""The limit of bytes on PostgreSQL is that on SQLite."""

from collections.abc import Iterator

import pytest

from api.app import create_app
from api.settings import Settings
from tests.client import TestClient

TEXTS = " ".join(f"a{i}: citation" for i in range(45))


@pytest.fixture(scope="module", params=["postgresql", "sqlite"])
def client(request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """Either engine, with a low limit."""
    name = "record_url" if request.param == "postgresql" else "database_url"
    url = request.getfixturevalue(name)
    settings = Settings(database_url=url, answer_bytes=100_000, answer_cache_bytes=0)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    "query",
    [
        f"{{ statements(first: 100) {{ nodes {{ source {{ {TEXTS} }} }} }} }}",
        "{"
        + " ".join(f"a{i}: statements(first: 99) {{ nodes {{ id }} }}" for i in range(40))
        + "}",
    ],
)
def test_a_graphql_answer_that_is_too_long(client: TestClient, query: str) -> None:
    """It is refused by the database, before it is sent; shorter ones are answered."""
    (error,) = client.post("/graphql", json={"query": query}).json()["errors"]
    assert (error["extensions"]["limit"], error["extensions"]["maximum"]) == ("bytes", 100_000)
    short = "{ statements(first: 100) { nodes { id } } }"
    assert "errors" not in client.post("/graphql", json={"query": short}).json()


def test_a_page_that_is_too_long(client: TestClient) -> None:
    """The same in REST; a shorter page is answered."""
    response = client.get("/v1/statements?limit=1000")
    assert response.status_code == 400, response.text[:200]
    assert (response.json()["limit"], response.json()["maximum"]) == ("bytes", 100_000)
    assert client.get("/v1/statements?limit=10").status_code == 200
