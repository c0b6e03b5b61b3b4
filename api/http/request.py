"""The HTTP request, parsed once: every handler reads it, nothing else reads the ASGI scope."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from starlette.types import Receive, Scope

from api.http.compression import negotiate_coding
from api.http.router import UNROUTED, Route
from api.http.state import AppState
from api.http.trace import Trace, new_request_id, parse_traceparent
from api.problems import Problem

if TYPE_CHECKING:
    from api.releases.statement_time import StatementTime

# The headers that are read. A request may repeat those that are lists.
_HEADERS = {
    b"accept",
    b"accept-encoding",
    b"access-control-request-method",
    b"content-type",
    b"host",
    b"if-none-match",
    b"if-range",
    b"range",
    b"traceparent",
    b"x-forwarded-for",
}


_NO_PARAMETERS: Mapping[str, str] = MappingProxyType({})


class RequestKey(NamedTuple):
    """All that the response to a cacheable request depends on, its release aside."""

    path: str
    query_string: bytes
    media_type: str | None
    coding: str
    content_type: str | None  # of a POST
    body: bytes | None  # of a POST; it tells the methods apart

    @property
    def size_bytes(self) -> int:
        """About how much memory the key takes."""
        return len(self.path) + len(self.query_string) + len(self.body or b"")

    def names_release(self, release: str) -> bool:
        """Whether the query string pins this release, so that no later release changes it."""
        return f"release={release}".encode() in self.query_string.split(b"&")


class Request:
    """One HTTP request (RFC 9110), with what routing and negotiation made of it.

    Args:
        scope: The ASGI HTTP scope.
        receive: ASGI's receive, to read the body from.
        app: What the handlers of one app share.
    """

    __slots__ = (
        "_body",
        "_headers",
        "_key",
        "_peer",
        "_receive",
        "accept",
        "app",
        "cache",
        "coding",
        "given_id",
        "host",
        "http_version",
        "if_none_match",
        "media_type",
        "method",
        "parameters",
        "path",
        "problem",
        "query_string",
        "route",
        "statement_time",
        "trace",
    )

    def __init__(self, scope: Scope, receive: Receive, app: AppState) -> None:
        self.app = app
        self.http_version: str = scope["http_version"]
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query_string: bytes = scope["query_string"]
        headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _HEADERS:
                headers[name] = headers[name] + b"," + value if name in headers else value
        self._headers = headers
        self._peer: tuple[str, int] | None = scope.get("client")
        self._receive = receive
        self._body: bytes | None = None
        self._key: RequestKey | None = None
        # What routing and negotiation set.
        self.route: Route = UNROUTED
        self.parameters: Mapping[str, str] = _NO_PARAMETERS  # of the path
        # The negotiated media type: "" where there is nothing to choose, None if none is accepted.
        self.media_type: str | None = ""
        self.coding = ""  # the content coding that the client prefers, "" for none
        # What is logged and counted of it.
        self.cache = ""  # "hit" or "miss" of the response cache, "" where it takes no part
        self.problem = ""  # the slug of the refusal, "" for none
        self.statement_time: StatementTime | None = None
        self.trace: Trace | None = None
        self.given_id = ""  # `id`, if it was needed before the request is logged
        # What headers say.
        self.host = headers.get(b"host")
        self.accept = headers.get(b"accept")
        tags = headers.get(b"if-none-match")
        self.if_none_match = None if tags is None else tags.decode("latin-1")
        if b"accept-encoding" in headers:
            self.coding = negotiate_coding(headers[b"accept-encoding"])
        if b"traceparent" in headers:
            self.trace = parse_traceparent(headers[b"traceparent"])

    @property
    def is_preflight(self) -> bool:
        """Whether this is a CORS preflight (Fetch standard, section 4.8)."""
        is_options = self.method == "OPTIONS"
        return is_options and b"access-control-request-method" in self._headers

    def header(self, name: bytes) -> str | None:
        """A header's value, those of repeated headers joined by commas; None if absent."""
        value = self._headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def client(self) -> str:
        """The address of the client; behind a trusted proxy, the one that the proxy names."""
        peer = self._peer[0] if self._peer else ""
        return self.app.proxies.client(peer, self.header(b"x-forwarded-for"))

    @property
    def id(self) -> str:
        """A random id that the log and an answer to an unexpected error share."""
        self.given_id = self.given_id or new_request_id()
        return self.given_id

    @property
    def key(self) -> RequestKey:
        """What the cache knows the response by, once the request is routed and its body read."""
        if self._key is None:
            body = self._body
            content_type = None if body is None else self.header(b"content-type")
            self._key = RequestKey(
                self.path, self.query_string, self.media_type, self.coding, content_type, body
            )
        return self._key

    async def disconnected(self) -> None:
        """Return when the client is gone. The body has been read, or there is none."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def body(self) -> bytes:
        """The request's body, read once and no further than the settings allow.

        Raises:
            Problem: The body is longer than `max_body_bytes`, or the client went away.
        """
        if self._body is not None:
            return self._body
        body, more, longest = b"", True, self.app.settings.max_body_bytes
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Problem("invalid-request", "the body breaks off")
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > longest:
                raise Problem(
                    "content-too-large",
                    f"the body is longer than {longest} bytes",
                    limit="body",
                    maximum=longest,
                )
        self._body = body
        return body
