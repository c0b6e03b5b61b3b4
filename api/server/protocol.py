"""HTTP/1.1 on one connection: uvicorn's protocol over httptools, with bounds.

uvicorn closes a kept-alive connection that asks for nothing. It sets no other deadline and no limit
on header bytes: a client may send half a request for ever, headers without end, or never read.
Statuses are those of RFC 9110 (400, 408, 413, 414, 503, 505) and RFC 6585 (431).
"""

import asyncio
import math
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from api.server.connections import Connections
from api.server.cycle import Cycle
from api.server.limits import LINGER_S, PIPELINED_MAX
from api.server.reader import CONTENT, HEAD, WAITING, BoundedReader
from api.server.refusals import answer_of


class BoundedProtocol(BoundedReader):
    """One connection. Deadlines are points on the clock of `Connections`."""

    write_deadline = math.inf
    _ending: tuple[str, str] | None = None  # the refusal that follows the responses before it
    _is_closing = False  # all responses are made; some may still have to be sent
    _active: Cycle | None = None

    def __init__(self, connections: Connections, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._all, self._limits = connections, connections.limits

    # What happens to the connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The first request may take as long as any other."""
        super().connection_made(transport)
        self.read_deadline = self._all.after(self._limits.header_timeout_s)
        self._all.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._all.open.discard(self)
        super().connection_lost(exc)
        if self._active is not None:
            self._active.disconnected = True
            self._active.message_event.set()
        self.pipeline.clear()

    def pause_writing(self) -> None:
        """The client does not read: it has until the deadline."""
        super().pause_writing()
        self.write_deadline = self._all.after(self._limits.write_timeout_s)

    def resume_writing(self) -> None:
        """The client has read most of what was waiting for it."""
        super().resume_writing()
        if not self._is_closing:
            self.write_deadline = math.inf

    # What the parser finds

    def on_headers_complete(self) -> None:
        """Start the request, or let it wait for those before it."""
        self._complete_scope()
        keeps = self.scope["http_version"] != "1.0" and self.parser.should_keep_alive()
        self.cycle = cycle = Cycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=keeps and not self._all.is_draining and not self.parser.should_upgrade(),
            on_response=self.on_response_complete,
        )
        self._part, self._part_bytes = CONTENT, 0
        self.read_deadline = self._all.after(self._limits.body_timeout_s)
        if self._is_answering:
            self._wait_in_line(cycle)
        else:
            self._start(cycle)

    def _start(self, cycle: Cycle) -> None:
        self._active = cycle
        self._start_asgi_task(cycle, self.app)

    def _wait_in_line(self, cycle: Cycle) -> None:
        """A pipelined request. Those beyond the limit are not answered (RFC 9112, 9.3.2)."""
        if len(self.pipeline) >= PIPELINED_MAX:
            self.pipeline[0][0].keep_alive = False
            self._stop_reading()
            raise ValueError("too many requests wait")
        self.flow.pause_reading()
        self.pipeline.appendleft((cycle, self.app))

    def on_body(self, body: bytes) -> None:
        """A part of the content; nobody reads that of a request that was not taken."""
        if not self._is_ended:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has been read; the next one may come at once."""
        self._part = WAITING
        self.read_deadline = math.inf
        if not self._is_ended:
            self.cycle.more_body = False
            self.cycle.message_event.set()

    # What becomes of its responses

    @property
    def _is_answering(self) -> bool:
        active = self._active
        return active is not None and not active.response_complete and not active.disconnected

    @property
    def is_waiting(self) -> bool:
        """Whether it has no whole head of a request: nothing is being done for it."""
        return self._part is not CONTENT and not self._is_answering and not self._is_ended

    def on_response_complete(self) -> None:
        """Go on with the next request, or close."""
        self.server_state.total_requests += 1
        cycle = self._active
        assert cycle is not None
        if self.transport.is_closing():
            return
        if self.pipeline and cycle.keep_alive:
            following, _ = self.pipeline.pop()
            assert isinstance(following, Cycle)
            self._start(following)
        elif self._ending is not None:
            self._send_refusal(*self._ending)
        elif not cycle.keep_alive or self._is_ended:
            self._close(unread=cycle.more_body or self._is_ended or bool(self.pipeline))
        else:
            self.flow.resume_reading()
            if self._part is WAITING:
                self.read_deadline = self._all.after(self._limits.keep_alive_s)

    def _close(self, *, unread: bool) -> None:
        """Close once all is sent. What is `unread` is read a little longer.

        A socket that is closed while it has bytes to read is reset, and a client that is still
        sending may then lose the response (RFC 9112, section 9.6).
        """
        self._is_ended = self._is_closing = True
        self._part_bytes, self.read_deadline = 0, math.inf
        if unread and self.transport.can_write_eof():
            self.transport.write_eof()
            self.flow.resume_reading()
            self.write_deadline = self._all.after(LINGER_S)
        else:
            self.transport.close()
            self.write_deadline = self._all.after(self._limits.write_timeout_s)

    # How it is ended

    def expire(self, now: float) -> None:
        """End what has passed its deadline."""
        if self.write_deadline < now:
            if self._is_ended:
                self.transport.abort()
            else:
                self.drop("write-timeout", "it does not read its response")
        elif self._part is WAITING:
            self._close(unread=False)
        elif self._is_answering and (self._active is not self.cycle or self.flow.read_paused):
            self.read_deadline = self._all.after(
                self._limits.header_timeout_s
            )  # we keep it waiting
        else:
            self._fail(f"{'header' if self._part is HEAD else 'body'}-timeout", self._late())

    def _late(self) -> str:
        if self._part is HEAD:
            return f"the head of the request took more than {self._limits.header_timeout_s:g} s"
        return f"the content of the request took more than {self._limits.body_timeout_s:g} s"

    def refuse(self, reason: str, detail: str) -> None:
        """Answer with a refusal, after the responses to earlier requests, and close."""
        self._stop_reading()
        client = self.client[0] if self.client else "a client"
        self._all.refusals.add(reason, detail, client)
        if self._is_answering:
            self._ending = reason, detail
        else:
            self._send_refusal(reason, detail)

    def drop(self, reason: str, detail: str) -> None:
        """Close at once."""
        self._is_ended = True
        client = self.client[0] if self.client else "a client"
        self._all.refusals.add(reason, detail, client)
        self.transport.abort()

    def evict(self) -> None:
        """Give way to another connection."""
        self.drop("evicted", "it asked for nothing while all connections were in use")

    def finish_soon(self, *, close_idle: bool) -> None:
        """Say `Connection: close` with the next response, and close with it."""
        last = self.pipeline[0][0] if self.pipeline else self._active
        if last is not None:
            last.keep_alive = False
        if close_idle and self.is_waiting:
            self._close(unread=False)

    def shutdown(self) -> None:
        """uvicorn's word for it."""
        self.finish_soon(close_idle=True)

    def _fail(self, reason: str, detail: str) -> None:
        """Refuse the request that is being read."""
        if self._part is CONTENT and not self.cycle.response_complete:
            bad = self.cycle
            if self.pipeline and self.pipeline[0][0] is bad:
                self.pipeline.popleft()
            elif bad.response_started:
                self.drop(reason, detail)
                return
            bad.disconnected = True
            bad.message_event.set()
        self.refuse(reason, detail)

    def _send_refusal(self, reason: str, detail: str) -> None:
        status, headers, body = answer_of(reason, detail)
        lines = [b"%b: %b\r\n" % pair for pair in (*self.server_state.default_headers, *headers)]
        self.transport.write(b"".join((STATUS_LINE[status], *lines, b"\r\n", body)))
        self._close(unread=True)
