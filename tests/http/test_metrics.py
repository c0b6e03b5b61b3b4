"""What `/metrics` counts of HTTP: every request under its face, and the release that is served."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.http.request import Request
from api.http.response import Response
from api.http.router import Router
from api.problems import PROBLEMS, Problem
from api.releases.open import open_store
from api.releases.store import StoreLimits
from api.settings import Settings
from tests.client import TestClient
from tests.clock import Clock
from tests.http.raw import Pairs, send
from tests.record import ROOT
from tests.releases.two import two_releases

WORKER = """
import sys
from api.http.metrics import Metrics
metrics = Metrics(release="1.0.0")
for _ in range(int(sys.argv[1])):
    metrics.count_request("rest", "/v1/{resource}", 200, 0.002)
metrics.totals["cache_hits_total"] = int(sys.argv[1])
metrics.levels["cache_answers"] = int(sys.argv[1])
for _ in range(3):
    text = metrics.exposition()
sys.stdout.buffer.write(text)
"""

JSON_BODY = ("content-type", "application/json")


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    """An app that has answered nothing yet."""
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        yield client


def samples(client: TestClient) -> dict[str, float]:
    """Every sample of `/metrics`, by its name without the prefix."""
    return parse(send(client, "GET", "/metrics").body.decode())


def parse(text: str) -> dict[str, float]:
    """The samples of a text in Prometheus' format."""
    lines = re.findall(r"^climate_record_(.+) ([\d.e+-]+)$", text, re.M)
    return {name: float(value) for name, value in lines}


@pytest.mark.parametrize(
    ("method", "target", "headers", "body", "face", "status"),
    [
        ("GET", "/docs/try", [], "", "pages", 200),
        ("GET", "/healthz", [], "", "pages", 200),
        ("GET", "/no/such/page", [], "", "pages", 404),
        ("GET", "/v1/pledges?limit=1", [], "", "rest", 200),
        ("HEAD", "/v1/pledges?limit=1", [], "", "rest", 200),
        ("GET", "/v1/pledges?limit=0", [], "", "rest", 400),
        ("GET", "/v1/a/b/c/d", [], "", "rest", 404),
        ("DELETE", "/v1/pledges", [], "", "rest", 405),
        ("GET", "/graphql?query={__typename}", [], "", "graphql", 200),
        ("POST", "/graphql", [JSON_BODY], "{ __typename }", "graphql", 200),
        ("DELETE", "/graphql", [], "", "graphql", 405),
    ],
)
def test_a_request_is_counted_once_under_its_face(
    client: TestClient, method: str, target: str, headers: Pairs, body: str, face: str, status: int
) -> None:
    """With its status, whatever its method, and nothing else is counted with it."""
    content = json.dumps({"query": body}).encode() if body else b""
    assert send(client, method, target, headers, content).status == status
    counted = {name: n for name, n in samples(client).items() if name.startswith("requests_total")}
    assert counted == {f'requests_total{{face="{face}",status="{status}"}}': 1}


def test_a_304_is_counted_as_one(client: TestClient) -> None:
    """Whether the response cache has the answer or not."""
    etag = send(client, "GET", "/v1/pledges?limit=1").header("etag") or ""
    for _ in range(2):
        known = [("if-none-match", etag)]
        assert send(client, "GET", "/v1/pledges?limit=1", known).status == 304
    assert samples(client)['requests_total{face="rest",status="304"}'] == 2


def test_a_response_is_in_the_histogram_of_its_route(client: TestClient) -> None:
    """Under the template of its path, and "none" where there is none: never under a path."""
    for path in ("/v1/pledges?limit=1", "/v1/sources", "/v1/countries/CHN", "/no/such", "/x"):
        send(client, "GET", path)
    values = samples(client)
    counts = {
        name.split('"')[1]: number
        for name, number in values.items()
        if name.startswith("request_duration_seconds_count")
    }
    assert counts == {"/v1/{resource}": 2, "/v1/{resource}/{key}": 1, "none": 2}
    for route, number in counts.items():
        buckets = [
            value for name, value in values.items()
            if name.startswith("request_duration_seconds_bucket") and f'route="{route}"' in name
        ]  # fmt: skip
        assert buckets == sorted(buckets)
        assert buckets[-1] == number
        assert values[f'request_duration_seconds_sum{{route="{route}"}}'] > 0


def test_a_request_is_in_flight_until_it_is_answered(client: TestClient) -> None:
    """Or its client goes away. The one that reads the metrics is not counted."""
    for path in ("/v1/pledges", "/v1/pledges?limit=0", "/v1/sources.csv?limit=all"):
        send(client, "GET", path)
    send(client, "POST", "/graphql", [JSON_BODY], iter([b"{"]))
    assert samples(client)["requests_in_flight"] == 0


def test_every_problem_has_a_label(client: TestClient) -> None:
    """Whatever a handler of either face raises is counted under its type."""
    raised = ""

    async def raises(_request: Request) -> Response:
        raise Problem(raised, "a detail")

    state: Any = client.app.state  # type: ignore[attr-defined]
    state.router = Router(replace(route, handler=raises) for route in state.router.routes)
    for raised in PROBLEMS:  # `raises` reads it
        assert send(client, "GET", "/v1/pledges").status == PROBLEMS[raised].status
        send(client, "GET", "/graphql?query={__typename}")
    text = client.app.metrics.exposition().decode()  # type: ignore[attr-defined]
    counts = {name: n for name, n in parse(text).items() if name.startswith("problems_total")}
    assert counts == {
        f'problems_total{{face="{face}",problem="{slug}"}}': 1
        for face in ("rest", "graphql")
        for slug in PROBLEMS
    }


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("{", "invalid-document"),
        ("{ nothing }", "invalid-document"),
        ("{ pledges(first: -1) { totalCount } }", "invalid-value"),
        ("{ pledges(first: 1001) { totalCount } }", "too-costly"),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_a_refusal_of_graphql_is_counted(
    client: TestClient, query: str, slug: str, accept: str
) -> None:
    """By its first error, whatever its status is."""
    headers = [JSON_BODY, ("accept", accept)]
    send(client, "POST", "/graphql", headers, json.dumps({"query": query}).encode())
    counts = {n: v for n, v in samples(client).items() if n.startswith("problems_total")}
    assert counts == {f'problems_total{{face="graphql",problem="{slug}"}}': 1}


def test_the_time_of_statements_and_the_age_of_the_release(client: TestClient) -> None:
    """A stored response takes no statement."""
    assert samples(client)["statement_seconds_total"] == 0
    send(client, "GET", "/v1/pledges")
    first = samples(client)
    send(client, "GET", "/v1/pledges")
    second = samples(client)
    assert first["statement_seconds_total"] == second["statement_seconds_total"] > 0
    assert second["statements_total"] == 1
    (row,) = json.loads(send(client, "GET", "/v1/releases?limit=1&sort=-sequence").body)["data"]
    date = datetime.fromisoformat(row["released"]).replace(tzinfo=UTC).timestamp()
    before = time.time() - date
    assert before <= samples(client)["release_age_seconds"] <= time.time() - date
    assert (second["queue"], second["pool_connections"]) == (0, 0)


def test_the_release_that_is_served_is_named(client: TestClient) -> None:
    """`release_info` has the value 1 for it, and there is no other."""
    release: Any = json.loads(send(client, "GET", "/readyz").body)["release"]
    named = {name: n for name, n in samples(client).items() if name.startswith("release_info")}
    assert named == {f'release_info{{release="{release}"}}': 1}


def test_counters_go_on_and_the_earlier_release_has_0(tmp_path: Path) -> None:
    """After a switch: statements of both releases are in one total."""
    two = two_releases(tmp_path)
    first = two.publish_first()
    store = open_store(two.url, limits=StoreLimits(clock=(clock := Clock())))
    with TestClient(create_app(Settings(database_url=two.url), store=store)) as client:
        for target in ("/v1/countries/CHN", "/v1/countries/NOR", "/v1/countries/CHN"):
            assert send(client, "GET", target).status == 200
        before = samples(client)
        second = two.publish_second()
        clock.advance(2)
        assert send(client, "GET", "/v1/countries/CHN").status == 200
        after = samples(client)
    assert (before["statements_total"], after["statements_total"]) == (2, 3)
    assert (before["cache_answers"], after["cache_answers"]) == (2, 1)
    assert after["cache_bytes"] < before["cache_bytes"]
    assert before[f'release_info{{release="{first}"}}'] == 1
    assert after[f'release_info{{release="{first}"}}'] == 0
    assert after[f'release_info{{release="{second}"}}'] == 1


def test_of_a_worker_that_has_ended_the_counters_stay(tmp_path: Path) -> None:
    """What it had counted is added to what the others count; what its cache held is gone."""
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    def run_worker(number: int) -> dict[str, float]:
        command = [sys.executable, "-c", WORKER, str(number)]
        worker = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        return parse(worker.stdout.decode())

    requests = 'requests_total{face="rest",status="200"}'
    names = (requests, "cache_hits_total", "cache_answers", 'release_info{release="1.0.0"}')
    first, second = run_worker(5), run_worker(3)
    assert [first[name] for name in names] == [5, 5, 5, 1]
    assert [second[name] for name in names] == [8, 8, 3, 1]


def test_work_of_the_database_is_counted(database_url: str) -> None:
    """A statement that is too long for the event loop counts once, in a thread, with its steps."""
    limits = StoreLimits(loop_steps=2_000)
    settings = Settings(database_url=database_url, answer_cache_bytes=0)
    store = open_store(database_url, limits=limits)
    with TestClient(create_app(settings, store=store)) as client:
        before = samples(client)
        assert client.get("/v1/tenures?sort=-title&limit=1&title__contains=e").status_code == 200
        after = samples(client)
    done = {name: after[name] - before[name] for name in after if name in before}
    assert done["statements_total"] == done["statements_in_threads_total"] == 1
    assert done["steps_total"] >= 4_000
