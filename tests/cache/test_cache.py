"""The response cache: the bytes are those without it, never of another release or request."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Scope

from api.app import create_app
from api.http.cache import ResponseCache
from api.http.metrics import Metrics
from api.http.request import Request
from api.http.response import Response
from api.releases.open import open_store
from api.releases.store import StoreLimits
from api.settings import Settings
from schema import RECORD, RESOURCES
from seeds.publishing.publish import publish
from tests.client import TestClient
from tests.clock import Clock
from tests.running import run as in_a_loop
from tests.seeds.conftest import SMALL_RECORD, Folder

ADDRESSES = [
    *(f"/v1/{name}{suffix}" for name in RESOURCES for suffix in ("", ".csv", ".ndjson")),
    *(f"/v1/{name}/{resource.example}" for name, resource in RECORD.items()),
    "/v1/countries/china/pledges?include=source&limit=2",
    "/graphql?query={countries{nodes{code}}}",
]
QUERY = "query ($code: String!) { country(code: $code) { code name pledges { totalCount } } }"


def cache_says(answer: Any) -> str:
    """`hit`, `miss`, or nothing where no cache took part."""
    entry = answer.headers.get("server-timing", "").split(",")[0]
    return entry.removeprefix("cache;desc=") if entry.startswith("cache;") else ""


def raw(client: TestClient, method: str, address: str, **more: Any) -> tuple[Any, bytes]:
    """An answer, and its bytes as they went over the wire."""
    with client.stream(method, address, **more) as answer:
        return answer, b"".join(answer.iter_raw())


def same(answer: Any) -> dict[str, str]:
    """The headers that have to be the same."""
    return {k: v for k, v in answer.headers.items() if k != "server-timing"}


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_hit_has_the_bytes_of_the_miss(
    cached: TestClient, uncached: TestClient, address: str, coding: str
) -> None:
    """And of an app without a cache, compressed or not."""
    headers = {"accept-encoding": coding}
    miss, made = raw(cached, "GET", address, headers=headers)
    hit, again = raw(cached, "GET", address, headers=headers)
    other, without = raw(uncached, "GET", address, headers=headers)
    assert (cache_says(miss), cache_says(hit), cache_says(other)) == ("miss", "hit", "")
    assert made == again == without
    assert same(miss) == same(hit) == same(other)


def test_head_and_304_come_from_the_stored_response(
    cached: TestClient, uncached: TestClient
) -> None:
    """HEAD has GET's headers; a known tag gets 304 as without a cache."""
    address = "/v1/pledges?limit=7"
    get = cached.get(address)
    head = cached.head(address)
    assert (cache_says(head), head.content) == ("hit", b"")
    assert same(head) == same(get)
    known = {"if-none-match": f'"other", W/{get.headers["etag"]}'}
    again, without = cached.get(address, headers=known), uncached.get(address, headers=known)
    assert (again.status_code, again.content, cache_says(again)) == (304, b"", "hit")
    assert same(again).keys() == same(without).keys()
    assert again.headers["etag"] == without.headers["etag"]
    assert cached.get(address, headers={"if-none-match": '"other"'}).content == get.content


@pytest.mark.parametrize("coding", ["", "gzip"])
@pytest.mark.parametrize("path", ["/v1/pledges?limit=6", "/graphql?query={groups{nodes{id}}}"])
def test_a_revalidation_warms_the_cache(
    cached: TestClient, uncached: TestClient, path: str, coding: str
) -> None:
    """A 304 that no stored response could give is stored, for those who have the response too."""
    headers = {"accept-encoding": coding}
    without = uncached.get(path, headers=headers)
    known = headers | {"if-none-match": without.headers["etag"]}
    first, second = cached.get(path, headers=known), cached.get(path, headers=known)
    assert (first.status_code, cache_says(first)) == (304, "miss")
    assert (second.status_code, second.content, cache_says(second)) == (304, b"", "hit")
    assert same(first) == same(second) == same(uncached.get(path, headers=known))
    for tag in ('"other"', "*"):  # a client without the response gets it
        get = cached.get(path, headers=headers | {"if-none-match": tag})
        assert get.status_code == (304 if tag == "*" else 200)
    get = cached.get(path, headers=headers)
    assert (get.status_code, get.content, cache_says(get)) == (200, without.content, "hit")
    assert cache_says(cached.get(path, headers=known)) == "hit"


def test_a_head_request_stores_the_whole_response(cached: TestClient) -> None:
    """The handler makes the body, and a later GET gets it from the cache."""
    address = "/v1/pledges?limit=8"
    assert cache_says(cached.head(address)) == "miss"
    get = cached.get(address)
    assert cache_says(get) == "hit"
    assert len(get.json()["data"]) == 8


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/v1/pledges?limit=0", {}),
        ("/v1/pledges/none", {}),
        ("/v1/pledges", {"accept": "image/png"}),
        ("/graphql?query={nothing}", {}),
        ("/graphql?query={nothing}", {"accept": "application/json"}),
        ("/graphql", {"accept": "text/html"}),
        ("/healthz", {}),
    ],
)
def test_refusals_and_pages_are_not_stored(
    cached: TestClient, address: str, headers: dict[str, str]
) -> None:
    """Each request is answered by its handler."""
    for _ in range(2):
        answer = cached.get(address, headers=headers)
        assert cache_says(answer) in ("miss", "")


def test_the_negotiated_format_is_part_of_the_key(cached: TestClient) -> None:
    """Different `Accept` headers that select one format share a response."""
    address = "/v1/sources?limit=3"
    for accept, says in (
        ("application/json", "miss"),
        ("*/*", "hit"),
        ("application/json;q=0.9, text/csv;q=0.1", "hit"),
        ("text/csv, application/json;q=0.5", "hit"),
    ):
        assert cache_says(cached.get(address, headers={"accept": accept})) == says, accept


@pytest.mark.parametrize("known_max", [1, 4_000])
def test_a_request_that_is_known_gets_its_own_response(
    database_url: str, uncached: TestClient, monkeypatch: pytest.MonkeyPatch, known_max: int
) -> None:
    """Without being routed again: whatever was sent before, in whichever order."""
    monkeypatch.setattr("api.http.cache._KNOWN_MAX", known_max)
    addresses = [
        "/v1/sources?limit=3", "/v1/sources", "/v1/sources.csv", "/v1/countries/CHN",
        "/v1/countries/CHN/pledges", f"/v1/sources?publisher__contains={'x' * 300}",
        "/v1/sources?limit=0", "/v1/none", "/graphql?query={release{slug}}",
    ]  # fmt: skip
    accepts = ["*/*", "text/csv", "application/json", "image/png", "text/csv;q=0.1," * 30 + "*/*"]
    ways = [
        (method, address, {"accept": accept, "accept-encoding": coding})
        for method in ("GET", "HEAD")
        for address in addresses
        for accept in accepts
        for coding in ("identity", "gzip")
    ]
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        for _ in range(4):
            for method, address, headers in ways:
                answer, body = raw(client, method, address, headers=headers)
                without, expected = raw(uncached, method, address, headers=headers)
                assert (answer.status_code, body) == (without.status_code, expected)
                assert same(answer) == same(without), (method, address, headers)
        text = client.get("/metrics").text
    counts = re.findall(r'duration_seconds_count{route="(\S+)"} (\d+)', text)
    assert dict(counts) == {
        "/v1/{resource}": "480", "/v1/{resource}/{key}": "80",
        "/v1/{resource}/{key}/{nested}": "80", "/graphql": "80",
    }  # fmt: skip


def test_the_body_of_a_post_is_part_of_the_key(cached: TestClient, uncached: TestClient) -> None:
    """A body with other variables is another request."""
    for code, says in (("CHN", "miss"), ("USA", "miss"), ("CHN", "hit"), ("USA", "hit")):
        body = {"query": QUERY, "variables": {"code": code}}
        answer = cached.post("/graphql", json=body)
        assert cache_says(answer) == says
        assert answer.json()["data"]["country"]["code"] == code
        without = uncached.post("/graphql", json=body)
        assert answer.content == without.content
        assert same(answer) == same(without)


def test_graphql_errors_are_not_stored(cached: TestClient) -> None:
    """Also in the older media type, whose status is 200."""
    headers = {"accept": "application/json"}
    for _ in range(2):
        answer = cached.post("/graphql", json={"query": "{ nothing }"}, headers=headers)
        assert (answer.status_code, cache_says(answer)) == (200, "miss")


def test_a_body_over_the_limit_is_refused(cached: TestClient) -> None:
    """413; the body is read no further than the limit."""
    answer = cached.post("/graphql", json={"query": "#" * 200_000})
    assert answer.status_code == 413


def test_a_new_release_empties_the_cache(tmp_path: Path) -> None:
    """Once the store has noticed the new release, every response is from it."""
    facts = Folder(tmp_path / "facts")
    for name, text in SMALL_RECORD.items():
        facts.write(name, text)
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    first = publish(facts.path, url).release_id
    addresses = [f"/v1/{name}" for name in RESOURCES] + ["/graphql?query={release{slug}}"]
    store = open_store(url, limits=StoreLimits(clock=(clock := Clock())))
    with TestClient(create_app(Settings(database_url=url), store=store)) as client:

        def releases() -> set[str]:
            return {client.get(a).headers["climate-record-release"] for a in addresses}

        assert releases() == releases() == {first}
        facts.write(
            "countries/hand.yaml",
            SMALL_RECORD["countries/hand.yaml"].replace("name: China", "name: Cathay"),
        )
        second = publish(facts.path, url).release_id
        clock.advance(2)
        assert client.get("/v1/countries/CHN").json()["data"]["name"] == "Cathay"
        assert releases() == {second} != {first}
        assert all(cache_says(client.get(a)) == "hit" for a in addresses)


def test_the_cache_is_bounded(database_url: str) -> None:
    """By bytes: the responses used last stay, and large ones are never stored."""
    size = 200_000
    app = create_app(Settings(database_url=database_url, answer_cache_bytes=size))
    levels = app.metrics.levels
    with TestClient(app, headers={"accept-encoding": "identity"}) as client:
        for limit in range(1, 120):
            address = f"/v1/countries?limit={limit}"
            length = len(client.get(address).content)
            assert levels["cache_bytes"] <= size
            if not size // 8 - 2_000 < length < size // 8:
                says = "hit" if length < size // 8 else "miss"
                assert cache_says(client.get(address)) == says
        assert 0 < levels["cache_answers"] < 120
        assert cache_says(client.get("/v1/countries?limit=1")) == "miss"


def test_metrics_count(database_url: str) -> None:
    """Hits, misses, requests, statements, and what the compiler declined."""
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        for _ in range(3):
            client.get("/v1/sources")
        client.get("/v1/sources?limit=0")
        client.post("/graphql", json={"query": "{ pledges(first: -1) { totalCount } }"})
        answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    values = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if line[0] != "#")
    assert values["climate_record_cache_hits_total"] == "2.0"
    assert values["climate_record_cache_misses_total"] == "3.0"
    assert float(values["climate_record_cache_bytes"]) > 1_000
    assert values["climate_record_statements_total"] == "1.0"
    assert values["climate_record_graphql_declined_total"] == "1.0"
    assert values['climate_record_requests_total{face="rest",status="200"}'] == "3.0"
    assert values['climate_record_requests_total{face="rest",status="400"}'] == "1.0"
    assert any(name.startswith("climate_record_release_info{") for name in values)


def test_parallel_equal_requests_run_one_statement(database_url: str) -> None:
    """Fifty equal requests at the same time (single flight)."""
    app = create_app(Settings(database_url=database_url))

    async def ask() -> int:
        snapshot = await app.state.store.current()
        before: int = snapshot.work.statements
        await asyncio.gather(*(call(app, "/v1/pledges?limit=9") for _ in range(50)))
        executed: int = snapshot.work.statements
        return executed - before

    assert in_a_loop(ask()) == 1


async def call(app: Any, address: str) -> tuple[int, bytes]:
    """One GET by ASGI alone."""
    path, _, query = address.partition("?")
    scope: Scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": path,
        "query_string": query.encode(), "headers": [(b"host", b"localhost")],
    }  # fmt: skip
    given: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        given.append(message)

    await app(scope, receive, send)
    return given[0]["status"], b"".join(m.get("body", b"") for m in given[1:])


async def started() -> None:
    """Let the tasks run until each of them waits."""
    for _ in range(10):
        await asyncio.sleep(0)


RELEASE = "1.0.0-0123456789ab"


class SlowMake:
    """Makes responses slowly: each call raises or answers as its turn says."""

    def __init__(self, *turns: str) -> None:
        self.turns, self.calls = list(turns), 0

    async def __call__(self, _request: Request) -> Response:
        self.calls += 1
        turn = self.turns.pop(0)
        await asyncio.sleep(0.2)
        if turn == "raises":
            raise RuntimeError(turn)
        return Response(200, turn.encode(), release=RELEASE)


def new_request(app: Any) -> Request:
    """A GET of one address."""
    scope: Scope = {
        "http_version": "1.1", "method": "GET", "path": "/v1/x", "query_string": b"", "headers": []
    }  # fmt: skip
    return Request(scope, None, app)  # type: ignore[arg-type]


async def respond(cache: ResponseCache, release: str, make: SlowMake) -> Response:
    """The stored response to a request, or the one that is made."""
    request = new_request(None)
    return cache.get(request, release) or await cache.make(request, make)


@pytest.mark.parametrize("first", ["raises", "cancelled"])
def test_a_failed_flight_fails_no_waiting_request(first: str) -> None:
    """Requests that waited for it make the response again, once for all of them."""
    make = SlowMake(first, "answers")

    async def send_all() -> list[Response]:
        cache = ResponseCache(100_000, Metrics())

        def send() -> asyncio.Task[Response]:
            return asyncio.create_task(respond(cache, RELEASE, make))

        leader = send()
        await started()
        waiting = [send() for _ in range(5)]
        await started()
        if first == "cancelled":
            leader.cancel()
        await asyncio.gather(leader, return_exceptions=True)
        return await asyncio.gather(*waiting)

    assert [response.body for response in in_a_loop(send_all())] == [b"answers"] * 5
    assert make.calls == 2


def test_a_response_of_an_earlier_release_is_not_stored() -> None:
    """A response that comes when another release is served goes to its own client only."""
    make = SlowMake("old", "new")

    async def send_both() -> list[Response]:
        cache = ResponseCache(100_000, Metrics())
        early = asyncio.create_task(respond(cache, RELEASE, make))
        await started()
        late = asyncio.create_task(respond(cache, "2.0.0-0123456789ab", make))
        return await asyncio.gather(early, late)

    assert [response.body for response in in_a_loop(send_both())] == [b"old", b"new"]
    assert make.calls == 2
