"""Rate limits: what a client may cost in a window, and what it is told of that."""

import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from limits.errors import StorageError

from api.app import create_app
from api.http.rate_limit import client_of
from api.settings import Settings
from tests.client import TestClient
from tests.clock import Clock
from tests.http.raw import RawResponse, send

UNITS, WINDOW_S = 8, 60
JSON_BODY = ("content-type", "application/json")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of what is counted."""
    clock = Clock()
    for module in ("limits.aio.storage.memory", "api.http.rate_limit"):
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(time=clock))
    return clock


@pytest.fixture(params=[67_108_864, 0], ids=["cache", "no cache"])
def limited(
    request: pytest.FixtureRequest, database_url: str, clock: Clock
) -> Iterator[TestClient]:
    """An app in which a client may cost 8 a minute, with a response cache and without."""
    settings = Settings(
        database_url=database_url, rate_limit=UNITS, rate_limit_window_s=WINDOW_S,
        answer_cache_bytes=request.param,
    )  # fmt: skip
    with TestClient(create_app(settings)) as client:
        yield client


def left(response: RawResponse) -> tuple[int, int]:
    """The units that are left, and the seconds for which they are."""
    assert response.header("ratelimit-policy") == f'"client";q={UNITS};w={WINDOW_S}'
    name, units, seconds = (response.header("ratelimit") or "").split(";")
    assert name == '"client"'
    return int(units.removeprefix("r=")), int(seconds.removeprefix("t="))


def test_each_request_costs_1_until_the_window_ends(limited: TestClient, clock: Clock) -> None:
    """Stored or not, refused or not, whichever path; then 429, and then the next window."""
    paths = ["/v1/countries/CHN", "/v1/countries/CHN", "/v1/countries/none", "/no/such", "/docs"]
    for number, path in enumerate(paths, start=1):
        assert left(send(limited, "GET", path)) == (UNITS - number, WINDOW_S)
    clock.advance(20)
    for number in (2, 1, 0):
        assert left(send(limited, "HEAD", "/v1/countries/CHN")) == (number, 40)
    for _ in range(2):  # a refusal costs nothing
        refused = send(limited, "GET", "/v1/countries/CHN")
        assert (refused.status, refused.header("retry-after")) == (429, "40")
        assert left(refused) == (0, 40)
        body = json.loads(refused.body)
        assert (body["type"], body["limit"], body["maximum"]) == (
            "/problems/quota-exceeded", "cost", UNITS,
        )  # fmt: skip
    assert send(limited, "GET", "/no/such").status == 429
    clock.advance(40)
    assert left(send(limited, "GET", "/v1/countries/CHN")) == (UNITS - 1, WINDOW_S)


def graphql(client: TestClient, query: str, accept: str = "*/*") -> RawResponse:
    """The response to an operation."""
    headers = [JSON_BODY, ("accept", accept)]
    return send(client, "POST", "/graphql", headers, json.dumps({"query": query}).encode())


def test_rows_cost_1_a_hundred(limited: TestClient, clock: Clock) -> None:
    """Those of the answer, whether it is stored or not; of GraphQL the units that are declared."""
    for path, cost in (
        ("/v1/countries?limit=99", 1),
        ("/v1/countries?limit=100", 2),
        ("/v1/countries?limit=100", 2),
        ("/v1/countries.csv?limit=200", 3),
        ("/v1/countries?limit=300&group=eu", 1),
    ):
        response = send(limited, "GET", path)
        assert left(response)[0] == UNITS - cost, path
        clock.advance(WINDOW_S)
    for query, cost in (
        ("{ countries(first: 90) { nodes { code } } }", 1),
        ("{ countries(first: 100) { nodes { id code } } }", 2),
        ('{ tenures(where: {title: {contains: "x"}}) { totalCount } }', 2),
        ("{ nothing }", 1),
    ):
        for _ in range(2):
            assert left(graphql(limited, query))[0] == UNITS - cost, query
            clock.advance(WINDOW_S)


def test_one_request_may_go_beyond_the_limit(limited: TestClient) -> None:
    """The next one is refused: a whole list can be asked for, but not one after the other."""
    path = "/v1/emissions-shares.csv?limit=all&defaults=false&sort=-year"
    assert send(limited, "GET", path).status == 200
    assert send(limited, "GET", path).status == 429


def test_a_refusal_of_graphql_is_a_graphql_response(limited: TestClient, clock: Clock) -> None:
    """429 in both media types, as for everything that keeps a request from being executed."""
    for accept in ("application/json", "application/graphql-response+json"):
        for _ in range(UNITS):
            graphql(limited, "{ __typename }", accept)
        refused = graphql(limited, "{ __typename }", accept)
        assert refused.status == 429
        assert (refused.header("content-type") or "").startswith(accept)
        (error,) = json.loads(refused.body)["errors"]
        assert error["extensions"]["code"] == "QUOTA_EXCEEDED"
        clock.advance(WINDOW_S)


def test_health_costs_nothing(limited: TestClient) -> None:
    """A probe is answered whatever the client has cost, and says nothing of the limit."""
    for _ in range(UNITS + 1):
        send(limited, "GET", "/docs")
    for path in ("/healthz", "/readyz", "/metrics"):
        response = send(limited, "GET", path)
        assert (response.status, response.header("ratelimit")) == (200, None)
    text = send(limited, "GET", "/metrics").body.decode()
    assert 'problems_total{face="pages",problem="quota-exceeded"} 1.0' in text


def test_without_a_limit_nothing_is_said(cached: TestClient) -> None:
    """Which is the default."""
    assert send(cached, "GET", "/v1/countries/CHN").header("ratelimit") is None


def test_without_its_storage_nothing_is_refused(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says so, once for as long as it lasts."""

    async def fails(*_arguments: Any, **_more: Any) -> int:
        raise StorageError(OSError("no connection"))

    monkeypatch.setattr("limits.aio.storage.memory.MemoryStorage.get", fails)
    settings = Settings(database_url=database_url, rate_limit=1)
    with TestClient(create_app(settings)) as client:
        for _ in range(3):
            response = send(client, "GET", "/v1/countries/CHN")
            assert (response.status, response.header("ratelimit")) == (200, None)
    assert len([r for r in caplog.records if r.levelno == logging.ERROR]) == 1


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_a_client_is_an_address_or_a_network(address: str, client: str) -> None:
    """Of IPv6 a client has a network to itself, and could use a new address each time."""
    assert client_of(address) == client
