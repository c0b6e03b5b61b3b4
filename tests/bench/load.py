"""The load, on a core of its own: wrk for small responses, one connection for exports."""

import http.client
import json
import math
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count, cycle, islice

from tests.bench.documents import filled
from tests.bench.messages import HOST, NO_CODING, Request
from tests.bench.paths import HERE, VAR
from tests.bench.processes import LOAD_CORE, SERVER_CORE, cpu_seconds, on_core

CONNECTIONS = 8

# /proc counts CPU time in ticks of 10 ms: less than this has an error above 5 %.
CPU_SECONDS_MIN = 0.2

# The first number of each run's fresh documents: far enough apart that no document repeats.
_FIRST_NUMBERS = count(1, 250_000)

_WARM_UP_REQUESTS = 300


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


@contextmanager
def on_every_core() -> Iterator[None]:
    """Let this process, and what it starts, use the server's core as well until the block ends."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {int(LOAD_CORE), int(SERVER_CORE)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def warm_up(port: int, requests: Sequence[Request], seconds: float = math.inf) -> None:
    """Send the requests in turn on one connection, so that code and caches are warm."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    first = next(_FIRST_NUMBERS)
    end = time.monotonic() + seconds
    for number, request in enumerate(islice(cycle(requests), _WARM_UP_REQUESTS), first):
        if time.monotonic() > end:
            break
        body = filled(request.body, number)
        headers = NO_CODING | replace(request, body=body).headers
        connection.request(request.method, request.path, body or None, headers)
        connection.getresponse().read()
    connection.close()


def load(port: int, requests: Sequence[Request], seconds: float, pids: Sequence[int]) -> Run:
    """Send the requests in turn for some seconds, and read the CPU time that processes spend."""
    file = VAR / "requests"
    messages = [request.message() for request in requests]
    file.write_bytes(b"".join(b"%d\n%s" % (len(message), message) for message in messages))
    # wrk counts whole seconds; the last responses may take longer.
    arguments = ["-t1", f"-c{CONNECTIONS}", f"-d{max(round(seconds), 1)}s", "--timeout", "30s"]
    script = ["-s", str(HERE / "load.lua"), f"http://{HOST}:{port}/", "--"]
    before = cpu_seconds(*pids)
    wrk = subprocess.run(
        [*on_core(LOAD_CORE), "wrk", *arguments, *script, str(file), str(next(_FIRST_NUMBERS))],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 90,
    )
    spent = cpu_seconds(*pids) - before
    summary = json.loads(wrk.stdout.strip().splitlines()[-1])
    return Run(summary["requests"], summary["microseconds"] / 1e6, spent, summary["failed"])


def export(port: int, requests: Sequence[Request], seconds: float, pids: Sequence[int]) -> Run:
    """Read a whole export, in one request or several, again and again for some seconds."""
    connection = http.client.HTTPConnection(HOST, port, timeout=120)
    exports = failed = 0
    before, began = cpu_seconds(*pids), time.monotonic()
    while exports == 0 or time.monotonic() - began < seconds:
        for request in requests:
            connection.request(request.method, request.path, headers=NO_CODING)
            response = connection.getresponse()
            while response.read(1 << 20):
                pass
            failed += response.status != 200
        exports += 1
    elapsed, spent = time.monotonic() - began, cpu_seconds(*pids) - before
    connection.close()
    return Run(exports, elapsed, spent, failed)
