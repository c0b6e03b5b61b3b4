"""What nginx makes of the API's caching headers, and what it keeps from it."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.http.test_deadlines import until
from tests.proxy.conftest import MAX_AGE_S, Proxy

pytestmark = pytest.mark.long

LIST = "/v1/countries"
ROW = "/v1/countries/NOR"
QUERY = {"query": '{ country(code: "NOR") { name } }'}


def cached(answer: httpx2.Response) -> str:
    """What nginx says of its cache: HIT, MISS, STALE ..."""
    return answer.headers["cache-status"].rpartition(" ")[2]


def test_a_second_request_is_a_hit(proxy: Proxy) -> None:
    """Also a HEAD, and one that has the answer; each coding is an entry."""
    first, second = proxy.client.get(LIST), proxy.client.get(LIST)
    assert (cached(first), cached(second)) == ("MISS", "HIT")
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert proxy.client.head(LIST).headers["etag"] == first.headers["etag"]
    known = proxy.client.get(LIST, headers={"if-none-match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert proxy.asked() == 1
    other = proxy.client.get(LIST, headers={"accept-encoding": "identity"})
    assert (other.status_code, cached(other)) == (200, "MISS")
    assert other.headers["etag"] != first.headers["etag"]
    assert proxy.client.get(LIST, headers={"accept": "text/csv"}).status_code == 406


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, *;q=0.5", "gzip"),
        ("zstd;q=0, br;q=0.0, gzip", "gzip"),
        ("identity", None),
        ("gzip;q=0", None),
    ],
)
def test_spellings_of_one_coding_share_an_entry(
    proxy: Proxy, accepted: str, coding: str | None
) -> None:
    """The services are asked for the best coding that the client takes."""
    answer = proxy.client.get(LIST, headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    again = proxy.client.get(LIST, headers={"accept-encoding": coding or ""})
    assert cached(again) == "HIT"


def test_a_stale_answer_is_revalidated(proxy: Proxy) -> None:
    """By its entity tag, in the background, and answered 304; then it is fresh again."""
    first = proxy.client.get(ROW)
    time.sleep(MAX_AGE_S + 1.1)
    stale = proxy.client.get(ROW)
    assert cached(stale) in ("STALE", "UPDATING", "REVALIDATED")
    assert stale.content == first.content
    until(lambda: cached(proxy.client.get(ROW)) == "HIT")
    asked = [fields for service in proxy.services for fields in service.asked]
    assert any(fields.get("if-none-match") == first.headers["etag"] for fields in asked)
    assert 304 in [status for service in proxy.services for status in service.statuses]


def test_while_no_service_answers_stale_answers_are_sent(proxy: Proxy) -> None:
    """What was never asked is 502."""
    first = proxy.client.get(ROW)
    for service in proxy.services:
        service.end()
    time.sleep(MAX_AGE_S + 1.1)
    stale = proxy.client.get(ROW)
    assert (stale.status_code, cached(stale)) == (200, "STALE")
    assert stale.content == first.content
    assert proxy.client.get("/v1/countries/CHN").status_code in (502, 504)


def test_what_is_not_to_be_stored_is_not(proxy: Proxy) -> None:
    """Refusals, GraphQL by POST, and health; counters are not for the public."""
    for _ in range(2):
        assert cached(proxy.client.get("/v1/countries?nothing=1")) == "MISS"
        assert proxy.client.post("/graphql", json=QUERY).status_code == 200
        assert "cache-status" not in proxy.client.get("/readyz").headers
    assert proxy.asked() == 6
    assert proxy.client.get("/metrics").status_code == 404


def test_a_service_that_ends_fails_no_request(proxy: Proxy) -> None:
    """Neither GET nor POST: the other service is asked."""

    def ask(number: int) -> int:
        if number == 60:
            proxy.services[0].end()
        if number % 2:
            return proxy.client.post("/graphql", json=QUERY).status_code
        return proxy.client.get(f"/v1/pledges?limit={number % 90 + 1}").status_code

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(ask, range(160))) == {200}
    assert all(len(service.asked) > 20 for service in proxy.services)


def test_a_client_has_a_limit(proxy: Proxy) -> None:
    """Of requests a second: 429 with when to try again, as the API says it."""
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: proxy.client.get(ROW), range(1_200)))
    statuses = {answer.status_code for answer in answers}
    assert statuses == {200, 429}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["status"] == 429


def test_large_requests_do_not_reach_the_services(proxy: Proxy) -> None:
    """Neither bodies nor headers nor addresses."""
    assert proxy.client.post("/graphql", content=b" " * 200_000).status_code == 413
    assert proxy.client.get("/" + "a" * 20_000).status_code == 414
    assert proxy.client.get("/", headers={"x": "a" * 20_000}).status_code == 400
    assert proxy.asked() == 0


def test_the_services_know_the_client(proxy: Proxy) -> None:
    """What a client claims of itself is replaced."""
    proxy.client.get(ROW, headers={"x-forwarded-for": "203.0.113.7"})
    (asked,) = [fields for service in proxy.services for fields in service.asked]
    assert asked["x-forwarded-for"] == "127.0.0.1"
