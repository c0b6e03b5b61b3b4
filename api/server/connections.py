"""The open connections of one worker: how many there may be, and which have been open too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.server.limits import SocketLimits
    from api.server.protocol import BoundedProtocol
    from api.server.refusals import Refusals

_LINGERING_MAX = 16  # refused clients that may still be reading their refusal beside all others


class Connections:
    """The open connections of one worker.

    Deadlines are looked at in one sweep instead of a timer for each request: setting one is an
    assignment.

    Args:
        limits: What a connection may take.
        refusals: Where refusals are counted.
        clock: Seconds that only grow.
    """

    def __init__(
        self, limits: SocketLimits, refusals: Refusals, clock: Callable[[], float]
    ) -> None:
        self.limits, self.refusals = limits, refusals
        self.is_draining = False  # every answer says `Connection: close`
        self.open: set[BoundedProtocol] = set()
        self.running = 0  # requests that the app answers, also where the client has gone
        self.general_fields = b""  # the header fields that every response has, as they are written
        self._clock = clock
        self._interval_s = limits.interval_s
        self._later = clock() + self._interval_s

    def after(self, seconds: float) -> float:
        """The deadline that is `seconds` away or, by at most one interval, later."""
        return self._later + seconds

    def add(self, protocol: BoundedProtocol) -> None:
        """Take a new connection; where there are too many, drop one that asks for nothing.

        The connection that has waited longest for a whole request gives way, as a client that
        has nothing to ask can connect again. Where all are being answered, the new one is refused.
        """
        self.open.add(protocol)
        excess = len(self.open) - self.limits.connections
        if excess <= 0:
            return
        waiting = [other for other in self.open if other.is_waiting and other is not protocol]
        if waiting:
            min(waiting, key=lambda other: other.read_deadline).evict()
        elif excess > _LINGERING_MAX:
            protocol.drop("connections", "too many connections are open")
        else:
            protocol.refuse("connections", "too many connections are open; try again soon")

    def sweep(self) -> None:
        """End whatever has taken longer than it may."""
        now = self._clock()
        self._later = now + self._interval_s
        for protocol in [p for p in self.open if p.read_deadline < now or p.write_deadline < now]:
            protocol.expire(now)

    def drain(self, *, close_idle: bool) -> None:
        """Let every connection end with the response that it is sent next.

        Args:
            close_idle: Close those that wait for a request at once.
        """
        self.is_draining = True
        for protocol in list(self.open):
            protocol.finish_soon(close_idle=close_idle)

    def abort(self) -> int:
        """Close all connections, whatever they are doing; their number."""
        left = list(self.open)
        for protocol in left:
            protocol.drop("drained", "it had not ended when the worker had to")
        return len(left)
