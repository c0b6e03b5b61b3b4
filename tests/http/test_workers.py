"""Two worker processes are one server to whoever scrapes it."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx2

from tests.releases.load import serving

_REQUESTS = 40
_HANG_SECONDS = 60.0


@contextmanager
def connections_to_two_workers(port: int) -> Iterator[list[httpx2.Client]]:
    """Clients of one connection each, at least one for either worker.

    Each worker has a response cache of its own: the second one is met when an address that was
    asked before is a miss again.
    """
    deadline = time.monotonic() + _HANG_SECONDS
    with ExitStack() as stack:
        clients: list[httpx2.Client] = []
        misses = 0
        while misses < 2:
            assert time.monotonic() < deadline, "one worker answers everything"
            limits = httpx2.Limits(max_connections=1)
            client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", limits=limits, timeout=20)
            clients.append(stack.enter_context(client))
            timing = client.get("/v1/countries/NOR").headers["server-timing"]
            misses += "desc=miss" in timing
        yield clients


def counters(client: httpx2.Client) -> dict[str, float]:
    """Every counter of `/metrics` with its value: a number that only grows."""
    text = client.get("/metrics").text
    names = set(re.findall(r"^# TYPE (\S+) counter$", text, re.M))
    samples = re.findall(r"^((\w+)(?:\{.*\})?) ([\d.e+]+)$", text, re.M)
    return {sample: float(value) for sample, name, value in samples if name in names}


def rest_requests(values: dict[str, float]) -> float:
    """How many REST requests were answered with 200."""
    return sum(v for name, v in values.items() if re.search(r"requests_total.*rest.*200", name))


def test_no_counter_goes_backwards(database_url: str) -> None:
    """Whichever worker is scraped; and in the end every request is counted once."""
    with (
        serving(database_url, workers=2) as port,
        connections_to_two_workers(port) as clients,
    ):
        before: dict[str, float] = {}
        for number in range(_REQUESTS):
            assert clients[number % len(clients)].get("/v1/sources").status_code == 200
            after = counters(clients[(number + 1) % len(clients)])
            assert {name: v for name, v in before.items() if after.get(name, 0) < v} == {}
            before = after
        sent = _REQUESTS + len(clients)
        deadline = time.monotonic() + _HANG_SECONDS
        while rest_requests(counters(clients[0])) < sent:
            assert time.monotonic() < deadline, counters(clients[0])
            time.sleep(0.05)
        assert rest_requests(counters(clients[0])) == sent
