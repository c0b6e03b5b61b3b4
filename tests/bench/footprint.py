"""The memory of workers and of publishing, in megabytes (10^6 bytes).

Of workers it is the proportional set size, which counts each shared page once in all. tests/http/
test_crowds.py holds a worker below its limit in more cases (`make test-long`).
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from tests.bench.messages import HOST
from tests.bench.paths import ROOT, VAR
from tests.bench.processes import memory, reset_peak, worker_memory

WORKERS = 4
_READERS = 500
_READING_S = 4.0
_WHOLE_LIST = b"GET /v1/officials?limit=all HTTP/1.1\r\nHost: localhost\r\n\r\n"  # 2 MB
_POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class Footprint:
    """Proportional megabytes of one worker, and of a server with four."""

    after_expensive: float  # a worker that has answered the clients of W6
    beside_readers: float  # and now has clients that read nothing
    four_workers: float  # of the tree of processes, after W1 to W4

    @property
    def worker(self) -> float:
        """A worker in the worse of both cases."""
        return max(self.after_expensive, self.beside_readers)


@dataclass(frozen=True, slots=True)
class Publishing:
    """What publishing a number of rows takes, in megabytes."""

    what: str
    rows: int
    megabytes: float


def beside_stalled_readers(root: int, port: int) -> float:
    """The most memory of a worker while many clients ask for a whole list and read nothing."""
    most = 0.0
    with ExitStack() as stack:
        for _ in range(_READERS):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.connect((HOST, port))
            connection.sendall(_WHOLE_LIST)
        end = time.monotonic() + _READING_S
        while time.monotonic() < end:
            most = max(most, worker_memory(root))
            time.sleep(_POLL_S)
    return most


def growth(action: Callable[[], object]) -> float:
    """By how much an action raises the memory of this process at its peak."""
    before = memory(os.getpid()).resident
    reset_peak(os.getpid())
    action()
    return memory(os.getpid()).peak - before


def of_publishing() -> float:
    """The most memory of `python -m seeds publish` with the facts of this tree and an empty file.

    It is the proportional megabytes of all its processes, which share most pages.

    Raises:
        CalledProcessError: it fails.
    """
    file = VAR / "data" / "published" / "record.sqlite"
    shutil.rmtree(file.parent, ignore_errors=True)
    file.parent.mkdir(parents=True)
    command = [sys.executable, "-m", "seeds", "publish"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{file}"},
        stdout=subprocess.DEVNULL,
    )
    most = 0.0
    while process.poll() is None:  # its rusage would have the memory of this process in it
        most = max(most, memory(process.pid).proportional)
        time.sleep(_POLL_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return most
