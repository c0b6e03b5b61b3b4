"""W6: how long one client waits beside expensive ones; `python -m tests.bench.bystander` alone.

The bystander asks for one pledge again and again on one connection, alone, beside one client and
beside sixteen that repeat the five most expensive legal requests. The server has its own defaults
and one worker, on a core of its own as in all other workloads: its threads compete with its event
loop, and no client does. The answer cache is off, since it would answer the repeated requests.
"""

import http.client
import json
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from typing import TYPE_CHECKING, Annotated

import typer

from tests.bench.load import stay_on_load_core
from tests.bench.messages import HOST, Request, free_port
from tests.bench.paths import ROOT
from tests.bench.processes import Command, Server
from tests.graphql.abuse import documents

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

# Two are found by the database, one needs Python for the schema, one for reading the document, and
# one sorts and counts for each of nine dates.
EXPENSIVE = ("50 ranges", "50 filtered counts", "the schema's types", "600 fields", "9 dates")
ASKED = "/v1/pledges/chn-carbon-neutrality-2060"
CLIENTS = (0, 1, 16)
SECONDS = 8.0
_NICE_MAX = 19
_SETTLING_S = 3.0  # after the start the server verifies its release


@dataclass(frozen=True, slots=True)
class Waits:
    """The waits of a bystander beside a number of expensive clients, in ms."""

    clients: int
    expensive_per_second: float  # answers that those clients got
    p50: float
    p99: float


def measure(port: int, seconds: float, log: Callable[[str], None]) -> list[Waits]:
    """The waits beside each number of `CLIENTS`, the first of them none.

    Args:
        port: Of a server that runs with its own defaults.
        seconds: How long each number is measured, after some seconds to settle.
        log: Takes a line for each number.
    """
    measured: list[Waits] = []
    for number in CLIENTS:
        with _expensive_clients(port, number) as answered:
            _waits_ms(port, _SETTLING_S)
            before = answered.value
            waits = _waits_ms(port, seconds)
            expensive = (answered.value - before) / seconds
        p50, p99 = statistics.median(waits), statistics.quantiles(waits, n=100)[98]
        measured.append(Waits(number, expensive, p50, p99))
        log(
            f"beside {number} ({expensive:.1f} expensive answers a second):"
            f" p50 {p50:.2f} ms, p99 {p99:.2f} ms, ratio of p99 {p99 / measured[0].p99:.1f}"
        )
    return measured


@contextmanager
def _expensive_clients(port: int, number: int) -> Iterator["Synchronized[int]"]:
    """So many clients that run until the block ends, and the number of their answers."""
    stop, answered = multiprocessing.Event(), multiprocessing.Value("q", 0)
    clients = [
        multiprocessing.Process(target=_repeat, args=(port, stop, answered)) for _ in range(number)
    ]
    for client in clients:
        client.start()
    try:
        yield answered
    finally:
        stop.set()
        for client in clients:
            client.join()


def _repeat(port: int, stop: Event, answered: "Synchronized[int]") -> None:
    """Ask the expensive requests in turn until told to stop; count those with data.

    They share a core with the bystander, whose waits are measured, and take what it leaves.
    """
    os.nice(_NICE_MAX)
    found = documents()
    bodies = [json.dumps({"query": found[name]}) for name in EXPENSIVE]
    while not stop.is_set():
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        for body in bodies:
            connection.request("POST", "/graphql", body, {"content-type": "application/json"})
            response = connection.getresponse()
            response.read()
            with answered.get_lock():
                answered.value += response.status == 200
        connection.close()


def _waits_ms(port: int, seconds: float) -> list[float]:
    """How long each request of the bystander takes, in ms."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    waits = []
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        connection.request("GET", ASKED)
        response = connection.getresponse()
        response.read()
        assert response.status == 200
        waits.append((time.perf_counter() - began) * 1_000)
    connection.close()
    return waits


def main(
    database_url: Annotated[str, typer.Option()] = "sqlite:///var/record.sqlite",
    seconds: Annotated[float, typer.Option(help="Of each number of clients.")] = SECONDS,
) -> None:
    """Measure over a release."""
    stay_on_load_core()
    port = free_port()
    environment = {
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "WORKERS": "1",
        "ANSWER_CACHE_BYTES": "0",
        "ACCESS_LOG": "false",
    }
    command = Command([sys.executable, "-m", "api", "serve"], ROOT, environment)
    server = Server("bystander", command, port, Request("GET", ASKED))
    try:
        measure(port, seconds, typer.echo)
    finally:
        server.stop()


if __name__ == "__main__":
    typer.run(main)
