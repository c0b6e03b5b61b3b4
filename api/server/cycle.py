"""One request and its response on a connection: content is sent in pieces as the client reads."""

import asyncio
from typing import Any

from starlette.types import Message
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.http.response import Headers, RepeatedHeaders
from api.server.connections import Connections
from api.server.limits import PIECE_BYTES

_NO_CONTENT = (204, 304)
# As numbers: `in` takes bytes for a number first, which costs ten times the search.
_LF, _CR = b"\n\r"
_FAULT_BODY = b"Internal Server Error"
_FAULT: Message = {
    "type": "http.response.start",
    "status": 500,
    "headers": [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(_FAULT_BODY)),
        (b"connection", b"close"),
    ],
}


def _written(headers: Headers) -> tuple[bytes, int | None, bool]:
    """The header fields of a response as they are written, and what they say of its framing.

    Returns:
        The lines, `Content-Length` (None without one), and whether the connection is closed.

    Raises:
        ValueError: A header has a line break.
    """
    values = dict(headers)
    length = values.get(b"content-length")
    closes = False
    if b"connection" in values:
        closes = values[b"connection"] == b"close"
        headers = [pair for pair in headers if pair[0] != b"connection"]
    lines = [b": ".join(pair) for pair in headers]
    text = b"".join(lines)
    if _LF in text or _CR in text:  # no value may begin a line of its own
        raise ValueError("a header field has a line break")
    lines.append(b"")
    return b"\r\n".join(lines), None if length is None else int(length), closes


class ClientGone(OSError):
    """The client has closed its connection: nothing more needs to be made for it."""


class Cycle:
    """What ASGI's `receive` and `send` do for one request.

    uvicorn's own hands content of any length to the transport at once, which then keeps what the
    client does not read; here at most two pieces wait for a client. The head of a response is
    written with the first piece.

    Args:
        protocol: The connection, which has read the head of the request.
        connections: All connections of the worker.
        keep_alive: Whether another request may follow on the connection.
    """

    __slots__ = (
        "_connections",
        "_expects_continue",
        "_head",
        "_is_chunked",
        "_is_received",
        "_left_bytes",
        "_protocol",
        "_waiter",
        "body",
        "disconnected",
        "flow",
        "is_hidden",
        "keep_alive",
        "more_body",
        "response_complete",
        "response_started",
        "scope",
        "transport",
    )

    def __init__(
        self, protocol: HttpToolsProtocol, connections: Connections, *, keep_alive: bool
    ) -> None:
        self.scope: Any = protocol.scope
        self.transport, self.flow = protocol.transport, protocol.flow
        self.keep_alive = keep_alive
        self._protocol, self._connections = protocol, connections
        # Of the request: the content that has come and was not received yet, and whether more
        # follows.
        self.body, self.more_body = b"", True
        self.disconnected = False
        self._is_received = False  # that no more follows
        self._waiter: asyncio.Future[None] | None = None
        self._expects_continue = protocol.expect_100_continue
        # Of the response.
        self.response_started = self.response_complete = False
        self.is_hidden = False  # that the response has no content: HEAD, 204, 304
        self._head = b""  # until it is written
        self._is_chunked = False
        self._left_bytes = 0  # of the content, where its length was announced

    # The request

    def add(self, content: bytes) -> None:
        """A part of the content has come."""
        if self.response_complete:
            return
        self.body += content
        if len(self.body) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()
        if self._waiter is not None:
            self._wake()

    def end(self) -> None:
        """All of the content has come."""
        self.more_body = False
        if self._waiter is not None:
            self._wake()

    def disconnect(self) -> None:
        """The client has gone."""
        self.disconnected = True
        self._wake()

    def _wake(self) -> None:
        """Let `receive` look again."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def receive(self) -> Message:
        """ASGI's receive."""
        if self._expects_continue and not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._expects_continue = False
        if not self.disconnected and not self.response_complete:
            if self.flow.read_paused:
                self.flow.resume_reading()
            if not self.body and (self.more_body or self._is_received):
                self._waiter = asyncio.get_running_loop().create_future()
                await self._waiter
        if self.disconnected or self.response_complete:
            return {"type": "http.disconnect"}
        body, self.body = self.body, b""
        self._is_received = not self.more_body
        return {"type": "http.request", "body": body, "more_body": self.more_body}

    # The response

    async def send(self, message: Message) -> None:
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
        self._write(body, is_last=is_last)
        if is_last:
            self._complete()
        elif self.flow.write_paused:
            await self.flow.drain()

    async def send_fault(self) -> None:
        """Send a 500, where the app broke before its response."""
        await self.send(_FAULT)
        await self.send({"type": "http.response.body", "body": _FAULT_BODY})

    async def _send_pieces(self, body: bytes) -> memoryview:
        """Send all but the last piece, each once the client has read enough; the last piece."""
        view = memoryview(body)
        for start in range(0, len(view) - PIECE_BYTES, PIECE_BYTES):
            self._write(view[start : start + PIECE_BYTES], is_last=False)
            if self.flow.write_paused:
                await self.flow.drain()
            if self.disconnected:
                raise ClientGone
        return view[(len(view) - 1) // PIECE_BYTES * PIECE_BYTES :]

    def _start(self, status: int, headers: Headers) -> None:
        """Make the status line and the header fields."""
        assert not self.response_started, "the response has been started"
        self._expects_continue = False
        if self.more_body:  # what is left of the request is not read: no other can follow it
            self.keep_alive = False
        if not isinstance(headers, RepeatedHeaders):
            lines, content_length, closes = _written(headers)
        else:
            headers.written = headers.written or _written(headers)
            lines, content_length, closes = headers.written
        self.response_started = True
        self.keep_alive = self.keep_alive and not closes
        self.is_hidden = self.scope["method"] == "HEAD" or status in _NO_CONTENT
        framing = b""
        if content_length is not None:
            self._left_bytes = content_length
        elif not self.is_hidden:
            self._is_chunked, framing = True, b"transfer-encoding: chunked\r\n"
        persistence = b"" if self.keep_alive else b"connection: close\r\n"
        general = self._connections.general_fields
        self._head = b"".join((STATUS_LINE[status], general, lines, persistence, framing, b"\r\n"))

    def _write(self, body: bytes | memoryview, *, is_last: bool) -> None:
        """Hand one piece of the content to the transport, framed, and the head before the first."""
        assert self.response_started, "the response has not been started"
        parts: list[bytes | memoryview] = [self._head] if self._head else []
        self._head = b""
        if not self.is_hidden and self._is_chunked:
            if body:
                parts += (b"%x\r\n" % len(body), body, b"\r\n")
            if is_last:
                parts.append(b"0\r\n\r\n")
        elif body:
            self._left_bytes -= len(body)
            assert self._left_bytes >= 0, "the content is longer than Content-Length"
            parts.append(body)
        if parts:
            self.transport.writelines(parts)

    def _complete(self) -> None:
        assert self.is_hidden or not self._left_bytes, "content is missing"
        self.response_complete = True
        if self._waiter is not None:
            self._wake()
        self._protocol.on_response_complete()
