"""Errors: the unexpected ones, a bad Host, and addresses that lead nowhere."""

import json
import logging
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from api.app import create_app
from api.releases.open import open_store
from api.settings import Settings
from tests.broken import MESSAGE, BrokenStore
from tests.client import TestClient
from tests.http.raw import Pairs, RawResponse, send

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
HOST = ("host", "testserver")

# Everything that reads the broken table, by the face that answers.
BROKEN = [
    ("GET", "/v1/pledges", None),
    ("HEAD", "/v1/pledges", None),
    ("GET", "/v1/pledges.csv?limit=all&sort=-id", None),
    ("GET", "/v1/countries/CHN/pledges", None),
    ("GET", "/v1/countries/CHN?include=pledges", None),
    ("GET", f"/graphql?query={quote('{ pledges(first: 3) { nodes { slug kind } } }')}", None),
    ("POST", "/graphql", "{ pledges(first: 3) { nodes { slug kind } } }"),
]


@pytest.fixture(scope="module", params=[0, 67_108_864], ids=["no cache", "cache"])
def damaged(request: pytest.FixtureRequest, database_url: str) -> Iterator[TestClient]:
    """An app whose statements over pledges fail, with a response cache and without."""
    settings = Settings(database_url=database_url, answer_cache_bytes=request.param)
    app = create_app(settings, store=BrokenStore(open_store(database_url), "pledge"))  # type: ignore[arg-type]
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def ask(
    client: TestClient, method: str, target: str, query: str | None, more: Pairs
) -> RawResponse:
    """Send a request, with a GraphQL operation as its body if there is one."""
    headers = [*more, ("content-type", JSON)] if query else more
    body = json.dumps({"query": query}).encode() if query else b""
    return send(client, method, target, headers, body)


@pytest.mark.parametrize("coding", [None, "gzip"])
@pytest.mark.parametrize(("method", "target", "query"), BROKEN)
def test_an_unexpected_error_is_a_response_like_others(
    damaged: TestClient, method: str, target: str, query: str | None, coding: str | None
) -> None:
    """problem+json or a GraphQL error, readable from any origin, counted, and told in no detail."""
    more = [("accept-encoding", coding)] if coding else []
    before = requests_counted(damaged, 500)
    response = ask(damaged, method, target, query, more)
    assert response.status == 500
    assert response.header("access-control-allow-origin") == "*"
    assert response.header("referrer-policy")
    assert response.header("x-content-type-options") == "nosniff"
    assert response.header("cache-control") == "no-store"
    assert "accept-encoding" in (response.header("vary") or "").lower()
    assert requests_counted(damaged, 500) == before + 1
    for word in (MESSAGE.encode(), b"pledge_", b"Traceback", b"apsw", b"SELECT"):
        assert word not in response.body
    is_graphql = target.startswith("/graphql")
    content_type = response.header("content-type") or ""
    assert content_type.startswith(GRAPHQL if is_graphql else "application/problem+json")
    if method == "HEAD":
        return
    body = json.loads(response.body)
    if is_graphql:
        (error,) = body["errors"]
        assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        assert body.get("data") is None
    else:
        assert (body["status"], body["type"]) == (500, "/problems/internal-error")


def test_an_unexpected_error_in_the_older_media_type(damaged: TestClient) -> None:
    """A GraphQL error as well, in the media type that the client takes."""
    query = "{ pledges(first: 3) { nodes { slug } } }"
    response = ask(damaged, "POST", "/graphql", query, [("accept", JSON)])
    assert (response.header("content-type") or "").startswith(JSON)
    (error,) = json.loads(response.body)["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"


def test_an_unexpected_error_is_logged_once(
    damaged: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    """With its traceback, the method, the path, and the request id that the client is given."""
    with caplog.at_level(logging.ERROR):
        body = json.loads(send(damaged, "GET", "/v1/pledges").body)
    (record,) = (record for record in caplog.records if record.levelno >= logging.ERROR)
    assert record.exc_info is not None
    assert record.getMessage() == f"request {body['request_id']}: GET /v1/pledges"


def test_what_reads_other_tables_is_answered(damaged: TestClient) -> None:
    """And nothing of the failed requests stays behind."""
    for _ in range(20):
        assert send(damaged, "GET", "/v1/pledges").status == 500
    assert send(damaged, "GET", "/v1/sources").status == 200
    assert damaged.post("/graphql", json={"query": "{ release { slug } }"}).status_code == 200


def requests_counted(client: TestClient, status: int) -> int:
    """How many requests `/metrics` counts with a status, over all faces."""
    text = send(client, "GET", "/metrics").body.decode()
    counts = re.findall(rf'^climate_record_requests_total{{[^}}]*"{status}"}} (\d+)', text, re.M)
    return sum(map(int, counts))


@pytest.mark.parametrize("coding", [None, "gzip"])
@pytest.mark.parametrize(
    "target", ["/v1/pledges", "/graphql?query={__typename}", "/docs/try", "/healthz", "/no/such"]
)
def test_a_missing_or_repeated_host_is_refused(
    either: TestClient, target: str, coding: str | None
) -> None:
    """400, whatever the path (RFC 9112, section 3.2)."""
    more = [("accept-encoding", coding)] if coding else []
    for hosts in ([], [HOST, HOST], [HOST, ("host", "example.org")]):
        response = send(either, "GET", target, [*hosts, *more], host=False)
        assert response.status == 400, hosts
        assert response.header("access-control-allow-origin") == "*"
    assert send(either, "GET", target, [HOST, *more], host=False).status in (200, 404)


def test_http_1_0_needs_no_host(either: TestClient) -> None:
    """It has no `Host` by definition; but two are too many for it as well."""
    for hosts, status in (([], 200), ([HOST], 200), ([HOST, HOST], 400)):
        response = send(either, "GET", "/v1/pledges", hosts, host=False, http_version="1.0")
        assert response.status == status, hosts


@pytest.mark.parametrize("coding", [None, "gzip"])
@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("/v1/pledge", "/v1/pledges"),
        ("/v1/pledgs", "/v1/pledges"),
        ("/v1/pledges/", "/v1/pledges"),
        ("/v1/countries/CHN/", "/v1/countries/CHN"),
        ("/v1/countries/CHN/pledges/", "/v1/countries/CHN/pledges"),
        ("/graphql/", "/graphql"),
        ("/problems/", "/problems"),
        ("/openapi.jsn", "/openapi.json"),
        ("/v1/a/b/c/d", None),
        ("/v1/emissions-shares/x/y/z", None),
        ("/v1/countries/CHN/pledges/x/y", None),
        ("/nothing/of/the/kind", None),
    ],
)
def test_a_path_that_leads_nowhere_suggests_one_that_leads_somewhere(
    either: TestClient, path: str, suggestion: str | None, coding: str | None
) -> None:
    """Never the request's own path, and never a template."""
    more = [("accept-encoding", coding)] if coding else []
    response = send(either, "GET", path, more)
    assert response.status == 404
    body = json.loads(response.body)
    suggestions = body.get("suggestions", [])
    assert path not in suggestions
    assert suggestions[:1] == ([suggestion] if suggestion else [])
    for address in suggestions:
        assert send(either, "GET", address).status == (400 if address == "/graphql" else 200)
