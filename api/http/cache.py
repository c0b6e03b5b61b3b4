"""The response cache: what was answered once is sent again, for as long as its release is served.

A response to a request that names its release stays, whichever release is served. Responses are
stored finished (compressed, with their headers), under all that they depend on: see
`api.http.request.RequestKey`. Of a response that only became a 304 the validator is stored: it
answers those who have that response, until somebody needs its body.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from api.http.finish import known_etag, not_modified_headers
from api.http.metrics import Metrics
from api.http.request import Request, RequestKey
from api.http.response import RepeatedHeaders, Response
from api.http.router import Route
from api.problems import Problem

Make = Callable[[Request], Awaitable[Response]]
# A response being made: the response, `_NOT_SHARED`, or None if it has to be made again.
InFlight = asyncio.Future[Response | object | None]
_NOT_SHARED = object()

_LARGEST_SHARE = 8  # one response may take this part of the cache, and no more
_OVERHEAD_BYTES = 1_000  # what a response takes besides its body and its key
_KNOWN_MAX = 4_000  # requests that are known before they are routed
_KNOWN_LENGTH = 250  # of address and `Accept`: so that they take 3 MB at most
_NO_STORE = (b"cache-control", b"no-store")
_HIT = (b"server-timing", b"cache;desc=hit")


# What routing and negotiation make a `RequestKey` of.
_UnroutedKey = tuple[str, bytes, bytes | None, str]


def _unrouted_key(request: Request) -> _UnroutedKey:
    return request.path, request.query_string, request.accept, request.coding


class _Known(NamedTuple):
    """What a request was routed to when its response was stored already."""

    key: RequestKey
    route: Route


class ResponseCache:
    """Responses of one release, bounded by bytes; the least recently used is evicted first.

    Equal requests at one time are answered once (single flight). Only a 200 or 304 without
    `no-store` is stored, and only if it is from the release that is served or that the request
    names.

    Args:
        size_bytes: What all responses together may take.
        metrics: Where hits, misses and the size are counted.
    """

    def __init__(self, size_bytes: int, metrics: Metrics) -> None:
        self._metrics, self._totals = metrics, metrics.totals
        self._largest_bytes = size_bytes // _LARGEST_SHARE
        self._release = ""
        # In the order of use. A hit in cachetools' LRUCache takes three calls more than one here.
        self._responses: OrderedDict[RequestKey, Response] = OrderedDict()
        self._known: dict[_UnroutedKey, _Known] = {}
        self._size_bytes, self._used_bytes = size_bytes, 0
        self._in_flight: dict[RequestKey, InFlight] = {}

    def find(self, request: Request, release: str) -> Response | None:
        """The stored response to a GET or HEAD that has not been routed yet; sets its route.

        None where `get` might have one: only requests that it has had a response to are known.

        Args:
            request: The request.
            release: The release that is served.
        """
        known = self._known.get(_unrouted_key(request))
        if known is None or release != self._release:
            return None
        stored = self._responses.get(known.key)
        if stored is None:
            return None
        request.route = known.route
        self._responses.move_to_end(known.key)
        return self._hit(request, stored)

    def get(self, request: Request, release: str) -> Response | None:
        """The stored response to a request, if there is one.

        Args:
            request: The request, routed; the body of a POST has been read.
            release: The release that is served.
        """
        if release != self._release:
            self._invalidate(release)
        key = request.key
        stored = self._responses.get(key)
        if stored is None:
            return None
        self._responses.move_to_end(key)
        if key.body is None and len(key.path) + len(key.query_string) <= _KNOWN_LENGTH:
            self._remember(request, key)
        return self._hit(request, stored)

    def _remember(self, request: Request, key: RequestKey) -> None:
        """Let `find` answer such a request from now on."""
        if request.accept is None or len(request.accept) <= _KNOWN_LENGTH:
            if len(self._known) >= _KNOWN_MAX:
                self._known.clear()  # those in use come back, each with its next request
            self._known[_unrouted_key(request)] = _Known(key, request.route)

    async def make(self, request: Request, make: Make) -> Response:
        """The response to a request that none is stored for.

        Args:
            request: The request, as for `get`.
            make: Answers the request. What it raises is raised here.
        """
        key = request.key
        while (flight := self._in_flight.get(key)) is not None:
            outcome = await asyncio.shield(flight)
            if isinstance(outcome, Response) and (hit := self._hit(request, outcome)) is not None:
                return hit
            if outcome is _NOT_SHARED:
                break
        request.cache = "miss"
        started = time.perf_counter()
        # With If-None-Match it may become a 304, which others cannot share.
        leads = flight is None and request.if_none_match is None
        counted = "cache_misses_total"
        try:
            response = await (self._lead(request, key, make) if leads else make(request))
            counted = "cache_hits_total" if response.is_kept else counted
        finally:
            self._totals[counted] += 1
        if response.chunks is None and not leads:
            self._store(key, response)
        if response.is_kept:
            request.cache = "hit"
            return response.with_headers([*response.headers, _HIT])
        duration_ms = (time.perf_counter() - started) * 1_000
        timing = b"cache;desc=miss, answer;dur=%.2f" % duration_ms
        return response.with_headers([*response.headers, (b"server-timing", timing)])

    async def _lead(self, request: Request, key: RequestKey, make: Make) -> Response:
        """Make the response for all who send the request meanwhile.

        If it is refused or a stream, each of them makes a response of its own, at once. If the
        client went away or the program failed, one of them leads the others.
        """
        flight: InFlight = asyncio.get_running_loop().create_future()
        self._in_flight[key] = flight
        outcome: Response | object | None = None
        try:
            response = await make(request)
            outcome = self._store(key, response) if response.chunks is None else _NOT_SHARED
            return response
        except Problem:
            outcome = _NOT_SHARED
            raise
        finally:
            if self._in_flight.get(key) is flight:
                del self._in_flight[key]
            if not flight.done():
                flight.set_result(outcome)

    def _hit(self, request: Request, stored: Response) -> Response | None:
        """The stored response for the client that sent a request; None if it is only validated."""
        if request.if_none_match is not None:
            etag = known_etag(request, stored.tag, stored.etag or None)
            if etag is not None:
                self._totals["cache_hits_total"] += 1
                request.cache = "hit"
                headers = not_modified_headers(stored.headers, etag)
                return Response(304, b"", headers, release=stored.release)
        if stored.status == 304:
            return None
        self._totals["cache_hits_total"] += 1
        request.cache = "hit"
        return stored

    def _store(self, key: RequestKey, response: Response) -> Response:
        """A response as later requests get it; stored, if it may be."""
        size_bytes = len(response.body) + key.size_bytes + _OVERHEAD_BYTES
        stored = response.with_headers(RepeatedHeaders([*response.headers, _HIT]))
        stored.size_bytes = size_bytes
        is_lasting = response.release == self._release or key.names_release(response.release)
        is_whole = response.status == 200 and response.chunks is None
        # A validator does not displace the response that another request stored meanwhile.
        is_validator = response.status == 304 and key not in self._responses
        is_storable = (is_whole or is_validator) and is_lasting
        is_storable = is_storable and _NO_STORE not in response.headers
        if is_storable and size_bytes <= self._largest_bytes:
            self._drop(key)
            self._responses[key] = stored
            self._used_bytes += size_bytes
            while self._used_bytes > self._size_bytes:
                self._drop(next(iter(self._responses)))
            self._count()
        return stored

    def _drop(self, key: RequestKey) -> None:
        """Drop the response to a key, if one is stored."""
        response = self._responses.pop(key, None)
        if response is not None:
            self._used_bytes -= response.size_bytes

    def _invalidate(self, release: str) -> None:
        """Drop all responses but those to requests that name their release."""
        self._release = release
        self._known.clear()
        for key, response in list(self._responses.items()):
            if not key.names_release(response.release):
                self._drop(key)
        self._in_flight.clear()  # whoever waits sent its request before the switch
        self._count()

    def _count(self) -> None:
        self._metrics.levels["cache_bytes"] = self._used_bytes
        self._metrics.levels["cache_answers"] = len(self._responses)
