"""`python -m api serve` as processes: workers are replaced, reloaded and ended without a fault."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.http.clients import asking
from tests.http.sockets import HANG_S, connected, get
from tests.record import ROOT

WORKERS = 2
CLIENTS = 6


@dataclass
class Server:
    """The first process, and the port that its workers answer on."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def workers(self) -> set[int]:
        """The process ids of its children."""
        pid = self.process.pid
        return {
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        }

    def signal(self, number: int) -> None:
        """Send a signal to the first process."""
        self.process.send_signal(number)

    def status(self, path: str) -> int:
        """The status of one request over a connection of its own; 0 if none is taken."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANG_S)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()


@contextmanager
def serving(
    url: str, folder: Path, cwd: Path = ROOT, command_prefix: Sequence[str] = (), **settings: str
) -> Iterator[Server]:
    """The server, started as its users start it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {"DATABASE_URL": url, "PORT": str(port), "HOST": "127.0.0.1"}
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command_prefix, sys.executable, "-m", "api", "serve"],
            cwd=cwd,
            env=os.environ | environment | {"WORKERS": str(WORKERS)} | settings,
            stdout=output,
            stderr=output,
        )
    server = Server(process, port, log)
    try:
        until(lambda: process.poll() is not None or server.status("/readyz") == 200)
        yield server
    finally:
        if process.poll() is None:
            server.signal(signal.SIGINT)
        process.wait(HANG_S)


def until(condition: Callable[[], object]) -> None:
    """Wait for what other processes do; a test fails if it never happens."""
    end = time.monotonic() + 2 * HANG_S
    while not condition():
        assert time.monotonic() < end, "it never happens"
        time.sleep(0.05)


def proportional_kb(pid: int) -> int:
    """The memory of a process, of shared pages its share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@dataclass
class Load:
    """Clients that keep their connections as the server lets them, and count what they get."""

    port: int
    answers: int = 0
    closed: int = 0  # connections that ended with an answer that said so
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator["Load"]:
        """Ask until the block ends; no request may have failed."""
        with asking(self._ask, CLIENTS):
            yield self
        assert not self.faults, (len(self.faults), self.faults[:3])

    def more(self) -> None:
        """Wait until each client has had some more answers."""
        enough = self.answers + 20 * CLIENTS
        until(lambda: self.answers >= enough or self.faults)

    def _ask(self, _number: int, stop: threading.Event) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANG_S)
        while not stop.is_set():
            try:
                connection.request("GET", "/v1/countries/NOR")
                response = connection.getresponse()
                response.read()
                if response.status != 200:
                    self.faults.append(str(response.status))
                self.closed += response.will_close
                self.answers += 1
            except (OSError, http.client.HTTPException) as error:
                self.faults.append(repr(error))
                connection.close()
            time.sleep(0.01)  # six clients: some 500 requests a second
        connection.close()


@pytest.mark.parametrize("workers", [2, pytest.param(1, marks=pytest.mark.long)])
def test_a_reload_under_load_fails_no_request(
    database_url: str, tmp_path: Path, workers: int
) -> None:
    """The workers are new, the process is the same, and every connection ended with an answer."""
    with (
        serving(database_url, tmp_path, WORKERS=str(workers)) as server,
        Load(server.port).running() as load,
    ):
        before = server.workers()
        load.more()
        server.signal(signal.SIGHUP)
        until(lambda: load.faults or not server.workers() & before)
        assert len(server.workers()) == workers
        load.more()
        assert "the new workers answer" in server.log.read_text()
        assert load.closed >= CLIENTS
        assert server.process.poll() is None


def test_a_worker_that_dies_is_replaced(database_url: str, tmp_path: Path) -> None:
    """The others answer meanwhile; what it has counted stays counted."""
    with serving(database_url, tmp_path) as server:
        for _ in range(10):
            assert server.status("/v1/countries/NOR") == 200
        victim = min(server.workers())
        os.kill(victim, signal.SIGKILL)
        until(lambda: victim not in server.workers() and len(server.workers()) == WORKERS)
        assert server.status("/v1/countries/NOR") == 200
        assert "is replaced" in server.log.read_text()
        # And if the first process dies, no worker stays behind.
        workers = server.workers()
        server.signal(signal.SIGKILL)
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


@pytest.mark.long
def test_a_worker_that_hangs_is_replaced(database_url: str, tmp_path: Path) -> None:
    """And those that do not hang are not."""
    with serving(database_url, tmp_path, WORKER_TIMEOUT_S="3") as server:
        before = server.workers()
        victim = min(before)
        os.kill(victim, signal.SIGSTOP)
        until(lambda: victim not in server.workers() and len(server.workers()) == WORKERS)
        assert f"worker {victim} gives no sign of life and is killed" in server.log.read_text()
        assert before - {victim} < server.workers()
        assert server.status("/v1/countries/NOR") == 200


def test_sigterm_ends_it_in_spite_of_a_stalled_client(database_url: str, tmp_path: Path) -> None:
    """With status 0."""
    times = {"SHUTDOWN_TIMEOUT_S": "1", "SHUTDOWN_NOTICE_S": "0"}
    with (
        serving(database_url, tmp_path, WORKERS="1", **times) as server,
        connected(server.port) as client,
    ):
        client.send(b"GET / HTTP/1.1\r\n")
        with connected(server.port) as other:
            other.send(get("/v1/countries/NOR"))
            assert other.read_response()[0] == 200
        server.signal(signal.SIGTERM)
        assert server.process.wait(HANG_S) == 0


@pytest.mark.long
def test_a_program_that_cannot_be_loaded_leaves_the_workers(
    database_url: str, tmp_path: Path
) -> None:
    """A reload of a broken program is refused, and the next one, of a whole program, is not."""
    for name in ("api", "schema"):
        (tmp_path / name).symlink_to(ROOT / name)
    with serving(database_url, tmp_path, cwd=tmp_path) as server:
        before = server.workers()
        (tmp_path / "schema").unlink()
        (tmp_path / "schema").mkdir()
        server.signal(signal.SIGHUP)
        until(lambda: "cannot be loaded" in server.log.read_text())
        assert server.workers() == before
        assert server.status("/readyz") == 200
        (tmp_path / "schema").rmdir()
        (tmp_path / "schema").symlink_to(ROOT / "schema")
        server.signal(signal.SIGHUP)
        until(lambda: not server.workers() & before)
        assert server.status("/readyz") == 200


@pytest.mark.long
def test_four_workers_share_their_memory(real_database_url: str, tmp_path: Path) -> None:
    """Under 220 MB together, in proportional set sizes, after each has answered."""
    with serving(real_database_url, tmp_path, WORKERS="4") as server:
        with Load(server.port).running() as load:
            for _ in range(20):
                load.more()
            for path in ("/v1/pledges", "/v1/officials?limit=1000", "/openapi.json", "/docs/try"):
                for _ in range(20):
                    assert server.status(path) == 200
        pids = [server.process.pid, *server.workers()]
        assert len(pids) == 5
        assert sum(proportional_kb(pid) for pid in pids) < 220_000


def test_a_server_that_cannot_start_says_so(tmp_path: Path) -> None:
    """It ends with another status than 0 and starts no worker again and again."""
    url = "mysql://nowhere"
    with serving(url, tmp_path) as server:
        assert server.process.poll() not in (None, 0)
        assert "DATABASE_URL" in server.log.read_text()
