"""`python -m tests.bench.bystander`: W6, how long one client waits beside expensive ones.

The bystander asks for one pledge again and again on one connection, alone, beside one client and
beside sixteen that repeat the five most expensive legal requests. The server has its own defaults
and one worker; the answer cache is off, since it would answer the repeated requests. A wait is
timed at the client, so that on few cores it has the clients' own work in it.
"""

import http.client
import json
import multiprocessing
import os
import statistics
import sys
import time
from multiprocessing.synchronize import Event
from typing import TYPE_CHECKING, Annotated

import typer

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
_NICE_MAX = 19
_SECONDS = 8.0
_SETTLING_S = 3.0  # after the start the server verifies its release


def _repeat(port: int, stop: Event, answered: "Synchronized[int]") -> None:
    """Ask the expensive requests in turn until told to stop; count those with data.

    Elsewhere clients have cores of their own: here they take what the server and the bystander
    leave.
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


def _measure(port: int) -> None:
    alone = None
    for number in CLIENTS:
        stop, answered = multiprocessing.Event(), multiprocessing.Value("q", 0)
        clients = [
            multiprocessing.Process(target=_repeat, args=(port, stop, answered))
            for _ in range(number)
        ]
        for client in clients:
            client.start()
        _waits_ms(port, _SETTLING_S)
        before = answered.value
        waits = _waits_ms(port, _SECONDS)
        expensive = (answered.value - before) / _SECONDS
        stop.set()
        for client in clients:
            client.join()
        p50, p99 = statistics.median(waits), statistics.quantiles(waits, n=100)[98]
        alone = alone or p99
        typer.echo(
            f"beside {number} ({expensive:.1f} expensive answers a second):"
            f" p50 {p50:.2f} ms, p99 {p99:.2f} ms, ratio of p99 {p99 / alone:.1f}"
        )


def main(database_url: Annotated[str, typer.Option()] = "sqlite:///var/record.sqlite") -> None:
    """Measure over a release."""
    port = free_port()
    environment = {
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "WORKERS": "1",
        "ANSWER_CACHE_BYTES": "0",
        "ACCESS_LOG": "false",
    }
    command = Command([sys.executable, "-m", "api", "serve"], ROOT, environment)
    server = Server("bystander", command, port, Request("GET", ASKED), is_pinned=False)
    try:
        _measure(port)
    finally:
        server.stop()


if __name__ == "__main__":
    typer.run(main)
