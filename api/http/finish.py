"""The last step before a response is sent: 304, content coding, and the headers all have."""

from api.http.caching import matching_etag, strong_etag
from api.http.compression import MIN_SIZE_BYTES, compressed
from api.http.exports import RANGES, export_response
from api.http.request import Request
from api.http.response import AnyResponse, DeferredResponse, ExportResponse, Headers, Response
from api.http.streaming import close

# The header fields that a page of another origin may read.
_EXPOSED = (
    b"Accept-Ranges, Allow, Climate-Record-Release, Content-Range, Deprecation, ETag, Link,"
    b" Location, RateLimit, RateLimit-Policy, Retry-After, Sunset, X-Total-Count, traceresponse"
)
# Readable from any origin, never sniffed, and no address is passed on to what a page links to.
_COMMON: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", _EXPOSED),
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
        b"content-range",
        b"content-type",
        b"etag",
        b"link",
        b"x-total-count",
    )
)


async def finish(request: Request, response: AnyResponse) -> Response:
    """Complete a handler's response for the client that sent the request.

    The result has its headers, and its body in its content coding.

    Raises:
        Problem: The deferred part of the response was refused.
    """
    if isinstance(response, ExportResponse):
        return await _finish_export(request, response)
    is_conditional = request.if_none_match is not None
    if isinstance(response, DeferredResponse):
        if is_conditional and (etag := known_etag(request, response.tag)) is not None:
            return _not_modified(request, response, etag)
        response = await response.complete()
    coding = request.coding if len(response.body) >= MIN_SIZE_BYTES else ""
    if response.tag:
        response.etag = strong_etag(response.tag, coding)
        if is_conditional and response.status == 200:
            known = known_etag(request, response.tag, response.etag)
            if known is not None:
                return _not_modified(request, response, known)
        response.headers.append((b"etag", response.etag))
    if coding:
        response.headers.append((b"content-encoding", coding.encode()))
        response.body = await compressed(response.body, coding, is_static=response.is_static)
    response.headers.append((b"content-length", b"%d" % len(response.body)))
    response.headers = _with_common_headers(request, response.headers)
    return response


async def _finish_export(request: Request, response: ExportResponse) -> Response:
    """`finish` for an export: it is made only if the client does not have it."""
    response.headers.append(RANGES)
    if (etag := known_etag(request, response.tag)) is not None:
        return _not_modified(request, response, etag)
    finished = await export_response(request, response)
    if (etag := known_etag(request, finished.tag, finished.etag)) is not None:  # matched by `*`
        assert finished.chunks is not None
        await close(finished.chunks)
        return _not_modified(request, response, etag)
    finished.headers = _with_common_headers(request, finished.headers)
    return finished


def known_etag(request: Request, tag: str, etag: bytes | None = None) -> bytes | None:
    """The entity tag by which the client has the response already, or None.

    `etag` is the response's own, None until it is made.
    """
    if request.if_none_match is None:
        return None
    return matching_etag(tag, request.coding, request.if_none_match, etag)


def not_modified_headers(headers: Headers, etag: bytes) -> Headers:
    """The headers of a 200 that its 304 repeats, and the entity tag that the client has."""
    return [*(pair for pair in headers if pair[0] not in _NOT_IN_304), (b"etag", etag)]


def _not_modified(request: Request, response: AnyResponse, etag: bytes) -> Response:
    headers = _with_common_headers(request, not_modified_headers(response.headers, etag))
    return Response(304, b"", headers, response.tag, response.release)


def _with_common_headers(request: Request, headers: Headers) -> Headers:
    """The headers that every response has, and those of this one."""
    return [*(_NEGOTIATED if request.route.offers else _NOT_NEGOTIATED), *headers]
