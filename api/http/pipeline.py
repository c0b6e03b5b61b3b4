"""The pipeline: every request takes this one way, whichever face answers it.

```
scope → Request → route → handler → response → finish (304, coding, common headers) → send (HEAD)
                    └───── response cache ─────┘
```

A GET or HEAD that the response cache knows already is not routed again (`ResponseCache.find`).

Each of these is decided in one place: which response an error becomes, content coding, entity tag,
`Vary`, CORS, HEAD, what is counted, and 304 (of a stored response too: `finish.known_etag`).
"""

import logging
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.cache import ResponseCache
from api.http.finish import finish
from api.http.negotiation import negotiate_media_type
from api.http.rate_limit import RateLimiter
from api.http.request import Request
from api.http.response import Response
from api.http.router import READ, UNROUTED, Match, Route
from api.http.state import AppState
from api.http.streaming import send_chunks
from api.problems import Problem
from api.releases.statement_time import measure_statements
from schema import RESOURCES
from schema.suggestions import did_you_mean

if TYPE_CHECKING:
    from api.http.access_log import AccessLog
    from api.http.tracing import Tracing

REST_ROOT = "/v1"

_LOG = logging.getLogger("api")

_COMMA = ord(",")  # bytes are searched ten times as fast for a number as for bytes

_PREFLIGHT: tuple[tuple[bytes, bytes], ...] = (
    (b"access-control-allow-methods", b"GET, HEAD, POST"),
    (b"access-control-allow-headers", b"*, Authorization"),
    (b"access-control-max-age", b"86400"),
)


class Pipeline:
    """An ASGI app that answers requests.

    Args:
        state: What the handlers of the app share.
        lifespan: The ASGI app that answers the server's lifespan events.
    """

    def __init__(self, state: AppState, lifespan: ASGIApp) -> None:
        self.state = state
        self._lifespan = lifespan
        self._metrics = state.metrics
        size_bytes = state.settings.answer_cache_bytes
        self._cache = ResponseCache(size_bytes, state.metrics) if size_bytes else None
        self._rate_limiter = RateLimiter.of(state.settings)
        self.access_log: AccessLog | None = None  # while the app is served, if it is to have one
        self.tracing: Tracing | None = None  # the same

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._lifespan(scope, receive, send)
            return
        started = perf_counter()
        request, response, size_bytes = Request(scope, receive, self.state), None, 0
        root = self.state.root
        if root and request.path.startswith(f"{root}/"):  # a proxy need not take it away
            request.path = request.path.removeprefix(root)
        self._metrics.in_flight += 1
        try:
            if self._cache is not None:
                response = self._stored(request, self._cache)
            response = response or await self.respond(request)
            headers = response.headers
            if self._rate_limiter is not None and request.route.is_limited:
                headers = [*headers, *await self._rate_limiter.charge(request, response)]
            if request.trace is not None:
                headers = [*headers, (b"traceresponse", request.trace.traceresponse)]
            start = {"type": "http.response.start", "status": response.status, "headers": headers}
            await send(start)
            if response.chunks is not None:
                size_bytes = await send_chunks(request, response.chunks, send)
            else:
                body = b"" if request.method == "HEAD" else response.body
                await send({"type": "http.response.body", "body": body})
                size_bytes = len(body)
        finally:
            self._metrics.in_flight -= 1
            if response is not None:
                self._observe(request, response, perf_counter() - started, size_bytes)

    def _observe(
        self, request: Request, response: Response, seconds: float, size_bytes: int
    ) -> None:
        """Count and log a request whose response has been sent, or has broken off."""
        route, metrics = request.route, self._metrics
        metrics.count_request(route.face, route.path, response.status, seconds)
        if request.problem:
            metrics.problems[route.face, request.problem] += 1
        if request.statement_time is not None:
            metrics.totals["statement_seconds_total"] += request.statement_time.seconds
        if self.access_log is not None:
            self.access_log.add(request, response, seconds, size_bytes)
        if self.tracing is not None:
            self.tracing.add(request, response, seconds)

    def _stored(self, request: Request, cache: ResponseCache) -> Response | None:
        """The stored response to a request that was sent before, without routing it again."""
        if (
            request.method not in READ
            or request.host is None
            or _COMMA in request.host
            or self._rate_limiter is not None
        ):
            return None
        return cache.find(request, self.state.store.served())

    async def respond(self, request: Request) -> Response:
        """The response to a request. It never raises: every error is a response here."""
        try:
            if request.host is None or _COMMA in request.host:
                request.route = self._unrouted(request.path)
                _check_host(request)
            if request.method == "OPTIONS" and request.is_preflight:
                request.route = self._unrouted(request.path)
                return await finish(request, Response(200, headers=list(_PREFLIGHT)))
            match = self._match(request)
            if self._rate_limiter is not None and request.route.is_limited:
                await self._rate_limiter.admit(request)
            if match is None or request.method not in request.route.methods:
                raise self._unanswerable(request, match)
            route, cache = request.route, self._cache
            if (
                cache is None
                or not route.is_cached
                or (route.uncached_types and request.media_type in route.uncached_types)
            ):
                return await _make(request)
            if request.method == "POST":
                await request.body()
            release = (await self.state.store.current()).release
            return cache.get(request, release) or await cache.make(request, _make)
        except Problem as problem:
            request.problem = problem.type.slug
            return await finish(request, request.route.problem_response(problem, request))
        except Exception:  # noqa: BLE001  # a client gets a response whatever goes wrong here
            _LOG.exception("request %s: %s %s", request.id, request.method, request.path)
            fault = Problem("internal-error", "an unexpected error", request_id=request.id)
            request.problem = fault.type.slug
            return await finish(request, request.route.problem_response(fault, request))

    def _match(self, request: Request) -> Match | None:
        """The routes of the path; sets the request's route, path parameters and media type."""
        match = self.state.router.match(request.path)
        if match is None:
            request.route = self._unrouted(request.path)
            return None
        routes, request.parameters = match
        request.route = route = routes.get(request.method) or next(iter(routes.values()))
        if route.offers:
            request.media_type = negotiate_media_type(request.accept, route.offers)
        return match

    def _unrouted(self, path: str) -> Route:
        """The route of a request that matches none: it is counted with its face."""
        if path == REST_ROOT or path.startswith(f"{REST_ROOT}/"):
            return replace(UNROUTED, face="rest")
        return (
            replace(UNROUTED, face="graphql") if path == "/graphql" else self.state.router.unrouted
        )

    def _unanswerable(self, request: Request, match: Match | None) -> Problem:
        """The problem of a path without a route, or of a method that its routes do not take."""
        if match is None:
            return self._not_found(request.path)
        return _method_not_allowed(request, match)

    def _not_found(self, path: str) -> Problem:
        if path.rstrip("/") == REST_ROOT:
            return _no_list_of_everything(path)
        suggestions = self.state.router.suggestions(path)
        detail = f"there is nothing at {path}{did_you_mean(suggestions)}"
        return Problem("not-found", detail, suggestions=suggestions)


def _no_list_of_everything(path: str) -> Problem:
    paths = ", ".join(f"{REST_ROOT}/{name}" for name in RESOURCES)
    detail = (
        f"there is nothing at {path}: see /reference and /openapi.json; the resources are {paths}"
    )
    return Problem("not-found", detail, suggestions=["/reference", "/openapi.json"])


def _method_not_allowed(request: Request, match: Match) -> Problem:
    allow = ", ".join(match.routes)
    detail = f"{request.path} takes {allow}, not {request.method}"
    return Problem("method-not-allowed", detail, headers={"Allow": allow})


async def _make(request: Request) -> Response:
    request.statement_time = measure_statements()
    return await finish(request, await request.route.handler(request))


def _check_host(request: Request) -> None:
    """Refuse an HTTP/1.1 request without one `Host` (RFC 9112, section 3.2)."""
    if request.host is not None:
        raise Problem("invalid-host", "the request has more than one Host header")
    if request.http_version != "1.0":
        raise Problem("invalid-host", "the request has no Host header")
