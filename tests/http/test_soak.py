"""Ten minutes of everything that clients send: the memory of the workers stays what it was."""

import http.client
import json
import logging
import random
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.graphql.abuse import documents
from tests.http.abuse import CASES
from tests.http.clients import asking
from tests.http.sockets import HANG_S
from tests.http.test_processes import Server, proportional_kb, serving

pytestmark = pytest.mark.long

_LOG = logging.getLogger(__name__)
CLIENTS = 4
PARTS = 10
PART_S = 60.0
WARM_UP_PARTS = 4  # in which bounded caches fill
GROWTH_MAX = 1.05
COUNTRIES = ("CHN", "USA", "IND", "DEU", "NOR", "BRA", "ZAF", "IDN")
CODINGS = ("identity", "gzip", "br", "zstd")


@dataclass
class Clients:
    """Threads that send requests of all kinds; `statuses` counts what they get."""

    port: int
    statuses: Counter[int] = field(default_factory=Counter)

    @contextmanager
    def running(self) -> Iterator["Clients"]:
        """Ask until the block ends."""
        with asking(self._run, CLIENTS):
            yield self

    def _run(self, number: int, stop: threading.Event) -> None:
        drawn = random.Random(number)  # noqa: S311  # the same requests in each run
        texts = list(documents().values())
        kinds = (self._list, self._list, self._item, self._item, self._pages, self._export)
        while not stop.is_set():
            for kind in kinds:
                self._ask("GET", kind(drawn), drawn)
            query = {"query": drawn.choice(texts)}
            self._ask("POST", "/graphql", drawn, json.dumps(query))
            year = drawn.randrange(1850, 2024)
            text = "query($y: Int) {countries {nodes {emissionsShares(where: {year: {eq: $y}})"
            asked = {"query": text + " {totalCount}}}}", "variables": {"y": year}}
            self._ask("POST", "/graphql", drawn, json.dumps(asked))
            self._send_raw(drawn.choice(CASES).data)

    def _list(self, drawn: random.Random) -> str:
        country, year = drawn.choice(COUNTRIES), drawn.randrange(1850, 2024)
        limit = drawn.randrange(1, 500)
        return f"/v1/emissions-shares?country={country}&year__gte={year}&limit={limit}"

    def _item(self, drawn: random.Random) -> str:
        return f"/v1/countries/{drawn.choice(COUNTRIES)}?include=pledges&as_of={self._day(drawn)}"

    def _pages(self, drawn: random.Random) -> str:
        return drawn.choice(("/docs", "/graphql", "/openapi.json", "/v1/nowhere", "/metrics"))

    def _export(self, drawn: random.Random) -> str:
        return f"/v1/tenures.csv?limit=all&as_of={self._day(drawn)}"

    def _day(self, drawn: random.Random) -> str:
        return f"{drawn.randrange(1990, 2024)}-{drawn.randrange(1, 13):02}-15"

    def _ask(self, method: str, path: str, drawn: random.Random, body: str | None = None) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANG_S)
        headers = {"Accept-Encoding": drawn.choice(CODINGS), "Content-Type": "application/json"}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        if drawn.random() > 0.05:  # or the client leaves before it has read it
            response.read()
        self.statuses[response.status] += 1
        connection.close()

    def _send_raw(self, data: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=HANG_S) as connection:
            connection.sendall(data)


def memory_kb(server: Server) -> int:
    """The memory of all workers."""
    return sum(proportional_kb(pid) for pid in server.workers())


def test_memory_is_flat_after_the_warm_up(real_database_url: str, tmp_path: Path) -> None:
    """The median of the last minutes is at most 5 % above that of the first after the warm-up."""
    settings = {"LOG_LEVEL": "error", "ANSWER_CACHE_BYTES": "8000000", "ACCESS_LOG": "false"}
    settings |= {"EXPORT_CACHE_BYTES": "50000000"}
    with (
        serving(real_database_url, tmp_path, WORKERS="2", **settings) as server,
        Clients(server.port).running() as clients,
    ):
        before = server.workers()
        parts = []
        for _ in range(PARTS):
            samples = []
            end = time.monotonic() + PART_S
            while time.monotonic() < end:
                samples.append(memory_kb(server))
                time.sleep(1)
            parts.append(statistics.median(samples))
        assert server.workers() == before
    _LOG.info("MB in each part: %s; %s", [round(kb / 1000) for kb in parts], clients.statuses)
    assert 500 not in clients.statuses, clients.statuses
    assert clients.statuses[200] > 1_000, clients.statuses
    rest = parts[WARM_UP_PARTS:]
    assert statistics.median(rest[-2:]) < GROWTH_MAX * statistics.median(rest[:2]), parts
