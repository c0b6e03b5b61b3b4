"""A worker in this process, on a free port, and clients that send bytes as they are given."""

import asyncio
import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from api.app import create_app
from api.server.worker import HURRY, Worker, uvicorn_config
from api.settings import Settings

HANG_S = 30.0  # without a byte for as long, a test has failed
RECEIVE_BYTES = 65_536


@dataclass
class Running:
    """A worker that answers on a port."""

    port: int
    worker: Worker
    thread: threading.Thread

    def refused(self, reason: str) -> int:
        """How many requests or connections it has refused for a reason."""
        return self.worker.app.metrics.refused.get(reason, 0)

    def stop(self, number: int = HURRY) -> None:
        """Ask it to end, as the supervisor does."""
        self.worker.handle_exit(number, None)


@contextmanager
def running(settings: Settings, supervisor: int | None = None) -> Iterator[Running]:
    """A worker in a thread, from its first request to its end.

    `supervisor` is the process that it belongs to, by default the parent of this one.
    """
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    port = listening.getsockname()[1]
    logger = logging.getLogger("api")  # which uvicorn configures for the rest of this process
    level, handlers = logger.level, logger.handlers[:]
    app = create_app(settings)
    ready = threading.Event()
    worker = Worker(app, uvicorn_config(app), ready.set, supervisor or os.getppid())
    loop = asyncio.Runner(loop_factory=worker.config.get_loop_factory())

    def serve() -> None:
        with loop:
            loop.run(worker.serve([listening]))

    thread = threading.Thread(target=serve)
    thread.start()
    assert ready.wait(HANG_S), "the worker does not start"
    server = Running(port, worker, thread)
    try:
        yield server
    finally:
        server.stop()
        thread.join(HANG_S)
        logger.setLevel(level)
        logger.handlers[:] = handlers
        assert not thread.is_alive(), "the worker does not end"


@dataclass
class Client:
    """A connection; `head` and `body` of responses are read from it one by one."""

    socket: socket.socket
    _data: bytes = field(default=b"")

    def send(self, data: bytes) -> None:
        """Send bytes; a connection that the server has closed takes none."""
        with suppress(OSError):
            self.socket.sendall(data)

    def read_all(self) -> bytes:
        """All that comes until the server closes the connection."""
        data, self._data = self._data, b""
        while True:
            try:
                part = self.socket.recv(RECEIVE_BYTES)
            except ConnectionResetError:
                return data
            if not part:
                return data
            data += part

    def read_response(self) -> tuple[int, dict[str, str], bytes]:
        """One response: its status, its header fields and its content."""
        while b"\r\n\r\n" not in self._data:
            self._receive()
        head, _, self._data = self._data.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        length = int(headers.get("content-length", 0))
        while len(self._data) < length:
            self._receive()
        body, self._data = self._data[:length], self._data[length:]
        return int(status.split()[1]), headers, body

    def _receive(self) -> None:
        part = self.socket.recv(RECEIVE_BYTES)
        if not part:
            raise EOFError(f"the server closed the connection after {self._data!r}")
        self._data += part


@contextmanager
def connected(port: int, receive_bytes: int = 0) -> Iterator[Client]:
    """A connection to a port; `receive_bytes` makes what the kernel reads ahead small."""
    with socket.socket() as connection:
        if receive_bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        connection.settimeout(HANG_S)
        connection.connect(("127.0.0.1", port))
        yield Client(connection)


def get(path: str, *fields: str) -> bytes:
    """A GET request."""
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: a", *fields, "", "")).encode()
