"""Many clients that do harm at once, against a server as users start it: others are answered."""

import resource
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.http.sockets import HANG_S, get
from tests.http.test_processes import Server, proportional_kb, serving, until

pytestmark = pytest.mark.long

READERS = 500
FILES = 64
LARGE = "/v1/officials?limit=all"
FILTERED = "/v1/officials?limit=all&name__contains=a"
WORKER_KB = 300_000


def stalled(stack: ExitStack, port: int, data: bytes, number: int) -> list[socket.socket]:
    """Connections that send something and read nothing."""
    sockets = []
    for _ in range(number):
        connection = stack.enter_context(socket.socket())
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(HANG_S)
        connection.connect(("127.0.0.1", port))
        connection.sendall(data)
        sockets.append(connection)
    return sockets


def worker_kb(server: Server) -> int:
    """The memory of the only worker."""
    (pid,) = server.workers()
    return proportional_kb(pid)


@pytest.mark.parametrize("path", [LARGE, FILTERED, "/v1/officials.csv"])
def test_500_stalled_readers(real_database_url: str, tmp_path: Path, path: str) -> None:
    """The worker stays below 300 MB and answers others; at the deadline they are gone."""
    times = {"WRITE_TIMEOUT_S": "4", "LOG_LEVEL": "error"}
    with (
        serving(real_database_url, tmp_path, WORKERS="1", **times) as server,
        ExitStack() as stack,
    ):
        assert server.status(path) == 200
        stalled(stack, server.port, get(path), READERS)
        most = 0
        for _ in range(30):
            assert server.status("/v1/countries/NOR") == 200
            most = max(most, worker_kb(server))
        assert most < WORKER_KB, most
        text = "climate_record_connections 1.0"
        until(lambda: text in metrics(server))


def test_idle_and_half_sent_connections_with_64_descriptors(
    database_url: str, tmp_path: Path
) -> None:
    """200 of them lock nobody out; each is closed when another needs its place."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    with ExitStack() as stack:
        command = ["prlimit", f"--nofile={FILES}:{FILES}"]
        server = stack.enter_context(
            serving(database_url, tmp_path, WORKERS="1", command_prefix=command)
        )
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == before
        stalled(stack, server.port, b"", 100)
        for _ in range(20):
            assert server.status("/v1/countries/NOR") == 200
        stalled(stack, server.port, b"GET / HTTP/1.1\r\n", 100)
        for _ in range(20):
            assert server.status("/v1/countries/NOR") == 200
        assert 'climate_record_refused_total{reason="evicted"}' in metrics(server)
        assert "evicted" in server.log.read_text()


def metrics(server: Server) -> str:
    """What /metrics says."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=HANG_S) as connection:
        connection.sendall(get("/metrics", "Connection: close"))
        data = b""
        while part := connection.recv(65_536):
            data += part
    return data.decode()
