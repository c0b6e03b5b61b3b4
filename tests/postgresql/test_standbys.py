"""A primary and two standbys below a server: each may hang or end, and the clients read on."""

import http.client
import json
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.http.clients import asking
from tests.http.sockets import HANG_S
from tests.http.test_processes import serving, until
from tests.postgresql.test_failover import address_of, stopped
from tests.releases.load import number_of, publish_numbered
from tests.seeds.postgresql import instance, standby_of

_LOG = logging.getLogger(__name__)

pytestmark = pytest.mark.long

CLIENTS = 4
RETRY_S = 2.0
PATHS = ("/v1/officials?limit=5", "/v1/countries/NOR", "/v1/pledges", "/v1/sources")


@dataclass
class Readers:
    """Clients that ask a failed request once more, at most two seconds later."""

    port: int
    answers: int = 0
    retries: int = 0
    faults: list[str] = field(default_factory=list)  # that failed twice
    longest_s: float = 0.0
    release: str = ""

    @contextmanager
    def running(self) -> Iterator["Readers"]:
        """Ask until the block ends; no request may have failed twice."""
        with asking(self._ask_on, CLIENTS):
            yield self
        assert not self.faults, (len(self.faults), self.faults[:3])

    def more(self) -> None:
        """Wait until there are some more answers to each client."""
        enough = self.answers + 40 * CLIENTS
        until(lambda: self.answers >= enough or self.faults)

    def _ask_on(self, number: int, stop: threading.Event) -> None:
        while not stop.is_set():
            number += 1
            path = PATHS[number % len(PATHS)]
            began = time.monotonic()
            fault = self._ask(path)
            if fault:
                self.retries += 1
                time.sleep(RETRY_S / 2)
                fault = self._ask(path)
            if fault:
                self.faults.append(f"{path}: {fault}")
            self.longest_s = max(self.longest_s, time.monotonic() - began)
            self.answers += 1

    def _ask(self, path: str) -> str | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANG_S)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            return repr(error)
        finally:
            connection.close()
        if response.status != 200:
            return f"{response.status} {content.decode()[:200]}"
        self.release = number_of(json.loads(content)["meta"]["release"])
        return None


def test_a_primary_and_two_standbys_fail_one_after_the_other(
    postgresql_programs: Path, tmp_path: Path
) -> None:
    """No request fails twice: one standby hangs, then ends, and then the primary ends.

    The standby that is left is promoted, and a release that is published on it is read.
    """
    with (
        instance(postgresql_programs) as primary,
        standby_of(primary) as first,
        standby_of(primary) as second,
    ):
        publish_numbered(tmp_path, 1, primary.url)
        url = address_of(first, primary, second)
        settings = {"ANSWER_CACHE_BYTES": "0", "LOG_LEVEL": "error"}
        with (
            serving(url, tmp_path, WORKERS="2", **settings) as server,
            Readers(server.port).running() as readers,
        ):
            readers.more()
            with stopped(first):
                readers.more()
            first.stop()
            readers.more()
            os.kill(primary.postmaster, signal.SIGKILL)
            readers.more()
            second.run("pg_ctl", "-w", "promote")
            publish_numbered(tmp_path, 2, second.url)
            until(lambda: readers.release == "2" or readers.faults)
            readers.more()
    counted = (readers.answers, readers.retries, readers.longest_s)
    _LOG.info("%d answers, %d of them to a second request, the longest after %.1f s", *counted)
