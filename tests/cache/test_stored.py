"""Which responses the cache stores, for how long, and what it reports of them."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from dataclasses import fields, replace

import pytest

from api.http.cache import ResponseCache
from api.http.metrics import Metrics
from api.http.request import Request
from api.http.response import Response
from tests.running import run as in_a_loop

SERVED, OTHER = "2.0.0-0123456789ab", "1.0.0-0123456789ab"
SIZE_BYTES = 80_000  # an eighth of it is the most that one response may take

OK = Response(200, b"{}", [(b"content-type", b"application/json")], release=SERVED)


async def chunks() -> AsyncIterator[bytes]:
    """A stream of one chunk."""
    yield b"{}"


def new_request(query: str = "", if_none_match: str | None = None) -> Request:
    """A GET of one path."""
    scope = {
        "http_version": "1.1",
        "method": "GET",
        "path": "/v1/x",
        "query_string": query.encode(),
        "headers": [(b"if-none-match", if_none_match.encode())] if if_none_match else [],
    }
    return Request(scope, None, None)  # type: ignore[arg-type]


async def make(cache: ResponseCache, request: Request, response: Response) -> Response:
    """Send a request that is answered with a response unless one is stored."""

    async def answer(_request: Request) -> Response:
        return response

    return cache.get(request, SERVED) or await cache.make(request, answer)


@pytest.mark.parametrize(
    ("response", "query", "is_stored"),
    [
        (OK, "", True),
        (replace(OK, body=b"x" * 8_900), "", True),
        (replace(OK, body=b"x" * 9_000), "", False),  # larger than an eighth, with its overhead
        (replace(OK, body=b"x" * 8_900), "q=" + "y" * 200, False),  # the key counts as well
        (replace(OK, status=404), "", False),
        (replace(OK, status=500), "", False),
        (replace(OK, status=304), "", False),
        (replace(OK, headers=[(b"cache-control", b"no-store")]), "", False),
        (replace(OK, headers=[(b"cache-control", b"no-cache")]), "", True),
        (replace(OK, release=OTHER), "", False),
        (replace(OK, release=""), "", False),
        (replace(OK, release=OTHER), f"release={OTHER}", True),
        (replace(OK, release=OTHER), f"limit=1&release={OTHER}&q=x", True),
        (replace(OK, release=OTHER), f"release={OTHER}0", False),
        (replace(OK, release=OTHER), f"prerelease={OTHER}", False),
        (replace(OK, release=OTHER), f"after={OTHER}~x", False),
    ],
)
@pytest.mark.parametrize("if_none_match", [None, '"other"'])
def test_a_lasting_response_is_stored(
    response: Response, query: str, is_stored: bool, if_none_match: str | None
) -> None:
    """A 200 without `no-store`, not too large, of the release that is served or named."""

    async def stored_response() -> Response | None:
        cache = ResponseCache(SIZE_BYTES, Metrics())
        await make(cache, new_request(query, if_none_match), response)
        return cache.get(new_request(query), SERVED)

    stored = in_a_loop(stored_response())
    assert (stored is not None) is is_stored
    assert stored is None or stored.body == response.body


def test_a_stream_is_not_stored() -> None:
    """It can be sent once."""

    async def stored_response() -> Response | None:
        cache = ResponseCache(SIZE_BYTES, Metrics())
        await make(cache, new_request(), replace(OK, body=b"", chunks=chunks()))
        return cache.get(new_request(), SERVED)

    assert in_a_loop(stored_response()) is None


def test_the_levels_are_those_of_the_stored_responses() -> None:
    """`cache_bytes` and `cache_answers` grow and, with another release, fall."""
    metrics = Metrics()

    async def levels() -> list[dict[str, int]]:
        cache = ResponseCache(SIZE_BYTES, metrics)
        after = []
        for query in ("a=1", f"release={SERVED}"):
            await make(cache, new_request(query), OK)
            after.append(dict(metrics.levels))
        assert cache.get(new_request("a=1"), OTHER) is None
        return [*after, dict(metrics.levels)]

    one, two, rest = in_a_loop(levels())
    assert [level["cache_answers"] for level in (one, two, rest)] == [1, 2, 1]
    assert 1_000 < one["cache_bytes"] < 2_000  # the body, the key and an overhead
    assert two["cache_bytes"] == one["cache_bytes"] + rest["cache_bytes"]
    assert rest["cache_bytes"] - one["cache_bytes"] == len(f"release={SERVED}") - len("a=1")


def test_hits_and_misses_are_counted_and_sent() -> None:
    """In the totals and in `Server-Timing`; a miss names the time that its answer took, in ms."""
    metrics = Metrics()

    async def slow(_request: Request) -> Response:
        await asyncio.sleep(0.05)
        return OK

    async def timings() -> list[str]:
        cache = ResponseCache(SIZE_BYTES, metrics)
        request = new_request()
        responses = [cache.get(request, SERVED) or await cache.make(request, slow) for _ in "123"]
        return [dict(response.headers)[b"server-timing"].decode() for response in responses]

    started = time.perf_counter()
    miss, *hits = in_a_loop(timings())
    elapsed_ms = (time.perf_counter() - started) * 1_000
    assert hits == ["cache;desc=hit"] * 2
    match = re.fullmatch(r"cache;desc=miss, answer;dur=([\d.]+)", miss)
    assert match is not None
    assert 45 <= float(match[1]) <= elapsed_ms
    assert metrics.totals == {"cache_misses_total": 1, "cache_hits_total": 2}
    assert len(OK.headers) == 1  # the handler's own response is left as it is


def test_a_response_with_other_headers_is_the_same_otherwise() -> None:
    """Every other field is copied, also one that is added to the class."""
    values = {field.name: object() for field in fields(Response)}
    response = Response(**values)  # type: ignore[arg-type]
    assert response.with_headers([]) == replace(response, headers=[])
