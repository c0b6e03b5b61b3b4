"""The last step before a response is sent: 304, content coding, and the headers all have."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from api.http.caching import matching_etag, strong_etag
from api.http.compression import MIN_SIZE_BYTES, compressed, compressed_chunks
from api.http.request import Request
from api.http.response import AnyResponse, DeferredResponse, Headers, Response, StreamingResponse

# Readable from any origin, never sniffed, and no address is passed on to what a page links to.
_COMMON: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, X-Total-Count, Climate-Record-Release"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]

# With the request headers that the choice of a representation depends on (RFC 9110, 12.5.5).
_NEGOTIATED: Headers = [*_COMMON, (b"vary", b"Accept, Accept-Encoding")]
_NOT_NEGOTIATED: Headers = [*_COMMON, (b"vary", b"Accept-Encoding")]

# Headers that a 304 does not repeat (RFC 9110, section 15.4.5), or has of its own.
_NOT_IN_304 = frozenset(
    (
        b"content-disposition",
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"etag",
        b"link",
        b"x-total-count",
    )
)


@dataclass(slots=True)
class FinishedResponse:
    """A response as it is sent: the headers are complete and the body is in its coding.

    `tag` is the opaque tag and `release` the release it is from, "" for none of them. With
    `chunks` the body is a stream, and `body` is empty. `size_bytes` is what the cache counts.
    """

    status: int
    headers: Headers
    body: bytes = b""
    chunks: AsyncIterator[bytes] | None = None
    tag: str = ""
    release: str = ""
    size_bytes: int = 0


async def finish(request: Request, response: AnyResponse) -> FinishedResponse:
    """Complete a handler's response for the client that asked.

    Raises:
        Problem: The deferred part of the response was refused.
    """
    if isinstance(response, DeferredResponse):
        if (etag := known_etag(request, response.etag, exists=False)) is not None:
            return _not_modified(request, response.headers, etag)
        response = await response.complete()
    if isinstance(response, StreamingResponse):
        return _finish_stream(request, response)
    if response.status == 200 and (etag := known_etag(request, response.etag)) is not None:
        return _not_modified(request, response.headers, etag)
    if not request.coding or len(response.body) < MIN_SIZE_BYTES:
        return _finish_whole(request, response, response.body, "")
    body = await compressed(response.body, request.coding, is_static=response.is_static)
    return _finish_whole(request, response, body, request.coding)


def not_modified_headers(headers: Headers, etag: bytes) -> Headers:
    """The headers of a 200 that its 304 repeats, and the entity tag that the client has."""
    return [*(pair for pair in headers if pair[0] not in _NOT_IN_304), (b"etag", etag)]


def _not_modified(request: Request, headers: Headers, etag: bytes) -> FinishedResponse:
    return FinishedResponse(304, _complete(request, not_modified_headers(headers, etag)))


def known_etag(request: Request, tag: str, *, exists: bool = True) -> bytes | None:
    """The entity tag by which the client has the response already, or None."""
    if request.if_none_match is None:
        return None
    return matching_etag(tag, request.coding, request.if_none_match, exists=exists)


def _finish_whole(
    request: Request, response: Response, body: bytes, coding: str
) -> FinishedResponse:
    """A response with its body in a coding, "" for none."""
    headers = [*response.headers, (b"content-length", b"%d" % len(body))]
    if coding:
        headers.append((b"content-encoding", coding.encode()))
    if response.etag:
        headers.append((b"etag", strong_etag(response.etag, coding)))
    return FinishedResponse(
        response.status,
        _complete(request, headers),
        body,
        None,
        response.etag,
        response.release,
    )


def _finish_stream(request: Request, response: StreamingResponse) -> FinishedResponse:
    headers, chunks, coding = response.headers, response.chunks, request.coding
    if (etag := known_etag(request, response.etag)) is not None:
        return _not_modified(request, headers, etag)
    if coding:
        chunks = compressed_chunks(chunks, coding)
        headers = [*headers, (b"content-encoding", coding.encode())]
    if response.etag:
        headers = [*headers, (b"etag", strong_etag(response.etag, coding))]
    return FinishedResponse(200, _complete(request, headers), chunks=chunks)


def _complete(request: Request, headers: Headers) -> Headers:
    """The headers of a response, with those that every response has."""
    duration_ms = (time.perf_counter() - request.started) * 1_000
    timing = b"%sanswer;dur=%.2f" % (request.timing, duration_ms)
    common = _NEGOTIATED if request.route.offers else _NOT_NEGOTIATED
    return [*common, *headers, (b"server-timing", timing)]
