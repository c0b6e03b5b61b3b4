"""HTTP/1.1 on one connection: uvicorn's protocol over httptools, with bounds.

uvicorn closes a kept-alive connection that asks for nothing. It sets no other deadline and no limit
on header bytes: a client may send half a request for ever, headers without end, or never read.
Statuses are those of RFC 9110 (400, 408, 413, 414, 503, 505) and RFC 6585 (431).
"""

import asyncio
import logging
import math
from collections import deque
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from api.server.connections import Connections
from api.server.cycle import ClientGone, Cycle
from api.server.limits import LINGER_S, PIPELINED_MAX
from api.server.reader import CONTENT, HEAD, WAITING, BoundedReader
from api.server.refusals import answer_of

_LOG = logging.getLogger("api.server")


class BoundedProtocol(BoundedReader):
    """One connection. Deadlines are points on the clock of `Connections`."""

    # Of the request that was read last, until it is answered.
    cycle: Cycle | None  # type: ignore[assignment]

    def __init__(self, connections: Connections, **arguments: Any) -> None:
        super().__init__(connections, **arguments)
        self.write_deadline = math.inf
        self._ending: tuple[str, str] | None = None  # the refusal after the responses before it
        self._is_closing = False  # all responses are made; some may still have to be sent
        self._active: Cycle | None = None  # of the request that is answered
        self._task: asyncio.Task[None] | None = None  # that answers all of them
        self._idle: asyncio.Future[None] | None = None  # for which it waits between them
        self._is_lost = False
        self._in_line: deque[Cycle] = deque()  # requests that wait for those before them

    # What happens to the connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The first request may take as long as any other."""
        super().connection_made(transport)
        self.read_deadline = self._all.after(self._limits.header_timeout_s)
        self._all.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._all.open.discard(self)
        self.connections.discard(self)
        for cycle in (self._active, self.cycle):
            if cycle is not None:
                cycle.disconnect()
        self.cycle = self._active = None
        self._in_line.clear()
        self._is_lost = True
        self._wake()
        self.flow.resume_writing()
        if exc is None:
            self.transport.close()
        self.parser = None  # type: ignore[assignment]  # it holds this protocol

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
        parser = self.parser
        keeps = self.scope["http_version"] != "1.0" and parser.should_keep_alive()
        keeps = keeps and not self._all.is_draining and not parser.should_upgrade()
        self.cycle = cycle = Cycle(self, self._all, keep_alive=keeps)
        self._part, self._part_bytes = CONTENT, 0
        if self._is_answering():
            self._wait_in_line(cycle)
        else:
            self._start(cycle)

    def _start(self, cycle: Cycle) -> None:
        self._active = cycle
        self._all.running += 1
        if self._task is None:
            self._task = self.loop.create_task(self._answer_all())
        else:
            self._wake()

    def _wake(self) -> None:
        """Let the task go on, if it waits."""
        if self._idle is not None and not self._idle.done():
            self._idle.set_result(None)

    async def _answer_all(self) -> None:
        """Answer the requests of the connection, one after the other.

        One task does it: one for each request would add 3 % to what a small answer costs.
        """
        try:
            while await self._answer():
                if self._active is None and not self._is_lost:
                    self._idle = self.loop.create_future()
                    await self._idle
                else:  # the next one was pipelined: other connections come first
                    await asyncio.sleep(0)
        finally:
            self._task = None

    async def _answer(self) -> bool:
        """Run the app; what it makes for a client that has gone is no fault.

        Returns:
            Whether the response is whole. If it is not, the connection ends.
        """
        cycle = self._active
        if cycle is None:
            return False
        try:
            await self.app(cycle.scope, cycle.receive, cycle.send)
        except ClientGone:
            pass
        except Exception:  # noqa: BLE001  # the client gets a response whatever goes wrong
            _LOG.exception("%s %s", cycle.scope["method"], cycle.scope["path"])
            if not cycle.response_started:
                await cycle.send_fault()
        finally:
            self._all.running -= 1
            if not cycle.response_complete and not cycle.disconnected:
                self.transport.abort()  # the client sees that the response breaks off
        return cycle.response_complete

    def _wait_in_line(self, cycle: Cycle) -> None:
        """A pipelined request. Those beyond the limit are not answered (RFC 9112, 9.3.2)."""
        if len(self._in_line) >= PIPELINED_MAX:
            self._in_line[-1].keep_alive = False
            self._stop_reading()
            raise ValueError("too many requests wait")
        self.flow.pause_reading()
        self._in_line.append(cycle)

    def on_body(self, body: bytes) -> None:
        """A part of the content; nobody reads that of a request that was not taken."""
        if not self._is_ended and self.cycle is not None:
            self.cycle.add(body)

    def on_message_complete(self) -> None:
        """The request has been read; the next one may come at once."""
        self._part = WAITING
        if not self._is_ended and self.cycle is not None:
            self.cycle.end()

    # What becomes of its responses

    def _is_answering(self) -> bool:
        return self._active is not None and not self._active.disconnected

    @property
    def is_waiting(self) -> bool:
        """Whether it has no whole head of a request: nothing is being done for it."""
        return self._part is not CONTENT and not self._is_answering() and not self._is_ended

    def on_response_complete(self) -> None:
        """Go on with the next request, or close."""
        cycle, self._active = self._active, None
        assert cycle is not None
        if self.cycle is cycle:
            self.cycle = None
        if self.transport.is_closing():
            return
        if self._in_line and cycle.keep_alive:
            self._start(self._in_line.popleft())
        elif self._ending is not None:
            self._send_refusal(*self._ending)
        elif not cycle.keep_alive or self._is_ended:
            self._close(unread=cycle.more_body or self._is_ended or bool(self._in_line))
        else:
            if self.flow.read_paused:
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
        elif self._is_answering() and (self._active is not self.cycle or self.flow.read_paused):
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
        if self._is_answering():
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
        last = self._in_line[-1] if self._in_line else self._active
        if last is not None:
            last.keep_alive = False
        if close_idle and self.is_waiting:
            self._close(unread=False)

    def shutdown(self) -> None:
        """uvicorn's word for it."""
        self.finish_soon(close_idle=True)

    def _fail(self, reason: str, detail: str) -> None:
        """Refuse the request that is being read."""
        bad = self.cycle
        if self._part is CONTENT and bad is not None:
            if self._in_line and self._in_line[-1] is bad:
                self._in_line.pop()
            elif bad.response_started:
                self.drop(reason, detail)
                return
            bad.disconnect()
        self.refuse(reason, detail)

    def _send_refusal(self, reason: str, detail: str) -> None:
        status, headers, body = answer_of(reason, detail)
        lines = [b"%b: %b\r\n" % pair for pair in headers]
        head = (STATUS_LINE[status], self._all.general_fields, *lines, b"\r\n")
        self.transport.write(b"".join((*head, body)))
        self._close(unread=True)
