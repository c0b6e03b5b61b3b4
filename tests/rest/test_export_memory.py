"""Readers that stall: however many there are, a worker stays small, and others are answered."""

import socket
import time
from pathlib import Path

import pytest

from tests.http.test_processes import serving

WORKER_MAX_BYTES = 300_000_000  # of resident memory

# How many readers stall at one time, and what each of them has asked for.
STALLED = [
    (60, "/v1/emissions-shares.csv?limit=all&defaults=false&year__gte=1900", ""),
    (60, "/v1/emissions-shares?limit=all&defaults=false&year__gte=1800", "gzip"),
    (200, "/v1/emissions-shares.ndjson?limit=all&defaults=false", ""),
    (200, "/v1/emissions-shares.csv?limit=all&defaults=false", "zstd"),
]


def stalled(port: int, target: str, coding: str) -> socket.socket:
    """A client that asks and reads nothing."""
    client = socket.create_connection(("127.0.0.1", port))
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    accept = f"Accept-Encoding: {coding}\r\n" if coding else ""
    client.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n{accept}\r\n".encode())
    return client


def resident_bytes(pid: int) -> int:
    """The resident memory of a process (proc(5), statm)."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4_096


@pytest.mark.long
@pytest.mark.parametrize("export_cache_bytes", ["1073741824", "0"], ids=["files", "streams"])
def test_a_worker_stays_small_under_stalled_readers(
    real_database_url: str, tmp_path: Path, export_cache_bytes: str
) -> None:
    """Of filtered and of prepared lists, from files and as streams."""
    settings = {"WORKERS": "1", "WRITE_TIMEOUT_S": "600", "EXPORT_CACHE_BYTES": export_cache_bytes}
    with serving(real_database_url, tmp_path, **settings) as server:
        pids = {server.process.pid, *server.workers()}
        for number, target, coding in STALLED:
            clients = [stalled(server.port, target, coding) for _ in range(number)]
            largest = 0
            for _ in range(50):
                time.sleep(0.1)
                largest = max(largest, *map(resident_bytes, pids))
            assert largest < WORKER_MAX_BYTES, (target, largest)
            assert server.status("/v1/pledges/chn-carbon-neutrality-2060") == 200
            for client in clients:
                client.close()
