"""The contracts are made once per process: their text, their tag, and each content coding."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from graphql import get_introspection_query

from api import contracts
from api.http import compression
from tests.client import TestClient
from tests.http.raw import send

# Response headers that any page may read (Fetch standard, section 4.2.1).
SAFELISTED = {
    "cache-control", "content-language", "content-length", "content-type", "expires",
    "last-modified", "pragma",
}  # fmt: skip


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the functions that make a contract, once for every call."""
    names: list[str] = []

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            names.append(" ".join([function.__name__, *map(str, arguments[1:])]))
            return function(*arguments)

        return call

    for module, name in (
        (contracts, "openapi_text"), (contracts, "schema_text"), (contracts, "body_tag"),
        (compression, "compress"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, counted(getattr(module, name)))
    return names


@pytest.mark.parametrize("path", ["/openapi.json", "/schema.graphql"])
def test_a_contract_is_made_once(either: TestClient, path: str, calls: list[str]) -> None:
    """Whatever the coding, and for a 304 as well; with a response cache and without."""
    for _ in range(3):
        for coding in ("identity", "gzip", "br", "zstd"):
            headers = [("accept-encoding", coding)]
            get = send(either, "GET", path, headers)
            assert (get.status, get.coding) == (200, "" if coding == "identity" else coding)
            known = [*headers, ("if-none-match", get.header("etag") or "")]
            assert send(either, "GET", path, known).status == 304
    assert len(calls) == len(set(calls)), calls


def test_introspection_is_answered_from_the_response_cache(cached: TestClient) -> None:
    """The standard query, in the second request for it."""
    body = json.dumps({"query": get_introspection_query()}).encode()
    headers = [("content-type", "application/json")]
    first, second = (send(cached, "POST", "/graphql", headers, body) for _ in range(2))
    assert first.body == second.body
    assert second.header("server-timing") == "cache;desc=hit"


def test_a_page_of_another_origin_may_read_every_declared_header(client: TestClient) -> None:
    """Those that the Fetch standard does not show by itself are named (section 3.3.5)."""
    document = client.get("/openapi.json").json()
    declared = {
        name.lower()
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
        for response in operation["responses"].values()
        for name in resolved(document, response).get("headers", {})
    }
    exposed = client.get("/v1/pledges").headers["access-control-expose-headers"]
    names = {name.strip().lower() for name in exposed.split(",")}
    assert {"content-range", "accept-ranges", "etag"} <= names
    assert declared - names - SAFELISTED == set()


def resolved(document: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """What a `$ref` to a response of the document stands for."""
    name = value.get("$ref", "").removeprefix("#/components/responses/")
    response: dict[str, Any] = document["components"]["responses"][name] if name else value
    return response
