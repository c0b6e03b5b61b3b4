"""Requests at the edges of HTTP, and the answers that clients and caches rely on."""

import asyncio
from pathlib import Path

import pytest

from api.app import create_app
from api.http.cache import ResponseCache
from api.http.metrics import Metrics
from api.http.request import Request
from api.http.response import Response
from api.problems import Problem
from api.settings import Settings
from tests.cache.test_cache import RELEASE, cache_says, new_request, started
from tests.client import TestClient
from tests.http.raw import send
from tests.running import run as in_a_loop

HTML = "text/html"


def test_a_whole_list_is_cached(cached: TestClient, uncached: TestClient) -> None:
    """A stream that ended is sent again as it was."""
    for address in ("/v1/pledges.csv?limit=all", "/v1/pledges?limit=all&fields=id,kind"):
        first, second = cached.get(address), cached.get(address)
        assert (cache_says(first), cache_says(second)) == ("miss", "hit")
        assert first.content == second.content == uncached.get(address).content
        assert first.headers["etag"] == second.headers["etag"]
        known = {"if-none-match": first.headers["etag"]}
        assert cached.get(address, headers=known).status_code == 304


def test_equal_requests_that_are_refused_do_not_queue() -> None:
    """Those that waited for a refused one run side by side, not one after the other."""
    running = most = 0

    async def refuse(_request: Request) -> Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        raise Problem("too-costly", "the statement takes too long")

    async def send_all() -> list[Response | BaseException]:
        cache = ResponseCache(100_000, Metrics())
        tasks = []
        for _ in range(6):
            request = new_request(None)
            assert cache.get(request, RELEASE) is None
            tasks.append(asyncio.create_task(cache.make(request, refuse)))
            await started()
        return await asyncio.gather(*tasks, return_exceptions=True)

    assert all(isinstance(result, Problem) for result in in_a_loop(send_all()))
    assert most == 5


def test_a_browser_gets_graphiql_without_a_release(tmp_path: Path) -> None:
    """The page needs none; a program is told in JSON that there is none."""
    url = f"sqlite:///{tmp_path / 'none.sqlite'}"
    with TestClient(create_app(Settings(database_url=url))) as client:
        page = client.get("/graphql", headers={"accept": HTML})
        assert page.headers["content-type"].startswith(HTML)
        assert cache_says(page) == ""
        answer = client.get("/graphql?query={release{slug}}")
        assert answer.status_code == 503
        assert "json" in answer.headers["content-type"]


@pytest.mark.parametrize("extension", ["", ".csv", ".ndjson"])
def test_content_location_names_the_same_format(either: TestClient, extension: str) -> None:
    """The address of a row by an alias leads to the row in the format that was sent."""
    by_alias = either.get(f"/v1/countries/china{extension}")
    by_key = either.get(by_alias.headers["content-location"])
    assert by_key.headers["content-type"] == by_alias.headers["content-type"]
    if extension:
        assert by_key.content == by_alias.content


@pytest.mark.parametrize("address", ["/v1/pledges?limit=1", "/v1/pledges", "/docs", "/v1/quotes"])
def test_the_304_of_a_star_has_the_tag_of_the_200(either: TestClient, address: str) -> None:
    """`If-None-Match: *` is answered with the entity tag that GET has in this coding."""
    for coding in ("identity", "gzip"):
        headers = {"accept-encoding": coding}
        etag = either.get(address, headers=headers).headers["etag"]
        again = either.get(address, headers={**headers, "if-none-match": "*"})
        assert (again.status_code, again.headers["etag"]) == (304, etag)


@pytest.mark.parametrize("target", ["*", "*v1/pledges", "*graphql?query={release{slug}}"])
def test_a_target_that_is_no_path_is_not_found(either: TestClient, target: str) -> None:
    """A path begins with a slash (RFC 9112, section 3.2.1)."""
    assert send(either, "GET", target).status == 404


def test_the_next_page_of_an_odd_address_can_be_followed(either: TestClient) -> None:
    """A question mark in the path and an escaped parameter name stay what they are."""
    page = either.get("/v1/countries/china%3F/pledges?limit=1&fields=id").json()
    assert page["links"]["next"].startswith("/v1/countries/china%3F/pledges?")
    assert either.get(page["links"]["next"]).status_code == 200
    first = either.get("/v1/pledges?limit=1&fields=id").json()
    cursor = first["links"]["next"].partition("after=")[2]
    second = either.get(f"/v1/pledges?limit=1&%61fter={cursor}&fields=id").json()
    third = either.get(second["links"]["next"]).json()
    ids = {page["data"][0]["id"] for page in (first, second, third)}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        ("gzip;q=1, zstd;q=0.1", "gzip"),
        ("identity, gzip;q=0.1", ""),
        ("gzip;q=nan", ""),
        ("gzip;q=1_0", ""),
        ("gzip;q=1.5", ""),
        ("gzip;q=1.000", "gzip"),
    ],
)
def test_the_quality_of_a_coding_counts(
    either: TestClient, accept_encoding: str, coding: str
) -> None:
    """The coding of the highest quality; a malformed quality is none (RFC 9110, 12.4.2)."""
    response = send(either, "GET", "/v1/pledges", [("accept-encoding", accept_encoding)])
    assert response.coding == coding


def test_a_preflight_is_counted_with_its_face(database_url: str) -> None:
    """And so is a request without a Host."""
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        headers = {"access-control-request-method": "POST"}
        client.options("/graphql", headers=headers)
        client.options("/v1/pledges", headers=headers)
        send(client, "GET", "/v1/pledges", host=False)
        metrics = client.get("/metrics").text
    assert 'requests_total{face="graphql",status="200"} 1.0' in metrics
    assert 'requests_total{face="rest",status="200"} 1.0' in metrics
    assert 'requests_total{face="rest",status="400"} 1.0' in metrics
