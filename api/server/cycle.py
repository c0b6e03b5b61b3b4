"""One request and its response on a connection: content is sent in pieces as the client reads."""

import logging
from typing import Any, NamedTuple

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle
from uvicorn.protocols.utils import get_client_addr, get_path_with_query_string

from api.http.response import Headers, RepeatedHeaders
from api.server.limits import PIECE_BYTES

_LOG = logging.getLogger("api.server")
_NO_CONTENT = (204, 304)


class _Fields(NamedTuple):
    """The header fields of a response as they are written, and what they say of its framing."""

    lines: bytes
    content_length: int | None
    closes: bool


def _fields(headers: Headers) -> _Fields:
    """What to write for the headers of a response; made once for those that are repeated.

    Raises `ValueError` if a header has a line break.
    """
    if not isinstance(headers, RepeatedHeaders):
        return _rendered(headers)
    if headers.rendered is None:
        headers.rendered = _rendered(headers)
    fields: _Fields = headers.rendered
    return fields


def _rendered(headers: Headers) -> _Fields:
    content: list[bytes] = []
    content_length, closes, lines = None, False, 0
    for name, value in headers:
        if name == b"content-length":
            content_length = int(value)
        elif name == b"connection":
            closes = closes or value == b"close"
            continue
        content += (name, b": ", value, b"\r\n")
        lines += 1
    text = b"".join(content)
    # No value may begin a line of its own: counts instead of a search in each.
    if not text.count(b"\n") == text.count(b"\r") == lines:
        raise ValueError("a header field has a line break")
    return _Fields(text, content_length, closes)


def _nothing() -> None:
    """What is called once the response is over: the protocol is held no longer."""


class ClientGone(OSError):
    """The client has closed its connection: nothing more needs to be made for it."""


class Cycle(RequestResponseCycle):
    """uvicorn's request and response, sent piece by piece.

    uvicorn hands content of any length to the transport at once, which then keeps what the client
    does not read; here at most two pieces wait for a client.
    """

    is_hidden = False  # that the response has no content: HEAD, 204, 304

    async def run_asgi(self, app: Any) -> None:
        """Run the app; what it makes for a client that has gone is no fault."""
        try:
            await app(self.scope, self.receive, self.send)
        except ClientGone:
            pass
        except Exception:  # noqa: BLE001  # the client gets a response whatever goes wrong
            _LOG.exception("%s %s", self.scope["method"], self.scope["path"])
            if not self.response_started:
                await self.send_500_response()
        finally:
            if not self.response_complete and not self.disconnected:
                self.transport.abort()  # the client sees that the response breaks off
            self.on_response = _nothing

    async def send(self, message: Any) -> None:
        """ASGI's send.

        Raises:
            ClientGone: The client has closed the connection.
        """
        if self.disconnected:
            raise ClientGone
        if message["type"] == "http.response.start":
            self._start(message["status"], message["headers"])
            return
        body, is_last = message.get("body", b""), not message.get("more_body", False)
        if self.is_hidden:
            body = b""
        if len(body) > PIECE_BYTES:
            body = await self._send_pieces(body)
        self._write_content(body, is_last=is_last)
        if is_last:
            self._complete()
        elif self.flow.write_paused:
            await self.flow.drain()

    async def _send_pieces(self, body: bytes) -> memoryview:
        """Send all but the last piece, each once the client has read enough; the last piece."""
        view = memoryview(body)
        for start in range(0, len(view) - PIECE_BYTES, PIECE_BYTES):
            self._write_content(view[start : start + PIECE_BYTES], is_last=False)
            if self.flow.write_paused:
                await self.flow.drain()
            if self.disconnected:
                raise ClientGone
        return view[(len(view) - 1) // PIECE_BYTES * PIECE_BYTES :]

    def _start(self, status: int, headers: Headers) -> None:
        """Write the status line and the header fields."""
        assert not self.response_started, "the response has been started"
        self.waiting_for_100_continue = False
        if self.more_body:  # what is left of the request is not read: no other can follow it
            self.keep_alive = False
        if self.access_log:
            self._log_access(status)
        fields = _fields(headers)
        self.response_started = True
        self.keep_alive = self.keep_alive and not fields.closes
        self.is_hidden = self.scope["method"] == "HEAD" or status in _NO_CONTENT
        framing = b""
        if fields.content_length is not None:
            self.chunked_encoding, self.expected_content_length = False, fields.content_length
        elif not self.is_hidden:
            self.chunked_encoding, framing = True, b"transfer-encoding: chunked\r\n"
        general = b""
        for name, value in self.default_headers:  # Date
            general += b"%b: %b\r\n" % (name, value)
        persistence = b"" if self.keep_alive else b"connection: close\r\n"
        self.transport.write(
            b"%b%b%b%b%b\r\n" % (STATUS_LINE[status], general, fields.lines, persistence, framing)
        )

    def _write_content(self, body: bytes | memoryview, *, is_last: bool) -> None:
        """Hand one piece of the content to the transport, framed."""
        assert self.response_started, "the response has not been started"
        if self.is_hidden:
            return
        if self.chunked_encoding:
            size = b"%x\r\n" % len(body) if body else b""
            end = b"\r\n" if body else b""
            self.transport.write(b"".join((size, body, end, b"0\r\n\r\n" if is_last else b"")))
            return
        self.expected_content_length -= len(body)
        assert self.expected_content_length >= 0, "the content is longer than Content-Length"
        if body:
            self.transport.write(body)

    def _complete(self) -> None:
        assert self.is_hidden or not self.expected_content_length, "content is missing"
        self.response_complete = True
        self.message_event.set()
        self.on_response()

    def _log_access(self, status: int) -> None:
        scope: Any = self.scope
        self.access_logger.info(
            '%s - "%s %s HTTP/%s" %d',
            get_client_addr(scope),
            scope["method"],
            get_path_with_query_string(scope),
            scope["http_version"],
            status,
        )
