"""Answers as the cache holds them, and how one is caught on its way out."""

import time
from collections.abc import Callable

from starlette.types import Message, Send

from api.http.caching import is_known
from api.http.response import Headers

EMPTY: Message = {"type": "http.response.body", "body": b""}

_OVERHEAD = 1_000  # bytes that an answer takes besides its body
_NOT_OF_304 = (b"content-length", b"content-encoding", b"link", b"x-total-count")
_HIT = (b"server-timing", b"cache;desc=hit")


class Kept:
    """A whole answer, with the messages that give it again."""

    __slots__ = ("body", "headers", "not_modified", "size", "start", "status", "tag")

    def __init__(self, status: int, headers: Headers, body: bytes) -> None:
        self.status, self.headers = status, headers
        self.size = len(body) + _OVERHEAD
        self.tag = (_value(headers, b"etag") or b"").decode("latin-1").removeprefix("W/")
        self.start = _start(status, [*headers, _HIT])
        lasting = [pair for pair in headers if pair[0] not in _NOT_OF_304]
        self.not_modified = _start(304, [*lasting, _HIT])
        self.body: Message = {"type": "http.response.body", "body": body}

    @property
    def release(self) -> str:
        """The release that gave it, as it says itself."""
        return (_value(self.headers, b"climate-record-release") or b"").decode("latin-1")

    @property
    def is_clean(self) -> bool:
        """Whether it is nothing but an answer: no refusal, no errors, nobody's own."""
        if self.status != 200 or _value(self.headers, b"set-cookie") is not None:
            return False
        return b"no-store" not in (_value(self.headers, b"cache-control") or b"")

    def is_known(self, tags: bytes) -> bool:
        """Whether an `If-None-Match` names it."""
        return bool(self.tag) and is_known(self.tag, tags.decode("latin-1"))


class Recorder:
    """Catches an answer until it is whole, for one asker and perhaps for others.

    What grows beyond `most` bytes is passed on as it comes, to this asker alone.
    """

    def __init__(self, send: Send, most: int, *, is_head: bool) -> None:
        self.on_overflow: Callable[[], None] | None = None
        self._send, self._most, self._is_head = send, most, is_head
        self._began = time.perf_counter()
        self._status, self._headers = 0, Headers()
        self._chunks: list[bytes] = []
        self._length = 0
        self._is_whole = self._overflowed = False

    async def __call__(self, message: Message) -> None:
        """ASGI's send."""
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message["headers"])
            return
        self._is_whole = not message.get("more_body", False)
        if not self._overflowed:
            self._chunks.append(message.get("body", b""))
            self._length += len(self._chunks[-1])
            if self._length > self._most:
                await self._overflow()
        elif not self._is_head or self._is_whole:
            await self._send(EMPTY if self._is_head else message)

    async def _overflow(self) -> None:
        self._overflowed = True
        if self.on_overflow is not None:
            self.on_overflow()
        await self._send(self._start())
        held = b"".join(self._chunks) if not self._is_head else b""
        self._chunks.clear()
        await self._send(
            {"type": "http.response.body", "body": held, "more_body": not self._is_whole}
        )

    def kept(self) -> Kept | None:
        """The answer, if it was caught as a whole."""
        if self._overflowed or not self._is_whole:
            return None
        return Kept(self._status, self._headers, b"".join(self._chunks))

    async def give(self) -> None:
        """Give this asker what was caught."""
        if self._overflowed or not self._status:
            return
        await self._send(self._start())
        body = b"" if self._is_head else b"".join(self._chunks)
        await self._send(
            {"type": "http.response.body", "body": body, "more_body": not self._is_whole}
        )

    def _start(self) -> Message:
        took = (time.perf_counter() - self._began) * 1_000
        timing = (b"server-timing", b"cache;desc=miss, answer;dur=%.2f" % took)
        return _start(self._status, [*self._headers, timing])


def _start(status: int, headers: Headers) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _value(headers: Headers, name: bytes) -> bytes | None:
    return next((value for found, value in headers if found == name), None)
