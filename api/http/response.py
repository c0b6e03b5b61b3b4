"""Responses as handlers make them: status, body, an entity tag and the headers of their own.

What every response has in common (CORS, `Vary`, the content coding, 304) is added by
`api.http.finish`; the pipeline leaves out the body for HEAD.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.problems import Problem
from schema.figures import json_text

Headers = list[tuple[bytes, bytes]]


class RepeatedHeaders(Headers):
    """The headers of a response that is sent again and again: they never change.

    `written` is for the server, which then writes them only once.
    """

    __slots__ = ("written",)
    written: Any

    def __init__(self, headers: Headers) -> None:
        super().__init__(headers)
        self.written = None


PROBLEM_JSON = "application/problem+json"


@dataclass(slots=True)
class Response:
    """One response: as a handler makes it and, once it is finished, as it is sent.

    Args:
        status: The HTTP status.
        body: The bytes; empty if `chunks` has them.
        headers: Headers of its own, names in lower case.
        tag: The opaque tag of the body before any content coding, without quotation marks; "" for
            a response that no client is to revalidate.
        release: The release that it was answered from; "" for none.
        chunks: The body as a stream, each chunk sent before the next is made.
        is_static: Whether it changes with the program only, so that it is compressed once.
        is_kept: Whether it is sent from a file that was made before.
        etag: The entity tag of the representation, once it is finished.
        rows: The rows that it was made of, for its cost.
        size_bytes: What it takes in the response cache.
    """

    status: int
    body: bytes = b""
    headers: Headers = field(default_factory=list)
    tag: str = ""
    release: str = ""
    chunks: AsyncIterator[bytes] | None = None
    is_static: bool = False
    is_kept: bool = False
    etag: bytes = b""
    rows: int = 0
    size_bytes: int = 0

    def with_headers(self, headers: Headers) -> "Response":
        """The same response with other headers; `dataclasses.replace` takes six times as long."""
        return Response(
            self.status,
            self.body,
            headers,
            self.tag,
            self.release,
            self.chunks,
            self.is_static,
            self.is_kept,
            self.etag,
            self.rows,
            self.size_bytes,
        )


@dataclass(slots=True)
class DeferredResponse:
    """A 200 whose tag is known before its body: the statement runs only if the client needs it.

    Args:
        tag: As in `Response`.
        headers: The headers of the 200 and of its 304.
        complete: Makes the response. It may raise `Problem`.
        release: The release that answers.
    """

    tag: str
    headers: Headers
    complete: Callable[[], Awaitable[Response]]
    release: str = ""


@dataclass(slots=True)
class ExportBody:
    """A whole list that has begun to be made.

    Args:
        chunks: Its bytes, in parts.
        close: Ends what makes them, wherever it is.
        headers: What is known of it now, such as the number of rows.
        coding: The content coding that the chunks are in, "" for none.
    """

    chunks: AsyncIterator[bytes]
    close: Callable[[], Awaitable[None]]
    headers: Headers = field(default_factory=list)
    coding: str = ""


@dataclass(slots=True)
class ExportResponse:
    """The 200 of a whole list, which may be long: it is made once, and sent from a file.

    Args:
        tag: As in `Response`.
        headers: The headers of the 200 and of its 304.
        release: As in `Response`.
        begin: Begins to make it, in the content coding that it is given if it is stored in that
            one, else in none. It may raise `Problem`.
    """

    tag: str
    headers: Headers
    release: str
    begin: Callable[[str], Awaitable[ExportBody]]


AnyResponse = Response | DeferredResponse | ExportResponse


def cache_control(*, names_release: bool) -> bytes:
    """How long others may store a response: for good where the request names the release."""
    return b"public, max-age=31536000, immutable" if names_release else b"public, max-age=60"


def header_lines(headers: Mapping[str, str]) -> Headers:
    """Headers as ASGI has them."""
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]


def problem_response(problem: Problem, request: Any) -> Response:
    """A `Problem` as `application/problem+json` (RFC 9457), never stored."""
    headers = header_lines(problem.headers)
    headers += [(b"content-type", PROBLEM_JSON.encode()), (b"cache-control", b"no-store")]
    text = json_text(problem.as_json(instance=request.path))
    # A lone surrogate that the client sent goes back as the escape it came as.
    return Response(problem.type.status, text.encode(errors="backslashreplace"), headers)
