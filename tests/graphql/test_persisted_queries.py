"""Automatic persisted queries: a hash in place of a query that was sent with it before."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

from api.app import create_app
from api.graphql.persisted_queries import PersistedQueries
from api.settings import Settings
from tests.client import TestClient

QUERY = "query($code: String!) { country(code: $code) { name } }"
CHINA = {"data": {"country": {"name": "China"}}}
MEDIA_TYPES = ("application/json", "application/graphql-response+json")


def hash_of(query: str) -> str:
    """The hash under which a query is persisted."""
    return sha256(query.encode()).hexdigest()


def body(query: str | None = None, hash_: str = hash_of(QUERY), version: Any = 1) -> dict[str, Any]:
    """A request with a hash, with its query or without."""
    extensions = {"persistedQuery": {"version": version, "sha256Hash": hash_}}
    request = {"variables": {"code": "CHN"}, "extensions": extensions}
    return request if query is None else request | {"query": query}


def send(client: TestClient, method: str, request: dict[str, Any], **headers: str) -> Any:
    """The response to a request, by POST or by GET."""
    if method == "POST":
        return client.post("/graphql", json=request, headers=headers)
    texts = {n: v if isinstance(v, str) else json.dumps(v) for n, v in request.items()}
    return client.get("/graphql", params=texts, headers=headers)


def answered(response: Any) -> dict[str, Any]:
    """The data of a response without errors."""
    assert response.status_code == 200
    return {"data": response.json()["data"]}


def refused(response: Any, status: int = 200) -> dict[str, Any]:
    """The one error of a response without data."""
    assert response.status_code == status
    assert response.headers["cache-control"] == "no-store"
    assert "data" not in response.json()
    (error,) = response.json()["errors"]
    return dict(error)


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    """An app of its own: no other test has sent it a query."""
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        yield client


@pytest.mark.parametrize("accept", MEDIA_TYPES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_hash_asks_for_the_query(client: TestClient, method: str, accept: str) -> None:
    """With the words and the status that clients know; then the hash alone is answered."""
    error = refused(send(client, method, body(), Accept=accept))
    assert error["message"] == "PersistedQueryNotFound"
    assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    assert answered(send(client, method, body(QUERY), Accept=accept)) == CHINA
    for other in ("GET", "POST"):
        assert answered(send(client, other, body(), Accept=accept)) == CHINA
    unnamed = body() | {"query": "", "operationName": ""}
    assert answered(send(client, method, unnamed, Accept=accept)) == CHINA


def test_answers_to_a_hash_are_cached_and_those_with_the_query_are_not(client: TestClient) -> None:
    """A stored answer to the query would keep an evicted query from coming back."""
    assert send(client, "GET", body(QUERY)).headers["cache-control"] == "no-store"
    first, second = (send(client, "GET", body()) for _ in range(2))
    assert "public" in first.headers["cache-control"]
    assert "hit" in second.headers["server-timing"]
    assert first.headers["etag"] == second.headers["etag"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_hash_that_is_not_that_of_its_query(client: TestClient, method: str) -> None:
    """It is refused, and not stored."""
    error = refused(send(client, method, body("{ __typename }")), 400)
    assert "is not that of the query" in error["message"]
    assert error["extensions"]["parameter"] == "extensions.persistedQuery"
    assert refused(send(client, method, body()))["message"] == "PersistedQueryNotFound"


@pytest.mark.parametrize(
    ("persisted", "fault"),
    [
        ([], "is no JSON object"),
        ({"version": 2, "sha256Hash": hash_of(QUERY)}, "has the version 2"),
        ({"sha256Hash": hash_of(QUERY)}, "has the version None"),
        ({"version": 1}, "has no sha256Hash"),
        ({"version": 1, "sha256Hash": "abc"}, "64 hexadecimal digits"),
        ({"version": 1, "sha256Hash": 7}, "64 hexadecimal digits"),
    ],
)
def test_an_extension_of_another_form(client: TestClient, persisted: Any, fault: str) -> None:
    """It is refused by name, whether the query is there or not."""
    for query in ({}, {"query": "{ __typename }"}):
        request = {**query, "extensions": {"persistedQuery": persisted}}
        assert fault in refused(send(client, "POST", request), 400)["message"]


def test_a_query_that_is_invalid_is_not_stored(client: TestClient) -> None:
    """So that the store holds nothing that no client can use."""
    invalid = "{ nothing }"
    refused(send(client, "POST", body(invalid, hash_of(invalid))), 400)
    error = refused(send(client, "POST", body(hash_=hash_of(invalid))))
    assert error["message"] == "PersistedQueryNotFound"


def test_the_store_can_be_turned_off(database_url: str) -> None:
    """Clients are told, and send queries; a query with its hash is answered all the same."""
    settings = Settings(database_url=database_url, graphql_persisted_bytes=0)
    with TestClient(create_app(settings)) as client:
        for method in ("GET", "POST"):
            assert answered(send(client, method, body(QUERY))) == CHINA
            error = refused(send(client, method, body()))
            assert error["message"] == "PersistedQueryNotSupported"
            assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_SUPPORTED"


def test_the_store_is_bounded_by_bytes() -> None:
    """The query that was used longest ago goes first; one larger than the store is not stored."""
    queries = PersistedQueries(4_000)
    texts = [letter * 900 for letter in "abcd"]
    for text in texts[:3]:
        queries.add(hash_of(text), text)
    assert queries.find(hash_of(texts[0])) == texts[0]
    queries.add(hash_of(texts[3]), texts[3])
    queries.add(hash_of("x" * 5_000), "x" * 5_000)
    kept = [queries.find(hash_of(text)) is not None for text in (*texts, "x" * 5_000)]
    assert kept == [True, False, True, True, False]
