"""One worker process: uvicorn's server with bounded connections and a drain before it ends."""

import asyncio
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from api.app import App
from api.server.connections import Connections
from api.server.limits import socket_limits
from api.server.protocol import BoundedProtocol
from api.server.refusals import Refusals

# What the supervisor sends: end after the drain; end, but close idle connections at once.
DRAIN, HURRY = signal.SIGTERM, signal.SIGQUIT
_TICK_S = 0.1
_TICKS_PER_SECOND = 10
# How long the event loop waits for a thread that is in Python to let the interpreter go. With 5 ms,
# Python's default, a small request beside expensive ones took 3.4 ms at the 99th percentile.
_SWITCH_S = 0.0005
_CLOSE_S = 2.0  # that the store may take to close its connections


class Worker(uvicorn.Server):
    """Answers requests until it has to end, or its supervisor has ended.

    Args:
        app: The app; nothing of it has been opened yet.
        config: uvicorn's settings, from `uvicorn_config`.
        tell_alive: Called once requests are accepted, and from then on every second.
        supervisor: The process id of the supervisor, as it was before the fork: by now it may have
            ended.
    """

    def __init__(
        self, app: App, config: uvicorn.Config, tell_alive: Callable[[], None], supervisor: int
    ) -> None:
        super().__init__(config)
        self.app, self._settings, self._tell_alive = app, app.settings, tell_alive
        refused = app.metrics.refused
        refusals = Refusals(lambda reason: _count(refused, reason), time.monotonic)
        self.bounded = Connections(socket_limits(self._settings), refusals, time.monotonic)
        config.http = partial(BoundedProtocol, self.bounded)  # type: ignore[assignment]
        self._supervisor = supervisor
        self._is_hurried = False

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Only those of the supervisor: a terminal's are for it."""
        if threading.current_thread() is threading.main_thread():
            for number in (DRAIN, HURRY):
                signal.signal(number, self.handle_exit)
        yield

    def handle_exit(self, sig: int, _frame: FrameType | None) -> None:
        """A signal to end."""
        self.should_exit = True
        self._is_hurried = self._is_hurried or sig != DRAIN

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept requests, and look at deadlines."""
        sys.setswitchinterval(_SWITCH_S)
        await super().startup(sockets)
        self._sweeping = asyncio.create_task(self._sweep())
        self._tell_alive()

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: whether to end."""
        if os.getppid() != self._supervisor:
            self.should_exit = True
        if counter % _TICKS_PER_SECOND == 0:
            self._tell_alive()
        self.app.metrics.levels["connections"] = len(self.bounded.open)
        should_exit = await super().on_tick(counter)
        general = self.server_state.default_headers  # Date
        self.bounded.general_fields = b"".join([b"%b: %b\r\n" % pair for pair in general])
        return should_exit

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(self.bounded.limits.interval_s)
            self.bounded.sweep()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so at /readyz, then take no more connections, then let those that are there end."""
        end = time.monotonic() + self._settings.shutdown_timeout_s
        self.app.state.is_draining = True
        self.bounded.drain(close_idle=self._is_hurried)
        noticed = min(end, time.monotonic() + self._settings.shutdown_notice_s)
        await self._wait(noticed, lambda: self._is_hurried)
        for server in self.servers:
            server.close()
        for sock in sockets or []:
            sock.close()
        await self._wait(end, lambda: not self.bounded.open)
        self.bounded.abort()
        self._sweeping.cancel()
        await self._wait(time.monotonic() + _CLOSE_S, lambda: not self.bounded.running)
        with suppress(TimeoutError):  # the supervisor waits no longer
            await asyncio.wait_for(self.lifespan.shutdown(), _CLOSE_S)

    async def _wait(self, end: float, is_over: Callable[[], bool]) -> None:
        counter = 0
        while not is_over() and time.monotonic() < end:
            await asyncio.sleep(_TICK_S)
            counter += 1
            await self.on_tick(counter)
            if self._is_hurried:
                self.bounded.drain(close_idle=True)


def _count(counts: dict[str, int], reason: str) -> None:
    counts[reason] += 1


def _log_config(level: str) -> dict[str, Any]:
    """uvicorn's, and our own lines in the same form: those of requests have their own handler."""
    config = deepcopy(LOGGING_CONFIG)
    config["loggers"]["api"] = {"handlers": ["default"], "level": level.upper()}
    return config


def uvicorn_config(app: App) -> uvicorn.Config:
    """uvicorn's own settings: the rest is bounded by `Worker`."""
    settings = app.settings
    arguments: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "log_level": settings.log_level,
        "log_config": _log_config(settings.log_level),
        "access_log": False,  # `api.http.access_log` is ours
        "lifespan": "on",
        "ws": "none",
        "server_header": False,
        "proxy_headers": False,  # see `Request.client`
    }
    return uvicorn.Config(app, **arguments)
