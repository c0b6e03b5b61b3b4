"""The load, on its own core: wrk for what is small and asked often, one client for exports."""

import http.client
import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from tests.bench.messages import Request
from tests.bench.places import HERE, HOST, VAR
from tests.bench.processes import LOAD_CORE, cpu_seconds, on_core

CONNECTIONS = 8

# Where fresh texts are counted from: each run of wrk takes up where no other has been.
_START = count(1, 250_000)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the load cost."""

    requests: int
    seconds: float
    cpu_seconds: float
    failed: int

    @property
    def cpu_microseconds(self) -> float:
        """CPU time per request, or per export."""
        return self.cpu_seconds / max(self.requests, 1) * 1e6

    @property
    def per_second(self) -> float:
        """Requests, or exports, per second."""
        return self.requests / self.seconds


def stay_on_load_core() -> None:
    """Keep this process, and what it starts, off the server's core."""
    os.sched_setaffinity(0, {int(LOAD_CORE)})


def load(port: int, asked: Sequence[Request], seconds: float, pids: Sequence[int]) -> Run:
    """Send the requests in turn for some seconds, and read what the processes spent on them."""
    file = VAR / "requests"
    messages = [request.message() for request in asked]
    file.write_bytes(b"".join(b"%d\n%s" % (len(message), message) for message in messages))
    # wrk counts whole seconds; the last answers may take a while.
    arguments = ["-t1", f"-c{CONNECTIONS}", f"-d{max(round(seconds), 1)}s", "--timeout", "30s"]
    script = ["-s", str(HERE / "load.lua"), f"http://{HOST}:{port}/", "--"]
    before = cpu_seconds(*pids)
    ran = subprocess.run(
        [*on_core(LOAD_CORE), "wrk", *arguments, *script, str(file), str(next(_START))],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 90,
    )
    spent = cpu_seconds(*pids) - before
    told = json.loads(ran.stdout.strip().splitlines()[-1])
    return Run(told["requests"], told["microseconds"] / 1e6, spent, told["failed"])


def export(port: int, asked: Sequence[Request], seconds: float, pids: Sequence[int]) -> Run:
    """Read a whole export, in as many requests as it takes, over and over for some seconds."""
    connection = http.client.HTTPConnection(HOST, port, timeout=120)
    exports = failed = 0
    before, began = cpu_seconds(*pids), time.monotonic()
    while exports == 0 or time.monotonic() - began < seconds:
        for request in asked:
            connection.request(request.method, request.path)
            answer = connection.getresponse()
            while answer.read(1 << 20):
                pass
            failed += answer.status != 200
        exports += 1
    taken, spent = time.monotonic() - began, cpu_seconds(*pids) - before
    connection.close()
    return Run(exports, taken, spent, failed)
